"""The best reading of a stretch of words: clauses side by side that leave as few words unread as they can."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, TypeVar

from appfactory.contract.model.request import Scalar
from appfactory.contract.model.translation import Inference, Question

_SILENT_GAIN = 0.5
_UNREAD_LOSS = 10.0


class Covering(Protocol):
    """Something that the tokens `start` to `end` (half-open) say, and how much speaks for it (about 1 a token)."""

    @property
    def start(self) -> int:
        """The first token."""

    @property
    def end(self) -> int:
        """The token behind the last one."""

    @property
    def gain(self) -> float:
        """What speaks for it."""


Said = TypeVar("Said", bound=Covering)


@dataclass(frozen=True, slots=True)
class Clause:
    """What the tokens `start` to `end` (half-open) say of a row, and how much speaks for it (about 1 a token).

    `column` is empty where what is said stands for itself: `lasting` how long what begins goes on. A `question` stands for what can't be said
    so; it is asked if no other reading is better. `day` is false for a time of day whose day another clause says.
    """

    start: int
    end: int
    gain: float
    column: str = ""
    value: Scalar | tuple[Scalar, ...] = None
    inference: Inference | None = None
    doubt: float = 0.0
    note: str = ""
    question: Question | None = None
    lasting: timedelta | None = None
    day: bool = True


def best_cover(start: int, end: int, clauses: Iterable[Said], silent: Collection[int]) -> tuple[list[Said], list[int]]:
    """The clauses that say most of the tokens `start` to `end`, in order, and the tokens that stay unread; `silent` ones may be passed over.

    A shortest path over the tokens: each clause, each silent and each unread token is a step.
    """
    beginning: dict[int, list[Said]] = defaultdict(list)
    for clause in clauses:
        beginning[clause.start].append(clause)
    best: list[tuple[float, Said | None]] = [(0.0, None)] * (end - start + 1)
    for place in range(end - 1, start - 1, -1):
        passed = _SILENT_GAIN if place in silent else -_UNREAD_LOSS
        chosen: tuple[float, Said | None] = (best[place + 1 - start][0] + passed, None)
        for clause in beginning[place]:
            worth = best[clause.end - start][0] + clause.gain
            if worth > chosen[0]:
                chosen = (worth, clause)
        best[place - start] = chosen
    found: list[Said] = []
    unread: list[int] = []
    place = start
    while place < end:
        taken = best[place - start][1]
        if taken is not None:
            found.append(taken)
            place = taken.end
            continue
        if place not in silent:
            unread.append(place)
        place += 1
    return found, unread
