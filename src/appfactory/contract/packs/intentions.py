"""What a step means to do with which tables, columns and values, whether or not the schema has them. Pure.

Taken from the typed command where there is one; otherwise read from the wire form of a request or from a text in the terse form, so that even
a step that could not be translated says what it needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from appfactory.contract.model.request import Batch, ColumnReference, Command, Filter, Mutation, Query

Verb = Literal["insert", "update", "delete", "query"]


@dataclass(frozen=True, slots=True)
class Intention:
    """`values` are those to be written, `filters` the values that a column is to be equal to, `columns` whatever else is named."""

    verb: Verb
    table: str
    values: tuple[tuple[str, object], ...] = ()
    filters: tuple[tuple[str, object], ...] = ()
    columns: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[tuple[str, tuple[object, ...]], ...]:
        """Every column that is named, with the values it is given or compared to."""
        found: dict[str, list[object]] = {}
        for column, value in (*self.values, *self.filters):
            found.setdefault(column, []).extend(value if isinstance(value, tuple | list) and self.verb == "query" else [value])
        for column in self.columns:
            found.setdefault(column, [])
        return tuple((column, tuple(values)) for column, values in found.items())


def of_command(command: Command) -> tuple[Intention, ...]:
    """The intentions of a typed command."""
    if isinstance(command, Batch):
        return tuple(intention for step in command.steps for intention in of_command(step))
    if isinstance(command, Mutation):
        filters, columns = _filters(command.filters, ("", command.table))
        return (Intention(command.action, command.table, command.values, filters, (*columns, *command.returning)),)
    return tuple(_of_query(command))


def _of_query(query: Query) -> Iterator[Intention]:
    own = ("", query.table)
    filters, columns = _filters(query.filters, own)
    named = [selection.of for selection in query.select] + [sort.column for sort in query.sort] + list(query.group)
    columns = (*columns, *(reference.column for reference in named if reference.table in own and reference.column != "*"))
    yield Intention("query", query.table, (), filters, columns)
    for join in query.joins:
        joined, others = _filters(query.filters, (join.alias,))
        yield Intention("query", join.table, (), joined, (*others, *(column for _, column in join.pairs)))
    if query.other is not None:
        yield from _of_query(query.other)


def _filters(filters: Iterable[Filter], tables: tuple[str, ...]) -> tuple[tuple[tuple[str, object], ...], tuple[str, ...]]:
    equal: list[tuple[str, object]] = []
    columns: list[str] = []
    for condition in filters:
        if condition.column.table in tables and condition.column.column != "*":
            plain = condition.operator in ("eq", "in") and not isinstance(condition.value, ColumnReference | Query)
            if plain and not condition.alternatives:
                equal.append((condition.column.column, condition.value))
            else:
                columns.append(condition.column.column)
        inner, others = _filters(condition.alternatives, tables)
        columns += [column for column, _ in inner] + list(others)
    return tuple(equal), tuple(columns)


def of_document(document: object) -> tuple[Intention, ...]:
    """The intentions of a request in its wire form, as far as it has that form."""
    if not isinstance(document, Mapping):
        return ()
    command = document.get("command")
    if isinstance(command, Mapping):
        return of_document(command)
    if document.get("kind") == "batch" and isinstance(document.get("steps"), list):
        return tuple(intention for step in document["steps"] for intention in of_document(step))
    table = document.get("table")
    if not isinstance(table, str):
        return ()
    action = document.get("action")
    verb: Verb = action if action in ("insert", "update", "delete") else "query"
    values = document.get("values")
    written = tuple((str(column), value) for column, value in values.items()) if isinstance(values, Mapping) else ()
    equal, columns = [], []
    for condition in _objects(document.get("filters")):
        column = str(condition.get("column", ""))
        if condition.get("operator", condition.get("op", "eq")) == "eq":
            equal.append((column, condition.get("value")))
        else:
            columns.append(column)
    columns += [str(sort.get("column", "")) for sort in _objects(document.get("sort"))]
    columns += [name for key in ("select", "returning") for name in _texts(document.get(key))]
    return (Intention(verb, table, written, tuple(equal), tuple(column for column in columns if column)),)


def _objects(value: object) -> Iterator[Mapping[str, object]]:
    yield from (item for item in value if isinstance(item, Mapping)) if isinstance(value, list) else ()


def _texts(value: object) -> Iterator[str]:
    yield from (item for item in value if isinstance(item, str) and item != "*") if isinstance(value, list) else ()


_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_INSERT = re.compile(rf"\s*insert\s+into\s+({_NAME})\s+(.*)", re.IGNORECASE | re.DOTALL)
_UPDATE = re.compile(rf"\s*update\s+({_NAME})\s+set\s+(.*?)(?:\s+where\s+(.*))?", re.IGNORECASE | re.DOTALL)
_DELETE = re.compile(rf"\s*delete\s+from\s+({_NAME})(?:\s+where\s+(.*))?", re.IGNORECASE | re.DOTALL)
_QUERY = re.compile(
    rf"\s*(?:list|show|get|find|fetch|count|select)\s+({_NAME})(?:\s+where\s+(.*?))?(?:\s+order\s+by\s+({_NAME}).*?)?(?:\s+limit\s+\d+)?\s*",
    re.IGNORECASE | re.DOTALL,
)
_ASSIGNMENT = re.compile(rf"(?:^|[\s,])({_NAME})\s*=\s*")
_CONDITION = re.compile(
    rf"\s*({_NAME})\s*(>=|<=|!=|<>|=|>|<|\bis\b|\bnot\b|\blike\b|\bilike\b|\bin\b|\bbetween\b)\s*(.*?)\s*", re.IGNORECASE | re.DOTALL
)


def of_text(text: str) -> tuple[Intention, ...]:
    """The intention of a text in the terse form; none if it has another form."""
    insert = _INSERT.fullmatch(text)
    if insert is not None:
        return (Intention("insert", insert[1], _assignments(insert[2])),)
    update = _UPDATE.fullmatch(text)
    if update is not None:
        filters, columns = _conditions(update[3])
        return (Intention("update", update[1], _assignments(update[2]), filters, columns),)
    delete = _DELETE.fullmatch(text)
    if delete is not None:
        filters, columns = _conditions(delete[2])
        return (Intention("delete", delete[1], (), filters, columns),)
    query = _QUERY.fullmatch(text)
    if query is not None:
        filters, columns = _conditions(query[2])
        return (Intention("query", query[1], (), filters, (*columns, query[3]) if query[3] else columns),)
    return ()


def _assignments(text: str) -> tuple[tuple[str, object], ...]:
    starts = list(_ASSIGNMENT.finditer(text))
    ends = [*(match.start() for match in starts[1:]), len(text)]
    return tuple((match[1], text[match.end() : end].strip().rstrip(",").strip()) for match, end in zip(starts, ends, strict=True))


def _conditions(text: str | None) -> tuple[tuple[tuple[str, object], ...], tuple[str, ...]]:
    equal: list[tuple[str, object]] = []
    columns: list[str] = []
    for part in re.split(r"\s+(?:and|or)\s+", text or "", flags=re.IGNORECASE):
        condition = _CONDITION.fullmatch(part)
        if condition is None:
            continue
        if condition[2] == "=":
            equal.append((condition[1], condition[3]))
        else:
            columns.append(condition[1])
    return tuple(equal), tuple(columns)
