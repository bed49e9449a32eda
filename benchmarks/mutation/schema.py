"""Faults of a schema: what migrations forget or lose, one at a time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from appfactory.compile.database.identifiers import literal, qualified, quote
from appfactory.model.database import Column, Database, Table

_OTHER_TYPES = {
    "smallint": "integer", "integer": "bigint", "bigint": "integer", "numeric": "integer", "double precision": "integer",
    "text": "character varying(2)", "character varying": "text", "boolean": "text", "uuid": "text", "jsonb": "text", "json": "text", "bytea": "text",
    "date": "timestamp with time zone", "timestamp with time zone": "date", "timestamp without time zone": "date", "interval": "text",
    "time without time zone": "text", "inet": "text",
}  # fmt: skip
"""By the name of a type without its limits: what a column of it becomes."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault and the SQL that makes it, as the schema's owner. `kind` is such as `drop column`."""

    kind: str
    place: str
    sql: str

    @property
    def name(self) -> str:
        """What was done to what."""
        return f"{self.kind} {self.place}"


def faults(database: Database) -> Iterator[Fault]:
    """Every table, column, type, value, constraint, unique index, default, obligation and policy, gone or changed."""
    for table in database.tables:
        name = qualified(table.schema, table.name)
        yield Fault("drop table", table.name, f"drop table {name} cascade")
        for column in table.columns:
            yield from _of_column(table, name, column)
        yield from _of_constraints(table, name)
        for policy in table.policies:
            yield Fault("drop policy", f"{table.name}.{policy.name}", f"drop policy {quote(policy.name)} on {name}")
        if table.row_security:
            yield Fault("disable row security", table.name, f"alter table {name} disable row level security")
    types = {column.type.removesuffix("[]") for table in database.tables for column in table.columns}
    for enumeration in database.enumerations:
        if not types & {quote(enumeration.name), qualified(enumeration.schema, enumeration.name)}:
            continue  # Functions alone use it, which requests do not call.
        for value in enumeration.values:
            # What depends on a value (defaults, checks) keeps PostgreSQL from dropping it; renamed, it is gone for everyone who says it.
            changed = f"alter type {qualified(enumeration.schema, enumeration.name)} rename value {literal(value)} to {literal(value + '_gone')}"
            yield Fault("drop enum value", f"{enumeration.name}.{value}", changed)


def _of_column(table: Table, name: str, column: Column) -> Iterator[Fault]:
    place, quoted = f"{table.name}.{column.name}", quote(column.name)
    yield Fault("drop column", place, f"alter table {name} drop column {quoted} cascade")
    if column.generated:
        return
    if not column.nullable and column.name not in table.primary_key:
        yield Fault("drop not null", place, f"alter table {name} alter column {quoted} drop not null")
    if not column.nullable and column.default is not None:
        yield Fault("drop default", place, f"alter table {name} alter column {quoted} drop default")
    other = _OTHER_TYPES.get(column.type.partition("(")[0])
    if other is not None:
        # PostgreSQL refuses where a default, a check or a policy can't live with it: such a fault can't be made.
        yield Fault("change type", place, f"alter table {name} alter column {quoted} type {other} using null::{other}")


def _of_constraints(table: Table, name: str) -> Iterator[Fault]:
    kinds = (("check", table.checks), ("unique", table.uniques), ("foreign key", table.foreign_keys), ("exclusion", table.exclusions))
    for kind, constraints in kinds:
        for constraint in constraints:
            dropped = f"alter table {name} drop constraint {quote(constraint.name)} cascade"
            yield Fault(f"drop {kind}", f"{table.name}.{constraint.name}", dropped)
    for index in table.indexes:
        if index.unique:
            yield Fault("drop unique", f"{table.name}.{index.name}", f"drop index {qualified(table.schema, index.name)} cascade")


def in_turn(database: Database, seed: int) -> Iterator[Fault]:
    """All faults in an order that the seed says, each kind in its turn: the first of them are of every kind."""
    chance = random.Random(seed)
    kinds: dict[str, list[Fault]] = {}
    for fault in faults(database):
        kinds.setdefault(fault.kind, []).append(fault)
    for listed in kinds.values():
        chance.shuffle(listed)
    while any(kinds.values()):
        yield from (listed.pop() for listed in kinds.values() if listed)
