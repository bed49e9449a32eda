"""Assignments in the terse form: `name = Main Office slug = main-office`. A value ends where the next column of the table is given one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NoReturn

from appfactory.contract.language.terse.conditions import enclosed_end, find_column, known_column
from appfactory.contract.language.terse.reading import RefusalError, TerseReading
from appfactory.contract.language.told.naming_errors import unknown_column
from appfactory.contract.language.values import read_value
from appfactory.contract.model.request import Scalar
from appfactory.contract.model.translation import Question
from appfactory.model.database import Table

_NAME = r'(?:"[^"]+"|[A-Za-z_][\w$]*)'
# The space behind the sign is looked at and not taken: it may also be the one in front of the next column, where a value is empty.
_GIVEN = rf"(?P<column>{_NAME})(?P<before>\s*)=(?!=)(?=(?P<after>\s*))"
_FIRST = re.compile(rf"\s*{_GIVEN}")
# It begins with one of a few characters, which regular expressions look for quickly.
_NEXT = re.compile(rf"[\s,](?:(?<=,)\s*|(?<!,)\s*(?:,\s*)?){_GIVEN}")
_OPENINGS = frozenset("'\"[{(")
_ENDINGS = ("", ",")

Values = tuple[tuple[str, Scalar | tuple[Scalar, ...]], ...]


def read_assignments(start: int, end: int, table: Table, reading: TerseReading) -> Values:
    """Columns and values between two places of the text, in their order. Raises `RefusalError`."""
    text = reading.text
    values: dict[str, Scalar | tuple[Scalar, ...]] = {}
    assignment = _FIRST.match(text, start, end)
    if assignment is None and text[start:end].strip(" \t\r\n,"):
        not_understood(text[start:end].strip())
    # What may be assignments is searched for once, from left to right: most of the time goes into the search.
    candidates = _NEXT.finditer(text, assignment.end(), end) if assignment is not None else iter(())
    while assignment is not None:
        column = known_column(assignment["column"], table)
        name = column.name
        if name in values:
            raise RefusalError(Question("not-understood", f'the column "{name}" is given twice'))
        begin = assignment.end("after")
        stop = _enclosed_value(text, begin, end) if text[begin : begin + 1] in _OPENINGS else None
        if stop is None:
            following = _following(candidates, table)
            stop = max(following.start(), begin) if following is not None else begin + len(text[begin:end].rstrip().rstrip(",").rstrip())
        else:
            following = _NEXT.match(text, stop, end)
            candidates = _NEXT.finditer(text, following.end(), end) if following is not None else candidates
        raw = text[begin:stop]
        value, fits = read_value(raw, column.type)
        if not fits:
            reading.notes.append(f'"{raw.strip()}" is no {column.type}; it is passed to "{name}" as it stands')
        values[name] = value
        reading.stretches.append((*assignment.span("column"), column, "", None))
        reading.stretches.append((begin, stop, column, "=", value))
        assignment = following
    return tuple(values.items())


def _enclosed_value(text: str, begin: int, end: int) -> int | None:
    """Where a value in quotes or brackets ends, None if that is not all of the value: something else than an assignment follows."""
    stop = enclosed_end(text, begin, end)
    if stop is None or not (text[stop:end].strip() in _ENDINGS or _NEXT.match(text, stop, end)):
        return None
    return stop


def _following(candidates: Iterator[re.Match[str]], table: Table) -> re.Match[str] | None:
    """Where the next column of the table is assigned. Raises `RefusalError` for what is written like an assignment to one that the table lacks."""
    for candidate in candidates:
        name = candidate["column"]
        if find_column(name, table) is not None:
            return candidate
        if candidate["before"] and candidate["after"]:
            raise RefusalError(unknown_column(name.strip('"'), table))
    return None


def not_understood(text: str) -> NoReturn:
    """Raises `RefusalError`."""
    raise RefusalError(Question("not-understood", f'"{text[:80]}" can\'t be read here: a column, an operator and a value are expected'))
