"""The values that words may give a column: texts, words of an enumeration, yes and no, dates, amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from appfactory.compile.reserved import word_set
from appfactory.contract.language.cover import Clause
from appfactory.contract.language.lexicon import in_minor_units
from appfactory.contract.language.moments import is_time_of_day, read_duration
from appfactory.contract.language.row_words import DETERMINERS, PLACING, RowWords
from appfactory.contract.language.spans import Span
from appfactory.contract.language.values import kind_of
from appfactory.contract.language.words import Token, number_of, unquoted
from appfactory.contract.language.writing import UnclearError, allowed_values, is_key, is_money, spelling, typed
from appfactory.contract.model.translation import Question
from appfactory.model.database import Column

CURRENCIES = frozenset({"dollar", "euro", "pound", "usd", "eur", "gbp", "buck"})
"""Words for money, in the singular."""
_NEVER_LAST = PLACING | DETERMINERS | word_set("and or , = : is be which that who whose it has not no so then")
"""Words on which no text ends."""
_TRUE, _FALSE = frozenset({"true", "yes", "on"}), frozenset({"false", "no", "off"})
_PARTING = word_set(": ; ( ) / | – — - but except unless instead because although don't doesn't didn't")
"""Marks and words that stand between a text and what follows it, unless it is in quotes."""
_SMALL_IN_NAMES = word_set("of the and & by for to in on at with a an de la le du des und y s 's ’s vs from or no")
"""Words in small letters that are usual in names in capitals."""
_RELATIVES = frozenset({"that", "which", "who", "whose", "where", "having", "would", "if", "than"})
_LONGEST_ABBREVIATION = 3
_THOUSANDS = re.compile(r"(\d+(?:\.\d+)?)k")
"""`50k` is 50,000."""
_MAY_GO_ON = re.compile(r",|\s(at|for|in|on|to|from|with|by|under|as|and)\s", re.IGNORECASE)
"""Words within a name that may begin something else."""
_DOING = word_set("set lower raise change make put mark move rename add remove increase reduce cut give drop")
"""Verbs behind `and` that begin another change."""


class ValueClauses(RowWords):
    """Reads the value of a column that is known, at a place that is known. `place` is where the clause begins, `gain` what speaks for it so far."""

    def texts(self, place: int, start: int, column: Column, gain: float) -> Iterator[Clause]:
        """A text of every length; words in capitals and numbers are likelier to be of it than words of the language."""
        bare = start < self.end and self.words[start] in {"it", "them", "him", "her"} and not self.tokens[start].capitalized
        if (bare and self.end > start + 1) or self.words[start : start + 1] == [":"]:
            return
        worth = gain
        if self.words[start : start + 1] and self.words[start] in {"his", "her", "their"} and "to" in self.words[start : self.end]:
            return
        shown = column.name == self.sentence.lexicon.display.get(self.table.name)
        last = min(start + 1, self.end) if column.name in self.table.primary_key else self.end
        for end in range(start + 1, last + 1):
            token = self.tokens[end - 1]
            if token.text == "," and end > start + 1 and end < self.end and not self.tokens[end].capitalized:
                return
            if self._goes_on(token.lower, end):
                return
            if shown and end > start + 1 and self._tells_of_it(end - 1):
                return
            if end > start + 1 and token.text in {".", "!", "?"} and self._ends_sentence(end - 1):
                return
            if end > start + 1 and (token.kind == "quoted" or is_key(token.text) or token.lower in _PARTING or (token.text == "," and not shown)):
                return
            worth += _worth_in_text(token) - (0.0 if shown or token.capitalized else 0.1)
            said = self.said(start, end)
            try:
                value = typed(self.sentence, self.table, column, said)
            except UnclearError as unclear:
                yield Clause(place, end, -3.0, question=unclear.question)
                return
            if token.lower in _NEVER_LAST and token.kind != "quoted" and not token.capitalized:
                continue
            mixed = shown and self.tokens[start].capitalized and any(_is_odd_in_name(each) for each in self.tokens[start:end])
            doubtful = token.kind != "quoted" and shown and (mixed or bool(_MAY_GO_ON.search(said)))
            if shown and end < self.end and (self.tokens[end].capitalized or self.tokens[end].kind == "number") and token.kind != "quoted":
                yield Clause(place, end, worth - 1.5, column.name, value, doubt=1.0)
                continue
            note = f'"{said}" is read as one name; quotes around it would make that sure' if doubtful else ""
            yield Clause(place, end, worth, column.name, value, doubt=float(doubtful), note=note)
            if token.kind == "quoted":
                return

    def _goes_on(self, word: str, end: int) -> bool:
        """True for what is asked of one (`for me`), and where something else is to be done: `the SKU LAN-07 and lower its price`."""
        following = self.words[end] if end < self.end else ""
        return (word == "for" and following in {"me", "us"}) or (word == "and" and following in _DOING and self.tokens[end].text.islower())

    def _tells_of_it(self, place: int) -> bool:
        """True for `that` or `which` in front of a word in small letters: what follows tells of what is called so (`Gold Pass that costs $9`)."""
        return self.words[place] in _RELATIVES and place + 1 < self.end and not self.tokens[place + 1].capitalized

    def _ends_sentence(self, place: int) -> bool:
        """True for a mark at the end of a sentence: behind it a word in capitals follows, and no abbreviation stands in front (`St. John`)."""
        following = self.tokens[place + 1] if place + 1 < self.end else None
        spaced = following is not None and following.capitalized and following.start > self.tokens[place].end
        before = self.tokens[place - 1]
        return spaced and (self.words[place] != "." or len(before.text) > _LONGEST_ABBREVIATION or before.kind == "number")

    def enumerated(self, place: int, start: int, column: Column, gain: float, *, sure: bool) -> Iterator[Clause]:
        """The longest words that are a value of the column's enumeration; a question, which counts if the column is `sure`, where none is."""
        for end in range(min(self.end, start + 4), start, -1):
            said = unquoted(self.tokens[start]) if end == start + 1 and self.tokens[start].kind == "quoted" else self.said(start, end)
            value = spelling(self.sentence.lexicon, self.table.name, column.name, said)
            if value is not None and (self.tokens[end - 1].kind != "mark" or end == start + 1):
                yield Clause(place, end, gain + 1.1 * (end - start), column.name, value)
                return
        if start < self.end and self.tokens[start].kind != "mark" and self.words[start] not in _NEVER_LAST:
            allowed = allowed_values(self.sentence.lexicon, self.table.name, column.name)
            said = self.said(start, start + 1)
            question = Question("unknown-name", f'"{said}" is no {column.name}: it is one of {", ".join(allowed)}', allowed)
            yield Clause(place, start + 1, (start + 1 - place) * 0.95 if sure else -3.0, question=question)

    def flagged(self, place: int, named: int, linked: int, column: Column, gain: float) -> Iterator[Clause]:
        """Yes or no behind the column, or the column alone: yes. `named` is where the column's phrase ends, `linked` where its value begins."""
        if linked < self.end and self.words[linked] in _TRUE | _FALSE:
            yield Clause(place, linked + 1, gain + 1.2, column.name, self.words[linked] in _TRUE)
        yield Clause(place, named, gain - (linked - named), column.name, True)

    def dated(self, place: int, start: int, column: Column, gain: float) -> Iterator[Clause]:
        """A date, a time or a span, or a quoted one."""
        if start < self.end and self.tokens[start].kind == "quoted":
            yield from self.texts(place, start, column, gain)
        found = self.span(start)
        if found is None:
            return
        span, end = found
        timed = span.grain == "moment" or kind_of(column.type) != "timestamp"
        yield from self.at(place, end, column, span, gain + 1.2 * (end - start) - (0 if timed else 0.1), self.said(start, end))

    def at(self, place: int, end: int, column: Column, span: Span, gain: float, said: str) -> Iterator[Clause]:
        """The column at the time of `span`, which the tokens up to `end` say; of a time of day that has passed today the next day is not meant."""
        plain = Span(span.start, span.end, span.grain) if kind_of(column.type) == "time" or "passed" in span.doubt else span
        try:
            value = typed(self.sentence, self.table, column, said, plain)
        except UnclearError as unclear:
            yield Clause(place, end, gain, question=unclear.question)
            return
        yield Clause(place, end, gain, column.name, value, day=not self._only_time(end, said))

    def _only_time(self, end: int, said: str) -> bool:
        start = next(place for place in range(end) if self.said(place, end) == said)
        return is_time_of_day(self.tokens, start, end)

    def numbered(self, place: int, start: int, column: Column, gain: float) -> Iterator[Clause]:
        """Each amount that stands at `start`."""
        for end, raw in self.amounts(start, column):
            yield from self.amount(place, end, column, raw, gain + 1.2 * (end - start))

    def amount(self, place: int, end: int, column: Column, raw: str | int, gain: float) -> Iterator[Clause]:
        """The column with an amount: its text, or a number in the column's own unit."""
        if isinstance(raw, int):
            yield Clause(place, end, gain, column.name, raw)
            return
        before = len(self.sentence.notes)
        try:
            value = typed(self.sentence, self.table, column, raw)
        except UnclearError as unclear:
            yield Clause(place, end, min(gain, 0.0) - 1.0 if unclear.question.code != "tie" else gain, question=unclear.question)
            return
        note = self.sentence.notes[-1] if len(self.sentence.notes) > before else ""
        del self.sentence.notes[before:]
        bare = not note and self._is_bare_money(place, end, column)
        if bare:
            note = f"{raw} is taken to be in minor units; with a currency it would be {raw} whole ones"
        yield Clause(place, end, gain, column.name, value, note=note, doubt=0.5 if bare else 0.0)

    def _is_bare_money(self, place: int, end: int, column: Column) -> bool:
        """True for a number without a currency for a column of minor units, unless their name is said: `price 19` may be 19 dollars."""
        words = self.sentence.lexicon.names[self.table.name, column.name]
        said = {part for word in self.words[place:end] for part in word.split("_")}
        return is_money(words) and in_minor_units(column, words) and not said & {"minor", "cents", "cent", "pence"}

    def amounts(self, start: int, column: Column) -> Iterator[tuple[int, str | int]]:
        """The amounts at a token, with their ends: a number with its sign, currency or percent; a duration in the column's unit."""
        duration = read_duration(self.tokens, start) if start < self.end else None
        unit = unit_of(column.name)
        if duration is not None and duration[1] <= self.end and unit:
            yield duration[1], int(duration[0].total_seconds() // unit)
        thousands = _THOUSANDS.fullmatch(self.words[start + (self.words[start] in "$€£")]) if start + 1 < self.end else None
        if thousands is None and start < self.end:
            thousands = _THOUSANDS.fullmatch(self.words[start])
        if thousands is not None:
            currency = self.words[start] if self.words[start] in "$€£" else ""
            yield start + 1 + bool(currency), f"{currency}{float(thousands[1]) * 1000:.0f}"
            return
        signed = start < self.end and (self.words[start] in {"minus", "negative"} or self._is_sign(start))
        place = start + signed
        if place >= self.end or number_of(self.tokens[place]) is None:
            return
        number = self.tokens[place].text if self.tokens[place].kind == "number" else str(number_of(self.tokens[place]))
        raw = f"-{number}" if signed else number
        following = self.words[place + 1].rstrip("s") if place + 1 < self.end else ""
        if following in CURRENCIES or following in {"percent", "%", "cent"}:
            yield place + 2, f"{raw} {following}"
        elif following and following in unit_words(column.name):
            yield place + 2, raw
        yield place + 1, raw

    def _is_sign(self, place: int) -> bool:
        """True for a dash right in front of a number; with a space behind it, it parts clauses."""
        following = self.tokens[place + 1] if place + 1 < self.end else None
        return self.words[place] == "-" and following is not None and following.start == self.tokens[place].end


def _is_odd_in_name(token: Token) -> bool:
    """True for a word in small letters that is none of those usual in names in capitals."""
    return token.kind == "word" and not token.capitalized and token.text[:1].isalpha() and token.lower not in _SMALL_IN_NAMES


def _worth_in_text(token: Token) -> float:
    """How much speaks for a token being part of a text: names are of capitals and numbers, and commas part more often than they join."""
    if token.kind in {"quoted", "number"} or token.capitalized or is_key(token.text):
        return 0.95
    return 0.3 if token.lower in {",", "and", "with"} else 0.7


def unit_of(column: str) -> int:
    """The seconds of the unit that a column's name says, 0 if it says none."""
    words = column.lower()
    units = ((r"(min|mins|minutes?)$", 60), (r"hours?$", 3600), (r"days?$", 86_400), (r"(secs?|seconds?)$", 1), (r"weeks?$", 604_800))
    return next((seconds for pattern, seconds in units if re.search(rf"(^|_){pattern}", words)), 0)


def unit_words(column: str) -> frozenset[str]:
    """The words of a unit, in the singular, that may follow an amount of the column."""
    last = column.rpartition("_")[2].lower()
    return frozenset({last, last.rstrip("s"), *({"minute", "min"} if unit_of(column) == 60 else ())})
