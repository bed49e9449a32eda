"""A small schema that no example of the project has: a harbour with boats, berths and stays."""

from __future__ import annotations

from datetime import UTC, datetime

from appfactory.contract.language.lexicon_building import build_lexicon
from appfactory.contract.language.translate import translate
from appfactory.contract.model.request import Command, Query, Scope
from appfactory.contract.model.translation import Catalog, Clock, Translation
from appfactory.contract.statements.schema import Schema
from appfactory.contract.statements.sql import Statement, statement
from appfactory.model.database import Column, Database, Enumeration, ForeignKey, Table, Unique
from tests.contract.language.schema_rows import lookup_in

CATALOG = Catalog(
    Database(
        (
            Table(
                "owners",
                (
                    Column("id", "text"),
                    Column("full_name", "text"),
                    Column("email", "text", nullable=True),
                    Column("country", "text", nullable=True),
                    Column("is_member", "boolean", default="false"),
                ),
                ("id",),
                uniques=(Unique("owners_email", ("email",)),),
            ),
            Table(
                "boats",
                (
                    Column("id", "text"),
                    Column("name", "text"),
                    Column("owner_id", "text"),
                    Column("length_m", "numeric(5,2)", nullable=True),
                    Column("built_year", "integer", nullable=True),
                    Column("kind", "boat_kind", default="'sailing'"),
                ),
                ("id",),
                (ForeignKey("boats_owner", ("owner_id",), "owners", ("id",)),),
            ),
            Table(
                "berths",
                (
                    Column("id", "text"),
                    Column("name", "text"),
                    Column("slug", "text"),
                    Column("price_minor", "integer", nullable=True),
                    Column("is_covered", "boolean", default="false"),
                ),
                ("id",),
            ),
            Table(
                "stays",
                (
                    Column("id", "text"),
                    Column("boat_id", "text"),
                    Column("berth_id", "text"),
                    Column("status", "stay_status", default="'planned'"),
                    Column("start_at", "timestamp with time zone"),
                    Column("end_at", "timestamp with time zone", nullable=True),
                    Column("cancelled_at", "timestamp with time zone", nullable=True),
                    Column("created_at", "timestamp with time zone", default="now()"),
                ),
                ("id",),
                (ForeignKey("stays_boat", ("boat_id",), "boats", ("id",)), ForeignKey("stays_berth", ("berth_id",), "berths", ("id",))),
            ),
            Table(
                "repairs",
                (
                    Column("id", "text"),
                    Column("boat_id", "text"),
                    Column("cost", "numeric(10,2)"),
                    Column("finished_on", "date", nullable=True),
                ),
                ("id",),
                (ForeignKey("repairs_boat", ("boat_id",), "boats", ("id",)),),
            ),
        ),
        (Enumeration("boat_kind", ("sailing", "motor", "rowing")), Enumeration("stay_status", ("planned", "confirmed", "cancelled", "finished"))),
    )
)
LEXICON = build_lexicon(CATALOG)
CLOCK = Clock(datetime(2026, 11, 18, 9, tzinfo=UTC), "Europe/Berlin")
ROWS = {
    ("owners", "full_name"): {"Ana Wong": ("own_1",), "Bo Berg": ("own_2",), "Sam Lee": ("own_3", "own_4")},
    ("owners", "country"): {"Norway": ("own_1",), "Spain": ("own_2",)},
    ("boats", "name"): {"Sea Star": ("boat_1",), "Albatross": ("boat_2",)},
    ("stays", "id"): {"stay_1": ("stay_1",)},
    ("berths", "name"): {"North Pier 4": ("ber_1",), "South Dock": ("ber_2",)},
}
lookup = lookup_in(ROWS)


def read(text: str) -> Translation:
    """The translation of a text on this schema."""
    return translate(text, LEXICON, Scope(), CLOCK, lookup)


def command(text: str) -> Command:
    """The command of a text that must be understood."""
    translation = read(text)
    assert translation.command is not None, translation.question
    return translation.command


def printed(query: Query | None) -> str:
    """The query as SQL with its values in it."""
    assert query is not None
    found = statement(query, Schema(CATALOG.database), dialect="sqlite")
    assert isinstance(found, Statement), found
    return found.sql
