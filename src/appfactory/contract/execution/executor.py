"""Runs a request's statements in a transaction that is open, and says what came of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from appfactory.contract.model.request import MAXIMUM_LIMIT, Batch, Mutation, Query, Request, RequestError, Response, Scope, StepRows, TraceEntry
from appfactory.contract.statements.cautions import cautions
from appfactory.contract.statements.explaining import explain
from appfactory.contract.statements.refusal import Limits, over_limit
from appfactory.contract.statements.schema import Schema
from appfactory.contract.statements.sql import Statement, counting, statement
from appfactory.perform.clock import seconds
from appfactory.perform.postgres.raw_statements import Rows
from appfactory.perform.postgres.session import GuardedConnection, Refusal

_ROW = "appfactory_row"
_NOT_PERMITTED = "42501"
_MOST_SHOWN = 200

_NOTHING = Rows((), 0)

CommandKind: TypeAlias = Literal["query", "mutate", "batch"]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A step of a request with its statement."""

    command: Query | Mutation
    statement: Statement


@dataclass(slots=True)
class _Running:
    """What is known of a request so far."""

    trace: list[TraceEntry] = field(default_factory=list)
    warnings: dict[str, None] = field(default_factory=dict)
    rows: Rows = _NOTHING
    steps: list[StepRows] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Executor:
    """`lasting` are, by table, the trigger functions that do what a rollback does not take back."""

    connection: GuardedConnection
    schema: Schema
    limits: Limits
    lasting: Mapping[str, tuple[str, ...]]

    def prepare(self, request: Request) -> tuple[Prepared, ...] | RequestError:
        """All statements of a request, or why it is refused before any of them runs."""
        commands = steps_of(request)
        if len(commands) > self.limits.steps:
            return over_limit(f"{len(commands)} steps in one batch", self.limits.steps)
        prepared = []
        for command in commands:
            found = statement(command, self.schema, request.scope, self.limits)
            if isinstance(found, RequestError):
                return found
            prepared.append(Prepared(command, found))
        return tuple(prepared)

    def run(self, request: Request, prepared: Sequence[Prepared], *, counts: bool = False) -> Response:
        """Runs the statements in order up to the first that is refused; what they did is for the caller to undo then.

        A mark (savepoint) has to be set if something is written. With `counts` it is said beforehand how many rows a write touches.
        """
        running = _Running()
        started = seconds()
        for index, step in enumerate(prepared):
            if index and seconds() - started > self.limits.seconds:
                late = over_limit(f"{index} of {len(prepared)} steps took too many seconds", int(self.limits.seconds))
                return failed(request, late, tuple(running.trace), tuple(running.warnings))
            error = self._step(request, step, index, running, counts=counts, alone=len(prepared) == 1)
            if error is not None:
                return failed(request, error, tuple(running.trace), tuple(running.warnings))
        surprise = _unexpected(request, running.trace)
        if surprise is not None:
            return failed(request, surprise, tuple(running.trace), tuple(running.warnings))
        rows = running.rows
        return Response(
            request_id=request.request_id,
            dry_run=request.dry_run,
            success=True,
            command_kind=kind_of(request),
            rows=rows.rows[:MAXIMUM_LIMIT],
            row_count=rows.count,
            warnings=tuple(running.warnings),
            trace=tuple(running.trace),
            steps=tuple(running.steps),
        )

    def _step(self, request: Request, step: Prepared, index: int, running: _Running, *, counts: bool, alone: bool) -> RequestError | None:
        command = step.command
        for caution in cautions(command, self.schema, request.scope, self.lasting, dry_run=request.dry_run):
            running.warnings[caution] = None
        # Rows that are returned would all have come here before it was seen that they are too many.
        if isinstance(command, Mutation) and command.action != "insert" and (counts or command.returning):
            error = self._count(request, command, running, told=counts)
            if error is not None:
                return error
        result, used = self._run_step(step, request.scope, alone=alone)
        count = result.count if isinstance(result, Rows) else 0
        # The request itself says whether it is a dry run: a statement of the same trace can't differ.
        running.trace.append(TraceEntry(index, used.kind, used.table, used.sql, _shown(used.params), count, request.dry_run))
        if isinstance(result, Refusal):
            return explain(result, command, self.schema, request.scope)
        if isinstance(command, Mutation) and result.count > self.limits.touched:
            return over_limit(f"this would {command.action} {result.count} rows of `{command.table}`", self.limits.touched, command.table)
        self._tell_what_is_cut(command, result, running)
        running.rows = result
        if isinstance(request.command, Batch):
            self._keep_rows(result, running)
        return None

    def _keep_rows(self, result: Rows, running: _Running) -> None:
        """Keeps what a step of a batch gave, as far as there is room: a batch may have hundreds of steps, and each hundreds of rows."""
        wanted = min(len(result.rows), MAXIMUM_LIMIT)
        room = self.limits.together - sum(len(step.rows) for step in running.steps)
        running.steps.append(StepRows(result.rows[: min(wanted, room)], result.count))
        if wanted > room:
            running.warnings[f"Of all steps together {self.limits.together} rows are shown; `rowCount` says how many each has."] = None

    def _run_step(self, step: Prepared, scope: Scope, *, alone: bool) -> tuple[Rows | Refusal, Statement]:
        """A row that the actor may write but not read is written all the same; it just isn't returned then."""
        connection, command = self.connection, step.command
        returned_unasked = isinstance(command, Mutation) and step.statement.returns and not command.returning
        if returned_unasked and not alone:
            connection.savepoint(_ROW)
        result = connection.run(step.statement.sql, step.statement.params)
        if returned_unasked and isinstance(result, Refusal) and result.state == _NOT_PERMITTED:
            plain = statement(command, self.schema, scope, self.limits, returning=False)
            if isinstance(plain, Statement):
                connection.undo() if alone else connection.undo(_ROW)
                return connection.run(plain.sql, plain.params), plain
        return result, step.statement

    def _count(self, request: Request, command: Mutation, running: _Running, *, told: bool) -> RequestError | None:
        found = counting(command, self.schema, request.scope, self.limits)
        if isinstance(found, RequestError):
            return found
        result = self.connection.run(found.sql, found.params)
        if isinstance(result, Refusal):
            return explain(result, command, self.schema, request.scope)
        touched = int(result.rows[0]["count"])
        if told:
            running.warnings[f"This {command.action}s {touched} row{'' if touched == 1 else 's'} of `{command.table}`."] = None
        if touched > self.limits.touched:
            return over_limit(f"this would {command.action} {touched} rows of `{command.table}`", self.limits.touched, command.table)
        return None

    def _tell_what_is_cut(self, command: Query | Mutation, result: Rows, running: _Running) -> None:
        if isinstance(command, Query) and command.limit is None and result.count == self.limits.rows:
            running.warnings[f"There may be more than these {result.count} rows: say a limit (up to {MAXIMUM_LIMIT}) or an offset."] = None
        elif isinstance(command, Mutation) and len(result.rows) > MAXIMUM_LIMIT:
            running.warnings[f"Only {MAXIMUM_LIMIT} of {result.count} rows are shown."] = None


def _unexpected(request: Request, trace: Sequence[TraceEntry]) -> RequestError | None:
    """Why a request that ran is to be undone all the same: it touched more or fewer rows than its caller had agreed to."""
    if request.expect_rows is None:
        return None
    touched = sum(entry.row_count for entry in trace if entry.kind != "query")
    if touched == request.expect_rows:
        return None
    told = f"this would touch {touched} row{'' if touched == 1 else 's'}, not {request.expect_rows}"
    return RequestError("unexpected-rows", told, "nothing was kept: look at what it would do now, and decide again")


def steps_of(request: Request) -> tuple[Query | Mutation, ...]:
    """The commands of a request, one if it is no batch."""
    return request.command.steps if isinstance(request.command, Batch) else (request.command,)


def writes(request: Request) -> bool:
    """True if some step of the request is no query."""
    command = request.command
    return any(isinstance(step, Mutation) for step in command.steps) if isinstance(command, Batch) else isinstance(command, Mutation)


def kind_of(request: Request) -> CommandKind:
    """`query`, `mutate` or `batch`."""
    return "batch" if isinstance(request.command, Batch) else "query" if isinstance(request.command, Query) else "mutate"


def failed(request: Request, error: RequestError, trace: tuple[TraceEntry, ...] = (), warnings: tuple[str, ...] = ()) -> Response:
    """The response to a request that came to nothing."""
    return Response(request.request_id, request.dry_run, False, kind_of(request), trace=trace, warnings=warnings, error=error)


def _shown(params: Sequence[str | None]) -> tuple[str, ...]:
    """Values for the trace, long ones shortened."""
    return tuple(["null" if value is None else value if len(value) <= _MOST_SHOWN else f"{value[:_MOST_SHOWN]}…" for value in params])
