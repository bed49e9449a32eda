"""Words of a question that are spelt wrong: one that nothing knows, a slip away from one that the catalog or the grammar knows."""

from __future__ import annotations

from dataclasses import dataclass

from appfactory.compile.reserved import word_set
from appfactory.contract.language.asked.words import grammar_words
from appfactory.contract.language.lexicon import Lexicon
from appfactory.contract.language.words import Token, lemma_of, number_of

_LEAST_LETTERS = 5
"""Shorter words have too many neighbours."""
_MOST_CHANGES = 2
_LEAST_LETTERS_OF_TWO = 8
"""A word of so many letters may be two slips away."""


_OF_TIME = word_set(
    """
    tomorrow yesterday upcoming forthcoming previous monday tuesday wednesday thursday friday saturday sunday january february march april june july
    august september october november december weekday weekend month morning afternoon evening
    """
)
"""Words of dates, which the catalog need not know."""
_ASKING = frozenset({"which", "what", "where", "when", "who", "how", "show", "list"})


@dataclass(frozen=True, slots=True)
class Spelling:
    """A text with words spelt right, and which: (as written, as meant)."""

    text: str
    changes: tuple[tuple[str, str], ...]


def with_words_spelt(text: str, tokens: tuple[Token, ...], lexicon: Lexicon, further: frozenset[str] = frozenset()) -> Spelling | None:
    """The text with its unknown words in small letters spelt as the one known word that is a slip away; None if there is none to change.

    Known are the words of the catalog, those of the grammar, and `further` ones.

    >>> from appfactory.model.database import Database
    >>> from appfactory.contract.model.translation import Catalog
    >>> from appfactory.contract.language.lexicon_building import build_lexicon
    >>> from appfactory.contract.language.words import tokenize
    >>> empty = build_lexicon(Catalog(Database(())))
    >>> with_words_spelt("the avergae of it", tokenize("the avergae of it"), empty).text
    'the average of it'
    """
    known = lexicon.words | _OF_TIME | further
    changes: list[tuple[Token, str]] = []
    for token in tokens:
        if token.kind != "word" or len(token.text) < _LEAST_LETTERS or not (token.text.isalpha() and token.text.islower()):
            continue
        if (
            number_of(token) is not None
            or token.lower in known
            or token.lemma in known
            or token.lower in grammar_words()
            or token.lemma in grammar_words()
        ):
            continue
        meant = _meant(token.lower, known | grammar_words(), leads=token is tokens[0]) or _meant(token.lemma, known)
        if meant:
            changes.append((token, meant))
    if not 0 < len(changes) <= _MOST_CHANGES:
        return None
    spelt = text
    for token, meant in reversed(changes):
        spelt = spelt[: token.start] + meant + spelt[token.end :]
    return Spelling(spelt, tuple((token.text, meant) for token, meant in changes))


def _is_another(word: str, spelt: str) -> bool:
    """True for words of one length in which two letters are others: `collected` is no slip for `connected`."""
    differing = sum(1 for one, other in zip(word, spelt, strict=False) if one != other)
    return len(word) == len(spelt) and differing == _MOST_CHANGES and sorted(word) != sorted(spelt)


def _meant(word: str, known: frozenset[str], *, leads: bool = False) -> str:
    """The one known word that is a slip away: a letter too few, too many, another, or two in the wrong order.

    Of several words at the beginning of a text the one that asks is meant.
    """
    from rapidfuzz.distance import OSA

    most = 2 if len(word) >= _LEAST_LETTERS_OF_TWO else 1
    near: dict[int, list[str]] = {}
    for other in known:
        if abs(len(other) - len(word)) <= most and other[0] == word[0]:
            spelt = other + "s" if word.endswith("s") and not other.endswith("s") else other
            distance = OSA.distance(word, spelt, score_cutoff=most)
            if distance <= most and not _is_another(word, spelt):
                near.setdefault(distance, []).append(spelt)
    best = near[min(near)] if near else []
    asking = [each for each in best if leads and each in _ASKING]
    if len(asking) == 1:
        return asking[0]
    lemmas = {lemma_of(each) for each in best}
    return best[0] if len(lemmas) == 1 else ""
