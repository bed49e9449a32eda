"""What all parts of a plan are made of: a closed, frozen node, and the values of its documents. Later versions of the language mark their keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler, PlainValidator, WithJsonSchema
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError, core_schema

from appfactory.model.json_value import JsonObject, JsonValue

FIRST_VERSION = "1.0.0"
"""What a plan is written in that does not say its version."""

PLAN_VERSION = "1.1.0"
"""The newest version of the language that is known here."""

PLAN_VERSIONS = (FIRST_VERSION, PLAN_VERSION)

DefaultValue: TypeAlias = str | int | float | bool | None


def freeze(value: object) -> JsonValue:
    """JSON-like Python values (dict, list, tuple, text, numbers, None) as a `JsonValue`. Raises `TypeError` for anything else."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float) and isfinite(value):
        return value
    if isinstance(value, list | tuple):
        return tuple(freeze(item) for item in value)
    if isinstance(value, dict):
        return JsonObject(tuple((str(key), freeze(item)) for key, item in value.items()))
    if isinstance(value, JsonObject):
        return value
    raise TypeError(f"{type(value).__name__} is not JSON")


def thaw(value: JsonValue) -> object:
    """A `JsonValue` as the dicts and lists that `json.dumps` takes."""
    if isinstance(value, JsonObject):
        return {key: thaw(member) for key, member in value.members}
    if isinstance(value, tuple):
        return [thaw(item) for item in value]
    return value


def _whole_number(value: object) -> object:
    """JSON Schema's `integer` takes 1.0 for 1."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _props(value: object) -> JsonObject:
    if not isinstance(value, dict | JsonObject):
        raise PydanticCustomError("dict_type", "must be an object")
    if isinstance(value, JsonObject):
        return value
    try:
        return JsonObject(tuple((str(key), freeze(item)) for key, item in value.items()))
    except TypeError as error:
        raise PydanticCustomError("json_type", "must be JSON: {reason}", {"reason": str(error)}) from error


def _default_value(value: object) -> DefaultValue:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float) and isfinite(value):
        return value
    raise PydanticCustomError("default_type", "must be text, a number, true, false or null")


def _not_null(value: object) -> object:
    """`null` is no way to say that there is none: the key is left out."""
    if value is None:
        raise PydanticCustomError("string_type", "must be text")
    return value


def _texts(description: str) -> dict[str, object]:
    return {"type": "object", "additionalProperties": {"type": "string", "description": description}}


WHOLE = BeforeValidator(_whole_number)


class _AnyObject:
    """Tells Pydantic to take any JSON object as a `JsonObject`, without a look at that type, which is recursive."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(_props, serialization=core_schema.plain_serializer_function_ser_schema(thaw))

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, object]:
        return {"type": "object", "additionalProperties": True}


Props = Annotated[JsonObject, _AnyObject()]
Default = Annotated[DefaultValue, PlainValidator(_default_value), WithJsonSchema({"type": ["string", "number", "boolean", "null"]})]
EmailProvider = Annotated[
    Literal["resend", "postmark"] | None, BeforeValidator(_not_null), WithJsonSchema({"type": "string", "enum": ["resend", "postmark"]})
]
Variables = Annotated[Mapping[str, str], WithJsonSchema(_texts("The text that stands for the variable"))]
Input = Annotated[Mapping[str, str], WithJsonSchema(_texts("A type of the plan language; `T?` makes the input optional"))]


@dataclass(frozen=True, slots=True)
class Since:
    """Marks a key that came with a later version of the language; a plan of an earlier one may not have it."""

    version: str


SINCE_1_1 = Since("1.1.0")


class PlanNode(BaseModel):
    """What all parts of a plan have in common: closed, frozen, nothing coerced, camelCase keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, alias_generator=to_camel, validate_by_name=False, validate_by_alias=True)
