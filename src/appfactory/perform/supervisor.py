"""Runs beside each server that we start: bounds and cleans its log, and ends it when whoever started it is gone.

Run as `python -m appfactory.perform.supervisor` in a session of its own, with one line of JSON (`Job`) on its standard input. For an
attached server the input stays open; its end means that our command is no more, however it ended. The server runs in
the supervisor's process group, so that ending the group ends all.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from appfactory.perform.scrub import Scrubber

LOG_LIMIT = 5 * 2**20
"""The most bytes of a log file; then it becomes `….1` and a new one is begun: 5 MiB."""

_GRACE = 5.0
_CHUNK = 2**16


@dataclass(frozen=True, slots=True)
class Job:
    """What to run. `secrets` are values to scrub from the log; `attached` ends the server when our input ends."""

    argv: list[str]
    cwd: str
    log: str
    secrets: list[str]
    attached: bool

    def as_line(self) -> bytes:
        """The job as the line that the supervisor reads."""
        return json.dumps(asdict(self)).encode("utf-8") + b"\n"


class _Log:
    """A log file that never grows over its limit. A full disk loses lines, not the server."""

    def __init__(self, path: Path, scrubber: Scrubber) -> None:
        self._path = path
        self._scrubber = scrubber
        self._pending = b""
        self._size = 0
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"")

    def add(self, chunk: bytes) -> None:
        whole, newline, self._pending = (self._pending + chunk).rpartition(b"\n")
        if newline:
            self._write(whole + newline)
        if len(self._pending) > _CHUNK:
            self._pending = b""

    def close(self) -> None:
        if self._pending:
            self._write(self._pending + b"\n")

    def _write(self, raw: bytes) -> None:
        content = self._scrubber.clean(raw).encode("utf-8")
        with contextlib.suppress(OSError):
            if self._size + len(content) > LOG_LIMIT:
                self._path.replace(self._path.with_name(self._path.name + ".1"))
                self._size = 0
            with self._path.open("ab") as file:
                file.write(content)
            self._size += len(content)


def _supervise(job: Job) -> int:
    log = _Log(Path(job.log), Scrubber(job.secrets))
    try:
        server = subprocess.Popen(job.argv, cwd=job.cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # noqa: S603
    except OSError as error:
        log.add(f"{job.argv[0]} can't be run: {error.strerror}\n".encode())
        return 127
    assert server.stdout is not None
    output = server.stdout.fileno()
    watched = [output, 0] if job.attached else [output]
    kill_at = float("inf")
    while output in watched or server.poll() is None:
        ready = select.select(watched, [], [], 0.2)[0]
        if output in ready:
            chunk = os.read(output, _CHUNK)
            log.add(chunk)
            if not chunk:
                watched.remove(output)
        if 0 in ready and not os.read(0, _CHUNK):
            watched.remove(0)
            os.killpg(0, signal.SIGTERM)
            kill_at = time.monotonic() + _GRACE
        if server.poll() is not None and not ready:
            break
        if time.monotonic() > kill_at:
            log.close()
            os.killpg(0, signal.SIGKILL)
    log.close()
    return server.wait()


def main() -> int:
    """Reads a job from the standard input and stays until its server ends; the exit code is the server's."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN if number != signal.SIGTERM else lambda *_: None)
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            return 2
        line += byte
    return _supervise(Job(**json.loads(line)))


if __name__ == "__main__":
    sys.exit(main())
