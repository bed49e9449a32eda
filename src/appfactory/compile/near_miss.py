"""What was probably meant: the closest of the allowed words, for the hint of a finding."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import OSA

_MOST_CANDIDATES = 500
"""More are not compared: a hint is not worth more time than the check."""


def near_miss(word: str, candidates: Iterable[str]) -> str:
    """The candidate that is a few typing errors away from `word` (a third of its letters, at most three), or empty.

    Upper and lower case, `-` and `_` count as equal; of equally close candidates the first wins.
    """
    choices = list(dict.fromkeys(islice(candidates, _MOST_CANDIDATES)))
    folded = _fold(word)
    tolerance = max(1, min(3, len(folded) // 3))
    found = process.extractOne(folded, [_fold(choice) for choice in choices], scorer=OSA.distance, score_cutoff=tolerance)
    return choices[found[2]] if found and folded else ""


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


def _fold(text: str) -> str:
    return text.lower().replace("-", "").replace("_", "").replace(" ", "")
