"""Gate `a11y`: axe on every page."""

from __future__ import annotations

import re

from appfactory.catalog.gates.playwright_report import read_playwright
from appfactory.catalog.gates.reading import Json, conclude, environment, finding, members, missing_report, not_run, objects, read_object, text
from appfactory.model.command import Command, Outcome
from appfactory.model.finding import Finding, Span
from appfactory.model.gate import GateContext, GateResult
from appfactory.model.spec import AppSpec

REPORT = "test-results/accessibility.json"
ATTACHMENT = "axe"
_SHOWN_NODES = 3


class Accessibility:
    """Runs the accessibility test, which attaches axe's result for each page as JSON named `axe`: `{ "url", "violations" }`.

    A page of the plan without such a result is a failure: an absent check finds nothing.
    """

    name = "a11y"
    proves = "axe finds no violation on any page."
    needs_server = True
    reports = (REPORT,)

    def command(self, spec: AppSpec, context: GateContext) -> Command | None:  # noqa: ARG002 - the same for every plan
        """Playwright, the accessibility test only."""
        variables = (*environment(context, server=True), ("PLAYWRIGHT_JSON_OUTPUT_FILE", REPORT))
        argv = ("node_modules/.bin/playwright", "test", "accessibility.spec", "--output", "test-results/accessibility")
        return Command(argv, environment=variables, timeout=1200)

    def parse(self, spec: AppSpec, outcome: Outcome, reports: dict[str, str]) -> GateResult:
        """One finding per violated rule and page, with the elements that violate it."""
        broken = not_run(self.name, outcome)
        if broken is not None:
            return broken
        run = read_playwright(self.name, reports.get(REPORT))
        if run is None:
            return missing_report(self.name, outcome, REPORT)
        checked: dict[str, list[dict[str, Json]]] = {}
        explained: set[str] = set()
        for attachment in run.attachments:
            result = read_object(attachment.body) if attachment.name == ATTACHMENT else None
            if result is not None and isinstance(result.get("violations"), list):
                found = objects(result.get("violations"))
                checked.setdefault(_page(text(result.get("url"))), []).extend(found)
                explained |= {attachment.test} if found else set()
        violations = [self._violation(spec, page, one) for page, found in checked.items() for one in found]
        missing = [self._unchecked(page.route, page.origin) for page in spec.pages if page.route not in checked]
        failures = [one for one in run.findings if not any(one.message.startswith(f"{test}: ") for test in explained)]
        pages = len(checked)
        return conclude(self.name, outcome, (*violations, *missing, *failures), (("pages", pages), ("violations", len(violations))))

    def _violation(self, spec: AppSpec, page: str, violation: dict[str, Json]) -> Finding:
        nodes = objects(violation.get("nodes"))
        shown = [text(node.get("html")) for node in nodes[:_SHOWN_NODES]]
        more = f" and {len(nodes) - _SHOWN_NODES} more" if len(nodes) > _SHOWN_NODES else ""
        summary = text(members(nodes[0]).get("failureSummary")) if nodes else ""
        origin = next((one.origin for one in spec.pages if one.route == page), "")
        return finding(
            self.name,
            f"axe-{text(violation.get('id'))}",
            f"{page}: {text(violation.get('help'))} ({text(violation.get('impact'))}): {', '.join(shown)}{more}",
            Span(page),
            why=f"{origin + ': ' if origin else ''}{text(violation.get('description'))}. {text(violation.get('helpUrl'))}",
            hint=summary,
        )

    def _unchecked(self, route: str, origin: str) -> Finding:
        message = f"The page {route} was not checked for accessibility."
        return finding(self.name, "page-not-checked", message, Span(route), why=f"It is in the plan ({origin}), but no axe result names it.")


def _page(url: str) -> str:
    """The path of an address, without its origin, query and fragment."""
    return re.sub(r"^[a-z]+://[^/]*|[?#].*$", "", url) or "/"
