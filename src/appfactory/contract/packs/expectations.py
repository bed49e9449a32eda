"""What was expected of a step against what came of it, and the values kept for later steps. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from appfactory.contract.model.pack import Assertion, Capture, Expectation
from appfactory.contract.packs.paths import MISSING, PathError, find, parse_path
from appfactory.contract.packs.tokens import Tokens
from appfactory.model.json_value import JsonObject, JsonValue

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[-+]\d\d(:?\d\d)?)?)?")
_MOST_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a step: `error_text` is everything that the error says, `documents` the JSON that paths lead into, by its name."""

    success: bool
    row_count: int | None
    error_text: str
    documents: Mapping[str, object]
    status: int = 0


def unmet(expectation: Expectation, outcome: Outcome, tokens: Tokens) -> tuple[str, ...]:
    """A sentence for each expectation that is not met; empty if all are. A failure that was not expected is told by its own error."""
    problems = []
    if expectation.failure_expected and outcome.success:
        problems.append("it was expected to be refused, and was not")
    if expectation.status is not None and expectation.status != outcome.status:
        problems.append(f"the status is {outcome.status}, not {expectation.status}")
    if not outcome.success and not expectation.failure_expected and expectation.status is None:
        return tuple(problems)
    problems += _counted(expectation, outcome.row_count)
    for text in expectation.error_contains:
        wanted = tokens.text(text)
        if not outcome.success and wanted.casefold() not in outcome.error_text.casefold():
            problems.append(f"the error does not contain `{_shown(wanted)}`: {outcome.error_text or 'it says nothing'}")
    for assertion in expectation.asserts:
        problem = _refuted(assertion, outcome.documents, tokens)
        if problem:
            problems.append(problem)
    return tuple(problems)


def _counted(expectation: Expectation, rows: int | None) -> Iterable[str]:
    if expectation.row_count_eq is None and expectation.row_count_gte is None and expectation.row_count_lte is None:
        return
    found = "no rows were counted" if rows is None else f"there are {rows} rows" if rows != 1 else "there is 1 row"
    count = -1 if rows is None else rows
    if expectation.row_count_eq is not None and count != expectation.row_count_eq:
        yield f"{found}, not {expectation.row_count_eq}"
    if expectation.row_count_gte is not None and count < expectation.row_count_gte:
        yield f"{found}, not {expectation.row_count_gte} or more"
    if expectation.row_count_lte is not None and (rows is None or count > expectation.row_count_lte):
        yield f"{found}, not {expectation.row_count_lte} or fewer"


def _refuted(assertion: Assertion, documents: Mapping[str, object], tokens: Tokens) -> str:
    """Why the assertion does not hold; empty if it does."""
    path = tokens.text(assertion.path)
    try:
        value = locate(documents, path)
    except PathError as error:
        return str(error)
    if assertion.test == "exists":
        there = value is not MISSING and value is not None
        if there == (assertion.operand is not False):
            return ""
        return f"`{path}` is {_shown(value)}, and should not be there" if there else f"`{path}` is not there"
    if value is MISSING:
        return f"`{path}` is not there"
    wanted = tokens.value(assertion.operand)
    if assertion.test == "equals":
        return "" if same(value, wanted) else f"`{path}` is {_shown(value)}, not {_shown(wanted)}"
    return "" if contains(value, wanted) else f"`{path}` is {_shown(value)}, and does not contain {_shown(wanted)}"


def locate(documents: Mapping[str, object], path: str) -> object:
    """What an assertion's path leads to.

    The path may begin with the name of a document (`result.rows[0].id`); otherwise it is looked up in the response, then in the result.
    A path into the result that begins with `[n]` means its rows. Raises `PathError`.
    """
    parts = parse_path(path)
    if parts and isinstance(parts[0], str) and parts[0] in documents:
        found = _inside(documents[parts[0]], parts[1:])
        if found is not MISSING:
            return found
    for name in ("response", "result"):
        found = _inside(documents.get(name), parts)
        if found is not MISSING:
            return found
    return MISSING


def _inside(document: object, parts: tuple[str | int, ...]) -> object:
    found = find(document, parts)
    numbered = bool(parts) and (isinstance(parts[0], int) or parts[0].isdecimal())
    if found is MISSING and numbered and isinstance(document, Mapping) and "rows" in document:
        return find(document["rows"], parts)
    return found


def capture(captures: Iterable[Capture], documents: Mapping[str, object], tokens: Tokens) -> tuple[dict[str, object], tuple[str, ...]]:
    """The captured values by key, and what is wrong: a required value that is not there, a path that is none."""
    found: dict[str, object] = {}
    problems = []
    for wanted in captures:
        path = tokens.text(wanted.path)
        try:
            value = _inside(documents.get(wanted.source), parse_path(path))
        except PathError as error:
            problems.append(str(error))
            continue
        if (value is MISSING or value is None) and wanted.has_default:
            value = tokens.value(wanted.default)
        if value is not MISSING and (value is not None or wanted.has_default):
            found[wanted.key] = value
        elif wanted.required:
            problems.append(f"`{wanted.key}` could not be captured: `{path}` is not in the {wanted.source}")
    return found, tuple(problems)


def same(value: object, wanted: object) -> bool:
    """Equality of JSON: numbers by their value even if one is written as text, moments as instants, objects in any order."""
    if isinstance(value, bool) or isinstance(wanted, bool) or value is None or wanted is None:
        return value is wanted
    if isinstance(value, Mapping) and isinstance(wanted, Mapping):
        return value.keys() == wanted.keys() and all(same(value[key], wanted[key]) for key in value)
    if isinstance(value, list | tuple) and isinstance(wanted, list | tuple):
        return len(value) == len(wanted) and all(same(one, other) for one, other in zip(value, wanted, strict=True))
    if isinstance(value, str) and isinstance(wanted, str):
        return value == wanted or (_instant(value) is not None and _instant(value) == _instant(wanted))
    left, right = _number(value), _number(wanted)
    return left is not None and left == right


def contains(value: object, wanted: object) -> bool:
    """True if a text holds a text, a list an equal item (or all items of a list), an object all members of an object."""
    if isinstance(value, str):
        return not isinstance(wanted, list | tuple | Mapping) and _plain(wanted) in value
    if isinstance(value, list | tuple):
        if any(same(item, wanted) or (isinstance(item, Mapping) and isinstance(wanted, Mapping) and contains(item, wanted)) for item in value):
            return True
        return isinstance(wanted, list | tuple) and all(contains(value, item) for item in wanted)
    if isinstance(value, Mapping):
        if isinstance(wanted, Mapping):
            return all(key in value and (same(value[key], item) or contains(value[key], item)) for key, item in wanted.items())
        return isinstance(wanted, str) and wanted in value
    return same(value, wanted)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _number(value: object) -> Decimal | None:
    if not isinstance(value, int | float | str | Decimal) or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _instant(text: str) -> datetime | None:
    if _INSTANT.fullmatch(text) is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _shown(value: object) -> str:
    if value is MISSING:
        return "not there"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def as_json(value: object) -> JsonValue:
    """A plain value as a frozen one; what JSON does not know becomes text."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Mapping):
        return JsonObject(tuple((str(key), as_json(item)) for key, item in value.items()))
    if isinstance(value, list | tuple):
        return tuple(as_json(item) for item in value)
    return str(value)
