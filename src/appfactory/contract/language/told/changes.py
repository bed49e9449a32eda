"""Changes in English: of a column `to` a value, of a row to a state, of a row and all that is said of it."""

from __future__ import annotations

from appfactory.contract.language.grammar.joins import shortest_path
from appfactory.contract.language.link import Atom
from appfactory.contract.language.moments import is_time_of_day
from appfactory.contract.language.told.row_changes import DECISIVE, attempted, change_row, row_before_colon, row_first
from appfactory.contract.language.told.single_rows import rows_that_fit
from appfactory.contract.language.told.targets import read_target, rows_meant, table_at
from appfactory.contract.language.told.values import read_row
from appfactory.contract.language.values import kind_of
from appfactory.contract.language.words import root_of
from appfactory.contract.language.writing import Sentence, UnclearError, allowed_values, is_key, typed
from appfactory.contract.model.request import Mutation, Scalar
from appfactory.contract.model.translation import Inference, Question
from appfactory.model.database import Column, Table

_PIVOTS = frozenset({"to", "as", "=", "into", "with"})
_Value = Scalar | tuple[Scalar, ...]


def change(sentence: Sentence, verb: int, after: int) -> Mutation:
    """The change that is spoken of from phrase `after` on: by what is changed, `to`, and the new value, or else by a row and what it gets."""
    words = {token.lower for token in sentence.tokens[verb:]}
    if sentence.tokens[verb].lower == "rename" and not words & _PIVOTS and ":" not in words:
        raise UnclearError(Question("missing-value", "what should the new name be?"))
    told = row_before_colon(sentence, verb)
    if told is not None:
        return told
    if not any(token.lower in _PIVOTS for token in sentence.tokens[verb:]):
        # `make the offer active and published`: of a row that is named all that follows becomes so.
        told = attempted(sentence, lambda each: change_row(each, verb + 1, each.last))
        if told is not None and len(told.values) > 1:
            return told
    attempt = sentence.attempt()
    try:
        mutation = _by_pivot(attempt, sentence.tokens[verb].lower, after)
    except UnclearError as unclear:
        if unclear.question.code in DECISIVE:
            raise
        found = row_first(sentence, verb)
        if found is None:
            raise
        return found
    keyed = sentence.lexicon.tables[mutation.table].primary_key == tuple(each.column.column for each in mutation.filters)
    if sentence.tokens[verb].lower == "make" and not keyed and rows_that_fit(sentence, mutation.table, mutation.filters) == set():
        raise UnclearError(Question("unknown-name", f"no row of {mutation.table} is the one that is spoken of"))
    sentence.adopt(attempt)
    return mutation


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
    atom = sentence.atoms[start]
    if span is not None and kind_of(found.type) == "timestamp" and is_time_of_day(sentence.tokens, atom.start, atom.end):
        raise UnclearError(Question("ambiguous-time", f"on which day at {raw}? The day that the row has now is not known here"))
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
