"""`appfactory contract demo`: packs by use case, each once, with an exit code that scripts can use."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from appfactory.contract.execution.suites import load_packs
from appfactory.contract.execution.use_cases import once, use_cases, ways_of
from appfactory.contract.model.verdict import PackResult, PhaseResult, RunReport, StepResult
from appfactory.entry.contract_demo import demo
from appfactory.perform import packaged

PLAN = Path(__file__).parents[2] / "fixtures" / "minimal.yaml"
GOOD = {"scenarios": [{"id": "s1", "name": "count", "prompt": "count TABLE"}]}
BAD = {"scenarios": [{"id": "s1", "name": "count", "prompt": "count nothing_of_the_kind"}]}


def result(file: str, status: str) -> PackResult:
    step = StepResult("s", "s", status)  # type: ignore[arg-type]
    return PackResult(Path(file).stem, file, "scenario", file, "r", (PhaseResult("p", "p", (step,)),), milliseconds=2.0)


def test_packs_of_one_name_are_one_use_case() -> None:
    report = RunReport("", (result("scenarios/uc-1.yaml", "passed"), result("lifecycles/uc-1.yaml", "failed"), result("personas/ana.yaml", "passed")))
    first, ana = use_cases(report)
    assert (ana.name, ana.ok, ana.ways) == ("ana", True, (("personas", 1, 1),))
    assert (first.name, first.ok, first.ways, first.milliseconds) == ("uc 1", False, (("scenarios", 1, 1), ("lifecycles", 0, 1)), 4.0)
    assert ways_of((first, first, ana)) == ("scenarios", "lifecycles", "personas")


def test_what_a_loop_names_is_not_run_twice(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps(GOOD))
    (tmp_path / "two.json").write_text(json.dumps(GOOD))
    (tmp_path / "loop.json").write_text(json.dumps({"suites": [{"id": "first", "kind": "scenario", "source": {"filePath": "one.json"}}]}))
    found = once(load_packs([tmp_path]))
    assert not found.findings
    assert sorted((Path(job.pack.file).name, job.identity) for job in found.jobs) == [("one.json", "first"), ("two.json", "")]


@pytest.mark.postgres
@pytest.mark.parametrize(("pack", "code"), [(GOOD, 0), (BAD, 1)], ids=["as expected", "otherwise"])
def test_the_table_and_the_exit_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: object, code: int) -> None:
    example = tmp_path / "examples" / "booking-platform"
    (example / "packs" / "scenarios").mkdir(parents=True)
    shutil.copyfile(PLAN, example / "buildplan.yaml")
    (example / "packs" / "scenarios" / "uc-1-counting.json").write_text(json.dumps(pack).replace("TABLE", "users"))
    monkeypatch.setattr(packaged, "packaged_folder", lambda name: tmp_path / name)
    monkeypatch.setattr("appfactory.engine.examples.packaged_folder", lambda name: tmp_path / name)
    ended = CliRunner().invoke(demo, ["--no-serve", "--dir", str(tmp_path / "app"), "--json"])
    assert ended.exit_code == code, ended.output
    told = json.loads(ended.stdout)
    assert told["useCases"] == [
        {
            "name": "uc 1 counting",
            "ok": code == 0,
            "ways": {"scenarios": {"passed": 1 - code, "steps": 1}},
            "milliseconds": told["useCases"][0]["milliseconds"],
        }
    ]
    ended = CliRunner().invoke(demo, ["--no-serve", "--dir", str(tmp_path / "app")])
    assert (ended.exit_code, "uc 1 counting" in ended.output) == (code, True)
    assert (tmp_path / "app" / "contract_report.html").is_file()
