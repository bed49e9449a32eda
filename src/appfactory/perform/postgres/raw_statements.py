"""Statements with `$1`, `$2`, … sent to libpq as they are, past psycopg's cursors, which cost more than most statements take.

What stays psycopg's: waiting (Ctrl-C cancels the statement), conversion of values, and the exceptions for what PostgreSQL refuses.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg
    from psycopg.abc import Transformer
    from psycopg.pq.abc import PGresult

_EMPTY = 0  # PGRES_EMPTY_QUERY of libpq
_COMMAND_OK = 1  # PGRES_COMMAND_OK
_TUPLES = 2  # PGRES_TUPLES_OK
_BEFORE_PREPARED = 4
"""How often a statement is sent whole before it is prepared: most are run once, and preparing is a round trip."""
_MOST_PREPARED = 100
_NOT_THERE = "26000"
_PLAN_CHANGED = "0A000"


@dataclass(frozen=True, slots=True)
class Rows:
    """What a statement gave: its rows, if it gives any, and how many rows it read or touched."""

    rows: tuple[dict[str, Any], ...]
    count: int


@dataclass(slots=True)
class _Known:
    """A statement that was run. Once it is prepared it has a `name`; `load` turns its results into rows, which always have the same columns."""

    runs: int = 0
    name: bytes = b""
    load: Callable[[PGresult], tuple[dict[str, Any], ...]] | None = None


class RawStatements:
    """Runs statements on a connection; those that are run often are prepared. Raises `psycopg.Error` and `UnicodeEncodeError`."""

    def __init__(self, connection: psycopg.Connection) -> None:
        from psycopg import DataError, adapt, errors, generators

        self._connection = connection
        self._pgconn = connection.pgconn
        self._encoding = connection.info.encoding
        self._wait = connection.wait
        self._results = generators.execute
        self._transformer: Callable[[], Transformer] = lambda: adapt.Transformer(connection)
        self._error_of = errors.error_from_result
        self._unfit = DataError
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._names = 0

    def run(self, sql: str, params: Sequence[str | None]) -> Rows:
        """Runs a statement with its values as text (None is NULL), or several without values."""
        if not params:
            self._pgconn.send_query(sql.encode(self._encoding))
            return self._rows(self._received()[0], None)
        encoding = self._encoding
        values = [None if value is None else value.encode(encoding) for value in params]
        if b"\0" in b"".join([value for value in values if value]):
            # libpq would end the value there.
            raise self._unfit("PostgreSQL text fields cannot contain NUL (0x00) bytes")
        known = self._known.get(sql)
        if known is None:
            known = self._known[sql] = _Known()
            self._forget_oldest()
        else:
            self._known.move_to_end(sql)
        if not known.name and known.runs >= _BEFORE_PREPARED:
            self._prepare(sql, known)
        known.runs += 1
        if known.name:
            self._pgconn.send_query_prepared(known.name, values)
        else:
            self._pgconn.send_query_params(sql.encode(self._encoding), values)
        try:
            return self._rows(self._received()[0], known)
        except self._connection.Error as error:
            if error.sqlstate in (_NOT_THERE, _PLAN_CHANGED):
                # It was discarded, or a table has other columns now: next time it is sent whole again.
                self._known.pop(sql, None)
            raise

    def _received(self) -> list[PGresult]:
        results: list[PGresult] = self._wait(self._results(self._pgconn))
        for result in results:
            if result.status not in (_COMMAND_OK, _TUPLES, _EMPTY):
                raise self._error_of(result, self._encoding)
        return results

    def _prepare(self, sql: str, known: _Known) -> None:
        self._names += 1
        name = f"appfactory_{self._names}".encode()
        self._pgconn.send_prepare(name, sql.encode(self._encoding))
        self._received()
        known.name = name

    def _forget_oldest(self) -> None:
        if len(self._known) > _MOST_PREPARED:
            _, oldest = self._known.popitem(last=False)
            if oldest.name:
                self._pgconn.send_query(b"deallocate " + oldest.name)
                self._received()

    def _rows(self, result: PGresult, known: _Known | None) -> Rows:
        if result.status != _TUPLES:
            return Rows((), result.command_tuples or 0)
        load = known.load if known is not None else None
        if load is None:
            load = self._loader(result)
            if known is not None and known.name:
                known.load = load
        rows = load(result)
        return Rows(rows, len(rows))

    def _loader(self, first: PGresult) -> Callable[[PGresult], tuple[dict[str, Any], ...]]:
        """Turns results with the columns of the first one into rows."""
        transformer = self._transformer()
        transformer.set_pgresult(first)
        names = [(first.fname(column) or b"").decode(self._encoding) for column in range(first.nfields)]

        def row(values: Sequence[Any]) -> dict[str, Any]:
            return dict(zip(names, values, strict=True))

        def load(result: PGresult) -> tuple[dict[str, Any], ...]:
            transformer.set_pgresult(result, set_loaders=False)
            return tuple(transformer.load_rows(0, result.ntuples, row))

        return load
