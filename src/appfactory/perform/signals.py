"""Ctrl-C and the polite signals, for all threads of a command.

The first one asks running processes to end, the second kills them. In the main thread both arrive as `KeyboardInterrupt`; other threads
look at `requested` and `forced`, as `perform.process.run` does.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

_WATCHED = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class _Interruption:
    """How often this process was asked to stop, and by which signal first."""

    def __init__(self) -> None:
        self.count = 0
        self.signal = 0

    def received(self, number: int, _frame: FrameType | None) -> None:
        self.count += 1
        self.signal = self.signal or number
        raise KeyboardInterrupt


_interruption = _Interruption()


@contextlib.contextmanager
def listening() -> Iterator[None]:
    """While inside, SIGINT, SIGTERM and SIGHUP end child processes and raise `KeyboardInterrupt` in the main thread.

    Call it once, around a whole command. In other threads it does nothing, since signals go to the main one.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _interruption.count = _interruption.signal = 0
    before = {number: signal.signal(number, _interruption.received) for number in _WATCHED}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def requested() -> bool:
    """True once the user, or the system, asked the command to stop."""
    return _interruption.count > 0


def forced() -> bool:
    """True once they asked a second time."""
    return _interruption.count > 1


def exit_code() -> int:
    """What the command should end with after an interruption: 128 and the signal's number (130 for Ctrl-C)."""
    return 128 + (_interruption.signal or signal.SIGINT)
