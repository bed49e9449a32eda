"""A question about somebody of rows that are only said to belong to another, which refers to somebody itself."""

from __future__ import annotations

from appfactory.contract.language.asked.words import Part
from appfactory.contract.language.lexicon import Lexicon
from appfactory.contract.model.request import ColumnReference, Filter, Join, Query, Selection

_READING = frozenset({"wanted", "filter", "table", "silent"})


def asked_of_parent(lexicon: Lexicon, table: str, parts: list[Part], words: list[str]) -> Query | None:
    """`Who gives the Rowing Basics class?`: whom the series named so refers to, rather than all whom its sessions refer to; None if it is not so.

    The rows of the table are named only by the row they belong to, and both have a foreign key of one name to the same table of people.
    """
    roles = {part.role for part in parts}
    wanted = [part for part in parts if part.role == "wanted"]
    filters = [part for part in parts if part.role == "filter"]
    if roles - _READING or len(wanted) != 1 or len(filters) != 1 or not wanted[0].through or words[:1] not in (["who"], ["whom"]):
        return None
    asked, named = wanted[0], filters[0]
    parent, key = lexicon.foreign.get((table, named.column), ("", ""))
    people = lexicon.foreign.get((table, asked.through))
    if not parent or named.operator != "eq" or named.inference is None or people is None or lexicon.foreign.get((parent, asked.through)) != people:
        return None
    if lexicon.names[parent, ""][0] != lexicon.names[table, ""][0]:
        return None
    owner, owner_key = people
    join = Join(owner, owner, ((ColumnReference(asked.through), owner_key),))
    return Query(
        parent,
        (Selection(ColumnReference(asked.column, owner)),),
        (join,),
        (Filter(ColumnReference(key), "eq", named.value),),
    )
