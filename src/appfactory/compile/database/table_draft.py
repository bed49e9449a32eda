"""A table while its SQL is being read: lists that grow, and the names PostgreSQL would give to what has none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from appfactory.compile.database.identifiers import free_name
from appfactory.model.database import Check, Column, Exclusion, ForeignKey, Index, Policy, Table, Unique


@dataclass(slots=True)
class TableDraft:
    """What is known of a table so far. `places` maps what was named where to the byte offset in the SQL, for findings."""

    schema: str
    name: str
    start: int
    columns: dict[str, Column] = field(default_factory=dict)
    primary_key: tuple[str, ...] = ()
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    uniques: list[Unique] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    exclusions: list[Exclusion] = field(default_factory=list)
    indexes: list[Index] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)
    row_security: bool = False
    comment: str = ""
    mentions: list[tuple[str, int]] = field(default_factory=list)

    def constraint_names(self) -> set[str]:
        """The names that are taken on this table."""
        groups = (self.foreign_keys, self.uniques, self.checks, self.exclusions, self.indexes)
        return {item.name for group in groups for item in group} | {free_name(self.name, "", "pkey", ())}

    def name_for(self, columns: tuple[str, ...], label: str) -> str:
        """A free name for a constraint over these columns."""
        return free_name(self.name, "_".join(columns), label, self.constraint_names())

    def set_column(self, name: str, **changes: str | bool | None) -> None:
        """Replaces attributes of a column that is there."""
        self.columns[name] = replace(self.columns[name], **changes)  # type: ignore[arg-type]

    def finish(self) -> Table:
        """The table as a value; columns of the primary key can't be null."""
        columns = tuple(replace(column, nullable=column.nullable and column.name not in self.primary_key) for column in self.columns.values())
        return Table(
            name=self.name,
            columns=columns,
            primary_key=self.primary_key,
            foreign_keys=tuple(self.foreign_keys),
            uniques=tuple(self.uniques),
            checks=tuple(self.checks),
            exclusions=tuple(self.exclusions),
            indexes=tuple(self.indexes),
            policies=tuple(self.policies),
            row_security=self.row_security,
            comment=self.comment,
            schema=self.schema,
        )
