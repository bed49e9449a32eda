from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from appfactory.perform.postgres.connection import connect, run_script, scratch_database
from appfactory.perform.postgres.server import Server, temporary_server

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A throw-away PostgreSQL for the whole run."""
    with temporary_server() as started:
        yield started


@pytest.fixture(scope="module")
def clinic_url(server: Server) -> Iterator[str]:
    """A database with the clinic's schema."""
    with scratch_database(server) as url:
        with connect(url) as connection:
            run_script(connection, (HERE / "schemas" / "clinic.sql").read_text())
        yield url
