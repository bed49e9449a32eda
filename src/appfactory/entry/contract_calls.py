"""What a call over HTTP has to be before anybody works on it: to this machine by its name, from no page of another site, of JSON that can be read."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as Call

from appfactory.contract.model.request import RequestError
from appfactory.contract.statements import wire

MOST_BYTES = 8_388_608
"""The most of a body; more is answered with 413."""

MOST_LEVELS = 100
"""How deep a body's arrays and objects may stand in each other; no request needs as many."""

BODY_SECONDS = 30.0
"""How long a body may take to arrive; who is slower is answered with 408."""

HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"}
"""Answers hold rows: no browser guesses what they are, keeps them, or lets another site embed them. The page's own headers come first."""

_LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
_NOTHING: Mapping[str, str] = MappingProxyType({})
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


class Refusal(Exception):  # noqa: N818 - it carries an answer
    """Ends a call with a status and an error; `more` is what else is known."""

    def __init__(self, status: int, error: RequestError, headers: Mapping[str, str] = _NOTHING, more: Mapping[str, object] = _NOTHING) -> None:
        super().__init__(error.message)
        self.status = status
        self.document = {**more, "success": False, "error": wire.error(error)}
        self.headers = dict(headers)


def check_host(request: Request, *, local: bool) -> None:
    """Raises unless the caller named this machine, where only this machine may call (`local`): against names that lead here (DNS rebinding)."""
    host = request.headers.get("host", "")
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    if local and name not in _LOCAL:
        raise Refusal(403, RequestError("other-host", "this server answers on this machine only", "call it by localhost"))


def check_origin(request: Request) -> None:
    """Raises for calls that a page of another site makes a browser send, even those without a body (CSRF).

    Browsers say themselves whose page calls (Sec-Fetch-Site); of those that don't, the origin must be the host that is called.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    own = origin is None or origin.partition("://")[2] == request.headers.get("host") if site is None else site in ("none", "same-origin")
    if not own:
        raise Refusal(403, RequestError("other-origin", f"pages of {origin or 'other sites'} may not call this server", "call it by a program"))


async def content_of(request: Request) -> bytes:
    """The body. Raises if it is too large, too slow, or ends early."""
    content = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in request.stream():
                content += part
                if len(content) > MOST_BYTES:
                    raise Refusal(413, RequestError("over-limit", f"the body has more than {MOST_BYTES} bytes", "split it"))
    except ClientDisconnect:
        raise Refusal(400, RequestError("request-form", "the body ended early", "send it again")) from None
    except TimeoutError:
        error = RequestError("request-form", f"the body did not arrive within {BODY_SECONDS:.0f} seconds", "send it again")
        raise Refusal(408, error, {"Connection": "close"}) from None
    return bytes(content)


async def json_of(request: Request, *, optional: bool = False) -> Any:
    """The JSON of a body. A content type of JSON is demanded: browsers send it to other sites only after asking."""
    content = await content_of(request)
    if optional and not content:
        return {}
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refusal(415, RequestError("request-form", "the body is no JSON", "send it with `Content-Type: application/json`"))
    try:
        document = json.loads(content.decode(), parse_constant=_no_constant, object_pairs_hook=_each_once)
        if _HALF.search(content) is not None:
            json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Refusal(400, RequestError("request-form", "the body holds half a character", "lone surrogates are no text")) from None
    except (ValueError, RecursionError) as problem:
        told = "it is nested too deep" if isinstance(problem, RecursionError) else str(problem)
        raise Refusal(400, RequestError("request-form", f"the body is no JSON: {told}", "send one JSON object")) from None
    if _is_deep(document):
        error = RequestError("request-form", f"the body is nested more than {MOST_LEVELS} levels deep", "say it in several requests")
        raise Refusal(400, error)
    return document


def again(content: bytes, receive: Receive) -> Receive:
    """A body that was read already, for whoever reads it once more."""
    pending = [{"type": "http.request", "body": content, "more_body": False}]

    async def received() -> Message:
        return pending.pop() if pending else await receive()

    return received


class WithHeaders:
    """An application whose answers carry `HEADERS`, each unless the answer has it already."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application
        self._headers = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]

    async def __call__(self, call: Call, receive: Receive, send: Send) -> None:
        """Answers one call."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message.get("headers", ())}
                more = [header for header in self._headers if header[0] not in given]
                message = {**message, "headers": [*message.get("headers", ()), *more]}
            await send(message)

        await self._application(call, receive, sent if call["type"] == "http" else send)


def _no_constant(name: str) -> None:
    raise ValueError(f"JSON has no {name}")


def _each_once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two members of one name: whoever checked the request before us may have looked at the other one."""
    found = dict(members)
    if len(found) < len(members):
        names = [name for name, _ in members]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"`{twice[:80]}` is there twice")
    return found


def _is_deep(document: object) -> bool:
    """True if arrays and objects stand in each other deeper than `MOST_LEVELS`."""
    level: list[object] = [document]
    for _ in range(MOST_LEVELS + 1):
        inner: list[object] = []
        for item in level:
            if isinstance(item, dict):
                inner += item.values()
            elif isinstance(item, list):
                inner += item
        level = inner
        if not level:
            return False
    return True
