"""Who may do what, asked of PostgreSQL itself as the app's login; and the platform's functions."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest
from psycopg import errors, sql

from appfactory.compile.database.desired import Additions, RequestedPolicy, desired_database
from appfactory.compile.database.migration import baseline_sql
from appfactory.compile.database.prelude import login_sql, prelude_sql
from appfactory.compile.database.sql_reader import read_sql
from appfactory.compile.naming import names_of, plural_names, singular_names
from appfactory.model import spec as model
from appfactory.model.database import Database
from appfactory.perform.postgres.connection import connect, run_script, scratch_database
from appfactory.perform.postgres.server import Server

pytestmark = pytest.mark.postgres

RESTAURANT = """
create type reservation_status as enum ('PENDING','CONFIRMED','CANCELLED');
create table "Table" (id uuid primary key default gen_random_uuid(), seats int not null check (seats > 0));
create table "Reservation" (
  id uuid primary key default gen_random_uuid(), user_id uuid not null, table_id uuid not null references "Table"(id) on delete restrict,
  party_size int not null check (party_size > 0), time timestamptz not null, status reservation_status not null default 'PENDING',
  created_at timestamptz not null default now()
);
create index idx_reservation_time on "Reservation"(time);
alter table "Reservation" enable row level security;
create policy tenant_isolation on "Reservation" for all using (user_id = auth.uid());
"""
USERS = model.FieldType("fk", reference=model.Reference("users", "id"), target="uuid")
UUID = model.FieldType("uuid")


def field(name: str, kind: model.FieldType, **more: object) -> model.FieldSpec:
    return model.FieldSpec(names_of(name), names_of(name).snake, kind, **more)  # type: ignore[arg-type]


def entity(name: str, *fields: model.FieldSpec, table: str = "", **more: object) -> model.Entity:
    key = field("id", UUID, unique=True, supplied=True)
    return model.Entity(singular_names(name), plural_names(name), "d", table or plural_names(name).snake, (key, *fields), "id", **more)  # type: ignore[arg-type]


def reference(to: str, table: str) -> model.FieldType:
    return model.FieldType("fk", reference=model.Reference(table, "id", to), target="uuid")


def spec(
    entities: tuple[model.Entity, ...], operations: tuple[model.Operation, ...] = (), enumerations: tuple[model.EnumSpec, ...] = ()
) -> model.AppSpec:
    return model.AppSpec(
        "0" * 64, "1.0.0", model.Project("p", "p", "P", "nextjs-15", "pnpm", "node"),
        model.Targets("none", "supabase", "clerk", "stripe", "none", "none"), (), (), (), (), entities, enumerations, operations, (), Database(), "",
        model.Integrations(), model.Testing(), model.Rollout((), ()),
    )  # fmt: skip


def operation(name: str, meaning: model.Meaning, access: model.Access = "user", **more: object) -> model.Operation:
    return model.Operation(names_of(name), "d", "command", access, (), getattr(meaning, "entity", ""), False, meaning, **more)  # type: ignore[arg-type]


def restaurant() -> model.AppSpec:
    status = model.EnumSpec(names_of("Status"), "reservation_status", ("PENDING", "CONFIRMED", "CANCELLED"), ("", "", ""))
    reservation = entity(
        "Reservation", field("userId", USERS, index=True), field("tableId", reference("Table", "Table")), field("partySize", model.FieldType("int")),
        field("time", model.FieldType("datetime")), field("status", model.FieldType("enum", enum="Status")), table="Reservation", owner="userId",
        access="owned", status="status",
    )  # fmt: skip
    table = entity("Table", field("seats", model.FieldType("int")), table="Table")
    allocation = model.Allocation("Table", "tableId", "time", "", 120, "partySize", "seats", "status", ("CANCELLED",))
    charge = model.StripeCharge("deposit", "status", "CONFIRMED")
    book = operation("createReservation", model.Insert("Reservation", allocation), side_effects=(charge,))
    return spec((reservation, table), (book,), (status,))


class App:
    """A database with its login, and what its people may do."""

    def __init__(self, server: Server, url: str, database: Database) -> None:
        name = url.rsplit("/", 1)[1]
        with connect(url) as owner:
            run_script(owner, baseline_sql(database))
            run_script(owner, login_sql(f"{name}_app", "a pass'word\\"))
            run_script(owner, login_sql(f"{name}_app", "a pass'word\\"))
        self.owner_url = url
        self.url = server.database_url(name, f"{name}_app", "a pass'word\\")

    @contextmanager
    def acting(self, subject: str = "", role: str = "user") -> Iterator[psycopg.Connection]:
        """A transaction as the app opens it: for somebody, or (no subject) for nobody signed in."""
        with psycopg.connect(self.url) as connection:
            actor = "authenticated" if subject else "anon"
            claims = {"sub": subject, "role": actor, "user_role": role, "email": f"{subject}@example.com"} if subject else {"role": "anon"}
            connection.execute(sql.SQL("set local role {}").format(sql.Identifier(actor)))
            connection.execute("select set_config('request.jwt.claims', %s, true)", (json.dumps(claims),))
            yield connection

    def owner(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        with connect(self.owner_url) as connection:
            cursor = connection.execute(statement, values)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def user(self, subject: str) -> str:
        with self.acting(subject) as connection:
            row = connection.execute("select app.ensure_user(%s, %s)", (f"{subject}@example.com", subject)).fetchone()
        assert row is not None
        return str(row[0])


@pytest.fixture
def booking(server: Server) -> Iterator[App]:
    written, findings = read_sql(RESTAURANT)
    assert findings == ()
    with scratch_database(server) as url:
        yield App(server, url, desired_database(restaurant(), written))


def book(connection: psycopg.Connection, user: str, table: object, time: str = "2030-01-01 19:00Z", size: int = 2) -> None:
    connection.execute('insert into "Reservation" (user_id, table_id, party_size, time) values (%s, %s, %s, %s)', (user, table, size, time))


def count(connection: psycopg.Connection, table: str = '"Reservation"') -> int:
    row = connection.execute(f"select count(*) from {table}").fetchone()  # type: ignore[arg-type]
    assert row is not None
    return int(row[0])


def test_a_table_is_held_once_until_it_is_released(booking: App) -> None:
    ana, ben = booking.user("user_ana"), booking.user("user_ben")
    ((table,),) = booking.owner('insert into "Table" (seats) values (4) returning id')
    with booking.acting("user_ana") as connection:
        book(connection, ana, table)
    with booking.acting("user_ben") as connection:
        assert connection.execute("select * from app.free_tables('2030-01-01 20:59Z', 2)").fetchall() == []
        assert connection.execute("select * from app.free_tables('2030-01-01 21:00Z', 2)").fetchall() == [(table,)]
        with pytest.raises(errors.ExclusionViolation) as refused:
            book(connection, ben, table, "2030-01-01 20:30Z")
        assert refused.value.sqlstate == "23P01"
    with booking.acting("user_ana") as connection:
        connection.execute("update \"Reservation\" set status = 'CANCELLED'")
    with booking.acting("user_ben") as connection:
        assert connection.execute("select * from app.free_tables('2030-01-01 20:00Z')").fetchall() == [(table,)]
        book(connection, ben, table, "2030-01-01 20:30Z")


def test_free_tables_are_those_that_fit_the_smallest_first(booking: App) -> None:
    seats = {seats: booking.owner('insert into "Table" (seats) values (%s) returning id', seats)[0][0] for seats in (8, 2, 4)}
    with booking.acting("user_ana") as connection:
        free = [row[0] for row in connection.execute("select * from app.free_tables('2030-01-01 19:00Z', 3)")]
    assert free == [seats[4], seats[8]]


def test_two_at_once_one_gets_it(booking: App) -> None:
    people = [booking.user("user_ana"), booking.user("user_ben")]
    ((table,),) = booking.owner('insert into "Table" (seats) values (4) returning id')
    start, outcomes = threading.Barrier(2), []

    def attempt(subject: str, user: str) -> None:
        try:
            with booking.acting(subject) as connection:
                start.wait(10)
                book(connection, user, table)
            outcomes.append("booked")
        except (errors.ExclusionViolation, errors.DeadlockDetected):
            outcomes.append("refused")

    threads = [threading.Thread(target=attempt, args=pair) for pair in zip(("user_ana", "user_ben"), people, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["booked", "refused"]


def test_rows_of_others_are_out_of_reach(booking: App) -> None:
    ana, ben = booking.user("user_ana"), booking.user("user_ben")
    ((table,),) = booking.owner('insert into "Table" (seats) values (4) returning id')
    with booking.acting("user_ana") as connection:
        book(connection, ana, table)
        assert count(connection) == 1
    with booking.acting("user_ben") as connection:
        assert count(connection) == 0
        assert connection.execute("update \"Reservation\" set status = 'CANCELLED'").rowcount == 0
        assert connection.execute('delete from "Reservation"').rowcount == 0
        assert count(connection, "users") == 1
        with pytest.raises(errors.InsufficientPrivilege):
            book(connection, ana, table, "2031-01-01Z")
    with booking.acting("user_ana") as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute('update "Reservation" set user_id = %s', (ben,))
    with booking.acting() as connection, pytest.raises(errors.InsufficientPrivilege):
        count(connection)


def test_shared_tables_are_read_by_all_and_written_by_admins(booking: App) -> None:
    booking.owner('insert into "Table" (seats) values (4)')
    with booking.acting("user_ana") as connection:
        assert count(connection, '"Table"') == 1
        assert connection.execute('update "Table" set seats = 9').rowcount == 0
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute('insert into "Table" (seats) values (9)')
    with booking.acting("user_ada", "admin") as connection:
        assert connection.execute('update "Table" set seats = 9').rowcount == 1
        connection.execute('insert into "Table" (seats) values (2)')
        with pytest.raises(errors.CheckViolation):
            connection.execute('insert into "Table" (seats) values (0)')


def test_the_login_alone_sees_nothing_and_reaches_no_inner_table(booking: App) -> None:
    for table in ('"Reservation"', "users", "app.events", "app.payments", "app.rate_limits"):
        with psycopg.connect(booking.url) as connection, pytest.raises(errors.InsufficientPrivilege):
            count(connection, table)
        with booking.acting("user_ada", "admin") as connection:
            if table.startswith("app."):
                with pytest.raises(errors.InsufficientPrivilege):
                    count(connection, table)
    for forbidden in ("set role service_role", "set role postgres", "create table x (i int)", "alter role current_user superuser"):
        with psycopg.connect(booking.url) as connection, pytest.raises(psycopg.Error):
            connection.execute(forbidden)  # type: ignore[arg-type]


def test_users_are_made_once_and_kept_up_to_date(booking: App) -> None:
    first = booking.user("user_ana")
    assert booking.user("user_ana") == first
    with booking.acting("user_ana") as connection:
        connection.execute("select app.ensure_user('new@example.com', null)")
        assert connection.execute("select email, name from users").fetchall() == [("new@example.com", "user_ana")]
        assert connection.execute("update users set subject = 'user_ben'").rowcount == 0
    with booking.acting() as connection, pytest.raises(errors.InvalidAuthorizationSpecification):
        connection.execute("select app.ensure_user('x', 'y')")


def test_buckets_run_empty_and_fill_again(booking: App) -> None:
    def take(bucket: str) -> int:
        with psycopg.connect(booking.url) as connection:
            row = connection.execute("select app.take_token(%s, 3)", (bucket,)).fetchone()
        assert row is not None
        return int(row[0])

    assert [take("a") for _ in range(3)] == [0, 0, 0]
    assert 18 <= take("a") <= 20
    assert take("b") == 0
    booking.owner("update app.rate_limits set refilled_at = refilled_at - interval '21 seconds' where bucket = 'a'")
    assert take("a") == 0
    assert take("a") > 0


def test_events_are_claimed_once(booking: App) -> None:
    with psycopg.connect(booking.url) as connection:
        (identifier,) = connection.execute("select app.record_event('send-email', '{\"to\": \"x\"}')").fetchone()  # type: ignore[misc]
        assert connection.execute("select app.claim_event(%s)", (identifier,)).fetchone() == ({"to": "x"},)
        assert connection.execute("select app.claim_event(%s)", (identifier,)).fetchone() == (None,)


def test_a_payment_settles_its_row_once(booking: App) -> None:
    ana = booking.user("user_ana")
    ((table,),) = booking.owner('insert into "Table" (seats) values (4) returning id')
    with booking.acting("user_ana") as connection:
        book(connection, ana, table)
        (row,) = connection.execute('select id from "Reservation"').fetchone()  # type: ignore[misc]
        connection.execute("select app.open_payment('cs_1', 'deposit', 'Reservation', %s)", (str(row),))
    with psycopg.connect(booking.url) as connection:
        settle = "select app.settle_payment(%s, %s)"
        assert connection.execute(settle, ("evt_1", "cs_1")).fetchone() == (True,)
        assert connection.execute(settle, ("evt_1", "cs_1")).fetchone() == (False,)
        assert connection.execute(settle, ("evt_2", "cs_1")).fetchone() == (False,)
        assert connection.execute(settle, ("evt_3", "unknown")).fetchone() == (False,)
    assert booking.owner('select status::text from "Reservation"') == [("CONFIRMED",)]
    assert booking.owner("select user_id::text, status from app.payments") == [(ana, "settled")]


def test_a_late_payment_does_not_revive_what_was_cancelled(server: Server) -> None:
    charge = model.StripeCharge("deposit", "status", "PAID", ("OPEN",))
    status = field("status", model.FieldType("enum", enum="OrderStatus"), has_default=True, default="OPEN", supplied=True)
    order = entity("Order", field("userId", USERS), status, owner="userId", access="owned", status="status")
    states = model.EnumSpec(names_of("OrderStatus"), "order_status", ("OPEN", "PAID", "CANCELLED"), ("Open", "Paid", "Cancelled"))
    plan = spec((order,), (replace(operation("payOrder", model.ReadOne("Order", "id")), side_effects=(charge,)),), enumerations=(states,))
    with scratch_database(server) as url:
        app = App(server, url, desired_database(plan, None))
        ana = app.user("user_ana")
        for state, session in (("OPEN", "cs_open"), ("CANCELLED", "cs_late")):
            ((row,),) = app.owner(f"insert into orders (user_id, status) values ('{ana}', '{state}') returning id")
            with app.acting("user_ana") as connection:
                connection.execute("select app.open_payment(%s, 'deposit', 'Order', %s)", (session, str(row)))
            with psycopg.connect(app.url) as connection:
                assert connection.execute("select app.settle_payment(%s, %s)", (f"evt_{session}", session)).fetchone() == (True,)
        assert sorted(app.owner("select status::text from orders")) == [("CANCELLED",), ("PAID",)]


def test_what_everyone_reads_only_its_owner_changes(server: Server) -> None:
    article = entity("Article", field("authorId", USERS), owner="authorId", access="owned", shared_read=True)
    operations = (
        operation("updateArticle", model.Patch("Article", "id"), "user"),
        operation("readArticle", model.Mark("Article", "id", "a", "true")),
    )
    with scratch_database(server) as url:
        app = App(server, url, desired_database(spec((article,), operations), None))
        ana, ben = app.user("user_ana"), app.user("user_ben")
        with app.acting("user_ana") as connection:
            connection.execute("insert into articles (author_id) values (%s)", (ana,))
        with app.acting("user_ben") as connection:
            assert count(connection, "articles") == 1
            assert connection.execute("update articles set author_id = %s", (ben,)).rowcount == 0
            assert connection.execute("delete from articles").rowcount == 0
        with app.acting() as connection, pytest.raises(errors.InsufficientPrivilege):
            count(connection, "articles")
        with app.acting("user_ada", "admin") as connection:
            assert connection.execute("update articles set author_id = author_id").rowcount == 1


def test_parts_belong_to_whom_the_whole_belongs(server: Server) -> None:
    order = entity("Order", field("userId", USERS), owner="userId", access="owned")
    line = entity("Line", field("orderId", reference("Order", "orders")), parent="orderId", access="through-parent")
    note = entity("Note", field("lineId", reference("Line", "lines")), parent="lineId", access="through-parent")
    post = entity("Post", field("userId", USERS), owner="userId", access="owned", public_read=True)
    guest = entity("Message", field("userId", USERS, nullable=True), field("text", model.FieldType("text")), owner="userId", access="owned")
    operations = (operation("createMessage", model.Insert("Message"), "public"),)
    with scratch_database(server) as url:
        app = App(server, url, desired_database(spec((order, line, note, post, guest), operations), None))
        ana, ben = app.user("user_ana"), app.user("user_ben")
        with app.acting("user_ana") as connection:
            connection.execute("with o as (insert into orders (user_id) values (%s) returning id) select 1 from o", (ana,))
            connection.execute("insert into lines (order_id) select id from orders")
            connection.execute("insert into notes (line_id) select id from lines")
            connection.execute("insert into posts (user_id) values (%s)", (ana,))
        ((line_id,),) = app.owner("select id from lines")
        with app.acting("user_ben") as connection:
            assert (count(connection, "lines"), count(connection, "notes"), count(connection, "posts")) == (0, 0, 1)
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute("insert into notes (line_id) values (%s)", (line_id,))
        with app.acting("user_ada", "admin") as connection:
            assert (count(connection, "lines"), count(connection, "notes")) == (1, 1)
        with app.acting() as connection:
            assert count(connection, "posts") == 1
            connection.execute("insert into messages (text) values ('hello')")
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute("insert into messages (text, user_id) values ('as another', %s)", (ben,))


def test_a_plans_policies_are_the_only_ones_unless_admins_have_operations(server: Server) -> None:
    note = entity("Note", field("userId", USERS), owner="userId", access="owned")
    own = Additions(policies=(RequestedPolicy("notes", "mine", "ALL", "userId = auth.uid()"), RequestedPolicy("notes", "none", "INSERT", "false")))
    plain, watched = spec((note,)), spec((note,), (operation("removeNote", model.Remove("Note", "id"), "admin"),))
    policies = {name: [policy.name for policy in database.table("notes").policies] for name, database in (  # type: ignore[union-attr]
        ("plain", desired_database(plain, None, own)), ("watched", desired_database(watched, None, own)))}  # fmt: skip
    assert policies == {"plain": ["mine", "none"], "watched": ["mine", "none", "admin_access"]}
    with scratch_database(server) as url:
        app = App(server, url, desired_database(plain, None, own))
        ana = app.user("user_ana")
        with app.acting("user_ana") as connection:
            connection.execute("insert into notes (user_id) values (%s)", (ana,))
            assert count(connection, "notes") == 1
        with app.acting("user_ben") as connection:
            assert count(connection, "notes") == 0


def test_ids_are_real_ksuids(server: Server) -> None:
    item = entity("Item", field("name", model.FieldType("text")))
    key = field("id", model.FieldType("ksuid", prefix="itm"), unique=True, supplied=True)
    with scratch_database(server) as url, connect(url) as connection:
        run_script(connection, baseline_sql(desired_database(spec((replace(item, fields=(key, *item.fields[1:])),)), None)))
        connection.execute("insert into items (name) select 'x' from generate_series(1, 500)")
        found = connection.execute("select id, extract(epoch from now())::bigint from items").fetchall()
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    assert len({identifier for identifier, _ in found}) == 500
    for identifier, now in found:
        assert re.fullmatch(r"itm_[0-9A-Za-z]{27}", identifier)
        number = 0
        for character in identifier[4:]:
            number = number * 62 + digits.index(character)
        assert abs((number >> 128) + 1_400_000_000 - now) <= 5


def test_the_plans_own_users_are_completed(server: Server) -> None:
    role = model.EnumSpec(names_of("Role"), "role", ("member", "editor"), ("", ""))
    user = entity(
        "User", field("email", model.FieldType("string"), unique=True), field("displayName", model.FieldType("string")),
        field("handle", model.FieldType("string", length=40), unique=True), field("role", model.FieldType("enum", enum="Role")),
        field("age", model.FieldType("int")), field("tags", model.FieldType("string", array=True)), field("born", model.FieldType("date")),
        table="users",
    )  # fmt: skip
    with scratch_database(server) as url:
        app = App(server, url, desired_database(spec((user,), (), (role,)), None))
        assert app.user("user_ana") == app.user("user_ana")
        app.user("user_ben")
        assert app.owner("select email, display_name, handle, role::text, age from users order by email") == [
            ("user_ana@example.com", "user_ana", "user_ana", "member", 0), ("user_ben@example.com", "user_ben", "user_ben", "member", 0),
        ]  # fmt: skip
        with app.acting("user_ana") as connection:
            assert count(connection, "users") == 1


def test_the_prelude_is_harmless_twice_and_reads_claims(server: Server) -> None:
    with scratch_database(server) as url, connect(url) as connection:
        run_script(connection, prelude_sql())
        run_script(connection, prelude_sql())
        assert connection.execute("select auth.uid(), auth.role(), auth.jwt()").fetchone() == (None, None, None)
        with connection.transaction():
            connection.execute('select set_config(\'request.jwt.claims\', \'{"sub": "00000000-0000-4000-8000-000000000001", "role": "anon"}\', true)')
            assert connection.execute("select auth.uid()::text, auth.role()").fetchone() == ("00000000-0000-4000-8000-000000000001", "anon")
        assert connection.execute("select auth.uid(), auth.role(), auth.jwt()").fetchone() == (None, None, None)
