"""Runs many packs, side by side if asked to, and fitness loops with the packs that they name, into one report."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from appfactory.contract.execution.journeys import run_journey
from appfactory.contract.execution.runner import Settings, run_pack
from appfactory.contract.model.pack import (
    NO_DEFAULTS,
    ApiJourney,
    Defaults,
    FitnessLoop,
    LifecyclePack,
    Pack,
    RunnablePack,
    StatementPack,
    Suite,
    Variable,
    kind_of,
)
from appfactory.contract.model.running import Opener, PackSession, RequestReader, WireWriter
from appfactory.contract.model.verdict import PackResult, PhaseResult, RunReport, StepResult
from appfactory.contract.packs.checking import commit_findings
from appfactory.contract.packs.reader import NO_PACK, read_pack
from appfactory.contract.packs.reports.totals import pack_ok, united_gaps
from appfactory.model.finding import Finding, Span, has_errors
from appfactory.perform.clock import now, seconds
from appfactory.perform.disk import read_document

ENDINGS = frozenset({".json", ".yaml", ".yml"})
"""Files of a folder that may be packs."""


@dataclass(frozen=True, slots=True)
class Job:
    """A pack to be run, with what a fitness loop lays over it."""

    pack: RunnablePack
    defaults: Defaults = NO_DEFAULTS
    variables: tuple[Variable, ...] = ()
    identity: str = ""


@dataclass(frozen=True, slots=True)
class Packs:
    """What was found in files: jobs in order, the loops among them, and what is wrong. `sources` are the texts, for findings to show lines of."""

    jobs: tuple[Job, ...]
    loops: tuple[FitnessLoop, ...] = ()
    findings: tuple[Finding, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()

    @property
    def needs_database(self) -> bool:
        """False if there are API journeys only."""
        return any(not isinstance(job.pack, ApiJourney) for job in self.jobs)


@dataclass(frozen=True, slots=True)
class Running:
    """How packs are run. `seed` None: each run has its own; `base_url` wins over that of journeys; `user_role` is that of the sessions."""

    opener: Opener
    read_request: RequestReader
    wire: WireWriter
    rollback: bool = False
    parallel: int = 1
    seed: str | None = None
    base_url: str = ""
    user_role: str = ""


def load_packs(paths: Iterable[Path], read: Callable[[Path], str | Finding] = read_document) -> Packs:
    """Reads files, and of folders every pack in them (sorted by path, at any depth). A loop brings the packs that it names.

    `read` gives the text of a file that is named, which may be none (standard input).
    """
    jobs: list[Job] = []
    loops: list[FitnessLoop] = []
    findings: list[Finding] = []
    sources: dict[str, str] = {}
    for path in paths:
        walked = path.is_dir()
        before = len(findings)
        packs = [(file, _read(file, findings, sources, walked, read)) for file in (pack_files(path) if walked else [path])]
        if walked and all(pack is None for _, pack in packs) and not has_errors(findings[before:]):
            findings.append(Finding("pack-none", "error", f"{path} holds no packs", Span(str(path)), "there is nothing to run"))
        for file, pack in packs:
            if isinstance(pack, FitnessLoop):
                loops.append(pack)
                jobs += _jobs_of(pack, file, findings, sources)
            elif pack is not None:
                jobs.append(Job(pack))
    return Packs(tuple(jobs), tuple(loops), tuple(findings), tuple(sources.items()))


def pack_files(folder: Path) -> list[Path]:
    """The files of a folder that may be packs, at any depth, sorted by path; what is hidden (`.git`) is left out, as by a shell."""
    found = (file for file in folder.rglob("*") if file.suffix.lower() in ENDINGS and file.is_file())
    return sorted(file for file in found if not any(part.startswith(".") for part in file.relative_to(folder).parts))


def load_loop(loop: FitnessLoop, folder: Path) -> Packs:
    """The packs that a loop names, which is in no file itself, by their paths in the folder."""
    findings: list[Finding] = []
    sources: dict[str, str] = {}
    jobs = tuple(_jobs_of(loop, folder / loop.file, findings, sources))
    return Packs(jobs, (loop,), tuple(findings), tuple(sources.items()))


def _read(
    file: Path, findings: list[Finding], sources: dict[str, str], walked: bool = False, read: Callable[[Path], str | Finding] = read_document
) -> Pack | None:
    """The pack of a file. A folder that is `walked` may hold other documents as well; they are left out, and that is told."""
    text = read(file)
    if isinstance(text, Finding):
        findings.append(text)
        return None
    sources[str(file)] = text
    pack, found = read_pack(text, str(file))
    findings += (_left_out(finding) if walked and finding.code == NO_PACK else finding for finding in found)
    return pack


def _left_out(finding: Finding) -> Finding:
    return replace(finding, severity="warning", why="it is left out: folders may hold other documents")


def _jobs_of(loop: FitnessLoop, file: Path, findings: list[Finding], sources: dict[str, str]) -> Iterable[Job]:
    for suite in loop.suites:
        path = _found(file, suite.file_path)
        if path is None:
            message = f"`{suite.file_path}` does not exist"
            hint = "paths are relative to the loop's folder, or to the one in which the command runs"
            findings.append(Finding("pack-not-found", "error", message, suite.place, f"the suite `{suite.id}` can't be run", hint))
            continue
        pack = _read(path, findings, sources)
        if isinstance(pack, FitnessLoop):
            message = f"`{suite.file_path}` is a fitness loop itself"
            findings.append(Finding("pack-nested-loop", "error", message, suite.place, "loops within loops may never end", "name its suites here"))
        elif pack is not None:
            findings += _other_kind(suite, pack)
            yield Job(pack, loop.defaults, loop.variables, suite.id)


def _found(loop: Path, name: str) -> Path | None:
    candidates = (loop.parent / name, Path(name))
    return next((candidate for candidate in candidates if candidate.is_file()), None)


def _other_kind(suite: Suite, pack: RunnablePack) -> tuple[Finding, ...]:
    kind = kind_of(pack)
    if not suite.kind or suite.kind == kind:
        return ()
    message = f"`{suite.file_path}` is a {kind}, not a {suite.kind}"
    return (Finding("pack-other-kind", "warning", message, suite.place, "its content decides", f"write `kind: {kind}`"),)


def run_packs(packs: Packs, running: Running, told: Callable[[PackResult], None] | None = None) -> RunReport:
    """Runs all jobs, `running.parallel` at a time, no two at once on one connection; the report has them in order.

    `told` hears of each pack when it is done, from any thread.
    """
    started, begun = now(), seconds()

    def work(numbered: tuple[int, Job]) -> PackResult:
        result = _run(numbered[1], running, numbered[0], sessions)
        if told is not None:
            told(result)
        return result

    with ExitStack() as stack:
        sessions = _Sessions(running.opener, stack)
        if running.parallel > 1 and len(packs.jobs) > 1:
            with ThreadPoolExecutor(running.parallel) as pool:
                results = tuple(pool.map(work, enumerate(packs.jobs)))
        else:
            results = tuple(work(job) for job in enumerate(packs.jobs))
    return RunReport(
        started=started,
        packs=results,
        gaps=united_gaps(results),
        findings=packs.findings,
        milliseconds=(seconds() - begun) * 1000,
        rolled_back=running.rollback,
        loops=tuple(loop.id for loop in packs.loops),
    )


class _Sessions:
    """Sessions that packs take turns with: as many as packs that run at once. Opening one reads the catalog, which takes longer than a pack."""

    def __init__(self, opener: Opener, stack: ExitStack) -> None:
        self._opener = opener
        self._stack = stack
        self._lock = Lock()
        self._idle: list[PackSession] = []

    @contextmanager
    def taken(self) -> Iterator[PackSession]:
        """A session for one pack."""
        with self._lock:
            session = self._idle.pop() if self._idle else self._stack.enter_context(self._opener())
        yield session
        with self._lock:
            self._idle.append(session)


def _other_role(pack: StatementPack, result: PackResult, role: str) -> tuple[Finding, ...]:
    """Policies may be why a pack did not come out as expected, if it was written for others than those who ran it."""
    wanted = pack.user_role if isinstance(pack, LifecyclePack) else ""
    if not role or wanted in ("", role) or pack_ok(result):
        return ()
    message = f"the pack was written for the role `{wanted}`, and ran as `{role}`"
    return (Finding("pack-other-role", "warning", message, Span(pack.file), "policies tell them apart", f"run it with --user-role {wanted}"),)


_ONLY_READ = frozenset({"GET", "HEAD", "OPTIONS"})


def _kept_back(journey: ApiJourney) -> PackResult | None:
    """A journey none of whose steps is run, because nothing may stay and what its calls change in an app can't be taken back."""
    writing = next((step for step in journey.steps if step.method not in _ONLY_READ), None)
    if writing is None:
        return None
    message = f"the journey was not run: `{writing.method} {writing.path}` may change the app, and what it changes can't be taken back"
    finding = Finding("pack-not-undone", "error", message, Span(journey.file), "nothing may stay", "run it without --rollback, on an app of its own")
    steps = tuple(StepResult(step.id, step.name, "skipped", f"{step.method} {step.path}", place=step.place) for step in journey.steps)
    phases = (PhaseResult("steps", journey.name, steps),)
    return PackResult(journey.id, journey.name, "api_journey", journey.file, "", phases, findings=(finding,))


def _run(job: Job, running: Running, number: int, sessions: _Sessions) -> PackResult:
    # The place among the packs is part of the seed: two packs of one run with the same names have keys of their own.
    seed = secrets.token_hex(16) if running.seed is None else f"{running.seed}\0{number}"
    settings = Settings(seed, datetime.now(UTC), running.rollback, job.defaults, job.variables, running.base_url)
    if isinstance(job.pack, ApiJourney):
        result = _kept_back(job.pack) if running.rollback else None
        result = result or run_journey(job.pack, settings)
    else:
        with sessions.taken() as session:
            result = run_pack(job.pack, session, running.read_request, running.wire, settings)
        more = commit_findings(job.pack) if result.committed else ()
        result = replace(result, findings=(*result.findings, *more, *_other_role(job.pack, result, running.user_role)))
    return replace(result, id=job.identity) if job.identity else result
