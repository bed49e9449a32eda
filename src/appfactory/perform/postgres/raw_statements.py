"""Statements with `$1`, `$2`, … sent to libpq as they are, past psycopg's cursors, which cost more than most statements take.

What stays psycopg's: waiting (Ctrl-C cancels the statement), conversion of values, and the exceptions for what PostgreSQL refuses.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg
    from psycopg.abc import Transformer
    from psycopg.pq.abc import PGresult

_EMPTY = 0  # PGRES_EMPTY_QUERY of libpq
_COMMAND_OK = 1  # PGRES_COMMAND_OK
_TUPLES = 2  # PGRES_TUPLES_OK
_FINE = (_COMMAND_OK, _TUPLES, _EMPTY)
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
        self._more_results = generators.fetch_many
        self._transformer: Callable[[], Transformer] = lambda: adapt.Transformer(connection)
        self._error_of = errors.error_from_result
        self._unfit = DataError
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._names = 0

    def run(self, sql: str, params: Sequence[str | None], before: Sequence[str] = ()) -> Rows:
        """Runs a statement with its values as text (None is NULL), or several without values, which give what the last of them gives.

        `before` are statements without values or rows that are run in front of it, in the same round trip where that can be. If one of them is
        refused, nothing behind it is run.
        """
        if not params:
            self._pgconn.send_query("; ".join([*before, sql]).encode(self._encoding))
            return self._rows(self._received()[-1], None)
        encoding = self._encoding
        values = [None if value is None else value.encode(encoding) for value in params]
        if b"\0" in b"".join([value for value in values if value]):
            # libpq would end the value there.
            raise self._unfit("PostgreSQL text fields cannot contain NUL (0x00) bytes")
        known = self._known.get(sql)
        if known is None:
            known = self._known[sql] = _Known()
        else:
            self._known.move_to_end(sql)
        preparing, forgetting = not known.name and known.runs >= _BEFORE_PREPARED, len(self._known) > _MOST_PREPARED
        if before and (preparing or forgetting):
            # Neither can be done in a transaction that failed, which may be what is to be undone first.
            self.run("; ".join(before), ())
            before = ()
        if forgetting:
            self._forget_oldest()
        if preparing:
            self._prepare(sql, known)
        known.runs += 1
        try:
            return self._rows(self._piped(before, sql, known, values) if before else self._sent(sql, known, values), known)
        except self._connection.Error as error:
            if error.sqlstate in (_NOT_THERE, _PLAN_CHANGED):
                # It was discarded, or a table has other columns now: next time it is sent whole again.
                self._known.pop(sql, None)
            raise

    def _send(self, sql: str, known: _Known, values: Sequence[bytes | None]) -> None:
        if known.name:
            self._pgconn.send_query_prepared(known.name, values)
        else:
            self._pgconn.send_query_params(sql.encode(self._encoding), values)

    def _sent(self, sql: str, known: _Known, values: Sequence[bytes | None]) -> PGresult:
        self._send(sql, known, values)
        return self._received()[0]

    def _received(self) -> list[PGresult]:
        return self._accepted(self._wait(self._results(self._pgconn)))

    def _accepted(self, results: list[PGresult]) -> list[PGresult]:
        for result in results:
            if result.status not in _FINE:
                raise self._error_of(result, self._encoding)
        return results

    def _piped(self, before: Sequence[str], sql: str, known: _Known, values: Sequence[bytes | None]) -> PGresult:
        """Sends everything at once, as a pipeline (libpq, 32.5); the result of the statement at its end."""
        pgconn = self._pgconn
        pgconn.enter_pipeline_mode()
        try:
            for first in before:
                pgconn.send_query_params(first.encode(self._encoding), None)
            self._send(sql, known, values)
            pgconn.pipeline_sync()
            results = self._wait(self._all_results(len(before)))
        finally:
            pgconn.exit_pipeline_mode()
        return self._accepted(results)[-1]

    def _all_results(self, before: int) -> Generator[Any, Any, list[PGresult]]:
        """One result of each statement of a pipeline."""
        results: list[PGresult] = yield from self._results(self._pgconn)
        for _ in range(before):
            results += yield from self._more_results(self._pgconn)
        # The mark at the end of the pipeline comes as a result of its own.
        yield from self._more_results(self._pgconn)
        return results

    def _prepare(self, sql: str, known: _Known) -> None:
        self._names += 1
        name = f"appfactory_{self._names}".encode()
        self._pgconn.send_prepare(name, sql.encode(self._encoding))
        self._received()
        known.name = name

    def _forget_oldest(self) -> None:
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
