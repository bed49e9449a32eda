"""Check expressions of fields: simple bounds read, token by token and never inside a literal."""

from __future__ import annotations

from dataclasses import dataclass

from appfactory.compile.database.expression_names import Token, tokens_of


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the greatest whole number that a check lets through; None where it sets none."""

    minimum: int | None = None
    maximum: int | None = None


def _comparisons(tokens: list[Token]) -> list[list[Token]]:
    """The parts of a conjunction; empty if the expression is no plain conjunction."""
    parts: list[list[Token]] = [[]]
    between = False
    for token in tokens:
        word = token.text.lower() if token.kind == "word" else ""
        if word in ("or", "not", "case"):
            return []
        between = between or word == "between"
        if word == "and" and not (between and len(parts[-1]) == 3):
            parts.append([])
            between = False
        else:
            parts[-1].append(token)
    return parts


_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "="}


def bounds_of(expression: str, name: str, whole: bool = True) -> Bounds:
    """The whole-number bounds that a conjunction of comparisons sets on `name`; what is no such conjunction sets none.

    `whole` says that `name` holds whole numbers only, so that `> 0` means `>= 1`.

    >>> bounds_of("partySize > 0", "partySize"), bounds_of("x >= 1 and x <= 5", "x"), bounds_of("x between 1 and 5", "x")
    (Bounds(minimum=1, maximum=None), Bounds(minimum=1, maximum=5), Bounds(minimum=1, maximum=5))
    >>> bounds_of("0 < x or y > 1", "x")
    Bounds(minimum=None, maximum=None)
    """
    tokens = _without_casts([token for token in tokens_of(expression) if token.kind != "space" and token.text not in "()"])
    minimum: int | None = None
    maximum: int | None = None
    for part in _comparisons(_signed(tokens)):
        low, high = _bounds_of_comparison(part, name, whole)
        minimum = low if minimum is None else max(minimum, low) if low is not None else minimum
        maximum = high if maximum is None else min(maximum, high) if high is not None else maximum
    return Bounds(minimum, maximum)


def _without_casts(tokens: list[Token]) -> list[Token]:
    return [token for place, token in enumerate(tokens) if token.kind != "cast" and (place == 0 or tokens[place - 1].kind != "cast")]


def _signed(tokens: list[Token]) -> list[Token]:
    """A minus before a number becomes part of it."""
    joined: list[Token] = []
    for token in tokens:
        if token.kind == "number" and joined and joined[-1].text == "-" and (len(joined) == 1 or joined[-2].kind in ("operator", "word")):
            joined[-1] = Token("number", "-" + token.text)
        else:
            joined.append(token)
    return joined


def _bounds_of_comparison(part: list[Token], name: str, whole: bool) -> tuple[int | None, int | None]:
    texts = [token.text for token in part]
    if len(part) == 5 and _names(part[0], name) and texts[1].lower() == "between" and texts[3].lower() == "and":
        low, high = _whole(part[2]), _whole(part[4])
        return (low, high) if low is not None and high is not None else (None, None)
    if len(part) != 3 or texts[1] not in _MIRRORED:
        return None, None
    if _names(part[0], name):
        operator, number = texts[1], _whole(part[2])
    elif _names(part[2], name):
        operator, number = _MIRRORED[texts[1]], _whole(part[0])
    else:
        return None, None
    if number is None or (not whole and operator in "<>"):
        return None, None
    return {
        ">": (number + 1, None), ">=": (number, None), "<": (None, number - 1), "<=": (None, number), "=": (number, number),
    }[operator]  # fmt: skip


def _names(token: Token, name: str) -> bool:
    return (token.kind == "word" and token.text.lower() == name.lower()) or (token.kind == "quoted" and token.text[1:-1] == name)


def _whole(token: Token) -> int | None:
    return int(token.text) if token.kind == "number" and "." not in token.text else None
