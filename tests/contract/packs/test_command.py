"""`contract run` and `contract scenarios write` as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from appfactory.contract.execution.opening import install
from appfactory.entry.cli import cli
from appfactory.perform import disk
from appfactory.perform.postgres.connection import connect

pytestmark = pytest.mark.postgres
GOOD = """
name: A clinic opens
defaults: {dryRun: false}
phases:
  - id: opening
    steps:
      - id: clinic
        prompt: insert into clinics id = {{id:clinic}} name = North slug = north-{{runId}} opened_on = 2020-01-01
      - id: twice
        prompt: insert into clinics id = {{id:clinic}} name = North slug = other-{{runId}} opened_on = 2020-01-01
        expect: {success: false, errorContains: taken}
"""
LACKING = '{"scenarios": [{"id": "lead", "prompt": "insert into leads id = {{id:lead}} score = 3"}, {"id": "count", "prompt": "count clinics"}]}'


@pytest.fixture
def folder(tmp_path: Path, clinic_url: str) -> Path:
    install(clinic_url)
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "lacking.json").write_text(LACKING)
    return tmp_path


def run(*arguments: object) -> tuple[int, str]:
    outcome = CliRunner().invoke(cli, ["contract", *map(str, arguments)])
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit), outcome.output
    return outcome.exit_code, outcome.stdout


def clinics(url: str) -> int:
    with connect(url) as connection:
        row = connection.execute("select count(*) from clinics").fetchone()
    assert row is not None
    return int(row[0])


def test_a_folder_of_packs_into_all_reports(folder: Path, clinic_url: str) -> None:
    code, text = run("run", folder, "--database", clinic_url, "--rollback", "--junit", folder / "r.xml", "--html", folder / "r.html", "--parallel", 2)
    assert code == 1
    assert "ok   A clinic opens" in text
    assert "table leads does not exist; steps use id text, score integer" in text
    assert clinics(clinic_url) == 0
    assert ElementTree.fromstring((folder / "r.xml").read_text()).get("failures") == "1"
    assert "<title>Contract report</title>" in (folder / "r.html").read_text()


def test_reports_that_can_not_be_written_are_told_before_anything_runs(folder: Path, clinic_url: str) -> None:
    code, text = run("run", folder / "good.yaml", "--database", clinic_url, "--html", folder / "good.yaml" / "r.html")
    assert (code, text, clinics(clinic_url)) == (3, "", 0)


def test_what_came_out_is_told_even_if_it_can_not_be_written(folder: Path, clinic_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "unwritable", lambda _: None)
    code, text = run("run", folder / "good.yaml", "--database", clinic_url, "--rollback", "--json", "--html", folder / "good.yaml" / "r.html")
    assert (code, json.loads(text)["totals"]["passed"]) == (3, 2)


def test_a_pack_from_standard_input(clinic_url: str) -> None:
    install(clinic_url)
    outcome = CliRunner().invoke(cli, ["contract", "run", "-", "--rollback", "--json", "--database", clinic_url], input=GOOD)
    assert (outcome.exit_code, json.loads(outcome.stdout)["totals"]["passed"]) == (0, 2)


def test_whom_a_pack_was_written_for_is_told_if_it_fails(folder: Path, clinic_url: str) -> None:
    text = GOOD + "metadata: {userRole: admin}\n"
    (folder / "good.yaml").write_text(text)
    (folder / "bad.yaml").write_text(text.replace("taken", "no such thing"))
    code, told = run("run", folder / "good.yaml", folder / "bad.yaml", "--rollback", "--database", clinic_url, "--json")
    findings = [[finding["code"] for finding in pack["findings"]] for pack in json.loads(told)["packs"]]
    assert (code, findings) == (1, [[], ["pack-other-role"]])


def test_json_and_committing(folder: Path, clinic_url: str) -> None:
    code, text = run("run", folder / "good.yaml", "--database", clinic_url, "--json")
    document = json.loads(text)
    assert (code, document["ok"], document["packs"][0]["committed"], document["totals"]["passed"]) == (0, True, True, 2)
    assert clinics(clinic_url) == 1
    with connect(clinic_url) as connection:
        connection.execute("truncate clinics cascade")


def test_a_fitness_loop_writes_its_reports_below_its_folder(folder: Path, clinic_url: str) -> None:
    loop = {"suites": [{"source": {"filePath": "good.yaml"}}], "output": {"writeJsonPath": "out/r.json", "writeMarkdownPath": "out/r.md"}}
    (folder / "loop.json").write_text(json.dumps(loop))
    assert run("run", folder / "loop.json", "--database", clinic_url, "--rollback")[0] == 0
    assert json.loads((folder / "out" / "r.json").read_text())["ok"]
    assert "| A clinic opens | 2 of 2 (100 %) |" in (folder / "out" / "r.md").read_text()


def test_a_pack_that_lies_beside_its_loop_runs_once(folder: Path, clinic_url: str) -> None:
    for file in folder.iterdir():
        if file.name != "good.yaml":
            file.unlink()
    (folder / "loop.json").write_text(json.dumps({"suites": [{"id": "looped", "source": {"filePath": "good.yaml"}}]}))
    code, text = run("run", folder, "--database", clinic_url, "--rollback", "--json")
    assert (code, [pack["id"] for pack in json.loads(text)["packs"]]) == (0, ["looped"])


def test_a_loop_writes_nowhere_else(folder: Path, clinic_url: str) -> None:
    loop = {"suites": [{"source": {"filePath": "good.yaml"}}], "output": {"writeJsonPath": "../escaped.json"}}
    (folder / "loop.json").write_text(json.dumps(loop))
    outcome = CliRunner().invoke(cli, ["contract", "run", str(folder / "loop.json"), "--database", clinic_url, "--rollback"])
    assert outcome.exit_code != 0
    assert not (folder.parent / "escaped.json").exists()


def test_what_is_written_from_the_catalog_passes(folder: Path, clinic_url: str) -> None:
    code, text = run("scenarios", "write", "--database", clinic_url, "--out", folder / "all.json", "--json")
    assert (code, json.loads(text)["notCovered"]) == (0, [])
    code, text = run("run", folder / "all.json", "--database", clinic_url, "--user-role", "admin")
    assert (code, "All" in text) == (0, True)


def test_missing_files_tables_and_databases(folder: Path, clinic_url: str) -> None:
    assert run("run", folder / "none.json", "--database", clinic_url)[0] == 3
    assert run("run", folder / "good.yaml", "--dir", folder)[0] == 3
    assert run("scenarios", "write", "--database", clinic_url, "--table", "clinic")[0] == 1
    assert run("run")[0] == 2
    (folder / "bytes.json").write_bytes(b"\xff")
    assert run("run", folder / "bytes.json", "--database", clinic_url)[0] == 1
    for door in (("lifecycle",), ("scenarios", "run")):
        assert run(*door, folder / "good.yaml", "--database", clinic_url)[0] == 0
