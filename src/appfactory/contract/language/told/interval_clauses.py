"""How long is kept free around what rows are for: `15 minutes after each booking`, `a buffer of 20 minutes before every session`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from appfactory.compile.reserved import word_set
from appfactory.contract.language.cover import Clause
from appfactory.contract.language.row_words import RowWords
from appfactory.contract.language.value_clauses import ValueClauses, unit_of
from appfactory.contract.language.values import is_numeric
from appfactory.contract.language.words import number_of
from appfactory.contract.language.writing import Sentence
from appfactory.model.database import Column, Table

_PLACES = word_set("after before between")
_EACH = word_set("each every a an any all the his her its their our one of single")
_LEADS = word_set("of is to : with at")
_FREE = word_set("free off break gap pause rest spare time buffer in")
_MOST_EACH = 4


class IntervalClauses(RowWords):
    """Reads clauses with a length of time and `after`, `before` or `between` something, where a column has that word and holds such a length."""

    def __init__(self, sentence: Sentence, table: Table, start: int, end: int) -> None:
        super().__init__(sentence, table, start, end)
        self.values = ValueClauses(sentence, table, start, end)

    def at(self, place: int) -> Iterator[Clause]:
        """The clauses that begin at a token."""
        if not self._columns:
            return
        names = self.sentence.lexicon.names
        for column in self._columns:
            own = names[self.table.name, column.name]
            named = self.tokens[place].lemma in own and self.words[place] not in _PLACES
            first = self.after(place + named, _LEADS, 1)
            if first < self.end and number_of(self.tokens[first]) is not None and (named or first == place):
                yield from self._length_first(place, first, column, own)
            if named:
                yield from self._length_last(place, column, own)

    def _length_first(self, place: int, first: int, column: Column, own: tuple[str, ...]) -> Iterator[Clause]:
        """`a buffer of 20 minutes after each booking`, `15 minutes free after a booking`."""
        for end, raw in self.values.amounts(first, column):
            around = self.after(end, _FREE | frozenset(own[:1]), 2)
            behind = self._behind_noun(around, own)
            alone = sum(self.words[around] in names for names in self._names) == 1 if behind > around else False
            if behind > around and isinstance(raw, int) and (alone or place < first or around > end):
                yield from self.values.amount(place, behind, column, raw, (behind - place) * 1.1 + 0.3)

    def _length_last(self, place: int, column: Column, own: tuple[str, ...]) -> Iterator[Clause]:
        """`buffer after bookings to 20 minutes`."""
        behind = self._behind_noun(place + 1, own)
        first = self.after(behind, _LEADS, 1)
        if behind == place + 1 or first >= self.end:
            return
        for end, raw in self.values.amounts(first, column):
            yield from self.values.amount(place, end, column, raw, (end - place) * 1.1 + 0.3)

    def _behind_noun(self, place: int, own: tuple[str, ...]) -> int:
        """Behind `after each booking`, where the preposition is a word of the column; `place` if that doesn't stand there."""
        if place + 1 >= self.end or self.words[place] not in _PLACES or self.words[place] not in own:
            return place
        noun = self.after(place + 1, _EACH, _MOST_EACH)
        word = noun < self.end and self.tokens[noun].kind == "word" and not self.tokens[noun].capitalized
        return noun + 1 if word else place

    @cached_property
    def _names(self) -> list[tuple[str, ...]]:
        return [self.sentence.lexicon.names[self.table.name, column.name] for column in self._columns]

    @cached_property
    def _columns(self) -> list[Column]:
        """The columns of lengths of time with such a word, where the sentence has one."""
        if not _PLACES & set(self.words):
            return []
        names = self.sentence.lexicon.names
        return [
            column
            for column in self.table.columns
            if is_numeric(column.type) and unit_of(column.name) and _PLACES & set(names[self.table.name, column.name])
        ]
