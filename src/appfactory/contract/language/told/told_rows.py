"""What is told of a new row before it is asked for: `Ana Wong is thinking about the Great Hall. Put a hold on it for her, …`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Protocol

from appfactory.compile.reserved import word_set
from appfactory.contract.language.cover import Clause, best_cover
from appfactory.contract.language.link import KIND_WORDS
from appfactory.contract.language.row_words import DETERMINERS
from appfactory.contract.language.told.parent_clauses import ParentClauses
from appfactory.contract.language.values import kind_of
from appfactory.contract.language.words import Token, number_of
from appfactory.contract.language.writing import Sentence, UnclearError, allowed_values, is_key
from appfactory.contract.model.translation import Question
from appfactory.model.database import Table

_PRONOUNS = word_set("it him her them this that")
_LEADS = word_set("on for to of at in about with by")
_DENIALS = word_set("not never no don't doesn't isn't won't can't cannot unless if except but instead without didn't wasn't nobody nothing")
_SUBJECTS = word_set("we i our the this it there they he she my a an these those that you your")
_ACTORS = word_set("author creator created updated deleted approved approver actor reviewer recorded recorder sender resolved resolver")
_INTO = word_set("to into in as on under")
_COLONS = frozenset({":", "–", "—"})


class ClauseReader(Protocol):
    """What reads clauses at a token."""

    def at(self, place: int) -> Iterator[Clause]:
        """The clauses that begin at a token."""


class _Mentions(ParentClauses):
    """Reads rows that are named anywhere in what is told."""

    def at(self, place: int) -> Iterator[Clause]:
        """The rows whose name begins at a token."""
        token = self.tokens[place]
        if token.capitalized or token.kind == "quoted" or is_key(token.text):
            yield from self._holders(place, place, self._keys)


def pronouns_in(sentence: Sentence, start: int, end: int) -> set[int]:
    """The tokens of a request that only point back to what was told: `on it`, `for her`."""
    found: set[int] = set()
    for place in range(start, end):
        if sentence.tokens[place].lower not in _PRONOUNS:
            continue
        following = sentence.tokens[place + 1] if place + 1 < end else None
        led = place > start and sentence.tokens[place - 1].lower in _LEADS
        if led and (following is None or following.kind != "word" or following.lower in _LEADS | {"from", "until", "and"}):
            found |= {place - 1, place}
    return found


def opening_told(sentence: Sentence, told: int) -> int | None:
    """Where the name of a row may stand in what is told: behind a colon, and an article."""
    for place in range(told - 1):
        if sentence.tokens[place].text in _COLONS:
            behind = place + 1 + (sentence.tokens[place + 1].lower in DETERMINERS)
            return behind if behind < told and sentence.tokens[behind].capitalized else None
    return None


def facts_told(sentence: Sentence, table: Table, told: int, readers: Sequence[ClauseReader]) -> list[Clause]:
    """What the tokens up to `told` say of the row, words that name nothing passed over. Asks where a name or a number says nothing of it."""
    numbers = {number_of(token) for token in sentence.tokens[told:]}
    names = {token.root for token in sentence.tokens[told:]}
    silent = {place for place in range(told) if _is_idle(sentence, place) or number_of(sentence.tokens[place]) in numbers - {None}}
    silent |= {place for place in range(told) if sentence.tokens[place].kind == "word" and sentence.tokens[place].root in names}
    everyone = (*readers, _Mentions(sentence, table, 0, told))
    clauses = [clause for place in range(told) for reader in everyone for clause in reader.at(place) if _may_be_told(sentence, table, clause)]
    found, unread = best_cover(0, told, clauses, silent)
    named = _name_told(sentence, table, told, unread)
    if named is not None:
        found, unread = [*found, named], []
    question = next((clause.question for clause in found if clause.question is not None), None)
    if question is not None:
        raise UnclearError(question)
    past = [clause for clause in found if _is_past(sentence, clause)]
    if unread or past:
        places = [*unread, *(place for clause in past for place in range(clause.start, clause.end))]
        words = tuple(sentence.tokens[place].text for place in places)
        raise UnclearError(Question("unused-words", f"what is meant by {', '.join(repr(word) for word in words)}?", words))
    sentence.doubts += 0.5
    return found


def _name_told(sentence: Sentence, table: Table, told: int, unread: list[int]) -> Clause | None:
    """The name of the new row, where it alone stays unread and the request points to it: `We hired Lena Fox. Add her to the staff`."""
    display = sentence.lexicon.display.get(table.name, "")
    words = [token.lower for token in sentence.tokens[told : sentence.last]]
    pointed = any(word in _PRONOUNS and following in _INTO for word, following in pairwise(words))
    together = bool(unread) and unread == list(range(unread[0], unread[-1] + 1))
    if not display or not pointed or not together or not all(sentence.tokens[place].capitalized for place in unread):
        return None
    said = sentence.text[sentence.tokens[unread[0]].start : sentence.tokens[unread[-1]].end]
    return Clause(unread[0], unread[-1] + 1, 0.0, display, said, doubt=0.5)


def _is_idle(sentence: Sentence, place: int) -> bool:
    """True for a word of the language, or one that names nothing: a name, a number, a denial are none."""
    token: Token = sentence.tokens[place]
    if token.kind == "mark":
        return True
    opens = place == 0 or sentence.tokens[place - 1].text in {".", "!", ";"}
    named = token.capitalized and not (token.lower.partition("'")[0] in _SUBJECTS and (opens or token.text == "I"))
    return (
        token.kind == "word"
        and not named
        and (number_of(token) is None or token.lower in {"one", "once"})
        and token.lower not in _DENIALS
        and "@" not in token.text
        and not is_key(token.text)
    )


def _may_be_told(sentence: Sentence, table: Table, clause: Clause) -> bool:
    """False for a state or a setting that a single word of what is told may mean by chance."""
    column = table.column(clause.column)
    if column is not None and sentence.lexicon.names[table.name, column.name][0] in _ACTORS:
        # Whoever is told of did not write or approve what is made now.
        return False
    if column is None or clause.end - clause.start > 1:
        return True
    kind = sentence.lexicon.names[table.name, column.name][-1] in KIND_WORDS | {"unit"}
    return kind_of(column.type) != "boolean" and (kind or not allowed_values(sentence.lexicon, table.name, column.name))


def _is_past(sentence: Sentence, clause: Clause) -> bool:
    """True for a time before today: it tells when something was, not when what is asked for will be."""
    today = sentence.clock.now.date()
    value = clause.value
    return (value.date() if isinstance(value, datetime) else value) < today if isinstance(value, date) else False
