"""Conditions in the terse form."""

from __future__ import annotations

import re
from itertools import product

from appfactory.contract.language.terse.reading import RefusalError, TerseReading
from appfactory.contract.language.told.naming_errors import unknown_column
from appfactory.contract.language.values import read_value, split_list
from appfactory.contract.model.request import ColumnReference, Filter, Operator, Scalar
from appfactory.contract.model.translation import Question
from appfactory.model.database import Column, Table

_NAME = r'(?:"[^"]+"|[A-Za-z_][\w$]*)'
_SYMBOLS: dict[str, Operator] = {"=": "eq", "==": "eq", "!=": "neq", "<>": "neq", ">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}
_WORDS: dict[str, Operator] = {
    "eq": "eq", "neq": "neq", "gt": "gt", "gte": "gte", "lt": "lt", "lte": "lte", "like": "like", "ilike": "ilike", "not like": "not_like",
    "not_like": "not_like", "in": "in", "not in": "not_in", "not_in": "not_in", "between": "between", "is null": "is_null", "is_null": "is_null",
    "is not null": "not_null", "not null": "not_null", "not_null": "not_null",
}  # fmt: skip
_OPERATOR = (
    r"(?:\s*(?P<symbol>>=|<=|<>|!=|==|=|>|<)\s*"
    r"|\s+(?P<word>not\s+like|not_like|not\s+in(?=\s*\()|not_in|ilike|like|in(?=\s*\()|between|is\s+not\s+null|is\s+null|is_null|not\s+null|not_null"
    r"|eq|neq|gte|gt|lte|lt)(?=\s|\(|$)\s*)"
)
_CONDITION = re.compile(rf"\s*(?P<column>{_NAME}){_OPERATOR}", re.IGNORECASE)
_BOUNDARY = re.compile(
    rf"\s+(?P<joint>and|or)\s+(?=(?P<column>{_NAME}){_OPERATOR})|\s*,\s*(?=(?P<listed>{_NAME})\s*(?:>=|<=|<>|!=|=|>|<))", re.IGNORECASE
)
_MIDDLE = re.compile(r"\s+and\s+", re.IGNORECASE)
_MOST_ALTERNATIVES = 64
_WITHOUT_VALUE = frozenset({"is_null", "not_null"})
_EQUALITY = frozenset({"eq", "neq"})
_PATTERNS = frozenset({"like", "ilike", "not_like"})
_OPENINGS = frozenset("'\"[{(")


def find_column(name: str, table: Table) -> Column | None:
    """The table's column of that name as it is written, in quotes or bare; letter case aside."""
    exact = table.column(name)
    if exact is not None:
        return exact
    bare = name.strip('"')
    folded = bare.lower()
    return table.column(bare) or next((column for column in table.columns if column.name.lower() == folded), None)


def enclosed_regions(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of the text that are values in quotes or brackets, from the left."""
    regions: list[tuple[int, int]] = []
    for opening in re.compile(r"=\s*(?=['\"\[{])").finditer(text, start, end):
        if regions and opening.start() < regions[-1][1]:
            continue
        closing = enclosed_end(text, opening.end(), end)
        if closing is not None and (closing == end or text[closing] in " \t\r\n,"):
            regions.append((opening.end(), closing))
    return regions


def enclosed_end(text: str, start: int, end: int) -> int | None:
    """Where a value in quotes or brackets closes; None if it opens with neither or never closes."""
    opening = text[start : start + 1]
    if opening and opening in "'\"":
        position = start + 1
        while (position := text.find(opening, position, end)) >= 0:
            if text[position + 1 : position + 2] != opening:
                return position + 1
            position += 2
        return None
    if opening not in {"[", "{", "("}:
        return None
    depth, position = 0, start
    while position < end:
        character = text[position]
        if character in "'\"" and text[start:position].rstrip()[-1:] in tuple("([{,:"):
            closing = re.compile(r"'(?:[^']|'')*'" if character == "'" else r'"(?:[^"\\]|\\.|"")*"', re.DOTALL).match(text, position, end)
            position = closing.end() if closing else position + 1
            continue
        depth += (character in "[{(") - (character in "]})")
        position += 1
        if depth == 0:
            return position
    return None


def read_conditions(start: int, end: int, table: Table, reading: TerseReading) -> tuple[Filter, ...]:
    """The conditions between two places of the text; `or` is brought under `and` (a and b, or c: a or c, and b or c)."""
    text = reading.text
    groups: list[list[Filter]] = [[]]
    position = start
    while True:
        condition = _CONDITION.match(text, position, end)
        if condition is None:
            raise RefusalError(
                Question("not-understood", f'"{text[position:end].strip()[:80]}" is no condition: a column, an operator and a value are expected')
            )
        column = known_column(condition["column"], table)
        operator = _operator(condition)
        begin = condition.end()
        stop, boundary = _condition_end(text, begin, end, table, operator)
        raw = text[begin:stop]
        groups[-1].append(_filter(column, operator, raw, reading.notes))
        reading.stretches.append((*condition.span("column"), column, "", None))
        said = raw.strip()
        if said:
            reading.stretches.append((begin, stop, column, operator, said))
        if boundary is None:
            return _conjunction(groups)
        if (boundary["joint"] or "and").lower() == "or":
            groups.append([])
        position = boundary.end()


def known_column(name: str, table: Table) -> Column:
    """The table's column of that name. Raises `RefusalError`."""
    column = find_column(name, table)
    if column is None:
        raise RefusalError(unknown_column(name.strip('"'), table))
    return column


def _operator(condition: re.Match[str]) -> Operator:
    symbol = condition["symbol"]
    return _SYMBOLS[symbol] if symbol else _WORDS[" ".join(condition["word"].lower().split())]


def _condition_end(text: str, start: int, end: int, table: Table, operator: Operator) -> tuple[int, re.Match[str] | None]:
    """Where the value of a condition ends, and the joint behind it."""
    skip = start
    if operator == "between" and (middle := _between_middle(text, start, end)):
        skip = middle.end()
    enclosed = enclosed_end(text, skip, end) if text[skip : skip + 1] in _OPENINGS else None
    if enclosed is not None:
        boundary = _BOUNDARY.match(text, enclosed, end)
        if boundary or not text[enclosed:end].strip():
            return enclosed, boundary
    for boundary in _BOUNDARY.finditer(text, max(skip - 1, 0), end):
        if boundary.start() < skip - 1:
            continue
        name = boundary["column"] or boundary["listed"]
        if boundary["joint"] is None and find_column(name, table) is None:
            continue
        return max(boundary.start(), start), boundary
    return len(text[:end].rstrip()), None


def _between_middle(text: str, start: int, end: int) -> re.Match[str] | None:
    """The `and` between the two values of `between`."""
    enclosed = enclosed_end(text, start, end)
    if enclosed is not None and (middle := _MIDDLE.match(text, enclosed, end)):
        return middle
    return _MIDDLE.search(text, start, end)


def _filter(column: Column, operator: Operator, raw: str, notes: list[str]) -> Filter:
    reference = ColumnReference(column.name)
    if operator in _WITHOUT_VALUE:
        if raw.strip():
            raise RefusalError(Question("not-understood", f'"{raw.strip()}" is left over after the condition on "{column.name}"'))
        return Filter(reference, operator)
    if not raw.strip() and operator not in _EQUALITY:
        raise RefusalError(Question("missing-value", f'the condition on "{column.name}" has no value'))
    if operator in {"in", "not_in"}:
        inner = raw.strip()
        inner = inner[1:-1] if inner[:1] + inner[-1:] in {"()", "[]"} else inner
        return Filter(reference, operator, tuple(_scalar(item, column, notes) for item in split_list(inner)))
    if operator == "between":
        middle = _between_middle(raw, 0, len(raw))
        if middle is None:
            raise RefusalError(Question("missing-value", f'between needs two values for "{column.name}": `between a and b`'))
        return Filter(reference, operator, (_scalar(raw[: middle.start()], column, notes), _scalar(raw[middle.end() :], column, notes)))
    if operator in _PATTERNS:
        return Filter(reference, operator, read_value(raw, "text").value)
    value, fits = read_value(raw, column.type)
    if value is None and operator in _EQUALITY:
        return Filter(reference, "is_null" if operator == "eq" else "not_null")
    if not fits and not isinstance(value, tuple):
        _note_misfit(raw, column, notes)
    return Filter(reference, operator, value)


def _scalar(raw: str, column: Column, notes: list[str]) -> Scalar:
    value, fits = read_value(raw, column.type)
    if not fits:
        _note_misfit(raw, column, notes)
    return value if not isinstance(value, tuple) else raw.strip()


def _note_misfit(raw: str, column: Column, notes: list[str]) -> None:
    notes.append(f'"{raw.strip()}" is no {column.type}; it is compared with "{column.name}" as it stands')


def _conjunction(groups: list[list[Filter]]) -> tuple[Filter, ...]:
    if len(groups) == 1:
        return tuple(groups[0])
    count = 1
    for group in groups:
        count *= len(group)
    if count > _MOST_ALTERNATIVES:
        raise RefusalError(Question("not-understood", "too many conditions are mixed with `or`"))
    clauses = []
    for first, *others in product(*groups):
        clauses.append(Filter(first.column, first.operator, first.value, alternatives=tuple(others)))
    return tuple(clauses)
