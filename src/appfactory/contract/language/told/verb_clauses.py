"""Columns that a verb speaks of: `billed every week` (`billing_interval_unit`), `starts at Pier House`, `leaves from Old Mill`."""

from __future__ import annotations

from collections.abc import Iterator

from appfactory.compile.reserved import word_set
from appfactory.contract.language.cover import Clause
from appfactory.contract.language.row_words import DETERMINERS, RowWords
from appfactory.contract.language.told.parent_clauses import ParentClauses
from appfactory.contract.language.value_clauses import CURRENCIES, ValueClauses, unit_of
from appfactory.contract.language.values import is_numeric
from appfactory.contract.language.words import number_of, root_of
from appfactory.contract.language.writing import Sentence, allowed_values
from appfactory.model.database import Column, Table

_LINKS = word_set("every each per by in as to at from on for with once")
_LONGEST_LINK = 2
_EACH = word_set("a an per each every /")
_TAKING = word_set("takes take taking needs need requires with allow allows it")
_DOING = word_set("to for of the")
_LONGEST_ACTIVITY = 3
_BEGINNING = word_set("starts start starting begins begin beginning departs depart departing leaves leave leaving from sets comes runs")
_ENDING = word_set("ends end ending goes going arrives arrive arriving leads finishes finish to heads")
_ORIGINS = word_set("origin source start from departure pickup begin sender")
_DESTINATIONS = word_set("destination target end to arrival dropoff receiver")
_FROM, _TO = word_set("at from in off out"), word_set("at to in into for")


class VerbClauses(RowWords):
    """Reads clauses whose verb says which column is meant."""

    def __init__(self, sentence: Sentence, table: Table, start: int, end: int, opening: int | None = None) -> None:
        super().__init__(sentence, table, start, end)
        self.values, self.parents = ValueClauses(sentence, table, start, end), ParentClauses(sentence, table, start, end, opening)

    def at(self, place: int) -> Iterator[Clause]:
        """The clauses that begin at a token."""
        yield from self._activities(place)
        yield from self._rates(place)
        if self.tokens[place].kind != "word" or self.tokens[place].capitalized:
            return
        yield from self._by_root(place)
        yield from self._ways(place)

    def _activities(self, place: int) -> Iterator[Clause]:
        """`takes 45 minutes to set up`: a time that something takes, in the column called after what is done."""
        number = self.after(place, _TAKING, 2)
        if number >= self.end or number_of(self.tokens[number]) is None:
            return
        names = self.sentence.lexicon.names
        for column in self.table.columns:
            if not is_numeric(column.type) or not unit_of(column.name):
                continue
            called = "".join(names[self.table.name, column.name][:-1])
            for end, raw in self.values.amounts(number, column):
                head = self.after(end, _DOING, 2)
                for behind in range(head + 1, min(self.end, head + _LONGEST_ACTIVITY) + 1) if isinstance(raw, int) and head > end else ():
                    if "".join(token.lower for token in self.tokens[head:behind]) == called:
                        yield from self.values.amount(place, behind, column, raw, (behind - place) * 1.1)

    def _rates(self, place: int) -> Iterator[Clause]:
        """`$9 a week`: after how long a price is due again, where rows say it by a word."""
        if self.words[place] not in _EACH or place == self.start or place + 1 >= self.end:
            return
        priced = number_of(self.tokens[place - 1]) is not None or self.tokens[place - 1].lemma in CURRENCIES
        cells = self.sentence.lexicon.own_states(self.table.name, self.words[place + 1]) if priced else ()
        if len(cells) == 1:
            column, value = next(iter(cells))
            yield Clause(place, place + 2, 2.4, column, value)

    def _by_root(self, place: int) -> Iterator[Clause]:
        """A verb with the root of a column that has an enumeration, with a value of it: `billed every week`."""
        linked = self.after(place + 1, _LINKS | DETERMINERS, _LONGEST_LINK)
        if linked == place + 1 or linked >= self.end:
            return
        found: list[Clause] = []
        for column in self._of_root(self.tokens[place].root):
            found += [each for each in self.values.enumerated(place, linked, column, (linked - place) * 0.95, sure=False) if each.question is None]
        if len({clause.column for clause in found}) == 1:
            yield found[0]

    def _of_root(self, root: str) -> list[Column]:
        names, lexicon = self.sentence.lexicon.names, self.sentence.lexicon
        return [
            column
            for column in self.table.columns
            if allowed_values(lexicon, self.table.name, column.name) and root_of(names[self.table.name, column.name][0]) == root
        ]

    def _ways(self, place: int) -> Iterator[Clause]:
        """`starts at Pier House and goes to Old Mill`: whence and whither, where the table refers to both in the same table."""
        for verbs, prepositions, words in ((_BEGINNING, _FROM, _ORIGINS), (_ENDING, _TO, _DESTINATIONS)):
            if self.words[place] not in verbs:
                continue
            linked = place + 1 if self.words[place] in {"from", "to"} else self.after(place + 1, prepositions, _LONGEST_LINK)
            if self.words[place] not in {"from", "to"} and linked == place + 1:
                continue
            names = self.sentence.lexicon.names
            keys = [(column, parent) for column, parent in self._keys if names[self.table.name, column][0] in words]
            both = {parent for column, parent in self._keys if names[self.table.name, column][0] in _ORIGINS} & {
                parent for column, parent in self._keys if names[self.table.name, column][0] in _DESTINATIONS
            }
            for column, parent in keys:
                if len(keys) == 1 and parent in both:
                    start = self.after(linked, DETERMINERS, 1)
                    yield from self.parents.references(place, start, parent, column, (start - place) * 1.2, named=True)

    @property
    def _keys(self) -> list[tuple[str, str]]:
        return list(self.sentence.lexicon.parents.get(self.table.name, ()))
