"""Pages and what is on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from appfactory.model.entities import Names
from appfactory.model.json_value import JsonValue
from appfactory.model.operations import Access

Layout = Literal["marketing", "app", "admin"]


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
class FormView:
    """A page of the plan that is the form for a new row (`/orders/new`). It leads to the page `after` when the row is made."""

    entity: str
    create: str
    after: str


@dataclass(frozen=True, slots=True)
class OverviewView:
    """A page that points at no entity: a heading, figures of the entities the visitor may read, and links to the pages beside it."""

    entities: tuple[str, ...]


View = SectionsView | EntityView | FormView | OverviewView


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
