"""The models, the schema they publish and the founding schema accept and refuse the same documents."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from appfactory.compile.plan.reader import read_plan
from appfactory.compile.plan.schema import plan_schema
from appfactory.compile.plan.spans import PlanSpans
from appfactory.compile.plan.structure import check_structure
from appfactory.compile.rules import check
from appfactory.compile.rules.context import PlanContext
from appfactory.model.library import LibraryIndex
from appfactory.model.plan import BuildPlan, thaw

FIXTURES = Path(__file__).parents[2] / "fixtures"
FOUNDING: dict[str, Any] = json.loads((FIXTURES / "buildplan.schema.json").read_text())
PUBLISHED: dict[str, Any] = thaw(plan_schema())  # type: ignore[assignment]


def ecmascript(schema: Any) -> Any:
    """The same schema for Python's `re`, whose `$` also matches before a final line end, which ECMAScript's does not."""
    if isinstance(schema, dict):
        return {key: value.replace("$", r"\Z") if key == "pattern" and isinstance(value, str) else ecmascript(value) for key, value in schema.items()}
    return [ecmascript(item) for item in schema] if isinstance(schema, list) else schema


FOUNDING_VALIDATOR = Draft202012Validator(ecmascript(FOUNDING))
PUBLISHED_VALIDATOR = Draft202012Validator(ecmascript(PUBLISHED))


def verdicts(document: object) -> tuple[bool, bool, bool]:
    return FOUNDING_VALIDATOR.is_valid(document), isinstance(check_structure(document), BuildPlan), PUBLISHED_VALIDATOR.is_valid(document)


def agree(document: object) -> None:
    founding, models, published = verdicts(document)
    assert founding == models == published


def minimal() -> dict[str, Any]:
    read = read_plan((FIXTURES / "minimal.yaml").read_text(), "minimal.yaml")
    assert read.plan is not None
    document = json.loads(read.plan.model_dump_json(by_alias=True, exclude_unset=True))
    assert isinstance(document, dict)
    return document


def full() -> dict[str, Any]:
    """A document that uses every key of the founding schema."""
    document = minimal()
    document["project"]["repo"] = "https://example.com/x.git"
    document["targets"] |= {"payments": "stripe", "email": "resend", "storage": "none"}
    document["variables"] = {"A": "b"}
    document["components"]["pages"][0]["sections"] = [{"component": "packages/a.tsx", "props": {"n": 1, "deep": {"list": [None, True]}}}]
    document["components"]["ui"] = [{"name": "A", "from": "packages/a.tsx", "as": "B"}]
    domain = document["components"]["domains"][0]
    domain["entities"][0] |= {"multiTenant": False}
    domain["entities"][0]["fields"][2] |= {"nullable": True, "unique": False, "default": 1.5, "check": "true", "index": True}
    domain["operations"][0] |= {"auth": "admin", "sideEffects": ["send-email"]}
    document["api"]["routes"][0] |= {"validate": False, "rateLimit": 5}
    document["database"] |= {
        "sql": "x",
        "policies": [{"entity": "Book", "policy": "p", "action": "ALL", "using": "true"}],
        "indexes": [{"table": "Book", "columns": ["title"], "unique": True}],
    }
    document["integrations"] = {
        "supabase": {"projectRef": "x", "edgeFunctions": ["f"]},
        "clerk": {"roles": ["user"], "protectedRoutes": ["/books"]},
        "stripe": {"mode": "test", "products": ["p"], "webhooks": ["w"]},
        "email": {"provider": "resend", "templates": ["t"]},
    }
    document["testing"] |= {"framework": "vitest", "coverageTarget": 70}
    document["hooks"] = {"pre": ["echo"], "post": []}
    document["humanCheckpoints"] = ["afterScaffold"]
    return document


def paths(document: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    if isinstance(document, dict):
        found += [inner for key, value in document.items() for inner in paths(value, (*path, key))]
    elif isinstance(document, list):
        found += [inner for index, value in enumerate(document) for inner in paths(value, (*path, index))]
    return found


def at(document: Any, path: tuple[Any, ...]) -> Any:
    for part in path:
        document = document[part]
    return document


FULL = full()
PATHS = [path for path in paths(FULL) if path]
ODD = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        1,
        -1,
        1.0,
        0.0,
        100.0,
        70.5,
        101,
        10**40,
        1e300,
        "",
        "x",
        "/",
        "/a\n",
        "/api/x\n",
        "1.0.0\n",
        "user",
        "none",
        "GET",
        [],
        [1.0],
        {},
        {"a": "b"},
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


ANY = ODD | JSON


def documents(schema: Any) -> st.SearchStrategy[Any]:
    """Documents that a schema accepts, for the keywords that the founding schema and ours use."""
    if "$ref" in schema:
        return documents(PUBLISHED["$defs"][schema["$ref"].rpartition("/")[2]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return st.one_of([_of_type(kind, schema) for kind in kinds])


def _of_type(kind: str, schema: Any) -> st.SearchStrategy[Any]:
    if kind == "object":
        return _objects(schema)
    if kind == "array":
        return st.lists(documents(schema["items"]), min_size=schema.get("minItems", 0), max_size=3)
    if kind == "string":
        if "pattern" in schema:
            return st.from_regex(schema["pattern"].replace("$", r"\Z"))
        return st.text(min_size=schema.get("minLength", 0), max_size=12)
    if kind == "integer":
        whole = st.integers(schema.get("minimum"), schema.get("maximum"))
        return whole | whole.filter(lambda number: abs(number) < 2**53).map(float)
    return {"number": st.integers() | st.floats(allow_nan=False, allow_infinity=False), "boolean": st.booleans(), "null": st.none()}[kind]


def _objects(schema: Any) -> st.SearchStrategy[Any]:
    if "properties" not in schema:
        more = schema.get("additionalProperties", True)
        return st.dictionaries(st.text(max_size=8), JSON if more is True else documents(more), max_size=3)
    required = set(schema.get("required", ()))
    members = {key: documents(value) for key, value in schema["properties"].items()}
    return st.fixed_dictionaries(
        {key: member for key, member in members.items() if key in required},
        optional={key: member for key, member in members.items() if key not in required},
    )


@given(documents(FOUNDING))
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_documents_of_the_founding_schema_are_accepted(document: object) -> None:
    assert verdicts(document) == (True, True, True)


@given(st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(["replace", "delete", "add"]), ANY), min_size=1, max_size=3))
@settings(max_examples=150, deadline=None)
def test_mutated_documents_get_the_same_verdict(changes: list[tuple[tuple[Any, ...], str, Any]]) -> None:
    document = copy.deepcopy(FULL)
    for path, kind, value in changes:
        try:
            parent = at(document, path[:-1])
            if kind == "delete":
                del parent[path[-1]]
            elif kind == "add" and isinstance(parent, dict):
                parent[f"{path[-1]}x"] = value
            else:
                parent[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    agree(document)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: ".".join(map(str, path)))
def test_each_place_takes_the_same_values(path: tuple[Any, ...]) -> None:
    for value in (None, True, 0, 1.0, 1.5, 100.0, "", "x", "/\n", [], {}, ["x"], {"x": "y"}, {"x": 1}):
        document = copy.deepcopy(FULL)
        at(document, path[:-1])[path[-1]] = value
        agree(document)
    document = copy.deepcopy(FULL)
    parent = at(document, path[:-1])
    del parent[path[-1]]
    agree(document)


def test_whole_documents_that_are_no_objects() -> None:
    for document in (None, True, 1, "x", [], [{}], {}):
        agree(document)


def test_the_published_schema_describes_every_node_and_closes_every_object() -> None:
    for name, definition in [("BuildPlan", PUBLISHED), *PUBLISHED["$defs"].items()]:
        assert definition["additionalProperties"] is False, name
        for key, node in definition["properties"].items():
            assert node.get("description"), f"{name}.{key}"


def test_defaults_are_those_of_the_founding_schema() -> None:
    def defaults(schema: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if isinstance(schema, dict):
            for key, value in schema.get("properties", {}).items():
                if "default" in value and not isinstance(value["default"], dict):
                    found[key] = value["default"]
                found |= defaults(value)
            for inner in (schema.get("items"), *schema.get("$defs", {}).values()):
                found |= defaults(inner)
        return found

    assert defaults(PUBLISHED) == {**defaults(FOUNDING), "rateLimit": 0, "ledger": False, "internal": False}


def test_numbers_that_are_not_finite_are_refused_wherever_they_stand() -> None:
    text = (FIXTURES / "minimal.yaml").read_text()
    for written in (".nan", ".inf", "-.inf", "1e999", "9" * 5000):
        for old in ("stages: [100]", "default: WANTED"):
            changed = text.replace(old, old.split(":")[0] + (f": [{written}]" if "[" in old else f": {written}"))
            assert read_plan(changed, "x").plan is None


@given(documents(FOUNDING))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_rules_take_any_plan_that_the_schema_accepts(document: object) -> None:
    plan = check_structure(document)
    assert isinstance(plan, BuildPlan)
    check(PlanContext(plan, PlanSpans("x", None), LibraryIndex(), False))


@given(documents(PUBLISHED), st.sampled_from(["1.1.0", "1.7.0"]))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_documents_of_the_newest_version_are_accepted_and_checked(document: dict[str, Any], version: str) -> None:
    document["version"] = version
    plan = check_structure(document)
    assert isinstance(plan, BuildPlan)
    assert PUBLISHED_VALIDATOR.is_valid(document)
    check(PlanContext(plan, PlanSpans("x", None), LibraryIndex(), False))
