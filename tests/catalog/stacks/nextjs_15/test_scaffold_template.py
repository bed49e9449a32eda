"""The template is an app by itself: its own tools accept it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
TEMPLATE = ROOT / "src/appfactory/catalog/stacks/nextjs_15/app"


@pytest.mark.node
def test_its_own_tools_accept_it(tmp_path: Path) -> None:
    if shutil.which("pnpm") is None:
        pytest.skip("pnpm is not installed")
    app = tmp_path / "app"
    borrowed = [path.name for path in (ROOT / "library/packages").iterdir()]
    shutil.copytree(
        TEMPLATE, app, ignore=shutil.ignore_patterns("node_modules", ".next", "coverage", "test-results", "*.tsbuildinfo", "ui", *borrowed)
    )

    def run(*command: str) -> None:
        done = subprocess.run(command, cwd=app, env={**os.environ, "CI": "1"}, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"

    run("node", "scripts/link-library.mjs", str(ROOT / "library/packages"))
    run("pnpm", "install", "--frozen-lockfile", "--prefer-offline")
    for script in ("qa:compile", "qa:lint", "qa:unit"):
        run("pnpm", script)
