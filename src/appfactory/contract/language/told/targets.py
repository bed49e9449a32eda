"""Which rows a change or a deletion is about: by key, by name, or by conditions."""

from __future__ import annotations

from dataclasses import replace

from appfactory.contract.language.grammar.binding import Binder, Bound
from appfactory.contract.language.grammar.cursor import Cursor
from appfactory.contract.language.grammar.frame import Condition, Name
from appfactory.contract.language.grammar.joins import shortest_path
from appfactory.contract.language.grammar.parser import finish, read_items
from appfactory.contract.language.link import Atom
from appfactory.contract.language.told.row_references import table_of_prefix, tables_of_key
from appfactory.contract.language.told.single_rows import single_row
from appfactory.contract.language.words import lemma_of
from appfactory.contract.language.writing import Sentence, UnclearError, is_key
from appfactory.contract.model.request import ColumnReference, Filter, Query, Selection
from appfactory.contract.model.translation import Inference, Question
from appfactory.model.database import Table

_LEAST_TABLE = 0.5
_CLOSE = 0.03
_WHOLE = 0.9
_SECOND_THOUGHTS = frozenset({"should", "must", "shall", "may", "might", "keep", "keeps", "kept", "stay", "stays"})
"""Words that the grammar passes over, and that turn a request around in a clause behind it."""


def read_target(sentence: Sentence, atoms: list[Atom], *, column_first: bool = False) -> tuple[str, str, tuple[Filter, ...]]:
    """The table, the column in front of it (`the price of …`, else empty) and the filters of a target; asks where they stay unclear.

    With `column_first` a word in front of `of` and a table is a column of that table, if it has one so called.
    """
    _ask_about_second_thoughts(atoms)
    kept, keys = _without_keys(atoms)
    kept = _own_states_first(sentence, _column_in_front(kept) if column_first else kept)
    cursor = Cursor(kept, sentence.lexicon)
    cursor.skip("det", "filler", "each", "be", "of")
    cursor.frame.items = read_items(cursor)
    frame = finish(cursor)
    binder = Binder(sentence.lexicon, frame)
    binder.anchor([table for name in frame.focus if (table := binder.table(name))])
    if not binder.anchors:
        binder.anchor(tables_shown_by(sentence, kept))
    table = binder.anchors[0] if binder.anchors else ""
    said = [item.name for item in frame.items if item.name and item.name.columns and not item.aggregate and not _means_table(item.name)]
    if len(said) > 1:
        raise UnclearError(Question("not-understood", "one column at a time: to what the others are set is not clear"))
    column = binder.column(said[0]) if said else None
    if column is not None:
        _ask_which_column(binder, said[0])
    if column is not None and (not table or _names_table_only(frame.items[0].name, table)):
        column = column if not table else None
        table = table or (column.table if column else "")
    table = table or _table_of_keys(sentence, keys)
    if not table:
        raise UnclearError(Question("no-table", "no table of the catalog is named"))
    if frame.unused:
        raise UnclearError(Question("unused-words", f"what is meant by {', '.join(repr(word) for word in frame.unused)}?", tuple(frame.unused)))
    if any(item.aggregate for item in frame.items):
        raise UnclearError(Question("not-understood", "a write can't be about a sum, a number or a greatest value"))
    keyed = {found for each in frame.conditions if each.key and each.name and (found := binder.table(Name(each.name.owner)))}
    if table in keyed and len(keyed) > 1:
        tables = (table, *sorted(keyed - {table}))
        raise UnclearError(Question("tie", f"one table at a time: {' or '.join(tables)}?", tables))
    filters = _one_of_keys(
        sentence.lexicon.tables[table].primary_key, [_filter(sentence, binder, table, condition) for condition in frame.conditions]
    )
    if frame.existences or frame.orderings or frame.limit or frame.groups:
        raise UnclearError(Question("not-understood", f"which rows of {table} are meant can't be said by order or by number"))
    if frame.doubt:
        raise UnclearError(Question("ambiguous-time", f"the date may be {frame.doubt}: which is meant?", tuple(frame.doubt.split(" or "))))
    primary = sentence.lexicon.tables[table].primary_key
    one = any(name.text.lower() == lemma_of(name.text) for name in frame.focus[:1])
    told_apart = any(
        each.operator == "eq" and ((each.column.column,) == primary or sentence.lexicon.unique(table, each.column.column)) for each in filters
    )
    if keys:
        filters.append(_by_key(sentence, table, keys))
    filters = _of_its_table(sentence, table, filters)
    if one and filters and not keys and not told_apart and not single_row(sentence, table, tuple(filters)):
        sentence.vague = True
        sentence.notes.append(f"one row of {table} is spoken of, but the condition may hold for several")
    sentence.doubts += sum(
        frame.features.get(feature, 0.0) for feature in ("table-tie", "column-tie", "value-tie", "condition-unbound", "bare-column")
    )
    return table, column.column if column is not None and column.table == table else "", tuple(filters)


def tables_shown_by(sentence: Sentence, atoms: list[Atom]) -> list[str]:
    """The table whose rows are shown by one of the names, if it is just one."""
    display = sentence.lexicon.display
    tables = {table for atom in atoms if atom.kind == "value" for table, column, _ in atom.values if display.get(table) == column}
    return list(tables) if len(tables) == 1 else []


def _means_table(name: Name) -> bool:
    return not name.owner and max((sense.score for sense in name.tables), default=0.0) >= max(sense.score for sense in name.columns)


def _names_table_only(name: object, table: str) -> bool:
    tables = getattr(name, "tables", ())
    columns = getattr(name, "columns", ())
    return any(sense.table == table for sense in tables) and max(sense.score for sense in tables) >= max(
        (sense.score for sense in columns), default=0.0
    )


def _column_in_front(atoms: list[Atom]) -> list[Atom]:
    """`the balance of gift card gin_1`: a word that names a column of the table behind it names nothing else."""
    first = next((index for index, atom in enumerate(atoms) if atom.role not in {"det", "be", "filler"}), None)
    if first is None or atoms[first].kind not in {"schema", "word", "value"}:
        return atoms
    owner = next((index for index in range(first + 1, len(atoms)) if atoms[index].role not in {"of", "det"}), None)
    if owner is None or owner == first + 1 or atoms[owner].best(table=True) < _LEAST_TABLE:
        return atoms
    tables = {sense.table for sense in atoms[owner].tables}
    own = tuple(sense for sense in atoms[first].columns if sense.table in tables)
    if not own:
        return atoms
    return [*atoms[:first], replace(atoms[first], kind="schema", keyword=None, senses=own, values=()), *atoms[first + 1 :]]


def _table_of_keys(sentence: Sentence, keys: list[str]) -> str:
    """The one table that several keys are of (`bor_03 and bor_04`), empty if that can't be told."""
    tables = {table for key in keys for table in tables_of_key(sentence, key)}
    return tables.pop() if len(tables) == 1 and len(keys) > 1 else ""


def _ask_about_second_thoughts(atoms: list[Atom]) -> None:
    """Asks where a clause of its own says what should be, or stay: `…, it should be kept`."""
    place = next((index for index, atom in enumerate(atoms) if atom.role in {"comma", "break"}), len(atoms))
    said = next((atom.text for atom in atoms[place:] for word in atom.text.lower().split() if word in _SECOND_THOUGHTS), "")
    if said:
        raise UnclearError(Question("unused-words", f"what is meant by '{said}'?", (said,)))


def _own_states_first(sentence: Sentence, atoms: list[Atom]) -> list[Atom]:
    """`the pending booking`, where bookings may be `pending_approval`: a word of just one state of the rows spoken of is no state of others."""
    noun = next((atom for atom in atoms if atom.kind == "schema" and atom.best(table=True) >= max(_LEAST_TABLE, atom.best(table=False))), None)
    if noun is None:
        return atoms
    table = noun.tables[0].table
    return [_own_state(sentence, table, atom) if atom.kind in {"value", "word"} else atom for atom in atoms]


def _own_state(sentence: Sentence, table: str, atom: Atom) -> Atom:
    if any(owner == table for owner, _, _ in atom.values) or not atom.text.isalpha() or sentence.lexicon.own_states(table, atom.text):
        return atom
    word = atom.text.lower()
    cells = [
        (table, column, value)
        for (owner, column), values in sentence.lexicon.enumerated.items()
        if owner == table
        for value in values
        if word in value.replace("-", "_").split("_")
    ]
    return replace(atom, kind="value", senses=(), values=(cells[0],)) if len(cells) == 1 else atom


def _without_keys(atoms: list[Atom]) -> tuple[list[Atom], list[str]]:
    """Keys without a table in front of them stand for rows of the table that is spoken of."""
    kept: list[Atom] = []
    keys: list[str] = []
    for atom in atoms:
        if not is_key(atom.text) or atom.values:
            kept.append(atom)
            continue
        before = next((each for each in reversed(kept) if each.role not in {"det", "of", "and", "or", "comma"} and not is_key(each.text)), None)
        if before is not None and (before.tables or before.text.lower() in {"id", "ids", "key"}):
            kept.append(atom)
        else:
            keys.append(atom.text)
    return kept, keys


def _one_of_keys(primary: tuple[str, ...], filters: list[Filter]) -> list[Filter]:
    """Several keys of one column are a list: a row has just one of them."""
    merged: dict[ColumnReference, list[Filter]] = {}
    for each in filters:
        merged.setdefault(each.column, []).append(each)
    single = []
    for column, same in merged.items():
        own = (column.column,) == primary
        keys = [each.value for each in same if each.operator == "eq" and isinstance(each.value, str) and (own or is_key(each.value))]
        single += [Filter(column, "in", tuple(keys))] if len(keys) == len(same) > 1 else same
    return single


def _of_its_table(sentence: Sentence, table: str, filters: list[Filter]) -> list[Filter]:
    """The conditions; those on a key that by its prefix is of another table go to the foreign key (`bor_02's notes`). Asks if keys stay apart."""
    primary = sentence.lexicon.tables[table].primary_key
    found = []
    for each in filters:
        first = each.value[0] if isinstance(each.value, tuple) and each.value else each.value
        owner = table_of_prefix(sentence, first) if isinstance(first, str) and is_key(first) else ""
        columns = [column for (own, column), (parent, _) in sentence.lexicon.foreign.items() if (own, parent) == (table, owner)]
        elsewhere = (each.column.column,) == primary and owner != table and len(columns) == 1
        found.append(replace(each, column=ColumnReference(columns[0])) if elsewhere else each)
    if sum((each.column.column,) == primary for each in found) > 1:
        raise UnclearError(Question("not-understood", f"which rows of {table} are meant? Several keys are said, apart from each other"))
    return found


def _by_key(sentence: Sentence, table: str, keys: list[str]) -> Filter:
    primary = sentence.lexicon.tables[table].primary_key
    if len(primary) != 1:
        raise UnclearError(Question("missing-value", f"rows of {table} have no key of one column"))
    return Filter(ColumnReference(primary[0]), "eq", keys[0]) if len(keys) == 1 else Filter(ColumnReference(primary[0]), "in", tuple(keys))


def _ask_which_column(binder: Binder, name: Name | None) -> None:
    """Two columns of one table that a part of their names says equally well are asked about: what is written stays written."""
    scored = binder.columns(name) if name else []
    close = [bound for score, bound in scored if score >= scored[0][0] - _CLOSE and bound.table == scored[0][1].table]
    whole = max((sense.score for sense in name.columns), default=0.0) >= _WHOLE if name else True
    if len(close) > 1 and not whole:
        columns = tuple(bound.column for bound in close)
        raise UnclearError(Question("tie", f"which column of {close[0].table} is meant: {' or '.join(columns)}?", columns))


def _filter(sentence: Sentence, binder: Binder, table: str, condition: Condition) -> Filter:
    _ask_which_column(binder, condition.name)
    bound = binder.condition(condition)
    if bound is None:
        named = str(condition.value)
        raise UnclearError(Question("unknown-name", f'"{named}" is no value that any row of {table} has, as far as can be seen'))
    column, value = bound
    if column.table == table:
        if condition.operator == "eq" and isinstance(value, str) and column.column == sentence.lexicon.display.get(table) and condition.candidates:
            return _by_name(sentence, table, value, column)
        return Filter(ColumnReference(column.column), condition.operator, value)
    return _through(sentence, table, column, condition, value)


def _by_name(sentence: Sentence, table: str, name: str, column: Bound) -> Filter:
    """A row by its name is a row by its key, if just one bears the name."""
    key = sentence.key_of(table, name)
    primary = sentence.lexicon.tables[table].primary_key
    if not key or len(primary) != 1:
        return Filter(ColumnReference(column.column), "eq", name)
    sentence.inferences.append(Inference(f"{table}.{primary[0]}", key, "foreign-key-by-name"))
    return Filter(ColumnReference(primary[0]), "eq", key)


def _through(sentence: Sentence, table: str, column: Bound, condition: Condition, value: object) -> Filter:
    """A condition on a table that this one refers to: by its key if a name tells it, else by a nested query."""
    path = shortest_path(sentence.lexicon, [table], column.table)
    if path is None or len(path.edges) != 1 or path.ties or len(path.edges[0].pairs) != 1:
        raise UnclearError(
            Question(
                "not-understood",
                f"how {column.table} bears on {table} is not clear",
                tuple(edge.pairs[0][0] for edge in path.edges) if path else (),
            )
        )
    own, other = path.edges[0].pairs[0]
    if condition.key and column.column == other and not path.edges[0].many:
        return Filter(ColumnReference(own), condition.operator, value)  # type: ignore[arg-type]
    if condition.operator == "eq" and isinstance(value, str) and column.column == sentence.lexicon.display.get(column.table):
        key = sentence.key_of(column.table, value)
        if key:
            sentence.inferences.append(Inference(f"{table}.{own}", key, "foreign-key-by-name"))
            return Filter(ColumnReference(own), "eq", key)
    sentence.doubts += 0.5
    nested = Query(column.table, (Selection(ColumnReference(other)),), filters=(Filter(ColumnReference(column.column), condition.operator, value),))  # type: ignore[arg-type]
    return Filter(ColumnReference(own), "in", nested)


def rows_meant(filters: tuple[Filter, ...], table: str) -> tuple[Filter, ...]:
    """The filters, of which a write needs at least one."""
    if not filters:
        raise UnclearError(Question("missing-value", f"which rows of {table}? A write needs a key, a name or a condition"))
    return filters


def table_at(sentence: Sentence, start: int) -> tuple[Table, int] | None:
    """The first table named within a few phrases, and its place."""
    for index in range(start, min(start + 4, len(sentence.atoms))):
        atom = sentence.atoms[index]
        if atom.kind == "schema" and atom.best(table=True) >= max(0.5, atom.best(table=False) - 0.2):
            best = [sense for sense in atom.tables if sense.score >= atom.tables[0].score - 0.05]
            if len(best) > 1:
                best.sort(key=lambda sense: len(sentence.lexicon.names[sense.table, ""]))
                sentence.doubts += 0.5
            return sentence.lexicon.tables[best[0].table], index
    return None
