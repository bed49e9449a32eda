"""Packs of public databases pass on them, faults of the booking platform and of theirs are found; scripts of psql are read as meant."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

import pytest

from appfactory.compile.database.sql_reader import read_sql
from appfactory.contract.execution.runner import Settings, run_pack
from appfactory.contract.execution.session import open_session
from appfactory.contract.statements import wire
from appfactory.perform.postgres.server import Server, temporary_server
from benchmarks.mutants_of_schema import booking_platform, public_database, tried
from benchmarks.mutation.schema import faults, in_turn
from benchmarks.public_schemas import SOFTWARE_HERITAGE, NotReachableError, read_scripts, without_psql

DATABASE, _ = read_sql(
    "create type color as enum ('red', 'blue');"
    "create table a (id int primary key, name text not null default 'x', tint color, check (name <> ''), unique (name));"
    "create table b (id int primary key, a_id int not null references a (id));"
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with temporary_server() as found:
        yield found


def test_every_part_has_its_fault() -> None:
    names = {fault.name for fault in faults(DATABASE)}
    kinds = {fault.kind for fault in faults(DATABASE)}
    assert {"drop table a", "drop column b.a_id", "drop enum value color.red", "drop not null b.a_id", "drop default a.name"} <= names
    assert {"drop check", "drop unique", "drop foreign key", "change type"} <= kinds


def test_the_first_faults_are_of_every_kind_and_the_same_for_a_seed() -> None:
    chosen = list(in_turn(DATABASE, 3))
    kinds = {fault.kind for fault in chosen}
    assert {fault.kind for fault in chosen[: len(kinds)]} == kinds
    assert chosen == list(in_turn(DATABASE, 3))
    assert sorted(fault.name for fault in chosen) == sorted(fault.name for fault in faults(DATABASE))


def test_scripts_of_psql() -> None:
    script = "\\set ON_ERROR_STOP 1\nBEGIN;\nselect 1 as x \\gset\n\\if :x\nselect 2;\n\\else\nselect 3;\n\\endif\nselect 4;\nCOMMIT;\n"
    assert [(number, line) for number, line in enumerate(without_psql(script).splitlines(), 1) if line] == [(5, "select 2;"), (9, "select 4;")]


@pytest.mark.postgres
def test_faults_of_the_booking_platform_are_found(server: Server) -> None:
    with booking_platform(server) as subject:
        found = [(fault.name, seen) for fault, seen in tried(subject, in_turn(subject.database, 7), 12)]
    assert len(found) == 12
    assert [name for name, seen in found if not seen] == []


@pytest.mark.postgres
def test_a_public_database_passes_and_its_faults_are_found(server: Server) -> None:
    try:
        read_scripts(SOFTWARE_HERITAGE)
    except NotReachableError as problem:
        pytest.skip(f"{SOFTWARE_HERITAGE.requirement} can't be fetched: {problem}")
    with public_database(server, SOFTWARE_HERITAGE.name) as subject:
        assert subject.written.steps > 300
        # No row finds a place in a partitioned table without parts; the pack says so.
        assert [note for note in subject.written.notes if "no row could be made" in note] == [
            "object_references: no row could be made; has a partition could not be met"
        ]
        with open_session(server.database_url(subject.template), subject.options) as session:
            settings = Settings(secrets.token_hex(8), datetime.now(UTC), rollback=True)
            result = run_pack(subject.pack, session, wire.read_request, wire, settings)
        assert [(step.id, step.problems) for step in result.steps if step.status != "passed"] == []
        found = [(fault.name, seen) for fault, seen in islice(tried(subject, in_turn(subject.database, 1), 24), 24)]
    assert [name for name, seen in found if not seen] == []
