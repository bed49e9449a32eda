"""The JSON Schema (draft 2020-12) of the plan, made from the models."""

from __future__ import annotations

from typing import Any, get_origin

from pydantic.json_schema import GenerateJsonSchema

from appfactory.model.json_value import JsonObject
from appfactory.model.plan import FIRST_VERSION, PLAN_VERSION, BuildPlan, PlanNode, freeze
from appfactory.model.plan_versions import inner_model, since_of

SCHEMA_FILE = "buildplan.schema.json"
"""Where editors look for the schema: beside the plan, as the first line of a formatted plan says."""


class _PlanSchema(GenerateJsonSchema):
    """Leaves out the titles that Pydantic derives from the attributes' names: editors would show them before the descriptions."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - the signature is Pydantic's
        return False


def plan_schema() -> JsonObject:
    """The schema, ready to be written as JSON: closed objects, a description on each node, defaults."""
    generated = BuildPlan.model_json_schema(by_alias=True, schema_generator=_PlanSchema)
    definitions = generated.pop("$defs", {})
    head: dict[str, object] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:appfactory:buildplan:{PLAN_VERSION}",
        "title": "Build plan",
    }
    frozen = freeze(
        {**head, **_tidy(generated), **_first_version_only(), "$defs": {name: _tidy(definition) for name, definition in definitions.items()}}
    )
    assert isinstance(frozen, JsonObject)
    return frozen


def _first_version_only() -> dict[str, object]:
    """What a plan of version 1.0 may not have: the keys that later versions added, each refused where it would stand."""
    below = {"properties": {"version": {"pattern": r"^0*(0\.[0-9]+|1\.0+)\.[0-9]+$"}}}
    return {"if": {"anyOf": [{"not": {"required": ["version"]}}, below]}, "then": _refused_keys(BuildPlan)}


def _refused_keys(model: type[PlanNode]) -> dict[str, object]:
    refused: dict[str, object] = {}
    for name, field in model.model_fields.items():
        inner = inner_model(field.annotation)
        if since_of(field) != FIRST_VERSION:
            refused[field.alias or name] = False
        elif inner is not None and (below := _refused_keys(inner)):
            many = get_origin(field.annotation) is tuple
            refused[field.alias or name] = {"items": below} if many else below
    return {"properties": refused} if refused else {}


def _tidy(definition: dict[str, Any]) -> dict[str, object]:
    """An object's schema without the class's name, and without defaults that only say that there is nothing."""
    properties = {
        name: {key: value for key, value in schema.items() if key != "default" or (value not in ("", None, []) and not isinstance(value, dict))}
        for name, schema in definition.get("properties", {}).items()
    }
    return {**{key: value for key, value in definition.items() if key not in ("title", "properties")}, "properties": properties}
