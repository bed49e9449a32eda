"""What a new row holds, or what of a row is changed: the best reading of all words that are said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from appfactory.compile.reserved import word_set
from appfactory.contract.language.cover import Clause, best_cover
from appfactory.contract.language.told.column_clauses import ColumnClauses
from appfactory.contract.language.told.flag_clauses import FlagClauses
from appfactory.contract.language.told.holding_clauses import HoldingClauses
from appfactory.contract.language.told.interval_clauses import IntervalClauses
from appfactory.contract.language.told.measure_clauses import MeasureClauses
from appfactory.contract.language.told.naming_clauses import NamingClauses
from appfactory.contract.language.told.purpose_clauses import PurposeClauses
from appfactory.contract.language.told.told_rows import ClauseReader, facts_told, opening_told, pronouns_in
from appfactory.contract.language.told.verb_clauses import VerbClauses
from appfactory.contract.language.value_clauses import unit_of
from appfactory.contract.language.values import is_numeric
from appfactory.contract.language.writing import Sentence, UnclearError
from appfactory.contract.model.request import Scalar
from appfactory.contract.model.translation import Binding, Question
from appfactory.model.database import Column, Table

Value = Scalar | tuple[Scalar, ...]

_SILENT = word_set(
    ", and with a an the its it also plus but keep new another has having that which be is then whose too & : ; ( ) < > [ ] . ! ? - – —"
)
"""Words that may stand between clauses without taking anything from the meaning."""


_SILENT_OF_A_NEW_ROW = _SILENT | word_set(
    """
    should must shall please set make mark needs need have will it's 's ’s located leave leaving still currently already entry record row item
    came come comes who us through via brings gives includes offers per month monthly now yet where / |
    """
)
"""And words that may stand in front of what else a new row should hold."""
_SILENT_OF_A_ROW = _SILENT | word_set(
    """
    should must shall now again back please set make update mark needs need gets get have turn switch was were has will got goes go going moved moves
    only actually really just currently up down over out lives works sits based located stays stands belongs switched turned raised lowered ought
    lower raise cut increase reduce change keep keeps had may can able been just members customers clients holders subscribers guests visitors people
    take takes accept accepts read reads let allow allows be use uses using yet
    """
)
"""And words that may stand between a row that is there and what becomes of it."""


_PLACED = word_set("stands standing sits lies based situated held hosted kept found runs")
_WHO_DO = word_set("people customers guests clients you they visitors members everybody everyone participants users bookable bookings")
_WHO_DO_WHAT = word_set("have has to must can may should need book reserve order cancel it them this register sign up be made booked")
_BEGINNING_ANEW = frozenset({",", ";", ":", ".", "(", "–", "—", "-", "and"})
_SILENT_PAIRS = frozenset(
    {("to", "be"), ("came", "in"), ("comes", "in"), ("came", "to"), ("comes", "to"), ("walked", "in"), ("takes", "place"), ("take", "place")}
)


def read_row(sentence: Sentence, table: Table, stretches: tuple[tuple[int, int], ...], opening: int | None = None, told: int = 0) -> dict[str, Value]:
    """The values by column that the tokens of the stretches (half-open) say; asks about every word that says nothing.

    `opening` is where the name of a new row may stand: behind the words that say what it is. The tokens up to `told` tell of the row before.
    """
    chosen: list[Clause] = facts_told(sentence, table, told, readers_of(sentence, table, 0, told, opening_told(sentence, told))) if told else []
    for start, end in stretches:
        passed = _SILENT_OF_A_NEW_ROW if opening is not None else _SILENT_OF_A_ROW
        silent = {place for place in range(start, end) if sentence.tokens[place].lower in passed or _is_courtesy(sentence, place)}
        silent |= _silent_phrases(sentence, table, start, end)
        silent |= pronouns_in(sentence, start, end) if told else set()
        readers: tuple[ClauseReader, ...] = readers_of(sentence, table, start, end, opening)
        if opening is not None:
            readers = (*readers, PurposeClauses(sentence, table, start, end))
        clauses = [clause for place in range(start, end) for reader in readers for clause in reader.at(place)]
        found, unread = best_cover(start, end, clauses, silent)
        question = next((clause.question for clause in found if clause.question is not None), None)
        if question is not None:
            # With other words unread a name that is unknown here may be one of another table's rows.
            raise UnclearError(replace(question, choices=()) if unread and question.code == "unknown-name" else question)
        if unread:
            words = tuple(sentence.tokens[place].text for place in unread)
            raise UnclearError(Question("unused-words", f"what is meant by {', '.join(repr(word) for word in words)}?", words))
        chosen += found
    return _values(sentence, table, chosen, new=opening is not None)


def readers_of(sentence: Sentence, table: Table, start: int, end: int, opening: int | None) -> tuple[ClauseReader, ...]:
    """What reads clauses about a row from the tokens `start` to `end`."""
    return (
        ColumnClauses(sentence, table, start, end, opening),
        NamingClauses(sentence, table, start, end, opening),
        MeasureClauses(sentence, table, start, end),
        IntervalClauses(sentence, table, start, end),
        FlagClauses(sentence, table, start, end),
        HoldingClauses(sentence, table, start, end),
        VerbClauses(sentence, table, start, end, opening),
    )


def _silent_phrases(sentence: Sentence, table: Table, start: int, end: int) -> set[int]:
    """The tokens of phrases that say nothing: `has to be`, `came in by …`, and `to the CRM` where rows are CRM contacts."""
    words = [token.lower for token in sentence.tokens]
    found: set[int] = set()
    for place in range(start, end - 1):
        if (words[place], words[place + 1]) in _SILENT_PAIRS:
            found |= {place, place + 1} if words[place] != "to" else {place}
        if words[place] in {"falls", "fall"} and words[place + 1] == "due" and words[place + 2 : place + 3] in (["every"], ["each"]):
            found |= {place, place + 1}
        if words[place] in _PLACED and words[place + 1] in {"at", "in", "on", "by"}:
            found.add(place)
        if words[place] in _WHO_DO:
            found |= _who_do(words, place, end)
        own = words[place + 2] if place + 2 < end and words[place] in {"to", "in", "into"} and words[place + 1] in {"the", "our"} else ""
        if own and own in sentence.lexicon.names[table.name, ""]:
            found |= {place, place + 1, place + 2}
        # `; the hold expires on …`: what the row is, once more.
        begins = place == start or words[place - 1] in _BEGINNING_ANEW
        if begins and words[place] in {"the", "this", "that"} and sentence.tokens[place + 1].lemma in sentence.lexicon.names[table.name, ""][-1:]:
            found |= {place, place + 1}
    return found


def _who_do(words: list[str], place: int, end: int) -> set[int]:
    """The tokens of `people have to book it` in front of how they do."""
    behind = place + 1
    while behind < end and words[behind] in _WHO_DO_WHAT:
        behind += 1
    led = behind + 1 < end and words[behind] in {"at", "no", "up", "within"} and (behind > place + 1 or words[place] == "bookable")
    return set(range(place, behind)) if led else set()


def _is_courtesy(sentence: Sentence, place: int) -> bool:
    """True for words that are said to be polite: `please`, `for me`, `thanks`."""
    words = [token.lower for token in sentence.tokens[max(place - 1, 0) : place + 2]]
    around = {tuple(words[index : index + 2]) for index in range(len(words) - 1)}
    return sentence.tokens[place].lower in {"please", "pls", "plz", "thanks", "thx"} or bool(
        around & {("for", "me"), ("for", "us"), ("thank", "you")}
    )


def _values(sentence: Sentence, table: Table, clauses: list[Clause], *, new: bool) -> dict[str, Value]:
    values: dict[str, Value] = {}
    # A time of day goes with the day that any of the clauses says.
    for clause in sorted(clauses, key=lambda each: not each.day):
        if clause.lasting is not None:
            continue
        if not clause.column:
            sentence.doubts += clause.doubt
            continue
        value = _on_the_day(clause, values)
        if clause.column in values and values[clause.column] != value and not _is_day_of(values[clause.column], value, clause):
            raise UnclearError(Question("tie", f'two values are said for "{clause.column}": {values[clause.column]} and {value}'))
        if not new and not clause.day and not _has_day(clauses) and isinstance(value, datetime):
            raise UnclearError(Question("ambiguous-time", f"on which day at {value:%H:%M}? The day that the row has now is not known here"))
        values[clause.column] = value
        _note(sentence, table, clause, clause.column, value)
    for clause in clauses:
        if clause.lasting is not None:
            column, value = _lasting(table, values, clause.lasting)
            if column is None or values.get(column.name, value) != value:
                said = sentence.said(clause.start, clause.end)
                raise UnclearError(Question("unused-words", f"what is meant by '{said}'?", (said,)))
            values[column.name] = value
            _note(sentence, table, clause, column.name, value)
    places = {clause.column: place for place, clause in reversed(list(enumerate(clauses)))}
    return dict(sorted(values.items(), key=lambda each: places.get(each[0], len(clauses))))


def _has_day(clauses: list[Clause]) -> bool:
    return any(clause.day and isinstance(clause.value, datetime) for clause in clauses)


def _is_day_of(known: Value, value: Value, clause: Clause) -> bool:
    """True for the day of a time that another clause says: `on December 12th`, `from 7 pm`."""
    days = isinstance(known, datetime) and isinstance(value, datetime) and known.date() == value.date()
    return days and not clause.day and isinstance(known, datetime) and known.time() == time()


def _note(sentence: Sentence, table: Table, clause: Clause, column: str, value: Value) -> None:
    sentence.doubts += clause.doubt
    if clause.note:
        sentence.notes.append(clause.note)
    if clause.inference is not None:
        sentence.inferences.append(clause.inference)
    start, end = sentence.tokens[clause.start].start, sentence.tokens[clause.end - 1].end
    sentence.bound.append(Binding(start, end, sentence.text[start:end], f"{table.name}.{column} = {value}"))


def _on_the_day(clause: Clause, values: dict[str, Value]) -> Value:
    """A time of day alone (`from tomorrow 3pm to 4pm`) is on the day that begins the row's span."""
    if clause.day or not isinstance(clause.value, datetime):
        return clause.value
    begun = next((value for value in values.values() if isinstance(value, datetime)), None)
    return clause.value if begun is None else datetime.combine(begun.date(), clause.value.time(), clause.value.tzinfo)


def _lasting(table: Table, values: dict[str, Value], duration: timedelta) -> tuple[Column | None, Value]:
    """Where a duration goes: the end of what has begun, or else the column of a duration."""
    for name, value in values.items():
        ending = table.column(name.replace("start", "end")) if "start" in name else None
        if ending is not None and isinstance(value, datetime):
            return ending, value + duration
    columns = [column for column in table.columns if is_numeric(column.type) and unit_of(column.name) and _is_length(column.name)]
    plain = [column for column in columns if not {"min", "max", "minimum", "maximum", "step"} & set(column.name.split("_")[:-1])]
    chosen = plain if len(plain) == 1 else columns
    usual = [column for column in plain if column.name.startswith("default")]
    chosen = usual if len(chosen) != 1 and len(usual) == 1 else chosen
    return (chosen[0], int(duration.total_seconds() // unit_of(chosen[0].name))) if len(chosen) == 1 else (None, None)


def _is_length(column: str) -> bool:
    return bool({"duration", "length", "lasting"} & set(column.lower().split("_")))
