"""The contract over HTTP: the routes that callers of the earlier system use, under `/api/v1/agent`, and at `/` the page to type into."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Send
from starlette.types import Scope as Call

from appfactory.contract.execution.answers import translation_document
from appfactory.contract.execution.door import Door, Wish
from appfactory.contract.execution.trial import simulation_document, trial_document
from appfactory.contract.model.request import RequestError, Scope
from appfactory.contract.model.verdict import RunReport
from appfactory.contract.packs.reports.document import report_document
from appfactory.contract.statements import wire
from appfactory.contract.statements.permissions import VERBS, Permission
from appfactory.entry.contract_calls import Refusal, WithHeaders, again, check_host, check_origin, content_of, json_of
from appfactory.entry.contract_openapi import PREFIX, openapi
from appfactory.entry.contract_page import page_routes
from appfactory.entry.contract_tokens import Tokens
from appfactory.perform.problem import EnvironmentProblem

_LOG = logging.getLogger("uvicorn.error")
Work = Callable[[Any, Permission], Any]


def application(door: Door, tokens: Tokens, *, local: bool, mcp: bool = False) -> Starlette:
    """The ASGI application. `local`: only this machine can call; then the host that is called must be this machine's, so that no page of
    another site reaches it through a name of its own (DNS rebinding). `mcp`: agents are answered at `/mcp`; its lifespan has to be run then."""
    calls = _Calls(door, tokens, local)
    agents = _Agents(door, tokens, calls) if mcp else None
    routes = [
        *page_routes(calls.check_host),
        Route(f"{PREFIX}/health", calls.health),
        Route(f"{PREFIX}/testing/openapi.json", calls.description),
        Route(f"{PREFIX}/schema", calls.schema),
        Route(f"{PREFIX}/permission", calls.permission),
        Route(f"{PREFIX}/testing/catalog", calls.packs),
        Route(f"{PREFIX}/translate", calls.posted(calls.translate), methods=["POST"]),
        Route(f"{PREFIX}/execute", calls.posted(calls.execute), methods=["POST"]),
        Route(f"{PREFIX}/preview", calls.posted(calls.preview), methods=["POST"]),
        Route(f"{PREFIX}/simulate", calls.posted(calls.simulate), methods=["POST"]),
        Route(f"{PREFIX}/scenarios/run", calls.posted(calls.run_pack), methods=["POST"]),
        Route(f"{PREFIX}/lifecycle/run", calls.posted(calls.run_pack), methods=["POST"]),
        Route(f"{PREFIX}/testing/run-loop", calls.posted(calls.run_loop), methods=["POST"]),
        Route(f"{PREFIX}/testing/run-default", calls.posted(calls.run_default, optional=True), methods=["POST"]),
    ]
    if agents is not None:
        routes.append(Route("/mcp", agents))
    handlers = {Refusal: _refused, EnvironmentProblem: _unavailable, 404: _unknown, 405: _unknown, 500: _broken}
    return Starlette(
        routes=routes,
        exception_handlers=handlers,
        middleware=[Middleware(WithHeaders)],
        lifespan=agents.lifespan if agents is not None else None,
    )


class _Calls:
    """What each route does."""

    def __init__(self, door: Door, tokens: Tokens, local: bool) -> None:
        self._door = door
        self._tokens = tokens
        self._local = local

    async def health(self, request: Request) -> Response:
        """Says that the server is there, and whether the database is."""
        self.check_host(request)
        return JSONResponse({"status": "ok", "tables": len(self._door.database.tables)})

    async def description(self, request: Request) -> Response:
        """OpenAPI."""
        self.check_host(request)
        return JSONResponse(openapi(tokens=bool(self._tokens.known)))

    async def schema(self, request: Request) -> Response:
        """The catalog."""
        permission = self.permission_of(request)
        found = self._door.schema(request.query_params.get("table", ""), permission)
        if isinstance(found, RequestError):
            raise Refusal(403 if found.code == "not-permitted" else 404, found)
        return JSONResponse(found)

    async def permission(self, request: Request) -> Response:
        """What the caller may do."""
        found = self.permission_of(request)
        may = {"verbs": list(found.verbs), "tables": list(found.tables), "businesses": list(found.businesses), "actors": list(found.actors)}
        return JSONResponse({**may, "commit": found.commits, "model": self._door.has_model})

    async def packs(self, request: Request) -> Response:
        """The packs that can be run by their name."""
        self.permission_of(request)
        return JSONResponse({"packs": [{"filePath": name} for name in await run_in_threadpool(self._door.pack_files)]})

    def posted(self, work: Work, *, optional: bool = False) -> Callable[[Request], Awaitable[Response]]:
        """A route with a JSON body (an empty one if it is optional), worked on in a thread."""

        async def endpoint(request: Request) -> Response:
            permission = self.permission_of(request)
            document = await json_of(request, optional=optional)
            return JSONResponse(await run_in_threadpool(work, document, permission))

        return endpoint

    def translate(self, document: Any, permission: Permission) -> object:
        """`{input, scope?, options?: {forceTable, forceAction, useModel}}` → a translation."""
        text, scope = _spoken(document)
        wish, use_model = _wish({} if document.get("options") is None else document["options"])
        found = self._door.translate(text, scope, permission, wish, use_model=use_model)
        if isinstance(found, RequestError):
            raise Refusal(403, found)
        return translation_document(found, self._door.answers(found, scope, permission))

    def execute(self, document: Any, permission: Permission) -> object:
        """A request → a response."""
        request = wire.read_request(document)
        if isinstance(request, RequestError):
            raise Refusal(400, request)
        response = self._door.execute(request, permission)
        if response.error is not None and response.error.code == "not-permitted":
            raise Refusal(403, response.error)
        return wire.response(response)

    def preview(self, document: Any, permission: Permission) -> object:
        """A request → the response to it and the rows that it would change, rolled back."""
        request = wire.read_request(document)
        if isinstance(request, RequestError):
            raise Refusal(400, request)
        found = self._door.preview(request, permission)
        if isinstance(found, RequestError):
            raise Refusal(403, found)
        return trial_document(found)

    def simulate(self, document: Any, permission: Permission) -> object:
        """`{input, scope?}` → a translation, the response to it and the rows that it would change, rolled back."""
        text, scope = _spoken(document)
        translation, trial = self._door.simulate(text, scope, permission)
        if isinstance(translation, RequestError):
            raise Refusal(403, translation)
        return simulation_document(translation, trial)

    def run_pack(self, document: Any, permission: Permission) -> object:
        """A scenario pack or a lifecycle, itself or as `pack` → a report; also with the answer to one that can't be read."""
        pack = document.get("pack", document) if isinstance(document, dict) else document
        if not isinstance(pack, dict):
            raise Refusal(400, RequestError("request-form", "a pack is an object", "send a scenario pack or a lifecycle"))
        return _report(self._door.run_pack(json.dumps(pack), permission))

    def run_loop(self, document: Any, permission: Permission) -> object:
        """`{filePath}` or `{filePaths}`: packs and loops of the folder; or a fitness loop itself over packs of the folder → one report."""
        said = document if isinstance(document, dict) else {}
        if "suites" in said:
            return _report(self._door.run_loop(json.dumps(said), permission))
        names = [said["filePath"]] if "filePath" in said else said.get("filePaths")
        if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
            raise Refusal(400, RequestError("request-form", "`filePaths` is missing", "name packs that GET testing/catalog lists"))
        return _report(self._door.run_files(tuple(names), permission))

    def run_default(self, _document: Any, permission: Permission) -> object:
        """All packs of the folder → one report."""
        return _report(self._door.run_files((), permission))

    def permission_of(self, request: Request) -> Permission:
        """What the caller may do. Raises if nobody knows the token, or a page of another site sends the call."""
        self.check_host(request)
        check_origin(request)
        permission = self._tokens.permission(request.headers.get("authorization", ""))
        if permission is None:
            error = RequestError("token-needed", "this server needs a token", "send it as `Authorization: Bearer TOKEN`")
            raise Refusal(401, error, {"WWW-Authenticate": "Bearer"})
        return permission

    def check_host(self, request: Request) -> None:
        """Raises unless the caller may call this host."""
        check_host(request, local=self._local)


class _Agents:
    """MCP behind the same door: hosts and tokens are asked as for any other call."""

    def __init__(self, door: Door, tokens: Tokens, calls: _Calls) -> None:
        from appfactory.entry.contract_mcp import McpOverHttp

        self._calls = calls
        self._servers = McpOverHttp(door, tokens.permissions)

    async def __call__(self, scope: Call, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        permission = self._calls.permission_of(request)
        if request.method != "POST":
            # Each call stands for itself: a stream that waits for more would only hold a connection.
            raise Refusal(405, RequestError("unknown-route", f"{request.method} is not possible here", "send each call by POST"), {"Allow": "POST"})
        await self._servers.answer(permission, scope, again(await content_of(request), receive), send)

    @asynccontextmanager
    async def lifespan(self, _application: Starlette) -> AsyncIterator[None]:
        """Runs the servers for as long as the application runs."""
        async with self._servers.running():
            yield


def _spoken(document: Any) -> tuple[str, Scope]:
    read = wire.read_input(json.dumps(document))
    if isinstance(read, RequestError):
        raise Refusal(400, read)
    return read


def _wish(options: Any) -> tuple[Wish, bool]:
    """What the caller insists on, and whether a model may be asked."""
    said = {key: value for key, value in options.items() if value is not None} if isinstance(options, dict) else {"": options}
    kinds = {"forceTable": str, "forceAction": str, "useModel": bool}
    fits = all(isinstance(value, kinds.get(key, type(None))) for key, value in said.items())
    if not fits or (said.get("forceAction") or "query") not in VERBS:
        told = f"`options` has `forceTable`, a table's name, `forceAction`, one of {', '.join(VERBS)}, and `useModel`, true or false"
        raise Refusal(400, RequestError("request-form", "`options` can't be read", told))
    return Wish(said.get("forceTable", ""), said.get("forceAction", "")), bool(said.get("useModel", True))


def _report(found: RunReport | RequestError) -> object:
    """The report of a run. Raises if there is nothing that could be run, with all that is wrong."""
    if isinstance(found, RequestError):
        raise Refusal(404, found)
    document = report_document(found)
    problem = next((finding for finding in found.findings if finding.severity == "error"), None)
    if problem is not None and not found.packs:
        raise Refusal(400, RequestError(problem.code, problem.message, problem.hint), more=document)
    return document


async def _refused(_request: Request, answer: Exception) -> Response:
    assert isinstance(answer, Refusal)
    return JSONResponse(answer.document, answer.status, answer.headers)


async def _unavailable(_request: Request, problem: Exception) -> Response:
    assert isinstance(problem, EnvironmentProblem)
    error = RequestError(problem.finding.code, problem.finding.message, problem.finding.hint)
    if error.code == "database-unreachable":
        # Its address and its login are for who runs the server.
        _LOG.error(problem.finding.message)
        error = RequestError(error.code, "the database can't be reached", "try again later; the server's log says why")
    return JSONResponse({"success": False, "error": wire.error(error)}, 503)


async def _broken(_request: Request, _problem: Exception) -> Response:
    """Our own bug. What happened goes to the server's log, and not to the caller."""
    error = RequestError("internal", "the server failed at this call", "its log says why")
    return JSONResponse({"success": False, "error": wire.error(error)}, 500)


async def _unknown(request: Request, problem: Exception) -> Response:
    status = getattr(problem, "status_code", 404)
    told = f"{request.method} is not possible here" if status == 405 else "there is nothing here"
    error = RequestError("unknown-route", told, f"GET {PREFIX}/testing/openapi.json lists what there is")
    return JSONResponse({"success": False, "error": wire.error(error)}, status, getattr(problem, "headers", None))
