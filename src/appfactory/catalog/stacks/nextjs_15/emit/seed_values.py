"""Values of sample data, field by field, in the form that seed data has: moments relative to the day on which they are written."""

from __future__ import annotations

from dataclasses import replace

from appfactory.catalog.stacks.nextjs_15.emit.index import Index, stored
from appfactory.catalog.stacks.nextjs_15.emit.samples import Plain, Wanted, sample_field, value_of
from appfactory.model.json_value import JsonObject, JsonValue
from appfactory.model.spec import Entity, FieldSpec

_FIRST_NUMBER = 1001
"""Keys that the database counts up start at 1; sample rows stay out of its way."""

_PAST = ("created", "updated", "modified", "published", "posted", "sent", "paid", "joined", "issued", "birth", "born", "founded", "hired", "logged")
_UNDONE = ("archived", "cancelled", "canceled", "deleted", "closed", "completed", "finished", "resolved", "expired", "blocked", "left")


def sample_value(index: Index, entity: Entity, one: FieldSpec, number: int, *, filled: bool = False) -> JsonValue:
    """The value of a field that is no reference, in the form that seed data has; now and then none where it may be empty, unless `filled`."""
    if one.type.array:
        single = replace(one, type=replace(one.type, array=False), nullable=False)
        return tuple(dict.fromkeys(sample_value(index, entity, single, number + step) for step in range(1 + number % 3)))
    kind = stored(one.type)
    if one.names.source == entity.key:
        if kind == "int":
            return _FIRST_NUMBER + number
        if kind == "bigint":
            return str(_FIRST_NUMBER + number)
    words = set(one.names.snake.split("_"))
    if one.nullable and not filled:
        undone = kind in ("datetime", "date") and words & set(_UNDONE)
        if (undone and number % 4 != 3) or (not undone and number % 5 == 4):
            return None
    if kind in ("datetime", "date"):
        return _moment(one, number)
    if kind == "json":
        wanted = Wanted(one.names.snake, entity.names.snake, one.type, number)
        return JsonObject((("json", frozen(value_of(index, wanted))),))
    if kind == "time":
        return f"{9 + number % 12:02d}:00:00"
    return frozen(sample_field(index, entity, one, number))


def _moment(one: FieldSpec, number: int) -> JsonValue:
    words = one.names.snake.split("_")
    if "birth" in words or "birthday" in words or "dob" in words:
        return f"{1975 + number * 3}-{1 + number:02d}-{10 + number:02d}"
    past = any(word in _PAST or word in _UNDONE for word in words)
    ends = any(word in ("end", "ends", "until", "to", "finish", "checkout") for word in words) or words[:2] == ["check", "out"]
    day = -(2 + number * 3) if past else 1 + number * 2 + (1 if ends and stored(one.type) == "date" else 0)
    hour = 10 + number % 8 + (2 if ends else 0)
    return JsonObject((("inDays", day), ("at", f"{hour:02d}:{30 * (number % 2):02d}")))


def frozen(value: Plain) -> JsonValue:
    """A plain value as a frozen one."""
    if isinstance(value, list):
        return tuple(frozen(one) for one in value)
    if isinstance(value, dict):
        return JsonObject(tuple((name, frozen(one)) for name, one in value.items()))
    return value
