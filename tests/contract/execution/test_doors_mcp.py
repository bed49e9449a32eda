"""MCP over real HTTP: tools, resources, tokens with what each may do, and who is turned away."""

from __future__ import annotations

import asyncio
import hashlib
import json
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from mcp import Client
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client

from appfactory.contract.execution.door import open_door
from appfactory.contract.statements.permissions import Permission
from appfactory.entry.contract_http import application
from appfactory.entry.contract_tokens import Tokens

pytestmark = pytest.mark.postgres
READER = Permission(verbs=("query",), tables=("offers",), businesses=("biz_1",), commits=False)
KNOWN = {"reader": READER, "boss": Permission()}
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
QUERY = {"scope": {"bizId": "biz_1"}, "command": {"kind": "query", "table": "offers", "select": ["id"]}}


@pytest.fixture(scope="module")
def address(prepared: str) -> Iterator[str]:
    tokens = Tokens(tuple((hashlib.sha256(token.encode()).hexdigest(), permission) for token, permission in KNOWN.items()))
    with open_door(prepared) as door:
        server = uvicorn.Server(uvicorn.Config(application(door, tokens, local=True, mcp=True), port=0, log_level="error", lifespan="on"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}/mcp"
        server.should_exit = True
        thread.join()


def as_bearer(address: str, token: str, work: Any) -> None:
    async def talk() -> None:
        async with (
            create_mcp_http_client(headers={"Authorization": f"Bearer {token}"}) as http,
            Client(streamable_http_client(address, http_client=http)) as agent,
        ):
            await work(agent)

    asyncio.run(talk())


def status(address: str, **headers: str) -> int:
    sent = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", **headers}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, json.dumps(LIST).encode(), sent), timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def test_tools_and_resources(address: str) -> None:
    async def work(agent: Client) -> None:
        assert {tool.name for tool in (await agent.list_tools()).tools} == {"schema", "translate", "simulate", "execute", "run_scenarios"}
        found = await agent.call_tool("execute", {"request": QUERY})
        assert found.structured_content["result"]["rowCount"] == 2
        asked = await agent.call_tool("translate", {"input": "list offers where statuss = active", "bizId": "biz_1"})
        assert asked.structured_content["question"]["answers"][0]["text"] == "list offers where status = active"
        assert "ledger" in json.loads((await agent.read_resource("contract://tables")).contents[0].text)

    as_bearer(address, "boss", work)


def test_each_token_has_its_own_rights(address: str) -> None:
    async def work(agent: Client) -> None:
        assert json.loads((await agent.read_resource("contract://tables")).contents[0].text) == ["offers"]
        for request in ({**QUERY, "scope": {"bizId": "biz_2"}}, {"scope": {"bizId": "biz_1"}, "command": {"kind": "query", "table": "notes"}}):
            refused = await agent.call_tool("execute", {"request": request})
            assert refused.structured_content["error"]["code"] == "not-permitted"

    as_bearer(address, "reader", work)


def test_who_is_turned_away(address: str) -> None:
    known = {"Authorization": "Bearer reader"}
    assert status(address) == 401
    assert status(address, Authorization="Bearer nobody") == 401
    assert status(address, **known, Host="evil.example") == 403
    assert status(address, **known, Origin="http://evil.example") == 403
    assert status(address, **known, Origin=address.removesuffix("/mcp")) == 200
    assert status(address, **known) == 200


def test_a_server_without_agents_has_no_such_place(prepared: str) -> None:
    from starlette.testclient import TestClient

    with open_door(prepared) as door:
        assert TestClient(application(door, Tokens(), local=True), base_url="http://localhost").post("/mcp", json=LIST).status_code == 404


@pytest.mark.parametrize(("arguments", "number"), [(["mcp"], signal.SIGTERM), (["mcp"], signal.SIGINT), (["serve", "--port", "0"], signal.SIGTERM)])
def test_a_server_ends_when_it_is_told_to(prepared: str, arguments: list[str], number: int) -> None:
    command = [sys.executable, "-m", "appfactory", "contract", *arguments, "--database", prepared]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        said = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
        process.stdin.write(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": said}) + "\n")
        process.stdin.flush()
        assert process.stdout.readline()
        process.send_signal(number)
        try:
            assert process.wait(20) == 0
        finally:
            process.kill()


INSPECTOR = ["npx", "--yes", "@modelcontextprotocol/inspector@0.15.0", "--cli"]
CALLING = ["--method", "tools/call", "--tool-name", "simulate", "--tool-arg", "input=count offers", "--tool-arg", "bizId=biz_1"]


def inspected(command: list[str], folder: Path) -> Any:
    done = subprocess.run([*INSPECTOR, *command], cwd=folder, capture_output=True, text=True, check=True, timeout=180)
    return json.loads(done.stdout)


@pytest.mark.node
def test_the_inspector_understands_it_over_http(prepared: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "appfactory", "contract", "serve", "--database", prepared, "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            place = json.loads(process.stdout.readline())["mcp"]
            found = inspected([place, "--transport", "http", *CALLING], tmp_path)
        finally:
            process.terminate()
    assert found["structuredContent"]["response"]["result"]["count"] == 2


@pytest.mark.node
def test_the_inspector_understands_it_over_standard_input(prepared: str, tmp_path: Path) -> None:
    server = [sys.executable, "-m", "appfactory", "contract", "mcp", "--database", prepared, "--no-commit"]
    tools = inspected([*server, "--method", "tools/list"], tmp_path)["tools"]
    assert {tool["name"] for tool in tools} == {"schema", "translate", "simulate", "execute", "run_scenarios"}
    assert all(tool["description"] and tool["inputSchema"]["type"] == "object" for tool in tools)
    called = inspected([*server, *CALLING], tmp_path)
    assert called["structuredContent"]["response"]["result"]["count"] == 2
    reading = ["--method", "resources/read", "--uri", "contract://tables/offers"]
    assert json.loads(inspected([*server, *reading], tmp_path)["contents"][0]["text"])["tables"][0]["name"] == "offers"
