"""Statements sent past psycopg's cursors: prepared when they are run often, and the same rows and refusals either way."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from appfactory.perform.postgres.connection import connect, run, scratch_database
from appfactory.perform.postgres.raw_statements import Rows
from appfactory.perform.postgres.server import temporary_server
from appfactory.perform.postgres.session import Bounds, GuardedConnection, Refusal, guarded_connection

pytestmark = pytest.mark.postgres

INSERT = "insert into things (id, name, price) values ($1, $2, $3) returning id, name, price"
LIST = "select * from things where price >= $1 order by id"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with temporary_server() as server, scratch_database(server) as url:
        yield url


@pytest.fixture
def guarded(url: str) -> Iterator[GuardedConnection]:
    with connect(url) as connection:
        run(connection, "drop table if exists things; create table things (id integer primary key, name text, price numeric)")
    with guarded_connection(url, "appfactory", Bounds()) as guarded:
        assert guarded.begin({}) is None
        yield guarded


def _prepared(guarded: GuardedConnection) -> list[str]:
    found = guarded.run("select statement from pg_prepared_statements where name like 'appfactory%' order by 1")
    assert isinstance(found, Rows)
    return [row["statement"] for row in found.rows]


def test_statement_is_prepared_once_it_is_run_often_and_gives_the_same_rows(guarded: GuardedConnection) -> None:
    for number in range(10):
        assert guarded.run(INSERT, [str(number), None if number % 2 else "näme", "1.50"]) == Rows(
            ({"id": number, "name": None if number % 2 else "näme", "price": Decimal("1.50")},), 1
        )
        assert len(_prepared(guarded)) == (number >= 4)
    assert guarded.run("update things set name = $1 where price > $2", ["x", "0"]) == Rows((), 10)


def test_refused_statement_spoils_nothing_after_the_mark(guarded: GuardedConnection) -> None:
    for number in range(8):
        assert guarded.mark(marked=number > 0, undo=False, read_only=False) is None
        assert isinstance(guarded.run(INSERT, [str(number), "a", "1"]), Rows)
        assert guarded.mark(marked=True, undo=False, read_only=False) is None
        refused = guarded.run(INSERT, [str(number), "a", "1"])
        assert isinstance(refused, Refusal)
        assert (refused.state, refused.table, refused.constraint) == ("23505", "things", "things_pkey")
        assert guarded.undo() is None
    unfit = guarded.run(INSERT, ["9", "a\0b", "1"])
    assert isinstance(unfit, Refusal)
    assert "NUL" in unfit.message
    unfit = guarded.run(INSERT, ["9", "\ud800", "1"])
    assert isinstance(unfit, Refusal)
    assert len(guarded.run(LIST, ["0"]).rows) == 8  # type: ignore[union-attr]


def test_table_with_other_columns_is_read_anew(guarded: GuardedConnection) -> None:
    for _ in range(8):
        assert guarded.run(LIST, ["0"]) == Rows((), 0)
    assert _prepared(guarded)
    guarded.savepoint()
    guarded.run("alter table things add column size integer; insert into things values (1, 'a', 2, 3)")
    told = guarded.run(LIST, ["0"])
    assert isinstance(told, Refusal)
    guarded.undo()
    guarded.run("alter table things add column size integer; insert into things values (1, 'a', 2, 3)")
    for _ in range(8):
        assert guarded.run(LIST, ["0"]) == Rows(({"id": 1, "name": "a", "price": Decimal(2), "size": 3},), 1)


def test_prepared_statements_are_few_however_many_are_run(guarded: GuardedConnection) -> None:
    for number in range(120):
        for _ in range(5):
            assert isinstance(guarded.run(f"select {number} as number where 1 = $1", ["1"]), Rows)
    assert 0 < len(_prepared(guarded)) <= 100


def test_lost_connection_is_told_and_opened_again(url: str) -> None:
    with guarded_connection(url, "appfactory", Bounds()) as guarded, connect(url) as other:
        assert guarded.begin({}) is None
        for _ in range(6):
            guarded.run("select 1 as one where 1 = $1", ["1"])
        run(other, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'appfactory contract'")
        refused = guarded.run("select 1 as one where 1 = $1", ["1"])
        assert isinstance(refused, Refusal)
        assert guarded.lost
        guarded.reopen()
        assert guarded.begin({}) is None
        assert guarded.run("select 1 as one where 1 = $1", ["1"]) == Rows(({"one": 1},), 1)
