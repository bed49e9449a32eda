"""The plan resolved: no defaults left, every reference bound, every name in each convention, all tuples in a stable order.

Made by `compile.resolve`, read by stacks, providers, gates, the database compiler and `plan show`. Stacks never look at the plan again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from appfactory.model.database import Database
from appfactory.model.finding import Span
from appfactory.model.json_value import JsonValue

Access = Literal["public", "user", "admin"]
Layout = Literal["marketing", "app", "admin"]
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
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
    """An enumeration. `names` names the TypeScript type, `database_type` the PostgreSQL type; labels stand beside the values, in order."""

    names: Names
    database_type: str
    values: tuple[str, ...]
    labels: tuple[str, ...]


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
    over column names, or empty.
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


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity and the table that holds it.

    `names` is singular, `plural` plural. `key` is the source name of the single-column primary key. `owner` is the source name of the field
    that holds the signed-in user (`fk(users.id)`), or empty. `status` is the source name of the enum field that operations move, or
    empty. `label` is the source name of the field people know a row by (name, title, e-mail…; the key if there is none).
    `access` is `owned` (rows belong to their owner), `through-parent` (rows belong to the owner of the row that `parent` points at) or
    `shared` (everyone signed in reads, admins write). `public_read` is True if a public query or page reads it.
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
    origin: str = ""
    span: Span = Span("")

    def field(self, source: str) -> FieldSpec:
        """The field with that source name. Raises `KeyError` if there is none."""
        for candidate in self.fields:
            if candidate.names.source == source:
                return candidate
        raise KeyError(source)


InputRole = Literal["value", "key", "at-least", "at-most", "on-day", "search", "page", "page-size", "sort"]


@dataclass(frozen=True, slots=True)
class InputField:
    """A field of an operation's input. `binds` is the source name of the entity field it is stored in or compared with, or empty.

    `role` says how it is used. `value`: stored (commands) or compared for equality (queries; an array field must contain it). `key`: says
    which row. `at-least` and `at-most`: bounds of the bound field, both inclusive. `on-day`: the bound datetime falls on this date (UTC).
    `search`, `page`, `page-size` (of a `ReadMany`, in place of the standard `page` and `pageSize`) and `sort` (a field's name, `-` before
    it for descending) bind to nothing.
    """

    names: Names
    type: FieldType
    optional: bool = False
    binds: str = ""
    minimum: int | None = None
    maximum: int | None = None
    role: InputRole = "value"


@dataclass(frozen=True, slots=True)
class Allocation:
    """A row of `resource` is taken for a stretch of time, and no two live rows may hold it at once.

    `reference` is the field of the entity that points at the resource, `start` its datetime field, `end` its datetime field or empty
    (then a slot lasts `minutes`). `quantity` (of the entity) must fit into `capacity` (of the resource) when both are given.
    `released` are the status values in which the row no longer holds the resource. When the input leaves `reference` out, the smallest
    free resource that fits is chosen.
    """

    resource: str
    reference: str
    start: str
    end: str = ""
    minutes: int = 120
    quantity: str = ""
    capacity: str = ""
    status: str = ""
    released: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Insert:
    """Inserts one row of `entity`; the owner field is the signed-in user."""

    entity: str
    allocation: Allocation | None = None


@dataclass(frozen=True, slots=True)
class Patch:
    """Changes the given fields of the row that the input `key` names. Here and below that input binds to the entity's key or a unique field."""

    entity: str
    key: str


@dataclass(frozen=True, slots=True)
class Transition:
    """Moves `field` of the row that the input `key` names to `to`, from one of `allowed`; from any other state it is a conflict (409).

    Other inputs that bind to fields (a reason, a note) are stored along with it.
    """

    entity: str
    key: str
    field: str
    to: str
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Sets `field` of the row that the input `key` names: a bool to `true` or `false`, a nullable date or datetime to the present (`now`).

    Doing it again is no conflict. Other inputs that bind to fields are stored along with it.
    """

    entity: str
    key: str
    field: str
    value: Literal["true", "false", "now"]


@dataclass(frozen=True, slots=True)
class Remove:
    """Deletes the row that the input `key` names."""

    entity: str
    key: str


@dataclass(frozen=True, slots=True)
class ReadOne:
    """Reads the row that the input `key` names."""

    entity: str
    key: str


@dataclass(frozen=True, slots=True)
class ReadMany:
    """Reads a page of rows. `mine` keeps to the signed-in user's. Bound inputs are filters; `search` names the fields a search input searches."""

    entity: str
    mine: bool = False
    search: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotCovered:
    """No rule covers the operation; it becomes a typed action that throws, a failing test and a task. `reason` says what was missing."""

    reason: str


Meaning = Insert | Patch | Transition | Mark | Remove | ReadOne | ReadMany | NotCovered


@dataclass(frozen=True, slots=True)
class SendEmail:
    """Sends the named template to the signed-in user after the commit."""

    template: str


@dataclass(frozen=True, slots=True)
class StripeCharge:
    """Opens a checkout for `product`; its webhook moves `field` of the row to `settled` (both empty if the entity has no such state)."""

    product: str
    field: str = ""
    settled: str = ""


@dataclass(frozen=True, slots=True)
class CallFunction:
    """Calls the named edge function after the commit."""

    function: str


SideEffect = SendEmail | StripeCharge | CallFunction


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation and what it means. `output` is an entity's source name, or empty for nothing; `many` if it returns a page of them."""

    names: Names
    domain: str
    kind: Literal["query", "command"]
    access: Access
    input: tuple[InputField, ...]
    output: str
    many: bool
    meaning: Meaning
    side_effects: tuple[SideEffect, ...] = ()
    understood: str = ""
    origin: str = ""
    span: Span = Span("")

    @property
    def id(self) -> str:
        """`domain.operation`, as routes name it."""
        return f"{self.domain}.{self.names.source}"


@dataclass(frozen=True, slots=True)
class Route:
    """An API route. `path` is as in the plan (`/api/reservations/{id}`), `parameters` the names in braces or after colons, in order.

    `rate_limit` is requests a minute per user (per address when signed out); 0 means none.
    """

    method: Method
    path: str
    parameters: tuple[str, ...]
    operation: str
    access: Access
    validate: bool = True
    rate_limit: int = 0
    origin: str = ""


@dataclass(frozen=True, slots=True)
class OperationBinding:
    """A component's prop that is a form action: `prop` calls `operation`. `fields` maps the component's field names to input names."""

    prop: str
    operation: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ListBinding:
    """A component's prop that is rows of an entity. `fields` maps the component's field names to the entity's."""

    prop: str
    entity: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A library component on a page, with its literal props and what the build fills in."""

    component: str
    export: str
    props: tuple[tuple[str, JsonValue], ...]
    operations: tuple[OperationBinding, ...] = ()
    lists: tuple[ListBinding, ...] = ()
    origin: str = ""


@dataclass(frozen=True, slots=True)
class SectionsView:
    """A page made of sections."""

    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class EntityView:
    """A page about an entity: a list at the page's route, a detail at `route/[id]`, forms at `route/new` and `route/[id]/edit`.

    Each is there only if an operation serves it: `create`, `update`, `remove` and `transitions` are operation ids or empty.
    """

    entity: str
    create: str = ""
    update: str = ""
    remove: str = ""
    transitions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OverviewView:
    """A page that points at no entity: a heading, figures of the entities the visitor may read, and links to the pages beside it."""

    entities: tuple[str, ...]


View = SectionsView | EntityView | OverviewView


@dataclass(frozen=True, slots=True)
class Page:
    """A page. `access` follows from its layout (`marketing`: public, `app`: user, `admin`: admin) and the protected routes."""

    names: Names
    route: str
    layout: Layout
    access: Access
    view: View
    origin: str = ""


@dataclass(frozen=True, slots=True)
class UiComponent:
    """A library component that the plan wants in the app under a name of its own."""

    name: str
    path: str
    alias: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """`slug` is a valid npm package name, folder name and database name stem; `title` is what people read."""

    name: str
    slug: str
    title: str
    stack: str
    package_manager: str
    runtime: str
    repository: str = ""


@dataclass(frozen=True, slots=True)
class Targets:
    """The chosen providers; `none` where there is none."""

    infra: str
    database: str
    auth: str
    payments: str
    email: str
    storage: str


@dataclass(frozen=True, slots=True)
class Integrations:
    """What the plan says about each provider, whichever provider it is."""

    roles: tuple[str, ...] = ("user", "admin")
    protected_routes: tuple[str, ...] = ()
    supabase_project: str = ""
    edge_functions: tuple[str, ...] = ()
    stripe_mode: Literal["test", "live"] = "test"
    products: tuple[str, ...] = ()
    webhooks: tuple[str, ...] = ()
    email_templates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Testing:
    """`coverage_target` is in percent of lines."""

    framework: str = "vitest"
    unit: tuple[str, ...] = ()
    e2e: str = "playwright"
    coverage_target: int = 70
    gherkin_from: str = "prd.requirements"


@dataclass(frozen=True, slots=True)
class Rollout:
    """Feature flags and the stages (percent of users) they go through."""

    flags: tuple[str, ...]
    stages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AppSpec:
    """The whole app. `plan_hash` is the SHA-256 of the plan's canonical JSON. `database` is the schema that must exist, platform tables included.

    `source_sql` is the plan's own DDL (empty for `fromEntities`).
    """

    plan_hash: str
    plan_version: str
    project: Project
    targets: Targets
    variables: tuple[tuple[str, str], ...]
    pages: tuple[Page, ...]
    ui: tuple[UiComponent, ...]
    domains: tuple[str, ...]
    entities: tuple[Entity, ...]
    enumerations: tuple[EnumSpec, ...]
    operations: tuple[Operation, ...]
    routes: tuple[Route, ...]
    database: Database
    source_sql: str
    integrations: Integrations
    testing: Testing
    rollout: Rollout
    hooks_before: tuple[str, ...] = ()
    hooks_after: tuple[str, ...] = ()
    human_checkpoints: tuple[str, ...] = ()
    library: tuple[str, ...] = field(default=())

    def entity(self, source: str) -> Entity:
        """The entity with that source name. Raises `KeyError` if there is none."""
        for candidate in self.entities:
            if candidate.names.source == source:
                return candidate
        raise KeyError(source)

    def operation(self, identifier: str) -> Operation:
        """The operation with that id (`domain.operation`). Raises `KeyError` if there is none."""
        for candidate in self.operations:
            if candidate.id == identifier:
                return candidate
        raise KeyError(identifier)

    def enumeration(self, source: str) -> EnumSpec:
        """The enumeration with that source name. Raises `KeyError` if there is none."""
        for candidate in self.enumerations:
            if candidate.names.source == source:
                return candidate
        raise KeyError(source)
