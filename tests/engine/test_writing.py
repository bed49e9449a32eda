"""Drafts on disk: what people edited survives."""

from __future__ import annotations

from pathlib import Path

from appfactory.engine.writing import planned, written
from appfactory.model.files import FileDraft
from appfactory.model.finding import has_errors


def draft(path: str, content: str, owner: str = "seeded") -> FileDraft:
    return FileDraft(path, content, owner, "test")  # type: ignore[arg-type]


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    drafts = (draft("src/a.ts", "one\n"), draft("src/_generated/b.ts", "two\n", "generated"))
    assert written(tmp_path, drafts).summary == "2 files created"
    again = written(tmp_path, drafts)
    assert again.write_set.empty
    assert again.summary == "nothing changed"


def test_a_plan_change_is_merged_into_what_the_user_edited(tmp_path: Path) -> None:
    base = "".join(f"line {number}\n" for number in range(12))
    written(tmp_path, (draft("src/a.ts", base),))
    (tmp_path / "src/a.ts").write_text(base.replace("line 1\n", "mine\n"))
    result = written(tmp_path, (draft("src/a.ts", base.replace("line 10\n", "theirs\n")),))
    assert not has_errors(result.findings)
    text = (tmp_path / "src/a.ts").read_text()
    assert "mine\n" in text
    assert "theirs\n" in text


def test_a_conflict_stops_and_names_the_file(tmp_path: Path) -> None:
    written(tmp_path, (draft("src/a.ts", "one\n"),))
    (tmp_path / "src/a.ts").write_text("mine\n")
    result = written(tmp_path, (draft("src/a.ts", "theirs\n"),))
    assert has_errors(result.findings)
    assert any(finding.span.file == "src/a.ts" for finding in result.findings)


def test_an_edited_generated_file_stops_and_names_the_extension_point(tmp_path: Path) -> None:
    written(tmp_path, (draft("src/_generated/b.ts", "one\n", "generated"),))
    (tmp_path / "src/_generated/b.ts").write_text("mine\n")
    result = written(tmp_path, (draft("src/_generated/b.ts", "two\n", "generated"),))
    assert has_errors(result.findings)
    assert (tmp_path / "src/_generated/b.ts").read_text() == "mine\n"


def test_what_no_draft_asks_for_goes_and_other_phases_files_stay(tmp_path: Path) -> None:
    written(tmp_path, (draft("src/a.ts", "a\n"), draft("src/b.ts", "b\n"), draft("src/c.ts", "c\n")))
    written(tmp_path, (draft("src/a.ts", "a\n"),), (draft("src/b.ts", "b\n"),))
    assert (tmp_path / "src/a.ts").exists()
    assert (tmp_path / "src/b.ts").exists()
    assert not (tmp_path / "src/c.ts").exists()


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    result = planned(tmp_path, (draft("src/a.ts", "a\n"),))
    assert [change.path for change in result.write_set.create] == ["src/a.ts"]
    assert not list(tmp_path.iterdir())
