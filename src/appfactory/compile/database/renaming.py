"""Renames: what a plan's rename means for the schema, so that it is no drop and add."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from appfactory.compile.database.identifiers import object_name, qualified, quote
from appfactory.compile.database.rewriting import rename_columns
from appfactory.model.database import Change, Database, ForeignKey, Index, Table


@dataclass(frozen=True, slots=True)
class Renames:
    """What was renamed in the plan. `tables` and `enumerations`: (old, new) names in schema public; `columns`: (new table name, old, new)."""

    tables: tuple[tuple[str, str], ...] = ()
    columns: tuple[tuple[str, str, str], ...] = ()
    enumerations: tuple[tuple[str, str], ...] = ()


NO_RENAMES = Renames()


def rename_changes(before: Database, after: Database, renames: Renames) -> tuple[Change, ...]:
    """The renames that make sense: the old name is there, the new one is not, and it is the other way round in what shall be."""
    changes = []
    for old, new in _useful_tables(before, after, renames):
        sql = f"alter table {qualified('public', old)} rename to {quote(new)}"
        changes.append(Change("rename-table", new, old, sql))
        index, wanted = object_name(old, "", "pkey"), object_name(new, "", "pkey")
        changes.append(Change("run-sql", new, index, f"alter index if exists {qualified('public', index)} rename to {quote(wanted)}"))
    moved = dict(_useful_tables(before, after, renames))
    for table, old, new in _useful_columns(before, after, renames, moved):
        sql = f"alter table {qualified('public', table)} rename column {quote(old)} to {quote(new)}"
        changes.append(Change("rename-column", table, old, sql))
    for old, new in _useful_enumerations(before, after, renames):
        changes.append(Change("run-sql", "", new, f"alter type {qualified('public', old)} rename to {quote(new)}"))
    return tuple(changes)


def _useful_tables(before: Database, after: Database, renames: Renames) -> tuple[tuple[str, str], ...]:
    had = {table.name for table in before.tables if table.schema == "public"}
    has = {table.name for table in after.tables if table.schema == "public"}
    return tuple((old, new) for old, new in renames.tables if old in had and new in has and new not in had and old not in has)


def _useful_columns(before: Database, after: Database, renames: Renames, moved: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    former = {new: old for old, new in moved.items()}
    found = []
    for name, old, new in renames.columns:
        had, has = before.table(former.get(name, name)), after.table(name)
        if had is None or has is None:
            continue
        if had.column(old) and not had.column(new) and has.column(new) and not has.column(old):
            found.append((name, old, new))
    return tuple(found)


def _useful_enumerations(before: Database, after: Database, renames: Renames) -> tuple[tuple[str, str], ...]:
    had = {item.name for item in before.enumerations}
    has = {item.name for item in after.enumerations}
    return tuple((old, new) for old, new in renames.enumerations if old in had and new in has and new not in had and old not in has)


def renamed(before: Database, after: Database, renames: Renames) -> Database:
    """What the schema is after the renames, as far as it can be told without a server (which rewrites expressions by itself)."""
    tables = dict(_useful_tables(before, after, renames))
    columns: dict[str, dict[str, str]] = {}
    for table, old, new in _useful_columns(before, after, renames, tables):
        columns.setdefault(table, {})[old] = new
    enumerations = dict(_useful_enumerations(before, after, renames))
    return replace(
        before,
        tables=tuple(_renamed_table(table, tables, columns, enumerations) for table in before.tables),
        enumerations=tuple(replace(item, name=enumerations.get(item.name, item.name)) for item in before.enumerations),
    )


def _renamed_table(table: Table, tables: Mapping[str, str], all_columns: Mapping[str, Mapping[str, str]], enumerations: Mapping[str, str]) -> Table:
    name = tables.get(table.name, table.name) if table.schema == "public" else table.name
    own = all_columns.get(name, {}) if table.schema == "public" else {}

    def names(columns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(own.get(column, column) for column in columns)

    def key(item: ForeignKey) -> ForeignKey:
        target = tables.get(item.references, item.references)
        theirs = all_columns.get(target, {})
        referenced = tuple(theirs.get(column, column) for column in item.referenced_columns)
        return replace(item, columns=names(item.columns), references=target, referenced_columns=referenced)

    def index(item: Index) -> Index:
        elements = tuple(own.get(element) or (element if table.column(element) else rename_columns(element, own)) for element in item.columns)
        return replace(item, columns=elements, where=rename_columns(item.where, own) if item.where else "", include=names(item.include))

    return replace(
        table,
        name=name,
        columns=tuple(
            replace(column, name=own.get(column.name, column.name), type=_renamed_type(column.type, enumerations)) for column in table.columns
        ),
        primary_key=names(table.primary_key),
        foreign_keys=tuple(key(item) for item in table.foreign_keys),
        uniques=tuple(replace(item, columns=names(item.columns)) for item in table.uniques),
        checks=tuple(replace(item, expression=rename_columns(item.expression, own)) for item in table.checks),
        indexes=tuple(index(item) for item in table.indexes),
        policies=tuple(
            replace(item, using=rename_columns(item.using, own), check=rename_columns(item.check, own) if item.check else "")
            for item in table.policies
        ),
    )


def _renamed_type(kind: str, enumerations: Mapping[str, str]) -> str:
    element = kind.removesuffix("[]")
    suffix = kind[len(element) :]
    for old, new in enumerations.items():
        if element == quote(old):
            return quote(new) + suffix
    return kind
