"""Reads Vitest's JSON report; used by the gates that run Vitest."""

from __future__ import annotations

from dataclasses import dataclass

from appfactory.catalog.gates.reading import Json, finding, first_lines, members, number, objects, place_in_stack, project_path, read_object, text
from appfactory.model.finding import Finding, Span


@dataclass(frozen=True, slots=True)
class TestRun:
    """What ran. `findings` has one per failed test, per file that could not be loaded, and a warning for tests that were skipped."""

    total: int
    passed: int
    failed: int
    skipped: int
    findings: tuple[Finding, ...]


def read_vitest(gate: str, report: str | None) -> TestRun | None:
    """The run that the report describes, or None if it can't be read."""
    document = read_object(report)
    if document is None or "testResults" not in document:
        return None
    findings: list[Finding] = []
    skipped = 0
    for file in objects(document.get("testResults")):
        name = text(file.get("name"))
        tests = objects(file.get("assertionResults"))
        for test in tests:
            status = text(test.get("status"))
            if status == "failed":
                findings.append(_failure(gate, name, test))
            elif status != "passed":
                skipped += 1
        if text(file.get("status")) == "failed" and not any(text(test.get("status")) == "failed" for test in tests):
            message = f"{project_path(name)} could not be run: {first_lines(text(file.get('message')))}"
            findings.append(finding(gate, "test-file-broken", message, Span(project_path(name))))
    if skipped:
        message = f"{skipped} test{'s were' if skipped > 1 else ' was'} skipped."
        findings.append(finding(gate, "tests-skipped", message, severity="warning", why="A skipped test proves nothing."))
    counts = [int(number(members(document).get(key))) for key in ("numTotalTests", "numPassedTests", "numFailedTests")]
    return TestRun(counts[0], counts[1], counts[2], skipped, tuple(findings))


def _failure(gate: str, file: str, test: dict[str, Json]) -> Finding:
    messages = test.get("failureMessages")
    said = "\n".join(str(message) for message in messages) if isinstance(messages, list) else ""
    return finding(gate, "test-failed", f"{test.get('fullName')}: {first_lines(said)}", place_in_stack(said, file))
