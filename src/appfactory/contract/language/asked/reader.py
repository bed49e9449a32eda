"""What a reader of one kind of parts has to do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

from appfactory.contract.language.asked.words import AskedWords, Part


class PartReader(AskedWords, ABC):
    """Reads the parts of one kind."""

    @abstractmethod
    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""

    def read_at(self, place: int) -> tuple[Part, ...]:
        """The parts that begin at a token, read once: other tables ask for what is said of those that they refer to."""
        key = (type(self).__name__, self.table.name, self.start, self.end, place)
        if key not in self.sentence.parts_read:
            self.sentence.parts_read[key] = tuple(self.at(place))
        return self.sentence.parts_read[key]  # type: ignore[return-value]
