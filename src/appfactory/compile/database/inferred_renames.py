"""Renames that can be told from two schemas alone, so that data are kept and not dropped and added anew.

Only what has one reading counts: one table gone and one new with the same columns; in a table, one column gone and one new of the same
type and nullability. Everything else stays a drop (which waits for approval) and an addition.
"""

from __future__ import annotations

from appfactory.compile.database.renaming import Renames
from appfactory.model.database import Column, Database, Table


def inferred_renames(before: Database, after: Database) -> Renames:
    """What was probably renamed between two schemas read from one server's catalog."""
    tables = _tables(before, after)
    former = {new: old for old, new in tables}
    columns = [
        (table.name, *pair)
        for table in after.tables
        if table.schema == "public" and (had := before.table(former.get(table.name, table.name))) is not None and (pair := _column(had, table))
    ]
    return Renames(tables=tables, columns=tuple(columns))


def _tables(before: Database, after: Database) -> tuple[tuple[str, str], ...]:
    old = {table.name: table for table in before.tables if table.schema == "public"}
    new = {table.name: table for table in after.tables if table.schema == "public"}
    gone, added = [old[name] for name in old.keys() - new.keys()], [new[name] for name in new.keys() - old.keys()]
    pairs = []
    for table in sorted(added, key=lambda one: one.name):
        alike = [candidate for candidate in gone if _shape(candidate) == _shape(table)]
        rivals = [other for other in added if _shape(other) == _shape(table)]
        if len(alike) == 1 and len(rivals) == 1:
            pairs.append((alike[0].name, table.name))
    return tuple(pairs)


def _shape(table: Table) -> frozenset[tuple[str, str, bool]]:
    return frozenset((column.name, column.type, column.nullable) for column in table.columns)


def _column(before: Table, after: Table) -> tuple[str, str] | None:
    gone = [column for column in before.columns if after.column(column.name) is None]
    added = [column for column in after.columns if before.column(column.name) is None]
    if len(gone) != 1 or len(added) != 1 or _kind(gone[0]) != _kind(added[0]):
        return None
    return gone[0].name, added[0].name


def _kind(column: Column) -> tuple[str, bool]:
    return column.type, column.nullable
