"""Reads Playwright's JSON report; used by the gates that run a browser."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from appfactory.catalog.gates.reading import Json, finding, first_lines, members, number, objects, read_object, relative, text
from appfactory.model.finding import Finding, Span


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something that a passed or failed test attached. `body` is its text if it was attached as such, `path` else."""

    test: str
    name: str
    content_type: str
    body: str
    path: str


@dataclass(frozen=True, slots=True)
class BrowserRun:
    """What ran in the browser. `findings` has one per failed test and warnings for flaky and skipped ones."""

    passed: int
    failed: int
    flaky: int
    skipped: int
    findings: tuple[Finding, ...]
    attachments: tuple[Attachment, ...]

    @property
    def total(self) -> int:
        """Tests that ran."""
        return self.passed + self.failed + self.flaky


def read_playwright(gate: str, report: str | None) -> BrowserRun | None:
    """The run that the report describes, or None if it can't be read."""
    document = read_object(report)
    if document is None or "stats" not in document:
        return None
    config = members(document.get("config"))
    root = str(PurePosixPath(text(config.get("configFile"))).parent) if text(config.get("configFile")) else ""
    findings = [_broken(gate, error, root) for error in objects(document.get("errors"))]
    attachments: list[Attachment] = []
    for title, spec in _specs(document.get("suites"), ""):
        for test in objects(spec.get("tests")):
            results = objects(test.get("results"))
            attachments += _attachments(title, results, root)
            if text(test.get("status")) == "unexpected":
                file = relative(f"{text(config.get('rootDir'))}/{text(spec.get('file'))}", root)
                findings.append(_failure(gate, title, results, Span(file, int(number(spec.get("line")))), root))
    stats = members(document.get("stats"))
    passed, failed, flaky, skipped = (int(number(stats.get(key))) for key in ("expected", "unexpected", "flaky", "skipped"))
    for count, code, what in ((flaky, "tests-flaky", "passed only when repeated"), (skipped, "tests-skipped", "skipped")):
        if count:
            findings.append(finding(gate, code, f"{count} test{'s' if count > 1 else ''} {what}.", severity="warning", why="That proves nothing."))
    return BrowserRun(passed, failed, flaky, skipped, tuple(findings), tuple(attachments))


def _specs(suites: Json, above: str) -> Iterator[tuple[str, dict[str, Json]]]:
    for suite in objects(suites):
        title = text(suite.get("title"))
        inside = above if title == text(suite.get("file")) else f"{above} › {title}".removeprefix(" › ")
        for spec in objects(suite.get("specs")):
            yield f"{inside} › {text(spec.get('title'))}".removeprefix(" › "), spec
        yield from _specs(suite.get("suites"), inside)


def _attachments(title: str, results: list[dict[str, Json]], root: str) -> list[Attachment]:
    found: list[Attachment] = []
    for result in results[-1:]:
        for one in objects(result.get("attachments")):
            try:
                body = base64.b64decode(text(one.get("body"))).decode("utf-8", "replace")
            except (binascii.Error, ValueError):
                body = ""
            path = relative(text(one.get("path")), root)
            found.append(Attachment(title, text(one.get("name")), text(one.get("contentType")), body, path))
    return found


def _failure(gate: str, title: str, results: list[dict[str, Json]], where: Span, root: str) -> Finding:
    last = results[-1] if results else {}
    error = members(last.get("error"))
    location = members(error.get("location"))
    span = _span(location, root) or where
    status = text(last.get("status"))
    said = first_lines(text(error.get("message")), 10) or f"it ended as {status or 'nothing'}"
    pictures = [one.path for one in _attachments(title, results, root) if one.content_type == "image/png"]
    hint = f"See {pictures[-1]}." if pictures else ""
    return finding(gate, "test-failed", f"{title}: {said}", span, why=text(error.get("snippet")), hint=hint)


def _broken(gate: str, error: dict[str, Json], root: str) -> Finding:
    span = _span(members(error.get("location")), root)
    return finding(gate, "test-file-broken", first_lines(text(error.get("message")), 10), span, why=text(error.get("snippet")))


def _span(location: dict[str, Json], root: str) -> Span | None:
    file = text(location.get("file"))
    return Span(relative(file, root), int(number(location.get("line"))), int(number(location.get("column")))) if file else None
