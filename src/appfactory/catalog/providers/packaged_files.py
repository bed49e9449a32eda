"""Source files that a provider's folder holds, as drafts. They are copied as they are; what varies is written beside them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from appfactory.model.files import FileDraft

GENERATED = "_generated"
"""Folders of samples, with which the files type-check where they stand; an app gets its own."""


@cache
def packaged_files(folder: str, origin: str, samples: tuple[str, ...] = ()) -> tuple[FileDraft, ...]:
    """Everything below `<folder>/files` beside this module as seeded drafts in order of their paths.

    `folder` is a package of this one, `origin` the plan node that asks for the files. `samples` are beginnings of paths that are left out.
    """
    root = files(__package__) / folder / "files"
    found = sorted(_walk(root, ""), key=lambda entry: entry[0])
    return tuple(FileDraft(path, source.read_text(encoding="utf-8"), "seeded", origin) for path, source in found if not path.startswith(samples))


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for entry in folder.iterdir():
        if entry.name in (GENERATED, "node_modules", "__pycache__") or entry.name.startswith("."):
            continue
        path = f"{prefix}{entry.name}"
        found += _walk(entry, f"{path}/") if entry.is_dir() else [(path, entry)]
    return found
