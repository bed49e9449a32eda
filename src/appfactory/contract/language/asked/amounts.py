"""How many rows there are, and sums, averages and extremes of their columns."""

from __future__ import annotations

from collections.abc import Iterator

from appfactory.contract.language.asked.people import PeopleWords
from appfactory.contract.language.asked.words import Part
from appfactory.contract.language.english import is_participle
from appfactory.contract.model.request import Aggregate

_OF = frozenset({"of", "the", "for", "in", "all", "our", "their", "its", "a", "each"})
_AUXILIARIES = frozenset({"are", "is", "were", "was", "have", "has", "been", "being"})
_HEADS = frozenset({"people", "persons", "customers", "clients", "guests", "members", "users"})
FITTING = frozenset({"fit", "fits", "hold", "holds", "seat", "sit", "take", "takes", "go"})
"""Verbs of what there is room for."""
ROOM = frozenset({"capacity", "seat", "size", "occupancy"})
"""Words of columns that say how much room there is."""
_JUST = frozenset({"just", "only", "simply"})
_NUMBERS = frozenset({"numbers", "counts", "number", "count", "figures"})
_WORTH = frozenset({"value", "worth", "amount", "sum", "revenue", "price", "turnover"})


class AmountParts(PeopleWords):
    """Reads which number is asked for."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        if (
            self.words[place : place + 2] == ["how", "many"]
            and self.word(place + 2) in _HEADS
            and not self.are_people(self.table.name)
            and self.belonging
        ):
            yield Part(place, place + 3, 2.7, "count", doubt=0.3)
        for read in (self._counted, self._measured, self._number_done, self._number_fitting, self._just_numbers):
            yield from read(place)

    def _counted(self, place: int) -> Iterator[Part]:
        keyword, size = self.keyword(place, "how_many", "count")
        if keyword is not None:
            size += self.says(place + size, "each") or (self.says(place + size, "times") and self.word(place) == "how")
            yield Part(place, place + size, size * 1.0, "count")
        elif self.word(place) in {"nr", "no", "num", "number", "count", "#"} and self.words[place + 1 : place + 2] in (["of"], ["."]):
            size = 3 if self.words[place + 1 : place + 3] == [".", "of"] else 2
            if self.word(place + size - 1) == "of":
                yield Part(place, place + size, size * 1.0, "count")
        if self.words[place : place + 2] == ["how", "many"] and (units := self.columns_at(place + 2)) and self.can_add(units[0][1][0][1]):
            # `How many minutes is our longest class?` asks for an amount.
            yield Part(place, place + 2, 1.9 if self.names_table(place + 2) else 2.1, "much")
        if self.words[place : place + 2] == ["how", "often"] and not self.names_table(place):
            yield Part(place, place + 2, 2.0, "count")
        if self.words[place : place + 2] in (["added", "up"], ["summed", "up"], ["added", "together"]):
            yield Part(place, place + 2, 2.0, "much", self.money.name if self.money is not None else "")
        if self.words[place : place + 2] == ["how", "much"]:
            yield Part(place, place + 2, 2.0, "much", self.money.name if self.money is not None else "")
        if self.word(place) in {"different", "distinct", "unique", "various"}:
            yield Part(place, place + 1, 0.9, "distinct")

    def _number_fitting(self, place: int) -> Iterator[Part]:
        """`and how many people fit in each`: the column that says for how many there is room."""
        if self.words[place : place + 2] != ["how", "many"] or self.word(place + 2) not in _HEADS | {"seats", "places"}:
            return
        verb = self.past(place + 3, frozenset({"can", "could", "will", "it", "they", "each", "do", "does", "we", "you", "i", "one"}), 2)
        if self.word(verb) not in FITTING:
            return
        end = self.past(verb + 1, frozenset({"in", "into", "on", "each", "it", "them", "there", "of"}), 3)
        for word in ("capacity", "seat", "size", "occupancy"):
            found = [column for column in self.amounts if word in self.lexicon.names[self.table.name, column.name]]
            if found:
                yield Part(place, end, (end - place) * 1.1, "wanted", found[0].name, doubt=0.2)
                return

    def _just_numbers(self, place: int) -> Iterator[Part]:
        """`resources per location, just the numbers`: how many rows each group has."""
        head = self.past(place, _JUST, 1)
        noun = self.past(head, frozenset({"the", "their"}), 1)
        grouped = {"per", "each", "every", "by"} & set(self.words[:place])
        if head > place and grouped and self.word(noun) in _NUMBERS and self.word(noun + 1) in {"", ".", "?", "!", "please", "pls", ",", "of"}:
            yield Part(place, noun + 1, (noun + 1 - place) * 1.0, "count")

    def _measured(self, place: int) -> Iterator[Part]:
        """`average price`, `the sum of totals`, `total of all bookings`, `highest capacity`, `add up the amounts`."""
        keyword, size = self.keyword(place, "agg")
        aggregate: Aggregate | None = keyword.payload if keyword is not None else None  # type: ignore[assignment]
        if aggregate is None and self.words[place : place + 2] in (["sum", "up"], ["add", "up"], ["add", "together"]):
            aggregate, size = "sum", 2
        if aggregate is None:
            return
        if self.word(place + size) in {"number", "count"} or self.word(place - 1) in {"whose", "where"}:
            # `whose minimum notice is less than 12 hours` names a column.
            return
        second, extent = self.keyword(place + size + 1, "agg") if self.says(place + size, "and", ",") else (None, 0)
        if second is not None:
            behind = self.past(place + size + 1 + extent, _OF, 4)
            for _, columns in self.columns_at(behind)[:1]:
                if self.can_add(columns[0][1]):
                    yield Part(place, place + size + 1, (size + 1) * 1.0, "measure", columns[0][1].name, aggregate=aggregate)
        size += self.says(place + size, "up")
        head = self.past(place + size, _OF | {"value"}, 4)
        for end, columns in self.columns_at(head):
            for score, column in columns:
                if self.can_add(column):
                    # In a question for the greatest of a column one wants the number, not the row.
                    yield Part(place, end, (size + end - head) * (0.6 + 0.5 * score), "measure", column.name, aggregate=aggregate)
                    break
        yield from self._money_measured(place, size, head, aggregate)
        if aggregate == "sum":
            for end, columns in self.columns_at(place):
                totals = [column for _, column in columns if self.can_add(column)]
                stop = end + (self.word(end) in _WORTH)
                if totals and columns[0][1] is totals[0] and end == place + 1 and self.says(stop, "of", "for"):
                    yield Part(place, stop, (stop - place) * 1.0, "measure", totals[0].name, aggregate="sum", doubt=0.3)

    def _money_measured(self, place: int, size: int, head: int, aggregate: Aggregate) -> Iterator[Part]:
        """`average value`, `total booking value`: an aggregate of what rows come to."""
        money = self.money
        if money is None:
            return
        if self.word(head) in _WORTH and not self.columns_at(head):
            yield Part(place, head + 1, (head + 1 - place) * 0.9, "measure", money.name, aggregate=aggregate, doubt=0.3)
        for end, named in self.tables_at(head)[:1]:
            if self.table.name in named and self.word(end) in _WORTH:
                yield Part(place, place + size, size * 1.0, "measure", money.name, aggregate=aggregate, doubt=0.3)
            if self.table.name in named and aggregate == "sum" and not self.columns_at(end) and not self.columns_at(place + size):
                yield Part(place, head, (head - place) * 0.6, "measure", money.name, aggregate="sum", doubt=0.6)
            for _, columns in self.columns_at(end)[:1] if self.table.name in named else ():
                if self.can_add(columns[0][1]):
                    yield Part(place, head, (head - place) * 0.9, "measure", columns[0][1].name, aggregate=aggregate, doubt=0.2)

    def _number_done(self, place: int) -> Iterator[Part]:
        """`how many people are booked into classes`: the sum of the column that counts what was done."""
        if self.words[place : place + 2] != ["how", "many"]:
            return
        for participle in range(place + 3, min(place + 6, self.end)):
            word = self.word(participle)
            between = self.words[place + 3 : participle]
            if is_participle(word) and between and set(between) <= _AUXILIARIES:
                found = [column for column in self.amounts if word in self.lexicon.names[self.table.name, column.name]]
                if len(found) == 1:
                    gain = (participle + 1 - place) * 1.0
                    yield Part(place, participle + 1, gain, "measure", found[0].name, aggregate="sum", doubt=0.3)
                return
