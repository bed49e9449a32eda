"""Foreign keys seen from both ends, with names for code: what Drizzle and Prisma call relations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from appfactory.compile.naming import names_of
from appfactory.model.database import ForeignKey, Table


@dataclass(frozen=True, slots=True)
class Relation:
    """One end of a foreign key. `many` is the end that is pointed at; `tag` tells several keys between two tables apart.

    `columns` and `referenced` are the key's columns (of the table that has the key) and what they point at. `single` says that at most one
    row points here.
    """

    name: str
    target: str
    many: bool
    tag: str
    columns: tuple[str, ...]
    referenced: tuple[str, ...]
    key: ForeignKey
    single: bool = False


def relations_of(
    tables: Sequence[Table], table_names: Mapping[str, str], column_names: Mapping[tuple[str, str], str]
) -> dict[str, tuple[Relation, ...]]:
    """The relations of each table, by the table's name; their names are free among the table's columns and each other."""
    known = {table.name for table in tables}
    pairs: dict[frozenset[str], int] = {}
    for table in tables:
        for key in _keys(table, known):
            pair = frozenset((table.name, key.references))
            pairs[pair] = pairs.get(pair, 0) + 1
    found: dict[str, list[Relation]] = {table.name: [] for table in tables}
    taken = {table.name: {column_names[table.name, column.name] for column in table.columns} for table in tables}
    for table in tables:
        for key in _keys(table, known):
            several = pairs[frozenset((table.name, key.references))] > 1 or key.references == table.name
            tag = key.name if several else ""
            single = (key.columns == table.primary_key) or any(unique.columns == key.columns for unique in table.uniques)
            stem = _stem(column_names[table.name, key.columns[0]]) if len(key.columns) == 1 else table_names[key.references]
            name = _free(stem, "Row", taken[table.name])
            found[table.name].append(Relation(name, key.references, False, tag, key.columns, key.referenced_columns, key))
            back = table_names[table.name] if not several else f"{table_names[table.name]}By{stem[:1].upper()}{stem[1:]}"
            back = _free(back, "Rows", taken[key.references])
            found[key.references].append(Relation(back, table.name, True, tag, key.columns, key.referenced_columns, key, single))
    return {name: tuple(relations) for name, relations in found.items()}


def _keys(table: Table, known: set[str]) -> list[ForeignKey]:
    """The keys to other tables, one for each set of columns: two over the same columns would be one relation twice."""
    keys: dict[tuple[str, ...], ForeignKey] = {}
    for key in table.foreign_keys:
        if key.references_schema == "public" and key.references in known:
            keys.setdefault(key.columns, key)
    return list(keys.values())


def _stem(name: str) -> str:
    """`tableId` is the table; a name without the ending is its own."""
    stem = name.removesuffix("Id") if name.endswith("Id") and len(name) > 2 else name
    return stem or names_of(name).camel


def _free(wanted: str, suffix: str, taken: set[str]) -> str:
    name = wanted
    while name in taken:
        name += suffix
    taken.add(name)
    return name
