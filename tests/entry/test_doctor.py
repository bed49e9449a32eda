"""`appfactory doctor`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appfactory.entry.boundary import run_command
from appfactory.entry.cli import cli
from appfactory.model.finding import Finding
from appfactory.perform import toolchain
from appfactory.perform.toolchain import Check

GOOD = Check("node", "ok", "22.12.0", "/usr/bin/node", "", False)
BAD = Check("browser", "missing", "", "", "Install Chromium, or run: appfactory doctor --install", True)


def doctor(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = run_command(cli, ["doctor", *arguments])
    return code, capsys.readouterr().out


def test_all_is_there(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(toolchain, "doctor", lambda: (GOOD,))
    code, out = doctor(capsys)
    assert code == 0
    assert out == "✓ node         22.12.0        /usr/bin/node\n"


def test_something_is_missing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(toolchain, "doctor", lambda: (GOOD, BAD))
    code, out = doctor(capsys)
    assert code == 3
    assert "✗ browser" in out
    assert BAD.remedy in out


def test_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(toolchain, "doctor", lambda: (GOOD, BAD))
    code, out = doctor(capsys, "--json")
    document = json.loads(out)
    assert (code, document["ok"]) == (3, False)
    assert [set(check) for check in document["checks"]] == [{"name", "status", "version", "path", "remedy", "automatic"}] * 2


def test_install_says_what_could_not_be_had(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    problem = Finding("tool-missing", "error", "No browser was found.", hint="Install Chromium.")
    monkeypatch.setattr(toolchain, "doctor", lambda: (GOOD, BAD))
    monkeypatch.setattr(toolchain, "ensure_pnpm", lambda: None)
    monkeypatch.setattr(toolchain, "ensure_browser", lambda: problem)
    code, out = doctor(capsys, "--install", "--json")
    assert code == 3
    assert [one["message"] for one in json.loads(out)["findings"]] == ["No browser was found."]


def test_this_machine(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _, out = doctor(capsys, "--json")
    assert [check["name"] for check in json.loads(out)["checks"]] == ["python", "node", "npm", "pnpm", "git", "browser", "postgresql", "disk space"]
    assert list(tmp_path.iterdir()) == []
