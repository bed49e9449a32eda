"""A JSON document read member by member; what is wrong with it is told by its place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn, TypeGuard

from appfactory.compile.near_miss import nearest
from appfactory.contract.model.request import RequestError
from appfactory.contract.statements.refusal import Refused, shown

_HALF = re.compile("[\ud800-\udfff]")

MOST_LEVELS = 12
"""How deep queries, conditions and batches may stand in each other."""


def refuse(place: str, what: str, why: str, fix: str, near: tuple[str, ...] = ()) -> NoReturn:
    """Ends the reading: `what` is wrong at `place`, `why` that matters, and how to `fix` it."""
    raise Refused(RequestError("request-form", f"`{place}` {what}", f"{why}; {fix}", nearest=near))


def _written(value: object) -> str:
    """A value as the document has it: a number in quotes is told from one without."""
    return shown(json.dumps(value, ensure_ascii=False) if value is None or isinstance(value, str | bool) else value)


def check_characters(text: str, place: str) -> None:
    """Refuses half of a character: JSON can write one (`"\\ud800"`), and no encoding of text can."""
    if not text.isascii() and _HALF.search(text) is not None:
        refuse(place, "holds half a character", "no encoding of text has lone surrogates", "write the whole character")


def is_list(value: object) -> TypeGuard[Sequence[object]]:
    """True for a JSON array."""
    return isinstance(value, list | tuple)


@dataclass(slots=True)
class Form:
    """An object of the document at a place. Every member has to be asked for before `finish`, which refuses the others."""

    members: Mapping[str, object]
    place: str
    level: int = 0
    asked: dict[str, None] = field(default_factory=dict)

    def at(self, key: str) -> str:
        """The place of a member."""
        return f"{self.place}.{key}" if self.place else key

    def has(self, key: str) -> bool:
        """True if the member is there and not null."""
        self.asked[key] = None
        return self.members.get(key) is not None

    def get(self, key: str) -> object:
        """The member as it is, None if there is none."""
        self.asked[key] = None
        return self.members.get(key)

    def text(self, key: str, default: str = "") -> str:
        """A member that is text."""
        value = self.get(key)
        if value is None:
            return default
        if not isinstance(value, str):
            refuse(self.at(key), f"is {_written(value)}, not text", "it is taken as written", "put it in double quotes")
        check_characters(value, self.at(key))
        return value

    def name(self, key: str) -> str:
        """A member that is text and must be there."""
        value = self.text(key)
        if not value:
            refuse(self.at(key), "is missing", "without it nobody knows what is meant", f"add `{key}` with a name of the catalog")
        return value

    def flag(self, key: str, default: bool) -> bool:
        """A member that is true or false."""
        value = self.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            refuse(self.at(key), f"is {_written(value)}", "only `true` and `false` are clear", "write true or false, without quotes")
        return value

    def number(self, key: str, least: int, most: int = 2**63 - 1) -> int | None:
        """A member that is a whole number in a range; None if it is not there."""
        value = self.get(key)
        if value is None:
            return None
        if isinstance(value, float) and value.is_integer():
            # To JSON, 5.0 is a whole number.
            value = int(value)
        inside = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        if not inside or not isinstance(value, int):
            wanted = f"a whole number from {least} to {most}"
            refuse(self.at(key), f"is {_written(value)}, not {wanted}", "nothing else can be counted with", f"write {wanted}")
        return value

    def word(self, key: str, allowed: Sequence[str], default: str = "") -> str:
        """A member that is one of a few words."""
        value = self.get(key)
        if value is None and default:
            return default
        if not isinstance(value, str) or value not in allowed:
            told = "is missing" if value is None else f"is {_written(value)}"
            near = nearest(value, allowed) if isinstance(value, str) else ()
            refuse(self.at(key), told, "it can be nothing but one of a few words", f"write one of {', '.join(allowed)}", near)
        return value

    def items(self, key: str) -> tuple[tuple[str, object], ...]:
        """The items of a member that is an array, each with its place."""
        value = self.get(key)
        if value is None:
            return ()
        if not is_list(value):
            refuse(self.at(key), f"is {_written(value)}, not an array", "there may be several", "put it in [ ]")
        place = self.at(key)
        return tuple([(f"{place}[{index}]", item) for index, item in enumerate(value)])

    def form(self, key: str) -> Form | None:
        """A member that is an object."""
        value = self.get(key)
        return None if value is None else self.inner(value, self.at(key))

    def inner(self, value: object, place: str) -> Form:
        """An object inside this one."""
        return form_of(value, place, self.level + 1)

    def finish(self, known: Iterable[str] = ()) -> None:
        """Refuses members that nobody asked for: a misspelt `filters` that is not seen would let a command touch every row."""
        if self.members.keys() <= self.asked.keys():
            return
        allowed = dict.fromkeys((*self.asked, *known))
        for key in self.members:
            if key not in allowed:
                near = nearest(key, allowed)
                fix = f"did you mean `{near[0]}`?" if near else f"leave it out; known are {', '.join(sorted(allowed))}"
                refuse(self.at(str(key)), "is not known", "what is not understood is not ignored", fix, near)


def form_of(value: object, place: str, level: int = 0) -> Form:
    """The object at a place, or a refusal."""
    if level > MOST_LEVELS:
        refuse(place, f"stands more than {MOST_LEVELS} levels deep", "nobody could follow it", "say it in several requests")
    if not isinstance(value, dict) and not isinstance(value, Mapping):
        refuse(place or "the request", f"is {_written(value)}, not an object", "its parts have names", "write { … }")
    return Form(value, place, level)
