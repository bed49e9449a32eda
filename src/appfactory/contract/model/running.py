"""What the runner of packs needs from the rest of the contract, as protocols."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeAlias

from appfactory.contract.model.request import Command, Request, RequestError, Response, Scope
from appfactory.contract.model.translation import Translation
from appfactory.model.database import Database


class PackTransaction(Protocol):
    """One transaction in which the steps of a pack run. What a failed request did is undone; the rest of the transaction goes on."""

    def execute(self, request: Request, /) -> Response:
        """Runs a request in a savepoint of its own. Never raises for what PostgreSQL refuses."""
        ...

    def translate(self, text: str, scope: Scope, /) -> Translation:
        """What the text means, with names looked up in this transaction."""
        ...

    def savepoint(self) -> AbstractContextManager[Callable[[], None]]:
        """Requests inside it can be undone together, by calling what it gives, before it ends."""
        ...

    def settle(self) -> RequestError | None:
        """Checks now what is deferred to the end of the transaction; what it refuses, if anything."""
        ...

    def keep(self, kept: bool, /) -> None:
        """Says whether the transaction is to be committed when it ends; it is rolled back unless this was said with True."""
        ...


class PackSession(Protocol):
    """A connection to the database that packs exercise."""

    @property
    def database(self) -> Database:
        """The schema, for the report of what it lacks."""
        ...

    def transaction(self) -> AbstractContextManager[PackTransaction]:
        """Opens a transaction; rolled back at the end unless `keep(True)` was said."""
        ...


class RequestReader(Protocol):
    """The wire form of requests."""

    def __call__(self, document: object, scope: Scope, /) -> Request | RequestError:
        """The request, or what is wrong with its form. `scope` is laid under that of the document."""
        ...


class WireWriter(Protocol):
    """The JSON form of what packs make assertions about."""

    def command(self, command: Command, /) -> dict[str, object]:
        """A typed command."""
        ...

    def response(self, response: Response, /) -> dict[str, object]:
        """A response."""
        ...


Opener: TypeAlias = Callable[[], AbstractContextManager[PackSession]]
"""How a pack gets a connection of its own."""
