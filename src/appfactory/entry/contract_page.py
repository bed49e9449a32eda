"""The page to type into: files of our own, served with a policy under which nothing else can be loaded or run."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
"""What each file of the page is sent with."""

_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def page_routes(check: Callable[[Request], None]) -> list[Route]:
    """A route for each file of the page, and `/` for the page itself. `check` raises for callers who may not even see it. No file holds a secret."""
    folder = files("appfactory.entry") / "page"
    found = {item.name: item.read_bytes() for item in folder.iterdir() if "." + item.name.rpartition(".")[2] in _TYPES}
    return [Route("/" if name == "index.html" else f"/{name}", _served(name, content, check)) for name, content in sorted(found.items())]


def _served(name: str, content: bytes, check: Callable[[Request], None]) -> Callable[[Request], Response]:
    kind = _TYPES["." + name.rpartition(".")[2]]

    def endpoint(request: Request) -> Response:
        check(request)
        return Response(content, media_type=kind, headers=HEADERS)

    return endpoint
