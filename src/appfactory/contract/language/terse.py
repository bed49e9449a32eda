"""The terse form: `insert into T a = x b = y`, `list T where a = x and b >= y order by c desc limit 5`, `count`, `update`, `delete`.

A value stands without quotes and may hold spaces and punctuation: in an assignment it runs to the next ` column = `, in a condition to the
next ` and column operator`. A value that itself looks like that is written in quotes. A column that the table lacks is never passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NoReturn

from appfactory.contract.language.naming_errors import unknown_column, unknown_table
from appfactory.contract.language.terse_conditions import RefusalError, enclosed_regions, read_conditions, resolve_column, value_end
from appfactory.contract.language.values import read_value
from appfactory.contract.model.request import ColumnReference, Command, Filter, Mutation, Query, Scalar, Selection, Sort
from appfactory.contract.model.translation import Binding, Catalog, Question
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
_TAIL = re.compile(
    rf"(?:(?:^|\s+)(?:order|sort)\s+by\s+(?P<order>{_SORTED}(?:\s*,\s*{_SORTED})*))?"
    rf"(?:(?:^|\s+)limit\s+(?P<limit>\d+))?(?:(?:^|\s+)offset\s+(?P<offset>\d+))?"
    rf"(?:(?:^|\s+)returning\s+(?P<returning>{_NAME}(?:\s*,\s*{_NAME})*))?\s*$",
    re.IGNORECASE,
)
_CLAUSES = ("order", "sort", "limit", "offset")
_WHERE = re.compile(r"(?:^|\s)where\s", re.IGNORECASE)
_OPENING_WHERE = re.compile(r"\s*where\s+", re.IGNORECASE)
_SPACED_WHERE = re.compile(r"\s+where\s+", re.IGNORECASE)
_ASSIGNMENT = re.compile(rf"\s*({_NAME})\s*=(?!=)\s*")
_CONDITION_START = re.compile(rf"\s*{_NAME}\s*(?:[=<>!]|(?:not\s+)?i?like\s|(?:not\s+)?in\s*\(|between\s|is\s+(?:not\s+)?null)", re.IGNORECASE)
_LEAST_STRUCTURE = re.compile(rf"\s+where\s+{_NAME}\s*(=|[<>!]=?|<>)", re.IGNORECASE)


@dataclass(slots=True)
class TerseReading:
    """What the terse form says: a command, or a question where it can't be followed."""

    command: Command | None = None
    question: Question | None = None
    bindings: list[Binding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_terse(text: str, catalog: Catalog) -> TerseReading | None:
    """The command of a text in the terse form; None if the text is not in that form (it may be English then)."""
    sentence = _SENTENCE.match(text)
    if sentence is None:
        return None
    group = next(name for name in _PLACES if sentence[name] is not None)
    table = _find_table(sentence[group], catalog)
    reading = TerseReading()
    if group == "changed" and "=" not in sentence["assigned"]:
        return None
    if table is None:
        if group == "table" and not _LEAST_STRUCTURE.match(sentence["rest"]):
            return None
        reading.question = unknown_table(sentence[group], catalog)
        return reading
    reading.bindings.append(_binding(text, sentence.start(group), sentence.end(group), table.name))
    try:
        if group == "into":
            reading.command = _read_insert(text, sentence.end("into"), table, reading)
        elif group == "changed":
            reading.command = _read_update(text, sentence.start("assigned"), table, reading)
        elif group == "source":
            reading.command = _read_delete(text, sentence.end("source"), table, reading)
        else:
            reading.command = _read_query(text, sentence, table, reading)
    except RefusalError as refusal:
        if group == "table" and not _LEAST_STRUCTURE.match(sentence["rest"]):
            return None
        reading.question = refusal.question
    return reading


def _find_table(name: str, catalog: Catalog) -> Table | None:
    schema, _, bare = name.rpartition(".")
    folded, within = bare.strip('"').lower(), schema.strip('"').lower()
    exact = catalog.database.table(bare.strip('"'))
    if exact is not None and within in {"", exact.schema.lower()}:
        return exact
    return next((table for table in catalog.database.tables if table.name.lower() == folded and within in {"", table.schema.lower()}), None)


def _read_insert(text: str, start: int, table: Table, reading: TerseReading) -> Mutation:
    end, tail = _cut_tail(text, start, table, mutation=True)
    values = _read_assignments(text, start, end, table, reading)
    return Mutation("insert", table.name, values, returning=_returning(tail, table))


def _read_update(text: str, start: int, table: Table, reading: TerseReading) -> Mutation:
    end, tail = _cut_tail(text, start, table, mutation=True)
    where = _last_where(text, start, end, table)
    values = _read_assignments(text, start, where.start() if where else end, table, reading)
    if not values:
        raise RefusalError(Question("missing-value", f'nothing is said to be set in "{table.name}"'))
    filters = read_conditions(text, where.end(), end, table, reading.bindings, reading.notes) if where else ()
    return Mutation("update", table.name, values, filters, _returning(tail, table))


def _last_where(text: str, start: int, end: int, table: Table) -> re.Match[str] | None:
    """The `where` that opens the conditions: the first one after which a condition can be read (one within a value is followed by none)."""
    regions = enclosed_regions(text, start, end)
    candidates = [where for where in _WHERE.finditer(text, start, end) if not any(low <= where.start() < high for low, high in regions)]
    for where in candidates:
        if _CONDITION_START.match(text, where.end(), end):
            return where
    dangling = candidates[0] if candidates else None
    if dangling and resolve_column(text[dangling.end() : end].strip().split(" ")[0], table) is not None:
        return dangling
    return None


def _read_delete(text: str, start: int, table: Table, reading: TerseReading) -> Mutation:
    end, tail = _cut_tail(text, start, table, mutation=True)
    filters: tuple[Filter, ...] = ()
    if text[start:end].strip():
        where = _SPACED_WHERE.match(text, start, end)
        if where is None:
            _not_understood(text[start:end].strip())
        filters = read_conditions(text, where.end(), end, table, reading.bindings, reading.notes)
    return Mutation("delete", table.name, (), filters, _returning(tail, table))


def _read_query(text: str, sentence: re.Match[str], table: Table, reading: TerseReading) -> Query:
    start = sentence.start("rest")
    end, tail = _cut_tail(text, start, table, mutation=False)
    filters: tuple[Filter, ...] = ()
    if text[start:end].strip():
        where = _OPENING_WHERE.match(text, start, end)
        if where is None:
            _not_understood(text[start:end].strip())
        filters = read_conditions(text, where.end(), end, table, reading.bindings, reading.notes)
    counted = sentence["read"].lower() == "count"
    return Query(
        table.name,
        select=(Selection(ColumnReference("*"), "count"),) if counted else (),
        filters=filters,
        sort=_sorts(tail["order"] or "", table),
        limit=int(tail["limit"]) if tail["limit"] else None,
        offset=int(tail["offset"] or 0),
    )


def _cut_tail(text: str, start: int, table: Table, *, mutation: bool) -> tuple[int, re.Match[str]]:
    """Where the conditions or assignments end, and the clauses behind them."""
    # Searching for clauses costs more than all the rest of the reading, and most texts have none.
    lowered = text.lower()
    clauses = "returning" in lowered or (not mutation and any(word in lowered for word in _CLAUSES))
    tail = _TAIL.search(text, start if clauses else max(start, len(text.rstrip())))
    assert tail is not None, "the pattern matches the empty end of any text"
    if mutation and (tail["order"] or tail["limit"] or tail["offset"]):
        plain = re.compile(rf"(?:\s+returning\s+(?P<returning>{_NAME}(?:\s*,\s*{_NAME})*))?\s*$", re.IGNORECASE).search(text, start)
        assert plain is not None, "the pattern matches the empty end of any text"
        tail = plain
    if tail["returning"] and not all(resolve_column(name, table) for name in re.split(r"\s*,\s*", tail["returning"])):
        return len(text), re.compile(r"(?P<returning>x)?$").search(text, len(text)) or tail
    return tail.start(), tail


def _returning(tail: re.Match[str], table: Table) -> tuple[str, ...]:
    return tuple(resolve_column(name, table) or name for name in re.split(r"\s*,\s*", tail["returning"])) if tail["returning"] else ()


def _sorts(text: str, table: Table) -> tuple[Sort, ...]:
    sorts = []
    for part in re.split(r"\s*,\s*", text) if text else ():
        name, _, direction = part.strip().partition(" ")
        column = resolve_column(name, table)
        if column is None:
            raise RefusalError(unknown_column(name.strip('"'), table))
        sorts.append(Sort(ColumnReference(column), "desc" if direction.strip().lower().startswith("desc") else "asc"))
    return tuple(sorts)


def _read_assignments(text: str, start: int, end: int, table: Table, reading: TerseReading) -> tuple[tuple[str, Scalar | tuple[Scalar, ...]], ...]:
    values: dict[str, Scalar | tuple[Scalar, ...]] = {}
    position = start
    while position < end:
        assignment = _ASSIGNMENT.match(text, position, end)
        if assignment is None:
            if not text[position:end].strip(" \t\r\n,"):
                break
            _not_understood(text[position:end].strip())
        name = resolve_column(assignment[1], table)
        if name is None:
            raise RefusalError(unknown_column(assignment[1].strip('"'), table))
        if name in values:
            raise RefusalError(Question("not-understood", f'the column "{name}" is given twice'))
        stop, following = value_end(text, assignment.end(), end, table)
        column = table.column(name)
        assert column is not None, "resolve_column gives names of the table"
        begin, raw = assignment.end(), text[assignment.end() : stop]
        typed = read_value(raw, column.type)
        if not typed.fits:
            reading.notes.append(f'"{raw.strip()}" is no {column.type}; it is passed to "{name}" as it stands')
        values[name] = typed.value
        full = f"{table.name}.{name}"
        reading.bindings.append(Binding(assignment.start(1), assignment.end(1), assignment[1], full))
        reading.bindings.append(Binding(begin, stop, raw, f"{full} = {typed.value}"))
        position = following
    return tuple(values.items())


def _binding(text: str, start: int, end: int, meaning: str) -> Binding:
    return Binding(start, end, text[start:end], meaning)


def _not_understood(text: str) -> NoReturn:
    raise RefusalError(Question("not-understood", f'"{text[:80]}" can\'t be read here: a column, an operator and a value are expected'))
