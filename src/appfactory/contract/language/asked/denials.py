"""Words that deny, and whether a query says so: what nobody does is not what somebody does."""

from __future__ import annotations

from appfactory.compile.reserved import word_set
from appfactory.contract.model.request import Filter, Query

_DENYING = word_set("nothing nobody no-one noone none neither nowhere")
_NEGATIVE = frozenset({"neq", "not_in", "is_null", "not_like", "lt", "lte"})


def loses_denial(words: list[str], query: Query) -> bool:
    """True if the words deny something and no condition of the query, nor of one within it, does.

    >>> loses_denial(["queues", "with", "nobody", "waiting"], Query("queues"))
    True
    >>> loses_denial(["queues"], Query("queues"))
    False
    """
    return not _DENYING.isdisjoint(words) and not _denies(query)


def _denies(query: Query) -> bool:
    return any(_is_negative(each) or (isinstance(each.value, Query) and _denies(each.value)) for each in query.filters)


def _is_negative(condition: Filter) -> bool:
    return condition.operator in _NEGATIVE or (condition.operator == "eq" and condition.value in {0})
