"""Times, durations and money that are said without the column that they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property

from appfactory.contract.language.cover import Clause
from appfactory.contract.language.moments import WEEKDAYS, is_time_of_day, read_duration
from appfactory.contract.language.row_words import RowWords
from appfactory.contract.language.value_clauses import CURRENCIES, ValueClauses, unit_of
from appfactory.contract.language.values import is_numeric, is_temporal, kind_of
from appfactory.contract.language.words import number_of, root_of
from appfactory.contract.language.writing import Sentence, is_money
from appfactory.contract.model.translation import Question
from appfactory.model.database import Column, Table

_STARTS = frozenset({"on", "at", "from", "starting", "starts", "beginning", "begins", "for", "since", "in", "between"})
_ENDS = frozenset({"to", "until", "till", "ending", "ends", "through"})
_LED = frozenset({"until", "till", "through", "from", "since"})
"""Words that, where they are in the name of just one column of time, lead to it."""
_EXTENDING = frozenset({"extend", "prolong", "lengthen", "shorten", "renew", "extended", "prolonged"})
_FARTHEST_VERB = 4
_FIRSTS, _LASTS = frozenset({"start", "from", "begin", "since"}), frozenset({"end", "until", "till", "to", "through"})
_DUES = frozenset({"by", "due"})
_PRICES = frozenset({"for", "at", "costing", "priced", "of", "worth", "costs", "cost", "to", "over"})
_BOUNDS = {
    tuple(phrase.split()): "maximum"
    for phrase in ("max", "maximum", "at most", "up to", "maximum of", "a maximum of", "no more than", "not more than", "limited to", "max of")
} | {tuple(phrase.split()): "minimum" for phrase in ("min", "minimum", "at least", "minimum of", "a minimum of", "no less than", "no fewer than")}
"""Words in front of an amount that is the greatest or the least there may be."""
_HOLDING = frozenset({"holds", "holding", "hold", "seats", "fits", "takes", "has", "of", "is", "for", "that", "which"})
_SHARES = frozenset({"percent", "percentage", "bps", "share"})
_INTERVALS = frozenset({"interval", "frequency", "cycle", "period", "every"})
_UNITS = frozenset({"unit", "measure", "uom"})
_COUNTED = frozenset({"quantity", "amount", "count", "value", "distance", "reading", "volume", "usage"})
_PIECES = {("of", "them"), ("pieces",), ("pcs",), ("items",), ("copies",), ("x",), ("times",), ("of", "those"), ("of", "these")}
_EACH = frozenset({"each", "apiece", "/piece"})
_AHEAD = {("ahead",), ("in", "advance"), ("beforehand",), ("before",), ("earlier",), ("prior",)}
_NOTICES = frozenset({"advance", "notice", "lead", "ahead"})
_CANCELLING = root_of("cancel")
_HYPHENATED = re.compile(r"(\d+)-(minute|min|hour|hr|day|week)s?", re.IGNORECASE)


class MeasureClauses(RowWords):
    """Reads clauses that say when, for how long, or for how much."""

    def __init__(self, sentence: Sentence, table: Table, start: int, end: int) -> None:
        super().__init__(sentence, table, start, end)
        self.values = ValueClauses(sentence, table, start, end)

    def at(self, place: int) -> Iterator[Clause]:
        """The clauses that begin at a token."""
        for read in (
            self._moments,
            self._durations,
            self._prices,
            self._shares,
            self._counts,
            self._intervals,
            self._bounds,
            self._named_behind,
            self._weekdays,
        ):
            yield from read(place)

    def _moments(self, place: int) -> Iterator[Clause]:
        yield from self._qualified(place)
        word = self.words[place]
        if word == "now":
            return
        between = word == "and" and "between" in self.words[max(place - 6, self.start) : place]
        lead = int(word in _STARTS | _ENDS | _DUES or between)
        # `starting on 1 December`, `due by Friday`: a verb and its preposition.
        joined = lead and place + 1 < self.end and word.endswith(("ing", "s", "due")) and self.words[place + 1] in {"on", "at", "from", "by", "in"}
        found = self.span(place + lead)
        if found is None and joined:
            lead += 1
            found = self.span(place + lead)
        if found is None:
            return
        # `move the booking to Friday`: behind what is moved, `to` says when it starts.
        moved = word == "to" and place == self.start
        wanted = "end" if between or (word in _ENDS and not moved) or self._extends else "due" if word in _DUES else "start"
        column, doubt = self._column_of_time(wanted, word, only_time=is_time_of_day(self.tokens, place + lead, found[1]))
        if column is not None:
            for clause in self.values.at(place, found[1], column, found[0], (found[1] - place) * 1.1, self.said(place + lead, found[1])):
                yield Clause(
                    clause.start, clause.end, clause.gain, clause.column, clause.value, doubt=doubt, question=clause.question, day=clause.day
                )

    def _qualified(self, place: int) -> Iterator[Clause]:
        """`effective from 1 May`, `valid until June`: the column that begins or ends what the word in front of the date says."""
        lead = self.after(place + 1, _STARTS | _ENDS | {"as", "of"}, 2)
        if lead == place + 1 or self.tokens[place].kind != "word":
            return
        words = _LASTS if self.words[place + 1] in _ENDS else _FIRSTS
        found = self.span(lead)
        names = self.sentence.lexicon.names
        columns = [
            column
            for column in self.table.columns
            if is_temporal(column.type)
            and (own := names[self.table.name, column.name])[0] == self.tokens[place].lemma
            and set(own[1:]) & words
        ]  # fmt: skip
        if found is not None and len(columns) == 1:
            gain = (found[1] - place) * 1.15
            yield from self.values.at(place, found[1], columns[0], found[0], gain, self.said(lead, found[1]))

    @cached_property
    def _extends(self) -> bool:
        """True where the sentence tells to make something last longer or shorter: `extend the plan to June`."""
        return any(token.lower in _EXTENDING for token in self.tokens[:_FARTHEST_VERB])

    def _column_of_time(self, wanted: str, lead: str, *, only_time: bool) -> tuple[Column | None, float]:
        """The column that says when a row's thing starts, ends or is due, and how doubtful that is."""
        names = self.sentence.lexicon.names
        columns = [column for column in self.table.columns if is_temporal(column.type) and not column.default and not column.generated]
        columns = [column for column in columns if (kind_of(column.type) == "time") == only_time] or columns
        scored = {
            sense.column: sense.score for lemma in (wanted, "begin" if wanted == "start" else wanted) for sense in self.phrases.get((lemma,), ())
        }
        led = [column for column in columns if lead in _LED and lead in names[self.table.name, column.name]]
        if len(led) == 1:
            return led[0], 0.0
        named = sorted((column for column in columns if column.name in scored), key=lambda column: -scored[column.name])
        if named:
            sure = len(named) == 1 or scored[named[0].name] > scored[named[1].name]
            return named[0], 0.0 if sure else 1.0
        if wanted != "start":
            last = [column for column in columns if {"until", "till", "through"} & set(names[self.table.name, column.name])]
            last = last or [column for column in columns if "end" in names[self.table.name, column.name]]
            return (last[0] if wanted == "end" and len(last) == 1 else None), 0.0
        others = [column for column in columns if not {"deleted", "updated", "created", "end", "archived"} & set(names[self.table.name, column.name])]
        return (others[0], float(len(others) > 1)) if others else (None, 0.0)

    def _durations(self, place: int) -> Iterator[Clause]:
        """`for 50 minutes`, `50-minute`: ends what begins, or is the column of a duration."""
        hyphenated = _HYPHENATED.fullmatch(self.tokens[place].text)
        if hyphenated:
            unit = {"minute": 60, "min": 60, "hour": 3600, "hr": 3600, "day": 86_400, "week": 604_800}[hyphenated[2].lower()]
            yield Clause(place, place + 1, 1.0, lasting=timedelta(seconds=int(hyphenated[1]) * unit))
            return
        lead = self.words[place] in {"for", "lasting", "of", "taking", "lasts", "takes", "take", "last", "runs", "run", "running"}
        found = read_duration(self.tokens, place + lead) if place + lead < self.end else None
        if found is not None and found[1] <= self.end:
            end = found[1] + (found[1] < self.end and self.words[found[1]] == "long")
            yield Clause(place, end, (end - place) * 1.0, lasting=found[0])

    def _prices(self, place: int) -> Iterator[Clause]:
        """`for $90`, `at 25 euros`: the column of money that the table has."""
        start = self.after(place, _PRICES | {"a", "the"}, 2)
        column = self._column_of_money
        for end, raw in self.values.amounts(start, column or self.table.columns[0]):
            if isinstance(raw, str) and end < self.end and self.words[end] in _EACH:
                yield from self._apiece(place, end, raw)
        if column is None:
            return
        for end, raw in self.values.amounts(start, column):
            if isinstance(raw, str) and (
                re.search(r"[$€£]", raw) or self.words[end - 1].rstrip("s") in CURRENCIES or self._is_bare_price(place, raw)
            ):
                yield from self.values.amount(place, end, column, raw, (end - place) * 1.05)

    def _apiece(self, place: int, end: int, raw: str) -> Iterator[Clause]:
        """`at $3 each`: the one column of the price of a unit."""
        names = self.sentence.lexicon.names
        columns = [
            each for each in self.table.columns if is_numeric(each.type) and "unit" in (own := names[self.table.name, each.name]) and is_money(own)
        ]
        if end < self.end and self.words[end] in _EACH and len(columns) == 1:
            yield from self.values.amount(place, end + 1, columns[0], raw, (end + 1 - place) * 1.1)

    def _shares(self, place: int) -> Iterator[Clause]:
        """`55 percent`, `at 12.5%`: the one column of shares that the table has."""
        start = self.after(place, _PRICES | {"a", "the", "on"}, 2)
        names = self.sentence.lexicon.names
        columns = [
            column for column in self.table.columns if is_numeric(column.type) and _SHARES & set(names[self.table.name, column.name])
        ]  # fmt: skip
        for end, raw in self.values.amounts(start, columns[0]) if len(columns) == 1 else ():
            if isinstance(raw, str) and ("percent" in raw or "%" in raw):
                yield from self.values.amount(place, end, columns[0], raw, (end - place) * 1.05)

    def _counts(self, place: int) -> Iterator[Clause]:
        """`14 miles`, where `miles` is a unit of the table's rows: how many of it."""
        start = self.after(place, frozenset({"for", "of", "about"}), 1)
        if start + 1 >= self.end or number_of(self.tokens[start]) is None:
            return
        piece = next((size for size in (2, 1) if tuple(self.words[start + 1 : min(start + 1 + size, self.end)]) in _PIECES), 0)
        names, lexicon = self.sentence.lexicon.names, self.sentence.lexicon
        units = {
            column
            for column, _ in lexicon.own_states(self.table.name, self.words[start + 1])
            if names[self.table.name, column][-1] in _UNITS
        }  # fmt: skip
        columns = [
            column for column in self.table.columns
            if is_numeric(column.type)
            and names[self.table.name, column.name][-1] in _COUNTED
            and (self.table.name, column.name) not in lexicon.foreign
        ]  # fmt: skip
        if (len(units) == 1 or piece) and len(columns) == 1:
            for end, raw in self.values.amounts(start, columns[0]):
                if end == start + 1:
                    yield from self.values.amount(place, end + piece, columns[0], raw, (end + piece - place) * 1.0)

    def _intervals(self, place: int) -> Iterator[Clause]:
        """`every 90 days`: the one column of an interval, in its unit."""
        if self.words[place] not in {"every", "each"}:
            return
        names = self.sentence.lexicon.names
        columns = [
            each
            for each in self.table.columns
            if is_numeric(each.type) and unit_of(each.name) and _INTERVALS & set(names[self.table.name, each.name])
        ]
        for end, raw in self.values.amounts(place + 1, columns[0]) if len(columns) == 1 else ():
            if isinstance(raw, int):
                yield from self.values.amount(place, end, columns[0], raw, (end - place) * 1.1)

    def _weekdays(self, place: int) -> Iterator[Clause]:
        """`on Mondays`, `every Friday`: the number of the day, where the table has a column for it (ISO 8601: Monday is 1)."""
        column = self._column_of_weekday
        day = self.after(place, frozenset({"on", "every", "each"}), 2)
        if column is None or day >= self.end or self.tokens[day].lemma not in WEEKDAYS:
            return
        number = WEEKDAYS.index(self.tokens[day].lemma) + 1
        # Within a name in capitals (`Hall Thursdays`) the day is of the name.
        gain = (day + 1 - place) * 1.0 + (2.5 if day > place or day == self.start or not self.tokens[day - 1].capitalized else -0.6)
        if number < 7:
            yield Clause(place, day + 1, gain, column.name, number)
            return
        question = Question("tie", f'is Sunday 0 or 7 in "{column.name}"?', ("0", "7"))
        yield Clause(place, day + 1, gain, question=question)

    @cached_property
    def _column_of_weekday(self) -> Column | None:
        """The one column that holds a day of the week as a number."""
        names = self.sentence.lexicon.names
        columns = [column for column in self.table.columns if is_numeric(column.type)]
        columns = [each for each in columns if names[self.table.name, each.name][-3:] in {("day", "of", "week"), ("weekday",)}]
        return columns[0] if len(columns) == 1 else None

    def _bounds(self, place: int) -> Iterator[Clause]:
        """`max 15 entries`, `for at most 2 simultaneous bookings`: the column of that greatest or least number."""
        head = place + (self.words[place] == "for")
        size = next((size for size in (3, 2, 1) if tuple(self.words[head : head + size]) in _BOUNDS), 0)
        number = head + size
        if not size or number >= self.end or number_of(self.tokens[number]) is None:
            return
        bound = _BOUNDS[tuple(self.words[head:number])]
        yield from self._ahead(place, number, bound)
        for end in range(min(self.end, number + 5), number + 1, -1):
            for lemmas in self.spelt(number + 1, end):
                named = [column for column in self.table.columns if self._is_bound_of(column, bound, lemmas)]
                if len(named) == 1:
                    for stop, raw in self.values.amounts(number, named[0]):
                        if stop <= end:
                            whole = lemmas == self.sentence.lexicon.names[self.table.name, named[0].name][1:]
                            yield from self.values.amount(place, end, named[0], raw, (end - place) * 1.1 + (1.1 if whole else 0.3))
                            break

    def _ahead(self, place: int, number: int, bound: str) -> Iterator[Clause]:
        """`at most 30 days in advance`: the bound of how long before something is done; before it is cancelled, if that is said."""
        names = self.sentence.lexicon.names
        columns = [
            column for column in self.table.columns
            if is_numeric(column.type) and unit_of(column.name) and names[self.table.name, column.name][0] == bound
            and _NOTICES & set(names[self.table.name, column.name])
        ]  # fmt: skip
        cancelled = any(token.root == _CANCELLING for token in self.tokens[max(place - _FARTHEST_VERB, self.start) : place])
        meant = [each for each in columns if (_CANCELLING in map(root_of, names[self.table.name, each.name])) == cancelled]
        for column in meant if len(meant) == 1 else ():
            for end, raw in self.values.amounts(number, column):
                size = next((size for size in (2, 1) if tuple(self.words[end : end + size]) in _AHEAD), 0)
                if size and isinstance(raw, int):
                    said = end + size
                    if said + 1 < self.end and self.words[said] == "(":
                        said = self._behind_bracket(said, column)
                    if said > self.end:
                        continue
                    yield from self.values.amount(place, said, column, raw, (said - place) * 1.15)

    def _behind_bracket(self, place: int, column: Column) -> int:
        """Behind a bracket that names the column once more (`(minimum notice)`); `place` if it says something else."""
        for named, columns in self.columns_at(place + 1):
            if named < self.end and self.words[named] == ")" and column in {each for _, each in columns}:
                return named + 1
        own = {*self.sentence.lexicon.names[self.table.name, column.name], *_NOTICES, "minimum", "maximum"}
        end = place + 1
        while end < self.end and self.tokens[end].lemma in own:
            end += 1
        return end + 1 if place + 1 < end < self.end and self.words[end] == ")" else place

    def _is_bound_of(self, column: Column, bound: str, lemmas: tuple[str, ...]) -> bool:
        words = self.sentence.lexicon.names[self.table.name, column.name]
        phrases = {words[1:], *(phrase[1:] for phrase, senses in self.phrases.items() if phrase[0] == bound and column.name == senses[0].column)}
        return is_numeric(column.type) and words[0] == bound and lemmas in phrases

    def _named_behind(self, place: int) -> Iterator[Clause]:
        """`holds 120 (capacity)`, `of $5 (line total)`: an amount whose column stands behind it in parentheses."""
        start = self.after(place, _HOLDING, 2)
        if start >= self.end or number_of(self.tokens[start]) is None:
            return
        for column in self.table.columns:
            if not is_numeric(column.type) or (self.table.name, column.name) in self.sentence.lexicon.foreign:
                continue
            for end, raw in self.values.amounts(start, column):
                if end + 1 >= self.end or self.words[end] != "(":
                    continue
                for named, columns in self.columns_at(end + 1):
                    if columns[0][1] is column and named < self.end and self.words[named] == ")":
                        yield from self.values.amount(place, named + 1, column, raw, (named + 1 - place) * 1.1 + 0.3)

    def _is_bare_price(self, place: int, raw: str) -> bool:
        """`at 9.99`: a number with two decimals behind a word that leads to prices."""
        parted = self.words[place - 1] in {",", ":", "("} if place > self.start else False
        return (self.words[place] in _PRICES - {"of", "to"} or parted) and re.fullmatch(r"\d[\d,]*\.\d\d", raw) is not None

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
