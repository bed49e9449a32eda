"""Schemathesis knows the form of what may be sent, and no name in it: half of what it draws is given names of the tests' database instead.

Without that nothing would come as far as PostgreSQL. Words are put where words stood, so what was meant to be wrong stays wrong. Loaded as `hooks`.
"""

from __future__ import annotations

import zlib
from typing import Any

import schemathesis
from schemathesis import HookContext

from appfactory.contract.statements.form import MOST_LEVELS

COLUMNS = {
    "bizes": ("id", "name", "slug", "timezone"),
    "offers": ("id", "biz_id", "name", "status", "price_minor", "kind", "external_id", "tags", "settings", "starts_on", "created_at", "number"),
    "assignments": ("id", "biz_id", "resource_id", "during"),
    "notes": ("id", "biz_id", "next_id", "body"),
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
PLACES = {"bizId": ("biz_1", "biz_2"), "input": TEXTS, "prompt": TEXTS, "filePath": ("one.json",), "catalog": tuple(COLUMNS)}


@schemathesis.hook
def filter_body(context: HookContext, body: Any) -> bool:
    """JSON Schema can't say how deep things may stand in each other; the description says it in words."""
    return _levels(body) <= MOST_LEVELS


@schemathesis.hook
def map_body(context: HookContext, body: Any) -> Any:
    """The body with names of the database in it, or as it was; which of them is decided by the body itself."""
    chosen = zlib.crc32(repr(body).encode("utf-8", "replace"))
    return _named(body, chosen, tuple(COLUMNS)[chosen % len(COLUMNS)]) if chosen & 8 else body


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
    if key == "values" and isinstance(value, dict):
        return {columns[(chosen + place) % len(columns)]: item for place, item in enumerate(value.values())}
    if key in ("select", "group", "returning") and isinstance(value, list):
        return [columns[(chosen + place) % len(columns)] if isinstance(item, str) and item else item for place, item in enumerate(value)]
    if not isinstance(value, str) or not value:
        return _named(value, chosen, table)
    words = {**PLACES, "table": (table,), "column": columns, "left": columns, "right": columns}.get(key)
    return words[chosen % len(words)] if words else value
