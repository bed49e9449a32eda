"""Whether the filters of a write can leave out a row at all, told by their form: `id = id`, `name like '%'` or "this or not this" are none.

No form tells of every condition whether it holds for all rows; what gets through is counted before it is kept, and limited in number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from appfactory.contract.model.request import ColumnReference, Filter, Operator, Query, Scalar
from appfactory.contract.statements.schema import SCOPE_COLUMN, Schema
from appfactory.contract.statements.values import as_text, family
from appfactory.model.database import Column, Table

_WITH_ITSELF = frozenset({"eq", "gte", "lte", "like", "ilike"})
_POSITIVE = frozenset({"eq", "in"})
_NEGATIVE = frozenset({"neq", "not_in"})
_BELOW: dict[Operator, bool] = {"lt": False, "lte": True}
_ABOVE: dict[Operator, bool] = {"gt": False, "gte": True}


def leaves_out(filters: Sequence[Filter], table: Table, schema: Schema, business: str = "") -> bool:
    """True if, by its form, some of the conditions (all of which must hold) can fail for a row of the table.

    `business` is that of the request's scope: rows of others are out of reach anyway, so that a condition that it fulfils leaves out none.
    """
    return any(_can_fail(list(_flat(condition)), table, schema, business) for condition in filters)


def _flat(condition: Filter) -> Iterator[Filter]:
    """The condition and its alternatives, any of which is enough."""
    yield condition
    for item in condition.alternatives:
        yield from _flat(item)


def _can_fail(parts: list[Filter], table: Table, schema: Schema, business: str) -> bool:
    if not all(_excludes(part, table, schema, business) for part in parts):
        return False
    columns: dict[str, list[Filter]] = defaultdict(list)
    for part in parts:
        if part.column.table in ("", table.name) and part.aggregate is None:
            columns[part.column.column].append(part)
    return not any(_covers(together, table.column(name), table, schema) for name, together in columns.items())


def _excludes(part: Filter, table: Table, schema: Schema, business: str) -> bool:
    """True if the condition, taken alone, can fail for a row."""
    column = table.column(part.column.column)
    operator, value = part.operator, part.value
    if operator == "not_in" and value == ():
        return False
    if column is None or part.column.table not in ("", table.name):
        return True
    if isinstance(value, ColumnReference):
        itself = value.column == column.name and value.table in ("", table.name)
        return not (itself and operator in _WITH_ITSELF)
    if business and column.name == SCOPE_COLUMN:
        # Where a business has one row at most, its name is the row's.
        return (operator == "eq" and _is_key(column, table)) or _names_another(operator, value, business)
    if isinstance(value, Query):
        return operator != "in" or not _is_every_value(value, column, table, schema) or _may_lack(column, table)
    if operator == "not_null" or (operator == "neq" and value is None):
        return _may_lack(column, table)
    if operator in _NEGATIVE and _is_key(column, table):
        return False
    if operator in ("like", "ilike"):
        return not (isinstance(value, str) and value and not value.strip("%"))
    return not (value == "" and operator in ("gte", "not_like"))


def _names_another(operator: Operator, value: object, business: str) -> bool:
    """True if a condition on the business finds none of the rows within reach; otherwise it finds all of them."""
    if isinstance(value, Query):
        return False
    said = value if isinstance(value, tuple) else (value,)
    if operator in _POSITIVE:
        return business not in said
    return operator in _NEGATIVE and business in said


def _may_lack(column: Column, table: Table) -> bool:
    return column.nullable and column.name not in table.primary_key


def _is_key(column: Column, table: Table) -> bool:
    """True if no two rows have the same value: all but some are then nearly all of them."""
    keys = (table.primary_key, *(unique.columns for unique in table.uniques))
    return (column.name,) in keys


def _is_every_value(inner: Query, column: Column, table: Table, schema: Schema) -> bool:
    """True for a query, without conditions of its own, of the very column or of the one that it refers to."""
    if inner.joins or inner.group or inner.limit is not None or inner.offset or inner.combine is not None or len(inner.select) != 1:
        return False
    of, source = inner.select[0].of, schema.database.table(inner.table)
    if source is None or inner.select[0].aggregate is not None or of.table not in ("", inner.table) or leaves_out(inner.filters, source, schema):
        return False
    referred = {(key.references, key.referenced_columns) for key in table.foreign_keys if key.columns == (column.name,)}
    return (inner.table, of.column) == (table.name, column.name) or (inner.table, (of.column,)) in referred


def _covers(parts: list[Filter], column: Column | None, table: Table, schema: Schema) -> bool:
    """True if conditions on one column, any of which is enough, hold for every value together."""
    if column is None:
        return False
    named = {text for part in parts if part.operator in _POSITIVE for text in _texts(part, column)}
    denied = [set(_texts(part, column)) for part in parts if part.operator in _NEGATIVE and not isinstance(part.value, ColumnReference | Query)]
    operators = {part.operator for part in parts}
    patterns = {part.value for part in parts if part.operator == "like"} & {part.value for part in parts if part.operator == "not_like"}
    possible = _possible(column, table, schema)
    return (
        (bool(denied) and set.intersection(*denied) <= named)
        or (bool(possible) and possible <= named)
        or {"is_null", "not_null"} <= operators
        or bool(patterns)
        or _spans(parts)
    )


def _texts(part: Filter, column: Column) -> Iterator[str]:
    """The values that a condition names, as PostgreSQL reads them."""
    if isinstance(part.value, ColumnReference | Query):
        return
    for value in part.value if isinstance(part.value, tuple) else (part.value,):
        text = as_text(value, column.type)
        if text is not None:
            yield text


def _possible(column: Column, table: Table, schema: Schema) -> set[str]:
    """All values that a column can have, if they are few."""
    if family(column.type) == "boolean":
        return {"true", "false"}
    return set(schema.enumeration(column.type) or dict(schema.checked_values(table).values()).get(column.name, ()))


def _spans(parts: list[Filter]) -> bool:
    """True if one condition reaches up to a value and another one down to the same, or a lower one."""
    ends = [(part.value, _BELOW[part.operator]) for part in parts if part.operator in _BELOW]
    starts = [(part.value, _ABOVE[part.operator]) for part in parts if part.operator in _ABOVE]
    return any(_meet(start, end, started or ended) for end, ended in ends for start, started in starts)


def _meet(
    start: Scalar | tuple[Scalar, ...] | ColumnReference | Query, end: Scalar | tuple[Scalar, ...] | ColumnReference | Query, closed: bool
) -> bool:
    if isinstance(start, int | float) and isinstance(end, int | float):
        return start < end or (closed and start == end)
    return closed and start is not None and start == end
