"""Gate `build`: the app builds for production."""

from __future__ import annotations

import re

from appfactory.catalog.gates.reading import conclude, environment, finding, not_run
from appfactory.model.command import Command, Outcome
from appfactory.model.finding import Finding, Span
from appfactory.model.gate import GateContext, GateResult
from appfactory.model.spec import AppSpec

_FILE = re.compile(r"^\./(?P<file>\S+?)(?::(?P<line>\d+):(?P<column>\d+))?$")
_PLACE = re.compile(r",-\[(?P<file>.+?):(?P<line>\d+):(?P<column>\d+)\]")
_PRERENDER = re.compile(r'^Error occurred prerendering page "(?P<page>[^"]+)"')
_ROUTE = re.compile(r"^[┌├└]\s+[○●ƒ◐]", re.MULTILINE)
_SHARED = re.compile(r"First Load JS shared by all\s+([\d.]+) kB")
_NOISE = re.compile(r"^\s+(\d+: |at )|^Stack backtrace|^Import trace|^https://nextjs.org|^> Build failed")


class ProductionBuild:
    """Runs `next build`. Files that don't compile and pages that fail to render are findings."""

    name = "build"
    proves = "The app compiles and bundles for production, and every static page renders."
    needs_server = False
    reports: tuple[str, ...] = ()

    def command(self, spec: AppSpec, context: GateContext) -> Command | None:  # noqa: ARG002 - the same for every plan
        """`next build`."""
        return Command(("node_modules/.bin/next", "build"), environment=environment(context), timeout=900)

    def parse(self, spec: AppSpec, outcome: Outcome, reports: dict[str, str]) -> GateResult:  # noqa: ARG002
        """Routes built and the size of what all pages load, or what failed."""
        broken = not_run(self.name, outcome)
        if broken is not None:
            return broken
        if not outcome.ok:
            return conclude(self.name, outcome, (*self._compile_errors(outcome.output), *self._render_errors(outcome.output)), ())
        shared = _SHARED.search(outcome.output)
        figures: list[tuple[str, float | int | str]] = [("routes", len(_ROUTE.findall(outcome.output)))]
        if shared:
            figures.append(("shared kB", float(shared.group(1))))
        return conclude(self.name, outcome, (), tuple(figures))

    def _compile_errors(self, output: str) -> list[Finding]:
        """The blocks after "Failed to compile.": each begins with the file, and its message ends at an empty line."""
        _, failed, after = output.partition("Failed to compile.")
        findings: list[Finding] = []
        for block in re.split(r"\n\s*\n", after) if failed else []:
            lines = block.strip().splitlines()
            start = _FILE.match(lines[0]) if lines else None
            message = [line for line in lines[1:] if not _NOISE.match(line)]
            if start is None or not message:
                continue
            place = _PLACE.search(block)
            line, column = (place["line"], place["column"]) if place else (start["line"], start["column"])
            said = re.sub(r"^Error:\s*(x\s+)?", "", message[0].strip())
            span = Span(start["file"], int(line or 0), int(column or 0))
            findings.append(finding(self.name, "build-failed", said, span, why="\n".join(message[1:12])))
        return findings

    def _render_errors(self, output: str) -> list[Finding]:
        findings: list[Finding] = []
        lines = output.splitlines()
        for index, line in enumerate(lines):
            found = _PRERENDER.match(line)
            if found:
                said = next((after.strip() for after in lines[index + 1 : index + 4] if after.strip()), "")
                message = f"The page {found['page']} could not be rendered at build time: {said.removeprefix('Error: ')}"
                findings.append(finding(self.name, "page-not-rendered", message, Span(found["page"])))
        return findings
