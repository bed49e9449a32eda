"""Changes that are told of a row: first the row and then what it gets, or a column and a flag, and of which row."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from appfactory.compile.reserved import word_set
from appfactory.contract.language.row_words import DETERMINERS, RowWords
from appfactory.contract.language.told.row_references import RowReference, references_at, rows_at
from appfactory.contract.language.told.values import read_row
from appfactory.contract.language.words import tokenize
from appfactory.contract.language.writing import Sentence, UnclearError, typed
from appfactory.contract.model.request import Mutation
from appfactory.contract.model.translation import Question

DECISIVE = frozenset({"ambiguous-name", "ambiguous-time", "tie"})
"""Codes of questions that another reading would not answer."""
_LEAVING = word_set("move change reschedule switch transfer reassign")
"""Verbs behind which `from` says what was."""
POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
_TO = frozenset({"to", "=", ":", "as", "into"})


def row_first(sentence: Sentence, verb: int) -> Mutation | None:
    """`update Pier House: zip code 01970`, `for order bor_08 set the offer to Clear Path`, `set quantity of line bol_3 to 5`; None if it is not."""
    last = sentence.last
    if verb and sentence.tokens[0].lower in {"for", "on", "in", "at", "of"}:
        return attempted(sentence, lambda attempt: change_row(attempt, 1, verb, rest=(verb + 1, last)))
    forms: tuple[Callable[[Sentence], Mutation | None], ...] = (
        lambda attempt: change_row(attempt, verb + 1, last),
        lambda attempt: _column_first(attempt, verb),
        lambda attempt: _row_last(attempt, verb),
        lambda attempt: flag_first(attempt, verb),
        lambda attempt: _assigned_as(attempt, verb),
        lambda attempt: _renamed(attempt, verb),
    )
    return next((found for form in forms if (found := attempted(sentence, form)) is not None), None)


def row_before_colon(sentence: Sentence, verb: int) -> Mutation | None:
    """`edit offer Clear Path: price $95`, `set Sara Voss's phone to 5`: where a colon or an `'s` stands right behind a row."""
    owner = next((place for place in range(verb + 2, sentence.last) if sentence.tokens[place].text in POSSESSIVES), None)
    if owner is not None and any(each.end == owner for each in rows_at(sentence, verb + 1, sentence.last)):
        return attempted(sentence, lambda attempt: _column_first(attempt, verb))
    colon = next((place for place in range(verb + 2, sentence.last) if sentence.tokens[place].text in {":", "–", "—"}), None)
    if colon is None or not any(each.end == colon for each in rows_at(sentence, verb + 1, sentence.last)):
        return None
    return attempted(sentence, lambda attempt: change_row(attempt, verb + 1, sentence.last))


def attempted(sentence: Sentence, read: Callable[[Sentence], Mutation | None]) -> Mutation | None:
    """What a reading comes to, None if it comes to a question that another reading may answer."""
    attempt = sentence.attempt()
    try:
        mutation = read(attempt)
    except UnclearError as unclear:
        if unclear.question.code in DECISIVE:
            raise
        return None
    if mutation is not None:
        sentence.adopt(attempt)
    return mutation


def change_row(sentence: Sentence, start: int, end: int, rest: tuple[int, int] | None = None) -> Mutation | None:
    """A row that is referred to from token `start` on, and behind it all that is changed of it; None if no row is. Asks where several fit."""
    changes: list[tuple[Sentence, Mutation]] = []
    asked: UnclearError | None = None
    sure = 0
    references = rows_at(sentence, start, end)
    for reference in references:
        owns = reference.end < end and sentence.tokens[reference.end].text in POSSESSIVES
        stretch = rest or (_behind_old_value(sentence, start, reference.end + owns, end), end)
        if stretch[0] >= stretch[1] or (rest is not None and reference.end != end):
            continue
        attempt = sentence.attempt()
        table = sentence.lexicon.tables[reference.table]
        filters = reference.filters(attempt)
        try:
            values = read_row(attempt, table, (stretch,))
        except UnclearError as unclear:
            asked = asked or unclear
            continue
        if values:
            meant = _is_name(sentence, reference, references)
            attempt.doubts += 0.0 if meant else 0.5
            sure += meant
            changes.append((attempt, Mutation("update", table.name, tuple(values.items()), filters)))
    if sure == 1:
        changes = [each for each in changes if each[0].doubts <= min(attempt.doubts for attempt, _ in changes)][:1]
    if len(changes) > 1:
        tables = tuple(mutation.table for _, mutation in changes)
        raise UnclearError(Question("tie", f"a row of which table is meant: {' or '.join(tables)}?", tables))
    if not changes:
        if asked is not None:
            raise asked
        return None
    sentence.adopt(changes[0][0])
    return changes[0][1]


def _is_name(sentence: Sentence, reference: RowReference, references: list[RowReference]) -> bool:
    """False for a row that is meant by a mere label, where the same words are the name of a row of another table."""

    def named(each: RowReference) -> bool:
        words = sentence.lexicon.names.get((each.table, sentence.lexicon.display.get(each.table, "")), ("",))
        return each.named or not each.by_name or words[-1] in {"name", "title"}

    return named(reference) or not any(named(each) for each in references)


def _behind_old_value(sentence: Sentence, start: int, place: int, end: int) -> int:
    """Behind `from Friday` in `move bor_03 from Friday to Monday`: what was need not be known to move or change something."""
    if start == 0 or sentence.tokens[start - 1].lower not in _LEAVING or place >= end or sentence.tokens[place].lower != "from":
        return place
    return next((index for index in range(place + 1, end) if sentence.tokens[index].lower == "to"), place)


def flag_first(sentence: Sentence, start: int) -> Mutation | None:
    """`turn off auto renew for membership mbs_1`, `allow a waitlist on Morning Yoga`: what is granted or denied, and the row; None if it is not."""
    tokens, last = sentence.tokens, sentence.last
    for place in range(start + 1, last - 1):
        if tokens[place].lower not in {"for", "of", "on", "in", "at"}:
            continue
        for reference in rows_at(sentence, place + 1, last):
            if reference.end != last:
                continue
            attempt = sentence.attempt()
            filters = reference.filters(attempt)
            try:
                values = read_row(attempt, sentence.lexicon.tables[reference.table], ((start, place),))
            except UnclearError:
                continue
            if len(values) == 1 and isinstance(next(iter(values.values())), bool):
                sentence.adopt(attempt)
                return Mutation("update", reference.table, tuple(values.items()), filters)
    return None


def _column_first(sentence: Sentence, verb: int) -> Mutation | None:
    """`set quantity of line bol_3 to 5`: a column or several, the row that they are of, and behind `to` the value."""
    tokens, last = sentence.tokens, sentence.last
    owner = rows_at(sentence, verb + 1, last)
    for reference in owner:
        pivot = next((place for place in range(reference.end + 2, last - 1) if tokens[place].lower in _TO), None)
        if pivot is not None and tokens[reference.end].text in POSSESSIVES:
            found = with_value(sentence, reference, (reference.end + 1, pivot), (pivot + 1, last))
            if found is not None:
                return found
    for place in range(verb + 2, last - 2):
        if tokens[place].lower not in {"of", "for", "on", "in"}:
            continue
        for reference in rows_at(sentence, place + 1, last):
            if reference.end + 1 < last and tokens[reference.end].lower in _TO:
                found = with_value(sentence, reference, (verb + 1, place), (reference.end + 1, last))
                if found is not None:
                    return found
    return None


def _row_last(sentence: Sentence, verb: int) -> Mutation | None:
    """`set max_entries to 5 for clu_1`: a column, behind `to` the value, and at the end the row that is meant, by its key or its name."""
    tokens, last = sentence.tokens, sentence.last
    pivot = next((place for place in range(verb + 2, last - 3) if tokens[place].lower in _TO), None)
    if pivot is None:
        return None
    for place in range(pivot + 2, last - 1):
        if tokens[place].lower not in {"for", "of", "on", "in", "at"}:
            continue
        for reference in references_at(sentence, place + 1, last):
            found = with_value(sentence, reference, (verb + 1, pivot), (pivot + 1, place)) if reference.end == last else None
            if found is not None:
                return found
    return None


def with_value(sentence: Sentence, reference: RowReference, columns: tuple[int, int], value: tuple[int, int]) -> Mutation | None:
    """The change of the columns that some tokens name, parted by `and`, to what others say; None if they name no column, or no value of it."""
    said = sentence.text[sentence.tokens[value[0]].start : sentence.tokens[value[1] - 1].end]
    named = sentence.text[sentence.tokens[columns[0]].start : sentence.tokens[columns[1] - 1].end]
    parts = re.split(r",\s*and\s+|,\s*|\s+and\s+", named)
    text = ", ".join(f"{part}: {said}" for part in parts)
    told = replace(sentence.attempt(), text=text, tokens=tokenize(text), atoms=[], spellings={}, rows_told={})
    filters = reference.filters(told)
    try:
        values = read_row(told, sentence.lexicon.tables[reference.table], ((0, told.last),))
    except UnclearError:
        return None
    if len(values) < len(parts) or (len(parts) > 1 and len(values) > len(parts)):
        return None
    sentence.adopt(replace(told, bound=sentence.bound))
    return Mutation("update", reference.table, tuple(values.items()), filters)


def _assigned_as(sentence: Sentence, verb: int) -> Mutation | None:
    """`assign Sara Voss as the instructor of Sunrise Flow`: a value, what it becomes, and of which row."""
    tokens, last = sentence.tokens, sentence.last
    role = next((place for place in range(verb + 2, last - 2) if tokens[place].lower == "as"), None)
    if role is None:
        return None
    for place in range(role + 2, last - 1):
        if tokens[place].lower in {"of", "for", "on", "to"}:
            for reference in rows_at(sentence, place + 1, last):
                start = role + 1 + (tokens[role + 1].lower in DETERMINERS)
                if reference.end == last and start < place:
                    return with_value(sentence, reference, (start, place), (verb + 1, role))
    return None


def _renamed(sentence: Sentence, verb: int) -> Mutation | None:
    """`rename Pier House to Harbour House`: the column that shows what the row is."""
    tokens, last = sentence.tokens, sentence.last
    if tokens[verb].lower != "rename":
        return None
    for reference in rows_at(sentence, verb + 1, last):
        column = sentence.lexicon.display.get(reference.table, "")
        if column and reference.end + 1 < last and tokens[reference.end].lower in _TO:
            table = sentence.lexicon.tables[reference.table]
            found = table.column(column)
            assert found is not None, "what shows a row is a column of its table"
            value = typed(sentence, table, found, sentence.text[tokens[reference.end + 1].start : tokens[last - 1].end])
            return Mutation("update", reference.table, ((column, value),), reference.filters(sentence))
    return None


def emptied(sentence: Sentence, start: int) -> Mutation | None:
    """`clear the notes of Rita Moss`: a column that may be empty, from token `start` on, and the row; None if it is not."""
    last = sentence.last
    for place in range(start + 1, last - 1):
        if sentence.tokens[place].lower not in {"of", "from", "for", "on", "in"}:
            continue
        for reference in rows_at(sentence, place + 1, last):
            table = sentence.lexicon.tables[reference.table]
            words = RowWords(sentence, table, start, place)
            columns = next((found for end, found in words.columns_at(words.after(start, DETERMINERS, 1)) if end == place), [])
            if reference.end == last and columns and columns[0][1].nullable and (len(columns) == 1 or columns[1][0] < columns[0][0]):
                return Mutation("update", reference.table, ((columns[0][1].name, None),), reference.filters(sentence))
    return None
