"""Schemathesis knows the form of what may be sent, and no name in it: half of what it draws is given names of the tests' database instead.

Without that nothing would come as far as PostgreSQL. Words are put where words stood, so what was meant to be wrong stays wrong. Loaded as `hooks`.
"""

from __future__ import annotations

import zlib
from typing import Any

import schemathesis
from schemathesis import HookContext

from appfactory.contract.model.request import RequestError
from appfactory.contract.statements.form import MOST_LEVELS
from appfactory.contract.statements.wire import read_request

COLUMNS = {
    "bizes": ("name", "id", "slug", "timezone"),
    "offers": ("name", "biz_id", "id", "status", "price_minor", "kind", "external_id", "tags", "settings", "starts_on", "created_at", "number"),
    "assignments": ("id", "biz_id", "resource_id", "during"),
    "notes": ("id", "biz_id", "body", "next_id"),
    "ledger": ("id", "biz_id", "amount"),
    "plans": ("name", "Odd Name", "select"),
    "nowhere": ("nothing",),
}
TEXTS = (
    "list offers where status = active order by price_minor desc limit 2",
    "insert into offers id = o9 biz_id = biz_1 name = Trim status = draft price_minor = 100",
    "insert into offers id = {{id:offer}} biz_id = biz_1 name = {{runId}} created_at = {{nowIso}}",
    "insert into assignments id = a1 biz_id = biz_1 resource_id = r1 during = [2026-01-01, 2026-01-02)",
    "insert into notes id = n1 biz_id = biz_1 next_id = n2",
    "insert into resources id = r9 biz_id = biz_2 name = {{nobody}}",
    "update offers set status = paused where id = o1",
    "update offers set price_minor = -1 where biz_id = biz_1",
    "delete from offers where id = o2 and biz_id = biz_1",
    "delete from bizes where id = biz_1",
    "count ledger",
    "how many active offers cost more than 20?",
    "delete everything",
)
RARE = ("joins", "combine", "group", "aggregate", "distinct", "any", "alias", "expectRows")
PLACES = {"bizId": ("biz_1", "biz_2"), "input": TEXTS, "prompt": TEXTS, "filePath": ("one.json",), "catalog": tuple(COLUMNS)}


@schemathesis.hook
def before_load_schema(context: HookContext, raw_schema: dict[str, Any]) -> None:
    """Answers may get more keys, but here and now each that is answered has to be described."""
    for schema in raw_schema["components"]["schemas"].values():
        _close(schema)


def _close(schema: Any) -> None:
    if isinstance(schema, dict):
        if "properties" in schema:
            schema["additionalProperties"] = False
        for inner in schema.values():
            _close(inner)
    elif isinstance(schema, list):
        for inner in schema:
            _close(inner)


@schemathesis.hook
def filter_body(context: HookContext, body: Any) -> bool:
    """JSON Schema can't say how deep things may stand in each other; the description says it in words."""
    return _levels(body) <= MOST_LEVELS


@schemathesis.hook
def map_body(context: HookContext, body: Any) -> Any:
    """The body with names of the database in it, or as it was; which of them is decided by the body itself."""
    chosen = zlib.crc32(repr(body).encode("utf-8", "replace"))
    if not chosen & 8:
        return body
    # Most of what can be said at once makes no sense together, and ends before it runs; less of what is well-formed comes further.
    sparing = bool(chosen & 48) and isinstance(body, dict) and "command" in body and not isinstance(read_request(body), RequestError)
    return _named(_sparing(body) if sparing else body, chosen, tuple(COLUMNS)[chosen % len(COLUMNS)])


def _sparing(request: Any) -> Any:
    """A request that says less, in a business, and writes a text."""
    kept = {**_without(request), "scope": {"bizId": "biz_1"}}
    command = kept["command"]
    return {**kept, "command": {**command, "values": {"a": "written", "b": "biz_1"}}} if command.get("values") else kept


def _without(value: Any) -> Any:
    if isinstance(value, list):
        return [_without(item) for item in value[:2]]
    return {key: _without(item) for key, item in value.items() if key not in RARE} if isinstance(value, dict) else value


def _levels(value: Any) -> int:
    if isinstance(value, list):
        return max(map(_levels, value), default=0)
    return 1 + max(map(_levels, value.values()), default=0) if isinstance(value, dict) else 0


def _named(value: Any, chosen: int, table: str) -> Any:
    if isinstance(value, list):
        return [_named(item, chosen + place, table) for place, item in enumerate(value)]
    return {key: _member(key, item, chosen + place, table) for place, (key, item) in enumerate(value.items())} if isinstance(value, dict) else value


def _member(key: str, value: Any, chosen: int, table: str) -> Any:
    columns = COLUMNS[table]
    if key == "column" and isinstance(value, str):
        # The first ones are text: what is compared with them is seldom refused.
        columns = columns[: 2 + chosen % len(columns)]
    if key == "values" and isinstance(value, dict):
        start = 0 if "written" in value.values() else chosen
        return {columns[(start + place) % len(columns)]: item for place, item in enumerate(value.values())}
    if key in ("select", "group", "returning") and isinstance(value, list):
        return [columns[(chosen + place) % len(columns)] if isinstance(item, str) and item else item for place, item in enumerate(value)]
    if not isinstance(value, str) or not value:
        return _named(value, chosen, table)
    words = {**PLACES, "table": (table,), "column": columns, "left": columns, "right": columns}.get(key)
    return words[chosen % len(words)] if words else value
