"""`appfactory contract repair`: packs → what the schema lacks → a change of the plan → migration → packs again, until nothing is lacking."""

from __future__ import annotations

import json
import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from appfactory.entry.boundary import FINDINGS, FINE
from appfactory.entry.contract_targets import PLAN, Target, opened, read_spec, tell

if TYPE_CHECKING:
    from appfactory.contract.execution.suites import Packs
    from appfactory.contract.model.running import PackSession
    from appfactory.contract.model.verdict import RunReport
    from appfactory.contract.packs.repair import Proposal

MOST_ROUNDS = 6
"""What a pack needs may come to light only when what it needs first is there."""


@dataclass(frozen=True, slots=True)
class _Repair:
    """What is repaired, and how much may be done without asking."""

    context: click.Context
    folder: Path
    packs: Packs
    user_role: str
    yes: bool
    as_json: bool


@click.command("repair")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dir", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="The app's folder, where its plan lies.")
@click.option("--user-role", type=click.Choice(["user", "admin"]), default="user", show_default=True, help="The role in the app of who asks.")
@click.option("--yes", is_flag=True, help="Change the plan without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON; changes nothing without --yes.")
@click.pass_context
def repair(context: click.Context, files: tuple[Path, ...], folder: Path, user_role: str, yes: bool, as_json: bool) -> None:
    """Add to an app's plan what packs need and its schema lacks.

    The packs are run (rolled back), the change of buildplan.yaml is shown as a diff, and, if you agree, written and migrated; then the packs are
    run again. What a person has to decide is listed.
    """
    from appfactory.contract.execution.suites import load_packs

    packs = load_packs(files)
    if any(finding.severity == "error" for finding in packs.findings):
        tell(context, packs.findings, as_json)
    work = _Repair(context, folder.absolute(), packs, user_role, yes, as_json)
    proposals: list[Proposal] = []
    _migrate(work)
    report = _run(work)
    while report.gaps and len(proposals) < MOST_ROUNDS:
        proposal = _propose(work, report)
        if not proposal.diff or not _agreed(work, proposal):
            proposals.append(proposal)
            break
        _apply(work, proposal)
        proposals.append(proposal)
        report = _run(work)
    _conclude(work, proposals, report)
    context.exit(FINE if report.ok else FINDINGS)


def _run(work: _Repair) -> RunReport:
    from appfactory.contract.execution.suites import Running, run_packs
    from appfactory.contract.statements import wire

    target = Target("", work.folder, None, ("public",), work.user_role)

    def opener() -> AbstractContextManager[PackSession]:
        return cast("AbstractContextManager[PackSession]", opened(work.context, target, work.as_json))

    return run_packs(work.packs, Running(opener, wire.read_request, wire, rollback=True))


def _propose(work: _Repair, report: RunReport) -> Proposal:
    from appfactory.contract.packs.repair import propose
    from appfactory.model.finding import Finding
    from appfactory.perform.disk import read_document

    text = read_document(work.folder / PLAN)
    spec, findings = read_spec(work.folder / PLAN)
    if isinstance(text, Finding) or spec is None:
        tell(work.context, findings, work.as_json)
    return propose(text, PLAN, spec, report.gaps)


def _agreed(work: _Repair, proposal: Proposal) -> bool:
    if not work.as_json:
        click.echo(proposal.diff, nl=False)
    if work.yes:
        return True
    if not work.as_json and not sys.stdin.isatty():
        click.echo("The plan is as it was: nobody can be asked here. To change it so: --yes", err=True)
    return not work.as_json and sys.stdin.isatty() and click.confirm("Change the plan so, and migrate?")


def _apply(work: _Repair, proposal: Proposal) -> None:
    """Writes the plan if it is still one, and migrates."""
    from appfactory.compile.plan.validate import validate
    from appfactory.model.finding import has_errors
    from appfactory.perform.disk import write_text
    from appfactory.perform.library import default_library, read_library

    library, _ = read_library(default_library())
    findings, _ = validate(proposal.text, PLAN, library)
    if has_errors(findings):
        tell(work.context, findings, work.as_json, hint="The plan is as it was; add by hand what the packs need.")
    write_text(work.folder, PLAN, proposal.text)
    _migrate(work)


def _migrate(work: _Repair) -> None:
    from appfactory.engine.build import build
    from appfactory.engine.progress import Silent
    from appfactory.engine.project import project_at

    result = build(project_at(work.folder), ("migrate",), Silent())
    if not result.ok:
        tell(work.context, result.findings, work.as_json)


def _conclude(work: _Repair, proposals: list[Proposal], report: RunReport) -> None:
    from appfactory.contract.packs.reports.document import report_document
    from appfactory.contract.packs.reports.table import text_report

    left = proposals[-1].left if proposals else ()
    if work.as_json:
        rounds = [{"diff": one.diff, "made": list(one.made), "left": list(one.left)} for one in proposals]
        click.echo(json.dumps({"ok": report.ok, "rounds": rounds, "report": report_document(report)}, indent=2, ensure_ascii=False))
        return
    click.echo(text_report(report), nl=False)
    for sentence in left:
        click.echo(f"for you to decide: {sentence}")
