"""What is enough for rows that demand something, and what they keep free around them."""

from __future__ import annotations

from collections.abc import Iterator

from appfactory.contract.language.asked.reader import PartReader
from appfactory.contract.language.asked.words import Part
from appfactory.contract.language.moments import read_duration
from appfactory.contract.language.value_clauses import unit_of
from appfactory.contract.language.words import number_of

_BEING = frozenset({"is", "are", "was", "were", "would", "be", "a"})
_ENOUGH = frozenset({"enough", "sufficient", "fine", "ok", "okay"})
_OR_LESS = frozenset({"less", "fewer", "under", "shorter"})
_UNITS = frozenset({"minutes", "minute", "mins", "hours", "hour", "days", "day"})
_KEPT = frozenset({"kept", "left", "blocked", "reserved", "held", "keep", "block", "leave", "reserve"})
_BETWEEN = frozenset({"are", "is", "do", "does", "we", "they", "being", "were"})
_AROUND = frozenset({"before", "after"})
_MOST = frozenset({"max", "maximum", "most", "limit"})


class EnoughParts(PartReader):
    """Reads conditions that say what suffices, and amounts that are told by what they are for."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        if self.word(place) in _BEING:
            yield from self._enough(place)
        elif self.words[place : place + 2] == ["how", "many"]:
            yield from self._kept_free(place)

    def _enough(self, place: int) -> Iterator[Part]:
        """`for which services is 24 hours' notice or less enough`: those that demand no more."""
        if not _ENOUGH & set(self.words[place:]):
            return
        start = self.past(place, _BEING, 3)
        duration = read_duration(self.tokens, start) if start < self.end else None
        number = number_of(self.token(start))
        if duration is None and not isinstance(number, int):
            return
        head = duration[1] if duration is not None else start + 1
        head = self.past(head, frozenset({"'", "'s", "’", "of"}), 2)
        for end, columns in self.columns_at(head)[:1]:
            stop = end + 2 if self.says(end, "or") and self.word(end + 1) in _OR_LESS else end
            column = columns[0][1]
            if self.word(stop) not in _ENOUGH or not self.can_add(column) or _MOST & set(self._names_of(column)):
                continue
            unit = unit_of(column.name)
            amount = duration[0].total_seconds() / unit if duration is not None and unit else number
            if isinstance(amount, int | float) and amount == int(amount) and (duration is None or unit):
                yield Part(place, stop + 1, (stop + 1 - place) * 1.1, "filter", column.name, "lte", int(amount), doubt=0.2)

    def _kept_free(self, place: int) -> Iterator[Part]:
        """`how many minutes are kept free after a booking`: the amount that says what is kept free there."""
        verb = self.past(place + 3, _BETWEEN, 2)
        if self.word(place + 2) not in _UNITS or self.word(verb) not in _KEPT:
            return
        side = self.past(verb + 1, frozenset({"free", "open", "empty", "clear", "blocked"}), 1)
        if self.word(side) not in _AROUND:
            return
        found = [column for column in self.amounts if self.word(side) in self._names_of(column) and unit_of(column.name)]
        if len(found) == 1:
            head = self.past(side + 1, frozenset({"a", "an", "each", "every", "the"}), 1)
            end = next((stop for stop, _ in self.tables_at(head)), side + 1)
            yield Part(place, end, (end - place) * 1.1, "wanted", found[0].name, doubt=0.2)
