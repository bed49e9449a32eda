"""One build at a time in a project."""

from __future__ import annotations

import errno
import fcntl
import json
import os
from pathlib import Path
from types import TracebackType

from appfactory.model.finding import Finding, Span
from appfactory.perform.disk import PathRefused, Tree, read_bytes
from appfactory.perform.identity import is_same, started
from appfactory.perform.problem import EnvironmentProblem, finding_of

LOCK = ".codex/lock"
_FLAGS = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
_BUSY = {errno.EWOULDBLOCK, errno.EACCES, errno.EAGAIN}


class ProjectLock:
    """The lock of one project, held. A context manager; the kernel lets go of it if this process dies."""

    def __init__(self, root: Path, descriptor: int) -> None:
        self._root = root
        self._descriptor = descriptor

    def __enter__(self) -> ProjectLock:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.release()

    def release(self) -> None:
        """Gives the lock back and removes its file. Calling it again does nothing."""
        if self._descriptor < 0:
            return
        descriptor, self._descriptor = self._descriptor, -1
        try:
            with Tree(self._root) as tree:
                tree.remove(LOCK)
        except OSError:
            os.ftruncate(descriptor, 0)
        finally:
            os.close(descriptor)


def acquire(root: Path) -> ProjectLock | Finding:
    """The lock of the project in `root`, or a finding that names the process that holds it.

    `.codex/lock` holds the PID of the holder and when that process started, in seconds since boot. It is guarded by flock(2), so of two
    builds that start at the same moment one gets it. Where the file system has no working flock, the PID and start time decide; a
    lock whose process is gone, or whose PID belongs to another process by now, is taken over. Raises `EnvironmentProblem`.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        with Tree(root) as tree:
            while True:
                got = _try(tree, root)
                if got is not None:
                    return got
    except PathRefused as refused:
        raise EnvironmentProblem(refused.finding) from refused
    except OSError as error:
        raise EnvironmentProblem(finding_of(error, LOCK, "locking")) from error


def holder(root: Path) -> int:
    """The PID of the build that works in `root` now; 0 if there is none, whatever a build that was killed left behind."""
    content = read_bytes(root, LOCK)
    pid, start = _signature(content if isinstance(content, bytes) else b"")
    return pid if pid and (is_same(pid, start) if start >= 0 else started(pid) is not None) else 0


def _try(tree: Tree, root: Path) -> ProjectLock | Finding | None:
    """One attempt; None if the file was removed by its holder between opening and locking it."""
    with tree.parent(LOCK, create=True) as (folder, name):
        descriptor = os.open(name, _FLAGS, 0o644, dir_fd=folder)
        keep = False
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno in _BUSY:
                    return _busy(_holder(descriptor)[0])
                if error.errno not in {errno.ENOLCK, errno.ENOTSUP}:
                    raise
            if not _still_there(descriptor, folder, name):
                return None
            pid, start = _holder(descriptor)
            if pid and pid != os.getpid() and (is_same(pid, start) if start >= 0 else started(pid) is not None):
                return _busy(pid)
            _sign(descriptor)
            keep = True
            return ProjectLock(root, descriptor)
        finally:
            if not keep:
                os.close(descriptor)


def _still_there(descriptor: int, folder: int, name: str) -> bool:
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    opened = os.fstat(descriptor)
    return (found.st_dev, found.st_ino) == (opened.st_dev, opened.st_ino)


def _holder(descriptor: int) -> tuple[int, float]:
    return _signature(os.pread(descriptor, 4096, 0))


def _signature(text: bytes) -> tuple[int, float]:
    """PID and start (-1 if unknown) of who signed the lock; PID 0 if nobody did."""
    try:
        content = json.loads(text or b"{}")
        return int(content.get("pid", 0)), float(content.get("started", -1))
    except (ValueError, TypeError, AttributeError):
        return 0, -1.0


def _sign(descriptor: int) -> None:
    pid = os.getpid()
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps({"pid": pid, "started": started(pid)}).encode("utf-8") + b"\n", 0)
    os.fsync(descriptor)


def _busy(pid: int) -> Finding:
    who = f"process {pid}" if pid else "another process"
    return Finding(
        "build-already-running",
        "error",
        f"Another build of this project is running ({who}).",
        Span(LOCK),
        "Two builds at once would overwrite each other's files.",
        f"Wait until it ends, or stop it{f' (`kill {pid}`)' if pid else ''}, then run the command again.",
        origin="environment",
    )
