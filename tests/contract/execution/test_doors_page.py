"""The page to type into, in a real browser: with the keyboard only, by axe, with tokens, on a phone, with rows that try to be markup."""

from __future__ import annotations

import contextlib
import hashlib
import json
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import uvicorn
from starlette.testclient import TestClient

from appfactory.contract.execution.door import Door, open_door
from appfactory.contract.execution.model_translation import ModelTranslator
from appfactory.contract.statements.permissions import Permission
from appfactory.entry.contract_http import application
from appfactory.entry.contract_page import HEADERS
from appfactory.entry.contract_tokens import Tokens
from appfactory.model.command import Command
from appfactory.perform import toolchain
from appfactory.perform.language_model import Filled
from appfactory.perform.library import default_library
from appfactory.perform.postgres.connection import scratch_database
from appfactory.perform.postgres.server import Server
from appfactory.perform.process import run
from tests.contract.execution.conftest import prepare

UPDATE = "update offers set price_minor = 6000 where id = o1"


@dataclass
class Browser:
    process: subprocess.Popen[str]

    def do(self, action: str, **given: Any) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": action, **given}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "the browser ended"
        reply = json.loads(line)
        assert "error" not in reply, reply["error"]
        return reply["value"]

    def say(self, text: str) -> None:
        """Types into the field that has the focus and presses Enter."""
        self.do("type", text=text)
        self.do("press", keys=["Enter"])


@pytest.fixture(scope="module")
def database(server: Server) -> Iterator[str]:
    with scratch_database(server) as url:
        prepare(url)
        with psycopg.connect(url) as connection:
            connection.execute("insert into offers (id, biz_id, name) values ('o9', 'biz_1', '<img src=x onerror=alert(1)>')")
        yield url


@pytest.fixture(scope="module")
def door(database: str) -> Iterator[Door]:
    with open_door(database) as opened:
        yield opened


@contextlib.contextmanager
def served(door: Door, tokens: Tokens) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(application(door, tokens, local=True), port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@contextlib.contextmanager
def browsing(address: str) -> Iterator[Browser]:
    assert isinstance(toolchain.ensure_pnpm(), toolchain.Tool)
    library = default_library()
    installed = run(Command(("pnpm", "install", "--frozen-lockfile", "--prefer-offline"), environment=(("CI", "1"),), timeout=600), library)
    assert installed.ok, installed.output[-2000:]
    chromium = toolchain.ensure_browser()
    assert isinstance(chromium, toolchain.Tool)
    command = ["node", str(Path(__file__).with_name("page_driver.mjs")), str(library), chromium.path, address]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Browser(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.fixture(scope="module")
def browser(door: Door) -> Iterator[Browser]:
    with served(door, Tokens()) as address, browsing(address) as opened:
        yield opened


def price(url: str) -> int:
    with psycopg.connect(url) as connection:
        found = connection.execute("select price_minor from offers where id = 'o1'").fetchone()
    assert found is not None
    return int(found[0])


@pytest.mark.postgres
def test_every_file_is_served_under_the_policy(door: Door) -> None:
    client = TestClient(application(door, Tokens(), local=True), base_url="http://localhost")
    for path, kind in (("/", "text/html"), ("/page.js", "text/javascript"), ("/page.css", "text/css"), ("/icon.svg", "image/svg+xml")):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert "//" not in answer.text.replace("http://www.w3.org/2000/svg", "").replace("// ", ""), "nothing comes from elsewhere"
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 403
    assert client.get("/page/../contract_http.py").status_code == 404


@pytest.mark.postgres
@pytest.mark.node
@pytest.mark.browser
def test_with_the_keyboard_only(browser: Browser, database: str) -> None:
    browser.do("visit")
    assert browser.do("focused") == "text"
    browser.say(UPDATE)
    assert "does not say to which" in browser.do("status", text="It can't be done")
    assert browser.do("focused") == "business", "what is missing has the focus"
    browser.do("type", text="biz_1")
    browser.do("tabTo", name="What should happen?", back=True)
    browser.do("press", keys=["Enter"])
    assert browser.do("status", text="Would update") == "Would update 1 row of offers. Nothing was kept."
    assert "before: 5000 → after: 6000" in browser.do("text", id="outcome").replace("\n", " ").replace("  ", " ")
    assert price(database) == 5000
    _confirm(browser, "No", database)
    _confirm(browser, "Run:", database)
    assert browser.do("focused") == "text"
    browser.do("press", keys=["Escape"])
    assert browser.do("value", id="text") == ""
    _history_and_answers(browser)
    assert browser.do("faults") == []


def _confirm(browser: Browser, choice: str, database: str) -> None:
    browser.do("tabTo", name="Run for real: 1 row")
    browser.do("press", keys=["Enter"])
    assert browser.do("open") == 1
    assert browser.do("focused") == "Cancel", "who presses Enter twice has done nothing"
    assert browser.do("axe") == []
    if choice == "No":
        browser.do("press", keys=["Escape"])
        browser.do("status", text="Not run. Nothing was kept.")
        assert browser.do("focused") == "Run for real: 1 row…"
        assert price(database) == 5000
    else:
        browser.do("tabTo", name=choice, most=5)
        browser.do("press", keys=["Enter"])
        assert browser.do("status", text="Done").startswith("Done: 1 row updated. The log has it as req_")
        assert price(database) == 6000


def _history_and_answers(browser: Browser) -> None:
    browser.say("list offers where statuss = active")
    browser.do("status", text="A question: unknown column")
    browser.do("tabTo", name="status")
    browser.do("press", keys=["Enter"])
    assert browser.do("status", text="found") == "1 row found."
    assert browser.do("value", id="text") == "list offers where status = active"
    browser.do("press", keys=["ArrowUp", "ArrowUp"])
    assert browser.do("value", id="text") == UPDATE
    browser.do("press", keys=["ArrowDown", "ArrowDown"])
    assert browser.do("value", id="text") == "list offers where status = active"
    browser.do("press", keys=["ArrowDown"])
    assert browser.do("value", id="text") == "", "what was not yet typed comes last"
    browser.do("tabTo", name="Find a table or a column")
    browser.do("type", text="resour")
    browser.do("see", text="1 table fits.") if browser.do("count", selector="#tables > li:visible") == 1 else browser.do("see", text="tables fit.")
    browser.do("tabTo", name="resources")
    browser.do("press", keys=["Enter"])
    browser.do("tabTo", name="Count resources")
    browser.do("press", keys=["Enter"])
    assert browser.do("status", text="found") == "1 row found."


@pytest.mark.postgres
@pytest.mark.node
@pytest.mark.browser
@pytest.mark.parametrize("look", [{"width": 390, "height": 844}, {"dark": True}], ids=["phone", "dark"])
def test_words_rows_and_questions_are_accessible(browser: Browser, look: dict[str, Any]) -> None:
    browser.do("visit", **look)
    for text, said in (
        ("list offers where status = active", "row"),
        ("insert into offers id = o77 name = Deep Massage status = draft", "Would insert 1 row"),
        ("update offers set status = bogus where id = o1", "It can't be done"),
        ("list offers where statuss = active", "A question"),
        ("list offers", "found"),
    ):
        browser.do("press", keys=["Escape"])
        browser.do("tabTo", name="Business")
        browser.do("press", keys=["Control+a"])
        browser.do("type", text="biz_1")
        browser.do("tabTo", name="What should happen?", back=True)
        browser.say(text)
        browser.do("status", text=said)
        assert browser.do("axe") == [], text
        assert browser.do("overflow") <= 0, text
    assert "<img src=x" in browser.do("text", id="outcome")
    assert browser.do("count", selector="#outcome img") == 0
    assert browser.do("faults") == []


@pytest.mark.postgres
@pytest.mark.node
@pytest.mark.browser
def test_who_is_quicker_than_the_catalog_is_not_interrupted(browser: Browser) -> None:
    browser.do("visit", schemaAfter=1500)
    browser.do("tabTo", name="Business")
    browser.do("type", text="biz_1")
    browser.do("tabTo", name="What should happen?", back=True)
    browser.say("list offers where status = active")
    browser.do("status", text="row")
    browser.do("see", text="assignments")
    assert "row" in browser.do("text", id="status")


@pytest.mark.postgres
@pytest.mark.node
@pytest.mark.browser
def test_a_model_is_asked_on_enter_only(database: str) -> None:
    asked = []

    def asker(_instructions: str, text: str, _forms: object) -> Filled:
        asked.append(text)
        return Filled("request", {"command": {"kind": "query", "table": "offers", "select": ["name"]}})

    with (
        open_door(database, model=ModelTranslator("scripted", asker)) as door,
        served(door, Tokens()) as address,
        browsing(address) as browser,
    ):
        browser.do("visit", path="/#business=biz_1&text=frobnicate+the+wombats")
        browser.do("see", text="ask the model")
        browser.do("see", text="A question")
        assert asked == [], "what is only typed, or linked to, is not sent to a model"
        browser.do("press", keys=["Enter"])
        browser.do("status", text="found")
        assert len(asked) == 1
        assert "60 % sure" in browser.do("text", id="understanding")
        assert "scripted" in browser.do("text", id="understanding")
        assert browser.do("axe") == []
        browser.do("tabTo", name="ask the model")
        browser.do("press", keys=["Space"])
        browser.do("tabTo", name="What should happen?", back=True)
        browser.do("press", keys=["Enter"])
        browser.do("status", text="A question")
        assert len(asked) == 1


@pytest.mark.postgres
@pytest.mark.node
@pytest.mark.browser
def test_a_token_is_asked_for_and_forgotten(door: Door) -> None:
    reader = Permission(commits=False, businesses=("biz_1",))
    tokens = Tokens(((hashlib.sha256(b"secret").hexdigest(), reader),))
    with served(door, tokens) as address, browsing(address) as browser:
        browser.do("visit")
        browser.do("see", text="This server needs a token")
        assert browser.do("axe") == []
        browser.say("wrong")
        browser.do("see", text="That token is not known here")
        browser.say("secret")
        browser.do("see", text="tables")
        assert browser.do("value", id="business") == "biz_1"
        browser.do("tabTo", name="What should happen?")
        browser.say(UPDATE)
        browser.do("status", text="Would update 1 row of offers")
        browser.do("see", text="let nothing stay")
        assert browser.do("stored") == 0
        browser.do("reload")
        browser.do("see", text="This server needs a token")
