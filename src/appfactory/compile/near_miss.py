"""What was probably meant: the names closest to a word, for hints and questions."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

_MOST_CANDIDATES = 2000
"""More are not compared: a hint is not worth more time than the check."""
_MOST = 3
_LEAST_SIMILARITY = 0.82


def near_miss(word: str, candidates: Iterable[str]) -> str:
    """The candidate that is a few typing errors away from `word` (a third of its letters, at most three), or empty.

    Upper and lower case, `-` and `_` count as equal; of equally close candidates the first wins.
    """
    return next(iter(_mistyped(word, _choices(candidates), 1)), "")


def nearest(word: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """At most three of the candidates, best first: a few typing errors away, then all words shared, or else alike from the start.

    >>> nearest("locatoin", ("bookings", "locations", "resources"))
    ('locations',)
    >>> nearest("orders", ("booking_orders", "offers", "order_lines"))
    ('offers', 'booking_orders', 'order_lines')
    """
    choices = _choices(candidates)
    if not _fold(word):
        return ()
    found = [*_mistyped(word, choices, _MOST), *_sharing_words(word, choices)]
    if not found:
        folded = [_fold(choice) for choice in choices]
        alike = process.extract(_fold(word), folded, scorer=JaroWinkler.similarity, score_cutoff=_LEAST_SIMILARITY, limit=_MOST)
        found = [choices[index] for _, _, index in alike]
    return tuple(dict.fromkeys(found))[:_MOST]


def did_you_mean(word: str, candidates: Iterable[str], *, most: int = 8) -> str:
    """A hint: the near miss, or else the allowed words (the first `most` of them), or empty if there are none."""
    choices = list(dict.fromkeys(candidates))
    near = near_miss(word, choices)
    if near:
        return f"did you mean `{near}`?"
    if not choices:
        return ""
    listed = ", ".join(f"`{choice}`" for choice in choices[:most])
    return f"there is {listed}" + (f" and {len(choices) - most} more" if len(choices) > most else "")


def _choices(candidates: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(islice(candidates, _MOST_CANDIDATES)))


def _mistyped(word: str, choices: list[str], most: int) -> list[str]:
    """The choices that are a few typing errors away, closest first, those equally close in their order."""
    folded = _fold(word)
    if not folded:
        return []
    tolerance = max(1, min(3, len(folded) // 3))
    found = process.extract(folded, [_fold(choice) for choice in choices], scorer=OSA.distance, score_cutoff=tolerance, limit=most)
    return [choices[index] for _, _, index in found]


def _sharing_words(word: str, choices: list[str]) -> list[str]:
    """The choices whose words are all among the word's, or the other way round; those with the fewest others first."""
    words = _words(word)
    sharing = [(len(words ^ parts), choice) for choice in choices if words and (parts := _words(choice)) and (words <= parts or parts <= words)]
    return [choice for _, choice in sorted(sharing, key=lambda item: item[0])]


def _words(name: str) -> set[str]:
    # Every table has an `id`: that a name has it too says nothing of what was meant.
    return {_singular(part) for part in name.lower().replace("-", "_").split("_") if part} - {"id"}


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _fold(text: str) -> str:
    return text[:200].lower().replace("-", "").replace("_", "").replace(" ", "")
