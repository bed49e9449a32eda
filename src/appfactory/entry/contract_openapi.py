"""OpenAPI 3.1 of the contract's routes."""

from __future__ import annotations

from typing import Any, get_args

from appfactory import __version__
from appfactory.contract.model.request import MAXIMUM_LIMIT, Action, Aggregate, Direction, Operator
from appfactory.contract.statements.wire_reader import MOST_OFFSET

PREFIX = "/api/v1/agent"
Json = dict[str, Any]
_TEXT: Json = {"type": "string"}
_WORD: Json = {"type": "string", "minLength": 1}
_AGGREGATE: Json = {"enum": list(get_args(Aggregate))}


def openapi(*, tokens: bool) -> Json:
    """The description. `tokens`: calls need one."""
    security: Json = {"security": [{"token": []}]} if tokens else {}
    schemes: Json = {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}} if tokens else {}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Contract", "version": __version__, "description": "Exercise a schema: typed requests, dry unless they say otherwise."},
        "servers": [{"url": PREFIX}],
        "paths": _paths(),
        "components": {"schemas": _schemas(), **schemes},
        **security,
    }


def _object(required: tuple[str, ...], **properties: Json) -> Json:
    """An object without further members; those that need not be there may be null."""
    members = {name: kind if name in required else {"anyOf": [kind, {"type": "null"}]} for name, kind in properties.items()}
    return {"type": "object", "required": list(required), "properties": members, "additionalProperties": False}


def _list(items: Json, **more: Any) -> Json:
    return {"type": "array", "items": items, **more}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _paths() -> Json:
    table = {"name": "table", "in": "query", "schema": _TEXT, "description": "This table only"}
    spoken = _object(("input",), input={**_WORD, "pattern": r"\S"}, scope=_ref("Scope"))
    options = _object((), forceTable=_TEXT, forceAction={"enum": ["", "query", *get_args(Action)]})
    said = {**spoken, "properties": {**spoken["properties"], "options": {"anyOf": [options, {"type": "null"}]}}}
    files = {"anyOf": [_object(("filePath",), filePath=_WORD), _object(("filePaths",), filePaths=_list(_WORD, minItems=1))]}
    pack: Json = {"type": "object", "description": "A scenario pack or a lifecycle"}
    return {
        "/health": {"get": _operation("Whether the server is there", free=True)},
        "/schema": {"get": {**_operation("The catalog", 404), "parameters": [table]}},
        "/translate": {
            "post": _posted("What a text means, as a typed request with its confidence, or a question; runs nothing", said, "Translation")
        },
        "/execute": {"post": _posted("Run a request; rolled back unless it says `dryRun: false`", _ref("Request"), "Response")},
        "/preview": {"post": _posted("Run a request and say which rows it would change; always rolled back", _ref("Request"))},
        "/simulate": {"post": _posted("Translate a text and run it; always rolled back", spoken)},
        "/scenarios/run": {"post": _posted("Run a scenario pack", pack, "Report")},
        "/lifecycle/run": {"post": _posted("Run a lifecycle", pack, "Report")},
        "/permission": {"get": _operation("What the caller may do")},
        "/testing/catalog": {"get": _operation("The packs of the server's folder")},
        "/testing/run-loop": {"post": _posted("Run packs of the folder into one report", files, "Report", 404)},
        "/testing/run-default": {"post": {**_operation("Run all packs of the folder", 404, 415, 400, 413, schema="Report")}},
        "/testing/openapi.json": {"get": _operation("This description", free=True)},
    }


def _operation(summary: str, *statuses: int, schema: str = "", free: bool = False) -> Json:
    content: Json = _ref(schema) if schema else {"type": "object"}
    failures = sorted({403, 503, *statuses, *(() if free else (401,))})
    responses: Json = {"200": {"description": "Done", "content": {"application/json": {"schema": content}}}}
    for status in failures:
        responses[str(status)] = {"description": "Why not", "content": {"application/json": {"schema": _ref("Failure")}}}
    return {"summary": summary, "responses": responses, **({"security": []} if free else {})}


def _posted(summary: str, body: Json, schema: str = "", *statuses: int) -> Json:
    found = _operation(summary, 400, 413, 415, *statuses, schema=schema)
    return {**found, "requestBody": {"required": True, "content": {"application/json": {"schema": body}}}}


def _schemas() -> Json:
    error = {"type": "object", "required": ["message", "code", "detail"], "properties": {"message": _TEXT, "code": _TEXT, "detail": _TEXT}}
    query, batched = _query(), {"anyOf": [_ref(name) for name in ("Query", "Insert", "Update", "Delete")]}
    return {
        "Scope": _object((), bizId=_TEXT, locationId=_TEXT, actorUserId=_TEXT),
        "Filter": _filter(),
        "Question": _object(("table",), kind={"const": "query"}, **query),
        "Query": _object(("kind", "table"), kind={"const": "query"}, **query),
        **_mutations(),
        "Batch": _object(("kind", "steps"), kind={"const": "batch"}, steps=_list(batched, minItems=1)),
        "Request": _object(
            ("command",),
            requestId=_TEXT,
            idempotencyKey=_TEXT,
            dryRun={"type": "boolean", "default": True},
            scope=_ref("Scope"),
            command={"anyOf": [*batched["anyOf"], _ref("Batch")]},
        ),
        "Response": {
            "type": "object",
            "required": ["requestId", "dryRun", "success", "commandKind", "warnings", "trace", "result"],
            "properties": {
                "requestId": _TEXT,
                "dryRun": {"type": "boolean"},
                "success": {"type": "boolean"},
                "commandKind": {"enum": ["query", "mutate", "batch"]},
                "warnings": _list(_TEXT),
                "trace": _list({"type": "object"}),
                "result": {"type": ["object", "null"]},
                "error": error,
            },
        },
        "Translation": {"type": "object", "required": ["text", "command", "confidence"]},
        "Report": {"type": "object"},
        "Failure": {"type": "object", "required": ["success", "error"], "properties": {"success": {"const": False}, "error": error}},
    }


def _query() -> dict[str, Json]:
    direction: Json = {"enum": list(get_args(Direction))}
    pair = _object(("left", "right"), left=_column(), right=_WORD)
    combined: dict[str, Json] = {"with": {"enum": ["union", "intersect", "except"]}, "query": _ref("Question")}
    return {
        "table": _WORD,
        "select": _list(_column(aggregate=_AGGREGATE, distinct={"type": "boolean"})),
        "filters": _list(_ref("Filter")),
        "sort": _list(_column(direction=direction, aggregate=_AGGREGATE, distinct={"type": "boolean"})),
        "limit": {"type": "integer", "minimum": 1, "maximum": MAXIMUM_LIMIT},
        "offset": {"type": "integer", "minimum": 0, "maximum": MOST_OFFSET},
        "joins": _list(_object(("table", "on"), table=_WORD, alias=_TEXT, optional={"type": "boolean"}, on=_list(pair, minItems=1))),
        "group": _list(_column()),
        "distinct": {"type": "boolean"},
        "combine": _object(("with", "query"), **combined),
    }


def _column(**more: Json) -> Json:
    """A name, a dotted name, or an object that may say more of it."""
    return {"anyOf": [_WORD, _object(("column",), column=_WORD, table=_TEXT, **more)]}


def _mutations() -> Json:
    values: Json = {"type": "object"}
    filters, returning = _list(_ref("Filter")), _list(_WORD)
    nothing: Json = {"type": "object", "maxProperties": 0}
    kind: Json = {"const": "mutate"}

    def mutation(action: Action, required: tuple[str, ...], **members: Json) -> Json:
        return _object(("kind", "action", "table", *required), kind=kind, action={"const": action}, table=_WORD, returning=returning, **members)

    return {
        "Insert": mutation("insert", (), values=values, filters=_list(_ref("Filter"), maxItems=0)),
        "Update": mutation("update", ("values",), values={**values, "minProperties": 1}, filters=filters),
        "Delete": mutation("delete", (), values=nothing, filters=filters),
    }


def _filter() -> Json:
    """What `value` is depends on the operator."""
    scalar: Json = {"type": ["string", "number", "boolean", "null"]}
    other = [_object(("column",), column=_WORD, table=_TEXT), _object(("query",), query=_ref("Question"))]
    more = {"table": _TEXT, "aggregate": _AGGREGATE, "distinct": {"type": "boolean"}, "any": _list(_ref("Filter"))}
    special = {"in", "not_in", "between", "is_null", "not_null"}
    plain = [operator for operator in get_args(Operator) if operator not in special]

    def condition(operators: list[str], required: tuple[str, ...], value: Json) -> Json:
        return _object(("column", "op", *required), column=_WORD, op={"enum": operators}, value=value, **more)

    return {
        "anyOf": [
            condition(plain, ("value",), {"anyOf": [scalar, *other]}),
            condition(["in", "not_in"], ("value",), {"anyOf": [_list(scalar), *other]}),
            condition(["between"], ("value",), {"anyOf": [_list(scalar, minItems=2, maxItems=2), *other]}),
            condition(["is_null", "not_null"], (), {"type": "boolean"}),
        ]
    }
