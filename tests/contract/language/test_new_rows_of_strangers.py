"""New rows in words of strangers: relative clauses, one more of something, labels, what is told before the request."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appfactory.contract.language.lexicon_building import build_lexicon
from appfactory.contract.language.terse.rendering import render_terse
from appfactory.contract.language.translate import translate
from appfactory.contract.model.request import Mutation, Scope
from appfactory.contract.model.translation import Catalog, Translation
from appfactory.model.database import Database, Enumeration
from tests.contract.language.schema_rows import lookup_in
from tests.contract.language.workshop import CLOCK, table

LEXICON = build_lexicon(
    Catalog(
        Database(
            (
                table("depots", "dep", "name:text city:text? postal_code:text? address_line:text?"),
                table("drivers", "dri", "full_name:text email:text?"),
                table("trucks", "tru", "name:text depot_id:text? kind:truck_kind='van' payload_kg:int?", {"depot_id": "depots"}),
                table(
                    "routes",
                    "rou",
                    "name:text origin_depot_id:text? target_depot_id:text? invoicing_period:period='month' price_minor:int? min_notice_hours:int=0 "
                    "max_notice_days:int? loadup_minutes:int=0 requires_permit:bool=false",
                    {"origin_depot_id": "depots", "target_depot_id": "depots"},
                ),
                table(
                    "closures",
                    "clo",
                    "depot_id:text title:text valid_start_at:at? valid_end_at:at?",
                    {"depot_id": "depots"},
                ),
                table("truck_notes", "tno", "truck_id:text body:text", {"truck_id": "trucks"}),
                table(
                    "driver_bonuses",
                    "dbo",
                    "driver_id:text route_id:text? percent_bps:int?",
                    {"driver_id": "drivers", "route_id": "routes"},
                ),
                table(
                    "inspections",
                    "ins",
                    "truck_id:text driver_id:text? name:text interval_days:int? next_due_on:on? expires_at:at? distance:int? unit:unit='km'",
                    {"truck_id": "trucks", "driver_id": "drivers"},
                ),
            ),
            (
                Enumeration("truck_kind", ("van", "tanker", "flatbed")),
                Enumeration("period", ("day", "week", "month")),
                Enumeration("unit", ("km", "miles")),
            ),
        )
    )
)
ROWS = {
    ("depots", "name"): {"North Yard": "dep_1", "Iron Gate": "dep_2"},
    ("drivers", "full_name"): {"Ana Wong": "dri_1", "Bo Berg": "dri_2"},
    ("trucks", "name"): {"Old Betsy": "tru_1", "Red Ox": "tru_2"},
    ("routes", "name"): {"Coast Run": "rou_1"},
}  # fmt: skip
lookup = lookup_in(ROWS)


def read(text: str) -> Translation:
    """The translation of a text on this schema."""
    return translate(text, LEXICON, Scope(), CLOCK, lookup)


def terse(text: str) -> str:
    """The write that a text is understood to mean in the terse form, or the question in return behind `?`."""
    translation = read(text)
    if isinstance(translation.command, Mutation):
        return render_terse(translation.command)
    return f"? {translation.question.text if translation.question else ''}"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (
            "Add a route called Night Loop that starts at North Yard and goes to Iron Gate.",
            "insert into routes name = Night Loop origin_depot_id = dep_1 target_depot_id = dep_2",
        ),
        (
            "I'd like a route named Salt Run which is invoiced every week and costs $9.50",
            "insert into routes name = Salt Run invoicing_period = week price_minor = 950",
        ),
        ("could you add one more truck called Blue Whale?", "insert into trucks name = Blue Whale"),
        ("register one flatbed truck named Blue Whale", "insert into trucks kind = flatbed name = Blue Whale"),
        ("put up a new route Hill Run, price 35 dollars", "insert into routes name = Hill Run price_minor = 3500"),
        ('seed: create a truck "Blue Whale" at North Yard, payload 900 kg', "insert into trucks name = Blue Whale depot_id = dep_1 payload_kg = 900"),
        ("I need a route, let's call it Hill Run.", "insert into routes name = Hill Run"),
        (
            "New route: the name is Hill Run, it takes 45 minutes to load up and people must book at least 48 hours ahead (minimum notice)",
            "insert into routes name = Hill Run loadup_minutes = 45 min_notice_hours = 48",
        ),
        ("create a route called Hill Run, bookable at most 30 days in advance", "insert into routes name = Hill Run max_notice_days = 30"),
        (
            "Add a closure titled Inventory for North Yard, valid from November 26 at 00:00 until November 28 at 00:00",
            "insert into closures title = Inventory depot_id = dep_1 valid_start_at = 2026-11-26T00:00:00+01:00 "
            "valid_end_at = 2026-11-28T00:00:00+01:00",
        ),
        ("new truck Blue Whale w/ a payload of 900 kg", "insert into trucks name = Blue Whale payload_kg = 900"),
        ("For North Yard I'd like a truck called Blue Whale", "insert into trucks depot_id = dep_1 name = Blue Whale"),
        (
            "North Yard gets another truck called Blue Whale. Its kind is tanker.",
            "insert into trucks depot_id = dep_1 name = Blue Whale kind = tanker",
        ),
        (
            "new truck: Blue Whale / tanker / North Yard / payload 900 kg",
            "insert into trucks name = Blue Whale kind = tanker depot_id = dep_1 payload_kg = 900",
        ),
        (
            "INSERT a new row into trucks with name 'Blue Whale', kind 'tanker' and depot_id 'dep_1'",
            "insert into trucks name = Blue Whale kind = tanker depot_id = dep_1",
        ),
        ("add the Blue Whale truck at North Yard", "insert into trucks name = Blue Whale depot_id = dep_1"),
        ("there should be a route called Truck Stop", "insert into routes name = Truck Stop"),
        ("could someone please set us up with a truck called Blue Whale at North Yard?", "insert into trucks name = Blue Whale depot_id = dep_1"),
        ("add a route Hill Run costing 19.99 a week", "insert into routes name = Hill Run price_minor = 1999 invoicing_period = week"),
        ("make me a truck, Blue Whale, tanker", "insert into trucks name = Blue Whale kind = tanker"),
        ("create truck Blue Whale where kind is tanker", "insert into trucks name = Blue Whale kind = tanker"),
        ('Add "Blue Whale" as a new truck for North Yard', "insert into trucks name = Blue Whale depot_id = dep_1"),
        ("A new truck, please: Blue Whale at North Yard.", "insert into trucks name = Blue Whale depot_id = dep_1"),
        ("Can we have a truck named Blue Whale at North Yard?", "insert into trucks name = Blue Whale depot_id = dep_1"),
        ("It would be nice to have a truck called Blue Whale. It's at North Yard.", "insert into trucks name = Blue Whale depot_id = dep_1"),
        ("I need a truck for heavy loads: name Blue Whale, kind flatbed", "insert into trucks name = Blue Whale kind = flatbed"),
        ("create one route for the tests: name Hill Run, price $20", "insert into routes name = Hill Run price_minor = 2000"),
        (
            "put a note on truck Red Ox: Leaks oil, may need a new seal",
            "insert into truck_notes truck_id = tru_2 body = Leaks oil, may need a new seal",
        ),
    ],
)
def test_a_stranger_s_new_row_is_read(text: str, meant: str) -> None:
    assert terse(text).replace("'", "") == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (
            "We're opening a new place: Stone Quay, 9 Harbour Road, Leith, postal code 01930. Please add it to our depots.",
            "insert into depots name = Stone Quay address_line = 9 Harbour Road city = Leith postal_code = 01930",
        ),
        (
            'Old Betsy must be looked at every 90 days, next due on January 15, 2027. Create an inspection "Brakes" for it',
            "insert into inspections truck_id = tru_1 interval_days = 90 next_due_on = 2027-01-15 name = Brakes",
        ),
        (
            "Bo Berg drove the Red Ox for 14 miles, log that as an inspection called Wheels",
            "insert into inspections driver_id = dri_2 truck_id = tru_2 distance = 14 unit = miles name = Wheels",
        ),
        (
            "Ana Wong worries about the Red Ox. Put an inspection on it for her, named Wheels, the inspection expires on November 30 at noon",
            "insert into inspections driver_id = dri_1 truck_id = tru_2 name = Wheels expires_at = 2026-11-30T12:00:00+01:00",
        ),
        (
            "We bought Grey Wolf, a tanker, it stays at North Yard. Please add it to the trucks.",
            "insert into trucks kind = tanker depot_id = dep_1 name = Grey Wolf",
        ),
        (
            "We just got another van, called Blue Whale 2. It's at Iron Gate. Add it to the trucks please.",
            "insert into trucks name = Blue Whale 2 depot_id = dep_2 kind = van",
        ),
        (
            "Bo Berg wants his brakes seen to, so make him an inspection of the Red Ox, name Brakes",
            "insert into inspections driver_id = dri_2 truck_id = tru_2 name = Brakes",
        ),
    ],
)
def test_what_is_told_before_the_request_is_of_the_new_row_but_never_sure(text: str, meant: str) -> None:
    assert terse(text).replace("'", "") == meant
    assert read(text).confidence < 0.8


@pytest.mark.parametrize(
    "text",
    [
        "Zelda Quist drove the Red Ox for 14 miles, log that as an inspection called Wheels",
        "Bo Berg drove the Red Ox 3 weeks ago, log that as an inspection called Wheels",
        "Bo Berg never drove the Red Ox, log that as an inspection called Wheels",
        "create a route for the depots: price $20, name Hill Run",
        "create a truck called Blue Whale if it does not exist",
        "create a route called Hill Run; 2 drivers at least 12 hours ahead of trucks",
        "Adding a truck named Blue Whale would be great",
        "Bo Berg complains about the Red Ox. Write a note that says too loud for it, author is Ana",
        "add an inspection for the tall guy: name Brakes, Red Ox",
        "Two hundred crates fell off the Red Ox. Put an inspection on it called Wheels",
    ],
)
def test_what_is_told_and_has_no_place_in_the_new_row_is_asked(text: str) -> None:
    assert read(text).command is None


@pytest.mark.parametrize("share", ["at 55 percent", "at 55%", "of 55 percent"])
def test_a_share_in_percent_is_stored_in_basis_points(share: str) -> None:
    assert terse(f"add a bonus for driver Ana Wong {share}") == "insert into driver_bonuses driver_id = dri_1 percent_bps = 5500"


def test_a_price_without_a_currency_is_never_sure_where_cents_are_stored() -> None:
    assert terse("add a route Hill Run, price 19") == "insert into routes name = Hill Run price_minor = 19"
    assert read("add a route Hill Run, price 19").confidence < 0.8
    assert read("add a route Hill Run, price_minor 1900").confidence >= 0.8
    assert read("add a route Hill Run, price $19").confidence >= 0.8


_WORDS = """
    add create put truck trucks route inspection it her that to for as a one more Blue Whale Red Ox Ana North Yard at least most 12 hours days ahead
    in advance each every week $9 of them 55 percent takes load up , ; : . called w/ 9 Harbour Road from until December valid miles / name kind tanker
"""


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_WORDS.split()), min_size=2, max_size=14).map(" ".join))
def test_whatever_is_said_is_read_or_asked_about(text: str) -> None:
    assert 0.0 <= read(f"create {text}").confidence <= 1.0
