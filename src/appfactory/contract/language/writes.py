"""Writes in English: create, change, rename, move, assign, mark, delete, and verbs that say a status (`cancel`, where one is `cancelled`)."""

from __future__ import annotations

import re

from appfactory.contract.language.joins import shortest_path
from appfactory.contract.language.link import KIND_WORDS, Atom
from appfactory.contract.language.words import root_of
from appfactory.contract.language.write_states import ask_if_no_state, may_say_state, set_state, state_of_two_words, states_of_verb
from appfactory.contract.language.write_targets import read_target, rows_meant, table_at
from appfactory.contract.language.write_values import read_row
from appfactory.contract.language.writing import Sentence, UnclearError, allowed_values, is_key, typed
from appfactory.contract.model.request import Mutation, Scalar
from appfactory.contract.model.translation import Binding, Inference, Question
from appfactory.model.database import Column, Table

_POLITE = frozenset(
    [
        "please",
        "pls",
        "plz",
        "u",
        "hey",
        "hi",
        "hello",
        "can",
        "could",
        "you",
        "i",
        "want",
        "would",
        "like",
        "to",
        "need",
        "let",
        "us",
        "we",
        "now",
        "kindly",
        "go",
        "ahead",
        "and",
        "lets",
        "'s",
        "let's",
        "just",
        "then",
        "also",
        ",",
    ]
)
_CREATE = frozenset(
    ["create", "add", "insert", "register", "make", "new", "book", "schedule", "open", "record", "enter", "issue", "post", "start", "save"]
)
_CHANGE = frozenset(
    [
        "update",
        "change",
        "set",
        "modify",
        "edit",
        "rename",
        "mark",
        "move",
        "assign",
        "reschedule",
        "adjust",
        "correct",
        "switch",
        "make",
        "reassign",
        "transfer",
        "turn",
        "flag",
        "put",
        "raise",
        "lower",
    ]
)
_DELETE = frozenset(["delete", "remove", "erase", "destroy", "drop"])
_BY_AMOUNTS = frozenset(["increase", "decrease", "raise", "lower", "reduce", "extend", "shorten", "lengthen", "double", "halve"])
"""Verbs of changes that start from the value there is."""
_PIVOTS = frozenset({"to", "as", "=", "into", "with"})
_Value = Scalar | tuple[Scalar, ...]


def read_write(sentence: Sentence) -> Mutation | None:
    """The write that a text asks for; None if it asks for none. Raises UnclearError with the question where it is one but stays unclear."""
    start = _verb_place(sentence)
    if sentence.text.rstrip().endswith("?"):
        return None
    phrasal = state_of_two_words(sentence, _first_word(sentence))
    if phrasal is not None:
        _drop_final_mark(sentence)
        return set_state(sentence, *phrasal)
    if start is None:
        return None
    if sentence.tokens[start].lower in _BY_AMOUNTS and any(token.lower == "by" for token in sentence.tokens[start:]):
        raise UnclearError(Question("not-understood", "a change by an amount can't be made in one request: say what the value should be"))
    verb = sentence.tokens[start].lower
    said = sentence.tokens[start]
    sentence.bound.append(Binding(said.start, said.end, said.text, "verb"))
    after = next((index for index, atom in enumerate(sentence.atoms) if atom.start > start), len(sentence.atoms))
    _drop_final_mark(sentence)
    if verb not in _CREATE | _CHANGE | _DELETE | _BY_AMOUNTS:
        status = states_of_verb(sentence, verb, after)
        if status is None:
            ask_if_no_state(sentence, verb, after)
        return set_state(sentence, after, status) if status is not None else None
    if verb in _DELETE:
        table, column, filters = read_target(sentence, sentence.atoms[after:])
        if column:
            raise UnclearError(Question("not-understood", f"a column can't be deleted from a row; `set {column} to null` empties it"))
        return Mutation("delete", table, filters=rows_meant(filters, table))
    if verb in _CREATE and (verb not in _CHANGE or not _is_change(sentence, after)):
        return _create(sentence, start, after)
    if verb in _CHANGE | _BY_AMOUNTS:
        return _change(sentence, verb, after)
    return None


def _first_word(sentence: Sentence) -> int:
    """The place of the first word that is more than polite."""
    return next((place for place, token in enumerate(sentence.tokens) if token.lower not in _POLITE), len(sentence.tokens))


def _verb_place(sentence: Sentence) -> int | None:
    place = _first_word(sentence)
    if place >= len(sentence.tokens):
        return None
    verb = sentence.tokens[place].lower
    if verb in _CREATE | _CHANGE | _DELETE | _BY_AMOUNTS:
        return place
    return place if may_say_state(sentence, verb) else None


def _drop_final_mark(sentence: Sentence) -> None:
    while sentence.atoms and sentence.atoms[-1].role == "break":
        sentence.atoms.pop()


def _create(sentence: Sentence, verb: int, after: int) -> Mutation:
    named = table_at(sentence, after)
    first = sentence.atoms[after].start if after < len(sentence.atoms) else sentence.last
    if named is not None:
        table, noun = named[0], sentence.atoms[named[1]]
        stretches: tuple[tuple[int, int], ...] = ((first, noun.start), (noun.end, sentence.last))
    else:
        found = _table_by_kind(sentence, after) or _table_by_verb(sentence, verb)
        if found is None:
            raise UnclearError(Question("no-table", "what should be created? No table of the catalog is named"))
        table, stretches = found, ((first, sentence.last),)
    values = read_row(sentence, table, stretches)
    _complete(sentence, table, values)
    return Mutation("insert", table.name, tuple(values.items()))


def _table_by_kind(sentence: Sentence, start: int) -> Table | None:
    """The one table that has a word of the first phrases as a kind or type of its rows: `a refund of $40`."""
    for atom in sentence.atoms[start : start + 4]:
        cells = sentence.lexicon.values.get(tuple(token.lemma for token in sentence.tokens[atom.start : atom.end]), ())
        kinds = {table for table, column, _ in cells if sentence.lexicon.names[table, column][-1] in KIND_WORDS}
        if len(kinds) == 1:
            return sentence.lexicon.tables[kinds.pop()]
    return None


def _table_by_verb(sentence: Sentence, verb: int) -> Table | None:
    """The one table whose rows the verb makes: `book …`, where there are bookings."""
    found = {sense.table for sense in sentence.lexicon.roots.get((sentence.tokens[verb].root,), ()) if not sense.column and sense.score >= 0.7}
    return sentence.lexicon.tables[found.pop()] if len(found) == 1 else None


def _complete(sentence: Sentence, table: Table, values: dict[str, _Value]) -> None:
    """What goes without saying: the scope's business and place, a slug made of the name. Asks for what else is required."""
    for column, value in (("biz_id", sentence.scope.biz_id), ("location_id", sentence.scope.location_id)):
        if value and table.column(column) is not None and column not in values:
            values[column] = value
            sentence.inferences.append(Inference(f"{table.name}.{column}", value, "scope"))
    display = sentence.lexicon.display.get(table.name, "")
    slug = table.column("slug")
    if slug is not None and "slug" not in values and not slug.nullable and slug.default is None and isinstance(values.get(display), str):
        made = re.sub(r"[^a-z0-9]+", "-", str(values[display]).lower()).strip("-")
        values["slug"] = made
        sentence.inferences.append(Inference(f"{table.name}.slug", made, "display-column"))
    missing = tuple(
        column.name
        for column in table.columns
        if not column.nullable
        and column.default is None
        and not column.generated
        and column.name not in values
        and column.name not in table.primary_key
    )
    if missing:
        raise UnclearError(Question("missing-value", f"a row of {table.name} needs {', '.join(missing)}", missing))


def _is_change(sentence: Sentence, after: int) -> bool:
    """`make room 4 inactive` changes a row, `make a room` creates one."""
    article = sentence.tokens[sentence.atoms[after - 1].end].lower if after < len(sentence.atoms) else ""
    return article not in {"a", "an", "new", "another"}


def _change(sentence: Sentence, verb: str, after: int) -> Mutation:
    atoms = sentence.atoms
    pivot = next((index for index in range(len(atoms) - 2, after, -1) if atoms[index].text.lower() in _PIVOTS), None)
    if pivot is None:
        return _change_by_state(sentence, after)
    target, end = atoms[after:pivot], len(atoms)
    behind = next(
        (
            index
            for index in range(pivot + 2, len(atoms) - 1)
            if atoms[index].text.lower() in {"for", "of", "on", "where"} and table_at(sentence, index + 1)
        ),
        None,
    )
    if behind is not None:
        target, end = [*target, *atoms[behind:]], behind
    target = _without_old_value(target)
    if any(atom.text.lower() == "to" for atom in target):
        raise UnclearError(Question("not-understood", "what is changed, and to what, is not clear: `to` is said twice"))
    table_name, column, filters = read_target(sentence, target, column_first=True)
    table = sentence.lexicon.tables[table_name]
    filters = rows_meant(filters, table_name)
    if verb == "rename" and not column:
        column = sentence.lexicon.display.get(table_name, "")
    if column:
        return Mutation("update", table_name, ((column, _new_value(sentence, table, column, pivot + 1, end)),), filters)
    if verb in {"assign", "reassign", "transfer", "move"}:
        assigned = _assigned(sentence, table, sentence.slice(pivot + 1, end))
        if assigned is not None:
            return Mutation("update", table_name, (assigned,), filters)
    state = _state_said(sentence, table, sentence.slice(pivot + 1, end), named=atoms[pivot].text.lower() == "as")
    if state is not None:
        return Mutation("update", table_name, (state,), filters)
    values = read_row(sentence, table, ((atoms[pivot + 1].start, atoms[end].start if end < len(atoms) else sentence.last),))
    if not values:
        raise UnclearError(Question("missing-value", f"what should be changed in {table_name}?"))
    return Mutation("update", table_name, tuple(values.items()), filters)


def _state_said(sentence: Sentence, table: Table, said: str, *, named: bool) -> tuple[str, _Value] | None:
    """The state that words say as a whole: `as in progress`. Asks where it is said to be one (`named`) and a single word is none."""
    cells = sentence.lexicon.own_states(table.name, said)
    if len(cells) == 1:
        return next(iter(cells))
    by_status = [cell for cell in cells if cell[0] == "status"]
    if len(by_status) == 1:
        return by_status[0]
    allowed = allowed_values(sentence.lexicon, table.name, "status")
    flags = _flags_said(sentence, table, said)
    if not cells and len(flags) == 1:
        return flags[0]
    if named and not cells and allowed and said.isalpha() and not flags:
        raise UnclearError(Question("unknown-name", f'"{said}" is no status of {table.name}: it is one of {", ".join(allowed)}', allowed))
    return None


def _flags_said(sentence: Sentence, table: Table, said: str) -> list[tuple[str, _Value]]:
    """The columns of yes and no that a word says: `published`, `unpublished`, `not published`."""
    flags: list[tuple[str, _Value]] = []
    for column in table.columns:
        words = sentence.lexicon.names[table.name, column.name]
        if column.type != "boolean" or not column.name.startswith(("is_", "has_")):
            continue
        name = " ".join(words[1:] or words)
        flags += [(column.name, not prefix) for prefix in ("", "in", "un", "dis", "not ") if said.lower() == prefix + name]
    return flags


def _without_old_value(target: list[Atom]) -> list[Atom]:
    """`from X` in front of `to Y` says what was, which a change doesn't need."""
    start = next((index for index, atom in enumerate(target) if atom.text.lower() == "from" and index), None)
    return target[:start] if start is not None else target


def _new_value(sentence: Sentence, table: Table, column: str, start: int, end: int) -> _Value:
    found: Column | None = table.column(column)
    assert found is not None, "targets name columns of their table"
    raw = sentence.slice(start, end)
    if not raw:
        raise UnclearError(Question("missing-value", f"to what should {column} be set?"))
    foreign = sentence.lexicon.foreign.get((table.name, column))
    if raw.lower() in {"null", "nothing", "empty", "none"} and found.nullable:
        return None
    if foreign and not is_key(raw):
        key = sentence.key_of(foreign[0], raw)
        if not key:
            raise UnclearError(Question("unknown-name", f'no row of {foreign[0]} is called "{raw}"'))
        sentence.inferences.append(Inference(f"{table.name}.{column}", key, "foreign-key-by-name"))
        return typed(sentence, table, found, key)
    span = sentence.atoms[start].span if end == start + 1 else None
    return typed(sentence, table, found, raw, span)


def _assigned(sentence: Sentence, row: Table, name: str) -> tuple[str, _Value] | None:
    """`assign task t_1 to Ana Wong`: the one foreign key whose parent bears the name, with the key."""
    holders = []
    for (table, column), (parent, _) in sentence.lexicon.foreign.items():
        if table == row.name and shortest_path(sentence.lexicon, [table], parent) is not None and sentence.matches(parent, name):
            holders.append((column, parent))
    if len(holders) > 1:
        raise UnclearError(
            Question("tie", f'"{name}" may go into {" or ".join(column for column, _ in holders)}', tuple(column for column, _ in holders))
        )
    if not holders:
        return None
    column, parent = holders[0]
    key = sentence.key_of(parent, name)
    if not key:
        return None
    words = sentence.lexicon.names[row.name, column]
    if words[0] not in sentence.lexicon.names[parent, ""] and not any(root_of(word) == "assign" for word in words):
        sentence.doubts += 0.5
    sentence.inferences.append(Inference(f"{row.name}.{column}", key, "foreign-key-by-name"))
    return column, key


def _change_by_state(sentence: Sentence, after: int) -> Mutation:
    """`make room 4 inactive`, `mark order ord_1 confirmed`: the state stands at the end."""
    last = sentence.atoms[-1]
    table_name, _, filters = read_target(sentence, sentence.atoms[after:-1])
    table = sentence.lexicon.tables[table_name]
    own = [(column, value) for owner, column, value in last.values if owner == table_name]
    word = last.text.lower()
    if not own:
        flags = _flags_said(sentence, table, word)
        if len(flags) != 1:
            raise UnclearError(Question("not-understood", f'"{last.text}" is no state that rows of {table_name} have'))
        return Mutation("update", table_name, (flags[0],), rows_meant(filters, table_name))
    if len({column for column, _ in own}) > 1:
        raise UnclearError(
            Question(
                "tie",
                f'"{last.text}" may be said of {" or ".join(sorted({column for column, _ in own}))}',
                tuple(sorted({column for column, _ in own})),
            )
        )
    return Mutation("update", table_name, (own[0],), rows_meant(filters, table_name))
