"""Types in the spelling of PostgreSQL's format_type(): `int4` is `integer`, `varchar(20)` is `character varying(20)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appfactory.compile.database.identifiers import quote

if TYPE_CHECKING:
    from postgast import pg_query_pb2 as tree

# Source: the special cases of format_type_extended() in src/backend/utils/adt/format_type.c, and the aliases of the manual's table 8.1.
_SPELLINGS = {
    "bool": "boolean",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "float4": "real",
    "float8": "double precision",
    "numeric": "numeric",
    "varchar": "character varying",
    "bpchar": "character",
    "varbit": "bit varying",
    "bit": "bit",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
    "time": "time without time zone",
    "timetz": "time with time zone",
    "char": '"char"',
}

SERIALS = {
    "serial": "integer",
    "serial4": "integer",
    "bigserial": "bigint",
    "serial8": "bigint",
    "smallserial": "smallint",
    "serial2": "smallint",
}
"""PostgreSQL's shorthands for a number that counts up, and the types of their columns."""


def type_text(name: tree.TypeName) -> str:
    """The type as format_type() would print it. Types of schema `public` stand without their schema."""
    parts = tuple(part.string.sval for part in name.names)
    schema, base = (parts[-2], parts[-1]) if len(parts) > 1 else ("", parts[-1])
    modifiers = [_modifier(modifier) for modifier in name.typmods]
    if schema in ("", "pg_catalog") and base in _SPELLINGS:
        # `"char"` in quotes is a type of its own; the keyword char arrives as pg_catalog.bpchar. A bare bpchar has no length.
        text = "bpchar" if base == "bpchar" and not (schema and modifiers) else _with_modifiers(_SPELLINGS[base], modifiers)
    elif schema in ("", "pg_catalog", "public"):
        text = _interval(modifiers) if base == "interval" else quote(base) + _brackets(modifiers)
    else:
        text = f"{quote(schema)}.{quote(base)}{_brackets(modifiers)}"
    # PostgreSQL does not enforce sizes or the number of dimensions, and prints neither.
    return text + ("[]" if name.array_bounds else "")


def _modifier(node: tree.Node) -> str:
    if node.HasField("a_const"):
        constant = node.a_const
        return constant.sval.sval if constant.HasField("sval") else str(constant.ival.ival)
    if node.HasField("column_ref"):
        return str(node.column_ref.fields[-1].string.sval)
    return ""


def _brackets(modifiers: list[str]) -> str:
    return f"({','.join(modifiers)})" if modifiers else ""


def _with_modifiers(spelling: str, modifiers: list[str]) -> str:
    """`timestamp(3) with time zone`: the modifier stands after the first word of the times and after all words of the others."""
    if not modifiers:
        return spelling
    if spelling.startswith("time"):
        first, rest = spelling.split(" ", 1)
        return f"{first}{_brackets(modifiers)} {rest}"
    if spelling == "numeric" and len(modifiers) == 1:
        modifiers = [*modifiers, "0"]
    return spelling + _brackets(modifiers)


# Bit masks of interval fields: INTERVAL_MASK() in src/include/utils/timestamp.h (MONTH 1, YEAR 2, DAY 3, HOUR 10, MINUTE 11, SECOND 12).
_INTERVAL_FIELDS = {
    1 << 2: "year",
    1 << 1: "month",
    1 << 3: "day",
    1 << 10: "hour",
    1 << 11: "minute",
    1 << 12: "second",
    1 << 2 | 1 << 1: "year to month",
    1 << 3 | 1 << 10: "day to hour",
    1 << 3 | 1 << 10 | 1 << 11: "day to minute",
    1 << 3 | 1 << 10 | 1 << 11 | 1 << 12: "day to second",
    1 << 10 | 1 << 11: "hour to minute",
    1 << 10 | 1 << 11 | 1 << 12: "hour to second",
    1 << 11 | 1 << 12: "minute to second",
}


def _interval(modifiers: list[str]) -> str:
    if not modifiers:
        return "interval"
    fields = _INTERVAL_FIELDS.get(int(modifiers[0]), "")
    precision = f"({modifiers[1]})" if len(modifiers) > 1 else ""
    return f"interval {fields}{precision}" if fields else f"interval{precision}"
