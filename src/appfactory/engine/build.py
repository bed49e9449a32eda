"""Runs phases in order, with a checkpoint before and after each, one build at a time in a project."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from uuid import uuid4

from appfactory import __version__
from appfactory.compile.reconcile import sha256
from appfactory.engine.checkpoints import RunState, read_run, write_run
from appfactory.engine.compiled import Compiled, compile_project
from appfactory.engine.context import Build, PhaseResult
from appfactory.engine.databases import server_as_found
from appfactory.engine.failures import clear_failure, write_failure
from appfactory.engine.hooks import checkpoints_passed, run_hooks
from appfactory.engine.phases import api, assemble, integrate, migrate, scaffold, tests
from appfactory.engine.progress import Progress
from appfactory.engine.project import Project
from appfactory.model.finding import Finding, Span, has_errors
from appfactory.model.step import Phase, Status, Step
from appfactory.perform import clock, lock

RUNNERS: Mapping[Phase, Callable[[Build], PhaseResult]] = {
    "scaffold": scaffold.run,
    "assemble": assemble.run,
    "migrate": migrate.run,
    "api": api.run,
    "integrate": integrate.run,
    "tests": tests.run,
}
"""The phases that end by themselves, in order. `preview` stays until it is stopped (`engine.preview`)."""

ALL: tuple[Phase, ...] = tuple(RUNNERS)


@dataclass(frozen=True, slots=True)
class BuildResult:
    """How a build ended.

    `seconds` is wall time, `external_seconds` the part of it that other programs took. `unchanged` are the phases that had nothing to do.
    """

    ok: bool
    run: str
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]
    seconds: float
    external_seconds: float
    unchanged: tuple[Phase, ...] = ()


def build(project: Project, phases: tuple[Phase, ...], progress: Progress, names: tuple[str, ...] = ()) -> BuildResult:
    """Compiles the plan and runs `phases` in order; stops at the first that fails. `names` keeps `integrate` to some providers.

    Nothing is written if the plan has errors or asks for what is not built yet. Raises `EnvironmentProblem`.
    """
    begun = clock.seconds()
    compiled, findings = compile_project(project)
    if compiled is None or has_errors(findings):
        return BuildResult(False, "", (), findings, clock.seconds() - begun, 0.0)
    held = lock.acquire(project.folder)
    if isinstance(held, Finding):
        return BuildResult(False, "", (), (*findings, held), clock.seconds() - begun, 0.0)
    with held:
        state = read_run(project.folder)
        if isinstance(state, Finding):
            return BuildResult(False, "", (), (*findings, state), clock.seconds() - begun, 0.0)
        with server_as_found(project.folder):
            return _run(project, compiled, findings, state, phases, progress, names, begun)


def resume(project: Project, progress: Progress) -> BuildResult:
    """Goes on where the last run stopped: what is done and unchanged is passed over quickly, the rest runs.

    All phases of the goal are looked at again, since the plan may have been mended in between.
    """
    state = read_run(project.folder)
    if isinstance(state, Finding):
        return BuildResult(False, "", (), (state,), 0.0, 0.0)
    if not state.goal:
        nothing = Finding(
            "nothing-to-resume",
            "error",
            "No build was begun in this folder.",
            Span(str(project.folder)),
            hint="Begin one with: appfactory build all",
        )
        return BuildResult(False, "", (), (nothing,), 0.0, 0.0)
    return build(project, state.goal, progress)


def _run(
    project: Project,
    compiled: Compiled,
    findings: tuple[Finding, ...],
    state: RunState,
    phases: tuple[Phase, ...],
    progress: Progress,
    names: tuple[str, ...],
    begun: float,
) -> BuildResult:
    # A repetition is no new run: it would leave a new id on disk and nothing else.
    continues = set(phases) <= set(state.goal) and state.plan_hash == compiled.spec.plan_hash
    run = state.run if continues else uuid4().hex[:12]
    goal = state.goal if continues else phases
    build = Build(project, compiled, progress, run, names=names)
    steps: list[Step] = []
    unchanged: list[Phase] = []
    told = [*findings, *checkpoints_passed(build), *run_hooks(build, compiled.spec.hooks_before, "pre")]
    for position, phase in enumerate(() if has_errors(told) else phases, 1):
        progress.phase_started(phase, position, len(phases))
        build.previous = state.step(phase)
        state, step, changed = _run_phase(build, replace(state, run=run, plan_hash=compiled.spec.plan_hash, goal=goal), phase)
        steps.append(step)
        if not changed:
            unchanged.append(phase)
        if step.status == "failed":
            break
    done = all(step.status == "done" for step in steps) and len(steps) == len(phases)
    told += [finding for step in steps for finding in step.findings]
    if done:
        told += run_hooks(build, compiled.spec.hooks_after, "post")
    ok = done and not has_errors(told)
    return BuildResult(ok, run, tuple(steps), tuple(told), clock.seconds() - begun, build.external, tuple(unchanged))


def _run_phase(build: Build, state: RunState, phase: Phase) -> tuple[RunState, Step, bool]:
    """One phase between two checkpoints, and whether it changed anything. One that is done already and changes nothing leaves the state as it is."""
    begun = clock.seconds()
    input_hash = phase_hash(build.compiled, phase)
    previous = build.previous
    repeats = previous is not None and previous.status == "done" and previous.input_hash == input_hash
    running = Step(state.next_number, state.run, phase, input_hash, "running", started=clock.now())
    if not repeats:
        write_run(build.project.folder, state.with_step(running))
    result = RUNNERS[phase](build)
    failed = has_errors(result.findings)
    seconds = clock.seconds() - begun
    if repeats and previous is not None and not result.changed and not failed:
        step = replace(previous, run=state.run, findings=result.findings)
        state = state.with_step(step) if previous.run != state.run else state
    else:
        status: Status = "failed" if failed else "done"
        step = replace(running, status=status, findings=result.findings, ended=clock.now(), seconds=round(seconds, 3))
        state = state.with_step(step)
    write_run(build.project.folder, state)
    if failed:
        write_failure(build.project.folder, phase, state.run, result.findings)
    else:
        clear_failure(build.project.folder, phase)
    changed = result.changed or failed
    build.progress.phase_ended(phase, step.status if changed else "unchanged", seconds, result.summary)
    return state, step, changed


def phase_hash(compiled: Compiled, phase: Phase) -> str:
    """The hash of what a phase reads: its drafts, the plan's database, and our own version."""
    parts = [__version__, phase, *(f"{draft.path} {draft.owner} {sha256(draft.content)}" for draft in compiled.drafts[phase])]
    if phase in ("migrate", "tests"):
        parts.append(compiled.spec.plan_hash)
    return sha256("\n".join(parts))
