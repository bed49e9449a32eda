"""The parse tree of PostgreSQL's own grammar (postgast): parsing with findings, places in the text, and expressions back as text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from appfactory.compile.database.identifiers import quote, quote_all
from appfactory.model.finding import Finding, Span

if TYPE_CHECKING:
    from postgast import pg_query_pb2 as tree

SpanOf = Callable[[int, int], Span]
"""From a line and a column (from 1) inside the SQL text to the place in the user's file."""


def plain_span(line: int, column: int) -> Span:
    """A place inside the SQL text itself, in no file."""
    return Span("", line, column)


class SourceText:
    """SQL text, and the way from the parser's byte offsets to lines and columns of characters (both from 1)."""

    def __init__(self, sql: str, span_of: SpanOf | None = None) -> None:
        self.sql = sql
        self.bytes = sql.encode()
        self._span_of = span_of or plain_span
        self._starts = [0]
        self._starts.extend(index + 1 for index, byte in enumerate(self.bytes) if byte == 10)

    def line_column(self, offset: int) -> tuple[int, int]:
        """Line and column of the character at a byte offset."""
        offset = max(0, min(offset, len(self.bytes)))
        line = bisect_right(self._starts, offset)
        start = self._starts[line - 1]
        return line, len(self.bytes[start:offset].decode(errors="ignore")) + 1

    def span(self, offset: int) -> Span:
        """The place of a byte offset, in the user's file if that is known."""
        return self._span_of(*self.line_column(offset))

    def slice(self, start: int, length: int) -> str:
        """The text of a stretch of bytes."""
        end = start + length if length else len(self.bytes)
        return self.bytes[start:end].decode(errors="ignore")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: its node, where it starts (byte offset of its first token), and its text without the final semicolon."""

    node: tree.Node
    start: int
    text: str

    @property
    def kind(self) -> str:
        """The name of the node, e.g. `create_stmt`."""
        return str(self.node.WhichOneof("node") or "")


def parse_statements(source: SourceText) -> tuple[tuple[Statement, ...], tuple[Finding, ...]]:
    """The statements of a text; if it is no SQL, nothing but one finding at the token that PostgreSQL's parser stumbled over."""
    import postgast
    from google.protobuf.message import DecodeError

    if "\0" in source.sql:
        offset = source.bytes.index(0)
        return (), (_syntax(source, offset, "the SQL holds the character NUL", "Remove the character."),)
    try:
        parsed = postgast.parse(source.sql)
    except postgast.PgQueryError as error:
        # Unlike the places in the tree, this one counts characters (errposition() in PostgreSQL's scan.l).
        offset = len(source.sql[: max(error.cursorpos - 1, 0)].encode())
        meta = _meta_command(source)
        if meta is not None:
            return (), (meta,)
        return (), (_syntax(source, offset, error.message, "Write what PostgreSQL 18 accepts; try the statement in psql."),)
    except DecodeError:
        return (), (_syntax(source, 0, "an expression is nested more than some 40 levels deep", "Split the expression."),)
    statements = []
    for raw in parsed.stmts:
        start = _first_token(source, raw.stmt_location)
        end = raw.stmt_location + raw.stmt_len if raw.stmt_len else len(source.bytes)
        statements.append(Statement(raw.stmt, start, source.bytes[start:end].decode(errors="ignore").strip()))
    return tuple(statements), ()


def _syntax(source: SourceText, offset: int, message: str, hint: str) -> Finding:
    return Finding("sql-syntax", "error", f"The SQL can't be read: {message}.", source.span(offset), "PostgreSQL would refuse it.", hint)


def _meta_command(source: SourceText) -> Finding | None:
    """A finding for the first line that is a psql command (`\\i file`), which no server understands."""
    offset = 0
    for line in source.sql.split("\n"):
        if line.lstrip().startswith("\\"):
            place = source.span(offset + len(line.encode()) - len(line.lstrip().encode()))
            command = line.split()[0]
            message = f"{command} is a command of the program psql, not SQL."
            return Finding("sql-meta-command", "error", message, place, "The server would refuse it.", "Put the SQL itself here.")
        offset += len(line.encode()) + 1
    return None


def _first_token(source: SourceText, offset: int) -> int:
    """Skips white space and comments in front of a statement."""
    text = source.bytes
    size = len(text)
    while offset < size:
        if text[offset : offset + 1].isspace():
            offset += 1
        elif text.startswith(b"--", offset):
            end = text.find(b"\n", offset)
            offset = size if end < 0 else end + 1
        elif text.startswith(b"/*", offset):
            offset = _comment_end(text, offset)
        else:
            break
    return offset


def _comment_end(text: bytes, offset: int) -> int:
    depth = 0
    while offset < len(text):
        if text.startswith(b"/*", offset):
            depth, offset = depth + 1, offset + 2
        elif text.startswith(b"*/", offset):
            depth, offset = depth - 1, offset + 2
            if depth == 0:
                return offset
        else:
            offset += 1
    return offset


def strings(nodes: Iterable[tree.Node]) -> tuple[str, ...]:
    """The texts of a list of string nodes."""
    return tuple(node.string.sval for node in nodes)


def statement_text(node: tree.Node) -> str:
    """A statement as SQL, normalised."""
    import postgast
    from postgast import pg_query_pb2 as tree

    return postgast.deparse(tree.ParseResult(version=180000, stmts=[tree.RawStmt(stmt=node)]))


def relation_name(relation: tree.RangeVar) -> tuple[str, str]:
    """Schema (`public` if none is written) and name."""
    return relation.schemaname or "public", relation.relname


def displayed(schema: str, name: str) -> str:
    """A table's name as a person would write it."""
    return quote(name) if schema == "public" else quote_all((schema, name)).replace(", ", ".")
