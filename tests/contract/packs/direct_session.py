"""A session over a bare connection, with the few forms of request that these tests use."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from appfactory.contract.language.terse.reader import read_terse
from appfactory.contract.model.request import (
    Batch,
    ColumnReference,
    Command,
    Filter,
    Mutation,
    Query,
    Request,
    RequestError,
    Response,
    Scope,
    Selection,
    TraceEntry,
)
from appfactory.contract.model.translation import Catalog, Question, Translation
from appfactory.model.database import Database

OPERATORS = {"eq": "=", "neq": "<>", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


@dataclass
class DirectTransaction:
    connection: psycopg.Connection
    database: Database
    kept: bool = False

    def execute(self, request: Request, /) -> Response:
        kind = "query" if isinstance(request.command, Query) else "mutate"
        try:
            with self.connection.transaction():
                statement, parameters = built(request.command)
                cursor = self.connection.execute(statement, parameters)
                names = [column.name for column in cursor.description or ()]
                rows = tuple(dict(zip(names, row, strict=True)) for row in cursor.fetchall()) if names else ()
                text = statement.as_string(self.connection)
        except psycopg.Error as error:
            return Response("", False, False, kind, error=told(error))
        table = request.command.table
        trace = TraceEntry(0, "query" if kind == "query" else request.command.action, table, text, (), cursor.rowcount, False)
        return Response("", False, True, kind, rows, cursor.rowcount, trace=(trace,))

    def translate(self, text: str, _scope: Scope, /) -> Translation:
        reading = read_terse(text, Catalog(self.database))
        if reading is None:
            return Translation(text, None, question=Question("not-understood", f"`{text}` is not understood"))
        return Translation(text, reading.command, 1.0, reading.question)

    @contextlib.contextmanager
    def savepoint(self) -> Iterator[Callable[[], None]]:
        undone = False

        def undo() -> None:
            nonlocal undone
            undone = True

        self.connection.execute("savepoint scenario")
        yield undo
        self.connection.execute("rollback to savepoint scenario" if undone else "release savepoint scenario")

    def settle(self) -> RequestError | None:
        try:
            with self.connection.transaction():
                self.connection.execute("set constraints all immediate")
        except psycopg.Error as error:
            return told(error)
        return None

    def keep(self, kept: bool, /) -> None:
        self.kept = kept


@dataclass
class DirectSession:
    connection: psycopg.Connection
    database: Database

    @contextlib.contextmanager
    def transaction(self) -> Iterator[DirectTransaction]:
        transaction = DirectTransaction(self.connection, self.database)
        with self.connection.transaction() as block:
            self.connection.execute("set local lock_timeout = '2s'")
            self.connection.execute("set local deadlock_timeout = '50ms'")
            yield transaction
            if not transaction.kept:
                raise psycopg.Rollback(block)


def told(error: psycopg.Error) -> RequestError:
    diagnosis = error.diag
    return RequestError(
        f"pg-{error.sqlstate}",
        diagnosis.message_primary or str(error),
        diagnosis.message_detail or "",
        diagnosis.table_name or "",
        diagnosis.column_name or "",
    )


def built(command: Command) -> tuple[sql.Composed, list[Any]]:
    if isinstance(command, Query):
        named = [sql.Identifier(selection.of.column) for selection in command.select]
        columns = sql.SQL(", ").join(named) if named else sql.SQL("*")
        if command.select and command.select[0].aggregate == "count":
            columns = sql.SQL("count(*)")
        where, parameters = conditions(command.filters)
        return sql.SQL("select {} from {}{} limit {}").format(columns, sql.Identifier(command.table), where, command.limit or 100), parameters
    assert isinstance(command, Mutation)
    # As text, which PostgreSQL reads as whatever the column is of.
    values = [(column, list(value) if isinstance(value, tuple) else None if value is None else str(value)) for column, value in command.values]
    if command.action == "insert":
        names = sql.SQL(", ").join(sql.Identifier(column) for column, _ in values)
        places = sql.SQL(", ").join(sql.Placeholder() for _ in values)
        statement = sql.SQL("insert into {} ({}) values ({})").format(sql.Identifier(command.table), names, places)
        if not values:
            statement = sql.SQL("insert into {} default values").format(sql.Identifier(command.table))
        parameters = [value for _, value in values]
    else:
        where, filtered = conditions(command.filters)
        if command.action == "update":
            assigned = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(column)) for column, _ in values)
            statement = sql.SQL("update {} set {}{}").format(sql.Identifier(command.table), assigned, where)
            parameters = [value for _, value in values] + filtered
        else:
            statement, parameters = sql.SQL("delete from {}{}").format(sql.Identifier(command.table), where), filtered
    if command.returning:
        statement += sql.SQL(" returning ") + sql.SQL(", ").join(sql.Identifier(column) for column in command.returning)
    return statement, parameters


def conditions(filters: tuple[Filter, ...]) -> tuple[sql.Composed, list[Any]]:
    parts, parameters = [], []
    for condition in filters:
        name = sql.Identifier(condition.column.column)
        if condition.operator in ("is_null", "not_null"):
            parts.append(sql.SQL("{} is null" if condition.operator == "is_null" else "{} is not null").format(name))
        else:
            parts.append(sql.SQL("{} " + OPERATORS[condition.operator] + " %s").format(name))
            parameters.append(condition.value)
    return (sql.SQL(" where ") + sql.SQL(" and ").join(parts)) if parts else sql.Composed([]), parameters


def read_request(document: object, scope: Scope) -> Request | RequestError:
    """The wire form, as far as these tests use it."""
    assert isinstance(document, dict)
    command = document.get("command", document)
    if command.get("kind") == "query":
        columns = tuple(Selection(ColumnReference(name)) for name in command.get("select", ()))
        return Request(Query(command["table"], columns, filters=filters_of(command), limit=command.get("limit")), scope)
    if command.get("kind") == "mutate":
        values = tuple((column, tuple(value) if isinstance(value, list) else value) for column, value in command.get("values", {}).items())
        mutation = Mutation(command["action"], command["table"], values, filters_of(command), tuple(command.get("returning", ())))
        return Request(mutation, scope)
    return RequestError("bad-request", "the command has no kind")


def filters_of(command: dict[str, Any]) -> tuple[Filter, ...]:
    return tuple(Filter(ColumnReference(item["column"]), item.get("op", "eq"), item.get("value")) for item in command.get("filters", ()))


class DirectWire:
    def command(self, command: Command, /) -> dict[str, object]:
        assert not isinstance(command, Batch)
        return {"kind": "query" if isinstance(command, Query) else "mutate", "table": command.table}

    def response(self, response: Response, /) -> dict[str, object]:
        error = response.error
        rows = json.loads(json.dumps(list(response.rows), default=str))
        return {
            "success": response.success,
            "result": {"rows": rows, "rowCount": response.row_count},
            "error": {"code": error.code, "message": error.message} if error else None,
        }
