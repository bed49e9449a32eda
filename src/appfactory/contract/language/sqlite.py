"""SQLite's SQL for a typed query, for databases that are files. PostgreSQL's is made where requests are executed, with bound parameters."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from appfactory.contract.model.request import ColumnReference, Filter, Query, Scalar, Selection, Sort

_SYMBOLS = {"eq": "=", "neq": "<>", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "like": "LIKE", "ilike": "LIKE", "not_like": "NOT LIKE"}
_COMBINED = {"union": "UNION", "intersect": "INTERSECT", "except": "EXCEPT"}


def to_sqlite(query: Query) -> str:
    """The query as one statement, all names and texts quoted.

    >>> to_sqlite(Query("students", (Selection(ColumnReference("*"), "count"),), filters=(Filter(ColumnReference("age"), "gt", 20),)))
    'SELECT COUNT(*) FROM "students" WHERE "students"."age" > 20'
    """
    parts = [
        f"SELECT {'DISTINCT ' if query.distinct else ''}{', '.join(_selection(query, each) for each in query.select) or _quoted(query.table) + '.*'}"
    ]
    parts.append(f"FROM {_quoted(query.table)}")
    for join in query.joins:
        pairs = " AND ".join(f"{_column(query, left)} = {_quoted(join.alias)}.{_quoted(right)}" for left, right in join.pairs)
        alias = "" if join.alias == join.table else f" AS {_quoted(join.alias)}"
        parts.append(f"{'LEFT ' if join.optional else ''}JOIN {_quoted(join.table)}{alias} ON {pairs}")
    where = [_filter(query, each) for each in query.filters if each.aggregate is None]
    having = [_filter(query, each) for each in query.filters if each.aggregate is not None]
    parts.append(f"WHERE {' AND '.join(where)}" if where else "")
    parts.append(f"GROUP BY {', '.join(_column(query, each) for each in query.group)}" if query.group else "")
    parts.append(f"HAVING {' AND '.join(having)}" if having else "")
    if query.combine and query.other is not None:
        parts.append(f"{_COMBINED[query.combine]} {to_sqlite(query.other)}")
    parts.append(f"ORDER BY {', '.join(_sort(query, each) for each in query.sort)}" if query.sort else "")
    if query.limit is not None or query.offset:
        parts.append(f"LIMIT {query.limit if query.limit is not None else -1}")
        parts.append(f"OFFSET {query.offset}" if query.offset else "")
    return " ".join(part for part in parts if part)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _column(query: Query, reference: ColumnReference) -> str:
    return "*" if reference.column == "*" else f"{_quoted(reference.table or query.table)}.{_quoted(reference.column)}"


def _aggregated(query: Query, of: ColumnReference, aggregate: str | None, *, distinct: bool) -> str:
    column = _column(query, of)
    return f"{aggregate.upper()}({'DISTINCT ' if distinct else ''}{column})" if aggregate else column


def _selection(query: Query, selection: Selection) -> str:
    return _aggregated(query, selection.of, selection.aggregate, distinct=selection.distinct)


def _sort(query: Query, sort: Sort) -> str:
    return f"{_aggregated(query, sort.column, sort.aggregate, distinct=sort.distinct)} {sort.direction.upper()}"


def _filter(query: Query, condition: Filter) -> str:
    first = _comparison(query, condition)
    if not condition.alternatives:
        return first
    return f"({' OR '.join([first, *(_filter(query, each) for each in condition.alternatives)])})"


def _comparison(query: Query, condition: Filter) -> str:
    column = _aggregated(query, condition.column, condition.aggregate, distinct=condition.distinct)
    value = condition.value
    if condition.operator in {"is_null", "not_null"}:
        return f"{column} IS {'NOT ' if condition.operator == 'not_null' else ''}NULL"
    if condition.operator == "between" and isinstance(value, tuple):
        return f"{column} BETWEEN {_literal(value[0])} AND {_literal(value[1])}"
    if condition.operator in {"in", "not_in"}:
        inner = to_sqlite(value) if isinstance(value, Query) else ", ".join(_literal(each) for each in value) if isinstance(value, tuple) else ""
        return f"{column} {'NOT ' if condition.operator == 'not_in' else ''}IN ({inner})"
    if isinstance(value, Query):
        return f"{column} {_SYMBOLS[condition.operator]} ({to_sqlite(value)})"
    if isinstance(value, ColumnReference):
        return f"{column} {_SYMBOLS[condition.operator]} {_column(query, value)}"
    assert not isinstance(value, tuple), "tuples go with in, not in and between"
    return f"{column} {_SYMBOLS[condition.operator]} {_literal(value)}"


def _literal(value: Scalar) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, datetime) and value.time() == time(0) and value.tzinfo is None:
        value = value.date()
    text = value.isoformat(*([" "] if isinstance(value, datetime) else [])) if isinstance(value, datetime | date | time) else value
    return "'" + text.replace("'", "''") + "'"
