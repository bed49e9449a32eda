"""A PostgreSQL schema, wherever it came from (entities, SQL, a live server), and the difference of two."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

ReferentialAction = Literal["no action", "restrict", "cascade", "set null", "set default"]
PolicyAction = Literal["ALL", "SELECT", "INSERT", "UPDATE", "DELETE"]


@dataclass(frozen=True, slots=True)
class Enumeration:
    """`create type name as enum (values)`; the order of values is PostgreSQL's order."""

    name: str
    values: tuple[str, ...]
    schema: str = "public"
    comment: str = ""


@dataclass(frozen=True, slots=True)
class DomainType:
    """`create domain name as base check (…)`. `base` is a type as format_type prints it; in the checks, `VALUE` stands for the value."""

    name: str
    base: str
    checks: tuple[Check, ...] = ()
    nullable: bool = True
    schema: str = "public"


@dataclass(frozen=True, slots=True)
class Column:
    """`type` is as PostgreSQL's format_type prints it (`uuid`, `timestamp with time zone`, `numeric(10,2)`, `reservation_status`, `text[]`).

    `default` is an SQL expression or None. `generated` is what makes the database compute the value, without the word `generated`:
    `always as identity`, `by default as identity`, `always as (price * quantity) stored`; empty for an ordinary column.
    """

    name: str
    type: str
    nullable: bool = False
    default: str | None = None
    comment: str = ""
    generated: str = ""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """`references` is a table's name in the same database. `deferrable` is empty, `deferrable` or `deferrable initially deferred`."""

    name: str
    columns: tuple[str, ...]
    references: str
    referenced_columns: tuple[str, ...]
    on_delete: ReferentialAction = "no action"
    on_update: ReferentialAction = "no action"
    references_schema: str = "public"
    deferrable: str = ""


@dataclass(frozen=True, slots=True)
class Unique:
    """A unique constraint (a unique index without one is an `Index`). Two nulls are the same value unless `nulls_distinct`."""

    name: str
    columns: tuple[str, ...]
    nulls_distinct: bool = True


@dataclass(frozen=True, slots=True)
class Check:
    """A check constraint; `expression` is SQL without the surrounding `CHECK ( )`."""

    name: str
    expression: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """An exclusion constraint; `definition` is what follows the name: `EXCLUDE USING gist (…) WHERE (…)`."""

    name: str
    definition: str


@dataclass(frozen=True, slots=True)
class Index:
    """`columns` are column names or SQL expressions (what is no column's name is SQL); `where` an SQL predicate or empty.

    `include` are columns that the index only carries.
    """

    name: str
    columns: tuple[str, ...]
    unique: bool = False
    method: str = "btree"
    where: str = ""
    include: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """A row level security policy. `check` empty means: as `using`."""

    name: str
    action: PolicyAction = "ALL"
    using: str = ""
    check: str = ""
    roles: tuple[str, ...] = ("public",)
    permissive: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """One table with everything that hangs on it.

    `partition_of` is the partitioned table that it is a part of, by name; `bound` what its rows must fulfil to have a place in it (of a partitioned
    table: in one of its parts), empty if any row has one.
    """

    name: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    uniques: tuple[Unique, ...] = ()
    checks: tuple[Check, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    indexes: tuple[Index, ...] = ()
    policies: tuple[Policy, ...] = ()
    row_security: bool = False
    comment: str = ""
    schema: str = "public"
    partition_of: str = ""
    bound: str = ""
    _by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # From last to first, so that of two columns of one name the first is found.
        object.__setattr__(self, "_by_name", {column.name: column for column in reversed(self.columns)})

    def column(self, name: str) -> Column | None:
        """The column of that name, or None."""
        return self._by_name.get(name)


@dataclass(frozen=True, slots=True)
class Function:
    """A function; `definition` is the whole `create or replace function …` statement."""

    name: str
    definition: str
    schema: str = "public"


@dataclass(frozen=True, slots=True)
class Database:
    """A whole schema. Tables stand in an order in which they can be created but for foreign keys, which come after."""

    tables: tuple[Table, ...] = ()
    enumerations: tuple[Enumeration, ...] = ()
    functions: tuple[Function, ...] = ()
    extensions: tuple[str, ...] = ()
    extra_sql: tuple[str, ...] = ()
    domains: tuple[DomainType, ...] = ()
    _by_name: dict[str, Table] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # From last to first, so that of two tables of one name (in two schemas) the first is found.
        object.__setattr__(self, "_by_name", {table.name: table for table in reversed(self.tables)})

    def table(self, name: str) -> Table | None:
        """The table of that name, or None."""
        return self._by_name.get(name)


ChangeKind = Literal[
    "add-table", "drop-table", "rename-table",
    "add-column", "drop-column", "rename-column", "alter-type", "set-not-null", "drop-not-null", "set-default", "drop-default",
    "add-enum", "drop-enum", "add-enum-value", "drop-enum-value",
    "add-constraint", "drop-constraint", "add-index", "drop-index",
    "add-policy", "drop-policy", "enable-row-security", "disable-row-security",
    "replace-function", "drop-function", "set-comment", "run-sql",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One step from one schema to another: what it is, about what, the SQL that does it, and whether data is lost by it."""

    kind: ChangeKind
    table: str
    name: str
    sql: str
    destructive: bool = False
