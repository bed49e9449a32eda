from __future__ import annotations

import json
from xml.etree import ElementTree

import jsonschema

from appfactory.contract.model.request import RequestError
from appfactory.contract.model.verdict import Gap, GapColumn, PackResult, PhaseResult, RunReport, StepResult
from appfactory.contract.packs.reports.document import report_document
from appfactory.contract.packs.reports.junit import junit_xml
from appfactory.contract.packs.reports.page import report_page
from appfactory.contract.packs.reports.table import markdown_report, text_report
from appfactory.contract.packs.reports.totals import totals, united_gaps
from appfactory.model.finding import Finding, Span

HOSTILE = "</script><b>x & y\x00\x1b[31m | `z`"
ERROR = RequestError("pg-42703", 'column "stars" does not exist', missing_parent=("doctors", "id", "d1"))
STEPS = (
    StepResult("one", "The first", "passed", "list x", row_count=3, milliseconds=1.5),
    StepResult("two", HOSTILE, "failed", HOSTILE, "schema_constraint", (HOSTILE,), error=ERROR, place=Span("p.json", 3, 5)),
    StepResult("three", "three", "failed", "y", "expectation_mismatch", ("there are 0 rows, not 1",), cause="two"),
    StepResult("four", "four", "skipped", "z", cause="two"),
    StepResult("five", "five", "passed", failure_expected=True, error=ERROR),
)
GAPS = (
    Gap("table", "leads", (GapColumn("id", "text"), GapColumn("score", "integer", ("3",))), ("two",)),
    Gap("column", "doctors", (GapColumn("stars", "integer", ("5",)),), ("two",), ("start",)),
    Gap("enum-value", "rooms", (GapColumn("kind", "room_kind", ("spa",)),), ("two",), (), ("surgery",), "room_kind"),
    Gap("missing-parent", "rooms", (GapColumn("clinic_id", "", ("c1",)),), ("two",), parent=("clinics", "id")),
)
PACK = PackResult("setup", f"Setting up {HOSTILE}", "lifecycle", "p.json", "run1", (PhaseResult("a", "A", STEPS),), GAPS)
UNREAD = Finding("yaml-syntax", "error", "this is no YAML", Span("q.yaml", 2, 1))
REPORT = RunReport("2026-02-22T10:00:00Z", (PACK,), united_gaps([PACK]), (UNREAD,), 12.0)
FINE = RunReport("2026-02-22T10:00:00Z", (PackResult("fine", "Fine", "scenario", "", "r", (PhaseResult("a", "A", STEPS[:1]),)),))


def test_numbers() -> None:
    found = totals(STEPS)
    assert (found.steps, found.passed, found.failed, found.skipped, found.roots, found.consequences) == (5, 2, 2, 1, 1, 1)
    assert dict(found.by_verdict)["schema_constraint"] == 1
    assert not REPORT.ok
    assert FINE.ok


def test_json_has_its_shape() -> None:
    document = json.loads(json.dumps(report_document(REPORT)))
    step = {"type": "object", "required": ["id", "status", "verdict", "cause", "said", "problems", "error", "rowCount", "line"]}
    phase = {"type": "object", "required": ["id", "totals", "steps"], "properties": {"steps": {"type": "array", "items": step}}}
    pack = {"type": "object", "required": ["id", "kind", "runId", "totals", "phases", "gaps"], "properties": {"phases": {"items": phase}}}
    jsonschema.validate(document, {"required": ["version", "ok", "totals", "gaps", "packs", "findings"], "properties": {"packs": {"items": pack}}})
    assert document["version"] == "1.0.0"
    assert document["totals"]["roots"] == 1
    assert [gap["label"] for gap in document["gaps"]] == ["leads", "doctors.stars", "rooms.kind = spa", "rooms.clinic_id = c1"]
    assert document["packs"][0]["phases"][0]["steps"][1]["error"]["missingParent"]["table"] == "doctors"


def test_junit_is_xml_with_right_numbers() -> None:
    root = ElementTree.fromstring(junit_xml(REPORT))
    assert (root.get("tests"), root.get("failures"), root.get("errors"), root.get("skipped")) == ("6", "2", "1", "1")
    cases = root.findall(".//testcase")
    assert len(cases) == 6
    failures = root.findall(".//failure")
    assert [failure.get("type") for failure in failures] == ["schema_constraint", "expectation_mismatch"]
    assert "consequence of two" in (failures[1].get("message") or "")
    assert ElementTree.fromstring(junit_xml(FINE)).get("failures") == "0"


def test_the_page_is_self_contained_and_escaped() -> None:
    page = report_page(REPORT)
    assert "</script>" not in page
    assert "<b>x" not in page
    assert "src=" not in page
    assert "href=" not in page
    for text in ("What the schema lacks", "doctors.stars", "And so: three, four", "refused as expected"):
        assert text in page
    assert "What the schema lacks" not in report_page(FINE)


def test_texts_say_roots_with_their_consequences() -> None:
    text = text_report(REPORT)
    assert "and so: three, four" in text
    assert "\x1b" not in text
    assert "2 of 5 (40 %) steps passed; 1 root cause; 1 consequence of them; 1 skipped; the schema lacks 4 things." in text
    assert text_report(FINE).splitlines()[-1] == "The only step of 1 pack came out as expected."
    assert "<b>" not in markdown_report(REPORT).replace("\\<b\\>", "")


def test_gaps_of_several_packs_are_united() -> None:
    other = PackResult("b", "b", "lifecycle", "", "r", (), (Gap("column", "doctors", (GapColumn("stars", "numeric", ("2.5",)),), ("x",)),))
    gap = next(gap for gap in united_gaps([PACK, other]) if gap.kind == "column")
    assert (gap.columns[0].type, gap.columns[0].values, gap.steps) == ("numeric", ("5", "2.5"), ("setup/two", "b/x"))
