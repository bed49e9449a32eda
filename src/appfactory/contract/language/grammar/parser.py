"""The front of a question: what is wanted (columns, aggregates, counts) and of what. The conditions behind are in `modifiers`."""

from __future__ import annotations

from appfactory.contract.language.english import KEYWORDS, STOPWORDS, Keyword, is_participle
from appfactory.contract.language.grammar.aggregates import is_column_of_owner, read_aggregates
from appfactory.contract.language.grammar.cursor import Cursor
from appfactory.contract.language.grammar.frame import Frame, Item, Name
from appfactory.contract.language.grammar.modifiers import read_group, read_modifier, read_order, read_superlative
from appfactory.contract.language.lexicon import Lexicon
from appfactory.contract.language.link import Atom

_OPENERS = ("open", "det", "filler", "break", "be", "comma", "what", "with", "and")

_ANYBODY = frozenset({"person", "people", "someone", "somebody", "anyone", "thing", "things"})
"""Words for those that a table holds, whatever it is called; without a table they say nothing."""
_ARRANGING = frozenset({"sort", "order", "arrange", "rank"})
_WHOLE = frozenset({"information", "info", "details", "data", "everything"})
"""What is asked for where the rows are wanted as they are."""
_TELLING = frozenset({"not", "none", "but_not", "op", "between", "agg", "order", "each", "both", "only"})
"""Words of the grammar that take something from the meaning if they stay unread."""


def parse(atoms: list[Atom], lexicon: Lexicon) -> Frame:
    """The frame of a question."""
    cursor = Cursor(atoms, lexicon)
    read_head(cursor)
    return finish(cursor)


def finish(cursor: Cursor) -> Frame:
    """Reads the conditions up to the end, and notes the words that stayed unread."""
    while not cursor.done:
        if cursor.role() == "break":
            _second_sentence(cursor)
        elif not read_modifier(cursor, read_items):
            cursor.place += 1
    frame = cursor.frame
    frame.unused = [atom.text for atom in cursor.atoms if not atom.used and _tells(atom, table_said=bool(frame.focus))]
    frame.everything = not frame.items and any(
        _WHOLE.intersection(atom.text.lower().split()) and atom.kind in {"key", "word"} for atom in cursor.atoms
    )
    _settle_groups(frame)
    return frame


def _tells(atom: Atom, *, table_said: bool) -> bool:
    """True for a phrase that takes something from the meaning if it stays unread."""
    word = atom.text.lower()
    if atom.kind == "key":
        return atom.role in _TELLING
    return not table_said if word in _ANYBODY else word not in STOPWORDS


def _is_table(name: Name) -> bool:
    return not name.owner and max((sense.score for sense in name.tables), default=0.0) >= max((sense.score for sense in name.columns), default=0.1)


def _settle_groups(frame: Frame) -> None:
    """`List every album`, `the name of each student`: without anything to count or add up, `each` makes no groups."""
    counting = any(item.aggregate for item in frame.items) or any(ordering.frequency or ordering.aggregate for ordering in frame.orderings)
    if counting or any(existence.operator for existence in frame.existences) or any(condition.aggregate for condition in frame.conditions):
        return
    for name in frame.groups:
        if name.tables and name.tables[0].score >= max((sense.score for sense in name.columns), default=0.0):
            frame.focus.append(name)
            frame.of_each = name
            if not frame.items and not frame.everything:
                frame.items.append(Item(name))
            for item in frame.items:
                if item.name is not None and not item.name.owner:
                    item.name.owner = name.tables
        elif not any(item.name is not None and item.name.text == name.text for item in frame.items):
            frame.items.append(Item(name))
    frame.groups = []


def _second_sentence(cursor: Cursor) -> bool:
    """A further sentence that names what is wanted: `Which X …? Give me the names.`"""
    cursor.take()
    if cursor.done:
        return False
    start = cursor.place
    cursor.skip("open", "det", "filler", "what", "be", "comma")
    if cursor.place == start:
        return False
    items = read_items(cursor)
    if items and any(item.name is None or item.name.columns or item.aggregate for item in items):
        named_only = all(item.aggregate is None and item.name is not None and _is_table(item.name) for item in cursor.frame.items)
        if cursor.frame.which or named_only:
            cursor.frame.items = []
        cursor.frame.items += items
        return True
    cursor.place = start
    return True


def read_head(cursor: Cursor) -> None:
    """Everything up to the conditions."""
    frame = cursor.frame
    while not cursor.done:
        cursor.skip(*_OPENERS)
        role = cursor.role()
        if (role == "each" and read_group(cursor)) or (role == "direction" and read_order(cursor)):
            continue
        if role == "of" and _fronted_phrase(cursor):
            continue
        if _opens(cursor):
            cursor.take()
            continue
        break
    if _asks_of_something(cursor):
        frame.which = True
    elif cursor.role() in {"which", "what"}:
        cursor.take()
        frame.which = True
        cursor.skip("det", "of", "be")
    elif cursor.role() == "who" or (cursor.role() in {"with", "that"} and cursor.atoms[cursor.place].text.lower().startswith("who")):
        cursor.take()
        frame.which = True
        cursor.skip("be", "det")
        people = tuple(sense for sense in cursor.lexicon.phrases.get(("person",), ()) if not sense.column)
        if people and cursor.kind() != "schema":
            cursor.mention(Name(people, text="who"))
            frame.items.append(Item(Name(people, text="who")))
    elif cursor.role() == "how_much" and cursor.role(1) == "be" and _read_said_last(cursor, "number"):
        pass
    elif cursor.role() in {"where", "when"}:
        _read_place_or_time(cursor)
    start = cursor.place
    if cursor.role() != "how_many" and _opened_by_what(cursor, start):
        frame.which = True
    frame.items += read_items(cursor)


def _opens(cursor: Cursor) -> bool:
    """True for a word that asks for what follows where something stands in front of it (`for each room, show …`), and for `sort the names …`."""
    atom = cursor.peek()
    if atom is None or atom.kind != "word":
        return False
    keyword = KEYWORDS.get((atom.text.lower(),))
    return (keyword is not None and keyword.role == "open") or (cursor.place == 0 and atom.text.lower() in _ARRANGING)


def _asks_of_something(cursor: Cursor) -> bool:
    """`In which cities …`, `on what days …`, `for how many clubs …`: what is asked for stands behind a preposition."""
    atom = cursor.peek()
    fronted = atom is not None and atom.role == "that" and atom.text.lower().endswith(" which")
    if not fronted and not (cursor.role() == "of" and cursor.role(1) in {"which", "what", "how_many"}):
        return False
    cursor.take()
    if cursor.role() != "how_many":
        cursor.skip("which", "what", "det", "be")
    return True


def _opened_by_what(cursor: Cursor, start: int) -> bool:
    return any(atom.role == "what" for atom in cursor.atoms[max(0, start - 4) : start])


def _fronted_phrase(cursor: Cursor) -> bool:
    """`Of all students, …`, `In the department of physics, …`: the table is noted, its conditions are read later."""
    ahead = cursor.ahead_of("of", "det")
    if cursor.is_table(ahead) and cursor.role(ahead + 1) == "comma":
        for _ in range(ahead):
            cursor.take()
        cursor.mention(cursor.name())
        return True
    return False


def _read_place_or_time(cursor: Cursor) -> None:
    """`Where is …`, `When was …`: a column of place or of time."""
    word = cursor.take().role
    if word == "when" and _read_said_last(cursor, "time"):
        return
    wanted = ("location", "address", "city", "country", "place") if word == "where" else ("date", "time", "year")
    senses = tuple(sense for text in wanted for sense in cursor.lexicon.phrases.get((text,), ()) if sense.column)
    if senses:
        cursor.frame.items.append(Item(Name(senses, text=word)))
        cursor.frame.count("where-when")
    cursor.skip("be", "det")


def _read_said_last(cursor: Cursor, kind: str) -> bool:
    """`When does the booking start?`, `how much does the offer cost?`: the column of the kind that the verb at the end names."""
    last = next((atom for atom in reversed(cursor.atoms) if atom.role != "break"), None)
    if last is None or last.kind not in {"schema", "word"} or last.tables:
        return False
    senses = tuple(sense for sense in last.columns if cursor.lexicon.kind(sense.table, sense.column) == kind)
    if not senses:
        return False
    cursor.frame.items.append(Item(Name(senses, text=last.text)))
    last.kind, last.keyword, last.used = "key", Keyword("filler"), True
    cursor.skip("how_much", "be", "det")
    if cursor.is_table() and cursor.prefers_table():
        cursor.mention(cursor.name())
    return True


def read_items(cursor: Cursor) -> list[Item]:
    """The wanted things in a row: `the name, age and average score of the students`."""
    items: list[Item] = []
    while not cursor.done:
        start = cursor.place
        cursor.skip("det", "filler", "possessive", "what", "be", "number_noun", *(("open",) if not items else ()))
        read = _read_item(cursor, items)
        if not read:
            cursor.place = start
            break
        if _owner_follows(cursor, items):
            start = cursor.place
            ahead = cursor.ahead_of("comma", "and", "det")
            if not (ahead and cursor.role() in {"and", "comma"} and _item_ahead(cursor, ahead)):
                break
        separators = cursor.ahead_of("comma", "and", "det", "filler", "what", "be")
        if separators == 0 or not any(cursor.role(index) in {"comma", "and"} for index in range(separators)):
            break
        if not _item_ahead(cursor, separators):
            break
        for _ in range(separators):
            cursor.take()
    return items


def _item_ahead(cursor: Cursor, ahead: int) -> bool:
    role = cursor.role(ahead)
    if role in {"count", "how_many", "agg", "distinct"}:
        return True
    if cursor.kind(ahead) == "super":
        return cursor.is_column(ahead + 1) or cursor.role(cursor.ahead_of("and", "comma", start=ahead + 1)) == "agg"
    if cursor.kind(ahead) != "schema" and not (cursor.kind(ahead) == "word" and cursor.is_column(ahead)):
        return False
    following = cursor.ahead_of("be", "det", start=ahead + 1)
    return not (
        cursor.role(following) in {"op", "between", "like", "before", "after"} or (cursor.is_value(following) and not cursor.prefers_table(ahead))
    )


def _read_item(cursor: Cursor, items: list[Item]) -> bool:
    role = cursor.role()
    distinct = False
    if role == "distinct":
        cursor.take()
        distinct = True
        cursor.skip("det")
        role = cursor.role()
    if role in {"how_many", "count"}:
        return _read_count(cursor, items, distinct=distinct)
    if role == "how_much":
        cursor.take()
        role = cursor.role()
    if (role == "agg" or cursor.kind() in {"super", "schema"}) and read_aggregates(cursor, items):
        return True
    if cursor.kind() == "number" and cursor.kind(1) == "super":
        cursor.place += 1
    if cursor.kind() == "super":
        return read_superlative(cursor) and _read_item(cursor, items)
    if (cursor.kind() in {"value", "moment"} or cursor.is_flag()) and cursor.is_table(1) and cursor.prefers_table(1):
        items.append(Item(_qualified_table(cursor)))
        return True
    if cursor.kind() != "schema" and not (cursor.kind() == "word" and cursor.is_column()):
        return False
    if distinct:
        cursor.frame.distinct = True
    return _read_named(cursor, items)


def _read_named(cursor: Cursor, items: list[Item]) -> bool:
    compared = cursor.role(2) in {"op", "between", "like", "before", "after"} or cursor.kind(2) in {"moment", "value", "number", "comparative"}
    if cursor.is_table() and (cursor.role(1) == "possessive" or (cursor.is_column(1) and not cursor.prefers_table(1) and not compared)):
        following = cursor.ahead_of("possessive", "det", start=1)
        if cursor.is_column(following) or cursor.kind(following) == "super" or cursor.role(following) in {"agg", "count"}:
            owner = cursor.name()
            cursor.mention(owner)
            cursor.skip("possessive", "det")
            if cursor.kind() == "schema":
                items.append(Item(cursor.name(owner=owner)))
                return True
            return _read_item(cursor, items)
    if cursor.prefers_table() and not is_column_of_owner(cursor):
        name = cursor.name()
        cursor.mention(name)
        counted = cursor.peek() is not None and cursor.atoms[cursor.place].text.lower() in {"count", "counts"}
        if counted:
            cursor.take()
        items.append(Item(Name(name.tables, text=name.text), "count") if counted else Item(name))
        return True
    items.append(Item(cursor.name()))
    return True


def _owner_follows(cursor: Cursor, items: list[Item]) -> bool:
    """`… of the students`: the owner of all wanted columns that have none yet."""
    if cursor.role() not in {"of", "possessive"} and not (cursor.role() == "det" and cursor.atoms[cursor.place].text.lower().startswith("of ")):
        return False
    ahead = cursor.ahead_of("of", "det", "distinct", "filler", "number_noun")
    if any(cursor.role(index) == "distinct" for index in range(ahead)):
        cursor.frame.distinct = True
    if cursor.kind(ahead) == "super":
        return False
    if (
        cursor.kind(ahead) == "schema"
        and not cursor.is_table(ahead)
        and items[-1].name is not None
        and items[-1].name.text.lower() in {"name", "names"}
    ):
        if not cursor.is_value(ahead + 1):
            for _ in range(ahead):
                cursor.take()
            items[-1].name = cursor.name()
            return True
        return False
    if not cursor.is_table(ahead) or (cursor.is_column(ahead + 1) and not cursor.prefers_table(ahead + 1) and cursor.is_value(ahead + 2)):
        return False
    for _ in range(ahead):
        cursor.take()
    owner = cursor.name()
    cursor.mention(owner)
    for item in items:
        if item.name is not None and not item.name.owner and item.name.columns:
            item.name.owner = owner.tables
    return True


def _read_count(cursor: Cursor, items: list[Item], *, distinct: bool) -> bool:
    cursor.take()
    cursor.skip("det", "filler", "of", "number_noun")
    if cursor.role() == "distinct":
        cursor.take()
        distinct = True
        cursor.skip("det")
    if cursor.kind() == "super":
        read_superlative(cursor)
    if (cursor.kind() in {"value", "word"} or cursor.is_flag()) and cursor.is_table(1):
        name = _qualified_table(cursor)
        items.append(Item(name, "count", distinct))
        return True
    if cursor.kind() != "schema":
        items.append(Item(None, "count", distinct))
        return True
    valued, done = cursor.peek(2), cursor.peek(1)
    passive = done is not None and is_participle(done.text.lower()) and cursor.role(2) == "of"
    if cursor.is_table() and cursor.is_column(1) and not passive and not cursor.prefers_table(1) and not (valued is not None and valued.values):
        owner = cursor.name()
        cursor.mention(owner)
        items.append(Item(cursor.name(owner=owner), "count", distinct=True))
        return True
    table = cursor.prefers_table() or (cursor.is_table() and not distinct)
    name = cursor.name()
    if table:
        name = Name(name.tables, text=name.text) if not distinct else name
        cursor.mention(name)
    items.append(Item(name, "count", distinct))
    return True


def _qualified_table(cursor: Cursor) -> Name:
    """`pop songs`: the table behind a value; the value is left for the conditions."""
    value = cursor.place
    name = Name(cursor.atoms[value + 1].senses, text=cursor.atoms[value + 1].text)
    cursor.atoms[value + 1].used = True
    cursor.atoms[value], cursor.atoms[value + 1] = cursor.atoms[value + 1], cursor.atoms[value]
    cursor.place += 1
    cursor.mention(name)
    return name
