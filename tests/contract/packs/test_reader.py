from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appfactory.contract.model.pack import ApiJourney, Assertion, FitnessLoop, LifecyclePack, ScenarioPack
from appfactory.contract.packs.reader import read_pack
from appfactory.contract.packs.tokens import Tokens
from appfactory.model.json_value import JsonObject

SCENARIOS = """
{
  "name": "Setting up",
  "defaults": {"dryRun": true, "scope": {"bizId": "{{id:biz}}"}},
  "scenarios": [
    {"id": "one", "name": "A business", "prompt": "insert into bizes id = {{id:biz}} name = Ana \\ud83d\\ude00"},
    {"id": "two", "request": {"command": {"kind": "query", "table": "bizes"}}, "execute": false, "dryRun": false, "scope": {"locationId": "loc"}}
  ]
}
"""

LIFECYCLE = """
name: Booking
defaults:
  continueOnFailure: false
variables: {price: 50, name: "Salon {{runId}}"}
options: {rollbackOnFailure: true, includeStepTrace: true}
phases:
  - id: setup
    continueOnFailure: true
    steps:
      - id: make
        prompt: insert into bizes name = {{name}}
        tags: [first, second]
        expect:
          success: false
          rowCountGte: 1
          errorContains: overlap
          asserts:
            - {path: "rows[0].name", equals: Ana, exists: true}
        captures:
          - {key: biz, from: result, path: "rows[0].id", required: true, defaultValue: x}
"""


def test_a_scenario_pack() -> None:
    pack, findings = read_pack(SCENARIOS, "packs/setup.json")
    assert findings == ()
    assert isinstance(pack, ScenarioPack)
    assert (pack.id, pack.name, pack.defaults.scope.biz_id, pack.defaults.dry_run) == ("setup", "Setting up", "{{id:biz}}", True)
    first, second = pack.scenarios
    assert first.prompt.endswith("Ana \U0001f600")
    assert first.place.line == 6
    assert (second.execute, second.dry_run, second.scope.location_id) == (False, False, "loc")
    assert second.request == JsonObject((("command", JsonObject((("kind", "query"), ("table", "bizes")))),))


def test_a_lifecycle() -> None:
    pack, findings = read_pack(LIFECYCLE, "lifecycle.yaml")
    assert [finding.code for finding in findings] == []
    assert isinstance(pack, LifecyclePack)
    assert (pack.rollback_on_failure, pack.include_step_trace, pack.defaults.continue_on_failure) == (True, True, False)
    (phase,) = pack.phases
    assert (phase.id, phase.name, phase.continue_on_failure) == ("setup", "setup", True)
    (step,) = phase.steps
    assert step.tags == ("first", "second")
    assert step.expect.error_contains == ("overlap",)
    assert step.expect.asserts == (Assertion("rows[0].name", "equals", "Ana"), Assertion("rows[0].name", "exists", True))
    assert step.captures[0].required
    assert step.captures[0].default == "x"


def test_an_api_journey_and_a_fitness_loop() -> None:
    journey, findings = read_pack(
        '{"defaults": {"baseUrl": "http://localhost", "headers": {"x": 1}}, "steps": [{"id": "a", "method": "post", "path": "/a", "body": null,'
        ' "expect": {"status": 201}}]}',
        "j.json",
    )
    assert findings == ()
    assert isinstance(journey, ApiJourney)
    assert journey.defaults.headers == (("x", "1"),)
    assert (journey.steps[0].method, journey.steps[0].has_body, journey.steps[0].expect.status) == ("POST", True, 201)
    loop, findings = read_pack(
        "suites: [{id: a, kind: api-journey, source: {filePath: j.json}}]\noutput: {writeJsonPath: out.json, writeMarkdownPath: out.md}", "loop.yaml"
    )
    assert findings == ()
    assert isinstance(loop, FitnessLoop)
    assert (loop.suites[0].kind, loop.suites[0].file_path, loop.write_markdown_path) == ("api_journey", "j.json", "out.md")


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("", "pack-empty", 1, 1),
        ("[]", "not-a-pack", 1, 1),
        ("name: x", "not-a-pack", 1, 1),
        ("scenario: []", "pack-kind", 1, 1),
        ("scenarios: []", "pack-empty", 1, 1),
        ("phases: [{id: a, steps: []}]", "pack-empty", 1, 1),
        ("steps: []", "pack-empty", 1, 1),
        ("suites: []", "pack-empty", 1, 1),
        ("scenarios: []\nphases: []", "pack-kind", 1, 1),
        ("scenarios:\n  - prompt: 1\n    request: {}", "pack-step", 2, 5),
        ("scenarios:\n  - id: a", "pack-step", 2, 5),
        ("scenarios:\n  - prompt: list x\n    execute: 3", "pack-wrong-type", 3, 14),
        ("scenarios:\n  - prompt: list x\n    expect: {rowCountEq: -1}", "pack-wrong-type", 3, 26),
        ("scenarios:\n  - prompt: list x\n    expect: {asserts: [{path: a}]}", "pack-assert", 3, 24),
        ("scenarios: 3", "pack-wrong-type", 1, 12),
        ("steps: [{prompt: list x}]", "pack-missing-key", 1, 9),
        ("steps: [{path: /x, method: FETCH}]", "pack-not-allowed", 1, 28),
        ("suites: [{id: a}]", "pack-missing-key", 1, 10),
        ('{"scenarios": [', "yaml-syntax", 1, 16),
        ("scenarios: [{prompt: x, captures: [{key: a, from: nowhere}]}]", "pack-not-allowed", 1, 51),
    ],
)
def test_what_is_wrong_has_its_place(text: str, code: str, line: int, column: int) -> None:
    pack, findings = read_pack(text, "pack.yaml")
    assert pack is None
    found = [(finding.code, finding.span.line, finding.span.column) for finding in findings if finding.severity == "error"]
    assert (code, line, column) in found


def test_unknown_keys_are_told_and_do_no_harm() -> None:
    pack, findings = read_pack("scenarios:\n  - {prompt: list x, promt: y, wholly: 1}\nowner: me", "pack.yaml")
    assert isinstance(pack, ScenarioPack)
    assert [(finding.code, finding.severity) for finding in findings] == [("pack-unknown-key", "warning")] * 3
    assert findings[2].message == "`owner` is unknown in the pack"


def test_twins_are_told() -> None:
    _, findings = read_pack("scenarios: [{id: a, prompt: x}, {id: a, prompt: list z}]", "pack.yaml")
    assert [finding.code for finding in findings] == ["pack-duplicate-id"]


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_text_is_a_pack_or_has_an_error(text: str) -> None:
    pack, findings = read_pack(text, "f")
    assert (pack is None) == any(finding.severity == "error" for finding in findings)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["scenarios", "phases", "steps", "suites", "id", "prompt", "request", "expect", "captures", "asserts", "path", "source", "defaults"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=60)
@given(JSON)
def test_every_shape_gives_a_pack_or_errors(document: object) -> None:
    pack, findings = read_pack(json.dumps(document), "f.json")
    assert (pack is None) == any(finding.severity == "error" for finding in findings)


VISIBLE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp", "Cn"]))
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | VISIBLE


@settings(max_examples=60)
@given(st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner)))
def test_requests_come_through_unchanged(value: object) -> None:
    pack, findings = read_pack(json.dumps({"scenarios": [{"request": {"v": value}}]}), "f.json")
    assert isinstance(pack, ScenarioPack), findings
    request = pack.scenarios[0].request
    assert request is not None
    if "{{" not in json.dumps(value):
        assert Tokens("s", datetime.now(UTC)).value(request) == {"v": value}


@pytest.mark.parametrize("key", ["k" * 3000, "ü" * 500, "\u0301" * 180 + "\n", 'a"\\ b' * 400, '"' * 520])
def test_keys_of_any_length_are_read_as_json_has_them(key: str) -> None:
    document = {"variables": {key: {key: 1}}, "description": "long " * 500, "scenarios": [{"id": "one", "prompt": "list bizes"}]}
    for text in (json.dumps(document), json.dumps(document, ensure_ascii=False, indent=2)):
        pack, findings = read_pack(text, "long.json")
        assert isinstance(pack, ScenarioPack)
        assert (pack.variables[0].name, pack.variables[0].value, findings) == (key, JsonObject(((key, 1),)), ())
