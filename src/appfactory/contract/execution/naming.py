"""Which rows bear a name: the lookup that the translator asks, as requests of the same scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from appfactory.contract.model.request import ColumnReference, Filter, Query, Request, Response, Scope, Selection
from appfactory.contract.model.translation import Clock, Lookup, Match, Translation
from appfactory.contract.statements.refusal import Refused
from appfactory.contract.statements.schema import Schema

MOST_MATCHES = 5
"""More rows of one name are too many to choose among."""


class Translate(Protocol):
    """A translator with its lexicon."""

    def __call__(self, text: str, scope: Scope, clock: Clock, lookup: Lookup, /) -> Translation:
        """What the text means."""
        ...


def no_rows(_table: str, _column: str, _name: str, _scope: Scope, /) -> tuple[Match, ...]:
    """The lookup where there is no database: nothing is known of any row."""
    return ()


def lookup_in(execute: Callable[[Request], Response], schema: Schema) -> Lookup:
    """A lookup that asks by typed requests; it finds what the scope may read, and nothing where a request is refused."""

    def lookup(table: str, column: str, name: str, scope: Scope, /) -> tuple[Match, ...]:
        try:
            keys = schema.table(table).primary_key
        except Refused:
            return ()
        if len(keys) != 1 or not name.strip():
            return ()
        exact = _matches(execute, table, keys[0], Filter(ColumnReference(column), "eq", name), column, scope)
        if exact:
            return exact
        pattern = name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return _matches(execute, table, keys[0], Filter(ColumnReference(column), "ilike", pattern), column, scope)

    return lookup


def _matches(execute: Callable[[Request], Response], table: str, key: str, condition: Filter, column: str, scope: Scope) -> tuple[Match, ...]:
    select = (Selection(ColumnReference(key)), Selection(ColumnReference(column)))
    response = execute(Request(Query(table, select if key != column else select[:1], filters=(condition,), limit=MOST_MATCHES), scope))
    return tuple(Match(str(row[key]), str(row[column])) for row in response.rows if row.get(column) is not None)
