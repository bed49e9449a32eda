"""The validation report: its verdict, its JSON, and the page for people."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from appfactory.compile.report import Screenshot, Validation, report_object, validation_report
from appfactory.compile.report_page import report_page
from appfactory.model.finding import Finding, Span
from appfactory.model.gate import GateResult, Verdict
from appfactory.model.spec import Names, NotCovered, Operation
from tests.catalog.gates.test_gates import spec

HOSTILE = "</script><img src=x onerror=alert(1)> & \"quoted\" 'single' ${x} {{ y }}"

FINDING = Finding("test-failed", "error", HOSTILE, Span("src/a.ts", 3, 4), why=HOSTILE, hint=HOSTILE)
GATE = GateResult("unit", "failed", (FINDING,), (("tests", 1200), ("coverage", 83.25)), f"node_modules/.bin/vitest run {HOSTILE}", 75.0)
OPERATION = Operation(Names(*["reconcile"] * 7), "money", "command", "user", (), "", False, NotCovered(HOSTILE))
VALIDATION = Validation(
    spec=replace(spec(), operations=(OPERATION,), project=replace(spec().project, title=HOSTILE)),
    results=(GATE, GateResult("compile", "passed", (), (("errors", 0),), "tsc", 2.5), GateResult("perf", "skipped")),
    claims=(("unit", "The unit tests pass."), ("compile", "It type-checks.")),
    versions=(("appfactory", "0.1.0"), ("node", "20.20.2")),
    findings=(Finding("plan-warning", "warning", "A policy is always true.", Span("buildplan.yaml", 7)),),
    screenshots=(Screenshot(HOSTILE, 'test-results/pages/a "b".png'),),
    created="2026-11-21T02:00:00Z",
    seconds=80.4,
)


def validation(*verdicts: Verdict, findings: tuple[Finding, ...] = ()) -> Validation:
    return replace(VALIDATION, results=tuple(GateResult(f"g{index}", verdict) for index, verdict in enumerate(verdicts)), findings=findings)


@pytest.mark.parametrize(
    ("one", "ok"),
    [
        (validation("passed", "skipped"), True),
        (validation("passed", "no-verdict"), False),
        (validation("passed", "failed"), False),
        (validation("skipped"), False),
        (validation(), False),
        (validation("passed", findings=(FINDING,)), False),
    ],
)
def test_nothing_is_proven_by_silence(one: Validation, ok: bool) -> None:
    assert one.ok is ok


def test_json_tells_each_gates_verdict_figures_command_and_findings() -> None:
    report = json.loads(validation_report(VALIDATION))
    assert report["ok"] is False
    assert report["plan"]["hash"] == "0" * 64
    assert report["versions"] == {"appfactory": "0.1.0", "node": "20.20.2"}
    assert report["summary"] == {"passed": 1, "counted": 2}
    gate = report["gates"][0]
    assert (gate["name"], gate["verdict"], gate["seconds"], gate["proves"]) == ("unit", "failed", 75.0, "The unit tests pass.")
    assert gate["figures"] == {"tests": 1200, "coverage": 83.25}
    assert gate["command"] == GATE.command
    assert (gate["findings"][0]["file"], gate["findings"][0]["line"], gate["findings"][0]["message"]) == ("src/a.ts", 3, HOSTILE)
    assert report["operations_not_covered"] == [{"operation": "money.reconcile", "reason": HOSTILE}]
    assert report["findings"][0]["code"] == "plan-warning"
    assert report == report_object(VALIDATION)


class Reader(HTMLParser):
    """Collects what a browser would make of a page: elements, their attributes, and the text."""

    VOID = frozenset({"meta", "img", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_is_well_formed_and_texts_stay_texts() -> None:
    reader = Reader()
    reader.feed(report_page(VALIDATION))
    assert reader.open == []
    assert not any(tag == "script" for tag, _ in reader.elements)
    assert not any(name.startswith("on") for _, attributes in reader.elements for name in attributes)
    images = [attributes for tag, attributes in reader.elements if tag == "img"]
    assert [(image["src"], image["alt"]) for image in images] == [("test-results/pages/a%20%22b%22.png", HOSTILE)]
    assert reader.text.count(HOSTILE) >= 5
    for expected in ("Not everything is proven", "1 of 2", "1 min 20 s", "1,200", "83.2", "src/a.ts:3:4", "20.20.2", "Nothing to prove"):
        assert expected in reader.text


def test_a_page_of_success() -> None:
    page = report_page(validation("passed"))
    assert "Everything that was claimed is proven" in page
    assert '<body class="ok">' in page


def test_it_loads_nothing_from_elsewhere() -> None:
    page = report_page(VALIDATION)
    assert "http://" not in page
    assert "https://" not in page
    assert "@import" not in page
