"""The HTTP server itself: listening, saying where, ending."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlencode

import click
import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from appfactory.contract.execution.door import Door
from appfactory.entry.contract_http import application
from appfactory.entry.contract_openapi import PREFIX
from appfactory.entry.contract_tokens import Tokens
from appfactory.model.finding import Finding
from appfactory.perform.problem import EnvironmentProblem

MOST_AT_ONCE = 128
"""Connections at a time; more are answered with 503."""

HEAD_SECONDS = 10.0
"""How long the head of a request may take to arrive."""

NOTHING: Mapping[str, object] = MappingProxyType({})


class Impatient(H11Protocol):
    """HTTP that closes connections whose next request does not arrive in time: else a few silent callers would hold all that there may be."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begins to wait for a first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Waits on while a head is not complete; the first byte of it begins the time, and no further one prolongs it."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop()
        elif self._late is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no more."""
        self._stop()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._late = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self) -> None:
        self._late = None
        if self.conn.their_state is h11.IDLE and (self.cycle is None or self.cycle.response_complete):
            self.transport.close()


def listen(
    door: Door,
    tokens: Tokens,
    host: str,
    port: int,
    *,
    local: bool,
    mcp: bool,
    as_json: bool,
    business: str = "",
    told: Mapping[str, object] = NOTHING,
) -> None:
    """Says where, then answers until Ctrl-C or SIGTERM. Raises `EnvironmentProblem` if the address can't be listened on.

    `business` is filled in on the page that is told; `told` goes into the same JSON.
    """
    config = uvicorn.Config(
        application(door, tokens, local=local, mcp=mcp), log_level="warning", access_log=False, server_header=False, limit_concurrency=MOST_AT_ONCE,
        timeout_keep_alive=5, timeout_graceful_shutdown=10, ws="none", http=Impatient, lifespan="on" if mcp else "off",
    )  # fmt: skip
    with _listening(host, port) as listener:
        number = listener.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        page = f"http://{shown}:{number}/"
        url = f"http://{shown}:{number}{PREFIX}"
        filled = f"#{urlencode({'business': business})}" if business else ""
        agents = {"mcp": f"{page}mcp"} if mcp else {}
        place = {"ok": True, "url": url, "page": page + filled, **agents, "tokens": bool(tokens.known), **told}
        lines = [f"Page to type into: {page}{filled}", f"For programs:      {url}", *(f"For agents (MCP):  {address}" for address in agents.values())]
        click.echo(json.dumps(place) if as_json else "\n".join((*lines, "Ctrl-C ends it.")))
        uvicorn.Server(config).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        # Who calls as soon as the address is told waits, and is not turned away.
        listener.listen(MOST_AT_ONCE)
    except OSError as error:
        hint = "Choose another --port, or 0 for any that is free."
        message = f"{host}:{port} can't be listened on: {error.strerror or error}"
        raise EnvironmentProblem(Finding("contract-port", "error", message, hint=hint, origin="environment")) from error
    return listener
