"""Statements that were printed before say what they would say if they were printed anew."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from appfactory.contract.model.request import ColumnReference, Filter, Mutation, Query, RequestError, Scope, Sort
from appfactory.contract.statements import statement_cache
from appfactory.contract.statements.refusal import Limits
from appfactory.contract.statements.schema import Schema
from appfactory.contract.statements.sql import Statement, statement
from appfactory.model.database import Column, Database, Enumeration, Table

DATABASE = Database(
    (
        Table(
            "offers",
            (
                Column("id", "text", nullable=False),
                Column("biz_id", "text", nullable=False),
                Column("size", "integer"),
                Column("status", "state"),
                Column("tags", "text[]"),
            ),
            primary_key=("id",),
        ),
        Table("rooms", (Column("id", "text", nullable=False), Column("size", "integer"))),
    ),
    (Enumeration("state", ("open", "shut")),),
)
LIMITS = Limits(text=20, pattern=8, listed=3)
VALUES = st.sampled_from(
    ["a", "biz_1", "biz_2", "open", "shut", "7", "a\0b", "x" * 30, "%" * 9, 7, 7.0, 2.5, Decimal("1.5"), True, None, ("a", None), ()]
)
COLUMNS = st.sampled_from(["id", "biz_id", "size", "status", "tags", "lacking"])
OPERATORS = st.sampled_from(["eq", "neq", "gt", "like", "in", "not_in", "is_null"])
TABLES = st.sampled_from(["offers", "rooms", "lacking"])
PLAIN = st.builds(
    Filter, st.builds(ColumnReference, COLUMNS, st.sampled_from(["", "", "offers"])), OPERATORS, st.one_of(VALUES, st.just(ColumnReference("id")))
)
FILTERS = st.lists(
    st.one_of(PLAIN, st.builds(Filter, st.builds(ColumnReference, COLUMNS), OPERATORS, VALUES, alternatives=st.tuples(PLAIN))), max_size=2
)
GIVEN = st.lists(st.tuples(COLUMNS, VALUES), max_size=3).map(tuple)
QUERIES = st.builds(
    Query,
    TABLES,
    filters=FILTERS.map(tuple),
    limit=st.sampled_from([None, 5, 900]),
    sort=st.sampled_from([(), (Sort(ColumnReference("size"), "desc"),)]),
)
MUTATIONS = st.builds(
    Mutation, st.sampled_from(["insert", "update", "delete"]), TABLES, GIVEN, FILTERS.map(tuple), st.sampled_from([(), ("id",), ("*",)])
)
SCOPES = st.sampled_from([None, Scope(), Scope("biz_1"), Scope("biz_2")])


@settings(max_examples=300)
@given(st.lists(st.tuples(st.one_of(QUERIES, MUTATIONS), SCOPES, st.booleans()), min_size=2, max_size=8))
def test_statements_of_one_shape_are_what_they_would_be_alone(asked: list[tuple[Query | Mutation, Scope | None, bool]]) -> None:
    warm = Schema(DATABASE)
    for command, scope, returning in (*asked, *asked):
        alone = statement(command, Schema(DATABASE), scope, LIMITS, returning=returning)
        assert statement(command, warm, scope, LIMITS, returning=returning) == alone


def _insert(value: str) -> Mutation:
    return Mutation("insert", "rooms", (("id", value), ("size", "7")))


def test_one_shape_is_printed_once_and_its_values_are_checked_each_time() -> None:
    schema = Schema(DATABASE)
    for name in ("a", "b"):
        found = statement(_insert(name), schema, Scope(), LIMITS)
        assert isinstance(found, Statement)
        assert found.params == (name, "7")
    assert len(schema.printed) == 1
    refused = statement(_insert("x" * 21), schema, Scope(), LIMITS)
    assert isinstance(refused, RequestError)
    assert refused.code == "over-limit"
    wider = statement(_insert("x" * 21), schema, Scope(), Limits())
    assert isinstance(wider, Statement)


def test_what_is_kept_has_a_bound() -> None:
    schema = Schema(DATABASE)
    for number in range(statement_cache.MOST_STATEMENTS + 5):
        statement(Query("rooms", offset=number), schema)
    assert 0 < len(schema.printed) <= statement_cache.MOST_STATEMENTS
