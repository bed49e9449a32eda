"""OpenAPI 3.1 of the contract's routes."""

from __future__ import annotations

from typing import get_args

from appfactory import __version__
from appfactory.contract.execution.request_schema import SIMPLE, TEXT, WORD, Json, a_list, an_object, command_schemas
from appfactory.contract.model.request import Action
from appfactory.contract.statements.wire_reader import MOST_OFFSET

PREFIX = "/api/v1/agent"


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


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _paths() -> Json:
    table = {"name": "table", "in": "query", "schema": TEXT, "description": "This table only"}
    spoken = an_object(("input",), input={**WORD, "pattern": r"\S"}, scope=_ref("Scope"))
    options = an_object((), forceTable=TEXT, forceAction={"enum": ["", "query", *get_args(Action)]}, useModel={"type": "boolean", "default": True})
    said = {**spoken, "properties": {**spoken["properties"], "options": {"anyOf": [options, {"type": "null"}]}}}
    files = {"anyOf": [an_object(("filePath",), filePath=WORD), an_object(("filePaths",), filePaths=a_list(WORD, minItems=1))]}
    pack: Json = {"type": "object", "description": "A scenario pack or a lifecycle"}
    return {
        "/health": {"get": _operation("Whether the server is there", free=True)},
        "/schema": {"get": {**_operation("The catalog", 404), "parameters": [table]}},
        "/translate": {
            "post": _posted("What a text means, as a typed request with its confidence, or a question; runs nothing", said, "Translation")
        },
        "/execute": {"post": _posted("Run a request; rolled back unless it says `dryRun: false`", _ref("Request"), "Response")},
        "/preview": {"post": _posted("Run a request and say which rows it would change; always rolled back", _ref("Request"))},
        "/simulate": {"post": _posted("Translate a text, run it and say which rows it would change; always rolled back", spoken)},
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
    error = {"type": "object", "required": ["message", "code", "detail"], "properties": {"message": TEXT, "code": TEXT, "detail": TEXT}}
    batched = {"anyOf": [_ref(name) for name in SIMPLE]}
    return {
        "Scope": an_object((), bizId=TEXT, locationId=TEXT, actorUserId=TEXT),
        **command_schemas("#/components/schemas/"),
        "Batch": an_object(("kind", "steps"), kind={"const": "batch"}, steps=a_list(batched, minItems=1)),
        "Request": an_object(
            ("command",),
            requestId=TEXT,
            idempotencyKey=TEXT,
            expectRows={"type": "integer", "minimum": 0, "maximum": MOST_OFFSET},
            dryRun={"type": "boolean", "default": True},
            scope=_ref("Scope"),
            command={"anyOf": [*batched["anyOf"], _ref("Batch")]},
        ),
        "Response": {
            "type": "object",
            "required": ["requestId", "dryRun", "success", "commandKind", "warnings", "trace", "result"],
            "properties": {
                "requestId": TEXT,
                "dryRun": {"type": "boolean"},
                "success": {"type": "boolean"},
                "commandKind": {"enum": ["query", "mutate", "batch"]},
                "warnings": a_list(TEXT),
                "trace": a_list({"type": "object"}),
                "result": {"type": ["object", "null"]},
                "error": error,
            },
        },
        "Translation": {"type": "object", "required": ["text", "command", "confidence"]},
        "Report": {"type": "object"},
        "Failure": {"type": "object", "required": ["success", "error"], "properties": {"success": {"const": False}, "error": error}},
    }
