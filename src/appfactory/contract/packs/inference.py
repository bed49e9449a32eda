"""The type that a column would need, from its name and the values that steps give it. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal

from appfactory.contract.packs.tokens import TOKEN
from appfactory.model.database import Database

TIMESTAMP = "timestamp with time zone"

_KSUID = re.compile(r"([a-z][a-z0-9]*)(?:_[a-z0-9_]+)?_[0-9A-Za-z]{27}")
_KSUID_DEFAULT = re.compile(r"\bksuid\('([a-z][a-z0-9]*)'")
_NUMBER = re.compile(r"[-+]?(\d+)(\.\d+)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[-+]\d\d(:?\d\d)?)?")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?")
_UUID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_ARRAY = re.compile(r"\{[^{}:\"]+,[^{}:\"]+\}")
"""An array as PostgreSQL writes one (documentation, 8.15.2), of items without quotes: `{a,b}`."""
_TRUTH = frozenset({"true", "false"})
_MOMENT_TOKENS = frozenset({"nowIso", "nowPlusMinutes"})
_INTEGER_LIMIT = 2**31

_BY_NAME: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(^|_)at$|_timestamp$|^timestamp$"), TIMESTAMP),
    (re.compile(r"(^|_)(date|on|birthday)$"), "date"),
    (re.compile(r"(^|_)time$"), "time without time zone"),
    (re.compile(r"^(is|has|can|requires|allows?|should|includes?|enabled?|uses)_|_enabled$"), "boolean"),
    (re.compile(r"(^|_)(metadata|payload|settings|config|configuration|attributes|json|snapshot|details)$"), "jsonb"),
    (
        re.compile(
            r"_(minor|cents|bps|min|mins|minutes|hours|days|seconds|weeks|months|years|count|number|position|order|priority|quantity|capacity|size|score)$"
            r"|^(max|min|num)_|^(quantity|priority|position|capacity|version|score|rating|count)$"
        ),
        "integer",
    ),
    (re.compile(r"(^|_)(latitude|longitude|percent|percentage|rate|ratio|amount|price)$"), "numeric"),
)
_BY_KIND = {bool: "boolean", int: "integer", float: "numeric", Decimal: "numeric", datetime: TIMESTAMP, date: "date", time: "time without time zone"}
_WIDER = {
    frozenset({"integer", "bigint"}): "bigint",
    frozenset({"integer", "numeric"}): "numeric",
    frozenset({"bigint", "numeric"}): "numeric",
    frozenset({"date", TIMESTAMP}): TIMESTAMP,
}


def inferred_type(column: str, values: Iterable[object], database: Database, table: str = "") -> str:
    """A PostgreSQL type. The values decide; where they are none or speak of text only, the names do: of the same column elsewhere, of a table
    that the column references, and of the field's habits (`_at`, `_minor`, `is_`)."""
    found = ""
    for value in values:
        kind = _type_of(value)
        if kind:
            found = wider(found, kind)
    reference = referenced(column, database, table)
    if reference is not None and found in ("", "text", "uuid", "integer", "bigint"):
        parent = database.table(reference[0])
        target = parent.column(reference[1]) if parent is not None else None
        if target is not None:
            return target.type
    if found and found != "text":
        by_name = _by_name(column)
        return by_name if found == "integer" and by_name == "numeric" else found
    if not found:
        elsewhere = [candidate.type for known in database.tables for candidate in known.columns if candidate.name == column]
        if elsewhere:
            return max(sorted(set(elsewhere)), key=elsewhere.count)
        return _by_name(column) or ("text" if not column.endswith("_id") else key_type(database))
    return "text"


def wider(one: str, other: str) -> str:
    """The type that takes the values of both; an empty one says nothing."""
    if not one or not other or one == other:
        return one or other
    return _WIDER.get(frozenset({one, other}), "text")


def _by_name(column: str) -> str:
    return next((kind for pattern, kind in _BY_NAME if pattern.search(column)), "")


def _type_of(value: object) -> str:
    """The type of one value; empty if it says nothing."""
    if value is None or value == "" or (isinstance(value, str) and value.lower() == "null"):
        return ""
    if isinstance(value, tuple | list):
        inner = {_type_of(item) for item in value} - {""}
        return f"{inner.pop() if len(inner) == 1 else 'text'}[]"
    if isinstance(value, dict):
        return "jsonb"
    if not isinstance(value, str):
        kind = _BY_KIND.get(type(value), "text")
        return "bigint" if isinstance(value, int) and abs(value) >= _INTEGER_LIMIT else kind
    return _type_of_text(value.strip())


def _type_of_text(text: str) -> str:
    token = TOKEN.fullmatch(text)
    if token is not None:
        return TIMESTAMP if token[1] in _MOMENT_TOKENS else "uuid" if token[1] == "uuid" else "text" if token[1] == "id" else ""
    if text.lower() in _TRUTH:
        return "boolean"
    number = _NUMBER.fullmatch(text)
    if number is not None and not (len(number[1]) > 1 and number[1].startswith("0")):
        return "numeric" if number[2] else "integer" if abs(int(text)) < _INTEGER_LIMIT else "bigint"
    for pattern, kind in ((_MOMENT, TIMESTAMP), (_DATE, "date"), (_TIME, "time without time zone"), (_UUID, "uuid")):
        if pattern.fullmatch(text):
            return kind
    if _ARRAY.fullmatch(text) is not None:
        return _type_of([item.strip() for item in text[1:-1].split(",")])
    return "jsonb" if text[:1] in "{[" and _is_json(text) else "text"


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except ValueError:
        return False


def referenced(column: str, database: Database, table: str = "", planned: Iterable[str] = ()) -> tuple[str, str] | None:
    """The table and key that a column named like one (`payment_processor_account_id`) references, None if there is no such table.

    A foreign key of the same column name elsewhere decides; then the longest tail of the name that is a table's, or would be one with the first words
    of its own table before it (`contact_id` of `crm_leads`: `crm_contacts`). `planned` are tables yet to be.
    """
    for known in database.tables:
        for key in known.foreign_keys:
            if key.columns == (column,) and known.name != table:
                return key.references, key.referenced_columns[0]
    if not column.endswith("_id") or column == "id":
        return None
    names = {known.name: known for known in database.tables}
    future = set(planned)
    words = column.removesuffix("_id").split("_")
    family = table.split("_")
    leads = ["", *("_".join(family[:end]) + "_" for end in range(len(family) - 1, 0, -1))]
    for start in range(len(words)):
        for candidate in (name for lead in leads for name in plurals(lead + "_".join(words[start:]))):
            target = names.get(candidate)
            if target is not None and len(target.primary_key) == 1:
                return candidate, target.primary_key[0]
            if candidate in future:
                return candidate, "id"
    return None


def keys_of_others(values: Iterable[object], table: str, database: Database) -> bool:
    """True if a value is the key of another table, by the prefix that its keys have: what a `subject_id` refers to is no subject then."""
    owners = {}
    for known in database.tables:
        key = known.column(known.primary_key[0]) if len(known.primary_key) == 1 else None
        prefix = _KSUID_DEFAULT.search(key.default or "") if key is not None else None
        if prefix is not None:
            owners[prefix[1]] = known.name
    found = (_KSUID.fullmatch(value) for value in values if isinstance(value, str))
    return any(owners.get(match[1], table) != table for match in found if match is not None)


def plurals(word: str) -> tuple[str, ...]:
    """The names that a table of such things may have: the word itself and its plurals."""
    found = [word, f"{word}s", f"{word}es"]
    if word.endswith("y"):
        found.append(f"{word[:-1]}ies")
    if word.endswith("person"):
        found.append(f"{word[:-6]}people")
    if word.endswith("child"):
        found.append(f"{word}ren")
    return tuple(found)


def key_type(database: Database) -> str:
    """The type that most tables' keys have; text if there are none."""
    keys = [table.column(table.primary_key[0]) for table in database.tables if len(table.primary_key) == 1]
    kinds = [key.type for key in keys if key is not None]
    return max(sorted(set(kinds)), key=kinds.count) if kinds else "text"
