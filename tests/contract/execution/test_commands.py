"""The commands as a user runs them: exit codes, JSON, sentences on the terminal, nothing but findings for bad input."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

import click
import pytest
from click.testing import CliRunner, Result
from prompt_toolkit.history import FileHistory, InMemoryHistory

from appfactory.entry import contract_ask
from appfactory.entry.boundary import run_command
from appfactory.entry.cli import cli
from appfactory.perform import toolchain

QUERY = {"scope": {"bizId": "biz_1"}, "command": {"kind": "query", "table": "offers", "select": ["id", "name"], "sort": ["id"]}}


def run(*arguments: str, text: str | bytes | None = None) -> Result:
    result = CliRunner().invoke(cli, ["contract", *arguments], input=text)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


@pytest.fixture
def plan() -> Path:
    return Path(__file__).parents[3] / "examples" / "bookshop" / "buildplan.yaml"


def test_the_catalog_of_a_plan_needs_no_database(plan: Path) -> None:
    document = json.loads(run("catalog", "--plan", str(plan), "--json").stdout)
    assert document["ok"]
    assert {"books", "orders"} <= {table["name"] for table in document["tables"]}
    books = next(table for table in document["tables"] if table["name"] == "books")
    assert books["domain"] == "catalogue"
    assert run("catalog", "--plan", str(plan), "--table", "books").stdout.startswith("books")
    assert "## catalogue" in run("catalog", "--plan", str(plan), "--diagram").stdout


def test_the_page_of_diagrams_is_written(plan: Path, tmp_path: Path) -> None:
    assert "tables" in run("catalog", "--plan", str(plan), "--html", str(tmp_path / "er.html")).stdout
    assert "<svg" in (tmp_path / "er.html").read_text()


def test_what_is_not_there_is_told(plan: Path, tmp_path: Path) -> None:
    result = run("catalog", "--plan", str(plan), "--table", "boks")
    assert (result.exit_code, "did you mean books" in result.stderr) == (1, True)
    assert json.loads(run("catalog", "--plan", str(plan), "--table", "boks", "--json").stdout)["error"]["nearest"] == ["books"]
    result = run("catalog", "--plan", str(tmp_path / "none.yaml"))
    assert result.exit_code == 3
    (tmp_path / "bad.yaml").write_text("a: [")
    assert run("catalog", "--plan", str(tmp_path / "bad.yaml")).exit_code == 1
    assert run("execute", "-", "--dir", str(tmp_path), text=json.dumps(QUERY)).exit_code == 3
    result = run("execute", "-", "--dir", str(plan.parent), text=json.dumps(QUERY))
    assert (result.exit_code, "build migrate" in result.stderr) == (1, True)


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, b"\xff", "null", '{"command": 3}', '{"kind": "query", "table": "\\ud800"}', '{"command": {"kind": "query"}}']
)
def test_a_request_that_is_none_is_told(text: str | bytes) -> None:
    result = run("execute", "-", "--database", "postgresql://nobody@127.0.0.1:1/x", "--json", text=text)
    assert result.exit_code == 1
    assert json.loads(result.stdout)


def test_bytes_that_are_no_text_are_shown_as_such(plan: Path) -> None:
    command = [sys.executable, "-m", "appfactory", "contract", "translate", b"list books where title = \xff", "--plan", str(plan), "--json"]
    strict = {**os.environ, "PYTHONIOENCODING": "utf-8:strict"}
    outcome = subprocess.run(command, capture_output=True, check=False, env=strict, timeout=60)
    assert (outcome.returncode, outcome.stderr) == (0, b"")
    assert json.loads(outcome.stdout.decode())["text"] == "list books where title = \udcff"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_a_full_disk_is_told(plan: Path) -> None:
    command = [sys.executable, "-m", "appfactory", "contract", "catalog", "--plan", str(plan), "--json"]
    with Path("/dev/full").open("w") as full:
        outcome = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    assert (outcome.returncode, "Traceback" in outcome.stderr, "can be written" in outcome.stderr) == (3, False, True)


def test_a_folder_that_is_said_counts_more_than_the_environment(plan: Path) -> None:
    arguments = ["contract", "catalog", "--dir", str(plan.parent), "--table", "books"]
    result = CliRunner().invoke(cli, arguments, env={"APPFACTORY_CONTRACT_DATABASE": "postgresql://127.0.0.1:1/x"})
    assert (result.exit_code, result.stdout.startswith("books")) == (0, True)
    result = CliRunner().invoke(cli, [*arguments, "--database", "postgresql://127.0.0.1:1/x"], standalone_mode=False)
    assert "not both" in str(result.exception)


def test_how_a_command_ends_that_is_told_to() -> None:
    for arguments, told in ((["contract", "run", "x"], "undone"), (["build", "all"], "build resume")):
        with mock.patch.object(cli, "main", side_effect=KeyboardInterrupt), mock.patch.object(click, "echo") as echo:
            assert run_command(cli, arguments) == 130
        assert told in echo.call_args.args[0]


def test_what_the_operating_system_refuses_is_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    with mock.patch.object(cli, "main", side_effect=OSError(errno.EROFS, "Read-only file system", "/somewhere")):
        assert run_command(cli, ["contract", "ask"]) == 3
    assert "/somewhere" in capsys.readouterr().err
    with mock.patch.object(cli, "main", side_effect=FileNotFoundError(errno.ENOENT, "a bug")), pytest.raises(FileNotFoundError):
        run_command(cli, ["contract", "ask"])


def test_a_prompt_that_can_not_keep_its_history_does_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toolchain, "cache_folder", lambda: tmp_path / "cache")
    assert isinstance(contract_ask.history(), FileHistory)
    assert (tmp_path / "cache" / "contract_history").stat().st_mode & 0o777 == 0o600
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setattr(toolchain, "cache_folder", lambda: tmp_path / "file")
    assert isinstance(contract_ask.history(), InMemoryHistory)


def test_a_database_that_is_not_there_is_the_surroundings_fault() -> None:
    from appfactory.entry.boundary import run_command

    arguments = ["contract", "catalog", "--database", "postgresql://nobody:secret@127.0.0.1:1/x", "--json"]
    assert run_command(cli, arguments) == 3


@pytest.mark.postgres
def test_a_schema_without_tables_is_told_with_those_that_have_some(fresh: str) -> None:
    result = run("catalog", "--database", fresh, "--schema", "nowhere")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "--schema public" in result.stderr


def test_texts_are_translated_without_a_database(plan: Path, tmp_path: Path) -> None:
    result = run("translate", "list books where title = Blue Room limit 5", "--plan", str(plan), "--json")
    document = json.loads(result.stdout)
    assert (result.exit_code, document["command"]["table"], document["command"]["limit"]) == (0, "books", 5)
    assert "list books" in run("translate", "list books where title = Blue Room", "--plan", str(plan)).stdout
    asked = run("translate", "list boks where title = x", "--plan", str(plan))
    assert (asked.exit_code, "boks" in asked.stdout) == (1, True)
    batch = tmp_path / "many.jsonl"
    batch.write_text('{"input": "count books"}\n\n{"nothing": 1}\n')
    result = run("translate", "--batch", str(batch), "--plan", str(plan))
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert [lines[0]["command"]["table"], lines[1]["line"], "error" in lines[1]] == ["books", 3, True]
    assert run("translate", "--plan", str(plan)).exit_code == 2
    assert run("translate", "x", "--plan", str(plan), "--zone", "Mars/Base").exit_code == 2


@pytest.mark.postgres
def test_many_texts_are_translated_with_the_names_of_rows(fresh: str, tmp_path: Path) -> None:
    batch = tmp_path / "many.jsonl"
    batch.write_text(json.dumps({"input": "count offers for One", "scope": {"bizId": "biz_1"}}))
    result = run("translate", "--batch", str(batch), "--database", fresh)
    one = run("translate", "count offers for One", "--database", fresh, "--biz", "biz_1", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["command"] == json.loads(one.stdout)["command"]


@pytest.mark.postgres
def test_requests_run_from_the_command_line(fresh: str, tmp_path: Path) -> None:
    result = run("execute", "-", "--database", fresh, "--trace", text=json.dumps(QUERY))
    assert result.exit_code == 0
    assert "select id, name from public.offers" in result.stdout
    assert "o1  Haircut" in result.stdout
    assert "2 rows read" in result.stdout
    file = tmp_path / "request.json"
    file.write_text(json.dumps({"command": {"kind": "mutate", "action": "insert", "table": "offers", "values": {"id": "o9", "name": "Wash"}}}))
    assert "nothing stays" in run("execute", str(file), "--database", fresh, "--biz", "biz_1").stdout
    batch = {"scope": {"bizId": "biz_1"}, "command": {"kind": "batch", "steps": [QUERY["command"], QUERY["command"]]}}
    told = run("execute", "-", "--database", fresh, text=json.dumps(batch)).stdout
    assert told.index("step 0: ") < told.index("step 1: ")
    committed = json.loads(run("execute", str(file), "--database", fresh, "--biz", "biz_1", "--commit", "--json").stdout)
    assert (committed["success"], committed["dryRun"]) == (True, False)
    again = run("execute", str(file), "--database", fresh, "--biz", "biz_1")
    assert (again.exit_code, "`o9` is taken" in again.stderr) == (1, True)
    assert "3" in run("simulate", "count offers", "--database", fresh, "--biz", "biz_1").stdout
    simulated = json.loads(run("simulate", "insert into offers id = oX name = Two Words", "--database", fresh, "--biz", "biz_1", "--json").stdout)
    assert (simulated["response"]["success"], simulated["response"]["dryRun"]) == (True, True)
    assert "erDiagram" in run("catalog", "--database", fresh, "--diagram").stdout
    assert run("setup", "--database", fresh, "--json").exit_code == 0
