"""Conditions of which one is enough: `that either require approval or allow a waitlist`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from appfactory.contract.language.asked.conditions import ConditionParts
from appfactory.contract.language.asked.reader import PartReader
from appfactory.contract.language.asked.states import StateParts
from appfactory.contract.language.asked.words import Part, filters_of

_LEADS = frozenset({"that", "which", "who", "are", "is", "with", "where"})


class AlternativeParts(PartReader):
    """Reads conditions on two columns that `or` joins."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        if "or" not in self.words[place:]:
            return
        either = self.past(place, _LEADS, 3)
        start = either + self.says(either, "either")
        doubt = 0.0 if start > either else 0.2 + 0.5 * ("and" in self.words)
        for part in self._conditions(start):
            if not self.says(part.end, "or") or part.also or part.alternatives:
                continue
            for other in self._conditions(part.end + 1):
                if other.column != part.column and not other.also and len(filters_of(other)) == 1 == len(filters_of(part)):
                    gain = part.gain + other.gain + 1.0 + (start - place) * 0.9
                    yield replace(part, start=place, end=other.end, gain=gain, alternatives=filters_of(other), doubt=part.doubt + doubt)

    def _conditions(self, place: int) -> Iterator[Part]:
        """The conditions that begin at a token, or behind the words that lead on to them."""
        for reader in self._readers:
            yield from (part for part in reader.read_at(place) if part.role == "filter" and part.gain > 0)

    @cached_property
    def _readers(self) -> tuple[PartReader, ...]:
        return tuple(kind(self.sentence, self.table, self.start, self.end) for kind in (StateParts, ConditionParts))
