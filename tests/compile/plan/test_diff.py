"""The difference of two plans in the words of the product."""

from __future__ import annotations

from pathlib import Path

import pytest

from appfactory.compile.plan.diff import diff_plans
from appfactory.compile.plan.reader import read_plan
from appfactory.model.plan import BuildPlan

MINIMAL = (Path(__file__).parents[2] / "fixtures" / "minimal.yaml").read_text()


def plan(*changes: tuple[str, str]) -> BuildPlan:
    text = MINIMAL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    read = read_plan(text, "x")
    assert read.plan is not None, read.findings
    return read.plan


GUARDED = """source: fromEntities
  policies:
    - { entity: Book, policy: own, using: "true" }
  indexes:
    - { table: Book, columns: [title] }"""
SHELF = (
    "        - name: Shelf\n          fields:\n            - { name: id, type: uuid }\n            - { name: label, type: text }\n      operations:"
)


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ([], []),
        ([("name: reading-list", "name: bookshelf")], ["project name changed: reading-list → bookshelf"]),
        ([("- name: Home", "- name: Start")], ["page / changed: name Home → Start"]),
        ([("      operations:", SHELF)], ["table Shelf added: id, label"]),
        ([("      operations:", SHELF), ("- name: Book\n", "- name: Volume\n")], ["table Volume is now called Book", "table Shelf added: id, label"]),
        ([("- name: Book\n", "- name: Book\n          multiTenant: false\n")], ["table Book changed: multiTenant true → false"]),
        (
            [("type: string(200) }\n            -", "type: text, nullable: true }\n            -")],
            ["field Book.title changed: type string(200) → text; nullable false → true"],
        ),
        ([("            - { name: title, type: string(200) }\n", "")], ["field Book.title removed"]),
        (
            [("{ name: title, type: string(200) }", "{ name: title, type: string(200) }\n            - { name: pages, type: int }")],
            ["field Book.pages added: int"],
        ),
        (
            [("finishBook", "closeBook")],
            [
                "operation library.finishBook is now called library.closeBook",
                "route POST /api/books/{id}/finish changed: operation library.finishBook → library.closeBook",
            ],
        ),
        (
            [("path: /api/books,", "path: /api/volumes,")],
            ["route GET /api/books is now called GET /api/volumes", "route POST /api/books is now called POST /api/volumes"],
        ),
        ([("name: library", "name: shop"), ("library.", "shop.")], None),
        (
            [
                (
                    "source: fromEntities",
                    GUARDED,
                )
            ],
            ["policy Book.own added", "index Book(title) added"],
        ),
        ([("featureFlags: []", "featureFlags: [beta]")], ["feature flag beta added"]),
        (
            [
                (
                    "integrations: {}",
                    "integrations:\n  clerk: { roles: [user, admin] }\nvariables: { A: b }\nhooks: { pre: [x] }\nhumanCheckpoints: [beforeDeploy]",
                )
            ],
            ["variable A added", "role user added", "role admin added", "hook before x added", "human checkpoint beforeDeploy added"],
        ),
    ],
)
def test_says(changes: list[tuple[str, str]], sentences: list[str] | None) -> None:
    before, after = plan(), plan(*changes)
    said = [change.sentence() for change in diff_plans(before, after)]
    if sentences is None:
        assert said[:3] == ["domain shop added", "domain library removed", "table Book changed: domain library → shop"]
        return
    renamed_from_book = [sentence.replace("Volume is now called Book", "Book is now called Volume") for sentence in sentences]
    assert said in (sentences, renamed_from_book)


def test_there_and_back_again_is_the_opposite() -> None:
    before, after = plan(), plan(("      operations:", SHELF), ("featureFlags: []", "featureFlags: [beta]"))
    opposite = {"added": "removed", "removed": "added"}
    there = {(change.kind, change.what, change.name) for change in diff_plans(before, after)}
    back = {(opposite[change.kind], change.what, change.name) for change in diff_plans(after, before)}
    assert there == back


def sentences(before: str, after: str) -> list[str]:
    plans = [read_plan(text, "x").plan for text in (before, after)]
    first, second = plans
    assert first is not None
    assert second is not None
    return [change.sentence() for change in diff_plans(first, second)]


def test_what_version_1_1_added() -> None:
    entity = "- name: Book\n          "
    newer = MINIMAL.replace('version: "1.0.0"', 'version: "1.1.0"')
    described = newer.replace(entity, entity + 'description: "What is read."\n          synonyms: [volume]\n          ')
    rules = described.replace(
        "          fields:\n",
        "          uniques: [{ fields: [userId, title] }]\n          checks: [{ name: titled, check: \"title <> ''\" }]\n          fields:\n",
        1,
    )
    assert sentences(newer, rules) == [
        'table Book changed: description "" → "What is read."; synonyms [] → [volume]',
        "unique Book(userId, title) added",
        "check Book.titled added",
    ]
    assert sentences(rules, rules.replace("name: titled", "name: has_title")) == ["check Book.titled is now called Book.has_title"]
    tenants = newer.replace("source: fromEntities", "source: fromEntities\n  tenancy: { field: userId, claim: team }")
    assert sentences(newer, tenants) == ["database tenancy changed: none → userId by the claim team"]
    shared = newer.replace("      entities:\n", "      enumerations: [{ name: Kind, values: [a, b] }]\n      entities:\n", 1)
    assert sentences(newer, shared) == ["enumeration Kind added"]
    assert sentences(shared, shared.replace("[a, b]", "[a, b, c]")) == ["enumeration Kind changed: values [a, b] → [a, b, c]"]
