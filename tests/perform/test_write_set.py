"""Carrying out a write set on a real disk, merges by the real git, and what is left when something goes wrong."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pytest

from appfactory.model.files import FileChange, ManifestEntry, MergeRequest, WriteSet
from appfactory.perform import write_set as module
from appfactory.perform.merge import merge
from appfactory.perform.problem import EnvironmentProblem
from appfactory.perform.write_set import BASES, MANIFEST, STAGING, apply_write_set, read_bases, read_manifest

BASE = "one\ntwo\nthree\nfour\nfive\n"
OURS = BASE.replace("five", "five, by hand")
THEIRS = BASE.replace("one", "ONE")


def entry(path: str, content: str | bytes) -> ManifestEntry:
    raw = content.encode() if isinstance(content, str) else content
    return ManifestEntry(path, hashlib.sha256(raw).hexdigest(), "seeded", "stack")


def change(path: str, before: str | bytes | None, after: str | bytes | None, executable: bool = False) -> FileChange:
    return FileChange(path, before, after, "seeded", "stack", executable)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def app(root: Path) -> dict[str, bytes]:
    return {path: content for path, content in tree(root).items() if not path.startswith(".codex/")}


def first_build(root: Path, path: str = "src/page.tsx") -> None:
    apply_write_set(root, WriteSet(create=(change(path, None, BASE),), manifest=(entry(path, BASE),)))


def test_creates_replaces_deletes_and_remembers(tmp_path: Path) -> None:
    write = WriteSet(
        create=(change("a/one.txt", None, "1"), change("a/b/two.bin", None, b"\xff"), change("run.sh", None, "#!/bin/sh\n", executable=True)),
        manifest=(entry("a/one.txt", "1"), entry("a/b/two.bin", b"\xff"), entry("run.sh", "#!/bin/sh\n")),
    )
    applied = apply_write_set(tmp_path, write)
    assert applied.created == ("a/one.txt", "a/b/two.bin", "run.sh")
    assert not applied.findings
    assert os.access(tmp_path / "run.sh", os.X_OK)
    assert read_manifest(tmp_path) == tuple(sorted(write.manifest, key=lambda one: one.path))
    assert read_bases(tmp_path, write.manifest) == {"a/one.txt": "1", "run.sh": "#!/bin/sh\n"}
    second = WriteSet(replace=(change("a/one.txt", "1", "2"),), delete=(change("a/b/two.bin", b"\xff", None),), manifest=(entry("a/one.txt", "2"),))
    assert apply_write_set(tmp_path, second).deleted == ("a/b/two.bin",)
    assert app(tmp_path) == {"a/one.txt": b"2", "run.sh": b"#!/bin/sh\n"}
    assert not (tmp_path / "a" / "b").exists()
    assert not (tmp_path / STAGING).exists()
    assert names(tmp_path / BASES) == [entry("", "2").sha256]


def test_a_second_time_touches_nothing(tmp_path: Path) -> None:
    first_build(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    apply_write_set(tmp_path, WriteSet(unchanged=("src/page.tsx",), manifest=(entry("src/page.tsx", BASE),)))
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


class TestMerge:
    def request(self, path: str = "src/page.tsx", theirs: str = THEIRS, moved_from: str = "") -> MergeRequest:
        return MergeRequest(path, BASE, OURS, theirs, "components.pages[0]", moved_from)

    def test_clean(self, tmp_path: Path) -> None:
        first_build(tmp_path)
        (tmp_path / "src/page.tsx").write_text(OURS)
        applied = apply_write_set(tmp_path, WriteSet(merge=(self.request(),), manifest=(entry("src/page.tsx", THEIRS),)))
        assert applied.merged == ("src/page.tsx",)
        assert not applied.findings
        assert (tmp_path / "src/page.tsx").read_text() == "ONE\ntwo\nthree\nfour\nfive, by hand\n"
        assert read_bases(tmp_path, read_manifest(tmp_path)) == {"src/page.tsx": THEIRS}  # type: ignore[arg-type]

    def test_conflict_keeps_both_sides_and_is_an_error(self, tmp_path: Path) -> None:
        first_build(tmp_path)
        (tmp_path / "src/page.tsx").write_text(OURS)
        request = self.request(theirs=BASE.replace("five", "FIVE"))
        applied = apply_write_set(tmp_path, WriteSet(merge=(request,), manifest=(entry("src/page.tsx", request.theirs),)))
        (finding,) = applied.findings
        assert (finding.code, finding.severity, finding.span.file, finding.span.line) == ("merge-conflict", "error", "src/page.tsx", 5)
        text = (tmp_path / "src/page.tsx").read_text()
        assert "<<<<<<< yours\nfive, by hand\n" in text
        assert "FIVE\n>>>>>>> plan\n" in text

    def test_moves_along_with_a_rename(self, tmp_path: Path) -> None:
        first_build(tmp_path)
        (tmp_path / "src/page.tsx").write_text(OURS)
        write = WriteSet(
            merge=(self.request("app/home.tsx", moved_from="src/page.tsx"),),
            delete=(change("src/page.tsx", OURS, None),),
            manifest=(entry("app/home.tsx", THEIRS),),
        )
        assert not apply_write_set(tmp_path, write).findings
        assert app(tmp_path) == {"app/home.tsx": b"ONE\ntwo\nthree\nfour\nfive, by hand\n"}

    def test_windows_line_ends_are_kept_and_are_no_conflict(self) -> None:
        merged = merge(MergeRequest("a", BASE, OURS.replace("\n", "\r\n"), THEIRS, "x"))
        assert not merged.conflicts
        assert merged.text == "ONE\r\ntwo\r\nthree\r\nfour\r\nfive, by hand\r\n"

    def test_equal_changes_are_no_conflict(self) -> None:
        assert merge(MergeRequest("a", BASE, THEIRS, THEIRS, "x")).text == THEIRS

    def test_missing_git_is_a_finding(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(EnvironmentProblem) as caught:
            merge(self.request())
        assert caught.value.finding.code == "tool-missing"


def test_a_file_adopted_as_it_was_gets_a_base_too(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BASE)
    apply_write_set(tmp_path, WriteSet(unchanged=("a.txt",), manifest=(entry("a.txt", BASE),)))
    assert read_bases(tmp_path, (entry("a.txt", BASE),)) == {"a.txt": BASE}


@pytest.mark.parametrize("before", [None, "other"])
def test_a_file_changed_since_the_decision_is_not_overwritten(tmp_path: Path, before: str | None) -> None:
    (tmp_path / "a.txt").write_text("by hand")
    write = WriteSet(create=(change("b.txt", None, "b"),), replace=(change("a.txt", before, "new"),), manifest=())
    (finding,) = apply_write_set(tmp_path, write).findings
    assert finding.code == "changed-during-build"
    assert app(tmp_path) == {"a.txt": b"by hand"}


@pytest.mark.parametrize("path", ["../out", "/tmp/out", "a/../../out"])
def test_paths_that_leave_the_folder_are_refused(tmp_path: Path, path: str) -> None:
    root = tmp_path / "root"
    with pytest.raises(EnvironmentProblem):
        apply_write_set(root, WriteSet(create=(change("fine", None, "x"), change(path, None, "x"))))
    assert app(tmp_path) == {}


def test_links_in_the_way_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    root = tmp_path / "root"
    root.mkdir()
    (root / "src").symlink_to(outside)
    with pytest.raises(EnvironmentProblem):
        apply_write_set(root, WriteSet(create=(change("fine", None, "x"), change("src/a", None, "x"))))
    assert not list(outside.iterdir())
    assert not (root / "fine").exists()


def test_a_full_disk_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first_build(tmp_path)
    before = tree(tmp_path)
    write = WriteSet(
        create=tuple(change(f"new/{number}", None, "x") for number in range(5)),
        replace=(change("src/page.tsx", BASE, THEIRS),),
        manifest=(entry("src/page.tsx", THEIRS),),
    )
    calls = []
    real = module.write_new

    def fills_up(*arguments: object, **options: object) -> None:
        calls.append(arguments)
        if len(calls) > 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "write_new", fills_up)
    with pytest.raises(EnvironmentProblem) as caught:
        apply_write_set(tmp_path, write)
    assert caught.value.finding.code == "disk-full"
    assert tree(tmp_path) == before


def test_a_damaged_manifest_is_a_finding(tmp_path: Path) -> None:
    first_build(tmp_path)
    (tmp_path / MANIFEST).write_text("{")
    finding = read_manifest(tmp_path)
    assert not isinstance(finding, tuple)
    assert finding.code == "state-damaged"


def test_a_folder_on_another_file_system_is_written_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.rename

    def across(source: str, target: str, **options: int) -> None:
        if len(source) == 64:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        real(source, target, **options)

    monkeypatch.setattr(module.os, "rename", across)
    applied = apply_write_set(tmp_path, WriteSet(create=(change("src/run.sh", None, "x", executable=True),), manifest=()))
    assert applied.created == ("src/run.sh",)
    assert os.access(tmp_path / "src/run.sh", os.X_OK)
    assert names(tmp_path / "src") == ["run.sh"]


@pytest.mark.parametrize("action", ["replace", "delete"])
def test_a_change_at_the_last_moment_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, action: str) -> None:
    (tmp_path / "a.txt").write_text("old")
    write = WriteSet(**{action: (change("a.txt", "old", None if action == "delete" else "new"),)})
    real = module._changed_meanwhile

    def then_edit(*arguments: object) -> object:
        found = real(*arguments)  # type: ignore[arg-type]
        (tmp_path / "a.txt").write_text("by hand")
        return found

    monkeypatch.setattr(module, "_changed_meanwhile", then_edit)
    assert [finding.code for finding in apply_write_set(tmp_path, write).findings] == ["changed-during-build"]
    assert app(tmp_path) == {"a.txt": b"by hand"}


def test_on_a_disk_that_ignores_case_the_new_spelling_is_not_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There, both paths name one file: what was just written must not go as a leftover of the old spelling."""
    (tmp_path / "Foo.tsx").write_text("old")
    monkeypatch.setattr(module._Application, "_identity", lambda *_: (1, 1))
    write = WriteSet(create=(change("foo.tsx", None, "new"),), delete=(change("Foo.tsx", "old", None),))
    apply_write_set(tmp_path, write)
    assert app(tmp_path)["foo.tsx"] == b"new"
    assert "Foo.tsx" in app(tmp_path)
