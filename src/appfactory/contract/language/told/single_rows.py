"""Whether conditions hold for one row alone, as far as the rows can be looked up by equality."""

from __future__ import annotations

from datetime import date, datetime

from appfactory.contract.language.writing import Sentence, UnclearError
from appfactory.contract.model.request import Filter, Query
from appfactory.contract.model.translation import Question

_MOST_FOUND = 5
"""A lookup tells of no more rows than these."""


def rows_that_fit(sentence: Sentence, table: str, filters: tuple[Filter, ...]) -> set[str] | None:
    """The keys of the rows for which all conditions hold; None if that can't be told by lookups, or if there may be more."""
    kept: set[str] | None = None
    cut = False
    for each in filters:
        found = _keys_with(sentence, table, each)
        if found is None:
            return None
        if len(found) >= _MOST_FOUND:
            cut = True
        kept = found if kept is None else kept & found
    return None if kept is None or (cut and len(kept) < 2) else kept


def _keys_with(sentence: Sentence, table: str, condition: Filter) -> set[str] | None:
    column, value = condition.column.column, condition.value
    if isinstance(value, Query):
        inner = rows_that_fit(sentence, value.table, value.filters) if condition.operator == "in" else None
        return None if inner is None else {key for each in inner for key in _keys_with_cell(sentence, table, column, each)}
    if condition.operator != "eq" or not isinstance(value, str | int) or isinstance(value, bool | date | datetime):
        return None
    return _keys_with_cell(sentence, table, column, str(value))


def _keys_with_cell(sentence: Sentence, table: str, column: str, value: str) -> set[str]:
    return {match.key for match in sentence.lookup(table, column, value, sentence.scope)}


def single_row(sentence: Sentence, table: str, filters: tuple[Filter, ...]) -> str:
    """The key of the one row for which the conditions hold, empty if that can't be told. Asks which row is meant if they hold for several."""
    fitting = rows_that_fit(sentence, table, filters)
    if fitting is not None and len(fitting) > 1:
        keys = tuple(sorted(fitting))
        raise UnclearError(Question("ambiguous-name", f"what is said holds for several {table}: which one?", keys))
    return next(iter(fitting)) if fitting else ""
