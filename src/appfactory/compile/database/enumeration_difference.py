"""What changes enum types: values added in place, or, where that is not possible, the type made anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from appfactory.compile.database.identifiers import literal, qualified, quote
from appfactory.compile.database.rendering import enumeration_sql, name_of
from appfactory.model.database import Change, ChangeKind, Database, Enumeration, Table


def type_name(enumeration: Enumeration) -> str:
    """The type as columns spell it."""
    return quote(enumeration.name) if enumeration.schema == "public" else qualified(enumeration.schema, enumeration.name)


def must_be_recreated(before: Enumeration, after: Enumeration, used: Iterable[str]) -> bool:
    """True if values are gone or moved, or a new one is used in the same migration (PostgreSQL allows that only after a commit)."""
    kept = [value for value in after.values if value in before.values]
    if kept != list(before.values):
        return True
    new = [literal(value) for value in after.values if value not in before.values]
    return any(value in text for text in used for value in new)


def added_values(before: Enumeration, after: Enumeration) -> list[Change]:
    """`alter type … add value`, each at its place."""
    changes = []
    known = list(before.values)
    for place, value in enumerate(after.values):
        if value in known:
            continue
        following = next((candidate for candidate in after.values[place + 1 :] if candidate in known), None)
        position = f" before {literal(following)}" if following is not None else ""
        sql = f"alter type {qualified(after.schema, after.name)} add value {literal(value)}{position}"
        changes.append(Change("add-enum-value", "", after.name, sql))
        known.append(value)
    return changes


def recreated(before: Enumeration, after: Enumeration, tables: Sequence[Table]) -> list[Change]:
    """The type made anew and every column moved to it. Rows that hold a value that is gone make it fail, and nothing is changed then.

    What else depends on the type (policies, checks, indexes with conditions, functions, defaults) must be out of the way, and is made again
    afterwards.
    """
    old = f"{after.name}__before"
    name = qualified(after.schema, after.name)
    gone = [value for value in before.values if value not in after.values]
    changes = [
        Change("run-sql", "", after.name, f"alter type {name} rename to {quote(old)}"),
        Change("add-enum", "", after.name, enumeration_sql(after)),
    ]
    spelled = type_name(after)
    for table in tables:
        for column in table.columns:
            if column.type not in (spelled, f"{spelled}[]"):
                continue
            head = f"alter table {name_of(table)} alter column {quote(column.name)}"
            target = name + "[]" * column.type.endswith("[]")
            through = "text[]" if column.type.endswith("[]") else "text"
            changes.append(Change("alter-type", table.name, column.name, f"{head} type {target} using {quote(column.name)}::{through}::{target}"))
    kind: ChangeKind = "drop-enum-value" if gone else "run-sql"
    changes.append(Change(kind, "", after.name, f"drop type {qualified(after.schema, old)}"))
    return changes


def columns_of(database: Database, enumeration: Enumeration) -> list[Table]:
    """The tables with columns of the type."""
    spelled = type_name(enumeration)
    return [table for table in database.tables if any(column.type.removesuffix("[]") == spelled for column in table.columns)]
