"""The parts of which packs from the catalog are made: expressions computed, texts for patterns, values for types."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from appfactory.compile.database.sql_reader import read_sql
from appfactory.contract.packs.inference import inferred_type, keys_of_others, referenced
from appfactory.contract.packs.intentions import of_document, of_text
from appfactory.contract.packs.writing.callers import Caller
from appfactory.contract.packs.writing.writer import addressed, in_order, write_pack
from appfactory.model.database import Column, Database, DomainType, ForeignKey, Table
from appfactory.model.expressions.evaluation import Evaluator
from appfactory.model.expressions.kinds import Range, column_type, interval, python_value
from appfactory.model.expressions.operators import UnsupportedError, like, python_pattern
from appfactory.model.expressions.parsing import parse_expression
from appfactory.model.expressions.patterns import like_texts, matching

NOW = datetime(2026, 2, 22, 10, tzinfo=UTC)
ROW = {
    "a": Decimal(3), "b": Decimal(5), "none": None, "name": "Ana Wong", "flag": True, "at": NOW, "later": NOW + timedelta(hours=1),
    "day": NOW.date(), "tags": ("x", "y"), "settings": {"color": "red"},
}  # fmt: skip


def computed(text: str, caller: Caller | None = None) -> object:
    node = parse_expression(text)
    assert not isinstance(node, str), node
    return Evaluator(Database(), NOW, None, caller).value(node, ROW)


@pytest.mark.parametrize(
    "text",
    [
        "a < b and b <= 5",
        "a between 1 and 3",
        "a not between 4 and 5",
        "not (a = b)",
        "a in (1, 2, 3)",
        "name not in ('x', 'y')",
        "none is null",
        "a is distinct from none",
        "none is not distinct from null",
        "coalesce(none, a) = 3",
        "name like 'Ana%'",
        "name ~~* '%WONG'",
        "name ~ '^A[a-z]+ W'",
        "length(name) = 8",
        "lower(name) = 'ana wong'",
        "btrim('  x ') = 'x'",
        "greatest(a, b) = 5",
        "case when flag then a = 3 else false end",
        "later - at <= interval '1 hour'",
        "later > at",
        "at < now() + interval '1 day'",
        "day = '2026-02-22'",
        "extract(year from day) >= 2026",
        "'x' = any (tags)",
        "tags @> array['x']",
        "array_length(tags, 1) = 2",
        "cardinality(tags) <= 2",
        "num_nonnulls(a, none) = 1",
        "flag is true",
        "settings ->> 'color' = 'red'",
        "jsonb_typeof(settings) = 'object'",
        "a * b = 15",
        "a - b = -2",
        "b % 2 = 1",
        "(a = 3) = (b = 5)",
        "name = any ((array['Ana Wong'::character varying, 'b'::character varying])::text[])",
        "nullif(a, 3) is null",
        "position('W' in name) = 5",
        "tstzrange(at, later) && tstzrange(at, null)",
        "not isempty(tstzrange(at, later))",
        "name || '!' = 'Ana Wong!'",
        "abs(-a) = 3",
        "a <> all (array[1, 2])",
        "make_interval(mins => 90) = interval '1 hour 30 minutes'",
    ],
)
def test_expressions_that_hold(text: str) -> None:
    assert computed(text) is True


@pytest.mark.parametrize(
    "text", ["none = 1", "none and flag", "not none", "a in (1, none)", "none between 1 and 2", "none like 'x'", "null = any (tags)"]
)
def test_null_is_neither_true_nor_false(text: str) -> None:
    assert computed(text) is None


@pytest.mark.parametrize("text", ["my_function(a) = 1", "unknown = 1", "name < 'B Z'", "(select 1 from t, u) = 1", "name ~ '\\mword'", "a / b = 0"])
def test_what_is_not_known_is_said_and_not_guessed(text: str) -> None:
    with pytest.raises(UnsupportedError):
        computed(text)


def test_functions_of_the_session() -> None:
    caller = Caller("biz_1", "ana", "user")
    assert computed("(select auth.jwt() ->> 'biz_id') = 'biz_1'", caller) is True
    assert computed("current_setting('app.biz_id', true) = 'biz_1'", caller) is True
    assert computed("auth.uid() = 'ana'", caller) is True
    assert computed("(current_setting('request.jwt.claims', true)::jsonb ->> 'user_role') = 'admin'", caller) is False


@pytest.mark.parametrize(
    "pattern",
    [
        "^[a-z0-9]+(-[a-z0-9]+)*$",
        "^[A-Z]{3}$",
        r"^\+?[0-9]{7,15}$",
        "^(draft|open)$",
        r"^\d{4}-\d{2}$",
        "^[^@ ]+@[^@ ]+$",
        "x",
        "^[[:alpha:]]+$",
        r"\.json$",
    ],
)
def test_texts_for_patterns(pattern: str) -> None:
    found = [text for number in range(4) for text in matching(pattern, number)]
    assert found
    assert all(re.search(python_pattern(pattern), text) for text in found)


def test_texts_of_other_numbers_are_others() -> None:
    assert len({text for number in range(30) for text in matching("^[A-Z]{3}$", number)}) >= 30


@given(st.text("ab%_\\", max_size=8))
def test_like_texts_are_like_their_pattern(pattern: str) -> None:
    assume(not pattern.endswith("\\"))
    assert all(like(text, pattern) for text in like_texts(pattern))


@given(st.text(max_size=30))
@settings(max_examples=60)
def test_any_pattern_has_texts_that_match_or_none(pattern: str) -> None:
    found = matching(pattern)
    assert not found or all(re.search(python_pattern(pattern), text) for text in found)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("8 hours", 28_800),
        ("08:00:00", 28_800),
        ("PT8H", 28_800),
        ("1 day 02:30:00", 95_400),
        ("-00:30:00", -1800),
        ("90 minutes", 5400),
        ("P1DT2H", 93_600),
    ],
)
def test_intervals(text: str, seconds: int) -> None:
    assert interval(text) == timedelta(seconds=seconds)


def test_types() -> None:
    assert (column_type("numeric(10,2)", Database()).precision, column_type("character varying(20)", Database()).length) == (10, 20)
    assert column_type("time(3) without time zone", Database()).kind == "time"
    assert column_type("year", Database()).kind == "other"
    assert python_value("[1,5)", "range", "integer") == Range(1, 5, "[)")


def test_a_domain_that_takes_no_null_is_tried_without_a_value() -> None:
    fee = DomainType("fee", "numeric(8,2)", (), False)
    table = Table("stays", (Column("id", "text"), Column("fee", "half_fee", True, "1"), Column("note", "text", True)), ("id",))
    database = Database((table,), domains=(fee, DomainType("half_fee", "fee")))
    steps = [step["id"] for phase in write_pack(database, "stays", NOW).document["phases"] for step in phase["steps"]]
    assert "stays.null-fee" in steps
    assert "stays.null-note" not in steps


def test_inferred_types() -> None:
    database, _ = read_sql("create table payment_accounts (id uuid primary key); create table people (id uuid primary key, note varchar(9));")
    known = {
        "starts_at": TIME, "is_open": "boolean", "price_minor": "integer", "note": "character varying(9)", "whatever": "text", "rate": "numeric",
    }  # fmt: skip
    assert {name: inferred_type(name, (), database) for name in known} == known
    assert inferred_type("x", ("1", "2.5"), database) == "numeric"
    assert inferred_type("x", ("1", "a"), database) == "text"
    assert [inferred_type("x", (value,), database) for value in ("{a,b}", "{1, 2}", "{a,1}", "{a}", "{}", "{\"a\": 1}")] == [
        "text[]", "integer[]", "text[]", "text", "jsonb", "jsonb"
    ]  # fmt: skip
    assert inferred_type("x", ("2026-01-01", "2026-01-01T10:00:00Z"), database) == TIME
    assert inferred_type("main_payment_account_id", ("{{id:account}}",), database) == "uuid"
    assert referenced("main_payment_account_id", database) == ("payment_accounts", "id")
    assert referenced("lead_id", database, planned=("leads",)) == ("leads", "id")
    assert referenced("contact_id", database, "crm_leads", ("crm_contacts", "leads")) == ("crm_contacts", "id")
    assert referenced("account_id", database, "payment_methods") == ("payment_accounts", "id")
    assert referenced("contact_id", database, "sales_leads", ("crm_contacts",)) is None


def test_keys_tell_whose_they_are() -> None:
    database, _ = read_sql(
        "create table subjects (id text primary key default app.ksuid('sub')); create table hosts (id text primary key default app.ksuid('hst'));"
        "create table links (a text, b text, primary key (a, b)); create table plain (id uuid primary key);"
    )
    tail = "2f9kAbCdEfGhIjKlMnOpQrStUvW"
    assert keys_of_others((f"sub_{tail}", f"hst_ada_{tail}"), "subjects", database)
    assert not keys_of_others((f"sub_ada_{tail}", f"anything_{tail}", "x", 3, None), "subjects", database)


TIME = "timestamp with time zone"


def test_what_texts_mean_to_do() -> None:
    (insert,) = of_text("insert into leads id = l_1 name = Ana Wong, score = 3")
    assert (insert.verb, insert.table, insert.values) == ("insert", "leads", (("id", "l_1"), ("name", "Ana Wong"), ("score", "3")))
    (update,) = of_text("update venues set deleted_at = 2026-02-22T10:00:00Z where id = ven_1 and biz_id = biz_1")
    assert update.filters == (("id", "ven_1"), ("biz_id", "biz_1"))
    (query,) = of_text("list offers where status = active and price_minor >= 5000 order by name desc limit 5")
    assert (query.filters, query.columns) == ((("status", "active"),), ("price_minor", "name"))
    assert of_text("what is new?") == ()
    (wire,) = of_document({"command": {"kind": "mutate", "action": "insert", "table": "leads", "values": {"a": 1}, "returning": ["id"]}})
    assert wire.named == (("a", (1,)), ("id", ()))
    assert of_document({"command": {"kind": "batch", "steps": [{"kind": "query", "table": "a"}, {"kind": "query", "table": "b"}]}})[1].table == "b"


@given(st.text(max_size=80))
@settings(max_examples=60)
def test_every_text_means_one_thing_or_nothing(text: str) -> None:
    found = of_text(text)
    assert len(found) <= 1
    assert all(intention.table for intention in found)


@given(st.sampled_from(["name", "score", "note"]), st.text("abc XYZ.-", min_size=1, max_size=12).map(str.strip).filter(bool))
def test_a_written_value_is_read_as_it_is(column: str, value: str) -> None:
    (insert,) = of_text(f"insert into leads id = l_1 {column} = {value}")
    assert insert.values == (("id", "l_1"), (column, value))


def test_tables_follow_those_that_they_refer_to() -> None:
    database, _ = read_sql(
        "create table a (id int primary key, c_id int references c (id)); create table b (id int primary key);"
        "create table c (id int primary key, b_id int not null references b (id)); create table d (id int primary key, d_id int references d (id));"
    )
    assert [table.name for table in in_order(database)] == ["b", "c", "a", "d"]
    assert [table.name for table in in_order(database, ["c"])] == ["b", "c"]


def test_tables_in_a_circle_are_all_there_once() -> None:
    database, _ = read_sql(
        "create table a (id int primary key, b_id int); create table b (id int primary key, a_id int not null references a (id));"
        "alter table a add foreign key (b_id) references b (id); create table c (id int primary key, b_id int references b (id));"
    )
    assert sorted(table.name for table in in_order(database)) == ["a", "b", "c"]
    assert in_order(database)[-1].name == "c"


def test_a_row_may_refer_to_two_rows_that_must_differ() -> None:
    database, _ = read_sql(
        "create table places (id int primary key);"
        "create table roads (id int primary key, start int not null references places (id), finish int not null references places (id),"
        " constraint no_loop check (start <> finish));"
    )
    written = write_pack(database, "roads", NOW)
    steps = {step["id"] for phase in written.document["phases"] for step in phase["steps"]}
    assert {"roads.shape", "roads.row", "roads.breaks-no_loop", "roads.no-parent-roads_start_fkey"} <= steps
    assert written.notes == ()


def test_rows_that_the_database_refuses_are_made_in_another_way() -> None:
    database, _ = read_sql("create table notes (id int primary key, body text, remark text, check (body is not null or remark is not null));")

    def attempt(step: dict[str, Any]) -> tuple[str, dict[str, object]]:
        values = step.get("request", {}).get("command", {}).get("values", {})
        made = "success" not in step.get("expect", {})
        return ("remarks alone are taken" if made and values.get("body") is not None else "", {})

    written = write_pack(database, "notes", NOW, attempt=attempt)
    rows = [step["request"]["command"]["values"] for phase in written.document["phases"] for step in phase["steps"] if step["id"] == "notes.row"]
    assert [row["body"] for row in rows] == [None]
    assert rows[0]["remark"] is not None


def test_tables_of_one_name_in_two_schemas_are_told_apart() -> None:
    key = ForeignKey("kinds_id_fkey", ("id",), "kinds", ("id",), references_schema="art")
    column = Column("id", "integer")
    database = Database(
        (
            Table("kinds", (column,), ("id",)),
            Table("kinds", (column,), ("id",), schema="art"),
            Table("works", (column,), ("id",), (key,), schema="art"),
        )
    )
    written = write_pack(database, "kinds", NOW, schemas=("public", "art"))
    assert {phase["id"] for phase in written.document["phases"]} == {"kinds", "art.kinds", "works"}
    assert [table.foreign_keys[0].references for table in addressed(database.tables) if table.name == "works"] == ["art.kinds"]


def test_what_can_not_be_solved_is_told() -> None:
    database, findings = read_sql(
        "create table odd (id int primary key, place pg_snapshot not null);"
        "create table child (id int primary key, odd_id int not null references odd (id));"
        "create table odder (id int primary key, code text check (looks_right(code)));"
    )
    assert findings == ()
    notes = write_pack(database, "odd", NOW).notes
    assert any("odd: no row could be made; a value of type pg_snapshot for place" in note for note in notes)
    assert any("child: no row could be made" in note for note in notes)
    assert any("odder_code_check: not covered; the function looks_right() can't be computed" in note for note in notes)
