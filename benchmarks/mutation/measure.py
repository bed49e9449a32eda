"""Puts mutants into an app one after another and notes which gate catches each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.mutation.source import Mutant
from benchmarks.mutation.subject import CannotMeasure, Caught, Subject

Gate = Callable[[], Caught | None]


@dataclass(frozen=True, slots=True)
class Result:
    """`caught` is None for a survivor. `seconds` is the time until it was caught, or until all gates had passed."""

    mutant: Mutant
    caught: Caught | None
    seconds: float


def check_without_fault(subject: Subject) -> None:
    """Raises `CannotMeasure` if a gate fails although nothing was changed: then it would catch every mutant, and prove nothing."""
    for gate in (subject.types, subject.unit, subject.api):
        caught = gate()
        if caught is not None:
            raise CannotMeasure(f"The gate {caught.gate} fails without any fault: {caught.said}")


def measure(subject: Subject, mutants: tuple[Mutant, ...]) -> Iterator[Result]:
    """One result for each mutant, in order. Raises `CannotMeasure` if a file did not become again what it was."""
    for mutant in mutants:
        begun = time.monotonic()
        with subject.with_fault(mutant):
            caught = _first_that_catches(subject, mutant)
        damaged = subject.damaged()
        if damaged:
            raise CannotMeasure(f"Not restored: {', '.join(damaged)}")
        yield Result(mutant, caught, time.monotonic() - begun)


def _first_that_catches(subject: Subject, mutant: Mutant) -> Caught | None:
    """The cheapest gates first: of the unit tests those that import the file, and a server only if they pass."""
    gates: tuple[Gate, ...] = (subject.types, lambda: subject.unit(mutant.path), subject.api)
    for gate in gates:
        caught = gate()
        if caught is not None:
            return caught
    return None
