"""How many a row has room for: `takes 35 people`, `with room for 12`, `8 people max`, in the column of capacity or of the greatest number."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from appfactory.compile.reserved import word_set
from appfactory.contract.language.cover import Clause
from appfactory.contract.language.row_words import RowWords
from appfactory.contract.language.value_clauses import ValueClauses
from appfactory.contract.language.values import is_numeric
from appfactory.contract.language.words import number_of
from appfactory.contract.language.writing import Sentence
from appfactory.model.database import Column, Table

_HOLDING = word_set("take takes hold holds fit fits seat seats accommodate accommodates sleep sleeps host hosts handle handles")
_ROOM = word_set("room space places seats spots seating")
_ROOMY = word_set("with has have offers and for")
_BOUNDING = word_set("only just up to at most max maximum of a no more than now exactly about")
_HEADS = word_set(
    """
    people person persons guest guests visitor visitors seat seats place places spot spots participant participants attendee attendees pax head heads
    customer customers client clients student students child children kid kids passenger passengers adult adults
    """
)
_UNITS = word_set("minute min hour hr day week month year dollar euro pound percent % kg")
_AT_THE_END = word_set("max maximum tops total each")
_CAPACITIES = word_set("capacity seat seats seating places spots occupancy")
_HEADS_OF_COLUMNS = word_set("participant attendee guest person people size entry member student passenger occupancy visitor customer client party")


class HoldingClauses(RowWords):
    """Reads clauses that say for how many there is room."""

    def __init__(self, sentence: Sentence, table: Table, start: int, end: int) -> None:
        super().__init__(sentence, table, start, end)
        self.values = ValueClauses(sentence, table, start, end)

    def at(self, place: int) -> Iterator[Clause]:
        """The clauses that begin at a token."""
        head = self._behind_verb(place)
        number = self.after(head, _BOUNDING, 4)
        if number >= self.end or number_of(self.tokens[number]) is None or (number > place and head == place):
            return
        column = self._column
        if column is None:
            return
        for end, raw in self.values.amounts(number, column):
            if end != number + 1 or (end < self.end and self.tokens[end].lemma in _UNITS):
                continue
            heads = self.after(end, _HEADS, 1)
            if heads == end < self.end and head > place and self.tokens[end].kind == "word" and self.tokens[end].lemma != self.words[end]:
                heads = end + 1
            behind = self.after(heads, _AT_THE_END, 1)
            if head > place or heads > end:
                yield from self.values.amount(place, behind, column, raw, (behind - place) * 1.05)

    def _behind_verb(self, place: int) -> int:
        """Behind a verb of holding or `with room for`; `place` if there is neither."""
        if self.words[place] in _HOLDING:
            return place + 1
        room = self.after(place, _ROOMY, 1)
        if room + 1 < self.end and self.words[room] in _ROOM and self.words[room + 1] == "for" and not self._is_kind(room):
            return room + 2
        if self.words[place] == "for" and place > self.start and self._is_kind(place - 1):
            return place + 1
        return place

    def _is_kind(self, place: int) -> bool:
        """True for a word that says of which kind the row is (`a space for 25 people`, where one kind of room is a space)."""
        return bool(self.sentence.lexicon.own_states(self.table.name, self.words[place]))

    @cached_property
    def _column(self) -> Column | None:
        """The one column that says how many a row has room for."""
        names = self.sentence.lexicon.names
        foreign = self.sentence.lexicon.foreign
        columns = [each for each in self.table.columns if is_numeric(each.type) and (self.table.name, each.name) not in foreign]
        said = [each for each in columns if names[self.table.name, each.name][-1] in _CAPACITIES]
        if not said:
            said = [
                each
                for each in columns
                if names[self.table.name, each.name][0] == "maximum" and set(names[self.table.name, each.name][1:]) & _HEADS_OF_COLUMNS
            ]
        whole = [each for each in said if len(names[self.table.name, each.name]) == 1]
        return said[0] if len(said) == 1 else whole[0] if len(whole) == 1 else None
