"""The only way for a value to get into TypeScript or JavaScript source: as a literal.

What comes out is an expression that is safe wherever one may stand, in a module or in an inline `<script>`: no text of a plan can
end the string, the script element or the line it stands in, nor reach an object's prototype.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from json.encoder import encode_basestring

from appfactory.model.json_value import JsonObject, JsonValue

_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_INDEX = re.compile(r"0|[1-9][0-9]{0,14}")
# A `<` that could open or close an element or a comment, and characters that are invisible, reorder text, or end a line in older parsers.
_UNSAFE = re.compile(
    "<(?=[/!?A-Za-z])|[\x7f-\xa0\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\uffff]|[\U000e0000-\U000e0fff]"
)
_SAFE_INTEGER = 2**53 - 1


def encode(value: JsonValue, *, indent: int = 0, width: int = 120) -> str:
    """Return `value` as a TypeScript expression; it is laid out over several lines if it would not fit into `width` columns.

    `indent` is the column (a multiple of 2) of the line that the expression begins in. Integers beyond 2⁵³ become the nearest number,
    as `JSON.parse` reads them. Raises `ValueError` for NaN, infinities and numbers beyond the range of a double.
    """
    line = _on_one_line(value)
    if indent + len(line) <= width or not isinstance(value, (tuple, JsonObject)):
        return line
    inner = indent + 2
    if isinstance(value, tuple):
        entries = [encode(item, indent=inner, width=width) for item in value]
        brackets = "[]"
    else:
        entries = [f"{encode_key(key)}: {encode(item, indent=inner, width=width)}" for key, item in _members(value)]
        brackets = "{}"
    body = "".join(f"{' ' * inner}{entry},\n" for entry in entries)
    return f"{brackets[0]}\n{body}{' ' * indent}{brackets[1]}"


@lru_cache(maxsize=65_536)
def encode_key(name: str) -> str:
    """Return `name` as the name of a property in an object literal or type: bare if it may be, else quoted; `__proto__` is computed."""
    if name == "__proto__":
        return '["__proto__"]'
    return name if _IDENTIFIER.fullmatch(name) or _INDEX.fullmatch(name) else encode_string(name)


@lru_cache(maxsize=65_536)
def encode_string(text: str) -> str:
    """Return `text` as a double-quoted string literal."""
    return _UNSAFE.sub(lambda match: _escape(match.group()), encode_basestring(text))


def _escape(character: str) -> str:
    code = ord(character)
    if code > 0xFFFF:
        high, low = divmod(code - 0x10000, 0x400)
        return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
    return f"\\u{code:04x}"


def _members(value: JsonObject) -> list[tuple[str, JsonValue]]:
    # A name that is given twice keeps its first place and its last value, as in an object literal, which strict compilers refuse to read.
    return list(dict(value.members).items())


def _on_one_line(value: JsonValue) -> str:
    if isinstance(value, JsonObject):
        entries = ", ".join(f"{encode_key(key)}: {_on_one_line(item)}" for key, item in _members(value))
        return f"{{ {entries} }}" if entries else "{}"
    if isinstance(value, tuple):
        return f"[{', '.join(_on_one_line(item) for item in value)}]"
    if isinstance(value, str):
        return encode_string(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else _number(value)


def _number(value: int | float) -> str:
    if isinstance(value, int):
        if abs(value) <= _SAFE_INTEGER:
            return str(value)
        try:
            value = float(value)
        except OverflowError:
            raise ValueError("a number beyond the range of a double has no TypeScript literal") from None
    if not math.isfinite(value):
        raise ValueError(f"{value} has no TypeScript literal")
    return repr(value)
