"""The next migration of an app: its name, its text, and what in it waits for approval."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from appfactory.compile.database.ddl import as_script, create_statements
from appfactory.compile.database.difference import differences, staged
from appfactory.compile.database.identifiers import quote
from appfactory.compile.database.prelude import prelude_sql
from appfactory.compile.database.renaming import NO_RENAMES, Renames, rename_changes
from appfactory.model.database import Change, Database
from appfactory.model.finding import Finding

BASELINE = "0000_baseline.sql"


@dataclass(frozen=True, slots=True)
class Migration:
    """A migration to be written. `changes` are the steps in it (none listed for the baseline), `waiting` those left out until approved."""

    name: str
    sql: str
    changes: tuple[Change, ...] = ()
    waiting: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class SchemaComparison:
    """How two schemas of one server are compared; handed to `perform.postgres.planning`, which does not know the rules."""

    renaming: Renames = NO_RENAMES

    def renames(self, before: Database, after: Database) -> tuple[Change, ...]:
        """The renames to be done before the schemas are compared."""
        return rename_changes(before, after, self.renaming)

    def differences(self, before: Database, after: Database) -> tuple[Change, ...]:
        """The changes from one to the other, renames aside."""
        return differences(before, after)


def baseline_sql(database: Database) -> str:
    """The whole schema for an empty database: the prelude, which does nothing on Supabase, and every statement."""
    return f"-- The whole schema. Later migrations hold the differences.\n\n{prelude_sql()}\n{as_script(create_statements(database))}"


def next_migration(existing: Sequence[tuple[str, str]], desired: Database, changes: Sequence[Change], approved: bool = False) -> Migration | None:
    """The migration that follows the existing ones (name, text); None if there is nothing to change.

    `changes` are those from what the existing ones make to what is desired, as a server's catalog shows them. Drops of tables and columns
    are left out and listed as `waiting` unless `approved`. Statements that no catalog shows (views, triggers, rows) are added when no
    existing migration holds them.
    """
    if not existing:
        return Migration(BASELINE, baseline_sql(desired))
    texts = [text for _, text in existing]
    remade = [f"app.{quote(change.name)}()" for change in changes if change.kind == "replace-function"]
    fresh = [
        statement
        for statement in desired.extra_sql
        if not any(statement in text for text in texts) or (_is_our_trigger(statement) and any(name in statement for name in remade))
    ]
    extra = tuple(Change("run-sql", "", "sql", statement) for statement in fresh)
    doing = tuple(change for change in changes if approved or not staged(change))
    waiting = tuple(change for change in changes if not approved and staged(change))
    # The last statements of a comparison are drops, which what is new may have to precede.
    keep = [change for change in doing if not staged(change)]
    drops = [change for change in doing if staged(change)]
    steps = (*keep, *extra, *drops)
    if not steps:
        return Migration("", "", (), waiting) if waiting else None
    number = max((int(name[:4]) for name, _ in existing if name[:4].isdigit()), default=-1) + 1
    warning = "-- Data are lost by this migration.\n\n" if any(change.destructive for change in steps) else ""
    return Migration(f"{number:04}_{_title(steps)}.sql", warning + as_script(change.sql for change in steps), steps, waiting)


def _is_our_trigger(statement: str) -> bool:
    """True for triggers that can be made again without harm: with their function they may have been dropped since they were made first."""
    return statement.startswith("create or replace trigger ")


_TITLES = {
    "add-table": "add_{}",
    "add-column": "add_{}",
    "rename-table": "rename_{}",
    "rename-column": "rename_{}",
    "drop-table": "drop_{}",
    "drop-column": "drop_{}",
    "alter-type": "change_{}",
    "add-enum-value": "extend_{}",
    "drop-enum-value": "narrow_{}",
    "add-policy": "policy_{}",
    "drop-policy": "policy_{}",
    "replace-function": "function_{}",
    "add-index": "index_{}",
    "add-constraint": "constraint_{}",
}


def _title(changes: Sequence[Change]) -> str:
    """A few words for the file name: what the most telling change does."""
    for kind, pattern in _TITLES.items():
        for change in changes:
            if change.kind == kind:
                about = [change.table, change.name] if change.table and change.table != change.name else [change.name]
                words = pattern.format("_".join(about))
                return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")[:60] or "change"
    return "change"


def drift(live: Database, desired: Database, file: str = "") -> tuple[Finding, ...]:
    """What a live database has otherwise than it should; both as their servers' catalogs show them. Empty if they are the same."""
    from appfactory.model.finding import Span

    findings = []
    for change in differences(live, desired):
        about = f"{change.table}.{change.name}" if change.table and change.table != change.name else change.name
        first_line = change.sql.strip().splitlines()[0]
        findings.append(
            Finding(
                "database-drift",
                "error",
                f"The database differs from the plan at {about or 'the schema'} ({change.kind}).",
                Span(file),
                f"It would take: {first_line}",
                "Run `appfactory build migrate`; if someone changed the database by hand, bring the change into the plan.",
                origin="database",
            )
        )
    return tuple(findings)
