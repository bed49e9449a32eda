"""How often something was done by those to whom the rows belong: `customers who have booked more than once, and how often did each`."""

from __future__ import annotations

from collections.abc import Iterator

from appfactory.contract.language.asked.people import PeopleWords
from appfactory.contract.language.asked.words import Part
from appfactory.contract.language.words import number_of, root_of
from appfactory.contract.model.request import Operator

_AUXILIARIES = frozenset({"have", "has", "had", "that", "who", "which", "did"})
_TIMES = frozenset({"times", "time", "x"})
_EACH = frozenset({"each", "everyone", "they", "everybody"})
_LEAST_NAMED = 0.45


class OftenParts(PeopleWords):
    """Reads the numbers of rows that belong to the same one, where the verb of the rows is said, and not their noun."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        if self.are_people(self.table.name):
            return
        if self.word(place) == "how" and self.word(place + 1) in {"often", "many"}:
            yield from self._of_each(place)
        elif self.word(place) in _AUXILIARIES:
            yield from self._so_often(place)

    def _of_each(self, place: int) -> Iterator[Part]:
        """`how often did each`, `how many times has each booked`: the number of the rows of each group."""
        head = place + 2 if self.says(place + 1, "often") else place + 3
        if head == place + 3 and not self.says(place + 2, "times"):
            return
        end = self.past(head, _AUXILIARIES, 1)
        if end > head and self.word(end) in _EACH:
            stop = end + 1 + self.says(end + 1, "of") * 2
            stop += self._is_deed(stop)
            if self.word(stop) in {"", ",", ".", "?", "!"}:
                yield Part(place, stop, (stop - place) * 1.0, "count")

    def _so_often(self, place: int) -> Iterator[Part]:
        """`have booked more than once`, `that ordered at least 3 times`: only those of whom so many rows are."""
        verb = self.past(place, _AUXILIARIES, 3)
        if not self._is_deed(verb):
            return
        keyword, size = self.keyword(verb + 1, "op")
        number = number_of(self.token(verb + 1 + size))
        end = self.past(verb + 2 + size, _TIMES, 1)
        if isinstance(number, int) and (self.word(verb + 1 + size) in {"once", "twice"} or end > verb + 2 + size):
            operator: Operator = keyword.payload if keyword is not None else "eq"  # type: ignore[assignment]
            yield Part(place, end, (end - place) * 1.0, "having", operator=operator, value=number, doubt=0.2)

    def _is_deed(self, place: int) -> bool:
        """True for a participle of the noun of the rows: `booked` of bookings."""
        token = self.token(place)
        if token.kind != "word" or not token.lower.endswith(("ed", "en", "t")):
            return False
        found = [sense for sense in self.lexicon.roots.get((root_of(token.text),), ()) if not sense.column and sense.score >= _LEAST_NAMED]
        return bool(found) and max(found, key=lambda sense: sense.score).table == self.table.name
