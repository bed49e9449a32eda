"""Which tables are of people, and which tables link people with other rows."""

from __future__ import annotations

from appfactory.compile.reserved import word_set
from appfactory.contract.language.lexicon import Lexicon

PEOPLE = word_set(
    """
    user customer client member person people contact employee staff student teacher owner host guest patient driver player author artist doctor
    physician visitor passenger attendee participant worker manager coach instructor candidate lead actor singer
    """
)
"""Words for people."""
_REACHED = frozenset({"email", "mail"})
_PLACED = frozenset({"address", "city", "town", "postal", "zip", "latitude", "timezone"})
"""Words of columns that people have, and of those that places and firms have."""


def are_people(lexicon: Lexicon, table: str) -> bool:
    """True for tables of people: by their names, by the parts of a person's name among their columns, or because they have names and mail."""
    known = lexicon.peopled.get(table)
    if known is None:
        known = lexicon.peopled[table] = _are_people(lexicon, table)
    return known


def _are_people(lexicon: Lexicon, table: str) -> bool:
    words = {word for column in lexicon.tables[table].columns for word in lexicon.names[table, column.name]}
    first = {lexicon.names[table, column.name][0] for column in lexicon.tables[table].columns}
    reached = bool(lexicon.display.get(table)) and bool(_REACHED & words) and not _PLACED & words
    return bool(PEOPLE & set(lexicon.names[table, ""])) or {"first", "last"} <= first or reached


def linking(lexicon: Lexicon, owner: str) -> list[str]:
    """The tables that link rows of a table with others and are called after it, or the one table that links them with people."""
    children = {child for child, _ in lexicon.children.get(owner, ()) if len(lexicon.parents.get(child, ())) > 1}
    after = sorted(child for child in children if lexicon.names[child, ""][0] == lexicon.names[owner, ""][0])
    if after or are_people(lexicon, owner) or owner in lexicon.hubs:
        return after
    peopled = sorted(child for child in children if any(are_people(lexicon, parent) for _, parent in lexicon.parents[child] if parent != owner))
    return peopled if len(peopled) == 1 else []
