"""SQL with calls or names replaced, by the places that the parse tree and the scanner give; constants and comments stay as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from appfactory.compile.database.identifiers import quote
from appfactory.model.expressions.parsing import descendants

if TYPE_CHECKING:
    from postgast import pg_query_pb2 as tree


def rename_columns(expression: str, columns: Mapping[str, str]) -> str:
    """The expression with names replaced: `partySize > 0` and `{"partySize": "party_size"}` give `party_size > 0`.

    Names are compared as SQL does, without regard to case unless they are quoted. Names of functions, of tables in front of a dot, constants
    and comments stay. The text is returned unchanged if it can't be parsed.
    """
    import postgast
    from google.protobuf.message import DecodeError
    from postgast import pg_query_pb2 as tree

    prefix = "SELECT "
    sql = prefix + expression
    try:
        parsed = postgast.parse(sql)
        tokens = postgast.scan(sql).tokens
    except (postgast.PgQueryError, DecodeError):
        return expression
    folded = {name.lower(): column for name, column in columns.items()}
    source = sql.encode()
    edits = []
    for reference in descendants(parsed, tree.ColumnRef):
        last = len(reference.fields) - 1
        if not reference.fields[last].HasField("string"):
            continue
        words = [token for token in tokens if token.start >= reference.location and token.token not in (tree.SQL_COMMENT, tree.C_COMMENT)]
        token = words[2 * last]
        written = source[token.start : token.end].decode()
        name = reference.fields[last].string.sval
        column = columns.get(name) if written.startswith('"') else folded.get(name.lower())
        if column is not None and column != name:
            edits.append((token.start, token.end, quote(column)))
    return _apply(source, edits).removeprefix(prefix)


def _apply(source: bytes, edits: Sequence[tuple[int, int, str]]) -> str:
    for start, end, text in sorted(edits, reverse=True):
        source = source[:start] + text.encode() + source[end:]
    return source.decode()


def rewrite_function_calls(sql: str, replacements: Mapping[str, str]) -> str:
    """The SQL with calls without arguments replaced: `{"auth.uid()": "(select app.current_user_id())"}`.

    Calls are found in the parse tree, so constants and comments stay as they are. The text is returned unchanged if it can't be parsed.
    Bodies of functions in the languages SQL and PL/pgSQL are constants to the parser; calls in them are replaced as well, by their tokens.
    """
    import postgast
    from google.protobuf.message import DecodeError
    from postgast import pg_query_pb2 as tree

    wanted = {name.removesuffix("()").lower(): text for name, text in replacements.items()}
    if not any(name.rsplit(".", 1)[-1] in sql.lower() for name in wanted):
        return sql
    try:
        parsed = postgast.parse(sql)
        tokens = postgast.scan(sql).tokens
    except (postgast.PgQueryError, DecodeError):
        return sql
    source = sql.encode()
    starts = {token.start: index for index, token in enumerate(tokens)}
    edits: list[tuple[int, int, str]] = []
    for call in descendants(parsed, tree.FuncCall):
        text = wanted.get(".".join(part.string.sval for part in call.funcname))
        if text is None or call.args or call.location not in starts:
            continue
        end = _closing_parenthesis(tokens[starts[call.location] :])
        edits.append((call.location, end, _without_double_select(source, tokens, starts[call.location], end, text)))
    for body in _function_bodies(parsed, tokens):
        inner = source[body[0] : body[1]].decode()
        edits.append((body[0], body[1], _rewrite_tokens(inner, wanted)))
    return _apply(source, edits)


def _closing_parenthesis(tokens: Sequence[tree.ScanToken]) -> int:
    return int(next(token.end for token in tokens if _is(token, ")")))


def _is(token: tree.ScanToken, character: str) -> bool:
    # Tokens of a single character are numbered as in ASCII.
    return bool(token.token == ord(character))


def _without_double_select(source: bytes, tokens: Sequence[tree.ScanToken], index: int, end: int, text: str) -> str:
    """`(select auth.uid())` becomes `(select app.current_user_id())`, not a select within a select."""
    before = tokens[max(index - 2, 0) : index]
    wrapped = len(before) == 2 and _is(before[0], "(") and source[before[1].start : before[1].end].lower() == b"select"
    closes = source[end:].lstrip().startswith(b")")
    if wrapped and closes and text.lower().startswith("(select ") and text.endswith(")"):
        return text[len("(select ") : -1]
    return text


def _function_bodies(parsed: tree.ParseResult, tokens: Sequence[tree.ScanToken]) -> list[tuple[int, int]]:
    """Start and end of the dollar-quoted constants that are bodies of SQL and PL/pgSQL functions."""
    from postgast import pg_query_pb2 as tree

    stretches = []
    for statement in parsed.stmts:
        if not statement.stmt.HasField("create_function_stmt"):
            continue
        options = {option.def_elem.defname: option.def_elem for option in statement.stmt.create_function_stmt.options}
        language = options["language"].arg.string.sval.lower() if "language" in options else ""
        if "as" not in options or language not in {"sql", "plpgsql"}:
            continue
        place = options["as"].location
        body = next((token for token in tokens if token.start > place and token.token == tree.SCONST), None)
        if body is not None:
            stretches.append((body.start, body.end))
    return stretches


def _rewrite_tokens(quoted: str, wanted: Mapping[str, str]) -> str:
    """Replaces calls in a dollar-quoted body. A body in single quotes is left alone: its text is escaped."""
    import postgast

    if not quoted.startswith("$"):
        return quoted
    tag = quoted[: quoted.index("$", 1) + 1]
    body = quoted[len(tag) : -len(tag)]
    source = body.encode()
    try:
        scanned = postgast.scan(body).tokens
    except postgast.PgQueryError:
        return quoted
    from postgast import pg_query_pb2 as tree

    tokens = [token for token in scanned if token.token not in (tree.SQL_COMMENT, tree.C_COMMENT)]
    words = [source[token.start : token.end].decode() for token in tokens]
    edits = []
    for name, text in wanted.items():
        pattern = [*" . ".join(name.split(".")).split(), "(", ")"]
        size = len(pattern)
        for index in range(len(words) - size + 1):
            if [word.lower() for word in words[index : index + size]] == pattern and (index == 0 or words[index - 1] != "."):
                edits.append((tokens[index].start, tokens[index + size - 1].end, text))
    return f"{tag}{_apply(source, edits)}{tag}"
