"""A second schema that no example of the product has: a cinema, with columns that count against others, and several columns of time."""

from __future__ import annotations

from datetime import UTC, datetime

from appfactory.contract.language.asked.table import Reading, read_by_cover
from appfactory.contract.language.lexicon_building import build_lexicon
from appfactory.contract.language.link import link
from appfactory.contract.language.translate import translate
from appfactory.contract.language.writing import Sentence
from appfactory.contract.model.request import Query, Scope
from appfactory.contract.model.translation import Catalog, Clock, Translation
from appfactory.contract.statements.schema import Schema
from appfactory.contract.statements.sql import Statement, statement
from appfactory.model.database import Column, Database, Enumeration, ForeignKey, Table
from tests.contract.language.schema_rows import lookup_in

CATALOG = Catalog(
    Database(
        (
            Table(
                "members",
                (
                    Column("id", "text"),
                    Column("name", "text"),
                    Column("phone", "text", nullable=True),
                    Column("expires_on", "date", nullable=True),
                    Column("created_at", "timestamp with time zone", default="now()"),
                ),
                ("id",),
            ),
            Table(
                "films",
                (
                    Column("id", "text"),
                    Column("title", "text"),
                    Column("genre", "film_genre"),
                    Column("length_minutes", "integer"),
                    Column("min_notice_hours", "integer", default="0"),
                    Column("is_subtitled", "boolean", default="false"),
                ),
                ("id",),
            ),
            Table(
                "screenings",
                (
                    Column("id", "text"),
                    Column("film_id", "text"),
                    Column("starts_at", "timestamp with time zone"),
                    Column("seats", "integer"),
                    Column("seats_sold", "integer", default="0"),
                    Column("status", "screening_status", default="'planned'"),
                    Column("created_at", "timestamp with time zone", default="now()"),
                ),
                ("id",),
                (ForeignKey("screenings_film", ("film_id",), "films", ("id",)),),
            ),
            Table(
                "tickets",
                (
                    Column("id", "text"),
                    Column("screening_id", "text"),
                    Column("member_id", "text"),
                    Column("price_minor", "integer"),
                    Column("status", "ticket_status", default="'reserved'"),
                    Column("created_at", "timestamp with time zone", default="now()"),
                ),
                ("id",),
                (
                    ForeignKey("tickets_screening", ("screening_id",), "screenings", ("id",)),
                    ForeignKey("tickets_member", ("member_id",), "members", ("id",)),
                ),
            ),
            Table(
                "shifts",
                (
                    Column("id", "text"),
                    Column("label", "text"),
                    Column("day_of_week", "integer"),
                    Column("start_time", "time without time zone"),
                    Column("end_time", "time without time zone"),
                ),
                ("id",),
            ),
            Table(
                "invoices",
                (
                    Column("id", "text"),
                    Column("member_id", "text"),
                    Column("total_minor", "integer"),
                    Column("due_on", "date"),
                    Column("paid_at", "timestamp with time zone", nullable=True),
                ),
                ("id",),
                (ForeignKey("invoices_member", ("member_id",), "members", ("id",)),),
            ),
        ),
        (
            Enumeration("film_genre", ("drama", "comedy", "horror")),
            Enumeration("screening_status", ("planned", "running", "over")),
            Enumeration("ticket_status", ("reserved", "paid", "refunded")),
        ),
    )
)
LEXICON = build_lexicon(CATALOG)
CLOCK = Clock(datetime(2026, 11, 18, 9, tzinfo=UTC), "UTC")
ROWS = {
    ("members", "name"): {"Ida Storm": ("mem_1",), "Max Brandt": ("mem_2",)},
    ("films", "title"): {"Quiet Harbour": ("film_1",), "Zombie Picnic": ("film_2",)},
}
lookup = lookup_in(ROWS)


def read(text: str) -> Translation:
    """The translation of a text on this schema, with rows by the columns that show them."""
    return translate(text, LEXICON, Scope(), CLOCK, lookup, whole_rows=False)


def covered(text: str) -> Reading:
    """The reading of a text by cover alone, which must cover all its words."""
    tokens, atoms = link(text, LEXICON, Scope(), CLOCK, lookup)
    reading = read_by_cover(Sentence(text, tokens, atoms, LEXICON, Scope(), CLOCK, lookup))
    assert reading is not None
    return reading


def asked(text: str) -> str:
    """The SQL of a question that must be understood, its values in it."""
    translation = read(text)
    assert isinstance(translation.command, Query), translation.question
    return printed(translation.command)


def printed(query: Query) -> str:
    """The query as SQL with its values in it."""
    found = statement(query, Schema(CATALOG.database), dialect="sqlite")
    assert isinstance(found, Statement), found
    return found.sql
