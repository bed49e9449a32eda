"""Connections, databases, and scripts run statement by statement, so that an error names its line."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from typing import TYPE_CHECKING

from appfactory.perform.postgres.server import Server

if TYPE_CHECKING:
    import psycopg


@contextlib.contextmanager
def connect(url: str) -> Iterator[psycopg.Connection]:
    """A connection that commits each statement by itself, unless a transaction is opened with `connection.transaction()`."""
    import psycopg

    with psycopg.connect(url, autocommit=True, connect_timeout=15, application_name="appfactory") as connection:
        yield connection


def run(connection: psycopg.Connection, sql: str) -> None:
    """Runs SQL that we wrote or that was checked; it may be several statements."""
    connection.execute(sql)


def database_exists(server: Server, name: str) -> bool:
    """True if the server has a database of that name."""
    with connect(server.url) as connection:
        return connection.execute("select 1 from pg_database where datname = %s", (name,)).fetchone() is not None


def create_database(server: Server, name: str) -> bool:
    """Makes an empty database; False if there is one of that name."""
    from psycopg import errors, sql

    with connect(server.url) as connection:
        try:
            # template0 holds nothing that someone put into template1.
            connection.execute(sql.SQL("create database {} template template0 encoding 'UTF8'").format(sql.Identifier(name)))
        except (errors.DuplicateDatabase, errors.UniqueViolation):
            return False
    return True


def drop_database(server: Server, name: str) -> None:
    """Removes a database, whoever is connected to it."""
    from psycopg import sql

    with connect(server.url) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


@contextlib.contextmanager
def scratch_database(server: Server) -> Iterator[str]:
    """The URL of an empty database that is gone at the end."""
    name = f"scratch_{secrets.token_hex(8)}"
    create_database(server, name)
    try:
        yield server.database_url(name)
    finally:
        drop_database(server, name)


class ScriptError(Exception):
    """A statement that PostgreSQL refused. `line` (from 1) is the one PostgreSQL points at, else the one the statement starts at."""

    def __init__(self, line: int, message: str, code: str, statement: str) -> None:
        super().__init__(f"line {line}: {message} ({code})")
        self.line = line
        self.message = message
        self.code = code
        self.statement = statement


def run_script(connection: psycopg.Connection, script: str) -> None:
    """Runs the statements of a script one after another in whatever transaction the connection is. Raises `ScriptError`."""
    import psycopg

    for offset, statement in split_statements(script):
        try:
            run(connection, statement)
        except psycopg.Error as error:
            position = error.diag.statement_position
            place = offset + (max(int(position) - 1, 0) if position else 0)
            line = script.count("\n", 0, place) + 1
            details = [error.diag.message_primary or str(error).strip(), error.diag.message_detail, error.diag.message_hint]
            message = " ".join(part.rstrip(".") + "." for part in details if part)
            raise ScriptError(line, message, error.sqlstate or "", statement) from error


def split_statements(script: str) -> tuple[tuple[int, str], ...]:
    """The statements of a script with the offsets (in characters) at which they start; the whole script if it can't be parsed."""
    import postgast
    from google.protobuf.message import DecodeError

    source = script.encode()
    try:
        parsed = postgast.parse(script)
    except (postgast.PgQueryError, DecodeError):
        return ((0, script),) if script.strip() else ()
    found = []
    for statement in parsed.stmts:
        end = statement.stmt_location + statement.stmt_len if statement.stmt_len else len(source)
        text = source[statement.stmt_location : end].decode()
        stripped = _without_leading_comments(text)
        offset = len(source[: statement.stmt_location].decode()) + len(text) - len(stripped)
        found.append((offset, stripped))
    return tuple(found)


def _without_leading_comments(text: str) -> str:
    """Comments in front of a statement belong to no line of it."""
    while True:
        text = text.lstrip()
        if text.startswith("--"):
            text = text.partition("\n")[2]
        elif text.startswith("/*") and "*/" in text and "/*" not in text[2 : text.index("*/")]:
            text = text[text.index("*/") + 2 :]
        else:
            return text
