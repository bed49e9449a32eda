from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from unittest import mock
from urllib.parse import urlsplit

import pytest

from appfactory.perform import identity
from appfactory.perform.postgres import server
from appfactory.perform.postgres.binaries import Account, binary_folder, server_account
from appfactory.perform.postgres.connection import connect, create_database, database_exists, drop_database, scratch_database
from appfactory.perform.postgres.postmaster import read_postmaster
from appfactory.perform.postgres.server import FOLDER, Server, ensure_running, find_running, stop, temporary_server
from appfactory.perform.postgres.sharing import shared_server
from appfactory.perform.problem import EnvironmentProblem

pytestmark = pytest.mark.postgres


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "a project's ünusual & long folder name" / ("x" * 60)
    folder.mkdir(parents=True)
    yield folder
    stop(folder)


def answer(server: Server) -> object:
    with connect(server.url) as connection:
        return connection.execute("select 6 * 7").fetchone()


def test_one_cluster_per_project_is_reused_and_keeps_its_data(project: Path) -> None:
    assert find_running(project) is None
    first = ensure_running(project)
    assert create_database(first, "kept; 'é\"")
    assert not create_database(first, "kept; 'é\"")
    assert ensure_running(project) == first == find_running(project)
    assert stop(project)
    assert not stop(project)
    assert find_running(project) is None
    second = ensure_running(project)
    assert second.pid != first.pid
    assert database_exists(second, "kept; 'é\"")
    drop_database(second, "kept; 'é\"")
    assert not database_exists(second, "kept; 'é\"")


def test_a_killed_server_comes_back(project: Path) -> None:
    server = ensure_running(project)
    create_database(server, "kept")
    os.kill(server.pid, signal.SIGKILL)
    while identity.started(server.pid) is not None:  # a signal takes a moment to do its work
        time.sleep(0.01)
    again = ensure_running(project)
    assert again.pid != server.pid
    assert database_exists(again, "kept")


def test_a_pid_file_of_another_process_is_no_server(project: Path) -> None:
    server = ensure_running(project)
    with connect(server.url) as connection:
        row = connection.execute("show data_directory").fetchone()
    assert row is not None
    data = Path(row[0])
    text = (data / "postmaster.pid").read_text()
    stop(project)
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        (data / "postmaster.pid").write_text(text.replace(str(server.pid), str(sleeper.pid), 1))
        postmaster = read_postmaster(data)
        assert postmaster is not None
        assert not postmaster.is_running()
        assert answer(ensure_running(project)) == (42,)
        assert sleeper.poll() is None
    finally:
        sleeper.kill()
        sleeper.wait()


@pytest.mark.parametrize(
    ("refused", "code"),
    [
        (OSError(errno.EROFS, os.strerror(errno.EROFS), "data"), "read-only"),
        (shutil.Error([("a", "b", f"[Errno 28] {os.strerror(errno.ENOSPC)}: 'a' -> 'b'")]), "disk-full"),
        (shutil.Error([("a", "b", "odd")]), "input-output"),
    ],
)
def test_a_disk_that_takes_no_cluster_is_told(project: Path, monkeypatch: pytest.MonkeyPatch, refused: OSError, code: str) -> None:
    monkeypatch.setattr(server, "make_cluster", mock.Mock(side_effect=refused))
    with pytest.raises(EnvironmentProblem) as caught:
        ensure_running(project)
    assert caught.value.finding.code == code


def test_many_at_once_start_one_server(project: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        servers = set(pool.map(lambda _: ensure_running(project), range(4)))
    assert len(servers) == 1


def test_the_last_command_that_uses_a_server_ends_it(project: Path) -> None:
    first, second = ExitStack(), ExitStack()
    first.enter_context(shared_server(project, lambda: False))
    server = ensure_running(project)
    second.enter_context(shared_server(project, lambda: False))
    first.close()
    assert find_running(project) == server, "the second one uses it"
    second.close()
    assert find_running(project) is None
    ensure_running(project)
    with shared_server(project, lambda: False):
        pass
    assert find_running(project), "it was running before"
    stop(project)
    with shared_server(project, lambda: True):
        ensure_running(project)
    assert find_running(project), "something else keeps it"


def test_nobody_begins_to_use_a_server_that_is_about_to_end(project: Path) -> None:
    def work(_: int) -> object:
        with shared_server(project, lambda: False):
            return answer(ensure_running(project))

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(work, range(12))) == {(42,)}
    assert find_running(project) is None


def test_the_server_is_private_and_never_root(project: Path) -> None:
    import psutil

    server = ensure_running(project)
    assert psutil.Process(server.pid).uids().real != 0
    with connect(server.url) as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("127.0.0.1",)
        assert connection.execute("show fsync").fetchone() == ("on",)
    assert len(server.socket_folder) < 80
    assert Path(server.socket_folder).stat().st_mode & 0o077 == 0
    secret = next(path for path in (project / FOLDER, *Path("/var/tmp").glob("appfactory-*")) if (path / "server.json").exists())
    assert (secret / "server.json").stat().st_mode & 0o077 == 0
    wrong = server.url.replace("appfactory:", "appfactory:wrong")
    with pytest.raises(Exception, match="password authentication failed"), connect(wrong):
        pass


def test_each_cluster_has_a_password_of_its_own(project: Path) -> None:
    password = urlsplit(ensure_running(project).url).password
    with temporary_server() as other:
        assert urlsplit(other.url).password != password
        foreign = other.url.replace(f":{urlsplit(other.url).password}@", f":{password}@")
        with pytest.raises(Exception, match="password authentication failed"), connect(foreign):
            pass


def test_a_temporary_server_is_gone_afterwards() -> None:
    with temporary_server() as server:
        assert answer(server) == (42,)
        home = Path(server.log).parent
        with scratch_database(server) as url:
            name = url.rsplit("/", 1)[1]
            assert database_exists(server, name)
        assert not database_exists(server, name)
    assert not home.exists()
    assert not Path(server.socket_folder).exists()


def test_what_a_killed_process_left_is_swept_up() -> None:
    code = (
        "import sys, time\nfrom appfactory.perform.postgres.server import temporary_server\n"
        "with temporary_server() as server:\n    print(server.pid, server.log, flush=True)\n    time.sleep(60)\n"
    )
    maker = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert maker.stdout is not None
    pid, log = maker.stdout.readline().split(maxsplit=1)
    maker.kill()
    maker.wait()
    with temporary_server():
        deadline = time.monotonic() + 10
        while Path(log.strip()).parent.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not Path(log.strip()).parent.exists()
        assert identity.started(int(pid)) is None


def test_a_given_server_is_used_and_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("APPFACTORY_POSTGRES_URL", "postgresql://someone:secret@db.example.com:6543/postgres?sslmode=require")
    server = ensure_running(tmp_path)
    assert server.pid == 0
    assert server.database_url("x y", "an app", "p@ss/w") == "postgresql://an%20app:p%40ss%2Fw@db.example.com:6543/x%20y?sslmode=require"
    assert not (tmp_path / ".codex").exists()


def test_an_account_that_can_not_reach_the_wheel_gets_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root starts the server under another account")
    account = server_account()
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert account.can_reach(Path("/usr/bin/env"))
    assert not account.can_reach(closed / "data")
    assert Account(None, None).can_reach(closed / "data")
    monkeypatch.setattr(Account, "can_reach", lambda *_: False)
    copied = binary_folder(account)
    outcome = subprocess.run([str(copied / "postgres"), "--version"], user=account.uid, capture_output=True, text=True, check=False, cwd="/")
    assert "PostgreSQL" in outcome.stdout
    shutil.rmtree(copied.parents[2], ignore_errors=True)
