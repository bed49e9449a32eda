"""A value written as a TypeScript literal is read back as the same value, and nothing escapes from it."""

from __future__ import annotations

import json
import re
import subprocess

import pytest
import tree_sitter_typescript
from hypothesis import given
from hypothesis import strategies as st
from tree_sitter import Language, Node, Parser

from appfactory.model.json_value import JsonObject, JsonValue
from appfactory.model.typescript_literal import encode, encode_key

PARSER = Parser(Language(tree_sitter_typescript.language_typescript()))
NASTY = [
    "</script>",
    "<!--",
    "`${process.exit()}`",
    "\u2028\u2029",
    "\\",
    '"',
    "'",
    "\u202e",
    "*/",
    "\r\n",
    "\x00",
    "\ud800",
    "__proto__",
    "a-b",
    "0",
    "01",
    "😀",
]

texts = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=20), st.sampled_from(NASTY), st.lists(st.sampled_from(NASTY), max_size=4).map("".join)
)
scalars = st.one_of(st.none(), st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1), st.floats(allow_nan=False, allow_infinity=False), texts)


def objects(children: st.SearchStrategy[JsonValue]) -> st.SearchStrategy[JsonObject]:
    return st.dictionaries(texts, children, max_size=5).map(lambda members: JsonObject(tuple(members.items())))


values: st.SearchStrategy[JsonValue] = st.recursive(
    scalars, lambda children: st.one_of(st.lists(children, max_size=5).map(tuple), objects(children)), max_leaves=12
)


def text_of(node: Node) -> str:
    assert node.text is not None
    return node.text.decode()


def read(node: Node) -> JsonValue:
    """What an expression means, for the few kinds of expression that a literal may consist of."""
    match node.type:
        case "null":
            return None
        case "true" | "false":
            return node.type == "true"
        case "number":
            return json.loads(text_of(node))  # type: ignore[no-any-return]
        case "unary_expression":
            assert text_of(node).startswith("-")
            return json.loads(text_of(node))  # type: ignore[no-any-return]
        case "string":
            return json.loads(text_of(node))  # type: ignore[no-any-return]
        case "array":
            return tuple(read(child) for child in node.named_children)
        case "object":
            return JsonObject(tuple((key(pair.named_children[0]), read(pair.named_children[1])) for pair in node.named_children))
        case other:
            raise AssertionError(other)


def key(node: Node) -> str:
    if node.type == "computed_property_name":
        return str(read(node.named_children[0]))
    assert text_of(node) != '"__proto__"', "sets the prototype"
    return str(read(node)) if node.type == "string" else text_of(node)


def parse(source: str) -> JsonValue:
    root = PARSER.parse(f"x = {source};".encode()).root_node
    assert not root.has_error, source
    assert len(root.named_children) == 1, source
    assignment = root.named_children[0].named_children[0]
    return read(assignment.named_children[1])


@given(values, st.sampled_from([1, 40, 120]))
def test_what_is_encoded_is_read_back(value: JsonValue, width: int) -> None:
    assert parse(encode(value, width=width)) == value


@given(values)
def test_nothing_unsafe_is_left(value: JsonValue) -> None:
    source = encode(value)
    assert not re.search("</|<!|<s|[\u2028\u2029\u202a-\u202e\x00\ud800-\udfff]", source, re.IGNORECASE)
    assert "`" not in re.sub(r'"(?:[^"\\]|\\.)*"', "", source)
    source.encode("utf-8")


@given(values)
def test_lines_are_indented_and_end_with_a_comma(value: JsonValue) -> None:
    lines = encode(value, indent=4, width=10).splitlines()
    assert all(line.startswith("    ") for line in lines[1:])
    assert all(line.endswith((",", "[", "{")) for line in lines[:-1])


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf"), 10**400])
def test_what_is_no_number_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="has no TypeScript literal"):
        encode((number,))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("title", "title"),
        ("a-b", '"a-b"'),
        ("", '""'),
        ("__proto__", '["__proto__"]'),
        ("class", "class"),
        ("01", '"01"'),
        ("10", "10"),
        ("é", '"é"'),
    ],
)
def test_keys(name: str, expected: str) -> None:
    assert encode_key(name) == expected


def test_layout() -> None:
    value = JsonObject((("title", "Bali Bites"), ("tags", ("a", "b")), ("n", 2**70)))
    assert encode(value) == '{ title: "Bali Bites", tags: ["a", "b"], n: 1.1805916207174113e+21 }'
    assert encode(value, width=30) == '{\n  title: "Bali Bites",\n  tags: ["a", "b"],\n  n: 1.1805916207174113e+21,\n}'
    assert encode(JsonObject((("a", 1), ("a", 2)))) == "{ a: 2 }"


@pytest.mark.node
def test_node_reads_the_same() -> None:
    value = JsonObject((*((text, text) for text in NASTY if text != "\ud800"), ("list", (1.5, -0.0, True, None))))
    script = f"const value = {encode(value)}; console.log(JSON.stringify([Object.entries(value), Object.getPrototypeOf(value) === Object.prototype]))"
    output = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True).stdout
    entries, plain = json.loads(output)
    assert plain
    assert dict(entries) == {text: text for text in NASTY if text != "\ud800"} | {"list": [1.5, 0, True, None]}
