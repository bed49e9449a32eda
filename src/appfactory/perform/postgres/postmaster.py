"""The server's first process: what its pid file says, starting it, ending it with all its children."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from appfactory.perform import identity
from appfactory.perform.postgres.binaries import Account
from appfactory.perform.postgres.cluster import as_account, plain_environment

_START_SECONDS = 60.0
_STOP_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What `postmaster.pid` says (src/include/utils/pidfile.h). `started` is in seconds since 1970."""

    pid: int
    data: str
    started: int
    port: int
    socket_folder: str
    ready: bool

    def is_running(self) -> bool:
        """True if the process lives and is a PostgreSQL on this folder: a PID may have been given to another process."""
        if identity.started(self.pid) is None:
            return False
        import psutil

        try:
            arguments = psutil.Process(self.pid).cmdline()
        except psutil.Error:
            return False
        return any(Path(argument) == Path(self.data) for argument in arguments) and "postgres" in Path(arguments[0]).name


def read_postmaster(data: Path) -> Postmaster | None:
    """What the folder's pid file says; None if there is none or it is not whole (yet)."""
    try:
        lines = (data / "postmaster.pid").read_text(errors="replace").splitlines()
        status = lines[7].strip() if len(lines) > 7 else ""
        return Postmaster(int(lines[0]), lines[1], int(lines[2]), int(lines[3]), lines[4], status == "ready")
    except (OSError, IndexError, ValueError):
        return None


_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "80",
    "shared_buffers": "32MB",
    "min_wal_size": "4MB",
    "max_wal_size": "128MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] ",
    # What an app did wrong, with its data, is the app's to log, not the server's.
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}

_THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


def start(binaries: Path, data: Path, port: int, socket_folder: str, log: Path, account: Account, durable: bool) -> tuple[Postmaster | None, str]:
    """Starts the server and waits until it takes connections; else None and the last lines it wrote.

    It is in a session of its own, so that neither a Ctrl-C nor our end takes it along.
    """
    settings = {**_SETTINGS, **({} if durable else _THROW_AWAY), "port": str(port), "unix_socket_directories": f'"{socket_folder}"'}
    command = [str(binaries / "postgres"), "-D", str(data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        process = subprocess.Popen(  # noqa: S603 - a program of ours, an argument list
            command,
            stdin=subprocess.DEVNULL,
            stdout=descriptor,
            stderr=descriptor,
            cwd="/",
            env=plain_environment(),
            start_new_session=True,
            **as_account(account),
        )
    finally:
        os.close(descriptor)
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        found = read_postmaster(data)
        if found is not None and found.pid == process.pid and found.ready:
            # The process outlives this object on purpose; without this, its destructor would complain.
            process.returncode = 0
            return found, ""
        time.sleep(0.01)
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return None, log.read_text(errors="replace")[-2000:]


def end(postmaster: Postmaster) -> None:
    """Ends the server: fast shutdown, then at once, then the whole process group by force."""
    for number, seconds in ((signal.SIGINT, _STOP_SECONDS), (signal.SIGQUIT, _STOP_SECONDS / 2)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(postmaster.pid, number)
        if _gone(postmaster.pid, seconds):
            return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(postmaster.pid, signal.SIGKILL)
    _gone(postmaster.pid, _STOP_SECONDS)


def _gone(pid: int, seconds: float) -> bool:
    """Waits for the end of a process; collects it if it is our child."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        if identity.started(pid) is None:
            return True
        time.sleep(0.01)
    return False
