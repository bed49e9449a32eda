"""Phases, checkpoints, failures and resumption, with phases that need no npm and a package manager that installs nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appfactory.engine.build import ALL, BuildResult, build, resume
from appfactory.engine.checkpoints import read_run, write_run
from appfactory.model.finding import Finding
from appfactory.perform import lock

Tree = Callable[[Path], dict[str, tuple[bytes, int]]]
OPENAPI = "src/_generated/openapi.json"


def codes(result: BuildResult) -> list[str]:
    return [finding.code for finding in result.findings if finding.severity == "error"]


def only_error(result: BuildResult) -> Finding:
    (found,) = [finding for finding in result.findings if finding.severity == "error"]
    return found


def failure(workshop: Any, phase: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(workshop.path(f".codex/failures/{phase}.json").read_text())
    return loaded


class TestPhases:
    def test_each_phase_is_a_step_with_a_checkpoint(self, workshop: Any) -> None:
        result = workshop.build()
        assert result.ok, result.findings
        assert [(step.phase, step.status) for step in result.steps] == [("assemble", "done"), ("api", "done"), ("integrate", "done")]
        state = read_run(workshop.folder)
        assert not isinstance(state, Finding)
        assert [step.phase for step in state.steps] == ["assemble", "api", "integrate"]
        assert (state.goal, state.unfinished, state.run) == (("assemble", "api", "integrate"), (), result.run)
        assert not workshop.path(".codex/lock").exists()

    def test_progress_is_told_in_order(self, workshop: Any) -> None:
        workshop.build()
        assert workshop.progress.phases == [("assemble", "done"), ("api", "done"), ("integrate", "done")]
        assert "assemble 1/3" in workshop.progress.tasks

    def test_a_second_run_changes_nothing_on_disk(self, workshop: Any, tree: Tree) -> None:
        workshop.build()
        before = tree(workshop.folder)
        workshop.progress.phases.clear()
        result = workshop.build()
        assert result.ok
        assert result.unchanged == ("assemble", "api", "integrate")
        assert workshop.progress.phases == [("assemble", "unchanged"), ("api", "unchanged"), ("integrate", "unchanged")]
        assert tree(workshop.folder) == before

    @pytest.mark.parametrize("phase", ["assemble", "api", "integrate"])
    def test_a_phase_runs_alone(self, workshop: Any, phase: Any) -> None:
        result = workshop.build(phase)
        assert result.ok
        assert [step.phase for step in result.steps] == [phase]

    def test_the_order_of_phases_does_not_matter_for_the_files(self, workshop: Any, tmp_path: Path, tree: Tree) -> None:
        workshop.build("assemble", "api", "integrate")
        other = type(workshop)(tmp_path / "other")
        for phase in ("integrate", "api", "assemble"):
            assert other.build(phase).ok
        mine, theirs = ({path: content for path, (content, _) in tree(one.folder).items() if ".codex" not in path} for one in (workshop, other))
        assert mine == theirs

    def test_integrate_keeps_to_the_named_provider(self, workshop: Any) -> None:
        workshop.replace("auth: authjs", "auth: authjs\n  email: resend")
        workshop.replace("integrations: {}", "integrations:\n  email: { provider: resend, templates: [welcome] }")
        assert workshop.build("integrate", names=("resend",)).ok
        assert not workshop.path("src/auth").exists()
        assert workshop.path("src/email").is_dir()

    def test_an_unknown_provider_is_named_with_those_there_are(self, workshop: Any) -> None:
        result = workshop.build("integrate", names=("mailgun",))
        assert codes(result) == ["provider-not-in-plan"]
        assert "authjs" in only_error(result).hint


class TestRefusals:
    @pytest.mark.parametrize(
        ("old", "new", "code"),
        [
            ("library.addBook", "library.addBok", "reference-unknown-operation"),
            ("runtime: node", "runtime: bun", "not-built-yet"),
            ("auth: authjs", "auth: firebase-auth", "not-built-yet"),
            ("database: local-postgres", "database: planetscale", "not-built-yet"),
            ("packageManager: pnpm", "packageManager: yarn", "not-built-yet"),
        ],
    )
    def test_nothing_is_written(self, workshop: Any, old: str, new: str, code: str) -> None:
        workshop.replace(old, new)
        result = workshop.build()
        assert not result.ok
        assert code in codes(result)
        assert [path.name for path in workshop.folder.iterdir()] == ["buildplan.yaml"]

    def test_what_is_not_built_yet_is_told_once_and_at_its_place(self, workshop: Any) -> None:
        workshop.replace("auth: authjs", "auth: firebase-auth")
        found = [finding for finding in workshop.build().findings if finding.code == "not-built-yet"]
        assert [(finding.severity, finding.span.line) for finding in found] == [
            ("error", workshop.plan[: workshop.plan.index("firebase")].count("\n") + 1)
        ]

    def test_a_second_build_names_the_process_of_the_first(self, workshop: Any) -> None:
        workshop.folder.mkdir()
        held = lock.acquire(workshop.folder)
        assert not isinstance(held, Finding)
        with held:
            result = workshop.build()
        assert codes(result) == ["build-already-running"]
        assert "process" in only_error(result).message
        assert workshop.build().ok

    @pytest.mark.parametrize("content", ["", "{", '{"version": 1}', "\0\0\0\0"])
    def test_a_damaged_state_is_refused_and_its_backup_offered(self, workshop: Any, content: str) -> None:
        workshop.build("api")
        workshop.build("integrate")
        workshop.path(".codex/state.json").write_text(content)
        result = workshop.build()
        assert codes(result)[0] in {"state-damaged", "state-edited"}
        assert ".codex/state.json.bak" in only_error(result).hint
        workshop.path(".codex/state.json.bak").rename(workshop.path(".codex/state.json"))
        assert workshop.build().ok

    def test_a_step_with_a_wrong_hash_is_done_again(self, workshop: Any) -> None:
        workshop.build("api")
        state = read_run(workshop.folder)
        assert not isinstance(state, Finding)
        from dataclasses import replace

        write_run(workshop.folder, replace(state, steps=tuple(replace(step, input_hash="0" * 64) for step in state.steps)))
        result = workshop.build("api")
        assert result.ok
        assert result.steps[0].input_hash != "0" * 64


class TestFailures:
    def test_a_failed_phase_leaves_a_report_and_stops_the_build(self, workshop: Any) -> None:
        workshop.build()
        workshop.edit(OPENAPI, "{", "{ ")
        result = workshop.build()
        assert not result.ok
        assert [(step.phase, step.status) for step in result.steps] == [("assemble", "done"), ("api", "failed")]
        told = failure(workshop, "api")
        assert OPENAPI in told["error"]
        assert told["files"] == [OPENAPI]
        assert told["suggestions"]
        assert told["findings"][0]["code"] == "generated-file-edited"
        state = read_run(workshop.folder)
        assert not isinstance(state, Finding)
        assert state.unfinished == ("api", "integrate")

    def test_resume_goes_on_and_clears_the_failure(self, workshop: Any) -> None:
        workshop.build()
        workshop.edit(OPENAPI, "{", "{ ")
        failed = workshop.build()
        workshop.path(OPENAPI).unlink()
        result = resume(workshop.project, workshop.progress)
        assert result.ok, result.findings
        assert result.run == failed.run
        assert not workshop.path(".codex/failures").exists()
        assert [step.phase for step in result.steps] == ["assemble", "api", "integrate"]

    def test_resume_takes_a_mended_plan_into_account(self, workshop: Any) -> None:
        workshop.build("api", "integrate")
        workshop.edit("src/auth/_generated/protected-routes.ts", "export", "export ")
        assert not workshop.build("api", "integrate").ok
        workshop.path("src/auth/_generated/protected-routes.ts").unlink()
        workshop.replace("/api/books/{id}/finish", "/api/books/{id}/finished")
        workshop.write_plan()
        assert resume(workshop.project, workshop.progress).ok
        assert "/finished" in workshop.path(OPENAPI).read_text()

    def test_resume_without_a_build(self, workshop: Any) -> None:
        workshop.write_plan()
        assert codes(resume(workshop.project, workshop.progress)) == ["nothing-to-resume"]

    def test_an_install_that_fails_can_be_resumed(self, workshop: Any, package_manager: Any) -> None:
        package_manager.broken.touch()
        result = workshop.build("scaffold", "assemble")
        assert codes(result) == ["install-failed"]
        assert "ERR_PNPM_NO_NETWORK" in failure(workshop, "scaffold")["error"]
        package_manager.broken.unlink()
        result = resume(workshop.project, workshop.progress)
        assert result.ok, result.findings
        assert [step.phase for step in result.steps] == ["scaffold", "assemble"]

    def test_packages_are_installed_once_from_the_lock_file(self, workshop: Any, package_manager: Any, tree: Tree) -> None:
        assert workshop.build("scaffold").ok
        before = tree(workshop.folder)
        assert workshop.build("scaffold").ok
        assert len(package_manager.calls) == 1
        assert "--frozen-lockfile" in package_manager.calls[0]
        assert tree(workshop.folder) == before

    def test_packages_that_went_are_installed_again(self, workshop: Any, package_manager: Any) -> None:
        import shutil

        workshop.build("scaffold")
        shutil.rmtree(workshop.path("node_modules"))
        workshop.build("scaffold")
        assert len(package_manager.calls) == 2


def test_all_phases_are_those_of_the_language() -> None:
    assert ALL == ("scaffold", "assemble", "migrate", "api", "integrate", "tests")


def test_a_plan_that_is_not_there(tmp_path: Path, workshop: Any) -> None:
    result = build(workshop.project, ("api",), workshop.progress)
    assert codes(result) == ["file-missing"]
    assert not workshop.folder.exists()
