"""How a build's result is printed, for people and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from appfactory.entry.live_progress import duration
from appfactory.entry.render import render_findings
from appfactory.model.step import PHASES, Step

if TYPE_CHECKING:
    from appfactory.engine.build import BuildResult
    from appfactory.engine.checkpoints import RunState
    from appfactory.engine.dry_run import DryRun


def result_json(result: BuildResult) -> dict[str, Any]:
    """`{ok, run, seconds, externalSeconds, steps, findings}`."""
    return {
        "ok": result.ok,
        "run": result.run,
        "seconds": round(result.seconds, 3),
        "externalSeconds": round(result.external_seconds, 3),
        "steps": [{**_step(step), "unchanged": step.phase in result.unchanged} for step in result.steps],
        "findings": [finding.as_json() for finding in result.findings],
    }


def result_text(result: BuildResult, sources: Mapping[str, str]) -> str:
    """Findings, then one line with the verdict and what to do next. `sources` are texts by file, for the lines that findings point at."""
    shown = tuple(finding for finding in result.findings if finding.severity != "info")
    lines = [render_findings(shown, sources).rstrip("\n")] if shown else []
    failed = next((step.phase for step in result.steps if step.status == "failed"), "")
    if result.ok and len(result.unchanged) == len(result.steps):
        lines.append(f"Everything is unchanged; looked at in {duration(result.seconds)}.")
    elif result.ok:
        lines.append(f"Built in {duration(result.seconds)} ({duration(result.external_seconds)} of it in other programs).")
    elif failed:
        lines.append(f"The phase {failed} failed after {duration(result.seconds)}. When it is mended, go on with: appfactory build resume")
    else:
        lines.append("Nothing was built.")
    return "\n".join(lines)


def status_json(state: RunState) -> dict[str, Any]:
    """`{ok, run, goal, unfinished, steps}`."""
    return {
        "ok": bool(state.steps) and not state.unfinished,
        "run": state.run,
        "goal": list(state.goal),
        "unfinished": list(state.unfinished),
        "steps": [_step(step) for step in state.steps],
    }


def status_text(state: RunState) -> str:
    """A line for each phase, then what comes next."""
    if not state.steps:
        return "Nothing was built here yet. Begin with: appfactory build all"
    lines = []
    for phase in PHASES:
        step = state.step(phase)
        if step is not None:
            errors = sum(finding.severity == "error" for finding in step.findings)
            lines.append(f"  {phase:<10} {step.status:<11} {step.ended or step.started}  {f'{errors} errors' if errors else ''}".rstrip())
    if state.unfinished:
        lines.append(f"Next: {state.unfinished[0]}. Go on with: appfactory build resume")
    return "\n".join(lines)


def dry_run_json(result: DryRun) -> dict[str, Any]:
    """`{ok, changes: [{action, path, origin, diff}], sql, findings}`."""
    return {
        "ok": result.ok,
        "changes": [{"action": one.action, "path": one.path, "origin": one.origin, "diff": one.diff} for one in result.changes],
        "sql": result.sql,
        "findings": [finding.as_json() for finding in result.findings],
    }


def dry_run_text(result: DryRun, sources: Mapping[str, str]) -> str:
    """Findings, a list of files, each with its diff, and the SQL."""
    parts = [render_findings(result.findings, sources).rstrip("\n")] if result.findings else []
    parts += [f"{one.action:<8}{one.path}\n{one.diff}".rstrip("\n") for one in result.changes]
    if result.sql:
        parts.append(f"The next migration:\n{result.sql.rstrip()}")
    if not result.changes and not result.sql and result.ok:
        parts.append("Nothing would change.")
    return "\n".join(parts)


def _step(step: Step) -> dict[str, Any]:
    return {
        "number": step.number,
        "phase": step.phase,
        "status": step.status,
        "started": step.started,
        "ended": step.ended,
        "seconds": step.seconds,
        "findings": [finding.as_json() for finding in step.findings],
    }
