"""Plausible values for fields, by their names and types: for seed data, examples of the API and tests.

Everything is a pure function of the spec and of the number of the row, so that two builds of one plan hold the same data.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from appfactory.catalog.stacks.nextjs_15.emit.index import Index, stored
from appfactory.catalog.stacks.nextjs_15.emit.schemas import bounds, effective_type
from appfactory.catalog.stacks.nextjs_15.emit.words import text_for
from appfactory.model.spec import Entity, FieldSpec, FieldType, InputField, Operation

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]

_DAYS = 28


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a value is for: a name in snake case, a type, limits, and the number of the row, from 0."""

    name: str
    owner: str
    type: FieldType
    number: int
    minimum: int | None = None
    maximum: int | None = None
    unique: bool = False


@lru_cache(maxsize=65_536)
def identifier(seed: str) -> str:
    """A UUID (version 4 in form) that depends on the seed alone.

    >>> identifier("a") == identifier("a"), identifier("a")[14]
    (True, '4')
    """
    digest = hashlib.sha256(seed.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-{'89ab'[int(digest[16], 16) % 4]}{digest[17:20]}-{digest[20:32]}"


def ksuid(prefix: str, seed: str) -> str:
    """A KSUID's form that depends on the seed alone."""
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    number = int(hashlib.sha256(seed.encode("utf-8", "surrogatepass")).hexdigest(), 16)
    digits = ""
    for _ in range(26):
        number, digit = divmod(number, 62)
        digits += alphabet[digit]
    return (f"{prefix}_" if prefix else "") + "2" + digits


def value_of(index: Index, wanted: Wanted) -> Plain:
    """A value that its column accepts. Texts are at most as long as the field is."""
    if wanted.type.array:
        size = 1 + wanted.number % 3
        single = [_scalar(index, Wanted(wanted.name, wanted.owner, wanted.type, wanted.number + step)) for step in range(size)]
        distinct: list[Plain] = []
        for one in single:
            if one not in distinct:
                distinct.append(one)
        return distinct
    return _scalar(index, wanted)


def _scalar(index: Index, wanted: Wanted) -> Plain:
    kind, number = wanted.type, wanted.number
    seed = f"{wanted.owner}.{wanted.name}.{number}"
    match stored(kind):
        case "uuid":
            return identifier(seed)
        case "ksuid":
            return ksuid(kind.prefix, seed)
        case "int":
            return _number(wanted)
        case "bigint":
            return str(_number(wanted))
        case "decimal":
            return _decimal(wanted)
        case "bool":
            return number % 3 != 2
        case "date" | "time" | "datetime" as moment:
            return _moment(moment, number)
        case "enum":
            values = index.enumerations[kind.enum].values
            return values[number % len(values)]
        case "json":
            return {"note": text_for("note", wanted.owner, number)}
        case _:
            return _text(wanted)


def _moment(kind: Literal["date", "time", "datetime"], number: int) -> str:
    if kind == "time":
        return f"{9 + number % 10:02d}:{(number * 15) % 60:02d}:00"
    day = f"2026-{1 + number % 12:02d}-{1 + (number * 5) % _DAYS:02d}"
    return day if kind == "date" else f"{day}T{9 + number % 10:02d}:00:00.000Z"


_USUAL = {
    "seats": (2, 8),
    "capacity": (2, 40),
    "size": (1, 6),
    "quantity": (1, 5),
    "rating": (1, 5),
    "stars": (1, 5),
    "age": (18, 70),
    "year": (1990, 2026),
}
_USUAL |= {"duration": (15, 120), "minutes": (15, 120), "priority": (1, 3), "position": (1, 20), "price": (5, 90), "stock": (0, 60), "floor": (0, 9)}


def _number(wanted: Wanted) -> int:
    words = wanted.name.split("_")
    low, high = next((_USUAL[word] for word in reversed(words) if word in _USUAL), (1, 40))
    if wanted.minimum is not None:
        low, high = (wanted.minimum, wanted.minimum + (high - low)) if low < wanted.minimum else (low, high)
    if wanted.maximum is not None:
        high = min(high, wanted.maximum)
        low = min(low, high) if wanted.minimum is None else max(wanted.minimum, min(low, high))
    if wanted.unique:
        return low + wanted.number if wanted.maximum is None or low + wanted.number <= wanted.maximum else high
    return low + (wanted.number * 7) % (high - low + 1)


def _decimal(wanted: Wanted) -> str:
    scale = wanted.type.scale if wanted.type.precision else 2
    whole_digits = (wanted.type.precision - wanted.type.scale) if wanted.type.precision else 9
    ceiling = 10**whole_digits - 1
    maximum = ceiling if wanted.maximum is None else min(ceiling, wanted.maximum - 1)
    usual = Wanted(wanted.name, wanted.owner, wanted.type, wanted.number, wanted.minimum, max(maximum, 0), wanted.unique)
    whole = max(0, min(_number(usual), maximum)) if wanted.minimum is None or wanted.minimum >= 0 else _number(usual)
    return f"{whole}" + (f".{'50'[:scale].ljust(scale, '0')}" if scale else "")


def _text(wanted: Wanted) -> str:
    text = text_for(wanted.name, wanted.owner, wanted.number)
    length = wanted.type.length
    if wanted.unique and wanted.number >= 6:
        text = f"{text} {wanted.number + 1}" if "@" not in text else text.replace("@", f"{wanted.number + 1}@")
    if length and len(text) > length:
        suffix = str(wanted.number + 1)
        text = text[: max(0, length - len(suffix))].rstrip() + suffix if wanted.unique else text[:length].rstrip() or text[:1]
        text = text[:length]
    return text


def sample_field(index: Index, entity: Entity, field: FieldSpec, number: int) -> Plain:
    """A value for an entity's field in row `number`."""
    if field.type.kind == "fk" and field.type.reference is not None:
        target = index.referenced(field.type.reference)
        if target is None:
            return identifier(f"users.id.{number}")
        referenced = next((one for one in target.fields if one.column == field.type.reference.column), target.field(target.key))
        return sample_field(index, target, referenced, number) if target is not entity else identifier(f"{entity.names.snake}.{number}")
    unique = field.unique or field.names.source == entity.key
    wanted = Wanted(field.names.snake, entity.names.snake, field.type, number, field.minimum, field.maximum, unique)
    return value_of(index, wanted)


def sample_output(index: Index, entity: Entity, number: int = 0) -> dict[str, Plain]:
    """A row as it leaves the API."""
    return {field.names.camel: sample_field(index, entity, field, number) for field in entity.fields}


def sample_given(index: Index, operation: Operation, given: InputField, number: int = 0) -> Plain:
    """A value for an operation's input."""
    bound, entity = index.bound(operation, given), index.entity_of(operation)
    kind = effective_type(given, bound)
    if (
        bound is not None
        and entity is not None
        and given.role in ("value", "key")
        and stored(kind) == stored(bound.type)
        and kind.array == bound.type.array
    ):
        value = sample_field(index, entity, bound, number)
        if bound.type.kind == "fk" or kind.length == bound.type.length:
            minimum, maximum = bounds(given, bound)
            if (minimum, maximum) == (bound.minimum, bound.maximum) or bound.type.kind == "fk":
                return value
    minimum, maximum = bounds(given, bound)
    name = bound.names.snake if bound is not None else given.names.snake
    return value_of(index, Wanted(name, entity.names.snake if entity else operation.domain, kind, number, minimum, maximum))


def sample_input(index: Index, operation: Operation, number: int = 0) -> dict[str, Plain]:
    """An input that the operation takes, optional fields included."""
    return {
        given.names.camel: sample_given(index, operation, given, number)
        for given in operation.input
        if given.role not in ("page", "page-size", "sort")
    }
