"""The app running on a production build, with its database, seed data and the stand-ins of its providers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from appfactory.compile.reconcile import sha256
from appfactory.engine.context import Build
from appfactory.engine.databases import AppDatabase
from appfactory.engine.packages import run_command
from appfactory.model.command import Command, ServerHandle
from appfactory.model.finding import Finding, Span
from appfactory.perform.disk import read_text, read_tree, write_text
from appfactory.perform.servers import free_port, start_server, stop_server

_BUILT = ".next/.appfactory-built"
_SOURCES = ("src", "db", "public")
_BUILD_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class RunningApp:
    """`environment` is what the app and every program that tests it are given; `servers` in the order in which they were started."""

    url: str
    stand_in_url: str
    database: AppDatabase
    environment: tuple[tuple[str, str], ...]
    servers: tuple[ServerHandle, ...] = ()


def app_environment(database: AppDatabase, app_url: str, stand_in_url: str, mode: str) -> tuple[tuple[str, str], ...]:
    """`mode` is `test` or `preview`. Keys of providers are not set: outside production the app falls back to its stand-ins."""
    return (
        ("APP_ENV", mode),
        ("APP_URL", app_url),
        ("DATABASE_URL", database.app_url),
        ("DATABASE_OWNER_URL", database.owner_url),
        ("STAND_IN_URL", stand_in_url),
        ("NEXT_TELEMETRY_DISABLED", "1"),
    )


def planned_app(database: AppDatabase, mode: str, port: int | None = None) -> RunningApp:
    """Addresses for an app that is not started yet, on free ports."""
    app_port, stand_in_port = free_port(2)
    url, stand_ins = f"http://localhost:{port or app_port}", f"http://localhost:{stand_in_port}"
    return RunningApp(url, stand_ins, database, app_environment(database, url, stand_ins, mode))


def seed(build: Build, app: RunningApp) -> Finding | None:
    """Writes the development users and sample rows; what is there stays."""
    manager = build.compiled.spec.project.package_manager
    command = build.with_environment(run_command(manager, "db:seed"), app.environment)
    outcome = build.command(command, "Writing seed data")
    return None if outcome.ok else _failure("seed-failed", "The seed data could not be written", outcome.output, "src/db/_generated/seed-data.ts")


def production_build(build: Build, app: RunningApp) -> Finding | None:
    """`next build`, unless the sources are those of the last one."""
    wanted = source_hash(build)
    if read_text(build.project.folder, _BUILT) == wanted:
        return None
    manager = build.compiled.spec.project.package_manager
    command = build.with_environment(run_command(manager, "build", _BUILD_SECONDS), app.environment)
    outcome = build.command(command, "Building for production")
    if not outcome.ok:
        return _failure("production-build-failed", "The production build failed", outcome.output, "")
    record_build(build)
    return None


def record_build(build: Build) -> None:
    """Remembers that `.next` holds the build of the sources as they are now."""
    write_text(build.project.folder, _BUILT, source_hash(build))


def source_hash(build: Build) -> str:
    """The hash of everything that `next build` reads of the app."""
    parts = []
    for folder in _SOURCES:
        files = read_tree(build.project.folder, folder).files
        parts += [f"{path} {sha256(content)}" for path, content in sorted(files.items()) if content is not None]
    for path in ("package.json", "next.config.ts", "tsconfig.json", "postcss.config.mjs"):
        parts.append(f"{path} {read_text(build.project.folder, path)}")
    return sha256("\n".join(parts))


def start_app(build: Build, app: RunningApp, *, detached: bool = False) -> RunningApp | Finding:
    """Starts stand-ins and app; a finding if one of them does not answer, and then nothing is left running."""
    folder = build.project.folder
    stand_in_port, port = app.stand_in_url.rpartition(":")[2], app.url.rpartition(":")[2]
    commands = (
        (Command(("node", "dev/stand-ins/server.mjs", "--port", stand_in_port), environment=app.environment), f"{app.stand_in_url}/_health"),
        (
            Command(("node", "node_modules/next/dist/bin/next", "start", "-H", "localhost", "-p", port), environment=app.environment),
            f"{app.url}/api/health",
        ),
    )
    started: list[ServerHandle] = []
    with build.outside("Starting the app"):
        for name, (command, address) in zip(("stand-ins", "app"), commands, strict=True):
            handle = start_server(command, address, folder, f".codex/logs/{name}.log", detached=detached)
            if isinstance(handle, Finding):
                stop_app(tuple(started))
                return handle
            started.append(handle)
    return RunningApp(app.url, app.stand_in_url, app.database, app.environment, tuple(started))


def stop_app(servers: tuple[ServerHandle, ...]) -> None:
    """Stops servers, last started first."""
    for handle in reversed(servers):
        stop_server(handle)


@contextmanager
def running(build: Build, app: RunningApp) -> Iterator[RunningApp | Finding]:
    """The app, started; stopped at the end whatever happens."""
    started = start_app(build, app)
    try:
        yield started
    finally:
        if isinstance(started, RunningApp):
            stop_app(started.servers)


def _failure(code: str, message: str, output: str, file: str) -> Finding:
    tail = "\n".join(output.strip().splitlines()[-25:])
    return Finding(code, "error", f"{message}:\n{tail}", Span(file), hint="Mend what it names, then run: appfactory build resume", origin=code)
