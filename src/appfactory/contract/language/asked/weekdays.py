"""Days of the week that a column holds as numbers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from appfactory.contract.language.asked.reader import PartReader
from appfactory.contract.language.asked.words import Part
from appfactory.contract.language.lexicon import Lexicon
from appfactory.contract.language.moments import WEEKDAYS
from appfactory.contract.language.values import is_numeric, kind_of
from appfactory.contract.model.translation import Question
from appfactory.model.database import Column, Table

_OPEN = frozenset({"open", "opened", "available", "free"})
_HOURS, _BEFORE_HOURS = frozenset({"hours", "times"}), frozenset({"the", "opening", "working", "what", "which"})
_STARTS, _ENDS = frozenset({"start", "begin", "from", "open", "opens"}), frozenset({"end", "finish", "until", "to", "close", "closes"})


def weekday_column(lexicon: Lexicon, table: Table) -> Column | None:
    """The one column of a table that holds a day of the week as a number."""
    found = [
        column
        for column in table.columns
        if is_numeric(column.type) and lexicon.names[table.name, column.name][-3:] in {("day", "of", "week"), ("weekday",)}
    ]
    return found[0] if len(found) == 1 else None


def asks_for_days(words: list[str]) -> bool:
    """`on which weekdays`, `which days`: the words ask for days of the week."""
    pairs = set(pairwise(words))
    return bool({"weekday", "weekdays"} & set(words)) or bool({("which", "days"), ("what", "days"), ("which", "day")} & pairs)


class WeekdayParts(PartReader):
    """Reads on which days of the week something is to be."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        if self._weekday is not None:
            yield from self._weekly(place)
            yield from self._asked(place, self._weekday)

    def _asked(self, place: int, weekday: Column) -> Iterator[Part]:
        """`on which weekdays`, `from when until when`, `the hours`: the columns of the day and of its beginning and end."""
        lead = self.past(place, frozenset({"on", "which", "what", "the"}), 3)
        asked = self.word(lead) in {"weekday", "weekdays"} or (self.word(lead) in {"day", "days"} and {"which", "what"} & set(self.words[place:lead]))
        if asked:
            end = lead + 1 + 3 * (self.words[lead + 1 : lead + 4] == ["of", "the", "week"])
            yield Part(place, end, (end - place) * 1.2, "wanted", weekday.name)
        if self.word(place) in _OPEN and not self.columns_at(place):
            # What is open on days has no state that is called so.
            yield Part(place, place + 1, 1.0 if asks_for_days(self.words) and self.word(place + 1) in {"", "?", ",", "."} else 0.5, "silent")
        ends = self._ends
        if ends is None:
            return
        words = self.words[place : place + 4]
        if words[:2] == ["from", "when"] and words[2:4] in (["until", "when"], ["till", "when"], ["to", "when"]):
            yield Part(place, place + 2, 2.2, "wanted", ends[0].name)
        if self.words[place - 2 : place] == ["from", "when"] and words[:2] in (["until", "when"], ["till", "when"], ["to", "when"]):
            yield Part(place, place + 2, 2.2, "wanted", ends[1].name)
        if self.word(place + 1) in _HOURS and self.word(place) in _BEFORE_HOURS:
            yield Part(place, place + 1, 0.9, "wanted", ends[0].name, doubt=0.2)
        if self.word(place) in _HOURS and self.word(place - 1) in _BEFORE_HOURS:
            # `opening hours` may be what the rows are called, too.
            yield Part(place, place + 1, 1.2, "wanted", ends[1].name)

    @cached_property
    def _ends(self) -> tuple[Column, Column] | None:
        """The columns of times of day at which what the rows are begins and ends."""
        timed = [column for column in self.table.columns if kind_of(column.type) == "time"]
        starts = [column for column in timed if _STARTS & set(self._names_of(column))]
        ends = [column for column in timed if _ENDS & set(self._names_of(column))]
        return (starts[0], ends[0]) if len(starts) == 1 == len(ends) else None

    def _weekly(self, place: int) -> Iterator[Part]:
        """`on Mondays`, `every Friday`, where a column holds days of the week as numbers (ISO 8601: Monday is 1)."""
        start = self.past(place, frozenset({"on", "for", "of", "every", "each", "that", "are"}), 2)
        column = self._weekday
        if column is None or self.token(start).lemma not in WEEKDAYS:
            return
        days, end = [WEEKDAYS.index(self.token(start).lemma) + 1], start + 1
        while self.says(end, "and", "or", ",") and self.token(end + 1).lemma in WEEKDAYS:
            days.append(WEEKDAYS.index(self.token(end + 1).lemma) + 1)
            end += 2
        if 7 in days:
            question = Question("tie", f'is Sunday 0 or 7 in "{column.name}"?', ("0", "7"))
            yield Part(place, end, (end - place) * 1.15, "question", question=question)
        elif len(days) == 1:
            yield Part(place, end, (end - place) * 1.15, "filter", column.name, "eq", days[0])
        else:
            yield Part(place, end, (end - place) * 1.15, "filter", column.name, "in", tuple(days))

    @cached_property
    def _weekday(self) -> Column | None:
        return weekday_column(self.lexicon, self.table)
