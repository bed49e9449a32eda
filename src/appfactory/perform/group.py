"""Ending a process with everything that it started."""

from __future__ import annotations

import contextlib
import os
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psutil


class ProcessGroup:
    """The group that the process `leader` leads (it was started in a session of its own), and those who left the group since."""

    def __init__(self, leader: int) -> None:
        self.leader = leader
        self._strays: dict[int, psutil.Process] = {}

    def ask(self) -> None:
        """Asks all to end (SIGTERM)."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """Ends all (SIGKILL), also those that made a session of their own, as browsers do."""
        self._signal(signal.SIGKILL)

    def sweep(self) -> None:
        """Ends what is left after the leader ended."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.leader, signal.SIGKILL)
        self._signal_strays(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        self._look_around()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.leader, number)
        self._signal_strays(number)

    def _look_around(self) -> None:
        import psutil

        with contextlib.suppress(psutil.Error):
            for process in psutil.Process(self.leader).children(recursive=True):
                self._strays[process.pid] = process

    def _signal_strays(self, number: signal.Signals) -> None:
        for process in self._strays.values():
            with contextlib.suppress(Exception):
                if os.getpgid(process.pid) != self.leader and process.is_running():
                    process.send_signal(number)
