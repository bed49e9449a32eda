"""Lock files cut out of the complete one: complete, minimal, and accepted by the package managers."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from appfactory.catalog.stacks.nextjs_15.lock_files import Lock, lock_for, prune_npm, prune_pnpm
from appfactory.catalog.stacks.nextjs_15.packages import Manifest, manifest_text
from appfactory.catalog.stacks.nextjs_15.static_files import template_files, template_manifest

CHOICES = {
    "bare": {},
    "clerk, stripe, resend": {"@clerk/nextjs": "7.9.4", "stripe": "22.6.0", "resend": "6.29.0"},
    "authjs, postmark": {"next-auth": "5.0.0-beta.32", "postmark": "5.1.0"},
}


def asked(extra: dict[str, str]) -> Manifest:
    base: Manifest = json.loads(template_manifest())
    return {**base, "name": "some-app", "dependencies": dict(sorted({**base["dependencies"], **extra}.items()))}


@pytest.fixture(params=CHOICES.values(), ids=CHOICES.keys())
def manifest(request: pytest.FixtureRequest) -> Manifest:
    return asked(request.param)


def pnpm_reachable(document: dict[str, dict]) -> set[str]:
    """The keys of `snapshots` that the importer reaches, by a reading of the format that shares nothing with the code under test."""
    importer = document["importers"]["."]
    waiting = [(name, entry["version"]) for title in ("dependencies", "devDependencies") for name, entry in importer[title].items()]
    found: set[str] = set()
    while waiting:
        name, version = waiting.pop()
        key = f"{name}@{version}" if version[0].isdigit() else version
        if key not in found:
            found.add(key)
            snapshot = document["snapshots"][key]
            waiting += [*snapshot.get("dependencies", {}).items(), *snapshot.get("optionalDependencies", {}).items()]
    return found


def test_pnpm_lock_is_complete_and_minimal(manifest: Manifest) -> None:
    lock = lock_for(manifest, "pnpm")
    document = yaml.load(lock.text, Loader=yaml.CSafeLoader)
    assert lock.missing == ()
    importer = document["importers"]["."]
    for title in ("dependencies", "devDependencies"):
        assert {name: entry["specifier"] for name, entry in importer[title].items()} == manifest[title]
    assert pnpm_reachable(document) == set(document["snapshots"])
    assert {key.partition("(")[0] for key in document["snapshots"]} == set(document["packages"])


def test_pnpm_lock_keeps_what_was_resolved(manifest: Manifest) -> None:
    document = yaml.load(lock_for(manifest, "pnpm").text, Loader=yaml.CSafeLoader)
    complete = yaml.load(
        lock_for(asked({name: version for extra in CHOICES.values() for name, version in extra.items()}), "pnpm").text, yaml.CSafeLoader
    )
    for section in ("packages", "snapshots"):
        assert document[section].items() <= complete[section].items()
    assert document["settings"] == complete["settings"]


def test_npm_lock_is_complete_and_minimal(manifest: Manifest) -> None:
    lock = lock_for(manifest, "npm")
    packages = json.loads(lock.text)["packages"]
    assert lock.missing == ()
    assert packages[""]["dependencies"] == manifest["dependencies"]
    wanted = set()
    for path, entry in packages.items():
        meta = entry.get("peerDependenciesMeta", {})
        names = {**entry.get("dependencies", {}), **entry.get("optionalDependencies", {}), **(entry.get("devDependencies", {}) if path == "" else {})}
        names |= {name: "" for name in entry.get("peerDependencies", {}) if not meta.get(name, {}).get("optional")}
        for name in names:
            folders = [path[: match.start()] for match in re.finditer(r"/node_modules/|$", path)][::-1] if path else []
            places = [f"{folder}/node_modules/{name}" for folder in (path, *folders) if folder] + [f"node_modules/{name}"]
            place = next((one for one in places if one in packages), None)
            if place is None:
                assert name in entry.get("optionalDependencies", {}), f"{path} needs {name}"
            else:
                wanted.add(place)
    assert wanted == set(packages) - {""}
    assert not [path for path, entry in packages.items() if path and "resolved" in entry]


def test_npm_lock_marks_what_production_leaves_out() -> None:
    packages = json.loads(lock_for(asked({}), "npm").text)["packages"]
    assert packages["node_modules/vitest"]["dev"] is True
    assert "dev" not in packages["node_modules/next"]
    assert packages["node_modules/@img/sharp-linux-x64"]["optional"] is True
    assert "optional" not in packages["node_modules/react"]


def test_unknown_packages_and_versions_are_missing() -> None:
    for manager in ("pnpm", "npm"):
        lock = lock_for(asked({"left-pad": "1.3.0", "zod": "3.0.0"}), manager)
        assert set(lock.missing) == {"left-pad@1.3.0", "zod@3.0.0"}


def test_other_names_of_packages_are_followed() -> None:
    text = """\
lockfileVersion: '9.0'

settings:
  autoInstallPeers: true

importers:

  .:
    dependencies:
      '@scope/a':
        specifier: 1.0.0
        version: 1.0.0(b@2.0.0)
      unused:
        specifier: 3.0.0
        version: 3.0.0

packages:

  '@scope/a@1.0.0':
    resolution: {integrity: sha512-a}

  b@2.0.0:
    resolution: {integrity: sha512-b}

  string-width@4.2.3:
    resolution: {integrity: sha512-s}

  unused@3.0.0:
    resolution: {integrity: sha512-u}

snapshots:

  '@scope/a@1.0.0(b@2.0.0)':
    dependencies:
      b: 2.0.0
      string-width-cjs: string-width@4.2.3

  b@2.0.0: {}

  string-width@4.2.3: {}

  unused@3.0.0:
    dependencies:
      b: 2.0.0
"""
    pruned, missing = prune_pnpm(text, {**asked({}), "dependencies": {"@scope/a": "1.0.0"}, "devDependencies": {}})
    document = yaml.safe_load(pruned)
    assert missing == ()
    assert list(document["packages"]) == ["@scope/a@1.0.0", "b@2.0.0", "string-width@4.2.3"]
    assert list(document["snapshots"]) == ["@scope/a@1.0.0(b@2.0.0)", "b@2.0.0", "string-width@4.2.3"]
    assert list(document["importers"]["."]) == ["dependencies"]


def test_npm_finds_packages_as_node_does() -> None:
    entries = {
        "node_modules/a": {
            "version": "1.0.0",
            "dependencies": {"b": "^2"},
            "peerDependencies": {"c": "*"},
            "peerDependenciesMeta": {"c": {"optional": True}},
        },
        "node_modules/a/node_modules/b": {"version": "2.0.0", "dependencies": {"d": "*"}},
        "node_modules/b": {"version": "1.0.0"},
        "node_modules/c": {"version": "1.0.0"},
        "node_modules/d": {"version": "1.0.0"},
    }
    text = json.dumps({"lockfileVersion": 3, "packages": entries})
    pruned, _ = prune_npm(text, {**asked({}), "dependencies": {"a": "1.0.0"}, "devDependencies": {}})
    assert set(json.loads(pruned)["packages"]) == {"", "node_modules/a", "node_modules/a/node_modules/b", "node_modules/d"}


@pytest.mark.node
@pytest.mark.parametrize(
    ("manager", "command"),
    [
        ("pnpm", ["pnpm", "install", "--frozen-lockfile", "--prefer-offline", "--lockfile-only"]),
        ("npm", ["npm", "ci", "--dry-run", "--prefer-offline"]),
    ],
)
def test_package_managers_accept_it_frozen(manager: str, command: list[str], manifest: Manifest, tmp_path: Path) -> None:
    if shutil.which(manager) is None:
        pytest.skip(f"{manager} is not installed")
    lock: Lock = lock_for(manifest, manager)
    files = {"package.json": manifest_text(manifest), lock.path: lock.text}
    files |= {path: text for path, text in template_files() if path == {"pnpm": "pnpm-workspace.yaml", "npm": ".npmrc"}[manager]}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    done = subprocess.run(command, cwd=tmp_path, env={**os.environ, "CI": "1"}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / lock.path).read_text() == lock.text
