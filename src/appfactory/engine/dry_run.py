"""What a build would do, without doing it: files with a diff, and the SQL of the next migration."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from appfactory.engine.compiled import compile_project
from appfactory.engine.migrations import plan_migration
from appfactory.engine.project import Project
from appfactory.engine.writing import planned
from appfactory.model.finding import Finding, has_errors


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """`action` is `create`, `replace`, `merge` or `delete`; `diff` is a unified diff, empty for binary files."""

    action: str
    path: str
    origin: str
    diff: str


@dataclass(frozen=True, slots=True)
class DryRun:
    """All that a build of every phase would write. `sql` is empty if the schema is as it should be."""

    ok: bool
    changes: tuple[PlannedChange, ...]
    sql: str
    findings: tuple[Finding, ...]


def dry_run(project: Project) -> DryRun:
    """Compiles the plan and compares with the disk. Writes nothing in the project. Raises `EnvironmentProblem`."""
    compiled, findings = compile_project(project)
    if compiled is None or has_errors(findings):
        return DryRun(False, (), "", findings)
    drafts = tuple(draft for drafts in compiled.drafts.values() for draft in drafts)
    result = planned(project.folder, drafts, frozenset())
    changes = result.write_set
    listed = [
        *(PlannedChange("create", one.path, one.origin, _diff(one.path, one.before, one.after)) for one in changes.create),
        *(PlannedChange("replace", one.path, one.origin, _diff(one.path, one.before, one.after)) for one in changes.replace),
        *(PlannedChange("merge", one.path, one.origin, _diff(one.path, one.base, one.theirs)) for one in changes.merge),
        *(PlannedChange("delete", one.path, one.origin, _diff(one.path, one.before, one.after)) for one in changes.delete),
    ]
    migration = plan_migration(project, compiled)
    seen = (*findings, *result.findings, *migration.findings)
    return DryRun(not has_errors(seen), tuple(sorted(listed, key=lambda one: one.path)), migration.sql, seen)


def _diff(path: str, before: str | bytes | None, after: str | bytes | None) -> str:
    if isinstance(before, bytes) or isinstance(after, bytes):
        return ""
    old, new = (text.splitlines(keepends=True) if text else [] for text in (before, after))
    lines = difflib.unified_diff(old, new, f"a/{path}" if before is not None else "/dev/null", f"b/{path}" if after is not None else "/dev/null")
    return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)
