"""`appfactory contract demo`: the booking platform's schema, proven by its packs, and then a page to try it on."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from appfactory.entry.boundary import FINDINGS, FINE
from appfactory.entry.contract_targets import Target, located

if TYPE_CHECKING:
    from appfactory.contract.execution.use_cases import UseCase
    from appfactory.contract.model.verdict import RunReport

EXAMPLE = "booking-platform"
_REPORT = "contract_report.html"


@click.command()
@click.option("--no-serve", is_flag=True, help="End after the table: exit code 1 if anything came out otherwise than expected.")
@click.option(
    "--dir", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path("build") / EXAMPLE, help="Where its database is kept."
)
@click.option("--port", type=click.IntRange(0, 65535), default=8787, show_default=True, help="The page's port; 0 for any that is free.")
@click.option("--parallel", type=click.IntRange(1, 32), default=2, show_default=True, help="Packs that run at the same time.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def demo(context: click.Context, /, no_serve: bool, folder: Path, port: int, parallel: int, as_json: bool) -> None:
    """Put the booking platform's schema on PostgreSQL, run all its packs, and open a page to try more.

    Twenty use cases as scenarios and as lifecycles in plain English, and people from sign-up to refund. The page stays until Ctrl-C.
    """
    from appfactory.contract.execution.door import open_door
    from appfactory.contract.execution.use_cases import latest_business, use_cases
    from appfactory.contract.packs.reports.document import report_document
    from appfactory.entry.contract_server import listen
    from appfactory.entry.contract_tokens import Tokens
    from appfactory.perform.packaged import packaged_folder

    packs = packaged_folder("examples") / EXAMPLE / "packs"
    _migrated(context, folder, as_json)
    with located(context, Target(folder=folder), as_json) as url:
        report = _run(url, packs, folder, parallel)
        found = use_cases(report)
        code = FINE if report.ok else FINDINGS
        if not as_json:
            _print(report, found)
            click.echo(f"Report: {folder / _REPORT}")
        elif no_serve:
            click.echo(json.dumps({"useCases": _documents(found), **report_document(report)}, indent=2, ensure_ascii=False))
        if not no_serve:
            told = {"passed": report.ok, "useCases": _documents(found)}
            with open_door(url, packs=packs) as door, contextlib.suppress(KeyboardInterrupt):
                listen(door, Tokens(), "127.0.0.1", port, local=True, mcp=True, as_json=as_json, business=latest_business(url), told=told)
    context.exit(code)


def _migrated(context: click.Context, folder: Path, as_json: bool) -> None:
    """The example's plan in the folder, with its migrations written."""
    from appfactory.engine import build as engine
    from appfactory.engine.examples import copy_example
    from appfactory.engine.project import project_at
    from appfactory.entry.build_commands import report
    from appfactory.entry.live_progress import progress_for
    from appfactory.perform import signals

    copy_example(EXAMPLE, folder)
    project = project_at(folder)
    with signals.listening(), progress_for(as_json) as progress:
        result = engine.build(project, ("migrate",), progress)
    if not result.ok:
        context.exit(report(result, project, as_json))


def _run(url: str, packs: Path, folder: Path, parallel: int) -> RunReport:
    from contextlib import AbstractContextManager
    from typing import cast

    from appfactory.contract.execution.session import open_session
    from appfactory.contract.execution.suites import Running, load_packs, run_packs
    from appfactory.contract.execution.use_cases import once
    from appfactory.contract.model.running import PackSession
    from appfactory.contract.packs.reports.page import report_page
    from appfactory.contract.statements import wire
    from appfactory.perform.disk import write_text

    def opener() -> AbstractContextManager[PackSession]:
        return cast("AbstractContextManager[PackSession]", open_session(url))

    report = run_packs(once(load_packs([packs])), Running(opener, wire.read_request, wire, parallel=parallel))
    write_text(folder.absolute(), _REPORT, report_page(report))
    return report


def _print(report: RunReport, found: tuple[UseCase, ...]) -> None:
    """A line for each use case, then what came out otherwise than expected, and the whole."""
    from appfactory.contract.execution.use_cases import ways_of
    from appfactory.contract.packs.reports.wording import gap_sentence, headline, step_sentence
    from appfactory.entry.render import render_findings, visible

    ways = ways_of(found)
    width = max((len(use_case.name) for use_case in found), default=0)
    click.echo("  ".join(["  ", f"{'use case':{width}}", *(f"{way:>12}" for way in ways), f"{'time':>8}"]))
    for use_case in found:
        counts = {way: f"{passed}/{steps}" for way, passed, steps in use_case.ways}
        mark = click.style("✓ ", fg="green") if use_case.ok else click.style("✗ ", fg="red")
        cells = [mark, f"{visible(use_case.name):{width}}", *(f"{counts.get(way, '–'):>12}" for way in ways)]
        click.echo("  ".join([*cells, f"{use_case.milliseconds:>5.0f} ms"]))
    for pack in report.packs:
        for step in pack.steps:
            if step.status == "failed" and not step.cause:
                click.echo(f"{click.style('failed', fg='red')} {visible(pack.id)}/{visible(step.id)}: {visible(step_sentence(step))}")
    for gap in report.gaps:
        click.echo(f"{click.style('lacking', fg='red')} {visible(gap_sentence(gap))}")
    findings = (*report.findings, *(finding for pack in report.packs for finding in pack.findings if finding.severity == "error"))
    click.echo(render_findings(findings, {}), nl=False, err=True)
    click.echo(f"\n{headline(report)}")


def _documents(found: tuple[UseCase, ...]) -> list[dict[str, object]]:
    return [
        {
            "name": use_case.name,
            "ok": use_case.ok,
            "ways": {way: {"passed": passed, "steps": steps} for way, passed, steps in use_case.ways},
            "milliseconds": round(use_case.milliseconds, 1),
        }
        for use_case in found
    ]
