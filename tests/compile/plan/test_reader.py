"""Reading a plan: places, repairs, variables, limits; and no text makes it fail."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from appfactory.compile.plan.reader import MAX_BYTES, ReadPlan, decode_plan, read_plan
from appfactory.compile.plan.repair import repair
from appfactory.compile.plan.scalars import otherwise_read_as, resolve
from appfactory.compile.plan.spans import path_of, path_text
from appfactory.compile.plan.validate import validate
from appfactory.model.finding import Finding, Span

FIXTURES = Path(__file__).parents[2] / "fixtures"
MINIMAL = (FIXTURES / "minimal.yaml").read_text()
FOUNDING = (FIXTURES / "founding_plan.yaml").read_text()


def codes(read: ReadPlan) -> list[str]:
    return [finding.code for finding in read.findings]


def test_the_founding_plan_is_read_with_one_warning_that_names_place_and_meaning() -> None:
    read = read_plan(FOUNDING, "buildplan.yaml")
    assert read.plan is not None
    assert read.plan.api.routes[1].path == "/api/reservations/{id}"
    (finding,) = read.findings
    assert (finding.code, finding.severity, finding.span) == ("yaml-unquoted-braces", "warning", Span("buildplan.yaml", 71, 31, 71, 53))
    assert '"/api/reservations/{id}"' in finding.message


def test_the_founding_plan_validates_with_warnings_only() -> None:
    findings, read = validate(FOUNDING, "buildplan.yaml", None, prd=False)
    assert read.plan is not None
    assert {finding.severity for finding in findings} == {"warning"}
    assert [finding.code for finding in findings] == [
        "foreign-key-unindexed", "entity-without-route", "yaml-unquoted-braces", "auth-uid-rewritten", "gherkin-without-prd",
    ]  # fmt: skip


def test_the_minimal_plan_has_nothing_to_complain_about() -> None:
    assert validate(MINIMAL, "x", None, prd=False)[0] == ()


class TestPlaces:
    read = read_plan(FOUNDING, "f")

    def text_at(self, span: Span) -> str:
        lines = FOUNDING.split("\n")
        assert span.line == span.end_line
        return lines[span.line - 1][span.column - 1 : span.end_column - 1]

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            (("project", "name"), "restaurant-booking"),
            (("version",), '"1.0.0"'),
            (("components", "pages", 1, "route"), '"/bookings"'),
            (("components", "domains", 0, "entities", 0, "fields", 3, "check"), '"partySize > 0"'),
            (("api", "routes", 1, "path"), "/api/reservations/{id}"),
            (("api", "routes", 1, "operation"), "reservation.cancelReservation"),
            (("rollout", "stages", 2), "100"),
        ],
    )
    def test_of_values(self, path: tuple[str | int, ...], text: str) -> None:
        assert self.text_at(self.read.spans.value(path)) == text
        assert self.read.spans[path_text(path)] == self.read.spans.value(path)

    def test_of_keys(self) -> None:
        assert self.text_at(self.read.spans.key(("api", "routes", 1, "operation"))) == "operation"

    def test_of_what_is_not_there_is_the_nearest_thing_around(self) -> None:
        assert self.text_at(self.read.spans.value(("database", "indexes", 0))) == "database"

    def test_inside_a_block_of_text(self) -> None:
        assert self.read.plan is not None
        sql = self.read.plan.database.sql
        for word in ("create type", 'create table "Table"', "tenant_isolation", "auth.uid()"):
            assert self.text_at(self.read.spans.inside(("database", "sql"), sql.index(word), len(word))) == word

    def test_as_a_mapping(self) -> None:
        spans = self.read.spans
        assert spans["components.pages[0].name"].line == 21
        assert "components.pages[9]" not in spans
        assert spans.get("", Span("")).line == 1
        assert len(spans) == len(list(spans)) > 100
        assert all(path_text(path_of(path)) == path for path in spans)


class TestRepair:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("a: { p: /x/{id}, q: 1 }", {"p": "/x/{id}", "q": 1}),
            ("a: { p: /x/{id} }", {"p": "/x/{id}"}),
            ("a: [ /x/{id}/y/{other}, b ]", ["/x/{id}/y/{other}", "b"]),
            ("a: [ {id}/x ]", ["{id}/x"]),
            ("a: { p: it's {name} }", {"p": "it's {name}"}),
            ("a: { t: {{NAME}} }", {"t": "{{NAME}}"}),
            ("a: { t: {{NAME}} and {{OTHER}} }", {"t": "{{NAME}} and {{OTHER}}"}),
            ("a: {{NAME}}", "{{NAME}}"),
            ("a: {{NAME}} of the house # comment", "{{NAME}} of the house"),
            ("a:\n  b: {{X}}\n  c: {{Y}}", {"b": "{{X}}", "c": "{{Y}}"}),
            ("a: { p: /é/{id}, q: [ /ü/{x} ] }", {"p": "/é/{id}", "q": ["/ü/{x}"]}),
        ],
    )
    def test_quotes_what_holds_names_in_braces(self, text: str, value: object) -> None:
        assert yaml.safe_load(repair(text).text) == {"a": value}

    @pytest.mark.parametrize("text", ["a: {id}", "a: { b: {c: d} }", "a: [{b}]", 'a: ["/x/{id}"]', "a: /x/{id}", "a: '{{x}}'", "a: b{c"])
    def test_leaves_the_rest_alone(self, text: str) -> None:
        assert repair(text).text == text

    def test_columns_are_those_of_the_users_file(self) -> None:
        text = FOUNDING.replace("path: /api/reservations/{id}, operation: reservation.cancelReservation", "path: /api/it's/{id}, operation: x.y")
        read = read_plan(text, "f")
        line = text.split("\n")[70]
        span = read.spans.value(("api", "routes", 1, "operation"))
        assert line[span.column - 1 : span.end_column - 1] == "x.y"


class TestScalars:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("", None), ("~", None), ("null", None), ("true", True), ("FALSE", False), ("yes", "yes"), ("NO", "NO"), ("on", "on"), ("y", "y"),
            ("12", 12), ("-7", -7), ("+7", 7), ("017", 17), ("0o17", 15), ("0x1F", 31), ("1.5", 1.5), (".5", 0.5), ("1e3", 1000.0), ("1.", 1.0),
            ("12:30", "12:30"), ("1_000", "1_000"), ("0b11", "0b11"), ("2025-01-01", "2025-01-01"), ("1.0.0", "1.0.0"), ("-", "-"), ("=", "="),
            ("１２", "１２"), ("1e999", float("inf")), ("9" * 5000, float("inf")), (".inf", float("inf")), ("-.INF", float("-inf")),
        ],
    )  # fmt: skip
    def test_as_yaml_1_2_says(self, text: str, value: object) -> None:
        assert resolve(text) == value
        assert type(resolve(text)) is type(value)

    @pytest.mark.parametrize("text", ["yes", "No", "ON", "off", "y", "12:30", "1:20:30", "2025-01-01", "2025-01-01T10:00:00Z", "1_000", "0b11"])
    def test_knows_what_others_read(self, text: str) -> None:
        assert isinstance(resolve(text), str)
        assert otherwise_read_as(text)
        assert not isinstance(yaml.safe_load(text), str) or text in ("y", "1_000")

    def test_numbers_are_text_where_text_is_expected_only_if_readers_disagree(self) -> None:
        assert codes(read_plan(MINIMAL.replace("name: Books", "name: 1e3"), "x")) == ["yaml-ambiguous-text"]
        assert codes(read_plan(MINIMAL.replace("name: Books", "name: 0o17"), "x")) == ["yaml-ambiguous-text"]
        assert codes(read_plan(MINIMAL.replace("name: Books", "name: 13"), "x")) == ["plan-wrong-type"]


class TestVariables:
    def plan_with(self, name: str, variables: str) -> ReadPlan:
        return read_plan(MINIMAL.replace("name: Books", f"name: {name}") + f"variables: {variables}\n", "x")

    def name_of(self, read: ReadPlan) -> str:
        assert read.plan is not None
        return read.plan.components.pages[1].name

    def test_stand_for_their_text(self) -> None:
        assert self.name_of(self.plan_with('"{{A}} & {{ B }}"', '{ A: x, B: "{{A}}" }')) == "x & {{A}}"

    def test_are_no_variables_without_a_name(self) -> None:
        assert self.name_of(self.plan_with('"{{ }} {{1}} {A} {{a b}}"', "{}")) != ""

    def test_undefined_ones_are_errors_at_their_place(self) -> None:
        read = self.plan_with('"ab {{NOPE}}"', "{ NAPE: x }")
        assert read.plan is None
        (finding,) = read.findings
        assert finding.span == Span("x", 20, 17, 20, 25)
        assert "NAPE" in finding.hint

    def test_reach_props_and_lists(self) -> None:
        text = MINIMAL.replace(
            "layout: marketing", "layout: marketing\n      sections: [{ component: packages/x.tsx, props: { a: [{ b: '{{A}}' }] } }]"
        )
        read = read_plan(text + "variables: { A: z }\n", "x")
        assert read.plan is not None
        assert "z" in repr(read.plan.components.pages[0].sections[0].props)
        assert read.unused == ()


class TestLimits:
    def test_size_is_checked_before_anything_is_parsed(self) -> None:
        assert codes(read_plan("[" * (MAX_BYTES + 1), "x")) == ["plan-too-large"]
        assert codes(read_plan("é" * (MAX_BYTES // 2 + 1), "x")) == ["plan-too-large"]

    def test_depth_does_not_depend_on_the_stack(self) -> None:
        limit = sys.getrecursionlimit()
        for text in ("[" * 50_000, "{a: " * 50_000, "".join(" " * i + "- \n" for i in range(300)), "- " * 5000):
            assert codes(read_plan(text, "x"))[0] in ("yaml-too-deep", "yaml-syntax")
        assert sys.getrecursionlimit() == limit

    def test_bytes(self) -> None:
        assert decode_plan(b"\xef\xbb\xbfa: 1", "x") == "a: 1"
        wrong = decode_plan(b"a: 1\nb: \xc3\xa9 \xff", "x")
        assert isinstance(wrong, Finding)
        assert wrong.span == Span("x", 2, 6)
        assert isinstance(decode_plan("a: 1".encode("utf-16"), "x"), Finding)

    def test_work_grows_with_the_length_of_the_plan(self) -> None:
        """Counted in calls of functions, so that it does not depend on the machine."""
        first, second = (calls_of(many_entities(count)) for count in (100, 200))
        assert second < 2.2 * first


def many_entities(count: int) -> str:
    fields = "{ name: id, type: uuid }, { name: userId, type: fk(users.id), index: true }, { name: a, type: int, check: a > 0 }"
    entities = "".join(f"        - {{ name: Thing{number}, fields: [{fields}] }}\n" for number in range(count))
    return MINIMAL.replace("      operations:\n", entities + "      operations:\n") + "# /x/{id}\n"


def calls_of(text: str) -> int:
    count = 0

    def profile(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(profile)
    try:
        validate(text, "x", None)
    finally:
        sys.setprofile(None)
    return count


YAML_LIKE = "{}[]:,-&*!|>'\"%@` \n\tab#?~0x1<é\u2028\x00"


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_any_text_is_answered(text: str) -> None:
    answer(text)


@given(st.text(alphabet=YAML_LIKE))
@settings(max_examples=150, deadline=None)
def test_any_yaml_like_text_is_answered(text: str) -> None:
    answer(text)


@given(st.sampled_from([MINIMAL, FOUNDING]), st.integers(0, 4000), st.integers(0, 40), st.text(alphabet=YAML_LIKE, max_size=6) | st.text(max_size=4))
@settings(max_examples=150, deadline=None)
def test_any_damaged_plan_is_answered(text: str, start: int, length: int, put: str) -> None:
    answer(text[:start] + put + text[start + length :])


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_answered(data: bytes) -> None:
    text = decode_plan(data, "x")
    if isinstance(text, str):
        answer(text)


def answer(text: str) -> None:
    findings, read = validate(text, "x")
    assert read.plan is not None or any(finding.severity == "error" for finding in findings)
    lines = text.split("\n")
    for finding in findings:
        assert finding.span.line <= len(lines)
        assert list(findings) == sorted(findings, key=lambda one: (one.span.line, one.span.column))
