"""The phase `migrate`: schema files, the next migration, the development database, and the proof that it is what the plan wants."""

from __future__ import annotations

from appfactory.compile.database.ddl import as_script
from appfactory.engine.context import Build, PhaseResult
from appfactory.engine.databases import prepare_database
from appfactory.engine.migrations import STAGED, NextMigration, live_drift, plan_migration
from appfactory.model.finding import Finding, has_errors
from appfactory.perform.disk import read_text, remove_file, write_text
from appfactory.perform.postgres.migrations import FOLDER


def run(build: Build) -> PhaseResult:
    """Writes what is missing and applies it; what was written before is never changed."""
    build.progress.task("Writing files")
    files = PhaseResult.of(build.write("migrate"))
    if has_errors(files.findings):
        return files
    with build.outside("Comparing the schema with the migrations"):
        migration = plan_migration(build.project, build.compiled)
    if has_errors(migration.findings):
        return PhaseResult((*files.findings, *migration.findings), "the schema was refused")
    _write(build, migration)
    with build.outside("Applying migrations"):
        database = prepare_database(build.project.folder, build.compiled.spec, "development", fresh=False)
        if isinstance(database, tuple):
            return PhaseResult((*files.findings, *migration.findings, *database), "a migration failed")
        drift, _ = live_drift(database.owner_url, migration.desired, migration.waiting)
    findings: tuple[Finding, ...] = (*files.findings, *migration.findings, *drift)
    applied = f"{len(database.applied)} migration{'' if len(database.applied) == 1 else 's'} applied" if database.applied else "schema up to date"
    return PhaseResult(findings, f"{files.summary}; {applied}", changed=files.changed or bool(migration.name) or bool(database.applied))


def _write(build: Build, migration: NextMigration) -> None:
    folder = build.project.folder
    if migration.name:
        write_text(folder, f"{FOLDER}/{migration.name}", migration.sql)
    if migration.waiting:
        staged = f"-- Data are lost by these statements. To approve them, move this file into {FOLDER} under the next number.\n\n"
        text = staged + as_script(change.sql for change in migration.waiting)
        if read_text(folder, STAGED) != text:
            write_text(folder, STAGED, text)
    elif isinstance(read_text(folder, STAGED), str):
        remove_file(folder, STAGED)
