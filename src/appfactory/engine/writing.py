"""Brings the drafts of a phase to the disk: what people edited survives, what no draft asks for any more goes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from appfactory.compile.reconcile import paths_to_read, reconcile
from appfactory.compile.renamed_files import with_former_paths
from appfactory.model.files import FileDraft, WriteSet
from appfactory.model.finding import Finding, has_errors
from appfactory.perform.disk import read_files
from appfactory.perform.write_set import Applied, apply_write_set, read_bases, read_manifest


@dataclass(frozen=True, slots=True)
class Written:
    """What was done, or (in a dry run) what would be."""

    write_set: WriteSet
    applied: Applied
    findings: tuple[Finding, ...]

    @property
    def summary(self) -> str:
        """`12 files created, 3 replaced`, or `nothing changed`."""
        counts = (
            ("created", len(self.applied.created)),
            ("replaced", len(self.applied.replaced)),
            ("merged", len(self.applied.merged)),
            ("deleted", len(self.applied.deleted)),
        )
        said = [f"{count} {what}" for what, count in counts if count]
        if not said:
            return "nothing changed"
        first, *rest = said
        number, _, what = first.partition(" ")
        return ", ".join([f"{number} file{'' if number == '1' else 's'} {what}", *rest])


def planned(root: Path, drafts: tuple[FileDraft, ...], others: tuple[FileDraft, ...] = ()) -> Written:
    """What would change on disk. `others` are the drafts of other phases: their files are left alone, and what they are renamed from."""
    manifest = read_manifest(root)
    if isinstance(manifest, Finding):
        return Written(WriteSet(), Applied(), (manifest,))
    disk = read_files(root, paths_to_read(drafts, manifest))
    bases = read_bases(root, manifest)
    known = with_former_paths((*drafts, *others), manifest, disk.files, bases)
    drafts, others = known[: len(drafts)], known[len(drafts) :]
    elsewhere = frozenset(path for other in others for path in (other.path, other.replaces) if path)
    write_set, findings = reconcile(drafts, manifest, disk.files, bases, elsewhere)
    return Written(write_set, Applied(), (*disk.findings, *findings))


def written(root: Path, drafts: tuple[FileDraft, ...], others: tuple[FileDraft, ...] = ()) -> Written:
    """Changes the disk so that it holds the drafts. Nothing is written if a finding forbids it. Raises `EnvironmentProblem`."""
    plan = planned(root, drafts, others)
    if has_errors(plan.findings):
        return plan
    applied = apply_write_set(root, plan.write_set)
    return Written(plan.write_set, applied, (*plan.findings, *applied.findings))
