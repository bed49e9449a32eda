"""What comes of reading a text in the terse form, and the question that stops the reading."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from appfactory.contract.model.request import Command
from appfactory.contract.model.translation import Binding, Question
from appfactory.model.database import Column, Table

Stretch: TypeAlias = tuple[int, int, Column | None, str, object]
"""Start and end of a part of the text, the column that it is about (none: the table) and, of a value, its operator and what it was read as."""


class RefusalError(Exception):
    """The text can't be followed; caught where the reading began."""

    def __init__(self, question: Question) -> None:
        super().__init__(question.text)
        self.question = question


@dataclass(slots=True)
class TerseReading:
    """What the terse form says: a command, or a question where it can't be followed. `stretches` are what was read, in its order."""

    text: str
    table: Table | None = None
    command: Command | None = None
    question: Question | None = None
    notes: list[str] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)

    def bindings(self) -> tuple[Binding, ...]:
        """What each stretch of the text means. Made when it is asked for: texts by the thousand are run whose words nobody looks at."""
        return tuple([Binding(stretch[0], stretch[1], self.text[stretch[0] : stretch[1]], self._meaning(stretch)) for stretch in self.stretches])

    def _meaning(self, stretch: Stretch) -> str:
        _, _, column, operator, value = stretch
        table = self.table.name if self.table is not None else ""
        if column is None:
            return table
        return f"{table}.{column.name} {operator} {value}" if operator else f"{table}.{column.name}"
