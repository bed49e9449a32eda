"""States that verbs say: `cancel` where a status can be `cancelled`, `publish` where there is `is_published`."""

from __future__ import annotations

from dataclasses import replace

from appfactory.compile.reserved import word_set
from appfactory.contract.language.english import KEYWORDS
from appfactory.contract.language.told.row_references import RowReference, rows_at
from appfactory.contract.language.told.single_rows import single_row
from appfactory.contract.language.told.targets import read_target, rows_meant, table_at, tables_shown_by
from appfactory.contract.language.told.values import read_row
from appfactory.contract.language.values import is_temporal
from appfactory.contract.language.words import lemma_of, root_of
from appfactory.contract.language.writing import Sentence, UnclearError, allowed_values, is_key
from appfactory.contract.model.request import ColumnReference, Filter, Mutation, Scalar
from appfactory.contract.model.translation import Inference, Question
from appfactory.model.database import Table

_STATES = {
    "activate": ("active", "enabled"), "deactivate": ("inactive", "disabled"), "reactivate": ("active",), "enable": ("enabled", "active"),
    "disable": ("disabled", "inactive"), "reopen": ("open",), "close": ("closed",), "finish": ("finished", "completed"), "end": ("ended",),
    "send": ("sent",), "pay": ("paid",), "win": ("won",), "lose": ("lost",), "sell": ("sold",), "hold": ("held", "on_hold"),
    "withdraw": ("withdrawn",), "freeze": ("frozen",), "begin": ("begun", "started", "in_progress"), "start": ("started", "in_progress"),
    "retire": ("retired", "archived", "inactive"), "discontinue": ("discontinued", "archived"), "shelve": ("shelved", "archived"),
    "terminate": ("terminated", "ended", "cancelled"), "abort": ("aborted", "cancelled"), "launch": ("launched", "active", "published"),
    "resume": ("active",), "unpause": ("active",), "unblock": ("active",), "unsuspend": ("active",), "reinstate": ("active",),
}  # fmt: skip
"""States that verbs lead to and whose words they do not share."""
_COMMANDS = word_set(
    """
    take throw sell promote demote bring extend prolong shorten refund pull kick upgrade downgrade swap replace push shift hand offer grant give put
    make let set charge invoice email notify remind transfer assign move change fix book cancel update delete remove mark add create rename
    """
)
"""Verbs that tell to do something, and that ask for no rows."""
_SURE_COMMANDS = word_set("update change set cancel delete remove mark add create assign move rename book make put")
_BEFORE_COMMANDS = word_set("please pls plz now and , so then just kindly")
_PARTICLES = frozenset({"in", "out", "off", "up"})
_UNMADE = {
    "disable": ("enabled", "active"),
    "deactivate": ("active", "enabled"),
    "disconnect": ("connected",),
    "hide": ("visible", "published", "public", "listed"),
}
"""Flags that verbs take back whose words they do not share."""
_Value = Scalar | tuple[Scalar, ...]


def may_say_state(sentence: Sentence, verb: str) -> bool:
    """True for the base form of a verb that may say a state of the catalog, and no word of the grammar."""
    keyword = KEYWORDS.get((verb,))
    if lemma_of(verb) != verb or verb.endswith(("ing", "ed")) or (keyword is not None and keyword.role != "filler"):
        return False
    states = sentence.lexicon.states
    if verb not in _STATES and verb in sentence.lexicon.adjectives:
        # `mobile resources`: the very word of a column of yes and no is an adjective.
        return False
    return verb in _STATES or root_of(verb) in states or root_of(verb.removeprefix("un")) in states


def state_of_two_words(sentence: Sentence, place: int) -> tuple[int, list[tuple[str, _Value]]] | None:
    """`check in booking bor_1`, where a booking can be `checked_in`: the place behind the verb, and the state of the table there."""
    if place + 2 >= len(sentence.tokens) or sentence.tokens[place + 1].lower not in _PARTICLES:
        return None
    after = next((index for index, atom in enumerate(sentence.atoms) if atom.start >= place + 2), len(sentence.atoms))
    found = table_at(sentence, after)
    if found is None:
        return None
    cells = _cells_of_two_words(sentence, found[0].name, sentence.tokens[place].root, sentence.tokens[place + 1].lower)
    return (after, cells) if cells else None


def state_of_two_words_of_row(sentence: Sentence, place: int) -> Mutation | None:
    """`check in bor_1`, `check bor_1 in`: the row by its key or its name, or by what is said of it."""
    if place >= sentence.last:
        return None
    verb = sentence.tokens[place].lower
    said = {particle for particle in _PARTICLES for form in (verb, f"{verb}d", f"{verb}ed", f"{verb}{verb[-1]}ed")
            if (form, particle) in sentence.lexicon.values}  # fmt: skip
    for index in [index for index in range(place + 1, sentence.last) if sentence.tokens[index].lower in said]:
        start, end = (place + 2, sentence.last) if index == place + 1 else (place + 1, index)
        if end < sentence.last and index + 1 != sentence.last:
            continue
        found: list[Mutation] = []
        for reference in rows_at(sentence, start, end) if start < end else ():
            table = reference.table
            cells = _cells_of_two_words(sentence, table, sentence.tokens[place].root, sentence.tokens[index].lower)
            if len(cells) == 1 and reference.end == end:
                found.append(Mutation("update", table, tuple(_with_time(sentence, table, cells[0])), reference.filters(sentence)))
            elif not cells and reference.end == end and reference.key:
                found += _of_whom(sentence, reference, sentence.tokens[place].root, sentence.tokens[index].lower)
        if len(found) == 1:
            return found[0]
    return None


def _of_whom(sentence: Sentence, reference: RowReference, verb: str, particle: str) -> list[Mutation]:
    """`check Bo Berg in`: the one row of his that can be so. Asks which one it is if there are several."""
    found: list[Mutation] = []
    for table, key in sentence.lexicon.children.get(reference.table, ()):
        cells = _cells_of_two_words(sentence, table, verb, particle)
        if len(cells) != 1 or len(sentence.lexicon.tables[table].primary_key) != 1:
            continue
        condition = Filter(ColumnReference(key), "eq", reference.key)
        row = single_row(sentence, table, (condition,))
        if row:
            own = Filter(ColumnReference(sentence.lexicon.tables[table].primary_key[0]), "eq", row)
            found.append(Mutation("update", table, tuple(_with_time(sentence, table, cells[0])), (own,)))
            sentence.doubts += 0.5
    return found


def _cells_of_two_words(sentence: Sentence, table: str, verb: str, particle: str) -> list[tuple[str, _Value]]:
    """The states of a table that a verb and its particle say: `check` and `in` say `checked_in`."""
    cells: list[tuple[str, _Value]] = []
    for (owner, column), values in sentence.lexicon.enumerated.items():
        if owner == table:
            parted = ((value, value.replace("-", "_").split("_")) for value in values)
            cells += [(column, value) for value, words in parted if len(words) == 2 and words[1] == particle and root_of(words[0]) == verb]
    return cells


def _status_columns(sentence: Sentence, table: str, root: str) -> list[tuple[str, str]]:
    cells = {
        (column, value) for found in sentence.lexicon.values.values() for other, column, value in found if other == table and root_of(value) == root
    }
    return sorted(cells)


def _flags(sentence: Sentence, table: Table, verb: str) -> list[tuple[str, _Value]]:
    """The columns of yes and no that a verb sets: `publish` makes `is_published` true, `unpublish` false."""
    flags: list[tuple[str, _Value]] = []
    for column in table.columns:
        word = sentence.lexicon.names[table.name, column.name][-1]
        if column.type != "boolean" or not (column.name.startswith(("is_", "has_")) or column.name == word):
            continue
        if root_of(word) == root_of(verb) or word in _STATES.get(verb, ()):
            flags.append((column.name, True))
        elif word in _UNMADE.get(verb, ()) or (verb.startswith("un") and root_of(word) == root_of(verb.removeprefix("un"))):
            flags.append((column.name, False))
    return flags


def states_of_verb(sentence: Sentence, verb: str, after: int) -> list[tuple[str, _Value]] | None:
    """The columns and values of the named table that the verb says, or None if it says none."""
    found = table_at(sentence, after)
    shown = tables_shown_by(sentence, sentence.atoms[after:]) if found is None else []
    if found is None and len(shown) != 1:
        return None
    return _states_in(sentence, found[0] if found is not None else sentence.lexicon.tables[shown[0]], verb)


def _states_in(sentence: Sentence, table: Table, verb: str) -> list[tuple[str, _Value]] | None:
    """The columns and values of a table that a verb says, or None if it says none."""
    cells: list[tuple[str, _Value]] = [*_status_columns(sentence, table.name, root_of(verb))]
    for state in _STATES.get(verb, ()) if not cells else ():
        cells += [cell for cell in _status_columns(sentence, table.name, root_of(state)) if cell[1] == state]
        if cells:
            break
    if any(value == verb for _, value in cells):
        return None
    return cells or _flags(sentence, table, verb) or None


def ask_if_no_state(sentence: Sentence, verb: str, after: int) -> None:
    """`close the location North Hall`, where locations have no such state: a command all the same, and no question about rows."""
    first = next((index for index in range(after, len(sentence.atoms)) if sentence.atoms[index].role != "det"), len(sentence.atoms))
    _ask_of_row(sentence, verb, after)
    found = table_at(sentence, after)
    if found is None or found[1] != first or (verb,) in sentence.lexicon.values or first + 1 >= len(sentence.atoms):
        return
    behind = sentence.atoms[first + 1]
    if is_key(behind.text) or behind.kind in {"value", "literal"} or (behind.kind == "word" and behind.text[:1].isupper()):
        allowed = allowed_values(sentence.lexicon, found[0].name, "status")
        hint = f"; its states are {', '.join(allowed)}" if allowed else ""
        raise UnclearError(Question("unknown-name", f'rows of {found[0].name} have no state that "{verb}" says{hint}', allowed))


def ask_if_command(sentence: Sentence) -> None:
    """Asks where a verb of doing stands in front of a row: `take the coat out of the shop` is no question about rows, whatever it tells to do."""
    for place, token in enumerate(sentence.tokens[:-1]):
        opens = all(each.lower in _BEFORE_COMMANDS for each in sentence.tokens[:place])
        behind = place > 0 and sentence.tokens[place - 1].text in {",", ";", ".", "!", "–", "—"}
        if token.lower not in _COMMANDS or not (opens or (behind and token.lower in _SURE_COMMANDS)):
            continue
        try:
            command = bool(rows_at(sentence, place + 1, sentence.last))
        except UnclearError:
            command = True
        if command:
            text = f'what "{token.text}" should do here can\'t be told: say which column becomes what, or which state'
            raise UnclearError(Question("not-understood", text))


def _ask_of_row(sentence: Sentence, verb: str, after: int) -> None:
    """Asks where nothing but a row by its key follows a word that names nothing of the catalog: `approve bor_07` is a command, too."""
    place = sentence.atoms[after].start if after < len(sentence.atoms) else sentence.last
    known = {sense.table for sense in sentence.lexicon.phrases.get((lemma_of(verb),), ())}
    if known or place >= sentence.last or not any(is_key(token.text) for token in sentence.tokens[place:]):
        return
    references = [each for each in rows_at(sentence, place, sentence.last) if each.end == sentence.last]
    if references:
        allowed = allowed_values(sentence.lexicon, references[0].table, "status")
        hint = f"; its states are {', '.join(allowed)}" if allowed else ""
        raise UnclearError(Question("unknown-name", f'rows of {references[0].table} have no state that "{verb}" says{hint}', allowed))


def state_of_row(sentence: Sentence, verb: int) -> Mutation | None:
    """`reactivate Old Mill`, `cancel bor_03, reason "Weather"`, `archive Clear Path and Gala Ticket`; None if no row is right behind the verb.

    What stands behind one row must all be said of it.
    """
    last = sentence.last
    found: list[tuple[Sentence, Mutation]] = []
    for reference in rows_at(sentence, verb + 1, last):
        table = sentence.lexicon.tables[reference.table]
        cells = _states_in(sentence, table, sentence.tokens[verb].lower) or []
        named = [cell for cell in cells if cell[0] == "status"] or cells
        if len(named) != 1:
            continue
        attempt = sentence.attempt()
        others = _others_behind(attempt, reference)
        filters = reference.filters(attempt)
        if others:
            for other in others:
                other.filters(attempt)
            filters = (replace(filters[0], operator="in", value=(reference.key, *(other.key for other in others))),)
        values = dict(_with_time(attempt, table.name, named[0]))
        end = others[-1].end if others else reference.end
        try:
            values |= read_row(attempt, table, ((end, last),)) if end < last and not others else {}
        except UnclearError:
            continue
        if values[named[0][0]] == named[0][1] and (end == last or not others):
            found.append((attempt, Mutation("update", table.name, tuple(values.items()), filters)))
    if len(found) != 1:
        return None
    sentence.adopt(found[0][0])
    return found[0][1]


def _others_behind(sentence: Sentence, first: RowReference) -> list[RowReference]:
    """Further rows of the same table, behind `and` or a comma."""
    found: list[RowReference] = []
    end, last = first.end, sentence.last
    while end + 1 < last and sentence.tokens[end].lower in {",", "and"}:
        start = end + 1 + (sentence.tokens[end + 1].lower == "and")
        same = [each for each in rows_at(sentence, start, last) if each.table == first.table] if start < last else []
        if len(same) != 1:
            break
        found.append(same[0])
        end = same[0].end
    return found


def set_state(sentence: Sentence, after: int, cells: list[tuple[str, _Value]]) -> Mutation:
    """The change of the rows spoken of to a state, with the time of that state if the table keeps one."""
    table, column, filters = read_target(sentence, sentence.atoms[after:])
    named = [cell for cell in cells if cell[0] == "status"] or cells
    if len(named) > 1:
        raise UnclearError(Question("tie", f"which is meant: {' or '.join(name for name, _ in named)}?", tuple(name for name, _ in named)))
    if column:
        sentence.doubts += 1
    values = _with_time(sentence, table, named[0])
    # Who says the new state once more (`… (status inactive)`) speaks of no rows that have it already.
    narrowing = tuple(each for each in filters if (each.column.column, each.operator, each.value) != (named[0][0], "eq", named[0][1]))
    return Mutation("update", table, tuple(values), rows_meant(narrowing, table))


def _with_time(sentence: Sentence, table: str, state: tuple[str, _Value]) -> list[tuple[str, _Value]]:
    """The state, and now as its time if the table keeps one."""
    values: list[tuple[str, _Value]] = [state]
    marked = sentence.lexicon.tables[table].column(f"{state[1]}_at" if isinstance(state[1], str) else f"{state[0].removeprefix('is_')}_at")
    if marked is not None and is_temporal(marked.type):
        values.append((marked.name, sentence.clock.now))
        sentence.inferences.append(Inference(f"{table}.{marked.name}", sentence.clock.now.isoformat(), "clock"))
    return values
