from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from appfactory.contract.execution.journeys import run_journey
from appfactory.contract.execution.runner import Settings
from appfactory.contract.execution.suites import Running, load_packs, run_packs
from appfactory.contract.model.pack import ApiJourney
from appfactory.contract.model.verdict import PackResult
from appfactory.contract.packs.reader import read_pack


class App(BaseHTTPRequestHandler):
    """Signs in by a cookie, stores what is posted, redirects, fails."""

    def do_GET(self) -> None:
        if self.path == "/me":
            self.answer(200 if self.headers["cookie"] == "user=ana" else 401, {"name": "Ana"} if self.headers["cookie"] else {"message": "sign in"})
        elif self.path == "/away":
            self.answer(302, None, {"location": "/me"})
        elif self.path == "/text":
            self.answer(200, "no json")
        else:
            self.answer(500 if self.path == "/broken" else 404, {"message": f"nothing at {self.path}"})

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["content-length"])))
        cookie = {"set-cookie": "user=ana; Path=/"} if self.path == "/sign-in" else {}
        self.answer(201, {"id": 7, "sent": sent, "agent": self.headers["x-agent"]}, cookie)

    def answer(self, status: int, body: object, headers: dict[str, str] | None = None) -> None:
        content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**(headers or {}), "content-length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def app() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), App)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def run(steps: list[dict[str, Any]], base: str, **more: Any) -> PackResult:
    pack, findings = read_pack(json.dumps({"steps": steps, **more}), "journey.json")
    assert isinstance(pack, ApiJourney), findings
    return run_journey(pack, Settings("seed", datetime(2026, 1, 1, tzinfo=UTC), base_url=base))


def test_a_journey_keeps_cookies_and_captures(app: str) -> None:
    result = run(
        [
            {"id": "early", "path": "/me", "expect": {"status": 401, "asserts": [{"path": "body.message", "contains": "sign"}]}},
            {
                "id": "in",
                "method": "POST",
                "path": "/sign-in",
                "body": {"name": "{{name}}", "id": "{{id:user}}"},
                "expect": {
                    "status": 201,
                    "success": True,
                    "asserts": [{"path": "body.sent.name", "equals": "Ana"}, {"path": "agent", "equals": "x"}],
                },
                "captures": [{"key": "id", "from": "result", "path": "id"}],
            },
            {"id": "me", "path": "/me", "expect": {"asserts": [{"path": "response.body.name", "equals": "Ana"}, {"path": "status", "equals": 200}]}},
            {"id": "away", "path": "/away", "expect": {"status": 302, "asserts": [{"path": "headers.location", "equals": "/me"}]}},
            {"id": "text", "path": "/text", "expect": {"asserts": [{"path": "body", "contains": "no"}]}},
            {"id": "gone", "path": "/things/{{id}}", "expect": {"success": False, "errorContains": "nothing at /things/7"}},
        ],
        app,
        variables={"name": "Ana"},
        defaults={"headers": {"X-Agent": "x"}},
    )
    assert [(step.id, step.status, step.problems) for step in result.steps if step.status != "passed"] == []


def test_failures_roots_and_consequences(app: str) -> None:
    result = run(
        [
            {"id": "made", "method": "GET", "path": "/nothing", "captures": [{"key": "id", "from": "result", "path": "id"}]},
            {"id": "used", "path": "/me/{{id}}"},
            {"id": "broken", "path": "/broken"},
            {"id": "unmet", "path": "/text", "expect": {"status": 204}},
        ],
        app,
    )
    assert [(step.id, step.verdict, step.cause) for step in result.steps] == [
        ("made", "expectation_mismatch", ""),
        ("used", "scenario_contract", "made"),
        ("broken", "execution_error", ""),
        ("unmet", "expectation_mismatch", ""),
    ]


@pytest.mark.parametrize("base", ["http://127.0.0.1:1", "file:///etc", "http://[", ""])
def test_no_answer_is_told(base: str) -> None:
    (step,) = run([{"path": "/passwd"}], base).steps
    assert (step.status, step.verdict) == ("failed", "execution_error")


def test_a_loop_with_journeys_lays_its_variables_over_them(app: str, tmp_path: Path) -> None:
    (tmp_path / "journeys").mkdir()
    step = {"method": "POST", "path": "/things", "body": "{{who}}", "expect": {"asserts": [{"path": "sent", "equals": "loop"}]}}
    (tmp_path / "journeys" / "one.json").write_text(json.dumps({"steps": [step], "variables": {"who": "journey"}}))
    loop = {
        "variables": {"who": "loop"},
        "defaults": {"baseUrl": app},
        "suites": [{"id": f"s{number}", "kind": "lifecycle", "source": {"filePath": "journeys/one.json"}} for number in (1, 2)],
    }
    (tmp_path / "loop.json").write_text(json.dumps(loop))
    packs = load_packs([tmp_path / "loop.json"])
    assert [finding.code for finding in packs.findings] == ["pack-other-kind"] * 2
    assert not packs.needs_database
    report = run_packs(packs, Running(None, None, None, parallel=2))  # type: ignore[arg-type]
    assert report.ok
    assert [pack.id for pack in report.packs] == ["s1", "s2"]
    assert len({pack.run_id for pack in report.packs}) == 2


def test_what_nobody_can_take_back_is_not_run_where_nothing_may_stay(app: str, tmp_path: Path) -> None:
    for name, method in (("reads", "GET"), ("writes", "POST")):
        steps = [{"id": "a", "path": "/me", "expect": {"status": 401}}, {"id": "b", "method": method, "path": "/me", "expect": {"status": 401}}]
        (tmp_path / f"{name}.json").write_text(json.dumps({"defaults": {"baseUrl": app}, "steps": steps}))
    report = run_packs(load_packs([tmp_path]), Running(None, None, None, rollback=True))  # type: ignore[arg-type]
    reads, writes = report.packs
    assert ([step.status for step in reads.steps], [step.status for step in writes.steps]) == (["passed"] * 2, ["skipped"] * 2)
    assert (writes.findings[0].code, writes.committed, report.ok) == ("pack-not-undone", False, False)


def test_a_folder_may_hold_other_documents_and_hidden_ones(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("scenarios: [{id: a, prompt: list x}]")
    (tmp_path / "package.json").write_text('{"name": "x"}')
    (tmp_path / "list.json").write_text("[1]")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "pack.yaml").write_text("scenarios: [{id: a, prompt: list x}]")
    packs = load_packs([tmp_path])
    assert len(packs.jobs) == 1
    assert [(finding.code, finding.severity) for finding in packs.findings] == [("not-a-pack", "warning")] * 2
    assert [finding.severity for finding in load_packs([tmp_path / "package.json"]).findings] == ["error"]
    (tmp_path / "pack.yaml").write_text("scenarioz: [{id: a, prompt: list x}]")
    packs = load_packs([tmp_path])
    assert [finding.code for finding in packs.findings if finding.severity == "error"] == ["pack-kind"]
    (tmp_path / "pack.yaml").unlink()
    assert load_packs([tmp_path]).findings[-1].code == "pack-none"


def test_files_that_are_no_packs_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("phases: [")
    (tmp_path / "b.json").write_text('{"suites": [{"source": {"filePath": "none.json"}}, {"source": {"filePath": "b.json"}}]}')
    (tmp_path / "empty").mkdir()
    packs = load_packs([tmp_path, tmp_path / "empty", tmp_path / "missing.json"])
    assert [finding.code for finding in packs.findings] == ["yaml-syntax", "pack-not-found", "pack-nested-loop", "pack-none", "file-missing"]
