"""What a build tells while it works. The command line draws it; a pipe, a test or an agent may keep silent."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Receives what happens, in order. Nothing may be inferred from calls that do not come: a build can be killed between any two."""

    def phase_started(self, phase: str, position: int, total: int) -> None:
        """Phase `position` (from 1) of `total` begins."""

    def task(self, text: str) -> None:
        """What is being done now (`Installing packages`); replaces the last task."""

    def note(self, text: str) -> None:
        """A line worth keeping (`lint passed in 4.1 s`)."""

    def phase_ended(self, phase: str, status: str, seconds: float, summary: str) -> None:
        """The phase ended: `done`, `failed` or `unchanged`."""


class Silent:
    """Tells nobody."""

    def phase_started(self, phase: str, position: int, total: int) -> None:
        """Nothing."""

    def task(self, text: str) -> None:
        """Nothing."""

    def note(self, text: str) -> None:
        """Nothing."""

    def phase_ended(self, phase: str, status: str, seconds: float, summary: str) -> None:
        """Nothing."""
