"""Calls that a page of another site sends, bodies that break readers, and callers who take their time: none gets in, none makes the server fail."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from appfactory.contract.execution.door import Door, open_door
from appfactory.entry import contract_server
from appfactory.entry.contract_http import application
from appfactory.entry.contract_openapi import PREFIX
from appfactory.entry.contract_tokens import Tokens

pytestmark = pytest.mark.postgres
JSON = {"Content-Type": "application/json"}
ONE = {"bizId": "biz_1"}


@pytest.fixture(scope="module")
def hostile_door(prepared: str) -> Iterator[Door]:
    with open_door(prepared) as opened:
        yield opened


@pytest.fixture(scope="module")
def caller(hostile_door: Door) -> Iterator[TestClient]:
    with TestClient(application(hostile_door, Tokens(), local=True, mcp=True), base_url="http://localhost") as opened:
        yield opened


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]
)
def test_pages_of_other_sites_start_nothing(caller: TestClient, headers: dict[str, str]) -> None:
    """Not even what needs no body, which a browser would send without asking."""
    for path in (f"{PREFIX}/testing/run-default", f"{PREFIX}/execute", "/mcp"):
        answer = caller.post(path, headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "other-origin")
    assert caller.get(f"{PREFIX}/schema", headers=headers).status_code == 403


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://localhost"}, {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}])
def test_the_own_page_and_programs_are_answered(caller: TestClient, headers: dict[str, str]) -> None:
    assert caller.get(f"{PREFIX}/schema", headers=headers).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "testserver", "", "localhost.evil.example", "127.0.0.1.nip.io:8787", "evil.example:80@localhost"])
def test_no_other_name_leads_here(caller: TestClient, host: str) -> None:
    for path in ("/", f"{PREFIX}/health", f"{PREFIX}/schema"):
        assert caller.get(path, headers={"Host": host}).status_code == 403


def test_answers_are_neither_kept_nor_embedded(caller: TestClient) -> None:
    for answer in (caller.get(f"{PREFIX}/schema"), caller.get(f"{PREFIX}/nothing"), caller.post(f"{PREFIX}/execute", json={})):
        assert (answer.headers["X-Content-Type-Options"], answer.headers["Cache-Control"]) == ("nosniff", "no-store")
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def inside(value: str) -> list[str]:
    """Requests with the JSON of a value at places that are echoed, stored or read again."""
    scope = '"scope": {"bizId": "biz_1"}'
    values = f'{{"id": "odd", "name": "odd", "settings": {value}}}'
    return [
        f'{{"requestId": {value}, {scope}, "command": {{"kind": "query", "table": "offers"}}}}',
        f'{{{scope}, "command": {{"kind": "query", "table": {value}}}}}',
        f'{{{scope}, "command": {{"kind": "mutate", "action": "insert", "table": "offers", "values": {values}}}}}',
        f'{{"input": {value}}}',
        f'{{"steps": {value}, "name": {value}}}',
    ]


BODIES = [
    r'"\ud800"',
    r'"list offers named \udfff"',
    '"\\u0000"',
    *("[" * depth + "]" * depth for depth in (90, 101, 500, 950, 100_000)),
    '{"a":' * 500 + "1" + "}" * 500,
    "1e400",
    "-1e400",
    "NaN",
    "9" * 4000,
    "9" * 5000,
]


@pytest.mark.parametrize("value", BODIES, ids=range(len(BODIES)))
def test_odd_bodies_are_answered(caller: TestClient, value: str) -> None:
    for body in inside(value):
        for path in ("execute", "preview", "translate", "simulate", "scenarios/run"):
            answer = caller.post(f"{PREFIX}/{path}", content=body, headers=JSON)
            assert answer.status_code in (200, 400), (path, body[:80], answer.text[:200])
        arguments = f'{{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {{"name": "execute", "arguments": {{"request": {body}}}}}}}'
        answer = caller.post("/mcp", content=arguments, headers={**JSON, "Accept": "application/json, text/event-stream"})
        assert answer.status_code in (200, 400), (body[:80], answer.text[:200])


def test_a_member_that_is_there_twice_is_not_chosen_among(caller: TestClient) -> None:
    body = '{"dryRun": true, "dryRun": false, "scope": {"bizId": "biz_1"}, "command": {"kind": "query", "table": "offers"}}'
    answer = caller.post(f"{PREFIX}/execute", content=body, headers=JSON)
    assert answer.status_code == 400
    assert "`dryRun` is there twice" in answer.json()["error"]["message"]


@pytest.mark.parametrize("odd", ["[" * 3000 + "]" * 3000, '["' + "]" * 3000 + '", ' + "[" * 2000 + "]" * 2001, "9" * 5000])
def test_json_that_python_can_not_read_does_not_close_its_table(caller: TestClient, odd: str) -> None:
    """JSON as text passes every check of requests; whoever lists the table later has to be answered all the same."""
    insert = {"kind": "mutate", "action": "insert", "table": "offers", "values": {"id": "deep", "name": "deep", "settings": odd}}
    answer = caller.post(f"{PREFIX}/execute", json={"scope": ONE, "command": insert})
    assert answer.status_code == 200
    assert answer.json()["result"]["rows"][0]["settings"] == odd


def test_agents_send_no_endless_bodies_and_hold_no_streams(caller: TestClient) -> None:
    both = {**JSON, "Accept": "application/json, text/event-stream"}
    assert caller.post("/mcp", content=b" " * 9_000_000, headers=both).status_code == 413
    for method in ("GET", "DELETE", "PUT"):
        assert caller.request(method, "/mcp", headers=both).status_code == 405


def test_who_says_nothing_holds_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether silent, or a byte at a time; who has asked is answered, however long the answer takes."""
    monkeypatch.setattr(contract_server, "HEAD_SECONDS", 0.3)

    async def answer(_: Request) -> Response:
        await asyncio.sleep(0.6)
        return Response("ok")

    routes = Starlette(routes=[Route("/", answer)])
    server = uvicorn.Server(uvicorn.Config(routes, port=0, http=contract_server.Impatient, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    place = server.servers[0].sockets[0].getsockname()[:2]
    try:
        with socket.create_connection(place, timeout=5) as silent:
            assert silent.recv(1) == b""
        with socket.create_connection(place, timeout=5) as slow, contextlib.suppress(ConnectionError):
            started = time.monotonic()
            while time.monotonic() - started < 3:
                slow.send(b"G" if time.monotonic() == started else b"E")
                time.sleep(0.05)
            pytest.fail("the connection was held")
        with socket.create_connection(place, timeout=5) as asking:
            for _ in range(2):
                asking.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert asking.recv(4096).startswith(b"HTTP/1.1 200")
    finally:
        server.should_exit = True
        thread.join()
