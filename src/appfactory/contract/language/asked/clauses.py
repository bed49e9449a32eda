"""What is wanted in a clause of its own behind the rows, or beside them: `…, who are they for and what's the total?`."""

from __future__ import annotations

from collections.abc import Iterator

from appfactory.contract.language.asked.people import PeopleWords
from appfactory.contract.language.asked.words import Part
from appfactory.contract.language.row_words import DETERMINERS

_LISTING = frozenset({"and", ",", "-", "–", "—", ";"})
_BEING = frozenset({"is", "are", "was", "were"})
_PRONOUNS = frozenset({"it", "they", "that", "those", "each", "this", "these"})
_WHICH = frozenset({"which", "what"})
_STATES = frozenset({"state", "status", "condition", "stage"})
_BESIDE = (("next", "to"), ("beside",), ("alongside",), ("along", "with"), ("together", "with"))
BESIDE_WORDS = frozenset(words[0] for words in _BESIDE)
"""The words that begin what stands beside the rows that are listed."""
_LEAST_WANTED, _LEAST_CLAUSE = 0.7, 3
"""How well a phrase has to name what is wanted; the words of the shortest clause."""


def is_told_apart(part: Part, words: list[str]) -> bool:
    """True for what is wanted of each of the rows, in a clause of its own or beside them."""
    clause = words[part.start] in {"who", "what's", "whats"} | _WHICH and part.start > 0 and part.end - part.start >= _LEAST_CLAUSE
    return clause or words[part.start] in BESIDE_WORDS


class ClauseParts(PeopleWords):
    """Reads what is wanted of the rows by clauses that speak of them by a pronoun, or that put something beside them."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        yield from self._beside(place)
        if place == self.start or self.word(place - 1) not in _LISTING:
            return
        if self.word(place) == "who":
            yield from self._who(place)
        elif self.word(place) in _WHICH or self.word(place) in {"what's", "whats"}:
            yield from self._what(place)

    def _beside(self, place: int) -> Iterator[Part]:
        """`every offer next to the service it belongs to`: the name of the row that is referred to."""
        if self.word(place) not in BESIDE_WORDS:
            return
        size = next((len(words) for words in _BESIDE if tuple(self.words[place : place + len(words)]) == words), 0)
        if not size:
            return
        head = self.past(place + size, DETERMINERS, 1)
        for end, columns in self.columns_at(head)[:1]:
            if columns[0][0] >= _LEAST_WANTED and columns[0][1].name not in dict(self.foreign):
                yield Part(place, end, (end - place) * 1.2, "wanted", columns[0][1].name)
        for end, named in self.tables_at(head)[:1]:
            found = [(column, parent) for column, parent in self.foreign if named.get(parent, 0.0) >= _LEAST_WANTED]
            if len(found) == 1 and (display := self.lexicon.display.get(found[0][1], "")):
                stop = self.past(end, frozenset({"name", "names"}), 1)
                yield Part(place, stop, (stop - place) * 1.3, "wanted", display, through=found[0][0])

    def _who(self, place: int) -> Iterator[Part]:
        """`…, who are they for`, `and who is it with`: the person to whom each row belongs."""
        end = place + 3
        spoken = self.word(place + 1) in _BEING and self.word(place + 2) in _PRONOUNS and self.word(end) in {"for", "with", "from", "by", "of"}
        if spoken and self.word(end + 1) in _LISTING | {"", "?", "."} and self.belonging is not None and not self.are_people(self.table.name):
            column, parent = self.belonging
            yield Part(place, end + 1, (end + 1 - place) * 1.1, "wanted", self.lexicon.display[parent], through=column, doubt=0.2)

    def _what(self, place: int) -> Iterator[Part]:
        """`and which offer was it`, `and what state is it in`, `and what's the total`: a column, or the name of what is referred to."""
        short = self.word(place) in {"what's", "whats"} or self.says(place + 1, "'s")
        if short or self.word(place + 1) in _BEING:
            head = self.past(place + 1, _BEING | {"'s"}, 1)
            behind = self.past(head, DETERMINERS, 1)
            for end, columns in self.columns_at(behind)[:1] if behind > head else ():
                if self.word(end) in _LISTING | {"", "?", "."} and columns[0][0] >= _LEAST_WANTED - 0.1:
                    yield Part(place, end, (end - place) * 1.1, "wanted", columns[0][1].name, doubt=0.1)
            return
        if self.word(place + 1) in _STATES and self.word(place + 2) in _BEING and self.word(place + 3) in _PRONOUNS:
            end = place + 4 + self.says(place + 4, "in")
            states = [column for column in self.table.columns if self.lexicon.names[self.table.name, column.name] in {("status",), ("state",)}]
            if len(states) == 1:
                yield Part(place, end, (end - place) * 1.1, "wanted", states[0].name)
        for end, named in self.tables_at(place + 1)[:1]:
            if self.word(end) in _BEING and self.word(end + 1) in _PRONOUNS:
                stop = end + 2 + self.says(end + 2, "for", "of", "in", "at", "on", "about")
                found = [(column, parent) for column, parent in self.foreign if named.get(parent, 0.0) >= _LEAST_WANTED]
                if len(found) == 1 and (display := self.lexicon.display.get(found[0][1], "")):
                    yield Part(place, stop, (stop - place) * 1.1, "wanted", display, through=found[0][0])
