"""What a plain YAML scalar stands for: the core schema of YAML 1.2.2 (§10.3.2), and where readers of YAML 1.1 would disagree."""

from __future__ import annotations

import re
from typing import TypeAlias

Resolved: TypeAlias = str | int | float | bool | None

_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_INT = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_MAY_BE_SPECIAL = frozenset("0123456789+-.~nNtTfFyYoO=")
_LONGEST_NUMBER = 400  # more digits than a double or a PostgreSQL numeric literal of any use has

# Plain scalars that are text by YAML 1.2 and something else by YAML 1.1 (https://yaml.org/type/).
_OTHER_IN_1_1 = (
    (re.compile(r"(?:y|yes|on)", re.IGNORECASE), "true"),
    (re.compile(r"(?:n|no|off)", re.IGNORECASE), "false"),
    (re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"), "a number in base 60"),
    (re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9:.]+(?:[ \t]*(?:Z|[-+][0-9:]+))?)?"), "a date"),
    (re.compile(r"[-+]?0b[01_]+|[-+]?[0-9][0-9_]*_[0-9_]*(?:\.[0-9_]*)?"), "a number"),
)
# Plain scalars that are numbers by YAML 1.2 and text or another number by YAML 1.1.
_NUMBER_ELSEWHERE_TEXT = re.compile(r"0o[0-7]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+")
_OCTAL_ELSEWHERE = re.compile(r"[-+]?0[0-7]+")


def resolve(text: str) -> Resolved:
    """The value of a plain scalar. Numbers out of all bounds become infinity, which no part of a plan accepts."""
    if text and text[0] not in _MAY_BE_SPECIAL:
        return text
    if text in _WORDS:
        return _WORDS[text]
    number = _number(text)
    return text if number is None else number


def _number(text: str) -> int | float | None:
    found: int | float | None = None
    too_long = len(text) > _LONGEST_NUMBER
    if _INT.fullmatch(text):
        found = float("inf") if too_long else int(text)
    elif _OCTAL.fullmatch(text):
        found = float("inf") if too_long else int(text[2:], 8)
    elif _HEXADECIMAL.fullmatch(text):
        found = float("inf") if too_long else int(text[2:], 16)
    elif _FLOAT.fullmatch(text):
        found = float(text)
    elif _INFINITE.fullmatch(text):
        found = float("nan") if text.lower().endswith("nan") else float("-inf" if text[0] == "-" else "inf")
    return found


def otherwise_read_as(text: str) -> str:
    """What YAML 1.1 readers make of a plain scalar that is text by YAML 1.2 (`no` → "false"), or empty if they agree."""
    if not text or text[0] not in _MAY_BE_SPECIAL:
        return ""
    return next((meaning for pattern, meaning in _OTHER_IN_1_1 if pattern.fullmatch(text)), "")


def number_or_text(text: str) -> bool:
    """True for a plain scalar on which readers disagree whether it is a number (`1e3`, `0o17`) or which number (`017`)."""
    return _NUMBER_ELSEWHERE_TEXT.fullmatch(text) is not None or _OCTAL_ELSEWHERE.fullmatch(text) is not None
