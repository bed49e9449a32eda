"""Words that deny, and whether a query says so: what nobody does is not what somebody does."""

from __future__ import annotations

from collections import Counter
from datetime import date

from appfactory.compile.reserved import word_set
from appfactory.contract.model.request import Filter, Query

_DENYING = word_set("nothing nobody no-one noone none neither nowhere never not cannot without")
_NEGATIVE = frozenset({"neq", "not_in", "is_null", "not_null", "not_like"})
_AT_LEAST = word_set("mind less fewer smaller lower below under before earlier sooner later than until more only just")
"""Words that `not` turns into a limit, or that it is a figure of speech with."""


def loses_denial(words: list[str], query: Query) -> bool:
    """True if the words deny something and no condition of the query, nor of one within it, does.

    >>> loses_denial(["queues", "with", "nobody", "waiting"], Query("queues"))
    True
    >>> loses_denial(["queues", "paid", "or", "not"], Query("queues"))
    False
    """
    return any(_is_denial(words, place) for place in range(len(words))) and not _denies(query)


def _is_denial(words: list[str], place: int) -> bool:
    """True for a word that denies what follows it; `or not` makes no difference, and `not before` is a limit."""
    denying = words[place] in _DENYING or words[place].endswith("n't")
    return denying and words[place - 1 : place] != ["or"] and not _AT_LEAST & set(words[place + 1 : place + 2])


def _denies(query: Query) -> bool:
    within = [each.value for each in query.filters if isinstance(each.value, Query)]
    combined = query.combine == "except" or (query.other is not None and _denies(query.other))
    bounds = Counter(each.column for each in query.filters if isinstance(each.value, date))
    # What has not ended is told by one end of time, and a span by both.
    ended = any(count == 1 for count in bounds.values())
    return combined or ended or any(map(_is_negative, query.filters)) or any(map(_denies, within))


def _is_negative(condition: Filter) -> bool:
    """True for a condition that denies; an amount below a limit may be one."""
    below = condition.operator in {"lt", "lte"} and not isinstance(condition.value, date)
    return below or condition.operator in _NEGATIVE or (condition.operator == "eq" and condition.value in {0})
