"""Checkpoints of a build."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from appfactory.model.finding import Finding

Phase = Literal["scaffold", "assemble", "migrate", "api", "integrate", "tests", "preview", "deploy"]
PHASES: tuple[Phase, ...] = ("scaffold", "assemble", "migrate", "api", "integrate", "tests", "preview", "deploy")
Status = Literal["pending", "running", "done", "failed", "waiting", "interrupted"]
"""`interrupted` is never written: it is how a step that says `running` looks when the build that ran it is gone."""


@dataclass(frozen=True, slots=True)
class Step:
    """One checkpoint. `input_hash` is the SHA-256 over everything the phase read; a phase runs again only if it changed or did not finish.

    `started` and `ended` are ISO 8601 in UTC, for people; order is given by `number`, which does not depend on the clock.
    """

    number: int
    run: str
    phase: Phase
    input_hash: str
    status: Status
    findings: tuple[Finding, ...] = ()
    started: str = ""
    ended: str = ""
    seconds: float = 0.0
