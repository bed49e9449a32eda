"""Reading and writing below a folder: limits, encodings, links, atomic replacement."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from appfactory.model.finding import Finding
from appfactory.perform import disk
from appfactory.perform.disk import Tree, read_document, read_files, read_text, read_tree, remove_file, unwritable, write_document, write_text
from appfactory.perform.problem import EnvironmentProblem


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def code(result: object) -> str:
    assert isinstance(result, Finding)
    return result.code


class TestDocument:
    def test_a_file_that_the_user_named_is_written_where_he_said(self, tmp_path: Path) -> None:
        place = tmp_path / "deep" / "report.html"
        assert unwritable(place) is None
        assert not place.parent.exists()
        write_document(place, "done")
        assert place.read_text() == "done"

    def test_what_stands_in_the_way_of_a_file_is_told_by_its_whole_name(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        place = tmp_path / "file" / "report.html"
        found = unwritable(place)
        assert found is not None
        assert str(place) in found.message
        with pytest.raises(EnvironmentProblem) as caught:
            write_document(place, "done")
        assert str(place) in caught.value.finding.message

    def test_a_folder_that_can_not_be_written_to(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "access", lambda *_: False)
        assert code(unwritable(tmp_path / "report.html")) == "no-permission"

    def test_a_folder_is_no_document(self, tmp_path: Path) -> None:
        found = read_document(tmp_path)
        assert isinstance(found, Finding)
        assert "build" not in found.hint + found.why

    def test_text(self, tmp_path: Path) -> None:
        (tmp_path / "plan.yaml").write_bytes(b"\xef\xbb\xbfname: caf\xc3\xa9\r\n")
        assert read_document(tmp_path / "plan.yaml") == "name: café\r\n"

    def test_bad_byte_is_named_with_line_and_column(self, tmp_path: Path) -> None:
        (tmp_path / "plan.yaml").write_bytes(b"a: 1\nb\xc3\xa9: \xff\n")
        finding = read_document(tmp_path / "plan.yaml")
        assert isinstance(finding, Finding)
        assert (finding.code, finding.span.line, finding.span.column) == ("not-utf8", 2, 5)
        assert "0xff" in finding.message

    def test_too_large(self, tmp_path: Path) -> None:
        with (tmp_path / "plan.yaml").open("wb") as file:
            file.truncate(100 * 2**20)
        assert code(read_document(tmp_path / "plan.yaml")) == "file-too-large"

    def test_what_is_no_file(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        assert code(read_document(tmp_path / "none")) == "file-missing"
        assert code(read_document(tmp_path)) in {"file-missing", "path-blocked"}
        assert code(read_document(tmp_path / "pipe")) == "path-blocked"
        assert code(read_document(Path("/dev/zero"))) == "path-blocked"


class TestLinks:
    @pytest.fixture
    def project(self, tmp_path: Path) -> Path:
        (tmp_path / "outside").mkdir()
        (tmp_path / "outside" / "secret").write_text("secret")
        project = tmp_path / "project"
        project.mkdir()
        (project / "link").symlink_to(tmp_path / "outside")
        (project / "file").symlink_to(tmp_path / "outside" / "secret")
        return project

    @pytest.mark.parametrize("path", ["link/secret", "file"])
    def test_are_not_read(self, project: Path, path: str) -> None:
        assert code(read_text(project, path)) == "symlink-refused"

    def test_are_not_written_through(self, project: Path) -> None:
        with pytest.raises(EnvironmentProblem):
            write_text(project, "link/new", "x")
        with pytest.raises(EnvironmentProblem):
            write_text(project, "file", "x")
        assert names(project.parent / "outside") == ["secret"]
        assert (project.parent / "outside" / "secret").read_text() == "secret"

    def test_are_left_out_of_a_tree_with_a_warning(self, project: Path) -> None:
        (project / "real").write_text("x")
        contents = read_tree(project)
        assert contents.files == {"real": "x"}
        assert [(finding.span.file, finding.severity) for finding in contents.findings] == [("file", "warning"), ("link", "warning")]

    def test_swapped_in_after_the_check_are_not_followed(self, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The folder becomes a link between the look at the old file and the rename."""
        (project / "src").mkdir()
        (project / "src" / "a").write_text("old")
        look = Tree.mode

        def look_then_swap(tree: Tree, path: str) -> int | None:
            found = look(tree, path)
            (project / "src").rename(project / "moved")
            (project / "src").symlink_to(project.parent / "outside")
            return found

        monkeypatch.setattr(Tree, "mode", look_then_swap)
        write_text(project, "src/a", "new")
        assert names(project.parent / "outside") == ["secret"]
        assert (project / "moved" / "a").read_text() == "new"

    def test_the_root_may_be_one(self, project: Path) -> None:
        root = project.parent / "alias"
        root.symlink_to(project)
        write_text(root, "a/b", "x")
        assert (project / "a" / "b").read_text() == "x"


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a/../../x", "", "a\\b", "C:/x", "a\nb", "a\0b"])
def test_paths_that_leave_the_folder_are_refused(tmp_path: Path, path: str) -> None:
    assert code(read_text(tmp_path, path)) == "path-escapes"
    with pytest.raises(EnvironmentProblem):
        write_text(tmp_path, path, "x")


class TestWriting:
    def test_makes_folders_keeps_the_mode_and_leaves_no_temporary_file(self, tmp_path: Path) -> None:
        write_text(tmp_path, "a/b/c.txt", "one")
        target = tmp_path / "a" / "b" / "c.txt"
        target.chmod(0o640)
        write_text(tmp_path, "a/b/c.txt", "two")
        assert target.read_text() == "two"
        assert stat.S_IMODE(target.stat().st_mode) == 0o640
        assert names(target.parent) == ["c.txt"]

    def test_private_files_are_for_their_owner_only(self, tmp_path: Path) -> None:
        write_text(tmp_path, "secret", "x", permissions=0o600)
        assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600

    def test_a_file_where_a_folder_must_be(self, tmp_path: Path) -> None:
        (tmp_path / "src").write_text("x")
        with pytest.raises(EnvironmentProblem) as caught:
            write_text(tmp_path, "src/a", "x")
        assert caught.value.finding.code == "path-blocked"

    @pytest.mark.parametrize(
        ("number", "expected"),
        [(errno.ENOSPC, "disk-full"), (errno.EROFS, "read-only"), (errno.EACCES, "no-permission"), (errno.EIO, "input-output")],
    )
    def test_errors_of_the_disk_leave_the_old_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, expected: str) -> None:
        write_text(tmp_path, "a", "old")

        def fail(_: int) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(disk.os, "fsync", fail)
        with pytest.raises(EnvironmentProblem) as caught:
            write_text(tmp_path, "a", "new")
        assert caught.value.finding.code == expected
        assert caught.value.finding.hint
        assert (tmp_path / "a").read_text() == "old"
        assert names(tmp_path) == ["a"]

    def test_removing_takes_the_folders_left_empty_but_not_the_root(self, tmp_path: Path) -> None:
        write_text(tmp_path, "a/b/c", "x")
        write_text(tmp_path, "a/d", "x")
        remove_file(tmp_path, "a/b/c")
        assert names(tmp_path / "a") == ["d"]
        remove_file(tmp_path, "a/d")
        remove_file(tmp_path, "a/d")
        assert names(tmp_path) == []


def test_many_files_at_once(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("é")
    (tmp_path / "bytes").write_bytes(b"\xff\x00")
    (tmp_path / "folder").mkdir()
    contents = read_files(tmp_path, ["text", "bytes", "none/deep", "folder"])
    assert contents.files == {"text": "é", "bytes": b"\xff\x00", "none/deep": None}
    assert [finding.code for finding in contents.findings] == ["path-blocked"]
    assert read_files(tmp_path / "nowhere", ["a"]).files == {"a": None}
