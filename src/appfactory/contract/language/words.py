"""Tokens of a text, and the shapes of a word that count as the same: its lemma (singular) and its root (without endings)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from appfactory.compile.inflection import singularize

TokenKind = Literal["word", "number", "quoted", "moment", "mark"]

_TOKEN = re.compile(
    r"""(?P<quoted>"[^"]+"|“[^”]+”|‘[^’]+’|``.+?''|(?<![\w'])'(?:[^']|'(?=\w))+'(?!\w))
      | (?P<moment>\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?(?![\w-]))
      | (?P<number>(?<![\w.])[$€£]?-?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?%?(?![\w-]))
      | (?P<possessive>['’]s\b|(?<=s)['’](?=\s))
      | (?P<word>[^\W_](?:[\w&]|[-./@](?=\w)|['’](?!s\b)(?=\w))*)
      | (?P<mark>>=|<=|!=|<>|(?!`[A-Za-z_][\w.]*`|(?<=\w)`)[^\s\w])""",
    re.VERBOSE,
)
_NUMBER_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000, "once": 1,
    "twice": 2, "thrice": 3, "dozen": 12,
}  # fmt: skip
_ENDINGS = (
    "izations", "ization", "ations", "ation", "ating", "ated", "ates", "ate", "ments", "ment", "ities", "ity", "ings", "ing", "ions", "ion",
    "ance", "ence", "able", "ible",
    "ors", "ers", "ees", "ies", "ied", "or", "er", "ee", "ed", "es", "al", "ly", "e", "y", "s",
)  # fmt: skip
_LEAST_ROOT = 4
_MOST_DIGITS = 30


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, quoted text, date or mark with its place in the text (half-open). `lemma` is in lower case, a noun in the singular."""

    text: str
    start: int
    end: int
    kind: TokenKind
    lemma: str
    root: str

    @property
    def lower(self) -> str:
        """The text in lower case."""
        return self.text.lower()

    @property
    def capitalized(self) -> bool:
        """True for a word that begins with a capital letter."""
        return self.kind == "word" and self.text[:1].isupper()


@lru_cache(maxsize=65536)
def lemma_of(word: str) -> str:
    """The singular of a word in lower case.

    >>> lemma_of("Customers"), lemma_of("addresses"), lemma_of("status")
    ('customer', 'address', 'status')
    """
    return singularize(word.lower())


@lru_cache(maxsize=65536)
def root_of(word: str) -> str:
    """A word without its endings: what a noun and its verb have in common.

    >>> root_of("enrollment") == root_of("enrolled"), root_of("location") == root_of("located"), root_of("price")
    (True, True, 'pric')
    """
    stem = _without_ending(lemma_of(word))
    return _without_double_end(_without_ending(stem))


def _without_ending(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_ROOT - 1:
            return _without_double_end(word[: -len(ending)])
    return word


def _without_double_end(stem: str) -> str:
    """`cancell` and `cancel`, `stopp` and `stop` are one."""
    return stem[:-1] if len(stem) >= 4 and stem[-1] == stem[-2] and stem[-1] not in "aeiou" else stem


def number_of(token: Token) -> int | float | None:
    """The number that a token writes in digits or in words."""
    if token.kind == "number":
        digits = token.text.lstrip("$€£").rstrip("%").replace(",", "")
        if len(digits) > _MOST_DIGITS:
            return None
        return float(digits) if "." in digits else int(digits)
    if token.kind != "word":
        return None
    known = _NUMBER_WORDS.get(token.lower)
    if known is None and "-" in token.text:
        # `twenty-four`: a multiple of ten and what is less than ten.
        tens, _, ones = token.lower.partition("-")
        first, second = _NUMBER_WORDS.get(tens, 0), _NUMBER_WORDS.get(ones, 0)
        known = first + second if 20 <= first < 100 and 0 < second < 10 and ones != "once" else None
    return known


def unquoted(token: Token) -> str:
    """The content of a quoted token, the text of any other."""
    return token.text.strip("\"“”‘’'`").strip() if token.kind == "quoted" else token.text


@lru_cache(maxsize=1024)
def tokenize(text: str) -> tuple[Token, ...]:
    """The tokens of a text, in order.

    >>> [token.text for token in tokenize("Show Ana's 3 orders over $1,200.50.")]
    ['Show', 'Ana', "'s", '3', 'orders', 'over', '$1,200.50', '.']
    """
    tokens = []
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or "mark"
        content = found.group()
        if kind == "possessive":
            kind = "mark"
            content = "'s"
        word = content.lower()
        lemma = lemma_of(word) if kind == "word" else word
        tokens.append(Token(content, found.start(), found.end(), kind, lemma, root_of(word) if kind == "word" else word))  # type: ignore[arg-type]
    return tuple(tokens)
