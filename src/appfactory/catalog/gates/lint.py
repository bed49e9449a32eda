"""Gate `lint`: ESLint without a single warning."""

from __future__ import annotations

from appfactory.catalog.gates.reading import (
    common_root,
    conclude,
    environment,
    finding,
    missing_report,
    not_run,
    number,
    objects,
    read_json,
    relative,
    text,
)
from appfactory.model.command import Command, Outcome
from appfactory.model.finding import Finding, Span
from appfactory.model.gate import GateContext, GateResult
from appfactory.model.spec import AppSpec

REPORT = "test-results/eslint.json"


class Lint:
    """Runs ESLint with the app's configuration. Warnings count like errors, and so do files that ESLint can't parse."""

    name = "lint"
    proves = "ESLint finds no error and no warning: accessibility of the markup, rules of hooks, no untyped values, no unused code."
    needs_server = False
    reports = (REPORT,)

    def command(self, spec: AppSpec, context: GateContext) -> Command | None:  # noqa: ARG002 - the same for every plan
        """ESLint with a JSON report."""
        argv = ("node_modules/.bin/eslint", ".", "--max-warnings=0", "--format", "json", "--output-file", REPORT)
        return Command(argv, environment=environment(context), timeout=300)

    def parse(self, spec: AppSpec, outcome: Outcome, reports: dict[str, str]) -> GateResult:  # noqa: ARG002
        """One finding per message."""
        broken = not_run(self.name, outcome)
        if broken is not None:
            return broken
        files = objects(read_json(reports.get(REPORT)))
        if not files:
            return missing_report(self.name, outcome, REPORT)
        root = common_root(text(file.get("filePath")) for file in files)
        findings: list[Finding] = []
        for file in files:
            path = relative(text(file.get("filePath")), root)
            for message in objects(file.get("messages")):
                rule = text(message.get("ruleId")) or "parsing"
                span = Span(path, *(int(number(message.get(key))) for key in ("line", "column", "endLine", "endColumn")))
                findings.append(finding(self.name, f"eslint-{rule.replace('/', '-').removeprefix('@')}", text(message.get("message")), span))
        return conclude(self.name, outcome, findings, (("files", len(files)), ("problems", len(findings))))
