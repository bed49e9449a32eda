"""Single expressions of SQL in PostgreSQL's own grammar (postgast): read, written back, and what they speak of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from google.protobuf.message import Message
    from postgast import pg_query_pb2 as tree

M = TypeVar("M", bound="Message")


def parse_expression(text: str) -> tree.Node | str:
    """The node of a single expression, or why the text is none (in PostgreSQL's words)."""
    import postgast
    from google.protobuf.message import DecodeError

    if "\0" in text:
        return "it holds the character NUL"
    try:
        # Bare, it must be one column of a query; in parentheses (on lines of their own, so that a comment can't swallow them) one value.
        # Only an expression is both: `a) or (b` is no query, `a from b` no value.
        bare = postgast.parse(f"SELECT {text}")
        enclosed = postgast.parse(f"SELECT (\n{text}\n)")
    except postgast.PgQueryError as error:
        return error.message
    except DecodeError:
        return "it is nested too deeply"
    if len(bare.stmts) != 1 or len(bare.stmts[0].stmt.select_stmt.target_list) != 1:
        return "it is not a single value"
    return enclosed.stmts[0].stmt.select_stmt.target_list[0].res_target.val


def expression_text(node: tree.Node) -> str:
    """An expression as SQL, normalised in case and white space."""
    import postgast
    from postgast import pg_query_pb2 as tree

    target = tree.Node(res_target=tree.ResTarget(val=node))
    select = tree.SelectStmt(target_list=[target], limit_option=tree.LIMIT_OPTION_DEFAULT, op=tree.SETOP_NONE)
    result = tree.ParseResult(version=180000, stmts=[tree.RawStmt(stmt=tree.Node(select_stmt=select))])
    return postgast.deparse(result).removeprefix("SELECT ")


def descendants(node: Message, kind: type[M]) -> Iterator[M]:
    """Every node of a class in the tree below, the node itself included, in the order of the text."""
    import postgast

    for _, child in postgast.walk(node):
        if isinstance(child, kind):
            yield child


def column_references(node: Message) -> tuple[str, ...]:
    """The last parts of all column references below a node, in order, each once."""
    from postgast import pg_query_pb2 as tree

    found: dict[str, None] = {}
    for reference in descendants(node, tree.ColumnRef):
        last = reference.fields[-1]
        found["*" if last.HasField("a_star") else last.string.sval] = None
    return tuple(found)
