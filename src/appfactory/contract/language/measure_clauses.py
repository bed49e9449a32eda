"""Times, durations and money that are said without the column that they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property

from appfactory.contract.language.cover import Clause
from appfactory.contract.language.moments import is_time_of_day, read_duration
from appfactory.contract.language.row_words import RowWords
from appfactory.contract.language.value_clauses import CURRENCIES, ValueClauses
from appfactory.contract.language.values import is_numeric, is_temporal, kind_of
from appfactory.contract.language.writing import Sentence, is_money
from appfactory.model.database import Column, Table

_STARTS = frozenset({"on", "at", "from", "starting", "starts", "beginning", "begins", "for", "since", "in"})
_ENDS = frozenset({"to", "until", "till", "ending", "ends", "through"})
_DUES = frozenset({"by", "due"})
_PRICES = frozenset({"for", "at", "costing", "priced", "of", "worth", "costs"})
_HYPHENATED = re.compile(r"(\d+)-(minute|min|hour|hr|day|week)s?", re.IGNORECASE)


class MeasureClauses(RowWords):
    """Reads clauses that say when, for how long, or for how much."""

    def __init__(self, sentence: Sentence, table: Table, start: int, end: int) -> None:
        super().__init__(sentence, table, start, end)
        self.values = ValueClauses(sentence, table, start, end)

    def at(self, place: int) -> Iterator[Clause]:
        """The clauses that begin at a token."""
        for read in (self._moments, self._durations, self._prices):
            yield from read(place)

    def _moments(self, place: int) -> Iterator[Clause]:
        word = self.words[place]
        lead = word in _STARTS | _ENDS | _DUES
        found = self.span(place + lead)
        if found is None:
            return
        wanted = "end" if word in _ENDS else "due" if word in _DUES else "start"
        column, doubt = self._column_of_time(wanted, only_time=is_time_of_day(self.tokens, place + lead, found[1]))
        if column is not None:
            for clause in self.values.at(place, found[1], column, found[0], (found[1] - place) * 1.1, self.said(place + lead, found[1])):
                yield Clause(
                    clause.start, clause.end, clause.gain, clause.column, clause.value, doubt=doubt, question=clause.question, day=clause.day
                )

    def _column_of_time(self, wanted: str, *, only_time: bool) -> tuple[Column | None, float]:
        """The column that says when a row's thing starts, ends or is due, and how doubtful that is."""
        names = self.sentence.lexicon.names
        columns = [column for column in self.table.columns if is_temporal(column.type) and not column.default and not column.generated]
        columns = [column for column in columns if (kind_of(column.type) == "time") == only_time] or columns
        scored = {
            sense.column: sense.score for lemma in (wanted, "begin" if wanted == "start" else wanted) for sense in self.phrases.get((lemma,), ())
        }
        named = sorted((column for column in columns if column.name in scored), key=lambda column: -scored[column.name])
        if named:
            sure = len(named) == 1 or scored[named[0].name] > scored[named[1].name]
            return named[0], 0.0 if sure else 1.0
        if wanted != "start":
            return None, 0.0
        others = [column for column in columns if not {"deleted", "updated", "created", "end", "archived"} & set(names[self.table.name, column.name])]
        return (others[0], float(len(others) > 1)) if others else (None, 0.0)

    def _durations(self, place: int) -> Iterator[Clause]:
        """`for 50 minutes`, `50-minute`: ends what begins, or is the column of a duration."""
        hyphenated = _HYPHENATED.fullmatch(self.tokens[place].text)
        if hyphenated:
            unit = {"minute": 60, "min": 60, "hour": 3600, "hr": 3600, "day": 86_400, "week": 604_800}[hyphenated[2].lower()]
            yield Clause(place, place + 1, 1.0, lasting=timedelta(seconds=int(hyphenated[1]) * unit))
            return
        lead = self.words[place] in {"for", "lasting", "of", "taking", "lasts"}
        found = read_duration(self.tokens, place + lead) if place + lead < self.end else None
        if found is not None and found[1] <= self.end:
            yield Clause(place, found[1], (found[1] - place) * 1.0, lasting=found[0])

    def _prices(self, place: int) -> Iterator[Clause]:
        """`for $90`, `at 25 euros`: the column of money that the table has."""
        start = self.after(place, _PRICES | {"a", "the"}, 2)
        column = self._column_of_money
        if column is None:
            return
        for end, raw in self.values.amounts(start, column):
            if isinstance(raw, str) and (re.search(r"[$€£]", raw) or self.words[end - 1].rstrip("s") in CURRENCIES):
                yield from self.values.amount(place, end, column, raw, (end - place) * 1.05)

    @cached_property
    def _column_of_money(self) -> Column | None:
        """The one column of money, or the one that is best called price or amount."""
        names = self.sentence.lexicon.names
        columns = [column for column in self.table.columns if is_money(names[self.table.name, column.name]) and is_numeric(column.type)]
        if len(columns) == 1:
            return columns[0]
        for word in ("price", "amount", "total", "cost", "fee"):
            scored = sorted(
                ((sense.score, sense.column) for sense in self.phrases.get((word,), ()) if any(each.name == sense.column for each in columns)),
                reverse=True,
            )
            if scored and (len(scored) == 1 or scored[0][0] > scored[1][0]):
                return self.table.column(scored[0][1])
        return None
