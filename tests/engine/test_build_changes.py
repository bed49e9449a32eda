"""What becomes of the app, and of what people made of it, when the plan changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appfactory.engine.build import BuildResult, resume

ACTIONS = "src/domains/library/actions.ts"
CONTRACT = "src/domains/library/_generated/contract.ts"
MEMBER = """        - name: Shelf
          fields:
            - { name: id, type: uuid, unique: true }
            - { name: label, type: string(80) }
"""
LIST_SHELVES = """        - name: listShelves
          kind: query
          input: {}
          output: Shelf[]
"""


def with_shelves(workshop: Any) -> None:
    """Adds an entity with an operation, a route and a page."""
    workshop.replace("      operations:\n", f"{MEMBER}      operations:\n")
    workshop.replace(
        "\napi:\n  routes:\n", f"{LIST_SHELVES}\napi:\n  routes:\n    - {{ method: GET, path: /api/shelves, operation: library.listShelves }}\n"
    )
    workshop.replace("  ui: []", "    - name: Shelves\n      route: /shelves\n      layout: app\n  ui: []")


def codes(result: BuildResult, severity: str = "error") -> list[str]:
    return [finding.code for finding in result.findings if finding.severity == severity]


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and ".codex" not in path.parts}


def rename_verb(workshop: Any) -> None:
    """A change of the plan that reaches the actions and the generated contract."""
    workshop.replace("finishBook", "markBookFinished")


class TestEditsSurvive:
    def test_an_edit_elsewhere_in_a_file_is_merged(self, workshop: Any) -> None:
        workshop.build()
        workshop.edit(ACTIONS, "export async function addBook", "/** Ours: said by the shop. */\nexport async function addBook")
        rename_verb(workshop)
        result = workshop.build()
        assert result.ok, result.findings
        text = workshop.path(ACTIONS).read_text()
        assert "Ours: said by the shop." in text
        assert "markBookFinished" in text
        assert "finishBook(" not in text

    def test_an_edit_without_a_change_of_the_plan_stays_as_it_is(self, workshop: Any) -> None:
        workshop.build()
        workshop.edit(ACTIONS, "export async function addBook", "export  async function addBook")
        ours = workshop.path(ACTIONS).read_bytes()
        result = workshop.build()
        assert result.ok
        assert workshop.path(ACTIONS).read_bytes() == ours

    def test_a_conflict_stops_with_the_name_of_the_file(self, workshop: Any) -> None:
        workshop.build()
        workshop.edit(ACTIONS, "export async function finishBook", "export async function endBook")
        rename_verb(workshop)
        result = workshop.build()
        assert codes(result) == ["merge-conflict"]
        (found,) = [one for one in result.findings if one.severity == "error"]
        assert found.span.file == ACTIONS
        assert workshop.path(ACTIONS).read_text().splitlines()[found.span.line - 1].startswith("<<<<<<<")

    def test_a_conflict_stays_one_until_it_is_resolved(self, workshop: Any) -> None:
        workshop.build()
        workshop.edit(ACTIONS, "export async function finishBook", "export async function endBook")
        rename_verb(workshop)
        workshop.build()
        assert codes(resume(workshop.project, workshop.progress)) == ["merge-conflict-unresolved"]
        lines = workshop.path(ACTIONS).read_text().splitlines(keepends=True)
        kept, side = [], "both"
        for line in lines:
            side = {"<<<<<<<": "ours", "|||||||": "base", "=======": "theirs", ">>>>>>>": "both"}.get(line[:7], side)
            if side in ("ours", "both") and line[:7] not in ("<<<<<<<", ">>>>>>>"):
                kept.append(line)
        workshop.path(ACTIONS).write_text("".join(kept))
        result = resume(workshop.project, workshop.progress)
        assert result.ok, result.findings
        assert "endBook" in workshop.path(ACTIONS).read_text()

    def test_an_edited_generated_file_stops_and_names_where_the_change_belongs(self, workshop: Any) -> None:
        workshop.build()
        workshop.edit(CONTRACT, "export const", "export  const")
        ours = workshop.path(CONTRACT).read_bytes()
        result = workshop.build()
        assert codes(result) == ["generated-file-edited"]
        (found,) = [one for one in result.findings if one.severity == "error"]
        assert found.span.file == CONTRACT
        assert "src/domains/library/" in found.hint
        assert workshop.path(CONTRACT).read_bytes() == ours

    def test_a_file_that_the_user_deleted_stays_deleted(self, workshop: Any) -> None:
        workshop.build()
        workshop.path("src/app/robots.ts").unlink(missing_ok=True)
        workshop.path(ACTIONS).unlink()
        result = workshop.build()
        assert result.ok
        assert not workshop.path(ACTIONS).exists()
        assert "seeded-file-deleted" in codes(result, "info")

    def test_a_file_of_the_user_in_the_way_is_never_overwritten(self, workshop: Any) -> None:
        workshop.write_plan()
        workshop.path(CONTRACT).parent.mkdir(parents=True)
        workshop.path(CONTRACT).write_text("mine\n")
        result = workshop.build()
        assert codes(result) == ["file-in-the-way"]
        assert workshop.path(CONTRACT).read_text() == "mine\n"


class TestPlanChanges:
    def test_what_is_added_and_taken_away_again_leaves_no_trace(self, workshop: Any) -> None:
        workshop.build()
        plan, before = workshop.plan, files(workshop.folder)
        contents = {path: workshop.path(path).read_bytes() for path in before}
        with_shelves(workshop)
        assert workshop.build().ok
        added = files(workshop.folder) - before
        assert "src/app/api/shelves/route.ts" in added
        assert any(path.startswith("src/app/(app)/shelves/") for path in added)
        workshop.plan = plan
        assert workshop.build().ok
        assert files(workshop.folder) == before
        assert {path: workshop.path(path).read_bytes() for path in before} == contents

    def test_a_file_that_was_edited_is_kept_when_its_entity_goes(self, workshop: Any) -> None:
        plan = workshop.plan
        with_shelves(workshop)
        workshop.build()
        workshop.edit("src/app/api/shelves/route.ts", "export", "// ours\nexport")
        workshop.plan = plan
        result = workshop.build()
        assert result.ok, result.findings
        assert "seeded-file-kept" in codes(result, "warning")
        assert "// ours" in workshop.path("src/app/api/shelves/route.ts").read_text()

    def test_a_renamed_route_moves_what_the_user_made_of_it(self, workshop: Any) -> None:
        workshop.build()
        page = "src/app/(app)/books/page.tsx"
        workshop.edit(page, "export default", "// ours\nexport default")
        workshop.replace("route: /books", "route: /library")
        result = workshop.build()
        assert result.ok, result.findings
        moved = workshop.path("src/app/(app)/library/page.tsx").read_text()
        assert "// ours" in moved
        assert not workshop.path(page).exists()

    def test_a_renamed_entity_takes_along_what_the_user_made_of_its_files(self, workshop: Any) -> None:
        with_shelves(workshop)
        workshop.build()
        route = "src/app/api/shelves/route.ts"
        with workshop.path(route).open("a") as file:  # away from the lines that the new name changes, or it would be a conflict
            file.write("\n// ours\n")
        for old, new in (("Shelf", "Rack"), ("Shelves", "Racks"), ("shelves", "racks")):
            workshop.replace(old, new)
        result = workshop.build()
        assert result.ok, result.findings
        text = workshop.path("src/app/api/racks/route.ts").read_text()
        assert "// ours" in text
        assert "listRacks" in text
        assert not workshop.path(route).exists()

    @pytest.mark.parametrize("phase", ["assemble", "api", "integrate"])
    def test_one_phase_leaves_the_files_of_the_others_alone(self, workshop: Any, phase: Any, tree: Callable[[Path], Any]) -> None:
        workshop.build()
        before = tree(workshop.folder)
        assert workshop.build(phase).ok
        assert tree(workshop.folder) == before
