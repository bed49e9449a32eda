"""A gate: a command that proves a claim, and the reading of its outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from appfactory.model.command import Command, Outcome
from appfactory.model.database import Database
from appfactory.model.finding import Finding
from appfactory.model.spec import AppSpec

Verdict = Literal["passed", "failed", "skipped", "no-verdict"]


@dataclass(frozen=True, slots=True)
class GateContext:
    """Where a gate finds what it needs: the app's address, the database as owner and as the app's login, the programs' paths.

    Addresses are empty for gates that need no server (`needs_server` False).
    """

    app_url: str = ""
    owner_database_url: str = ""
    app_database_url: str = ""
    stand_in_url: str = ""
    browser: str = ""
    package_manager: str = "pnpm"


@dataclass(frozen=True, slots=True)
class GateResult:
    """What a gate found. `figures` are what it measured (`tests`, `coverage`, `violations`…); `command` re-runs it by hand."""

    gate: str
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    figures: tuple[tuple[str, float | int | str], ...] = ()
    command: str = ""
    seconds: float = 0.0


class Gate(Protocol):
    """One file per gate under `catalog/gates`. A gate describes its effect as a value and reads the outcome; it performs nothing."""

    @property
    def name(self) -> str:
        """What it is called in reports and on the command line (`lint`)."""
        ...

    @property
    def proves(self) -> str:
        """One sentence: what is true when it passes."""
        ...

    @property
    def needs_server(self) -> bool:
        """True if the app must be running (on a production build) while the command runs."""
        ...

    @property
    def reports(self) -> tuple[str, ...]:
        """Paths in the app of files that the command writes and `parse` wants to read (JSON reports)."""
        ...

    def command(self, spec: AppSpec, context: GateContext) -> Command | None:
        """What to run; None if the gate has nothing to prove for this plan (its verdict is then `skipped`)."""
        ...

    def parse(self, spec: AppSpec, outcome: Outcome, reports: dict[str, str]) -> GateResult:
        """The verdict. `reports` maps each path of `reports` to its text, if it was written."""
        ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is looked at without running anything: the app's texts (path, content), the live database, and how that differs from the plan.

    `database` is None if it was not read back.
    """

    files: tuple[tuple[str, str], ...] = ()
    database: Database | None = None
    drift: tuple[Finding, ...] = ()


class StaticGate(Protocol):
    """A gate that needs no command: it judges what others have read."""

    @property
    def name(self) -> str:
        """What it is called in reports."""
        ...

    @property
    def proves(self) -> str:
        """One sentence: what is true when it passes."""
        ...

    def examine(self, spec: AppSpec, evidence: Evidence) -> GateResult:
        """The verdict. Pure."""
        ...
