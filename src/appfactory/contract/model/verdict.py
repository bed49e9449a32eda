"""What came of packs: per step, per phase, per pack, and what the schema lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from appfactory.contract.model.explanation import explain
from appfactory.contract.model.pack import PackKind
from appfactory.contract.model.request import Command, RequestError, TraceEntry
from appfactory.model.finding import Finding, Span
from appfactory.model.json_value import JsonValue

Status = Literal["passed", "failed", "skipped"]
Verdict = Literal["scenario_contract", "schema_constraint", "expectation_mismatch", "execution_error"]
GapKind = Literal["table", "column", "enum-value", "missing-parent"]

VERDICTS: tuple[Verdict, ...] = ("scenario_contract", "schema_constraint", "expectation_mismatch", "execution_error")
"""In words: the step itself is wrong or not understood; the schema refuses it; something else came of it than was expected; it could not run."""


@dataclass(frozen=True, slots=True)
class GapColumn:
    """A column that a gap speaks of: its inferred PostgreSQL type, values seen (as text), and the key it seems to reference (table, column)."""

    name: str
    type: str
    values: tuple[str, ...] = ()
    references: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that the schema lacks, and the steps (`pack/step`) that need it.

    A `table` has the columns that steps give it; a `column` its one column; an `enum-value` the column with the values it refuses (`allowed`
    is what it takes, `enumeration` the type's name); a `missing-parent` the referencing column with the keys that no row has, and `parent`.
    """

    kind: GapKind
    table: str
    columns: tuple[GapColumn, ...] = ()
    steps: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    enumeration: str = ""
    parent: tuple[str, str] | None = None

    @property
    def label(self) -> str:
        """The thing that is lacking, in one word: `crm_leads`, `resources.buffer_minutes`, `offers.status = paused`."""
        if self.kind == "table" or not self.columns:
            return self.table
        column = self.columns[0]
        name = f"{self.table}.{column.name}"
        return name if self.kind == "column" else f"{name} = {', '.join(column.values)}"


@dataclass(frozen=True, slots=True)
class StepResult:
    """What came of one step.

    `problems` say what is wrong, the first one first. `cause` is the id of the failed step whose consequence this failure is; empty for a
    root. `reading` is what a text was understood as, with its `confidence`. `row_count` is None if nothing was executed. `trace` is there if the pack
    asks for it or the step failed.
    """

    id: str
    name: str
    status: Status
    said: str = ""
    verdict: Verdict | None = None
    problems: tuple[str, ...] = ()
    cause: str = ""
    failure_expected: bool = False
    reading: Command | None = None
    confidence: float | None = None
    row_count: int | None = None
    error: RequestError | None = None
    captured: tuple[tuple[str, JsonValue], ...] = ()
    trace: tuple[TraceEntry, ...] = ()
    warnings: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    milliseconds: float = 0.0
    place: Span = Span("")

    @property
    def explanation(self) -> str:
        """One English sentence that says what the reading does; empty if there is none."""
        return explain(self.reading) if self.reading is not None else ""


@dataclass(frozen=True, slots=True)
class PhaseResult:
    """The results of a phase's steps, in order."""

    id: str
    name: str
    steps: tuple[StepResult, ...]


@dataclass(frozen=True, slots=True)
class PackResult:
    """What came of a pack. `committed` says that its writes stayed. `attempts` is more than 1 if others' locks were in its way.

    `findings` are about the pack as written; one that is an error means that something in it could not be run.
    """

    id: str
    name: str
    kind: PackKind
    file: str
    run_id: str
    phases: tuple[PhaseResult, ...]
    gaps: tuple[Gap, ...] = ()
    findings: tuple[Finding, ...] = ()
    committed: bool = False
    attempts: int = 1
    milliseconds: float = 0.0

    @property
    def steps(self) -> tuple[StepResult, ...]:
        """All steps of all phases."""
        return tuple(step for phase in self.phases for step in phase.steps)


@dataclass(frozen=True, slots=True)
class Totals:
    """Numbers of steps. `roots` and `consequences` are the failed ones, apart; `by_verdict` is in the order of `VERDICTS`."""

    steps: int = 0
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    roots: int = 0
    consequences: int = 0
    by_verdict: tuple[tuple[Verdict, int], ...] = ()


@dataclass(frozen=True, slots=True)
class RunReport:
    """What came of a whole run. `started` is ISO 8601 in UTC; `findings` are about what could not even be read."""

    started: str
    packs: tuple[PackResult, ...]
    gaps: tuple[Gap, ...] = ()
    findings: tuple[Finding, ...] = ()
    milliseconds: float = 0.0
    rolled_back: bool = False
    loops: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """True if every expectation is met and nothing was unreadable or skipped."""
        everything = (*self.findings, *(finding for pack in self.packs for finding in pack.findings))
        failed = any(step.status != "passed" for pack in self.packs for step in pack.steps)
        return not failed and not any(finding.severity == "error" for finding in everything)
