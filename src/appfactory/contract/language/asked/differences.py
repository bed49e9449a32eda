"""What is left, or full: a column that counts what is taken against the column of the same row that says how much there is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from appfactory.compile.reserved import word_set
from appfactory.contract.language.asked.reader import PartReader
from appfactory.contract.language.asked.words import Part
from appfactory.contract.language.row_words import DETERMINERS
from appfactory.contract.language.values import is_numeric
from appfactory.contract.language.words import number_of
from appfactory.contract.model.request import ColumnReference, Operator
from appfactory.model.database import Column

_TAKEN = word_set(
    """
    booked sold taken reserved filled used occupied enrolled registered attended redeemed allocated assigned issued claimed signed
    admitted consumed rented lent borrowed
    """
)
"""Participles in the names of columns that count what is taken."""
_ROOM = word_set(
    "capacity limit quota maximum seat place spot quantity stock size allotment total slot ticket student participant attendee guest unit"
)
"""Words in the names of columns that say how much there is."""
_BETTER = ("capacity", "limit", "quota", "maximum")
_MEASURES = word_set("minor cent price amount minute hour day percent second rate")
"""Words of columns that hold money or time, of which nothing is booked."""
_PLACES = word_set(
    "seat seats place places spot spots space spaces slot slots ticket tickets opening openings room capacity availability vacancy vacancies"
)
_FREE = word_set("free open available spare remaining empty unsold unbooked vacant")
_LEFT = word_set("left free available open remaining unsold unbooked vacant")
_FULL = word_set("full booked sold filled occupied")
_FULLY = word_set("fully completely entirely already all")
_LEADS = word_set("that which with have has still having got are is there where some any a the yet do does not who")
_HAVING = word_set("with have has having still got are is where")
_DENIALS = word_set("not isn't aren't don't doesn't no without never")


class DifferenceParts(PartReader):
    """Reads whether the rows have room left, where one column counts what another limits."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        if self._counted is None:
            return
        yield from self._taken(place)
        head, denied, had = place, False, False
        while head < self.end and head - place < 5 and self.word(head) in _LEADS | _DENIALS:
            denied = denied or self.word(head) in _DENIALS
            had = had or self.word(head) in _HAVING
            head += 1
        end = self._room_end(head) if had else None
        if end is not None:
            yield self._part(place, end, "gte" if denied else "lt")
        end = self._full_end(head)
        if end is not None:
            yield self._part(place, end, "lt" if denied else "gte")

    def _taken(self, place: int) -> Iterator[Part]:
        """`how many seats are already taken`, `number of places sold`: the sum of what is counted."""
        keyword, size = self.keyword(place, "how_many", "count")
        noun = place + size
        if keyword is None or self._counted is None or self.word(noun) not in _PLACES:
            return
        end = self.past(noun + 1, frozenset({"are", "is", "have", "has", "been", "already", "were", "so", "far"}), 4)
        if self.word(end) in _TAKEN | _FULL:
            yield Part(place, end + 1, (end + 1 - place) * 1.05, "measure", self._counted[0].name, aggregate="sum", doubt=self._counted[2])

    def _part(self, place: int, end: int, operator: Operator) -> Part:
        assert self._counted is not None, "asked for where two columns go together"
        taken, room, doubt = self._counted
        return Part(place, end, (end - place) * 1.05, "filter", taken.name, operator, ColumnReference(room.name), doubt=doubt)

    def _room_end(self, head: int) -> int | None:
        """`free seats`, `places left`, `room`, `any seats still available`; none where so many are asked for (`two free seats`)."""
        start = self.past(head, DETERMINERS | {"any", "some", "still", "more"}, 2)
        if number_of(self.token(start)) is not None:
            return None
        free = self.word(start) in _FREE
        noun = start + free
        if self.word(noun) not in _PLACES:
            return None
        end = self.past(noun + 1, frozenset({"still", "that", "are", "is", "yet"}), 2)
        if self.word(end) in _LEFT:
            return end + 1
        roomy = self.word(noun) in {"room", "openings", "vacancies", "availability"}
        return noun + 1 if free or (roomy and self.word(noun + 1) != "for") else None

    def _full_end(self, head: int) -> int | None:
        """`full`, `fully booked`, `sold out`, `booked up`, `at capacity`."""
        if self.words[head : head + 2] == ["at", "capacity"] or self.words[head : head + 3] == ["at", "full", "capacity"]:
            return head + 2 + self.says(head + 1, "full")
        fully = self.word(head) in _FULLY
        state = head + fully
        if self.word(state) not in _FULL:
            return None
        known = {self.said(head, state + 1), *((self.said(state, state + 1),) if self.says(state, "full") else ())}
        if any(self.lexicon.own_states(self.table.name, said) for said in known):
            return None
        out = self.says(state + 1, "out", "up") and not self.lexicon.own_states(self.table.name, self.said(state, state + 2))
        return state + 1 + out if fully or out or self.says(state, "full") else None

    @cached_property
    def _counted(self) -> tuple[Column, Column, float] | None:
        """The column that counts what is taken, the one that limits it, and how doubtful it is that they go together."""
        amounts = [column for column in self.table.columns if is_numeric(column.type) and not self.lexicon.is_key(self.table.name, column.name)]
        amounts = [column for column in amounts if not _MEASURES & set(self._names_of(column))]
        taken = [column for column in amounts if _TAKEN & set(self._names_of(column))]
        room = [column for column in amounts if column not in taken and _ROOM & set(self._names_of(column))]
        room = [column for column in room if not {"minimum", "min"} & set(self._names_of(column))]
        for word in _BETTER if len(room) > 1 else ():
            better = [column for column in room if word in self._names_of(column)]
            if better:
                room = better
                break
        if not taken or not room:
            return None
        return taken[0], room[0], 0.6 * (len(taken) > 1 or len(room) > 1)
