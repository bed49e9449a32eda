"""The values that a column takes where the schema lists them: by an enum type, or by a check such as `status in ('draft', 'open')`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appfactory.model.database import Database, Table
from appfactory.model.expressions.kinds import enumeration_of
from appfactory.model.expressions.parsing import parse_expression

if TYPE_CHECKING:
    from postgast import pg_query_pb2 as tree


def allowed_values(table: Table, column: str, database: Database) -> tuple[tuple[str, ...], str]:
    """The listed values of a column and the name of its enum type; empty if any value is taken, or no list is known."""
    known = table.column(column)
    if known is None:
        return (), ""
    enumeration = enumeration_of(known.type, database)
    if enumeration is not None:
        return enumeration.values, enumeration.name
    for check in table.checks:
        if column in check.expression and "'" in check.expression:
            values = _listed(check.expression, column)
            if values:
                return values, ""
    return (), ""


def _listed(expression: str, column: str) -> tuple[str, ...]:
    """The texts of `column in (…)` and `column = any (array[…])`, if the expression is nothing but that."""
    node = parse_expression(expression)
    if isinstance(node, str) or not node.HasField("a_expr"):
        return ()
    comparison = node.a_expr
    if comparison.name[-1].string.sval != "=" or _column(comparison.lexpr) != column:
        return ()
    right = _bare(comparison.rexpr)
    items = right.list.items if right.HasField("list") else right.a_array_expr.elements if right.HasField("a_array_expr") else ()
    constants = [_bare(item) for item in items]
    if not all(item.HasField("a_const") and item.a_const.HasField("sval") for item in constants):
        return ()
    return tuple(item.a_const.sval.sval for item in constants)


def _bare(node: tree.Node) -> tree.Node:
    """The node without casts around it."""
    while node.HasField("type_cast"):
        node = node.type_cast.arg
    return node


def _column(node: tree.Node) -> str:
    inner = _bare(node)
    return inner.column_ref.fields[-1].string.sval if inner.HasField("column_ref") else ""
