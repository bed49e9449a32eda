"""Files to be, what is on disk, and what must change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Owner = Literal["generated", "seeded"]

MERGE_LABELS = ("yours", "last build", "plan")
"""How the sides of an unresolved merge are named after the markers `<<<<<<<`, `|||||||` and `>>>>>>>`."""


@dataclass(frozen=True, slots=True)
class FileDraft:
    """A file to be. `path` is POSIX, relative to the app's folder, without `..`.

    `owner` `generated`: always replaced, an edit of it is a finding. `seeded`: written once, then the user's; later versions arrive by a
    three-way merge. `origin` is the plan node that asked for it (`components.pages[0]`) or `stack`. Binary content is kept as bytes.
    `replaces` names the draft's former path when a plan change renamed it.
    """

    path: str
    content: str | bytes
    owner: Owner
    origin: str
    executable: bool = False
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """What we last wrote at a path: the SHA-256 of the content, who owns it, and who asked for it."""

    path: str
    sha256: str
    owner: Owner
    origin: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """One change of a `WriteSet`. `before` is what is on disk (None: nothing), `after` what will be (None: nothing).

    `moved_from` is the former path of a file that a plan change renamed; that path is also among the deletions.
    """

    path: str
    before: str | bytes | None
    after: str | bytes | None
    owner: Owner
    origin: str
    executable: bool = False
    moved_from: str = ""


@dataclass(frozen=True, slots=True)
class MergeRequest:
    """A seeded file that both the user and the plan changed: merge `theirs` (new draft) into `ours` (on disk) over `base` (last draft).

    `moved_from` is where `ours` lies if a plan change renamed the file; that path is also among the deletions.
    """

    path: str
    base: str
    ours: str
    theirs: str
    origin: str
    moved_from: str = ""


@dataclass(frozen=True, slots=True)
class WriteSet:
    """What must change on disk. `unchanged` are paths that already hold what they should."""

    create: tuple[FileChange, ...] = ()
    replace: tuple[FileChange, ...] = ()
    merge: tuple[MergeRequest, ...] = ()
    delete: tuple[FileChange, ...] = ()
    unchanged: tuple[str, ...] = ()
    manifest: tuple[ManifestEntry, ...] = ()

    @property
    def empty(self) -> bool:
        """True if nothing would be written or deleted."""
        return not (self.create or self.replace or self.merge or self.delete)
