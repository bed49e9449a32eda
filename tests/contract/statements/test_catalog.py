"""The catalog as JSON, text and drawings; what is said beside results; what prepares a database."""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import postgast
import pytest

from appfactory.contract.model.request import ColumnReference, Filter, Mutation, Query, Scope
from appfactory.contract.statements.catalog import catalog_json, catalog_of, catalog_text
from appfactory.contract.statements.cautions import cautions
from appfactory.contract.statements.diagram import diagram_page, domains_of, mermaid
from appfactory.contract.statements.installation import VERSION, log_sql, rights_sql, role_sql
from appfactory.contract.statements.refusal import Limits, Refused
from appfactory.contract.statements.schema import Schema
from appfactory.model.database import Check, Column, Database, DomainType, ForeignKey, Policy, Table
from tests.contract.statements.catalog import DATABASE, OFFERS, SCHEMA

DESCRIBED = replace(
    OFFERS, comment="What a business sells.\nAlso called: deal, bargain.", row_security=True, policies=(Policy("tenant", using="biz_id = '1'"),)
)
TOLD = Database((DESCRIBED, *(table for table in DATABASE.tables if table.name != "offers")), DATABASE.enumerations)


def test_the_catalog_tells_what_requests_may_say() -> None:
    document = catalog_json(catalog_of(TOLD), {"offers": "catalog"}, "offers")
    table = document["tables"][0]
    assert (table["domain"], table["description"], table["synonyms"]) == ("catalog", "What a business sells.", ["deal", "bargain"])
    assert (table["scoped"], table["rowSecurity"]) == (True, True)
    assert document["enumerations"] == [{"name": "offer_status", "values": ["draft", "active", "archived"]}]
    status = next(column for column in table["columns"] if column["name"] == "status")
    assert status["allowed"] == ["draft", "active", "archived"]
    assert len(catalog_json(catalog_of(TOLD))["tables"]) == 4
    with pytest.raises(Refused):
        catalog_json(catalog_of(TOLD), table="nothing")


def test_the_text_has_a_line_for_each_column() -> None:
    text = catalog_text(TOLD)
    assert "offers  What a business sells." in text
    assert re.search(r"^  state +text, required, one of draft, confirmed$", text, re.MULTILINE)
    assert "  exclusion EXCLUDE USING gist" in text


@pytest.mark.parametrize(
    ("expression", "column", "values"),
    [
        ("(state = ANY (ARRAY['a'::text, 'it''s'::text]))", "state", ("a", "it's")),
        ("((state)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))", "state", ("a", "b")),
        ("state in ('a', 'b')", "state", ("a", "b")),
        ("(price > 0)", "", ()),
    ],
)
def test_lists_of_checks_are_found(expression: str, column: str, values: tuple[str, ...]) -> None:
    table = Table("t", (Column("state", "text"),), checks=(Check("c", expression),))
    assert Schema(Database((table,))).checked_values(table) == ({"c": (column, values)} if values else {})


def test_tables_of_no_known_domain_go_where_they_belong() -> None:
    tables = tuple(Table(name, (Column("id", "text"),)) for name in ("order_lines", "orders", "venues"))
    child = Table("seats", (Column("order_id", "text"),), foreign_keys=(ForeignKey("k", ("order_id",), "orders", ("id",)),))
    found = domains_of(Database((*tables, child)), {"venues": "places"})
    assert {domain: [table.name for table in items] for domain, items in found.items()} == {
        "order": ["order_lines", "orders", "seats"],
        "places": ["venues"],
    }


def test_diagrams_are_what_their_readers_read() -> None:
    hostile = Table('x"><script>alert(1)</script>', (Column("</svg>", "text"),))
    database = Database((*TOLD.tables, hostile), TOLD.enumerations)
    text = mermaid(database, {})
    assert text.count("```mermaid\nerDiagram") == len(domains_of(database, {}))
    assert 'booking_orders }o--|| offers : "offer_id"' in text
    page = diagram_page(database, {})
    assert "<script" not in page
    for drawing in page.split("<figure")[1:]:
        ElementTree.fromstring("<svg" + drawing.partition("<svg")[2].partition("</figure>")[0])


def test_circles_of_references_can_be_drawn() -> None:
    def table(name: str, to: str) -> Table:
        return Table(name, (Column("id", "text"), Column("to", "text")), ("id",), (ForeignKey(f"{name}_key", ("to",), to, ("id",)),))

    page = diagram_page(Database((table("a", "b"), table("b", "c"), table("c", "a"), table("d", "d"))), dict.fromkeys("abcd", "round"))
    assert page.count('class="edge"') == 3


def test_cautions_are_about_what_stays_and_what_goes_along() -> None:
    numbered = Table("tickets", (Column("number", "bigint", generated="always as identity"), Column("other", "integer", default="nextval('s')")))
    schema = Schema(Database((*DATABASE.tables, numbered), DATABASE.enumerations))

    def told(command: Query | Mutation, dry_run: bool = True) -> list[str]:
        return list(cautions(command, schema, Scope("biz_1"), {"tickets": ("call_out",)}, dry_run=dry_run))

    assert ["numbers" in told(Mutation("insert", "tickets"))[0], "call_out" in told(Mutation("insert", "tickets"))[1]] == [True, True]
    assert told(Mutation("insert", "tickets"), dry_run=False) == []
    removal = Mutation("delete", "bizes", filters=(Filter(ColumnReference("id"), "eq", "x"),))
    assert told(removal) == ["Rows of `offers` that refer to a deleted row of `bizes` are deleted with it."]
    assert "another business" in told(Query("offers", filters=(Filter(ColumnReference("biz_id"), "eq", "biz_2"),)))[0]


def test_parts_of_a_partitioned_table_are_told_as_such_and_not_drawn() -> None:
    columns = (Column("id", "text"),)
    database = Database((Table("events", columns, ("id",)), Table("events_2026", columns, ("id",), partition_of="events")))
    assert "events_2026  part of events\n" in catalog_text(database)
    assert [table.get("partitionOf") for table in catalog_json(catalog_of(database))["tables"]] == [None, "events"]
    assert "events_2026" not in mermaid(database, {}) + diagram_page(database, {})


def test_what_the_database_computes_and_the_types_of_its_own_are_shown() -> None:
    email = DomainType("email", "text", (Check("email_check", "(VALUE ~ '@'::text)"),), False, "clinic")
    columns = (Column("id", "bigint", generated="always as identity"), Column("initial", "text", generated="always as (x) stored"))
    owners = Table("owner", (*columns, Column("email", "clinic.email")), schema="clinic")
    database = Database((owners, Table("owner", (Column("id", "text"),), schema="Other Place")), domains=(email,))
    text = catalog_text(database)
    assert "initial  text, generated always as (x) stored\n" in text
    assert "type email: text, (VALUE ~ '@'::text), not null\n" in text
    assert "\nOther Place.owner\n" in text
    document = catalog_json(catalog_of(database), table="owner")
    assert document["domains"] == [
        {
            "name": "email",
            "schema": "clinic",
            "type": "text",
            "nullable": False,
            "checks": [{"name": "email_check", "expression": "(VALUE ~ '@'::text)"}],
        }
    ]
    assert "domains" not in catalog_json(catalog_of(database), table="Other Place.owner")


def test_the_sql_that_prepares_a_database_parses() -> None:
    assert len(postgast.parse(log_sql()).stmts) > 10
    for schemas, login in ((("public",), ""), (("public", 'we"ird'), "o'brien")):
        assert len(postgast.parse(role_sql(login) + rights_sql(schemas)).stmts) == 3


def test_a_change_of_the_log_is_a_new_version() -> None:
    """Databases that have the present version are not touched: what changes has to count `VERSION` up, and to be noted here."""
    told = log_sql().replace(f"version {VERSION}.", "")
    assert (VERSION, hashlib.sha256(told.encode()).hexdigest()[:16]) == (2, "1b823e920d91d058")


def test_the_default_of_rows_is_within_the_limit() -> None:
    with pytest.raises(ValueError, match="from 1 to 500"):
        Limits(rows=501)


def test_a_schema_qualified_table_is_found() -> None:
    assert SCHEMA.table("public.offers") is OFFERS
