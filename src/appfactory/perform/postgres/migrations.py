"""Migrations applied in order, each in a transaction of its own, and written down in `app.migrations`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from appfactory.model.finding import Finding, Span
from appfactory.perform.postgres.connection import ScriptError, connect, run_script

if TYPE_CHECKING:
    import psycopg

FOLDER = "db/migrations"
"""Where an app keeps its migrations."""

LOCK = 0x68FDD16F
"""The advisory lock under which migrations are applied, the same as in the app's `db/migrate.mjs`: FNV-1a of `app.migrations`."""

_NAME = re.compile(r"(\d{4})_[\w-]+\.sql\Z", re.ASCII)

_JOURNAL = """
create schema if not exists app;
create table if not exists app.migrations (
  number integer primary key,
  name text not null,
  sha256 text not null,
  applied_at timestamptz not null default now()
);
alter table app.migrations enable row level security;
"""


@dataclass(frozen=True, slots=True)
class MigrationFile:
    """A migration: `name` is its file name (`0000_baseline.sql`), `sql` its text."""

    name: str
    sql: str

    @property
    def number(self) -> int:
        """The number at the start of the name; -1 if there is none."""
        match = _NAME.match(self.name)
        return int(match[1]) if match else -1

    @property
    def sha256(self) -> str:
        """The SHA-256 of the text in UTF-8, in hexadecimal, as `db/migrate.mjs` computes it."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Applied:
    """What was applied now, in order, and what stopped it (empty: all are applied)."""

    names: tuple[str, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        """True if the database has all migrations."""
        return not self.findings


def apply_migrations(url: str, migrations: Sequence[MigrationFile], folder: str = FOLDER) -> Applied:
    """Brings a database up to the last migration, as the owner whose URL it is.

    Two at once wait for each other. The first one that fails is undone as a whole and stops the rest; those before it stay. A migration
    that was applied and then changed, or is missing, stops everything before anything is done.
    """
    ordered = sorted(migrations, key=lambda migration: (migration.number, migration.name))
    problems = _name_findings(ordered, folder)
    if problems:
        return Applied((), problems)
    with connect(url) as connection:
        connection.execute("set client_min_messages = warning")
        connection.execute("select pg_advisory_lock(%s)", (LOCK,))
        try:
            return _apply(connection, ordered, folder)
        finally:
            connection.execute("select pg_advisory_unlock(%s)", (LOCK,))


def _apply(connection: psycopg.Connection, migrations: Sequence[MigrationFile], folder: str) -> Applied:
    with connection.transaction():
        run_script(connection, _JOURNAL)
    known = {number: (name, digest) for number, name, digest in connection.execute("select number, name, sha256 from app.migrations")}
    problems = _changed_findings(known, migrations, folder)
    if problems:
        return Applied((), problems)
    done: list[str] = []
    for migration in migrations:
        if migration.number in known:
            continue
        try:
            with connection.transaction():
                run_script(connection, migration.sql)
                connection.execute(
                    "insert into app.migrations (number, name, sha256) values (%s, %s, %s)", (migration.number, migration.name, migration.sha256)
                )
        except ScriptError as error:
            return Applied(tuple(done), (_failure(migration, error, done, folder),))
        done.append(migration.name)
    return Applied(tuple(done))


def _failure(migration: MigrationFile, error: ScriptError, done: Sequence[str], folder: str) -> Finding:
    before = f" Applied before it: {', '.join(done)}." if done else " Nothing was applied before it."
    return Finding(
        "migration-failed",
        "error",
        f"PostgreSQL refused the migration {migration.name}: {error.message}",
        Span(f"{folder}/{migration.name}", error.line, 1),
        f"The whole migration was undone (SQLSTATE {error.code}).{before}",
        "Change the plan, or this migration if no database has it yet, and run the phase again.",
        origin="migrate",
    )


def _name_findings(migrations: Sequence[MigrationFile], folder: str) -> tuple[Finding, ...]:
    found = []
    seen: dict[int, str] = {}
    for migration in migrations:
        place = Span(f"{folder}/{migration.name}")
        if migration.number < 0:
            message = f"{migration.name} is no name of a migration."
            found.append(
                Finding("migration-name", "error", message, place, "Their order follows from their numbers.", "Call it 0001_what_it_does.sql.")
            )
        elif migration.number in seen:
            message = f"{migration.name} and {seen[migration.number]} have the same number."
            found.append(
                Finding(
                    "migration-number", "error", message, place, "Their order follows from their numbers.", "Give one of them the next free number."
                )
            )
        seen.setdefault(migration.number, migration.name)
    return tuple(found)


def _changed_findings(known: dict[int, tuple[str, str]], migrations: Sequence[MigrationFile], folder: str) -> tuple[Finding, ...]:
    found = []
    by_number = {migration.number: migration for migration in migrations}
    for number, (name, digest) in sorted(known.items()):
        place = Span(f"{folder}/{name}")
        migration = by_number.get(number)
        if migration is None:
            message = f"The database has the migration {name}, but the file is gone."
            found.append(
                Finding(
                    "migration-missing", "error", message, place, "Nobody could make this database again.", "Restore the file from version control."
                )
            )
        elif migration.sha256 != digest:
            message = f"{migration.name} was changed after it was applied."
            why = "The database no longer is what its migrations say."
            hint = "Restore the file and write the change as the next migration; or remove the database if its data don't matter."
            found.append(Finding("migration-changed", "error", message, place, why, hint))
    last = max(known, default=-1)
    for migration in migrations:
        if migration.number < last and migration.number not in known:
            message = f"{migration.name} comes before migrations that were already applied."
            hint = f"Give it a number above {last:04}."
            found.append(Finding("migration-late", "error", message, Span(f"{folder}/{migration.name}"), "It was written for another schema.", hint))
    return tuple(found)


def applied_migrations(connection: psycopg.Connection) -> tuple[str, ...]:
    """The names of the migrations that a database has, in order; none if it has no journal."""
    row = connection.execute("select to_regclass('app.migrations')").fetchone()
    if row is None or row[0] is None:
        return ()
    return tuple(name for (name,) in connection.execute("select name from app.migrations order by number"))
