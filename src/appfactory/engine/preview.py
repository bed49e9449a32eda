"""The app as a visitor sees it: a production build with seed data, on an address of this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from appfactory.engine.compiled import compile_project
from appfactory.engine.context import Build
from appfactory.engine.databases import prepare_database, server_as_found, stop_server_of
from appfactory.engine.progress import Progress
from appfactory.engine.project import Project
from appfactory.engine.running import RunningApp, planned_app, production_build, seed, start_app
from appfactory.model.finding import Finding, Span, has_errors
from appfactory.perform.disk import read_text
from appfactory.perform.servers import Preview, read_preview, record_preview
from appfactory.perform.servers import stop_preview as stop_servers

USERS = (("ana@example.com", "user"), ("ben@example.com", "user"), ("ada@example.com", "admin"))
"""The seeded people, as in the app's `src/auth/development-users.ts`."""


@dataclass(frozen=True, slots=True)
class PreviewResult:
    """`app` is None if a finding kept it from starting."""

    app: RunningApp | None
    findings: tuple[Finding, ...]


def start_preview(project: Project, progress: Progress, port: int | None, *, detached: bool) -> PreviewResult:
    """Prepares database and build, and starts the app.

    It runs until `stop_preview`, or ends with this process unless `detached`. Raises `EnvironmentProblem`.
    """
    compiled, findings = compile_project(project)
    if compiled is None or has_errors(findings):
        return PreviewResult(None, findings)
    if not isinstance(read_text(project.folder, "package.json"), str):
        return PreviewResult(None, (*findings, _not_built(project)))
    left = read_preview(project.folder)
    if left is not None and left.running:
        return PreviewResult(None, (*findings, _running_already(left)))
    with server_as_found(project.folder):
        result = _started(Build(project, compiled, progress, "preview"), port, detached=detached)
    return PreviewResult(result.app, (*findings, *result.findings))


def stop_preview(folder: Path) -> bool:
    """Stops app, stand-ins and the project's PostgreSQL. False if nothing of it was running."""
    stopped = stop_servers(folder)
    return stop_server_of(folder) or stopped


def _started(build: Build, port: int | None, *, detached: bool) -> PreviewResult:
    folder = build.project.folder
    with build.outside("Preparing the database"):
        database = prepare_database(folder, build.compiled.spec, "preview", fresh=False)
    if isinstance(database, tuple):
        return PreviewResult(None, database)
    app = planned_app(database, "preview", port)
    problem = production_build(build, app) or seed(build, app)
    if problem is not None:
        return PreviewResult(None, (problem,))
    started = start_app(build, app, detached=detached)
    if isinstance(started, Finding):
        return PreviewResult(None, (started,))
    record_preview(folder, Preview(started.servers, (("url", started.url), ("database", database.owner_url))))
    return PreviewResult(started, ())


def _not_built(project: Project) -> Finding:
    return Finding(
        "app-not-built",
        "error",
        f"There is no app in {project.folder.name} yet.",
        Span("package.json"),
        "There is nothing to start.",
        "Build it first: appfactory build all",
        origin="preview",
    )


def _running_already(left: Preview) -> Finding:
    address = dict(left.details).get("url", "")
    return Finding(
        "preview-running",
        "error",
        f"A preview of this app runs already at {address}.",
        Span(".codex/preview.json"),
        "Two would share one database.",
        "Stop it first: appfactory build preview --stop",
        origin="preview",
    )
