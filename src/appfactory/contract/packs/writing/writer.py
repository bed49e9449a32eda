"""`contract scenarios write`: a lifecycle pack from the catalog alone, that touches every part of a schema and says what it could not cover."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from appfactory.compile.database.order import creation_order
from appfactory.contract.model.verdict import PackResult
from appfactory.contract.packs.writing import access_cases, cases
from appfactory.contract.packs.writing.making import Attempt, Writing, ensure_rows
from appfactory.contract.packs.writing.world import SCOPE_COLUMN, World
from appfactory.model.database import Database, Table
from appfactory.model.expressions.kinds import enumeration_of

_CASES = (
    cases.reading,
    cases.required_only,
    cases.nulls,
    cases.listed_values,
    cases.foreign_keys,
    cases.uniques,
    cases.checks,
    cases.exclusions,
    access_cases.changing,
    access_cases.deleting,
    access_cases.strangers,
    access_cases.policies,
)


@dataclass(frozen=True, slots=True)
class WrittenPack:
    """A pack as a document ready for JSON, the number of its steps, and what of the schema it does not cover."""

    document: dict[str, Any]
    steps: int
    notes: tuple[str, ...]

    @property
    def text(self) -> str:
        """The pack as JSON."""
        return json.dumps(self.document, indent=2, ensure_ascii=False) + "\n"


def write_pack(
    database: Database,
    name: str,
    now: datetime | None = None,
    tables: Iterable[str] | None = None,
    role: str = "admin",
    schemas: Sequence[str] = ("public",),
    attempt: Attempt | None = None,
) -> WrittenPack:
    """A lifecycle pack for all tables of some schemas, or for some and those that they refer to, to be run by someone of a role (`user`, `admin`).

    Its values are made for `now` and later: times are tokens relative to the run. The same schema gives the same pack. With an `attempt` each step
    is tried out as it is written: rows that triggers refuse are made in another way, and what comes out otherwise is left out and told.
    """
    whole = replace(database, tables=addressed(table for table in database.tables if table.schema in schemas))
    world = World(whole, now or datetime(2030, 1, 1, 12, tzinfo=UTC), role)
    writing = Writing(world, attempt)
    _settle_scope(writing)
    for table in in_order(whole, tables):
        writing.phase = table.name
        facts = world.facts[table.name]
        access_cases.shape(writing, facts)
        if not ensure_rows(writing, table.name, 1):
            access_cases.policies(writing, facts)
            continue
        for case in _CASES:
            case(writing, facts)
    if tables is None:
        writing.notes.extend(_unused(whole, schemas))
    phases = [{"id": phase, "name": phase, "steps": steps} for phase, steps in writing.steps.items()]
    document: dict[str, Any] = {
        "id": "catalog",
        "name": name,
        "description": "Written from the catalog: what must pass and what must be refused, for every part of the schema.",
        "defaults": {"dryRun": True},
        "metadata": {"userRole": role, "notCovered": list(writing.notes)},
        "phases": phases,
    }
    return WrittenPack(document, sum(len(phase["steps"]) for phase in phases), tuple(writing.notes))


def _unused(database: Database, schemas: Sequence[str]) -> Iterable[str]:
    """What is to be said of enumerations that no column is of: functions may use them, and requests can't."""
    used = {found for table in database.tables for column in table.columns if (found := enumeration_of(column.type, database)) is not None}
    listed = (enumeration for enumeration in database.enumerations if enumeration.schema in schemas and enumeration not in used)
    return (f"{enumeration.name}: not covered; no column takes this enumeration" for enumeration in listed)


def without_failures(written: WrittenPack, result: PackResult) -> WrittenPack:
    """The pack without the steps that came out otherwise on the very schema that it was written from, each told among what is not covered.

    Triggers and functions may do what no catalog says: fill a column in, refuse a row.
    """
    failed = {step.id: step.problems[0] if step.problems else "skipped" for step in result.steps if step.status != "passed"}
    phases = [{**phase, "steps": [step for step in phase["steps"] if step["id"] not in failed]} for phase in written.document["phases"]]
    notes = (*written.notes, *(f"{step}: the database does otherwise; {problem}" for step, problem in failed.items()))
    kept = [phase for phase in phases if phase["steps"]]
    document = {**written.document, "metadata": {**written.document["metadata"], "notCovered": list(notes)}, "phases": kept}
    return WrittenPack(document, sum(len(phase["steps"]) for phase in kept), notes)


def addressed(tables: Iterable[Table]) -> tuple[Table, ...]:
    """The tables by the names that requests find them by: the first of two of one name by that, the others by schema and name."""
    found = tuple(tables)
    names: dict[tuple[str, str], str] = {}
    for table in found:
        names[table.schema, table.name] = f"{table.schema}.{table.name}" if table.name in names.values() else table.name

    def named(table: Table) -> Table:
        keys = tuple(replace(key, references=names.get((key.references_schema, key.references), key.references)) for key in table.foreign_keys)
        return replace(table, name=names[table.schema, table.name], foreign_keys=keys)

    return tuple(named(table) for table in found)


def _settle_scope(writing: Writing) -> None:
    """Makes the business that rows belong to: the first row of the table that `biz_id` refers to."""
    for table in writing.world.database.tables:
        for key in table.foreign_keys:
            if key.columns == (SCOPE_COLUMN,) and key.references in writing.world.facts:
                writing.phase = writing.world.businesses = key.references
                if ensure_rows(writing, key.references, 1):
                    row = writing.world.rows[key.references][0]
                    writing.world.business = writing.world.key_value(row, key, 0)
                return


def in_order(database: Database, chosen: Iterable[str] | None = None) -> tuple[Table, ...]:
    """The tables, each after those that it refers to, circles aside. `chosen` narrows them to some and those that they refer to."""
    ordered = creation_order(sorted(database.tables, key=lambda table: table.name))
    if chosen is None:
        return ordered
    tables = {table.name: table for table in ordered}
    wanted: set[str] = set()
    waiting = list(chosen)
    while waiting:
        name = waiting.pop()
        if name in tables and name not in wanted:
            wanted.add(name)
            waiting += (key.references for key in tables[name].foreign_keys)
    return tuple(table for table in ordered if table.name in wanted)
