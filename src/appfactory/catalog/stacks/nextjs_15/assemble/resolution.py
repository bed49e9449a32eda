"""What a specifier in a library file means: another file of the library, an npm package, or nothing that can be found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from appfactory.model.library import LibraryIndex, LibraryPackage

_EXTENSIONS = ("", ".tsx", ".ts", ".jsx", ".js", ".mjs", ".css", ".json")
_INDEXES = ("/index.tsx", "/index.ts", "/index.jsx", "/index.js")
_SCRIPT_ALIASES = {".js": (".ts", ".tsx"), ".jsx": (".tsx",), ".mjs": (".mts",)}


@dataclass(frozen=True, slots=True)
class InLibrary:
    """A file of the library."""

    path: str


@dataclass(frozen=True, slots=True)
class FromNpm:
    """An npm package, with the version its workspace package asks for (empty if it names none)."""

    package: str
    version: str


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Nothing was found; `tried` are the paths that would have served."""

    tried: tuple[str, ...]


Resolution = InLibrary | FromNpm | Unresolved


class Resolver:
    """Resolves specifiers over one library index, as TypeScript's `bundler` resolution with `@/` aliases and workspace packages would."""

    def __init__(self, library: LibraryIndex) -> None:
        self._library = library
        self._paths = {file.path: file.content for file in library.files}

    def resolve(self, importer: str, specifier: str) -> Resolution:
        """What `specifier` in the file `importer` (a library path) means."""
        if specifier.startswith("."):
            return self._file(_joined(PurePosixPath(importer).parent, specifier))
        package = self.package_of(importer)
        for target in self._alias_targets(package, specifier):
            found = self._file(target)
            if isinstance(found, InLibrary):
                return found
        if specifier.startswith(("@/", "~/")):
            return Unresolved(self._alias_targets(package, specifier))
        workspace = self._workspace(specifier)
        if workspace is not None:
            return workspace
        if importer.endswith(".css") and isinstance(found := self._file(_joined(PurePosixPath(importer).parent, specifier)), InLibrary):
            return found
        name = npm_name(specifier)
        return FromNpm(name, dict(package.dependencies).get(name, "") if package else "")

    def package_of(self, path: str) -> LibraryPackage | None:
        """The innermost workspace package that holds a library path."""
        for parent in PurePosixPath(path).parents:
            if (package := self._packages_by_folder.get(str(parent))) is not None:
                return package
        return None

    @cached_property
    def _packages_by_folder(self) -> Mapping[str, LibraryPackage]:
        return {package.folder.rstrip("/"): package for package in self._library.packages}

    def _alias_targets(self, package: LibraryPackage | None, specifier: str) -> tuple[str, ...]:
        if package is None:
            return ()
        folder = package.folder.rstrip("/")
        targets: list[str] = []
        for pattern, replacements in self._path_mappings(folder).items():
            head, star, tail = pattern.partition("*")
            if not specifier.startswith(head) or (star and not specifier.endswith(tail)) or (not star and specifier != pattern):
                continue
            rest = specifier[len(head) : len(specifier) - len(tail)] if star else ""
            targets += [_joined(PurePosixPath(folder), replacement.replace("*", rest)) for replacement in replacements]
        if specifier.startswith(("@/", "~/")):
            targets += [f"{folder}/src/{specifier[2:]}", f"{folder}/{specifier[2:]}"]
        return tuple(targets)

    def _path_mappings(self, folder: str) -> Mapping[str, tuple[str, ...]]:
        options = _member(self._json(f"{folder}/tsconfig.json"), "compilerOptions")
        paths = _member(options, "paths")
        base = options.get("baseUrl", ".") if isinstance(options, dict) else "."
        if not isinstance(paths, dict):
            return {}
        return {
            key: tuple(str(PurePosixPath(str(base)) / str(value)) for value in values) for key, values in paths.items() if isinstance(values, list)
        }

    def _workspace(self, specifier: str) -> Resolution | None:
        package = max(
            (package for package in self._library.packages if specifier == package.name or specifier.startswith(package.name + "/")),
            key=lambda package: len(package.name),
            default=None,
        )
        if package is None:
            return None
        folder, rest = package.folder.rstrip("/"), specifier[len(package.name) + 1 :]
        candidates = (*self._exported(folder, rest), *((f"{folder}/src/{rest}", f"{folder}/{rest}") if rest else (f"{folder}/src", folder)))
        for candidate in candidates:
            if isinstance(found := self._file(candidate), InLibrary):
                return found
        return Unresolved(candidates)

    def _exported(self, folder: str, rest: str) -> tuple[str, ...]:
        manifest = self._json(f"{folder}/package.json")
        exports = manifest.get("exports")
        if not isinstance(exports, dict):
            main = manifest.get("main")
            return (_joined(PurePosixPath(folder), str(main)),) if main and not rest else ()
        wanted = f"./{rest}" if rest else "."
        found: list[str] = []
        for pattern, target in exports.items():
            head, star, tail = str(pattern).partition("*")
            if wanted == pattern or (star and wanted.startswith(head) and wanted.endswith(tail)):
                matched = wanted[len(head) : len(wanted) - len(tail)] if star else ""
                found += [_joined(PurePosixPath(folder), path.replace("*", matched)) for path in _targets(target)]
        return tuple(found)

    def _json(self, path: str) -> dict[str, object]:
        content = self._paths.get(path)
        if not isinstance(content, str):
            return {}
        try:
            value = json.loads(content)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    def _file(self, path: str) -> InLibrary | Unresolved:
        candidates = [path + suffix for suffix in (*_EXTENSIONS, *_INDEXES)]
        stem, suffix = str(PurePosixPath(path).with_suffix("")), PurePosixPath(path).suffix
        candidates += [stem + other for other in _SCRIPT_ALIASES.get(suffix, ())]
        for candidate in candidates:
            if candidate in self._paths:
                return InLibrary(candidate)
        return Unresolved(tuple(candidates))


def npm_name(specifier: str) -> str:
    """The package part of a bare specifier: `@scope/name/deep` → `@scope/name`, `name/deep` → `name`."""
    parts = specifier.split("/")
    return "/".join(parts[: 2 if specifier.startswith("@") else 1])


def _joined(folder: PurePosixPath, relative: str) -> str:
    parts = list(folder.parts)
    for part in PurePosixPath(relative).parts:
        if part == "..":
            if parts:
                parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _member(value: object, key: str) -> dict[str, object]:
    member = value.get(key) if isinstance(value, dict) else None
    return member if isinstance(member, dict) else {}


def _targets(target: object) -> tuple[str, ...]:
    if isinstance(target, str):
        return (target,)
    if isinstance(target, dict):
        return tuple(path for value in target.values() for path in _targets(value))
    return ()
