"""Formatting keeps what the plan says and every comment, and is done after one time."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appfactory.compile.plan.format import MODELINE, format_plan
from appfactory.compile.plan.reader import parse_document, read_plan
from appfactory.compile.plan.tree import MappingNode, Node, ScalarNode

FIXTURES = Path(__file__).parents[2] / "fixtures"
MINIMAL = (FIXTURES / "minimal.yaml").read_text()
FOUNDING = (FIXTURES / "founding_plan.yaml").read_text()


def value(node: Node | None) -> object:
    if node is None:
        return "nothing"
    if isinstance(node, ScalarNode):
        return ("float", repr(node.value)) if isinstance(node.value, float) else (type(node.value).__name__, node.value)
    if isinstance(node, MappingNode):
        return {key: value(inner) for key, inner in node.values.items()}
    return [value(item) for item in node.items]


def parsed(text: str) -> object:
    root, _, findings, _ = parse_document(text, "x")
    return None if any(finding.severity == "error" for finding in findings) else value(root)


def check(text: str) -> str:
    before = parsed(text)
    formatted, _ = format_plan(text)
    if isinstance(before, dict):
        assert parsed(formatted) == before
    again, _ = format_plan(formatted)
    assert again == formatted
    return formatted


def test_the_founding_plan_keeps_its_shape_and_gets_its_quotes() -> None:
    formatted = check(FOUNDING)
    expected = FOUNDING.replace("POST,   path: /api/reservations,     ", "POST, path: /api/reservations,").replace(
        "DELETE, path: /api/reservations/{id},", 'DELETE, path: "/api/reservations/{id}",'
    )
    squeezed = [" ".join(line.split()) for line in expected.splitlines()]
    assert [" ".join(line.split()) for line in formatted.splitlines()] == [MODELINE, *squeezed]
    assert read_plan(formatted, "x").findings == ()


def test_the_minimal_plan_is_formatted_already() -> None:
    assert format_plan(MINIMAL) == (MINIMAL, ())


def test_keys_are_put_in_order_and_take_their_comments_with_them() -> None:
    text = """\
# about the project
project:
  # how it is run
  runtime: node  # not deno
  name: x
  # the end of the project

# which version
version: '1.0.0'
zebra: 1
"""
    assert check(text) == (
        f"{MODELINE}\n"
        '# which version\nversion: "1.0.0"\n\n'
        "# about the project\nproject:\n  name: x\n  # how it is run\n  runtime: node  # not deno\n  # the end of the project\n\nzebra: 1\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: no", 'a: "no"'),
        ("a: 12:30", 'a: "12:30"'),
        ("a: 1e3", "a: 1e3"),
        ("a: 'it''s'", 'a: "it\'s"'),
        ("a: 'say \"hi\"'", "a: 'say \"hi\"'"),
        ('a: "\\u202e"', 'a: "\\u202e"'),
        ("a: [ b,c ]", "a: [b, c]"),
        ("a: {b: c}", "a: { b: c }"),
        ("a: []", "a: []"),
        ("a: {}", "a: {}"),
        ("a:", "a:"),
        ("a: [b,\n  c]", "a:\n  - b\n  - c"),
        ("a:\n- b\n-   c", "a:\n  - b\n  - c"),
        ("a:\n- - b\n  - c", "a:\n  -\n    - b\n    - c"),
        ("a: |\n    b\n\n     c\n", "a: |\n  b\n\n   c"),
        ("a: |-\n  b\n  c", "a: |-\n  b\n  c"),
        ("a: >\n  b\n  c\n", "a: |\n  b c"),
        ('a: "b\\nc"', "a: |-\n  b\n  c"),
        ("a: b # c", "a: b  # c"),
        ("a: | # c\n  b\n  d", "a: |-  # c\n  b\n  d"),
        ("a: /x/{id}", "a: /x/{id}"),
        ("a: {{NAME}}", 'a: "{{NAME}}"'),
        ("a: &x {b: 1}\nc: *x", "a: { b: 1 }\n\nc: { b: 1 }"),
        ("a: !!str 1", 'a: "1"'),
        ("'a b': 1\n'no': 2", '"a b": 1\n\n"no": 2'),
    ],
)
def test_writes(text: str, expected: str) -> None:
    assert check(text) == f"{MODELINE}\n{expected}\n"


@pytest.mark.parametrize("text", ["", "x", "- a", "a: [", "a: 1\na: 2", "a: \x00", "--- a\n--- b"])
def test_what_can_not_be_read_comes_back(text: str) -> None:
    formatted, findings = format_plan(text)
    assert formatted == text
    assert findings


COMMENTS = st.lists(st.tuples(st.integers(0, 200), st.sampled_from(["own", "beside", "blank"]), st.integers(0, 10)), max_size=12)


@given(st.sampled_from([MINIMAL, FOUNDING]), COMMENTS)
@settings(max_examples=80, deadline=None)
def test_comments_and_meaning_survive_wherever_they_stand(text: str, places: list[tuple[int, str, int]]) -> None:
    lines = text.split("\n")
    first, last = (next((i for i, line in enumerate(lines) if line.startswith(start)), 10**6) for start in ("  sql: |", "integrations:"))
    written = []
    for number, (place, kind, indent) in enumerate(sorted(places, reverse=True)):
        position = place % len(lines)
        if first < position < last and first != 10**6:
            continue
        if kind == "own":
            lines.insert(position, " " * indent + f"# comment {number}.")
        elif kind == "blank":
            lines.insert(position, "")
            continue
        elif lines[position].strip() and "#" not in lines[position]:
            lines[position] += f"  # comment {number}."
        else:
            continue
        written.append(f"# comment {number}.")
    formatted = check("\n".join(lines))
    assert all(formatted.count(comment) == 1 for comment in written)


WORDS = st.text(alphabet="ab :#{}[],&*!|>'\"%@-?\n\té\u2028\\0", max_size=8) | st.text(max_size=6)
VALUES = st.recursive(WORDS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=12)


@given(st.dictionaries(WORDS, VALUES, max_size=4), st.booleans())
@settings(max_examples=120, deadline=None)
def test_any_document_keeps_its_meaning(document: dict[str, object], flow: bool) -> None:
    import yaml

    check(yaml.safe_dump(document, default_flow_style=flow, allow_unicode=True, sort_keys=False))


@given(st.text(alphabet="{}[]:,-&*!|>'\"%@` \n\tab#?~0x1<", max_size=40))
@settings(max_examples=120, deadline=None)
def test_any_text_is_taken(text: str) -> None:
    check(text)
