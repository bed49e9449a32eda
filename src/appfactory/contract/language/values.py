"""What kind of value a column holds, and a value of that kind from its text. What does not fit stays text: PostgreSQL decides, not we."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from math import isfinite
from typing import Literal, NamedTuple

from appfactory.contract.model.request import Scalar

Kind = Literal["integer", "decimal", "float", "boolean", "timestamp", "date", "time", "json", "array", "uuid", "text"]

_KINDS: tuple[tuple[str, Kind], ...] = (
    (r"(small|big)?int(eger)?\d?$|(big|small)?serial$", "integer"),
    (r"(numeric|decimal|money)\b", "decimal"),
    (r"(real|double precision|float)", "float"),
    (r"bool(ean)?$", "boolean"),
    (r"timestamp", "timestamp"),
    (r"date$", "date"),
    (r"time\b", "time"),
    (r"jsonb?$", "json"),
    (r"uuid$", "uuid"),
)
_TRUE = frozenset({"true", "t", "yes", "y", "on", "1"})
_FALSE = frozenset({"false", "f", "no", "n", "off", "0"})
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?([eE][+-]?\d+)?|[+-]?\.\d+")
_SURELY_WHOLE = 19
"""Fewer digits than this are within the 64 bits of PostgreSQL's largest whole number."""
_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*\"""")
_NAME_IN_SCHEMA = re.compile(r'(?:"[^"]+"|\w+)\.')


class Typed(NamedTuple):
    """A value read as a column's type; `fits` is false when the text is no such value and was left as it stands."""

    value: Scalar | tuple[Scalar, ...]
    fits: bool = True


@lru_cache(maxsize=4096)
def kind_of(type_name: str) -> Kind:
    """The kind of values of a PostgreSQL type as `format_type` prints it; enumerations, domains and all the rest are text.

    >>> [kind_of(name) for name in ("bigint", "numeric(10,2)", "timestamp with time zone", "text[]", "order_status")]
    ['integer', 'decimal', 'timestamp', 'array', 'text']
    """
    name = _NAME_IN_SCHEMA.sub("", type_name.strip().lower())
    if name.endswith("[]"):
        return "array"
    return next((kind for pattern, kind in _KINDS if re.match(pattern, name)), "text")


def is_numeric(type_name: str) -> bool:
    """True for types one can add up."""
    return kind_of(type_name) in {"integer", "decimal", "float"}


def is_temporal(type_name: str) -> bool:
    """True for moments, days and times of day."""
    return kind_of(type_name) in {"timestamp", "date", "time"}


def read_value(text: str, type_name: str) -> Typed:
    """A value of the column type from its text; `null` is null, in quotes it is a word.

    >>> read_value("5,000", "integer").value, read_value("null", "text").value, read_value("'null'", "text").value
    (5000, None, 'null')
    """
    stripped = text.strip()
    unquoted = unquote(stripped)
    if unquoted is None and stripped.lower() == "null":
        return Typed(None)
    content = stripped if unquoted is None else unquoted
    kind = kind_of(type_name)
    if kind == "array":
        return _read_array(content, type_name[: type_name.rfind("[")])
    if kind == "json":
        return Typed(content, fits=_is_json(content))
    if kind == "text":
        return Typed(content)
    value = _read_scalar(content, kind)
    return Typed(content, fits=False) if value is None else Typed(value)


def unquote(text: str) -> str | None:
    """The content of a text that stands wholly in quotes of one kind (doubled inside), or None if it does not.

    >>> unquote("'it''s'"), unquote("'a' or 'b'"), unquote("plain")
    ("it's", None, None)
    """
    if len(text) < 2 or text[0] not in "'\"" or text[-1] != text[0]:
        return None
    quote = text[0]
    inner = text[1:-1].replace(quote * 2, "\0")
    return None if quote in inner else inner.replace("\0", quote)


def _read_scalar(text: str, kind: Kind) -> Scalar:
    lowered = text.lower()
    if kind == "boolean":
        return True if lowered in _TRUE else False if lowered in _FALSE else None
    if kind == "uuid":
        return text
    try:
        if kind in {"integer", "decimal", "float"}:
            return _read_number(text, kind)
        if kind == "timestamp":
            return datetime.fromisoformat(text)
        return date.fromisoformat(text) if kind == "date" else time.fromisoformat(text)
    except ValueError:
        return None


def _read_number(text: str, kind: Kind) -> int | float | Decimal | None:
    if kind == "integer" and len(text) < _SURELY_WHOLE and text.isascii() and text.isdecimal():
        return int(text)
    if not _NUMBER.fullmatch(text):
        return None
    plain = text.replace(",", "")
    if kind == "float":
        return float(plain) if isfinite(float(plain)) else None
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    if kind == "decimal":
        return number
    return int(number) if number == number.to_integral_value() and abs(number) < 2**63 else None


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _read_array(text: str, element: str) -> Typed:
    """`[a, b]`, `{a,b}` or `["a", "b"]`; anything else is one element, an empty text none."""
    if text[:1] + text[-1:] not in {"[]", "{}"}:
        return Typed((read_value(text, element).value,) if text else (), fits=bool(text))  # type: ignore[arg-type]
    if text.startswith("["):
        try:
            parsed = json.loads(text)
        except ValueError:
            parsed = None
        if isinstance(parsed, list) and all(isinstance(item, str | int | float | bool | None) for item in parsed):
            textual = kind_of(element) == "text"
            return Typed(tuple(item if textual or not isinstance(item, str) else read_value(item, element).value for item in parsed))  # type: ignore[misc]
    items = [read_value(item, element) for item in split_list(text[1:-1])]
    return Typed(tuple(item.value for item in items), fits=all(item.fits for item in items))  # type: ignore[misc]


def split_list(text: str) -> list[str]:
    """The items of a list written with commas; a comma in quotes or brackets belongs to its item.

    >>> split_list("a, 'b, c', d")
    ['a', "'b, c'", 'd']
    """
    items: list[str] = []
    depth = start = index = 0
    while index < len(text):
        character = text[index]
        quoted = _QUOTED.match(text, index) if character in "'\"" and not text[start:index].strip() else None
        if quoted:
            index = quoted.end()
            continue
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth <= 0:
            items.append(text[start:index].strip())
            start = index + 1
        index += 1
    last = text[start:].strip()
    return [*items, last] if last or items else []
