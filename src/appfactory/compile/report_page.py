"""`validation_report.html`: the report for people, in one file without scripts; pictures are links beside it."""

from __future__ import annotations

from html import escape

from appfactory.compile.report import Screenshot, Validation
from appfactory.compile.report_style import STYLE
from appfactory.model.finding import Finding
from appfactory.model.gate import GateResult
from appfactory.model.spec import NotCovered

_VERDICTS = {"passed": "Passed", "failed": "Failed", "skipped": "Nothing to prove", "no-verdict": "No verdict"}
_SEVERITIES = {"error": "Error", "warning": "Warning", "info": "Remark"}


def report_page(validation: Validation) -> str:
    """The page's HTML. All texts are escaped; it loads nothing but its pictures."""
    title = escape(validation.spec.project.title)
    state = "ok" if validation.ok else "bad"
    body = "".join(
        (
            _header(validation, title),
            _gates(validation),
            _findings(validation),
            _not_covered(validation),
            _screenshots(validation.screenshots),
            _footer(validation),
        )
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{title}: validation report</title>\n<style>\n{STYLE}</style>\n</head>\n"
        f'<body class="{state}">\n<main>\n{body}</main>\n</body>\n</html>\n'
    )


def _header(validation: Validation, title: str) -> str:
    passed, counted = validation.counted
    verdict = "Everything that was claimed is proven" if validation.ok else "Not everything is proven"
    facts = (
        ("Gates passed", f"{passed} of {counted}"),
        ("Time taken", _duration(validation.seconds)),
        ("Pages", str(len(validation.spec.pages))),
        ("Routes", str(len(validation.spec.routes))),
        ("Plan", validation.spec.plan_hash[:12]),
    )
    cells = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)
    heading = f'<p class="kind">Validation report</p>\n<h1>{title}</h1>\n<p class="verdict">{verdict}</p>'
    return f'<header>\n{heading}\n<dl class="facts">{cells}</dl>\n</header>\n'


def _gates(validation: Validation) -> str:
    claims = dict(validation.claims)
    items = "".join(_gate(result, claims.get(result.gate, "")) for result in validation.results)
    return f"<section>\n<h2>Gates</h2>\n{f'<ul class=gates>{chr(10)}{items}</ul>' if items else '<p>No gate was run.</p>'}\n</section>\n"


def _gate(result: GateResult, claim: str) -> str:
    figures = "".join(f"<li><b>{escape(_number(value))}</b> {escape(name)}</li>" for name, value in result.figures)
    command = f"<code>{escape(result.command)}</code>" if result.command else ""
    return (
        f'<li>\n<div><span class="badge {result.verdict}">{_VERDICTS[result.verdict]}</span>\n<h3>{escape(result.gate)}</h3></div>\n'
        f"<div><p>{escape(claim)}</p>{command}</div>\n<ul>{figures}</ul>\n<p>{_duration(result.seconds)}</p>\n</li>\n"
    )


def _findings(validation: Validation) -> str:
    groups = [("The plan and the build", validation.findings), *((f"Gate {result.gate}", result.findings) for result in validation.results)]
    shown = "".join(_group(name, findings) for name, findings in groups if findings)
    return f"<section>\n<h2>Findings</h2>\n{shown or '<p>None.</p>'}\n</section>\n"


def _group(name: str, findings: tuple[Finding, ...]) -> str:
    items = "".join(_item(finding) for finding in findings)
    return f"<h3>{escape(name)}</h3>\n<ul class='findings'>\n{items}</ul>\n"


def _item(finding: Finding) -> str:
    span = finding.span
    place = ":".join(str(part) for part in (span.file, span.line, span.column) if part)
    where = f" <code>{escape(place)}</code>" if place else ""
    more = "".join(f'<p class="{kind}">{escape(text)}</p>' for kind, text in (("why", finding.why), ("hint", finding.hint)) if text)
    label = f'<span class="badge {finding.severity}">{_SEVERITIES[finding.severity]}</span>'
    return f"<li>{label}{where}<p>{escape(finding.message)}</p>{more}<small>{escape(finding.code)}</small></li>\n"


def _not_covered(validation: Validation) -> str:
    waiting = [(operation.id, operation.meaning.reason) for operation in validation.spec.operations if isinstance(operation.meaning, NotCovered)]
    if not waiting:
        return ""
    items = "".join(f"<li><strong>{escape(name)}</strong><p>{escape(reason)}</p></li>\n" for name, reason in waiting)
    intro = "No rule says what these operations do. They are typed, refuse to run, and wait for somebody to write them."
    return f"<section>\n<h2>Operations to be written</h2>\n<p>{intro}</p>\n<ul class='findings'>\n{items}</ul>\n</section>\n"


def _screenshots(screenshots: tuple[Screenshot, ...]) -> str:
    if not screenshots:
        return ""
    figures = "".join(
        f'<figure><a href="{_address(one.path)}"><img src="{_address(one.path)}" alt="{escape(one.title)}" loading="lazy"></a>'
        f"<figcaption>{escape(one.title)}</figcaption></figure>\n"
        for one in screenshots
    )
    return f'<section>\n<h2>Pages</h2>\n<div class="pictures">\n{figures}</div>\n</section>\n'


def _footer(validation: Validation) -> str:
    rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(version)}</dd></div>" for name, version in validation.versions)
    plan = f"Plan {escape(validation.spec.plan_hash)}, made {escape(validation.created)}."
    return f'<footer>\n<h2>Made with</h2>\n<dl class="versions">{rows}</dl>\n<p>{plan}</p>\n</footer>\n'


def _number(value: float | int | str) -> str:
    return f"{value:,.1f}".removesuffix(".0") if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else value


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s"


def _address(path: str) -> str:
    """A path as a relative link: everything but unreserved characters (RFC 3986) and slashes is percent-encoded."""
    plain = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
    return "".join(chr(byte) if byte in plain else f"%{byte:02X}" for byte in path.encode("utf-8"))
