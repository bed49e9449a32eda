"""A build as it is seen on a terminal: a line that moves while something is done, and a line that stays for each thing done."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

from appfactory.engine.progress import Silent

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status

_MARKS = {"done": "[green]✓[/green]", "unchanged": "[green]✓[/green]", "failed": "[red]✗[/red]", "waiting": "[yellow]…[/yellow]"}


class LiveProgress:
    """Draws on standard error, so that standard output stays for results. A context manager."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._status: Status = console.status("")
        self._phase = ""

    def __enter__(self) -> LiveProgress:
        self._status.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._status.stop()

    def phase_started(self, phase: str, position: int, total: int) -> None:
        """Shows which phase runs."""
        self._phase = f"[bold]{phase}[/bold] [dim]{position}/{total}[/dim]"
        self._status.update(self._phase)

    def task(self, text: str) -> None:
        """Shows what is being done now."""
        self._status.update(f"{self._phase}  {_plain(text)}…")

    def note(self, text: str) -> None:
        """Keeps a line."""
        self._console.print(f"      [dim]{_plain(text)}[/dim]")

    def phase_ended(self, phase: str, status: str, seconds: float, summary: str) -> None:
        """Keeps a line about the phase."""
        self._console.print(f"  {_MARKS.get(status, ' ')} {phase:<10} {_plain(summary)} [dim]{duration(seconds)}[/dim]")


class QuietProgress(Silent):
    """What a pipe gets: nothing while it works."""

    def __enter__(self) -> QuietProgress:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        return None


def progress_for(as_json: bool) -> LiveProgress | QuietProgress:
    """Live on a terminal, quiet in a pipe and when JSON is asked for."""
    if as_json or not sys.stderr.isatty():
        return QuietProgress()
    from rich.console import Console

    return LiveProgress(Console(stderr=True, highlight=False))


def duration(seconds: float) -> str:
    """`0.4 s`, `12 s`, `2 min 5 s`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
