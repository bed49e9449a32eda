"""A request in the terse form: what reads back as the same request."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time
from decimal import Decimal

from appfactory.contract.model.request import ColumnReference, Filter, Mutation, Query, Scalar

_SYMBOLS = {"eq": "=", "neq": "!=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "like": "like", "ilike": "ilike", "not_like": "not like"}
_DELICATE = re.compile(
    r"""^\s|\s$|^['"\[{(]|['"]$|[=<>!,(){}\[\]]|\b(and|or|where|order|sort|limit|offset|returning|not|in|like|between|is)\b|^null$|^$""", re.I
)


def render_terse(command: Query | Mutation) -> str:
    """The request in the terse form.

    Raises ValueError for what the terse form can't say: joins, chosen columns, groups, sets.

    >>> render_terse(Mutation("insert", "venues", (("id", "ven_1"), ("name", "Main Hall"), ("size", 40))))
    'insert into venues id = ven_1 name = Main Hall size = 40'
    """
    if isinstance(command, Query):
        return _render_query(command)
    assigned = " ".join(f"{render_name(name)} = {render_value(value)}" for name, value in command.values)
    verb = {"insert": "insert into", "update": "update", "delete": "delete from"}[command.action]
    head = f"{verb} {render_name(command.table)}{' set' if command.action == 'update' else ''}"
    returning = f"returning {', '.join(map(render_name, command.returning))}" if command.returning else ""
    return " ".join(part for part in (head, assigned, _render_filters(command.filters), returning) if part)


def _render_query(query: Query) -> str:
    counted = len(query.select) == 1 and query.select[0].aggregate == "count" and query.select[0].of == ColumnReference("*")
    if query.joins or query.group or query.combine or query.distinct or (query.select and not counted):
        raise ValueError("the terse form has no joins, chosen columns, groups or sets")
    parts = [f"{'count' if counted else 'list'} {render_name(query.table)}", _render_filters(query.filters)]
    if query.sort:
        parts.append("order by " + ", ".join(f"{render_name(sort.column.column)} {sort.direction}" for sort in query.sort))
    parts.append(f"limit {query.limit}" if query.limit is not None else "")
    parts.append(f"offset {query.offset}" if query.offset else "")
    return " ".join(part for part in parts if part)


def _render_filters(filters: tuple[Filter, ...]) -> str:
    if not filters:
        return ""
    if any(each.alternatives for each in filters):
        if len(filters) > 1:
            raise ValueError("alternatives beside other conditions can't be written without brackets")
        return "where " + " or ".join(_render_filter(each) for each in (filters[0], *filters[0].alternatives))
    return "where " + " and ".join(_render_filter(each) for each in filters)


def _render_filter(condition: Filter) -> str:
    name = render_name(condition.column.column)
    value = condition.value
    if isinstance(value, ColumnReference | Query) or condition.aggregate:
        raise ValueError("the terse form compares a column with a value only")
    if condition.operator in {"is_null", "not_null"}:
        return f"{name} is {'not ' if condition.operator == 'not_null' else ''}null"
    if condition.operator in {"in", "not_in"} and isinstance(value, tuple):
        return f"{name} {condition.operator.replace('_', ' ')} ({', '.join(render_value(item) for item in value)})"
    if condition.operator == "between" and isinstance(value, tuple):
        return f"{name} between {render_value(value[0])} and {render_value(value[1])}"
    return f"{name} {_SYMBOLS[condition.operator]} {render_value(value)}"


def render_name(name: str) -> str:
    """The name of a table or a column, in quotes where it is more than one word."""
    return name if re.fullmatch(r"\w+(\.\w+)?", name) else '"' + name.replace('"', '""') + '"'


def render_value(value: Scalar | tuple[Scalar, ...]) -> str:
    """A value as it stands in the terse form: bare where it can, in quotes where it would be misread."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, tuple):
        return json.dumps([item if item is None or isinstance(item, bool | int | float | str) else str(item) for item in value], ensure_ascii=False)
    return "'" + value.replace("'", "''") + "'" if _DELICATE.search(value) else value
