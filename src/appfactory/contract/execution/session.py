"""A session on a database: requests run in transactions of their own, or many in one; dry unless asked; each is written down."""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

from appfactory.contract.execution.executor import Executor, Prepared, failed, steps_of, writes
from appfactory.contract.execution.kept_names import KeptNames
from appfactory.contract.execution.log import REPLAYED, add_entries, entry_of, keep_reply, known_reply
from appfactory.contract.execution.naming import NamesInRows, Translate, WideLookup
from appfactory.contract.execution.opening import check_role, notes_of
from appfactory.contract.execution.reading import read_database
from appfactory.contract.execution.transaction import Transaction
from appfactory.contract.model.request import Request, RequestError, Response, Scope
from appfactory.contract.model.translation import Catalog, Clock, Lookup, Translation
from appfactory.contract.statements.catalog import catalog_of
from appfactory.contract.statements.explaining import explain
from appfactory.contract.statements.installation import CALLER, ROLE
from appfactory.contract.statements.refusal import DEFAULT_LIMITS, Limits
from appfactory.contract.statements.schema import Schema
from appfactory.model.database import Database
from appfactory.model.finding import Finding
from appfactory.perform.postgres.session import DEFAULT_BOUNDS, LOST, Bounds, GuardedConnection, Refusal, guarded_connection, lasting_triggers
from appfactory.perform.problem import EnvironmentProblem

PUBLIC = ("public",)


def system_clock() -> Clock:
    """The present moment, in UTC."""
    return Clock(datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Options:
    """How a session runs requests. `user_role` is the claim `user_role` of our apps' tokens (`user` or `admin`)."""

    limits: Limits = DEFAULT_LIMITS
    bounds: Bounds = DEFAULT_BOUNDS
    schemas: tuple[str, ...] = PUBLIC
    user_role: str = "user"
    clock: Callable[[], Clock] = system_clock


DEFAULTS = Options()


@contextlib.contextmanager
def open_session(url: str, options: Options = DEFAULTS) -> Iterator[Session]:
    """A session on the database of a URL, which was prepared by `install`.

    Requests run as the role `contract_agent`. Raises `EnvironmentProblem` if the database can't be reached, is not prepared, or has a role that
    policies would not bind. A session serves one thread.
    """
    with guarded_connection(url, ROLE, options.bounds) as connection:
        facts = check_role(connection, options.schemas)
        database = read_database(connection, options.schemas)
        lasting: dict[str, tuple[str, ...]] = {}
        for table, function in lasting_triggers(connection, options.schemas):
            lasting[table] = (*lasting.get(table, ()), function)
        yield Session(connection, database, lasting, options, notes_of(facts))


class Session:
    """Runs typed requests. What PostgreSQL refuses comes back as the error of the response."""

    def __init__(
        self, connection: GuardedConnection, database: Database, lasting: Mapping[str, tuple[str, ...]], options: Options, notes: tuple[str, ...]
    ) -> None:
        self._connection = connection
        self._database = database
        self._options = options
        self._executor = Executor(connection, Schema(database), options.limits, lasting)
        self.notes = notes
        self.caller = ""
        """Who calls, for the log; said by whoever shares the session among callers."""

    @property
    def database(self) -> Database:
        """The schema as it was when the session was opened."""
        return self._database

    @cached_property
    def catalog(self) -> Catalog:
        """The schema with its synonyms."""
        return catalog_of(self._database)

    @cached_property
    def lookup(self) -> WideLookup:
        """Which rows bear a name, within a scope. Its requests are not logged."""
        return KeptNames(NamesInRows(self._read, self._executor.schema), self._visible)

    def _visible(self) -> str:
        """What tells whether names found before still hold: the snapshot and who calls, which policies may read. Empty if it can't be told."""
        snapshot = self._connection.snapshot()
        return f"{self.caller} {snapshot}" if snapshot else ""

    def execute(self, request: Request) -> Response:
        """Runs a request in a transaction of its own, which is rolled back unless the request says `dry_run=False`.

        A committing write with an idempotency key that is known is not run: it gets the response that was given.
        """
        request = request if request.request_id else replace(request, request_id=f"req_{secrets.token_hex(8)}")
        response, entry = self._run(request)
        if entry is not None and (response.error is None or response.error.code != f"pg-{LOST}"):
            self._log([entry])
        return response

    def refuse(self, request: Request, error: RequestError) -> Response:
        """The response to a request that is not to be run; it is in the log like any other."""
        response = failed(request, error)
        self._log([entry_of(request, response)])
        return response

    def close(self) -> None:
        """Ends the connection of a session that broke."""
        self._connection.connection.close()

    def translate(self, text: str, scope: Scope, clock: Clock | None = None) -> Translation:
        """What a text means, with names looked up in the database; spoken now unless there is a clock."""
        return self._translator(text, scope, clock or self._options.clock(), self.lookup)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """One transaction of many requests; rolled back at the end unless `keep(True)` was said. Raises `EnvironmentProblem` if it can't end so."""
        refusal = self._begin(Scope(), read_only=False)
        if refusal is not None:
            raise EnvironmentProblem(_finding(refusal, "A transaction could not be opened"))
        transaction = Transaction(self._executor, self._claims, self._with_clock)
        ended = False
        try:
            yield transaction
            if transaction.kept:
                refusal = transaction.write_log() or self._connection.commit()
                ended = refusal is None
                if refusal is not None:
                    raise EnvironmentProblem(_finding(refusal, "The transaction could not be committed"))
        finally:
            if not ended:
                self._connection.rollback()
                if not self._connection.lost:
                    # Nothing of it was kept, whatever each request said by itself.
                    self._log([{**entry, "dry_run": True} for entry in transaction.entries])

    @cached_property
    def _translator(self) -> Translate:
        from appfactory.contract.execution.translating import translator_for

        return translator_for(self.catalog)

    def _with_clock(self, text: str, scope: Scope, lookup: Lookup) -> Translation:
        return self._translator(text, scope, self._options.clock(), lookup)

    def _read(self, requests: Sequence[Request]) -> tuple[Response, ...]:
        """Queries of one scope in one transaction, which is not logged. After one that is refused it is begun anew."""
        responses: list[Response] = []
        begun = False
        for request in requests:
            prepared = self._executor.prepare(request)
            if isinstance(prepared, RequestError):
                responses.append(failed(request, prepared))
                continue
            refusal = None if begun else self._begin(request.scope, read_only=True)
            response = self._executor.run(request, prepared) if refusal is None else self._refused(request, refusal)
            responses.append(response)
            begun = response.success
            if not begun:
                self._connection.rollback()
        if begun:
            self._connection.rollback()
        return tuple(responses)

    def _run(self, request: Request) -> tuple[Response, Mapping[str, object] | None]:
        """The response and what the log is to say of it; None if that was committed with it."""
        prepared = self._executor.prepare(request)
        if isinstance(prepared, RequestError):
            response = failed(request, prepared)
            return response, entry_of(request, response)
        refusal = self._begin(request.scope, read_only=not writes(request))
        if refusal is not None:
            self._connection.rollback()
            response = self._refused(request, refusal)
            return response, entry_of(request, response)
        try:
            if request.dry_run or not writes(request):
                response = self._tried(request, prepared)
                return response, entry_of(request, response)
            response = self._committed(request, prepared)
            if response.success and not self._connection.in_transaction:
                return response, None
            # What was answered from a kept reply did not run, and nothing of it was committed now.
            return response, {**entry_of(request, response), **(REPLAYED if response.success else {})}
        finally:
            if self._connection.in_transaction:
                self._connection.rollback()

    def _tried(self, request: Request, prepared: Sequence[Prepared]) -> Response:
        if not writes(request):
            return self._executor.run(request, prepared)
        self._connection.savepoint()
        response = self._executor.run(request, prepared)
        # What is checked at the end of a transaction only would never be checked in one that is rolled back.
        refusal = self._connection.settle() if response.success else None
        return response if refusal is None else self._refused(request, refusal, response)

    def _committed(self, request: Request, prepared: Sequence[Prepared]) -> Response:
        """Runs and commits, with the entry of the log and the reply to the key in the same transaction."""
        if request.idempotency_key:
            known = known_reply(self._connection, request)
            if isinstance(known, Refusal):
                return self._refused(request, known)
            if isinstance(known, RequestError):
                return failed(request, known)
            if known is not None:
                return known
        self._connection.savepoint()
        response = self._executor.run(request, prepared, counts=True)
        if not response.success:
            return response
        refusal = keep_reply(self._connection, request, response) if request.idempotency_key else None
        refusal = refusal or add_entries(self._connection, [entry_of(request, response)]) or self._connection.commit()
        return response if refusal is None else self._refused(request, refusal, response)

    def _refused(self, request: Request, refusal: Refusal, response: Response | None = None) -> Response:
        error = explain(refusal, steps_of(request)[-1], self._executor.schema, request.scope)
        return failed(request, error, response.trace if response is not None else (), response.warnings if response is not None else ())

    def _begin(self, scope: Scope, *, read_only: bool) -> Refusal | None:
        """Opens a transaction; if the connection was lost since the last one, once more on a new one."""
        claims = self._claims(scope)
        refusal = self._connection.begin(claims, read_only=read_only)
        if refusal is not None and self._connection.lost:
            self._connection.reopen()
            refusal = self._connection.begin(claims, read_only=read_only)
        return refusal

    def _claims(self, scope: Scope) -> dict[str, str]:
        return {**claims_of(scope, self._options.user_role), CALLER: self.caller}

    def _log(self, entries: Sequence[Mapping[str, object]]) -> None:
        """Adds to the log in a transaction of its own. Raises `EnvironmentProblem`: what can't be written down is not to be run."""
        if not entries:
            return
        refusal = self._begin(Scope(), read_only=False) or add_entries(self._connection, entries) or self._connection.commit()
        if refusal is not None:
            self._connection.rollback()
            raise EnvironmentProblem(_finding(refusal, "The request could not be written to the log"))


def claims_of(scope: Scope, user_role: str) -> dict[str, str]:
    """The settings that policies read: `request.jwt.claims`, as in our apps and Supabase, and `app.biz_id` and the like for hand-written ones."""
    claims = {"role": "authenticated", "user_role": user_role}
    said = {"biz_id": scope.biz_id, "location_id": scope.location_id, "actor_user_id": scope.actor_user_id, "sub": scope.actor_user_id}
    claims |= {name: value for name, value in said.items() if value}
    settings = {f"app.{name}": said[name] for name in ("biz_id", "location_id", "actor_user_id")}
    return {"request.jwt.claim": "", "request.jwt.claims": json.dumps(claims), **settings}


def _finding(refusal: Refusal, what: str) -> Finding:
    hint = "Prepare the database anew: appfactory contract setup --database URL" if refusal.state.startswith(("42", "3F")) else ""
    return Finding("contract-transaction", "error", f"{what}: {refusal.message}", why="Nothing of it stays.", hint=hint, origin="environment")
