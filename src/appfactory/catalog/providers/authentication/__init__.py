"""What every auth provider needs beside its own way to sign in: who is asked for where, and the development sign-in."""

from __future__ import annotations

from collections.abc import Iterable

from appfactory.catalog.providers.packaged_files import packaged_files
from appfactory.catalog.providers.webhooks import webhook_paths
from appfactory.model.files import FileDraft
from appfactory.model.spec import AppSpec, EntityView
from appfactory.model.typescript_literal import encode

ORIGIN = "targets.auth"


def authentication_files(spec: AppSpec) -> tuple[FileDraft, ...]:
    """The interface of `src/auth` that does not depend on the provider, and the plan's protected routes as data."""
    routes = FileDraft("src/auth/_generated/protected-routes.ts", _protected_routes(spec), "generated", "integrations.clerk.protectedRoutes")
    return (*packaged_files("authentication", ORIGIN), routes)


def _protected_routes(spec: AppSpec) -> str:
    protected = tuple(dict.fromkeys(spec.integrations.protected_routes))
    opened = tuple(_open_routes(spec)) if protected else ()
    return (
        "/** Addresses that the plan keeps for people who are signed in. */\n"
        f"{_listed('protectedRoutes', protected)}\n\n"
        "/** What anyone may ask for, whatever pattern covers it: method and path. */\n"
        f"{_listed('openRoutes', opened)}\n"
    )


def _listed(name: str, values: tuple[str, ...]) -> str:
    """A constant, on one line of at most 100 columns or over several."""
    declared = f"export const {name}: readonly string[] = "
    return f"{declared}{encode(values, width=99 - len(declared))};"


def _open_routes(spec: AppSpec) -> Iterable[str]:
    """Public pages (a form on them is sent by POST) and API routes, and webhooks, which are signed."""
    for page in spec.pages:
        if page.access == "public":
            paths = (page.route, f"{page.route.rstrip('/')}/*") if isinstance(page.view, EntityView) and page.route != "/" else (page.route,)
            yield from (f"{method} {path}" for path in paths for method in ("GET", "POST"))
    for route in spec.routes:
        if route.access == "public":
            yield f"{route.method} {route.path}"
    yield from (f"POST {path}" for path in webhook_paths(spec))
