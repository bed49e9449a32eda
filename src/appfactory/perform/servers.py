"""Processes that stay: the app while it is tested or previewed, and its stand-ins."""

from __future__ import annotations

import contextlib
import errno
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from appfactory.model.command import Command, ServerHandle
from appfactory.model.finding import Finding, Span
from appfactory.perform import identity
from appfactory.perform.disk import read_text, remove_file, write_text
from appfactory.perform.group import ProcessGroup
from appfactory.perform.process import environment_for
from appfactory.perform.scrub import secret_values
from appfactory.perform.supervisor import Job

PREVIEW = ".codex/preview.json"
_GRACE = 6.0
_TAIL_LINES = 15

_held: dict[int, subprocess.Popen[bytes]] = {}
"""The supervisors of attached servers, whose input we hold open."""


def free_port(count: int = 1) -> tuple[int, ...]:
    """Ports that nothing listens on at 127.0.0.1 and ::1 now, all different. Another program may still take one before it is used."""
    held: list[socket.socket] = []
    ports: list[int] = []
    try:
        while len(ports) < count:
            four = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            held.append(four)
            four.bind(("127.0.0.1", 0))
            port = four.getsockname()[1]
            if _free_on_six(port, held):
                ports.append(port)
    finally:
        for one in held:
            one.close()
    return tuple(ports)


def _free_on_six(port: int, held: list[socket.socket]) -> bool:
    if not socket.has_ipv6:
        return True
    six = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
    held.append(six)
    six.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    try:
        six.bind(("::1", port))
    except OSError as error:
        return error.errno != errno.EADDRINUSE
    return True


def answers(url: str) -> bool:
    """True if an HTTP server answers at `url` with anything below 500."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "localhost", parts.port or 80, timeout=5)
    try:
        connection.request("GET", parts.path or "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def start_server(
    command: Command,
    url: str,
    folder: Path,
    log: str,
    *,
    ready: Callable[[str], bool] = answers,
    timeout: float = 60.0,
    detached: bool = False,
    given: Mapping[str, str] | None = None,
) -> ServerHandle | Finding:
    """Starts a server and waits until `ready(url)`, at most `timeout` seconds.

    `folder` is what `command.cwd` and the path `log` are relative to. The log is cleaned like any output, and bounded. An attached server
    ends with this process, even if that is killed; a `detached` one stays until `stop_server`. The finding holds the end of the log.
    """
    log_path = (folder / log).absolute()
    secrets = secret_values(os.environ, command.secrets, (given or {}).values())
    job = Job(list(command.argv), str((folder / command.cwd).absolute()), str(log_path), list(secrets), not detached)
    supervisor = _start_supervisor(job, environment_for(command, given))
    start = identity.started(supervisor.pid) or 0.0
    handle = ServerHandle(supervisor.pid, url, start, log)
    if not detached:
        _held[supervisor.pid] = supervisor
    begun = time.monotonic()
    try:
        while time.monotonic() - begun < timeout:
            if supervisor.poll() is not None:
                return _failed("server-ended", f"{_name(command)} ended with code {supervisor.returncode} before it answered", log_path, handle)
            if ready(url):
                return handle
            time.sleep(0.05)
    except BaseException:
        stop_server(handle)
        raise
    stop_server(handle)
    return _failed("server-not-ready", f"{_name(command)} did not answer at {url} within {timeout:.0f} seconds", log_path, handle)


def _start_supervisor(job: Job, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    import appfactory

    package = str(Path(appfactory.__file__).resolve().parent.parent)
    program = [sys.executable, "-P", "-m", "appfactory.perform.supervisor"]
    supervisor = subprocess.Popen(  # noqa: S603 - our own program
        program,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**environment, "PYTHONPATH": package},
    )
    assert supervisor.stdin is not None
    supervisor.stdin.write(job.as_line())
    supervisor.stdin.flush()
    if not job.attached:
        supervisor.stdin.close()
    return supervisor


def stop_server(handle: ServerHandle) -> bool:
    """Asks the server and all that it started to end, and kills them after a grace time. False if it was not running any more."""
    held = _held.pop(handle.pid, None)
    running = is_running(handle)
    if running:
        group = ProcessGroup(handle.pid)
        group.ask()
        end = time.monotonic() + _GRACE
        while is_running(handle) and time.monotonic() < end:
            if held is not None:
                held.poll()
            time.sleep(0.02)
        if is_running(handle):
            group.kill()
        group.sweep()
    if held is not None:
        with contextlib.suppress(OSError):
            if held.stdin is not None:
                held.stdin.close()
        held.wait()
    return running


def is_running(handle: ServerHandle) -> bool:
    """True if that very process still runs (its PID may belong to another one by now)."""
    return identity.is_same(handle.pid, handle.started)


def _name(command: Command) -> str:
    return Path(command.argv[0]).name


def _failed(code: str, message: str, log: Path, handle: ServerHandle) -> Finding:
    _held.pop(handle.pid, None)
    try:
        lines = log.read_text("utf-8", "replace").splitlines()[-_TAIL_LINES:]
    except OSError:
        lines = []
    said = "\n".join(lines).strip()
    return Finding(code, "error", f"{message}.", Span(handle.log), said and f"Its last words:\n{said}", f"See {handle.log}.", origin="environment")


@dataclass(frozen=True, slots=True)
class Preview:
    """Servers that were left running, and what to tell about them (`details`: names and values, as for `preview --json`)."""

    servers: tuple[ServerHandle, ...]
    details: tuple[tuple[str, str], ...] = ()

    @property
    def running(self) -> bool:
        """True if any of the servers still runs."""
        return any(is_running(handle) for handle in self.servers)


def record_preview(root: Path, preview: Preview) -> None:
    """Writes `.codex/preview.json`, readable by its owner only. Raises `EnvironmentProblem`."""
    rows = [{"pid": one.pid, "url": one.url, "started": one.started, "log": one.log, "extra": dict(one.extra)} for one in preview.servers]
    write_text(root, PREVIEW, json.dumps({"servers": rows, "details": dict(preview.details)}, indent=2) + "\n", permissions=0o600)


def read_preview(root: Path) -> Preview | None:
    """What `record_preview` wrote; None if there is nothing, or nothing that can be read."""
    text = read_text(root, PREVIEW)
    if not isinstance(text, str):
        return None
    try:
        document = json.loads(text)
        servers = tuple(
            ServerHandle(int(row["pid"]), str(row["url"]), float(row["started"]), str(row["log"]), tuple(dict(row["extra"]).items()))
            for row in document["servers"]
        )
        return Preview(servers, tuple((str(name), str(value)) for name, value in dict(document["details"]).items()))
    except (ValueError, TypeError, KeyError):
        return None


def stop_preview(root: Path) -> bool:
    """Stops the recorded servers, last started first, and forgets them. False if none was running."""
    preview = read_preview(root)
    if preview is None:
        return False
    stopped = [stop_server(handle) for handle in reversed(preview.servers)]
    remove_file(root, PREVIEW)
    return any(stopped)
