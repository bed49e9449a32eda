"""The contract over HTTP and MCP: its routes, who may what, two businesses under load, and programs that talk nonsense."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from appfactory.contract.execution.door import Door, open_door
from appfactory.contract.model.request import Scope
from appfactory.contract.statements.permissions import Permission
from appfactory.entry.contract_http import application
from appfactory.entry.contract_openapi import PREFIX
from appfactory.entry.contract_tokens import Tokens, tokens_of
from appfactory.model.finding import Finding

pytestmark = pytest.mark.postgres

QUERY = {"scope": {"bizId": "biz_1"}, "command": {"kind": "query", "table": "offers", "select": ["id"], "sort": ["id"]}}
INSERT = {
    "scope": {"bizId": "biz_1"},
    "command": {"kind": "mutate", "action": "insert", "table": "offers", "values": {"id": "door_1", "name": "By the door"}},
}
PACK = {
    "scenarios": [{"id": "s1", "name": "an offer", "prompt": "insert into offers id = p1 name = From a pack"}],
    "defaults": {"dryRun": True, "scope": {"bizId": "biz_1"}},
}


JSON_BODY = {"Content-Type": "application/json"}


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packs")
    (folder / "one.json").write_text(json.dumps(PACK))
    return folder


@pytest.fixture(scope="session")
def door(prepared: str, packs: Path) -> Iterator[Door]:
    with open_door(prepared, packs=packs) as opened:
        yield opened


@pytest.fixture(scope="session")
def client(door: Door) -> TestClient:
    return TestClient(application(door, Tokens(), local=True), base_url="http://localhost")


def guarded(door: Door, **permissions: Permission) -> TestClient:
    known = tuple((hashlib.sha256(token.encode()).hexdigest(), permission) for token, permission in permissions.items())
    return TestClient(application(door, Tokens(known), local=False))


def post(client: TestClient, path: str, document: object, token: str = "") -> tuple[int, dict[str, object]]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = client.post(f"{PREFIX}/{path}", json=document, headers=headers)
    return answer.status_code, answer.json()


def test_the_routes_of_the_earlier_system(client: TestClient) -> None:
    assert client.get(f"{PREFIX}/health").json()["status"] == "ok"
    assert client.get(f"{PREFIX}/schema?table=offers").json()["tables"][0]["name"] == "offers"
    status, response = post(client, "execute", QUERY)
    assert (status, response["success"], response["result"]) == (200, True, {"rows": [{"id": "o1"}, {"id": "o2"}], "rowCount": 2})
    status, translation = post(client, "translate", {"input": "list offers limit 1", "scope": {"bizId": "biz_1"}})
    assert (status, translation["command"]) == (200, {"kind": "query", "table": "offers", "limit": 1})
    status, simulated = post(client, "simulate", {"input": "insert into offers id = s1 name = Try", "scope": {"bizId": "biz_1"}})
    assert (status, simulated["response"]["success"], simulated["response"]["dryRun"]) == (200, True, True)  # type: ignore[index]
    for path, document in (("scenarios/run", PACK), ("scenarios/run", {"pack": PACK}), ("testing/run-loop", {"filePath": "one.json"})):
        status, report = post(client, path, document)
        assert status == 200
        assert report["totals"]["passed"] == 1  # type: ignore[index]
    assert client.post(f"{PREFIX}/testing/run-default").json()["totals"]["passed"] == 1
    assert client.get(f"{PREFIX}/testing/catalog").json() == {"packs": [{"filePath": "one.json"}]}
    paths = client.get(f"{PREFIX}/testing/openapi.json").json()["paths"]
    assert all(client.request(method, PREFIX + path).status_code != 404 for path in paths for method in paths[path])


def test_a_wish_is_met_or_asked_about(client: TestClient) -> None:
    said = {"input": "list offers", "scope": {"bizId": "biz_1"}}
    _, met = post(client, "translate", {**said, "options": {"forceTable": "offers", "forceAction": "query"}})
    _, unmet = post(client, "translate", {**said, "options": {"forceTable": "bizes"}})
    assert (met["command"] is not None, unmet["command"]) == (True, None)
    assert "bizes" in unmet["question"]["text"]  # type: ignore[index]
    assert unmet["confidence"] == 0
    status, unknown = post(client, "translate", {**said, "options": {"forceTable": "ofers"}})
    assert (status, unknown["question"]["choices"]) == (200, ["offers"])  # type: ignore[index]


def test_what_is_wrong_with_a_call_is_told(client: TestClient) -> None:
    assert post(client, "execute", {"command": {"kind": "query"}})[0] == 400
    assert post(client, "execute", [])[0] == 400
    assert post(client, "translate", {})[0] == 400
    for options in (False, [], {"forceAction": "drop"}, {"forceTable": 3}, {"force": "x"}):
        assert post(client, "translate", {"input": "x", "options": options})[0] == 400
    assert post(client, "scenarios/run", [PACK])[0] == 400
    assert post(client, "testing/run-loop", {"filePath": "../../etc/passwd"})[0] == 404
    assert post(client, "testing/run-loop", {"filePath": 3})[0] == 400
    assert client.get(f"{PREFIX}/schema?table=nothing").status_code == 404
    assert client.get(f"{PREFIX}/nothing").json()["error"]["code"] == "unknown-route"
    assert client.get(f"{PREFIX}/execute").status_code == 405
    assert client.post(f"{PREFIX}/execute", content=json.dumps(QUERY), headers={"Content-Type": "text/plain"}).status_code == 415
    for body in (b"", b"\xff", b"[" * 100_000, b'{"a": NaN}', json.dumps({**QUERY, "requestId": "\ud800"}).encode()):
        assert client.post(f"{PREFIX}/execute", content=body, headers={"Content-Type": "application/json"}).status_code == 400
    assert client.post(f"{PREFIX}/execute", content=b" " * 9_000_000, headers={"Content-Type": "application/json"}).status_code == 413
    assert client.get(f"{PREFIX}/schema", headers={"Host": "evil.example"}).status_code == 403


@pytest.mark.parametrize("path", ["execute", "preview", "translate", "simulate", "scenarios/run", "lifecycle/run", "testing/run-loop"])
def test_half_a_character_is_no_text(client: TestClient, path: str) -> None:
    half = {"input": "list \ud800", "filePath": "\ud800", "scenarios": [{"prompt": "\udc00"}], "command": {"kind": "query", "table": "\ud800"}}
    for document in (half, {"\ud83d": 1}):
        assert client.post(f"{PREFIX}/{path}", content=json.dumps(document), headers=JSON_BODY).status_code == 400
    whole = json.dumps({"input": "list offers where name = \U0001f600", "scope": {"bizId": "biz_1"}})
    assert client.post(f"{PREFIX}/translate", content=whole, headers=JSON_BODY).status_code == 200


LIFECYCLE = {
    "defaults": {"dryRun": True, "scope": {"bizId": "biz_1"}, "continueOnFailure": True},
    "variables": {"price": 50},
    "options": {"rollbackOnFailure": True, "includeStepTrace": True},
    "phases": [
        {
            "id": "offers",
            "name": "Offers",
            "continueOnFailure": True,
            "steps": [
                {
                    "id": "make",
                    "name": "An offer",
                    "prompt": "insert into offers id = {{id:offer}} biz_id = biz_1 name = Trim {{runId}} price_minor = {{price}}",
                    "tags": ["first"],
                    "expect": {"success": True, "rowCountEq": 1, "asserts": [{"path": "result.rows[0].price_minor", "equals": 50}]},
                    "captures": [{"key": "made", "from": "result", "path": "rows[0].id", "required": True}],
                },
                {
                    "id": "refused",
                    "name": "No such state",
                    "prompt": "update offers set status = paused where id = {{made}}",
                    "expect": {"success": False, "errorContains": ["paused", "status"]},
                },
                {
                    "id": "read",
                    "name": "It is still there",
                    "request": {"command": {"kind": "query", "table": "offers", "filters": [{"column": "id", "op": "eq", "value": "{{made}}"}]}},
                    "expect": {"rowCountGte": 1, "rowCountLte": 1, "asserts": [{"path": "rows[0].name", "contains": "{{runId}}"}]},
                },
            ],
        }
    ],
}


def test_a_lifecycle_runs(client: TestClient) -> None:
    for document in (LIFECYCLE, {"pack": LIFECYCLE}):
        status, report = post(client, "lifecycle/run", document)
        steps = report["packs"][0]["phases"][0]["steps"]  # type: ignore[index]
        assert (status, [step["status"] for step in steps]) == (200, ["passed"] * 3), steps
        assert all("trace" in step for step in steps if step["id"] != "refused")


def test_who_has_no_token_gets_nothing(door: Door) -> None:
    client = guarded(door, secret=Permission())
    for path in ("schema", "testing/catalog"):
        assert client.get(f"{PREFIX}/{path}").status_code == 401
    for token in ("", "wrong", "secret2"):
        assert post(client, "execute", QUERY, token)[0] == 401
    assert post(client, "execute", QUERY, "secret")[0] == 200
    assert client.get(f"{PREFIX}/health").status_code == 200


def test_tokens_say_what_their_bearers_may_do(door: Door) -> None:
    reader = Permission(verbs=("query",), tables=("off*", "bizes"), businesses=("biz_1",), commits=False)
    client = guarded(door, reader=reader, trier=Permission(commits=False))
    assert post(client, "execute", QUERY, "reader")[0] == 200
    inner = {"kind": "query", "table": "resources", "select": ["biz_id"]}
    hidden = {**QUERY, "command": {"kind": "query", "table": "bizes", "filters": [{"column": "id", "op": "in", "value": {"query": inner}}]}}
    other = {**QUERY, "scope": {"bizId": "biz_2"}}
    table = {**QUERY, "command": {"kind": "query", "table": "resources"}}
    for refused in (INSERT, hidden, other, table):
        status, answer = post(client, "execute", refused, "reader")
        assert (status, answer["error"]["code"]) == (403, "not-permitted")  # type: ignore[index]
    listed = client.get(f"{PREFIX}/schema", headers={"Authorization": "Bearer reader"}).json()["tables"]
    assert {item["name"] for item in listed} == {"offers", "bizes"}
    assert client.get(f"{PREFIX}/schema?table=resources", headers={"Authorization": "Bearer reader"}).status_code == 403
    assert post(client, "translate", {"input": "list offers", "scope": {"bizId": "biz_2"}}, "reader")[0] == 403
    _, report = post(client, "scenarios/run", PACK, "reader")
    assert report["totals"]["failed"] == 1  # type: ignore[index]
    assert post(client, "execute", INSERT, "trier")[0] == 200
    assert post(client, "execute", {**INSERT, "dryRun": False}, "trier")[0] == 403
    _, report = post(client, "scenarios/run", {**PACK, "defaults": {"dryRun": False, "scope": {"bizId": "biz_1"}}}, "trier")
    assert (report["totals"]["passed"], report["packs"][0]["committed"]) == (1, False)  # type: ignore[index]


def test_packs_that_reach_beyond_the_database_are_not_taken(client: TestClient) -> None:
    journey = {"defaults": {"baseUrl": "http://169.254.169.254"}, "steps": [{"id": "a", "name": "a", "method": "GET", "path": "/latest"}]}
    status, report = post(client, "scenarios/run", journey)
    assert (status, report["packs"], report["error"]["code"]) == (400, [], "pack-kind")  # type: ignore[index]
    assert "only scenario packs" in json.dumps(report["findings"])


def test_a_fitness_loop_names_packs_of_the_folder(client: TestClient) -> None:
    def loop(name: str) -> dict[str, object]:
        suites = [{"id": "first", "name": "First", "kind": "scenario", "source": {"filePath": name}}]
        return {"defaults": {"scope": {"bizId": "biz_1"}}, "suites": suites, "output": {"writeJsonPath": "../out.json"}}

    status, report = post(client, "testing/run-loop", loop("one.json"))
    assert (status, report["ok"], report["packs"][0]["id"]) == (200, True, "first")  # type: ignore[index]
    assert post(client, "testing/run-loop", loop("../../etc/passwd"))[0] == 404
    for wrong in (3, [], [{"id": "a"}]):
        status, report = post(client, "testing/run-loop", {"suites": wrong})
        assert (status, bool(report["findings"])) == (400, True)


def test_what_breaks_is_told_without_its_inside(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(door), "execute", lambda *_: 1 / 0)
    client = TestClient(application(door, Tokens(), local=True), base_url="http://localhost", raise_server_exceptions=False)
    status, answer = post(client, "execute", QUERY)
    assert (status, answer["error"]["code"], "division" in json.dumps(answer)) == (500, "internal", False)  # type: ignore[index]


def test_two_businesses_see_only_their_own_under_load(client: TestClient) -> None:
    seen: dict[str, set[str]] = {"biz_1": set(), "biz_2": set()}
    failures: list[object] = []

    def call(business: str) -> None:
        for _ in range(15):
            status, answer = post(client, "execute", {**QUERY, "scope": {"bizId": business}})
            if status != 200:
                failures.append(answer)
                return
            seen[business] |= {row["id"] for row in answer["result"]["rows"]}  # type: ignore[index]

    threads = [threading.Thread(target=call, args=(business,)) for business in ("biz_1", "biz_2") * 6]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (failures, seen) == ([], {"biz_1": {"o1", "o2"}, "biz_2": {"o3"}})


WORDS = [
    "command",
    "kind",
    "query",
    "mutate",
    "table",
    "offers",
    "filters",
    "column",
    "op",
    "eq",
    "value",
    "scope",
    "bizId",
    "input",
    "pack",
    "steps",
]
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=10), st.sampled_from(WORDS)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(WORDS), inner, max_size=4)),
    max_leaves=15,
)
POSTED = ["execute", "translate", "simulate", "scenarios/run", "lifecycle/run", "testing/run-loop"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(POSTED), JSON)
def test_no_document_makes_the_server_fail(client: TestClient, path: str, document: object) -> None:
    answer = client.post(f"{PREFIX}/{path}", json=document)
    assert answer.status_code < 500
    answer.json()


def test_a_file_of_tokens_is_read_or_told(tmp_path: Path) -> None:
    file = tmp_path / "tokens.json"
    digest = hashlib.sha256(b"t").hexdigest()
    file.write_text(json.dumps({"tokens": [{"name": "a", "sha256": digest, "verbs": ["query"]}]}))
    found = tokens_of(file, "")
    assert isinstance(found, Tokens)
    permission = found.permission("Bearer t")
    assert permission is not None
    assert (permission.verbs, permission.commits) == (("query",), False)
    for bad in ("{", "[]", '{"tokens": []}', '{"tokens": [{"sha256": "x"}]}', json.dumps({"tokens": [{"sha256": digest, "verb": ["query"]}]})):
        file.write_text(bad)
        assert isinstance(tokens_of(file, ""), Finding)


def test_agents_call_by_mcp(door: Door) -> None:
    from mcp import Client

    from appfactory.entry.contract_mcp import mcp_server

    async def talk() -> None:
        async with Client(mcp_server(door, Permission(commits=False), Scope("biz_1"))) as agent:
            tools = {tool.name for tool in (await agent.list_tools()).tools}
            assert tools == {"schema", "translate", "simulate", "execute", "run_scenarios"}
            found = await agent.call_tool("execute", {"request": {"command": QUERY["command"]}})
            assert found.structured_content["result"]["rowCount"] == 2
            refused = await agent.call_tool("execute", {"request": {"dryRun": False, "command": INSERT["command"]}})
            assert refused.structured_content["error"]["code"] == "not-permitted"
            simulated = await agent.call_tool("simulate", {"input": "count offers"})
            assert simulated.structured_content["response"]["success"]
            assert (await agent.call_tool("run_scenarios", {"pack": PACK})).structured_content["totals"]["passed"] == 1
            assert (await agent.call_tool("schema", {"table": "nope"})).structured_content["error"]["code"] == "unknown-table"
            text = (await agent.read_resource("contract://tables/offers")).contents[0].text
            assert json.loads(text)["tables"][0]["name"] == "offers"

    asyncio.run(talk())


def test_the_server_listens_and_ends(fresh: str) -> None:
    command = [sys.executable, "-m", "appfactory", "contract", "serve", "--database", fresh, "--port", "0", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "APPFACTORY_CONTRACT_TOKEN": "t0k"})
    try:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        call = urllib.request.Request(f"{url}/schema?table=offers", headers={"Authorization": "Bearer t0k"})
        with urllib.request.urlopen(call, timeout=10) as answer:
            assert json.load(answer)["tables"][0]["name"] == "offers"
    finally:
        process.terminate()
        process.wait(timeout=20)
    outcome = subprocess.run([*command[:-3], "--host", "0.0.0.0"], capture_output=True, text=True, check=False, timeout=60)
    assert (outcome.returncode, "no token" in outcome.stderr) == (2, True)
