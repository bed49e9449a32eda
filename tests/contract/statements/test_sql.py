"""Commands as SQL: what is printed, that it is one statement of its kind whatever the values hold, and what is refused before."""

from __future__ import annotations

import re
import sqlite3
from datetime import date
from decimal import Decimal
from math import inf

import postgast
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appfactory.contract.model.request import (
    Aggregate,
    ColumnReference,
    Filter,
    Join,
    Mutation,
    Operator,
    Query,
    RequestError,
    Scalar,
    Scope,
    Selection,
    Sort,
)
from appfactory.contract.statements.refusal import Limits
from appfactory.contract.statements.sql import Statement, counting, statement
from appfactory.contract.statements.values import literal
from tests.contract.statements.catalog import DATABASE, SCHEMA

BIZ = Scope("biz_1")
Value = Scalar | tuple[Scalar, ...] | ColumnReference | Query


def column(name: str, table: str = "") -> ColumnReference:
    return ColumnReference(name, table)


def of(name: str, aggregate: Aggregate | None = None) -> Selection:
    return Selection(column(name), aggregate)


def where(name: str, operator: Operator, value: Value = None, aggregate: Aggregate | None = None, alternatives: tuple[Filter, ...] = ()) -> Filter:
    return Filter(column(name), operator, value, aggregate, alternatives=alternatives)


def printed(command: Query | Mutation, scope: Scope | None = BIZ) -> tuple[str, tuple[str | None, ...]]:
    found = statement(command, SCHEMA, scope)
    assert isinstance(found, Statement), found
    return found.sql, found.params


def refused(command: Query | Mutation, scope: Scope | None = BIZ, limits: Limits | None = None) -> RequestError:
    found = statement(command, SCHEMA, scope, limits or Limits())
    assert isinstance(found, RequestError), found
    return found


OF_ORDER = Join("booking_orders", "booking_orders", ((column("id"), "offer_id"),))


@pytest.mark.parametrize(
    ("query", "sql", "params"),
    [
        (Query("bizes"), "select * from public.bizes limit 100", ()),
        (
            Query("offers", (of("name"),), filters=(where("status", "eq", "active"),), sort=(Sort(column("name"), "desc"),), limit=5),
            "select name from public.offers where status = $1 and biz_id = $2 order by name desc limit 5",
            ("active", "biz_1"),
        ),
        (
            Query("offers", (of("*", "count"),), filters=(where("biz_id", "eq", "biz_1"),)),
            "select count(*) from public.offers where biz_id = $1 limit 100",
            ("biz_1",),
        ),
        (
            Query("offers", filters=(where("biz_id", "eq", "biz_2"),), offset=20),
            "select * from public.offers where biz_id = $1 and biz_id = $2 limit 100 offset 20",
            ("biz_2", "biz_1"),
        ),
        (
            Query("offers", (of("name"), Selection(column("total_minor", "booking_orders"), "sum")), (OF_ORDER,), group=(column("name"),)),
            "select offers.name, sum(booking_orders.total_minor) from public.offers join public.booking_orders on "
            "offers.id = booking_orders.offer_id "
            "where offers.biz_id = $1 and booking_orders.biz_id = $2 group by offers.name limit 100",
            ("biz_1", "biz_1"),
        ),
        (
            Query("bizes", (of("name"), Selection(column("name", "o"))), (Join("offers", "o", ((column("id"), "biz_id"),), True),)),
            "select bizes.name, o.name as o_name from public.bizes left join public.offers as o on bizes.id = o.biz_id and o.biz_id = $1 limit 100",
            ("biz_1",),
        ),
        (
            Query("offers", (of("status"), of("*", "count")), group=(column("status"),),
                  filters=(where("*", "gt", 3, "count"),), sort=(Sort(column("price"), "desc", "avg"),)),
            "select status, count(*) from public.offers where biz_id = $1 group by status having count(*) > $2 "
            "order by avg(price) desc nulls last limit 100",
            ("biz_1", "3"),
        ),
        (
            Query("bizes", filters=(where("id", "not_in", Query("booking_orders", (of("biz_id"),))),)),
            "select * from public.bizes where id not in (select biz_id from public.booking_orders where biz_id = $1) limit 100",
            ("biz_1",),
        ),
        (
            Query("bizes", filters=(where("name", "eq", "A", alternatives=(where("slug", "like", "b%"), where("id", "in", ("1", None)))),)),
            "select * from public.bizes where (name = $1 or slug like $2 or (id in ($3) or id is null)) limit 100",
            ("A", "b%", "1"),
        ),
        (
            Query("offers", filters=(where("price_minor", "gt", 10.5), where("price_minor", "lt", Decimal("20.0")),
                                     where("price_minor", "ilike", "1%"), where("price_minor", "neq", column("price")))),
            "select * from public.offers where price_minor > $1::numeric and price_minor < $2 and price_minor::text ilike $3 "
            "and price_minor <> price "
            "and biz_id = $4 limit 100",
            ("10.5", "20", "1%", "biz_1"),
        ),
        (
            Query("bizes", (of("name"),), combine="except", other=Query("offers", (of("name"),)), sort=(Sort(column("name")),), limit=3),
            "(select name from public.bizes) except (select name from public.offers where biz_id = $1) order by 1 limit 3",
            ("biz_1",),
        ),
        (
            Query('we"ird Table', (of("a b"),), filters=(where("select", "eq", None), where("a b", "between", (1, 5)))),
            'select "a b" from public."we""ird Table" where "select" is null and "a b" between $1 and $2 limit 100',
            ("1", "5"),
        ),
    ],
)  # fmt: skip
def test_queries(query: Query, sql: str, params: tuple[str, ...]) -> None:
    assert printed(query) == (sql, params)


@pytest.mark.parametrize(
    ("mutation", "sql", "params"),
    [
        (
            Mutation("insert", "offers", (("name", "It's"), ("tags", ("a", 'b"c', None)), ("settings", ("x", 1)), ("is_public", True))),
            "insert into public.offers (biz_id, name, tags, settings, is_public) values ($1, $2, $3, $4, $5) returning *",
            ("biz_1", "It's", '{"a","b\\"c",NULL}', '["x", 1]', "true"),
        ),
        (
            Mutation("update", "offers", (("status", "active"), ("price", Decimal("9.90"))), (where("id", "eq", "o1"),)),
            "update public.offers set status = $1, price = $2 where id = $3 and biz_id = $4 returning *",
            ("active", "9.90", "o1", "biz_1"),
        ),
        (
            Mutation("update", "offers", (("created_at", date(2026, 2, 3)),), (where("status", "eq", "draft"),)),
            "update public.offers set created_at = $1 where status = $2 and biz_id = $3",
            ("2026-02-03", "draft", "biz_1"),
        ),
        (
            Mutation("delete", "booking_orders", filters=(where("offer_id", "in", ("a", "b")),), returning=("id",)),
            "delete from public.booking_orders where offer_id in ($1, $2) and biz_id = $3 returning id",
            ("a", "b", "biz_1"),
        ),
        (Mutation("insert", "bizes"), "insert into public.bizes default values returning *", ()),
    ],
)
def test_writes(mutation: Mutation, sql: str, params: tuple[str, ...]) -> None:
    assert printed(mutation) == (sql, params)


def test_what_a_write_would_touch_is_counted_by_the_same_conditions() -> None:
    found = counting(Mutation("delete", "offers", filters=(where("status", "eq", "draft"),)), SCHEMA, BIZ)
    assert isinstance(found, Statement)
    assert (found.sql, found.params) == ("select count(*) from public.offers where status = $1 and biz_id = $2", ("draft", "biz_1"))


NESTED = Query("bizes")
for _ in range(12):
    NESTED = Query(
        "bizes",
        (of("id"),),
        filters=(where("id", "in", Query(NESTED.table, (of("id"),), filters=NESTED.filters)),),
    )


@pytest.mark.parametrize(
    ("command", "code", "message", "detail"),
    [
        (Query("offres"), "unknown-table", "unknown table `offres`", "did you mean offers"),
        (Query("pg_shadow"), "unknown-table", "pg_shadow", ""),
        (Query("offers; drop table bizes"), "unknown-table", "drop table", ""),
        (Query('offers"'), "unknown-table", 'offers"', "offers"),
        (Query("generate_series(1, 10)"), "unknown-table", "generate_series", ""),
        (Query("offers", (of("prize_minor"),)), "unknown-column", "unknown column `prize_minor`", "price_minor"),
        (Query("offers", filters=(where("pg_sleep(1)", "eq", 1),)), "unknown-column", "pg_sleep", ""),
        (Query("offers", (Selection(column("id", "bizes")),)), "unknown-table", "unknown table `bizes`", "join"),
        (Query("offers", (of("*", "sum"),)), "request-meaning", "`sum` of all columns", "name the column"),
        (Query("offers", sort=(Sort(column("*")),)), "request-meaning", "no order", "name the column"),
        (Query("offers", limit=501), "over-limit", "501 rows", "several"),
        (
            Query("offers", filters=(where("status", "eq", "activ"),)),
            "value-not-allowed",
            "invalid input value `activ` for enum offer_status",
            "did you mean active",
        ),
        (Query("offers", filters=(where("price_minor", "gt", "cheap"),)), "wrong-type", "`cheap` is no integer", "integer"),
        (Query("offers", filters=(where("is_public", "eq", "perhaps"),)), "wrong-type", "`perhaps`", "boolean"),
        (Query("booking_orders", filters=(where("external_id", "eq", "x-1"),)), "wrong-type", "`x-1` is no uuid", "uuid"),
        (Query("offers", filters=(where("name", "eq", "a\0b"),)), "wrong-type", "a\\0b", "NUL"),
        (Query("offers", filters=(where("id", "in", tuple(map(str, range(1001)))),)), "over-limit", "1001 values", ""),
        (Query("offers", filters=(where("name", "eq", "x" * 300_000),)), "over-limit", "300000 characters", ""),
        (NESTED, "over-limit", "queries in each other", ""),
        (Query("bizes", joins=(Join("offers", "bizes", ((column("id"), "biz_id"),)),)), "request-meaning", "two tables", "alias"),
        (Query("bizes", filters=(where("id", "in", Query("offers")),)), "request-meaning", "one column", "select"),
        (Mutation("update", "offers", (("name", "x"),)), "write-without-filter", "update every row of `offers`", "add a filter"),
        (Mutation("delete", "bizes"), "write-without-filter", "delete every row", ""),
        (Mutation("delete", "bizes", filters=(where("id", "not_in", ()),)), "write-without-filter", "delete every row", ""),
        (Mutation("insert", "offers", (("nmae", "x"),)), "unknown-column", "`nmae`", "name"),
        (Mutation("insert", "offers", (("name", "x"), ("name", "y"))), "request-meaning", "given twice", ""),
        (Mutation("insert", "offers", (("biz_id", "biz_2"),)), "scope-mismatch", "`biz_2`, but the request runs for `biz_1`", ""),
        (Mutation("update", "offers", (("biz_id", "biz_2"),), (where("id", "eq", "o"),)), "scope-mismatch", "biz_2", ""),
        (Mutation("insert", "offers", (("name", ("a", "b")),)), "wrong-type", "a list of 2", "text"),
        (Mutation("insert", "offers", (("price_minor", True),)), "wrong-type", "`true` is no integer", ""),
    ],
)
def test_refusals_name_what_is_wrong(command: Query | Mutation, code: str, message: str, detail: str) -> None:
    error = refused(command)
    assert error.code == code
    assert message in error.message
    assert detail in error.detail


def test_the_lists_of_a_refusal_are_there_for_programs_too() -> None:
    error = refused(Query("offers", filters=(where("status", "eq", "archive"),)))
    assert (error.table, error.column, error.value, error.allowed, error.nearest) == (
        "offers",
        "status",
        "archive",
        ("draft", "active", "archived"),
        ("archived", "active"),
    )
    assert refused(Query("booking_order")).nearest[0] == "booking_orders"


@pytest.mark.parametrize(
    "command", [Query("offers"), Query("bizes", joins=(Join("offers", "offers", ((column("id"), "biz_id"),)),)), Mutation("insert", "offers")]
)
def test_rows_of_a_business_are_not_reached_without_saying_which(command: Query | Mutation) -> None:
    assert refused(command, Scope()).code == "missing-scope"


TEXTS = st.one_of(
    st.sampled_from(["'; drop table offers; --", "$1", "$$", "E'\\'", '"', "/* */", "\\", "' or 1=1", "{}", "NULL", "%s", "%(a)s", "\u202e", "\x1b"]),
    st.text(max_size=30),
)
VALUES = st.one_of(TEXTS, st.integers(), st.floats(), st.none(), st.booleans(), st.decimals())
OPERATORS = st.sampled_from(["eq", "neq", "gt", "gte", "lt", "lte", "like", "ilike", "not_like", "in", "not_in", "between", "is_null", "not_null"])
REFERENCES = st.builds(
    ColumnReference, st.sampled_from(["id", "name", "status", "price_minor", "tags", "*", "nothing"]), st.sampled_from(["", "offers", "o", "x"])
)
FILTERS = st.builds(
    Filter, REFERENCES, OPERATORS, st.one_of(VALUES, st.tuples(VALUES, VALUES), REFERENCES), st.sampled_from([None, None, "count", "max"])
)
QUERIES = st.builds(
    Query,
    st.sampled_from(["offers", "bizes", "booking_orders"]),
    st.lists(st.builds(Selection, REFERENCES, st.sampled_from([None, "count", "sum"]), st.booleans()), max_size=3).map(tuple),
    st.lists(st.builds(Join, st.just("offers"), st.just("o"), st.just(((ColumnReference("id"), "id"),)), st.booleans()), max_size=1).map(tuple),
    st.lists(FILTERS, max_size=3).map(tuple),
    st.lists(REFERENCES, max_size=2).map(tuple),
    st.lists(st.builds(Sort, REFERENCES, st.sampled_from(["asc", "desc"])), max_size=2).map(tuple),
)
MUTATIONS = st.builds(
    Mutation,
    st.sampled_from(["insert", "update", "delete"]),
    st.sampled_from(["offers", "bizes"]),
    st.lists(
        st.tuples(st.sampled_from(["name", "status", "tags", "settings", "slug"]), st.one_of(VALUES, st.tuples(VALUES, VALUES))), max_size=3
    ).map(tuple),
    st.lists(FILTERS, max_size=2).map(tuple),
)


@given(st.one_of(QUERIES, MUTATIONS))
def test_whatever_the_values_hold_it_is_one_statement_of_its_kind(command: Query | Mutation) -> None:
    found = statement(command, SCHEMA, BIZ)
    if isinstance(found, RequestError):
        assert found.message
        return
    parsed = postgast.parse(found.sql)
    assert len(parsed.stmts) == 1
    kind = parsed.stmts[0].stmt.WhichOneof("node")
    assert kind == {"query": "select_stmt", "insert": "insert_stmt", "update": "update_stmt", "delete": "delete_stmt"}[found.kind]
    assert all(f"${number}" in found.sql for number in range(1, len(found.params) + 1))


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (Decimal("Infinity"), inf), (Decimal("-Infinity"), -inf), (Decimal("NaN"), None), (Decimal("sNaN"), None), (inf, inf),
        (Decimal("1E+400"), inf), (10**30, 1e30), (Decimal("2.50"), 2.5),
    ],
)  # fmt: skip
def test_any_number_is_a_literal_of_sqlite(value: Decimal | float, number: float | None) -> None:
    with sqlite3.connect(":memory:") as connection:
        assert connection.execute(f"select {literal(value)}").fetchone() == (number,)


@given(QUERIES)
def test_the_same_queries_run_on_sqlite_with_their_values_in_them(query: Query) -> None:
    found = statement(query, SCHEMA, None, dialect="sqlite")
    if isinstance(found, RequestError):
        return
    with sqlite3.connect(":memory:") as connection:
        for table in DATABASE.tables:
            quoted = table.name.replace('"', '""')
            connection.execute(f'create table "{quoted}" ({", ".join(f"{chr(34)}{item.name}{chr(34)}" for item in table.columns)})')
        try:
            connection.execute(found.sql).fetchall()
        except sqlite3.OperationalError as error:
            if not re.search("misuse of aggregate|GROUP BY clause is required|HAVING clause on a non-aggregate", str(error)):
                raise


@given(TEXTS)
def test_a_literal_is_the_text(text: str) -> None:
    with sqlite3.connect(":memory:") as connection:
        try:
            expected = text.encode().decode()
        except UnicodeEncodeError:
            return
        assert connection.execute(f"select {literal(text)}").fetchone()[0] == expected


def test_sets_on_sqlite_have_no_parentheses() -> None:
    other = Query("offers", (of("name"),), limit=2)
    found = statement(Query("bizes", (of("name"),), combine="union", other=other), SCHEMA, dialect="sqlite")
    assert isinstance(found, Statement)
    assert found.sql == 'select "name" from "bizes" union select * from (select "name" from "offers" limit 2)'
