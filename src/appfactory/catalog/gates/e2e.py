"""Gate `e2e`: the app as its visitors meet it, in a real browser."""

from __future__ import annotations

from appfactory.catalog.gates.playwright_report import read_playwright
from appfactory.catalog.gates.reading import conclude, environment, finding, missing_report, not_run
from appfactory.model.command import Command, Outcome
from appfactory.model.gate import GateContext, GateResult
from appfactory.model.spec import AppSpec

REPORT = "test-results/e2e.json"


class EndToEnd:
    """Runs the Playwright tests but the accessibility one, which is a gate of its own."""

    name = "e2e"
    proves = "In a real browser every page opens, guards hold, and the plan's flows work to their end."
    needs_server = True
    reports = (REPORT,)

    def command(self, spec: AppSpec, context: GateContext) -> Command | None:  # noqa: ARG002 - the same for every plan
        """Playwright with a JSON report."""
        variables = (*environment(context, server=True), ("PLAYWRIGHT_JSON_OUTPUT_FILE", REPORT))
        argv = ("node_modules/.bin/playwright", "test", "--grep-invert", r"accessibility\.spec", "--output", "test-results/e2e")
        return Command(argv, environment=variables, timeout=1200)

    def parse(self, spec: AppSpec, outcome: Outcome, reports: dict[str, str]) -> GateResult:  # noqa: ARG002
        """Failed tests, with the place of the expectation that did not hold."""
        broken = not_run(self.name, outcome)
        if broken is not None:
            return broken
        run = read_playwright(self.name, reports.get(REPORT))
        if run is None:
            return missing_report(self.name, outcome, REPORT)
        findings = run.findings
        if run.total == 0 and not findings:
            findings = (finding(self.name, "no-tests", "No browser test ran."),)
        figures = (("tests", run.total), ("passed", run.passed), ("failed", run.failed), ("flaky", run.flaky), ("skipped", run.skipped))
        return conclude(self.name, outcome, findings, figures)
