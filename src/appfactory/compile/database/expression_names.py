"""Names of fields inside an SQL expression, also those that are words of SQL: `end > start`, `limit > 0`, `"order" < 5`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from appfactory.compile.database.identifiers import KEYWORDS, quote
from appfactory.compile.reserved import word_set

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<string>[eE]'(?:[^'\\]|\\.|'')*' | '(?:[^']|'')*' | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$)
      | (?P<quoted>"(?:[^"]|"")*")
      | (?P<number>\d+(?:\.\d+)?)
      | (?P<word>[^\W\d]\w*)
      | (?P<cast>::)
      | (?P<operator><=|>=|<>|!=|[^\w\s])""",
    re.VERBOSE | re.DOTALL,
)
_KINDS = ("space", "string", "quoted", "number", "word", "cast", "operator")

_AFTER_OPERAND = word_set(
    """
    and or is isnull notnull not in like ilike similar between then else end when from collate at overlaps operator to for symmetric asymmetric
    """
)
"""Words of SQL that may follow an operand; there they are no names, whatever the fields are called."""

_BEFORE_OPERAND = word_set("not case when then else any all some array exists")
"""Words of SQL that may stand where an operand is expected, and after which one is still expected."""

_CONSTANTS = word_set("null true false")


@dataclass(frozen=True, slots=True)
class Token:
    """A token of an SQL expression; `kind` is the name of its group in the pattern above."""

    kind: str
    text: str


def tokens_of(expression: str) -> tuple[Token, ...]:
    """The tokens of an SQL expression; together they are the expression again."""
    found: list[Token] = []
    position = 0
    while position < len(expression):
        match = _TOKEN.match(expression, position)
        if match is None:
            found.append(Token("operator", expression[position]))
            position += 1
            continue
        kind = next(name for name in _KINDS if match[name] is not None)
        found.append(Token(kind, match[0]))
        position = match.end()
    return tuple(found)


def to_columns(expression: str, columns: Mapping[str, str]) -> str:
    """The expression with field names replaced by their columns; literals, functions, casts, qualified names and SQL's own words stay.

    >>> to_columns("partySize > 0 and note <> 'partySize'", {"partySize": "party_size", "note": "note"})
    "party_size > 0 and note <> 'partySize'"
    >>> to_columns("end is distinct from start and limit > 0", {"end": "end", "start": "start", "limit": "limit", "from": "from"})
    '"end" is distinct from start and "limit" > 0'
    """
    folded = {field.lower(): column for field, column in columns.items()}
    tokens = tokens_of(expression)
    named = _operands(tokens)
    written: list[str] = []
    for position, token in enumerate(tokens):
        column = None
        if token.kind == "quoted":
            column = columns.get(token.text[1:-1])
        elif position in named:
            column = columns.get(token.text) or folded.get(token.text.lower())
        written.append(token.text if column is None else quote(column))
    return "".join(written)


def with_quoted_keywords(expression: str, names: Collection[str]) -> str:
    """The expression with those names in quotes that SQL would take for words of its own.

    >>> with_quoted_keywords("limit > 0 and partySize < 9", ["limit", "partySize"])
    '"limit" > 0 and partySize < 9'
    """
    return to_columns(expression, {name: name for name in names if name.lower() in KEYWORDS})


def _operands(tokens: tuple[Token, ...]) -> frozenset[int]:
    """The positions of words that stand where a value is expected, and so may be names of fields."""
    found: set[int] = set()
    expected = True
    last = ""
    for position, token in enumerate(tokens):
        if token.kind == "space":
            continue
        word = token.text.lower() if token.kind == "word" else ""
        if word and not expected and word in _AFTER_OPERAND:
            # `end` closes a case, and so is a value; after `is` the rest of the test is read as one word.
            expected = word not in ("end", "isnull", "notnull")
        elif word and last in ("is", "not", "distinct") and word in ("not", "distinct", "from", "null", "true", "false", "unknown"):
            expected = word in ("not", "distinct", "from")
        elif word and expected and word in _BEFORE_OPERAND and not _is_compared(tokens, position):
            expected = True
        elif word:
            if not _is_part_of_another(tokens, position) and (word not in _CONSTANTS or _is_compared(tokens, position)):
                found.add(position)
            expected = False
        else:
            expected = token.kind in ("operator", "cast") and token.text not in (")", "]")
        last = word
    return frozenset(found)


def _neighbours(tokens: tuple[Token, ...], position: int) -> tuple[Token, Token]:
    nothing = Token("space", "")
    before = next((token for token in reversed(tokens[:position]) if token.kind != "space"), nothing)
    after = next((token for token in tokens[position + 1 :] if token.kind != "space"), nothing)
    return before, after


def _is_compared(tokens: tuple[Token, ...], position: int) -> bool:
    """True if an operator follows: `not > 0` speaks of a field called `not`."""
    after = _neighbours(tokens, position)[1]
    return after.kind == "operator" and after.text not in ("(", "[", ")", ",", "-", "+")


def _is_part_of_another(tokens: tuple[Token, ...], position: int) -> bool:
    """True for functions, types, qualified names, and types before a constant (`date '2026-01-01'`)."""
    before, after = _neighbours(tokens, position)
    return before.text in ("::", ".") or after.text in ("(", ".") or after.kind == "string"
