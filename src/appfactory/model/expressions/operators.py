"""The operators of checks on Python's values, with the three truth values of SQL."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from appfactory.model.database import Database
from appfactory.model.expressions.kinds import Range, moment, python_value

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_PATTERNS = {"~~": (False, False), "~~*": (False, True), "!~~": (True, False), "!~~*": (True, True)}
_REGULAR = {"~": (False, False), "~*": (False, True), "!~": (True, False), "!~*": (True, True)}
_CONTAINMENT = {"@>", "<@", "&&"}


_CLASSES = {
    "[:alpha:]": "a-zA-Z",
    "[:digit:]": "0-9",
    "[:alnum:]": "a-zA-Z0-9",
    "[:space:]": r"\s",
    "[:lower:]": "a-z",
    "[:upper:]": "A-Z",
}


class UnsupportedError(Exception):
    """An expression that can't be computed here; the message says which part."""


def cast(value: object, kind: Any, element: str, database: Database) -> object:
    """A value as another kind. Raises `UnsupportedError` where PostgreSQL's rules are its own."""
    if kind in ("text", "enum", "uuid"):
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, Decimal):
            return str(value)
        raise UnsupportedError("a cast to text")
    if kind == "date" and isinstance(value, datetime):
        return value.date()
    if kind == "timestamp" and isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC)
    if kind == "integer" and isinstance(value, Decimal):
        return value.to_integral_value()
    if isinstance(value, str):
        return python_value(value, kind, element, database)
    return value


def operate(sign: str, left: Any, right: Any) -> Any:
    """An operator of two values; null if one is."""
    if sign in _COMPARISONS:
        return compare(sign, left, right)
    if left is None or right is None:
        return None
    for table, matcher in ((_PATTERNS, like), (_REGULAR, _matches)):
        if sign in table:
            negated, fold = table[sign]
            return matcher(left, right, fold) != negated
    if sign == "&&" and isinstance(left, Range) and isinstance(right, Range):
        return left.overlaps(right)
    if sign in _CONTAINMENT and isinstance(left, tuple) and isinstance(right, tuple):
        one, other = (right, left) if sign == "<@" else (left, right)
        return any(item in one for item in other) if sign == "&&" else all(item in one for item in other)
    return _arithmetic(sign, left, right)


def _arithmetic(sign: str, left: Any, right: Any) -> Any:
    if sign in ("+", "-", "*", "/", "%"):
        left, right = _with_day(left, right)
        if sign == "/" and isinstance(left, Decimal) and left == left.to_integral_value() and right == right.to_integral_value():
            # Whole numbers divide to whole numbers, towards zero; of numerics with a whole value the same is only said by their type.
            raise UnsupportedError("a division")
        operation = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "%": operator.mod}[sign]
        if isinstance(left, date) and isinstance(right, date) and not isinstance(left, datetime):
            return Decimal((left - right).days)
        return operation(left, right)
    if sign == "||":
        return left + right
    if sign in ("->", "->>") and isinstance(left, dict):
        value = left.get(right)
        return value if sign == "->" or value is None or isinstance(value, str) else str(value)
    if sign == "?" and isinstance(left, dict | list):
        return right in left
    raise UnsupportedError(f"the operator {sign}")


def _with_day(left: Any, right: Any) -> tuple[Any, Any]:
    """A date and a number of days; a time span and a number."""
    if isinstance(left, date) and not isinstance(left, datetime) and isinstance(right, Decimal):
        return left, timedelta(days=int(right))
    if isinstance(left, date) and not isinstance(left, datetime) and isinstance(right, timedelta):
        return datetime.combine(left, time(), UTC), right
    if isinstance(left, timedelta) and isinstance(right, Decimal):
        return left, float(right)
    if isinstance(left, Decimal) and isinstance(right, timedelta):
        return float(left), right
    return left, right


def compare(sign: str, left: Any, right: Any) -> bool | None:
    """A comparison, after a bare text was read as the other side's type. Raises `UnsupportedError` for kinds that do not compare."""
    if left is None or right is None:
        return None
    left, right = _alike(left, right), _alike(right, left)
    if type(left) is not type(right) and not (isinstance(left, Decimal | float | int) and isinstance(right, Decimal | float | int)):
        raise UnsupportedError(f"a comparison of {type(left).__name__} and {type(right).__name__}")
    # The order of texts depends on the database's collation; of digits and lower-case letters alone it does not.
    plain = not isinstance(left, str) or (re.fullmatch(r"[0-9]*|[a-z]*", left) and re.fullmatch(r"[0-9]*|[a-z]*", right))
    if not plain and sign not in ("=", "<>", "!="):
        raise UnsupportedError("an order of texts")
    return bool(_COMPARISONS[sign](left, right))


def _alike(value: Any, other: Any) -> Any:
    if isinstance(value, str) and not isinstance(other, str):
        if isinstance(other, bool):
            return value.lower() in ("t", "true")
        if isinstance(other, Decimal):
            return Decimal(value)
        if isinstance(other, datetime):
            return moment(value)
        if isinstance(other, date):
            return date.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime) and isinstance(other, datetime):
        return datetime.combine(value, time(), UTC)
    return value


def negative(value: Any) -> Any:
    """The value with the other sign."""
    return None if value is None else -value


def any_of(sign: str, left: Any, items: Any) -> bool | None:
    """Whether the operator holds for one of the items at least."""
    if items is None:
        return None
    results = [operate(sign, left, item) for item in items]
    return True if True in results else None if None in results else False


def both(one: bool | None, other: bool | None) -> bool | None:
    """SQL's AND."""
    return False if False in (one, other) else None if None in (one, other) else True


def like(text: Any, pattern: str, fold: bool = False) -> bool:
    """SQL's LIKE: `%` any characters, `_` one, a backslash takes the next literally."""
    parts = re.findall(r"\\.|%|_|[^%_\\]+|\\$", pattern, re.DOTALL)
    translated = "".join(
        ".*" if part == "%" else "." if part == "_" else re.escape(part[1:] if part[0] == "\\" and len(part) > 1 else part) for part in parts
    )
    return re.fullmatch(translated, str(text), re.DOTALL | (re.IGNORECASE if fold else 0)) is not None


def _matches(text: Any, pattern: str, fold: bool = False) -> bool:
    return re.search(python_pattern(pattern), str(text), re.IGNORECASE if fold else 0) is not None


def python_pattern(pattern: str) -> str:
    """A regular expression of PostgreSQL in Python's writing. Raises `UnsupportedError` for what the two do not share."""
    for name, members in _CLASSES.items():
        pattern = pattern.replace(name, members)
    if re.search(r"\\[mMyYZ<>]|\[[:.=]|^\*\*\*|\(\?[^:=!]", pattern):
        raise UnsupportedError("a regular expression of PostgreSQL's own")
    return re.sub(r"\$$", r"\\Z", pattern)
