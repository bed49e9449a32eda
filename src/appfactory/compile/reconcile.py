"""Drafts, what we wrote last, and what is on disk → what must change. Pure: the decision is made here, `perform` carries it out.

Nothing that a person wrote is lost: a file that they edited is merged, kept, or named in a finding, but never overwritten or deleted.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from appfactory.model.files import MERGE_LABELS, FileChange, FileDraft, ManifestEntry, MergeRequest, WriteSet
from appfactory.model.finding import Finding, Severity, Span

Content = str | bytes
_CONFLICT_MARKER = f"<<<<<<< {MERGE_LABELS[0]}"


def sha256(content: Content) -> str:
    """The hexadecimal SHA-256 of a file's bytes (text as UTF-8)."""
    return hashlib.sha256(content.encode("utf-8") if isinstance(content, str) else content).hexdigest()


def paths_to_read(drafts: Iterable[FileDraft], manifest: Iterable[ManifestEntry]) -> tuple[str, ...]:
    """The paths whose contents `reconcile` wants to know."""
    paths = {entry.path for entry in manifest}
    for draft in drafts:
        paths.add(draft.path)
        if draft.replaces:
            paths.add(draft.replaces)
    return tuple(sorted(paths))


def reconcile(
    drafts: tuple[FileDraft, ...],
    manifest: tuple[ManifestEntry, ...],
    disk: Mapping[str, Content | None],
    bases: Mapping[str, str],
    elsewhere: frozenset[str] = frozenset(),
) -> tuple[WriteSet, tuple[Finding, ...]]:
    """What must change on disk, and what stands in the way (findings of severity error: nothing should be written then).

    `disk` maps each of `paths_to_read` to its content or None. `bases` maps the path of a seeded file to the draft that we last wrote
    there. `elsewhere` are paths of drafts that are not among `drafts` now (of other phases): what the manifest says of them stays.
    The manifest of the result holds, for each file, the hash of the draft, not of what the user made of it.
    """
    clashes = _path_findings(drafts)
    if clashes:
        return WriteSet(manifest=manifest), clashes
    entries = {entry.path: entry for entry in manifest}
    if all(content is None for content in disk.values()):
        entries = {}  # the app's folder was emptied: a new start, not a deletion of each file
    work = _Work(entries, disk, bases)
    drafted = {draft.path for draft in drafts}
    wanted = drafted | elsewhere
    for draft in sorted(drafts, key=lambda one: one.path):
        former = work.former(draft)
        if former is not None and draft.replaces not in wanted:
            work.rename(draft, former)
        elif draft.owner == "generated":
            work.generated(draft)
        else:
            work.seeded(draft)
    for path in sorted(entries.keys() - drafted - work.renamed):
        if path in elsewhere:
            work.manifest.append(entries[path])
        else:
            work.leftover(entries[path])
    return work.result(), tuple(work.findings)


@dataclass(slots=True)
class _Work:
    """The decisions so far."""

    entries: Mapping[str, ManifestEntry]
    disk: Mapping[str, Content | None]
    bases: Mapping[str, str]
    create: list[FileChange] = field(default_factory=list)
    replace: list[FileChange] = field(default_factory=list)
    merge: list[MergeRequest] = field(default_factory=list)
    delete: list[FileChange] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    manifest: list[ManifestEntry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    renamed: set[str] = field(default_factory=set)

    def result(self) -> WriteSet:
        return WriteSet(
            tuple(self.create),
            tuple(self.replace),
            tuple(self.merge),
            tuple(self.delete),
            tuple(self.unchanged),
            tuple(sorted(self.manifest, key=lambda entry: entry.path)),
        )

    def former(self, draft: FileDraft) -> ManifestEntry | None:
        """What we wrote at the path that a seeded draft had before a rename, if nothing else took it over."""
        entry = self.entries.get(draft.replaces)
        if entry is None or draft.path in self.entries or draft.replaces in self.renamed:
            return None
        return entry if entry.owner == draft.owner == "seeded" else None

    def find(self, code: str, severity: Severity, path: str, message: str, *, why: str = "", hint: str = "", line: int = 0) -> None:
        self.findings.append(Finding(code, severity, message, Span(path, line), why, hint, origin="reconcile"))

    def written(self, draft: FileDraft) -> None:
        self.manifest.append(ManifestEntry(draft.path, sha256(draft.content), draft.owner, draft.origin))

    def put(self, draft: FileDraft, before: Content | None, after: Content, moved_from: str = "") -> None:
        change = FileChange(draft.path, before, after, draft.owner, draft.origin, draft.executable, moved_from)
        (self.create if before is None else self.replace).append(change)

    def keep(self, path: str) -> None:
        self.unchanged.append(path)

    def generated(self, draft: FileDraft) -> None:
        """A generated file is replaced, unless somebody else's hand is in it."""
        found, entry = self.disk.get(draft.path), self.entries.get(draft.path)
        if found is not None and _same(found, draft.content):
            self.keep(draft.path)
            self.written(draft)
        elif found is None or (entry is not None and sha256(found) == entry.sha256):
            self.put(draft, found, draft.content)
            self.written(draft)
        elif entry is None:
            self._in_the_way(draft)
        else:
            self.manifest.append(entry)
            self._edited(draft.path, draft.origin)

    def seeded(self, draft: FileDraft, former: ManifestEntry | None = None) -> None:
        """A seeded file is written once; after that it is the user's, and a newer draft reaches it by a merge.

        `former` is what we wrote at a path that the file was moved from by hand, or by a build that was cut off.
        """
        found, entry = self.disk.get(draft.path), self.entries.get(draft.path) or former
        if found is not None and _same(found, draft.content):
            self.keep(draft.path)
            self.written(draft)
        elif entry is None:
            self._first(draft, found)
        elif found is None:
            self._deleted(entry)
        elif _unresolved(found):
            self._conflict(entry, found)
        elif sha256(draft.content) == entry.sha256:
            self.keep(draft.path)
            self.written(draft)
        elif sha256(found) == entry.sha256:
            self.put(draft, found, draft.content)
            self.written(draft)
        else:
            self._both_changed(draft, entry, found)

    def rename(self, draft: FileDraft, former: ManifestEntry) -> None:
        """A plan change renamed the file: what the user made of it moves along."""
        self.renamed.add(former.path)
        found = self.disk.get(former.path)
        if self.disk.get(draft.path) is not None:
            if found is not None:
                self.leftover(former)
            self.seeded(draft, former if found is None else None)
            return
        if found is None:
            self._deleted(ManifestEntry(draft.path, sha256(draft.content), draft.owner, draft.origin))
            return
        if _unresolved(found):
            self._conflict(former, found)
            return
        if sha256(found) == former.sha256:
            self.put(draft, None, draft.content)
            self.written(draft)
        elif sha256(draft.content) == former.sha256:
            self.put(draft, None, found, former.path)
            self.written(draft)
        else:
            self._both_changed(draft, former, found)
        self.delete.append(FileChange(former.path, found, None, former.owner, former.origin))

    def leftover(self, entry: ManifestEntry) -> None:
        """No draft asks for the file any more: it goes, unless the user edited it."""
        found = self.disk.get(entry.path)
        if found is None:
            return
        if sha256(found) == entry.sha256:
            self.delete.append(FileChange(entry.path, found, None, entry.owner, entry.origin))
        elif entry.owner == "generated":
            self._edited(entry.path, entry.origin)
            self.manifest.append(entry)
        else:
            self.find(
                "seeded-file-kept",
                "warning",
                entry.path,
                f"{entry.path} is no longer part of the plan, but you edited it, so it was kept.",
                why="It may refer to things that are gone.",
                hint="Delete it if you don't need it.",
            )

    def _first(self, draft: FileDraft, found: Content | None) -> None:
        if found is None:
            self.put(draft, None, draft.content)
            self.written(draft)
            return
        self.find(
            "file-in-the-way",
            "warning",
            draft.path,
            f"{draft.path} was there before the build, so it was kept as it is.",
            why="The app may lack what the plan would have put there.",
            hint="To have ours, move yours away and build again.",
        )

    def _in_the_way(self, draft: FileDraft) -> None:
        self.find(
            "file-in-the-way",
            "error",
            draft.path,
            f"{draft.path} must be written for {draft.origin}, but a file that the build did not write is there.",
            why="Writing over it would lose it.",
            hint="Move or delete it, then build again.",
        )

    def _edited(self, path: str, origin: str) -> None:
        self.find(
            "generated-file-edited",
            "error",
            path,
            f"{path} is generated and was edited by hand.",
            why="Generated files are always written anew, so the edit would be lost.",
            hint=f"Put the change where it lasts: {_extension_point(path, origin)}. Then delete {path} and build again.",
        )

    def _deleted(self, entry: ManifestEntry) -> None:
        self.manifest.append(entry)
        self.find("seeded-file-deleted", "info", entry.path, f"{entry.path} was deleted by you and stays deleted.")

    def _conflict(self, entry: ManifestEntry, found: Content) -> None:
        text = found if isinstance(found, str) else ""
        line = next((number for number, content in enumerate(text.splitlines(), 1) if content.startswith(_CONFLICT_MARKER)), 0)
        self.manifest.append(entry)
        self.find(
            "merge-conflict-unresolved",
            "error",
            entry.path,
            f"{entry.path} still holds an unresolved merge.",
            why="The app does not compile with the markers in it.",
            hint=f"Between `{_CONFLICT_MARKER}` and `>>>>>>> {MERGE_LABELS[2]}` keep what you want, delete the markers, build again.",
            line=line,
        )

    def _both_changed(self, draft: FileDraft, entry: ManifestEntry, found: Content) -> None:
        if isinstance(found, str) and isinstance(draft.content, str):
            moved_from = entry.path if self.disk.get(draft.path) is None else ""
            self.merge.append(MergeRequest(draft.path, self.bases.get(entry.path, ""), found, draft.content, draft.origin, moved_from))
            self.written(draft)
            return
        if self.disk.get(draft.path) is None:
            self.put(draft, None, found, entry.path)
        self.manifest.append(ManifestEntry(draft.path, entry.sha256, draft.owner, draft.origin))
        self.find(
            "seeded-file-kept",
            "warning",
            draft.path,
            f"Both you and the plan changed {draft.path}; it is not text, so yours was kept.",
            hint="Build the plan in an empty folder to see the plan's.",
        )


def _same(found: Content, wanted: Content) -> bool:
    if isinstance(found, str) == isinstance(wanted, str):
        return found == wanted
    return sha256(found) == sha256(wanted)


def _unresolved(found: Content) -> bool:
    return isinstance(found, str) and _CONFLICT_MARKER in found and any(line.startswith(_CONFLICT_MARKER) for line in found.splitlines())


def _extension_point(path: str, origin: str) -> str:
    """Where a change of a generated file belongs: the plan, or the user's files beside the `_generated` folder."""
    parts = PurePosixPath(path).parts
    node = f"the plan ({origin})" if origin not in {"", "stack"} else "the plan"
    if "_generated" not in parts:
        return node
    beside = "/".join(parts[: parts.index("_generated")])
    return f"{node}, or your own files in {beside}/"


def _path_findings(drafts: tuple[FileDraft, ...]) -> tuple[Finding, ...]:
    """Paths that leave the app's folder, and paths that two drafts claim, also if only case or Unicode form tell them apart."""
    findings: list[Finding] = []
    claimed: dict[str, FileDraft] = {}
    for draft in drafts:
        if not _stays_inside(draft.path):
            message = f"{draft.origin} asks for a file at {draft.path!r}, which is outside of the app."
            hint = "Use names without `/`, `..` and control characters."
            findings.append(
                Finding("path-escapes", "error", message, Span(draft.path), "Other files could be overwritten.", hint, origin=draft.origin)
            )
            continue
        twin = claimed.setdefault(_folded(draft.path), draft)
        if twin is not draft:
            findings.append(_clash(draft, twin))
    for draft in drafts:
        for parent in PurePosixPath(_folded(draft.path)).parents:
            if (holder := claimed.get(str(parent))) is not None:
                findings.append(_clash(draft, holder))
    return tuple(findings)


def _clash(draft: FileDraft, other: FileDraft) -> Finding:
    where = draft.path if draft.path == other.path else f"{draft.path} and {other.path}"
    return Finding(
        "path-clash",
        "error",
        f"{draft.origin} and {other.origin} both ask for the file {where}.",
        Span(draft.path),
        "One would overwrite the other; on some systems names that differ in case only are one file.",
        "Rename one of the two in the plan.",
        origin=draft.origin,
    )


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _stays_inside(path: str) -> bool:
    parts = path.split("/")
    plain = all(part not in {"", ".", ".."} for part in parts) and ":" not in parts[0] and parts[0].casefold() not in {".git", ".codex"}
    return plain and "\\" not in path and path.isprintable()
