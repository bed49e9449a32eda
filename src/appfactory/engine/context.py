"""What the phases of one build share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from appfactory.engine.compiled import Compiled
from appfactory.engine.progress import Progress
from appfactory.engine.project import Project
from appfactory.engine.writing import Written, written
from appfactory.model.command import Command, Outcome
from appfactory.model.finding import Finding
from appfactory.model.step import Phase, Step
from appfactory.perform import clock, process


@dataclass(frozen=True, slots=True)
class PhaseResult:
    """What a phase found and did. `changed` is False if it had nothing to do."""

    findings: tuple[Finding, ...] = ()
    summary: str = ""
    changed: bool = True

    @classmethod
    def of(cls, written: Written) -> PhaseResult:
        """The result of writing files and nothing else."""
        return cls(written.findings, written.summary, changed=not written.write_set.empty)


@dataclass
class Build:
    """One run of the build over one compiled project.

    `previous` is the phase's step of an earlier run, if there is one: what it was for tells whether slow work can be left out.
    `names` keeps `integrate` to some providers. `external` counts the seconds spent in other programs (package manager, PostgreSQL, gates).
    """

    project: Project
    compiled: Compiled
    progress: Progress
    run: str
    previous: Step | None = None
    names: tuple[str, ...] = ()
    external: float = field(default=0.0)

    def write(self, phase: Phase, only: set[str] | None = None) -> Written:
        """Brings the drafts of a phase to the disk; with `only`, those at these paths."""
        drafts = tuple(draft for draft in self.compiled.drafts[phase] if only is None or draft.path in only)
        mine = {draft.path for draft in drafts}
        others = tuple(draft for phase_drafts in self.compiled.drafts.values() for draft in phase_drafts if draft.path not in mine)
        return written(self.project.folder, drafts, others)

    def command(self, command: Command, task: str) -> Outcome:
        """Runs a program in the app's folder and counts its time."""
        self.progress.task(task)
        outcome = process.run(command, self.project.folder)
        self.external += outcome.seconds
        return outcome

    @contextmanager
    def outside(self, task: str) -> Iterator[None]:
        """Counts the time of work that another program does for us (a database, a server that starts)."""
        self.progress.task(task)
        begun = clock.seconds()
        try:
            yield
        finally:
            self.external += clock.seconds() - begun

    def with_environment(self, command: Command, environment: tuple[tuple[str, str], ...]) -> Command:
        """The command with more variables; its own win."""
        return replace(command, environment=(*environment, *command.environment))
