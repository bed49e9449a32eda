"""Gate `perf`: Lighthouse. Slow and moody on a shared machine, so it runs only when asked for."""

from __future__ import annotations

from appfactory.catalog.gates.reading import (
    Json,
    conclude,
    environment,
    finding,
    members,
    missing_report,
    not_run,
    number,
    objects,
    read_object,
    text,
)
from appfactory.model.command import Command, Outcome
from appfactory.model.finding import Finding, Span
from appfactory.model.gate import GateContext, GateResult
from appfactory.model.spec import AppSpec

REPORT = "test-results/lighthouse.json"
LIGHTHOUSE = "lighthouse@12.8.2"
THRESHOLDS = {"performance": 0.8, "accessibility": 0.9, "best-practices": 0.9, "seo": 0.8}
"""The least score of each of Lighthouse's categories, from 0 to 1. 0.9 is where Lighthouse's own scale turns green."""

_LISTED = 4


class Performance:
    """Lighthouse on the first page that needs no sign-in; a plan without one has nothing to prove."""

    name = "perf"
    proves = "Lighthouse scores the first public page at least 80 for performance and search, 90 for accessibility and practices."
    needs_server = True
    reports = (REPORT,)

    def command(self, spec: AppSpec, context: GateContext) -> Command | None:
        """Lighthouse in a browser of its own, fetched when needed."""
        page = next((page for page in spec.pages if page.access == "public"), None)
        if page is None:
            return None
        flags = "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage"
        # An app that is being tested asks not to be indexed, whatever its page is worth.
        report = (
            "--quiet",
            "--skip-audits=is-crawlable",
            "--output=json",
            f"--output-path={REPORT}",
            f"--only-categories={','.join(THRESHOLDS)}",
            flags,
        )
        variables = (*environment(context, server=True), ("CHROME_PATH", context.browser))
        return Command(("npm", "exec", "--yes", "--", LIGHTHOUSE, context.app_url + page.route, *report), environment=variables, timeout=300)

    def parse(self, spec: AppSpec, outcome: Outcome, reports: dict[str, str]) -> GateResult:  # noqa: ARG002
        """Categories below their threshold, with the audits that cost most."""
        broken = not_run(self.name, outcome)
        if broken is not None:
            return broken
        document = read_object(reports.get(REPORT))
        categories = members((document or {}).get("categories"))
        if document is None or not categories:
            return missing_report(self.name, outcome, REPORT)
        findings: list[Finding] = []
        figures: list[tuple[str, float | int | str]] = []
        for name, least in THRESHOLDS.items():
            score = number(members(categories.get(name)).get("score"))
            figures.append((name, round(score * 100)))
            if score < least:
                message = f"Lighthouse gives {round(score * 100)} of 100 for {name}; {round(least * 100)} are wanted."
                span = Span(text(document.get("requestedUrl")))
                findings.append(finding(self.name, f"lighthouse-{name}", message, span, hint=_worst(document, members(categories.get(name)))))
        return conclude(self.name, outcome, findings, tuple(figures))


def _worst(document: dict[str, Json], category: dict[str, Json]) -> str:
    """The audits that cost the category most of its score."""
    audits = members(document.get("audits"))
    losses: list[tuple[float, str]] = []
    for reference in objects(category.get("auditRefs")):
        audit = members(audits.get(text(reference.get("id"))))
        if isinstance(audit.get("score"), int | float):
            losses.append(((1 - number(audit.get("score"))) * number(reference.get("weight")), text(audit.get("title"))))
    worst = [title for loss, title in sorted(losses, reverse=True)[:_LISTED] if loss > 0]
    return f"Most is lost by: {'; '.join(worst)}." if worst else ""
