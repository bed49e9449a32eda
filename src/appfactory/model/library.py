"""What a component library offers, as values: descriptions and sources, read by `perform`, bound by `compile`, copied by `assemble`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from appfactory.model.json_value import JsonValue


@dataclass(frozen=True, slots=True)
class PropDescription:
    """A prop of a component, as its `.about.json` says."""

    name: str
    type: str
    required: bool
    description: str = ""
    default: JsonValue = None


@dataclass(frozen=True, slots=True)
class PropBinding:
    """A prop that the build fills in. `fields` are (component field, type of the plan language) pairs; `of` names another binding."""

    prop: str
    kind: Literal["create", "list", "transition"]
    fields: tuple[tuple[str, str], ...] = ()
    of: str = ""
    verb: str = ""


@dataclass(frozen=True, slots=True)
class ComponentDescription:
    """One component: `path` in the library, the name it exports, its props and bindings."""

    path: str
    name: str
    export: str
    kind: str
    summary: str
    props: tuple[PropDescription, ...] = ()
    bindings: tuple[PropBinding, ...] = ()


@dataclass(frozen=True, slots=True)
class LibraryFile:
    """A file of a library. `content` is text for code and styles, bytes for assets."""

    path: str
    content: str | bytes


@dataclass(frozen=True, slots=True)
class LibraryPackage:
    """A workspace package of a library: its folder, the name others import it by, and what it needs from npm (name, version)."""

    folder: str
    name: str
    dependencies: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LibraryIndex:
    """Every file below `packages/` of one or more library folders, the first folder winning; paths start with `packages/`."""

    files: tuple[LibraryFile, ...] = ()
    packages: tuple[LibraryPackage, ...] = ()
    components: tuple[ComponentDescription, ...] = ()

    def component(self, path: str) -> ComponentDescription | None:
        """The description of the component at that path, or None."""
        return next((component for component in self.components if component.path == path), None)
