"""A row in the terse form that PostgreSQL would probably take: what a missing parent could look like."""

from __future__ import annotations

import re
from collections.abc import Mapping

from appfactory.contract.statements.schema import Schema
from appfactory.contract.statements.values import family
from appfactory.model.database import Column, Table

_MOMENTS = {
    "timestamp": "2026-01-05T09:00:00Z",
    "date": "2026-01-05",
    "time": "09:00:00",
    "interval": "1 hour",
    "tstzrange": "[2026-01-05T09:00:00Z,2026-01-05T10:00:00Z)",
    "tsrange": "[2026-01-05T09:00:00,2026-01-05T10:00:00)",
    "daterange": "[2026-01-05,2026-01-06)",
}


def sample_insert(schema: Schema, table: Table, given: Mapping[str, str], known: Mapping[str, str]) -> str:
    """An insert in the terse form with the given values, and one for each other column that must have one.

    Empty if there is nothing to say: the database fills in all of it.

    `known` are values that rows of the same business have in common, by column; a column that refers to another table takes one from there.
    """
    checked = dict(schema.checked_values(table).values())
    parts = []
    for column in table.columns:
        required = not column.nullable and column.default is None and not column.generated
        if column.name in given and not column.generated.startswith("always"):
            parts.append(f"{terse_name(column.name)} = {given[column.name]}")
        elif required:
            parts.append(f"{terse_name(column.name)} = {_value(schema, table, column, known, checked, given)}")
    return f"insert into {terse_name(table.name)} {' '.join(parts)}" if parts else ""


def terse_name(name: str) -> str:
    """A name as the terse form reads it: in double quotes if it is more than one word."""
    return name if re.fullmatch(r"[\w$]+", name) else '"' + name.replace('"', '""') + '"'


def _value(
    schema: Schema, table: Table, column: Column, known: Mapping[str, str], checked: Mapping[str, tuple[str, ...]], given: Mapping[str, str]
) -> str:
    if column.name in known:
        return known[column.name]
    allowed = schema.enumeration(column.type) or checked.get(column.name, ())
    if allowed:
        return allowed[0]
    key = next((key for key in table.foreign_keys if key.columns == (column.name,)), None)
    if key is not None and family(column.type) == "text":
        return f"{key.references}_1"
    kind = family(column.type)
    fixed = {"integer": "1", "number": "1", "boolean": "true", "json": "{}", "array": "{}", "uuid": "00000000-0000-4000-8000-000000000001"}
    if kind in fixed:
        return fixed[kind]
    base = column.type.partition("(")[0].split()[0]
    if base in _MOMENTS:
        return _MOMENTS[base]
    if column.name in ("slug", "code", "handle", "key"):
        identity = next(iter(given.values()), table.name)
        return re.sub(r"[^a-z0-9]+", "-", identity.lower()).strip("-") or "new"
    if column.name in ("timezone", "time_zone"):
        return "UTC"
    if column.name == "currency":
        return "USD"
    return "new" if kind != "text" else f"New {table.name.replace('_', ' ')}"
