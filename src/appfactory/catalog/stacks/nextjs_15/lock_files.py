"""Lock files for any combination of providers and components, cut out of one lock file that holds them all.

One lock file for each package manager is made from everything that any app may need (`scripts/make_locks.py`). An app's own is that one without
the packages that nothing in its `package.json` reaches: versions, checksums and resolutions of what stays are as they were resolved together, and
the package manager accepts it frozen. Resolving anew for each app would need the network, and might come out differently every day.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TypeAlias, cast

from appfactory.catalog.stacks.nextjs_15.packages import Manifest
from appfactory.catalog.stacks.nextjs_15.static_files import TEMPLATE_PACKAGE

LOCK_FILES = {"pnpm": "pnpm-lock.yaml", "npm": "package-lock.json"}

Entry: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True)
class Lock:
    """`path` is the file's name in the app. `missing` are packages of `package.json` (`name@version`) that the lock file does not know.

    With none missing the lock file can be installed frozen; otherwise the package manager has to resolve the rest.
    """

    path: str
    text: str
    missing: tuple[str, ...]


def lock_for(manifest: Manifest, package_manager: str) -> Lock:
    """The lock file that belongs to a `package.json`."""
    path = LOCK_FILES[package_manager]
    prune: Callable[[str, Manifest], tuple[str, tuple[str, ...]]] = prune_pnpm if package_manager == "pnpm" else prune_npm
    text, missing = prune(_complete_lock(path), manifest)
    return Lock(path, text, missing)


@lru_cache(maxsize=len(LOCK_FILES))
def _complete_lock(name: str) -> str:
    return files(TEMPLATE_PACKAGE).joinpath("locks", name).read_text(encoding="utf-8")


# pnpm: https://github.com/pnpm/spec/blob/master/lockfile/9.0.md, read as the text that pnpm itself writes.

_KEY = re.compile(r"^  (?:'([^']+)'|([^\s'].*?)):(?: \{\})?$", re.MULTILINE)
_DEPENDENCY = re.compile(r"^      (?:'([^']+)'|([^\s':]+)): (?:'([^']+)'|(\S+))$", re.MULTILINE)
_IMPORTED = re.compile(
    r"^      (?:'(?P<quoted>[^']+)'|(?P<bare>[^\s':]+)):\n        specifier: '?(?P<specifier>[^'\n]+)'?\n        version: '?(?P<version>[^'\n]+)'?\n",
    re.MULTILINE,
)
_LISTS = ("dependencies", "optionalDependencies")


def prune_pnpm(text: str, manifest: Manifest) -> tuple[str, tuple[str, ...]]:
    """The part of a `pnpm-lock.yaml` that the manifest needs, and what it lacks (`name@version`)."""
    head, importers, packages, snapshots = _pnpm_sections(text)
    locked = {match["quoted"] or match["bare"]: match for match in _IMPORTED.finditer(importers)}
    missing: list[str] = []
    lists, roots = [], []
    for title, wanted in (("dependencies", manifest["dependencies"]), ("devDependencies", manifest["devDependencies"])):
        lines = []
        for name, version in sorted(wanted.items()):
            match = locked.get(name)
            if match is None or match["specifier"] != version:
                missing.append(f"{name}@{version}")
                continue
            lines.append(match.group())
            roots.append(_snapshot_key(name, match["version"]))
        lists.append(f"    {title}:\n{''.join(lines)}" if lines else "")
    needed = _closure(roots, lambda key: _pnpm_dependencies(snapshots.get(key, "")))
    bare = {key.partition("(")[0] for key in needed}
    body = f"{head}importers:\n\n  .:\n{''.join(lists)}\npackages:\n\n{_chosen(packages, bare)}snapshots:\n\n{_chosen(snapshots, needed)}"
    return body.rstrip("\n") + "\n", tuple(missing)


def _pnpm_sections(text: str) -> tuple[str, str, dict[str, str], dict[str, str]]:
    head, _, rest = text.partition("importers:\n")
    importers, _, rest = rest.partition("\npackages:\n")
    packages, _, snapshots = rest.partition("\nsnapshots:\n")
    return head, importers, _blocks(packages), _blocks(snapshots)


def _blocks(section: str) -> dict[str, str]:
    """The entries of a section with their text, in order; an entry ends with an empty line."""
    matches = list(_KEY.finditer(section))
    ends = [match.start() for match in matches[1:]] + [len(section)]
    return {match[1] or match[2]: section[match.start() : end].rstrip("\n") for match, end in zip(matches, ends, strict=True)}


def _pnpm_dependencies(block: str) -> Iterable[str]:
    for title in _LISTS:
        _, found, rest = block.partition(f"    {title}:\n")
        if not found:
            continue
        listed = re.match(r"(?:      .*(?:\n|$))*", rest)
        for match in _DEPENDENCY.finditer(listed.group() if listed else ""):
            yield _snapshot_key(match[1] or match[2], match[3] or match[4])


def _snapshot_key(name: str, version: str) -> str:
    """Dependencies give a version, or for an alias the other package with its version."""
    return f"{name}@{version}" if version[:1].isdigit() else version


def _chosen(blocks: dict[str, str], keys: set[str]) -> str:
    return "".join(f"{block}\n\n" for key, block in blocks.items() if key in keys)


def _closure(roots: Iterable[str], following: Callable[[str], Iterable[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(following(key))
    return found


# npm: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json, version 3.


def prune_npm(text: str, manifest: Manifest) -> tuple[str, tuple[str, ...]]:
    """The part of a `package-lock.json` that the manifest needs, and what it lacks (`name@version`)."""
    lock = json.loads(text)
    packages = cast(dict[str, Entry], lock["packages"])
    missing = tuple(
        f"{name}@{version}"
        for name, version in [*manifest["dependencies"].items(), *manifest["devDependencies"].items()]
        if packages.get(f"node_modules/{name}", {}).get("version") != version
    )
    production = [f"node_modules/{name}" for name in manifest["dependencies"] if f"node_modules/{name}" in packages]
    development = [f"node_modules/{name}" for name in manifest["devDependencies"] if f"node_modules/{name}" in packages]

    def reached(roots: list[str], *, optional: bool) -> set[str]:
        return _closure(roots, lambda path: _npm_dependencies(packages, path, optional=optional))

    everything = reached([*production, *development], optional=True)
    shipped, required = reached(production, optional=True), reached([*production, *development], optional=False)
    certain = reached(production, optional=False)
    root = {key: manifest[key] for key in ("name", "version", "dependencies", "devDependencies", "engines")}
    entries: dict[str, object] = {"": root}
    for path in sorted(everything):
        entries[path] = _flagged(packages[path], development=path not in shipped, optional=path not in required, certain=path in certain)
    pruned = {"name": manifest["name"], "version": manifest["version"], "lockfileVersion": 3, "requires": True, "packages": entries}
    return json.dumps(pruned, indent=2, ensure_ascii=False) + "\n", missing


def _npm_dependencies(packages: dict[str, Entry], path: str, *, optional: bool) -> Iterable[str]:
    entry = packages[path]
    wished = _names(entry, "optionalDependencies")
    # A package names its optional dependencies among its dependencies too, and may name one as a peer and as a dependency.
    names = {name for name in _names(entry, "dependencies") if optional or name not in wished}
    names |= {name for name in _names(entry, "peerDependencies") if not _is_optional_peer(entry, name)}
    names |= set(wished) if optional else set()
    for name in sorted(names):
        place = _resolved(packages, path, name)
        if place is not None:
            yield place


def _is_optional_peer(entry: Entry, name: str) -> bool:
    return bool(cast(Entry, _names(entry, "peerDependenciesMeta").get(name, {})).get("optional"))


def _names(entry: Entry, key: str) -> dict[str, object]:
    return cast(dict[str, object], entry.get(key, {}))


def _resolved(packages: dict[str, Entry], path: str, name: str) -> str | None:
    """Where Node.js finds a package that is imported from `path`: in the nearest `node_modules` on the way up."""
    folder = path
    while True:
        place = f"{folder}/node_modules/{name}" if folder else f"node_modules/{name}"
        if place in packages:
            return place
        if not folder:
            return None
        folder = folder.rpartition("/node_modules/")[0]


def _flagged(entry: Entry, *, development: bool, optional: bool, certain: bool) -> Entry:
    """The entry with npm's marks for what need not be installed everywhere."""
    flags: Entry = {}
    if development:
        flags["dev"] = True
    if optional:
        flags["optional"] = True
    elif not development and not certain:
        flags["devOptional"] = True
    kept = {key: value for key, value in entry.items() if key not in ("dev", "optional", "devOptional")}
    return {**kept, **flags}
