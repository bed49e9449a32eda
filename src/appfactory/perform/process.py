"""Runs a `Command` to its end: no shell, no terminal, a process group of its own, bounded and scrubbed output."""

from __future__ import annotations

import os
import select
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from appfactory.model.command import Command, Outcome
from appfactory.perform import signals
from appfactory.perform.group import ProcessGroup
from appfactory.perform.scrub import Scrubber, secret_values

OUTPUT_LIMIT = 2**20
"""The most bytes of output that are kept, a quarter from the start and the rest from the end: 1 MiB."""

PASSED_ON = frozenset(
    {
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TZ", "LANG", "LANGUAGE", "SYSTEMROOT",
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS", "PNPM_HOME", "NVM_DIR", "VOLTA_HOME",
        "PLAYWRIGHT_BROWSERS_PATH", "CHROMIUM_PATH", "CHROME_PATH",
    }
)  # fmt: skip
"""What a child inherits of our environment, with `LC_…`, `XDG_…` and `npm_config_…`. All else stays with us, so that a dependency's install
script, or a test, can't read keys that it has no business with."""

_PREFIXES = ("LC_", "XDG_", "npm_config_", "NPM_CONFIG_")
_GRACE = 5.0
_DRAIN = 1.0
_CHUNK = 2**16
_LONGEST_LINE = 2**16


def environment_for(command: Command, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """The whole environment of a child: what is passed on, the command's own values, and the secrets that it names.

    A secret is taken from our environment, else from `given` (values read from `.env`).
    """
    environment = {name: value for name, value in os.environ.items() if name in PASSED_ON or name.startswith(_PREFIXES)}
    environment.setdefault("LANG", "C.UTF-8")
    environment["NO_COLOR"] = "1"
    for name in command.secrets:
        value = os.environ.get(name) or (given or {}).get(name)
        if value:
            environment[name] = value
    environment.update(command.environment)
    return environment


def scrubber_for(command: Command, given: Mapping[str, str] | None = None) -> Scrubber:
    """What cleans the output of this command: all secrets of our environment, those that the command names, and the values `given`."""
    return Scrubber(secret_values(os.environ, command.secrets, (given or {}).values()))


def run(
    command: Command,
    folder: Path | None = None,
    on_output: Callable[[str], None] | None = None,
    given: Mapping[str, str] | None = None,
) -> Outcome:
    """Runs `command` with `cwd` relative to `folder`, and waits for it. Never raises for what the command does.

    `on_output` is called with cleaned, whole lines as they come. `given` are secret values that are not in our environment.

    After `command.timeout` seconds the group is asked to end, and killed five seconds later; the outcome's status is `timeout`. Ctrl-C
    does the same, a second one kills at once: then `KeyboardInterrupt` goes on in the main thread once all have ended, while in other
    threads the status is `interrupted` (see `perform.signals`).
    """
    begun = time.monotonic()
    cwd = (folder or Path()) / command.cwd
    if not cwd.is_dir():
        return Outcome(command, 127, f"The folder {cwd} does not exist.", 0.0, "missing")
    try:
        process = subprocess.Popen(  # noqa: S603 - argv is a list, no shell is involved
            command.argv,
            cwd=cwd,
            env=environment_for(command, given),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        reason = "is not installed" if isinstance(error, FileNotFoundError) else f"can't be run: {error.strerror}"
        return Outcome(command, 127, f"{command.argv[0]} {reason}.", time.monotonic() - begun, "missing")
    except ValueError as error:
        return Outcome(command, 127, f"{command.argv[0]} can't be run: {error}.", 0.0, "missing")
    return _Run(command, process, _Output(scrubber_for(command, given), on_output), begun).finish()


class _Output:
    """The start and the end of what was printed. Lines are cleaned as they come only if somebody listens."""

    def __init__(self, scrubber: Scrubber, listener: Callable[[str], None] | None) -> None:
        self._scrubber = scrubber
        self._listener = listener
        self._head = bytearray()
        self._tail: deque[bytes] = deque()
        self._tail_size = 0
        self._line = b""
        self._skipping = False
        self.truncated = False

    def add(self, chunk: bytes) -> None:
        if self._listener is not None:
            self._announce(chunk)
        room = OUTPUT_LIMIT // 4 - len(self._head)
        if room > 0:
            self._head += chunk[:room]
            chunk = chunk[room:]
        if not chunk:
            return
        self._tail.append(chunk)
        self._tail_size += len(chunk)
        while self._tail_size - len(self._tail[0]) >= OUTPUT_LIMIT * 3 // 4:
            self._tail_size -= len(self._tail.popleft())
            self.truncated = True

    def text(self) -> str:
        """All of it, or its start and end cut at line ends, with a line in between that says so."""
        if not self.truncated:
            return self._scrubber.clean(bytes(self._head) + b"".join(self._tail))
        head, tail = bytes(self._head), b"".join(self._tail)
        head = head[: head.rfind(b"\n") + 1]
        tail = tail[tail.find(b"\n") + 1 :] if b"\n" in tail else tail[_LONGEST_LINE:]
        return f"{self._scrubber.clean(head)}\n[… output left out …]\n\n{self._scrubber.clean(tail)}"

    def close(self) -> None:
        if self._listener is not None and self._line:
            self._listener(self._scrubber.clean(self._line))

    def _announce(self, chunk: bytes) -> None:
        if self._skipping:
            _, newline, chunk = chunk.partition(b"\n")
            if not newline:
                return
            self._skipping = False
            self._emit(b"[a very long line was left out]")
        lines, newline, self._line = (self._line + chunk).rpartition(b"\n")
        if newline:
            self._emit(lines)
        if len(self._line) > _LONGEST_LINE:
            self._skipping = True
            self._line = b""

    def _emit(self, lines: bytes) -> None:
        if self._listener is not None:
            self._listener(self._scrubber.clean(lines))


class _Run:
    """A command that runs."""

    def __init__(self, command: Command, process: subprocess.Popen[bytes], output: _Output, begun: float) -> None:
        self._command = command
        self._process = process
        self._output = output
        self._begun = begun
        self._group = ProcessGroup(process.pid)
        self._status: Literal["exited", "timeout", "missing", "interrupted"] = "exited"
        self._kill_at = float("inf")
        self._killed = False
        self._at_end = False
        self._drain_until = float("inf")

    def finish(self) -> Outcome:
        """Reads until all has ended."""
        reading = True
        try:
            while reading:
                try:
                    reading = self._read_on()
                    self._look_at_the_clock()
                except KeyboardInterrupt:
                    self._interrupt()
        finally:
            self._group.sweep()
            code = self._process.wait()
            if self._process.stdout is not None:
                self._process.stdout.close()
        self._output.close()
        if self._status == "interrupted" and threading.current_thread() is threading.main_thread():
            raise KeyboardInterrupt
        return Outcome(self._command, code, self._output.text(), time.monotonic() - self._begun, self._status, self._output.truncated)

    def _read_on(self) -> bool:
        """Reads what there is, or waits a moment. False once the program and its output have ended.

        A process that was left behind and holds the output open is given a moment after the program ended, not more.
        """
        stdout = self._process.stdout
        assert stdout is not None
        gone = self._process.poll() is not None
        if gone:
            self._drain_until = min(self._drain_until, time.monotonic() + _DRAIN)
        if self._at_end:
            if not gone:
                time.sleep(0.01)
            return not gone
        if select.select([stdout], [], [], 0.1)[0]:
            chunk = os.read(stdout.fileno(), _CHUNK)
            self._output.add(chunk)
            self._at_end = not chunk
        return time.monotonic() < self._drain_until

    def _look_at_the_clock(self) -> None:
        now = time.monotonic()
        if self._status == "exited" and now - self._begun > self._command.timeout:
            self._status = "timeout"
            self._ask(now)
        if signals.requested() and self._status != "interrupted":
            self._interrupt()
        if not self._killed and (now > self._kill_at or (signals.forced() and self._status == "interrupted")):
            self._kill()

    def _interrupt(self) -> None:
        if self._status == "interrupted":
            self._kill()
            return
        self._status = "interrupted"
        self._ask(time.monotonic())

    def _ask(self, now: float) -> None:
        self._group.ask()
        self._kill_at = now + _GRACE

    def _kill(self) -> None:
        self._killed = True
        self._group.kill()
