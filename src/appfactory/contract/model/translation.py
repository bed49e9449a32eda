"""What a text was understood to mean, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from appfactory.contract.model.explanation import explain
from appfactory.contract.model.request import Command, Scope
from appfactory.model.database import Database


@dataclass(frozen=True, slots=True)
class Catalog:
    """The schema that texts speak of. `synonyms` are further words for `table` or `table.column`, from the plan and from comments."""

    database: Database
    synonyms: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Binding:
    """What a stretch of the text (character offsets, half-open) was bound to.

    `meaning` is a `table`, a `table.column`, a `table.column = value`, or a word of the language.
    """

    start: int
    end: int
    text: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Inference:
    """A value or a name that the text does not say, and whence it came."""

    what: str
    value: str
    source: Literal["default", "foreign-key-by-name", "scope", "clock", "only-join-path", "display-column", "model"]


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be known before the text can be answered, and the answers that would do."""

    code: Literal["unused-words", "tie", "ambiguous-name", "ambiguous-time", "unknown-name", "no-table", "missing-value", "not-understood"]
    text: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """The moment in which a text is spoken, in the zone of the business."""

    now: datetime
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Match:
    """A row that bears a name: its key and the name as stored."""

    key: str
    name: str


BEGINNING_OF_NAME = " …"
"""Behind a word it asks a lookup for the names that begin with that word (`tom …`: Tom Berg); a lookup that does not know it finds none."""


class Lookup(Protocol):
    """How the translator learns which rows bear a name."""

    def __call__(self, table: str, column: str, name: str, scope: Scope, /) -> tuple[Match, ...]:
        """The rows of `table` whose `column` reads as `name` (letter case aside) within the scope: at most 5, the exact ones alone if any."""
        ...


def no_rows(_table: str, _column: str, _name: str, _scope: Scope, /) -> tuple[Match, ...]:
    """The lookup where there is no database: nothing is known of any row, not even that it is not there."""
    return ()


def nothing_bound() -> tuple[Binding, ...]:
    """The bindings of a text of which nothing was understood."""
    return ()


@dataclass(frozen=True, slots=True)
class Translation:
    """The answer to a text: a command with its confidence (0 to 1, calibrated), or a question (`command` is None then).

    `bound` makes the bindings when they are looked at. `alternatives` are other readings, best first, never executed.
    """

    text: str
    command: Command | None
    confidence: float = 0.0
    question: Question | None = None
    bound: Callable[[], tuple[Binding, ...]] = field(default=nothing_bound, repr=False, compare=False)
    inferences: tuple[Inference, ...] = ()
    notes: tuple[str, ...] = ()
    alternatives: tuple[tuple[Command, float], ...] = field(default=())

    @property
    def bindings(self) -> tuple[Binding, ...]:
        """What the stretches of the text were bound to, in their order."""
        return self.bound()

    @property
    def reading(self) -> Command | None:
        """What the text means: the command, or, where something has to be asked first, the likeliest reading, if there is one."""
        if self.command is not None or not self.alternatives:
            return self.command
        return self.alternatives[0][0]

    @property
    def explanation(self) -> str:
        """One English sentence that says what the reading does; empty if there is none."""
        return explain(self.reading) if self.reading is not None else ""
