"""When: conditions on the columns of time, said by dates and spans with the verb or the noun of their column."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

from appfactory.contract.language.asked import AskedWords, Part
from appfactory.contract.language.binding import of_type, when_rank
from appfactory.contract.language.moments import Span, shifted_to_future, shifted_to_past, spanning, zone_of
from appfactory.contract.language.values import is_temporal, kind_of
from appfactory.contract.language.words import root_of
from appfactory.contract.model.request import Operator
from appfactory.contract.model.translation import Question
from appfactory.model.database import Column

_LEADS = frozenset({"on", "in", "at", "during", "for", "from", "of", "with", "a", "the", "that", "which", "who", "was", "were", "is", "are", "'s"})
_SINCE = frozenset({"since"})
_AFTER = frozenset({"after", "past", "beyond"})
_BEFORE = frozenset({"before", "until", "till", "prior", "by"})
_FROM = frozenset({"from", "between"})
_AHEAD = frozenset({"upcoming", "future", "coming", "forthcoming"})
_MADE = frozenset({"made", "placed", "added", "entered", "registered", "submitted", "created"})
_NO_VERBS = frozenset({"at", "on", "time", "date"})
_TURNING = {root_of(word): frozenset(root_of(other) for other in others.split()) for word, others in (
    ("end", "until expire finish close"), ("start", "begin from open"), ("begin", "start from"), ("finish", "end until"), ("expire", "end until"),
)}  # fmt: skip
"""Verbs of beginning and ending, and the words of columns that say it otherwise."""
_PASSED = frozenset({"created", "joined", "paid", "made", "placed", "signed", "booked", "added", "opened", "started", "registered", "sent", "issued"})
"""Participles and past tenses: what they say has happened."""


class MomentParts(AskedWords):
    """Reads when something of the rows is to be."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token; a range is two filters, the second without words of its own."""
        if not self._columns:
            return
        yield from self._ahead(place)
        head, named = self._verb(place)
        if named is not None and self.word(head) == "for" and self.word(head - 1).endswith("ed"):
            # What is confirmed for tomorrow takes place then, whenever it was confirmed.
            head, named = place, None
        if named is not None and head == place + 1 and self.word(place).endswith("ed"):
            yield Part(place, head, 0.5, "silent", doubt=0.3)
        start = self.past(head, _LEADS | {"date", "time"} if named else _LEADS, 2)
        yield from self._compared(place, start, named)

    def _ahead(self, place: int) -> Iterator[Part]:
        """`upcoming`, `past`, `the next two`: from now on, or until now."""
        word = self.word(place)
        if word not in _AHEAD | {"past", "previous"} or self.main is None or self.span(place) is not None:
            return
        column, doubt = self.main
        now = self.sentence.clock.now.astimezone(zone_of(self.sentence.clock))
        ahead = word in _AHEAD
        yield Part(place, place + 1, 1.0, "filter", column.name, "gte" if ahead else "lt", of_type(now, column.type), doubt=doubt + 0.2)

    @cached_property
    def _columns(self) -> list[Column]:
        return [column for column in self.table.columns if is_temporal(column.type)]

    def _verb(self, place: int) -> tuple[int, Column | None]:
        """The column of time that a verb or a noun here names (`created`, `starting`, `due`, `with a start date`), and where it ends."""
        head = self.past(
            place, frozenset({"that", "which", "who", "was", "were", "is", "are", "with", "a", "the", "have", "has", "been", "whose", "did"}), 3
        )
        for end, columns in self.columns_at(head):
            timed = [(score, column) for score, column in columns if is_temporal(column.type)]
            if timed and timed[0][0] >= 0.55:
                return end, timed[0][1]
        created = next((column for column in self._columns if "created" in self.lexicon.names[self.table.name, column.name]), None)
        if self.word(head) in _MADE and created is not None:
            return head + 1, created
        if head < self.end and self.token(head).kind == "word":
            roots = {self.token(head).root, *_TURNING.get(self.token(head).root, ())}
            found = [column for column in self._columns if roots & {root_of(word) for word in self._names_of(column) if word not in _NO_VERBS}]
            if found:
                return head + 1, self.main[0] if self.main is not None and self.main[0] in found else found[0]
        return place, None

    @cached_property
    def main(self) -> tuple[Column, float] | None:
        """The column that says when a row's thing takes place, and how doubtful that is."""
        names = self.lexicon.names
        begins = {sense.column for sense in self.lexicon.phrases.get(("start",), ()) if sense.table == self.table.name and sense.score >= 0.9}
        ranked = sorted(
            (when_rank(names[self.table.name, column.name]), column.name not in begins, place, column) for place, column in enumerate(self._columns)
        )
        if not ranked:
            return None
        tied = len(ranked) > 1 and ranked[0][:2] == ranked[1][:2]
        return ranked[0][3], 0.5 * tied

    def _compared(self, place: int, start: int, named: Column | None) -> Iterator[Part]:
        if start >= self.end:
            return
        column, doubt = (named, 0.0) if named is not None else self.main or (None, 0.0)
        if named is None and self.word(start) in {"until", "till"}:
            column = next((each for each in self._columns if {"end", "until", "finish", "close"} & set(self._names_of(each))), column)
        if column is None:
            return
        word = self.word(start)
        for lead in (start, start - 1):
            if self.words[lead : lead + 3] in (["on", "or", "after"], ["on", "or", "before"]):
                closed: Operator = "gte" if self.word(lead + 2) == "after" else "lte"
                yield from self._one(place, lead + 3, column, closed, doubt, named)
                return
        for lead in (start, start - 1):
            if self.word(lead) in _FROM and lead >= place:
                yield from self._range(place, lead, column, doubt)
        keyword, size = self.keyword(start, "before", "after", "op")
        if word in _SINCE:
            yield from self._one(place, start + 1, column, "gte", doubt, named, past=True)
        elif word in _AFTER or (keyword is not None and (keyword.role == "after" or keyword.payload == "gt")):
            yield from self._one(place, start + max(size, 1), column, "gt", doubt, named)
        elif word in _BEFORE or (keyword is not None and (keyword.role == "before" or keyword.payload == "lt")):
            yield from self._one(place, start + max(size, 1), column, "lte" if word == "by" else "lt", doubt, named)
        else:
            yield from self._one(place, start, column, "eq", doubt, named)

    def _one(
        self, place: int, start: int, column: Column, operator: Operator, doubt: float, named: Column | None, *, past: bool = False
    ) -> Iterator[Part]:
        found = self.span(self.past(start, frozenset({"the"}), 1))
        if found is None:
            return
        span, end = found
        if self.says(end, "'s"):
            end += 1
        if operator in {"eq", "lt", "lte"} and self.word(end) == "or" and self.word(end + 1) in {"later", "after", "earlier", "before"}:
            operator, end = ("gte" if self.word(end + 1) in {"later", "after"} else "lte"), end + 2
        behind, column_behind = (end, None) if named is not None else self._verb(end)
        if past or self._has_passed(place, start):
            span = shifted_to_past(span, self.sentence.clock)
        elif span.grain == "longer" and end == start + 1 and (operator in {"lt", "lte"} or self._is_to_come(place, start)):
            # Before a month that has begun, or ending in it, stands for the one that comes.
            span = shifted_to_future(span, self.sentence.clock)
        gain = (end - place) * 1.05 + 0.1 * (named is not None)
        if span.doubt and "passed" not in span.doubt:
            question = Question("ambiguous-time", f"the date may be {span.doubt}: which is meant?", tuple(span.doubt.split(" or ")))
            yield Part(place, end, gain, "question", question=question)
            return
        yield from self._filters(place, end, column, operator, span, gain, doubt)
        if column_behind is not None:
            yield from self._filters(place, behind, column_behind, operator, span, gain + behind - end, 0.0)

    def _has_passed(self, place: int, start: int) -> bool:
        return any(word in _PASSED or (word.endswith("ed") and len(word) > 4) for word in self.words[place:start])

    def _is_to_come(self, place: int, start: int) -> bool:
        return any(word.endswith("ing") for word in self.words[place:start])

    def _range(self, place: int, start: int, column: Column, doubt: float) -> Iterator[Part]:
        first = self.span(start + 1)
        if first is None or not self.says(first[1], "and", "to", "until", "till", "-", "–", "through"):
            return
        last = self.span(first[1] + 1)
        if last is None:
            return
        whole = spanning(first[0], last[0])
        value = (of_type(whole.start, column.type), of_type(whole.end, column.type))
        yield Part(place, last[1], (last[1] - place) * 1.1, "filter", column.name, "between", value, doubt=doubt)

    def _filters(self, place: int, end: int, column: Column, operator: Operator, span: Span, gain: float, doubt: float) -> Iterator[Part]:
        """One part: `between` stands for a span, from its beginning up to but not including its end."""

        def typed(moment: datetime) -> object:
            return of_type(moment, column.type)

        kind = kind_of(column.type)
        if (kind == "time") != (span.grain == "moment" and kind == "time"):
            return
        whole = span.grain != "moment"
        value: object
        if operator == "eq" and whole:
            value = (typed(span.start), typed(span.end))
            yield Part(place, end, gain, "filter", column.name, "between", value, doubt=doubt)  # type: ignore[arg-type]
            return
        if operator == "gt" and whole:
            operator, value = "gte", typed(span.end)
        elif operator == "lte" and whole:
            operator, value = "lt", typed(span.end)
        else:
            value = typed(span.start)
        yield Part(place, end, gain, "filter", column.name, operator, value, doubt=doubt)  # type: ignore[arg-type]
