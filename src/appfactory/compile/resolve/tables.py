"""Which table and which columns of the plan's DDL an entity and its fields mean."""

from __future__ import annotations

from collections.abc import Mapping

from appfactory.compile.naming import split_words
from appfactory.compile.resolve.resolution import singular_words
from appfactory.model.database import Column, Database, Table


def tables_by_words(database: Database) -> Mapping[tuple[str, ...], tuple[Table, ...]]:
    """The tables under the words that singular and plural, camel and snake case have in common."""
    found: dict[tuple[str, ...], list[Table]] = {}
    for table in database.tables:
        found.setdefault(singular_words(table.name), []).append(table)
    return {words: tuple(tables) for words, tables in found.items()}


def table_of(entity: str, tables: Mapping[tuple[str, ...], tuple[Table, ...]]) -> Table | None:
    """The table of an entity: the one of exactly its name, else the only one whose words are the same."""
    same = tables.get(singular_words(entity), ())
    exact = next((table for table in same if table.name == entity), None)
    return exact or (same[0] if len(same) == 1 else None)


def columns_by_words(table: Table) -> Mapping[tuple[str, ...], Column]:
    """The columns under their words; the first wins."""
    found: dict[tuple[str, ...], Column] = {}
    for column in table.columns:
        found.setdefault(split_words(column.name), column)
    return found


def column_of(field: str, table: Table, columns: Mapping[tuple[str, ...], Column]) -> Column | None:
    """The column of a field: of exactly its name, else of the same words, else of the reference it stands for (`table` for `tableId`)."""
    exact = table.column(field)
    if exact is not None:
        return exact
    words = split_words(field)
    return columns.get(words) or columns.get((*words, "id")) or (columns.get(words[:-1]) if words[-1:] == ("id",) else None)
