"""What a reader of one kind of parts has to do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

from appfactory.contract.language.asked.words import AskedWords, Part
from appfactory.contract.language.writing import Sentence
from appfactory.model.database import Table


class PartReader(AskedWords, ABC):
    """Reads the parts of one kind."""

    def __init__(self, sentence: Sentence, table: Table, start: int, end: int) -> None:
        super().__init__(sentence, table, start, end)
        self._parts_known: dict[int, tuple[Part, ...]] = sentence.parts_read.setdefault((type(self), table.name, start, end), {})

    @abstractmethod
    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""

    def read_at(self, place: int) -> tuple[Part, ...]:
        """The parts that begin at a token, read once: other tables ask for what is said of those that they refer to."""
        found = self._parts_known.get(place)
        if found is None:
            found = self._parts_known[place] = tuple(self.at(place))
        return found
