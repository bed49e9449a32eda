"""The code of two small apps: goldens, and what must hold for whatever is emitted."""

from __future__ import annotations

import json
import os
import re
import sys
from functools import cache
from pathlib import Path

import pytest
import tree_sitter_typescript
from tree_sitter import Language, Parser

from appfactory.catalog.stacks.nextjs_15.emit import phases
from appfactory.model.files import FileDraft
from appfactory.model.spec import AppSpec

TESTS = Path(__file__).parents[4]
sys.path.insert(0, str(TESTS))
import appspec_builder  # noqa: E402

GOLDENS = TESTS / "goldens" / "nextjs_15"
SPECS = {"restaurant": appspec_builder.restaurant, "workshop": appspec_builder.workshop}
GOLDEN_FILES = [
    ("restaurant", "src/domains/reservation/_generated/contract.ts"),
    ("restaurant", "src/domains/reservation/access.ts"),
    ("restaurant", "src/domains/reservation/actions.ts"),
    ("restaurant", "src/domains/reservation/actions.test.ts"),
    ("restaurant", "src/domains/reservation/form-actions.ts"),
    ("restaurant", "src/app/api/reservations/route.ts"),
    ("restaurant", "src/app/api/reservations/[id]/route.ts"),
    ("restaurant", "src/_generated/openapi.json"),
    ("workshop", "src/domains/planning/_generated/contract.ts"),
    ("workshop", "src/domains/planning/access.ts"),
    ("workshop", "src/domains/planning/actions.ts"),
    ("workshop", "src/domains/planning/queries.ts"),
    ("workshop", "src/domains/stock/actions.ts"),
    ("workshop", "src/domains/contact/actions.ts"),
    ("workshop", "src/db/_generated/seed-data.ts"),
    ("workshop", "tests/api/_generated/cases.ts"),
    ("workshop", "tests/e2e/_generated/pages.ts"),
]


@cache
def spec_of(name: str) -> AppSpec:
    return SPECS[name]()


@cache
def emitted(name: str) -> tuple[FileDraft, ...]:
    return (*phases.api(spec_of(name)), *phases.tests(spec_of(name)))


def text_of(name: str, path: str) -> str:
    (content,) = [draft.content for draft in emitted(name) if draft.path == path]
    assert isinstance(content, str)
    return content


@pytest.mark.parametrize(("name", "path"), GOLDEN_FILES)
def test_goldens(name: str, path: str) -> None:
    golden = GOLDENS / name / path.replace("/", ".").replace("[", "").replace("]", "")
    found = text_of(name, path)
    if os.environ.get("REGENERATE_GOLDENS"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(found)
    assert found == golden.read_text()


@pytest.mark.parametrize("name", SPECS)
def test_two_emissions_are_the_same(name: str) -> None:
    spec = SPECS[name]()
    assert (*phases.api(spec), *phases.tests(spec)) == emitted(name)


@pytest.mark.parametrize("name", SPECS)
def test_each_path_is_written_once(name: str) -> None:
    paths = [draft.path for draft in emitted(name)]
    assert len(paths) == len(set(paths))


@pytest.mark.parametrize("name", SPECS)
def test_generated_files_live_apart_and_the_rest_is_the_users(name: str) -> None:
    for draft in emitted(name):
        assert (draft.owner == "generated") == ("_generated/" in draft.path), draft.path


@pytest.mark.parametrize("name", SPECS)
def test_code_parses_and_leaves_nothing_open(name: str) -> None:
    parser = Parser(Language(tree_sitter_typescript.language_typescript()))
    for draft in emitted(name):
        assert isinstance(draft.content, str)
        if draft.path.endswith(".ts"):
            assert not parser.parse(draft.content.encode()).root_node.has_error, draft.path
        assert not re.search(r"\bTODO\b|\bFIXME\b|: any\b|as any\b|@ts-", draft.content), draft.path
        assert draft.content.endswith("\n")
        assert not draft.content.endswith("\n\n")


@pytest.mark.parametrize("name", SPECS)
def test_no_line_is_longer_than_its_texts_demand(name: str) -> None:
    for draft in emitted(name):
        if not draft.path.endswith(".ts"):
            continue
        for line in str(draft.content).split("\n"):
            texts = "".join(re.findall(r'"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`', line))
            assert len(line) - len(texts) <= 100, (draft.path, line)


def test_an_operation_that_no_rule_covers_is_neither_empty_nor_silent() -> None:
    actions = text_of("workshop", "src/domains/stock/actions.ts")
    assert 'throw new AppError(501, "not-implemented", "Forecast Stock is not available yet.");' in actions
    assert "is still to be written: no rule covers the verb `forecast`" in text_of("workshop", "src/domains/stock/actions.test.ts")


def test_the_openapi_document_speaks_of_every_route_and_answer() -> None:
    document = json.loads(text_of("workshop", "src/_generated/openapi.json"))
    found = {(method.upper(), path) for path, item in document["paths"].items() for method in item}
    wanted = {(route.method, re.sub(r":(\w+)", r"{\1}", route.path)) for route in spec_of("workshop").routes}
    # A parameter at one place of a path has one name, whichever route speaks of it.
    assert {(method, re.sub(r"\{\w+\}", "{}", path)) for method, path in found} == {
        (method, re.sub(r"\{\w+\}", "{}", path)) for method, path in wanted
    }
    for item in document["paths"].values():
        for operation in item.values():
            assert "400" in operation["responses"]
            assert ("401" in operation["responses"]) == bool(operation["security"])
            for response in operation["responses"].values():
                if "$ref" in response:
                    assert response["$ref"].rpartition("/")[2] in document["components"]["responses"]


def test_parameters_at_one_place_of_a_path_share_a_name() -> None:
    paths = [draft.path for draft in emitted("workshop") if draft.path.startswith("src/app/api/projects/")]
    assert {path.split("/")[4] for path in paths} == {"[projectId]", "route.ts"}
    assert "const { projectId, ...rest } = await input();" in text_of("workshop", "src/app/api/projects/[projectId]/route.ts")
