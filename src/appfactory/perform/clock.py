"""The time of day, for people to read, and a stopwatch that no change of the clock disturbs."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now() -> str:
    """The time of day in UTC as ISO 8601 to the second (`2026-11-21T14:03:05Z`). For people; order never depends on it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds() -> float:
    """Seconds since an arbitrary moment; never runs backwards."""
    return time.monotonic()
