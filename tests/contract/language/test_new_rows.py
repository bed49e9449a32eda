"""New rows as people type them: marks between clauses, kinds of rows, flags, bounds, parents by name, and what is wanted though no verb says so."""

from __future__ import annotations

import pytest

from tests.contract.language.workshop import read, terse


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("new tool: Trolley, mobile", "insert into tools name = Trolley is_mobile = true"),
        (
            "new waiting list: Lathe Hopefuls, Mill Lane, priority strategy",
            "insert into clubs name = Lathe Hopefuls site_id = sit_1 strategy = priority",
        ),
        ("Create a kiln named Big Bertha", "insert into tools name = Big Bertha kind = kiln"),
        (
            "add a power tool called Jigsaw at Mill Lane, capacity 8 and it is mobile",
            "insert into tools kind = power name = Jigsaw site_id = sit_1 capacity = 8 is_mobile = true",
        ),
        (
            "add a kiln device named Small Bertha with buffer after of a quarter of an hour",
            "insert into tools kind = kiln name = Small Bertha buffer_after_minutes = 15",
        ),
        ("add a tool named Bench that holds 12 (capacity)", "insert into tools name = Bench capacity = 12"),
        (
            "Add a tip fee labelled Thanks to booking loa_01 with fee total $8",
            "insert into loan_fees fee_type = tip label = Thanks loan_id = loa_01 fee_total_minor = 800",
        ),
        (
            "Put a cleaning fee of $5 (fee total) labelled Mud on loa_01 please",
            "insert into loan_fees fee_type = cleaning fee_total_minor = 500 label = Mud loan_id = loa_01",
        ),
        ("set up club Front Desk, max 15 entries", "insert into clubs name = Front Desk max_entries = 15"),
        (
            "Add version 2 of the First Cuts course: base price $50",
            "insert into course_versions version = 2 course_id = crs_1 base_price_minor = 5000",
        ),
        (
            "new course version for Fine Joints, number 3, requires a deposit, base price 95 dollars",
            "insert into course_versions course_id = crs_2 version = 3 requires_deposit = true base_price_minor = 9500",
        ),
        ("create a tool named Plane which allows sharing", "insert into tools name = Plane allow_sharing = true"),
        (
            "create a tool named Plane that doesn't allow sharing, at most 3 lent pieces",
            "insert into tools name = Plane allow_sharing = false max_lent_pieces = 3",
        ),
        (
            "create course Joinery Week, Mill Lane, weekend mode, price $1,200",
            "insert into courses name = Joinery Week site_id = sit_1 mode = weekend price_minor = 120000",
        ),
        (
            "create a course named Joinery for 49.50 dollars, not published",
            "insert into courses name = Joinery price_minor = 4950 is_published = false",
        ),
        ("Put Ana Wong on the Night Owls club with badge code A3", "insert into club_entries person_id = per_1 club_id = clu_2 badge_code = A3"),
        ("Put Ana Wong on the Saw Hopefuls", "insert into club_entries person_id = per_1 club_id = clu_1"),
        ("add Bo Berg to Saw Hopefuls", "insert into club_entries person_id = per_2 club_id = clu_1"),
        (
            "Give Ana Wong a Gold Pass membership starting December 1st 2026, no auto renew",
            "insert into memberships person_id = per_1 plan_id = pla_1 starts_at = 2026-12-01T00:00:00+01:00 auto_renew = false",
        ),
        ("Give Bo Berg a membership on the Day Pass plan", "insert into memberships person_id = per_2 plan_id = pla_2"),
        (
            "create a trialing membership on the Gold Pass plan, person Bo Berg",
            "insert into memberships status = trialing plan_id = pla_1 person_id = per_2",
        ),
        ("Under Mill Lane, add a course Green Wood with a price of $65", "insert into courses site_id = sit_1 name = Green Wood price_minor = 6500"),
        (
            "For North Quay create opening rule named Quay Thursdays - Thursday, 9am to 9:30pm",
            "insert into opening_rules site_id = sit_2 name = Quay Thursdays day_of_week = 4 start_time = 09:00:00 end_time = 21:30:00",
        ),
        (
            "add a course version for First Cuts, version 4, effective from 1 December 2026 until 28 February 2027",
            "insert into course_versions course_id = crs_1 version = 4 effective_from_on = 2026-12-01 effective_until_on = 2027-02-28",
        ),
        ("I need a power tool called Router at Mill Lane", "insert into tools kind = power name = Router site_id = sit_1"),
        ("Could you add a site called Dockside in Leith?", "insert into sites name = Dockside city = Leith slug = dockside"),
        ('add a loan note to booking loa_03: "Brings a dog"', "insert into loan_notes loan_id = loa_03 body = Brings a dog"),
        ("add a person called Rosa Diaz, rosa@diaz.test", "insert into people full_name = Rosa Diaz email = rosa@diaz.test"),
        ("please add Rosa Diaz as a person with email rosa@diaz.test", "insert into people full_name = Rosa Diaz email = rosa@diaz.test"),
        ("Create a person: Rosa Diaz <rosa@diaz.test>", "insert into people full_name = Rosa Diaz email = rosa@diaz.test"),
        ("add course green joints for $300", "insert into courses name = green joints price_minor = 30000"),
        (
            "Create a club Drop-ins for Mill Lane with strategy priority and no more than 12 entries",
            "insert into clubs name = Drop-ins site_id = sit_1 strategy = priority max_entries = 12",
        ),
        ("Create a kiln called Attic with capacity for 8", "insert into tools name = Attic capacity = 8 kind = kiln"),
        ("sign up Bo Berg for the Gold Pass plan", "insert into memberships person_id = per_2 plan_id = pla_1"),
        ('leave a loan note on loa_03: "Needs parking"', "insert into loan_notes loan_id = loa_03 body = Needs parking"),
        (
            "Add a fee to booking loa_01: Towel hire, tip, fee total $6",
            "insert into loan_fees loan_id = loa_01 label = Towel hire fee_type = tip fee_total_minor = 600",
        ),
        ("add a course named Deep Cuts for 49 dollars and publish it", "insert into courses name = Deep Cuts price_minor = 4900 is_published = true"),
        (
            "create opening rule for Mill Lane: Tuesdays 10am to 2pm, named Quiet Tuesdays",
            "insert into opening_rules site_id = sit_1 day_of_week = 2 start_time = 10:00:00 end_time = 14:00:00 name = Quiet Tuesdays",
        ),
        ("draft a course named Cold Steel for $20", "insert into courses name = Cold Steel price_minor = 2000"),
        ("Add another power tool named Router", "insert into tools kind = power name = Router"),
        ("Create a course called Green Wood but don't publish it", "insert into courses name = Green Wood is_published = false"),
        (
            "Create a tool named Jigsaw. It should be mobile and located at Mill Lane.",
            "insert into tools name = Jigsaw is_mobile = true site_id = sit_1",
        ),
        ('Create tool "Jigsaw" [power]', "insert into tools name = Jigsaw kind = power"),
        ("add a new entry to tools: Jigsaw, power", "insert into tools name = Jigsaw kind = power"),
        ("Insert into tools: name Jigsaw, kind power", "insert into tools name = Jigsaw kind = power"),
        ("Add Jigsaw to the tools", "insert into tools name = Jigsaw"),
        ("Add Jigsaw as a power tool at Mill Lane", "insert into tools name = Jigsaw kind = power site_id = sit_1"),
        ("We want a tool called Jigsaw at Mill Lane", "insert into tools name = Jigsaw site_id = sit_1"),
        (
            "Create a membership for Ana Wong with the Gold Pass, starting on 1 December, without auto renew",
            "insert into memberships person_id = per_1 plan_id = pla_1 starts_at = 2026-12-01T00:00:00+01:00 auto_renew = false",
        ),
        ("enroll Bo Berg in Night Owls", "insert into club_entries person_id = per_2 club_id = clu_2"),
        (
            "add version 3 to First Cuts, effective from 2027-01-01 to 2027-06-30",
            "insert into course_versions version = 3 course_id = crs_1 effective_from_on = 2027-01-01 effective_until_on = 2027-06-30",
        ),
        (
            "Add an opening rule called Mornings at Mill Lane on Mondays between 9am and noon",
            "insert into opening_rules name = Mornings site_id = sit_1 day_of_week = 1 start_time = 09:00:00 end_time = 12:00:00",
        ),
        ('add a loan note to the booking of Bo Berg saying "Needs parking"', "insert into loan_notes loan_id = loa_7 body = Needs parking"),
        (
            "Could you set up a site called Dockside for me? It's in Leith, still open.",
            "insert into sites name = Dockside city = Leith status = open slug = dockside",
        ),
        ("new site Dockside, tel 555-0177", "insert into sites name = Dockside phone = 555-0177 slug = dockside"),
    ],
)
def test_a_new_row_is_read(text: str, meant: str) -> None:
    assert terse(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Create a tool named Jigsaw with shoe size 40",
        "create a club named Night Watch, lottery strategy",
        "add a kiln named Bertha, horoscope leo",
        "Put Carla Moss on the Night Owls club",
        "create a tool named Plane at Old Wharf",
        "create courses Alpha and Beta",
        "create two courses: Alpha and Beta",
        "add a loan",
        "Create a tool named Foo with kind robot",
        "create a course named Deep Dive and delete First Cuts",
        "create a course named Deep Dive except on Mondays",
        "give Ana Wong a discount",
        "new tool with id",
    ],
)
def test_what_the_table_has_no_place_for_is_asked(text: str) -> None:
    assert read(text).command is None


def test_a_table_that_nobody_named_is_never_sure() -> None:
    assert 0.45 <= read("add Bo Berg to Saw Hopefuls").confidence < 0.8


def test_a_name_with_odd_words_is_never_sure() -> None:
    assert read("Create a course named Deep Dive like First Cuts").confidence < 0.8


@pytest.mark.parametrize("text", ["new loans this week", "open loans", "post office site", "record of loans of Ana Wong"])
def test_nouns_and_adjectives_make_no_rows(text: str) -> None:
    assert not terse(text).startswith("insert")
