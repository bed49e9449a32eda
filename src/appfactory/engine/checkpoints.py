"""`.codex/state.json`: the steps of the last run, and what it was asked to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast, get_args

from appfactory.model.finding import Finding, Severity, Span
from appfactory.model.step import PHASES, Phase, Status, Step
from appfactory.perform.lock import holder
from appfactory.perform.state import Json, read_state, write_state


@dataclass(frozen=True, slots=True)
class RunState:
    """One run of the build: its id, the plan it was for, the phases it was asked for, and a step for each phase that was begun.

    Steps are kept from run to run: `steps` holds the latest step of each phase, ordered by number.
    """

    run: str = ""
    plan_hash: str = ""
    goal: tuple[Phase, ...] = ()
    steps: tuple[Step, ...] = ()

    def step(self, phase: Phase) -> Step | None:
        """The latest step of a phase, or None if it never ran."""
        return next((step for step in self.steps if step.phase == phase), None)

    def with_step(self, step: Step) -> RunState:
        """The state after a step began or ended; it takes the place of the phase's step before."""
        others = tuple(other for other in self.steps if other.phase != step.phase)
        return replace(self, steps=tuple(sorted((*others, step), key=lambda one: one.number)))

    @property
    def next_number(self) -> int:
        """The number of the next step: order by number does not depend on the clock."""
        return max((step.number for step in self.steps), default=0) + 1

    @property
    def unfinished(self) -> tuple[Phase, ...]:
        """What is left of the goal: from the first phase that is not done, in order."""
        for index, phase in enumerate(self.goal):
            step = self.step(phase)
            if step is None or step.status != "done" or step.run != self.run:
                return self.goal[index:]
        return ()


def read_run(root: Path) -> RunState | Finding:
    """The state on disk; an empty one if nothing was ever built; a finding if the file is damaged or from a newer version."""
    payload = read_state(root)
    if isinstance(payload, Finding):
        return payload
    if payload is None:
        return RunState()
    goal = tuple(phase for phase in PHASES if phase in _strings(payload.get("goal")))
    rows = payload.get("steps")
    steps = tuple(step for row in (rows if isinstance(rows, list) else []) if (step := _step(row)) is not None)
    return RunState(str(payload.get("run", "")), str(payload.get("planHash", "")), goal, steps)


def seen_from_outside(root: Path, state: RunState) -> RunState:
    """The state as somebody who is not building sees it: a step that says `running` while no build is at work was interrupted."""
    if holder(root):
        return state
    steps = tuple(replace(step, status="interrupted") if step.status == "running" else step for step in state.steps)
    return replace(state, steps=steps)


def write_run(root: Path, state: RunState) -> None:
    """Replaces the state on disk atomically. Raises `EnvironmentProblem`."""
    goal: list[Json] = list(state.goal)
    steps: list[Json] = [_row(step) for step in state.steps]
    write_state(root, {"run": state.run, "planHash": state.plan_hash, "goal": goal, "steps": steps})


def _row(step: Step) -> dict[str, Json]:
    findings: list[Json] = [dict(finding.as_json()) for finding in step.findings]
    return {
        "number": step.number,
        "run": step.run,
        "phase": step.phase,
        "inputHash": step.input_hash,
        "status": step.status,
        "started": step.started,
        "ended": step.ended,
        "seconds": step.seconds,
        "findings": findings,
    }


def _step(row: Json) -> Step | None:
    if not isinstance(row, dict) or row.get("phase") not in PHASES or row.get("status") not in get_args(Status):
        return None
    number, seconds = row.get("number"), row.get("seconds")
    findings = row.get("findings")
    return Step(
        number if isinstance(number, int) else 0,
        str(row.get("run", "")),
        cast(Phase, row["phase"]),
        str(row.get("inputHash", "")),
        cast(Status, row["status"]),
        tuple(_finding(one) for one in (findings if isinstance(findings, list) else []) if isinstance(one, dict)),
        str(row.get("started", "")),
        str(row.get("ended", "")),
        float(seconds) if isinstance(seconds, int | float) else 0.0,
    )


def _finding(row: dict[str, Json]) -> Finding:
    line, column = row.get("line"), row.get("column")
    span = Span(str(row.get("file", "")), line if isinstance(line, int) else 0, column if isinstance(column, int) else 0)
    severity = row.get("severity")
    known: Severity = cast(Severity, severity) if severity in get_args(Severity) else "error"
    return Finding(str(row.get("code", "")), known, str(row.get("message", "")), span, str(row.get("why", "")), str(row.get("hint", "")))


def _strings(value: Json) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
