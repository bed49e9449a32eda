"""Rows, inputs and expectations of a plan whose rows belong to tenants and meet conditions of every kind."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pytest

from appfactory.catalog.stacks.nextjs_15.emit.api_tests import Expected, expected
from appfactory.catalog.stacks.nextjs_15.emit.fixture_rows import fixture_row, pointed
from appfactory.catalog.stacks.nextjs_15.emit.fixtures import fixtures_draft
from appfactory.catalog.stacks.nextjs_15.emit.index import Index
from appfactory.catalog.stacks.nextjs_15.emit.input_values import InputValues
from appfactory.catalog.stacks.nextjs_15.emit.query_tests import query_test_draft
from appfactory.catalog.stacks.nextjs_15.emit.routes import endpoints
from appfactory.catalog.stacks.nextjs_15.emit.seed_checks import LEFT_OUT, RowRules
from appfactory.catalog.stacks.nextjs_15.emit.seed_data import ANA, BEN, seed_rows
from appfactory.catalog.stacks.nextjs_15.emit.unit_tests import unit_test_draft
from appfactory.compile.plan.reader import read_plan
from appfactory.compile.resolve import resolve
from appfactory.model.json_value import JsonObject, JsonValue

PLAN = (Path(__file__).parents[4] / "fixtures" / "plans" / "tenants.yaml").read_text()
Rows = dict[str, list[dict[str, JsonValue]]]


@lru_cache
def index_of(text: str = PLAN) -> Index:
    spec, findings = resolve(read_plan(text, "plan.yaml"), None)
    assert spec is not None, findings
    return Index.of(spec)


@pytest.fixture(scope="module")
def rows() -> Rows:
    return {entity.names.source: found for entity, found in seed_rows(index_of())}


def test_each_person_acts_for_a_tenant_of_their_own(rows: Rows) -> None:
    people = {row["user_id"]: row["agency_id"] for row in rows["Colleague"]}
    assert set(people) == {JsonObject((("user", ANA),)), JsonObject((("user", BEN),))}
    assert len(set(people.values())) == 2
    assert {row["standing"] for row in rows["Colleague"]} == {"working"}


def test_rows_point_at_rows_of_their_own_tenant(rows: Rows) -> None:
    index = index_of()
    homes = {row["id"]: row["agency_id"] for name, found in rows.items() if name != "Agency" for row in found}
    assert len(rows["Agency"]) > len(rows["Colleague"])
    for name, found in rows.items():
        links = [one for one in index.entities[name].fields if (target := index.referenced(one.type.reference)) is not None and target.tenant]
        for row in found:
            assert all(homes[row[one.column]] == row["agency_id"] for one in links if row[one.column] is not None)


def test_sample_rows_meet_every_condition(rows: Rows) -> None:
    for agency in rows["Agency"]:
        assert re.fullmatch("[a-z][a-z0-9-]+", str(agency["handle"]))
        assert re.fullmatch("[A-Z]{3}", str(agency["currency"]))
    assert all(hall["stage_hand_id"] is None or hall["kind"] == "stage" for hall in rows["Hall"])
    assert any(hall["stage_hand_id"] is not None for hall in rows["Hall"])
    assert rows["Passage"]
    assert all(passage["from_hall_id"] != passage["to_hall_id"] for passage in rows["Passage"])
    assert {(row["hall_id"] is None) + (row["passage_id"] is None) for row in rows["Booking"]} == {1}
    assert {row["channel"] for row in rows["Booking"]} == {"web", "desk"}
    assert {row["unit"] for row in rows["Booking"]} == {"hour"}


def test_every_entity_has_rows_for_both(rows: Rows) -> None:
    for name in ("Hall", "Passage", "Booking", "Remark"):
        assert len({row["agency_id"] for row in rows[name]}) == 2, name


def test_a_fixture_gives_no_more_than_it_must() -> None:
    index = index_of()
    given = {
        entity.names.source: {column for column, value in fixture_row(index, entity).items() if value != LEFT_OUT} for entity in index.spec.entities
    }
    assert given["Hall"] == {"agency_id", "name"}
    assert given["Colleague"] == {"agency_id", "user_id", "standing"}
    assert given["Booking"] == {"agency_id", "hall_id", "starts_at", "ends_at", "fee"}
    booking = index.entities["Booking"]
    assert fixture_row(index, booking)["hall_id"] == pointed(booking.field("hallId"))


def function(text: str, name: str) -> str:
    return text.partition(f"function {name}(")[2].partition("\n}")[0]


def test_fixtures_of_one_call_share_a_tenant() -> None:
    text = fixtures_draft(index_of()).content
    assert isinstance(text, str)
    passage, agency = function(text, "givenPassage"), function(text, "givenAgency")
    assert "const home = values.agencyId ?? (await tenantOf(tenant ?? (await newActor())));" in passage
    assert passage.count("(await givenHall({ agencyId: home }, tenant)).id") == 2
    assert "if (tenant !== undefined) await givenColleague({ agencyId: made.id, userId: tenant.userId });" in agency
    assert """sql.raw("(standing = 'working')")""" in function(text, "foundOrMade")
    assert "const home = await tenantOf(tenant);" in function(text, "createHallInputOf")
    assert "shift + " in function(text, "givenBooking"), "a beginning that is told apart takes the end along"


def test_a_fixture_in_another_state_gets_what_that_state_demands() -> None:
    text = function(str(fixtures_draft(index_of()).content), "givenBooking")
    assert re.search(r"""if \(values\.state === "dropped"\)\s+Object\.assign\(beside, \{\s*reason: ".+",?\s*\}\);""", text)
    assert text.index("...beside,") < text.index("...values,")


def test_inputs_leave_out_what_a_condition_forbids() -> None:
    index = index_of()
    booking = InputValues.of(index, index.operations["venues.createBooking"])
    assert booking is not None
    entity = index.entities["Booking"]
    assert [booking.gives(entity.field(name)) for name in ("hallId", "passageId", "startsAt", "fee")].count(False) == 1
    place = next(given for given, _ in booking.given if given.names.source == ("hallId" if booking.gives(entity.field("hallId")) else "passageId"))
    assert not booking.holds_without((place,))
    assert not booking.holds_with_null(place)
    update = InputValues.of(index, index.operations["venues.updateBooking"])
    assert update is not None
    assert [given.names.source for given in update.changed_alone()] == ["fee"], "a beginning alone could come after the end"


def test_what_members_others_and_admins_are_answered() -> None:
    index = index_of()
    answers = {endpoint.name: expected(index, endpoint) for endpoint in endpoints(index)}
    assert answers["POST /api/halls"] == Expected(401, 201, 403, 201)
    assert answers["GET /api/halls/{id}"] == Expected(401, 200, 404, 200)
    assert answers["GET /api/halls"] == Expected(401, 200, 200, 200)
    assert answers["POST /api/halls/{id}/close"] == Expected(401, 200, 404, 200)
    assert answers["POST /api/agencies"] == Expected(401, 403, 403, 201), "the policies leave new tenants to admins"


def test_where_nobody_is_a_member_admins_alone_reach_rows() -> None:
    index = index_of(PLAN.replace(""", members: { entity: Colleague, where: "standing = 'working'" }""", ""))
    answers = {endpoint.name: expected(index, endpoint) for endpoint in endpoints(index)}
    assert answers["POST /api/halls"] == Expected(401, 403, 403, 201)
    assert answers["GET /api/halls/{id}"] == Expected(401, 404, 404, 200)
    tests = unit_test_draft(index, "venues")
    assert tests is not None
    assert isinstance(tests.content, str)
    assert 'const actor = await newActor("admin");' in tests.content.partition('describe("createHall"')[2].partition("describe(")[0]
    assert "if (tenant !== undefined)" not in str(fixtures_draft(index).content)


def test_other_tenants_rows_are_kept_apart_by_the_policies() -> None:
    actions, queries = (str(draft.content) for draft in (unit_test_draft(index_of(), "venues"), query_test_draft(index_of(), "venues")) if draft)
    hall = actions.partition('describe("getHall"')[2].partition("\ndescribe(")[0]
    assert """it.each([true])("leaves other people's rows alone""" in hall
    passage = actions.partition('describe("createPassage"')[2].partition("\ndescribe(")[0]
    assert passage.count("refuses somebody else's hall") == 2
    assert """it.each([true])("are nobody else's business""" in queries


CONDITIONS = (
    "a + b = 10",
    "a % 7 = 3",
    "a <> b and b <> 0",
    "word ~ '^[A-Z]{2}-[0-9]{4}$'",
    "word in ('north', 'south')",
    "word like 'INV-%'",
    "length(trim(word)) between 5 and 9",
    "word = lower(word)",
    "(kind = 'fixed' and a is not null and b is null) or (kind = 'free' and a is null)",
    "kind <> 'fixed' or seen_on is not null",
    "seen_on > made_on and seen_on < made_on + 30",
    "made_at > now()",
    "num_nulls(a, b, seen_on) >= 2",
    "coalesce(a, 0) + coalesce(b, 0) > 100",
    "cardinality(tags) >= 2",
    "case when kind = 'fixed' then a > 5 else b > 5 end",
    "not flag or word <> ''",
    "price * 2 <= 50 and price > 20",
)
_FIELDS = """
            - { name: id, type: uuid }
            - { name: a, type: int, nullable: true }
            - { name: b, type: int, nullable: true }
            - { name: word, type: string(40) }
            - { name: kind, type: enum(free|fixed|other) }
            - { name: flag, type: bool }
            - { name: price, type: "decimal(6,2)" }
            - { name: tags, type: "string(12)[]" }
            - { name: madeOn, type: date }
            - { name: seenOn, type: date, nullable: true }
            - { name: madeAt, type: datetime }
"""


@pytest.mark.parametrize("text", CONDITIONS)
def test_conditions_of_all_kinds_are_met(text: str) -> None:
    before = "        - name: Remark\n"
    entity = f'        - name: Thing\n          fields:{_FIELDS}          checks:\n            - {{ name: rule, check: "{text}" }}\n'
    index = index_of(PLAN.replace(before, entity + before))
    thing = index.entities["Thing"]
    rules = RowRules(index, thing)
    (check,) = (one for one in rules.goals() if one.name.endswith("rule_check"))
    made = next(found for one, found in seed_rows(index) if one is thing)
    assert len(made) >= 6
    assert all(check.met(rules.computed(row)) in (True, None) and rules.meets(rules.computed(row)) for row in made)
    assert check.met(rules.computed(made[0])) is True, "the condition can be computed"
    given = {column: value for column, value in fixture_row(index, thing).items() if value != LEFT_OUT}
    empty = {one.column: None for one in thing.fields if one.nullable}
    assert check.met({**empty, **rules.computed(given)}) is not False
