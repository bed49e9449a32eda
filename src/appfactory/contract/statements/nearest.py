"""The names that were probably meant: by typing errors, by shared words, by letters."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

_MOST_CANDIDATES = 2000
_MOST = 3


def nearest(word: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """At most three of the candidates, best first: a few typing errors away, then all words shared, then alike from the start.

    >>> nearest("locatoin", ("bookings", "locations", "resources"))
    ('locations',)
    >>> nearest("orders", ("booking_orders", "offers", "order_lines"))
    ('offers', 'booking_orders', 'order_lines')
    """
    choices = tuple(dict.fromkeys(islice(candidates, _MOST_CANDIDATES)))
    folded = [_fold(choice) for choice in choices]
    wanted = _fold(word)[:200]
    if not wanted or not choices:
        return ()
    tolerance = max(1, min(3, len(wanted) // 3))
    typing = process.extract(wanted, folded, scorer=OSA.distance, score_cutoff=tolerance, limit=_MOST)
    found = [choices[index] for _, _, index in typing]
    words = {_singular(part) for part in word.lower().replace("-", "_").split("_") if part}
    scored = ((choice, {_singular(part) for part in choice.lower().split("_")}) for choice in choices)
    sharing = [(len(words ^ parts), choice) for choice, parts in scored if words and (words <= parts or parts <= words)]
    found += [choice for _, choice in sorted(sharing, key=lambda item: item[0])]
    if not found:
        alike = process.extract(wanted, folded, scorer=JaroWinkler.similarity, score_cutoff=0.82, limit=_MOST)
        found = [choices[index] for _, _, index in alike]
    return tuple(dict.fromkeys(found))[:_MOST]


def _fold(text: str) -> str:
    return text.lower().replace("-", "").replace("_", "").replace(" ", "")


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
