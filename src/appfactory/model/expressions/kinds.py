"""Types of PostgreSQL as kinds of values, and texts of values as Python's: what checks can be computed with."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from appfactory.model.database import Database, DomainType, Enumeration

Kind = Literal[
    "text", "integer", "numeric", "boolean", "date", "timestamp", "time", "interval", "uuid", "json", "bytes", "address", "range", "search",
    "array", "enum", "other",
]  # fmt: skip

_KINDS: dict[str, Kind] = {
    "text": "text", "character varying": "text", "varchar": "text", "character": "text", "char": "text", "bpchar": "text",
    "citext": "text", "name": "text",
    "smallint": "integer", "integer": "integer", "bigint": "integer", "int": "integer", "int2": "integer", "int4": "integer", "int8": "integer",
    "numeric": "numeric", "decimal": "numeric", "real": "numeric", "double precision": "numeric", "float4": "numeric", "float8": "numeric",
    "money": "numeric", "boolean": "boolean", "bool": "boolean", "date": "date", "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamp", "timestamp": "timestamp", "timestamptz": "timestamp", "time without time zone": "time",
    "time with time zone": "time", "time": "time", "timetz": "time", "interval": "interval", "uuid": "uuid", "json": "json", "jsonb": "json",
    "bytea": "bytes", "inet": "address", "cidr": "address", "tsvector": "search",
}  # fmt: skip
_RANGES = {
    "int4range": "integer", "int8range": "bigint", "numrange": "numeric", "daterange": "date", "tsrange": "timestamp without time zone",
    "tstzrange": "timestamp with time zone",
}  # fmt: skip
_MODIFIED = re.compile(r"^(.*?)\((\d+)(?:,(-?\d+))?\)(.*)$")
_UNITS = {
    "microsecond": 1e-6, "millisecond": 1e-3, "second": 1, "sec": 1, "minute": 60, "min": 60, "hour": 3600, "day": 86_400, "week": 604_800,
    "mon": 2_592_000, "month": 2_592_000, "year": 31_557_600,
}  # fmt: skip
_QUANTITY = re.compile(r"([-+]?\d+(?:\.\d+)?)\s*([a-z]+?)s?(?=[\s\d+-]|$)")
_ISO_SPAN = re.compile(r"P(?:(-?\d+)Y)?(?:(-?\d+)M)?(?:(-?\d+)W)?(?:(-?\d+)D)?(?:T(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?\d+(?:\.\d+)?)S)?)?")
_CLOCK = re.compile(r"(-?)(\d+):(\d\d)(?::(\d\d(?:\.\d+)?))?")


@dataclass(frozen=True, slots=True)
class ColumnType:
    """A column's type: its kind, what an array or range is of, and its limits (characters, or digits before and after the point)."""

    kind: Kind
    name: str
    element: str = ""
    length: int | None = None
    precision: int | None = None
    scale: int | None = None
    values: tuple[str, ...] = ()

    @property
    def bits(self) -> int:
        """The size of a whole number."""
        return {"smallint": 16, "int2": 16, "bigint": 64, "int8": 64}.get(self.name, 32)


def enumeration_of(column_type: str, database: Database) -> Enumeration | None:
    """The enumeration that a type names, also as an array, with or without its schema and quotes."""
    name = column_type.removesuffix("[]").replace('"', "")
    for enumeration in database.enumerations:
        if name in (enumeration.name, f"{enumeration.schema}.{enumeration.name}"):
            return enumeration
    return None


def domain_of(column_type: str, database: Database) -> DomainType | None:
    """The domain that a type names, with or without its schema and quotes."""
    name = column_type.replace('"', "")
    return next((domain for domain in database.domains if name in (domain.name, f"{domain.schema}.{domain.name}")), None)


def column_type(text: str, database: Database) -> ColumnType:
    """The type that `format_type` prints as `text`; of a domain, the type that it is of."""
    domain = domain_of(text, database)
    if domain is not None:
        return column_type(domain.base, database)
    if text.endswith("[]"):
        return ColumnType("array", text, element=text.removesuffix("[]"))
    modified = _MODIFIED.match(text)
    name = f"{modified[1]}{modified[4]}".strip() if modified else text
    first = int(modified[2]) if modified else None
    enumeration = enumeration_of(text, database)
    if enumeration is not None:
        return ColumnType("enum", text, values=enumeration.values)
    if name in _RANGES:
        return ColumnType("range", name, element=_RANGES[name])
    kind = _KINDS.get(name, "other")
    if kind == "text":
        length = first if first is not None else 1 if name in ("character", "char") else 63 if name == "name" else None
        return ColumnType(kind, name, length=length)
    if kind == "numeric" and name in ("numeric", "decimal"):
        scale = int(modified[3]) if modified and modified[3] else 0 if modified else None
        return ColumnType(kind, name, precision=first, scale=scale)
    return ColumnType(kind, name, length=first if name in ("bit", "bit varying") else None)


@dataclass(frozen=True, slots=True)
class Range:
    """A range; a bound that is None is open. `bounds` are `[` or `(` and `]` or `)`, and empty for the range that holds nothing."""

    lower: Any
    upper: Any
    bounds: str = "[)"

    @property
    def empty(self) -> bool:
        """True if it holds nothing."""
        return self.bounds == "" or (self.lower is not None and self.lower == self.upper and self.bounds != "[]")

    def overlaps(self, other: Range) -> bool:
        """True if some value is in both."""
        return not self.empty and not other.empty and self._begins_before_end_of(other) and other._begins_before_end_of(self)

    def _begins_before_end_of(self, other: Range) -> bool:
        if self.lower is None or other.upper is None:
            return True
        touching = self.bounds[0] == "[" and other.bounds[1] == "]"
        return bool(self.lower < other.upper or (touching and self.lower == other.upper))


class NoValueError(ValueError):
    """A text that is no value of its type."""


def python_value(value: object, kind: Kind, element: str = "", database: Database | None = None) -> object:
    """A value of JSON, or a text as PostgreSQL reads it, in Python's own type. Raises `NoValueError`."""
    if value is None or not isinstance(value, str):
        if kind == "array" and isinstance(value, list | tuple):
            inner = column_type(element, database or Database())
            return tuple(python_value(item, inner.kind, inner.element, database) for item in value)
        return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value
    try:
        if kind == "range":
            return _range_from_text(value, element, database or Database())
        return _from_text(value, kind)
    except (ValueError, InvalidOperation) as error:
        raise NoValueError(f"`{value}` is no {kind}") from error


def _from_text(text: str, kind: Kind) -> object:
    match kind:
        case "integer" | "numeric":
            return Decimal(text)
        case "boolean":
            return {"true": True, "t": True, "on": True, "yes": True, "1": True}.get(text.lower(), False)
        case "date":
            return date.fromisoformat(text[:10])
        case "timestamp":
            return moment(text)
        case "time":
            return time.fromisoformat(text)
        case "interval":
            return interval(text)
        case "json":
            return json.loads(text)
        case "bytes":
            return bytes.fromhex(text[2:]) if text.startswith("\\x") else text.encode()
        case "array":
            return tuple(part.strip('" ') for part in text.strip("{}").split(",")) if text.strip("{}") else ()
        case _:
            return text


def _range_from_text(text: str, element: str, database: Database) -> Range:
    """`[1,5)`, `(,2030-01-01]`, `empty`."""
    if text.strip().lower() == "empty":
        return Range(None, None, "")
    inner = column_type(element, database).kind
    lower, _, upper = text.strip()[1:-1].partition(",")
    bounds = text.strip()[0] + text.strip()[-1]
    if bounds[0] not in "[(" or bounds[1] not in "])":
        raise NoValueError(f"`{text}` is no range")
    low, high = (python_value(part.strip('" '), inner) if part.strip('" ') else None for part in (lower, upper))
    return Range(low, high, bounds)


def moment(text: str) -> datetime:
    """A timestamp; without a zone it is taken for UTC."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def interval(text: str) -> timedelta:
    """An interval in PostgreSQL's ways of writing (`8 hours`, `08:00:00`, `PT8H`). Raises `ValueError`.

    A month has 30 days, a year 365.25, as `extract(epoch)` has it.
    """
    written = _ISO_SPAN.fullmatch(text.strip())
    if written is not None and any(written.groups()):
        parts = zip(("year", "month", "week", "day", "hour", "minute", "second"), written.groups(), strict=True)
        return timedelta(seconds=sum(float(number) * _UNITS[unit] for unit, number in parts if number))
    seconds = 0.0
    rest = text.strip().lower().removeprefix("@").strip()
    clock = _CLOCK.search(rest)
    if clock is not None:
        sign = -1 if clock[1] else 1
        seconds += sign * (int(clock[2]) * 3600 + int(clock[3]) * 60 + float(clock[4] or 0))
        rest = (rest[: clock.start()] + rest[clock.end() :]).strip()
    read = 0
    for quantity in _QUANTITY.finditer(rest):
        if quantity[2] not in _UNITS:
            raise ValueError(f"`{text}` is no interval")
        seconds += float(quantity[1]) * _UNITS[quantity[2]]
        read += len(quantity[0])
    if clock is None and not read:
        raise ValueError(f"`{text}` is no interval")
    return timedelta(seconds=seconds)
