"""PostgreSQL's refusals in words, from recorded answers; what PostgreSQL does say is proved in the tests of the executor."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appfactory.contract.model.request import ColumnReference, Filter, Mutation, Query, Scope
from appfactory.contract.statements.explaining import explain
from appfactory.contract.statements.schema import Schema
from appfactory.model.database import Check, Column, Database, DomainType, Enumeration, ForeignKey, Table
from appfactory.perform.postgres.session import LOST, Refusal
from tests.contract.statements.catalog import SCHEMA

BIZ = Scope("biz_1", actor_user_id="usr_1")


def insert(table: str, **values: object) -> Mutation:
    return Mutation("insert", table, tuple(values.items()))  # type: ignore[arg-type]


EXTERNAL = Filter(ColumnReference("external_id"), "eq", "12")
CONFIRMATION = Mutation("update", "booking_orders", (("state", "confirmed"),), (Filter(ColumnReference("id"), "eq", "b1"),))
REMOVAL = Mutation("delete", "offers", filters=(Filter(ColumnReference("id"), "eq", "o1"),))


@pytest.mark.parametrize(
    ("refusal", "command", "facts"),
    [
        (
            Refusal("23502", "null value in column", column="status", table="offers"),
            insert("offers", id="x"),
            {"column": "status", "allowed": ("draft", "active", "archived"), "message": "`offers.status` must have a value"},
        ),
        (
            Refusal("23503", "violates", "Key (offer_id)=(o 9) is not present.", table="booking_orders", constraint="booking_orders_offer_id_fkey"),
            insert("booking_orders", offer_id="o 9"),
            {
                "missing_parent": ("offers", "id", "o 9"),
                "column": "offer_id",
                "suggestion": "insert into offers id = o 9 biz_id = biz_1 name = New offers",
                "message": "`booking_orders.offer_id` is `o 9`, but `offers` has no row with that `id`",
            },
        ),
        (
            # Without a readable detail, the request itself says what the value was.
            Refusal("23503", "refusé", table="booking_orders", constraint="booking_orders_offer_id_fkey"),
            insert("booking_orders", offer_id="o9"),
            {"missing_parent": ("offers", "id", "o9")},
        ),
        (
            Refusal("23503", "violates", "Key (id)=(o1) is still referenced.", table="booking_orders", constraint="booking_orders_offer_id_fkey"),
            REMOVAL,
            {"table": "booking_orders", "column": "offer_id", "suggestion": "list booking_orders where offer_id = o1"},
        ),
        (
            Refusal("23505", "duplicate key", "Key (biz_id, name)=(biz_1, A, B) exists.", table="offers", constraint="offers_biz_id_name_key"),
            insert("offers", name="A, B"),
            {"column": "name", "value": "A, B", "suggestion": "list offers where biz_id = biz_1 and name = A, B"},
        ),
        (
            Refusal("23505", "duplicate key", "Key (lower(name))=(a) already exists.", table="offers", constraint="offers_lower_idx"),
            insert("offers", name="a"),
            {"column": "lower(name)", "value": "a", "suggestion": ""},
        ),
        (
            # Under row level security there is no detail.
            Refusal("23505", "duplicate key", table="booking_orders", constraint="booking_orders_offer_id_key"),
            insert("booking_orders", offer_id="o9", state="confirmed"),
            {
                "column": "offer_id",
                "message": "`o9` is taken: duplicate `offer_id` in `booking_orders`, of those where (state = 'confirmed'::text)",
                "suggestion": "list booking_orders where offer_id = o9",
            },
        ),
        (
            Refusal("23505", "duplicate key", table="booking_orders", constraint="booking_orders_offer_id_key"),
            CONFIRMATION,
            {"message": "duplicate `offer_id` in `booking_orders`, of those where (state = 'confirmed'::text)", "suggestion": ""},
        ),
        (
            Refusal("23505", "duplicate key", table="offers", constraint="offers_unknown_idx"),
            insert("offers", name="n"),
            {"message": "duplicate `offers_unknown_idx` in `offers`", "column": ""},
        ),
        (
            Refusal("23514", "violates check", table="booking_orders", constraint="booking_orders_state_check"),
            insert("booking_orders", state="confirmd"),
            {"column": "state", "allowed": ("draft", "confirmed"), "nearest": ("confirmed",)},
        ),
        (
            Refusal("23514", "violates check", table="offers", constraint="offers_price_minor_check"),
            insert("offers", price_minor=-1),
            {"column": "price_minor", "value": "-1", "message": "`price_minor` = `-1` breaks the check `offers_price_minor_check` of `offers`"},
        ),
        (
            Refusal("23P01", "conflicting key", 'Key (offer_id, during)=(o1, ["2026-01-01","2026-01-02")) conflicts.', "", "", "booking_orders"),
            insert("booking_orders", offer_id="o1"),
            {"message": "overlap: the row conflicts with another one of `booking_orders` in offer_id, during", "column": "offer_id"},
        ),
        (
            Refusal("23P01", "conflicting key", "Key (id)=(x) conflicts.", table="offers", constraint="only_one"),
            insert("offers", id="x"),
            {"message": "overlap: the row conflicts with another one of `offers` in id"},
        ),
        (
            Refusal("22P02", 'invalid input syntax for type uuid: "12"'),
            Query("booking_orders", filters=(Filter(ColumnReference("id"), "eq", "a", alternatives=(EXTERNAL,)),)),
            {"column": "external_id", "value": "12"},
        ),
        (Refusal("22P02", "invalid input syntax for type json"), insert("offers", name="n", settings="{"), {"column": "settings", "value": "{"}),
        (Refusal("22003", "value out of range for type integer"), insert("offers", price_minor=10**12), {"column": "price_minor"}),
        (Refusal("22P02", "invalid"), insert("offers", name="n"), {"column": "", "message": "invalid"}),
        (
            Refusal("42501", 'new row violates row-level security policy for table "offers"', table="offers"),
            insert("offers", name="n"),
            {"message": "the policies of `offers` do not let a request for business `biz_1` and actor `usr_1` insert this row"},
        ),
        (Refusal("42501", "permission denied for table offers"), REMOVAL, {"message": "the role of requests may not delete `offers`"}),
        (Refusal("42501", "permission denied for sequence numbers"), REMOVAL, {"message": "permission denied for sequence numbers"}),
        (Refusal("57014", "canceling statement"), Query("offers"), {"message": "the statement took longer than a request may, and was ended"}),
        (Refusal("55P03", "canceling statement"), Query("offers"), {"table": "offers"}),
        (Refusal(LOST, "the connection was lost"), Query("offers"), {"message": "the connection was lost"}),
        (Refusal("P0001", "Refunds need a reason"), insert("offers", name="n"), {"message": "Refunds need a reason", "code": "pg-P0001"}),
        (Refusal("42P01", 'relation "gone" does not exist', table="gone"), Query("offers"), {"table": "gone"}),
    ],
)  # fmt: skip
def test_refusals_name_column_value_and_remedy(refusal: Refusal, command: Query | Mutation, facts: dict[str, object]) -> None:
    found = explain(refusal, command, SCHEMA, BIZ)
    assert found.code == f"pg-{refusal.state}"
    assert {name: getattr(found, name) for name in facts} == facts
    assert refusal.message in f"{found.message} {found.detail}"


CLINIC = Schema(
    Database(
        (
            Table(
                "owners",
                (
                    Column("id", "bigint", generated="always as identity"), Column("name", "text"), Column("email", "clinic.email", True),
                    Column("billing", "clinic.email", True), Column("fee", '"Fee"', True),
                    Column("initial", "text", True, generated="always as (left(name, 1)) stored"),
                ),
                ("id",),
            ),
            Table(
                "animals",
                (Column("id", "text"), Column("owner_id", "bigint"), Column("seen", "date"), Column("kinds", "species[]")),
                ("id",),
                (ForeignKey("animals_owner_fkey", ("owner_id",), "owners", ("id",)),),
            ),
        ),
        enumerations=(Enumeration("species", ("dog", "cat")),),
        domains=(
            DomainType("email", "text", (Check("email_check", "(VALUE ~ '@'::text)"),), schema="clinic"), DomainType("Fee", "numeric", (), False),
        ),
    )
)  # fmt: skip
UNREADABLE = Refusal("23514", "value for domain violates check constraint", "", "", "clinic", constraint="email_check", type_name="email")


@pytest.mark.parametrize(
    ("refusal", "command", "facts"),
    [
        (
            UNREADABLE,
            insert("owners", email="nonsense", billing=None),
            {"column": "email", "value": "nonsense", "message": "`owners.email` = `nonsense` is not allowed by the type `email`"},
        ),
        (UNREADABLE, insert("owners", email="a", billing="b"), {"column": "", "message": "a value is not allowed by the type `email`"}),
        (
            Refusal("23502", "domain Fee does not allow null values", schema="public", type_name="Fee"),
            insert("owners", fee=None),
            {"column": "fee", "message": "`owners.fee` without a value is not allowed by the type `Fee`"},
        ),
        (
            Refusal("428C9", 'cannot insert a non-DEFAULT value into column "initial"'),
            insert("owners", id=1, initial="A"),
            {"column": "initial", "value": "A", "message": "`owners.initial` is filled in by the database alone"},
        ),
        (
            Refusal("22P02", 'invalid input value for enum species: "dragon"'),
            insert("animals", kinds=("dog", "dragon")),
            {"column": "kinds", "value": "dragon", "allowed": ("dog", "cat")},
        ),
        (
            Refusal("22P02", 'invalid input value for enum species: "dogg"'),
            insert("animals", kinds="{cat,dogg}"),
            {"column": "kinds", "value": "dogg", "nearest": ("dog",)},
        ),
        (Refusal("428C9", "kann nicht"), insert("owners", id=5), {"column": "id"}),
        (Refusal("428C9", "cannot"), insert("owners", name="x"), {"column": "", "message": "cannot"}),
        (
            Refusal("23514", "no partition of relation found", "Partition key of the failing row contains (seen) = (2035-01-01).", table="animals"),
            insert("animals", seen="2035-01-01"),
            {"column": "seen", "value": "2035-01-01", "message": "no partition of `animals` takes a row with `seen` = `2035-01-01`"},
        ),
        (Refusal("23514", "no partition", table="animals"), insert("animals"), {"message": "no partition of `animals` takes a row"}),
        (
            # A key that the database gives can't be chosen.
            Refusal("23503", "violates", "Key (owner_id)=(9) is not present.", table="animals", constraint="animals_owner_fkey"),
            insert("animals", owner_id=9),
            {"suggestion": "insert into owners name = New owners", "missing_parent": ("owners", "id", "9")},
        ),
    ],
)  # fmt: skip
def test_what_the_database_decides_by_types_computed_columns_and_partitions(
    refusal: Refusal, command: Query | Mutation, facts: dict[str, object]
) -> None:
    found = explain(refusal, command, CLINIC, Scope())
    assert {name: getattr(found, name) for name in facts} == facts
    assert refusal.message in f"{found.message} {found.detail}"


def test_a_suggestion_reads_back_whatever_names_are() -> None:
    table = Table("Stock Item", (Column("Item Code", "text"), Column('the "name"', "text")), ("Item Code",))
    moves = Table("moves", (Column("item", "text"),), foreign_keys=(ForeignKey("f", ("item",), "Stock Item", ("Item Code",)),))
    schema = Schema(Database((table, moves)))
    refusal = Refusal("23503", "violates", "Key (item)=(A1) is not present.", table="moves", constraint="f")
    suggestion = explain(refusal, insert("moves", item="A1"), schema, Scope()).suggestion
    assert suggestion == 'insert into "Stock Item" "Item Code" = A1 "the ""name""" = New Stock Item'
    taken = Refusal("23505", "duplicate", "Key (Item Code)=(A1) exists.", table="Stock Item")
    assert explain(taken, insert("Stock Item"), schema, Scope()).suggestion == 'list "Stock Item" where "Item Code" = A1'


STATES = ["428C9", "23502", "23503", "23505", "23514", "23P01", "22P02", "22001", "22007", "42501", "57014", "XX000"]
TEXTS = st.text(max_size=40)


@given(
    st.builds(Refusal, st.sampled_from(STATES), TEXTS, TEXTS, TEXTS, TEXTS, st.sampled_from(["", "offers", "x"]), TEXTS, TEXTS, TEXTS),
    st.sampled_from([insert("offers", name="n", tags=("a", None)), REMOVAL, Query("booking_orders")]),
)
def test_whatever_postgresql_says_there_is_an_error(refusal: Refusal, command: Query | Mutation) -> None:
    found = explain(refusal, command, SCHEMA, BIZ)
    assert found.code == f"pg-{refusal.state}"
