"""The next migration of a project: what PostgreSQL says is missing between the written migrations and the plan."""

from __future__ import annotations

from dataclasses import dataclass

from appfactory.compile.database.difference import differences
from appfactory.compile.database.inferred_renames import inferred_renames
from appfactory.compile.database.migration import SchemaComparison, baseline_sql, drift, next_migration
from appfactory.compile.database.renaming import Renames
from appfactory.engine.compiled import Compiled
from appfactory.engine.databases import written_migrations
from appfactory.engine.project import Project
from appfactory.model.database import Change, Database
from appfactory.model.finding import Finding, Span
from appfactory.perform.postgres.connection import connect
from appfactory.perform.postgres.introspect import introspect
from appfactory.perform.postgres.migrations import FOLDER
from appfactory.perform.postgres.planning import plan_changes
from appfactory.perform.postgres.server import Server, ensure_running

STAGED = "db/staged.sql"
"""Where drops wait for a person: they become a migration when that person moves them into the folder of migrations."""


@dataclass(frozen=True, slots=True)
class NextMigration:
    """`name` and `sql` are empty if the schema is as it should be. `waiting` are drops that wait for approval; `desired` as PostgreSQL shows it."""

    name: str = ""
    sql: str = ""
    waiting: tuple[Change, ...] = ()
    desired: Database = Database()  # noqa: RUF009 - it is frozen
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Compares as PostgreSQL shows the schemas, with the renames that can be told from them."""

    def _rules(self, before: Database, after: Database) -> SchemaComparison:
        has_any = any(table.schema == "public" for table in before.tables)
        return SchemaComparison(inferred_renames(before, after) if has_any else Renames())

    def renames(self, before: Database, after: Database) -> tuple[Change, ...]:
        """The renames to be done first."""
        return self._rules(before, after).renames(before, after)

    def differences(self, before: Database, after: Database) -> tuple[Change, ...]:
        """The changes that remain."""
        return SchemaComparison().differences(before, after)


def plan_migration(project: Project, compiled: Compiled, server: Server | None = None) -> NextMigration:
    """Replays the written migrations and the plan in two scratch databases and compares. Raises `EnvironmentProblem`.

    They are made on `server`; without it, on the project's own, which is started if need be.
    """
    existing = written_migrations(project.folder)
    server = server or ensure_running(project.folder)
    planned = plan_changes(server, existing, baseline_sql(compiled.spec.database), _Comparison())
    if planned.findings:
        return NextMigration(findings=tuple(planned.findings))
    migration = next_migration([(one.name, one.sql) for one in existing], compiled.spec.database, planned.changes)
    if migration is None:
        return NextMigration(desired=planned.after)
    return NextMigration(migration.name, migration.sql, migration.waiting, planned.after, _staged_findings(migration.waiting))


def live_drift(url: str, desired: Database, waiting: tuple[Change, ...]) -> tuple[tuple[Finding, ...], Database]:
    """How a live database differs from the desired schema, what waits for approval aside; and the live schema."""
    with connect(url) as connection:
        live = introspect(connection)
    waits = {(change.kind, change.table, change.name) for change in waiting}
    unexpected = [change for change in differences(live, desired) if (change.kind, change.table, change.name) not in waits]
    return (drift(live, desired, FOLDER) if unexpected else ()), live


def _staged_findings(waiting: tuple[Change, ...]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            "destructive-change-staged",
            "warning",
            f"`{change.kind}` of {'.'.join(dict.fromkeys((change.table, change.name)))} waits for your approval.",
            Span(STAGED),
            "It loses data, so no build does it by itself.",
            f"Read {STAGED}; to approve, move it into {FOLDER} under the next number and run: appfactory build migrate",
            origin="migrate",
        )
        for change in waiting
        if change.kind in ("drop-table", "drop-column", "drop-enum")
    )
