"""Values that a row gets without being sent: literal defaults of the DDL, and moments of creation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from appfactory.compile.naming import split_words
from appfactory.compile.reserved import word_set
from appfactory.model.json_value import JsonValue
from appfactory.model.spec import FieldType

_STRING = re.compile(r"'((?:[^']|'')*)'(?:::.*)?\Z", re.DOTALL)
_NUMBER = re.compile(r"'?\(?(-?\d+(?:\.\d+)?)\)?'?(?:::.*)?\Z")

_CREATION = word_set(
    """
    added applied asked booked bought changed commented created enrolled entered filed inserted issued joined logged made modified opened ordered
    placed posted purchased raised received recorded registered reported requested reserved saved sent signed started submitted subscribed
    updated uploaded written
    """
)


@dataclass(frozen=True, slots=True)
class DefaultOf:
    """A default that is known as a value; `known` False: there is none, or only the database can tell it."""

    known: bool
    value: JsonValue = None


def default_of(expression: str, field_type: FieldType) -> DefaultOf:
    """The value of a DDL default that is a literal.

    >>> default_of("'PENDING'::reservation_status", FieldType("enum")).value, default_of("now()", FieldType("datetime")).known
    ('PENDING', False)
    >>> default_of("0", FieldType("int")).value, default_of("false", FieldType("bool")).value
    (0, False)
    """
    text = expression.strip()
    if field_type.array or field_type.kind in ("json", "date", "time", "datetime", "fk"):
        return DefaultOf(False)
    if field_type.kind == "bool":
        return DefaultOf(True, text.lower() == "true") if text.lower() in ("true", "false") else DefaultOf(False)
    if field_type.kind in ("int", "bigint", "decimal"):
        number = _NUMBER.match(text)
        if number is None:
            return DefaultOf(False)
        return DefaultOf(True, number[1] if "." in number[1] else int(number[1]))
    string = _STRING.match(text)
    return DefaultOf(True, string[1].replace("''", "'")) if string else DefaultOf(False)


def is_made_when_inserted(name: str, field_type: FieldType, nullable: bool) -> bool:
    """True for a required moment that is the row's own making: `createdAt`, `orderedOn`, `timestamp`.

    >>> is_made_when_inserted("createdAt", FieldType("datetime"), False), is_made_when_inserted("startsAt", FieldType("datetime"), False)
    (True, False)
    """
    if field_type.kind not in ("datetime", "date") or field_type.array or nullable:
        return False
    words = split_words(name)
    if words[1:] in (("date",), ("time",)):
        return words[0] in ("created", "inserted", "modified", "updated")
    return words == ("timestamp",) or (words[0] in _CREATION and words[1:] in ((), ("at",), ("on",)))
