"""What changes columns: types, defaults, nullability, generated values."""

from __future__ import annotations

from collections.abc import Mapping

from appfactory.compile.database.identifiers import literal, qualified, quote
from appfactory.compile.database.rendering import column_sql, name_of
from appfactory.model.database import Change, Column, Enumeration, Table

# Types whose every value the other type can hold without loss.
_WIDER: dict[str, tuple[str, ...]] = {
    "smallint": ("integer", "bigint", "numeric", "real", "double precision"),
    "integer": ("bigint", "numeric", "double precision"),
    "bigint": ("numeric",),
    "real": ("double precision",),
    "date": ("timestamp without time zone", "timestamp with time zone"),
    "json": ("jsonb",),
}

_NEUTRAL = {
    "boolean": "false",
    "uuid": "gen_random_uuid()",
    "date": "CURRENT_DATE",
    "timestamp with time zone": "now()",
    "timestamp without time zone": "now()",
    "time without time zone": "LOCALTIME",
    "jsonb": "'{}'",
    "json": "'{}'",
    "text": "''",
    "interval": "'0'",
}


def neutral_value(column: Column, enumerations: Mapping[str, Enumeration]) -> str | None:
    """What rows that are there get in a new column that must hold something; None if nothing would do."""
    if column.type.endswith("[]"):
        return "'{}'"
    if column.type in _NEUTRAL:
        return _NEUTRAL[column.type]
    if column.type.startswith("character"):
        return "''"
    if column.type.startswith(("integer", "bigint", "smallint", "numeric", "real", "double")):
        return "0"
    enumeration = enumerations.get(column.type)
    return literal(enumeration.values[0]) if enumeration is not None and enumeration.values else None


def added_column(table: Table, column: Column, enumerations: Mapping[str, Enumeration]) -> list[Change]:
    """`add column`; rows that are there get a neutral value where one is demanded, unless the column points at another table's rows."""
    head = f"alter table {name_of(table)}"
    points = any(column.name in key.columns for key in table.foreign_keys)
    value = None if points else neutral_value(column, enumerations)
    if column.nullable or column.default is not None or column.generated or value is None:
        return [Change("add-column", table.name, column.name, f"{head} add column {column_sql(column)}")]
    filled = f"{head} add column {quote(column.name)} {column.type} not null default {value}"
    return [
        Change("add-column", table.name, column.name, filled),
        Change("drop-default", table.name, column.name, f"{head} alter column {quote(column.name)} drop default"),
    ]


def changed_column(table: Table, before: Column, after: Column) -> list[Change]:
    """The steps from one column to the other of the same name."""
    head = f"alter table {name_of(table)} alter column {quote(after.name)}"
    changes: list[Change] = []
    identity = "as identity"
    computed = (before.generated, after.generated)
    if before.generated != after.generated and any(text and not text.endswith(identity) for text in computed):
        return _computed_anew(table, before, after)
    if before.generated.endswith(identity) and before.generated != after.generated:
        changes.append(Change("drop-default", table.name, after.name, f"{head} drop identity"))
    retype = before.type != after.type
    if before.default is not None and (retype or before.default != after.default):
        changes.append(Change("drop-default", table.name, after.name, f"{head} drop default"))
    if retype:
        sql = f"{head} type {after.type}{_conversion(before.type, after)}"
        changes.append(Change("alter-type", table.name, after.name, sql, destructive=not widens(before.type, after.type)))
    if after.default is not None and (retype or before.default != after.default):
        changes.append(Change("set-default", table.name, after.name, f"{head} set default {after.default}"))
    if before.nullable and not after.nullable:
        if after.default is not None:
            fill = f"update {name_of(table)} set {quote(after.name)} = {after.default} where {quote(after.name)} is null"
            changes.append(Change("run-sql", table.name, after.name, fill))
        changes.append(Change("set-not-null", table.name, after.name, f"{head} set not null"))
    if after.generated.endswith(identity) and before.generated != after.generated:
        changes.append(Change("set-default", table.name, after.name, f"{head} add generated {after.generated.removeprefix('generated ')}"))
        changes.append(Change("run-sql", table.name, after.name, _continue_counting(table, after)))
    if not before.nullable and after.nullable:
        changes.append(Change("drop-not-null", table.name, after.name, f"{head} drop not null"))
    return changes


def _computed_anew(table: Table, before: Column, after: Column) -> list[Change]:
    """A computed column can't become another: it is dropped and added. Nothing is lost if it was computed."""
    head = f"alter table {name_of(table)}"
    lost = not before.generated or before.generated.endswith("as identity")
    return [
        Change("drop-column", table.name, before.name, f"{head} drop column {quote(before.name)}", destructive=lost),
        Change("add-column", table.name, after.name, f"{head} add column {column_sql(after)}", destructive=lost),
    ]


def _continue_counting(table: Table, column: Column) -> str:
    """Lets a new identity column count on from the highest number that is there."""
    sequence = f"pg_get_serial_sequence({literal(qualified(table.schema, table.name))}, {literal(column.name)})"
    highest = f"(select coalesce(max({quote(column.name)}), 0) + 1 from {name_of(table)})"
    return f"select setval({sequence}, {highest}, false)"


def widens(before: str, after: str) -> bool:
    """True if every value of the first type is kept in the second one."""
    if before.endswith("[]") and after.endswith("[]"):
        return widens(before.removesuffix("[]"), after.removesuffix("[]"))
    if after == "text" or (after == "character varying" and before.startswith("character")):
        return not before.endswith("[]")
    if before.startswith("character varying(") and after.startswith("character varying("):
        return _sizes(after)[0] >= _sizes(before)[0]
    if before.startswith("numeric(") and after.startswith("numeric("):
        (precision, scale), (new_precision, new_scale) = _sizes(before), _sizes(after)
        return new_scale >= scale and new_precision - new_scale >= precision - scale
    if before.startswith("numeric"):
        return after == "numeric"
    return after in _WIDER.get(before, ())


def _sizes(kind: str) -> tuple[int, int]:
    numbers = [int(part) for part in kind[kind.index("(") + 1 : kind.index(")")].split(",")]
    return numbers[0], numbers[1] if len(numbers) > 1 else 0


# Between these PostgreSQL converts by itself, and refuses a value that is too long or too large; a cast would cut it off.
_NUMERIC = ("smallint", "integer", "bigint", "numeric", "real", "double")
_TEXTUAL = ("text", "character")
_TEMPORAL = ("timestamp", "date")


def _conversion(before: str, column: Column) -> str:
    """`using …` where PostgreSQL does not convert by itself; the way leads through text."""
    kinds = (_NUMERIC, _TEXTUAL, _TEMPORAL)
    if before.endswith("[]") == column.type.endswith("[]") and any(before.startswith(kind) and column.type.startswith(kind) for kind in kinds):
        return ""
    if column.type.startswith(_TEXTUAL) and not column.type.endswith("[]"):
        return f" using {quote(column.name)}::text"
    through = "text[]" if before.endswith("[]") and column.type.endswith("[]") else "text"
    return f" using {quote(column.name)}::{through}::{column.type}"
