"""Plans as different people write them: each compiles, and what is emitted passes the type checker and the linter.

The plans are small and awkward on purpose. Each line of them stands for something that once broke, or well might.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from appfactory.engine.compiled import Compiled, compile_text
from appfactory.model.finding import has_errors
from appfactory.perform.library import default_library, read_library

PLANS = sorted((Path(__file__).parents[1] / "fixtures" / "plans").glob("*.yaml"))


def compiled(path: Path) -> Compiled:
    library, _ = read_library(default_library())
    found, findings = compile_text(path.read_text(), path.name, library)
    assert not has_errors(findings), findings
    assert found is not None
    return found


def names(paths: list[Path]) -> list[str]:
    return [path.stem for path in paths]


@pytest.mark.parametrize("path", PLANS, ids=names(PLANS))
def test_compiles_to_files(path: Path) -> None:
    found = compiled(path)
    paths = [draft.path for drafts in found.drafts.values() for draft in drafts]
    assert len(paths) == len(set(paths))
    assert not any(operation.meaning.__class__.__name__ == "NotCovered" for operation in found.spec.operations)


def text_of(plan: str, path: str) -> str:
    """A file that the plan's app has."""
    found = compiled(next(one for one in PLANS if one.stem == plan))
    content = next(draft.content for drafts in found.drafts.values() for draft in drafts if draft.path == path)
    assert isinstance(content, str)
    return content


@pytest.mark.parametrize("path", PLANS, ids=names(PLANS))
def test_no_policy_lets_everybody_write_whatever_they_like(path: Path) -> None:
    for table in compiled(path).spec.database.tables:
        for policy in table.policies:
            assert policy.action == "SELECT" or "true" not in (policy.using, policy.check), (table.name, policy)


@pytest.mark.parametrize("path", PLANS, ids=names(PLANS))
def test_no_value_of_ours_is_written_as_python_shows_it(path: Path) -> None:
    for drafts in compiled(path).drafts.values():
        for draft in drafts:
            shown = re.search(
                r"\b[A-Z]\w+\((?:members|kind|names|source)=.{0,80}|<appfactory\.\w+", draft.content if isinstance(draft.content, str) else ""
            )
            assert shown is None, (draft.path, shown.group())


def test_what_can_be_done_with_a_row_is_shown_to_those_who_may() -> None:
    notices, events = (text_of("shared-rows", f"src/app/(app)/{place}/[id]/page.tsx") for place in ("notices", "team/events"))
    assert 'const mayChange = actor.role === "admin" || row.authorId === actor.userId;' in notices
    assert 'const mayChange = actor.role === "admin" || row.userId === actor.userId;' in events
    for page in (notices, events):
        before, after = page.split("mayChange && (")
        assert "<ConfirmAction" in after
        assert "<ConfirmAction" not in before
    assert "if (!mayChange) notFound();" in text_of("shared-rows", "src/app/(app)/notices/[id]/edit/page.tsx")
    assert "<ConfirmAction" not in text_of("shared-rows", "src/app/(marketing)/events/[id]/page.tsx")


def test_a_test_file_without_a_test_is_not_written() -> None:
    # Everybody sees every row of this plan: no table's rows are kept apart, and vitest refuses an empty suite.
    paths = [draft.path for draft in compiled(PLANS[names(PLANS).index("shared-rows")]).drafts["tests"]]
    assert "tests/api/access-matrix.test.ts" in paths
    assert "tests/api/row-level-security.test.ts" not in paths


def test_keys_that_are_texts_are_encoded_in_addresses() -> None:
    assert "const id = decodeURIComponent((await params).id);" in text_of("quoted-sql", "src/app/(admin)/admin/venues/[id]/page.tsx")
    review = text_of("text-keys", "src/app/(app)/my/reviews/[id]/page.tsx")
    assert "const { id } = await params;" in review
    assert "`/my/reviews/${row.id}/edit`" in review


def test_samples_differ_where_fields_are_unique_together() -> None:
    fixtures = text_of("quoted-sql", "tests/support/_generated/fixtures.ts")
    given = fixtures.partition("function givenShow(")[2].partition("\n}")[0]
    assert "title: unique(" in given
    assert "startsAt: inDays(uniqueNumber(" in given


def test_parameters_of_one_place_share_a_folder() -> None:
    one, parts = (text_of("text-keys", f"src/app/api/reviews/[reviewId]/{rest}route.ts") for rest in ("", "replies/"))
    assert (one.count("export const "), parts.count("export const ")) == (2, 2)


def write(folder: Path, found: Compiled) -> None:
    for drafts in found.drafts.values():
        for draft in drafts:
            path = folder / draft.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(draft.content if isinstance(draft.content, bytes) else draft.content.encode())


def run(folder: Path, *command: str) -> str:
    """What the command says if it fails, else nothing."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=600)
    return "" if done.returncode == 0 else (done.stdout + done.stderr)[-8000:]


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages of all the plans' apps."""
    folder = tmp_path_factory.mktemp("packages")
    manifest: dict[str, Any] = {"name": "all", "private": True, "dependencies": {}, "devDependencies": {}}
    for path in PLANS:
        for draft in compiled(path).drafts["scaffold"]:
            if draft.path == "package.json":
                package = json.loads(draft.content)
                for kind in ("dependencies", "devDependencies"):
                    manifest[kind].update(package[kind])
            elif draft.path == "pnpm-workspace.yaml":
                (folder / draft.path).write_bytes(draft.content if isinstance(draft.content, bytes) else draft.content.encode())
    (folder / "package.json").write_text(json.dumps(manifest))
    problem = run(folder, "pnpm", "install", "--no-frozen-lockfile", "--prefer-offline")
    assert not problem, problem
    return folder / "node_modules"


@pytest.mark.node
@pytest.mark.parametrize("path", PLANS, ids=names(PLANS))
def test_type_checks_and_lints(path: Path, installed: Path, tmp_path: Path) -> None:
    write(tmp_path, compiled(path))
    (tmp_path / "node_modules").symlink_to(installed)
    assert run(tmp_path, "node_modules/.bin/tsc", "--noEmit") == ""
    assert run(tmp_path, "node_modules/.bin/eslint", ".", "--max-warnings=0") == ""
