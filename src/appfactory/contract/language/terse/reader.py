"""The terse form: `insert into T a = x b = y`, `list T where a = x and b >= y order by c desc limit 5`, `count`, `update`, `delete`.

A value stands without quotes and may hold spaces and punctuation: in an assignment it runs to the next ` column = `, in a condition to the
next ` and column operator`. A value that itself looks like that is written in quotes. A column that the table lacks is never passed over.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from appfactory.contract.language.terse.assignments import not_understood, read_assignments
from appfactory.contract.language.terse.conditions import enclosed_regions, find_column, known_column, read_conditions
from appfactory.contract.language.terse.reading import RefusalError, TerseReading
from appfactory.contract.language.told.naming_errors import unknown_table
from appfactory.contract.model.request import ColumnReference, Filter, Mutation, Query, Selection, Sort
from appfactory.contract.model.translation import Catalog, Question
from appfactory.model.database import Table

_NAME = r'(?:"[^"]+"|[A-Za-z_][\w$]*)'
_DOTTED = rf"(?:{_NAME}\.)?{_NAME}"
_SENTENCE = re.compile(
    rf"""\s*(?:
        (?P<insert>insert\s+into)\s+(?P<into>{_DOTTED})(?P<values>\s.*)?
      | (?P<update>update)\s+(?P<changed>{_DOTTED})\s+set\s(?P<assigned>.*)
      | (?P<delete>delete\s+from)\s+(?P<source>{_DOTTED})(?P<doomed>\s.*)?
      | (?P<read>list|show|get|find|fetch|count)\s+(?P<table>{_DOTTED})(?P<rest>\s+(?:where|order\s+by|sort\s+by|limit|offset)\s.*|\s*)
    )$""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_PLACES = ("into", "changed", "source", "table")
_SORTED = rf"{_NAME}(?:\s+(?:asc|desc)(?:ending)?)?"
_CRITERION = re.compile(rf"({_NAME})(?:\s+(asc|desc)(?:ending)?)?", re.IGNORECASE)
_NAMES = re.compile(_NAME)
_TAIL = re.compile(
    rf"(?:(?:^|\s+)(?:order|sort)\s+by\s+(?P<order>{_SORTED}(?:\s*,\s*{_SORTED})*))?"
    rf"(?:(?:^|\s+)limit\s+(?P<limit>\d+))?(?:(?:^|\s+)offset\s+(?P<offset>\d+))?"
    rf"(?:(?:^|\s+)returning\s+(?P<returning>{_NAME}(?:\s*,\s*{_NAME})*))?\s*$",
    re.IGNORECASE,
)
_RETURNING = re.compile(rf"(?:\s+returning\s+(?P<returning>{_NAME}(?:\s*,\s*{_NAME})*))?\s*$", re.IGNORECASE)
_MUTATION_CLAUSES = frozenset({"returning"})
_QUERY_CLAUSES = _MUTATION_CLAUSES | {"order", "sort", "limit", "offset"}
_WHERE = re.compile(r"(?:^|\s)where\s", re.IGNORECASE)
_OPENING_WHERE = re.compile(r"\s*where\s+", re.IGNORECASE)
_SPACED_WHERE = re.compile(r"\s+where\s+", re.IGNORECASE)
_CONDITION_START = re.compile(rf"\s*{_NAME}\s*(?:[=<>!]|(?:not\s+)?i?like\s|(?:not\s+)?in\s*\(|between\s|is\s+(?:not\s+)?null)", re.IGNORECASE)
_LEAST_STRUCTURE = re.compile(rf"\s+where\s+{_NAME}\s*(=|[<>!]=?|<>)", re.IGNORECASE)


class _Tail(NamedTuple):
    """The clauses behind conditions or assignments, as they are written, and where these end."""

    end: int
    order: str | None = None
    limit: str | None = None
    offset: str | None = None
    returning: str | None = None


def read_terse(text: str, catalog: Catalog) -> TerseReading | None:
    """The command of a text in the terse form; None if the text is not in that form (it may be English then)."""
    sentence = _SENTENCE.match(text)
    if sentence is None:
        return None
    group = next(name for name in _PLACES if sentence[name] is not None)
    if (group == "changed" and "=" not in _WHERE.split(sentence["assigned"])[0]) or (group == "into" and "=" not in (sentence["values"] or "=")):
        return None
    table = _find_table(sentence[group], catalog)
    reading = TerseReading(text, table)
    if table is None:
        if group == "table" and not _LEAST_STRUCTURE.match(sentence["rest"]):
            return None
        reading.question = unknown_table(sentence[group], catalog)
        return reading
    reading.stretches.append((*sentence.span(group), None, "", None))
    try:
        if group == "into":
            reading.command = _read_insert(sentence.end("into"), table, reading)
        elif group == "changed":
            reading.command = _read_update(sentence.start("assigned"), table, reading)
        elif group == "source":
            reading.command = _read_delete(sentence.end("source"), table, reading)
        else:
            reading.command = _read_query(sentence, table, reading)
    except RefusalError as refusal:
        if group == "table" and not _LEAST_STRUCTURE.match(sentence["rest"]):
            return None
        reading.question = refusal.question
    return reading


def _find_table(name: str, catalog: Catalog) -> Table | None:
    exact = catalog.database.table(name)
    if exact is not None:
        return exact
    schema, _, bare = name.rpartition(".")
    folded, within = bare.strip('"').lower(), schema.strip('"').lower()
    exact = catalog.database.table(bare.strip('"'))
    if exact is not None and within in {"", exact.schema.lower()}:
        return exact
    return next((table for table in catalog.database.tables if table.name.lower() == folded and within in {"", table.schema.lower()}), None)


def _read_insert(start: int, table: Table, reading: TerseReading) -> Mutation:
    tail = _cut_tail(reading.text, start, table, mutation=True)
    values = read_assignments(start, tail.end, table, reading)
    return Mutation("insert", table.name, values, (), _returning(tail, table))


def _read_update(start: int, table: Table, reading: TerseReading) -> Mutation:
    tail = _cut_tail(reading.text, start, table, mutation=True)
    where = _last_where(reading.text, start, tail.end, table)
    values = read_assignments(start, where.start() if where else tail.end, table, reading)
    if not values:
        raise RefusalError(Question("missing-value", f'nothing is said to be set in "{table.name}"'))
    filters = read_conditions(where.end(), tail.end, table, reading) if where else ()
    return Mutation("update", table.name, values, filters, _returning(tail, table))


def _last_where(text: str, start: int, end: int, table: Table) -> re.Match[str] | None:
    """The `where` that opens the conditions: the first one after which a condition can be read (one within a value is followed by none)."""
    regions = enclosed_regions(text, start, end)
    candidates = [where for where in _WHERE.finditer(text, start, end) if not any(low <= where.start() < high for low, high in regions)]
    for where in candidates:
        if _CONDITION_START.match(text, where.end(), end):
            return where
    dangling = candidates[0] if candidates else None
    if dangling and find_column(text[dangling.end() : end].strip().split(" ")[0], table) is not None:
        return dangling
    return None


def _read_delete(start: int, table: Table, reading: TerseReading) -> Mutation:
    tail = _cut_tail(reading.text, start, table, mutation=True)
    return Mutation("delete", table.name, (), _read_where(_SPACED_WHERE, start, tail.end, table, reading), _returning(tail, table))


def _read_query(sentence: re.Match[str], table: Table, reading: TerseReading) -> Query:
    start = sentence.start("rest")
    tail = _cut_tail(reading.text, start, table, mutation=False)
    return Query(
        table.name,
        select=(Selection(ColumnReference("*"), "count"),) if sentence["read"].lower() == "count" else (),
        filters=_read_where(_OPENING_WHERE, start, tail.end, table, reading),
        sort=_sorts(tail.order, table) if tail.order else (),
        limit=int(tail.limit) if tail.limit else None,
        offset=int(tail.offset or 0),
    )


def _read_where(opening: re.Pattern[str], start: int, end: int, table: Table, reading: TerseReading) -> tuple[Filter, ...]:
    """The conditions, if there are any; nothing else may stand there."""
    where = opening.match(reading.text, start, end)
    if where is not None:
        return read_conditions(where.end(), end, table, reading)
    said = reading.text[start:end].strip()
    return not_understood(said) if said else ()


def _cut_tail(text: str, start: int, table: Table, *, mutation: bool) -> _Tail:
    """Where the conditions or assignments end, and the clauses behind them."""
    # Searching for clauses costs more than all the rest of the reading, and most texts have none.
    if (_MUTATION_CLAUSES if mutation else _QUERY_CLAUSES).isdisjoint(text.lower().split()):
        return _Tail(max(start, len(text.rstrip())))
    tail = _TAIL.search(text, start)
    if mutation and tail is not None and (tail["order"] or tail["limit"] or tail["offset"]):
        tail = _RETURNING.search(text, start)
    assert tail is not None, "the patterns match the empty end of any text"
    returning = tail["returning"]
    if returning and not all(find_column(name, table) for name in _NAMES.findall(returning)):
        return _Tail(len(text))
    if mutation:
        return _Tail(tail.start(), returning=returning)
    return _Tail(tail.start(), tail["order"], tail["limit"], tail["offset"], returning)


def _returning(tail: _Tail, table: Table) -> tuple[str, ...]:
    return tuple(known_column(name, table).name for name in _NAMES.findall(tail.returning)) if tail.returning else ()


def _sorts(text: str, table: Table) -> tuple[Sort, ...]:
    sorts = []
    for name, direction in _CRITERION.findall(text):
        column = known_column(name, table)
        sorts.append(Sort(ColumnReference(column.name), "desc" if direction.lower() == "desc" else "asc"))
    return tuple(sorts)
