"""Conditions that need no word of comparison: keys, cells, states, and values said of a column."""

from __future__ import annotations

from appfactory.contract.language.grammar.comparisons import LEADS, ONWARDS, column_ahead, columns_by_words
from appfactory.contract.language.grammar.cursor import Cursor
from appfactory.contract.language.grammar.frame import Condition, Name
from appfactory.contract.language.lexicon import Sense
from appfactory.contract.language.link import Atom
from appfactory.contract.language.moments import is_year
from appfactory.contract.language.spans import Span, spanning
from appfactory.contract.language.writing import KEY, is_key
from appfactory.contract.model.request import Operator

_SPOKEN_OF = 0.7
_NUMBERED = frozenset({"number", "numbered", "no", "#", "id", "code"})
"""Words between a column and a number that only say that it is one."""


def _behind_lead(cursor: Cursor) -> int:
    """How far ahead a condition begins: behind words that say nothing more, and behind an unknown verb after `not`."""
    ahead = cursor.ahead_of(*LEADS, "and", "or", "comma", "not", "none", "both", "but_not", "number_noun")
    if cursor.role(ahead - 1) == "not" and cursor.kind(ahead) == "word" and not cursor.is_column(ahead):
        behind_verb = cursor.ahead_of("of", "det", "with", start=ahead + 1)
        ahead = behind_verb if cursor.is_value(behind_verb) else ahead
    if any(cursor.role(index) == "both" for index in range(ahead)):
        cursor.frame.count("both")
    return ahead


def read_key(cursor: Cursor) -> bool:
    """`booking bor_1`, `the stays of boats boat_1 and boat_2`: the row of the table in front that has the key."""
    atom = cursor.peek()
    if atom is not None and atom.kind == "number":
        return _read_numbered(cursor)
    if atom is None or atom.kind != "word" or KEY.fullmatch(atom.text) is None:
        return False
    back = -1
    while cursor.role(back) in {"and", "or", "comma", "of", "be", "det"} or (
        cursor.kind(back) == "word" and is_key(cursor.atoms[cursor.place + back].text)
    ):
        back -= 1
    owner = cursor.peek(back) if cursor.place + back >= 0 else None
    if owner is None or not owner.tables or not (is_key(atom.text) or back == -1):
        return False
    keyed = [sense for sense in owner.tables if len(cursor.lexicon.tables[sense.table].primary_key) == 1]
    name = Name(tuple(Sense(sense.table, cursor.lexicon.tables[sense.table].primary_key[0], sense.score) for sense in keyed), owner.tables, "id")
    if not keyed:
        return False
    cursor.frame.conditions.append(Condition(name, "eq", cursor.take().text, joined="and" if back == -1 else "or", key=True))
    return True


def _read_numbered(cursor: Cursor) -> bool:
    """`in department 80`: the row of the table in front whose key is the number."""
    atom, owner, following = cursor.atoms[cursor.place], cursor.peek(-1), cursor.peek(1)
    if owner is None or not cursor.is_table(-1) or not cursor.prefers_table(-1) or not isinstance(atom.value, int) or not atom.text.isdigit():
        return False
    if following is not None and following.kind != "key":
        return False
    table = owner.tables[0].table
    key = cursor.lexicon.tables[table].primary_key
    if len(key) != 1 or cursor.lexicon.kind(table, key[0]) != "number":
        return False
    cursor.frame.conditions.append(Condition(Name((Sense(table, key[0], 1.0),), owner.tables[:1], "id"), "eq", cursor.take().value, key=True))
    return True


def read_value_condition(cursor: Cursor) -> bool:
    """`with status active`, `named "x"`, `whose city is Paris or Rome`, `in Paris`, `pop songs`."""
    ahead = _behind_lead(cursor)
    lead = [cursor.role(index) for index in range(ahead)]
    joined_or = cursor.alternative or "or" in lead
    name, after = column_ahead(cursor, ahead)
    place = cursor.ahead_of("be", "det", "of", "not", "filler", "with", "comma" if name else "be", "both", start=after) if name else ahead
    numbered = cursor.peek(place) if name is not None else None
    if numbered is not None and numbered.text.lower() in _NUMBERED and cursor.kind(place + 1) == "number":
        place += 1
    negated = bool({"not", "but_not", "none"} & set(lead)) or any(cursor.role(index) == "not" for index in range(after, place))
    if name is not None and not cursor.is_value(place) and _says_value(cursor, cursor.peek(ahead)) and "be" in lead:
        name, place = None, ahead
    atom = cursor.peek(place)
    if atom is not None and atom.kind == "schema" and atom.values and (_of_column(atom, name) if name else _says_value(cursor, atom)):
        atom.kind = "value"
    if atom is None or not cursor.is_value(place):
        if name is not None or not cursor.is_value(ahead):
            return _read_unknown_value(cursor, name, after, negated=negated)
        place, atom = ahead, cursor.atoms[cursor.place + ahead]
    if atom.kind == "number" and name is None and is_year(atom.value) and "of" in lead:
        name = columns_by_words(cursor, ("year", "date", "time"))
    if atom.kind == "number" and name is None and not (joined_or and cursor.last):
        return False
    name, end = _named_behind(cursor, name, atom, place)
    if name is None and _goes_on(cursor, atom, coordinated=joined_or or "and" in lead):
        name = cursor.last
    operator: Operator = "neq" if negated else "eq"
    later = cursor.peek(end + 1)
    if atom.kind == "number" and cursor.role(end) == "or" and later is not None and later.text.lower() in ONWARDS:
        operator = ONWARDS[later.text.lower()]
        end += 2
    if atom.span is not None:
        last = cursor.peek(end + 1)
        if last is not None and last.span is not None and cursor.atoms[cursor.place + end].text.lower() in {"to", "until", "till", "through"}:
            return _read_span_condition(cursor, spanning(atom.span, last.span), name, end + 2)
        return _read_span_condition(cursor, atom.span, name, end)
    condition = Condition(name, operator, atom.text if atom.kind == "value" else atom.value, atom.values, joined="or" if joined_or else "and")
    beside = (cursor.peek(-1), cursor.peek(end)) if name is None else ()
    condition.near = tuple(sense for other in beside if other is not None and other.kind == "schema" for sense in other.tables)
    condition.flags = atom.columns
    cursor.alternative = False
    for _ in range(end):
        cursor.take()
    cursor.frame.conditions.append(condition)
    cursor.last = name or Name(tuple(Sense(table, column, 0.9) for table, column, _ in atom.values), text=atom.text)
    return True


def _named_behind(cursor: Cursor, name: Name | None, atom: Atom, place: int) -> tuple[Name | None, int]:
    """`the Physics department`: the column behind its value, and where the condition ends."""
    behind = place + 1
    if name is None and atom.kind == "value" and cursor.is_column(behind) and not cursor.prefers_table(behind) and _fits(cursor, atom, behind):
        column = cursor.atoms[cursor.place + behind]
        return Name(column.columns, text=column.text), behind + 1
    return name, behind


def _goes_on(cursor: Cursor, atom: Atom, *, coordinated: bool) -> bool:
    """True for a value that is said of the column of the one before: `in Paris or Rome`, and a text that no row has."""
    if atom.kind == "literal" and not atom.values:
        return True
    said = coordinated and cursor.last is not None and bool(cursor.frame.conditions)
    return said and (atom.kind != "value" or _same_column(cursor, atom))


def _read_span_condition(cursor: Cursor, span: Span, name: Name | None, end: int) -> bool:
    """`created last week`: from the start of the span up to its end."""
    for _ in range(end):
        cursor.take()
    if span.grain == "moment":
        cursor.frame.conditions.append(Condition(name, "eq", span.start, temporal=True))
    else:
        cursor.frame.conditions += [Condition(name, "gte", span.start, temporal=True), Condition(name, "lt", span.end, temporal=True)]
    if span.doubt:
        cursor.frame.doubt = span.doubt
    return True


def _says_value(cursor: Cursor, atom: Atom | None) -> bool:
    """True for a noun that is a value of an enumeration of the table spoken of, be it the name of something else too: `resources that are assets`."""
    if atom is None or not atom.values or cursor.subject is None:
        return False
    tables = {sense.table for sense in cursor.subject.tables if sense.score >= _SPOKEN_OF}
    return any(table in tables for table, _, _ in atom.values)


def _of_column(atom: Atom, name: Name) -> bool:
    """True if the column that is named holds the value."""
    columns = {(sense.table, sense.column) for sense in name.columns}
    return any((table, column) in columns for table, column, _ in atom.values)


def _same_column(cursor: Cursor, atom: Atom) -> bool:
    last = {(sense.table, sense.column) for sense in cursor.last.columns} if cursor.last else set()
    return any((table, column) in last for table, column, _ in atom.values)


def _fits(cursor: Cursor, atom: Atom, ahead: int) -> bool:
    following = cursor.peek(ahead)
    columns = {(sense.table, sense.column) for sense in following.columns} if following else set()
    return any((table, column) in columns for table, column, _ in atom.values)


def _read_unknown_value(cursor: Cursor, name: Name | None, after: int, *, negated: bool) -> bool:
    """`whose city is Xanadu`: a text that no row has, said of a column by name."""
    if name is None:
        return False
    place = cursor.ahead_of("be", "not", start=after)
    atom = cursor.peek(place)
    if atom is None or (place == after and atom.text.isalpha()):
        return False
    if atom.text.lower() in {"null", "empty", "missing", "unknown", "blank", "unset"}:
        operator: Operator = "not_null" if negated else "is_null"
        condition = Condition(name, operator)
    elif atom.kind == "word" and (atom.text[:1].isupper() or not atom.text.isalpha()):
        condition = Condition(name, "neq" if negated else "eq", atom.text, key=is_key(atom.text))
        if not condition.key:
            cursor.frame.count("unseen-value")
    else:
        return False
    for _ in range(place + 1):
        cursor.take()
    cursor.frame.conditions.append(condition)
    cursor.last = name
    return True
