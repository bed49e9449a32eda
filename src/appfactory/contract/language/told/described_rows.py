"""Rows that are told by what is said of them: `Ana Wong's membership`, `the draft booking of Tom Berg`, `the note on booking bor_02`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from appfactory.contract.language.moments import read_span
from appfactory.contract.language.row_words import DETERMINERS, LONGEST_NAME, PLACING
from appfactory.contract.language.spans import Span
from appfactory.contract.language.told.single_rows import rows_that_fit, single_row
from appfactory.contract.language.values import is_temporal
from appfactory.contract.language.words import Token
from appfactory.contract.language.writing import Sentence, is_key
from appfactory.contract.model.request import ColumnReference, Filter
from appfactory.contract.model.translation import Inference
from appfactory.model.database import Column, Table

_OWNS = frozenset({"'s", "’s", "'", "’"})
_LEADS = PLACING - {"as", "to", "into", "with"}
_SILENT = DETERMINERS | {"one", "that", "which", "was", "is", "were", "left", "made", "kept", "written", "placed"}
"""Words of a description that take nothing from it."""
_SAYING = frozenset({"saying", "says", "reading", "reads"})
_TIMING = frozenset({"at", "the", "on", "her", "his", "their", "our"})
"""What may stand in front of the time of a row that is told by it; behind `from` and `to` stands when it shall be."""
_MOST_STATE_WORDS = 3


@dataclass(slots=True)
class Description:
    """Conditions that words say of the rows of a table, up to the token `end`; `inferences` are the keys that names were found to be.

    `key` is that of the one row for which they hold, empty if that can't be told.
    """

    table: Table
    end: int
    filters: tuple[Filter, ...] = ()
    inferences: tuple[Inference, ...] = ()
    key: str = ""

    def with_filter(self, end: int, *filters: Filter, inference: Inference | None = None) -> Description:
        """The description with what the tokens up to `end` say in addition."""
        noted = (*self.inferences, inference) if inference is not None else self.inferences
        return Description(self.table, end, (*self.filters, *filters), noted)


def described(sentence: Sentence, start: int, noun: tuple[int, int], table: str, end: int) -> Description | None:
    """The rows of `table`, whose noun the tokens `noun` are, by all that stands before it from `start` on and by what follows before `end`.

    None if a word in front of the noun says nothing of them, or if no word does. Asks where it may be several.
    """
    reader = _Reader(sentence, sentence.lexicon.tables[table], end)
    found = reader.in_front(Description(reader.table, start), noun[0])
    if found is None:
        return None
    found = reader.behind(Description(reader.table, noun[1], found.filters, found.inferences))
    if not found.filters:
        return None
    plain = tuple(each for each in found.filters if each.operator == "eq" and not isinstance(each.value, datetime))
    if len(plain) < len(found.filters):
        # When something begins can't be looked up: the row may still be another one than those that are known.
        fitting = rows_that_fit(sentence, table, plain) if plain else None
        return found if fitting is None or fitting else None
    found.key = single_row(sentence, table, plain)
    return found if found.key or rows_that_fit(sentence, table, plain) is None else None


@dataclass(slots=True)
class _Reader:
    """Reads what is said of the rows of one table."""

    sentence: Sentence
    table: Table
    end: int

    def in_front(self, told: Description, noun: int) -> Description | None:
        """What the tokens in front of the noun say; None if one of them says nothing."""
        while told.end < noun:
            word = self.sentence.tokens[told.end].lower
            if word in _SILENT or word in _OWNS:
                told = told.with_filter(told.end + 1)
                continue
            more = self._said_at(told, noun)
            if more is None:
                return None
            told = more
        return told

    def behind(self, told: Description) -> Description:
        """What the tokens behind the noun say, as far as they do."""
        while told.end < self.end:
            place = told.end
            while place < self.end and self.sentence.tokens[place].lower in _SILENT:
                place += 1
            lead = place < self.end and self.sentence.tokens[place].lower in _LEADS
            place += lead
            while place < self.end and self.sentence.tokens[place].lower in DETERMINERS:
                place += 1
            from_here = Description(told.table, place, told.filters, told.inferences)
            more = self._text(told) or ((self._parent(from_here, self.end) or self._day(from_here, place)) if lead else None)
            more = more or self._day(told, told.end)
            if more is None or place >= self.end:
                return told
            told = more
        return told

    def _said_at(self, told: Description, end: int) -> Description | None:
        return self._parent(told, end) or self._state(told, end) or self._day(told, told.end)

    def _parent(self, told: Description, end: int) -> Description | None:
        """A row that the rows refer to: by its name, by its key, or by what it is and one of them."""
        place = told.end
        for behind, tables in [*self._nouns(place, end), (place, None)]:
            if behind >= end:
                continue
            token = self.sentence.tokens[behind]
            for column, parent in self.sentence.lexicon.parents.get(self.table.name, ()):
                if tables is not None and parent not in tables:
                    continue
                if tables is not None and is_key(token.text):
                    return told.with_filter(behind + 1, Filter(ColumnReference(column), "eq", token.text))
                if is_key(token.text) and self.sentence.lexicon.table_of_key(token.text) == parent:
                    return told.with_filter(behind + 1, Filter(ColumnReference(column), "eq", token.text))
            found = self._named(told, behind, end, tables)
            if found is not None:
                return found
        return None

    def _nouns(self, place: int, end: int) -> Iterator[tuple[int, set[str] | None]]:
        for size in range(min(3, end - place), 0, -1):
            lemmas = tuple(token.lemma for token in self.sentence.tokens[place : place + size])
            tables = {sense.table for sense in self.sentence.lexicon.phrases.get(lemmas, ()) if not sense.column and sense.score >= 0.5}
            if tables:
                yield place + size, tables

    def _named(self, told: Description, place: int, end: int, tables: set[str] | None) -> Description | None:
        """A name of a row that the rows refer to, the longest one. Of several columns that refer to such rows the one in which a row has it."""
        tokens = self.sentence.tokens
        if not _may_begin_name(self.sentence, tokens[place]):
            return None
        for stop in range(min(end, place + LONGEST_NAME), place, -1):
            if any(token.text in {",", ":", ";", "(", ")"} or token.text in _OWNS for token in tokens[place:stop]):
                continue
            name = self.sentence.text[tokens[place].start : tokens[stop - 1].end].strip("\"'“”")
            fitting: list[tuple[str, str]] = []
            for column, parent in self.sentence.lexicon.parents.get(self.table.name, ()):
                if tables is not None and parent not in tables:
                    continue
                matches = self.sentence.matches(parent, name)
                if len(matches) == 1 and self.sentence.lookup(self.table.name, column, matches[0].key, self.sentence.scope):
                    fitting.append((column, matches[0].key))
            if fitting:
                column, key = min(fitting, key=lambda each: len(self.sentence.lexicon.names[self.table.name, each[0]]))
                inference = Inference(f"{self.table.name}.{column}", key, "foreign-key-by-name")
                return told.with_filter(stop, Filter(ColumnReference(column), "eq", key), inference=inference)
        return None

    def _state(self, told: Description, end: int) -> Description | None:
        """A word of one of the table's enumerations."""
        tokens = self.sentence.tokens
        for stop in range(min(end, told.end + _MOST_STATE_WORDS), told.end, -1):
            said = self.sentence.text[tokens[told.end].start : tokens[stop - 1].end]
            cells = self.sentence.lexicon.own_states(self.table.name, said)
            if len(cells) == 1:
                ((column, value),) = cells
                return told.with_filter(stop, Filter(ColumnReference(column), "eq", value))
        return None

    def _text(self, told: Description) -> Description | None:
        """`that says Prefers tea`: the whole text of a row, which is all there is behind it."""
        place = told.end
        while place < self.end and self.sentence.tokens[place].lower in _SILENT:
            place += 1
        if place + 1 >= self.end or self.sentence.tokens[place].lower not in _SAYING:
            return None
        said = self.sentence.said(place + 1, self.end).strip("\"'“”")
        for name in self.sentence.lexicon.text_columns[self.table.name]:
            if self.sentence.lookup(self.table.name, name, said, self.sentence.scope):
                return told.with_filter(self.end, Filter(ColumnReference(name), "eq", said))
        return None

    def _day(self, told: Description, place: int) -> Description | None:
        """A day, a longer span or a moment at which what the rows tell of begins."""
        found = read_span(self.sentence.tokens, place, self.sentence.clock)
        column = self._start
        lead = self.sentence.tokens[place - 1].lower if place else ""
        if found is None or found[1] > self.end or column is None or found[0].doubt or (found[0].grain == "moment" and lead not in _TIMING):
            return None
        return told.with_filter(found[1], *_within(column.name, found[0]))

    @property
    def _start(self) -> Column | None:
        """The column that says when it begins, if that is clear."""
        columns = [each for each in self.table.columns if is_temporal(each.type) and not each.default and not each.generated]
        phrases = self.sentence.lexicon.own_phrases(self.table.name)
        scored = {sense.column: sense.score for sense in phrases.get(("start",), ())}
        named = sorted((each for each in columns if each.name in scored), key=lambda each: -scored[each.name])
        if named and (len(named) == 1 or scored[named[0].name] > scored[named[1].name]):
            return named[0]
        return None


def _may_begin_name(sentence: Sentence, token: Token) -> bool:
    """True for a capital, a quote or a number, and where a name of a row was found to begin; for any word in a text without capitals."""
    if token.kind in {"quoted", "number"} or token.capitalized:
        return True
    if any(atom.kind == "value" and sentence.tokens[atom.start] is token for atom in sentence.atoms):
        return True
    return token.kind == "word" and not any(each.capitalized for each in sentence.tokens[1:])


def _within(column: str, span: Span) -> tuple[Filter, ...]:
    if span.grain == "moment":
        return (Filter(ColumnReference(column), "eq", span.start),)
    return (Filter(ColumnReference(column), "gte", span.start), Filter(ColumnReference(column), "lt", span.end))
