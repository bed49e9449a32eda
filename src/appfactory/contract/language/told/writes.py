"""Writes in English: create, change, rename, move, assign, mark, delete, and verbs that say a status (`cancel`, where one is `cancelled`)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from appfactory.contract.language.clock_times import with_plain_times
from appfactory.contract.language.link import KIND_WORDS
from appfactory.contract.language.segments import relinked
from appfactory.contract.language.told.asides import without_asides
from appfactory.contract.language.told.asked_for import ask_if_to_be, ask_which_notice, row_asked_for, with_plain_price
from appfactory.contract.language.told.changes import change
from appfactory.contract.language.told.creations import create
from appfactory.contract.language.told.declared import declared
from appfactory.contract.language.told.idioms import deleted_once
from appfactory.contract.language.told.joining import taken_out
from appfactory.contract.language.told.made_as_told import made_as_told
from appfactory.contract.language.told.news import read_news
from appfactory.contract.language.told.preambles import read_behind_reason, request_behind
from appfactory.contract.language.told.rewordings import reworded, shorthand, written_in_full
from appfactory.contract.language.told.roles import change_of_role
from appfactory.contract.language.told.row_changes import change_row, emptied, flag_first
from appfactory.contract.language.told.row_references import rows_at
from appfactory.contract.language.told.states import (
    ask_if_command,
    ask_if_no_state,
    set_state,
    state_of_row,
    state_of_two_words,
    state_of_two_words_of_row,
    states_of_verb,
)
from appfactory.contract.language.told.stored_names import with_names_as_stored
from appfactory.contract.language.told.targets import read_target, rows_meant
from appfactory.contract.language.told.verbs import (
    ALSO_STATES,
    BY_AMOUNTS,
    CHANGE,
    CREATE,
    DELETE,
    EMPTY,
    GIVE,
    JOIN,
    MAKES_IF_NEW,
    asks_first,
    end_of_verb,
    first_word,
    gets_rid,
    is_new,
    is_question,
    may_make,
    told_politely,
    verb_place,
    wanted_at,
)  # fmt: skip
from appfactory.contract.language.writing import Sentence, UnclearError
from appfactory.contract.model.request import Mutation
from appfactory.contract.model.translation import Binding, Question

_CLAUSE_BEHIND = re.compile(r"[,;.!–—] ?[A-Za-z']+ |\s-\s|\s(?:because|since|as|so|cause|coz|cos)\s", re.IGNORECASE)
"""A mark or a word within a text behind which another clause may begin."""
_TIME_BEHIND = re.compile(r"(\S+(?: \S+){0,2}?),? (?:now|from now on|please|asap|right away|instead|again)[.!]?")
"""A short text with words in small letters behind it that say when it is to hold."""
_INSTEAD = re.compile(r"(.+?),? (?:instead of|rather than|in place of) \S.*")
"""What a text is to be, and what it was."""
_COURTESIES = ("please", "asap", "right away")
"""Those of them that are no part of what is to be stored, even where a verb tells to store it."""
_REASON_BEHIND = re.compile(r"\w\s(?:because|since|so that|cause)\s\w", re.IGNORECASE)
_LEAST_SAID = 3
"""How many values make a new row without a name where names of others had to be guessed."""
_LONGEST_LABEL = 4
"""Words in front of a colon that say of what one speaks."""


def read_write(sentence: Sentence) -> Mutation | None:
    """The write that a text asks for; None if it asks for none. Raises UnclearError with the question where it is one but stays unclear."""
    if is_question(sentence):
        return None
    made = row_asked_for(sentence, _read_or_reworded)
    if made is not None:
        return made
    once = deleted_once(sentence)
    plain = once if once != sentence.text else written_in_full(with_plain_times(with_plain_price(sentence), sentence.clock))
    if plain != sentence.text:
        other = relinked(sentence, plain)
        mutation = read_write(other)
        if mutation is not None:
            sentence.adopt(replace(other, bound=sentence.bound))
        return mutation
    asked: UnclearError | None = None
    try:
        mutation = shorthand(sentence) or _read(sentence)
    except UnclearError as unclear:
        mutation, asked = None, unclear
    if mutation is not None:
        ask_which_notice(sentence, mutation)
        return _without_label(sentence, _at_once(sentence, _without_reason(sentence, mutation)))
    behind = request_behind(sentence)
    if behind is not None:
        mutation = _attempted(behind, _read)
        if mutation is not None:
            sentence.adopt(replace(behind, bound=sentence.bound))
            return _at_once(sentence, mutation)
    mutation = _otherwise(sentence)
    if mutation is not None:
        return _at_once(sentence, mutation)
    mutation = _with_names_as_stored(sentence)
    if mutation is not None:
        return mutation
    if asked is not None:
        raise asked
    verb = told_politely(sentence)
    if verb:
        raise UnclearError(Question("not-understood", f'what "{verb}" should do here can\'t be told: say which row, and what it should become'))
    ask_if_command(sentence)
    ask_if_to_be(sentence)
    return None


def _with_names_as_stored(sentence: Sentence) -> Mutation | None:
    """What a text in small letters tells to do, with the names of rows as they are stored; None if it then would store one of them itself."""
    text = with_names_as_stored(sentence)
    if text == sentence.text:
        return None
    other = relinked(sentence, text)
    try:
        mutation = read_write(other)
    except UnclearError:
        return None
    kept = [value for _, value in mutation.values if isinstance(value, str)] if mutation is not None else []
    if mutation is None or any(value in text and value not in sentence.text for value in kept):
        return None
    inferred = {each.what for each in other.inferences if each.source != "foreign-key-by-name"}
    said = [name for name, _ in mutation.values if f"{mutation.table}.{name}" not in inferred]
    if mutation.action == "insert" and len(said) < _LEAST_SAID and sentence.lexicon.display.get(mutation.table, "") not in said:
        return None
    other.doubts += 0.5
    sentence.adopt(replace(other, bound=sentence.bound))
    return mutation


def _without_reason(sentence: Sentence, mutation: Mutation) -> Mutation:
    """`rename it to Blue Room, the sign is on the door`: a reason behind a comma belongs to no name."""
    written = _unquoted(sentence, mutation)
    if not any(_CLAUSE_BEHIND.search(value) for value in written):
        return mutation
    for shorter in without_asides(sentence):
        found = _attempted(shorter, _read_or_reworded)
        if found is None or (found.action, found.table, found.filters) != (mutation.action, mutation.table, mutation.filters):
            continue
        pairs = zip(found.values, mutation.values, strict=False)
        if len(found.values) == len(mutation.values) and all(
            new == old or (new[0] == old[0] and isinstance(old[1], str) and old[1].startswith(str(new[1]))) for new, old in pairs
        ):
            sentence.adopt(replace(shorter, bound=sentence.bound))
            return found
    if any(_REASON_BEHIND.search(value) for value in written):
        sentence.doubts += 1.0
    return mutation


def _unquoted(sentence: Sentence, mutation: Mutation) -> list[str]:
    """The texts of a write that stand in no quotes."""
    texts = [value for _, value in mutation.values if isinstance(value, str)]
    return [text for text in texts if not any(f"{mark}{text}" in sentence.text for mark in "\"'“")]


def _at_once(sentence: Sentence, mutation: Mutation) -> Mutation:
    """`the phone is 555-0101 now`, `to Salem instead of Lynn`: when it is to hold and what it was are no part of a short text.

    Behind a verb that tells to store it, `Book now` may be one.
    """
    if mutation.action != "update":
        return mutation
    replaced = {text: behind[1] for text in _unquoted(sentence, mutation) if (behind := _INSTEAD.fullmatch(text))}
    if replaced:
        sentence.doubts += 1.0
        values = tuple((name, replaced.get(value, value) if isinstance(value, str) else value) for name, value in mutation.values)
        return replace(mutation, values=values)
    found = {text: behind[1] for text in _unquoted(sentence, mutation) if (behind := _TIME_BEHIND.fullmatch(text))}
    if not found:
        return mutation
    stated = all(re.search(rf"(?:\b(?:is|are|be)|'s)\s+{re.escape(text)}", sentence.text, re.IGNORECASE) for text in found)
    if verb_place(sentence) is not None and not stated:
        sentence.doubts += 1.0
        found = {text: short for text, short in found.items() if text.rstrip(".!").endswith(_COURTESIES)}
    return replace(mutation, values=tuple((name, found.get(value, value) if isinstance(value, str) else value) for name, value in mutation.values))


def _without_label(sentence: Sentence, mutation: Mutation) -> Mutation:
    """`Walk-ins: the wait for A1 is now 40 minutes`: what stands in front of a colon says of what one speaks, and is nothing to be set."""
    label, colon, _ = sentence.text.partition(":")
    if mutation.action != "update" or not colon or len(label.split()) > _LONGEST_LABEL or len(mutation.values) < 2:
        return mutation
    inferred = {each.what.rpartition(".")[2] for each in sentence.inferences if each.source == "foreign-key-by-name"}
    kept = []
    for name, value in mutation.values:
        parent = sentence.lexicon.foreign.get((mutation.table, name))
        named = name in inferred and parent is not None and any(each.key == value for each in sentence.matches(parent[0], label.strip()))
        if not named:
            kept.append((name, value))
    return replace(mutation, values=tuple(kept)) if kept else mutation


def _otherwise(sentence: Sentence) -> Mutation | None:
    """The write that a text asks for in other words, beside words that say nothing of it, or of what it told before; None if it asks for none."""
    if asks_first(sentence):
        return None
    mutation = _attempted(sentence, change_of_role) or _reworded(sentence) or read_news(sentence, _read_or_reworded)
    mutation = mutation or _attempted(sentence, made_as_told)
    if mutation is not None:
        return mutation
    for shorter in without_asides(sentence):
        mutation = _attempted(shorter, _read_or_reworded) or read_news(shorter, _read_or_reworded)
        if mutation is not None:
            sentence.adopt(replace(shorter, bound=sentence.bound))
            return mutation
    return read_behind_reason(sentence, _read_or_reworded)


def _reworded(sentence: Sentence) -> Mutation | None:
    for other in reworded(sentence):
        mutation = _attempted(other, _read)
        if mutation is not None:
            sentence.adopt(replace(other, bound=sentence.bound))
            return mutation
    return None


def _read_or_reworded(sentence: Sentence) -> Mutation | None:
    return _attempted(sentence, _read) or _reworded(sentence)


def _read(sentence: Sentence) -> Mutation | None:
    phrasal = state_of_two_words(sentence, first_word(sentence))
    if phrasal is not None:
        _drop_final_mark(sentence)
        return set_state(sentence, *phrasal)
    told = state_of_two_words_of_row(sentence, first_word(sentence))
    if told is not None:
        return told
    start = verb_place(sentence)
    if start is None:
        return _without_verb(sentence)
    words = {token.lower for token in sentence.tokens[start:]}
    verb = sentence.tokens[start].lower
    if verb in BY_AMOUNTS and "by" in words:
        raise UnclearError(Question("not-understood", "a change by an amount can't be made in one request: say what the value should be"))
    said = sentence.tokens[start]
    sentence.bound.append(Binding(said.start, said.end, said.text, "verb"))
    _drop_final_mark(sentence)
    if verb not in CREATE | CHANGE | DELETE | BY_AMOUNTS and end_of_verb(sentence, start) == start + 1:
        told = state_of_row(sentence, start)
        if told is not None:
            return told
        after = _atom_at(sentence, start + 1)
        status = states_of_verb(sentence, verb, after)
        if status is None:
            ask_if_no_state(sentence, verb, after)
        return set_state(sentence, after, status) if status is not None else _without_verb(sentence)
    return _told(sentence, start, verb)


def _atom_at(sentence: Sentence, place: int) -> int:
    return next((index for index, atom in enumerate(sentence.atoms) if atom.start >= place), len(sentence.atoms))


def _told(sentence: Sentence, start: int, verb: str) -> Mutation:
    """What a verb of writing at token `start` tells to do."""
    behind = end_of_verb(sentence, start)
    if verb in DELETE or gets_rid(sentence, start):
        return _delete(sentence, behind, _atom_at(sentence, behind))
    if verb in ALSO_STATES and not is_new(sentence, behind):
        told = state_of_row(sentence, start)
        if told is not None:
            return told
    if behind > start + 1 or verb in JOIN or (verb in CREATE and (verb not in CHANGE or is_new(sentence, behind))):
        return create(sentence, start, behind)
    if verb in MAKES_IF_NEW and is_new(sentence, behind):
        return create(sentence, start, behind)
    try:
        return change(sentence, start, _atom_at(sentence, behind))
    except UnclearError:
        made = _attempted(sentence, lambda attempt: create(attempt, start, behind)) if verb == "put" else None
        if made is None:
            raise
        return made


def _attempted(sentence: Sentence, read: Callable[[Sentence], Mutation | None]) -> Mutation | None:
    """What a reading comes to, None if it comes to a question."""
    attempt = sentence.attempt()
    try:
        mutation = read(attempt)
    except UnclearError:
        return None
    if mutation is not None:
        sentence.adopt(attempt)
    return mutation


def _without_verb(sentence: Sentence) -> Mutation | None:
    """What is to be made or changed though no verb of writing says so; None if the text may as well ask for rows."""
    wanted = wanted_at(sentence)
    first = first_word(sentence)
    gives = first < len(sentence.tokens) and sentence.tokens[first].lower in GIVE
    if wanted is not None:
        return _attempted(sentence, lambda attempt: create(attempt, first, wanted))
    last = sentence.last
    readings: list[Callable[[Sentence], Mutation | None]] = [lambda attempt: flag_first(attempt, first)]
    if first < last and sentence.tokens[first].lower in EMPTY:
        readings.append(lambda attempt: emptied(attempt, first + 1))
    if gives:
        readings += [lambda attempt: _given(attempt, first), lambda attempt: create(attempt, first, first + 1)]
    for reading in readings:
        mutation = _attempted(sentence, reading)
        if mutation is not None:
            return mutation
    if gives and first + 1 < last and sentence.tokens[first].lower in {"give", "grant"} and sentence.tokens[first + 1].lower not in {"me", "us"}:
        raise UnclearError(Question("not-understood", "what should be given, and of which table a row that says so is, can't be told"))
    if first < last and sentence.tokens[first].lower in JOIN:
        return _attempted(sentence, lambda attempt: create(attempt, first, first + 1))
    if first < last and may_make(sentence, first):
        made = _attempted(sentence, lambda attempt: create(attempt, first, first + 1))
        if made is not None:
            sentence.doubts += 0.5
            return made
    return declared(sentence)


def _given(sentence: Sentence, first: int) -> Mutation | None:
    """`give Sara Voss a buffer of 15 minutes`: what a row gets. A kind of row (`a discount`) is no value, but a row of its own."""
    mutation = change_row(sentence, first + 1, sentence.last)
    names = sentence.lexicon.names
    if mutation is None or any(names[mutation.table, column][-1] in KIND_WORDS for column, _ in mutation.values):
        return None
    return mutation


def _delete(sentence: Sentence, behind: int, after: int) -> Mutation:
    attempt = sentence.attempt()
    try:
        table, column, filters = read_target(attempt, sentence.atoms[after:])
    except UnclearError:
        meant = [each for each in rows_at(sentence, behind, sentence.last) if each.end == sentence.last]
        less = None
        if not meant:
            less = _attempted(sentence, lambda each: emptied(each, behind)) or _attempted(sentence, lambda each: taken_out(each, behind))
        if less is not None:
            return less
        if len(meant) != 1:
            raise
        return Mutation("delete", meant[0].table, filters=meant[0].filters(sentence))
    sentence.adopt(attempt)
    if column:
        less = _attempted(sentence, lambda each: emptied(each, behind))
        if less is not None:
            return less
        raise UnclearError(Question("not-understood", f"a column can't be deleted from a row; `set {column} to null` empties it"))
    return Mutation("delete", table, filters=rows_meant(filters, table))


def _drop_final_mark(sentence: Sentence) -> None:
    while sentence.atoms and sentence.atoms[-1].role == "break":
        sentence.atoms.pop()
