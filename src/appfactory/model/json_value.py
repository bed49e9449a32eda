"""JSON as frozen Python values, so that it can stand in frozen values and be hashed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class JsonObject:
    """A JSON object; members keep the order in which they were written."""

    members: tuple[tuple[str, JsonValue], ...] = ()


JsonValue: TypeAlias = bool | int | float | str | tuple["JsonValue", ...] | JsonObject | None
