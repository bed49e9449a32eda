"""From typed requests and responses to plain JSON values."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal

from appfactory.contract.model.request import (
    Aggregate,
    Batch,
    ColumnReference,
    Command,
    Filter,
    Join,
    Mutation,
    Query,
    Request,
    RequestError,
    Response,
    Row,
    Selection,
    Sort,
)
from appfactory.contract.model.translation import Translation

_PLAIN = (str, bool, int)
_TEMPORAL = (date, time)


def request(request: Request) -> dict[str, object]:
    """A request; what is empty is left out."""
    scope = {"bizId": request.scope.biz_id, "locationId": request.scope.location_id, "actorUserId": request.scope.actor_user_id}
    said = {key: value for key, value in scope.items() if value}
    document: dict[str, object] = {"dryRun": request.dry_run, "command": command(request.command)}
    for key, value in (("scope", said), ("idempotencyKey", request.idempotency_key), ("requestId", request.request_id)):
        if value:
            document = {key: value, **document}
    return document if request.expect_rows is None else {**document, "expectRows": request.expect_rows}


def command(command: Command) -> dict[str, object]:
    """A command of any kind."""
    if isinstance(command, Batch):
        return {"kind": "batch", "steps": [_command(step) for step in command.steps]}
    return _command(command)


def _command(command: Query | Mutation) -> dict[str, object]:
    if isinstance(command, Query):
        return {"kind": "query", **query(command)}
    document: dict[str, object] = {"kind": "mutate", "action": command.action, "table": command.table}
    if command.values:
        document["values"] = {column: plain(value) for column, value in command.values}
    if command.filters:
        document["filters"] = [_filter(item) for item in command.filters]
    if command.returning:
        document["returning"] = list(command.returning)
    return document


def query(query: Query) -> dict[str, object]:
    """A query without its kind; what is empty is left out."""
    combine = {"with": query.combine, "query": _command(query.other)} if query.combine is not None and query.other is not None else None
    parts: tuple[tuple[str, object], ...] = (
        ("select", [_selection(item) for item in query.select]),
        ("distinct", query.distinct),
        ("joins", [_join(join) for join in query.joins]),
        ("filters", [_filter(item) for item in query.filters]),
        ("group", [_column(column) for column in query.group]),
        ("sort", [_sort(item) for item in query.sort]),
        ("limit", query.limit),
        ("offset", query.offset),
        ("combine", combine),
    )
    return {"table": query.table, **{key: value for key, value in parts if value}}


def _column(column: ColumnReference) -> object:
    """A name, dotted if it has a table; an object where dots in the names would be misread."""
    if "." in column.table + column.column:
        return _members(column)
    return f"{column.table}.{column.column}" if column.table else column.column


def _members(column: ColumnReference) -> dict[str, object]:
    dotted = "." in column.column and not column.table
    return {"column": column.column, **({"table": column.table} if column.table or dotted else {})}


def _with_aggregate(document: dict[str, object], aggregate: Aggregate | None, distinct: bool) -> dict[str, object]:
    return {**document, **({"aggregate": aggregate} if aggregate else {}), **({"distinct": True} if distinct else {})}


def _selection(selection: Selection) -> object:
    if selection.aggregate is None and not selection.distinct:
        return _column(selection.of)
    return _with_aggregate(_members(selection.of), selection.aggregate, selection.distinct)


def _sort(sort: Sort) -> dict[str, object]:
    return _with_aggregate({**_members(sort.column), "direction": sort.direction}, sort.aggregate, sort.distinct)


def _join(join: Join) -> dict[str, object]:
    document: dict[str, object] = {"table": join.table}
    if join.alias != join.table:
        document["alias"] = join.alias
    document["on"] = [{"left": _column(left), "right": right} for left, right in join.pairs]
    return {**document, "optional": True} if join.optional else document


def _filter(condition: Filter) -> dict[str, object]:
    document = _with_aggregate({**_members(condition.column), "op": condition.operator}, condition.aggregate, condition.distinct)
    if isinstance(condition.value, Query):
        document["value"] = {"query": _command(condition.value)}
    elif isinstance(condition.value, ColumnReference):
        document["value"] = _members(condition.value)
    elif condition.operator not in ("is_null", "not_null"):
        document["value"] = plain(condition.value)
    if condition.alternatives:
        document["any"] = [_filter(item) for item in condition.alternatives]
    return document


def plain(value: object) -> object:
    """A value as JSON: moments in ISO 8601, exact numbers as text, so that no digit is lost."""
    if value is None or isinstance(value, _PLAIN):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, _TEMPORAL):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return str(value)


def response(response: Response) -> dict[str, object]:
    """A response."""
    result = _result(response.rows, response.row_count)
    if response.steps:
        result["steps"] = [_result(step.rows, step.row_count) for step in response.steps]
    document: dict[str, object] = {
        "requestId": response.request_id,
        "dryRun": response.dry_run,
        "success": response.success,
        "commandKind": response.command_kind,
        "warnings": list(response.warnings),
        "trace": [{**entry.as_json(), "dryRun": entry.dry_run} for entry in response.trace],
        "result": result if response.success else None,
    }
    return document if response.error is None else {**document, "error": error(response.error)}


def _result(rows: Sequence[Row], row_count: int) -> dict[str, object]:
    result: dict[str, object] = {"rows": [plain(row) for row in rows], "rowCount": row_count}
    return {**result, "count": plain(rows[0]["count"])} if len(rows) == 1 and list(rows[0]) == ["count"] else result


def error(error: RequestError) -> dict[str, object]:
    """An error; what is not known of it is left out, but for `message, code, detail`."""
    parent = dict(zip(("table", "column", "value"), error.missing_parent, strict=True)) if error.missing_parent is not None else None
    parts: tuple[tuple[str, object], ...] = (
        ("table", error.table),
        ("column", error.column),
        ("value", error.value),
        ("allowed", list(error.allowed)),
        ("nearest", list(error.nearest)),
        ("missingParent", parent),
        ("suggestion", error.suggestion),
    )
    return {"message": error.message, "code": error.code, "detail": error.detail, **{key: value for key, value in parts if value}}


def translation(translation: Translation) -> dict[str, object]:
    """A translation."""
    question = translation.question
    asked = {"code": question.code, "text": question.text, "choices": list(question.choices)} if question is not None else None
    return {
        "text": translation.text,
        "command": command(translation.command) if translation.command is not None else None,
        "confidence": translation.confidence,
        "explanation": translation.explanation,
        **({"question": asked} if asked is not None else {}),
        "bindings": [{"start": item.start, "end": item.end, "text": item.text, "meaning": item.meaning} for item in translation.bindings],
        "inferred": [{"what": item.what, "value": item.value, "source": item.source} for item in translation.inferences],
        "notes": list(translation.notes),
        "alternatives": [{"command": command(other), "confidence": confidence} for other, confidence in translation.alternatives],
    }
