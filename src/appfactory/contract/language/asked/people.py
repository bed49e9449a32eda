"""Which rows are people, and to whom other rows belong."""

from __future__ import annotations

from functools import cached_property

from appfactory.contract.language.asked.reader import PartReader
from appfactory.contract.language.people import PEOPLE, are_people

_DOERS = frozenset({"by", "created", "updated", "approved", "decided"})
"""Words of foreign keys to those who did something to a row, and to whom it does not belong."""


class PeopleWords(PartReader):
    """The tokens of a question that may speak of people without naming them."""

    @cached_property
    def belonging(self) -> tuple[str, str] | None:
        """The one foreign key to people to whom rows of the table belong, with their table: of several the one whose people are no staff of it."""
        named = self.lexicon.names
        found = [
            (column, parent)
            for column, parent in self.foreign
            if (self.are_people(parent) or PEOPLE & set(named[self.table.name, column]))
            and self.lexicon.display.get(parent)
            and not _DOERS & set(named[self.table.name, column])
        ]
        return found[0] if len(found) == 1 else None

    def are_people(self, table: str) -> bool:
        """True for tables of people."""
        return are_people(self.lexicon, table)
