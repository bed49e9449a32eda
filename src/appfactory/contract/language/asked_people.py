"""Which rows are people, and to whom other rows belong."""

from __future__ import annotations

from functools import cached_property

from appfactory.compile.reserved import word_set
from appfactory.contract.language.asked import AskedWords

_PEOPLE = word_set(
    """
    user customer client member person people contact employee staff student teacher owner host guest patient driver player author artist doctor
    physician visitor passenger attendee participant worker manager coach instructor candidate lead actor singer
    """
)
_DOERS = frozenset({"by", "created", "updated", "approved", "decided"})
"""Words of foreign keys to those who did something to a row, and to whom it does not belong."""


class PeopleWords(AskedWords):
    """The tokens of a question that may speak of people without naming them."""

    @cached_property
    def belonging(self) -> tuple[str, str] | None:
        """The one foreign key to people to whom rows of the table belong, with their table: of several the one whose people are no staff of it."""
        named = self.lexicon.names
        found = [
            (column, parent)
            for column, parent in self.foreign
            if (self.are_people(parent) or _PEOPLE & set(named[self.table.name, column]))
            and self.lexicon.display.get(parent)
            and not _DOERS & set(named[self.table.name, column])
        ]
        return found[0] if len(found) == 1 else None

    def are_people(self, table: str) -> bool:
        """True for tables of people, by their names or by the parts of a person's name among their columns."""
        columns = {word for column in self.lexicon.tables[table].columns for word in self.lexicon.names[table, column.name][:1]}
        return bool(_PEOPLE & set(self.lexicon.names[table, ""])) or {"first", "last"} <= columns
