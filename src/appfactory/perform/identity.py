"""Which process a PID means: a PID alone may have been given to another process in the meantime."""

from __future__ import annotations

import os
from pathlib import Path


def started(pid: int) -> float | None:
    """When the process started, in seconds since the machine booted; None if there is no such process, or only its remains (a zombie).

    Counted from boot, so that a clock that is set in between changes nothing. On Linux from field 22 of /proc/PID/stat (proc(5)).
    """
    if pid <= 0:
        return None
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except FileNotFoundError:
        return None if Path("/proc/self/stat").exists() else _started_elsewhere(pid)
    except OSError:
        return _started_elsewhere(pid)
    if fields[0] in {b"Z", b"X"}:
        return None
    return int(fields[19]) / os.sysconf("SC_CLK_TCK")


def _started_elsewhere(pid: int) -> float | None:
    import psutil

    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time() - psutil.boot_time()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return None


def is_same(pid: int, start: float) -> bool:
    """True if the process that had this PID and start is still running."""
    now = started(pid)
    return now is not None and abs(now - start) < 1.5
