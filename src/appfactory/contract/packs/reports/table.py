"""The report as text: for a terminal, and as Markdown for a file that people read."""

from __future__ import annotations

import re

from appfactory.contract.model.verdict import PackResult, RunReport, StepResult
from appfactory.contract.packs.reports.totals import pack_ok, success_rate, totals
from appfactory.contract.packs.reports.wording import VERDICT_NAMES, duration, gap_sentence, headline, step_sentence

_MOST_OF_A_LINE = 400


def text_report(report: RunReport, verbose: bool = False) -> str:
    """A line per pack, then each root cause with its consequences, then what the schema lacks. Ends with a line end.

    `verbose` lists the steps that passed as well.
    """
    lines: list[str] = []
    width = max((len(_line(pack.name)) for pack in report.packs), default=0)
    for pack in report.packs:
        mark = "ok  " if pack_ok(pack) else "FAIL"
        kept = ", committed" if pack.committed and pack.kind != "api_journey" else ""
        lines.append(f"{mark} {_line(pack.name):{width}}  {success_rate(totals(pack.steps))}  {duration(pack.milliseconds)}{kept}")
        if verbose:
            lines += [f"       {'ok' if step.status == 'passed' else step.status:7} {_line(step.id)}" for step in pack.steps]
        lines += _failures(pack)
    if report.gaps:
        lines += ["", "The schema lacks:"]
        lines += [f"  {_line(gap_sentence(gap))}  [{_line(', '.join(gap.steps[:6]))}{', …' if len(gap.steps) > 6 else ''}]" for gap in report.gaps]
    lines += ["", headline(report)]
    return "\n".join(lines) + "\n"


def _failures(pack: PackResult) -> list[str]:
    lines = []
    following: dict[str, list[str]] = {}
    for step in pack.steps:
        if step.cause:
            following.setdefault(step.cause, []).append(step.id)
    for step in pack.steps:
        if step.status == "failed" and not step.cause:
            lines.append(f"     {_line(step.id)}: {_line(step_sentence(step))} ({VERDICT_NAMES[step.verdict] if step.verdict else 'failed'})")
            if step.said:
                lines.append(f"         {_line(step.said)}")
            if step.id in following:
                lines.append(f"         and so: {_line(', '.join(following[step.id]))}")
    return lines


def markdown_report(report: RunReport) -> str:
    """The report in Markdown, with a table per pack."""
    parts = [f"# Contract: {'all as expected' if report.ok else 'not as expected'}", "", headline(report), ""]
    parts += ["| pack | passed | root causes | consequences | time |", "|---|---|---|---|---|"]
    for pack in report.packs:
        found = totals(pack.steps)
        cells = (_cell(pack.name), success_rate(found), str(found.roots), str(found.consequences), duration(pack.milliseconds))
        parts.append(f"| {' | '.join(cells)} |")
    if report.gaps:
        parts += ["", "## What the schema lacks", ""]
        parts += [f"- {_cell(gap_sentence(gap))} ({_cell(', '.join(gap.steps))})" for gap in report.gaps]
    for pack in report.packs:
        failed = [step for step in pack.steps if step.status != "passed"]
        if failed:
            parts += ["", f"## {_cell(pack.name)}", "", "| step | outcome | why |", "|---|---|---|"]
            parts += [_row(step) for step in failed]
    for finding in (*report.findings, *(finding for pack in report.packs for finding in pack.findings)):
        parts += ["", f"{finding.severity}: {_cell(finding.message)} ({_cell(finding.span.file)}:{finding.span.line})"]
    return "\n".join(parts) + "\n"


def _row(step: StepResult) -> str:
    outcome = "skipped" if step.status == "skipped" else "consequence" if step.cause else VERDICT_NAMES[step.verdict] if step.verdict else "failed"
    return f"| {_cell(step.id)} | {outcome} | {_cell(step_sentence(step))} |"


def _line(text: str) -> str:
    """A text on one line, with everything escaped that a terminal would act on."""
    flat = " ".join(text.split())
    shown = "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in flat)
    return shown if len(shown) <= _MOST_OF_A_LINE else f"{shown[:_MOST_OF_A_LINE]}…"


def _cell(text: str) -> str:
    """A text that Markdown takes literally, on one line."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", _line(text))
