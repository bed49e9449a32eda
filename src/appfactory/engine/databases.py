"""The app's databases on the project's PostgreSQL: one to develop with, one for the preview, a fresh one for each proof."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from appfactory.compile.database.prelude import login_sql
from appfactory.model.finding import Finding
from appfactory.model.spec import AppSpec
from appfactory.perform.disk import read_tree
from appfactory.perform.postgres.connection import connect, create_database, drop_database, run_script
from appfactory.perform.postgres.migrations import FOLDER, MigrationFile, apply_migrations
from appfactory.perform.postgres.server import Server, ensure_running, stop
from appfactory.perform.postgres.sharing import shared_server
from appfactory.perform.servers import read_preview

_LOGIN_LOCK = 0x68FDD170
"""Held in the database while its login is made."""


@dataclass(frozen=True, slots=True)
class AppDatabase:
    """A database with every migration applied. `app_url` is the login that policies bind, `owner_url` that of the migrations."""

    name: str
    owner_url: str
    app_url: str
    applied: tuple[str, ...] = ()


@contextmanager
def server_as_found(folder: Path) -> Iterator[None]:
    """Ends the project's PostgreSQL afterwards, unless it was running before, or a preview or another command needs it by then."""
    with shared_server(folder, lambda: _preview_runs(folder)):
        yield


def stop_server_of(folder: Path) -> bool:
    """Ends the project's PostgreSQL, unless a preview needs it; its data stay. False if it was not running."""
    return not _preview_runs(folder) and stop(folder)


def _preview_runs(folder: Path) -> bool:
    preview = read_preview(folder)
    return preview is not None and preview.running


def written_migrations(folder: Path) -> tuple[MigrationFile, ...]:
    """The migrations on disk, in order."""
    found = read_tree(folder, FOLDER).files
    return tuple(
        MigrationFile(path.rpartition("/")[2], content)
        for path, content in sorted(found.items())
        if path.endswith(".sql") and isinstance(content, str)
    )


def database_name(spec: AppSpec, purpose: str) -> str:
    """`restaurant_booking_test`; at most 58 bytes, so that the login's name fits too."""
    return f"{spec.project.slug.replace('-', '_')[:46].rstrip('_')}_{purpose}"


def prepare_database(folder: Path, spec: AppSpec, purpose: str, *, fresh: bool) -> AppDatabase | tuple[Finding, ...]:
    """Starts the project's PostgreSQL if need be, and brings the database for this purpose up to the last migration.

    `fresh` begins with an empty one. The login's password is new each time, so it is stored nowhere. Raises `EnvironmentProblem`.
    """
    server = ensure_running(folder)
    name = database_name(spec, purpose)
    if fresh:
        drop_database(server, name)
    create_database(server, name)
    return _complete(server, folder, name)


def _complete(server: Server, folder: Path, name: str) -> AppDatabase | tuple[Finding, ...]:
    owner_url = server.database_url(name)
    login, password = f"{name}_app", token_hex(16)
    applied = apply_migrations(owner_url, written_migrations(folder))
    if not applied.ok:
        return applied.findings
    with connect(owner_url) as connection, connection.transaction():
        # Two commands that prepare one database at once would change the same rows of the catalog.
        connection.execute("select pg_advisory_xact_lock(%s)", (_LOGIN_LOCK,))
        run_script(connection, login_sql(login, password))
    return AppDatabase(name, owner_url, server.database_url(name, login, password), applied.names)
