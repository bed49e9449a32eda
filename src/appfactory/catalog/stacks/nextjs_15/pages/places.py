"""Where things of the app are imported from, and what they are called there (the interfaces of docs/app.md)."""

from __future__ import annotations

import re

from appfactory.catalog.stacks.nextjs_15.assemble.copying import module_specifier
from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.model.spec import Access, Entity, FieldSpec, Operation, Page

_UI = "packages/platform/ui/src"


def library(module: Module, path: str, name: str) -> str:
    """Imports a named export of a platform component, e.g. `patterns/data-table/DataTable`."""
    return module.use(module_specifier(f"{_UI}/{path}.tsx"), name)


def form_state(module: Module) -> str:
    """Imports the type of a form action's state."""
    return module.use_type(module_specifier(f"{_UI}/forms/form-state.ts"), "FormState")


def domain_folder(domain: str) -> str:
    """The folder of a domain under `src/domains`."""
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", domain).lower()).strip("-")


def query(module: Module, entity: Entity, name: str) -> str:
    """Imports one of an entity's reads: `find…`, `browse…`, `count…`, `…Options`, `…Labels`."""
    return module.use(f"@/domains/{domain_folder(entity.domain)}/queries", name)


def form_action(module: Module, operation: Operation) -> str:
    """Imports the form action of an operation."""
    return module.use(f"@/domains/{domain_folder(operation.domain)}/form-actions", f"{operation.names.camel}Form")


def actor_expression(module: Module, access: Access) -> str:
    """How a page gets its visitor: who may not see it is sent away by the call."""
    name = {"public": "currentActor", "user": "requireActor", "admin": "requireAdmin"}[access]
    module.use("@/auth", name)
    return f"await {name}()"


def page_folder(page: Page) -> str:
    """The folder of a page's `page.tsx`, inside the route group of its layout."""
    route = page.route.strip("/")
    return f"src/app/({page.layout})" + (f"/{route}" if route else "")


def component_name(page: Page, suffix: str = "Page") -> str:
    """The name of a page's component: `BookingsPage`."""
    stem = page.names.pascal or "Home"
    return stem if stem.endswith(suffix) else stem + suffix


def find(entity: Entity) -> str:
    """The read of one row by its key."""
    return f"find{entity.names.pascal}"


def browse(entity: Entity) -> str:
    """The read of a page of rows."""
    return f"browse{entity.plural.pascal}"


def count(entity: Entity) -> str:
    """The number of rows the visitor may see."""
    return f"count{entity.plural.pascal}"


def in_address(field: FieldSpec, value: str) -> str:
    """A value as a part of an address, for a template literal: texts may hold anything, other keys only what stands for itself."""
    kind = field.type.target or field.type.kind
    return f"${{encodeURIComponent({value})}}" if kind in ("string", "text", "enum") else f"${{{value}}}"


def key_from_address(entity: Entity) -> str:
    """The statement that takes the row's key from the page's parameters, which Next.js hands over as they stand in the address."""
    if entity.field(entity.key).type.kind in ("string", "text", "enum"):
        return "  const id = decodeURIComponent((await params).id);"
    return "  const { id } = await params;"


def options(entity: Entity) -> str:
    """The choices of a select."""
    return f"{entity.names.camel}Options"


def labels(entity: Entity) -> str:
    """The labels of rows by key."""
    return f"{entity.names.camel}Labels"
