"""Entities, their fields and types, with every name in each convention."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from appfactory.model.finding import Span
from appfactory.model.json_value import JsonValue

Scalar = Literal[
    "uuid", "ksuid", "string", "text", "int", "bigint", "decimal", "bool", "date", "time", "datetime", "json", "enum", "fk",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Names:
    """One name in each convention: `source` as the plan wrote it, `title` for people (`Party Size`), `constant` as in `PARTY_SIZE`."""

    source: str
    camel: str
    pascal: str
    snake: str
    kebab: str
    title: str
    constant: str


@dataclass(frozen=True, slots=True)
class EnumSpec:
    """An enumeration. `names` names the TypeScript type; labels stand beside the values, in order.

    `database_type` names the PostgreSQL type; empty if the plan's DDL keeps the values in a text column. `description` is a sentence or empty.
    """

    names: Names
    database_type: str
    values: tuple[str, ...]
    labels: tuple[str, ...]
    description: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """What a foreign key points at. `entity` is the entity's source name, or empty for the platform's `users` table."""

    table: str
    column: str
    entity: str = ""


@dataclass(frozen=True, slots=True)
class FieldType:
    """A type of the plan language. For `fk`, `target` is the scalar type of the referenced column.

    `length` is the most characters of a `string` (0: no limit), `precision` and `scale` belong to `decimal`, `prefix` to `ksuid`,
    `enum` is the source name of an `EnumSpec` of the app.
    """

    kind: Scalar
    array: bool = False
    length: int = 0
    precision: int = 0
    scale: int = 0
    prefix: str = ""
    enum: str = ""
    reference: Reference | None = None
    target: Scalar | None = None


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field of an entity.

    `column` is the column's name in the database. `default` is the plan's literal (meaningful only if `has_default`). `supplied` is True
    if the database or the app gives the value when none is sent (keys, defaults, creation time, owner). `check` is an SQL expression
    over column names, or empty. `synonyms` are other words by which people call it. `looked_up` is True if the database alone fills the
    field, from the row that a foreign key points at.
    """

    names: Names
    column: str
    type: FieldType
    nullable: bool = False
    unique: bool = False
    has_default: bool = False
    default: JsonValue = None
    supplied: bool = False
    check: str = ""
    minimum: int | None = None
    maximum: int | None = None
    index: bool = False
    span: Span = Span("")
    description: str = ""
    synonyms: tuple[str, ...] = ()
    looked_up: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity and the table that holds it.

    `names` is singular, `plural` plural. `key` is the source name of the single-column primary key. `owner` is the source name of the field
    that holds the signed-in user (`fk(users.id)`), or empty. `status` is the source name of the enum field that operations move, or
    empty. `label` is the source name of the field people know a row by (name, title, e-mail…; the key if there is none).
    `access` is `owned` (rows belong to their owner), `through-parent` (rows belong to the owner of the row that `parent` points at) or
    `shared` (everyone signed in reads, admins write). `public_read` is True if a public query or page reads it; `shared_read` if everyone who
    signed in reads every row, although only its owner changes it (`multiTenant: false` on an entity with an owner).
    `tenant` is the source name of the field that says which tenant a row belongs to, or empty: such an entity has no owner, and its rows
    are seen by who acts for the tenant. Rows of a `ledger` are only ever added.
    """

    names: Names
    plural: Names
    domain: str
    table: str
    fields: tuple[FieldSpec, ...]
    key: str
    owner: str = ""
    parent: str = ""
    status: str = ""
    label: str = ""
    access: Literal["owned", "through-parent", "shared"] = "shared"
    public_read: bool = False
    shared_read: bool = False
    origin: str = ""
    span: Span = Span("")
    description: str = ""
    synonyms: tuple[str, ...] = ()
    tenant: str = ""
    ledger: bool = False

    def field(self, source: str) -> FieldSpec:
        """The field with that source name. Raises `KeyError` if there is none."""
        for candidate in self.fields:
            if candidate.names.source == source:
                return candidate
        raise KeyError(source)


@dataclass(frozen=True, slots=True)
class TenancySpec:
    """Rows belong to tenants, and a request acts for one. Entities and fields by their source names.

    `claim` of the token names the tenant. `tenants` is the entity of the tenants themselves (empty if the plan has none). Where the token names no
    tenant, people act for those of which `members` has them as `person` (all empty if there are no members); `where` is SQL over the
    columns of that entity, and holds for members who may act.
    """

    claim: str
    tenants: str
    members: str = ""
    person: str = ""
    where: str = ""
