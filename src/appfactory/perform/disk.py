"""Reading and writing files below a folder without ever following a symbolic link there.

A path below a root is opened one folder at a time, each relative to the descriptor of the one before and with `O_NOFOLLOW`. So a
link that is put in the way after a check is not followed either. The root itself may be a link: it is the user's own choice.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from appfactory.model.finding import Finding, Span
from appfactory.perform.problem import EnvironmentProblem, finding_of

DOCUMENT_LIMIT = 32 * 2**20
"""The most bytes of one text document (a plan, a source file): 32 MiB."""

SKIPPED_FOLDERS = frozenset(
    {"node_modules", ".git", ".next", ".turbo", ".codex", "dist", "coverage", "test-results", "playwright-report", "__pycache__"}
)
"""Folders that hold what tools made; `read_tree` passes them by."""

_FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class PathRefused(Exception):  # noqa: N818 - named for what happened; it carries a finding
    """A path that is not opened: it leaves the root, or a link or something that is no regular file stands in the way."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def _refuse(code: str, path: str, message: str, hint: str) -> PathRefused:
    return PathRefused(
        Finding(code, "error", message, Span(path), "Files outside of the folder could be read or overwritten.", hint, origin="environment")
    )


def path_parts(path: str) -> tuple[str, ...]:
    """The names that make up a relative POSIX path. Raises `PathRefused` if it is empty, absolute, or leaves the folder."""
    parts = PurePosixPath(path).parts
    unsafe = not parts or path.startswith("/") or ".." in parts or "\\" in path or any(ord(character) < 32 for character in path) or ":" in parts[0]
    if unsafe:
        raise _refuse("path-escapes", path, f"The path {path!r} does not stay below the folder.", "Use a relative path with `/` and without `..`.")
    return parts


class Tree:
    """An opened folder. A context manager; all paths are POSIX and relative to it.

    Methods raise `PathRefused` for links and paths that leave the folder, and `OSError` for what the operating system says.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._descriptor = -1

    def __enter__(self) -> Tree:
        self._descriptor = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    @contextlib.contextmanager
    def folder(self, path: str, create: bool = False) -> Iterator[int]:
        """A descriptor of the folder at `path` (the root for `""`), made if asked to. Raises `FileNotFoundError` if it is not there."""
        descriptor = os.dup(self._descriptor)
        try:
            for part in path_parts(path) if path else ():
                following = _open_folder(descriptor, part, path, create)
                os.close(descriptor)
                descriptor = following
            yield descriptor
        finally:
            os.close(descriptor)

    @contextlib.contextmanager
    def parent(self, path: str, create: bool = False) -> Iterator[tuple[int, str]]:
        """A descriptor of the folder that holds `path`, and the last name of it."""
        *folders, name = path_parts(path)
        with self.folder("/".join(folders), create) as descriptor:
            yield descriptor, name

    def read(self, path: str, limit: int = DOCUMENT_LIMIT) -> bytes | None:
        """The content of a regular file, or None if there is none. Raises `PathRefused` if it is longer than `limit` bytes."""
        try:
            with self.parent(path) as (folder, name):
                return _read_at(folder, name, path, limit)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def mode(self, path: str) -> int | None:
        """The permission bits of a regular file, or None if there is none."""
        try:
            with self.parent(path) as (folder, name):
                status = os.stat(name, dir_fd=folder, follow_symlinks=False)
        except (FileNotFoundError, NotADirectoryError):
            return None
        _demand_regular(status.st_mode, path)
        return stat.S_IMODE(status.st_mode)

    def write(self, path: str, content: bytes, executable: bool = False, permissions: int = 0o666) -> None:
        """Puts `content` at `path` so that a reader sees the old file or the new one, also after a power cut; makes folders as needed."""
        mode = permissions | (0o111 if executable else 0)
        with self.parent(path, create=True) as (folder, name):
            existing = self.mode(path)
            temporary = f".{name[:100]}.tmp"
            with contextlib.suppress(FileNotFoundError):  # of a run that was killed
                os.unlink(temporary, dir_fd=folder)
            try:
                write_new(folder, temporary, content, mode, existing=existing, executable=executable)
                os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(temporary, dir_fd=folder)
                raise
            os.fsync(folder)

    def remove(self, path: str) -> None:
        """Removes a file and the folders that it leaves empty. Nothing happens if it is not there."""
        try:
            with self.parent(path) as (folder, name):
                os.unlink(name, dir_fd=folder)
        except (FileNotFoundError, NotADirectoryError):
            return
        self.remove_empty_folders(path)

    def remove_empty_folders(self, path: str) -> None:
        """Removes the folders above `path` that hold nothing any more, but never the root."""
        for parent in PurePosixPath(path).parents:
            if str(parent) == "." or not self._remove_if_empty(str(parent)):
                return

    def _remove_if_empty(self, path: str) -> bool:
        try:
            with self.parent(path) as (folder, name):
                os.rmdir(name, dir_fd=folder)
        except OSError:
            return False
        return True

    def files(self, path: str = "", skip: frozenset[str] = SKIPPED_FOLDERS) -> Iterator[tuple[str, bool]]:
        """Each file below `path`, in a stable order, with whether it is a regular one. Links are yielded as not regular, never entered."""
        try:
            with self.folder(path) as descriptor:
                entries = sorted(os.listdir(descriptor))  # noqa: PTH208 - pathlib does not list descriptors
                kinds = [os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_mode for name in entries]
        except FileNotFoundError:
            return
        for name, kind in zip(entries, kinds, strict=True):
            below = f"{path}/{name}" if path else name
            if stat.S_ISDIR(kind):
                if name not in skip:
                    yield from self.files(below, skip)
            else:
                yield below, stat.S_ISREG(kind)


def _open_folder(descriptor: int, name: str, path: str, create: bool) -> int:
    if create:
        with contextlib.suppress(FileExistsError):
            os.mkdir(name, dir_fd=descriptor)
    try:
        return os.open(name, _FOLDER_FLAGS, dir_fd=descriptor)
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.ENOTDIR} and stat.S_ISLNK(os.lstat(name, dir_fd=descriptor).st_mode):
            raise _link(path, name) from error
        if error.errno == errno.ENOTDIR and create:
            hint = "Move the file away, then build again."
            raise _refuse("path-blocked", path, f"A file named {name!r} stands where a folder must be ({path}).", hint) from error
        raise


def _link(path: str, name: str) -> PathRefused:
    return _refuse("symlink-refused", path, f"{name!r} in {path} is a symbolic link; links are never followed.", "Put the real file or folder there.")


def _demand_regular(mode: int, path: str) -> None:
    if stat.S_ISLNK(mode):
        raise _link(path, PurePosixPath(path).name)
    if not stat.S_ISREG(mode):
        raise _refuse("path-blocked", path, f"{path} is a folder or a device, where a file must be.", "Move it away, then build again.")


def _read_at(folder: int, name: str, path: str, limit: int) -> bytes:
    try:
        descriptor = os.open(name, _FILE_FLAGS, dir_fd=folder)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise _link(path, name) from error
        raise
    return _read_opened(descriptor, path, limit)


def _read_opened(descriptor: int, path: str, limit: int) -> bytes:
    """Reads a descriptor to its end and closes it."""
    try:
        _demand_regular(os.fstat(descriptor).st_mode, path)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            content = file.read(limit + 1)
    finally:
        os.close(descriptor)
    if len(content) > limit:
        raise _refuse("file-too-large", path, f"{path} is larger than {limit:,} bytes.", "Split it, or check that it is the file that you meant.")
    return content


def write_new(folder: int, name: str, content: bytes, mode: int, *, existing: int | None = None, executable: bool = False) -> None:
    """Makes a file that must not exist yet and brings it to the disk. `existing` are the bits of the file it will replace, kept if given."""
    descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode, dir_fd=folder)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        if existing is not None:
            os.fchmod(descriptor, existing | (0o111 if executable else 0))
        os.fsync(descriptor)


def decode(content: bytes, path: str) -> str | Finding:
    """Strict UTF-8 without a byte order mark, or a finding that names the line and column of the first bad byte."""
    try:
        return content.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        before = content.removeprefix(b"\xef\xbb\xbf")[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        bad = content.removeprefix(b"\xef\xbb\xbf")[error.start]
        message = f"{path} is not UTF-8: the byte 0x{bad:02x} does not belong there."
        return Finding("not-utf8", "error", message, Span(path, line, column), hint="Save the file as UTF-8.", origin="environment")


def read_document(path: Path, limit: int = DOCUMENT_LIMIT) -> str | Finding:
    """The text of a document that the user named (a plan). It may be anywhere, but must be a regular file of at most `limit` bytes."""
    name = str(path)
    try:
        return decode(_read_opened(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), name, limit), name)
    except (FileNotFoundError, NotADirectoryError):
        return Finding(
            "file-missing", "error", f"There is no file {name}.", Span(name), hint="Check the path, or name the file.", origin="environment"
        )
    except PathRefused as refused:
        # What is said of files in a folder that is built into is not true of one that is only read.
        blocked = refused.finding.code == "path-blocked"
        return replace(refused.finding, why="", hint="Name a file." if blocked else refused.finding.hint)
    except OSError as error:
        return finding_of(error, name, "reading")


def read_text(root: Path, path: str, limit: int = DOCUMENT_LIMIT) -> str | Finding | None:
    """The text of a file below `root`; None if there is none."""
    content = read_bytes(root, path, limit)
    return decode(content, path) if isinstance(content, bytes) else content


def read_bytes(root: Path, path: str, limit: int = DOCUMENT_LIMIT) -> bytes | Finding | None:
    """The bytes of a file below `root`; None if there is none."""
    try:
        with Tree(root) as tree:
            return tree.read(path, limit)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PathRefused as refused:
        return refused.finding
    except OSError as error:
        return finding_of(error, path, "reading")


def as_content(content: bytes) -> str | bytes:
    """Text if the bytes are UTF-8 without NUL, else the bytes. A byte order mark and line ends stay as they are."""
    if b"\0" in content:
        return content
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content


@dataclass(frozen=True, slots=True)
class Contents:
    """What was found: path → content (None: nothing there), in the order asked for, and what could not be read."""

    files: dict[str, str | bytes | None]
    findings: tuple[Finding, ...] = ()


def read_files(root: Path, paths: Iterable[str], limit: int = DOCUMENT_LIMIT) -> Contents:
    """The contents of many files below `root`, for reconciling. A root that is not there holds nothing."""
    files: dict[str, str | bytes | None] = {}
    findings: list[Finding] = []
    try:
        with Tree(root) as tree:
            for path in paths:
                try:
                    content = tree.read(path, limit)
                    files[path] = content if content is None else as_content(content)
                except PathRefused as refused:
                    findings.append(refused.finding)
                except OSError as error:
                    findings.append(finding_of(error, path, "reading"))
    except FileNotFoundError:
        return Contents(dict.fromkeys(paths), ())
    except OSError as error:
        findings.append(finding_of(error, str(root), "reading"))
    return Contents(files, tuple(findings))


def read_tree(root: Path, below: str = "", limit: int = DOCUMENT_LIMIT, skip: frozenset[str] = SKIPPED_FOLDERS) -> Contents:
    """Every regular file below `root`/`below`. Links are findings of severity `warning` and are left out."""
    files: dict[str, str | bytes | None] = {}
    findings: list[Finding] = []
    try:
        with Tree(root) as tree:
            for path, regular in tree.files(below, skip):
                if not regular:
                    message = f"{path} is a symbolic link or no regular file, and was left out."
                    findings.append(Finding("symlink-refused", "warning", message, Span(path), hint="Put the real file there."))
                    continue
                try:
                    content = tree.read(path, limit)
                except PathRefused as refused:
                    findings.append(refused.finding)
                else:
                    files[path] = content if content is None else as_content(content)
    except PathRefused as refused:
        findings.append(refused.finding)
    except OSError as error:
        findings.append(finding_of(error, str(root), "reading"))
    return Contents(files, tuple(findings))


def write_text(root: Path, path: str, text: str, permissions: int = 0o666) -> None:
    """Writes one file below `root` atomically; makes the root if needed. `permissions` 0o600 keeps others from reading it.

    Raises `EnvironmentProblem`.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        with Tree(root) as tree:
            tree.write(path, text.encode("utf-8"), permissions=permissions)
    except PathRefused as refused:
        raise EnvironmentProblem(refused.finding) from refused
    except OSError as error:
        raise EnvironmentProblem(finding_of(error, path, "writing")) from error


def write_document(file: Path, text: str) -> None:
    """Writes a file that the user named (a report) atomically; makes its folder if needed. Raises `EnvironmentProblem`, which names it as the
    user did."""
    try:
        file.absolute().parent.mkdir(parents=True, exist_ok=True)
        with Tree(file.absolute().parent) as tree:
            tree.write(file.name, text.encode("utf-8"))
    except PathRefused as refused:
        raise EnvironmentProblem(refused.finding) from refused
    except OSError as error:
        raise EnvironmentProblem(finding_of(error, str(file), "writing")) from error


def unwritable(file: Path) -> Finding | None:
    """Why a file that the user named can't be written, as far as that is known before it is tried; nothing is made. None if nothing is known.

    What takes long looks before it begins, so that its outcome is not lost in the end.
    """
    folder = file.absolute().parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if not folder.is_dir():
        return finding_of(NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)), str(file), "writing")
    if os.access(folder, os.W_OK | os.X_OK):
        return None
    reason = errno.EROFS if os.statvfs(folder).f_flag & os.ST_RDONLY else errno.EACCES
    return finding_of(OSError(reason, os.strerror(reason)), str(file), "writing")


def remove_file(root: Path, path: str) -> None:
    """Removes one file below `root` and the folders that it leaves empty. Raises `EnvironmentProblem`."""
    try:
        with Tree(root) as tree:
            tree.remove(path)
    except PathRefused as refused:
        raise EnvironmentProblem(refused.finding) from refused
    except FileNotFoundError:
        return
    except OSError as error:
        raise EnvironmentProblem(finding_of(error, path, "removing")) from error
