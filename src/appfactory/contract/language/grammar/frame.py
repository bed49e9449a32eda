"""What a question says before its names are bound: wanted items, conditions, groups, order. The parser fills it, the assembler binds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from appfactory.contract.language.lexicon import Sense
from appfactory.contract.model.request import Aggregate, Operator, Scalar


@dataclass(slots=True)
class Name:
    """A column or a table as said: what it may be, and whose it is said to be (`owner`: senses of tables)."""

    senses: tuple[Sense, ...]
    owner: tuple[Sense, ...] = ()
    text: str = ""

    @property
    def tables(self) -> tuple[Sense, ...]:
        """The tables it may be."""
        return tuple(sense for sense in self.senses if not sense.column)

    @property
    def columns(self) -> tuple[Sense, ...]:
        """The columns it may be."""
        return tuple(sense for sense in self.senses if sense.column)


@dataclass(slots=True)
class Item:
    """Something wanted: a column, an aggregate of one, or how many (`aggregate` count with a table or with nothing)."""

    name: Name | None
    aggregate: Aggregate | None = None
    distinct: bool = False


@dataclass(slots=True)
class Condition:
    """A comparison. `average` compares with the aggregate of the column; `joined` tells how it goes with the one before; `key` is one of a row."""

    name: Name | None
    operator: Operator
    value: Scalar | tuple[Scalar, ...] = None
    candidates: tuple[tuple[str, str, str], ...] = ()
    average: Aggregate | None = None
    joined: Literal["and", "or"] = "and"
    aggregate: Aggregate | None = None
    temporal: bool = False
    near: tuple[Sense, ...] = ()
    flags: tuple[Sense, ...] = ()
    money: bool = False
    key: bool = False


@dataclass(slots=True)
class Existence:
    """Rows of another table (of the group, without a name) that must be there, must not, or must be so many."""

    name: Name | None
    negated: bool = False
    operator: Operator | None = None
    number: int = 0
    conditions: list[Condition] = field(default_factory=list)
    beyond: list[Name] = field(default_factory=list)


@dataclass(slots=True)
class Ordering:
    """A criterion of order: a column, an aggregate of one, or (`count`) how many rows of a table or of the group."""

    name: Name | None
    direction: Literal["asc", "desc"] = "asc"
    aggregate: Aggregate | None = None
    superlative: bool = False
    frequency: bool = False
    word: str = ""


@dataclass(slots=True)
class Frame:
    """One question. `focus` are the tables it is about in the order in which they were said; `of_each` is the one
    whose rows are gone through (`for each room, show …`) where nothing is counted; `features` count what makes a reading doubtful."""

    items: list[Item] = field(default_factory=list)
    focus: list[Name] = field(default_factory=list)
    of_each: Name | None = None
    conditions: list[Condition] = field(default_factory=list)
    existences: list[Existence] = field(default_factory=list)
    groups: list[Name] = field(default_factory=list)
    orderings: list[Ordering] = field(default_factory=list)
    limit: int | None = None
    distinct: bool = False
    which: bool = False
    everything: bool = False
    top: bool = False
    doubt: str = ""
    features: dict[str, float] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)

    def count(self, feature: str, amount: float = 1.0) -> None:
        """Adds to a feature."""
        self.features[feature] = self.features.get(feature, 0.0) + amount
