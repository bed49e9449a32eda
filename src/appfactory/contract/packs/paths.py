"""Paths into JSON: names with dots between them, `[n]` for the nth item (from 0; `[-1]` is the last), `["odd name"]` for any other name.

A leading `$` means the whole, as in JSONPath; `rows.0.id` is read as `rows[0].id`; the empty path is the whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

_PART = re.compile(r"""\.?(?:([^.\[\]"']+)|\[[ ]*(-?[0-9]{1,9})[ ]*\]|\[[ ]*("(?:[^"\\]|\\.)*"|'[^']*')[ ]*\])""")


class PathError(ValueError):
    """A text that is no path."""


class Missing:
    """What stands at a path where nothing is."""


MISSING = Missing()


@lru_cache(maxsize=4096)
def parse_path(text: str) -> tuple[str | int, ...]:
    """The parts of a path. Raises `PathError`."""
    rest = text.strip()
    if rest == "$" or rest.startswith(("$.", "$[")):
        rest = rest[1:].removeprefix(".")
    parts: list[str | int] = []
    position = 0
    while position < len(rest):
        match = _PART.match(rest, position)
        if match is None or (match.start() == 0 and rest.startswith(".")):
            raise PathError(f"`{text}` is no path: write names with dots between them, and `[0]` for an item of a list")
        if match[1] is not None:
            parts.append(match[1])
        elif match[2] is not None:
            parts.append(int(match[2]))
        else:
            parts.append(_unquoted(match[3]))
        position = match.end()
    return tuple(parts)


def _unquoted(text: str) -> str:
    if text.startswith("'"):
        return text[1:-1]
    try:
        return str(json.loads(text))
    except json.JSONDecodeError as error:
        raise PathError(f"{text} is no text in quotes") from error


def find(document: object, path: tuple[str | int, ...]) -> object:
    """What stands at the path, `MISSING` if nothing does. Names are looked up in objects, numbers in lists."""
    for part in path:
        if isinstance(document, Mapping):
            document = document.get(str(part), MISSING)
        elif isinstance(document, Sequence) and not isinstance(document, str | bytes):
            number = part if isinstance(part, int) else int(part) if part.isdecimal() and len(part) < 10 else None
            if number is None or not -len(document) <= number < len(document):
                return MISSING
            document = document[number]
        else:
            return MISSING
    return document
