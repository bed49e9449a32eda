"""What must be there once: routes, pages, names, and names that become the same in code or in the database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from appfactory.compile.naming import clashes, names_of, split_words
from appfactory.compile.plan.spans import PlanPath
from appfactory.compile.rules.context import PlanContext
from appfactory.compile.rules.names import keywords
from appfactory.model.finding import Finding

PLATFORM_PAGES = ("/sign-in", "/sign-up", "/api", "/dev", "/_next", "/auth")
_PARAMETER = re.compile(r"\{(\w+)\}|:(\w+)")


def routes(context: PlanContext) -> Iterable[Finding]:
    """No two routes have one method and path.

    Why: only one of them could answer.
    Bad: two `GET /api/tables`; `GET /api/tables/{id}` beside `GET /api/tables/:number`
    Good: one of each
    """
    seen: dict[tuple[str, str], PlanPath] = {}
    for path, route in context.routes():
        first = seen.setdefault((route.method, _PARAMETER.sub("{}", route.path)), path)
        if first is not path:
            message = f"`{route.method} {route.path}` is there already, in line {_line(context, first)}"
            yield context.finding(
                "duplicate-route", "error", (*path, "path"), message, "only one of them could answer", "remove one, or change its path"
            )


def route_parameters(context: PlanContext) -> Iterable[Finding]:
    """A parameter is a whole part of a path, and a path has each parameter once.

    Why: Next.js keeps routes in folders, and of two parameters with one name one would hide the other.
    Bad: `/api/tables/table-{id}`, `/api/tables/{id}/seats/{id}`
    Good: `/api/tables/{table_id}/seats/{id}`
    """
    for path, route in context.routes():
        used: set[str] = set()
        for part in route.path.strip("/").split("/"):
            match = _PARAMETER.fullmatch(part)
            if match is None:
                if _PARAMETER.search(part) or "{" in part or "}" in part:
                    message = f"`{part}` mixes text and a parameter"
                    yield context.finding(
                        "route-parameter", "error", (*path, "path"), message, "a parameter is a whole part of a path", "write it like `/{id}/`"
                    )
                continue
            name = match[1] or match[2]
            if name in used:
                message = f"the parameter `{name}` is there twice"
                yield context.finding(
                    "route-parameter", "error", (*path, "path"), message, "one value would hide the other", "give them different names"
                )
            used.add(name)


def pages(context: PlanContext) -> Iterable[Finding]:
    """No two pages have one route or one name, and none has a route that the app needs for itself.

    Why: only one of them could be shown.
    Bad: two pages with `route: /bookings`; `route: /sign-in`
    Good: one of each
    """
    seen: dict[str, tuple[str, int]] = {}
    for path, page in context.pages():
        route = re.sub(r"/+", "/", page.route).rstrip("/") or "/"
        if route != page.route:
            message = f"`{page.route}` has a `/` too many"
            yield context.finding(
                "page-route", "error", (*path, "route"), message, "it would be another address, which nothing links to", f"write `{route}`"
            )
        if any(route == taken or route.startswith(f"{taken}/") for taken in PLATFORM_PAGES):
            message = f"`{page.route}` belongs to the app itself"
            why = "sign-in, the API and development pages are there"
            yield context.finding("page-route-reserved", "error", (*path, "route"), message, why, "choose another route")
        if route in seen:
            name, line = seen[route]
            message = f"the page `{name}` in line {line} has the route `{page.route}` already"
            yield context.finding(
                "duplicate-page", "error", (*path, "route"), message, "only one of them could be shown", "remove one, or change its route"
            )
        seen.setdefault(route, (page.name, _line(context, path)))


def platform_paths(context: PlanContext) -> Iterable[Finding]:
    """API paths that the app needs for itself are not the plan's.

    Why: Stripe's webhook, sign-in and development helpers answer there, without a route in the plan.
    Bad: `path: /api/webhooks/stripe` with `payments: stripe`
    Good: no route for it; its events are listed under `integrations.stripe.webhooks`
    """
    targets = context.plan.targets
    taken = {"/api/dev": "development helpers answer there"}
    if targets.payments == "stripe":
        taken["/api/webhooks/stripe"] = "the app checks and handles Stripe's webhook by itself"
    if targets.auth == "authjs":
        taken["/api/auth"] = "Auth.js answers there"
    for path, route in context.routes():
        for stem, why in taken.items():
            if route.path == stem or route.path.startswith(f"{stem}/"):
                message = f"`{route.path}` belongs to the app itself"
                yield context.finding("route-reserved", "error", (*path, "path"), message, why, "remove the route, or choose another path")


def entities(context: PlanContext) -> Iterable[Finding]:
    """Entities differ in more than number and convention, over all domains.

    Why: `Person` and `People` would share a table, `OrderItem` and `order_items` a type.
    Bad: `Person` beside `People`
    Good: `Person` beside `Team`
    """
    paths: dict[str, list[PlanPath]] = {}
    for entity in context.entities:
        paths.setdefault(entity.name, []).append(entity.path)
    for name, places in paths.items():
        for path in places[1:]:
            message = f"the entity `{name}` is there already, in line {_line(context, places[0])}"
            yield context.finding(
                "duplicate-name", "error", (*path, "name"), message, "their tables and types would be one", "remove one, or rename it"
            )
    for first, second, shared in clashes(paths):
        message = f"`{second}` and `{first}` both become `{shared}`"
        why = "their tables and types would be one"
        yield context.finding("name-clash", "error", (*paths[second][0], "name"), message, why, "rename one of them")


def inside(context: PlanContext) -> Iterable[Finding]:
    """Names of one list differ, also in another convention or in upper and lower case.

    Why: `partySize` and `party_size` are one column; `Home` and `home` are one file on many disks.
    Bad: two fields `time`; a flag `beta` beside `Beta`
    Good: one of each
    """
    for what, list_of, convention in _lists(context):
        seen: dict[str, tuple[str, PlanPath]] = {}
        for path, name in list_of:
            folded = unicodedata.normalize("NFKC", name).casefold()
            key = names_of(name).snake if convention and split_words(name) else folded
            for form in dict.fromkeys((key, folded)):
                if form in seen:
                    other, place = seen[form]
                    same = other == name
                    message = (
                        f"the {what} `{name}` is there already, in line {_line(context, place)}"
                        if same
                        else f"`{name}` and `{other}` become one {what}"
                    )
                    code = "duplicate-name" if same else "name-clash"
                    span = context.spans.key(path) if what == "input" else None
                    yield context.finding(code, "error", path, message, "one would hide the other", "remove one, or rename it", span=span)
                    break
            for form in (key, folded):
                seen.setdefault(form, (name, path))


def _lists(context: PlanContext) -> Iterator[tuple[str, list[tuple[PlanPath, str]], bool]]:
    components = context.plan.components
    domains: list[tuple[PlanPath, str]] = [(("components", "domains", place, "name"), node.name) for place, node in enumerate(components.domains)]
    yield "domain", domains, True
    for entity in context.entities:
        yield "field", [((*node.path, "name"), node.plan.name) for node in entity.fields], True
    by_domain: dict[str, list[tuple[PlanPath, str]]] = {}
    for operation in context.operations:
        by_domain.setdefault(operation.domain, []).append(((*operation.path, "name"), operation.plan.name))
        yield "input", [((*operation.path, "input", name), name) for name in operation.plan.input], True
    for operations in by_domain.values():
        yield "operation", operations, True
    yield "page", [((*path, "name"), page.name) for path, page in context.pages()], False
    ui: list[tuple[PlanPath, str]] = []
    for place, node in enumerate(components.ui):
        ui.append((("components", "ui", place, "as" if node.import_name else "name"), node.import_name or node.name))
    yield "component", ui, False
    policies: dict[str, list[tuple[PlanPath, str]]] = {}
    for position, policy in enumerate(context.plan.database.policies):
        policies.setdefault(policy.entity, []).append((("database", "policies", position, "policy"), policy.policy))
    for of_entity in policies.values():
        yield "policy", of_entity, False
    by_kind: dict[str, list[tuple[PlanPath, str]]] = {}
    for path, name, what in keywords(context):
        by_kind.setdefault(what, []).append((path, name))
    for what, names in by_kind.items():
        yield what, names, False


def _line(context: PlanContext, path: PlanPath) -> int:
    return context.spans.value(path).line
