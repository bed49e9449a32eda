"""What is said of a row's columns of yes and no: `allows a waitlist`, `not mobile`, `no auto renew`, `auto renew off`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from appfactory.contract.language.cover import Clause
from appfactory.contract.language.row_words import DETERMINERS, RowWords
from appfactory.contract.language.values import kind_of
from appfactory.contract.language.words import lemma_of, root_of
from appfactory.contract.model.translation import Question

_ANY = DETERMINERS | {"any", "some"}
_SURE = 0.75
"""How well a phrase must name a column for the phrase alone to say yes to it."""
_LONGEST = 6
_SHORTER = {"automatic": "auto", "automatically": "auto", "automated": "auto"}
"""Words that names of columns cut short."""
_DENIALS = ("not", "no", "non", "without", "never", "don't", "doesn't", "isn't", "shouldn't", "disable", "stop", "do not", "does not", "is not",
            "should not", "no longer", "turn off", "switch off")  # fmt: skip
_LEADS = {tuple(lead.split()): False for lead in _DENIALS} | {
    tuple(lead.split()): True for lead in ("turn on", "switch on", "enable", "with", "is", "it is", "as")
}
"""Words in front of a flag, and whether they grant it."""
_SETTINGS = dict.fromkeys(("on", "true", "yes", "enabled"), True) | dict.fromkeys(("off", "false", "no", "disabled"), False)
_TO_SETTING = frozenset({"is", "=", ":", "to", "set", "turned", "switched"})
_PERMISSIONS = frozenset({"allow", "can", "may"})
"""First words of columns that permit something: who can roll over has a column `allow_rollover`."""


_PERMITTING = frozenset(
    {"let", "lets", "can", "may", "allow", "allows", "permit", "permits", "accept", "accepts", "take", "takes", "offer", "offers", "support",
     "supports", "enable", "disable", "turn", "switch"}
)  # fmt: skip
"""Verbs that speak of leave to do something."""


class FlagClauses(RowWords):
    """Reads clauses that set a column of yes and no by its own words."""

    def at(self, place: int) -> Iterator[Clause]:
        """The clauses that begin at a token."""
        for lead in (2, 1, 0):
            granted = _LEADS.get(tuple(self.words[place : place + lead])) if lead else True
            if granted is None:
                continue
            yield from self._granted(place, place + lead, granted)

    def _granted(self, place: int, head: int, granted: bool) -> Iterator[Clause]:
        head = self.after(head, _ANY, 1)
        for end in range(min(self.end, head + _LONGEST), head, -1):
            columns = self._called(head, end)
            if not columns:
                continue
            gain = (end - place) * 1.15 + 0.3
            if len(columns) > 1:
                question = Question("tie", f'"{self.said(head, end)}" may be {" or ".join(columns)}', tuple(columns))
                yield Clause(place, end, gain, question=question)
                return
            linked = self.after(end, _TO_SETTING)
            setting = _SETTINGS.get(self.words[linked]) if linked < self.end else None
            if setting is not None:
                yield Clause(place, linked + 1, gain + (linked + 1 - end), columns[0], setting == granted)
            yield Clause(place, end, gain, columns[0], granted)
            return

    def _called(self, start: int, end: int) -> list[str]:
        """The columns of yes and no that the tokens call by all of their words."""
        if any(token.kind != "word" for token in self.tokens[start:end]) or self.words[end - 1] in _ANY:
            return []
        words = [_SHORTER.get(token.lower, token.lower).replace("_", "-") for token in self.tokens[start:end] if token.lower not in _ANY]
        parts = [part for word in words for part in word.split("-")]
        roots, together = tuple(root_of(part) for part in parts), "".join(lemma_of(part) for part in parts)
        return sorted({column for words, column in self._flags if roots == tuple(map(root_of, words)) or together == "".join(words)})

    @cached_property
    def _flags(self) -> list[tuple[tuple[str, ...], str]]:
        """The phrases that call a column of yes and no, with the column."""
        found: list[tuple[tuple[str, ...], str]] = []
        flags = {column.name for column in self.table.columns if kind_of(column.type) == "boolean"}
        for phrase, senses in self.phrases.items():
            found += [(phrase, sense.column) for sense in senses if sense.column in flags and sense.score >= _SURE]
        for name in flags:
            words = self.sentence.lexicon.names[self.table.name, name]
            found.append((words, name))
            found += [(words[1:], name)] if words[0] in _PERMISSIONS and len(words) > 1 and self._permitted else []
        return found

    @cached_property
    def _permitted(self) -> bool:
        """True where the sentence speaks of leave to do something: `let Gold Pass roll over`."""
        return any(token.lower in _PERMITTING for token in self.tokens)
