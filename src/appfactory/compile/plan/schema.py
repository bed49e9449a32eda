"""The JSON Schema (draft 2020-12) of the plan, made from the models."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from appfactory.model.json_value import JsonObject
from appfactory.model.plan import PLAN_VERSION, BuildPlan, freeze

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
    frozen = freeze({**head, **_tidy(generated), "$defs": {name: _tidy(definition) for name, definition in definitions.items()}})
    assert isinstance(frozen, JsonObject)
    return frozen


def _tidy(definition: dict[str, Any]) -> dict[str, object]:
    """An object's schema without the class's name, and without defaults that only say that there is nothing."""
    properties = {
        name: {key: value for key, value in schema.items() if key != "default" or (value not in ("", None, []) and not isinstance(value, dict))}
        for name, schema in definition.get("properties", {}).items()
    }
    return {**{key: value for key, value in definition.items() if key not in ("title", "properties")}, "properties": properties}
