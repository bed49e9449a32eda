"""Constraints and indexes of a table as parts that can be compared, dropped, renamed and added, whatever their kind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from appfactory.compile.database.ddl import words_of
from appfactory.compile.database.identifiers import object_name, qualified, quote
from appfactory.compile.database.rendering import (
    add_constraint_sql,
    check_sql,
    exclusion_sql,
    foreign_key_sql,
    index_sql,
    name_of,
    primary_key_sql,
    unique_sql,
)
from appfactory.model.database import ChangeKind, Check, Exclusion, ForeignKey, Index, Table, Unique

PartKind = Literal["primary key", "foreign key", "unique", "check", "exclusion", "index"]


@dataclass(frozen=True, slots=True)
class Part:
    """A constraint or index. `text` is what follows its name, by which two parts are compared; `words` are those of its expressions.

    A part whose words name something that changes must be out of the way meanwhile. Plain constraints and indexes, which have no words,
    follow a change of their columns' types by themselves.
    """

    kind: PartKind
    name: str
    text: str
    words: frozenset[str]
    value: ForeignKey | Unique | Check | Exclusion | Index | tuple[str, ...]

    def same_but_name(self, other: Part) -> bool:
        """True if only the names differ."""
        return self.kind == other.kind and self.text == other.text and self.name != other.name

    def add_sql(self, table: Table) -> str:
        """The statement that adds it."""
        return index_sql(table, self.value) if isinstance(self.value, Index) else add_constraint_sql(table, self.text_with_name())

    def text_with_name(self) -> str:
        """The constraint as it stands in a table."""
        return f"constraint {quote(self.name)} {self.text}"

    @property
    def drop_kind(self) -> ChangeKind:
        """What dropping it is called."""
        return "drop-index" if self.kind == "index" else "drop-constraint"

    def drop_sql(self, table: Table) -> str:
        """The statement that removes it."""
        if self.kind == "index":
            return f"drop index {qualified(table.schema, self.name)}"
        return f"alter table {name_of(table)} drop constraint {quote(self.name)}"

    def rename_sql(self, table: Table, name: str) -> str:
        """The statement that gives it another name."""
        if self.kind == "index":
            return f"alter index {qualified(table.schema, self.name)} rename to {quote(name)}"
        return f"alter table {name_of(table)} rename constraint {quote(self.name)} to {quote(name)}"


Parts = dict[str, Part]


def parts_of(table: Table) -> Parts:
    """The constraints and indexes of a table by name."""
    found: list[Part] = []
    if table.primary_key:
        found.append(Part("primary key", object_name(table.name, "", "pkey"), primary_key_sql(table), frozenset(), table.primary_key))
    found += [_part("unique", unique.name, unique_sql(unique), unique, False) for unique in table.uniques]
    found += [_part("check", check.name, check_sql(check), check, True) for check in table.checks]
    found += [_part("exclusion", item.name, exclusion_sql(item), item, True) for item in table.exclusions]
    found += [_part("foreign key", key.name, foreign_key_sql(key), key, False) for key in table.foreign_keys]
    for index in table.indexes:
        text = index_sql(table, replace(index, name="x")).removeprefix("create ")
        plain = not index.where and all(table.column(element) is not None for element in index.columns)
        found.append(Part("index", index.name, text, frozenset() if plain else words_of(text), index))
    return {part.name: part for part in found}


def _part(kind: PartKind, name: str, sql: str, value: ForeignKey | Unique | Check | Exclusion, expression: bool) -> Part:
    text = sql.removeprefix(f"constraint {quote(name)} ")
    return Part(kind, name, text, words_of(text) if expression else frozenset(), value)
