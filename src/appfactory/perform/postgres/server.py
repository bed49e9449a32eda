"""A PostgreSQL server for a project, or for as long as a test takes: started when needed, reused when it runs, ended as a whole."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from appfactory.model.finding import Finding
from appfactory.perform import identity
from appfactory.perform.postgres.binaries import Account, binary_folder, server_account
from appfactory.perform.postgres.cluster import OWNER, make_cluster
from appfactory.perform.postgres.postmaster import Postmaster, end, read_postmaster, start
from appfactory.perform.problem import EnvironmentProblem, finding_of

FOLDER = ".codex/postgres"
"""Where a project keeps its cluster, relative to the project's folder."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers. `url` is its owner's, to the database `postgres`, by TCP on the loopback address.

    `pid` is 0 for a server that is not ours (given by URL).
    """

    url: str
    pid: int = 0
    socket_folder: str = ""
    log: str = ""

    def database_url(self, database: str, user: str = "", password: str = "") -> str:
        """The URL of a database, as the owner or as another login."""
        parts = urlsplit(self.url)
        location = parts.netloc
        if user:
            host = parts.netloc.rpartition("@")[2]
            location = f"{quote(user, safe='')}:{quote(password, safe='')}@{host}"
        return urlunsplit((parts.scheme, location, f"/{quote(database, safe='')}", parts.query, ""))


def given_server() -> Server | None:
    """The server that `APPFACTORY_POSTGRES_URL` names, if it is set."""
    url = os.environ.get("APPFACTORY_POSTGRES_URL", "")
    return Server(url) if url else None


def ensure_running(project: Path) -> Server:
    """The project's server, started if it is not running. Its data survive.

    `APPFACTORY_POSTGRES_URL` overrides it; `DATABASE_URL` is used only where no PostgreSQL can be started. Raises `EnvironmentProblem`.
    """
    given = given_server()
    if given is not None:
        return given
    account = server_account()
    try:
        binaries = binary_folder(account)
    except EnvironmentProblem:
        if os.environ.get("DATABASE_URL"):
            return Server(os.environ["DATABASE_URL"])
        raise
    with _told_of_the_disk(project):
        home = _home(project, account)
        with _locked(home):
            running = _running(home)
            return running or _start(home, binaries, account, durable=True)


@contextlib.contextmanager
def _told_of_the_disk(project: Path) -> Iterator[None]:
    """What the operating system refuses while a cluster is made or started, as an `EnvironmentProblem`."""
    place = str(project / FOLDER)
    try:
        yield
    except shutil.Error as error:
        # A tree that could not be copied whole: what befell its first file befell the others, and is told in words only.
        why = str(error.args[0][0][2]) if error.args and error.args[0] else str(error)
        full = os.strerror(errno.ENOSPC) in why
        raise EnvironmentProblem(finding_of(OSError(errno.ENOSPC if full else 0, why), place, "making a database cluster in")) from error
    except OSError as error:
        raise EnvironmentProblem(finding_of(error, str(error.filename or place), "starting PostgreSQL with")) from error


def find_running(project: Path) -> Server | None:
    """The project's server if it is running; nothing is started."""
    given = given_server()
    if given is not None:
        return given
    home = cluster_folder(project)
    return _running(home) if home.is_dir() else None


def cluster_folder(project: Path) -> Path:
    """Where the project's cluster is kept, or would be; nothing is made."""
    return _home(project, server_account(), make=False)


def stop(project: Path) -> bool:
    """Ends the project's server and all its processes; False if none was running. A server given by URL is left alone."""
    home = cluster_folder(project)
    if not home.is_dir():
        return False
    with _locked(home):
        return _stop(home)


@contextlib.contextmanager
def temporary_server() -> Iterator[Server]:
    """A server for tests and scratch work, without care for its data, gone at the end.

    What processes that were killed left behind is removed at the next start.
    """
    given = given_server()
    if given is not None:
        yield given
        return
    account = server_account()
    binaries = binary_folder(account)
    _sweep()
    start_time = identity.started(os.getpid()) or 0.0
    home = Path(tempfile.mkdtemp(prefix=f"appfactory-pg-{os.getpid()}-{start_time:.0f}-"))
    home.chmod(0o711)
    try:
        yield _start(home, binaries, account, durable=False)
    finally:
        _stop(home)
        shutil.rmtree(home, ignore_errors=True)


def _sweep() -> None:
    """Ends and removes temporary servers whose makers are gone."""
    for home in Path(tempfile.gettempdir()).glob("appfactory-pg-*-*-*"):
        with contextlib.suppress(ValueError, OSError):
            _, _, pid, start_time, _ = home.name.split("-", 4)
            if home.lstat().st_uid == os.geteuid() and not identity.is_same(int(pid), float(start_time)):
                _stop(home)
                shutil.rmtree(home, ignore_errors=True)


def _home(project: Path, account: Account, make: bool = True) -> Path:
    """The folder of the project's cluster: in the project, or, if the server's account can't reach it there, in /var/tmp."""
    home = project.absolute() / FOLDER
    if not account.can_reach(home / "data"):
        name = hashlib.sha256(os.fsencode(project.resolve())).hexdigest()[:16]
        home = Path("/var/tmp") / f"appfactory-{os.geteuid()}-{name}"  # noqa: S108 - checked below; /tmp is emptied at each start of the machine
    if make:
        home.mkdir(parents=True, exist_ok=True)
        if home.is_symlink() or home.lstat().st_uid != os.geteuid():
            message = f"{home} does not belong to us."
            raise EnvironmentProblem(Finding("postgres-folder", "error", message, hint="Remove it and try again.", origin="environment"))
        home.chmod(0o711)
    return home


@contextlib.contextmanager
def _locked(home: Path) -> Iterator[None]:
    """One process at a time starts or stops a cluster. The lock ends with the process, however it ends."""
    descriptor = os.open(home / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _running(home: Path) -> Server | None:
    postmaster = read_postmaster(home / "data")
    if postmaster is None or not postmaster.ready or not postmaster.is_running():
        return None
    return _server(home, postmaster)


def _server(home: Path, postmaster: Postmaster) -> Server:
    password = json.loads((home / "server.json").read_text())["password"]
    url = f"postgresql://{OWNER}:{quote(password, safe='')}@127.0.0.1:{postmaster.port}/postgres"
    return Server(url, postmaster.pid, postmaster.socket_folder, str(home / "server.log"))


def _start(home: Path, binaries: Path, account: Account, durable: bool) -> Server:
    data = home / "data"
    if not (data / "PG_VERSION").exists():
        if data.exists():
            shutil.rmtree(data)
        # Remembered first: a cluster whose password nobody knows would be lost.
        password = secrets.token_urlsafe(24)
        _remember(home, password)
        make_cluster(data, binaries, account, password)
    stale = read_postmaster(data)
    if stale is not None:
        if stale.is_running():
            # It is coming up or going down; either way it ends in a moment or answers.
            _wait(lambda: (now := read_postmaster(data)) is None or now.ready or not now.is_running(), 30.0)
            running = _running(home)
            if running is not None:
                return running
        (data / "postmaster.pid").unlink(missing_ok=True)
    socket_folder = _socket_folder(home, account)
    problem = ""
    for _ in range(10):
        # Another process may take the port between our looking and the server's binding; then we look again. Children of a server that
        # was killed may still be ending.
        postmaster, problem = start(binaries, data, _free_port(), socket_folder, home / "server.log", account, durable)
        if postmaster is not None:
            return _server(home, postmaster)
        if "pre-existing shared memory block" in problem:
            time.sleep(0.3)
        elif "could not bind" not in problem and "already in use" not in problem:
            break
    message = f"PostgreSQL did not start: {problem.strip()[-800:] or 'it said nothing'}"
    hint = f"See {home / 'server.log'}. If its data are broken, remove {home} and build again."
    raise EnvironmentProblem(Finding("postgres-start", "error", message, hint=hint, origin="environment"))


def _remember(home: Path, password: str) -> None:
    descriptor = os.open(home / "server.json", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({"password": password}, file)


def _stop(home: Path) -> bool:
    postmaster = read_postmaster(home / "data")
    running = postmaster is not None and postmaster.is_running()
    if postmaster is not None and running:
        end(postmaster)
        with contextlib.suppress(OSError):
            shutil.rmtree(postmaster.socket_folder)
    return running


def _socket_folder(home: Path, account: Account) -> str:
    """A short folder for the socket, whose path may have 107 bytes at most (sun_path in unix(7))."""
    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    folder = Path("/tmp") / f"appfactory-{os.geteuid()}-{name}"  # noqa: S108 - made with our rights alone, and checked
    owners = {os.geteuid(), account.uid}
    with contextlib.suppress(FileNotFoundError):
        status = folder.lstat()
        if folder.is_symlink() or status.st_uid not in owners:
            folder = Path(tempfile.mkdtemp(prefix="appfactory-", dir="/tmp"))
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    account.give(folder)
    return str(folder)


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(done: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        time.sleep(0.02)
