"""Columns of a row compared with each other in words: `the captured amount is less than the target`, `fewer seats booked than their capacity`."""

from __future__ import annotations

from collections.abc import Iterator

from appfactory.compile.reserved import word_set
from appfactory.contract.language.asked.reader import PartReader
from appfactory.contract.language.asked.words import Part
from appfactory.contract.language.english import is_participle
from appfactory.contract.language.grammar.comparisons import negate
from appfactory.contract.language.row_words import DETERMINERS
from appfactory.contract.language.values import is_numeric, is_temporal
from appfactory.contract.model.request import ColumnReference, Operator
from appfactory.model.database import Column

_LEADS = word_set("where whose with when that which who have has having and if in for the their its a")
_LINKS = word_set("is are was were lies be stays stayed")
_MORE: dict[str, Operator] = {"more": "gt", "fewer": "lt", "less": "lt", "larger": "gt", "smaller": "lt", "higher": "gt", "lower": "lt"}
_AMOUNTS = word_set("amount sum total number count amounts")
_LATER: dict[str, Operator] = {"after": "gt", "before": "lt", "later": "gt", "earlier": "lt"}
_LEAST = 0.55
"""How well a phrase has to name a column that is compared."""


class ComparedColumnParts(PartReader):
    """Reads conditions between two columns of one row."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        if "than" not in self.words and not {"equals", "equal", "exceeds", "exceed", "after", "before"} & set(self.words):
            return
        yield from self._compared(place)
        yield from self._more_than(place)

    def _compared(self, place: int) -> Iterator[Part]:
        """`where the captured amount is less than the target amount`, `whose end is before their start`."""
        head = self.past(place, _LEADS, 3)
        for end, first in self._columns_named(head):
            link = self.past(end, _LINKS, 1)
            denied = self.word(link) == "not" and link > end
            keyword, size = self.keyword(link + denied, "op", "before", "after")
            if keyword is None or link + denied + size >= self.end:
                continue
            operator: Operator | None = keyword.payload if keyword.role == "op" else _LATER.get(keyword.role)  # type: ignore[assignment]
            if operator is not None:
                yield from self._with_other(place, link + denied + size, first, negate(operator) if denied else operator)

    def _more_than(self, place: int) -> Iterator[Part]:
        """`with fewer seats booked than their capacity`, `with more captured than authorized`."""
        head = self.past(place, _LEADS, 3)
        operator = _MORE.get(self.word(head))
        if operator is None:
            return
        for participle in (head + 1, head + 2):
            if not is_participle(self.word(participle)) or self.word(participle + 1) != "than":
                continue
            found = [column for column in self.amounts if self.word(participle) in self._names_of(column)]
            if len(found) == 1:
                yield from self._with_other(place, participle + 2, found[0], operator)

    def _with_other(self, place: int, start: int, first: Column, operator: Operator) -> Iterator[Part]:
        for end, other in self._columns_named(self.past(start, DETERMINERS, 1)):
            alike = is_numeric(first.type) == is_numeric(other.type) and is_temporal(first.type) == is_temporal(other.type)
            if other is not first and alike:
                yield Part(place, end, (end - place) * 1.1, "filter", first.name, operator, ColumnReference(other.name), doubt=0.2)
                return

    def _columns_named(self, place: int) -> Iterator[tuple[int, Column]]:
        """The columns of amounts and of time that a phrase may name; `captured amount` for `amount_captured`."""
        if is_participle(self.word(place)) and self.word(place + 1) in _AMOUNTS:
            found = [column for column in self.amounts if self.word(place) in self._names_of(column)]
            if len(found) == 1:
                yield place + 2, found[0]
                return
        said = {self.token(place).lemma, self.token(place + 1).lemma}
        if self.word(place + 1) in _AMOUNTS:
            turned = [column for column in self.amounts if said <= set(self._names_of(column))]
            if len(turned) == 1:
                yield place + 2, turned[0]
                return
        for end, columns in self.columns_at(place):
            score, column = columns[0]
            tied = len(columns) > 1 and columns[1][0] >= score
            if score >= _LEAST and not tied and (is_temporal(column.type) or self.can_add(column)):
                yield end, column
