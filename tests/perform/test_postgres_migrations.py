from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from appfactory.compile.database.migration import SchemaComparison, baseline_sql, drift, next_migration
from appfactory.compile.database.renaming import Renames
from appfactory.compile.database.sql_reader import read_sql
from appfactory.model.database import Database
from appfactory.perform.postgres.connection import connect, run_script, scratch_database, split_statements
from appfactory.perform.postgres.introspect import introspect
from appfactory.perform.postgres.migrations import MigrationFile, applied_migrations, apply_migrations
from appfactory.perform.postgres.planning import plan_changes
from appfactory.perform.postgres.server import Server

pytestmark = pytest.mark.postgres

FIRST = MigrationFile("0000_baseline.sql", "create table a (i int);\n")
SECOND = MigrationFile("0001_more.sql", "-- comment; with ' in it\n\ncreate table b (i int);\ninsert into b\nvalues (1);\n")
BROKEN = MigrationFile("0002_broken.sql", "create table c (i int);\n\n/* é */ insert into c\n  values ('x');\n")


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    with scratch_database(server) as made:
        yield made


def tables(url: str) -> set[str]:
    with connect(url) as connection:
        return {table.name for table in introspect(connection).tables}


def test_migrations_are_applied_once_and_in_order(url: str) -> None:
    assert apply_migrations(url, [SECOND, FIRST]).names == ("0000_baseline.sql", "0001_more.sql")
    assert apply_migrations(url, [FIRST, SECOND]).names == ()
    with connect(url) as connection:
        assert applied_migrations(connection) == ("0000_baseline.sql", "0001_more.sql")
        assert connection.execute("select count(*) from b").fetchone() == (1,)


def test_a_failing_one_is_undone_and_says_where(url: str) -> None:
    outcome = apply_migrations(url, [FIRST, SECOND, BROKEN, MigrationFile("0003_never.sql", "create table d (i int)")])
    assert outcome.names == ("0000_baseline.sql", "0001_more.sql")
    (finding,) = outcome.findings
    assert (finding.code, finding.span.file, finding.span.line) == ("migration-failed", "db/migrations/0002_broken.sql", 4)
    assert "0001_more.sql" in finding.why
    assert tables(url) == {"a", "b"}
    repaired = MigrationFile(BROKEN.name, "create table c (i int)")
    assert apply_migrations(url, [FIRST, SECOND, repaired]).names == ("0002_broken.sql",)


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([MigrationFile(FIRST.name, FIRST.sql + " "), SECOND], "migration-changed"),
        ([SECOND], "migration-missing"),
        ([FIRST, SECOND, MigrationFile("0001_twice.sql", "")], "migration-number"),
        ([FIRST, SECOND, MigrationFile("new.sql", "")], "migration-name"),
        ([FIRST, SECOND, MigrationFile("0005_next.sql", ""), MigrationFile("0007_x.sql", "select 1")], ""),
    ],
)
def test_history_can_not_be_rewritten(url: str, files: list[MigrationFile], code: str) -> None:
    apply_migrations(url, [FIRST, SECOND])
    outcome = apply_migrations(url, files)
    assert [finding.code for finding in outcome.findings] == ([code] if code else [])
    if not code:
        assert [finding.code for finding in apply_migrations(url, [*files, MigrationFile("0006_late.sql", "")]).findings] == ["migration-late"]


def test_two_at_once_wait_for_each_other(url: str) -> None:
    slow = MigrationFile("0000_slow.sql", "create table a (i int); select pg_sleep(0.3);")
    with ThreadPoolExecutor(3) as pool:
        outcomes = list(pool.map(lambda _: apply_migrations(url, [slow]), range(3)))
    assert sorted(outcome.names for outcome in outcomes) == [(), (), ("0000_slow.sql",)]
    assert all(outcome.ok for outcome in outcomes)


def test_statements_are_split_by_the_grammar() -> None:
    script = "-- a; b\nselect ';';\n/* x; */ do $$ begin perform 1; end $$;\n\n"
    assert [text for _, text in split_statements(script)] == ["select ';'", "do $$ begin perform 1; end $$"]
    assert split_statements("no sql at all") == ((0, "no sql at all"),)
    assert split_statements("  ") == ()


BEFORE = """
create type stage as enum ('NEW', 'OLD', 'GONE');
create table customers (id uuid primary key default gen_random_uuid(), full_name text not null, age int not null, stage stage default 'NEW');
create table orders (id uuid primary key default gen_random_uuid(), customer_id uuid not null references customers (id), note varchar(5));
create table old_things (id int primary key, what text not null);
alter table customers enable row level security;
create policy adults on customers for select to authenticated using (age > 17 and full_name <> '');
create index on customers (lower(full_name));
create view adults as select id from customers where age > 17;
"""
AFTER = """
create type stage as enum ('FIRST', 'NEW', 'OLD');
create table clients (id uuid primary key default gen_random_uuid(), name text not null, age bigint not null, stage stage default 'FIRST',
  born date, check (age > 0));
create table orders (id uuid primary key default gen_random_uuid(), client_id uuid not null references clients (id) on delete cascade, note text);
alter table clients enable row level security;
create policy adults on clients for select to authenticated using (age > 20 and name <> '');
create index on clients (lower(name));
create view grown_ups as select id from clients;
"""
RENAMES = Renames(tables=(("customers", "clients"),), columns=(("clients", "full_name", "name"), ("orders", "customer_id", "client_id")))


def read(sql: str) -> Database:
    database, findings = read_sql(sql)
    assert findings == ()
    return database


def test_the_next_migration_keeps_data_and_stages_drops(server: Server, url: str) -> None:
    before, after = read(BEFORE.replace("create view adults as select id from customers where age > 17;", "")), read(AFTER)
    existing = [MigrationFile("0000_baseline.sql", baseline_sql(before))]
    planned = plan_changes(server, existing, baseline_sql(after), SchemaComparison(RENAMES))
    assert planned.findings == ()
    migration = next_migration([(one.name, one.sql) for one in existing], after, planned.changes)
    assert migration is not None
    assert [(change.kind, change.name) for change in migration.waiting] == [("drop-table", "old_things")]
    assert "grown_ups" in migration.sql
    assert not any(change.kind in ("add-table", "drop-column") for change in migration.changes)
    existing.append(MigrationFile(migration.name, migration.sql))
    assert apply_migrations(url, existing[:1]).ok
    with connect(url) as connection:
        run_script(
            connection, "insert into customers (full_name, age) values ('Ana', 30); insert into orders (customer_id) select id from customers;"
        )
        run_script(connection, "insert into old_things values (1, 'dear')")
    assert apply_migrations(url, existing).ok
    with connect(url) as connection:
        assert connection.execute("select name, age, stage::text from clients").fetchall() == [("Ana", 30, "NEW")]
        assert connection.execute("select count(*) from orders join clients on clients.id = client_id").fetchone() == (1,)
        assert connection.execute("select what from old_things").fetchall() == [("dear",)]
        live = introspect(connection)
    assert [finding.code for finding in drift(live, planned.after)] == ["database-drift"]

    again = plan_changes(server, existing, baseline_sql(after), SchemaComparison())
    waiting = next_migration([(one.name, one.sql) for one in existing], after, again.changes)
    assert waiting is not None
    assert (waiting.name, waiting.sql) == ("", "")
    approved = next_migration([(one.name, one.sql) for one in existing], after, again.changes, approved=True)
    assert approved is not None
    assert approved.name == "0002_drop_old_things.sql"
    assert apply_migrations(url, [*existing, MigrationFile(approved.name, approved.sql)]).ok
    with connect(url) as connection:
        assert drift(introspect(connection), planned.after) == ()


def test_nothing_to_change_is_no_migration(server: Server) -> None:
    database = read(BEFORE)
    existing = [MigrationFile("0000_baseline.sql", baseline_sql(database))]
    planned = plan_changes(server, existing, baseline_sql(database), SchemaComparison())
    assert planned.changes == ()
    assert next_migration([(one.name, one.sql) for one in existing], database, planned.changes) is None
    first = next_migration([], database, ())
    assert first is not None
    assert (first.name, first.sql) == ("0000_baseline.sql", baseline_sql(database))


def test_sql_that_postgresql_refuses_is_a_finding(server: Server) -> None:
    broken = read("create table t (a int default 'x')")
    planned = plan_changes(server, [], baseline_sql(broken), SchemaComparison())
    (finding,) = planned.findings
    assert finding.code == "schema-refused"
    assert "invalid input syntax" in finding.message
    planned = plan_changes(server, [BROKEN], baseline_sql(read("")), SchemaComparison())
    assert [finding.code for finding in planned.findings] == ["migration-failed"]


def test_hand_made_changes_are_drift(server: Server, url: str) -> None:
    database = read(BEFORE)
    with connect(url) as connection:
        run_script(connection, baseline_sql(database))
        wanted = introspect(connection)
        assert drift(wanted, wanted) == ()
        run_script(
            connection, "drop policy adults on customers; alter table orders add column extra int; alter table customers disable row level security"
        )
        found = drift(introspect(connection), wanted, "db/migrations")
    messages = " ".join(finding.message for finding in found)
    assert "customers.adults" in messages
    assert "orders.extra" in messages
    assert "enable-row-security" in messages
