"""The app's npm packages: how each package manager installs them, and whether what is installed is what is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from appfactory.compile.reconcile import sha256
from appfactory.model.command import Command
from appfactory.perform.disk import read_files, write_text

_LOCKS = {"pnpm": "pnpm-lock.yaml", "npm": "package-lock.json"}
_STAMP = "node_modules/.appfactory-installed"
_QUIET = (("CI", "1"), ("NEXT_TELEMETRY_DISABLED", "1"), ("npm_config_fund", "false"), ("npm_config_audit", "false"))
_INSTALL_SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class Installed:
    """`wanted` is the hash of the manifest and lock file on disk; `matches` if the packages were installed from just that."""

    wanted: str
    matches: bool


def install_command(manager: str, *, locked: bool = True) -> Command:
    """Installs exactly what the lock file says and fails if it does not fit package.json; unless `locked`, completes the lock file."""
    frozen = {"pnpm": ("pnpm", "install", "--frozen-lockfile", "--prefer-offline"), "npm": ("npm", "ci", "--prefer-offline")}
    open_ended = {"pnpm": ("pnpm", "install", "--no-frozen-lockfile", "--prefer-offline"), "npm": ("npm", "install", "--prefer-offline")}
    return Command((frozen if locked else open_ended)[manager], environment=_QUIET, timeout=_INSTALL_SECONDS)


def run_command(manager: str, script: str, timeout: float = 300.0) -> Command:
    """Runs one of the app's scripts (`db:seed`)."""
    return Command((manager, "run", script), environment=_QUIET, timeout=timeout)


def installed_hash(folder: Path, manager: str) -> Installed:
    """Compares what package.json and the lock file ask for with what was installed last."""
    paths = ("package.json", _LOCKS[manager], _STAMP)
    package, lock, stamp = (read_files(folder, paths).files.get(path) for path in paths)
    wanted = sha256(f"{manager}\n{package!r}\n{lock!r}")
    return Installed(wanted, stamp == wanted)


def record_installed(folder: Path, installed: Installed) -> None:
    """Remembers what was installed, inside `node_modules`, so that it goes when that goes."""
    write_text(folder, _STAMP, installed.wanted)
