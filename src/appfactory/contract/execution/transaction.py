"""One transaction of many requests: each in a savepoint of its own, so that one that fails spoils nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from appfactory.contract.execution.executor import Executor, failed, steps_of, writes
from appfactory.contract.execution.log import add_entries, entry_of
from appfactory.contract.execution.naming import LimitedLookup, NamesInRows
from appfactory.contract.model.request import Query, Request, RequestError, Response, Scope
from appfactory.contract.model.translation import Lookup, Translation
from appfactory.contract.statements.explaining import explain
from appfactory.perform.postgres.session import Refusal

NOBODY = Scope()
Claims = Callable[[Scope], Mapping[str, str]]
"""The settings that a scope's requests run with."""

Translator = Callable[[str, Scope, Lookup], Translation]
"""What a text means, with names looked up as given."""


@dataclass(slots=True)
class Transaction:
    """Steps see what earlier ones did. Opened, and ended as `keep` said, by `Session.transaction`."""

    executor: Executor
    claims: Claims
    translator: Translator
    kept: bool = False
    entries: list[dict[str, object]] = field(default_factory=list)
    _scope: Scope = NOBODY
    _marked: bool = False
    _undone: bool = False
    _depth: int = 0

    def execute(self, request: Request, /) -> Response:
        """Runs a request in a savepoint of its own. A dry run is undone at once, and what is refused too."""
        response = self._execute(request)
        self.entries.append(entry_of(request, response))
        return response

    def refuse(self, request: Request, error: RequestError) -> Response:
        """The response to a request that is not to be run; it is in the log like any other."""
        response = failed(request, error)
        self.entries.append(entry_of(request, response))
        return response

    def translate(self, text: str, scope: Scope, /, allowed: Callable[[str], bool] | None = None) -> Translation:
        """What the text means, with names looked up in this transaction, in tables that are `allowed` only."""
        names = NamesInRows(self._read, self.executor.schema)
        return self.translator(text, scope, names if allowed is None else LimitedLookup(names, allowed))

    @contextlib.contextmanager
    def savepoint(self) -> Iterator[Callable[[], None]]:
        """Requests inside it can be undone together, by calling what it gives, before it ends."""
        connection = self.executor.connection
        self._unmark()
        self._depth += 1
        name, scope = f"appfactory_pack_{self._depth}", self._scope
        connection.savepoint(name)

        def undo() -> None:
            self._unmark()
            connection.undo(name)
            self._scope = scope

        try:
            yield undo
        finally:
            self._unmark()
            connection.release(name)
            self._depth -= 1

    def settle(self) -> RequestError | None:
        """Checks now what is deferred to the end of the transaction; what it refuses, if anything. What was done stays, for the caller to judge."""
        self._mark()
        refusal = self.executor.connection.settle()
        if refusal is None:
            return None
        self._undone = True
        return explain(refusal, Query(refusal.table), self.executor.schema, self._scope)

    def keep(self, kept: bool, /) -> None:
        """Says whether the transaction is to be committed when it ends; it is rolled back unless this was said with True."""
        self.kept = kept

    def write_log(self) -> Refusal | None:
        """Adds what was run to the log, in the open transaction."""
        self._unmark()
        return add_entries(self.executor.connection, self.entries)

    def _execute(self, request: Request) -> Response:
        prepared = self.executor.prepare(request)
        if isinstance(prepared, RequestError):
            return failed(request, prepared)
        written = writes(request)
        refusal = self._enter(request.scope, read_only=not written)
        if refusal is not None:
            return failed(request, explain(refusal, steps_of(request)[0], self.executor.schema, request.scope))
        response = self.executor.run(request, prepared)
        if response.success and written and request.dry_run:
            refusal = self.executor.connection.settle()
            if refusal is not None:
                error = explain(refusal, steps_of(request)[-1], self.executor.schema, request.scope)
                response = failed(request, error, response.trace, response.warnings)
        self._undone = not response.success or not written or request.dry_run
        return response

    def _read(self, requests: Sequence[Request]) -> tuple[Response, ...]:
        """Queries of one scope behind one mark, which is not logged. After one that is refused the mark is gone back to."""
        responses: list[Response] = []
        entered = False
        for request in requests:
            prepared = self.executor.prepare(request)
            if isinstance(prepared, RequestError):
                responses.append(failed(request, prepared))
                continue
            refusal = None if entered else self._enter(request.scope, read_only=True)
            if refusal is not None:
                responses.append(failed(request, explain(refusal, steps_of(request)[0], self.executor.schema, request.scope)))
                continue
            responses.append(self.executor.run(request, prepared))
            entered, self._undone = responses[-1].success, True
        return tuple(responses)

    def _enter(self, scope: Scope, *, read_only: bool) -> Refusal | None:
        """Sets the scope's claims, if they are other ones than before, and then the mark that undoing goes back to."""
        if scope is not self._scope and scope != self._scope:
            self._unmark()
            refusal = self.executor.connection.claim(self.claims(scope))
            if refusal is not None:
                return refusal
            self._scope = scope
        return self._mark(read_only=read_only)

    def _mark(self, *, read_only: bool = False) -> Refusal | None:
        """What is to be undone of the last step is undone now: that saves a round trip for each."""
        refusal = self.executor.connection.mark(marked=self._marked, undo=self._undone, read_only=read_only)
        self._marked, self._undone = self._marked or refusal is None, False
        return refusal

    def _unmark(self) -> None:
        connection = self.executor.connection
        if self._undone:
            connection.undo()
        if self._marked:
            connection.release()
        self._marked = self._undone = False
