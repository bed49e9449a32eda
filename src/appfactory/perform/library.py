"""Reads component libraries into values."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import TypeAlias, Union

from appfactory.model.finding import Finding, Span
from appfactory.model.json_value import JsonObject, JsonValue
from appfactory.model.library import ComponentDescription, LibraryFile, LibraryIndex, LibraryPackage, PropBinding, PropDescription
from appfactory.perform.disk import read_tree

PACKAGES = "packages"
_ABOUT = ".about.json"
_FILE_LIMIT = 4 * 2**20
_KINDS = {"create", "list", "transition"}

_Json: TypeAlias = Union[bool, int, float, str, "list[_Json]", "dict[str, _Json]", None]


def default_library() -> Path:
    """The folder of our own library: in the installed package, or beside `src` in a checkout.

    Raises `FileNotFoundError` if neither is there (a broken installation).
    """
    specification = find_spec("appfactory")
    if specification is None or specification.origin is None:
        raise FileNotFoundError("the package appfactory is not installed")
    package = Path(specification.origin).resolve().parent
    for candidate in (package / "library", package.parent.parent / "library"):
        if (candidate / PACKAGES).is_dir():
            return candidate
    raise FileNotFoundError(f"no component library beside {package}")


def read_library(*folders: Path) -> tuple[LibraryIndex, tuple[Finding, ...]]:
    """All files below `packages/` of the folders; where two have a file of the same path, the first folder's is taken.

    Links are left out with a warning; a description or package.json that can't be used is an error that names its place.
    """
    reading = _Reading()
    for folder in folders:
        reading.folder(folder)
    index = LibraryIndex(
        tuple(LibraryFile(path, reading.files[path][1]) for path in sorted(reading.files)),
        tuple(sorted(reading.packages, key=lambda package: package.folder)),
        tuple(sorted(reading.components, key=lambda component: component.path)),
    )
    return index, tuple(reading.findings)


class _Reading:
    def __init__(self) -> None:
        self.files: dict[str, tuple[Path, str | bytes]] = {}
        self.packages: list[LibraryPackage] = []
        self.components: list[ComponentDescription] = []
        self.findings: list[Finding] = []

    def folder(self, folder: Path) -> None:
        if not (folder / PACKAGES).is_dir():
            message = f"{folder} is no component library: it has no folder {PACKAGES}."
            self.findings.append(
                Finding("library-missing", "error", message, Span(str(folder)), hint="Name a folder that holds `packages/`.", origin="library")
            )
            return
        contents = read_tree(folder, PACKAGES, _FILE_LIMIT)
        self.findings.extend(contents.findings)
        fresh = {path: content for path, content in contents.files.items() if path not in self.files and content is not None}
        self.files.update({path: (folder, content) for path, content in fresh.items()})
        for path, content in fresh.items():
            if path.endswith("/package.json"):
                self._package(folder, path, content)
        for path, content in fresh.items():
            if path.endswith(_ABOUT):
                self._component(folder, path, content, fresh)

    def _package(self, folder: Path, path: str, content: str | bytes) -> None:
        document = self._object(folder, path, content)
        if document is None:
            return
        needed = {**_strings(document.get("peerDependencies")), **_strings(document.get("dependencies"))}
        name = document.get("name")
        if not isinstance(name, str) or not name:
            self._bad(folder, path, 0, "it has no `name`.")
            return
        self.packages.append(LibraryPackage(str(PurePosixPath(path).parent), name, tuple(sorted(needed.items()))))

    def _component(self, folder: Path, path: str, content: str | bytes, files: dict[str, str | bytes]) -> None:
        document = self._object(folder, path, content)
        if document is None:
            return
        stem = path.removesuffix(_ABOUT)
        source = next((stem + suffix for suffix in (".tsx", ".ts", ".jsx", ".js") if stem + suffix in files), None)
        if source is None:
            self._bad(folder, path, 0, f"there is no component {PurePosixPath(stem).name}.tsx beside it.")
            return
        described = _description(source, document)
        if isinstance(described, str):
            self._bad(folder, path, 0, described)
        else:
            self.components.append(described)

    def _object(self, folder: Path, path: str, content: str | bytes) -> dict[str, _Json] | None:
        try:
            document: _Json = json.loads(content)
        except json.JSONDecodeError as error:
            self._bad(folder, path, error.lineno, f"it is no JSON: {error.msg}.", error.colno)
            return None
        except (ValueError, RecursionError) as error:
            self._bad(folder, path, 0, f"it is no JSON: {error}.")
            return None
        if not isinstance(document, dict):
            self._bad(folder, path, 1, "it is no JSON object.")
            return None
        return document

    def _bad(self, folder: Path, path: str, line: int, what: str, column: int = 0) -> None:
        place = Span(str(folder / path), line, column)
        message = f"{path} can't be used: {what}"
        hint = "See the library's README for what the file holds."
        self.findings.append(Finding("library-invalid", "error", message, place, "Plans can't use what it describes.", hint, origin="library"))


def _description(source: str, document: dict[str, _Json]) -> ComponentDescription | str:
    """The component, or what is wrong with its description."""
    name, export = document.get("name"), document.get("export", document.get("name"))
    if not isinstance(name, str) or not isinstance(export, str):
        return "`name` and `export` must be text."
    props, bindings = document.get("props", {}), document.get("bindings", {})
    if not isinstance(props, dict) or not all(isinstance(prop, dict) for prop in props.values()):
        return "`props` must map each prop to an object."
    if not isinstance(bindings, dict):
        return "`bindings` must map props to objects."
    described: list[PropBinding] = []
    for prop, binding in bindings.items():
        one = _binding(prop, binding)
        if isinstance(one, str):
            return one
        described.append(one)
    return ComponentDescription(
        source,
        name,
        export,
        _text(document.get("kind"), "primitive"),
        _text(document.get("summary")),
        tuple(_prop(prop, description) for prop, description in props.items() if isinstance(description, dict)),
        tuple(described),
    )


def _prop(name: str, description: dict[str, _Json]) -> PropDescription:
    return PropDescription(
        name,
        _text(description.get("type"), "unknown"),
        description.get("required") is True,
        _text(description.get("description")),
        _frozen(description.get("default")),
    )


def _binding(prop: str, binding: _Json) -> PropBinding | str:
    kind = binding.get("kind") if isinstance(binding, dict) else None
    if not isinstance(binding, dict) or kind not in _KINDS:
        return f"the binding of `{prop}` must be of a kind among {', '.join(sorted(_KINDS))}."
    fields = _strings(binding.get("fields"))
    of, verb = _text(binding.get("of")), _text(binding.get("verb"))
    if kind == "create":
        return PropBinding(prop, "create", tuple(fields.items()), of, verb)
    return PropBinding(prop, "list" if kind == "list" else "transition", tuple(fields.items()), of, verb)


def _strings(value: _Json) -> dict[str, str]:
    return {name: text for name, text in value.items() if isinstance(text, str)} if isinstance(value, dict) else {}


def _text(value: _Json, otherwise: str = "") -> str:
    return value if isinstance(value, str) else otherwise


def _frozen(value: _Json) -> JsonValue:
    if isinstance(value, dict):
        return JsonObject(tuple((name, _frozen(member)) for name, member in value.items()))
    if isinstance(value, list):
        return tuple(_frozen(member) for member in value)
    return value
