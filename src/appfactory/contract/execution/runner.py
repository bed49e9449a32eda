"""Runs scenario packs and lifecycles: one transaction a pack, a savepoint a step; what failed, why, and what the schema lacks."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from appfactory.contract.execution.steps import Tools, filled, intentions_of, laid_over, run_step
from appfactory.contract.model.pack import NO_DEFAULTS, Defaults, LifecyclePack, Phase, StatementPack, Step, Variable, kind_of, phases_of
from appfactory.contract.model.request import RequestError, Scope
from appfactory.contract.model.running import PackSession, PackTransaction, RequestReader, WireWriter
from appfactory.contract.model.verdict import Gap, PackResult, PhaseResult, StepResult
from appfactory.contract.packs.causes import Trial, causes
from appfactory.contract.packs.checking import token_findings
from appfactory.contract.packs.gaps import merged, parent_gaps, structural_gaps
from appfactory.contract.packs.judging import RETRIED, one_line
from appfactory.contract.packs.tokens import Tokens
from appfactory.model.database import Database
from appfactory.model.finding import Finding, Span
from appfactory.perform.clock import seconds
from appfactory.perform.problem import EnvironmentProblem

MOST_ATTEMPTS = 8
"""How often a pack is begun when others' locks are in its way, before that is told as its failure."""
_LOST = frozenset({"pg-08006", "pg-57P01"})
"""Codes that say that the connection is gone, and not that something in the pack is wrong."""
_FIRST_WAIT = 0.02
"""Seconds before a pack is begun a second time; twice as long each time after."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a pack is run. `seed` makes its keys, and is of this run only; `variables` win over those of the pack.

    `rollback`: nothing stays, whatever the pack says. `defaults` fill what the pack leaves open. `base_url` wins over that of a journey.
    """

    seed: str
    now: datetime
    rollback: bool = False
    defaults: Defaults = NO_DEFAULTS
    variables: tuple[Variable, ...] = ()
    base_url: str = ""


class _Again(Exception):  # noqa: N818 - no error: the pack is begun again
    """A lock of someone else was in the way."""


@dataclass(slots=True)
class _Run:
    """A pack being run. `trials` has a list per phase."""

    pack: StatementPack
    settings: Settings
    tools: Tools
    scope: Scope
    mixed: bool
    last_attempt: bool
    trials: list[list[Trial]]

    def phases(self) -> None:
        """Tries all phases, or stops where the pack says so."""
        stopped_by = -1
        goes_on = chosen(self.pack.defaults.continue_on_failure, self.settings.defaults.continue_on_failure)
        for phase in phases_of(self.pack):
            self.trials.append([])
            failed_at = self._phase(phase, stopped_by, goes_on)
            if failed_at >= 0 and not goes_on:
                stopped_by = failed_at

    def _phase(self, phase: Phase, stopped_by: int, pack_goes_on: bool) -> int:
        """Tries the steps of a phase; the index (over all phases) of the first that failed, -1 if none did."""
        phase_goes_on = chosen(phase.continue_on_failure, pack_goes_on)
        failed_at = -1
        for step in phase.steps:
            if stopped_by >= 0:
                self.trials[-1].append(self._skipped(step, stopped_by))
                continue
            trial = self._try(step)
            self.trials[-1].append(trial)
            if trial.result.status == "failed":
                failed_at = self._count() - 1 if failed_at < 0 else failed_at
                if not chosen(step.continue_on_failure, phase_goes_on):
                    stopped_by = self._count() - 1
        return failed_at

    def _count(self) -> int:
        return sum(len(phase) for phase in self.trials)

    def _try(self, step: Step) -> Trial:
        if self.mixed and chosen(step.dry_run, self.pack.defaults.dry_run, self.settings.defaults.dry_run):
            with self.tools.transaction.savepoint() as undo:
                trial = run_step(step, self.scope, self.tools)
                undo()
        else:
            trial = run_step(step, self.scope, self.tools)
        error = trial.result.error
        if error is not None and error.code in RETRIED and not self.last_attempt:
            raise _Again
        return trial

    def _skipped(self, step: Step, stopped_by: int) -> Trial:
        told = step.prompt or "request"
        result = StepResult(step.id, step.name, "skipped", told, tags=step.tags, place=step.place, failure_expected=step.expect.failure_expected)
        intentions = intentions_of(step, self.tools.tokens)
        lacking = () if step.expect.failure_expected else structural_gaps(intentions, self.tools.database, step.id)
        return Trial(result, intentions, lacking=lacking, stopped_by=stopped_by)


def run_pack(pack: StatementPack, session: PackSession, read_request: RequestReader, wire: WireWriter, settings: Settings) -> PackResult:
    """Runs a pack in one transaction. It is committed only if the pack says `dryRun: false` and `settings.rollback` does not forbid it.

    Scenarios that differ in `dryRun` are each undone or kept as they say; otherwise later ones see what earlier ones did. A pack that met
    others' locks (deadlock, lock timeout) is begun again with the same keys.
    """
    started = seconds()
    run: _Run | None = None
    refused: RequestError | None = None
    committed = False
    findings: tuple[Finding, ...] = ()
    for attempt in range(1, MOST_ATTEMPTS + 1):
        try:
            with session.transaction() as transaction:
                run = _begun(pack, transaction, read_request, wire, settings, session.database, attempt == MOST_ATTEMPTS)
                run.phases()
                refused = transaction.settle()
                if refused is not None and refused.code in RETRIED and not run.last_attempt:
                    raise _Again
                committed = refused is None and _commits(run)
                transaction.keep(committed)
            break
        except _Again:
            # Packs that met do not wait equally long, or they would meet again.
            time.sleep(_FIRST_WAIT * 2 ** (attempt - 1) * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
        except EnvironmentProblem as problem:
            if run is None:
                raise
            # What was found out so far is told; that the transaction could not end as it should is told beside it.
            committed, findings = False, (problem.finding,)
            break
    assert run is not None, "a pack is begun at least once"
    run.trials.extend([] for _ in range(len(phases_of(pack)) - len(run.trials)))
    if refused is not None:
        findings = (*findings, _deferred(pack, refused))
    return _result(run, session.database, committed, attempt, findings, (seconds() - started) * 1000)


def _begun(
    pack: StatementPack,
    transaction: PackTransaction,
    read_request: RequestReader,
    wire: WireWriter,
    settings: Settings,
    database: Database,
    last: bool,
) -> _Run:
    tokens = Tokens(settings.seed, settings.now)
    declare(tokens, pack.variables, settings)
    trace = isinstance(pack, LifecyclePack) and pack.include_step_trace
    tools = Tools(transaction, read_request, wire, tokens, database, trace)
    scope = laid_over(pack.defaults.scope, settings.defaults.scope)
    return _Run(pack, settings, tools, scope, len(_choices(pack, settings)) > 1, last, [])


def declare(tokens: Tokens, variables: Iterable[Variable], settings: Settings) -> None:
    """Puts the declared variables into the tokens; one may use those above it."""
    given = {variable.name for variable in settings.variables}
    for variable in (*settings.variables, *(variable for variable in variables if variable.name not in given)):
        tokens.variables[variable.name] = tokens.value(variable.value)


def chosen(first: bool | None, *others: bool | None) -> bool:
    """The first that says something; True if none does."""
    return next((choice for choice in (first, *others) if choice is not None), True)


def _choices(pack: StatementPack, settings: Settings) -> set[bool]:
    """Whether steps are dry runs, as they and the pack say."""
    defaults = (pack.defaults.dry_run, settings.defaults.dry_run)
    return {chosen(step.dry_run, *defaults) for phase in phases_of(pack) for step in phase.steps}


def _commits(run: _Run) -> bool:
    failed = any(trial.result.status != "passed" for phase in run.trials for trial in phase)
    undone = failed and isinstance(run.pack, LifecyclePack) and run.pack.rollback_on_failure
    return not run.settings.rollback and not undone and False in _choices(run.pack, run.settings)


def _deferred(pack: StatementPack, error: RequestError) -> Finding:
    if error.code in _LOST:
        return Finding("database-lost", "error", one_line(error), Span(pack.file), "nothing of the pack was kept", "run it again")
    why = "constraints that are checked at the end of a transaction are not met by what the pack leaves"
    return Finding("pack-refused-at-the-end", "error", one_line(error), Span(pack.file), why, "make what is missing in the same pack")


def _result(run: _Run, database: Database, committed: bool, attempts: int, findings: tuple[Finding, ...], milliseconds: float) -> PackResult:
    pack = run.pack
    flat = [trial for phase in run.trials for trial in phase]
    scope = filled(run.scope, run.tools.tokens)
    roots = causes(flat, database, frozenset({scope.biz_id, scope.location_id, scope.actor_user_id}))
    told = [replace(trial.result, cause=flat[root].result.id) if root >= 0 else trial.result for trial, root in zip(flat, roots, strict=True)]
    results = iter(told)
    phases = tuple(
        PhaseResult(phase.id, phase.name, tuple(islice(results, len(trials)))) for phase, trials in zip(phases_of(pack), run.trials, strict=True)
    )
    given = tuple(variable.name for variable in run.settings.variables)
    # A step that passed held no unknown token.
    suspect = bool(pack.variables) or any(trial.result.status != "passed" for trial in flat)
    return PackResult(
        id=pack.id,
        name=pack.name,
        kind=kind_of(pack),
        file=pack.file,
        run_id=run.tools.tokens.run_id,
        phases=phases,
        gaps=merged(_gaps(flat, roots), database),
        findings=(*(token_findings(pack, given) if suspect else ()), *findings),
        committed=committed,
        attempts=attempts,
        milliseconds=milliseconds,
    )


def _gaps(flat: list[Trial], roots: tuple[int, ...]) -> Iterator[Gap]:
    """What each failed step lacks. A consequence lacks no parent: the step that would have made it is at fault."""
    for trial, root in zip(flat, roots, strict=True):
        if trial.result.status != "passed":
            yield from trial.lacking
            if root < 0 and not trial.result.failure_expected:
                yield from parent_gaps(trial.result.error, trial.result.id)
