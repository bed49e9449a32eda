"""The report as JUnit XML, in the form that CI servers read (https://github.com/testmoapp/junitxml)."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from appfactory.contract.model.verdict import PackResult, RunReport, StepResult
from appfactory.contract.packs.reports.totals import totals
from appfactory.contract.packs.reports.wording import step_sentence
from appfactory.model.finding import Finding

# What XML 1.0 can't hold, not even escaped (production 2, Char).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_xml(report: RunReport) -> str:
    """One suite per pack, one case per step. What could not even be read is a suite of its own."""
    found = totals(step for pack in report.packs for step in pack.steps)
    root = Element("testsuites", name="contract", time=_seconds(report.milliseconds))
    unreadable = [finding for finding in report.findings if finding.severity == "error"]
    broken = sum(1 for pack in report.packs for finding in pack.findings if finding.severity == "error")
    root.set("tests", str(found.steps + len(unreadable) + broken))
    root.set("failures", str(found.failed))
    root.set("errors", str(len(unreadable) + broken))
    root.set("skipped", str(found.skipped))
    for pack in report.packs:
        _suite(root, pack, report.started)
    if unreadable:
        suite = SubElement(root, "testsuite", name="unreadable packs", tests=str(len(unreadable)), errors=str(len(unreadable)), failures="0")
        for finding in unreadable:
            _broken(suite, finding, finding.span.file or "packs")
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _suite(root: Element, pack: PackResult, started: str) -> None:
    found = totals(pack.steps)
    errors = [finding for finding in pack.findings if finding.severity == "error"]
    suite = SubElement(root, "testsuite", name=_text(pack.name), id=_text(pack.id), timestamp=started, time=_seconds(pack.milliseconds))
    if pack.file:
        suite.set("file", _text(pack.file))
    suite.set("tests", str(found.steps + len(errors)))
    suite.set("failures", str(found.failed))
    suite.set("errors", str(len(errors)))
    suite.set("skipped", str(found.skipped))
    for phase in pack.phases:
        for step in phase.steps:
            _case(suite, step, f"{pack.id}.{phase.id}")
    for finding in errors:
        _broken(suite, finding, pack.id)


def _case(suite: Element, step: StepResult, place: str) -> None:
    name = step.id if step.name == step.id else f"{step.id}: {step.name}"
    case = SubElement(suite, "testcase", name=_text(name), classname=_text(place), time=_seconds(step.milliseconds))
    if step.place.file:
        case.set("file", _text(step.place.file))
        case.set("line", str(step.place.line))
    if step.status == "skipped":
        SubElement(case, "skipped", message=_text(step_sentence(step)))
    elif step.status == "failed":
        failure = SubElement(case, "failure", type=step.verdict or "failed", message=_text(step_sentence(step)))
        failure.text = _text("\n".join(part for part in (step.said, step.explanation, *step.problems) if part))


def _broken(suite: Element, finding: Finding, place: str) -> None:
    case = SubElement(suite, "testcase", name=_text(f"{finding.code} at line {finding.span.line}"), classname=_text(place), time="0")
    error = SubElement(case, "error", type=finding.code, message=_text(finding.message))
    error.text = _text(" ".join(part for part in (finding.why, finding.hint) if part))


def _text(text: str) -> str:
    return _NOT_XML.sub("�", text)


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.4f}"
