"""Puts mutants into an app one after another and notes which gate catches each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.mutation.source import Mutant
from benchmarks.mutation.subject import CannotMeasure, Caught, NoVerdict, Subject

Gate = Callable[[], Caught | None]


@dataclass(frozen=True, slots=True)
class Result:
    """`caught` is None for a survivor. `unknown` says why nothing is known, twice over; such a mutant is not counted as caught.

    `seconds` is the time until it was caught, or until all gates had passed.
    """

    mutant: Mutant
    caught: Caught | None
    seconds: float
    unknown: str = ""


def check_without_fault(subject: Subject) -> None:
    """Raises `CannotMeasure` if a gate fails although nothing was changed: then it would catch every mutant, and prove nothing."""
    for gate in (subject.types, subject.unit, subject.api):
        try:
            caught = gate()
        except NoVerdict as problem:
            raise CannotMeasure(f"A gate says nothing even without any fault: {problem}") from problem
        if caught is not None:
            raise CannotMeasure(f"The gate {caught.gate} fails without any fault: {caught.said}")


def measure(subject: Subject, mutants: tuple[Mutant, ...]) -> Iterator[Result]:
    """One result for each mutant, in order. Raises `CannotMeasure` if a file did not become again what it was."""
    for mutant in mutants:
        begun = time.monotonic()
        with subject.with_fault(mutant):
            caught, unknown = _verdict(subject, mutant)
        damaged = subject.damaged()
        if damaged:
            raise CannotMeasure(f"Not restored: {', '.join(damaged)}")
        yield Result(mutant, caught, time.monotonic() - begun, unknown)


def _verdict(subject: Subject, mutant: Mutant) -> tuple[Caught | None, str]:
    """Who caught it, and why nothing is known. A machine that stood still for a while gets a second chance."""
    said = ""
    for _ in range(2):
        try:
            return _first_that_catches(subject, mutant), ""
        except NoVerdict as problem:
            said = str(problem) or "no verdict"
    return None, said


def _first_that_catches(subject: Subject, mutant: Mutant) -> Caught | None:
    """The cheapest gates first: of the unit tests those that import the file, and a server only if they pass."""
    gates: tuple[Gate, ...] = (subject.types, lambda: subject.unit(mutant.path), subject.api)
    for gate in gates:
        caught = gate()
        if caught is not None:
            return caught
    return None
