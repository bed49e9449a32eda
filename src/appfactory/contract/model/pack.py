"""The four kinds of pack, as written: what should happen, step by step. Texts still hold their tokens (`{{id:biz}}`).

A scenario pack is a list of texts or requests; a lifecycle is phases of steps with expectations and captures in one transaction; an API journey
is calls over HTTP; a fitness loop runs several packs into one report.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from appfactory.contract.model.request import Scope
from appfactory.model.finding import Span
from appfactory.model.json_value import JsonObject, JsonValue

PackKind = Literal["scenario", "lifecycle", "api_journey", "fitness_loop"]
CaptureSource = Literal["translation", "request", "response", "result", "error"]
Test = Literal["equals", "exists", "contains"]

NO_SCOPE = Scope()
CAPTURE_SOURCES: tuple[CaptureSource, ...] = ("translation", "request", "response", "result", "error")


@dataclass(frozen=True, slots=True)
class Assertion:
    """A test of the value at a path. `exists` has `True` or `False` as its operand; null counts as not there."""

    path: str
    test: Test
    operand: JsonValue


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must come of a step; None where nothing is said. Without `success` and `error_contains` a step must succeed.

    All texts of `error_contains` must stand in the error, letter case aside. `status` is the HTTP status, of API journeys only.
    """

    success: bool | None = None
    row_count_eq: int | None = None
    row_count_gte: int | None = None
    row_count_lte: int | None = None
    error_contains: tuple[str, ...] = ()
    asserts: tuple[Assertion, ...] = ()
    status: int | None = None

    @property
    def failure_expected(self) -> bool:
        """True if the step must be refused."""
        return self.success is False or (self.success is None and bool(self.error_contains))


@dataclass(frozen=True, slots=True)
class Capture:
    """A value kept under `key` for later steps. `default` is taken if nothing is there; without one a `required` capture fails the step."""

    key: str
    source: CaptureSource
    path: str
    required: bool = False
    default: JsonValue = None
    has_default: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: a text (`prompt`), a request in its wire form, or a look at a table of the `catalog`; one of them only.

    `scope` is laid over that of the pack. `execute` false: it is only translated. `dry_run` None: as the pack says.
    `place` is where it stands in its file.
    """

    id: str
    name: str
    prompt: str = ""
    request: JsonObject | None = None
    scope: Scope = NO_SCOPE
    tags: tuple[str, ...] = ()
    expect: Expectation = Expectation()
    captures: tuple[Capture, ...] = ()
    execute: bool = True
    dry_run: bool | None = None
    continue_on_failure: bool | None = None
    place: Span = Span("")
    catalog: str = ""


@dataclass(frozen=True, slots=True)
class Phase:
    """Steps that belong together. `continue_on_failure` None: as the pack says."""

    id: str
    name: str
    steps: tuple[Step, ...]
    continue_on_failure: bool | None = None


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for all steps that say nothing else; None where the pack says nothing (then: a dry run that goes on after failures)."""

    dry_run: bool | None = None
    scope: Scope = NO_SCOPE
    continue_on_failure: bool | None = None
    base_url: str = ""
    headers: tuple[tuple[str, str], ...] = ()


NO_DEFAULTS = Defaults()


@dataclass(frozen=True, slots=True)
class Variable:
    """A declared variable; its value may hold tokens of the run."""

    name: str
    value: JsonValue


@dataclass(frozen=True, slots=True)
class ScenarioPack:
    """Scenarios in order; each sees what the earlier ones did."""

    id: str
    name: str
    file: str
    scenarios: tuple[Step, ...]
    defaults: Defaults = NO_DEFAULTS
    variables: tuple[Variable, ...] = ()


@dataclass(frozen=True, slots=True)
class LifecyclePack:
    """Phases in order, in one transaction. `user_role` is whom it was written for, where that is known (packs from the catalog)."""

    id: str
    name: str
    file: str
    phases: tuple[Phase, ...]
    defaults: Defaults = NO_DEFAULTS
    variables: tuple[Variable, ...] = ()
    rollback_on_failure: bool = False
    include_step_trace: bool = False
    user_role: str = ""


@dataclass(frozen=True, slots=True)
class ApiStep:
    """One call: `path` is laid after the base URL unless it is a whole URL. `body` is sent as JSON if `has_body`."""

    id: str
    name: str
    method: str
    path: str
    body: JsonValue = None
    has_body: bool = False
    headers: tuple[tuple[str, str], ...] = ()
    expect: Expectation = Expectation()
    captures: tuple[Capture, ...] = ()
    place: Span = Span("")


@dataclass(frozen=True, slots=True)
class ApiJourney:
    """Calls over HTTP in order, with the cookies that they set."""

    id: str
    name: str
    file: str
    steps: tuple[ApiStep, ...]
    defaults: Defaults = NO_DEFAULTS
    variables: tuple[Variable, ...] = ()


@dataclass(frozen=True, slots=True)
class Suite:
    """One pack of a fitness loop, by its file. `kind` is what the loop says it is, empty if it says nothing."""

    id: str
    name: str
    kind: Literal["scenario", "lifecycle", "api_journey", ""]
    file_path: str
    place: Span = Span("")


@dataclass(frozen=True, slots=True)
class FitnessLoop:
    """Packs run into one report. Its defaults fill what a pack does not say; its variables win over a pack's own.

    The report is also written to `write_json_path` and `write_markdown_path`, if they are not empty.
    """

    id: str
    name: str
    file: str
    suites: tuple[Suite, ...]
    defaults: Defaults = NO_DEFAULTS
    variables: tuple[Variable, ...] = ()
    write_json_path: str = ""
    write_markdown_path: str = ""


StatementPack: TypeAlias = ScenarioPack | LifecyclePack
RunnablePack: TypeAlias = ScenarioPack | LifecyclePack | ApiJourney
Pack: TypeAlias = ScenarioPack | LifecyclePack | ApiJourney | FitnessLoop


def kind_of(pack: Pack) -> PackKind:
    """The kind, in the word that reports and fitness loops use."""
    kinds: dict[type, PackKind] = {ScenarioPack: "scenario", LifecyclePack: "lifecycle", ApiJourney: "api_journey", FitnessLoop: "fitness_loop"}
    return kinds[type(pack)]


def phases_of(pack: StatementPack) -> tuple[Phase, ...]:
    """The phases; a scenario pack is one."""
    if isinstance(pack, LifecyclePack):
        return pack.phases
    return (Phase("scenarios", pack.name, pack.scenarios),)
