"""What a build would do, told without doing it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appfactory.engine.dry_run import DryRun, dry_run

pytestmark = pytest.mark.postgres
ACTIONS = "src/domains/library/actions.ts"


def actions(result: DryRun) -> dict[str, str]:
    return {change.path: change.action for change in result.changes}


def test_of_an_empty_folder_creates_everything_and_leaves_nothing(workshop: Any, tree: Callable[[Path], Any]) -> None:
    workshop.write_plan()
    before = tree(workshop.folder)
    result = dry_run(workshop.project)
    assert result.ok, result.findings
    assert set(actions(result).values()) == {"create"}
    assert {"package.json", ACTIONS, "db/migrations/0000_baseline.sql"} <= actions(result).keys()
    assert "create table" in result.sql.lower()
    assert tree(workshop.folder) == before
    assert [path.name for path in workshop.folder.iterdir()] == ["buildplan.yaml"]


def test_of_a_broken_plan_only_tells_what_is_wrong(workshop: Any) -> None:
    workshop.replace("library.addBook", "library.addBok")
    workshop.write_plan()
    result = dry_run(workshop.project)
    assert (result.ok, result.changes, result.sql) == (False, (), "")


def test_of_a_change_lists_each_kind_with_its_diff(workshop: Any, package_manager: Any, tree: Callable[[Path], Any]) -> None:
    workshop.build("scaffold", "assemble", "api", "integrate")
    workshop.edit(ACTIONS, "export async function addBook", "// ours\nexport async function addBook")
    workshop.replace("finishBook", "markBookFinished")
    workshop.replace("/api/books/{id}/finish", "/api/books/{id}/finished")
    workshop.write_plan()
    before = tree(workshop.folder)
    result = dry_run(workshop.project)
    assert result.ok, result.findings
    listed = actions(result)
    assert listed[ACTIONS] == "merge"
    assert listed["src/domains/library/_generated/contract.ts"] == "replace"
    assert listed["src/app/api/books/[id]/finished/route.ts"] == "create"
    assert listed["src/app/api/books/[id]/finish/route.ts"] == "delete"
    diffs = {change.path: change.diff for change in result.changes}
    assert "+export async function markBookFinished" in diffs[ACTIONS]
    assert "-// ours" not in diffs[ACTIONS]
    assert "+++ /dev/null" in diffs["src/app/api/books/[id]/finish/route.ts"]
    assert tree(workshop.folder) == before


def test_of_a_conflict_says_so(workshop: Any) -> None:
    workshop.build("api")
    workshop.edit(ACTIONS, "export async function finishBook", "export async function endBook")
    workshop.replace("finishBook", "markBookFinished")
    workshop.write_plan()
    result = dry_run(workshop.project)
    assert not result.ok
    assert ("merge-conflict", ACTIONS) in [(finding.code, finding.span.file) for finding in result.findings]
    assert "<<<<<<<" not in workshop.path(ACTIONS).read_text()
