"""What time it is."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now() -> str:
    """The time of day in UTC as ISO 8601 with seconds, for people. Nothing is ordered by it: a clock can be set back."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def seconds() -> float:
    """Seconds from a fixed point in the past, which only grow."""
    return time.monotonic()
