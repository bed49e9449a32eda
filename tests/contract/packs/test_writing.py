"""Packs from the catalog: they pass on the schema that they were written from, and find every fault that is injected into a copy of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from direct_session import DirectSession, DirectWire, read_request

from appfactory.contract.execution.runner import Settings, run_pack
from appfactory.contract.model.pack import LifecyclePack
from appfactory.contract.model.verdict import PackResult
from appfactory.contract.packs.reader import read_pack
from appfactory.contract.packs.writing.writer import write_pack
from appfactory.perform.postgres.connection import connect, run_script, scratch_database
from appfactory.perform.postgres.introspect import introspect
from appfactory.perform.postgres.server import Server
from benchmarks.mutation.schema import faults

pytestmark = pytest.mark.postgres
SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("*.sql"))
IMPLIED = {"guests": ("rooms.rooms_id_hotel_id_key", "stays.stays_hotel_id_fkey"), "Odd Table": ("a.a_b_id_fkey",)}
"""By a schema's first table: what no row can break alone. The pack says so."""
NOW = datetime(2026, 2, 22, 10, tzinfo=UTC)


@pytest.fixture(params=SCHEMAS, ids=lambda path: path.stem, scope="module")
def session(request: pytest.FixtureRequest, server: Server) -> Iterator[DirectSession]:
    with scratch_database(server) as url, connect(url) as connection:
        run_script(connection, request.param.read_text())
        yield DirectSession(connection, introspect(connection))


@pytest.fixture(scope="module")
def pack(session: DirectSession) -> LifecyclePack:
    written = write_pack(session.database, "all of it")
    assert tuple(note.partition(":")[0] for note in written.notes) == IMPLIED.get(session.database.tables[0].name, ())
    found, findings = read_pack(written.text, "pack.json")
    assert findings == ()
    assert isinstance(found, LifecyclePack)
    return found


def run(pack: LifecyclePack, session: DirectSession, seed: str = "seed") -> PackResult:
    return run_pack(pack, session, read_request, DirectWire(), Settings(seed, NOW))


def test_it_passes_on_its_own_schema_again_and_again(pack: LifecyclePack, session: DirectSession) -> None:
    for seed in ("one", "two"):
        result = run(pack, session, seed)
        assert [(step.id, step.problems) for step in result.steps if step.status != "passed"] == []


def test_it_is_the_same_each_time(pack: LifecyclePack, session: DirectSession) -> None:
    assert write_pack(session.database, "all of it").text == write_pack(session.database, "all of it").text


def test_it_touches_every_part(pack: LifecyclePack, session: DirectSession) -> None:
    text = "\n".join(step.id for phase in pack.phases for step in phase.steps)
    for table in session.database.tables:
        if any(table.name in names for names in IMPLIED.values()):
            continue
        for constraint in (*table.checks, *table.uniques, *table.foreign_keys, *table.exclusions):
            implied = any(f"{table.name}.{constraint.name}" in names for names in IMPLIED.values())
            assert implied or constraint.name in text, f"{table.name}.{constraint.name}"


def test_it_finds_every_fault(pack: LifecyclePack, session: DirectSession) -> None:
    unseen = []
    number = 0
    for fault in faults(session.database):
        with session.connection.transaction() as block:
            try:
                session.connection.execute(fault.sql)
            except psycopg.Error:
                raise psycopg.Rollback(block) from None  # PostgreSQL lets nobody make that fault.
            number += 1
            changed = DirectSession(session.connection, introspect(session.connection))
            if all(step.status == "passed" for step in run(pack, changed).steps):
                unseen.append(fault.name)
            raise psycopg.Rollback(block)
    assert number >= 50
    assert unseen == []
