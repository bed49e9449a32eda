"""The columns that words of a question name: by their names, by what words mean, by what was done with an amount."""

from __future__ import annotations

from functools import cached_property

from appfactory.contract.language.english import COLUMN_VERBS, is_participle
from appfactory.contract.language.row_words import LEAST_SCORE, RowWords
from appfactory.contract.language.values import is_numeric, is_temporal
from appfactory.contract.language.words import Token, root_of
from appfactory.contract.language.writing import Sentence
from appfactory.model.database import Column, Table

_ALSO_AMOUNTS = {"balance": ("amount", "total", "credit"), "sum": ("amount", "total"), "credit": ("amount", "balance")}
"""Nouns of amounts, and the words of columns that mean them behind a word of their name (`remaining balance`)."""
_OF_MONEY = frozenset({"amount", "sum", "value"})
_COUNTED = frozenset({"count", "number", "quantity", "seat", "place", "capacity", "minute", "min", "hour", "day"})
"""Nouns of money, and the words of columns of numbers that hold none."""
_LEAST_OF_DEED = 5
"""Letters of the shortest noun that stands for what was done."""
_NOTHING = Token("", 0, 0, "mark", "", "")
_NAMING = 0.7
"""How well a word has to name a table to be no noun of what was done."""


class ColumnWords(RowWords):
    """The tokens `start` to `end` (half-open) of a question, and the columns of `table` that they name."""

    def __init__(self, sentence: Sentence, table: Table, start: int, end: int) -> None:
        super().__init__(sentence, table, start, end)
        self.lexicon = sentence.lexicon

    def token(self, place: int) -> Token:
        """The token, or behind the last one an empty mark."""
        return self.tokens[place] if 0 <= place < self.end else _NOTHING

    def word(self, place: int) -> str:
        """The token in small letters, empty behind the last one."""
        return self.words[place] if 0 <= place < self.end else ""

    def says(self, place: int, *words: str) -> bool:
        """True if the token is one of the words."""
        return self.word(place) in words

    def columns_at(self, place: int) -> list[tuple[int, list[tuple[float, Column]]]]:
        """As of any row, and with `of` and `the` left out of a name (`maximum of entries`), or by what a general word means (`cost`: price)."""
        known = self.sentence.columns_named.get((self.table.name, place))
        if known is None:
            known = self._named_or_meant(place)
            known = self.sentence.columns_named[self.table.name, place] = self._with_noun(known)
        return known

    def _with_noun(self, found: list[tuple[int, list[tuple[float, Column]]]]) -> list[tuple[int, list[tuple[float, Column]]]]:
        """`finished date` for `finished_on`: the noun of what a column of time holds may follow its name."""
        if found and is_temporal(found[0][1][0][1].type) and self.word(found[0][0]) in {"date", "time", "day"}:
            return [(found[0][0] + 1, found[0][1]), *found]
        return found

    def _without_of(self, place: int) -> list[tuple[int, list[tuple[float, Column]]]]:
        inner = place + 1
        if inner + 1 >= self.end or self.word(inner) not in {"of", "the", "for"}:
            return []
        inner = self.after(inner, frozenset({"of", "the", "for", "a"}), 2)
        if inner >= self.end:
            return []
        for first in self.spelt(place, place + 1):
            for second in self.spelt(inner, inner + 1):
                scored = sorted(((sense.score, sense.column) for sense in self.phrases.get((*first, *second), ())), reverse=True)
                columns = [(score, column) for score, name in scored if score >= LEAST_SCORE and (column := self.table.column(name)) is not None]
                if columns:
                    return [(inner + 1, columns)]
        return []

    def _named_or_meant(self, place: int) -> list[tuple[int, list[tuple[float, Column]]]]:
        named = super().columns_at(place)
        if named and named[0][0] > place + 1:
            return named
        found = self._by_second_meaning(place) or named or self._without_of(place) or self._by_meaning(place)
        return found or self._by_root(place) or self._by_deed(place)

    def _by_second_meaning(self, place: int) -> list[tuple[int, list[tuple[float, Column]]]]:
        """`unit price` for `unit_amount`: the second of two words by what it means."""
        if self.word(place + 1) in {"amount", "sum", "total", "value"} and is_participle(self.word(place)):
            done = [column for column in self.amounts if self.word(place) in self._names_of(column)]
            if self.word(place + 1) in _OF_MONEY:
                done = [
                    column
                    for column in done
                    if not _COUNTED & {root_of(word) for word in self._names_of(column)} and not _COUNTED & set(self._names_of(column))
                ]
            if len(done) == 1:
                return [(place + 2, [(0.85, done[0])])]
        second = COLUMN_VERBS.get(self.word(place + 1)) or _ALSO_AMOUNTS.get(self.word(place + 1), ())
        for word in second:
            both = {self.token(place).lemma, word}
            named = [column for column in self.table.columns if both <= set(self._names_of(column))]
            if len(named) == 1:
                return [(place + 2, [(0.8, named[0])])]
        return []

    def _by_meaning(self, place: int) -> list[tuple[int, list[tuple[float, Column]]]]:
        words = COLUMN_VERBS.get(self.word(place), ())
        for rank, word in enumerate(words):
            found = [column for column in self.table.columns if word in self.lexicon.names[self.table.name, column.name]]
            found = [column for column in found if not self.lexicon.is_key(self.table.name, column.name)]
            found = [column for column in found if is_numeric(column.type)] or found
            if found:
                fewest = sorted(found, key=lambda column: len(self.lexicon.names[self.table.name, column.name]))
                return [(place + 1, [(0.7 - 0.03 * rank, column) for column in fewest])]
        return []

    def _by_root(self, place: int) -> list[tuple[int, list[tuple[float, Column]]]]:
        """`creation date`, `join time`: a column of time by the root of its word."""
        if self.word(place + 1) not in {"date", "time", "day", "moment"}:
            return []
        root = self.token(place).root
        found = [
            column
            for column in self.table.columns
            if is_temporal(column.type)
            and any(root_of(word)[:4] == root[:4] for word in self.lexicon.names[self.table.name, column.name] if len(word) > 3)
        ]
        return [(place + 2, [(0.8, column) for column in found])] if len(found) == 1 and len(root) > 2 else []

    def _by_deed(self, place: int) -> list[tuple[int, list[tuple[float, Column]]]]:
        """`the largest refund` for `amount_refunded`: the one amount with the participle of the noun in its name."""
        token = self.token(place)
        if token.kind != "word" or len(token.lemma) < _LEAST_OF_DEED:
            return []
        done = (f"{token.lemma}ed", f"{token.lemma}d")
        found = [column for column in self.amounts if set(done) & set(self._names_of(column)[1:])]
        return [(place + 1, [(0.85, found[0])])] if len(found) == 1 and not self._is_name_of_table(token.lemma) else []

    def _names_of(self, column: Column) -> tuple[str, ...]:
        return self.lexicon.names[self.table.name, column.name]

    def can_add(self, column: Column) -> bool:
        """True for a column of amounts: numbers that are no keys."""
        return is_numeric(column.type) and not self.lexicon.is_key(self.table.name, column.name)

    @cached_property
    def amounts(self) -> list[Column]:
        """The columns of amounts: numbers that are no keys."""
        return [column for column in self.table.columns if self.can_add(column)]

    def _is_name_of_table(self, lemma: str) -> bool:
        return any(not sense.column and sense.score >= _NAMING for sense in self.lexicon.phrases.get((lemma,), ()))
