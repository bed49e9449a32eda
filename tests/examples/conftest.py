from __future__ import annotations

from collections.abc import Iterator

import pytest

from appfactory.perform.postgres.server import Server, temporary_server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A throw-away PostgreSQL for the whole run."""
    with temporary_server() as started:
        yield started
