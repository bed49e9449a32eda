"""SQLite databases as the translator sees them: a catalog of their tables, and a lookup of the texts in their cells."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import defaultdict
from pathlib import Path

from appfactory.contract.model.request import Query, RequestError, Scope
from appfactory.contract.model.translation import Catalog, Match
from appfactory.contract.statements.schema import Schema
from appfactory.contract.statements.sql import statement
from appfactory.model.database import Column, Database, ForeignKey, Table

_MOST_CELLS = 20_000
"""Texts per column that are looked up; what lies beyond is not known by name."""
_MOST_MATCHES = 5
_SALT = "427"


def is_held_out(name: str) -> bool:
    """True for the third of the databases by whose questions nothing was tuned (drawn by a hash of the name)."""
    return hashlib.sha256(f"{_SALT}:{name}".encode()).digest()[0] % 3 == 0


def connect(path: Path) -> sqlite3.Connection:
    """A read-only connection that reads any bytes as text."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.text_factory = lambda data: data.decode("utf-8", errors="replace")
    return connection


def read_catalog(connection: sqlite3.Connection) -> Catalog:
    """The tables of a SQLite database with PostgreSQL's names for their types."""
    names = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")]
    keys = {name.lower(): _primary_key(connection, name) for name in names}
    folded = {name.lower(): name for name in names}
    return Catalog(Database(tuple(_table(connection, name, keys, folded) for name in names)))


def to_sqlite(query: Query, schema: Schema) -> str:
    """SQLite's SQL for a query; empty if a value in it can't be one of its column."""
    printed = statement(query, schema, dialect="sqlite")
    return "" if isinstance(printed, RequestError) else printed.sql


def _columns(connection: sqlite3.Connection, table: str) -> list[tuple[int, str, str, int, str | None, int]]:
    return connection.execute(f"pragma table_info({_quoted(table)})").fetchall()


def _primary_key(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    return tuple(name for _, name, _, _, _, place in sorted(_columns(connection, table), key=lambda row: row[5]) if place)


def _table(connection: sqlite3.Connection, name: str, keys: dict[str, tuple[str, ...]], folded: dict[str, str]) -> Table:
    rows = _columns(connection, name)
    actual = {row[1].lower(): row[1] for row in rows}
    grouped: dict[int, list[tuple[str, str, str | None]]] = defaultdict(list)
    for number, _, parent, child_column, parent_column, *_ in connection.execute(f"pragma foreign_key_list({_quoted(name)})"):
        grouped[number].append((parent, child_column, parent_column))
    foreign = []
    for number, parts in sorted(grouped.items(), reverse=True):
        parent = folded.get(parts[0][0].lower())
        if parent is None:
            continue
        columns = tuple(actual.get(column.lower(), column) for _, column, _ in parts)
        parent_columns = {row[1].lower(): row[1] for row in _columns(connection, parent)}
        referenced = tuple(parent_columns.get((column or "").lower(), "") for _, _, column in parts)
        if not all(referenced):
            referenced = keys[parent.lower()]
        if len(referenced) == len(columns):
            foreign.append(ForeignKey(f"{name}_{number}", columns, parent, referenced))
    columns_of_table = tuple(Column(row[1], _type(row[2]), nullable=not row[3]) for row in rows)
    return Table(name, columns_of_table, keys[name.lower()], tuple(foreign))


def _type(declared: str) -> str:
    """PostgreSQL's name for a type as SQLite was told it, by SQLite's own rules of affinity."""
    name = declared.lower()
    if "bool" in name:
        return "boolean"
    if "int" in name:
        return "bigint"
    if any(part in name for part in ("char", "text", "clob")):
        return "text"
    if "timestamp" in name or "datetime" in name:
        return "timestamp without time zone"
    if name.startswith("date"):
        return "date"
    if name.startswith("time"):
        return "time without time zone"
    return "numeric" if any(part in name for part in ("real", "floa", "doub", "num", "dec")) else "text"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class CellLookup:
    """Finds texts in the cells of a database. Reads each column once."""

    def __init__(self, connection: sqlite3.Connection, catalog: Catalog) -> None:
        self._cells: dict[tuple[str, str], dict[str, list[Match]]] = {}
        for table in catalog.database.tables:
            key = _quoted(table.primary_key[0]) if len(table.primary_key) == 1 else "''"
            for column in table.columns:
                if column.type in {"text", "date", "timestamp without time zone"}:
                    self._cells[table.name, column.name] = self._read(connection, table.name, column.name, key)

    @staticmethod
    def _read(connection: sqlite3.Connection, table: str, column: str, key: str) -> dict[str, list[Match]]:
        cells: dict[str, list[Match]] = defaultdict(list)
        statement = f"select {key}, {_quoted(column)} from {_quoted(table)} where {_quoted(column)} is not null limit {_MOST_CELLS}"
        for identity, value in connection.execute(statement):
            matches = cells[str(value).strip().lower()]
            if len(matches) < _MOST_MATCHES:
                matches.append(Match(str(identity), str(value)))
        return dict(cells)

    def __call__(self, table: str, column: str, name: str, _scope: Scope, /) -> tuple[Match, ...]:
        """The rows whose cell reads as the name; the scope is not used."""
        found = self._cells.get((table, column), {}).get(name.strip().lower(), ())
        exact = tuple(match for match in found if match.name == name)
        return exact or tuple(found)
