"""OpenAPI 3.1 of the contract's routes."""

from __future__ import annotations

from typing import get_args

from appfactory import __version__
from appfactory.contract.execution.request_schema import SIMPLE, TEXT, WORD, Json, a_list, an_object, command_schemas
from appfactory.contract.model.request import Action
from appfactory.contract.statements.form import MOST_LEVELS
from appfactory.contract.statements.wire_reader import MOST_OFFSET
from appfactory.entry.contract_openapi_answers import answer_schemas
from appfactory.entry.contract_openapi_packs import pack_schemas

PREFIX = "/api/v1/agent"
_PLACE = "#/components/schemas/"


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
    return {"$ref": _PLACE + name}


def _paths() -> Json:
    table = {"name": "table", "in": "query", "schema": TEXT, "description": "This table only"}
    spoken = an_object(("input",), input={**WORD, "pattern": r"\S"}, scope=_ref("Scope"))
    options = an_object((), forceTable=TEXT, forceAction={"enum": ["", "query", *get_args(Action)]}, useModel={"type": "boolean", "default": True})
    said = {**spoken, "properties": {**spoken["properties"], "options": {"anyOf": [options, {"type": "null"}]}}}
    listed = {"anyOf": [an_object(("filePath",), filePath=WORD), an_object(("filePaths",), filePaths=a_list(WORD, minItems=1)), _ref("FitnessLoop")]}
    return {
        "/health": {"get": _operation("Whether the server is there", "Health", free=True)},
        "/schema": {"get": {**_operation("The catalog", "Catalog", 404), "parameters": [table]}},
        "/translate": {
            "post": _posted("What a text means, as a typed request with its confidence, or a question; runs nothing", said, "Translation")
        },
        "/execute": {"post": _posted("Run a request; rolled back unless it says `dryRun: false`", _ref("Request"), "Response")},
        "/preview": {"post": _posted("Run a request and say which rows it would change; always rolled back", _ref("Request"), "Trial")},
        "/simulate": {"post": _posted("Translate a text, run it and say which rows it would change; always rolled back", spoken, "Simulation")},
        "/scenarios/run": {"post": _run("Run a scenario pack", "ScenarioPack")},
        "/lifecycle/run": {"post": _run("Run a lifecycle", "Lifecycle")},
        "/permission": {"get": _operation("What the caller may do", "Permission")},
        "/testing/catalog": {"get": _operation("The packs of the server's folder", "PackFiles")},
        "/testing/run-loop": {
            "post": _running(_posted("Run packs of the folder, or a fitness loop that names some of them, into one report", listed, "Report", 404))
        },
        "/testing/run-default": {"post": _running(_operation("Run all packs of the folder", "Report", 400, 404, 408, 413, 415))},
        "/testing/openapi.json": {"get": _operation("This description", free=True)},
    }


def _operation(summary: str, schema: str = "", *statuses: int, free: bool = False) -> Json:
    """A call that is answered with that schema, or refused with one of these statuses or those that every call has. `free`: it needs no token."""
    content: Json = _ref(schema) if schema else {"type": "object"}
    failures = sorted({403, 503, *statuses, *(() if free else (401,))})
    responses: Json = {"200": {"description": "Done", "content": {"application/json": {"schema": content}}}}
    for status in failures:
        responses[str(status)] = {"description": "Why not", "content": {"application/json": {"schema": _ref("Failure")}}}
    return {"summary": summary, "responses": responses, **({"security": []} if free else {})}


def _posted(summary: str, body: Json, schema: str, *statuses: int) -> Json:
    found = _operation(summary, schema, 400, 408, 413, 415, *statuses)
    return {**found, "requestBody": {"required": True, "content": {"application/json": {"schema": body}}}}


def _run(summary: str, schema: str) -> Json:
    """A pack, itself or as `pack`."""
    return _running(_posted(summary, {"anyOf": [_ref(schema), an_object(("pack",), pack=_ref(schema))]}, "Report"))


def _running(operation: Json) -> Json:
    """A call that runs packs. Where none of them can be read the answer is 400, and all that is wrong."""
    told = {"anyOf": [_ref("Unreadable"), _ref("Failure")]}
    unreadable = {"description": "They can't be read; `findings` say why", "content": {"application/json": {"schema": told}}}
    return {**operation, "responses": {**operation["responses"], "400": unreadable}}


def _schemas() -> Json:
    batched = {"anyOf": [_ref(name) for name in SIMPLE]}
    request = an_object(
        ("command",),
        requestId=TEXT,
        idempotencyKey=TEXT,
        expectRows={"type": "integer", "minimum": 0, "maximum": MOST_OFFSET},
        dryRun={"type": "boolean", "default": True},
        scope=_ref("Scope"),
        command=_ref("AnyCommand"),
    )
    return {
        "Scope": an_object((), bizId=TEXT, locationId=TEXT, actorUserId=TEXT),
        **command_schemas(_PLACE),
        "Batch": an_object(("kind", "steps"), kind={"const": "batch"}, steps=a_list(batched, minItems=1)),
        "AnyCommand": {"anyOf": [*batched["anyOf"], _ref("Batch")]},
        "Request": {**request, "description": f"Its parts may stand at most {MOST_LEVELS} levels deep in each other"},
        **pack_schemas(_PLACE),
        **answer_schemas(_PLACE),
    }
