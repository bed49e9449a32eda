"""Entities: tables, keys, owners, access, enumerations, defaults, bounds."""

from __future__ import annotations

import pytest

from appfactory.compile.database.expression_names import to_columns, tokens_of
from appfactory.compile.database.expressions import check_expression
from appfactory.compile.resolve.access import label_of_rows
from appfactory.compile.resolve.checks import Bounds, bounds_of
from appfactory.model.spec import FieldType, Reference


def sql(text: str) -> dict[str, object]:
    return {"database": {"source": "sql", "sql": text}}


def test_tables_and_columns_of_ours(resolve_plan) -> None:
    spec = resolve_plan({"OrderItem": {"id": "uuid", "unitPrice": "decimal(8,2)", "order": "int"}}).spec
    entity = spec.entity("OrderItem")
    assert (entity.table, [field.column for field in entity.fields]) == ("order_items", ["id", "unit_price", "order"])
    assert spec.database.table("order_items") is not None


def test_a_key_is_added_where_there_is_none(resolve_plan) -> None:
    entity = resolve_plan({"Tag": {"name": "string"}}).spec.entity("Tag")
    assert entity.key == "id"
    assert entity.fields[0].type == FieldType("uuid")
    assert entity.fields[0].supplied


@pytest.mark.parametrize("kind", ["uuid", "ksuid(tag)", "int", "bigint"])
def test_the_own_id_is_the_key(resolve_plan, kind: str) -> None:
    entity = resolve_plan({"Tag": {"tagId": kind, "name": "string"}}).spec.entity("Tag")
    assert entity.key == "tagId"
    assert entity.field("tagId").supplied


def test_a_text_key_must_be_given(resolve_plan) -> None:
    resolved = resolve_plan({"Country": {"id": "string(2)", "name": "string"}})
    assert not resolved.spec.entity("Country").field("id").supplied


@pytest.mark.parametrize(
    ("fields", "owner"),
    [
        ({"userId": "fk(users.id)"}, "userId"),
        ({"assignee": "fk(users.id)", "ownerId": "fk(users.id)"}, "ownerId"),
        ({"customerId": "fk(users.id)"}, "customerId"),
        ({"createdBy": "fk(users.id)", "reviewer": "fk(users.id)"}, "createdBy"),
        ({"assigneeId": {"type": "fk(users.id)", "nullable": True}}, ""),
        ({"userId": {"type": "fk(users.id)", "nullable": True}}, "userId"),
        ({"instructor": "fk(users.id)"}, "instructor"),
    ],
)
def test_owners(resolve_plan, fields, owner: str) -> None:
    entity = resolve_plan({"Thing": {"id": "uuid", **fields}}).spec.entity("Thing")
    assert entity.owner == owner
    assert entity.access == ("owned" if owner else "shared")
    if owner:
        assert entity.field(owner).supplied
        assert entity.field(owner).type.reference == Reference("users", "id")


def test_rows_that_are_part_of_owned_rows(resolve_plan) -> None:
    spec = resolve_plan(
        {
            "Product": {"id": "uuid", "name": "string"},
            "Detail": {"id": "uuid", "lineId": "fk(Line.id)"},
            "Line": {"id": "uuid", "productId": "fk(Product.id)", "orderId": "fk(Order.id)"},
            "Order": {"id": "uuid", "userId": "fk(users.id)"},
            "Hint": {"id": "uuid", "orderId": {"type": "fk(Order.id)", "nullable": True}},
            "Category": {"id": "uuid", "parentId": {"type": "fk(Category.id)", "nullable": True}},
        }
    ).spec
    access = {entity.names.source: (entity.access, entity.parent) for entity in spec.entities}
    assert access == {
        "Product": ("shared", ""),
        "Detail": ("through-parent", "lineId"),
        "Line": ("through-parent", "orderId"),
        "Order": ("owned", ""),
        "Hint": ("shared", ""),
        "Category": ("shared", ""),
    }


def test_circles_of_references_end(resolve_plan) -> None:
    spec = resolve_plan({"Egg": {"id": "uuid", "henId": "fk(Hen.id)"}, "Hen": {"id": "uuid", "eggId": "fk(Egg.id)"}}).spec
    assert [entity.access for entity in spec.entities] == ["shared", "shared"]


def test_what_is_not_multi_tenant_is_shared(resolve_plan) -> None:
    entity = resolve_plan({"Listing": {"multiTenant": False, "id": "uuid", "name": "string"}}).spec.entity("Listing")
    assert (entity.access, entity.owner, entity.shared_read) == ("shared", "", False)


def test_what_is_not_multi_tenant_but_has_an_owner_is_read_by_all_and_changed_by_the_owner(resolve_plan) -> None:
    entity = resolve_plan({"Listing": {"multiTenant": False, "id": "uuid", "userId": "fk(users.id)"}}).spec.entity("Listing")
    assert (entity.access, entity.owner, entity.shared_read) == ("owned", "userId", True)


def test_parts_of_what_all_read_belong_to_nobody(resolve_plan) -> None:
    plan = {"Post": {"multiTenant": False, "id": "uuid", "userId": "fk(users.id)"}, "Reply": {"id": "uuid", "postId": "fk(Post.id)"}}
    assert resolve_plan(plan).spec.entity("Reply").access == "shared"


def test_the_plans_own_users(resolve_plan) -> None:
    spec = resolve_plan({"User": {"id": "uuid", "bio": "text"}, "Note": {"id": "uuid", "authorId": "fk(User.id)"}}).spec
    assert spec.entity("User").table == "users"
    assert spec.entity("Note").owner == "authorId"
    assert spec.entity("Note").field("authorId").type.reference == Reference("users", "id", "User")


def test_foreign_keys_know_the_type_they_hold(resolve_plan) -> None:
    spec = resolve_plan(
        {"Book": {"id": "ksuid(bk)"}, "Copy": {"id": "uuid", "bookId": "fk(books.id)"}, "Loan": {"id": "uuid", "copy": "fk(Copy.id)"}}
    ).spec
    assert spec.entity("Copy").field("bookId").type.target == "ksuid"
    assert spec.entity("Copy").field("bookId").type.reference == Reference("books", "id", "Book")


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"title": "string", "name": "string"}, "name"),
        ({"productName": "string", "sku": "string"}, "sku"),
        ({"courseTitle": "string", "language": "string(2)"}, "courseTitle"),
        ({"street": "string", "note": {"type": "text", "nullable": True}}, "street"),
        ({"amount": "int"}, "id"),
    ],
)
def test_labels(resolve_plan, fields, label: str) -> None:
    entity = resolve_plan({"Thing": {"id": "uuid", **fields}}).spec.entity("Thing")
    assert entity.label == label == label_of_rows(entity)


def test_moments_of_making_are_supplied(resolve_plan) -> None:
    entity = resolve_plan({"Thing": {"id": "uuid", "createdAt": "datetime", "orderedOn": "date", "startsAt": "datetime"}}).spec.entity("Thing")
    assert [field.supplied for field in entity.fields] == [True, True, True, False]


def test_enumerations_written_out_and_shared(resolve_plan) -> None:
    spec = resolve_plan({"Order": {"id": "uuid", "status": "enum(OPEN|PAID)"}, "Invoice": {"id": "uuid", "status": "enum(OrderStatus)"}}).spec
    assert [(enum.names.source, enum.database_type, enum.values) for enum in spec.enumerations] == [("OrderStatus", "order_status", ("OPEN", "PAID"))]
    assert spec.entity("Invoice").field("status").type.enum == "OrderStatus"
    assert spec.enumerations[0].labels == ("Open", "Paid")


def test_an_enumeration_beside_an_entity_of_its_name(resolve_plan) -> None:
    spec = resolve_plan({"Order": {"id": "uuid", "status": "enum(A|B)"}, "OrderStatus": {"id": "uuid"}}).spec
    assert spec.enumeration("OrderStatus").names.pascal == "OrderStatusValue"


def test_an_enumeration_without_values(resolve_plan) -> None:
    resolved = resolve_plan({"Order": {"id": "uuid", "status": "enum(Status)"}})
    assert resolved.codes == ["enum-without-values"]
    assert "enum(PENDING|CONFIRMED|CANCELLED)" in resolved.findings[0].hint


DDL = """
create type reservation_status as enum ('NEW', 'GONE');
create type payment_status as enum ('OPEN', 'PAID');
create table "Reservation" (
  id uuid primary key default gen_random_uuid(), user_id uuid not null, party_size int not null check (party_size between 1 and 8),
  status reservation_status not null default 'NEW', level text not null default 'low', note text, created_at timestamptz not null default now()
);
create table payments (
  payment_no bigint primary key, reservation_id uuid not null references "Reservation"(id), status payment_status not null default 'OPEN'
);
"""


def test_the_plans_own_sql(resolve_plan) -> None:
    entities = {
        "Reservation": {
            "id": "uuid", "userId": "fk(users.id)", "partySize": "int", "status": "enum(Status)", "level": "enum(low|high)", "note": "text",
        },
        "Payment": {"reservation": "fk(Reservation.id)", "status": "enum(Status)"},
    }  # fmt: skip
    spec = resolve_plan(entities, **sql(DDL)).spec
    reservation, payment = spec.entities
    assert (reservation.table, payment.table, payment.key, payment.field("reservation").column) == (
        "Reservation",
        "payments",
        "paymentNo",
        "reservation_id",
    )
    assert [(enum.names.source, enum.database_type) for enum in spec.enumerations] == [
        ("Status", "reservation_status"), ("ReservationLevel", ""), ("PaymentStatus", "payment_status"),
    ]  # fmt: skip
    assert (reservation.field("status").default, payment.field("status").type.enum) == ("NEW", "PaymentStatus")
    assert (reservation.field("partySize").minimum, reservation.field("partySize").maximum) == (1, 8)
    assert reservation.field("note").nullable
    assert payment.field("paymentNo").type.kind == "bigint"
    table = spec.database.table("Reservation")
    assert table is not None
    assert table.column("created_at") is not None


def test_entities_and_fields_that_the_sql_lacks(resolve_plan) -> None:
    resolved = resolve_plan({"Reservation": {"id": "uuid", "colour": "string"}, "Guest": {"id": "uuid"}}, **sql(DDL))
    assert resolved.codes == ["field-without-column", "entity-without-table"]


def test_what_is_unknown_is_a_finding_and_no_crash(resolve_plan) -> None:
    resolved = resolve_plan({"A": {"id": "uuid", "b": "fk(Nowhere.id)", "c": "fk(D.colour)", "e": "strnig"}, "D": {"id": "uuid"}})
    assert sorted(resolved.codes) == ["reference-unknown-entity", "reference-unknown-field", "type-unknown"]


def test_names_that_meet(resolve_plan) -> None:
    assert resolve_plan({"Order": {"id": "uuid"}, "orders": {"id": "uuid"}}).codes == ["entities-clash"]


@pytest.mark.parametrize(
    ("expression", "bounds"),
    [
        ("x > 0", Bounds(1)), ("0 < x", Bounds(1)), ("x >= 1 AND x <= 5", Bounds(1, 5)), ("(x >= 1) and (x < 5)", Bounds(1, 4)),
        ("x between 2 and 4", Bounds(2, 4)), ("x BETWEEN 2 AND 4 and x > 2", Bounds(3, 4)), ("x > -5", Bounds(-4)), ("x <> 3", Bounds()),
        ("x > 0 or y > 0", Bounds()), ("not x > 0", Bounds()), ("x > y", Bounds()), ("length(x) > 3", Bounds()), ('"x" = 7', Bounds(7, 7)),
        ("(x > (0)::integer)", Bounds(1)), ("note <> 'x > 5'", Bounds()), ("", Bounds()), ("x > 0.5", Bounds()), ("x % 2 = 0", Bounds()),
    ],
)  # fmt: skip
def test_bounds(expression: str, bounds: Bounds) -> None:
    assert bounds_of(expression, "x") == bounds


def test_bounds_of_decimals_are_inclusive_only() -> None:
    assert bounds_of("price > 0", "price", whole=False) == Bounds()
    assert bounds_of("price >= 0", "price", whole=False) == Bounds(0)


@pytest.mark.parametrize(
    ("expression", "translated"),
    [
        ("partySize > 0", "party_size > 0"),
        ('"partySize" > 0', "party_size > 0"),
        ("note = 'partySize' and partysize < 9", "note = 'partySize' and party_size < 9"),
        ("order > 1", '"order" > 1'),
        ("partySize(1) > partySize::partySize", "partySize(1) > party_size::partySize"),
        ("note <> $$partySize$$ and note <> E'\\'partySize'", "note <> $$partySize$$ and note <> E'\\'partySize'"),
    ],
)
def test_checks_speak_of_columns(expression: str, translated: str) -> None:
    assert to_columns(expression, {"partySize": "party_size", "note": "note", "order": "order"}) == translated
    assert "".join(token.text for token in tokens_of(expression)) == expression


@pytest.mark.parametrize(
    ("expression", "translated"),
    [
        ("end > start", '"end" > start'),
        ("to >= from or to is null", '"to" >= "from" or "to" is null'),
        ("limit between 1 and order", '"limit" between 1 and "order"'),
        ("to is distinct from from", '"to" is distinct from "from"'),
        ("case when order > 1 then to else from end >= limit", 'case when "order" > 1 then "to" else "from" end >= "limit"'),
        ("not (end < start)", 'not ("end" < start)'),
        ("and > 0 and and < 9", '"and" > 0 and "and" < 9'),
        ("end > date '2026-01-01'", "\"end\" > date '2026-01-01'"),
        ("user in ('a', 'b')", "\"user\" in ('a', 'b')"),
        ("end = null or start is not null", '"end" = null or start is not null'),
    ],
)
def test_words_of_sql_are_names_only_where_a_value_stands(expression: str, translated: str) -> None:
    names = ("start", "end", "from", "to", "limit", "order", "and", "date", "user", "null", "not")
    assert to_columns(expression, {name: name for name in names}) == translated
    assert check_expression(expression, names) is None
