"""A filter that leaves out no row is none; what can leave out one is left to whoever asks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appfactory.contract.model.request import ColumnReference, Filter, Mutation, Operator, Query, RequestError, Scope, Selection
from appfactory.contract.statements.schema import Schema
from appfactory.contract.statements.sql import Statement, counting, statement
from appfactory.model.database import Check, Column, Database, Enumeration, ForeignKey, Table, Unique

SCHEMA = Schema(
    Database(
        (
            Table("bizes", (Column("id", "text"),), ("id",)),
            Table(
                "offers",
                (
                    Column("id", "text"), Column("biz_id", "text"), Column("slug", "text"), Column("name", "text"), Column("status", "offer_status"),
                    Column("kind", "text"), Column("price", "integer", True), Column("is_public", "boolean"), Column("parent_id", "text", True),
                ),
                ("id",),
                (ForeignKey("f", ("biz_id",), "bizes", ("id",)), ForeignKey("g", ("parent_id",), "offers", ("id",))),
                (Unique("u", ("slug",)), Unique("v", ("biz_id", "name"))),
                (Check("c", "(kind = ANY (ARRAY['single'::text, 'bundle'::text]))"),),
            ),
            Table("orders", (Column("id", "text"), Column("offer_id", "text"), Column("biz_id", "text")), ("id",)),
        ),
        (Enumeration("offer_status", ("draft", "active", "archived")),),
    )
)  # fmt: skip
ONE = Scope("biz_1")


def where(column: str, operator: Operator, value: object = None, *alternatives: Filter) -> Filter:
    return Filter(ColumnReference(column), operator, value, alternatives=alternatives)  # type: ignore[arg-type]


def every(table: str, column: str, *filters: Filter, limit: int | None = None) -> Query:
    return Query(table, (Selection(ColumnReference(column)),), filters=filters, limit=limit)


ITSELF = ColumnReference("name")
ALWAYS = [
    (where("name", "eq", ITSELF),),
    (where("name", "eq", ColumnReference("name", "offers")),),
    (where("name", "gte", ITSELF),),
    (where("price", "lte", ColumnReference("price")),),
    (where("name", "like", ITSELF),),
    (where("id", "not_null"),),
    (where("name", "neq", None),),
    (where("name", "like", "%"),),
    (where("price", "ilike", "%%%"),),
    (where("name", "gte", ""),),
    (where("name", "not_like", ""),),
    (where("id", "neq", "nobody"),),
    (where("id", "not_in", ("a", "b")),),
    (where("slug", "not_in", ("a",)),),
    (where("status", "not_in", ()),),
    (where("biz_id", "eq", "biz_1"),),
    (where("biz_id", "eq", "biz_1"), where("id", "not_null")),
    (where("biz_id", "in", ("biz_1", "biz_2")),),
    (where("biz_id", "neq", "biz_2"),),
    (where("biz_id", "like", "b%"),),
    (where("biz_id", "in", every("bizes", "id")),),
    (where("id", "in", every("offers", "id")),),
    (where("id", "in", every("offers", "id", where("id", "not_null"))),),
    (where("status", "in", ("draft", "active", "archived")),),
    (where("kind", "in", ("single", "bundle")),),
    (where("is_public", "eq", True, where("is_public", "eq", False)),),
    (where("status", "eq", "draft", where("status", "neq", "draft")),),
    (where("status", "neq", "draft", where("status", "neq", "active")),),
    (where("status", "in", ("draft", "active"), where("status", "not_in", ("draft",))),),
    (where("price", "is_null", None, where("price", "not_null")),),
    (where("price", "lt", 5, where("price", "gte", 5)),),
    (where("price", "lte", 9, where("price", "gt", 5)),),
    (where("name", "like", "a%", where("name", "not_like", "a%")),),
    (where("name", "eq", "x", where("id", "not_null")),),
    (where("name", "eq", "x", where("name", "eq", "y", where("name", "eq", ITSELF))),),
    (where("id", "not_null"), where("name", "eq", ITSELF), where("biz_id", "neq", "biz_2")),
]
SOME = [
    (where("id", "eq", "o1"),),
    (where("name", "neq", "x"),),
    (where("name", "not_in", ("x", "y")),),
    (where("status", "in", ("draft", "active")),),
    (where("price", "not_null"),),
    (where("price", "is_null"),),
    (where("name", "like", "a%"),),
    (where("name", "like", "_%"),),
    (where("name", "eq", ColumnReference("slug")),),
    (where("name", "neq", ITSELF),),
    (where("biz_id", "eq", "biz_2"),),
    (where("biz_id", "eq", "biz_1"), where("status", "eq", "draft")),
    (where("id", "not_null"), where("status", "eq", "draft")),
    (where("status", "eq", "draft", where("price", "gt", 5)),),
    (where("price", "lt", 5, where("price", "gt", 5)),),
    (where("price", "lt", 5, where("price", "gt", 9)),),
    (where("id", "in", every("orders", "offer_id")),),
    (where("id", "not_in", every("orders", "offer_id")),),
    (where("id", "in", every("offers", "id", limit=1)),),
    (where("id", "in", every("offers", "id", where("status", "eq", "draft"))),),
    (where("parent_id", "in", every("offers", "id")),),
    (where("is_public", "eq", True),),
]


@pytest.mark.parametrize("filters", ALWAYS, ids=str)
def test_what_leaves_out_no_row_is_no_filter(filters: tuple[Filter, ...]) -> None:
    for command in (Mutation("delete", "offers", filters=filters), Mutation("update", "offers", (("name", "x"),), filters)):
        for found in (statement(command, SCHEMA, ONE), counting(command, SCHEMA, ONE)):
            assert isinstance(found, RequestError), found
            assert (found.code, found.table) == ("write-without-filter", "offers")
            assert "leave out none" in found.message


@pytest.mark.parametrize("filters", SOME, ids=str)
def test_what_can_leave_out_a_row_is_one(filters: tuple[Filter, ...]) -> None:
    assert isinstance(statement(Mutation("delete", "offers", filters=filters), SCHEMA, ONE), Statement)


def test_a_row_that_its_business_alone_names_is_found_by_it() -> None:
    columns = (Column("biz_id", "text"), Column("theme", "text"))
    for table in (Table("settings", columns, ("biz_id",)), Table("settings", columns, (), (), (Unique("u", ("biz_id",)),))):
        schema = Schema(replace(SCHEMA.database, tables=(*SCHEMA.database.tables, table)))
        assert isinstance(statement(Mutation("delete", "settings", filters=(where("biz_id", "eq", "biz_1"),)), schema, ONE), Statement)


def test_what_is_true_of_all_rows_within_reach_is_told_so() -> None:
    found = statement(Mutation("delete", "offers", filters=(where("biz_id", "eq", "biz_1"),)), SCHEMA, ONE)
    assert isinstance(found, RequestError)
    assert "one's own business" in found.detail


def test_without_a_scope_a_business_is_a_value_like_any_other() -> None:
    assert isinstance(statement(Mutation("delete", "offers", filters=(where("biz_id", "eq", "biz_1"),)), SCHEMA), Statement)
    assert isinstance(statement(Query("offers", filters=(where("id", "not_null"),)), SCHEMA, ONE), Statement)
