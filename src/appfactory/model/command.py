"""A process to run, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Command:
    """`argv` is never a shell string. `cwd` is relative to the project's folder or absolute.

    `environment` holds values that are no secrets and may be logged; `secrets` names variables that are taken from our own environment
    and whose values are scrubbed from every output. `timeout` is in seconds.
    """

    argv: tuple[str, ...]
    cwd: str = "."
    environment: tuple[tuple[str, str], ...] = ()
    secrets: tuple[str, ...] = ()
    timeout: float = 600.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended. `output` is both streams in order, scrubbed, bounded, and printable UTF-8.

    `status` is `missing` when the program does not exist, `timeout` when it had to be ended. `seconds` is wall time.
    """

    command: Command
    exit_code: int
    output: str
    seconds: float
    status: Literal["exited", "timeout", "missing", "interrupted"] = "exited"
    truncated: bool = False

    @property
    def ok(self) -> bool:
        """True if the program ran to its end and reported success."""
        return self.status == "exited" and self.exit_code == 0


@dataclass(frozen=True, slots=True)
class ServerHandle:
    """A process that stays: its process group, the address it answers at, and when it started (seconds since boot, to detect PID reuse)."""

    pid: int
    url: str
    started: float
    log: str = ""
    extra: tuple[tuple[str, str], ...] = field(default=())
