"""A data folder: made from a cached template, so that a new one takes a tenth of a second and not two."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path
from typing import TypedDict

from appfactory.model.finding import Finding
from appfactory.perform.postgres.binaries import Account
from appfactory.perform.problem import EnvironmentProblem

OWNER = "appfactory"
"""The superuser of our clusters. The app never logs in as it."""

_FORMAT = "2"
"""Part of the template's name; raised when what initdb is told changes."""


def cache_folder() -> Path:
    """The user's cache, as the XDG Base Directory Specification says."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(given) if given.startswith("/") else Path.home() / ".cache"
    return base / "appfactory" / "postgres"


def make_cluster(data: Path, binaries: Path, account: Account, password: str) -> None:
    """Fills the empty or missing folder `data` with a new cluster that belongs to the account, whose owner logs in with `password`.

    `password` holds letters, digits, `-` and `_` alone, as from `secrets.token_urlsafe`. Raises `EnvironmentProblem` if initdb fails.
    """
    template = _template(binaries, account)
    partial = data.with_name(data.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(template, partial, symlinks=True)
    partial.chmod(stat.S_IRWXU)
    account.give(partial)
    _set_password(binaries, account, partial, password)
    # A half-copied folder must never pass for a cluster: the rename comes last.
    partial.rename(data)


def _template(binaries: Path, account: Account) -> Path:
    """The cached template for these programs, made at the first use. Nobody knows its owner's password: each copy gets one of its own."""
    status = (binaries / "postgres").stat()
    key = hashlib.sha256(f"{_FORMAT}:{binaries}:{status.st_size}:{status.st_mtime_ns}:{account.uid}".encode()).hexdigest()[:16]
    folder = cache_folder()
    template = folder / key
    if template.exists():
        return template
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # initdb may run under another account, which need not reach our cache.
    with tempfile.TemporaryDirectory(prefix="appfactory-initdb-") as name:
        work = Path(name)
        work.chmod(0o711)
        place = work / "cluster"
        place.mkdir(mode=0o700)
        account.give(place)
        secret_file = work / "password"
        secret_file.touch(mode=0o600)
        secret_file.write_text(secrets.token_urlsafe(24))
        account.give(secret_file)
        _initdb(binaries, account, place, secret_file)
        partial = Path(tempfile.mkdtemp(prefix="partial-", dir=folder))
        shutil.copytree(place, partial, symlinks=True, dirs_exist_ok=True)
    try:
        partial.rename(template)
    except OSError:
        # Another process was faster; its template is as good.
        shutil.rmtree(partial, ignore_errors=True)
    return template


def _set_password(binaries: Path, account: Account, data: Path, password: str) -> None:
    """Through PostgreSQL's single-user mode, which asks for no login and listens nowhere."""
    outcome = subprocess.run(  # noqa: S603 - a program of ours, an argument list
        [str(binaries / "postgres"), "--single", "-D", str(data), "-c", "fsync=off", "-c", "log_statement=none", "postgres"],
        input=f"alter role {OWNER} password '{password}'\n",
        capture_output=True, text=True, check=False, cwd="/", env=plain_environment(), **as_account(account), timeout=120,
    )  # fmt: skip
    if outcome.returncode != 0 or "ERROR" in outcome.stderr:
        message = "PostgreSQL could not set the password of a new database cluster."
        hint = f"Remove {cache_folder()} and try again."
        raise EnvironmentProblem(Finding("postgres-initdb", "error", message, hint=hint, origin="environment"))


def _initdb(binaries: Path, account: Account, data: Path, password_file: Path) -> None:
    command = [
        str(binaries / "initdb"),
        f"--pgdata={data}",
        f"--username={OWNER}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--wal-segsize=1",
        "--no-sync",
        "--no-instructions",
    ]
    # Text sorts by code points on every machine; letters beyond ASCII have upper and lower case (PostgreSQL 17 and later).
    if _major_version(binaries) >= 17:
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    outcome = subprocess.run(  # noqa: S603 - a program of ours, an argument list
        command, capture_output=True, text=True, check=False, cwd="/", env=plain_environment(), **as_account(account), timeout=120
    )
    if outcome.returncode != 0:
        message = f"initdb could not make a database cluster: {(outcome.stderr or outcome.stdout).strip()[-800:]}"
        raise EnvironmentProblem(Finding("postgres-initdb", "error", message, hint="See the message of initdb.", origin="environment"))


def _major_version(binaries: Path) -> int:
    outcome = subprocess.run(  # noqa: S603 - a program of ours, an argument list
        [str(binaries / "postgres"), "--version"], capture_output=True, text=True, check=False, timeout=60
    )
    digits = "".join(character if character.isdigit() else " " for character in outcome.stdout).split()
    return int(digits[0]) if digits else 0


def plain_environment() -> dict[str, str]:
    """Nothing of ours reaches the server: settings such as PGDATA or PGPORT would be obeyed."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


class AccountOptions(TypedDict, total=False):
    """Arguments of subprocess that change the account of a child."""

    user: int | None
    group: int | None
    extra_groups: list[int]


def as_account(account: Account) -> AccountOptions:
    """Arguments for subprocess that make the child run as the account."""
    if account.uid is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}
