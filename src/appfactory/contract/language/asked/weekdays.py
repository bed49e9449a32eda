"""Days of the week that a column holds as numbers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from appfactory.contract.language.asked.reader import PartReader
from appfactory.contract.language.asked.words import Part
from appfactory.contract.language.moments import WEEKDAYS
from appfactory.contract.language.values import is_numeric
from appfactory.contract.model.translation import Question
from appfactory.model.database import Column


class WeekdayParts(PartReader):
    """Reads on which days of the week something is to be."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        if self._weekday is not None:
            yield from self._weekly(place)

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
        """The one column that holds a day of the week as a number."""
        numbers = (column for column in self.table.columns if is_numeric(column.type))
        found = [column for column in numbers if self._names_of(column)[-3:] in {("day", "of", "week"), ("weekday",)}]
        return found[0] if len(found) == 1 else None
