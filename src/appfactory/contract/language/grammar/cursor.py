"""A place in the row of linked phrases, and what can be seen from there."""

from __future__ import annotations

from dataclasses import dataclass, field

from appfactory.contract.language.grammar.frame import Frame, Name
from appfactory.contract.language.lexicon import Lexicon
from appfactory.contract.language.link import Atom

_LEAST_TABLE = 0.45


@dataclass(slots=True)
class Cursor:
    """Reads phrases from left to right; `last` is the column spoken of last, `subject` the table; `alternative` after `or` and a table."""

    atoms: list[Atom]
    lexicon: Lexicon
    frame: Frame = field(default_factory=Frame)
    place: int = 0
    last: Name | None = None
    subject: Name | None = None
    alternative: bool = False

    @property
    def done(self) -> bool:
        """True behind the last phrase."""
        return self.place >= len(self.atoms)

    def peek(self, ahead: int = 0) -> Atom | None:
        """The phrase so many places ahead."""
        index = self.place + ahead
        return self.atoms[index] if 0 <= index < len(self.atoms) else None

    def role(self, ahead: int = 0) -> str:
        """The class of the word of the grammar there, or empty."""
        atom = self.peek(ahead)
        return atom.role if atom else ""

    def kind(self, ahead: int = 0) -> str:
        """The kind of the phrase there, or empty."""
        atom = self.peek(ahead)
        return atom.kind if atom else ""

    def take(self) -> Atom:
        """The phrase here, which counts as used; steps on."""
        atom = self.atoms[self.place]
        atom.used = True
        self.place += 1
        return atom

    def skip(self, *roles: str) -> int:
        """Steps over words of the grammar of these classes; how many."""
        count = 0
        while self.role() in roles:
            self.take()
            count += 1
        return count

    def ahead_of(self, *roles: str, start: int = 0) -> int:
        """How far ahead of `start` the first phrase is that is none of these words."""
        ahead = start
        while self.role(ahead) in roles:
            ahead += 1
        return ahead

    def is_table(self, ahead: int = 0) -> bool:
        """True if the phrase there may well be a table."""
        atom = self.peek(ahead)
        return atom is not None and atom.kind == "schema" and atom.best(table=True) >= max(_LEAST_TABLE, atom.best(table=False) - 0.2)

    def is_column(self, ahead: int = 0) -> bool:
        """True if the phrase there may be a column."""
        atom = self.peek(ahead)
        return atom is not None and (atom.kind == "schema" or (atom.kind == "word" and bool(atom.senses))) and bool(atom.columns)

    def is_value(self, ahead: int = 0) -> bool:
        """True if the phrase there is a value: a cell, a quoted text, a number."""
        atom = self.peek(ahead)
        return atom is not None and atom.kind in {"value", "literal", "number", "moment"}

    def is_flag(self, ahead: int = 0) -> bool:
        """True for an adjective that is a column of yes and no of the table behind it: `published offers`."""
        atom, behind = self.peek(ahead), self.peek(ahead + 1)
        if atom is None or behind is None or atom.kind != "schema" or self.prefers_table(ahead):
            return False
        tables = {sense.table for sense in behind.tables}
        return any(
            sense.table in tables and sense.score >= 0.8 and self.lexicon.kind(sense.table, sense.column) == "boolean" for sense in atom.columns
        )

    def prefers_table(self, ahead: int = 0) -> bool:
        """True if the phrase there is a table rather than a column."""
        atom = self.peek(ahead)
        return self.is_table(ahead) and atom is not None and atom.best(table=True) >= atom.best(table=False)

    def name(self, *, owner: Name | None = None) -> Name:
        """The name here; steps on."""
        atom = self.take()
        return Name(atom.senses, owner.tables if owner else (), atom.text)

    def mention(self, name: Name) -> None:
        """Notes a table that the question is about."""
        self.subject = name
        self.frame.focus.append(name)
