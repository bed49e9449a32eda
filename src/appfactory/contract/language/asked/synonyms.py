"""States of rows in other words than the schema's: what waits is pending, what went wrong has failed."""

from __future__ import annotations

from collections.abc import Iterator

from appfactory.compile.reserved import word_set
from appfactory.contract.language.asked.reader import PartReader
from appfactory.contract.language.asked.words import Part
from appfactory.contract.language.words import root_of

_MEANT = """
failed error: went wrong, gone wrong
failed declined: did not work, didn't work, did not go through, didn't go through
succeeded captured completed paid: went through
cancelled canceled: called off
cancelled canceled failed: fell through
rejected declined denied: turned down, refused, rejected, declined
approved accepted: accepted
abandoned left: given up, gave up, walked away
no_show no-show: show up, no show, no shows, no-show, no-shows
checked_in attended arrived: showed up, turned up
pending waiting queued: waiting
pending unpaid open: outstanding
pending open: undecided, unanswered, unresolved
in_progress ongoing active running: in progress, ongoing, underway, under way, being worked on
running active in_progress: running, up and running
active published: live
active in_use: in force, in effect, in operation, in use
active: valid
completed finished done ended: done, finished, completed, over
closed inactive: closed down, shut
on_hold paused suspended: on hold, paused, suspended
inactive disabled: deactivated, disabled, switched off
depleted exhausted redeemed consumed used: used up, spent, redeemed
paid settled captured: settled, paid
unpaid awaiting_payment pending_payment: unpaid
full sold_out: fully booked, sold out, booked out
draft: unsent
blocked banned: banned, barred
"""
_LINES = (line.split(": ") for line in _MEANT.strip().splitlines())
_STATES = {phrase.strip(): tuple(meant.split()) for meant, phrases in _LINES for phrase in phrases.split(",")}
"""What people say of the state of a thing, and the words of enumerations that mean it, likeliest first."""
_LONGEST = max(len(words.split()) for words in _STATES)
_LEADS = frozenset({"that", "which", "who", "is", "are", "was", "were", "still", "currently", "have", "has", "been", "being", "now", "already"})
_DENYING = frozenset({"not", "never", "didn't", "did", "doesn't", "does", "didnt", "isn't", "aren't", "don't", "do"})
_AWAITING = word_set("waiting awaiting await awaits wait waits pending needing")
_BEFORE_AWAITED = word_set("for on a an the our my your their its to be somebody someone anybody either 's")
_NEEDING = frozenset({"need", "needs", "have", "has"})
_PENDING = ("pending", "awaiting", "waiting_for", "needs", "requires")
_NOUNS = {"paid": "payment", "sent": "sending", "done": "action"}
"""Participles of other roots than the nouns by which a state is called."""


class SynonymParts(PartReader):
    """Reads states that are said in other words than those of the schema's enumerations."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        columns = [column.name for column in self.table.columns if (self.table.name, column.name) in self.lexicon.enumerated]
        if not columns:
            return
        yield from self._awaited(place, columns)
        yield from self._meant(place, columns)

    def _awaited(self, place: int, columns: list[str]) -> Iterator[Part]:
        """`waiting for approval`, `awaiting our reply`: the state that is called pending or awaiting, and what it waits for."""
        head = self.past(place, _LEADS, 3)
        # `that still need to be captured`
        head -= self.says(head, "to") and self.word(head - 1) in _NEEDING and head > place
        still = "still" in self.words[place:head] and self.word(head) in _NEEDING and self.words[head + 1 : head + 3] == ["to", "be"]
        if self.word(head) not in _AWAITING and not still:
            return
        noun = self._awaited_noun(head + 1)
        for column in columns:
            for value in self.lexicon.enumerated[self.table.name, column]:
                if self._is_awaited(value, noun):
                    yield Part(place, noun + 1, (noun + 1 - place) * 1.05, "filter", column, "eq", value)
                    other = self._awaiting_other(column, noun + 1)
                    if other is not None:
                        end, second = other
                        yield Part(place, end, (end - place) * 1.05, "filter", column, "in", (value, second))
                    return

    def _is_awaited(self, value: str, noun: int) -> bool:
        lead, _, awaited = value.lower().rpartition("_")
        if lead not in _PENDING or not self.word(noun):
            return False
        said = _NOUNS.get(self.word(noun), self.word(noun))
        return awaited in {self.word(noun), self.token(noun).lemma} or root_of(awaited) == root_of(said)

    def _awaiting_other(self, column: str, place: int) -> tuple[int, str] | None:
        """`or for somebody's approval`: what else rows may wait for, and where it ends."""
        if not self.says(place, "or"):
            return None
        noun = self._awaited_noun(place + 1)
        found = [value for value in self.lexicon.enumerated[self.table.name, column] if self._is_awaited(value, noun)]
        return (noun + 1, found[0]) if len(found) == 1 else None

    def _awaited_noun(self, place: int) -> int:
        """Behind `for`, and whose it is: `the customer's payment`."""
        noun = self.past(place, _BEFORE_AWAITED, 4)
        return self.past(noun + 2, _BEFORE_AWAITED, 2) if self.says(noun + 1, "'s") else noun

    def _meant(self, place: int, columns: list[str]) -> Iterator[Part]:
        """The first of the words of an enumeration that mean what is said, unless an enumeration has the very words."""
        head = self.past(place, _LEADS, 3)
        for size in range(_LONGEST, 0, -1):
            said = " ".join(self.words[head : head + size])
            if head + size > self.end or said not in _STATES:
                continue
            denied = self.word(head - 1) in _DENYING and head > place
            turned = self.word(head) == "show" and self.word(head - 1) in _DENYING
            if (denied and not turned) or (said == "show up" and not turned) or self._is_known(head, size):
                return
            for meant in _STATES[said]:
                found = [column for column in columns if meant in self.lexicon.enumerated[self.table.name, column]]
                if found:
                    chosen = "status" if "status" in found else found[0]
                    doubt = 0.4 + 0.4 * (len(found) > 1 and chosen != "status")
                    yield Part(place, head + size, (head + size - place) * 0.9, "filter", chosen, "eq", meant, doubt=doubt)
                    return

    def _is_known(self, head: int, size: int) -> bool:
        return bool(self.lexicon.own_states(self.table.name, self.said(head, head + size)))
