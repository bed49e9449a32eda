from __future__ import annotations

from appfactory.compile.reconcile import sha256
from appfactory.compile.renamed_files import with_former_paths
from appfactory.model.files import FileDraft, ManifestEntry

BOOKS = """export const GET = endpoint(
  { access: "user", route: "GET /api/books" },
  async ({ actor, input }) => listBooks(await input(), actor),
);
"""
NOVELS = BOOKS.replace("books", "novels").replace("Books", "Novels")
OLD, NEW = "src/app/api/books/route.ts", "src/app/api/novels/route.ts"


def former(draft: FileDraft, *others: FileDraft, found: str | None = BOOKS + "// ours\n") -> str:
    entry = ManifestEntry(OLD, sha256(BOOKS), "seeded", "api.routes[0]")
    return with_former_paths((draft, *others), (entry,), {OLD: found, draft.path: None}, {OLD: BOOKS})[0].replaces


def draft(content: str = NOVELS, path: str = NEW) -> FileDraft:
    return FileDraft(path, content, "seeded", "api.routes[0]")


def test_an_edited_file_under_another_name_is_found() -> None:
    assert former(draft()) == OLD


def test_a_file_that_nobody_edited_needs_no_move() -> None:
    assert former(draft(), found=BOOKS) == ""


def test_something_else_is_no_rename() -> None:
    assert former(draft("export default function Page() { return null; }\n")) == ""


def test_another_kind_of_file_is_no_rename() -> None:
    assert former(draft(path="src/app/api/novels/route.test.ts")) == ""


def test_a_file_that_the_plan_still_wants_stays() -> None:
    assert former(draft(), draft(BOOKS, OLD)) == ""


def test_each_file_moves_to_one_place() -> None:
    entry = ManifestEntry(OLD, sha256(BOOKS), "seeded", "api.routes[0]")
    twins = (draft(NOVELS), draft(BOOKS, "src/app/api/tomes/route.ts"))
    out = with_former_paths(twins, (entry,), {OLD: "// ours\n" + BOOKS}, {OLD: BOOKS})
    assert [one.replaces for one in out] == ["", OLD]
