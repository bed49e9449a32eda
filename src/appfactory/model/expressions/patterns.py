"""Texts that match a regular expression or a LIKE pattern, for the forms that checks use. Built from Python's own parse of the expression."""

from __future__ import annotations

import re
import string
import warnings
from collections.abc import Iterator
from typing import Any

from appfactory.model.expressions.operators import UnsupportedError, python_pattern

_LETTERS = string.ascii_lowercase + string.digits + string.ascii_uppercase + "-_. @"
_MOST_REPEATS = 64


def matching(pattern: str, number: int = 0, lengths: tuple[int, ...] = (3, 8, 1, 0)) -> tuple[str, ...]:
    """Texts in which PostgreSQL finds the pattern; open repetitions are done as often as each of `lengths` says. Empty if it can't be read.

    Texts of another `number` are others, as far as the pattern has enough of them.
    """
    try:
        translated = python_pattern(pattern)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed, compiled = _parsed(translated), re.compile(translated)
    except (re.error, UnsupportedError, RecursionError, OverflowError):
        return ()
    found: dict[str, None] = {}
    for variant in range(number * 3, number * 3 + 3):
        for length in lengths:
            text = "".join(_build(parsed, length, _Choice(variant)))
            if compiled.search(text):
                found[text] = None
    return tuple(found)


def like_texts(pattern: str) -> tuple[str, ...]:
    """Texts that a LIKE pattern takes."""
    parts = re.findall(r"\\.|%|_|[^%_\\]+|\\$", pattern, re.DOTALL)

    def filled(many: str) -> str:
        return "".join(many if part == "%" else "a" if part == "_" else part.removeprefix("\\") if len(part) == 2 else part for part in parts)

    return tuple(dict.fromkeys((filled("abc"), filled(""))))


def _parsed(pattern: str) -> Any:
    # The parser of `re` has no public name; it has been the same since Python 2 but for where it stands.
    import importlib

    return importlib.import_module("re._parser").parse(pattern)


class _Choice:
    """A number that is used up digit by digit, each to the base of what there is to choose from."""

    def __init__(self, number: int) -> None:
        self._rest = number

    def among(self, count: int) -> int:
        self._rest, digit = divmod(self._rest, count)
        return digit


def _build(parsed: Any, length: int, choice: _Choice) -> Iterator[str]:
    for kind, argument in parsed:
        name = str(kind)
        if name == "LITERAL":
            yield chr(argument)
        elif name == "NOT_LITERAL":
            yield next(letter for letter in _LETTERS if ord(letter) != argument)
        elif name == "ANY":
            yield "a"
        elif name == "IN":
            yield _member(argument, choice)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, most, inner = argument
            times = max(int(least), min(length, int(most), _MOST_REPEATS))
            for _ in range(times):
                yield from _build(inner, length, choice)
        elif name in ("SUBPATTERN", "ATOMIC_GROUP"):
            yield from _build(argument[-1] if name == "SUBPATTERN" else argument, length, choice)
        elif name == "BRANCH":
            branches = argument[1]
            yield from _build(branches[choice.among(len(branches))], length, choice)
        elif name not in ("AT", "ASSERT", "ASSERT_NOT"):
            raise UnsupportedError(f"{name} in a regular expression")


def _member(items: Any, choice: _Choice) -> str:
    """A character of a class."""
    negated = any(str(kind) == "NEGATE" for kind, _ in items)
    inside = [letter for letter in _LETTERS if _is_in(items, letter)]
    outside = [letter for letter in _LETTERS if letter not in inside]
    choices = outside if negated else inside
    if not choices:
        first = next((argument for kind, argument in items if str(kind) in ("LITERAL", "RANGE")), None)
        if negated or first is None:
            raise UnsupportedError("a class of characters")
        return chr(first[0] if isinstance(first, tuple) else first)
    return choices[choice.among(len(choices))]


def _is_in(items: Any, letter: str) -> bool:
    for kind, argument in items:
        name = str(kind)
        if name == "LITERAL" and ord(letter) == argument:
            return True
        if name == "RANGE" and argument[0] <= ord(letter) <= argument[1]:
            return True
        if name == "CATEGORY":
            category = str(argument).removeprefix("CATEGORY_")
            belongs = {"DIGIT": letter.isdigit(), "SPACE": letter.isspace(), "WORD": letter.isalnum() or letter == "_"}
            plain = category.removeprefix("NOT_")
            if plain in belongs and belongs[plain] != category.startswith("NOT_"):
                return True
    return False
