"""Tokens in the texts of packs: `{{id:biz}}`, `{{runId}}`, `{{nowIso}}`, `{{nowPlusMinutes:30}}`, `{{variable}}`. Pure: clock and seed are inputs.

A key is a prefix and a KSUID (https://github.com/segmentio/ksuid): 4 bytes of seconds since 1400000000 and 16 bytes of payload in 27 digits to
base 62, so that keys sort by the time of their run. The payload is a hash of the run's seed and the token's name: the same name gives the
same key within a run, and no other run has it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from appfactory.model.json_value import JsonObject, JsonValue

TOKEN = re.compile(r"\{\{[ \t]*([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*(?::([^{}]*))?\}\}")
BUILT_IN = ("id:name", "uuid:name", "runId", "nowIso", "nowPlusMinutes:30")

_EPOCH = 1_400_000_000
_BASE_62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_NO_WORD = re.compile(r"[^a-z0-9]+")
_NUMBER = re.compile(r"_*[0-9]+$")
_PAIRS = tuple(high + low for high in _BASE_62 for low in _BASE_62)
_FARTHEST = 60 * 24 * 366 * 1000


@dataclass(slots=True)
class Tokens:
    """The tokens of one run. `variables` are the declared and captured ones, as plain JSON values; `unknown` collects what meant nothing."""

    seed: str
    now: datetime
    variables: dict[str, object] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def run_id(self) -> str:
        """16 lower-case letters and digits, of this run only; fit for slugs."""
        number = int.from_bytes(hashlib.sha256(f"{self.seed}\0run".encode()).digest()[:16], "big")
        return "".join("0123456789abcdefghijklmnopqrstuvwxyz"[(number // 36**place) % 36] for place in range(16))

    def text(self, template: str) -> str:
        """The text with every token in its place; an unknown one stays as it is and is added to `unknown`."""
        return TOKEN.sub(self._as_text, template) if "{{" in template else template

    def value(self, template: JsonValue) -> object:
        """A value with tokens in any of its texts, as plain dicts and lists. A text that is one token alone becomes the token's own value."""
        if isinstance(template, str):
            if "{{" not in template:
                return template
            whole = TOKEN.fullmatch(template)
            return self._value(whole) if whole is not None else self.text(template)
        if isinstance(template, JsonObject):
            return {self.text(key) if "{{" in key else key: self.value(member) for key, member in template.members}
        if isinstance(template, tuple):
            return [self.value(item) for item in template]
        return template

    def key(self, name: str) -> str:
        """The generated key of that name."""
        if name not in self.keys:
            self.keys[name] = f"{_prefix(name)}_{_ksuid(self.now, self._payload(name))}"
        return self.keys[name]

    def _payload(self, name: str) -> bytes:
        return hashlib.sha256(f"{self.seed}\0id\0{name}".encode()).digest()[:16]

    def _as_text(self, match: re.Match[str]) -> str:
        return as_text(self._value(match))

    def _value(self, match: re.Match[str]) -> object:
        name, argument = match[1], match[2]
        if argument is not None:
            found = self._with_argument(name, argument.strip())
            if found is not None:
                return found
        elif name in self.variables:
            return self.variables[name]
        elif name == "runId":
            return self.run_id
        elif name == "nowIso":
            return _iso(self.now)
        self.unknown.append(match[0])
        return match[0]

    def _with_argument(self, name: str, argument: str) -> str | None:
        if name == "id" and argument:
            return self.key(argument)
        if name == "uuid" and argument:
            return str(UUID(bytes=self._payload(argument), version=4))
        if name == "nowPlusMinutes" and is_minutes(argument):
            return _iso(self.now + timedelta(minutes=int(argument)))
        return None


def tokens_of(template: JsonValue) -> Iterator[tuple[str, str]]:
    """Name and argument (empty if none) of every token in the texts of a value."""
    if isinstance(template, str):
        if "{{" in template:
            yield from ((match[1], (match[2] or "").strip()) for match in TOKEN.finditer(template))
    elif isinstance(template, JsonObject):
        for key, member in template.members:
            yield from tokens_of(key)
            yield from tokens_of(member)
    elif isinstance(template, tuple):
        for item in template:
            yield from tokens_of(item)


def is_minutes(text: str) -> bool:
    """True for a whole number of minutes, also a negative one, of at most a thousand years."""
    return re.fullmatch(r"[-+]?[0-9]{1,10}", text) is not None and abs(int(text)) <= _FARTHEST


def is_built_in(name: str, argument: str) -> bool:
    """True for a token that needs no variable."""
    if name in ("id", "uuid"):
        return bool(argument)
    if name == "nowPlusMinutes":
        return is_minutes(argument)
    return name in ("runId", "nowIso") and not argument


def as_text(value: object) -> str:
    """A value as it stands inside a text: JSON's words for true, false and null, everything else as Python prints it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)


def _prefix(name: str) -> str:
    """`Booking-Order 2` → `booking_order`."""
    words = _NO_WORD.sub("_", name.lower()).strip("_")
    return _NUMBER.sub("", words) or words or "id"


def _ksuid(now: datetime, payload: bytes) -> str:
    seconds = max(0, min(int(now.timestamp()) - _EPOCH, 2**32 - 1))
    number = int.from_bytes(seconds.to_bytes(4, "big") + payload, "big")
    pairs = []
    for _ in range(14):
        number, pair = divmod(number, 3844)
        pairs.append(_PAIRS[pair])
    # 27 digits are asked for, and 14 pairs have one more, which is always 0.
    return "".join(reversed(pairs))[1:]


@lru_cache(maxsize=64)
def _iso(moment: datetime) -> str:
    """As JavaScript's `toISOString` writes it: `2026-02-22T10:00:00.000Z`."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03}Z"
