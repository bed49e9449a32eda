"""What rows are worth: money and amounts that a question speaks of without the name of their column."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from appfactory.compile.reserved import word_set
from appfactory.contract.language.asked.reader import PartReader
from appfactory.contract.language.asked.words import RANKED, SILENT_WORDS, Part
from appfactory.contract.language.english import is_participle
from appfactory.contract.language.words import number_of
from appfactory.model.database import Column

_WORTH = word_set("worth value money revenue turnover takings sales cash spend spent income earnings")
_MONEY = word_set("money total sum amount cash revenue")
_VERBS = (("add", "up", "to"), ("adds", "up", "to"), ("come", "to"), ("comes", "to"), ("amount", "to"), ("amounts", "to"), ("bring", "in"),
          ("brought", "in"), ("sum", "up", "to"), ("total", "up", "to"))  # fmt: skip
_TOGETHER = (("altogether",), ("together",), ("in", "total"), ("all", "together"), ("combined",), ("in", "all"), ("all", "in", "all"), ("summed",),
             ("taken", "together"), ("in", "sum"), ("overall",), ("put", "together"), ("added", "together"), ("on", "the", "whole"))  # fmt: skip
_SUMS = word_set("amount sum total price money value fee cost")
"""Words of columns of money."""
_UNITS = word_set("minutes hours days weeks months dollars euros cents total percent")
_LEFT = word_set("left remaining unspent unused open")
_HELD = word_set("have has had with holding having still that which")
_ANYTHING = word_set("money credit credits balance something anything value funds cash")
_BEHIND_LEFT = word_set("on in them it still remaining left over")
_SOME = frozenset({"some", "any", "a", "an", "part", "of", "the", "certain"})
_GIVEN = frozenset({"paid", "given", "sent", "handed", "transferred"})
_PAID = {
    "collected": ("captured", "received", "paid"), "received": ("captured", "paid"), "taken": ("captured", "paid"), "earned": ("captured", "paid"),
    "charged": ("captured",), "returned": ("refunded",), "reimbursed": ("refunded",), "invoiced": ("billed",), "billed": ("invoiced",),
}  # fmt: skip
"""Participles of what is done with money, and the words of columns that mean the same, likeliest first."""
_LEAST_OF_VERB, _BEHIND_HOW_MUCH = 3, 2
_AUXILIARIES = frozenset({"was", "were", "is", "are", "has", "have", "been"})
_IRREGULAR = {"take": "taken", "give": "given", "pay": "paid", "spend": "spent", "sell": "sold", "make": "made", "hold": "held"}
_DUE = frozenset({"target", "due", "expected", "planned", "requested", "payable", "owed", "outstanding"})
"""Words of amounts that are to be paid."""
_REMAINING = ("remaining", "balance", "left", "open", "available", "outstanding")


def participle_at(words: list[str], place: int) -> str:
    """The word at a place; behind `did` its participle: `how much did we collect`."""
    word = words[place] if 0 <= place < len(words) else ""
    asked = "did" in words[max(0, place - 4) : place] and "much" in words[:place] and len(word) > _LEAST_OF_VERB
    if asked and word in _IRREGULAR:
        return _IRREGULAR[word]
    if not asked or is_participle(word) or word in SILENT_WORDS:
        return word
    return f"{word}d" if word.endswith("e") else f"{word}ed"


def done_with_money(participle: str, behind: str) -> frozenset[str]:
    """The words of columns that say what was done with money, as a participle and the word `behind` it say it: `paid back` is refunded."""
    if behind == "back":
        return frozenset({"refunded"} if participle in _GIVEN else ())
    return frozenset({participle, *_PAID.get(participle, ())})


class MoneyParts(PartReader):
    """Reads what is asked of the amounts of rows in words that are no column's."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token.

        A part of the role `money` stands for the one column that says what a row comes to, unless an amount is named beside it. Its aggregate
        is filled where the words themselves ask for a sum, its number where they name the column. One of the role `together` asks to add up
        the one amount that is wanted.
        """
        yield from self._nothing_done(place)
        for words in _TOGETHER:
            if tuple(self.words[place : place + len(words)]) == words:
                yield Part(place, place + len(words), 0.5 * len(words), "together")
        alone = self.word(place + 1) in {"", "?", ".", "!"} and any(word not in SILENT_WORDS for word in self.words[:place])
        before = place - 1 - (self.word(place - 1) == "the")
        if self.word(place) in {"total", "sum"} and alone and self.word(before) not in {"and", ",", "with"}:
            yield Part(place, place + 1, 1.0, "together", self.money.name if self.money is not None else "")
        if self.words[place : place + 2] == ["on", "average"]:
            yield Part(place, place + 2, 2.0, "average")
        if self.word(place) == "," and self.word(place + 1) in _UNITS | {"hrs", "mins"} and self.word(place + 2) == "":
            yield Part(place, place + 2, 1.2, "silent")
        if self.word(place) == "in" and self.word(place + 1) in _UNITS | {"hrs", "mins", "min"} and self.word(place + 2) in {"", "?", ".", ","}:
            yield Part(place, place + 2, 1.2, "silent")
        yield from self._left(place)
        yield from self._done(place)
        yield from self._some_done(place)
        if self.money is None:
            return
        yield from self._whose_most(place)
        for words in _VERBS:
            if tuple(self.words[place - len(words) : place]) == words:
                yield from self._by_amount(place)
            if tuple(self.words[place : place + len(words)]) == words:
                yield Part(place, place + len(words), 0.95 * len(words), "money", self.money.name, aggregate="sum", doubt=self._doubt)
        if self.word(place) in _WORTH and not self._is_compared(place + 1):
            yield Part(place, place + 1, 0.8, "money", self.money.name, doubt=self._doubt)
        elif self.word(place) in _WORTH:
            yield Part(place, place + 1, 0.45, "silent")

    def _by_amount(self, place: int) -> Iterator[Part]:
        """`add up to the most money`: the groups with the most; `add up to, by line total`: the amount that is added up."""
        head = self.past(place, frozenset({"the"}), 1)
        if self.word(head) in {"most", "least"}:
            end = self.past(head + 1, _MONEY, 1)
            yield Part(place, end, (end - place) * 1.1, "order", RANKED, direction="desc" if self.word(head) == "most" else "asc", number=1)
        comma = self.past(place, frozenset({","}), 1)
        if self.says(comma, "by", "in"):
            for end, columns in self.columns_at(comma + 1)[:1]:
                if self.can_add(columns[0][1]):
                    yield Part(place, end, (end - place) * 1.2, "wanted", columns[0][1].name)

    def _whose_most(self, place: int) -> Iterator[Part]:
        """`which customer's bookings add up to the most`: the rows of each of them are a group."""
        if self.word(place) not in {"which", "what"} or not {"most", "least"} & set(self.words[place:]):
            return
        for end, named in self.tables_at(place + 1)[:1]:
            found = [(column, parent) for column, parent in self.foreign if parent in named and self.lexicon.display.get(parent)]
            if len(found) == 1 and self.says(end, "'s", "'", "’s") and self.names_own(end + 1):
                yield Part(place, end + 1, (end + 1 - place) * 1.1, "group", self.lexicon.display[found[0][1]], through=found[0][0], doubt=0.2)

    def _done(self, place: int) -> Iterator[Part]:
        """`how much have we refunded`, `money captured`: the one amount that has the participle in its name; `issued for more than $60`."""
        if self.word(place) == "amount" and is_participle(self.word(place + 1)):
            done = self._amounts_done(self.word(place + 1))
            if len(done) == 1:
                yield Part(place, place + 2, 2.4, "money", done[0].name, number=1)
        if self.words[place : place + 2] == ["to", "be"] and is_participle(self.word(place + 2)):
            due = [column for column in self.amounts if _DUE & set(self._names_of(column))]
            if {"how", "much"} <= set(self.words[:place]) and len(due) == 1:
                yield Part(place, place + 3, 3.6, "money", due[0].name, number=1)
            return
        word = participle_at(self.words, place)
        if self.words[max(0, place - 2) : place] == ["to", "be"]:
            # What was to be collected has not been.
            return
        back = self.words[place + 1 : place + 2] == ["back"]
        if (not is_participle(word) and word not in _AUXILIARIES) or (back and word not in _GIVEN):
            return
        found = self._amounts_done("refunded" if back else word)
        if back and len(found) == 1:
            yield Part(place, place + 2, 2.4, "money", found[0].name, number=1)
            return
        if self.words[:2] == ["how", "much"] and place == _BEHIND_HOW_MUCH and word in _AUXILIARIES:
            end = self.past(place, _AUXILIARIES, 3)
            done = self._amounts_done(self.word(end)) if is_participle(self.word(end)) else []
            if len(done) == 1:
                yield Part(place, end + 1, 1.2 * (end + 1 - place), "money", done[0].name, number=1)
            return
        asked = {"how", "much"} <= set(self.words[:place]) or (_MONEY | {"altogether", "together"}) & set(self.words)
        if asked and len(found) == 1:
            yield Part(place, place + 1, 1.2, "money", found[0].name, number=1)
        if len(found) == 1 and self.word(place + 1).rstrip("s") in _MONEY:
            yield Part(place, place + 2, 2.4, "money", found[0].name, number=1)
        if self.word(place + 1) in {"for", "at"} and self._is_compared(place + 2):
            yield Part(place, place + 1, 0.4, "silent")

    def _some_done(self, place: int) -> Iterator[Part]:
        """`payments with some money refunded`, `with a refunded amount`: more than nothing of the amount that the participle says."""
        head = self.past(place, _HELD, 3)
        noun = self.past(head, _SOME, 2)
        if head in {place, noun} or self.word(noun) not in _ANYTHING | {"amount", "part", "sum"}:
            return
        end = noun + 1
        while end < min(self.end, noun + 5) and not is_participle(self.word(end)) and self.word(end) in SILENT_WORDS:
            end += 1
        found = self._amounts_done(self.word(end)) if is_participle(self.word(end)) else []
        if len(found) == 1:
            yield Part(place, end + 1, (end + 1 - place) * 1.1, "filter", found[0].name, "gt", 0, doubt=0.2)

    def _nothing_done(self, place: int) -> Iterator[Part]:
        """`where nothing has been refunded`: none of the amount that the participle says."""
        head = self.past(place, frozenset({"where", "which", "that", "for", "on", "of", "with"}), 3)
        if self.word(head) not in {"nothing", "none"}:
            return
        end = self.past(head + 1, frozenset({"has", "have", "was", "were", "is", "been", "yet", "so", "far", "ever"}), 4)
        found = self._amounts_done(self.word(end)) if is_participle(self.word(end)) else []
        if len(found) == 1:
            stop = self.past(end + 1, frozenset({"yet", "so", "far", "at", "all"}), 2)
            yield Part(place, stop, (stop - place) * 1.1, "filter", found[0].name, "eq", 0, doubt=0.2)

    def _amounts_done(self, word: str) -> list[Column]:
        """The amounts with a participle, or one that means the same of money, in their name."""
        for meant in (word, *_PAID.get(word, ())):
            found = [column for column in self.amounts if {meant} < set(self._names_of(column)) and _SUMS & set(self._names_of(column))]
            if found:
                return found
        return []

    def _is_compared(self, place: int) -> bool:
        """True where an amount follows: `worth more than $50` compares, and asks for nothing."""
        keyword, size = self.keyword(place, "op", "between")
        return keyword is not None or number_of(self.token(place + size)) is not None or self.word(place)[:1] in {"$", "€", "£"}

    @cached_property
    def _doubt(self) -> float:
        """More where several columns are equally plainly amounts."""
        names = [self.lexicon.names[self.table.name, column.name] for column in self.amounts]
        plain = [words for words in names if {"total", "amount", "price"} & set(words)]
        shortest = min((len(words) for words in plain), default=0)
        return 0.2 + 0.4 * (sum(1 for words in plain if len(words) == shortest) > 1)

    def _remaining(self) -> Column | None:
        for word in _REMAINING:
            found = [column for column in self.amounts if word in self.lexicon.names[self.table.name, column.name]]
            if found:
                return found[0]
        return None

    def _left(self, place: int) -> Iterator[Part]:
        """`that still have money on them`, `with credit left`: more than nothing remains; `how much is left`: what remains."""
        column = self._remaining()
        if column is None:
            return
        head = self.past(place, _HELD, 4)
        head = self.past(head, _SOME, 2) if head > place else head
        if head > place and self.word(head) in _ANYTHING:
            end = self.past(head + 1, _BEHIND_LEFT, 4)
            if end > head + 1:
                yield Part(place, end, (end - place) * 1.0, "filter", column.name, "gt", 0, doubt=0.3)
        if self.words[:2] == ["how", "much"] and self.word(place) == "still" and self.word(place + 1) in {"on", "in"}:
            yield Part(place, place + 2, 2.2, "wanted", column.name, doubt=0.2)
        if self.word(place) in _LEFT and not self.columns_at(place):
            yield Part(place, place + 1, 1.0, "wanted", column.name, doubt=0.2)
