"""Gate `contract`: what the app says of its API is what was generated."""

from __future__ import annotations

from appfactory.catalog.gates.reading import conclude, environment, finding, missing_report, not_run, number, objects, read_object, text
from appfactory.model.command import Command, Outcome
from appfactory.model.finding import Span
from appfactory.model.gate import GateContext, GateResult
from appfactory.model.spec import AppSpec

REPORT = "test-results/contract.json"
DOCUMENT = "src/_generated/openapi.json"


class Contract:
    """Runs `dev/check-openapi.mjs`, which fetches `/api/openapi.json` and compares it with the generated document.

    Its report is `{ "url", "status", "paths", "differences": [{ "path", "generated", "served" }] }`, `path` being a JSON pointer.
    """

    name = "contract"
    proves = "The OpenAPI document that the app serves is the one that was generated from the plan."
    needs_server = True
    reports = (REPORT,)

    def command(self, spec: AppSpec, context: GateContext) -> Command | None:
        """The app's own script; None if the plan has no routes."""
        if not spec.routes:
            return None
        return Command(("node", "dev/check-openapi.mjs", REPORT), environment=environment(context, server=True), timeout=60)

    def parse(self, spec: AppSpec, outcome: Outcome, reports: dict[str, str]) -> GateResult:
        """One finding per difference, and one if paths of the plan are missing from the document."""
        broken = not_run(self.name, outcome)
        if broken is not None:
            return broken
        report = read_object(reports.get(REPORT))
        if report is None:
            return missing_report(self.name, outcome, REPORT)
        findings = [
            finding(
                self.name,
                "openapi-differs",
                f"{text(one.get('path')) or '/'}: generated {text(one.get('generated'))}, served {text(one.get('served'))}.",
                Span(DOCUMENT),
                why="Clients are written against the document; the app must keep to it.",
            )
            for one in objects(report.get("differences"))
        ]
        status = int(number(report.get("status")))
        if status != 200:
            findings.append(finding(self.name, "openapi-not-served", f"{text(report.get('url'))} answered {status}, not 200."))
        paths, wanted = int(number(report.get("paths"))), len({route.path for route in spec.routes})
        if paths < wanted:
            findings.append(finding(self.name, "openapi-incomplete", f"The document has {paths} paths, the plan has {wanted}.", Span(DOCUMENT)))
        return conclude(self.name, outcome, findings, (("paths", paths), ("differences", len(objects(report.get("differences"))))))
