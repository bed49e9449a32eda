"""Comparisons that a question makes with the columns of one table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from appfactory.compile.reserved import word_set
from appfactory.contract.language.asked.reader import PartReader
from appfactory.contract.language.asked.words import Part
from appfactory.contract.language.cover import Clause
from appfactory.contract.language.english import COMPARATIVES
from appfactory.contract.language.grammar.comparisons import ONWARDS, negate
from appfactory.contract.language.moments import read_duration
from appfactory.contract.language.row_words import DETERMINERS, PLACING, SURE_SCORE
from appfactory.contract.language.value_clauses import CURRENCIES, ValueClauses, unit_of
from appfactory.contract.language.values import is_numeric, kind_of
from appfactory.contract.language.words import Token, number_of
from appfactory.contract.language.writing import Sentence, allowed_values
from appfactory.contract.model.request import Operator
from appfactory.model.database import Column, Table

_BEFORE_COLUMN = PLACING | DETERMINERS | {"having", "has", "have", "whose", "where", "with", "who", "that", "which", "any"}
_LINKS = frozenset({"is", "are", "was", "were", "of", "=", ":", "be", "equals", "at", "to", "a", "an", "the", "in", "on"})
_FITTING = word_set("that which can for with have has room space to fit fits hold holds seat seats take takes sleep sleeps accommodate accommodates")
_HOLDING = word_set("fit fits hold holds seat seats take takes sleep sleeps accommodate accommodates room space")
_HEADS = word_set("people persons guests seats places heads participants attendees pax")
_HAVING = word_set("with having have has need needs require requires demand demands ask asks want wants")
_BEFORE_AMOUNT = _HAVING | word_set("that which for of room space")
_TOPIC = word_set("about mentioning mention mentions regarding concerning")
PROSE = word_set("body text message note notes content comment description details remark")
_EMPTY = frozenset({"empty", "missing", "null", "unknown", "blank", "unset"})


class ConditionParts(PartReader):
    """Reads the conditions on columns of the table itself."""

    def __init__(self, sentence: Sentence, table: Table, start: int, end: int) -> None:
        super().__init__(sentence, table, start, end)
        self.values = ValueClauses(sentence, table, start, end)

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        for read in (self._by_topic, self._by_what_fits, self._compared, self._by_adjective, self._amount_first, self._sums):
            yield from read(place)

    def _compared(self, place: int) -> Iterator[Part]:
        """`capacity over 40`, `with a buffer of at least 10 minutes`, `status is not draft`, `currency EUR`, `price between 5 and 9 dollars`."""
        outside = self.past(place, frozenset({"but", "and"}), 1)
        if self.word(outside) == "outside":
            for part in self._compared(outside + 1):
                if part.role == "filter" and part.operator == "eq":
                    yield replace(part, start=place, gain=part.gain + 1.0 * (outside + 1 - place), operator="neq")
        head = self.past(place, _BEFORE_COLUMN, 3)
        for named, columns in self.columns_at(head):
            for score, column in columns[:3]:
                if (self.table.name, column.name) in self.lexicon.foreign or kind_of(column.type) in {"timestamp", "date", "boolean"}:
                    continue
                gain = 0.3 + (named - place) * (0.55 + 0.45 * score) - 0.2 * (columns[0][0] - score > 0.001)
                yield from self._valued(place, named, column, gain, score)

    def _valued(self, place: int, named: int, column: Column, gain: float, score: float) -> Iterator[Part]:
        link, negated = named, False
        keyword, size = self.keyword(link, "op", "between", "like", "before", "after")
        while keyword is None and link < self.end and link - named < 4 and (self.word(link) in _LINKS or self.word(link) == "not"):
            negated = negated or self.word(link) == "not"
            link += 1
            keyword, size = self.keyword(link, "op", "between", "like", "before", "after")
        operator: Operator = "eq"
        if keyword is not None and keyword.role == "op":
            operator, link = keyword.payload, link + size  # type: ignore[assignment]
        elif keyword is not None and keyword.role == "between":
            yield from self._between(place, link + size, column, gain + link + size - named)
        elif keyword is not None and keyword.role == "like":
            yield from self._like(place, link, size, keyword.payload, column, gain, negated=negated)
        if keyword is None or keyword.role == "op":
            yield from self._with_value(
                place, link, column, gain + 0.8 * (link - named), negate(operator) if negated else operator, sure=score >= SURE_SCORE
            )

    def _with_value(self, place: int, link: int, column: Column, worth: float, operator: Operator, *, sure: bool) -> Iterator[Part]:
        negated = operator == "neq"
        if link < self.end and self.word(link) in _EMPTY:
            yield Part(place, link + 1, worth + 1.2, "filter", column.name, "not_null" if negated else "is_null")
        if allowed_values(self.lexicon, self.table.name, column.name):
            yield from self._listed(place, link, column, worth, operator, sure=sure)
        elif is_numeric(column.type):
            for clause in self.values.numbered(place, link, column, worth):
                yield self._onwards(part_of(clause, operator), operator)
        elif kind_of(column.type) == "text" and operator in {"eq", "neq"} and link < self.end:
            if "email" in self._names_of(column) and "@" not in self.word(link) and "." in self.word(link):
                yield Part(place, link + 1, worth + 1.2, "filter", column.name, "ilike", f"%{self.token(link).text}%", doubt=0.3)
                return
            for clause in self.values.texts(place, link, column, worth - 0.3):
                if all(_may_be_of_value(token) for token in self.tokens[link : clause.end]):
                    yield part_of(clause, operator)

    def _listed(self, place: int, link: int, column: Column, gain: float, operator: Operator, *, sure: bool) -> Iterator[Part]:
        """One word of the enumeration, or several: `status draft or archived`."""
        for clause in self.values.enumerated(place, link, column, gain, sure=sure):
            part = part_of(clause, operator)
            yield part
            values, end = [part.value], part.end
            while part.role == "filter":
                after = self.past(end, frozenset({"or", "and", ",", "nor"}), 2)
                more = next(iter(self.values.enumerated(end, after, column, 0.0, sure=False)), None) if after > end else None
                if more is None or not more.column:
                    break
                values.append(more.value)
                end = more.end
            if len(values) > 1:
                listed = "not_in" if operator == "neq" else "in"
                yield replace(part, end=end, gain=part.gain + (end - part.end) * 1.05, operator=listed, value=tuple(values))  # type: ignore[arg-type]

    def _onwards(self, part: Part, operator: Operator) -> Part:
        """`40 or more`, `10 minutes or less`: the comparison stands behind its number."""
        if part.role != "filter" or operator != "eq":
            return part
        if self.says(part.end, "or") and self.words[part.end + 1 : part.end + 2] and self.word(part.end + 1) in ONWARDS:
            return replace(part, end=part.end + 2, gain=part.gain + 2.2, operator=ONWARDS[self.word(part.end + 1)])
        return replace(part, end=part.end + 1, gain=part.gain + 1.1, operator="gte") if self.says(part.end, "+", "upwards") else part

    def _between(self, place: int, start: int, column: Column, gain: float) -> Iterator[Part]:
        if not is_numeric(column.type):
            return
        for low in self.values.numbered(place, start, column, gain):
            if low.column and self.says(low.end, "and", "to", "-", "–"):
                for high in self.values.numbered(place, low.end + 1, column, 0.0):
                    if high.column:
                        ends = (self._in_money_of(low, start, high, column), high.value)
                        yield Part(place, high.end, gain + (high.end - start) * 1.1, "filter", column.name, "between", ends)  # type: ignore[arg-type]

    def _in_money_of(self, low: Clause, start: int, high: Clause, column: Column) -> object:
        """`between 50 and 150 dollars`: the currency of the second amount is the first one's, too."""
        currency = self.word(high.end - 1)
        if currency.rstrip("s") not in CURRENCIES or self._is_money(start):
            return low.value
        told = next(self.values.amount(start, low.end, column, f"{self.word(start)} {currency}", 0.0), low)
        return told.value if told.column else low.value

    def _like(self, place: int, link: int, size: int, side: str, column: Column, gain: float, *, negated: bool) -> Iterator[Part]:
        if link + size >= self.end or kind_of(column.type) != "text":
            return
        size += self.word(link + size) in DETERMINERS
        token = self.token(link + size)
        said = token.text.strip("\"'“”‘’`")
        if token.kind in {"quoted", "word", "number"}:
            pattern = ("" if side == "start" else "%") + said + ("" if side == "end" else "%")
            yield Part(place, link + size + 1, gain + size + 1.2, "filter", column.name, "not_like" if negated else "ilike", pattern)

    def _is_meant(self, column: Column, named: list[tuple[float, Column]], *, lasting: bool) -> bool:
        """True for the column that a phrase names best; of several as well named the one that says how long something takes, of a duration."""
        best = [each for score, each in named if score == named[0][0]]
        if lasting and len(best) > 1:
            best = [each for each in best if _says_length(self._names_of(each))]
        return len(best) == 1 and best[0] is column

    def _counted_by(self, place: int, end: int, column: Column, raw: str | int, operator: Operator) -> Iterator[Part]:
        """`more than 5 people booked` for `booked_count`: the participle behind the number is a word of the column's name."""
        behind = end + (self.word(end) in _HEADS)
        participle = self.past(behind, frozenset({"are", "is", "have", "been", "already"}), 2)
        if self.word(participle).endswith(("ed", "en")) and self.word(participle) in self._names_of(column):
            for clause in self.values.amount(place, participle + 1, column, raw, (participle + 1 - place) * 1.0):
                yield part_of(clause, operator)

    def _by_topic(self, place: int) -> Iterator[Part]:
        """`notes about parking`, `messages that mention a refund`: a word within the one column of free text."""
        start = self.past(place, frozenset({"that", "which"}), 1)
        if self.word(start) not in _TOPIC:
            return
        start = self.past(start + 1, DETERMINERS, 1)
        texts = [column for column in self.table.columns if kind_of(column.type) == "text" and PROSE & set(self._names_of(column))]
        token = self.token(start)
        if len(texts) == 1 and token.kind in {"word", "quoted"}:
            said = token.text.strip("\"'“”")
            yield Part(place, start + 1, (start + 1 - place) * 0.95, "filter", texts[0].name, "ilike", f"%{said}%", doubt=0.5)

    def _by_what_fits(self, place: int) -> Iterator[Part]:
        """`that fit more than 20 people`, `for at least 8 guests`, `seats 4`: the column that says for how many."""
        start = self.past(place, _FITTING, 3)
        keyword, size = self.keyword(start, "op")
        number = number_of(self.token(start + size))
        end = start + size + 1
        if number is None or (start == place and keyword is None):
            return
        fits = any(word in _HOLDING for word in self.words[place:start])
        if self.word(end) in _HEADS:
            end += 1
        elif not fits or keyword is None:
            return
        for word in ("capacity", "seat", "size", "occupancy"):
            found = [column for column in self.amounts if word in self.lexicon.names[self.table.name, column.name]]
            if found:
                # What fits so many fits fewer, too.
                operator: Operator = keyword.payload if keyword is not None else "gte" if fits else "eq"  # type: ignore[assignment]
                yield Part(place, end, (end - place) * 1.05, "filter", found[0].name, operator, number, doubt=0.3)
                return

    def _by_adjective(self, place: int) -> Iterator[Part]:
        """`longer than 45 minutes`, `cheaper than $60`: the column is said by an adjective."""
        start = self.past(place, frozenset({"that", "which", "are", "is", "who", "were"}), 2)
        told = COMPARATIVES.get(self.word(start)) if start + 1 < self.end and self.word(start + 1) == "than" else None
        if told is None:
            return
        for word in told[1]:
            found = [column for column in self.amounts if word in self.lexicon.names[self.table.name, column.name]]
            if found:
                for clause in self.values.numbered(place, start + 2, found[0], start + 2 - place):
                    part = part_of(clause, told[0])  # type: ignore[arg-type]
                    yield replace(part, doubt=part.doubt + 0.3 * (len(found) > 1))
                return

    def _sums(self, place: int) -> Iterator[Part]:
        """`over $90`, `between $40 and $100`: amounts of money of the one column that says what a row costs."""
        column = self.money
        if column is None:
            return
        start = self.past(place, frozenset({"for", "at", "of", "with", "worth"}), 1)
        keyword, size = self.keyword(start, "op", "between")
        if self.says(place, "from") and self._is_money(place + 1):
            yield from self._from_to(place, column)
        size += self.word(start + size) == "a" and self.word(start + size + 1) in {"hundred", "thousand"}
        if start + size >= self.end or (keyword is None and start == place):
            return
        if keyword is not None and keyword.role == "between":
            if any(self._is_money(each) for each in (start + size, start + size + 2)):
                yield from self._between(place, start + size, column, start + size - place)
        elif self._is_money(start + size):
            operator: Operator = keyword.payload if keyword is not None else "eq"  # type: ignore[assignment]
            for clause in self.values.numbered(place, start + size, column, start + size - place):
                yield replace(self._onwards(part_of(clause, operator), operator), doubt=0.3)

    def _from_to(self, place: int, column: Column) -> Iterator[Part]:
        """`from $90 up to $180`."""
        for low in self.values.numbered(place, place + 1, column, 0.0):
            start = self.past(low.end, frozenset({"up"}), 1)
            if low.column and self.says(start, "to", "until", "till", "-", "–"):
                for high in self.values.numbered(place, start + 1, column, 0.0):
                    if high.column:
                        ends = (low.value, high.value)
                        yield Part(place, high.end, (high.end - place) * 1.1, "filter", column.name, "between", ends, doubt=0.3)  # type: ignore[arg-type]

    def _is_money(self, place: int) -> bool:
        behind = self.word(place + 1).rstrip("s") if place + 1 < self.end else ""
        return self.word(place)[:1] in "$€£" or (number_of(self.token(place)) is not None and behind in CURRENCIES)

    def _amount_first(self, place: int) -> Iterator[Part]:
        """`more than 10 seats`, `at least 24 hours of notice`, `30 min slots`, `room for more than 10 (capacity)`."""
        head = self.past(place, _BEFORE_AMOUNT, 3)
        keyword, size = self.keyword(head, "op")
        if keyword is None and head > place and not _HAVING & set(self.words[place:head]):
            return
        start = head + size
        if start >= self.end or number_of(self.token(start)) is None:
            return
        lasting = read_duration(self.tokens, start)
        operator: Operator = keyword.payload if keyword is not None else "eq"  # type: ignore[assignment]
        for column in self.table.columns:
            if not is_numeric(column.type) or self.lexicon.is_key(self.table.name, column.name):
                continue
            yield from self._of_unit(place, start, column, operator)
            for end, raw in self.values.amounts(start, column):
                if lasting is not None and end < lasting[1]:
                    continue
                bracket = self.past(end, frozenset({"of", "as", "(", "in", "-"}), 2)
                yield from self._counted_by(place, end, column, raw, operator)
                for behind, columns in self.columns_at(bracket):
                    if not self._is_meant(column, columns, lasting=lasting is not None):
                        continue
                    closed = behind + (bracket > end and self.says(bracket - 1, "(") and self.says(behind, ")"))
                    gain = (start - place) * 1.0 + (closed - start) * (0.55 + 0.5 * columns[0][0])
                    for clause in self.values.amount(place, closed, column, raw, gain):
                        yield part_of(clause, operator)

    def _of_unit(self, place: int, start: int, column: Column, operator: Operator) -> Iterator[Part]:
        """`twelve or more hours of advance notice` for `min_advance_hours`: the unit first, then a word of the one column that has both."""
        number, seconds = number_of(self.token(start)), unit_of(column.name)
        onwards = ONWARDS.get(self.word(start + 2)) if self.says(start + 1, "or") else None
        unit = start + 1 + 2 * (onwards is not None)
        duration = unit_of(f"_{self.word(unit)}")
        if number is None or not seconds or not duration:
            return
        first = self.past(unit + 1, frozenset({"of", "in", "'s", "'", "for", "the", "a"}), 2)
        end = first
        while end - first < 3 and self.token(end).kind == "word" and self.token(end).lemma in self._words_of_unit(column):
            end += 1
        # Of two columns with the word, the one in the unit that is said is meant.
        rivals = [
            other
            for other in self.amounts
            if other is not column and unit_of(other.name) and (unit_of(other.name) == duration or seconds != duration)
        ]
        if end == first or any(self.token(first).lemma in self._words_of_unit(other) for other in rivals):
            return
        # The noun behind a word of the name says no more than it (`advance notice`), nor does another word of it (`for a booking`).
        end += self.says(end, "notice", "time", "period", "limit")
        behind = self.past(end, frozenset({"for", "before", "of", "a", "an", "each", "any", "the"}), 3)
        end = behind + 1 if behind > end and self.token(behind).lemma in self._words_of_unit(column) else end
        amount = number * duration / seconds
        if amount == int(amount):
            yield Part(place, end, (end - place) * 1.05, "filter", column.name, onwards or operator, int(amount), doubt=0.2)

    def _words_of_unit(self, column: Column) -> frozenset[str]:
        return frozenset(self._names_of(column)) - {"minimum", "maximum", "hour", "minute", "day", "second", "week"}


def _says_length(words: tuple[str, ...]) -> bool:
    return bool({"duration", "length", "lasting"} & set(words))


def _may_be_of_value(token: Token) -> bool:
    """True for quoted texts, numbers, capitals and words such as addresses of mail."""
    return token.kind in {"quoted", "number"} or (token.kind == "word" and (token.capitalized or not token.text.isalpha()))


def part_of(clause: Clause, operator: Operator) -> Part:
    """A part from a clause that says a column's value."""
    if clause.question is not None:
        return Part(clause.start, clause.end, clause.gain, "question", question=clause.question)
    return Part(
        clause.start, clause.end, clause.gain, "filter", clause.column, operator, clause.value, doubt=clause.doubt, inference=clause.inference
    )
