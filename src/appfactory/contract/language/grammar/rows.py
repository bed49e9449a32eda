"""Rows of other tables that a question speaks of: that there are some, none, or so many."""

from __future__ import annotations

from typing import Literal

from appfactory.contract.language.english import SUPERLATIVES
from appfactory.contract.language.grammar.comparisons import LEADS, read_comparison
from appfactory.contract.language.grammar.cursor import Cursor
from appfactory.contract.language.grammar.frame import Condition, Existence, Name, Ordering
from appfactory.contract.language.grammar.value_conditions import read_value_condition
from appfactory.contract.model.request import Operator

_BESIDE_ABSENCE = ("none", "not", "but_not", "distinct", *LEADS)
_FARTHEST_ABSENCE = 6
_BEFORE_NUMBERS = ("with", "that", "be", "who", "which", "where", "det", "filler")


def read_absence(cursor: Cursor) -> bool:
    """`without any orders`, `that do not have a car`, `who never visited the museum in Rome`, `not in any match`."""
    ahead = cursor.ahead_of(*_BESIDE_ABSENCE)
    while cursor.kind(ahead) == "word" and ahead < _FARTHEST_ABSENCE:
        ahead = cursor.ahead_of(*_BESIDE_ABSENCE, start=ahead + 1)
    atom = cursor.peek(ahead)
    if atom is None or atom.kind != "schema":
        return False
    table = cursor.is_table(ahead) and not (cursor.is_column(ahead + 1) and not cursor.prefers_table(ahead + 1))
    if not table or (atom.columns and not cursor.prefers_table(ahead)):
        following = cursor.ahead_of("of", "det", "with", start=ahead + 1)
        if not (cursor.is_table(following) and cursor.prefers_table(following)) or cursor.role() == "none":
            return _read_absent_value(cursor, ahead)
        ahead = following
        atom = cursor.atoms[cursor.place + ahead]
    for _ in range(ahead):
        cursor.take()
    name = cursor.name()
    existence = Existence(Name(name.tables, text=name.text), negated=True)
    cursor.frame.existences.append(existence)
    _read_absent_clause(cursor, existence)
    return True


def _read_absent_value(cursor: Cursor, ahead: int) -> bool:
    """`with no phone`, `without a buffer`: the column of the rows spoken of is empty, or 0 where it can't be."""
    atom = cursor.peek(ahead)
    tables = {sense.table for name in cursor.frame.focus for sense in name.tables if sense.score >= 0.7}
    own = [sense for sense in atom.columns if sense.table in tables and sense.score >= 0.6] if atom is not None else []
    column = cursor.lexicon.column(own[0].table, own[0].column) if own else None
    counts = column is not None and cursor.lexicon.kind(own[0].table, own[0].column) == "number"
    if column is None or cursor.role() not in {"none", "but_not"} or not (column.nullable or counts):
        return False
    for _ in range(ahead + 1):
        cursor.take()
    said = Name(tuple(own), text=column.name)
    cursor.frame.conditions.append(Condition(said, "is_null") if column.nullable else Condition(said, "eq", 0))
    return True


def _read_absent_clause(cursor: Cursor, existence: Existence) -> None:
    """What is said of the rows that must not be there, up to the end of the clause."""
    frame = cursor.frame
    while not cursor.done and cursor.role() not in {"break", "comma", "and", "or", "order", "each", "direction", "but_not", "not", "none"}:
        conditions, mentions = len(frame.conditions), len(frame.focus)
        if not (read_comparison(cursor) or read_value_condition(cursor) or read_mention(cursor)):
            break
        existence.conditions += frame.conditions[conditions:]
        existence.beyond += frame.focus[mentions:]
        del frame.conditions[conditions:], frame.focus[mentions:]


def _read_named_extreme(cursor: Cursor) -> bool:
    """`with the maximum occupancy`, where the column itself is one of maxima."""
    atom = cursor.peek()
    best = atom.columns[0] if atom is not None else None
    if atom is None or best is None or cursor.lexicon.names[best.table, best.column][0] not in {"maximum", "minimum"}:
        return False
    word = atom.text.lower().split(" ")[0]
    if word not in SUPERLATIVES or cursor.frame.limit is not None:
        return False
    direction: Literal["asc", "desc"] = "desc" if SUPERLATIVES[word][0] == "max" else "asc"
    cursor.frame.orderings.append(Ordering(cursor.name(), direction, superlative=True, word=word))
    cursor.frame.limit = 1
    return True


def _read_flag(cursor: Cursor) -> bool:
    """`that are published`: a column of yes and no of a table that is spoken of."""
    atom = cursor.peek()
    tables = {sense.table for name in cursor.frame.focus for sense in name.tables if sense.score >= 0.7}
    flags = [sense for sense in atom.columns if sense.table in tables and cursor.lexicon.kind(sense.table, sense.column) == "boolean"] if atom else []
    if not flags or flags[0].score < 0.8:
        return False
    negated = cursor.role(-1) == "not" or (cursor.role(-1) == "be" and cursor.role(-2) == "not")
    if negated:
        cursor.atoms[cursor.place - (1 if cursor.role(-1) == "not" else 2)].used = True
    cursor.frame.conditions.append(Condition(Name(tuple(flags), text=cursor.take().text), "eq", not negated))
    return True


def _is_counted_by_key(cursor: Cursor, ahead: int) -> bool:
    """True where the phrase names a table, and its best column is but a key: `more than one festival`."""
    atom = cursor.atoms[cursor.place + ahead]
    return bool(atom.columns) and cursor.lexicon.is_key(atom.columns[0].table, atom.columns[0].column)


def _verb_ahead(cursor: Cursor, ahead: int) -> int:
    """Behind a verb that stands before a number of rows: `purchased by at least two customers`."""
    if cursor.kind(ahead) not in {"schema", "word"} or cursor.is_value(ahead):
        return ahead
    behind = cursor.ahead_of("of", "be", "with", "det", start=ahead + 1)
    number = cursor.ahead_of("op", "only", "det", start=behind)
    if cursor.kind(number) != "number":
        return ahead
    atom = cursor.atoms[cursor.place + ahead]
    doing = atom.text.lower().endswith("ing") and cursor.is_table(number + 1) and cursor.prefers_table(number + 1)
    if (
        not doing
        and any(cursor.lexicon.kind(sense.table, sense.column) == "number" and sense.score >= 0.9 for sense in atom.columns[:2])
        and atom.best(table=True) < 0.9
    ):
        return ahead
    return behind


def read_number_of_rows(cursor: Cursor) -> bool:
    """`at least 3 orders`, `more than two pets`, `2 or more albums`, `exactly one`, `only one`."""
    ahead = _verb_ahead(cursor, cursor.ahead_of(*_BEFORE_NUMBERS))
    if cursor.role(ahead) in {"of", "and", "comma"}:
        compared = cursor.ahead_of("of", "and", "comma", *_BEFORE_NUMBERS, start=ahead)
        ahead = compared if cursor.role(compared) == "op" else ahead
    operator: Operator = "eq"
    start = ahead
    if cursor.role(ahead) in {"op", "only"}:
        keyword = cursor.atoms[cursor.place + ahead].keyword
        operator = "eq" if keyword is None or keyword.role == "only" else keyword.payload  # type: ignore[assignment]
        ahead = cursor.ahead_of("det", start=ahead + 1)
    atom = cursor.peek(ahead)
    if atom is None or atom.kind != "number" or not isinstance(atom.value, int):
        return False
    number = atom.value
    ahead += 1
    if cursor.role(ahead) == "or" and (after := cursor.peek(ahead + 1)) is not None and after.text.lower() in {"more", "fewer", "less", "above"}:
        operator = "gte" if after.text.lower() in {"more", "above"} else "lte"
        ahead += 2
    times = cursor.peek(ahead)
    verb = next((each for each in cursor.atoms[cursor.place : cursor.place + start] if each.kind == "schema"), None)
    if (times is not None and times.text.lower() in {"times", "time"}) or atom.text.lower() in {"once", "twice"}:
        for _ in range(ahead + (atom.text.lower() not in {"once", "twice"})):
            cursor.take()
        if verb is not None and verb.kind == "schema" and verb.tables and verb.best(table=True) >= verb.best(table=False) - 0.1:
            cursor.mention(Name(verb.tables, text=verb.text))
        cursor.frame.existences.append(Existence(None, operator=operator, number=number))
        return True
    if cursor.role(ahead) == "number_noun" and operator != "eq":
        for _ in range(ahead + 1):
            cursor.take()
        cursor.frame.existences.append(Existence(None, operator=operator, number=number))
        return True
    ahead = cursor.ahead_of("distinct", "of", "det", start=ahead)
    if not cursor.is_table(ahead) or not (cursor.prefers_table(ahead) or _is_counted_by_key(cursor, ahead)):
        return False
    if start == ahead - 1 and operator == "eq" and cursor.role(start) == "" and not cursor.frame.focus:
        return False
    for _ in range(ahead):
        cursor.take()
    name = cursor.name()
    cursor.frame.existences.append(Existence(Name(name.tables, text=name.text), operator=operator, number=number))
    return True


def read_mention(cursor: Cursor) -> bool:
    """A table or a column that stands there without a condition of its own."""
    if cursor.role():
        if cursor.role() in {
            "open",
            "break",
            "comma",
            "of",
            "be",
            "det",
            "with",
            "that",
            "filler",
            "and",
            "number_noun",
            "possessive",
            "which",
            "what",
            "who",
            "when",
            "where",
        }:
            cursor.take()
            return True
        return False
    if cursor.is_table():
        cursor.alternative = any(cursor.role(back) == "or" for back in (-1, -2, -3))
        name = cursor.name()
        cursor.mention(name)
        return True
    if cursor.is_column():
        if (cursor.role(-1) == "det" and _read_named_extreme(cursor)) or _read_flag(cursor):
            return True
        cursor.last = cursor.name(owner=cursor.subject if cursor.role(-1) == "possessive" else None)
        cursor.frame.count("bare-column")
        return True
    return False
