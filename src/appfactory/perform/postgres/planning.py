"""What existing migrations make, and what the plan wants, both as PostgreSQL itself shows them: the ground of the next migration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from appfactory.model.database import Change, Database
from appfactory.model.finding import Finding, Span
from appfactory.perform.postgres.connection import ScriptError, connect, run_script, scratch_database
from appfactory.perform.postgres.introspect import introspect
from appfactory.perform.postgres.migrations import FOLDER, MigrationFile
from appfactory.perform.postgres.server import Server


class Comparison(Protocol):
    """The rules by which schemas are compared; they are pure and live elsewhere."""

    def renames(self, before: Database, after: Database) -> tuple[Change, ...]:
        """The renames to be done first."""
        ...

    def differences(self, before: Database, after: Database) -> tuple[Change, ...]:
        """The changes that remain."""
        ...


@dataclass(frozen=True, slots=True)
class Replay:
    """The schema that scripts make in an empty database, or why they make none."""

    database: Database = Database()  # noqa: RUF009 - it is frozen
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """The changes from what the migrations make (`before`) to what the plan wants (`after`); or what is wrong with either."""

    before: Database
    after: Database
    changes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()


def replay(server: Server, scripts: Sequence[MigrationFile], folder: str = FOLDER, code: str = "migration-failed") -> Replay:
    """Runs the scripts, each in a transaction of its own, in a scratch database and reads the schema that they make."""
    with scratch_database(server) as url, connect(url) as connection:
        connection.execute("set client_min_messages = warning")
        for script in scripts:
            try:
                with connection.transaction():
                    run_script(connection, script.sql)
            except ScriptError as error:
                message = f"PostgreSQL refuses {script.name}: {error.message}"
                why = f"SQLSTATE {error.code}, at: {_shortened(error.statement)}"
                hint = "Change what the plan says there." if code == "schema-refused" else "Repair the migration; no database can be made from it."
                return Replay(
                    findings=(Finding(code, "error", message, Span(f"{folder}/{script.name}", error.line, 1), why, hint, origin="migrate"),)
                )
        return Replay(introspect(connection))


def plan_changes(server: Server, existing: Sequence[MigrationFile], desired_sql: str, comparison: Comparison) -> Planned:
    """Compares what the existing migrations make with what `desired_sql` makes, both on the server itself.

    Renames are done on the server before the comparison, so that PostgreSQL rewrites whatever mentions the names.
    """
    wanted = replay(server, [MigrationFile("0000_baseline.sql", desired_sql)], code="schema-refused")
    if wanted.findings:
        return Planned(Database(), Database(), findings=wanted.findings)
    had = replay(server, existing)
    if had.findings:
        return Planned(Database(), wanted.database, findings=had.findings)
    renames = comparison.renames(had.database, wanted.database)
    if renames:
        script = ";\n".join(change.sql for change in renames) + ";\n"
        had = replay(server, [*existing, MigrationFile("9999_renames.sql", script)])
        if had.findings:
            return Planned(Database(), wanted.database, findings=had.findings)
    return Planned(had.database, wanted.database, (*renames, *comparison.differences(had.database, wanted.database)))


def _shortened(statement: str) -> str:
    text = " ".join(statement.split())
    return text if len(text) <= 160 else f"{text[:157]}…"
