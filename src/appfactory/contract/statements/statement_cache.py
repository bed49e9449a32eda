"""Statements that were printed before: requests that differ in their values only have one SQL text. What values have to be is checked each time."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from appfactory.contract.model.request import ColumnReference, Filter, Mutation, Query, Scalar, Scope
from appfactory.contract.statements.printer import Printer
from appfactory.contract.statements.refusal import Limits
from appfactory.contract.statements.schema import SCOPE_COLUMN, Schema
from appfactory.contract.statements.values import as_text, check_value
from appfactory.model.database import Column, Table

MOST_STATEMENTS = 1000
"""Texts that are kept for a schema; then it is begun anew."""

Values: TypeAlias = list[Scalar | tuple[Scalar, ...]]
_WITHOUT_VALUE = ("is_null", "not_null")
_PATTERNS = ("like", "ilike", "not_like")
_DECIDING = (tuple, ColumnReference, Query, float, Decimal)
"""Values on which the SQL may depend."""


@dataclass(frozen=True, slots=True)
class Place:
    """What stands behind a placeholder: the column that its value meets, and the values that the column's enumeration allows."""

    table: Table
    column: Column
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A command without its values (`key`), and the values in the order of their placeholders."""

    key: Hashable
    values: Values


@dataclass(frozen=True, slots=True)
class Printed:
    """The SQL of a shape, whether it returns rows, and what its placeholders are for. `limits` are those that it was printed under."""

    sql: str
    returns: bool
    places: tuple[Place, ...]
    limits: Limits

    def params(self, values: Values) -> tuple[str | None, ...]:
        """The values as text. Raises `Refused` for one that its column can't hold."""
        texts = []
        for place, value in zip(self.places, values, strict=True):
            check_value(value, place.table, place.column, place.allowed, self.limits)
            texts.append(as_text(value, place.column.type))
        return tuple(texts)


def shape_of(command: Query | Mutation, schema: Schema, scope: Scope | None, returning: bool) -> Shape | None:
    """The shape, None for a command whose SQL may depend on more than its shape; and for one that may be refused for more than its values."""
    table = schema.database.table(command.table)
    if table is None:
        return None
    confined = scope is not None and schema.is_scoped(table)
    own = scope.biz_id if scope is not None and confined else ""
    if confined and not own:
        return None
    values: Values = []
    filters = _filters(command.filters, table.name, own, values)
    if filters is None:
        return None
    if isinstance(command, Query):
        if command.joins or command.group or command.combine is not None:
            return None
        key: Hashable = (
            "query", command.table, command.select, filters, command.sort, command.limit, command.offset, command.distinct, confined,
        )  # fmt: skip
    else:
        names = tuple([name for name, _ in command.values])
        given = [value for _, value in command.values]
        if confined and SCOPE_COLUMN in names and given[names.index(SCOPE_COLUMN)] != own:
            return None
        if command.action == "insert":
            if confined and SCOPE_COLUMN not in names:
                given.insert(0, own)
            return Shape(("insert", command.table, names, filters, command.returning, returning, confined), given)
        values[:0] = given
        key = (command.action, command.table, names, filters, command.returning, returning, confined)
    if confined and not any(item[4] for item in filters):
        values.append(own)
    return Shape(key, values)


def _filters(filters: Sequence[Filter], table: str, own: str, values: Values) -> tuple[tuple[str, str, str, bool, bool], ...] | None:
    """Column, its table, operator, whether it is compared with NULL and whether it says the scope itself; `values` gets the values.

    None if there is a condition that is more than a column beside a value, or one whose value may be refused by its operator.
    """
    shapes = []
    for condition in filters:
        value, operator, column = condition.value, condition.operator, condition.column
        if condition.alternatives or condition.aggregate is not None or operator in _PATTERNS:
            return None
        if isinstance(value, _DECIDING):
            return None
        says_scope = bool(own) and column.column == SCOPE_COLUMN and operator == "eq" and value == own and column.table in ("", table)
        shapes.append((column.column, column.table, operator, value is None, says_scope))
        if value is not None and operator not in _WITHOUT_VALUE:
            values.append(value)
    return tuple(shapes)


def remember(shape: Shape, printer: Printer, sql: str, returns: bool) -> None:
    """Keeps what was printed, if its placeholders stand for the values of the shape, in their order."""
    bound = printer.bound
    if len(bound) != len(shape.values) or any(value is not wanted for (value, _, _), wanted in zip(bound, shape.values, strict=True)):
        return
    kept = printer.schema.printed
    if len(kept) >= MOST_STATEMENTS:
        kept.clear()
    places = tuple(Place(table, column, printer.schema.enumeration(column.type)) for _, table, column in bound)
    kept[shape.key] = Printed(sql, returns, places, printer.limits)
