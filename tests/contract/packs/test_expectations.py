from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appfactory.contract.model.pack import Assertion, Capture, Expectation
from appfactory.contract.packs.expectations import Outcome, capture, contains, same, unmet
from appfactory.contract.packs.paths import MISSING, PathError, find, parse_path
from appfactory.contract.packs.tokens import Tokens
from appfactory.model.json_value import JsonObject

TOKENS = Tokens("a", datetime(2026, 1, 1, tzinfo=UTC), {"name": "Ana"})
RESULT = {"rows": [{"id": "loc_1", "name": "Ana", "price": "12.50", "at": "2026-02-22T10:00:00+00:00", "gone": None}], "rowCount": 1}
FINE = Outcome(True, 1, "", {"response": {"success": True, "result": RESULT}, "result": RESULT, "error": None})
REFUSED = Outcome(False, None, "pg-23P01 conflicting key overlap", {"response": {"success": False}, "error": {"code": "pg-23P01"}})


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("$", ()),
        ("a.b[0].c", ("a", "b", 0, "c")),
        ("$.rows[-1]", ("rows", -1)),
        ("[0].id", (0, "id")),
        ('a["odd.name"][\'x\']', ("a", "odd.name", "x")),
        ("rows.0.id", ("rows", "0", "id")),
    ],
)  # fmt: skip
def test_paths(text: str, parts: tuple[str | int, ...]) -> None:
    assert parse_path(text) == parts


@pytest.mark.parametrize("text", ["a..b", "a[", "a[x]", ".a", "a]", 'a["x]', f"rows[{'9' * 5000}]"])
def test_what_is_no_path(text: str) -> None:
    with pytest.raises(PathError):
        parse_path(text)


def test_finding() -> None:
    assert find({"a": [{"b": 1}]}, ("a", "0", "b")) == 1
    assert find({"a": [{"b": 1}]}, ("a", -1, "b")) == 1
    assert find({"a": [1]}, ("a", "9" * 5000)) is MISSING
    assert find({"a": [{"b": 1}]}, ("a", 1)) is MISSING
    assert find({"a": "text"}, ("a", 0)) is MISSING


@pytest.mark.parametrize(
    "expectation",
    [
        Expectation(),
        Expectation(success=True, row_count_eq=1, row_count_gte=1, row_count_lte=1),
        Expectation(asserts=(Assertion("result.rows[0].name", "equals", "{{name}}"),)),
        Expectation(asserts=(Assertion("rows[0].price", "equals", 12.5), Assertion("[0].at", "equals", "2026-02-22T11:00:00+01:00"))),
        Expectation(asserts=(Assertion("result.rowCount", "equals", 1), Assertion("rows[0].gone", "exists", False))),
        Expectation(asserts=(Assertion("rows[0].gone", "equals", None), Assertion("rows[0].id", "contains", "loc_"))),
        Expectation(asserts=(Assertion("rows", "contains", JsonObject((("id", "loc_1"),))),)),
    ],
)
def test_what_is_met(expectation: Expectation) -> None:
    assert unmet(expectation, FINE, TOKENS) == ()


@pytest.mark.parametrize(
    ("expectation", "said"),
    [
        (Expectation(success=False), "was not"),
        (Expectation(error_contains=("x",)), "was not"),
        (Expectation(row_count_eq=2), "there is 1 row, not 2"),
        (Expectation(row_count_gte=2), "2 or more"),
        (Expectation(row_count_lte=0), "0 or fewer"),
        (Expectation(asserts=(Assertion("rows[0].none", "exists", True),)), "is not there"),
        (Expectation(asserts=(Assertion("rows[0].name", "exists", False),)), "should not be there"),
        (Expectation(asserts=(Assertion("rows[0].name", "equals", "Bob"),)), "`rows[0].name` is Ana, not Bob"),
        (Expectation(asserts=(Assertion("rows[3].name", "equals", None),)), "is not there"),
        (Expectation(asserts=(Assertion("rows[", "exists", True),)), "no path"),
    ],
)
def test_what_is_not_met(expectation: Expectation, said: str) -> None:
    (problem,) = unmet(expectation, FINE, TOKENS)
    assert said in problem


def test_refusals() -> None:
    assert unmet(Expectation(success=False, error_contains=("OVERLAP", "23p01")), REFUSED, TOKENS) == ()
    assert "does not contain `{{x" not in unmet(Expectation(error_contains=("unique",)), REFUSED, TOKENS)[0]
    assert unmet(Expectation(success=False, asserts=(Assertion("error.code", "equals", "pg-23P01"),)), REFUSED, TOKENS) == ()
    assert unmet(Expectation(), REFUSED, TOKENS) == ()


def test_captures() -> None:
    found, problems = capture(
        (
            Capture("id", "result", "rows[0].id"),
            Capture("again", "response", "result.rows[0].id"),
            Capture("first", "result", "[0].id"),
            Capture("none", "result", "rows[9].id"),
            Capture("default", "result", "rows[9].id", default="{{name}}", has_default=True),
            Capture("needed", "error", "code", required=True),
        ),
        FINE.documents,
        TOKENS,
    )
    assert found == {"id": "loc_1", "again": "loc_1", "first": "loc_1", "default": "Ana"}
    assert problems == ("`needed` could not be captured: `code` is not in the error",)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_everything_is_the_same_as_itself(value: object) -> None:
    assert same(value, value)
    assert contains([value], [value])


def test_sameness() -> None:
    assert same("1.50", 1.5)
    assert not same(1, True)
    assert not same("", None)
    assert not same([1], [1, 2])
    assert contains({"a": {"b": 1, "c": 2}}, {"a": {"b": 1}})
    assert not contains({"a": 1}, {"a": 2})
