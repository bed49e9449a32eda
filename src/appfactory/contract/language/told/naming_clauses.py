"""How a row is called in what is said of it: `named Main Hall`, a name right behind what the row is, `version 2`, an e-mail address."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import cached_property

from appfactory.compile.reserved import word_set
from appfactory.contract.language.cover import Clause
from appfactory.contract.language.row_words import DETERMINERS, LONGEST_NAME, PLACING, SURE_SCORE, RowWords
from appfactory.contract.language.value_clauses import ValueClauses
from appfactory.contract.language.values import kind_of
from appfactory.contract.language.words import unquoted
from appfactory.contract.language.writing import Sentence
from appfactory.model.database import Column, Table

_NAMING = frozenset(
    tuple(phrase.split())
    for phrase in (
        "named", "called", "titled", "labeled", "labelled", "entitled", "known as", "with the name", "with name", "with the name of",
        "under the name", "by the name of", "with the title", "call it", "name it", "it is called", "it's called", "it 's called", "is called",
        "which is called", "its name is", "title it", "to be called", "will be called", "should be called", "to be named", "by the title of",
        "the name is", "name is", "let's call it", "let 's call it", "let us call it", "we'll call it", "we call it", "i call it", "please call it",
        "goes by the name of", "its title is", "it goes by",
    )
)  # fmt: skip
_SAYING = frozenset(tuple(phrase.split()) for phrase in ("saying", "that says", "with the text", "with text", "which says", "reading"))
_BECAUSE = frozenset({("because", "of"), ("because",), ("due", "to")})
_WITHIN_NAMES = word_set("of the by and & to de la on in 's ’s")
"""Words in small letters that stand within names."""
_MARKS = word_set(": , - – — ( named called")
_COLONS = word_set(": – —")
_ENDING_SMALL_NAMES = PLACING | word_set(", with ( : – — ; that which who whose and")
"""What may follow a name in small letters."""
_INDEFINITE = word_set("something anything one it them everything stuff things here there now today tomorrow")
"""Words that call nothing by its name."""
_CODE = re.compile(r"(?=.*\d)[A-Z][A-Z0-9]*(-[A-Z0-9]+)*")
_CODES = word_set("number code sku reference")
_WRITINGS = word_set("body text note message comment content description title summary remark memo reason detail")
"""The last words of columns that hold what people write in sentences."""
_WHENCE = word_set("by via through from")
_ORIGINS = word_set("source origin channel medium referrer")
_FIRMS = word_set("company employer firm organization organisation")
_EMAILS = word_set("email mail")
_ADDRESSES = word_set("address street line")
_STREETS = word_set(
    "street st road rd avenue ave lane ln drive dr way square sq boulevard blvd court ct place row quay wharf alley terrace close hill"
)


class NamingClauses(RowWords):
    """Reads clauses that say how a row is called. `opening` is where the name of a new row may stand without further ado."""

    def __init__(self, sentence: Sentence, table: Table, start: int, end: int, opening: int | None = None) -> None:
        super().__init__(sentence, table, start, end)
        self.opening = opening
        self.values = ValueClauses(sentence, table, start, end)

    def at(self, place: int) -> Iterator[Clause]:
        """The clauses that begin at a token."""
        for read in (
            self._texts,
            self._reasons,
            self._names,
            self._ordinals,
            self._codes,
            self._addresses,
            self._origins,
            self._firms,
            self._streets,
        ):
            yield from read(place)

    @cached_property
    def _only_text(self) -> Column | None:
        """The one column of free text, if the table has just one."""
        texts = [
            column
            for name in self.sentence.lexicon.text_columns[self.table.name]
            if (column := self.table.column(name)) is not None and name not in self.table.primary_key and column.default is None
        ]
        required = [column for column in texts if not column.nullable]
        chosen = required or texts
        return chosen[0] if len(chosen) == 1 else None

    @cached_property
    def _shows_text(self) -> bool:
        """True for a table whose rows are shown by no column, or by the one of free text."""
        shown = self.sentence.lexicon.display.get(self.table.name, "")
        return not shown or (
            self._only_text is not None and self._only_text.name == shown and self.sentence.lexicon.names[self.table.name, shown][-1] != "name"
        )

    @cached_property
    def _display(self) -> Column | None:
        return self.table.column(self.sentence.lexicon.display.get(self.table.name, "")) or self._only_text

    def _texts(self, place: int) -> Iterator[Clause]:
        """`saying "Brings a dog"`, or a quoted text alone."""
        if self._only_text is None:
            return
        if self.tokens[place].kind == "quoted" and place > self.start:
            yield from self.values.texts(place, place, self._only_text, 0.0)
        yield from self._text_behind_colon(place, self._only_text)
        lead = next((size for size in (4, 3, 2, 1) if tuple(self.words[place : place + size]) in _SAYING), 0)
        if lead:
            yield from self.values.texts(place, place + lead, self._only_text, 1.0 * lead)

    def _text_behind_colon(self, place: int, column: Column) -> Iterator[Clause]:
        """`a note to booking bor_03: wants the window seat`: all that follows is the text, if it says nothing else."""
        written = self.sentence.lexicon.names[self.table.name, column.name][-1] in _WRITINGS
        told = self.opening is not None and written and self.words[place] in _COLONS and place + 1 < self.end
        if not told or not self._shows_text:
            return
        token = self.tokens[place + 1]
        said = unquoted(token) if token.kind == "quoted" and self.end == place + 2 else self.said(place + 1, self.end)
        if "," in said and token.kind != "quoted" and self.sentence.lexicon.names[self.table.name, column.name][-1] == "title":
            return
        yield Clause(place, self.end, (self.end - place) * 0.2, column.name, said, doubt=0.5 if "," in said and token.kind != "quoted" else 0.0)

    def _reasons(self, place: int) -> Iterator[Clause]:
        """`because of the weather`: the one column of a reason."""
        size = next((size for size in (2, 1) if tuple(self.words[place : place + size]) in _BECAUSE), 0)
        columns = [column for column in self.table.columns if self.sentence.lexicon.names[self.table.name, column.name][-1] == "reason"]
        if size and len(columns) == 1 and kind_of(columns[0].type) == "text":
            yield from (clause for clause in self.values.texts(place, place + size, columns[0], 1.0 * size) if clause.end == self.end)

    def _names(self, place: int) -> Iterator[Clause]:
        """`named Main Hall`; a name right behind the table."""
        if self._display is None:
            return
        size = next((size for size in (5, 4, 3, 2, 1) if tuple(self.words[place : place + size]) in _NAMING), 0)
        if size:
            yield from self.values.texts(place, place + size, self._display, 1.0 * size)
        elif self._is_opening(place) and self.sentence.lexicon.display.get(self.table.name):
            yield from self._unannounced(place, self._display)

    def _unannounced(self, place: int, display: Column) -> Iterator[Clause]:
        """A name that stands there without a word that leads to it; surely one if it is quoted or in capitals."""
        first = self.tokens[place]
        small = first.kind == "word" and not first.capitalized
        if first.kind not in {"quoted", "word"} or (small and not self._may_be_small(place)):
            return
        told = place > self.start and self.words[place - 1] in _COLONS
        for clause in self.values.texts(place, place, display, -0.9 if small else -0.2):
            tokens = self.tokens[place : clause.end]
            plain = all(token.kind in {"quoted", "number"} or token.capitalized for token in tokens)
            if small and clause.end < self.end and self.words[clause.end] not in _ENDING_SMALL_NAMES and self.tokens[clause.end].kind != "number":
                continue
            if small and any(token.kind != "word" or token.capitalized or token.lower in _ENDING_SMALL_NAMES for token in tokens):
                return
            usual = all(token.kind in {"quoted", "number"} or token.capitalized or token.text in _WITHIN_NAMES for token in tokens)
            parted = clause.end == self.end or self.words[clause.end] in {",", ":", ";", "("}
            mixed = all(token.kind in {"word", "number"} for token in tokens) and (
                told or not any(each.lower in _ENDING_SMALL_NAMES for each in tokens)
            )
            if not small and not usual and not mixed:
                return
            if not small and not usual and not told and not parted:
                continue
            if self.tokens[clause.end - 1].text not in _WITHIN_NAMES:
                yield clause if plain else replace(clause, doubt=1.0)

    def _may_be_small(self, place: int) -> bool:
        """True where a name in small letters may begin: right behind what the row is, in a table whose rows have names."""
        senses = self.sentence.lexicon.phrases.get((self.tokens[place].lemma,), ())
        noun = any(not sense.column and sense.score >= SURE_SCORE for sense in senses)
        return place == self.opening and not noun and self.words[place] not in _ENDING_SMALL_NAMES | DETERMINERS | _INDEFINITE

    def _is_opening(self, place: int) -> bool:
        """True where a row's name stands if it is said without further ado: right behind what the row is, before it, or behind a colon."""
        if self.opening is None:
            return False
        # `a new room, the Attic`: an article may stand in front of a name in apposition.
        first = place - (place > self.opening + 1 and self.words[place - 1] in {"the", "our"} and self.tokens[place].capitalized)
        behind = self.start <= self.opening <= place and all(word in _MARKS for word in self.words[self.opening : first])
        after_colon = (
            place > self.start and self.words[place - 1] in _COLONS and (self.tokens[place].capitalized or self.tokens[place].kind == "quoted")
        )
        leading = all(word in DETERMINERS | {"new"} for word in self.words[self.start : place])
        return behind or after_colon or (leading and self.end <= self.opening and self.tokens[place].kind != "number")

    def _ordinals(self, place: int) -> Iterator[Clause]:
        """`version 2`, `number 3`: the number right behind what the row is, or behind `number`, in the column that numbers rows."""
        said = self.opening is not None and self.words[place] in {"number", "no", "nr", "#"} and (place == self.opening or place > self.start)
        if not said and place != self.opening:
            return
        number = place + said
        noun = self.sentence.lexicon.names[self.table.name, ""][-1]
        columns = [
            column
            for column in self.table.columns
            if kind_of(column.type) == "integer"
            and (self.table.name, column.name) not in self.sentence.lexicon.foreign
            and self.sentence.lexicon.names[self.table.name, column.name] in {(noun,), (noun, "number"), ("number",), ("sequence",), ("position",)}
        ]
        if len(columns) == 1 and number < self.end and self.tokens[number].text.isdigit():
            yield Clause(place, number + 1, (number + 1 - place) * 1.2, columns[0].name, int(self.tokens[number].text))

    def _codes(self, place: int) -> Iterator[Clause]:
        """`invoice INV-003`: a word of capitals and digits right behind what the row is, in the column of its code or number."""
        text = self.tokens[place].text
        if place != self.opening or _CODE.fullmatch(text) is None:
            return
        names = self.sentence.lexicon.names
        columns = [name for name in self.sentence.lexicon.text_columns[self.table.name] if names[self.table.name, name][-1] in _CODES]
        if len(columns) == 1:
            yield Clause(place, place + 1, 0.9, columns[0], text)

    def _addresses(self, place: int) -> Iterator[Clause]:
        """An e-mail address, which can go into one column only."""
        text = self.tokens[place].text
        if self.tokens[place].kind != "word" or "@" not in text or "." not in text.partition("@")[2]:
            return
        names = self.sentence.lexicon.names
        columns = [name for name in self.sentence.lexicon.text_columns[self.table.name] if set(names[self.table.name, name][-2:]) & _EMAILS]
        if len(columns) == 1:
            yield Clause(place, place + 1, 1.0, columns[0], text)

    def _origins(self, place: int) -> Iterator[Clause]:
        """`by referral`, `through the website`: whence a row came, where rows have come from there before."""
        start = self.after(place + 1, DETERMINERS, 1)
        if self.opening is None or self.words[place] not in _WHENCE or start >= self.end or self.tokens[start].kind != "word":
            return
        columns = self._texts_called(_ORIGINS)
        stored = self.sentence.lookup(self.table.name, columns[0], self.words[start], self.sentence.scope) if len(columns) == 1 else ()
        if stored:
            yield Clause(place, start + 1, (start + 1 - place) * 1.0, columns[0], stored[0].name, doubt=0.5)

    def _firms(self, place: int) -> Iterator[Clause]:
        """`Harriet Boone of Boone Catering`: for whom somebody works, where rows keep it."""
        if place == 0 or self.words[place] not in {"of", "from", "at", "for", "with"}:
            return
        named = self.opening is not None and place > self.opening and self.tokens[place - 1].capitalized and self.words[place] != "for"
        if not named and self.words[place - 1] not in {"works", "work", "working"}:
            return
        end = place + 1
        while end < self.end and (self.tokens[end].capitalized or self.tokens[end].text == "&"):
            end += 1
        columns = [name for name in self._texts_called(_FIRMS | {"name"}) if set(self.sentence.lexicon.names[self.table.name, name]) & _FIRMS]
        if end > place + 1 and len(columns) == 1:
            yield Clause(place, end, (end - place) * 1.0, columns[0], self.said(place + 1, end), doubt=0.5)

    def _streets(self, place: int) -> Iterator[Clause]:
        """`14 Wharf Street`, and `, Gloucester` behind it: an address, where the table has a column for it, and its city."""
        columns = [
            name for name in self._texts_called(_ADDRESSES) if not set(self.sentence.lexicon.names[self.table.name, name]) & (_EMAILS | {"2", "two"})
        ]
        led = self.after(place, frozenset({"at", "in"}), 1)
        end = self._end_of_street(led)
        if end > led and columns:
            yield Clause(place, end, (end - place) * 1.0 + 0.3, columns[0], self.said(led, end), doubt=0.5 if len(columns) > 1 else 0.0)
        if self.words[place] != "," or place + 1 >= self.end or not self.tokens[place + 1].capitalized:
            return
        street = next((start for start in range(max(place - LONGEST_NAME, self.start), place) if self._end_of_street(start) == place), None)
        cities = self._texts_called(frozenset({"city", "town"}))
        if street is not None and len(cities) == 1:
            behind = place + 2
            while behind < self.end and self.tokens[behind].capitalized:
                behind += 1
            yield Clause(place, behind, (behind - place) * 1.0, cities[0], self.said(place + 1, behind), doubt=0.5)

    def _end_of_street(self, start: int) -> int:
        """Where an address ends that begins with the number of a house; `start` if there is none."""
        if start >= self.end or not self.tokens[start].text[:1].isdigit():
            return start
        end = start + 1
        while end < self.end and self.tokens[end].capitalized and end - start < LONGEST_NAME:
            end += 1
        return end if end > start + 1 and self.words[end - 1] in _STREETS else start

    def _texts_called(self, words: Collection[str]) -> list[str]:
        """The columns of text whose names end on one of some words."""
        names = self.sentence.lexicon.names
        return [name for name in self.sentence.lexicon.text_columns[self.table.name] if names[self.table.name, name][-1] in words]
