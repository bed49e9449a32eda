"""Gate `api`: every route, over HTTP, for every role and for two tenants."""

from __future__ import annotations

from appfactory.catalog.gates.reading import conclude, environment, finding, missing_report, not_run
from appfactory.catalog.gates.vitest_report import read_vitest
from appfactory.model.command import Command, Outcome
from appfactory.model.gate import GateContext, GateResult
from appfactory.model.spec import AppSpec

REPORT = "test-results/api.json"


class Api:
    """Runs the app's Vitest project `api` against the running app and its PostgreSQL. A plan without routes has nothing to prove."""

    name = "api"
    proves = "Each route answers as the plan says, for each role and two tenants, against a real PostgreSQL."
    needs_server = True
    reports = (REPORT,)

    def command(self, spec: AppSpec, context: GateContext) -> Command | None:
        """Vitest with a JSON report; None if the plan has no routes."""
        if not spec.routes:
            return None
        argv = ("node_modules/.bin/vitest", "run", "--project", "api", "--reporter=default", "--reporter=json", f"--outputFile.json={REPORT}")
        return Command(argv, environment=environment(context, server=True), timeout=900)

    def parse(self, spec: AppSpec, outcome: Outcome, reports: dict[str, str]) -> GateResult:
        """Failed tests; fewer tests than routes is a failure too."""
        broken = not_run(self.name, outcome)
        if broken is not None:
            return broken
        run = read_vitest(self.name, reports.get(REPORT))
        if run is None:
            return missing_report(self.name, outcome, REPORT)
        findings = run.findings
        if run.total < len(spec.routes):
            message = f"Only {run.total} tests ran for {len(spec.routes)} routes."
            findings = (*findings, finding(self.name, "too-few-tests", message, why="A route without a test may be open to anybody."))
        figures = (("routes", len(spec.routes)), ("tests", run.total), ("passed", run.passed), ("failed", run.failed), ("skipped", run.skipped))
        return conclude(self.name, outcome, findings, figures)
