"""Trying a request out: what it would do, row by row, before anybody decides that it shall stay."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from appfactory.contract.execution.executor import steps_of
from appfactory.contract.execution.session import Session
from appfactory.contract.execution.transaction import Transaction
from appfactory.contract.model.request import MAXIMUM_LIMIT, Action, Mutation, Query, Request, Response
from appfactory.contract.model.translation import Translation
from appfactory.contract.statements import wire
from appfactory.contract.statements.schema import Schema
from appfactory.contract.statements.wire_writer import plain

MOST_SHOWN = 50
"""Changed rows that are shown; all are counted."""

_NOT_PERMITTED = "pg-42501"
Row: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """One row. `before` is None for a new one, or one that the actor may not read; `after` for one that goes."""

    before: Row | None
    after: Row | None


@dataclass(frozen=True, slots=True)
class Change:
    """What one step of a request would do to a table. `touched` counts all its rows, `rows` are some of them (none in a batch)."""

    step: int
    action: Action
    table: str
    touched: int
    rows: tuple[ChangedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """The response to a request that was rolled back, and what it would have changed."""

    response: Response
    changes: tuple[Change, ...] = ()

    @property
    def touched(self) -> int:
        """The rows that it would touch, in all tables."""
        return sum(change.touched for change in self.changes)


def try_out(session: Session, request: Request, *, reads: bool = True) -> Trial:
    """Runs a request, rolls it back and says what it would have changed. `reads` false: the actor may not be shown any row.

    Raises `EnvironmentProblem` where the session does.
    """
    request = replace(request, dry_run=True, request_id=request.request_id or f"req_{secrets.token_hex(8)}")
    command = request.command
    if not isinstance(command, Mutation) or not reads:
        response = session.execute(request)
        return Trial(response, _counted(request, response))
    with session.transaction() as transaction:
        before = () if command.action == "insert" else _before(transaction, command, request)
        response = _returning_all(transaction, command, request, Schema(session.database))
    if not response.success:
        return Trial(response)
    table = session.database.table(command.table)
    rows = _paired(command, before, response, table.primary_key if table is not None else ())
    return Trial(response, (Change(0, command.action, command.table, response.row_count, rows[:MOST_SHOWN]),))


def trial_document(trial: Trial) -> dict[str, object]:
    """A trial as JSON: `response` and `changes`."""
    changes = [
        {
            "stepIndex": change.step,
            "action": change.action,
            "table": change.table,
            "touched": change.touched,
            "rows": [{"before": plain(row.before), "after": plain(row.after)} for row in change.rows],
        }
        for change in trial.changes
    ]
    return {"response": wire.response(trial.response), "changes": changes}


def simulation_document(translation: Translation, trial: Trial | None) -> dict[str, object]:
    """A translation and what came of it as JSON: `translation`, `response` (null if nothing was run) and `changes`."""
    done = trial_document(trial) if trial is not None else {"response": None, "changes": []}
    return {"translation": wire.translation(translation), **done}


def _counted(request: Request, response: Response) -> tuple[Change, ...]:
    """How many rows each writing step touches, from the trace."""
    steps = steps_of(request)
    counts = {entry.step_index: entry.row_count for entry in response.trace} if response.success else {}
    numbered = ((index, step) for index, step in enumerate(steps) if index in counts)
    return tuple(Change(index, step.action, step.table, counts[index]) for index, step in numbered if isinstance(step, Mutation))


def _before(transaction: Transaction, command: Mutation, request: Request) -> tuple[Row, ...]:
    """The rows that the command means, as they are; none where they may be written but not read."""
    return transaction.execute(Request(Query(command.table, filters=command.filters, limit=MAXIMUM_LIMIT), request.scope)).rows


def _returning_all(transaction: Transaction, command: Mutation, request: Request, schema: Schema) -> Response:
    """The response with whole rows; with what the command itself returns, if whole ones may not be read."""
    table = schema.database.table(command.table)
    if table is None:
        return transaction.execute(request)
    whole = replace(request, command=replace(command, returning=tuple(column.name for column in table.columns)))
    response = transaction.execute(whole)
    hidden = response.error is not None and response.error.code == _NOT_PERMITTED
    return transaction.execute(request) if hidden else response


def _paired(command: Mutation, before: tuple[Row, ...], response: Response, key: tuple[str, ...]) -> tuple[ChangedRow, ...]:
    if command.action == "insert":
        return tuple(ChangedRow(None, row) for row in response.rows)
    if command.action == "delete":
        return tuple(ChangedRow(row, None) for row in before or response.rows)
    after = {_identity(row, key): row for row in response.rows}
    if not key or not before:
        return tuple(ChangedRow(None, row) for row in response.rows)
    pairs = [ChangedRow(row, after.pop(_identity(row, key), None)) for row in before]
    # A row whose key was changed has no partner; of more rows than can be shown the partner may just be among the others.
    alone = after.values() if response.row_count <= MAXIMUM_LIMIT else ()
    return (*(pair for pair in pairs if pair.after is not None), *(ChangedRow(None, row) for row in alone))


def _identity(row: Row, key: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(row.get(column)) for column in key)
