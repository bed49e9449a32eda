"""Changes in English: of a column `to` a value, of a row to a state, of a row and all that is said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from appfactory.contract.language.joins import shortest_path
from appfactory.contract.language.link import Atom
from appfactory.contract.language.row_references import references_at
from appfactory.contract.language.words import root_of, tokenize
from appfactory.contract.language.write_targets import read_target, rows_meant, table_at
from appfactory.contract.language.write_values import read_row
from appfactory.contract.language.writing import Sentence, UnclearError, allowed_values, is_key, typed
from appfactory.contract.model.request import Mutation, Scalar
from appfactory.contract.model.translation import Inference, Question
from appfactory.model.database import Column, Table

_PIVOTS = frozenset({"to", "as", "=", "into", "with"})
_DECISIVE = frozenset({"ambiguous-name", "ambiguous-time", "tie"})
"""Codes of questions that another reading would not answer."""
_Value = Scalar | tuple[Scalar, ...]


def change(sentence: Sentence, verb: int, after: int) -> Mutation:
    """The change that is spoken of from phrase `after` on: by what is changed, `to`, and the new value, or else by a row and what it gets."""
    attempt = sentence.attempt()
    try:
        mutation = _by_pivot(attempt, sentence.tokens[verb].lower, after)
    except UnclearError as unclear:
        if unclear.question.code in _DECISIVE:
            raise
        found = _row_first(sentence, verb)
        if found is None:
            raise
        return found
    sentence.adopt(attempt)
    return mutation


def _row_first(sentence: Sentence, verb: int) -> Mutation | None:
    """`update Pier House: zip code 01970`, `for order bor_08 set the offer to Clear Path`, `set quantity of line bol_3 to 5`; None if it is not."""
    last = sentence.last
    if verb and sentence.tokens[0].lower == "for":
        return _attempted(sentence, lambda attempt: change_row(attempt, 1, verb, rest=(verb + 1, last)))
    return _attempted(sentence, lambda attempt: change_row(attempt, verb + 1, last)) or _attempted(
        sentence, lambda attempt: _column_first(attempt, verb) or flag_first(attempt, verb)
    )


def _attempted(sentence: Sentence, read: Callable[[Sentence], Mutation | None]) -> Mutation | None:
    attempt = sentence.attempt()
    try:
        mutation = read(attempt)
    except UnclearError as unclear:
        if unclear.question.code in _DECISIVE:
            raise
        return None
    if mutation is not None:
        sentence.adopt(attempt)
    return mutation


def change_row(sentence: Sentence, start: int, end: int, rest: tuple[int, int] | None = None) -> Mutation | None:
    """A row that is referred to from token `start` on, and behind it all that is changed of it; None if no row is. Asks where several fit."""
    changes: list[tuple[Sentence, Mutation]] = []
    asked: UnclearError | None = None
    for reference in references_at(sentence, start, end):
        stretch = rest or (reference.end, end)
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
            changes.append((attempt, Mutation("update", table.name, tuple(values.items()), filters)))
    if len(changes) > 1:
        tables = tuple(mutation.table for _, mutation in changes)
        raise UnclearError(Question("tie", f"a row of which table is meant: {' or '.join(tables)}?", tables))
    if not changes:
        if asked is not None:
            raise asked
        return None
    sentence.adopt(changes[0][0])
    return changes[0][1]


def flag_first(sentence: Sentence, start: int) -> Mutation | None:
    """`turn off auto renew for membership mbs_1`, `allow a waitlist on Morning Yoga`: what is granted or denied, and the row; None if it is not."""
    tokens, last = sentence.tokens, sentence.last
    for place in range(start + 1, last - 1):
        if tokens[place].lower not in {"for", "of", "on", "in", "at"}:
            continue
        for reference in references_at(sentence, place + 1, last):
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
    """`set quantity of line bol_3 to 5`: a column, the row that it is of, and behind `to` the value."""
    tokens, last = sentence.tokens, sentence.last
    for place in range(verb + 2, last - 2):
        if tokens[place].lower not in {"of", "for", "on", "in"}:
            continue
        for reference in references_at(sentence, place + 1, last):
            if reference.end + 1 >= last or tokens[reference.end].lower not in {"to", "=", ":", "as", "into"}:
                continue
            column = sentence.text[tokens[verb + 1].start : tokens[place - 1].end]
            text = f"{column}: {sentence.text[tokens[reference.end + 1].start : tokens[last - 1].end]}"
            told = replace(sentence.attempt(), text=text, tokens=tokenize(text), atoms=[], spellings={})
            filters = reference.filters(told)
            try:
                values = read_row(told, sentence.lexicon.tables[reference.table], ((0, told.last),))
            except UnclearError:
                continue
            if len(values) == 1:
                sentence.adopt(replace(told, bound=sentence.bound))
                return Mutation("update", reference.table, tuple(values.items()), filters)
    return None


def _by_pivot(sentence: Sentence, verb: str, after: int) -> Mutation:
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
