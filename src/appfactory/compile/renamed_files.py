"""Files that a plan change renamed: what the user made of them has to move along."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from appfactory.compile.reconcile import Content, sha256
from appfactory.model.files import FileDraft, ManifestEntry

_ALIKE = 0.6
"""The share of equal words from which two drafts count as one file. Git's own threshold for renames is a half, of lines."""

_WORDS = re.compile(r"\w+|[^\w\s]")


def with_former_paths(
    drafts: tuple[FileDraft, ...],
    manifest: Collection[ManifestEntry],
    disk: Mapping[str, Content | None],
    bases: Mapping[str, str],
) -> tuple[FileDraft, ...]:
    """All drafts of an app, with `replaces` set on each new one that is a file which lost its place in the plan, under another name.

    Only files that the user edited are looked at: all others can be deleted and written anew. `bases` are the last drafts of seeded files.
    """
    wanted = {draft.path for draft in drafts}
    known = {entry.path for entry in manifest}
    left = [entry.path for entry in manifest if entry.path not in wanted and entry.path in bases and _edited(entry, disk.get(entry.path))]
    fresh = [draft for draft in drafts if draft.owner == "seeded" and not draft.replaces and draft.path not in known and disk.get(draft.path) is None]
    pairs = sorted(
        ((score, path, draft.path) for path in left for draft in fresh if (score := _likeness(path, bases[path], draft)) >= _ALIKE),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    former: dict[str, str] = {}
    for _, path, new in pairs:
        if new not in former and path not in former.values():
            former[new] = path
    return tuple(replace(draft, replaces=former[draft.path]) if draft.path in former else draft for draft in drafts)


def _edited(entry: ManifestEntry, found: Content | None) -> bool:
    return entry.owner == "seeded" and found is not None and sha256(found) != entry.sha256


def _likeness(path: str, base: str, draft: FileDraft) -> float:
    """From 0 to 1; 0 for files of different kinds."""
    if not isinstance(draft.content, str) or PurePosixPath(path).suffixes != PurePosixPath(draft.path).suffixes:
        return 0.0
    matcher = SequenceMatcher(None, _WORDS.findall(base), _WORDS.findall(draft.content), autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE else 0.0
