"""The report as one HTML page that loads nothing and runs no script. All texts are escaped."""

from __future__ import annotations

from html import escape

from appfactory.compile.report_style import STYLE
from appfactory.contract.model.verdict import Gap, PackResult, PhaseResult, RunReport, StepResult
from appfactory.contract.packs.reports.totals import pack_ok, success_rate, totals
from appfactory.contract.packs.reports.wording import VERDICT_NAMES, duration, gap_sentence, headline, step_sentence
from appfactory.model.finding import Finding

_STYLE = """\
.share { height: .5rem; border-radius: .25rem; background: var(--bad-ground); overflow: hidden; margin-top: 1.25rem; }
.share span { display: block; height: 100%; background: var(--good); }
details { background: var(--surface); border-radius: .75rem; margin-top: .75rem; padding: .75rem 1.125rem; }
summary { cursor: pointer; font-weight: 600; display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: baseline; }
summary span:last-child { color: var(--soft); font-weight: 400; font-size: .875rem; font-variant-numeric: tabular-nums; }
summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; font-size: .9375rem; }
th { text-align: left; color: var(--soft); font-size: .8125rem; font-weight: 500; }
th, td { padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
th, td:first-child, td:nth-child(2) { white-space: nowrap; }
td p { margin: 0 0 .25rem; }
td code { color: var(--soft); display: block; }
td small { color: var(--soft); }
.consequence { color: var(--warn); background: var(--warn-ground); }
"""
_GAPS = {"table": "Tables", "column": "Columns", "enum-value": "Values", "missing-parent": "Rows that others refer to"}


def report_page(report: RunReport) -> str:
    """The page's HTML."""
    body = "".join((_header(report), _gaps(report.gaps), _roots(report), _packs(report), _findings(report)))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>Contract report</title>\n<style>\n{STYLE}{_STYLE}</style>\n</head>\n"
        f'<body class="{"ok" if report.ok else "bad"}">\n<main>\n{body}</main>\n</body>\n</html>\n'
    )


def _header(report: RunReport) -> str:
    found = totals(step for pack in report.packs for step in pack.steps)
    facts = (
        ("Steps passed", success_rate(found)),
        ("Root causes", str(found.roots)),
        ("Consequences", str(found.consequences)),
        ("Skipped", str(found.skipped)),
        ("Packs", str(len(report.packs))),
        ("Time taken", duration(report.milliseconds)),
        ("Started", report.started),
    )
    cells = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)
    share = found.passed * 100 / found.steps if found.steps else 0
    bar = f'<div class="share" role="img" aria-label="{share:.0f} % passed"><span style="width: {share:.1f}%"></span></div>'
    heading = f'<p class="kind">Contract report</p>\n<h1>{escape(headline(report))}</h1>'
    return f'<header>\n{heading}\n{bar}\n<dl class="facts">{cells}</dl>\n</header>\n'


def _gaps(gaps: tuple[Gap, ...]) -> str:
    if not gaps:
        return ""
    groups = []
    for kind, title in _GAPS.items():
        items = "".join(
            f"<li><strong>{escape(gap.label)}</strong><p>{escape(gap_sentence(gap))}</p><small>{escape(', '.join(gap.steps))}</small></li>\n"
            for gap in gaps
            if gap.kind == kind
        )
        if items:
            groups.append(f'<h3>{title}</h3>\n<ul class="findings">\n{items}</ul>\n')
    return f"<section>\n<h2>What the schema lacks</h2>\n{''.join(groups)}</section>\n"


def _roots(report: RunReport) -> str:
    items = []
    for pack in report.packs:
        for step in pack.steps:
            if step.status == "failed" and not step.cause:
                following = [other.id for other in pack.steps if other.cause == step.id]
                so = f"<p class='why'>And so: {escape(', '.join(following))}</p>" if following else ""
                verdict = VERDICT_NAMES[step.verdict] if step.verdict else "failed"
                said = f"<code>{escape(step.said)}</code>" if step.said else ""
                items.append(
                    f"<li><span class='badge error'>{escape(verdict)}</span> <strong>{escape(pack.id)}/{escape(step.id)}</strong>"
                    f"<p>{escape(step_sentence(step))}</p>{said}{so}</li>\n"
                )
    return f'<section>\n<h2>Root causes</h2>\n<ul class="findings">\n{"".join(items)}</ul>\n</section>\n' if items else ""


def _packs(report: RunReport) -> str:
    return f"<section>\n<h2>Packs</h2>\n{''.join(_pack(pack) for pack in report.packs) or '<p>None.</p>'}\n</section>\n"


def _pack(pack: PackResult) -> str:
    fine = pack_ok(pack)
    badge = f'<span class="badge {"passed" if fine else "failed"}">{"Passed" if fine else "Failed"}</span>'
    kept = "" if pack.kind == "api_journey" else ", committed" if pack.committed else ", rolled back"
    figures = f"{success_rate(totals(pack.steps))}, {duration(pack.milliseconds)}{kept}"
    phases = "".join(_phase(phase, len(pack.phases) > 1) for phase in pack.phases)
    return (
        f"<details{'' if fine else ' open'}>\n<summary>{badge}<span>{escape(pack.name)}</span><span>{escape(figures)}</span></summary>\n"
        f"<p><small>{escape(pack.kind)} {escape(pack.file)} {escape(pack.run_id)}</small></p>\n{phases}</details>\n"
    )


def _phase(phase: PhaseResult, titled: bool) -> str:
    title = f"<h3>{escape(phase.name)} <small>{escape(success_rate(totals(phase.steps)))}</small></h3>\n" if titled else ""
    rows = "".join(_row(step) for step in phase.steps)
    head = "<thead><tr><th>Outcome</th><th>Step</th><th>What came of it</th><th>Rows</th></tr></thead>"
    return f'{title}<div class="scroll"><table>{head}<tbody>\n{rows}</tbody></table></div>\n'


def _row(step: StepResult) -> str:
    name, kind = ("consequence", "consequence") if step.cause and step.status == "failed" else (step.status, step.status)
    told = [f"<p>{escape(step.name)}</p>"] if step.name != step.id else []
    if step.status != "passed":
        told.append(f"<p>{escape(step_sentence(step))}</p>")
    elif step.failure_expected and step.error is not None:
        told.append(f"<p><small>refused as expected: {escape(step.error.message)}</small></p>")
    if step.said:
        told.append(f"<code>{escape(step.said)}</code>")
    if step.explanation:
        sure = f" ({step.confidence:.2f})" if step.confidence is not None else ""
        told.append(f"<small>{escape(step.explanation)}{sure}</small>")
    rows = "" if step.row_count is None else str(step.row_count)
    badge = f'<span class="badge {kind}">{escape(name)}</span>'
    return f"<tr><td>{badge}</td><td>{escape(step.id)}</td><td>{''.join(told)}</td><td>{rows}</td></tr>\n"


def _findings(report: RunReport) -> str:
    found = (*report.findings, *(finding for pack in report.packs for finding in pack.findings))
    items = "".join(_finding(finding) for finding in found)
    return f'<section>\n<h2>Findings</h2>\n<ul class="findings">\n{items}</ul>\n</section>\n' if items else ""


def _finding(finding: Finding) -> str:
    place = ":".join(str(part) for part in (finding.span.file, finding.span.line, finding.span.column) if part)
    more = "".join(f'<p class="{kind}">{escape(text)}</p>' for kind, text in (("why", finding.why), ("hint", finding.hint)) if text)
    badge = f'<span class="badge {finding.severity}">{finding.severity}</span>'
    return f"<li>{badge} <code>{escape(place)}</code><p>{escape(finding.message)}</p>{more}<small>{escape(finding.code)}</small></li>\n"
