"""Faults injected into a copy of a schema: each is a name and the SQL that makes it."""

from __future__ import annotations

from collections.abc import Iterator

from appfactory.compile.database.identifiers import literal, quote
from appfactory.model.database import Database


def faults(database: Database) -> Iterator[tuple[str, str]]:
    """One fault at a time: every table, column, enum value, constraint, unique index, obligation and policy."""
    for table in database.tables:
        name = quote(table.name)
        yield f"drop table {table.name}", f"drop table {name} cascade"
        for column in table.columns:
            yield f"drop column {table.name}.{column.name}", f"alter table {name} drop column {quote(column.name)} cascade"
            if not column.nullable and column.name not in table.primary_key and not column.generated:
                yield f"allow null in {table.name}.{column.name}", f"alter table {name} alter column {quote(column.name)} drop not null"
            if not column.nullable and column.default is not None and not column.generated:
                yield f"drop default of {table.name}.{column.name}", f"alter table {name} alter column {quote(column.name)} drop default"
        for constraint in (*table.checks, *table.uniques, *table.foreign_keys, *table.exclusions):
            yield f"drop constraint {table.name}.{constraint.name}", f"alter table {name} drop constraint {quote(constraint.name)} cascade"
        for index in table.indexes:
            if index.unique:
                yield f"drop index {index.name}", f"drop index {quote(index.name)}"
        for policy in table.policies:
            yield f"drop policy {table.name}.{policy.name}", f"drop policy {quote(policy.name)} on {name}"
    for enumeration in database.enumerations:
        for value in enumeration.values:
            # What depends on a value (defaults, checks) keeps PostgreSQL from dropping it; renamed, it is gone for everyone who says it.
            sql = f"alter type {quote(enumeration.name)} rename value {literal(value)} to {literal(value + '_gone')}"
            yield f"drop value {enumeration.name}.{value}", sql
