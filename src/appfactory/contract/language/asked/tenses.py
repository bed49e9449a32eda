"""What is over, running or still to come, said without a date: `overdue`, `not expired yet`, `in progress`, `still ahead of us`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from functools import cached_property

from appfactory.compile.reserved import word_set
from appfactory.contract.language.asked.reader import PartReader
from appfactory.contract.language.asked.words import Part
from appfactory.contract.language.grammar.binding import of_type
from appfactory.contract.language.spans import now_of
from appfactory.contract.language.values import is_temporal, kind_of
from appfactory.contract.model.request import ColumnReference, Filter
from appfactory.model.database import Column

_LEADS = word_set("that which who is are was were be been being have has had still yet currently already a an the with do does did which's")
_DENIALS = word_set("not isn't aren't haven't hasn't don't doesn't didn't never")
_BEHIND = word_set("yet by now already currently right at moment the today still")
_EXPIRY = word_set("expire expires expiry expiration expired")
_DONE = word_set("paid completed closed returned finished settled resolved done submitted received fulfilled delivered")
"""Words of columns that say when what was due was done."""
_STARTS, _ENDS = word_set("start begin starts begins from opens"), word_set("end finish until ends finishes to closes")
_RUNNING = (("in", "progress"), ("under", "way"), ("underway",), ("going", "on"), ("ongoing",), ("in", "session"))
_RUNNING_NOW = (("running",), ("happening",), ("taking", "place"), ("on",))
_NOW = (("right", "now"), ("at", "the", "moment"), ("now",), ("currently",), ("just", "now"))
_TO_COME = (("still", "ahead", "of", "us"), ("ahead", "of", "us"), ("still", "ahead"), ("still", "to", "come"), ("yet", "to", "come"), ("to", "come"),
            ("still", "coming", "up"), ("coming", "up"), ("yet", "to", "take", "place"), ("still", "to", "take", "place"),
            ("in", "the", "future"))  # fmt: skip
_OVER = (("in", "the", "past"), ("already", "over"), ("behind", "us"))
_DUE = (("overdue",), ("past", "due"), ("past", "their", "due", "date"))
_EXPIRED, _VALID = (("expired",), ("lapsed",), ("run", "out")), (("valid",), ("unexpired",))
_FIRST_WORDS = frozenset(phrase[0] for phrase in (*_RUNNING, *_RUNNING_NOW, *_TO_COME, *_OVER, *_DUE, *_EXPIRED, *_VALID))


class TenseParts(PartReader):
    """Reads how the rows lie to the present."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        if not self._timed:
            return
        head, denied = place, False
        while head < self.end and head - place < 5 and self.word(head) in _LEADS | _DENIALS:
            if self.word(head) in _FIRST_WORDS and self._phrase_end(head, (*_TO_COME, *_OVER)):
                break
            denied = denied or self.word(head) in _DENIALS
            head += 1
        if self.word(head) not in _FIRST_WORDS:
            return
        yield from self._overdue(place, head, denied=denied)
        yield from self._expired(place, head, denied=denied)
        if not denied:
            yield from self._running(place, head)
            yield from self._to_come(place, head)

    @cached_property
    def _timed(self) -> list[Column]:
        return [column for column in self.table.columns if is_temporal(column.type) and kind_of(column.type) != "time"]

    def _now(self, column: Column) -> datetime | date | time:
        return of_type(now_of(self.sentence.clock), column.type)

    def _phrase_end(self, head: int, phrases: tuple[tuple[str, ...], ...]) -> int:
        """Where the longest of the phrases ends that begins at a token; 0 if none does."""
        return max((head + len(phrase) for phrase in phrases if tuple(self.words[head : min(self.end, head + len(phrase))]) == phrase), default=0)

    def _is_state(self, start: int, end: int) -> bool:
        """True where an enumeration or a flag of the table says it."""
        return bool(self.lexicon.own_states(self.table.name, self.said(start, end)))

    def _overdue(self, place: int, head: int, *, denied: bool) -> Iterator[Part]:
        """`overdue`, `past due`: due before now, and not done as far as a column tells."""
        end = self._phrase_end(head, _DUE)
        due = [column for column in self._timed if "due" in self._names_of(column)]
        if not end or len(due) != 1 or denied or self._is_state(head, end):
            return
        done = [column for column in self._timed if column.nullable and _DONE & set(self._names_of(column))]
        also = (Filter(ColumnReference(done[0].name), "is_null"),) if len(done) == 1 else ()
        yield Part(place, end, (end - place) * 1.0, "filter", due[0].name, "lt", self._now(due[0]), also=also, doubt=0.5 * (not also))

    def _expired(self, place: int, head: int, *, denied: bool) -> Iterator[Part]:
        """`expired`, `not expired yet`, `still valid`: what has no end does not expire."""
        valid = self._phrase_end(head, _VALID)
        end = valid or self._phrase_end(head, _EXPIRED)
        ending = [column for column in self._timed if _EXPIRY & set(self._names_of(column)) or self._names_of(column)[:2] == ("valid", "until")]
        if not end or len(ending) != 1 or self._is_state(head, end) or self._is_state(end - 1, end):
            return
        if self.span(self.past(end, frozenset({"on", "in", "since", "before", "after", "at", "by", "the"}), 2)) is not None:
            return
        stop, column = self.past(end, _BEHIND, 3), ending[0]
        over = bool(valid) == denied
        unlimited = (Filter(ColumnReference(column.name), "is_null"),) if column.nullable and not over else ()
        gain = (stop - place) * 1.0
        yield Part(place, stop, gain, "filter", column.name, "lt" if over else "gte", self._now(column), alternatives=unlimited)

    def _running(self, place: int, head: int) -> Iterator[Part]:
        """`in progress`, `running right now`: begun, and not over."""
        end = self._phrase_end(head, _RUNNING)
        if not end:
            verb = self._phrase_end(head, _RUNNING_NOW)
            end = self._phrase_end(verb, _NOW) if verb else 0
        starts = [column for column in self._timed if _STARTS & set(self._names_of(column))]
        ends = [column for column in self._timed if _ENDS & set(self._names_of(column))]
        if not end or len(starts) != 1 or len(ends) != 1 or any(self._is_state(head, stop) for stop in range(head + 1, end + 1)):
            return
        end = self._phrase_end(end, _NOW) or end
        last = Filter(ColumnReference(ends[0].name), "gte", self._now(ends[0]))
        yield Part(place, end, (end - place) * 1.0, "filter", starts[0].name, "lte", self._now(starts[0]), also=(last,), doubt=0.2)

    def _to_come(self, place: int, head: int) -> Iterator[Part]:
        """`still ahead of us`, `yet to come`; `already over`."""
        ahead = self._phrase_end(head, _TO_COME)
        end = ahead or self._phrase_end(head, _OVER)
        if self.says(end, "in", "up", "from"):
            # What is `to come in` has come in.
            return
        if end and self.main is not None and kind_of(self.main[0].type) != "time" and not self._is_state(head, end):
            column, doubt = self.main
            yield Part(place, end, (end - place) * 1.0, "filter", column.name, "gte" if ahead else "lt", self._now(column), doubt=doubt)
