"""The plan resolved: no defaults left, every reference bound, every name in each convention, all tuples in a stable order.

Made by `compile.resolve`, read by stacks, providers, gates, the database compiler and `plan show`. Stacks never look at the plan again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from appfactory.model.database import Database
from appfactory.model.entities import Entity, EnumSpec, FieldSpec, FieldType, Names, Reference, Scalar, TenancySpec
from appfactory.model.operations import (
    Access,
    Allocation,
    CallFunction,
    InputField,
    InputRole,
    Insert,
    Mark,
    Meaning,
    Method,
    NotCovered,
    Operation,
    Patch,
    ReadMany,
    ReadOne,
    Remove,
    Route,
    SendEmail,
    SideEffect,
    StripeCharge,
    Transition,
)
from appfactory.model.pages import (
    EntityView,
    FormView,
    Layout,
    ListBinding,
    OperationBinding,
    OverviewView,
    Page,
    Section,
    SectionsView,
    UiComponent,
    View,
)

__all__ = [
    "Access",
    "Allocation",
    "AppSpec",
    "CallFunction",
    "Entity",
    "EntityView",
    "EnumSpec",
    "FieldSpec",
    "FieldType",
    "FormView",
    "InputField",
    "InputRole",
    "Insert",
    "Integrations",
    "Layout",
    "ListBinding",
    "Mark",
    "Meaning",
    "Method",
    "Names",
    "NotCovered",
    "Operation",
    "OperationBinding",
    "OverviewView",
    "Page",
    "Patch",
    "Project",
    "ReadMany",
    "ReadOne",
    "Reference",
    "Remove",
    "Rollout",
    "Route",
    "Scalar",
    "Section",
    "SectionsView",
    "SendEmail",
    "SideEffect",
    "StripeCharge",
    "Targets",
    "TenancySpec",
    "Testing",
    "Transition",
    "UiComponent",
    "View",
]


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

    `source_sql` is the plan's own DDL (empty for `fromEntities`). `tenancy` is None where no rows belong to tenants.
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
    tenancy: TenancySpec | None = None

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
