"""Orders, statements and differences that need no server."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appfactory.compile.database.column_difference import widens
from appfactory.compile.database.ddl import as_script, create_statements
from appfactory.compile.database.difference import differences, staged
from appfactory.compile.database.entity_tables import encode_default
from appfactory.compile.database.identifiers import dollar_quote, free_name, literal, object_name, quote
from appfactory.compile.database.migration import baseline_sql, next_migration
from appfactory.compile.database.order import topological
from appfactory.compile.database.prelude import login_sql, prelude_sql
from appfactory.compile.database.renaming import Renames
from appfactory.compile.database.sql_reader import read_sql
from appfactory.model.database import Database, Enumeration
from appfactory.model.json_value import JsonObject
from appfactory.model.spec import FieldType

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)


def read(sql: str) -> Database:
    database, findings = read_sql(sql)
    assert findings == ()
    return database


@given(TEXT.filter(lambda text: 0 < len(text.encode()) < 64), TEXT)
def test_any_name_and_any_text_come_through_sql(name: str, text: str) -> None:
    database = read(f"create table {quote(name)} (id int default 1); comment on table {quote(name)} is {literal(text)}")
    assert database.tables[0].name == name
    assert database.tables[0].comment == text
    assert read(f"create function f() returns text language plpgsql as {dollar_quote(text)}").functions[0].definition.count(text) >= 1


def test_names_are_quoted_only_where_they_must_be() -> None:
    assert [quote(name) for name in ("user_id", "user", "Table", "time", "1a", "a b", 'a"b', "ä", "status")] == [
        "user_id", '"user"', '"Table"', '"time"', '"1a"', '"a b"', '"a""b"', '"ä"', "status",
    ]  # fmt: skip


def test_names_are_cut_as_postgresql_cuts_them() -> None:
    assert object_name("t", "a_b", "fkey") == "t_a_b_fkey"
    assert object_name("t" * 60, "c" * 20, "check") == "t" * 36 + "_" + "c" * 20 + "_check"
    assert len(object_name("ä" * 40, "ö" * 40, "excl").encode()) <= 63
    assert free_name("t", "a", "key", {"t_a_key", "t_a_key1"}) == "t_a_key2"


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        ("string", "it's", "'it''s'"), ("string", "a\\b", "E'a\\\\b'"), ("text", "'; drop table x --", "'''; drop table x --'"), ("int", 3, "3"),
        ("int", -3, "'-3'"), ("decimal", "1.50", "'1.50'"), ("decimal", 2.5, "2.5"), ("bigint", 2**62, str(2**62)), ("bool", True, "true"),
        ("bool", "false", "false"), ("datetime", "now()", "now()"), ("date", "today", "CURRENT_DATE"), ("date", "2025-01-31", "'2025-01-31'"),
        ("json", '{"a": 1}', "'{\"a\": 1}'"), ("json", "plain", "'\"plain\"'"), ("json", JsonObject((("a", (1, None)),)), "'{\"a\": [1, null]}'"),
        ("string", 12.0, "'12'"), ("uuid", "gen_random_uuid()", "gen_random_uuid()"), ("string", "now()", "'now()'"),
    ],
)  # fmt: skip
def test_defaults_are_encoded_by_type(kind: str, value: object, written: str) -> None:
    assert encode_default(FieldType(kind), value) == written  # type: ignore[arg-type]


def test_array_defaults() -> None:
    array = FieldType("string", array=True)
    assert encode_default(array, "[]") == encode_default(array, "{}") == encode_default(array, ()) == "'{}'"
    assert encode_default(array, '["a\\"b", "c\'d"]') == 'E\'{"a\\\\"b","c\'\'d"}\''
    assert encode_default(array, "one") == "'{\"one\"}'"
    assert encode_default(FieldType("int", array=True), (1, 2)) == '\'{"1","2"}\''


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=60))
def test_what_is_needed_comes_first(edges: list[tuple[int, int]]) -> None:
    items = [(number,) for number in range(31)]
    acyclic = [(max(pair), min(pair)) for pair in edges if pair[0] != pair[1]]
    ordered = topological(items, lambda item: [items[low] for high, low in acyclic if high == item[0]])
    place = {item[0]: position for position, item in enumerate(ordered)}
    assert sorted(place) == list(range(31))
    assert all(place[low] < place[high] for high, low in acyclic)


def test_long_chains_and_circles_are_no_problem() -> None:
    items = [(number,) for number in range(20_000)]
    assert topological(items, lambda item: [items[(item[0] + 1) % 20_000]])[0] == (19_999,)


def test_keys_in_a_circle_are_added_afterwards() -> None:
    statements = create_statements(
        read(
            "create table a (id int primary key, b int); create table b (id int primary key, a int references a (id));"
            "alter table a add foreign key (b) references b (id); create table c (id int primary key, c int references c (id))"
        )
    )
    first = next(index for index, text in enumerate(statements) if text.startswith("create table"))
    assert statements[first].startswith("create table public.b")
    assert "foreign key" not in statements[first]
    assert any(text.startswith("alter table public.b add constraint b_a_fkey") for text in statements)
    assert "constraint c_c_fkey foreign key (c)" in next(text for text in statements if text.startswith("create table public.c"))


def test_what_tables_call_is_made_before_them_and_what_calls_tables_after() -> None:
    database = read(
        "create table t (id text default make_id(), at timestamptz); create function make_id() returns text language sql as $$ select helper() $$;"
        "create function helper() returns text language sql as $$ select 'x' $$; create domain mood as text;"
        "create function all_of_t() returns setof t language sql as $$ select * from t $$; create view v as select * from all_of_t();"
    )
    script = as_script(create_statements(database))
    order = [script.index(text) for text in ("domain mood", "function helper", "function make_id", "create table", "function all_of_t", "view v")]
    assert order == sorted(order)


def test_rights_follow_from_policies() -> None:
    script = as_script(
        create_statements(
            read(
                "create table t (id int, u uuid); alter table t enable row level security; create policy r on t for select to anon using (true);"
                "create policy w on t for insert to authenticated with check (true); create table closed (id int);"
                "create table mine (u uuid); alter table mine enable row level security; create policy m on mine using (u = auth.uid());"
            )
        )
    )
    assert "grant select on table public.t to anon;" in script
    assert "grant insert on table public.t to authenticated;" in script
    assert "grant select, insert, update, delete on table public.mine to authenticated;" in script
    assert "mine to anon" not in script
    assert re.search(r"grant .* closed to (anon|authenticated)", script) is None


def changes(before: str, after: str, renames: Renames | None = None) -> list[tuple[str, str]]:
    found = differences(read(before), read(after), renames or Renames())
    return [(change.kind, change.sql) for change in found]


def test_equal_schemas_differ_in_nothing() -> None:
    sql = "create type e as enum ('a'); create table t (id int primary key, e e check (e <> 'a')); create index on t (e);"
    assert changes(sql, sql) == []
    assert changes("create table t (a int, b int)", "create table t (b int, a int)") == []


def test_renames_are_no_drop_and_add() -> None:
    renames = Renames(tables=(("a", "b"),), columns=(("b", "x", "y"),), enumerations=(("e", "f"),))
    found = changes(
        "create type e as enum ('p'); create table a (id int primary key, x int check (x > 0), k e); create table c (a int references a (id));",
        "create type f as enum ('p'); create table b (id int primary key, y int check (y > 0), k f); create table c (a int references b (id));",
        renames,
    )
    assert [kind for kind, _ in found] == ["rename-table", "run-sql", "rename-column", "run-sql", "run-sql"]
    assert found[-1][1] == "alter table public.b rename constraint a_x_check to b_y_check"
    assert changes("create table a (x int)", "create table a (x int)", renames) == []


def test_new_values_are_added_in_place_and_gone_ones_make_the_type_anew() -> None:
    table = "create table t (id int primary key, e e not null default 'a');"
    assert changes(f"create type e as enum ('a', 'c'); {table}", f"create type e as enum ('a', 'b', 'c', 'd'); {table}") == [
        ("add-enum-value", "alter type public.e add value 'b' before 'c'"), ("add-enum-value", "alter type public.e add value 'd'"),
    ]  # fmt: skip
    anew = changes(f"create type e as enum ('a', 'c'); {table}", f"create type e as enum ('a'); {table}")
    assert [kind for kind, _ in anew] == ["drop-default", "run-sql", "add-enum", "alter-type", "drop-enum-value", "set-default"]
    used = changes("create type e as enum ('a'); " + table, "create type e as enum ('a', 'b'); " + table.replace("'a'", "'b'"))
    assert ("add-enum", "create type public.e as enum ('a', 'b')") in used


def test_what_loses_data_is_marked_and_drops_can_wait() -> None:
    before = read("create table t (id int primary key, name text not null, size text); create table gone (t int references t (id));")
    after = read("create table t (id int primary key, size varchar(3));")
    found = differences(before, after)
    assert [(change.kind, change.name) for change in found if staged(change)] == [("drop-column", "name"), ("drop-table", "gone")]
    assert [(change.kind, change.name, change.destructive) for change in found if not staged(change)] == [
        ("alter-type", "size", True), ("drop-not-null", "name", False),
    ]  # fmt: skip
    migration = next_migration([("0000_baseline.sql", "")], after, found)
    assert migration is not None
    assert migration.name == "0001_change_t_size.sql"
    assert migration.sql.startswith("-- Data are lost")
    assert "drop table" not in migration.sql


def test_mandatory_columns_get_a_value_for_rows_that_are_there() -> None:
    found = changes(
        "create type e as enum ('p', 'q'); create table u (id int primary key); create table t (id int primary key);",
        "create type e as enum ('p', 'q'); create table u (id int primary key);"
        "create table t (id int primary key, a text not null, b e not null, c int not null default 4, d text, u int not null references u (id));",
    )
    text = "\n".join(sql for _, sql in found)
    assert "add column a text not null default ''" in text
    assert "alter column a drop default" in text
    assert "add column b e not null default 'p'" in text
    assert "add column c integer not null default 4" in text
    assert "add column u integer not null\n" in text


@pytest.mark.parametrize(
    ("before", "after", "wide"),
    [
        ("integer", "bigint", True), ("bigint", "integer", False), ("character varying(5)", "character varying(9)", True), ("text", "integer", False),
        ("character varying(9)", "character varying(5)", False), ("numeric(10,2)", "numeric(12,2)", True), ("numeric(10,2)", "numeric(10,3)", False),
        ("numeric(4,2)", "numeric", True), ("numeric", "numeric(4,2)", False), ("integer[]", "bigint[]", True), ("uuid", "text", True),
        ("integer[]", "text", False), ("date", "timestamp with time zone", True), ("json", "jsonb", True), ("boolean", "integer", False),
    ],
)  # fmt: skip
def test_which_types_hold_more(before: str, after: str, wide: bool) -> None:
    assert widens(before, after) is wide


def test_the_baseline_can_be_read_again() -> None:
    database = read("create type e as enum ('it''s'); create table \"Order\" (id int primary key, e e default 'it''s', check (id > 0));")
    again, findings = read_sql("".join(baseline_sql(database).split(prelude_sql())))
    assert [finding for finding in findings if finding.code != "sql-ignored"] == []
    assert again.tables == database.tables
    assert again.enumerations == (Enumeration("e", ("it's",)),)


def test_no_password_can_leave_its_quotes() -> None:
    import postgast

    sql = login_sql("app'; drop table x; --", "$$; drop role x; $body1$ ' \\")
    assert len(postgast.parse(sql).stmts) == 1
    assert json.dumps(sql)
