"""What a request does, in one English sentence made from the request alone."""

from __future__ import annotations

from datetime import date, datetime, time

from appfactory.contract.model.request import Batch, ColumnReference, Command, Filter, Mutation, Query, Scalar, Selection, Sort

_OPERATORS = {
    "eq": "is", "neq": "is not", "gt": "is more than", "gte": "is at least", "lt": "is less than", "lte": "is at most", "like": "looks like",
    "ilike": "looks like", "not_like": "does not look like", "in": "is one of", "not_in": "is none of", "is_null": "is empty",
    "not_null": "is not empty",
}  # fmt: skip
_AGGREGATES = {"count": "the number", "sum": "the sum", "avg": "the average", "min": "the least", "max": "the greatest"}
_COMBINED = {"union": "and also", "intersect": "that are also among", "except": "but not"}


def explain(command: Command) -> str:
    """The command in English.

    >>> explain(Query("boats", filters=(Filter(ColumnReference("kind"), "eq", "motor"),), limit=3))
    'Reads all columns of boats where kind is motor, at most 3 rows.'
    """
    if isinstance(command, Batch):
        return " ".join(f"{index}. {explain(step)}" for index, step in enumerate(command.steps, 1))
    if isinstance(command, Mutation):
        return _mutation(command)
    return f"Reads {_query(command)}."


def _mutation(command: Mutation) -> str:
    values = ", ".join(f"{name} = {_value(value)}" for name, value in command.values)
    where = _where(command.filters) or (" (all of them)" if command.action != "insert" else "")
    if command.action == "insert":
        return f"Creates a row of {command.table} with {values}." if values else f"Creates a row of {command.table}."
    return f"Sets {values} in {command.table}{where}." if command.action == "update" else f"Deletes from {command.table}{where}."


def _query(query: Query) -> str:
    wanted = ", ".join(_selection(query, each) for each in query.select) or "all columns"
    parts = [f"{'different ' if query.distinct else ''}{wanted} of {query.table}"]
    if query.joins:
        parts.append(" with their " + ", ".join(join.table for join in query.joins))
    parts.append(_where(tuple(each for each in query.filters if each.aggregate is None)))
    if query.group:
        parts.append(f", for each {', '.join(_column(each) for each in query.group)}")
    having = [each for each in query.filters if each.aggregate is not None]
    if having:
        parts.append(", if " + " and ".join(_filter(each) for each in having))
    if query.combine and query.other is not None:
        parts.append(f", {_COMBINED[query.combine]} {_query(query.other)}")
    if query.sort:
        parts.append(", ordered by " + ", ".join(_sort(each) for each in query.sort))
    if query.limit is not None:
        parts.append(f", at most {query.limit} row{'s' if query.limit != 1 else ''}")
    return "".join(parts)


def _column(reference: ColumnReference) -> str:
    return f"{reference.table}.{reference.column}" if reference.table else reference.column


def _aggregated(of: ColumnReference, aggregate: str | None, *, distinct: bool) -> str:
    if aggregate is None:
        return _column(of)
    return f"{_AGGREGATES[aggregate]} of {'rows' if of.column == '*' else ('different ' if distinct else '') + _column(of)}"


def _selection(_query: Query, selection: Selection) -> str:
    return _aggregated(selection.of, selection.aggregate, distinct=selection.distinct)


def _sort(sort: Sort) -> str:
    return f"{_aggregated(sort.column, sort.aggregate, distinct=sort.distinct)}{' from the greatest' if sort.direction == 'desc' else ''}"


def _where(filters: tuple[Filter, ...]) -> str:
    return " where " + " and ".join(_filter(each) for each in filters) if filters else ""


def _filter(condition: Filter) -> str:
    first = _comparison(condition)
    return " or ".join([first, *(_filter(each) for each in condition.alternatives)]) if condition.alternatives else first


def _comparison(condition: Filter) -> str:
    column = _aggregated(condition.column, condition.aggregate, distinct=condition.distinct)
    value = condition.value
    if condition.operator == "between" and isinstance(value, tuple):
        return f"{column} is between {_value(value[0])} and {_value(value[1])}"
    operator = _OPERATORS[condition.operator]
    if condition.operator in {"is_null", "not_null"}:
        return f"{column} {operator}"
    if isinstance(value, Query):
        return f"{column} {operator} ({_query(value)})"
    return f"{column} {operator} {_column(value) if isinstance(value, ColumnReference) else _value(value)}"


def _value(value: Scalar | tuple[Scalar, ...]) -> str:
    if isinstance(value, tuple):
        return ", ".join(_value(item) for item in value)
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)
