"""Values that a field of sample data may take instead of its usual one, as seed data writes them and as conditions compute with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from appfactory.catalog.stacks.nextjs_15.emit.index import Index, stored
from appfactory.catalog.stacks.nextjs_15.emit.seed_values import sample_value
from appfactory.model.expressions.kinds import moment
from appfactory.model.expressions.mentions import Mentions
from appfactory.model.expressions.patterns import matching
from appfactory.model.json_value import JsonObject, JsonValue
from appfactory.model.spec import Entity, FieldSpec, FieldType

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
"""The moment for which conditions are computed. Sample moments are relative to the day on which they are written, so that any day will do."""

_HOURS = (1, 2, 4, -1, -2)
_DAYS = (1, 2, 7, 30, 365, -1, -7, -30, -365)
_FURTHER = 8


def python_value(kind: FieldType, value: JsonValue) -> object:
    """A value of the seed data in Python's own type, as conditions compute with it. A person or a row that is pointed at is a text."""
    if isinstance(value, tuple):
        return tuple(python_value(replace(kind, array=False), item) for item in value)
    if isinstance(value, JsonObject):
        members = dict(value.members)
        if isinstance(days := members.get("inDays"), int):
            day = (NOW + timedelta(days=days)).date()
            return day if stored(kind) == "date" else datetime.combine(day, time.fromisoformat(str(members.get("at"))), UTC)
        return _plain(members["json"]) if "json" in members else str(next(iter(members.values())))
    if value is None or isinstance(value, bool):
        return value
    match stored(kind):
        case "int" | "bigint" | "decimal":
            return Decimal(str(value))
        case "date":
            return date.fromisoformat(str(value))
        case "time":
            return time.fromisoformat(str(value))
        case "datetime":
            return moment(str(value))
    return value


def _plain(value: JsonValue) -> object:
    if isinstance(value, JsonObject):
        return {name: _plain(member) for name, member in value.members}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def candidates(index: Index, entity: Entity, field: FieldSpec, mentions: Mentions | None, number: int) -> tuple[JsonValue, ...]:
    """Values for a field of row `number`: the usual one, those that conditions mention, those of further rows, none at all if it may be empty."""
    usual = sample_value(index, entity, field, number, filled=True)
    if mentions is None:
        return (usual, None) if field.nullable else (usual,)
    found = [usual, *(value for value in _others(index, entity, field, mentions, number, usual) if _fits(field.type, value))]
    if field.nullable:
        found.append(None)
    return tuple({repr(value): value for value in found}.values())


def _others(index: Index, entity: Entity, field: FieldSpec, mentions: Mentions, number: int, usual: JsonValue) -> Iterator[JsonValue]:
    if field.type.array:
        yield from _lists(index, entity, field, mentions, number)
        return
    numbers, texts = tuple(mentions.numbers.get(field.column, ())), tuple(mentions.texts.get(field.column, ()))
    match stored(field.type):
        case "enum":
            yield from index.enumerations[field.type.enum].values
        case "bool":
            yield from (True, False)
        case "int" | "bigint" | "decimal":
            for value in (*(number + step for number in numbers for step in (0, 1, -1)), *map(Decimal, (0, 1, 2, 10, 100))):
                yield _number(field.type, value)
        case "datetime" | "date":
            yield from _moments(field.type, usual, tuple(mentions.spans.get(field.column, ())))
        case "time":
            yield from (f"{hour:02d}:{minute}:00" for hour in range(24) for minute in ("00", "30"))
        case "json":
            yield from (JsonObject((("json", JsonObject(())),)), JsonObject((("json", ()),)))
        case "string" | "text":
            patterns = mentions.patterns.get(field.column, ())
            yield from (text for pattern in patterns for text in matching(pattern, number))
            yield from _texts(str(usual), texts, numbers, number)
    if field.names.source != entity.key:
        yield from (sample_value(index, entity, field, number + step, filled=True) for step in range(1, _FURTHER))


def _lists(index: Index, entity: Entity, field: FieldSpec, mentions: Mentions, number: int) -> Iterator[JsonValue]:
    single = replace(field, type=replace(field.type, array=False), unique=False)
    items = tuple(value for value in candidates(index, entity, single, mentions, number) if value is not None)
    lengths = [1, 2, 3, 0, *(int(value) + step for value in mentions.numbers.get(field.column, ()) for step in (0, 1, -1))]
    yield from (items[:length] for length in lengths if 0 <= length <= len(items))
    yield from ((item,) for item in items)


def _number(kind: FieldType, value: Decimal) -> JsonValue:
    if stored(kind) == "decimal":
        return str(value.quantize(Decimal(1).scaleb(-kind.scale))) if kind.precision else str(value)
    return int(value) if stored(kind) == "int" else str(int(value))


def _moments(kind: FieldType, usual: JsonValue, spans: tuple[timedelta, ...]) -> Iterator[JsonValue]:
    """Hours and days around the usual moment."""
    found = python_value(kind, usual)
    start = found if isinstance(found, datetime) else datetime.combine(found, time(12), UTC) if isinstance(found, date) else NOW
    hours = () if stored(kind) == "date" else tuple(timedelta(hours=step) for step in _HOURS)
    for step in (*hours, *(timedelta(days=step) for step in _DAYS), *(span * sign for span in spans for sign in (1, -1))):
        for origin in (start, NOW):
            then = origin + step
            yield JsonObject((("inDays", (then.date() - NOW.date()).days), ("at", f"{then.hour:02d}:{then.minute:02d}")))


def _texts(usual: str, texts: tuple[str, ...], numbers: tuple[Decimal, ...], number: int) -> Iterator[str]:
    listed = tuple(text for text in texts if text.strip())
    # Rows take turns, so that not all are alike.
    yield from (*listed[number % len(listed) :], *listed[: number % len(listed)]) if listed else ()
    yield from (usual.lower(), usual.upper(), usual.lower().replace(" ", "-"))
    for length in dict.fromkeys(int(value) + step for value in numbers for step in (0, 1, -1) if 0 < value + step <= 2000):
        sized = (usual * (length // max(len(usual), 1) + 1))[:length]
        yield from (sized, sized.upper(), sized.lower(), "".join(letter for letter in usual * length if letter.isalpha())[:length].upper())
        yield str(number).zfill(length)[-length:]
    yield str(number + 1)


def _fits(kind: FieldType, value: JsonValue) -> bool:
    """True if the type itself takes the value: its length, its digits."""
    if isinstance(value, tuple):
        return all(_fits(replace(kind, array=False), item) for item in value)
    match stored(kind):
        case "string":
            return not kind.length or len(str(value)) <= kind.length
        case "decimal":
            return not kind.precision or abs(Decimal(str(value))) < Decimal(10) ** (kind.precision - kind.scale)
        case "int":
            return isinstance(value, int) and -(2**31) <= value < 2**31
    return True
