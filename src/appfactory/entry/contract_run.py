"""`appfactory contract run` and `appfactory contract scenarios`: packs run on a database, and written from its schema."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from appfactory.entry.boundary import ENVIRONMENT, FINDINGS, FINE, code_of
from appfactory.entry.contract_targets import Target, opened, read_named, read_spec, target_options, tell

if TYPE_CHECKING:
    from appfactory.contract.execution.suites import Packs, Running
    from appfactory.contract.model.running import PackSession
    from appfactory.contract.model.verdict import PackResult, RunReport
    from appfactory.contract.packs.writing.writer import WrittenPack
    from appfactory.model.database import Database

_JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
_FILE = click.Path(path_type=Path, dir_okay=False)
_ROLE = click.option("--user-role", type=click.Choice(["user", "admin"]), default="user", show_default=True, help="The role in the app of who asks.")


@click.command("run")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@target_options
@_ROLE
@click.option("--rollback", is_flag=True, help="Leave nothing behind, whatever the packs say.")
@_JSON
@click.option("--junit", type=_FILE, help="Write the result as JUnit XML.")
@click.option("--html", "page", type=_FILE, help="Write the result as one self-contained page.")
@click.option("--parallel", type=click.IntRange(1, 32), default=1, show_default=True, help="Packs that run at the same time.")
@click.option("--base-url", default="", metavar="URL", help="Where API journeys call, in place of what they say.")
@click.option("--seed", help="Make the same keys as another run with this seed.")
@click.option("--verbose", is_flag=True, help="List the steps that passed, too.")
@click.pass_context
def run(
    context: click.Context, files: tuple[Path, ...], database: str, folder: Path | None, schemas: tuple[str, ...], user_role: str, rollback: bool,
    as_json: bool, junit: Path | None, page: Path | None, parallel: int, base_url: str, seed: str | None, verbose: bool,
) -> None:  # fmt: skip
    """Run packs: what should happen, step by step, against a database or an app.

    FILES are packs (JSON or YAML; - is standard input) or folders of them: scenario packs, lifecycles, API journeys and fitness loops. Each runs
    in a transaction of its own, rolled back unless the pack says `dryRun: false`. The exit code is 1 if anything came out otherwise than expected.
    """
    from appfactory.contract.execution.suites import Running, load_packs
    from appfactory.contract.execution.use_cases import once
    from appfactory.contract.packs.reports.junit import junit_xml
    from appfactory.contract.packs.reports.page import report_page
    from appfactory.contract.statements import wire
    from appfactory.entry.render import render_findings
    from appfactory.perform.disk import DOCUMENT_LIMIT, unwritable, write_document
    from appfactory.perform.problem import EnvironmentProblem

    refused = tuple(finding for file in (junit, page) if file is not None and (finding := unwritable(file)) is not None)
    if refused:
        tell(context, refused, as_json)
    packs = once(load_packs(files, lambda file: read_named(file, DOCUMENT_LIMIT)))
    target = Target(database, folder, None, schemas, user_role)

    def opener() -> AbstractContextManager[PackSession]:
        return cast("AbstractContextManager[PackSession]", opened(context, target, as_json))

    report = _watched(packs, Running(opener, wire.read_request, wire, rollback, parallel, seed, base_url, user_role), as_json)
    # What came out is told first: it must not be lost because it can't be written.
    _print(report, packs, as_json, verbose)
    troubles = []
    for path, written in ((junit, junit_xml), (page, report_page)):
        if path is not None:
            try:
                write_document(path, written(report))
            except EnvironmentProblem as problem:
                troubles.append(problem.finding)
    _write_outputs(report, packs)
    if troubles:
        # Standard output has the report already, and with --json nothing else.
        click.echo(render_findings(tuple(troubles), {}), nl=False, err=True)
        context.exit(ENVIRONMENT)
    context.exit(FINE if report.ok else FINDINGS if report.packs else code_of(report.findings))


def _watched(packs: Packs, running: Running, as_json: bool) -> RunReport:
    """The report; on a terminal one sees how far the run is."""
    from appfactory.contract.execution.suites import run_packs
    from appfactory.entry.live_progress import progress_for

    done = 0

    def told(result: PackResult) -> None:
        nonlocal done
        done += 1
        progress.task(f"{done} of {len(packs.jobs)} packs have run; the last was {result.name}")

    with progress_for(as_json) as progress:
        return run_packs(packs, running, told)


def _write_outputs(report: RunReport, packs: Packs) -> None:
    """What fitness loops want to be written: below their own folders only."""
    from appfactory.contract.packs.reports.document import report_document
    from appfactory.contract.packs.reports.table import markdown_report
    from appfactory.perform.disk import write_text

    for loop in packs.loops:
        folder = Path(loop.file).absolute().parent
        if loop.write_json_path:
            write_text(folder, loop.write_json_path, json.dumps(report_document(report), indent=2, ensure_ascii=False) + "\n")
        if loop.write_markdown_path:
            write_text(folder, loop.write_markdown_path, markdown_report(report))


def _print(report: RunReport, packs: Packs, as_json: bool, verbose: bool) -> None:
    from appfactory.contract.packs.reports.document import report_document
    from appfactory.contract.packs.reports.table import text_report
    from appfactory.entry.render import render_findings

    if as_json:
        click.echo(json.dumps(report_document(report), indent=2, ensure_ascii=False))
        return
    findings = (*report.findings, *(finding for pack in report.packs for finding in pack.findings))
    click.echo(render_findings(findings, dict(packs.sources)), nl=False, err=True)
    if report.packs:
        click.echo(text_report(report, verbose), nl=False)


@click.group("scenarios")
def scenarios() -> None:
    """Packs: run them, or have one written from the schema itself."""


scenarios.add_command(run)


@scenarios.command("write")
@target_options
@click.option("--plan", type=_FILE, help="Take the schema from a plan: no database is needed.")
@click.option("--user-role", type=click.Choice(["user", "admin"]), default="admin", show_default=True, help="Who will run the pack.")
@click.option("--table", "tables", multiple=True, metavar="NAME", help="This table and those that it refers to; repeatable.")
@click.option("--out", type=_FILE, help="Where to write the pack; standard output if it is not said.")
@click.option("--no-trial", is_flag=True, help="Write what the catalog says, without trying it out (rolled back) on the database.")
@_JSON
@click.pass_context
def write(
    context: click.Context, database: str, folder: Path | None, schemas: tuple[str, ...], plan: Path | None, user_role: str, tables: tuple[str, ...],
    out: Path | None, no_trial: bool, as_json: bool,
) -> None:  # fmt: skip
    """Write a pack that touches every part of a schema, with what must pass and what must be refused.

    The pack is tried out on the database that it was written from. What can't be covered is listed in it, as `metadata.notCovered`.
    """
    from appfactory.contract.packs.writing.writer import write_pack
    from appfactory.perform.disk import unwritable, write_document

    refused = unwritable(out) if out is not None else None
    if refused is not None:
        tell(context, (refused,), as_json)
    if plan is not None:
        schema = _planned(context, plan, as_json)
        _refuse_unknown(context, tables, schema, as_json)
        written = write_pack(schema, f"Everything in {plan.name}", tables=tables or None, role=user_role)
    else:
        target = Target(database, folder, None, tuple(dict.fromkeys((*schemas, "app"))), user_role)
        with opened(context, target, as_json) as session:
            _refuse_unknown(context, tables, session.database, as_json)
            written = _written(cast("PackSession", session), tables, user_role, schemas, not no_trial)
    if out is not None:
        write_document(out, written.text)
    _tell_written(written, out, as_json)
    context.exit(FINE)


def _written(session: PackSession, tables: tuple[str, ...], role: str, schemas: tuple[str, ...], tried: bool) -> WrittenPack:
    """The pack from the database's catalog; tried out, with nothing in it that does not hold on its own database."""
    from appfactory.contract.execution.attempts import written_pack
    from appfactory.contract.packs.writing.writer import write_pack

    name = "Everything in the schema"
    if tried:
        return written_pack(session, name, tables=tables, role=role, schemas=schemas)
    return write_pack(session.database, name, tables=tables or None, role=role, schemas=schemas)


def _tell_written(written: WrittenPack, out: Path | None, as_json: bool) -> None:
    if as_json:
        told = {"ok": True, "steps": written.steps, "notCovered": list(written.notes), "file": str(out) if out is not None else None}
        click.echo(json.dumps(told if out is not None else {**told, "pack": written.document}, indent=2, ensure_ascii=False))
        return
    click.echo(f"{out}: {written.steps} steps" if out is not None else written.text.rstrip("\n"))
    for note in written.notes:
        click.echo(f"not covered: {note}", err=True)


def _planned(context: click.Context, plan: Path, as_json: bool) -> Database:
    spec, findings = read_spec(plan)
    if spec is None:
        tell(context, findings, as_json)
    return spec.database


def _refuse_unknown(context: click.Context, tables: tuple[str, ...], database: Database, as_json: bool) -> None:
    from appfactory.compile.near_miss import did_you_mean
    from appfactory.model.finding import Finding

    known = [table.name for table in database.tables]
    unknown = [name for name in tables if database.table(name) is None]
    if unknown:
        found = (Finding("unknown-table", "error", f"There is no table {name}.", hint=did_you_mean(name, known)) for name in unknown)
        tell(context, tuple(found), as_json)
