"""A sentence cut at its marks, and made anew from another text."""

from __future__ import annotations

from appfactory.compile.reserved import word_set
from appfactory.contract.language.link import link
from appfactory.contract.language.words import Token
from appfactory.contract.language.writing import Sentence

MARKS = word_set(", ; . ! – — - : ( )")
"""Marks between the clauses of a sentence."""


def relinked(sentence: Sentence, text: str) -> Sentence:
    """A sentence of another text in the same world, with nothing noted yet."""
    tokens, atoms = link(text, sentence.lexicon, sentence.scope, sentence.clock, sentence.lookup)
    return Sentence(text, tokens, atoms, sentence.lexicon, sentence.scope, sentence.clock, sentence.lookup)


def segments(tokens: tuple[Token, ...], marks: frozenset[str] = MARKS) -> list[tuple[int, int]]:
    """The stretches of tokens between `marks`, without them. A mark within a word, a number or a time parts nothing."""
    found: list[tuple[int, int]] = []
    start = 0
    for place, token in enumerate(tokens):
        if token.text in marks and token.kind == "mark" and _parts(tokens, place):
            if place > start:
                found.append((start, place))
            start = place + 1
    if start < len(tokens):
        found.append((start, len(tokens)))
    return found


def _parts(tokens: tuple[Token, ...], place: int) -> bool:
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    return following is None or following.start > tokens[place].end
