"""Calls that a page of another site sends, bodies that break readers, and callers who take their time: none gets in, none makes the server fail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from appfactory.contract.execution.door import Door, open_door
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
