"""Commands of a plan run only when the user trusts it."""

from __future__ import annotations

from pathlib import Path

import pytest

from appfactory.engine import build as engine
from appfactory.engine.progress import Silent
from appfactory.engine.project import project_at
from appfactory.model.finding import Finding

FIXTURE = Path(__file__).parent.parent / "fixtures" / "bookshelf.yaml"


def built(folder: Path, hooks: str, *, trusted: bool) -> tuple[engine.BuildResult, list[Finding]]:
    (folder / "buildplan.yaml").write_text(FIXTURE.read_text() + f"hooks: {hooks}\nhumanCheckpoints: [afterDomains]\n")
    result = engine.build(project_at(folder, trusted=trusted), ("api",), Silent())
    told = [finding for finding in result.findings if "hook" in finding.code or "checkpoint" in finding.code]
    return result, [finding for finding in told if finding.code != "hook-needs-trust"]


def test_without_trust_nothing_runs_and_the_commands_are_named(tmp_path: Path) -> None:
    result, found = built(tmp_path, "{ pre: ['touch pwned'], post: ['touch done'] }", trusted=False)
    assert result.ok
    assert not (tmp_path / "pwned").exists()
    assert not (tmp_path / "done").exists()
    assert [finding.code for finding in found] == ["human-checkpoint-passed", "hooks-not-trusted", "hooks-not-trusted"]
    assert "touch pwned" in found[1].message


def test_with_trust_they_run_before_and_after(tmp_path: Path) -> None:
    result, found = built(tmp_path, "{ pre: ['test ! -d src && touch before'], post: ['test -d src && touch after'] }", trusted=True)
    assert result.ok
    assert (tmp_path / "before").exists()
    assert (tmp_path / "after").exists()
    assert [finding.code for finding in found] == ["human-checkpoint-passed"]


@pytest.mark.parametrize("when", ["pre", "post"])
def test_a_failing_hook_fails_the_build(tmp_path: Path, when: str) -> None:
    result, found = built(tmp_path, f"{{ {when}: ['echo no; exit 3', 'touch later'] }}", trusted=True)
    assert not result.ok
    assert found[-1].code == "hook-failed"
    assert "code 3" in found[-1].message
    assert not (tmp_path / "later").exists()
    assert (tmp_path / "src").exists() == (when == "post")
