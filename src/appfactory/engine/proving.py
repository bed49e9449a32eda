"""Runs the gates: what can be said without the app first, then stage by stage the app on a production build, each with a fresh database."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from appfactory.catalog.gates import OPTIONAL_GATES, STAGES, STATIC_GATES
from appfactory.engine.context import Build
from appfactory.engine.databases import AppDatabase, prepare_database
from appfactory.engine.migrations import live_drift, plan_migration
from appfactory.engine.running import RunningApp, planned_app, record_build, running, seed
from appfactory.model.command import Outcome
from appfactory.model.finding import Finding
from appfactory.model.gate import Evidence, Gate, GateContext, GateResult
from appfactory.perform import process, toolchain
from appfactory.perform.disk import read_files, read_tree, remove_file

_TEXTS = ("src", "tests", "db")
BUILD = "build"
"""The gate that makes what the app is started from."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What the gates said, in the order in which they ran, and what kept others from running."""

    results: tuple[GateResult, ...]
    findings: tuple[Finding, ...]


def prove(build: Build) -> Proof:
    """Every gate once, against the app as it is on disk. Raises `EnvironmentProblem`."""
    browser = toolchain.ensure_browser()
    if isinstance(browser, Finding):
        return Proof((), (browser,))
    app = _fresh(build)
    if isinstance(app, tuple):
        return Proof((), app)
    results = _static(build, app.database)
    before = [stage for stage in STAGES if not any(gate.needs_server for gate in stage)]
    for stage in before:
        results += _stage(build, stage, app, browser.path)
    if not _passed(results, BUILD):
        return Proof(tuple(results), ())
    record_build(build)
    asked = tuple((gate,) for gate in OPTIONAL_GATES if gate.name in build.project.gates)
    for stage in (*STAGES, *asked):
        if stage in before:
            continue
        # What earlier tests wrote is no business of later ones, nor of the screenshots.
        app = _fresh(build)
        if isinstance(app, tuple):
            return Proof(tuple(results), app)
        with running(build, app) as started:
            if isinstance(started, Finding):
                return Proof(tuple(results), (started,))
            results += _stage(build, stage, started, browser.path)
    return Proof(tuple(results), ())


def _fresh(build: Build) -> RunningApp | tuple[Finding, ...]:
    """An app that is not started yet, with a new database that holds the seed data and nothing else."""
    with build.outside("Preparing a fresh database"):
        database = prepare_database(build.project.folder, build.compiled.spec, "test", fresh=True)
    if isinstance(database, tuple):
        return database
    app = planned_app(database, "test")
    problem = seed(build, app)
    return app if problem is None else (problem,)


def _passed(results: Iterable[GateResult], name: str) -> bool:
    return any(result.gate == name and result.verdict == "passed" for result in results)


def _static(build: Build, database: AppDatabase) -> list[GateResult]:
    """Gates that only look: the database's policies and drift, texts that were left unfinished."""
    build.progress.task("Looking at the schema and the code")
    migration = plan_migration(build.project, build.compiled)
    drift, live = live_drift(database.owner_url, migration.desired, migration.waiting)
    texts = tuple(
        (path, content)
        for folder in _TEXTS
        for path, content in sorted(read_tree(build.project.folder, folder).files.items())
        if isinstance(content, str)
    )
    evidence = Evidence(texts, live, (*migration.findings, *drift))
    results = [gate.examine(build.compiled.spec, evidence) for gate in STATIC_GATES]
    for result in results:
        _tell(build, result)
    return results


def _stage(build: Build, stage: tuple[Gate, ...], app: RunningApp, browser: str) -> list[GateResult]:
    """The gates of a stage, side by side."""
    manager = build.compiled.spec.project.package_manager
    context = GateContext(app.url, app.database.owner_url, app.database.app_url, app.stand_in_url, browser, manager)

    def run(gate: Gate) -> GateResult:
        return _run(build, gate, app, context)

    with build.outside(f"Running {' and '.join(gate.name for gate in stage)}"), ThreadPoolExecutor(len(stage)) as pool:
        results = list(pool.map(run, stage))
    for result in results:
        _tell(build, result)
    return results


def _run(build: Build, gate: Gate, app: RunningApp, context: GateContext) -> GateResult:
    command = gate.command(build.compiled.spec, context)
    if command is None:
        return GateResult(gate.name, "skipped")
    folder = build.project.folder
    for report in gate.reports:
        remove_file(folder, report)
    command = replace(command, environment=(*app.environment, *command.environment))
    outcome: Outcome = process.run(command, folder)
    found = read_files(folder, gate.reports).files
    reports = {path: content for path, content in found.items() if isinstance(content, str)}
    return gate.parse(build.compiled.spec, outcome, reports)


def _tell(build: Build, result: GateResult) -> None:
    figures = ", ".join(f"{value} {name}" for name, value in result.figures)
    build.progress.note(f"{result.gate} {result.verdict}{f' ({figures})' if figures else ''} in {result.seconds:.1f} s")
