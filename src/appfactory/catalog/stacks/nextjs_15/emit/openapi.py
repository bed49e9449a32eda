"""`src/_generated/openapi.json`: the API as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.0)."""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import TypeAlias

from appfactory.catalog.stacks.nextjs_15.emit.index import Index, is_read, stored
from appfactory.catalog.stacks.nextjs_15.emit.paging import PagingInputs, sortable_fields
from appfactory.catalog.stacks.nextjs_15.emit.routes import Endpoint, endpoints
from appfactory.catalog.stacks.nextjs_15.emit.samples import sample_input, sample_output
from appfactory.catalog.stacks.nextjs_15.emit.schemas import bounds, effective_type, is_nullable, is_optional
from appfactory.model.files import FileDraft
from appfactory.model.spec import (
    Entity,
    FieldSpec,
    FieldType,
    InputField,
    Insert,
    Operation,
    Patch,
    ReadMany,
    ReadOne,
    Remove,
    Scalar,
    StripeCharge,
    Transition,
)

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None

_REFUSALS = {
    400: "The request is not valid; `fields` names what is wrong.",
    401: "Nobody is signed in.",
    403: "The caller may not do this.",
    404: "There is no such row, or it belongs to somebody else.",
    409: "The row is in a state that does not allow it, or somebody else was faster.",
    413: "The body is too large.",
    415: "The body is no JSON.",
    422: "The values do not go together, or point at something that does not exist.",
    429: "Too many requests; `Retry-After` says when to try again.",
    500: "Something went wrong.",
    501: "The operation is not available yet.",
}


def openapi_draft(index: Index) -> FileDraft:
    """The document, with members in a stable order."""
    return FileDraft("src/_generated/openapi.json", _text(openapi(index), 0) + "\n", "generated", "api.routes")


def _text(value: Json, indent: int, around: int = 0) -> str:
    """JSON as Prettier lays it out: objects over several lines, lists of scalars on one if they fit beside a name and a comma (`around`)."""
    pad = " " * (indent + 2)
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict) and value:
        last = len(value) - 1
        members = ",\n".join(
            f"{pad}{encode_basestring(name)}: {_text(one, indent + 2, len(name) + 4 + (place < last))}"
            for place, (name, one) in enumerate(value.items())
        )
        return f"{{\n{members}\n{' ' * indent}}}"
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, list) or not value or (not any(isinstance(one, dict) for one in value) and indent + around + len(line) <= 100):
        return line
    entries = ",\n".join(pad + _text(one, indent + 2) for one in value)
    return f"[\n{entries}\n{' ' * indent}]"


def openapi(index: Index) -> dict[str, Json]:
    """The document as JSON."""
    paths: dict[str, Json] = {}
    used: set[str] = set()
    for endpoint in endpoints(index):
        item = paths.setdefault(endpoint.address, {})
        assert isinstance(item, dict)
        item[endpoint.route.method.lower()] = _operation(index, endpoint, used)
    schemas: dict[str, Json] = {entity.names.pascal: _entity(index, entity) for entity in index.spec.entities}
    schemas["Error"] = _error()
    return {
        "openapi": "3.1.0",
        "info": {"title": index.spec.project.title, "version": index.spec.plan_version or "1.0.0"},
        "servers": [{"url": "/"}],
        "tags": [{"name": domain} for domain in index.spec.domains if index.by_domain[domain]],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {f"Refused{status}": _refusal(status) for status in sorted(_REFUSALS)},
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "session", "description": "The cookie of the sign-in."},
                "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "The token of the sign-in."},
            },
        },
    }


def _operation(index: Index, endpoint: Endpoint, used: set[str]) -> Json:
    operation = endpoint.operation
    in_path = {target for _, target in endpoint.parameters}
    rest = [given for given in operation.input if given.names.camel not in in_path and given.role not in ("page", "page-size", "sort")]
    parameters = [_parameter(index, operation, name, target) for name, target in endpoint.parameters]
    identifier = operation.names.camel if operation.names.camel not in used else f"{operation.domain}_{operation.names.camel}"
    while identifier in used:
        identifier += "_"
    used.add(identifier)
    document: dict[str, Json] = {"operationId": identifier, "summary": operation.names.title, "tags": [operation.domain]}
    if endpoint.in_query:
        parameters += [_query_parameter(index, operation, given) for given in rest]
        parameters += _paging(index, operation)
    if parameters:
        document["parameters"] = list(parameters)
    if not endpoint.in_query:
        document["requestBody"] = _body(index, operation, rest)
    document["responses"] = _responses(index, endpoint)
    document["security"] = [] if endpoint.access == "public" else [{"session": []}, {"token": []}]
    if endpoint.route.rate_limit:
        document["x-rate-limit-per-minute"] = endpoint.route.rate_limit
    return document


def _parameter(index: Index, operation: Operation, name: str, target: str) -> Json:
    given = next((one for one in operation.input if one.names.camel == target), None)
    schema: Json = _input_schema(index, operation, given) if given is not None else {"type": "string"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameter(index: Index, operation: Operation, given: InputField) -> Json:
    return {
        "name": given.names.camel,
        "in": "query",
        "required": not is_optional(operation, given),
        "schema": _input_schema(index, operation, given),
    }


def _paging(index: Index, operation: Operation) -> list[Json]:
    if not isinstance(operation.meaning, ReadMany):
        return []
    names = PagingInputs.of(operation)
    entity = index.entities[operation.meaning.entity]
    choices: list[Json] = [name for field in sortable_fields(entity) for name in (field.names.camel, f"-{field.names.camel}")]
    integer: dict[str, Json] = {"type": "integer", "minimum": 1}
    return [
        {"name": names.page, "in": "query", "required": False, "schema": {**integer, "default": 1}},
        {"name": names.page_size, "in": "query", "required": False, "schema": {**integer, "maximum": 100, "default": 20}},
        {"name": names.sort, "in": "query", "required": False, "schema": {"type": "string", "enum": choices}},
    ]


def _body(index: Index, operation: Operation, rest: list[InputField]) -> Json:
    required: list[Json] = [given.names.camel for given in rest if not is_optional(operation, given)]
    properties: dict[str, Json] = {given.names.camel: _input_schema(index, operation, given) for given in rest}
    schema: dict[str, Json] = {"type": "object", "additionalProperties": False, "properties": properties}
    if required:
        schema["required"] = required
    example = {name: value for name, value in sample_input(index, operation).items() if name in properties}
    return {"required": bool(required), "content": {"application/json": {"schema": schema, "example": example}}}


def _responses(index: Index, endpoint: Endpoint) -> Json:
    responses: dict[str, Json] = {str(endpoint.status): _success(index, endpoint)}
    for status in sorted(_refusals(index, endpoint)):
        responses[str(status)] = {"$ref": f"#/components/responses/Refused{status}"}
    return responses


def _success(index: Index, endpoint: Endpoint) -> Json:
    operation = endpoint.operation
    entity = index.entities.get(operation.output)
    if entity is None:
        return {"description": "Done."} if not operation.output else {"description": "Done.", "content": {"application/json": {"schema": {}}}}
    schema: dict[str, Json] = {"$ref": f"#/components/schemas/{entity.names.pascal}"}
    example: Json = sample_output(index, entity)
    if isinstance(operation.meaning, ReadMany):
        integer: dict[str, Json] = {"type": "integer"}
        example = {"items": [example], "total": 1, "page": 1, "pageSize": 20}
        schema = {
            "type": "object",
            "required": ["items", "total", "page", "pageSize"],
            "properties": {"items": {"type": "array", "items": schema}, "total": integer, "page": integer, "pageSize": integer},
        }
    elif any(isinstance(effect, StripeCharge) for effect in operation.side_effects):
        address: dict[str, Json] = {"type": "string", "format": "uri", "description": "The page on which the amount is paid."}
        schema = {"allOf": [schema, {"type": "object", "required": ["checkoutUrl"], "properties": {"checkoutUrl": address}}]}
    return {"description": "Done.", "content": {"application/json": {"schema": schema, "example": example}}}


def _refusals(index: Index, endpoint: Endpoint) -> set[int]:
    operation = endpoint.operation
    found = {400, 500}
    if endpoint.access != "public":
        found.add(401)
    if endpoint.access == "admin" or not is_read(operation):
        found.add(403)
    if not endpoint.in_query:
        found |= {413, 415}
    if endpoint.route.rate_limit:
        found.add(429)
    match operation.meaning:
        case Insert():
            found |= {409, 422}
        case Patch():
            found |= {404, 409, 422}
        case Transition() | Remove():
            found |= {404, 409}
        case ReadOne():
            found |= {404, 409} if operation.side_effects else {404}
        case ReadMany():
            pass
        case _:
            found.add(404 if index.entity_of(operation) is not None else 501)
    return found


def _refusal(status: int) -> Json:
    response: dict[str, Json] = {
        "description": _REFUSALS[status],
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }
    if status == 429:
        response["headers"] = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
    return response


def _error() -> Json:
    text: dict[str, Json] = {"type": "string"}
    return {
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {
                "type": "object",
                "required": ["code", "message", "requestId"],
                "properties": {
                    "code": text,
                    "message": text,
                    "fields": {"type": "object", "additionalProperties": {"type": "array", "items": text}},
                    "requestId": text,
                },
            }
        },
    }


def _entity(index: Index, entity: Entity) -> Json:
    properties: dict[str, Json] = {field.names.camel: _output_schema(index, field) for field in entity.fields}
    return {"type": "object", "required": list(properties), "properties": properties}


def _output_schema(index: Index, field: FieldSpec) -> Json:
    schema = _of_type(index, field.type)
    if stored(field.type) in ("bigint", "decimal"):
        schema = {"type": "string", "format": "int64" if stored(field.type) == "bigint" else "decimal"}
    if field.type.array:
        schema = {"type": "array", "items": schema}
    return _nullable(schema) if field.nullable else schema


def _input_schema(index: Index, operation: Operation, given: InputField) -> Json:
    bound = index.bound(operation, given)
    kind = effective_type(given, bound)
    schema = _of_type(index, kind)
    minimum, maximum = bounds(given, bound)
    if minimum is not None and stored(kind) == "int":
        schema["minimum"] = minimum
    if maximum is not None and stored(kind) == "int":
        schema["maximum"] = maximum
    if kind.length:
        schema["maxLength"] = kind.length
    if kind.array:
        schema = {"type": "array", "items": schema}
    return _nullable(schema) if is_nullable(operation, bound) else schema


def _nullable(schema: dict[str, Json]) -> dict[str, Json]:
    return {"anyOf": [schema, {"type": "null"}]}


_TYPES: dict[Scalar, dict[str, Json]] = {
    "uuid": {"type": "string", "format": "uuid"},
    "int": {"type": "integer", "format": "int32"},
    "bigint": {"type": ["integer", "string"], "format": "int64"},
    "decimal": {"type": ["number", "string"], "format": "decimal"},
    "bool": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "time"},
    "datetime": {"type": "string", "format": "date-time"},
    "json": {},
}


def _of_type(index: Index, kind: FieldType) -> dict[str, Json]:
    if stored(kind) == "enum":
        return {"type": "string", "enum": list(index.enumerations[kind.enum].values)}
    return dict(_TYPES.get(stored(kind), {"type": "string"}))
