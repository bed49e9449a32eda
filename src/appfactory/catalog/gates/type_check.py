"""Gate `compile`: TypeScript's own verdict."""

from __future__ import annotations

import re

from appfactory.catalog.gates.reading import by_hand, conclude, environment, finding, not_run
from appfactory.model.command import Command, Outcome
from appfactory.model.finding import Finding, Span
from appfactory.model.gate import GateContext, GateResult
from appfactory.model.spec import AppSpec

_ERROR = re.compile(r"^(?P<file>\S.*?)\((?P<line>\d+),(?P<column>\d+)\): error (?P<code>TS\d+): (?P<message>.*)$")
_GLOBAL = re.compile(r"^error (?P<code>TS\d+): (?P<message>.*)$")
_MOST_LINES = 4
_LONGEST = 300


class TypeCheck:
    """Runs `tsc --noEmit`; every error is a finding with its file, line and column."""

    name = "compile"
    proves = "The whole app type-checks under strict TypeScript."
    needs_server = False
    reports: tuple[str, ...] = ()

    def command(self, spec: AppSpec, context: GateContext) -> Command | None:  # noqa: ARG002 - the same for every plan
        """`tsc` without colours, so that its lines can be read."""
        return Command(("node_modules/.bin/tsc", "--noEmit", "--pretty", "false"), environment=environment(context), timeout=300)

    def parse(self, spec: AppSpec, outcome: Outcome, reports: dict[str, str]) -> GateResult:  # noqa: ARG002
        """One finding per error line; indented lines below it belong to its explanation."""
        broken = not_run(self.name, outcome)
        if broken is not None:
            return broken
        findings = self._findings(outcome.output)
        if outcome.ok and findings:
            return GateResult(self.name, "failed", findings, (("errors", len(findings)),), by_hand(outcome.command), outcome.seconds)
        return conclude(self.name, outcome, findings, (("errors", len(findings)),))

    def _findings(self, output: str) -> tuple[Finding, ...]:
        blocks: list[tuple[re.Match[str], list[str]]] = []
        for line in output.splitlines():
            found = _ERROR.match(line) or _GLOBAL.match(line)
            if found:
                blocks.append((found, []))
            elif blocks and line.startswith("  "):
                blocks[-1][1].append(line.strip())
        return tuple(self._finding(found, more) for found, more in blocks)

    def _finding(self, found: re.Match[str], more: list[str]) -> Finding:
        groups = found.groupdict()
        span = Span(groups.get("file") or "tsconfig.json", int(groups.get("line") or 0), int(groups.get("column") or 0))
        why = "\n".join(f"{line[:_LONGEST]}…" if len(line) > _LONGEST else line for line in more[:_MOST_LINES])
        return finding(self.name, f"typescript-{found['code'].lower()}", found["message"], span, why=why)
