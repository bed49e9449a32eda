"""Servers: ready, dead on arrival, deaf, detached, and orphaned."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from appfactory.model.command import Command, ServerHandle
from appfactory.model.finding import Finding
from appfactory.perform import servers
from appfactory.perform.identity import started
from appfactory.perform.servers import (
    Preview,
    free_port,
    is_running,
    read_preview,
    record_preview,
    start_server,
    stop_preview,
    stop_server,
)
from appfactory.perform.supervisor import LOG_LIMIT

SERVER = """
    import http.server, os, sys
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(int(sys.argv[2])); self.end_headers(); self.wfile.write(str(os.getpid()).encode())
    print("listening with", os.environ.get("A_TOKEN"), flush=True)
    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def server(port: int, status: int = 200, code: str = SERVER) -> Command:
    return Command((sys.executable, "-c", textwrap.dedent(code), str(port), str(status)), secrets=("A_TOKEN",))


def gone(pid: int) -> bool:
    end = time.monotonic() + 8
    while time.monotonic() < end:
        if started(pid) is None:
            return True
        time.sleep(0.02)
    return False


def test_ports_differ_and_can_be_listened_on() -> None:
    ports = free_port(5)
    assert len(set(ports)) == 5
    assert all(1024 <= port < 65536 for port in ports)


def test_a_server_starts_answers_logs_and_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_TOKEN", "token-in-the-log")
    (port,) = free_port()
    url = f"http://127.0.0.1:{port}/"
    handle = start_server(server(port), url, tmp_path, ".codex/app.log", timeout=20)
    assert isinstance(handle, ServerHandle)
    pid = int(urlopen(url).read())
    assert is_running(handle)
    assert stop_server(handle)
    assert gone(pid)
    assert not is_running(handle)
    assert not stop_server(handle)
    assert (tmp_path / ".codex/app.log").read_text().startswith("listening with [secret]\n")


def test_a_server_that_dies_at_once_is_told_with_its_last_words(tmp_path: Path) -> None:
    command = Command((sys.executable, "-c", "import sys; print('EADDRINUSE'); sys.exit(7)"))
    finding = start_server(command, "http://127.0.0.1:9/", tmp_path, "app.log", timeout=20)
    assert isinstance(finding, Finding)
    assert finding.code == "server-ended"
    assert "code 7" in finding.message
    assert "EADDRINUSE" in finding.why


def test_a_program_that_is_missing(tmp_path: Path) -> None:
    finding = start_server(Command(("no-such-server",)), "http://127.0.0.1:9/", tmp_path, "app.log", timeout=20)
    assert isinstance(finding, Finding)
    assert "can't be run" in finding.why


def test_a_server_that_only_fails_is_stopped(tmp_path: Path) -> None:
    (port,) = free_port()
    finding = start_server(server(port, 500), f"http://127.0.0.1:{port}/", tmp_path, "app.log", timeout=2)
    assert isinstance(finding, Finding)
    assert finding.code == "server-not-ready"
    assert free_port()
    with pytest.raises(OSError, match="refused"):
        urlopen(f"http://127.0.0.1:{port}/")


ORPHAN = """
    import os, signal, sys
    from pathlib import Path
    sys.path.insert(0, sys.argv[3])
    from tests.perform.test_servers import server
    from appfactory.perform.servers import start_server
    url = f"http://127.0.0.1:{sys.argv[1]}/"
    handle = start_server(server(int(sys.argv[1])), url, Path(sys.argv[2]), "app.log", detached=sys.argv[4] == "detached")
    print(handle.pid, handle.started, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("mode", ["attached", "detached"])
def test_when_our_process_is_killed(tmp_path: Path, mode: str) -> None:
    """An attached server goes with it; a detached one stays and can be stopped by its record."""
    (port,) = free_port()
    repository = str(Path(__file__).parents[2])
    arguments = [sys.executable, "-c", textwrap.dedent(ORPHAN), str(port), str(tmp_path), repository, mode]
    finished = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=60)
    assert finished.returncode == -signal.SIGKILL, finished.stderr
    pid, start = finished.stdout.split()
    handle = ServerHandle(int(pid), f"http://127.0.0.1:{port}/", float(start), "app.log")
    if mode == "attached":
        assert gone(handle.pid)
        return
    assert servers.answers(handle.url)
    record_preview(tmp_path, Preview((handle,), (("database", "postgres://…"),)))
    preview = read_preview(tmp_path)
    assert preview == Preview((handle,), (("database", "postgres://…"),))
    assert preview.running
    assert oct((tmp_path / servers.PREVIEW).stat().st_mode)[-3:] == "600"
    assert stop_preview(tmp_path)
    assert gone(handle.pid)
    assert not servers.answers(handle.url)
    assert not stop_preview(tmp_path)


def test_a_pid_that_belongs_to_another_process_is_left_alone(tmp_path: Path) -> None:
    mine = ServerHandle(os.getpid(), "http://127.0.0.1:9/", 12.0)
    record_preview(tmp_path, Preview((mine,)))
    assert not stop_preview(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"servers": [{"pid": "x"}], "details": {}}'])
def test_a_damaged_record_is_no_preview(tmp_path: Path, text: str) -> None:
    (tmp_path / ".codex").mkdir()
    (tmp_path / servers.PREVIEW).write_text(text)
    assert read_preview(tmp_path) is None


def test_the_log_is_bounded(tmp_path: Path) -> None:
    (port,) = free_port()
    noisy = "print('x' * 99, flush=True)\n" * 1 + "for _ in range(150_000): print('x' * 99)\n"
    command = server(port, code=noisy + textwrap.dedent(SERVER))
    handle = start_server(command, f"http://127.0.0.1:{port}/", tmp_path, "app.log", timeout=30)
    assert isinstance(handle, ServerHandle)
    stop_server(handle)
    assert (tmp_path / "app.log").stat().st_size <= LOG_LIMIT
    assert (tmp_path / "app.log.1").stat().st_size <= LOG_LIMIT
