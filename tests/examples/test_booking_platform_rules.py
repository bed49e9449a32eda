"""What the booking platform's database refuses and lets through, asked of PostgreSQL itself as a caller that policies bind."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import errors, sql

from appfactory.compile.database.migration import baseline_sql
from appfactory.compile.plan.reader import read_plan
from appfactory.compile.resolve import resolve
from appfactory.model.database import Database
from appfactory.perform.postgres.connection import connect, run_script, scratch_database
from appfactory.perform.postgres.introspect import introspect
from appfactory.perform.postgres.server import Server

pytestmark = pytest.mark.postgres
PLAN = Path(__file__).parents[2] / "examples" / "booking-platform" / "buildplan.yaml"


@pytest.fixture(scope="module")
def desired() -> Database:
    spec, findings = resolve(read_plan(PLAN.read_text(encoding="utf-8"), PLAN.name), None)
    assert spec is not None, findings
    return spec.database


@pytest.fixture(scope="module")
def database(server: Server, desired: Database) -> Iterator[str]:
    """The platform with two businesses, each with a host, a room for many, an offer, a queue and a customer."""
    with scratch_database(server) as url:
        with connect(url) as connection:
            run_script(connection, baseline_sql(desired))
            for biz in ("a", "b"):
                connection.execute(sql.SQL(TWO_OF_ALL.replace("@", biz)))  # type: ignore[arg-type]
        yield url


TWO_OF_ALL = """
insert into bizes (id, name, slug) values ('biz_@', 'Business @', 'biz-@');
insert into users (id, email, name, subject) values ('usr_@', '@@example.test', 'Ana @', 'auth|@');
insert into biz_members (biz_id, user_id) values ('biz_@', 'usr_@');
insert into locations (id, biz_id, name, slug, timezone) values ('loc_@', 'biz_@', 'Main Office', 'main-office', 'America/Los_Angeles');
insert into resources (id, biz_id, type, name, slug) values ('host_@', 'biz_@', 'host', 'Sarah Chen', 'sarah');
insert into resources (id, biz_id, type, name, slug, capacity) values ('hall_@', 'biz_@', 'space', 'Hall', 'hall', 20);
insert into booking_orders (id, biz_id, status) values ('bor_@', 'biz_@', 'confirmed');
insert into fulfillment_units (id, biz_id, booking_order_id) values ('ful_@', 'biz_@', 'bor_@');
insert into queues (id, biz_id, name, slug) values ('que_@', 'biz_@', 'Waitlist', 'waitlist');
insert into seat_maps (id, biz_id, name, slug) values ('sma_@', 'biz_@', 'Hall', 'hall');
insert into seat_map_seats (id, biz_id, seat_map_id, seat_key) values ('sme_@', 'biz_@', 'sma_@', 'A-1');
"""


@contextmanager
def caller(url: str, **claims: str) -> Iterator[psycopg.Connection]:
    """Someone signed in with these claims; nothing that happens stays."""
    with connect(url) as connection, connection.transaction(force_rollback=True):
        as_claimed = json.dumps({"role": "authenticated", **claims})
        connection.execute("select set_config('role', 'authenticated', true), set_config('request.jwt.claims', %s, true)", (as_claimed,))
        yield connection


@contextmanager
def owner(url: str) -> Iterator[psycopg.Connection]:
    """The owner of the tables, whom no policy binds; nothing that happens stays."""
    with connect(url) as connection, connection.transaction(force_rollback=True):
        yield connection


def assigned(connection: psycopg.Connection, resource: str, start: str, end: str, status: str = "confirmed") -> str:
    row = connection.execute(
        "insert into fulfillment_assignments (biz_id, fulfillment_unit_id, resource_id, status, starts_at, ends_at) "
        "values ('biz_a', 'ful_a', %s, %s, %s, %s) returning id",
        (resource, status, f"2026-03-02T{start}Z", f"2026-03-02T{end}Z"),
    ).fetchone()
    assert row is not None
    return str(row[0])


def test_the_database_is_what_the_plan_says(database: str, desired: Database) -> None:
    with connect(database) as connection:
        found = introspect(connection)
    assert {table.name for table in found.tables} == {table.name for table in desired.tables}
    for table in desired.tables:
        there = found.table(table.name)
        assert there is not None
        assert there.comment == table.comment
        assert {column.name: column.comment for column in there.columns} == {column.name: column.comment for column in table.columns}


def test_one_booking_at_a_time(database: str) -> None:
    with caller(database, biz_id="biz_a") as connection:
        first = assigned(connection, "host_a", "10:00", "11:00")
        assigned(connection, "host_a", "11:00", "12:00")
        with pytest.raises(errors.ExclusionViolation, match="overlap"), connection.transaction():
            assigned(connection, "host_a", "10:30", "11:30")
        assigned(connection, "host_a", "10:30", "11:00", "cancelled")
        connection.execute("update fulfillment_assignments set status = 'cancelled' where id = %s", (first,))
        assigned(connection, "host_a", "10:30", "11:00")


def test_a_room_for_many_takes_many_until_it_takes_one(database: str) -> None:
    with caller(database, biz_id="biz_a") as connection:
        assigned(connection, "hall_a", "10:00", "11:00")
        second = assigned(connection, "hall_a", "10:30", "11:30")
        lie = "update fulfillment_assignments set takes_resource_alone = true where id = %s returning takes_resource_alone"
        assert connection.execute(lie, (second,)).fetchone() == (False,)
        with pytest.raises(errors.ExclusionViolation, match="overlap"), connection.transaction():
            connection.execute("update resources set allow_simultaneous_bookings = false where id = 'hall_a'")
        connection.execute("delete from fulfillment_assignments where id = %s", (second,))
        connection.execute("update resources set allow_simultaneous_bookings = false where id = 'hall_a'")
        with pytest.raises(errors.ExclusionViolation, match="overlap"), connection.transaction():
            assigned(connection, "hall_a", "10:30", "11:30")


def test_a_room_that_becomes_exclusive_while_it_is_being_booked(database: str) -> None:
    with owner(database) as booking, connect(database) as changing:
        assigned(booking, "hall_a", "10:00", "11:00")
        changing.execute("set lock_timeout = '200ms'")
        with pytest.raises(errors.LockNotAvailable):
            changing.execute("update resources set allow_simultaneous_bookings = false where id = 'hall_a'")
    with owner(database) as changing, connect(database) as booking:
        changing.execute("update resources set allow_simultaneous_bookings = false where id = 'hall_a'")
        booking.execute("set lock_timeout = '200ms'")
        with pytest.raises(errors.LockNotAvailable):
            assigned(booking, "hall_a", "10:00", "11:00")


def test_a_missing_resource_is_told_as_missing(database: str) -> None:
    with caller(database, biz_id="biz_a") as connection:
        for missing in ("nobody", "host_b"):
            with pytest.raises(errors.ForeignKeyViolation, match="resource_id_fkey"), connection.transaction():
                assigned(connection, missing, "10:00", "11:00")


def test_a_seat_is_held_once(database: str) -> None:
    columns = "biz_id, seat_map_id, seat_map_seat_id, hold_state, held_at, expires_at"
    hold = f"insert into seat_holds ({columns}) values ('biz_a', 'sma_a', 'sme_a', %s, %s, %s)"
    with caller(database, biz_id="biz_a") as connection:
        connection.execute(hold, ("held", "2026-03-02T10:00Z", "2026-03-02T10:15Z"))
        with pytest.raises(errors.ExclusionViolation), connection.transaction():
            connection.execute(hold, ("held", "2026-03-02T10:05Z", "2026-03-02T10:20Z"))
        connection.execute(hold, ("confirmed", "2026-03-02T10:15Z", None))
        with pytest.raises(errors.ExclusionViolation), connection.transaction():
            connection.execute(hold, ("held", "2027-01-01T10:15Z", None))


def test_exactly_one_claim_wins(database: str) -> None:
    with connect(database) as connection:
        connection.execute("insert into queue_offers (id, biz_id, queue_id) values ('qof_a', 'biz_a', 'que_a')")
        for number in range(4):
            connection.execute(
                "insert into queue_entries (id, biz_id, queue_id, queue_offer_id, status) values (%s, 'biz_a', 'que_a', 'qof_a', 'offered')",
                (f"qen_{number}",),
            )
    won: list[int] = []

    def claim(number: int) -> None:
        with connect(database) as connection:
            try:
                connection.execute("update queue_entries set status = 'claimed' where id = %s", (f"qen_{number}",))
                won.append(number)
            except errors.UniqueViolation:
                pass

    threads = [threading.Thread(target=claim, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


@pytest.mark.parametrize("who", ["caller", "owner"])
def test_ledgers_only_grow(database: str, who: str) -> None:
    with caller(database, biz_id="biz_a") if who == "caller" else owner(database) as connection:
        connection.execute("insert into payment_transactions (biz_id, amount_minor) values ('biz_a', 5000)")
        for statement in ("delete from payment_transactions", "update payment_transactions set amount_minor = 1", "truncate payment_transactions"):
            with pytest.raises((errors.InsufficientPrivilege, errors.RestrictViolation)), connection.transaction():
                connection.execute(sql.SQL(statement))  # type: ignore[arg-type]


def test_one_business_never_sees_anothers_rows(database: str, desired: Database) -> None:
    with caller(database, biz_id="biz_a") as connection:
        for table in desired.tables:
            if table.schema == "public" and table.column("biz_id") is not None:
                query = sql.SQL("select count(*) from {} where biz_id <> 'biz_a'").format(sql.Identifier(table.name))
                assert connection.execute(query).fetchone() == (0,)
        assert connection.execute("select array_agg(id) from bizes").fetchone() == (["biz_a"],)
        assert connection.execute("update locations set name = 'Mine' where id = 'loc_b'").rowcount == 0
        assert connection.execute("delete from locations where id = 'loc_b'").rowcount == 0
        with pytest.raises(errors.InsufficientPrivilege), connection.transaction():
            connection.execute("insert into locations (biz_id, name, slug) values ('biz_b', 'Intruder', 'intruder')")
        with pytest.raises(errors.CheckViolation), connection.transaction():
            connection.execute("update locations set biz_id = 'biz_b'")


def test_another_businesss_row_is_as_missing_as_one_that_never_was(database: str) -> None:
    with caller(database, biz_id="biz_a") as connection:
        found = []
        for key in ("loc_b", "loc_none"):
            insert = "insert into booking_orders (biz_id, location_id) values ('biz_a', %s)"
            with pytest.raises(errors.ForeignKeyViolation) as caught, connection.transaction():
                connection.execute(insert, (key,))
            told = caught.value.diag
            assert (told.table_name, told.constraint_name) == ("booking_orders", "booking_orders_location_id_fkey")
            found.append((told.message_primary, told.message_detail))
        assert found[0] == found[1]


def test_who_acts_for_whom(database: str) -> None:
    seen = "select count(*), min(biz_id), max(biz_id) from locations"
    with caller(database, sub="auth|a") as connection:
        assert connection.execute(seen).fetchone() == (1, "biz_a", "biz_a")
    with caller(database, sub="auth|stranger") as connection:
        assert connection.execute(seen).fetchone() == (0, None, None)
    with caller(database, sub="auth|a", biz_id="") as connection:
        assert connection.execute(seen).fetchone() == (1, "biz_a", "biz_a")
    with caller(database, user_role="admin") as connection:
        assert connection.execute(seen).fetchone() == (2, "biz_a", "biz_b")
    with caller(database, user_role="admin", biz_id="biz_b") as connection:
        assert connection.execute(seen).fetchone() == (1, "biz_b", "biz_b")
    with owner(database) as connection:
        connection.execute("update biz_members set status = 'suspended' where biz_id = 'biz_a'")
        claims = json.dumps({"role": "authenticated", "sub": "auth|a"})
        connection.execute("select set_config('role', 'authenticated', true), set_config('request.jwt.claims', %s, true)", (claims,))
        assert connection.execute(seen).fetchone() == (0, None, None)


def test_a_business_registers_people_and_finds_its_own(database: str) -> None:
    with caller(database, biz_id="biz_a") as connection:
        insert = "insert into users (id, email, name) values ('usr_new', 'new@example.test', 'New') returning registered_for"
        assert connection.execute(insert).fetchone() == ("biz_a",)
        assert connection.execute("select array_agg(id order by id) from users").fetchone() == (["usr_a", "usr_new"],)
        assert connection.execute("update users set subject = 'auth|thief' where id = 'usr_a'").rowcount == 0
        with pytest.raises(errors.InsufficientPrivilege), connection.transaction():
            connection.execute("update users set subject = 'auth|thief' where id = 'usr_new'")
        connection.execute("select set_config('request.jwt.claims', %s, true)", (json.dumps({"role": "authenticated", "biz_id": "biz_b"}),))
        assert connection.execute("select array_agg(id) from users").fetchone() == (["usr_b"],)


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("insert into locations (biz_id, name, slug) values ('biz_a', 'Other', 'main-office')", errors.UniqueViolation),
        ("insert into bizes (name, slug) values ('Other', 'biz-b')", errors.UniqueViolation),
        ("update booking_orders set status = 'lost'", errors.InvalidTextRepresentation),
        ("update booking_orders set total_minor = -1", errors.CheckViolation),
        ("update booking_orders set requested_start_at = '2026-01-02', requested_end_at = '2026-01-01'", errors.CheckViolation),
        ("update booking_orders set currency = 'usd'", errors.CheckViolation),
        ("update resources set capacity = 0", errors.CheckViolation),
        ("delete from bizes where id = 'biz_a'", errors.RestrictViolation),
        ("insert into locations (biz_id, name, slug) values ('biz_nowhere', 'X', 'x')", errors.ForeignKeyViolation),
        ("update locations set biz_id = 'biz_b', slug = 'moved' where id = 'loc_a'", errors.CheckViolation),
        (
            "insert into offers (id, biz_id, name, slug) values ('off_1', 'biz_a', 'Cut', 'cut');"
            "insert into offer_versions (biz_id, offer_id, version) values ('biz_a', 'off_1', 1), ('biz_a', 'off_1', 1)",
            errors.UniqueViolation,
        ),
        (
            "insert into gift_instruments (biz_id, code, initial_amount_minor, remaining_amount_minor) values ('biz_a', 'X', 1, 2)",
            errors.CheckViolation,
        ),
        ("insert into seat_map_seats (biz_id, seat_map_id, seat_key) values ('biz_a', 'sma_a', 'A-1')", errors.UniqueViolation),
    ],
)
def test_what_can_not_be(database: str, statement: str, error: type[Exception]) -> None:
    with owner(database) as connection, pytest.raises(error):
        connection.execute(sql.SQL(statement))  # type: ignore[arg-type]
