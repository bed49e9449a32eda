"""How long what the rows are takes: `that take an hour or more`, `lasting at most 45 minutes`, `half-hour slots`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from appfactory.compile.reserved import word_set
from appfactory.contract.language.asked.reader import PartReader
from appfactory.contract.language.asked.words import Part
from appfactory.contract.language.grammar.comparisons import ONWARDS
from appfactory.contract.language.moments import read_duration
from appfactory.contract.language.value_clauses import unit_of
from appfactory.contract.model.request import Operator
from appfactory.model.database import Column

_LEADS = word_set("that which can do does will who")
_LASTING = word_set("last lasts lasting take takes taking run runs running go goes")
_DURATION = ("duration", "length", "lasting")
_LIMITS = word_set("minimum maximum min max step gap notice buffer")
_HALVES = {"half-hour": 1800, "half-hourly": 1800, "hour-long": 3600, "one-hour": 3600, "two-hour": 7200, "hourlong": 3600, "half-day": 43_200}
"""Lengths that are said in one word, in seconds."""
_LONGER: dict[str, Operator] = {"longer": "gt", "shorter": "lt", "more": "gt", "less": "lt"}
_ONWARDS: dict[str, Operator] = {"longer": "gte", "shorter": "lte"}


class LastingParts(PartReader):
    """Reads conditions on the one column that says how long something takes."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        if self._column is None:
            return
        seconds = _HALVES.get(self.word(place))
        if seconds is not None:
            yield from self._part(place, place + 1, "eq", seconds)
        head = self.past(place, _LEADS, 2)
        if self.word(head) not in _LASTING:
            return
        start = self.past(head + 1, frozenset({"for", "on"}), 1)
        operator: Operator | None = None
        if self.word(start) in _LONGER and self.says(start + 1, "than"):
            operator, start = _LONGER[self.word(start)], start + 2
        else:
            keyword, size = self.keyword(start, "op")
            if keyword is not None:
                operator, start = keyword.payload, start + size  # type: ignore[assignment]
        found = read_duration(self.tokens, start) if start < self.end else None
        if found is None or found[1] > self.end:
            return
        end = found[1]
        if operator is None and self.says(end, "or") and self.word(end + 1) in ONWARDS | _ONWARDS:
            word = self.word(end + 1)
            operator, end = _ONWARDS.get(word) or ONWARDS[word], end + 2
        yield from self._part(place, end, operator or "eq", found[0].total_seconds())

    def _part(self, place: int, end: int, operator: Operator, seconds: float) -> Iterator[Part]:
        assert self._column is not None, "asked for where there is one"
        amount = seconds / unit_of(self._column.name)
        if amount == int(amount):
            yield Part(place, end, (end - place) * 1.1, "filter", self._column.name, operator, int(amount), doubt=0.2)

    @cached_property
    def _column(self) -> Column | None:
        """The column of durations: of several the one that is no limit of them."""
        found = [column for column in self.amounts if set(_DURATION) & set(self._names_of(column)) and unit_of(column.name)]
        plain = [column for column in found if not _LIMITS & set(self._names_of(column)[:1]) and not {"step", "gap"} & set(self._names_of(column))]
        return plain[0] if len(plain) == 1 else found[0] if len(found) == 1 else None
