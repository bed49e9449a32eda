"""Values on their way into SQL: what a column surely can't hold is refused, everything else is PostgreSQL's to decide.

All values travel as text of unknown type, so that PostgreSQL reads them as the type of the column they meet.
"""

from __future__ import annotations

import json
import math
import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from appfactory.contract.model.request import Scalar
from appfactory.contract.statements.refusal import Limits, Refused, over_limit, value_not_allowed, wrong_type
from appfactory.model.database import Column, Table

Family = Literal["integer", "number", "boolean", "uuid", "json", "text", "array", "other"]

_INTEGERS = frozenset({"smallint", "integer", "bigint", "int", "int2", "int4", "int8", "serial", "bigserial"})
_NUMBERS = frozenset({"numeric", "decimal", "real", "double precision", "float4", "float8"})
_TEXTS = frozenset({"text", "character varying", "character", "varchar", "char", "bpchar", "citext", "name"})
# Made once: a union that is written in the call is made for each value.
_NUMERIC = (int, float, Decimal)
_FRACTIONAL = (float, Decimal)
_TEMPORAL = (datetime, date, time)
# Narrower than what PostgreSQL reads would refuse what it takes; so these say only what it can't possibly read.
_POSSIBLE = {
    "integer": re.compile(r"\s*[-+]?[0-9][0-9a-fA-FxXoO_]*\s*"),
    "number": re.compile(r"\s*[-+]?([0-9.][0-9a-fA-FxXoOeE_.+-]*|inf|infinity|nan)\s*", re.IGNORECASE),
    "boolean": re.compile(r"\s*(t|tr|tru|true|f|fa|fal|fals|false|y|ye|yes|n|no|on|of|off|0|1)\s*", re.IGNORECASE),
    "uuid": re.compile(r"\{?([0-9a-fA-F]{4}-?){8}\}?"),
}


@lru_cache(maxsize=4096)
def family(column_type: str) -> Family:
    """What kind of values a type has, by its name as PostgreSQL's format_type prints it.

    >>> [family(name) for name in ("bigint", "numeric(10,2)", "timestamp with time zone", "text[]", "character varying(20)")]
    ['integer', 'number', 'other', 'array', 'text']
    """
    name = column_type.lower()
    if name.endswith("[]"):
        return "array"
    name = name.partition("(")[0].strip()
    families: tuple[tuple[Family, bool], ...] = (
        ("integer", name in _INTEGERS),
        ("number", name in _NUMBERS),
        ("text", name in _TEXTS),
        ("boolean", name in ("boolean", "bool")),
        ("json", name in ("json", "jsonb")),
        ("uuid", name == "uuid"),
    )
    return next((found for found, is_so in families if is_so), "other")


def check_value(value: Scalar | tuple[Scalar, ...], table: Table, column: Column, allowed: tuple[str, ...], limits: Limits) -> None:
    """Refuses what the column surely can't hold or be compared with. `allowed` are the values of its enumeration. Raises `Refused`."""
    kind = family(column.type)
    if isinstance(value, tuple):
        _check_list(value, table, column, limits)
        if kind not in ("array", "json"):
            raise Refused(wrong_type(f"a list of {len(value)}", table.name, column.name, column.type))
        return
    if isinstance(value, str):
        _check_text(value, table, column, limits)
        if allowed and value not in allowed:
            raise Refused(value_not_allowed(value, table.name, column.name, allowed, column.type))
        pattern = _POSSIBLE.get(kind)
        if pattern is not None and not pattern.fullmatch(value):
            raise Refused(wrong_type(value, table.name, column.name, column.type))
    elif allowed and value is not None:
        raise Refused(value_not_allowed(str(value), table.name, column.name, allowed, column.type))
    elif isinstance(value, bool) and kind in ("integer", "number", "uuid"):
        raise Refused(wrong_type("true" if value else "false", table.name, column.name, column.type))
    elif isinstance(value, _NUMERIC) and not isinstance(value, bool) and (kind == "uuid" or (kind == "boolean" and value not in (0, 1))):
        raise Refused(wrong_type(value, table.name, column.name, column.type))


def _check_list(values: tuple[Scalar, ...], table: Table, column: Column, limits: Limits) -> None:
    if len(values) > limits.listed:
        raise Refused(over_limit(f"{len(values)} values for `{table.name}.{column.name}`", limits.listed, table.name, column.name))
    for value in values:
        if isinstance(value, str):
            _check_text(value, table, column, limits)


def _check_text(value: str, table: Table, column: Column, limits: Limits) -> None:
    if len(value) > limits.text:
        raise Refused(over_limit(f"{len(value)} characters for `{table.name}.{column.name}`", limits.text, table.name, column.name))
    if "\0" in value:
        raise Refused(
            wrong_type(value.replace("\0", "\\0"), table.name, column.name, f"{column.type} (PostgreSQL's text can't hold the character NUL)")
        )


def as_text(value: Scalar | tuple[Scalar, ...], column_type: str) -> str | None:
    """The value as PostgreSQL reads it; None for NULL.

    >>> as_text((1, None, 'a"b'), "text[]"), as_text((1, None), "jsonb"), as_text(5.0, "integer"), as_text(True, "boolean")
    ('{"1",NULL,"a\\\\"b"}', '[1, null]', '5', 'true')
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, tuple):
        if family(column_type) == "json":
            return json.dumps(value, ensure_ascii=False, default=str)
        return "{" + ",".join(_element(item) for item in value) + "}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, _FRACTIONAL) and family(column_type) == "integer" and is_whole(value):
        return str(int(value))
    if isinstance(value, _TEMPORAL):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else str(value)


def is_whole(value: float | Decimal) -> bool:
    """True for a finite number without a fraction."""
    return math.isfinite(value) and value == int(value)


def _element(value: Scalar) -> str:
    """An element of an array, as array_in reads it."""
    text = as_text(value, "text")
    return "NULL" if text is None else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def literal(value: Scalar | tuple[Scalar, ...]) -> str:
    """The value as a literal of SQLite, for statements that are written down with their values in them.

    >>> literal("it's"), literal(True), literal(None), literal(2.5), literal(Decimal("Infinity"))
    ("'it''s'", '1', 'null', '2.5', '9e999')
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Decimal) and not value.is_finite():
        return "null" if value.is_nan() else "9e999" if value > 0 else "-9e999"
    if isinstance(value, float) and not math.isfinite(value):
        return "null" if math.isnan(value) else "9e999" if value > 0 else "-9e999"
    if isinstance(value, _NUMERIC):
        return str(value)
    text = json.dumps(value, default=str) if isinstance(value, tuple) else value if isinstance(value, str) else value.isoformat()
    if "\0" in text:
        # SQLite ends the statement at the character NUL.
        return f"cast(x'{text.encode().hex()}' as text)"
    return "'" + text.replace("'", "''") + "'"
