"""Version 1.1.0 only adds: its keys are refused in a plan of an earlier version, by the models and by the published schema alike."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from appfactory.compile.plan.reader import read_plan
from appfactory.compile.plan.schema import plan_schema
from appfactory.compile.plan.structure import check_structure
from appfactory.compile.plan.validate import validate
from appfactory.model.plan import BuildPlan, thaw

TEXT = (Path(__file__).parents[2] / "fixtures" / "minimal.yaml").read_text()
MINIMAL: dict[str, Any] = yaml.safe_load(TEXT)
PUBLISHED = Draft202012Validator(thaw(plan_schema()))  # type: ignore[arg-type]
DOMAIN: tuple[str | int, ...] = ("components", "domains", 0)
ENTITY = (*DOMAIN, "entities", 0)
FIELD = (*ENTITY, "fields", 2)
NEW: list[tuple[tuple[str | int, ...], object]] = [
    ((*DOMAIN, "description"), "Books"),
    ((*DOMAIN, "enumerations"), [{"name": "Genre", "values": ["novel", "poetry"], "description": "What kind of book"}]),
    ((*ENTITY, "description"), "A book"),
    ((*ENTITY, "synonyms"), ["volume"]),
    ((*ENTITY, "ledger"), True),
    ((*ENTITY, "internal"), True),
    ((*ENTITY, "uniques"), [{"fields": ["userId", "title"], "where": "title <> ''"}]),
    ((*ENTITY, "checks"), [{"name": "titled", "check": "title <> ''"}]),
    ((*ENTITY, "exclusions"), [{"equal": ["title"], "from": "a", "until": "b", "where": "true", "name": "loan"}]),
    ((*FIELD, "description"), "What stands on the cover"),
    ((*FIELD, "synonyms"), ["name"]),
    ((*FIELD, "lookup"), {"through": "userId", "value": "name"}),
    ((*DOMAIN, "operations", 0, "description"), "Adds a book"),
    (("database", "tenancy"), {"field": "bizId", "claim": "biz_id", "members": {"entity": "Member", "where": "true"}}),
]


def with_key(path: tuple[str | int, ...], value: object, version: str | None) -> dict[str, Any]:
    document = copy.deepcopy(MINIMAL)
    document.pop("version", None)
    if version is not None:
        document["version"] = version
    parent: Any = document
    for part in path[:-1]:
        parent = parent[part]
    parent[path[-1]] = value
    return document


@pytest.mark.parametrize(("path", "value"), NEW, ids=[".".join(map(str, path)) for path, _ in NEW])
@pytest.mark.parametrize(
    ("version", "allowed"), [("1.1.0", True), ("1.2.3", True), ("2.0.0", True), ("1.0.0", False), ("0.9.1", False), (None, False)]
)
def test_new_keys_need_the_version_that_has_them(path: tuple[str | int, ...], value: object, version: str | None, allowed: bool) -> None:
    document = with_key(path, value, version)
    assert isinstance(check_structure(document), BuildPlan) is allowed
    assert PUBLISHED.is_valid(document) is allowed


@pytest.mark.parametrize(("path", "value"), NEW, ids=[".".join(map(str, path)) for path, _ in NEW])
def test_models_and_schema_agree_on_what_stands_there(path: tuple[str | int, ...], value: object) -> None:
    for wrong in (
        None,
        1,
        "x",
        [],
        {},
        [1],
        [{}],
        {"field": ""},
        True,
        ["x"],
        {"through": "", "value": "x"},
        [{"equal": [], "from": "a", "until": "b"}],
    ):
        document = with_key(path, wrong, "1.1.0")
        assert isinstance(check_structure(document), BuildPlan) is PUBLISHED.is_valid(document), wrong


def test_an_older_plan_hears_of_its_other_errors_too() -> None:
    text = TEXT.replace("- name: Book\n", "- name: Book\n          description: A book\n          colour: red\n").replace(
        "stack: nextjs-15", "stack: nextjs"
    )
    findings = read_plan(text, "x").findings
    assert [finding.code for finding in findings] == ["plan-not-allowed", "plan-newer-key", "plan-unknown-key"]
    assert findings[1].hint == 'write `version: "1.1.0"`'


def test_the_manuals_example_is_a_plan() -> None:
    manual = (Path(__file__).parents[3] / "docs" / "plan.md").read_text()
    (domain,) = [block for block in manual.split("```yaml\n") if block.startswith("    - name: stays")]
    head, _, tail = TEXT.partition("  domains:\n")
    others = """
        - { name: Hotel, internal: true, fields: [{ name: id, type: ksuid(hot) }] }
        - name: Room
          internal: true
          fields: [{ name: id, type: ksuid(rom) }, { name: beds, type: int }, { name: isDormitory, type: bool }]
      operations: []
"""
    text = head.replace("1.0.0", "1.1.0") + "  domains:\n" + domain.partition("```")[0].rstrip() + others + tail
    findings, _ = validate(text, "x")
    assert [finding.message for finding in findings if finding.severity != "info"] == ["no route reads or changes `Stay`"]
