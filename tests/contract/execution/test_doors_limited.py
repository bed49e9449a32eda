"""Callers who may not do everything: no detour through packs, loops or names; what is refused is logged; nobody sees another's rows."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from appfactory.contract.execution.door import Door, open_door
from appfactory.contract.statements.permissions import Permission
from appfactory.entry.contract_http import application
from appfactory.entry.contract_openapi import PREFIX
from appfactory.entry.contract_tokens import Tokens
from appfactory.perform.postgres.connection import connect

pytestmark = pytest.mark.postgres
ONE = {"bizId": "biz_1"}
OFFERS = {"kind": "query", "table": "offers", "select": ["id", "biz_id", "name"]}


class Callers:
    """A server with a token for each caller, and the database behind it."""

    def __init__(self, door: Door, url: str, **permissions: Permission) -> None:
        known = tuple((hashlib.sha256(token.encode()).hexdigest(), permission) for token, permission in permissions.items())
        self.client = TestClient(application(door, Tokens(known), local=False), raise_server_exceptions=False)
        self.url = url

    def post(self, token: str, path: str, document: object) -> tuple[int, Any]:
        answer = self.client.post(f"{PREFIX}/{path}", json=document, headers={"Authorization": f"Bearer {token}"})
        return answer.status_code, answer.json()

    def log(self, columns: str) -> list[tuple[object, ...]]:
        with connect(self.url) as connection:
            return connection.execute(f"select {columns} from app_contract.requests order by id").fetchall()  # type: ignore[call-overload, no-any-return]


PERMISSIONS = {
    "boss": Permission(name="boss"),
    "reader": Permission(("query",), ("offers",), ("biz_1",), False, name="reporting"),
    "writer": Permission(("insert",), ("*",), ("biz_1",), True, name="writer"),
    "ana": Permission(("query",), ("*",), ("biz_*",), False, ("ana",), "ana"),
}


@pytest.fixture
def callers(fresh: str, tmp_path: Path) -> Iterator[Callers]:
    (tmp_path / "journey.json").write_text(json.dumps(JOURNEY))
    (tmp_path / "loop.json").write_text(json.dumps(LOOP))
    with open_door(fresh, packs=tmp_path) as door:
        yield Callers(door, fresh, **PERMISSIONS)


JOURNEY = {
    "kind": "api_journey", "id": "j", "name": "j", "defaults": {"headers": {"X-Key": "hidden"}},
    "steps": [{"id": "a", "name": "a", "method": "POST", "path": "/run"}],
}  # fmt: skip
LOOP = {"kind": "fitness_loop", "id": "l", "name": "l", "suites": [{"id": "s", "source": {"filePath": "journey.json"}}]}


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """A server of somebody else, and the keys that it was told."""
    told: list[str] = []

    class Listening(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(self.headers.get("X-Key", ""))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Listening)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", told
    server.shutdown()
    thread.join()
    server.server_close()


def test_what_a_caller_may_not_use_is_not_said_to_be_lacking(callers: Callers) -> None:
    prompts = ("list resources", "list hamsters", "list offers where colour = red")
    pack = {"defaults": {"scope": ONE}, "scenarios": [{"id": f"s{number}", "prompt": prompt} for number, prompt in enumerate(prompts)]}
    _, report = callers.post("reader", "scenarios/run", pack)
    assert {gap["table"] for gap in report["gaps"]} == {"hamsters", "offers"}
    assert {gap["table"] for gap in report["packs"][0]["gaps"]} == {"hamsters", "offers"}
    assert report["totals"]["failed"] == 3


def test_a_sent_loop_leads_no_journey_elsewhere(callers: Callers, elsewhere: tuple[str, list[str]]) -> None:
    """Or else whoever calls could choose where the server calls, and be told the keys that the folder's journeys send."""
    address, told = elsewhere
    status, answer = callers.post("boss", "testing/run-loop", {**LOOP, "defaults": {"baseUrl": address}})
    assert (status, told) == (400, [])
    assert "left out" in answer["error"]["message"]


@pytest.mark.parametrize("token", ["reader", "writer", "ana"])
def test_journeys_are_for_who_may_do_everything(callers: Callers, token: str) -> None:
    for path, document in (
        ("testing/run-loop", {"filePath": "journey.json"}),
        ("testing/run-loop", {"filePath": "loop.json"}),
        ("testing/run-default", {}),
    ):
        _, answer = callers.post(token, path, document)
        assert answer["packs"] == []
        assert "left out" in json.dumps(answer["findings"])


def test_packs_find_no_names_in_tables_that_their_sender_may_not_read(callers: Callers) -> None:
    """A text that names a row is answered with the row's key, in packs as well."""
    scenario = {"id": "s", "name": "s", "steps": [{"id": "a", "name": "a", "prompt": "delete assignments for Chair", "execute": False}]}
    texts = {}
    for token in ("boss", "reader"):
        _, answer = callers.post(
            token, "lifecycle/run", {"kind": "lifecycle", "id": "x", "name": "x", "defaults": {"scope": ONE}, "phases": [scenario]}
        )
        texts[token] = json.dumps(answer)
    assert "resource_id is r1" in texts["boss"]
    assert "is r1" not in texts["reader"]


def test_packs_see_the_tables_that_their_sender_may_use(callers: Callers) -> None:
    pack = {"scenarios": [{"id": "s", "name": "s", "catalog": "ledger"}], "defaults": {"scope": ONE}}
    assert "amount" not in json.dumps(callers.post("reader", "scenarios/run", pack)[1])


def test_what_is_refused_is_logged_with_who_asked(callers: Callers) -> None:
    callers.post("reader", "execute", {"scope": {"bizId": "biz_2"}, "command": OFFERS})
    callers.post("reader", "preview", {"scope": ONE, "command": {"kind": "mutate", "action": "insert", "table": "ledger", "values": {"amount": 1}}})
    callers.post(
        "reader", "scenarios/run", {"scenarios": [{"id": "s", "name": "s", "request": {"scope": ONE, "command": {**OFFERS, "table": "notes"}}}]}
    )
    callers.post("reader", "execute", {"scope": ONE, "command": OFFERS})
    refused = ("reporting", False, "not-permitted")
    assert callers.log("caller, success, error_code") == [refused, refused, refused, ("reporting", True, "")]
    callers.post("ana", "execute", {"scope": {**ONE, "actorUserId": "carl"}, "command": OFFERS})
    assert callers.log("caller, error_code, actor_user_id")[-1] == ("ana", "not-permitted", "carl")


def test_a_kept_reply_is_logged_as_one(callers: Callers) -> None:
    insert = {"kind": "mutate", "action": "insert", "table": "notes", "values": {"id": "n1"}}
    for _ in range(2):
        assert (
            callers.post("writer", "execute", {"scope": ONE, "dryRun": False, "idempotencyKey": "k", "requestId": "same", "command": insert})[0]
            == 200
        )
    assert callers.log("caller, success, row_count, error_code") == [("writer", True, 1, ""), ("writer", True, 0, "replayed")]


def test_two_at_once_with_one_key_are_one(callers: Callers) -> None:
    insert = {"kind": "mutate", "action": "insert", "table": "ledger", "values": {"amount": 5}, "returning": ["id", "amount"]}
    found: list[Any] = []
    document = {"scope": ONE, "dryRun": False, "idempotencyKey": "pay", "command": insert}
    threads = [threading.Thread(target=lambda: found.append(callers.post("boss", "execute", document))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {status for status, _ in found} == {200}
    assert len({json.dumps(answer["result"]) for _, answer in found}) == 1
    with connect(callers.url) as connection:
        assert connection.execute("select count(*) from ledger").fetchall() == [(1,)]


def test_the_log_says_itself_when_and_by_which_login(callers: Callers) -> None:
    for column in ("at", "login", "caller", "id"):
        with connect(callers.url) as connection, pytest.raises(Exception, match="permission denied"):
            connection.execute(f"set role contract_agent; insert into app_contract.requests ({column}) values (default)")  # type: ignore[call-overload]


def test_no_row_of_another_business_under_load(callers: Callers) -> None:
    """Both at once through the same few connections: reads, joins, dry and committed writes, refusals, packs, replays of one key."""
    failures: list[object] = []
    ends: list[int] = []

    def call(business: str, other: str, thread: int) -> None:
        scope = {"bizId": business, "actorUserId": f"{business}_actor"}
        bizes = {"table": "bizes", "on": [{"left": "biz_id", "right": "id"}]}
        insert = {"kind": "mutate", "action": "insert", "table": "notes", "returning": ["*"]}
        for number in range(60):
            key = f"{business}_{thread}_{number}"
            pack = {"defaults": {"scope": scope}, "scenarios": [{"id": "s", "name": "s", "request": {"command": OFFERS}}]}
            calls: list[tuple[str, dict[str, Any]]] = [
                ("execute", {"scope": scope, "command": OFFERS}),
                ("execute", {"scope": scope, "command": {**OFFERS, "select": ["offers.biz_id", "bizes.slug"], "joins": [bizes]}}),
                ("preview", {"scope": scope, "command": {**insert, "values": {"id": f"dry_{key}"}}}),
                (
                    "execute",
                    {"scope": scope, "dryRun": False, "idempotencyKey": str(number), "command": {**insert, "values": {"id": f"{business}_{number}"}}},
                ),
                ("execute", {"scope": scope, "command": {**insert, "values": {"id": key, "biz_id": other}}}),
                ("simulate", {"scope": scope, "input": "list offers"}),
                ("scenarios/run", pack) if number % 10 == 0 else ("execute", {"scope": scope, "command": {"kind": "query", "table": "notes"}}),
            ]
            for path, document in calls:
                status, answer = callers.post("boss", path, document)
                told = json.dumps(answer.get("result") or answer.get("response") or answer)
                foreign = f'"{other}' in told or f"{other}_" in told or ('"two"' if business == "biz_1" else '"one"') in told
                # What was refused says again what was asked for.
                if status != 200 or (foreign and other not in json.dumps(document)):
                    failures.append((business, path, document, answer))
                ends.append(status)

    threads = [threading.Thread(target=call, args=(*pair, thread)) for thread, pair in enumerate([("biz_1", "biz_2"), ("biz_2", "biz_1")] * 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(ends) >= 2000
    with connect(callers.url) as connection:
        assert connection.execute("select biz_id, count(*) from notes group by 1 order by 1").fetchall() == [("biz_1", 60), ("biz_2", 60)]
        mixed = connection.execute(
            "select count(*) from app_contract.requests where actor_user_id not in (biz_id || '_actor', '') or caller <> 'boss'"
        ).fetchone()
        assert mixed == (0,)
