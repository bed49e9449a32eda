"""Talking to a schema: line by line, in a pipe, and at a terminal of its own."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from appfactory.contract.execution.completion import completions
from appfactory.contract.execution.conversation import Conversation
from appfactory.contract.execution.session import Session, open_session
from appfactory.contract.model.request import Mutation, Request, Scope
from appfactory.contract.statements.schema import Schema
from appfactory.entry.contract_ask import ask
from tests.contract.language.harbour import CATALOG

HARBOUR = Schema(CATALOG.database)


def words(line: str) -> list[str]:
    return [found.word for found in completions(line, HARBOUR)]


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("li", "list"),
        ("list bo", "boats"),
        ("list boats where ki", "kind"),
        ("list boats where kind = mo", "motor"),
        ("list boats where kind = ", "sailing"),
        ("update stays set status to con", "confirmed"),
        ("count stays where berth_id = b1 and boat", "boat_id"),
        ("\\d st", "stays"),
        ("\\bu", "\\business"),
    ],
)
def test_completion_from_the_catalog(line: str, first: str) -> None:
    assert words(line)[0] == first


def test_completion_replaces_what_was_begun_only() -> None:
    (found,) = (each for each in completions("list boats where ki", HARBOUR) if each.word == "kind")
    assert found.replaces == 2
    assert words("list boats") == [], "a finished word is left alone"
    assert words("\\nothing") == []


@pytest.mark.postgres
def test_a_conversation(session: Session) -> None:
    talk = Conversation(session, Scope())
    assert talk.say("").told == ""
    assert not talk.say("\\sql").ok
    refused = talk.say("list offers")
    assert refused.trial is not None
    assert refused.trial.response.error is not None
    assert refused.trial.response.error.code == "missing-scope"
    assert talk.say("\\business biz_1").told == "business: biz_1\n"
    asked = talk.say("list offers where statuss = active")
    assert (asked.ok, [answer.label for answer in asked.answers]) == (False, ["status"])
    assert not talk.say("7").ok
    chosen = talk.say("1")
    assert chosen.ok
    assert chosen.translation is not None
    assert chosen.translation.text == "list offers where status = active"
    assert json.loads(talk.say("\\request").told)["scope"] == {"bizId": "biz_1"}
    assert "from public.offers" in talk.say("\\sql").told
    assert "price_minor" in talk.say("\\d offers").told
    assert "offers\n" in talk.say("\\d").told
    assert "offers" in talk.say("\\d offres").told
    assert not talk.say("\\nothing").ok
    assert "\\d TABLE" in talk.say("\\help").told
    assert talk.say("\\q").ended


@pytest.mark.postgres
def test_what_is_refused_has_answers_too(session: Session) -> None:
    talk = Conversation(session, Scope("biz_1"))
    refused = talk.say("update offers set status = activ where id = o1")
    assert not refused.ok
    assert refused.answers[0].text == "update offers set status = active where id = o1"
    assert talk.say("1").ok
    orphan = talk.say("insert into assignments id = a1 resource_id = r9 during = [2026-01-01T09:00:00Z,2026-01-01T10:00:00Z)")
    assert [answer.text.split(" id = ")[0] for answer in orphan.answers] == ["insert into resources"]
    assert talk.say("1").ok


@pytest.mark.postgres
def test_an_answer_may_wait_for_its_value(session: Session) -> None:
    talk = Conversation(session, Scope("biz_1"))
    asked = talk.say("create an offer")
    assert asked.answers, asked.translation
    turn = talk.say("1")
    assert turn.unfinished == asked.answers[0].text
    assert turn.trial is None


def price(url: str) -> int:
    with psycopg.connect(url) as connection:
        found = connection.execute("select price_minor from offers where id = 'o1'").fetchone()
    assert found is not None
    return int(found[0])


UPDATE = "update offers set price_minor = 6000 where id = o1\n"


@pytest.mark.postgres
def test_a_pipe_is_a_request_a_line(fresh: str) -> None:
    told = ["--database", fresh, "--biz", "biz_1"]
    lines = f"# a remark\n\n{UPDATE}\\d offers\n"
    ended = CliRunner().invoke(ask, told, input=lines)
    assert (ended.exit_code, price(fresh)) == (0, 5000), ended.output
    assert "id o1: price_minor 5000 → 6000" in ended.output
    assert "nothing stays" in ended.output
    ended = CliRunner().invoke(ask, told, input=f"{UPDATE}list nothing_like_it\n\\quit\nlist offers\n")
    assert ended.exit_code == 1
    assert "> list offers" not in ended.output
    ended = CliRunner().invoke(ask, [*told, "--commit"], input=UPDATE)
    assert (ended.exit_code, price(fresh)) == (2, 5000)
    ended = CliRunner().invoke(ask, [*told, "--commit", "--yes", "--json"], input=UPDATE + "\\d\n")
    first, second = (json.loads(line) for line in ended.stdout.splitlines())
    assert (ended.exit_code, price(fresh)) == (0, 6000)
    assert (first["committed"]["success"], first["changes"][0]["touched"]) == (True, 1)
    assert second["told"].splitlines()


@pytest.mark.postgres
def test_the_log_says_of_what_was_rolled_back_that_it_was(fresh: str) -> None:
    made = Request(Mutation("insert", "offers", (("id", "l1"), ("name", "Logged"))), Scope("biz_1"), dry_run=False)
    with open_session(fresh) as session, session.transaction() as steps:
        assert steps.execute(made).success
    with psycopg.connect(fresh) as connection:
        assert connection.execute("select dry_run from app_contract.requests").fetchall() == [(True,)]


class Terminal:
    """A program at a terminal of its own."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._parent, child = pty.openpty()
        self.process = subprocess.Popen(command, stdin=child, stdout=child, stderr=child, env=environment, close_fds=True)
        os.close(child)
        self.seen = ""

    def press(self, keys: str) -> None:
        os.write(self._parent, keys.encode())

    def wait_for(self, text: str, seconds: float = 30.0) -> None:
        """Reads until the text stands behind what was waited for last."""
        until = time.monotonic() + seconds
        while text not in self.seen:
            assert time.monotonic() < until, f"{text!r} did not come: {self.seen[-2000:]!r}"
            if select.select([self._parent], [], [], 0.2)[0]:
                self.seen += os.read(self._parent, 65536).decode(errors="replace")
        self.seen = self.seen.partition(text)[2]


@pytest.mark.postgres
def test_at_a_terminal(fresh: str, tmp_path: Path) -> None:
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm", "COLUMNS": "160", "LINES": "50"}
    command = [sys.executable, "-m", "appfactory", "contract", "ask", "--database", fresh, "--biz", "biz_1", "--commit"]
    terminal = Terminal(command, environment)
    try:
        terminal.wait_for("contract>")
        terminal.press("list offers where stat\t")
        terminal.wait_for("us")  # Tab completes the one column that begins so
        terminal.press(" = active\r")
        terminal.wait_for("1 row read")
        terminal.wait_for("contract>")
        terminal.press("list offers where statuss = active\r")
        terminal.wait_for("did you mean")
        terminal.wait_for("contract>")
        terminal.press("1\r")
        terminal.wait_for("1 row read")
        terminal.wait_for("contract>")
        terminal.press(UPDATE.replace("\n", "\r"))
        terminal.wait_for("Run for real? 1 row")
        terminal.press("n\r")
        terminal.wait_for("nothing was kept")
        assert price(fresh) == 5000
        terminal.wait_for("contract>")
        terminal.press("something else\x03")  # Ctrl-C gives up the line
        terminal.wait_for("contract>")
        terminal.press("\x1b[A\r")  # the arrow brings the update back
        terminal.wait_for("Run for real? 1 row")
        terminal.press("y\r")
        terminal.wait_for("1 row touched")
        terminal.wait_for("contract>")
        assert price(fresh) == 6000
        terminal.press("\x04")
        assert terminal.process.wait(20) == 0
    finally:
        terminal.process.kill()
    history = tmp_path / "appfactory" / "contract_history"
    assert "update offers" in history.read_text()
    assert history.stat().st_mode & 0o077 == 0
