"""Rows of whoever asks: `my own bookings`, `tickets of mine`."""

from __future__ import annotations

from collections.abc import Iterator

from appfactory.contract.language.asked.people import PeopleWords
from appfactory.contract.language.asked.words import Part
from appfactory.contract.model.translation import Inference

_OF_ONES_OWN = (["my", "own"], ["of", "mine"], ["of", "my", "own"], ["that", "are", "mine"])


class OwnRowParts(PeopleWords):
    """Reads whose the rows are to be where they are to be those of the acting user. `my bookings` alone may be those of one's business."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        size = next((len(phrase) for phrase in _OF_ONES_OWN if self.words[place : place + len(phrase)] == phrase), 0)
        actor = self.sentence.scope.actor_user_id
        if not size or not actor or self.belonging is None:
            return
        column, parent = self.belonging
        if self.lexicon.table_of_key(actor) in {parent, ""}:
            told = Inference(f"{self.table.name}.{column}", actor, "scope")
            yield Part(place, place + size, size * 1.5, "filter", column, "eq", actor, inference=told)
