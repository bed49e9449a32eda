"""Finding programs, old, broken and missing ones, and getting those that can be got."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from appfactory.model.command import Command
from appfactory.model.finding import Finding
from appfactory.perform import toolchain
from appfactory.perform.process import run
from appfactory.perform.toolchain import Tool, doctor, ensure_browser, ensure_pnpm, find_browser, find_git, find_node, find_npm, find_pnpm


def program(folder: Path, name: str, says: str, code: int = 0) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{says}'\nexit {code}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with a shell and nothing else."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("CHROMIUM_PATH", "CHROME_PATH", "PLAYWRIGHT_BROWSERS_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(toolchain, "_BROWSER_PLACES", ())
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return folder


def test_missing_tools_say_how_to_get_them(bare: Path) -> None:
    for find in (find_node, find_npm, find_git, find_pnpm, find_browser):
        found = find()
        assert isinstance(found, Finding)
        assert found.code == "tool-missing"
        assert found.hint
    checks = {check.name: check for check in doctor(bare)}
    assert checks["node"].status == "missing"
    assert "nodejs.org" in checks["node"].remedy
    assert checks["pnpm"].automatic
    assert checks["python"].status == "ok"
    assert "GB free" in checks["disk space"].version


def test_versions_are_read_and_compared(bare: Path) -> None:
    node = program(bare, "node", "v22.3.1")
    assert find_node() == Tool("node", str(node), "22.3.1")
    program(bare, "node", "v18.20.0")
    found = find_node()
    assert isinstance(found, Finding)
    assert found.code == "tool-outdated"
    assert "18.20.0" in found.message
    assert {check.name: check.status for check in doctor(bare)}["node"] == "outdated"


def test_a_broken_program_counts_as_missing(bare: Path) -> None:
    program(bare, "pnpm", "v12.0.0", code=1)
    found = find_pnpm()
    assert isinstance(found, Finding)
    assert "does not run" in found.message


@pytest.mark.parametrize("variable", ["CHROMIUM_PATH", "CHROME_PATH"])
def test_the_named_browser_comes_first(bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    program(bare, "chromium", "Chromium 100.0.1.2")
    named = program(tmp_path / "other", "my-chrome", "Google Chrome 150.0.1.2")
    monkeypatch.setenv(variable, str(named))
    assert find_browser() == Tool("browser", str(named), "150.0.1.2")


def test_playwrights_browser_is_found_in_its_cache(bare: Path, tmp_path: Path) -> None:
    chrome = program(tmp_path / "cache" / "ms-playwright" / "chromium-1200" / "chrome-linux64", "chrome", "Chromium 150.0.1.2")
    assert find_browser() == Tool("browser", str(chrome), "150.0.1.2")


def test_our_own_pnpm_is_put_on_the_path(bare: Path, tmp_path: Path) -> None:
    private = program(tmp_path / "cache/appfactory/tools/pnpm/node_modules/.bin", "pnpm", "12.5.0")
    assert ensure_pnpm() == Tool("pnpm", str(private), "12.5.0")
    assert os.environ["PATH"].split(os.pathsep)[0] == str(private.parent)
    assert run(Command(("pnpm",))).output == "12.5.0\n"


def test_without_npm_pnpm_cannot_be_got(bare: Path) -> None:
    found = ensure_pnpm()
    assert isinstance(found, Finding)
    assert "npm" in found.message


def test_a_failed_installation_is_told(bare: Path) -> None:
    program(bare, "npm", "11.0.0 ECONNREFUSED registry", code=0)
    found = ensure_pnpm()
    assert isinstance(found, Finding)
    assert found.hint


FAKE_NPM = """#!/bin/sh
case "$1" in
  --version) echo 11.0.0 ;;
  install)
    /bin/mkdir -p "$3/node_modules/.bin"
    printf '#!/bin/sh\\n%s\\n' "$PLAYWRIGHT_DOES" > "$3/node_modules/.bin/playwright"
    /bin/chmod +x "$3/node_modules/.bin/playwright" ;;
esac
"""


def test_without_a_browser_playwrights_is_installed(bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chrome = tmp_path / "cache" / "ms-playwright" / "chromium-1300" / "chrome-linux" / "chrome"
    npm = program(bare, "npm", "")
    installs = f"/bin/mkdir -p {chrome.parent}; printf '#!/bin/sh\\necho Chromium 151.0.1.2\\n' > {chrome}; /bin/chmod +x {chrome}"
    npm.write_text(FAKE_NPM.replace("$PLAYWRIGHT_DOES", installs.replace('"', '\\"')).replace("printf '#!/bin/sh\\n%s", "printf '#!/bin/sh\\n%s"))
    found = ensure_browser()
    assert found == Tool("browser", str(chrome), "151.0.1.2")


def test_when_no_browser_can_be_got_the_last_words_are_told(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(bare, "npm", "11.0.0")
    monkeypatch.setattr(toolchain, "_is_root", lambda: True)
    program(bare, "apt-get", "E: Unable to locate package chromium", code=100)
    found = ensure_browser()
    assert isinstance(found, Finding)
    assert found.code == "tool-not-installed"
    assert "Unable to locate package chromium" in found.message


@pytest.mark.node
def test_pnpm_is_installed_with_npm_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("node", "npm", "sh", "env"):
        real = shutil.which(name)
        assert real is not None
        (folder / name).symlink_to(real)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert isinstance(find_pnpm(), Finding)
    found = ensure_pnpm()
    assert isinstance(found, Tool)
    assert found.path.startswith(str(tmp_path / "cache"))
    assert run(Command(("pnpm", "--version"))).output.strip() == found.version
