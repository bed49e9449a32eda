"""Carries out a `WriteSet`: the only place that changes an app's files.

Everything is first written to `.codex/staging` and brought to the disk, then renamed into place. A full disk therefore leaves the app as
it was. The manifest comes last, so a build that is killed in between finds, when it runs again, files that already hold what they should.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from appfactory.model.files import FileChange, ManifestEntry, MergeRequest, WriteSet
from appfactory.model.finding import Finding, Span
from appfactory.perform.disk import PathRefused, Tree, as_content, path_parts, write_new
from appfactory.perform.merge import Merged, conflict_finding, merge
from appfactory.perform.problem import EnvironmentProblem, finding_of
from appfactory.perform.state import Json, read_state, write_state

MANIFEST = ".codex/manifest.json"
BASES = ".codex/base"
STAGING = ".codex/staging"


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done: paths by what happened to them. `findings` of severity error are conflicts, or files that changed in the meantime."""

    created: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_manifest(root: Path) -> tuple[ManifestEntry, ...] | Finding:
    """What we last wrote below `root`; empty before the first build; a finding if the manifest is damaged."""
    payload = read_state(root, MANIFEST)
    if isinstance(payload, Finding):
        return payload
    entries: list[ManifestEntry] = []
    files = payload.get("files") if payload else []
    for row in files if isinstance(files, list) else []:
        if isinstance(row, dict):
            owner: Json = row.get("owner")
            entries.append(
                ManifestEntry(str(row.get("path")), str(row.get("sha256")), "generated" if owner == "generated" else "seeded", str(row.get("origin")))
            )
    return tuple(entries)


def read_bases(root: Path, manifest: Iterable[ManifestEntry]) -> dict[str, str]:
    """The drafts that were last written at the seeded files of the manifest, by path, as far as they are text and still there."""
    bases: dict[str, str] = {}
    try:
        with Tree(root) as tree:
            for entry in manifest:
                content = tree.read(f"{BASES}/{entry.sha256}") if entry.owner == "seeded" else None
                if content is not None and hashlib.sha256(content).hexdigest() == entry.sha256:
                    text = as_content(content)
                    if isinstance(text, str):
                        bases[entry.path] = text
    except (OSError, PathRefused):
        return bases
    return bases


def apply_write_set(root: Path, write_set: WriteSet) -> Applied:
    """Does exactly what the write set says, and stores the manifest and the bases of later merges.

    A file that is no longer what `before` says is a finding, and then nothing is written. A merge that conflicts is written with
    markers and is a finding. Raises `EnvironmentProblem` for links in the way, missing git, a full or read-only disk.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        merges = [(request, merge(request)) for request in write_set.merge]
        with Tree(root) as tree:
            changed = _changed_meanwhile(tree, write_set)
            if changed:
                return Applied(findings=changed)
            return _Application(tree, write_set, merges).run()
    except PathRefused as refused:
        raise EnvironmentProblem(refused.finding) from refused
    except OSError as error:
        raise EnvironmentProblem(finding_of(error, str(error.filename or root), "writing")) from error


def _changed_meanwhile(tree: Tree, write_set: WriteSet) -> tuple[Finding, ...]:
    expected = [(change.path, change.before) for change in (*write_set.create, *write_set.replace, *write_set.delete)]
    expected += [(request.path, None if request.moved_from else request.ours) for request in write_set.merge]
    return tuple(_changed(path) for path, before in expected if not _holds(tree, path, before))


def _holds(tree: Tree, path: str, before: str | bytes | None) -> bool:
    content = tree.read(path)
    wanted = before.encode("utf-8") if isinstance(before, str) else before
    return content == wanted


def _changed(path: str) -> Finding:
    return Finding(
        "changed-during-build",
        "error",
        f"{path} was changed while the build was running.",
        Span(path),
        "Writing now would lose that change.",
        "Run the build again; it will take the change into account.",
        origin="reconcile",
    )


@dataclass(frozen=True, slots=True)
class _Staged:
    """A file that lies ready in the staging folder. `moved_from` is where the user's version of it still lies, if not at `path`."""

    staged: str
    path: str
    before: str | bytes | None
    moved_from: str = ""


class _Application:
    """One run of `apply_write_set` with its merges done and its checks passed."""

    def __init__(self, tree: Tree, write_set: WriteSet, merges: list[tuple[MergeRequest, Merged]]) -> None:
        self.tree = tree
        self.write_set = write_set
        self.merges = merges
        self.folders: set[str] = set()
        self.moved: set[str] = set()
        self.created = {change.path.casefold(): change.path for change in write_set.create}

    def run(self) -> Applied:
        write_set = self.write_set
        self._clear_staging()
        try:
            staged = [self._stage(change) for change in (*write_set.create, *write_set.replace)]
            staged += [self._stage_merge(request, merged) for request, merged in self.merges]
            self._store_bases()
            lost = [self._place(one) for one in staged]
            lost += [self._delete(change) for change in write_set.delete]
        finally:
            self._clear_staging()
        for folder in sorted(self.folders):
            with self.tree.folder(folder) as descriptor:
                os.fsync(descriptor)
        findings = tuple(finding for finding in lost if finding is not None)
        if findings:
            return Applied(findings=findings)
        write_manifest(self.tree.root, write_set.manifest)
        self._forget_bases()
        return Applied(
            tuple(change.path for change in write_set.create),
            tuple(change.path for change in write_set.replace),
            tuple(request.path for request, _ in self.merges),
            tuple(change.path for change in write_set.delete),
            tuple(conflict_finding(request.path, merged) for request, merged in self.merges if merged.conflicts),
        )

    def _stage(self, change: FileChange) -> _Staged:
        content = change.after.encode("utf-8") if isinstance(change.after, str) else (change.after or b"")
        before = change.after if change.moved_from else change.before
        return self._stage_content(_Staged("", change.path, before, change.moved_from), content, change.executable)

    def _stage_merge(self, request: MergeRequest, merged: Merged) -> _Staged:
        return self._stage_content(_Staged("", request.path, request.ours, request.moved_from), merged.text.encode("utf-8"), False)

    def _stage_content(self, one: _Staged, content: bytes, executable: bool) -> _Staged:
        name = hashlib.sha256(one.path.encode("utf-8")).hexdigest()
        existing = self.tree.mode(one.moved_from or one.path)
        with self.tree.folder(STAGING, create=True) as folder:
            write_new(folder, name, content, 0o777 if executable else 0o666, existing=existing, executable=executable)
        return replace(one, staged=name)

    def _place(self, one: _Staged) -> Finding | None:
        """Renames a staged file into place, after a last look whether what is there is still what we decided about."""
        if one.moved_from and not self._move(one):
            return _changed(one.moved_from)
        if not _holds(self.tree, one.path, one.before):
            return _changed(one.path)
        with self.tree.folder(STAGING) as staging, self.tree.parent(one.path, create=True) as (folder, name):
            try:
                os.rename(one.staged, name, src_dir_fd=staging, dst_dir_fd=folder)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                content = self.tree.read(f"{STAGING}/{one.staged}") or b""
                mode = self.tree.mode(f"{STAGING}/{one.staged}") or 0
                self.tree.write(one.path, content, executable=bool(mode & 0o100))
        self.folders.add("/".join(path_parts(one.path)[:-1]))
        return None

    def _move(self, one: _Staged) -> bool:
        """Moves the user's file to its new path before the merged one takes its place: a kill in between loses nothing."""
        if not _holds(self.tree, one.moved_from, one.before) or self.tree.mode(one.path) is not None:
            return False
        with self.tree.parent(one.moved_from) as (source, old), self.tree.parent(one.path, create=True) as (target, new):
            os.rename(old, new, src_dir_fd=source, dst_dir_fd=target)
        self.tree.remove_empty_folders(one.moved_from)
        self.moved.add(one.moved_from)
        return True

    def _delete(self, change: FileChange) -> Finding | None:
        if change.path in self.moved or self._is_written(change.path):
            return None
        if not _holds(self.tree, change.path, change.before):
            return _changed(change.path)
        self.tree.remove(change.path)
        return None

    def _is_written(self, path: str) -> bool:
        """True if the path names a file that this run wrote under another spelling (on a file system that ignores case)."""
        twin = self.created.get(path.casefold(), path)
        return twin != path and self._identity(path) == self._identity(twin)

    def _identity(self, path: str) -> tuple[int, int] | None:
        try:
            with self.tree.parent(path) as (folder, name):
                status = os.stat(name, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            return None
        return (status.st_dev, status.st_ino)

    def _store_bases(self) -> None:
        """Keeps the drafts of seeded files, each under the hash of its text, so that a later build can merge."""
        texts = [change.after for change in (*self.write_set.create, *self.write_set.replace) if change.owner == "seeded"]
        texts += [request.theirs for request in self.write_set.merge]
        wanted = {entry.sha256: entry.path for entry in self.write_set.manifest if entry.owner == "seeded"}
        for text in texts:
            if isinstance(text, str):
                self._store_base(text.encode("utf-8"), wanted)
        for digest, path in list(wanted.items()):
            if self.tree.mode(f"{BASES}/{digest}") is None:
                content = self.tree.read(path)
                if content is not None and isinstance(as_content(content), str):
                    self._store_base(content, {digest: path})

    def _store_base(self, content: bytes, wanted: dict[str, str]) -> None:
        digest = hashlib.sha256(content).hexdigest()
        if digest in wanted and self.tree.mode(f"{BASES}/{digest}") is None:
            self.tree.write(f"{BASES}/{digest}", content)

    def _forget_bases(self) -> None:
        wanted = {entry.sha256 for entry in self.write_set.manifest if entry.owner == "seeded"}
        for path, _ in list(self.tree.files(BASES, frozenset())):
            if path.rsplit("/", 1)[-1] not in wanted:
                self.tree.remove(path)

    def _clear_staging(self) -> None:
        for path, _ in list(self.tree.files(STAGING, frozenset())):
            self.tree.remove(path)
        self.tree.remove_empty_folders(f"{STAGING}/file")


def write_manifest(root: Path, manifest: tuple[ManifestEntry, ...]) -> None:
    """Stores what we wrote. Raises `EnvironmentProblem`."""
    rows: list[Json] = [
        {"path": entry.path, "sha256": entry.sha256, "owner": entry.owner, "origin": entry.origin}
        for entry in sorted(manifest, key=lambda one: one.path)
    ]
    write_state(root, {"files": rows}, MANIFEST)
