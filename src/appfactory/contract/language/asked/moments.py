"""When: conditions on the columns of time, said by dates and spans with the verb or the noun of their column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property

from appfactory.compile.reserved import word_set
from appfactory.contract.language.asked.reader import PartReader
from appfactory.contract.language.asked.words import Part
from appfactory.contract.language.grammar.binding import of_type
from appfactory.contract.language.moments import is_time_of_day, is_year, read_span
from appfactory.contract.language.relative_spans import moment_away
from appfactory.contract.language.spans import Span, month_span, now_of, shifted_to_future, shifted_to_past, spanning
from appfactory.contract.language.values import is_temporal, kind_of
from appfactory.contract.language.words import number_of, root_of, tokenize, unquoted
from appfactory.contract.model.request import Operator
from appfactory.contract.model.translation import Question
from appfactory.model.database import Column

_LEADS = frozenset({"on", "in", "at", "during", "for", "from", "of", "with", "a", "the", "that", "which", "who", "was", "were", "is", "are", "'s"})
_SINCE = frozenset({"since"})
_AFTER = frozenset({"after", "past", "beyond"})
_BEFORE = frozenset({"before", "until", "till", "prior", "by", "through", "thru"})
_CLOSED = frozenset({"by", "through", "thru"})
"""Words that lead up to a day that still counts."""
_FROM = frozenset({"from", "between"})
_AHEAD = frozenset({"upcoming", "future", "coming", "forthcoming"})
_MADE = word_set("made placed added entered registered submitted created received taken logged filed raised issued recorded")
_BEFORE_VERB = word_set("to that which who was were is are with a the have has been whose did")
_CAME_IN = (["came", "in"], ["come", "in"], ["coming", "in"], ["been", "made"], ["rolled", "in"], ["turned", "up"], ["signed", "up"])
_GOTTEN = (["did", "we", "get"], ["did", "we", "receive"], ["did", "we", "take"], ["we", "got"], ["we", "received"], ["have", "we", "received"])
_THROUGHOUT = frozenset({"over", "through", "throughout", "within", "across", "during"})
_SPANNING = frozenset({"next", "last", "past", "previous", "coming", "this", "these"})
_SET = frozenset({"scheduled", "planned", "set", "arranged"})
_PLANNED = frozenset({"scheduled", "planned", "expected", "estimated", "requested", "promised", "confirmed"})
"""Participles of what may lie ahead."""
_HOURS = range(7, 24)
"""Hours of which `at 9` leaves no doubt."""
_NO_VERBS = frozenset({"at", "on", "time", "date"})
_TURNING = {root_of(word): frozenset(root_of(other) for other in others.split()) for word, others in (
    ("end", "until expire finish close"), ("start", "begin from open"), ("begin", "start from"), ("finish", "end until"), ("expire", "end until"),
)}  # fmt: skip
"""Verbs of beginning and ending, and the words of columns that say it otherwise."""
_ORDINAL = re.compile(r"([1-9]\d?)(?:st|nd|rd|th)?")
_LONGER_AGO: dict[str, Operator] = {"gt": "lt", "lt": "gt", "gte": "lte", "lte": "gte"}
_OLDER: dict[str, Operator] = {"older": "lt", "newer": "gt", "younger": "gt"}
_UNITS = frozenset({"minute", "hour", "day", "week", "month", "year"})
_BEFORE_YEAR = frozenset({"in", "during", "of", "since", "before", "after", "until", "till", "from", "for"})
_PASSED = frozenset({"created", "joined", "paid", "made", "placed", "signed", "booked", "added", "opened", "started", "registered", "sent", "issued"})
"""Participles and past tenses: what they say has happened."""


class MomentParts(PartReader):
    """Reads when something of the rows is to be."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token; a range is two filters, the second without words of its own."""
        if not self._columns:
            return
        yield from self._ahead(place)
        yield from self._aged(place)
        head, named = self._verb(place)
        if named is not None and self.word(head) == "for" and self.word(head - 1).endswith("ed"):
            # What is confirmed for tomorrow takes place then, whenever it was confirmed.
            head, named = place, None
        if named is not None and self.words[head - 2 : head] in _CAME_IN:
            yield from self._came_in(place, head, named)
        if named is not None and head == place + 1 and self.word(place).endswith("ed"):
            yield Part(place, head, 0.5, "silent", doubt=0.3)
        planned = self.word(place) in _SET and self.says(place + 1, "for", "on") and not self.lexicon.own_states(self.table.name, self.word(place))
        if planned:
            # What is scheduled for Friday takes place then.
            head, named = place + 1, None
        elif named is None and self.says(place - 1, "and", "but", "or"):
            named = self._verb_before(place - 1)
        start = self._led(head, named)
        yield from self._compared(place, start, named)
        yield from self._within(place, start, named)

    def _verb_before(self, place: int) -> Column | None:
        """`created after Monday and before Friday`: the column of the date that ends in front of a word such as `and`."""
        for start in range(place - 1, max(self.start, place - 6), -1):
            found = self.span(start)
            if found is None or found[1] != place:
                continue
            for verb in range(start - 1, max(self.start - 1, start - 5), -1):
                head, named = self._verb(verb)
                if named is not None and head <= start:
                    return named
        return None

    def _led(self, head: int, named: Column | None) -> int:
        """Behind the words that lead to a date: `on the`, `over the next`."""
        start = head
        while start - head < 3 and start < self.end:
            over = self.word(start) in _THROUGHOUT and self.word(start + 1 + self.says(start + 1, "the")) in _SPANNING
            if not over and self.word(start) not in (_LEADS | {"date", "time"} if named else _LEADS):
                break
            start += 1
        return start

    def _came_in(self, place: int, head: int, named: Column) -> Iterator[Part]:
        """`the last three that came in`: it is the making of the rows that orders them."""
        if {"last", "latest", "newest", "recent", "first", "earliest", "oldest"} & set(self.words):
            yield Part(place, head, (head - place) * 0.9, "along", named.name)

    def span(self, place: int) -> tuple[Span, int] | None:
        """As of any row, and a year behind a preposition (`in 2027`)."""
        found = super().span(place)
        token = self.token(place)
        if token.kind == "quoted":
            written = tokenize(unquoted(token))
            inner = read_span(written, 0, self.sentence.clock) if len(written) == 1 and written[0].kind == "moment" else None
            return (inner[0], place + 1) if inner is not None else None
        if found is None and token.kind == "number" and is_year(number_of(token)) and self.word(place - 1) in _BEFORE_YEAR:
            now = now_of(self.sentence.clock)
            return month_span(int(token.text) * 12, now, 12), place + 1
        return found

    def _ahead(self, place: int) -> Iterator[Part]:
        """`upcoming`, `past`, `the next two`: from now on, or until now."""
        word = self.word(place)
        if word not in _AHEAD | {"past", "previous"} or self.main is None or self.span(place) is not None:
            return
        column, doubt = self.main
        now = now_of(self.sentence.clock)
        ahead = word in _AHEAD
        yield Part(place, place + 1, 1.0, "filter", column.name, "gte" if ahead else "lt", of_type(now, column.type), doubt=doubt + 0.2)

    @cached_property
    def _columns(self) -> list[Column]:
        return [column for column in self.table.columns if is_temporal(column.type)]

    def _verb(self, place: int) -> tuple[int, Column | None]:
        """The column of time that a verb or a noun here names (`created`, `starting`, `due`, `with a start date`), and where it ends."""
        head = self.past(place, _BEFORE_VERB, 3)
        gotten = next((len(phrase) for phrase in _GOTTEN if self.words[place : place + len(phrase)] == phrase), 0)
        if gotten and self.made_time is not None and "created" in self._names_of(self.made_time):
            return place + gotten, self.made_time
        if self.words[head : head + 2] in _CAME_IN and self.made_time is not None and "created" in self._names_of(self.made_time):
            return head + 2, self.made_time
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

    def _compared(self, place: int, start: int, named: Column | None) -> Iterator[Part]:
        if start >= self.end:
            return
        column, doubt = (named, 0.0) if named is not None else self.main or (None, 0.0)
        if named is None and self.word(start) in {"until", "till"}:
            # Rows that are until a day may as well end before it as begin.
            doubt += 0.5
            column = next((each for each in self._columns if {"end", "until", "finish", "close"} & set(self._names_of(each))), column)
        if column is None:
            return
        word = self.word(start)
        for lead in (start, start - 1):
            if self.words[lead : lead + 3] in (["on", "or", "after"], ["on", "or", "before"]):
                closed: Operator = "gte" if self.word(lead + 2) == "after" else "lte"
                yield from self._one(place, lead + 3, column, closed, doubt, named)
                return
        for lead in (start, start - 1, start - 2):
            if self.word(lead) in _FROM and lead >= place:
                yield from self._range(place, lead, column, doubt)
        keyword, size = self.keyword(start, "before", "after", "op")
        if word in _SINCE:
            yield from self._one(place, start + 1, column, "gte", doubt, named, past=True)
        elif keyword is not None and keyword.payload in _LONGER_AGO:
            behind = start + size
            yield from self._one(place, behind, column, self._turned(keyword.payload, behind, symbol=not word.isalpha()), doubt, named)
        elif word in _AFTER or (keyword is not None and keyword.role == "after"):
            yield from self._one(place, start + max(size, 1), column, "gt", doubt, named)
        elif word in _BEFORE or (keyword is not None and keyword.role == "before"):
            yield from self._one(place, start + max(size, 1), column, "lte" if word in _CLOSED else "lt", doubt, named)
        else:
            yield from self._one(place, start, column, "eq", doubt, named)

    def _one(
        self, place: int, start: int, column: Column, operator: Operator, doubt: float, named: Column | None, *, past: bool = False
    ) -> Iterator[Part]:
        found = self.span(start) or self.span(self.past(start, frozenset({"the"}), 1)) or self._bare_hour(start, self._hourly(column))
        if found is None:
            return
        span, end = found
        if span.grain == "moment" and (number_of(self.token(start)) is not None or is_time_of_day(self.tokens, start, end)):
            column = self._hourly(column)
            # Of a column of moments a time of day alone leaves open which day.
            doubt += 0.5 * (kind_of(column.type) != "time" and is_time_of_day(self.tokens, start, end))
        if self.word(end - 1) == "now" and span.grain == "moment" and operator == "eq":
            # What is so right now does not begin this very moment.
            return
        if operator == "eq" and span.grain != "moment":
            span, end = self._narrowed(*self._joined(span, end))
            now = now_of(self.sentence.clock)
            if self.words[end : end + 2] == ["so", "far"] and span.start <= now < span.end:
                span, end = replace(span, end=now), end + 2
        if self.says(end, "'s"):
            end += 1
        if operator in {"eq", "lt", "lte"} and self.word(end) == "or" and self.word(end + 1) in {"later", "after", "earlier", "before"}:
            operator, end = ("gte" if self.word(end + 1) in {"later", "after"} else "lte"), end + 2
        relative = named is not None or self.says(end, "that", "which", "who", "and", "or")
        behind, column_behind = (end, None) if relative else self._verb(end)
        if past or self._has_passed(place, start) or self._is_of_the_past(column):
            span = shifted_to_past(span, self.sentence.clock)
        elif span.grain == "longer" and end == start + 1 and (operator in {"lt", "lte"} or self._is_to_come(place, start)):
            # Before a month that has begun, or ending in it, stands for the one that comes.
            span = shifted_to_future(span, self.sentence.clock)
        gain = (end - place) * 1.05 + 0.1 * (named is not None)
        if operator == "eq" and "passed" in span.doubt and kind_of(column.type) != "time":
            yield Part(
                place, end, gain, "question", question=Question("ambiguous-time", f"{span.doubt}: which day is meant?", ("tomorrow", "every day"))
            )
            return
        if span.doubt and "passed" not in span.doubt:
            question = Question("ambiguous-time", f"the date may be {span.doubt}: which is meant?", tuple(span.doubt.split(" or ")))
            yield Part(place, end, gain, "question", question=question)
            return
        yield from self._filters(place, end, column, operator, span, gain, doubt)
        if column_behind is not None:
            yield from self._filters(place, behind, column_behind, operator, span, gain + behind - end, 0.0)

    def _turned(self, payload: str, start: int, *, symbol: bool) -> Operator:
        """`more than a week ago` is before that day, `less than` after it."""
        found = self.span(start)
        ago = found is not None and self.word(found[1] - 1) == "ago"
        return _LONGER_AGO[payload] if ago and not symbol else payload  # type: ignore[return-value]

    def _aged(self, place: int) -> Iterator[Part]:
        """`older than 30 days`, `more than 2 weeks old`: how long ago the rows were made."""
        start = self.past(place, frozenset({"that", "which", "are", "is", "were"}), 2)
        operator = _OLDER.get(self.word(start)) if self.says(start + 1, "than") else None
        start += 2
        keyword, size = (None, 0) if operator is not None else self.keyword(start - 2, "op")
        if keyword is not None:
            operator, start = _LONGER_AGO.get(keyword.payload), start - 2 + size
        found = self._distance(start) if operator is not None and self.made_time is not None else None
        if found is None or operator is None or self.made_time is None or (keyword is not None and not self.says(found[2], "old")):
            return
        number, unit, end = found
        end += self.says(end, "old")
        moment = of_type(moment_away(now_of(self.sentence.clock), -number, unit), self.made_time.type)
        yield Part(place, end, (end - place) * 1.0, "filter", self.made_time.name, operator, moment, doubt=0.2)

    def _distance(self, place: int) -> tuple[int, str, int] | None:
        """`30 days`, `a week`: how many of which unit, and where it ends."""
        number = 1 if self.says(place, "a", "an", "one") else number_of(self.token(place))
        unit = self.word(place + 1).rstrip("s")
        return (number, unit, place + 2) if isinstance(number, int) and unit in _UNITS else None

    def _within(self, place: int, start: int, named: Column | None) -> Iterator[Part]:
        """`within 30 days`, `expiring in less than a week`: from now on, or up to now of what has passed."""
        before = start - 1 if self.says(start - 1, "within") and start > place else start
        if self.says(before, "within"):
            found = self._distance(before + 1 + self.says(before + 1, "the"))
        elif self.words[start - 1 : start + 2] == ["in", "less", "than"] and start > place:
            found = self._distance(start + 2)
        else:
            return
        column, doubt = (named, 0.0) if named is not None else self.main or (None, 0.0)
        if found is None or column is None or kind_of(column.type) == "time" or self.says(found[2], "of", "after", "before"):
            return
        number, unit, end = found
        now = now_of(self.sentence.clock)
        passed = self._has_passed(place, start) or self._is_of_the_past(column)
        other = moment_away(now, -number if passed else number, unit)
        value = (of_type(min(now, other), column.type), of_type(max(now, other), column.type))
        yield Part(place, end, (end - place) * 1.05, "filter", column.name, "between", value, doubt=doubt + 0.1)

    def _bare_hour(self, start: int, column: Column) -> tuple[Span, int] | None:
        """`at 9`, where the column holds times of day."""
        hour = number_of(self.token(start))
        if (
            kind_of(column.type) != "time"
            or hour not in _HOURS
            or self.word(start - 1) not in {"at", "before", "after", "from", "until", "till", "by"}
        ):
            return None
        moment = now_of(self.sentence.clock).replace(hour=int(hour or 0), minute=0, second=0, microsecond=0)
        return Span(moment, moment, "moment"), start + 1

    def _hourly(self, column: Column) -> Column:
        """`start_time` beside `start_at`: the column of times of day, where only such a time is said."""
        first = self._names_of(column)[0]
        alike = (each for each in self._columns if kind_of(each.type) == "time" and self._names_of(each)[0] == first)
        return next(alike, column) if kind_of(column.type) != "time" else column

    def _joined(self, span: Span, end: int) -> tuple[Span, int]:
        """`today or tomorrow`, `Friday and Saturday`: days that follow each other."""
        following = self.span(self.past(end + 1, frozenset({"on"}), 1)) if self.says(end, "or", "and") else None
        if following is None or following[0].grain != span.grain or following[0].start != span.end:
            return span, end
        return Span(span.start, following[0].end, span.grain, span.doubt or following[0].doubt, span.recurs), following[1]

    def _narrowed(self, span: Span, end: int) -> tuple[Span, int]:
        """`tomorrow after 3pm`, `on Friday before noon`: so much of the day."""
        if span.grain != "day" or not self.says(end, "after", "before", "from", "until", "till"):
            return span, end
        found = self.span(end + 1)
        if found is None or not is_time_of_day(self.tokens, end + 1, found[1]):
            return span, end
        moment = datetime.combine(span.day, found[0].start.time(), span.start.tzinfo)
        later = self.says(end, "after", "from")
        return (replace(span, start=moment) if later else replace(span, end=moment)), found[1]

    def _is_of_the_past(self, column: Column) -> bool:
        """True for a column of what has happened: `created_at`, `paid_on`."""
        names = [word for word in column.name.lower().split("_") if word not in _NO_VERBS]
        return bool(names) and (names[-1] in _PASSED or names[-1].endswith("ed")) and names[-1] not in _PLANNED

    def _has_passed(self, place: int, start: int) -> bool:
        return any(word in _PASSED or (word.endswith("ed") and len(word) > 4 and word not in _PLANNED) for word in self.words[place:start])

    def _is_to_come(self, place: int, start: int) -> bool:
        return any(word.endswith("ing") for word in self.words[place:start])

    def _range(self, place: int, start: int, column: Column, doubt: float) -> Iterator[Part]:
        first = self._day_before(start + 1 + self.says(start + 1, "the")) or self.span(start + 1)
        if first is not None and self.says(first[1], "on", "onward", "onwards"):
            # `from today on` has no end.
            gain = (first[1] + 1 - place) * 1.15
            yield Part(place, first[1] + 1, gain, "filter", column.name, "gte", of_type(first[0].start, column.type), doubt=doubt)
        if first is None or not self.says(first[1], "and", "to", "until", "till", "-", "–", "through"):
            return
        last = self.span(first[1] + 1 + self.says(first[1] + 1, "the")) or self.span(first[1] + 1)
        if last is None:
            return
        if is_time_of_day(self.tokens, start + 1, first[1]) and not is_time_of_day(self.tokens, first[1] + 1, last[1]):
            # `between 9am and noon tomorrow`: the day is said once.
            moment = datetime.combine(last[0].day, first[0].start.time(), last[0].start.tzinfo)
            first = replace(first[0], start=moment, end=moment, doubt=""), first[1]
        whole = spanning(first[0], last[0])
        value = (of_type(whole.start, column.type), of_type(whole.end, column.type))
        yield Part(place, last[1], (last[1] - place) * 1.1, "filter", column.name, "between", value, doubt=doubt)

    def _day_before(self, place: int) -> tuple[Span, int] | None:
        """`20` in `between 20 and 22 November`, `from the 3rd to 9 May`: a day of the month that is said behind the later one."""
        ordinal = _ORDINAL.fullmatch(self.word(place))
        number = int(ordinal.group(1)) if ordinal else 0
        last = self.span(place + 2 + self.says(place + 2, "the")) if self.says(place + 1, "and", "to", "until", "till", "-", "–", "through") else None
        if last is None or last[0].grain != "day" or not 0 < number < last[0].day.day:
            return None
        start = last[0].start.replace(day=number)
        return replace(last[0], start=start, end=start + timedelta(days=1)), place + 1

    def _filters(self, place: int, end: int, column: Column, operator: Operator, span: Span, gain: float, doubt: float) -> Iterator[Part]:
        """One part: `between` stands for a span, from its beginning up to but not including its end."""

        def typed(moment: datetime) -> object:
            return of_type(moment, column.type)

        kind = kind_of(column.type)
        if (kind == "time") != (span.grain == "moment" and kind == "time"):
            return
        whole = span.grain != "moment"
        if kind == "date" and whole and span.end.date() == span.start.date():
            return
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
