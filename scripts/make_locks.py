"""Makes the lock files from which those of all apps are cut (see `catalog/stacks/nextjs_15/lock_files.py`). Needs the network.

Run it after a version changed in the template's package.json, in a provider or in the component library:

    python scripts/make_locks.py

Everything that any app may need is resolved together, without releases younger than `BEFORE`: the lock files then hold one version of each
package that fits all others, whichever of them an app uses.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

BEFORE = datetime(2026, 9, 26, tzinfo=UTC)
ROOT = Path(__file__).resolve().parent.parent
STACK = ROOT / "src/appfactory/catalog/stacks/nextjs_15"
COMMANDS = {
    "pnpm-lock.yaml": ["pnpm", "install", "--lockfile-only", "--no-frozen-lockfile"],
    "package-lock.json": [
        *("npm", "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"),
        # Addresses of a registry would bind the app to it; without them the one that is configured is asked.
        "--omit-lockfile-registry-resolved",
        f"--before={BEFORE.isoformat()}",
    ],
}


def provider_packages() -> dict[str, str]:
    """Every `NpmPackage(name, version)` that a provider's source names."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "src/appfactory/catalog/providers").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "NpmPackage":
                name, version = (ast.literal_eval(argument) for argument in node.args[:2])
                found[name] = version
    return found


def library_packages() -> dict[str, str]:
    """What the packages of our component library need from npm."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "library/packages").rglob("package.json")):
        if "node_modules" not in path.parts:
            dependencies = json.loads(path.read_text(encoding="utf-8")).get("dependencies", {})
            found |= {name: version for name, version in dependencies.items() if not version.startswith("workspace:")}
    return found


def main() -> int:
    """Writes both lock files; returns the exit code."""
    manifest = json.loads((STACK / "app/package.json").read_text(encoding="utf-8"))
    additions = library_packages() | provider_packages()
    manifest["dependencies"] = dict(sorted({**additions, **manifest["dependencies"]}.items()))
    for name, command in COMMANDS.items():
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "package.json").write_text(json.dumps(manifest, indent=2), encoding="utf-8")
            age = int((datetime.now(tz=UTC) - BEFORE).total_seconds() // 60)
            (Path(folder) / "pnpm-workspace.yaml").write_text(f"minimumReleaseAge: {age}\n", encoding="utf-8")
            subprocess.run(command, cwd=folder, check=True)  # noqa: S603 - the commands above
            shutil.copy(Path(folder) / name, STACK / "locks" / name)
        sys.stdout.write(f"{name}: {(STACK / 'locks' / name).stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
