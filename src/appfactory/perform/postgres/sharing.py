"""Commands that use a project's server at the same time: whoever leaves last ends it, and nobody ends it under another one's hands."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from appfactory.perform.postgres.server import cluster_folder, find_running, stop

_LEFT = "ended-by-the-last"
"""There is such a file beside the cluster while the one who would have ended the server has left it to others that still used it."""


@contextlib.contextmanager
def shared_server(project: Path, kept: Callable[[], bool]) -> Iterator[None]:
    """The project's server may be started and used within. Afterwards it is ended if it was not running before, other commands do not use it, and
    `kept` does not say otherwise; if others use it, the last of them ends it.

    Who uses it holds a shared lock on the project's folder, which the kernel takes back from a process that dies. Where there are no locks, or no
    folder yet, a command knows of no others.
    """
    lock = _locked(project)
    try:
        ours = find_running(project) is None
        try:
            yield
        finally:
            _leave(project, lock, ours, kept)
    finally:
        if lock >= 0:
            os.close(lock)


def _locked(project: Path) -> int:
    """A descriptor of the folder with a shared lock; -1 if there can't be one. Waits while somebody who was the last one ends the server."""
    descriptor = -1
    try:
        descriptor = os.open(project, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        fcntl.flock(descriptor, fcntl.LOCK_SH)
    except OSError:
        if descriptor >= 0:
            os.close(descriptor)
        return -1
    return descriptor


def _leave(project: Path, lock: int, ours: bool, kept: Callable[[], bool]) -> None:
    mark = cluster_folder(project) / _LEFT
    if ours and mark.parent.is_dir():
        # Said before the lock is given back: the others look only when they have the lock alone.
        mark.touch()
    if not _alone(lock):
        return
    if ours or mark.exists():
        mark.unlink(missing_ok=True)
        if not kept():
            stop(project)


def _alone(lock: int) -> bool:
    """True if nobody else uses the server. The shared lock is given back first: of two that leave at the same moment, one is then alone."""
    if lock < 0:
        return True
    fcntl.flock(lock, fcntl.LOCK_UN)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
