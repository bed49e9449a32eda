"""What is added up, averaged, or the greatest of its kind: `the average and maximum age`, `total number of …`, `the highest salary`."""

from __future__ import annotations

from appfactory.contract.language.english import SUPERLATIVES
from appfactory.contract.language.grammar.cursor import Cursor
from appfactory.contract.language.grammar.frame import Item, Name
from appfactory.contract.language.lexicon import Lexicon
from appfactory.contract.language.words import lemma_of
from appfactory.contract.model.request import Aggregate

_EXTREMES = frozenset(
    {
        "highest", "lowest", "maximum", "minimum", "largest", "smallest", "greatest", "max", "min", "longest", "shortest", "most", "least", "latest",
        "earliest", "maximal", "minimal", "biggest", "best",
    }
)  # fmt: skip
_CALLED_SO = 0.9


def _functions_ahead(cursor: Cursor) -> tuple[list[Aggregate], int]:
    """The aggregates named in a row (`minimum, maximum and average`), and how many phrases they take."""
    functions: list[Aggregate] = []
    ahead = end = 0
    while True:
        atom = cursor.peek(ahead)
        if atom is None:
            break
        if atom.kind == "schema" and functions and atom.best(table=False) >= _CALLED_SO:
            break
        if atom.keyword is not None and atom.keyword.role == "agg" and atom.kind in {"key", "schema"}:
            functions.append(atom.keyword.payload)  # type: ignore[arg-type]
        elif atom.kind == "super" and atom.text.lower() in _EXTREMES:
            functions.append("max" if SUPERLATIVES[atom.text.lower()][0] == "max" else "min")
        else:
            break
        end = ahead + 1
        ahead = cursor.ahead_of("comma", "and", "det", start=end)
    return functions, end


def read_aggregates(cursor: Cursor, items: list[Item]) -> bool:
    """`the average and maximum age`, `average of the age`, `total number of …`, `the highest salary`."""
    functions, end = _functions_ahead(cursor)
    if not functions:
        return False
    start = cursor.place
    if end == 1 and cursor.kind() == "schema" and is_column_of_owner(cursor):
        return _read_column_as_sum(cursor, items, functions[0])
    extreme = cursor.kind() == "super"
    for _ in range(end):
        cursor.take()
    cursor.skip("det", "of", "filler", "distinct", "number_noun")
    if cursor.role() in {"count", "how_many"}:
        cursor.take()
        cursor.skip("det", "of", "distinct")
    owner = None
    if cursor.is_table() and (cursor.is_column(1) or cursor.role(1) == "possessive") and not cursor.is_value(1):
        owner = cursor.name()
        cursor.mention(owner)
        cursor.skip("possessive")
    if cursor.is_column() and not (extreme and len(functions) == 1 and (cursor.prefers_table() or not _measures(cursor))):
        name = cursor.name(owner=owner)
        items += [Item(Name(name.columns, name.owner, name.text), function) for function in functions]
        while cursor.role() == "and" and cursor.peek() is not None and cursor.is_column(1) and not cursor.prefers_table(1) and _measures(cursor, 1):
            cursor.take()
            name = cursor.name(owner=owner)
            items += [Item(Name(name.columns, name.owner, name.text), function) for function in functions]
        return True
    if cursor.is_table() and functions == ["sum"]:
        name = cursor.name()
        cursor.mention(name)
        items.append(Item(Name(name.tables, text=name.text), "count"))
        return True
    if owner is not None:
        cursor.frame.focus.pop()
    cursor.place = start
    return False


def is_column_of_owner(cursor: Cursor) -> bool:
    """`the total of the bookings`, where bookings have a column that is called so."""
    owner = cursor.ahead_of("of", "det", start=1)
    if owner == 1 or not cursor.is_table(owner) or not cursor.prefers_table(owner):
        return False
    tables = {sense.table for sense in cursor.atoms[cursor.place + owner].tables[:1]}
    return any(sense.table in tables and sense.score >= _CALLED_SO for sense in cursor.atoms[cursor.place].columns)


def _read_column_as_sum(cursor: Cursor, items: list[Item], function: Aggregate) -> bool:
    """The column of one row as it is, of several rows added up."""
    name = cursor.name()
    owner = cursor.atoms[cursor.place + cursor.ahead_of("of", "det")].text.lower()
    one = lemma_of(owner.split(" ")[-1]) == owner.split(" ")[-1]
    items.append(Item(Name(name.columns, text=name.text), None if one else function))
    return True


def _measures(cursor: Cursor, ahead: int = 0) -> bool:
    atom = cursor.peek(ahead)
    return atom is not None and any(_measurable(cursor.lexicon, sense.table, sense.column) for sense in atom.columns[:3])


def _measurable(lexicon: Lexicon, table: str, column: str) -> bool:
    return lexicon.kind(table, column) in {"number", "time"} and not lexicon.is_key(table, column)
