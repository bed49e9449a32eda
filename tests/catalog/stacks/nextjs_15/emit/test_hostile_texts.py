"""Whatever a plan says stays text: it ends no string, no comment and no line of the code that is emitted."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import tree_sitter_typescript
from hypothesis import given, settings
from hypothesis import strategies as st
from tree_sitter import Language, Node, Parser

from appfactory.catalog.stacks.nextjs_15.emit import phases
from appfactory.catalog.stacks.nextjs_15.emit.layout import fit, literal
from appfactory.model.files import FileDraft
from appfactory.model.spec import AppSpec, NotCovered

sys.path.insert(0, str(Path(__file__).parents[4]))
import appspec_builder

HOSTILE = (
    "*/", "`${} ``", '"\""', "{{ }}", "</script>", "'; DROP TABLE users; --", "\\", "\u2028", "$$$x$$$", "//% for x in y", "\\u0022", '"); x("', "",
)  # fmt: skip
PARSER = Parser(Language(tree_sitter_typescript.language_typescript()))


def hostile_spec(text: str) -> AppSpec:
    """The workshop, with the text wherever a plan's own words reach code."""
    spec = appspec_builder.workshop()
    operations = tuple(replace(one, meaning=NotCovered(text)) if isinstance(one.meaning, NotCovered) else one for one in spec.operations)
    enumerations = tuple(replace(one, labels=tuple(text for _ in one.labels)) for one in spec.enumerations)
    entities = tuple(
        replace(entity, fields=tuple(replace(one, names=replace(one.names, title=text or "x")) for one in entity.fields)) for entity in spec.entities
    )
    project = replace(spec.project, title=text)
    return replace(spec, operations=operations, enumerations=enumerations, entities=entities, project=project)


def parsed(draft: FileDraft) -> Node:
    assert isinstance(draft.content, str)
    return PARSER.parse(draft.content.encode("utf-8", "surrogatepass")).root_node


@pytest.mark.parametrize("text", HOSTILE)
def test_plans_can_not_write_code(text: str) -> None:
    spec = hostile_spec(text)
    for draft in (*phases.api(spec), *phases.tests(spec)):
        if draft.path.endswith(".ts"):
            assert not parsed(draft).has_error, draft.path
        if draft.path.endswith("openapi.json"):
            assert json.loads(str(draft.content))["info"]["title"] == text


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_code(text: str) -> None:
    spec = hostile_spec(text)
    for draft in phases.api(spec):
        if draft.path.endswith(".ts") and "/domains/" in draft.path:
            assert not parsed(draft).has_error, (draft.path, text)


@given(st.lists(st.text(max_size=40), min_size=1, max_size=6))
def test_laying_out_keeps_every_text(texts: list[str]) -> None:
    arguments = ", ".join(literal(text) for text in texts)
    found = fit(f"const value = choose({arguments}, [{arguments}], {{ key: {arguments.split(', ')[0] if len(texts) == 1 else literal(texts[0])} }});")
    root = PARSER.parse(found.encode("utf-8", "surrogatepass")).root_node
    assert not root.has_error
    strings = [node.text.decode("utf-8", "surrogatepass") for node in walk(root) if node.type == "string" and node.text is not None]
    assert strings == [literal(text) for text in [*texts, *texts, texts[0]]]


def walk(node: Node) -> list[Node]:
    return [node, *(found for child in node.children for found in walk(child))]
