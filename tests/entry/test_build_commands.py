"""`appfactory build …` as a user calls it, as far as it needs neither npm nor a database."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from appfactory.entry.boundary import run_command
from appfactory.entry.cli import COMMANDS, cli

MINIMAL = (Path(__file__).parents[1] / "fixtures" / "minimal.yaml").read_text()
BROKEN = MINIMAL.replace("library.addBook", "library.addBok")
FINDING = {"code", "severity", "file", "line", "column", "message", "why", "hint"}


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command line in this process, through the same boundary as the program."""

    def call(*arguments: str) -> Ran:
        code = run_command(cli, list(arguments))
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return call


def program(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "appfactory", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, env={**os.environ, **environment}, timeout=60)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class TestHelp:
    def test_of_the_program_lists_every_command(self, run: Any) -> None:
        ran = run("--help")
        assert ran.code == 0
        assert all(name in ran.out for name in COMMANDS)

    def test_of_build_lists_every_phase(self, run: Any) -> None:
        ran = run("build", "--help")
        assert ran.code == 0
        phases = ("scaffold", "assemble", "migrate", "api", "integrate", "tests", "preview", "deploy", "all", "status", "resume")
        assert [phase for phase in phases if f"\n  {phase} " not in ran.out] == []

    def test_build_alone_is_help(self, run: Any, folder: Path) -> None:
        assert run("build").out == run("build", "--help").out
        assert names(folder) == []

    @pytest.mark.parametrize("command", ["demo", "doctor", "build all", "build preview", "build status", "build migrate"])
    def test_of_each_command(self, run: Any, command: str) -> None:
        ran = run(*command.split(), "--help")
        assert ran.code == 0
        assert "--json" in ran.out


class TestUsage:
    @pytest.mark.parametrize(
        "arguments",
        [
            ("buld",),
            ("build", "scafold"),
            ("build", "api", "--no-such-option"),
            ("build", "api", "extra"),
            ("build", "preview", "--port", "0"),
            ("build", "preview", "--port", "http"),
        ],
    )
    def test_a_wrong_command_line_ends_with_2(self, run: Any, arguments: tuple[str, ...]) -> None:
        ran = run(*arguments)
        assert ran.code == 2
        assert ran.err
        assert ran.out == ""

    @pytest.mark.parametrize("option", ["--plan-only", "--json", "--trust"])
    def test_an_option_before_the_phase_is_refused_not_lost(self, run: Any, folder: Path, option: str) -> None:
        Path("buildplan.yaml").write_text(MINIMAL)
        ran = run("build", option, "api")
        assert ran.code == 2
        assert f"appfactory build api {option}" in ran.err
        assert names(folder) == ["buildplan.yaml"]


class TestPlans:
    @pytest.mark.parametrize("command", [("all",), ("api",), ("--plan-only",), ("preview",)])
    def test_a_missing_plan_is_a_finding(self, run: Any, folder: Path, command: tuple[str, ...]) -> None:
        ran = run("build", *command, "--json")
        assert ran.code == 3
        assert ran.json["ok"] is False
        (finding,) = ran.json["findings"]
        assert finding["code"] == "file-missing"
        assert set(finding) == FINDING
        assert names(folder) == []

    @pytest.mark.parametrize("command", [("all",), ("scaffold",), ("integrate",), ("--plan-only",), ("all", "--plan-only")])
    def test_a_broken_plan_writes_nothing(self, run: Any, folder: Path, command: tuple[str, ...]) -> None:
        Path("buildplan.yaml").write_text(BROKEN)
        ran = run("build", *command)
        assert ran.code == 1
        assert "addBok" in ran.out
        assert "│     - { method: POST" in ran.out
        assert "^^^^^^" in ran.out
        assert names(folder) == ["buildplan.yaml"]

    @pytest.mark.parametrize(
        ("old", "new"),
        [("stack: nextjs-15\n  packageManager: pnpm", "stack: expo\n  packageManager: pnpm"), ("auth: authjs", "auth: firebase-auth")],
    )
    def test_what_is_not_built_yet_is_a_warning_to_validate_and_an_error_to_build(self, run: Any, folder: Path, old: str, new: str) -> None:
        text = MINIMAL.replace(old, new)
        if "expo" in new:
            text = text.replace("auth: authjs", "auth: clerk").replace("infra: vercel", "infra: aws")
        Path("buildplan.yaml").write_text(text)
        validated = run("plan", "validate", "--json")
        assert (validated.code, {one["severity"] for one in validated.json["findings"]}) == (0, {"warning"}), validated.out
        built = run("build", "all", "--json")
        assert built.code == 1
        assert [(one["code"], one["severity"]) for one in built.json["findings"] if one["severity"] == "error"] == [("not-built-yet", "error")]
        assert names(folder) == ["buildplan.yaml"]

    def test_another_plan_and_another_folder(self, run: Any, folder: Path) -> None:
        (folder / "plans").mkdir()
        (folder / "plans" / "mine.yaml").write_text(MINIMAL)
        assert run("build", "api", "--plan", "plans/mine.yaml", "--dir", "out").code == 0
        assert names(folder) == ["out", "plans"]
        assert names(folder / "out") == [".codex", "src"]

    def test_the_plan_here_is_built_there(self, run: Any, folder: Path) -> None:
        Path("buildplan.yaml").write_text(MINIMAL)
        assert run("build", "api", "--dir", "out").code == 0
        assert names(folder) == ["buildplan.yaml", "out"]

    def test_a_plan_that_lies_there_comes_first(self, run: Any, folder: Path) -> None:
        Path("buildplan.yaml").write_text(BROKEN)
        (folder / "out").mkdir()
        (folder / "out" / "buildplan.yaml").write_text(MINIMAL)
        assert run("build", "api", "--dir", "out").code == 0

    def test_a_folder_that_can_not_be_written_is_a_problem_of_the_machine(self, run: Any) -> None:
        Path("buildplan.yaml").write_text(MINIMAL)
        Path("out").write_text("a file, no folder")
        ran = run("build", "api", "--plan", "buildplan.yaml", "--dir", "out/app", "--json")
        assert ran.code == 3
        assert ran.json["ok"] is False


class TestResults:
    def test_json_of_a_phase(self, run: Any) -> None:
        Path("buildplan.yaml").write_text(MINIMAL)
        ran = run("build", "api", "--json")
        assert ran.code == 0
        assert set(ran.json) == {"ok", "run", "seconds", "externalSeconds", "steps", "findings"}
        (step,) = ran.json["steps"]
        assert (step["phase"], step["status"]) == ("api", "done")
        assert step["started"].endswith("Z")
        assert step["unchanged"] is False
        assert run("build", "api", "--json").json["steps"][0]["unchanged"] is True

    def test_text_of_a_phase_names_what_comes_next(self, run: Any) -> None:
        Path("buildplan.yaml").write_text(MINIMAL)
        assert run("build", "api").out.startswith("Built in ")
        assert run("build", "api").out.startswith("Everything is unchanged")
        Path("src/_generated/openapi.json").write_text("{}")
        ran = run("build", "api")
        assert ran.code == 1
        assert "src/_generated/openapi.json" in ran.out
        assert "appfactory build resume" in ran.out

    def test_a_pipe_gets_the_result_and_no_progress(self) -> None:
        Path("buildplan.yaml").write_text(MINIMAL)
        ran = program("build", "api")
        assert ran.returncode == 0
        assert ran.stderr == ""
        assert ran.stdout.count("\n") == 1
        assert "\x1b" not in ran.stdout

    def test_no_color_is_obeyed(self) -> None:
        Path("buildplan.yaml").write_text(BROKEN)
        assert "\x1b" not in program("build", "api", NO_COLOR="1", FORCE_COLOR="1").stdout

    def test_deploy_says_that_it_is_not_built_yet(self, run: Any, folder: Path) -> None:
        ran = run("build", "deploy", "--json")
        assert ran.code == 1
        assert [one["code"] for one in ran.json["findings"]] == ["not-built-yet"]
        assert names(folder) == []


class TestStatus:
    def test_of_an_empty_folder(self, run: Any, folder: Path) -> None:
        ran = run("build", "status")
        assert ran.code == 0
        assert "appfactory build all" in ran.out
        assert run("build", "status", "--json").json["steps"] == []
        assert names(folder) == []

    def test_of_a_part(self, run: Any) -> None:
        Path("buildplan.yaml").write_text(MINIMAL)
        run("build", "api")
        assert run("build", "status").out.split()[:2] == ["api", "done"]
        status = run("build", "status", "--json").json
        assert (status["ok"], status["goal"], status["unfinished"]) == (True, ["api"], [])

    def test_of_a_failure(self, run: Any) -> None:
        Path("buildplan.yaml").write_text(MINIMAL)
        run("build", "api")
        Path("src/_generated/openapi.json").write_text("{}")
        run("build", "api")
        ran = run("build", "status")
        assert "api        failed" in ran.out
        assert "1 error" in ran.out
        assert "appfactory build resume" in ran.out
        assert run("build", "status", "--json").json["ok"] is False

    def test_of_a_damaged_state(self, run: Any) -> None:
        Path(".codex").mkdir()
        Path(".codex/state.json").write_text("{")
        ran = run("build", "status", "--json")
        assert ran.code == 1
        assert ran.json["findings"][0]["code"] == "state-damaged"
        assert ran.json["findings"][0]["hint"]

    def test_resume_where_nothing_was_begun(self, run: Any, folder: Path) -> None:
        ran = run("build", "resume", "--json")
        assert (ran.code, [one["code"] for one in ran.json["findings"]]) == (1, ["nothing-to-resume"])
        assert names(folder) == []


class TestPreview:
    def test_before_the_app_is_built(self, run: Any) -> None:
        Path("buildplan.yaml").write_text(MINIMAL)
        ran = run("build", "preview", "--json")
        assert (ran.code, [one["code"] for one in ran.json["findings"]]) == (1, ["app-not-built"])

    def test_stop_without_one(self, run: Any, folder: Path) -> None:
        ran = run("build", "preview", "--stop", "--json")
        assert (ran.code, ran.json) == (0, {"ok": True, "stopped": False})
        assert names(folder) == []


class TestInterruption:
    @pytest.fixture
    def started(self, folder: Path) -> Iterator[subprocess.Popen[str]]:
        """A build in the middle of an install that would take a minute."""
        Path("buildplan.yaml").write_text(MINIMAL)
        programs = folder / "programs"
        programs.mkdir()
        pnpm = '#!/bin/sh\nif [ "$1" = --version ]; then echo 12.0.0; exit; fi\necho $$ > installing\nexec sleep 60\n'
        for name, text in (("pnpm", pnpm), ("node", "#!/bin/sh\necho v22.12.0\n")):
            (programs / name).write_text(text)
            (programs / name).chmod(0o755)
        environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
        command = [sys.executable, "-m", "appfactory", "build", "scaffold"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            deadline = time.monotonic() + 30
            while not Path("installing").exists() or not Path("installing").read_text().strip():
                assert time.monotonic() < deadline
                assert process.poll() is None
                time.sleep(0.05)
            yield process
            process.kill()

    def test_ends_what_it_started_and_says_how_to_go_on(self, run: Any, started: subprocess.Popen[str]) -> None:
        child = int(Path("installing").read_text())
        started.send_signal(signal.SIGINT)
        _, err = started.communicate(timeout=30)
        assert started.returncode == 130
        assert "appfactory build resume" in err
        assert "Traceback" not in err
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)
        assert not Path(".codex/lock").exists()
        status = run("build", "status", "--json").json
        assert (status["ok"], status["unfinished"]) == (False, ["scaffold"])


def test_two_builds_at_once(run: Any, folder: Path) -> None:
    from appfactory.model.finding import Finding
    from appfactory.perform import lock

    Path("buildplan.yaml").write_text(MINIMAL)
    held = lock.acquire(folder)
    assert not isinstance(held, Finding)
    with held:
        ran = program("build", "api", "--json")
    assert ran.returncode == 3
    (finding,) = [one for one in json.loads(ran.stdout)["findings"] if one["severity"] == "error"]
    assert finding["code"] == "build-already-running"
    assert str(os.getpid()) in finding["message"]
