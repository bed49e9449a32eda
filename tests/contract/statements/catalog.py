"""A small schema that tests speak of."""

from __future__ import annotations

from appfactory.contract.statements.schema import Schema
from appfactory.model.database import Check, Column, Database, Enumeration, Exclusion, ForeignKey, Index, Table, Unique

BIZES = Table(
    "bizes", (Column("id", "text"), Column("name", "text"), Column("slug", "text")), ("id",), uniques=(Unique("bizes_slug_key", ("slug",)),)
)
OFFERS = Table(
    "offers",
    (
        Column("id", "text"),
        Column("biz_id", "text"),
        Column("name", "text"),
        Column("status", "offer_status", default="'draft'::offer_status"),
        Column("price_minor", "integer", True),
        Column("price", "numeric(10,2)", True),
        Column("is_public", "boolean", default="true"),
        Column("tags", "text[]", True),
        Column("settings", "jsonb", True),
        Column("created_at", "timestamp with time zone", default="now()"),
    ),
    ("id",),
    (ForeignKey("offers_biz_id_fkey", ("biz_id",), "bizes", ("id",), "cascade"),),
    (Unique("offers_biz_id_name_key", ("biz_id", "name")),),
    (Check("offers_price_minor_check", "(price_minor >= 0)"),),
)
ORDERS = Table(
    "booking_orders",
    (
        Column("id", "text"),
        Column("biz_id", "text"),
        Column("offer_id", "text"),
        Column("state", "text"),
        Column("total_minor", "integer"),
        Column("external_id", "uuid", True),
    ),
    ("id",),
    (
        ForeignKey("booking_orders_biz_id_fkey", ("biz_id",), "bizes", ("id",)),
        ForeignKey("booking_orders_offer_id_fkey", ("offer_id",), "offers", ("id",)),
    ),
    checks=(Check("booking_orders_state_check", "(state = ANY (ARRAY['draft'::text, 'confirmed'::text]))"),),
    indexes=(Index("booking_orders_offer_id_key", ("offer_id",), unique=True, where="(state = 'confirmed'::text)"),),
    exclusions=(Exclusion("booking_orders_no_overlap", "EXCLUDE USING gist (offer_id WITH =, during WITH &&)"),),
)
ODD = Table('we"ird Table', (Column("select", "text"), Column("a b", "integer", True)), ("select",))
DATABASE = Database((BIZES, OFFERS, ORDERS, ODD), (Enumeration("offer_status", ("draft", "active", "archived")),))
SCHEMA = Schema(DATABASE)
