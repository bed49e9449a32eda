"""A built app that mutants are put into: its database made anew from a template for each, its servers, its gates, and its files as they were."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from appfactory.catalog.gates.api import Api
from appfactory.catalog.gates.type_check import TypeCheck
from appfactory.catalog.gates.unit import Unit
from appfactory.catalog.gates.vitest_report import read_vitest
from appfactory.compile.reconcile import sha256
from appfactory.engine.compiled import compile_project
from appfactory.engine.context import Build
from appfactory.engine.databases import AppDatabase, prepare_database
from appfactory.engine.progress import Silent
from appfactory.engine.project import project_at
from appfactory.engine.running import planned_app, production_build, running, seed
from appfactory.model.command import Command, Outcome
from appfactory.model.finding import Finding
from appfactory.model.gate import GateContext
from appfactory.perform import lock, process
from appfactory.perform.disk import read_text, remove_file, write_text
from appfactory.perform.postgres.connection import connect
from appfactory.perform.postgres.server import ensure_running
from benchmarks.mutation.choice import is_target
from benchmarks.mutation.source import Mutant

_JOURNAL = ".codex/mutant.json"
_REPORT = "test-results/mutant.json"
_TESTS_SECONDS = 180.0
_SURROUNDINGS = re.compile(r"timed out|timeout|ECONNREFUSED|ECONNRESET|EAI_AGAIN|too many clients|[Cc]onnection terminated|fetch failed")
"""How tests fail for want of time, of the database or of the server, whatever the code says."""

_BUILD_SAYS = re.compile(r"Failed to compile|Error occurred prerendering|Build error occurred")


class CannotMeasure(Exception):  # noqa: N818 - it says what can't be done, and why
    """The app can't be measured: it is not built, or its own gates fail without any fault."""


class NoVerdict(Exception):  # noqa: N818 - nothing is known, which is neither a catch nor a survival
    """A gate said nothing about the fault: it did not end, left no report, or failed for want of the database or of time."""


@dataclass(frozen=True, slots=True)
class Caught:
    """The gate that noticed, and what it said first."""

    gate: str
    said: str


class Subject:
    """An app in a folder. Use `opened`, which takes the project's lock and gives it back."""

    def __init__(self, build: Build, database: AppDatabase, scratch: Path) -> None:
        self._build, self._database, self._scratch = build, database, scratch
        self.folder = build.project.folder
        self.files = _texts(self.folder)
        self._hashes = {path: sha256(text) for path, text in self.files.items()}
        self._app = planned_app(database, "test")
        problem = seed(build, self._app)
        if problem is not None:
            raise CannotMeasure(problem.message)
        self._make_template()

    @contextmanager
    def with_fault(self, mutant: Mutant) -> Iterator[None]:
        """The app with the mutant in its file; the file is as it was at the end, whatever happens."""
        original = self.files[mutant.path]
        write_text(self.folder, _JOURNAL, json.dumps({"path": mutant.path, "content": original}))
        try:
            write_text(self.folder, mutant.path, mutant.content)
            yield
        finally:
            write_text(self.folder, mutant.path, original)
            remove_file(self.folder, _JOURNAL)

    def damaged(self) -> tuple[str, ...]:
        """The files that are no more what they were."""
        now = _texts(self.folder)
        return tuple(sorted(path for path in {*now, *self._hashes} if sha256(now.get(path, "")) != self._hashes.get(path)))

    def types(self) -> Caught | None:
        """What `tsc` says. Unused names are no fault here: whoever drops a check drops its import too."""
        gate = TypeCheck()
        command = _known(gate.command(self._build.compiled.spec, self._context))
        lenient = ("--noUnusedLocals", "false", "--noUnusedParameters", "false")
        incremental = ("--incremental", "--tsBuildInfoFile", str(self._scratch / "types.tsbuildinfo"))
        outcome = process.run(replace(command, argv=(*command.argv, *lenient, *incremental)), self.folder)
        result = gate.parse(self._build.compiled.spec, outcome, {})
        if result.verdict == "no-verdict":
            raise NoVerdict(_first(result.findings))
        return None if result.verdict == "passed" else Caught("compile", _first(result.findings))

    def unit(self, path: str = "") -> Caught | None:
        """What the unit tests say; with a path, those that import that file, at once or by others."""
        chosen = ("related", path, "--run") if path else ("run",)
        return self._tests("unit", chosen, _known(Unit().command(self._build.compiled.spec, self._context)))

    def api(self) -> Caught | None:
        """What a production build says, and the tests that speak to it over HTTP."""
        command = Api().command(self._build.compiled.spec, self._context)
        if command is None:
            return None
        self._fresh_database()
        failed = production_build(self._build, self._app)
        if failed is not None:
            if not _BUILD_SAYS.search(failed.message):
                raise NoVerdict(_flat(failed.message))
            return Caught("build", _flat(failed.message))
        with running(self._build, self._app) as app:
            if isinstance(app, Finding):
                raise NoVerdict(_flat(app.message))
            return self._tests("api", ("run",), command, fresh=False)

    @property
    def _context(self) -> GateContext:
        database, app = self._database, self._app
        return GateContext(app.url, database.owner_url, database.app_url, app.stand_in_url, "", self._build.compiled.spec.project.package_manager)

    def _tests(self, project: str, chosen: tuple[str, ...], command: Command, *, fresh: bool = True) -> Caught | None:
        if fresh:
            self._fresh_database()
        argv = (command.argv[0], *chosen, "--project", project, "--bail=1", "--reporter=json", f"--outputFile.json={_REPORT}")
        environment = (*self._app.environment, *command.environment)
        remove_file(self.folder, _REPORT)
        outcome: Outcome = process.run(Command(argv, environment=environment, timeout=_TESTS_SECONDS), self.folder)
        report = read_text(self.folder, _REPORT)
        remove_file(self.folder, _REPORT)
        return judged(project, outcome, report if isinstance(report, str) else None)

    def _make_template(self) -> None:
        from psycopg import sql

        name, template = (sql.Identifier(f"{self._database.name}{end}") for end in ("", "_template"))
        with connect(ensure_running(self.folder).url) as connection:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(template))
            connection.execute(sql.SQL("alter database {} rename to {}").format(name, template))

    def _fresh_database(self) -> None:
        from psycopg import OperationalError, sql

        name, template = (sql.Identifier(f"{self._database.name}{end}") for end in ("", "_template"))
        try:
            with connect(ensure_running(self.folder).url) as connection:
                connection.execute(sql.SQL("drop database if exists {} with (force)").format(name))
                connection.execute(sql.SQL("create database {} template {}").format(name, template))
        except OperationalError as error:
            raise NoVerdict(f"The database could not be made: {_flat(str(error))}") from error


@contextmanager
def opened(folder: Path) -> Iterator[Subject]:
    """The app in a folder, ready to be measured. Raises `CannotMeasure`, and `EnvironmentProblem` for what the machine lacks."""
    project = project_at(folder)
    compiled, findings = compile_project(project)
    if compiled is None:
        raise CannotMeasure(_first(findings))
    if not (folder / "node_modules").is_dir():
        raise CannotMeasure(f"There is no built app in {folder}. Build it with: appfactory build all --dir {folder}")
    held = lock.acquire(project.folder)
    if isinstance(held, Finding):
        raise CannotMeasure(held.message)
    with held, TemporaryDirectory(prefix="appfactory-mutants-") as scratch:
        restore(project.folder)
        database = prepare_database(project.folder, compiled.spec, "mutants", fresh=True)
        if not isinstance(database, AppDatabase):
            raise CannotMeasure(_first(database))
        yield Subject(Build(project, compiled, Silent(), "mutants"), database, Path(scratch))


def judged(project: str, outcome: Outcome, report: str | None) -> Caught | None:
    """What a run of tests says of a fault. Only a test that failed, or that could not be loaded, catches; a slow machine does not.

    Raises `NoVerdict` if the run did not end or left no report, and if time or the database ran out in every test that failed.
    """
    run = read_vitest(project, report) if outcome.status == "exited" else None
    if run is None:
        raise NoVerdict(f"{project}: {outcome.status}: {_flat(outcome.output)}")
    failures = tuple(finding for finding in run.findings if finding.severity == "error")
    telling = tuple(finding for finding in failures if not _SURROUNDINGS.search(finding.message))
    if telling:
        return Caught(project, _first(telling))
    if failures or not outcome.ok:
        raise NoVerdict(_first(failures) or _flat(outcome.output))
    return None


def restore(folder: Path) -> str:
    """Puts back the file that a run which was killed left changed. Its path, or nothing."""
    left = read_text(folder, _JOURNAL)
    if not isinstance(left, str):
        return ""
    journal = json.loads(left)
    write_text(folder, journal["path"], journal["content"])
    remove_file(folder, _JOURNAL)
    return str(journal["path"])


def _known(command: Command | None) -> Command:
    assert command is not None, "every app has types and unit tests"
    return command


def _texts(folder: Path) -> dict[str, str]:
    """The code that may be changed, and what the choice of mutants reads besides."""
    found = {path.relative_to(folder).as_posix(): path for path in (folder / "src").rglob("*.ts")}
    return {name: path.read_text("utf-8") for name, path in sorted(found.items()) if is_target(name) or name.endswith("/schema.ts")}


def _first(findings: tuple[Finding, ...]) -> str:
    errors = [finding for finding in findings if finding.severity == "error"]
    return _flat((errors or list(findings))[0].message) if findings else ""


def _flat(text: str) -> str:
    return " ".join(text.split())[:200]
