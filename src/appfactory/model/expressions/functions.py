"""The functions that checks use most, as PostgreSQL computes them; null if an argument is, unless said otherwise."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from appfactory.model.expressions.kinds import Range

_NONE = Decimal(0)


def _range(lower: Any, upper: Any, bounds: str = "[)") -> Range:
    if lower is not None and upper is not None and lower > upper:
        raise ValueError("a range that ends before it begins")
    return Range(lower, upper, bounds)


def _made_interval(
    years: Decimal = _NONE, months: Decimal = _NONE, weeks: Decimal = _NONE, days: Decimal = _NONE, hours: Decimal = _NONE, mins: Decimal = _NONE,
    secs: Decimal = _NONE,
) -> timedelta:  # fmt: skip
    total = timedelta(weeks=int(weeks), days=int(days), hours=int(hours), minutes=int(mins), seconds=float(secs))
    return total + timedelta(days=float(years) * 365.25 + int(months) * 30)


def _strict(function: Callable[..., Any]) -> Callable[..., Any]:
    def called(*arguments: Any, **named: Any) -> Any:
        return None if None in (*arguments, *named.values()) else function(*arguments, **named)

    return called


def _length(value: Any) -> Decimal:
    return Decimal(len(value))


def _extract(field: str, value: Any) -> Decimal:
    if isinstance(value, timedelta):
        if field != "epoch":
            raise ValueError(f"extract({field}) of an interval")
        return Decimal(str(value.total_seconds()))
    if field == "dow":
        return Decimal((value.weekday() + 1) % 7)
    if field == "isodow":
        return Decimal(value.isoweekday())
    if field == "epoch" and isinstance(value, datetime):
        return Decimal(str(value.timestamp()))
    if field in ("year", "month", "day", "hour", "minute", "second"):
        return Decimal(getattr(value, field))
    raise ValueError(f"extract({field})")


def _array_length(value: tuple[object, ...], dimension: Decimal) -> Decimal | None:
    return Decimal(len(value)) if value and dimension == 1 else None


def _kind_of_json(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    return {dict: "object", list: "array", tuple: "array", str: "string", int: "number", float: "number", Decimal: "number"}.get(type(value), "null")


def _trimmed(text: str, characters: str = " ") -> str:
    return text.strip(characters)


def _substring(text: str, start: Decimal, length: Decimal | None = None) -> str:
    first = int(start) - 1
    return text[max(first, 0) : None if length is None else first + int(length)]


def _rounded(value: Decimal, places: Decimal = Decimal(0)) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-int(places)), rounding="ROUND_HALF_UP")


def _date(value: Any) -> date:
    day: date = value.date() if isinstance(value, datetime) else value
    return day


_OF_VALUES: dict[str, Callable[..., Any]] = {
    "length": _length,
    "char_length": _length,
    "character_length": _length,
    "make_interval": _made_interval,
    "isempty": lambda value: value.empty,
    "octet_length": lambda value: Decimal(len(value if isinstance(value, bytes) else value.encode())),
    "lower": lambda value: value.lower if isinstance(value, Range) else value.lower(),
    "upper": lambda value: value.upper if isinstance(value, Range) else value.upper(),
    "btrim": _trimmed,
    "ltrim": lambda value, characters=" ": value.lstrip(characters),
    "rtrim": lambda value, characters=" ": value.rstrip(characters),
    "abs": abs,
    "floor": lambda value: Decimal(math.floor(value)),
    "ceil": lambda value: Decimal(math.ceil(value)),
    "ceiling": lambda value: Decimal(math.ceil(value)),
    "round": _rounded,
    "mod": lambda value, divisor: value % divisor,
    "array_length": _array_length,
    "cardinality": _length,
    "jsonb_typeof": _kind_of_json,
    "json_typeof": _kind_of_json,
    "jsonb_array_length": _length,
    "extract": _extract,
    "date_part": _extract,
    "date": _date,
    "position": lambda text, part: Decimal(text.find(part) + 1),
    "strpos": lambda text, part: Decimal(text.find(part) + 1),
    "starts_with": lambda text, part: text.startswith(part),
    "left": lambda text, number: text[: int(number)],
    "right": lambda text, number: text[-int(number) :] if number else "",
    "substring": _substring,
    "substr": _substring,
    "replace": lambda text, old, new: text.replace(old, new),
    "regexp_like": lambda text, pattern: re.search(pattern, text) is not None,
}

FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: _strict(function) for name, function in _OF_VALUES.items()},
    "num_nonnulls": lambda *values: Decimal(sum(value is not None for value in values)),
    "num_nulls": lambda *values: Decimal(sum(value is None for value in values)),
    **dict.fromkeys(("tstzrange", "tsrange", "daterange", "int4range", "int8range", "numrange"), _range),
    "concat": lambda *values: "".join(str(value) for value in values if value is not None),
}
"""By name, without its schema."""
