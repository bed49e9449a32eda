from __future__ import annotations

import pytest

from appfactory.compile.database.sql_reader import read_sql
from appfactory.model.database import Check, Column, Exclusion, ForeignKey, Index, Policy, Unique
from appfactory.model.finding import Span

RESTAURANT = """\
create type reservation_status as enum ('PENDING','CONFIRMED','CANCELLED');
create table "Table" (
  id uuid primary key default gen_random_uuid(),
  seats int not null check (seats > 0)
);
create table "Reservation" (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  table_id uuid not null references "Table"(id) on delete restrict,
  party_size int not null check (party_size > 0),
  time timestamptz not null,
  status reservation_status not null default 'PENDING',
  created_at timestamptz not null default now()
);
create index idx_reservation_time on "Reservation"(time);
alter table "Reservation" enable row level security;
create policy tenant_isolation on "Reservation" for all using (user_id = auth.uid());
"""


def problems(sql: str) -> list[tuple[str, int, int]]:
    return [(finding.code, finding.span.line, finding.span.column) for finding in read_sql(sql)[1]]


def test_the_founding_plan_reads_without_findings() -> None:
    database, findings = read_sql(RESTAURANT)
    assert findings == ()
    assert database.enumerations[0].values == ("PENDING", "CONFIRMED", "CANCELLED")
    reservation = database.table("Reservation")
    assert reservation is not None
    assert [column.type for column in reservation.columns] == [
        "uuid", "uuid", "uuid", "integer", "timestamp with time zone", "reservation_status", "timestamp with time zone",
    ]  # fmt: skip
    assert reservation.primary_key == ("id",)
    assert reservation.foreign_keys == (ForeignKey("Reservation_table_id_fkey", ("table_id",), "Table", ("id",), on_delete="restrict"),)
    assert reservation.checks == (Check("Reservation_party_size_check", "party_size > 0"),)
    assert reservation.indexes == (Index("idx_reservation_time", ("time",)),)
    assert reservation.policies == (Policy("tenant_isolation", using="user_id = auth.uid()"),)
    assert reservation.row_security
    assert reservation.columns[0] == Column("id", "uuid", default="gen_random_uuid()")


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("int", "integer"), ("int8", "bigint"), ("smallint", "smallint"), ("decimal", "numeric"), ("decimal(10,2)", "numeric(10,2)"),
        ("numeric(5)", "numeric(5,0)"), ("varchar", "character varying"), ("varchar(20)", "character varying(20)"), ("char(3)", "character(3)"),
        ("text[]", "text[]"), ("int[][]", "integer[]"), ("integer[3]", "integer[]"), ("timestamptz", "timestamp with time zone"),
        ("timestamp", "timestamp without time zone"), ("timestamptz(3)", "timestamp(3) with time zone"), ("time", "time without time zone"),
        ("time(2)", "time(2) without time zone"), ("timetz", "time with time zone"), ("float", "double precision"), ("float(4)", "real"),
        ("bool", "boolean"), ("interval day to second", "interval day to second"), ("jsonb", "jsonb"), ('"My Enum"', '"My Enum"'),
        ("other.kind[]", "other.kind[]"), ("public.mood", "mood"), ("bit varying(3)", "bit varying(3)"), ('"char"', '"char"'), ("bpchar", "bpchar"),
    ],
)  # fmt: skip
def test_types_are_spelled_as_format_type_prints_them(written: str, printed: str) -> None:
    database, findings = read_sql(f"create table t (c {written})")
    assert findings == ()
    assert database.tables[0].columns[0].type == printed


def test_every_constraint_is_kept() -> None:
    database, findings = read_sql(
        """
        create table t (
          id bigserial primary key, a int not null unique, b varchar(20) default 'it''s' constraint named check (b <> ''),
          c int generated always as (a * 2) stored, d int generated always as identity, e timestamptz,
          constraint pair unique nulls not distinct (a, b), check (a > 0 and a < 9),
          exclude using gist (a with =, tstzrange(e, e + interval '1 hour') with &&) where (b <> 'x'),
          foreign key (a) references t (id) on update cascade on delete set null deferrable initially deferred
        );
        create unique index on t (lower(b) desc, a) include (e) where a > 1;
        alter table t add column f text not null default 'x', add constraint last check (f <> ''), alter column a set default 4;
        comment on table t is 'About it';
        comment on column t.a is 'A';
        """
    )
    assert findings == ()
    table = database.tables[0]
    assert table.column("id") == Column("id", "bigint", generated="by default as identity")
    assert table.column("c") == Column("c", "integer", nullable=True, generated="always as (a * 2) stored")
    assert table.column("d") == Column("d", "integer", generated="always as identity")
    assert table.column("a") == Column("a", "integer", default="4", comment="A")
    assert table.uniques == (Unique("t_a_key", ("a",)), Unique("pair", ("a", "b"), nulls_distinct=False))
    assert table.checks == (Check("named", "b <> ''"), Check("t_a_check", "a > 0 AND a < 9"), Check("last", "f <> ''"))
    assert table.exclusions == (
        Exclusion("t_a_e_excl", "exclude using gist (a with =, tstzrange(e, e + '1 hour'::interval) with &&) where (b <> 'x')"),
    )
    assert table.foreign_keys == (ForeignKey("t_a_fkey", ("a",), "t", ("id",), "set null", "cascade", "public", "deferrable initially deferred"),)
    assert table.indexes == (Index("t_expr_a_idx", ("lower(b) desc", "a"), True, "btree", "a > 1", ("e",)),)
    assert table.comment == "About it"


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("drop table t", "sql-refused"), ("drop type x", "sql-refused"), ("drop role x", "sql-refused"), ("truncate t", "sql-refused"),
        ("delete from t", "sql-refused"), ("update t set a = 1", "sql-refused"), ("select 1", "sql-refused"),
        ("copy t from '/etc/passwd'", "sql-refused"),
        ("do $$ begin end $$", "sql-refused"), ("create role x superuser", "sql-refused"), ("alter role postgres superuser", "sql-refused"),
        ("grant postgres to anon", "sql-refused"), ("grant all on all tables in schema public to postgres", "sql-refused"),
        ("alter system set fsync = off", "sql-refused"), ("set search_path = x", "sql-refused"), ("set role postgres", "sql-refused"),
        ("create table app.x (id int)", "sql-refused"), ("create function auth.uid() returns int language sql as 'select 1'", "sql-refused"),
        ("create function f() returns int language plpython3u as 'x'", "sql-refused"), ("create database x", "sql-refused"),
        ("create table t (id int collate \"C\")", "sql-unsupported"), ("create temp table t (id int)", "sql-unsupported"),
        ("create table t (id int) partition by range (id)", "sql-unsupported"), ("create table t (like u)", "sql-unsupported"),
        ("begin", "sql-ignored"), ("set statement_timeout = 0", "sql-ignored"), ("create extension pgcrypto", "sql-core-extension"),
        ("create function f() returns int language sql security definer as 'select 1'", "sql-search-path"),
        ("create table t (id int, id int)", "sql-duplicate"), ("create table t (id int); create table t (id int)", "sql-duplicate"),
        ("create policy p on nowhere using (true)", "sql-unknown-table"), ("create table t (a int references nowhere)", "sql-unknown-table"),
        ("create table t (a int, check (b > 0))", "sql-unknown-column"), ("create table t (a int); create index on t (b)", "sql-unknown-column"),
        ("create table t (a int); create policy p on t using (b = 1)", "sql-unknown-column"),
        ("create table u (id int primary key); create table t (a int references u (b))", "sql-unknown-column"),
        ("create tabel t (a int)", "sql-syntax"), ("select 'a", "sql-syntax"), ("create table t (a int default 'x\0y')", "sql-syntax"),
        ("create table t (a int check (" + "(1 + " * 60 + "1" + ")" * 60 + " > 0))", "sql-syntax"), ("\\i other.sql", "sql-meta-command"),
    ],
)  # fmt: skip
def test_what_may_not_stand_in_a_plan(sql: str, code: str) -> None:
    assert [found for found, _, _ in problems(sql)] == [code]


def test_places_are_lines_and_columns_of_characters() -> None:
    assert problems('create table "Ähre" (a int);\n/* ä */ drop table "Ähre";\n\n  create tabl x') == [("sql-syntax", 4, 10)]
    assert problems('create table "Ähre" (a int);\n/* ä */ drop table "Ähre"') == [("sql-refused", 2, 9)]
    assert problems('create table "Ähre" (ä int, check (ö > 1))') == [("sql-unknown-column", 1, 36)]
    assert problems("select 1;\n  \\copy t from x") == [("sql-meta-command", 2, 3)]


def test_places_can_be_moved_into_the_plan() -> None:
    _, findings = read_sql("create table t (a int);\ndrop table t", lambda line, column: Span("buildplan.yaml", 70 + line, 4 + column))
    assert findings[0].span == Span("buildplan.yaml", 72, 5)


def test_the_rest_is_kept_and_can_be_repeated() -> None:
    database, findings = read_sql(
        "create domain email as text; create table t (a int); create view v as select a from t; insert into t values (1);"
        "create function f() returns int language sql as $$ select 1 $$;"
        "create trigger x before insert on t for each row execute function f();"
    )
    assert findings == ()
    assert database.extra_sql == (
        "create domain email as text", "create or replace view v as select a from t", "insert into t values (1)",
        "create or replace trigger x before insert on t for each row execute function f()",
    )  # fmt: skip
    assert database.functions[0].definition == "create or replace function f() returns int language sql as $$ select 1 $$"


def test_the_generator_of_uuid_ossp_is_the_core_one() -> None:
    database, findings = read_sql(
        "create extension \"uuid-ossp\"; create table t (id uuid default uuid_generate_v4(), n text default 'uuid_generate_v4()')"
    )
    assert [finding.severity for finding in findings] == ["info"]
    assert [column.default for column in database.tables[0].columns] == ["gen_random_uuid()", "'uuid_generate_v4()'"]
    assert database.extensions == ()


def test_an_empty_text_is_an_empty_schema() -> None:
    assert read_sql("") == read_sql("-- nothing\n/* at /* all */ */")
    assert read_sql("")[0].tables == ()
