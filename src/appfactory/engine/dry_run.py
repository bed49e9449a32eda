"""What a build would do, without doing it: files with a diff, and the SQL of the next migration."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from appfactory.engine.compiled import Compiled, compile_project
from appfactory.engine.migrations import NextMigration, plan_migration
from appfactory.engine.project import Project
from appfactory.engine.writing import planned
from appfactory.model.files import MergeRequest
from appfactory.model.finding import Finding, has_errors
from appfactory.perform.merge import conflict_finding, merge
from appfactory.perform.postgres.migrations import FOLDER
from appfactory.perform.postgres.server import find_running, temporary_server


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
    result = planned(project.folder, drafts)
    changes = result.write_set
    merges = [_merged(request) for request in changes.merge]
    listed = [
        *(PlannedChange("create", one.path, one.origin, _diff(one.path, one.before, one.after)) for one in changes.create),
        *(PlannedChange("replace", one.path, one.origin, _diff(one.path, one.before, one.after)) for one in changes.replace),
        *(change for change, _ in merges),
        *(PlannedChange("delete", one.path, one.origin, _diff(one.path, one.before, one.after)) for one in changes.delete),
    ]
    migration = _next_migration(project, compiled)
    if migration.name:
        path = f"{FOLDER}/{migration.name}"
        listed.append(PlannedChange("create", path, "database", _diff(path, None, migration.sql)))
    conflicts = tuple(finding for _, found in merges for finding in found)
    seen = (*findings, *result.findings, *conflicts, *migration.findings)
    return DryRun(not has_errors(seen), tuple(sorted(listed, key=lambda one: one.path)), migration.sql, seen)


def _next_migration(project: Project, compiled: Compiled) -> NextMigration:
    """Compared on the project's server if that runs already, else on one that leaves nothing behind."""
    running = find_running(project.folder)
    if running is not None:
        return plan_migration(project, compiled, running)
    with temporary_server() as server:
        return plan_migration(project, compiled, server)


def _merged(request: MergeRequest) -> tuple[PlannedChange, tuple[Finding, ...]]:
    """What the merge would do to the user's file, and the conflict that it would leave."""
    merged = merge(request)
    change = PlannedChange("merge", request.path, request.origin, _diff(request.path, request.ours, merged.text))
    return change, (conflict_finding(request.path, merged),) if merged.conflicts else ()


def _diff(path: str, before: str | bytes | None, after: str | bytes | None) -> str:
    if isinstance(before, bytes) or isinstance(after, bytes):
        return ""
    old, new = (text.splitlines(keepends=True) if text else [] for text in (before, after))
    lines = difflib.unified_diff(old, new, f"a/{path}" if before is not None else "/dev/null", f"b/{path}" if after is not None else "/dev/null")
    return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)
