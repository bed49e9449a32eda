"""Gate `unit`: unit tests, and how much of the domain code they run."""

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
    project_path,
    read_object,
)
from appfactory.catalog.gates.vitest_report import read_vitest
from appfactory.model.command import Command, Outcome
from appfactory.model.finding import Finding, Span
from appfactory.model.gate import GateContext, GateResult
from appfactory.model.spec import AppSpec

REPORT = "test-results/unit.json"
COVERAGE = "coverage/coverage-summary.json"
_LISTED = 5


class Unit:
    """Runs the app's Vitest project `unit`. The share of executed lines of `src/domains` must reach the plan's `coverageTarget`."""

    name = "unit"
    proves = "The unit tests pass, and they run as much of the domain code as the plan wants."
    needs_server = False
    reports = (REPORT, COVERAGE)

    def command(self, spec: AppSpec, context: GateContext) -> Command | None:  # noqa: ARG002 - the same for every plan
        """Vitest with a JSON report and a coverage summary."""
        argv = ("node_modules/.bin/vitest", "run", "--project", "unit", "--coverage", "--reporter=default", "--reporter=json")
        return Command((*argv, f"--outputFile.json={REPORT}"), environment=environment(context), timeout=600)

    def parse(self, spec: AppSpec, outcome: Outcome, reports: dict[str, str]) -> GateResult:
        """Failed tests, and coverage below the target. Vitest writes no coverage when a test fails."""
        broken = not_run(self.name, outcome)
        if broken is not None:
            return broken
        run = read_vitest(self.name, reports.get(REPORT))
        if run is None:
            return missing_report(self.name, outcome, REPORT)
        if run.total == 0 and not run.findings:
            return conclude(self.name, outcome, (finding(self.name, "no-tests", "No unit test was found."),), ())
        figures = (("tests", run.total), ("passed", run.passed), ("failed", run.failed), ("skipped", run.skipped))
        if not outcome.ok or run.failed:
            return conclude(self.name, outcome, run.findings, figures)
        summary = read_object(reports.get(COVERAGE))
        if summary is None:
            return missing_report(self.name, outcome, COVERAGE)
        lines = members(members(summary.get("total")).get("lines"))
        if not number(lines.get("total")) and not spec.operations:
            return conclude(self.name, outcome, run.findings, figures)
        percent = number(lines.get("pct"))
        findings = (*run.findings, *self._coverage(summary, percent, spec.testing.coverage_target))
        return conclude(self.name, outcome, findings, (*figures, ("coverage", percent), ("target", spec.testing.coverage_target)))

    def _coverage(self, summary: dict[str, Json], percent: float, target: int) -> tuple[Finding, ...]:
        if percent >= target:
            return ()
        files = [(_missed(entry), path) for path, entry in summary.items() if path != "total"]
        worst = [f"{project_path(path)} ({missed} lines not run)" for missed, path in sorted(files, reverse=True)[:_LISTED] if missed]
        return (
            finding(
                self.name,
                "coverage-low",
                f"The unit tests run {percent:g} % of the lines of the domain code; the plan wants {target} %.",
                Span(project_path(max(files)[1]) if files else "src/domains"),
                why="Code that no test runs can break without anybody noticing.",
                hint=f"Least tested: {'; '.join(worst)}." if worst else "",
            ),
        )


def _missed(entry: Json) -> int:
    lines = members(members(entry).get("lines"))
    return int(number(lines.get("total")) - number(lines.get("covered")))
