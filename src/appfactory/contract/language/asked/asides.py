"""Words of a question that ask for nothing by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from appfactory.contract.language.asked.reader import PartReader
from appfactory.contract.language.asked.words import Part
from appfactory.contract.language.english import SUPERLATIVES, is_participle
from appfactory.contract.language.row_words import DETERMINERS, PLACING
from appfactory.contract.language.words import number_of

_WHATEVER = (
    ("whatever",),
    ("regardless", "of"),
    ("no", "matter", "the"),
    ("no", "matter", "which"),
    ("irrespective", "of"),
    ("never", "mind"),
    ("no", "matter"),
)


_IDIOMS = [
    ["over", "all"], ["on", "the", "calendar"], ["on", "the", "books"], ["in", "the", "books"], ["on", "our", "books"], ["both", "included"],
    ["in", "the", "system"], ["whose", "account"], ["at", "the", "top"], ["in", "the", "catalogue"], ["in", "the", "catalog"], ["if", "any"],
    ["inclusive"], ["both", "days", "included"], ["take", "place"], ["takes", "place"], ["took", "place"], ["taking", "place"],
    ["where", "they", "take", "place"], ["where", "it", "takes", "place"], ["in", "our", "range"], ["in", "the", "range"], ["in", "our", "catalogue"],
    ["in", "our", "assortment"],
]  # fmt: skip
"""Phrases that ask for nothing and bear on nothing, though a word of theirs may name something."""


_MEASURING = frozenset({"last", "cost", "take", "weigh", "hold", "measure", "run"})
"""Verbs behind the rows whose amount a question asks for: `how many minutes does it last`."""


_ACTORS = frozenset({"people", "they", "customers", "we"})
_ACTING = frozenset({"gave", "give", "made", "said", "have", "had"})


_PASSIVE = frozenset({"is", "are", "was", "were", "gets", "get", "be", "been", "they're", "it's"})
_KINDS_OF_TIME = frozenset({"past", "previous", "old", "older", "future", "upcoming", "finished"})


_INDIRECT = frozenset({"what", "how", "whether", "who", "when", "where", "if"})
_ANY = frozenset({"any", "every", "all", "each"})
_COUNTING = frozenset({"counting", "including", "counted", "include", "count"})
_COUNTED = frozenset({"counted", "included", "alike", "together", "allowed", "ok", "okay"})
_LEADING = frozenset({"of", "in", "with", "at"})
"""Words that say that all rows count, whatever a column of them holds."""


class AsideParts(PartReader):
    """Reads what may be passed over."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        readers = (
            self._whatever, self._along, self._idle_verb, self._before_done, self._included, self._any_state,
            self._very, self._became, self._joining,
        )  # fmt: skip
        for read in readers:
            yield from read(place)

    def _whatever(self, place: int) -> Iterator[Part]:
        """`whatever the status`, `regardless of type`: what makes no difference."""
        for lead in _WHATEVER:
            if tuple(self.words[place : place + len(lead)]) == lead:
                head = self.past(place + len(lead), DETERMINERS, 1)
                for end, _ in self.columns_at(head)[:1]:
                    yield Part(place, end, (end - place) * 0.9, "silent")

    def _idle_verb(self, place: int) -> Iterator[Part]:
        """`which offer carries the highest price`, `offers that hang off Career Coaching`: a verb that nothing knows leads on to what is."""
        known = self.columns_at(place) or self.lexicon.own_states(self.table.name, self.token(place).text)
        if place == self.start or known or not self.is_unknown(place) or self.word(place - 1) in PLACING | DETERMINERS:
            return
        if {"does", "do", "did"} & set(self.words[:place]) and self.token(place - 1).capitalized:
            # `how many classes does Sara Voss teach this week`: what somebody does with the rows that are theirs.
            yield Part(place, place + 1, 0.3, "silent", doubt=0.5)
        off = self.past(place + 1, PLACING | {"off"}, 2)
        head = self.past(off, DETERMINERS, 1)
        said = head > off or self.word(head) in SUPERLATIVES
        leads = said and (self.word(head) in SUPERLATIVES or bool(self.columns_at(head))) if off == place + 1 else bool(self.name_ends(head))
        if leads:
            yield Part(place, off if off > place + 1 else place + 1, 0.2 * (off - place), "silent", doubt=0.8)

    def _along(self, place: int) -> Iterator[Part]:
        """`a company behind them`, `a buffer after a booking`, `running or not`: what only says of what one speaks."""
        if self.word(place) == "by" and self.word(place + 1) in {"anybody", "anyone", "somebody", "someone", "people", "customers"}:
            yield Part(place, place + 2, 1.1, "silent")
        counted = self.word(place - 1) in {"many", "different"}
        if self.word(place) in _ACTORS and not counted and self.word(place - 1) not in {"which", "what", "whose"} and self.word(place + 1) in _ACTING:
            yield Part(place, place + 2, 1.2, "silent")
        if self.word(place) == "single" and self.word(place - 1) in {"a", "one", "any", "the"}:
            yield Part(place, place + 1, 0.45, "silent")
        for phrase in _IDIOMS:
            if self.words[place : place + len(phrase)] == phrase:
                yield Part(place, place + len(phrase), 1.0 * len(phrase), "silent")
        if self.words[place + 1 : place + 3] == ["or", "not"]:
            yield Part(place, place + 3, 3.5, "silent")
        if place == self.end - 1 and self.word(place) in _MEASURING and self.words[:2] == ["how", "many"]:
            yield Part(place, place + 1, 0.45, "silent")
        if place == self.end - 1 and self.word(place) in {"holds", "hold", "has", "have", "had", "owns", "own"}:
            yield Part(place, place + 1, 0.45, "silent")
        if (
            self.word(place) in {"behind", "with", "on", "for", "to", "by"}
            and self.word(place + 1) in {"them", "it", "him", "her"}
            and place > self.start
        ):
            yield Part(place, place + 2, 0.9, "silent")
        if self.word(place) in {"a", "an", "each", "every"} and self.word(place - 1) in {"after", "before", "per"} and self._ends_column(place):
            for end, _ in self.tables_at(place + 1)[:1]:
                yield Part(place, end, (end - place) * 1.0, "silent")

    def _before_done(self, place: int) -> Iterator[Part]:
        """`before an order is confirmed`, `before they're booked`, at the end: when what is asked of rows has to be so."""
        if self.word(place) != "before":
            return
        for end in range(place + 3, min(place + 7, self.end + 1)):
            between = self.words[place + 1 : end - 1]
            if not is_participle(self.word(end - 1)) or not _PASSIVE & set(between) or self.word(end) not in {"", "?", ".", ","}:
                continue
            if all(self.span(inner) is None and number_of(self.token(inner)) is None for inner in range(place + 1, end)):
                yield Part(place, end, (end - place) * 1.1, "silent", doubt=0.2)
                return

    def _included(self, place: int) -> Iterator[Part]:
        """`past ones included`, `old ones too`: what makes no difference."""
        if self.word(place) in _KINDS_OF_TIME and self.says(place + 1, "ones") and self.word(place + 2) in {"included", "too", "also"}:
            yield Part(place, place + 3, 3.6, "silent")
        if self.words[place : place + 2] == ["part", "of"] and place + 2 >= self.end:
            yield Part(place, place + 2, 1.0, "silent")

    def _very(self, place: int) -> Iterator[Part]:
        """`our very first booking`."""
        if self.word(place) == "very" and self.word(place + 1) in SUPERLATIVES:
            yield Part(place, place + 1, 0.5, "silent")

    def _became(self, place: int) -> Iterator[Part]:
        """`regardless of what became of them`, `no matter how they ended`: what makes no difference, up to the end of its clause."""
        lead = next((len(words) for words in _WHATEVER if tuple(self.words[place : place + len(words)]) == words), 0)
        if not lead:
            return
        end = place + lead
        if self.word(end) not in _INDIRECT and self.word(end - 1) not in {"whatever", "which"}:
            return
        while end < self.end and self.word(end) not in {",", ".", "?", ";", ")"}:
            end += 1
        said = range(place + lead, end)
        plain = all(self.token(inner).kind == "word" and self.span(inner) is None and not self.token(inner).capitalized for inner in said)
        if plain and not any(self.word(inner) in {"but", "except", "and", "or", "if"} for inner in said):
            yield Part(place, end, (end - place) * 1.3, "silent", doubt=0.1)

    def _joining(self, place: int) -> Iterator[Part]:
        """`w/`, `suspended or only invited`: what only joins."""
        if self.words[place : place + 2] == ["w", "/"]:
            yield Part(place, place + 2, 1.0, "silent")
        only = self.word(place) in {"or", "and"} and self.word(place + 1) in {"only", "just"}
        if only and self._says_state(place - 1) and self._says_state(place + 2):
            yield Part(place, place + 2, 1.2, "silent")

    def _says_state(self, place: int) -> bool:
        return bool(self.lexicon.own_states(self.table.name, self.token(place).text))

    def _any_state(self, place: int) -> Iterator[Part]:
        """`(any status)`, `of any status`, `all statuses counted`, `counting bookings of every status`: what makes no difference."""
        head = place
        counting = self.word(place) in _COUNTING
        if counting:
            head = self.past(place + 1, DETERMINERS, 1)
            behind, counted = next(((end, named) for end, named in self.tables_at(head)), (head, {}))
            head = self.past(behind, _LEADING, 1)
            if self.table.name not in counted and self._is_enumerated_of(counted, head + 1) and self.word(head) in _ANY:
                # `which offer has the most bookings, counting bookings of every status`
                yield Part(place, head + 2, (head + 2 - place) * 1.2, "silent")
        elif self.word(place) in _LEADING:
            head = place + 1
        if self.word(head) not in _ANY:
            return
        for end, columns in self.columns_at(head + 1)[:1]:
            if not self.lexicon.enumerated.get((self.table.name, columns[0][1].name)):
                continue
            behind = end + 1 if self.word(end) in _COUNTED else end
            open_ended = self.word(behind) in {"", "?", ".", ",", ")"}
            apart = counting or behind > end or (self.word(head) == "any" and (head > place or self.word(place - 1) in {"(", ","}))
            if open_ended and apart and place > self.start:
                yield Part(place, behind, (behind - place) * 1.2, "silent")

    def _is_enumerated_of(self, tables: Iterable[str], place: int) -> bool:
        """True where a column with a list of values is named, of one of the tables."""
        found = ((table, self.lexicon.own_phrases(table).get((self.token(place).lemma,), ())) for table in tables)
        return any(self.lexicon.enumerated.get((table, sense.column)) for table, senses in found for sense in senses if sense.column)

    def _ends_column(self, place: int) -> bool:
        """True if the name of a column ends in front of a token."""
        return any(end == place for start in range(max(self.start, place - 4), place - 1) for end, _ in self.columns_at(start))
