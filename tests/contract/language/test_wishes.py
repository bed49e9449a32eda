"""What people wish in words of their own: what others may do, what is kept free, what is wrong and how it should be, reasons within values."""

from __future__ import annotations

import pytest

from tests.contract.language import clinic, workshop


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Give the Band Saw a buffer of 10 minutes after each loan", "tools set buffer_after_minutes = 10 where id = tol_1"),
        ("Set the Band Saw's buffer after loans to 20 min", "tools set buffer_after_minutes = 20 where id = tol_1"),
        ("The Band Saw needs 15 minutes free after a loan instead of 10.", "tools set buffer_after_minutes = 15 where id = tol_1"),
        ("Rename the Mill Lane to Great Hall because everybody calls it that", "sites set name = Great Hall where id = sit_1"),
        ("Change the phone of the Mill Lane, it is 555-0123 now", "sites set phone = 555-0123 where id = sit_1"),
        ("The phone of Mill Lane is outdated. It's 555-0101 now.", "sites set phone = 555-0101 where id = sit_1"),
        ("We have decided to archive the North Quay", "sites set status = archived where id = sit_2"),
        ("Could somebody close the Mill Lane, the roof is leaking", "sites set status = closed where id = sit_1"),
        ("Tell the system that tol_1 is not mobile any more", "tools set is_mobile = false where id = tol_1"),
        ("loa_2 can be cancelled, she doesn't need it", "loans set status = cancelled where id = loa_2"),
        ("The Band Saw has moved, it is at the North Quay now. Please change its site.", "tools set site_id = sit_2 where id = tol_1"),
        ("lower the price of First Cuts to $30 and set its mode to weekend", None),
    ],
)
def test_changes_in_words_of_ones_own(text: str, meant: str | None) -> None:
    found = workshop.terse(text)
    assert found == f"update {meant}" if meant else not found.startswith("read")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("please let them cancel First Check with 24 hours' notice", "update treatments set notice_hours = 24 where id = tre_1"),
        ("Six hours' notice is enough for First Check, please change it.", "update treatments set notice_hours = 6 where id = tre_1"),
        ("take Ana Wong off the Walk-ins queue", "delete from line_tickets where keeper_id = kee_1 and waiting_line_id = lin_1"),
        ("Make Bo Berg a staff member, role surgeon", "insert into staff_members keeper_id = kee_2 role = surgeon"),
        ("Promote Ana Wong from nurse to surgeon", "update staff_members set role = surgeon where id = sta_1"),
        ("I'd like to rent out a new room: Attic, at Mill Lane, capacity 5", "insert into rooms name = Attic branch_id = brn_1 capacity = 5"),
        ("Could you add a new room, the Attic, with a capacity of 5?", "insert into rooms name = Attic capacity = 5"),
        ("please pause the Walk-ins queue", "update waiting_lines set status = paused where id = lin_1"),
    ],
)
def test_wishes(text: str, meant: str) -> None:
    assert clinic.terse(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Ana Wong and Bo Berg are here, check them in",
        "Please confirm the purple elephant of Ana Wong",
        "Could you archive everything that is old?",
        "We are late, please cancel whatever is left",
    ],
)
def test_what_is_told_is_never_answered_as_a_question(text: str) -> None:
    assert clinic.read(text).command is None


def test_a_sentence_of_an_unquoted_name_is_not_sure() -> None:
    translation = clinic.read("Rename the Blue Ward to Sea Ward because the sea is near and 2 of 3 like it")
    assert translation.command is None or translation.confidence < 0.8


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("delet loan loa_1", "delete from loans where id = loa_1"),
        ("cancle loan loa_1", "update loans set status = cancelled where id = loa_1"),
        ("change the capcity of the Band Saw to 12", "update tools set capacity = 12 where id = tol_1"),
        ("add a tool named Spade at Mill Lane with a capasity of 5", "insert into tools name = Spade site_id = sit_1 capacity = 5"),
    ],
)
def test_words_of_a_write_may_be_misspelt_but_it_is_never_sure(text: str, meant: str) -> None:
    translation = workshop.read(text)
    assert workshop.terse(text) == meant
    assert translation.confidence < 0.8
    assert any("is read as" in note for note in translation.notes)


def test_what_is_stored_is_not_spelt_otherwise() -> None:
    assert workshop.terse("put a note on loan loa_1: needs a certian cupacity").endswith("body = needs a certian cupacity")


@pytest.mark.parametrize(
    "text", ["We had set the capacity of the Blue Ward to 12", "Rename Blue Ward and Big Theatre", "The Blue Ward can't hold 14"]
)
def test_what_was_done_and_what_lacks_its_value_changes_nothing(text: str) -> None:
    translation = clinic.read(text)
    assert translation.command is None or translation.confidence < 0.6


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('create room {"name": "Attic", "capacity": 4, "kind": "theatre"}', "insert into rooms name = Attic capacity = 4 kind = theatre"),
        ("new record in rooms: name Attic, kind theatre, capacity 4", "insert into rooms name = Attic kind = theatre capacity = 4"),
        ("PATCH visit vis_1 status=confirmed", "update visits set status = confirmed where id = vis_1"),
        ("update visits set status confirmed where id is vis_1", "update visits set status = confirmed where id = vis_1"),
        ("set visits.status to confirmed for id vis_1", "update visits set status = confirmed where id = vis_1"),
        ("for vis_1 change status -> completed", "update visits set status = completed where id = vis_1"),
    ],
)
def test_writes_as_programs_have_them(text: str, meant: str) -> None:
    assert clinic.terse(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Cara Diaz is a new keeper, her email is cara@diaz.test. Please add her.", "insert into keepers name = Cara Diaz email = cara@diaz.test"),
        ("Ana Wong would like her subscription paused", "update subscriptions set status = paused where id = sub_1"),
        ("Please see that Ana Wong's subscription gets paused", "update subscriptions set status = paused where id = sub_1"),
        ("could we have vis_1 cancelled?", None),
        ("I'd like the Gold Paw to cost $89", "update care_plans set price_minor = 8900 where id = cpl_1"),
        ("Please make Puppy School 90 minutes long", "update courses set duration_min = 90 where id = cou_1"),
        ("Puppy School should last 90 minutes instead of 60", "update courses set duration_min = 90 where id = cou_1"),
        ("Puppy School takes place in the Big Theatre from now on", "update courses set room_id = roo_2 where id = cou_1"),
        ("Let's call the Gold Paw Platinum Paw", "update care_plans set name = Platinum Paw where id = cpl_1"),
        ("The Gold Paw shall be known as Platinum Paw", "update care_plans set name = Platinum Paw where id = cpl_1"),
        ("vis_1 is here, check her in please", "update visits set status = checked_in where id = vis_1"),
        ("Bo Berg is here, check him in", "update visits set status = checked_in where id = vis_3"),
        ("check Ana Wong in", None),
    ],
)
def test_rows_and_what_is_to_become_of_them(text: str, meant: str | None) -> None:
    found = clinic.terse(text)
    assert found == meant if meant else not found.startswith(("read", "insert", "delete")), found


def test_a_courtesy_is_left_out_and_a_name_is_not() -> None:
    assert clinic.terse("Add a queue named Sooner Please") == "insert into waiting_lines name = Sooner Please"
    assert clinic.terse("Add a queue named Sooner please") == "insert into waiting_lines name = Sooner"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("The manager adds a new room with the name Attic and a capacity of 5.", "insert into rooms name = Attic capacity = 5"),
        ("The keeper Ana Wong changes her phone to 555-0101.", "update keepers set phone = 555-0101 where id = kee_1"),
        (
            "Bo Berg joins the Walk-ins queue with ticket number 7.",
            "insert into line_tickets keeper_id = kee_2 waiting_line_id = lin_1 ticket_number = 7",
        ),
        ("Bo Berg becomes a staff member with the role of surgeon.", "insert into staff_members keeper_id = kee_2 role = surgeon"),
        ("A keeper called Cara Diaz signs up with the email cara@diaz.test.", "insert into keepers name = Cara Diaz email = cara@diaz.test"),
        ("Allow at most 30 entries in the Walk-ins queue.", "update waiting_lines set max_entries = 30 where id = lin_1"),
    ],
)
def test_what_somebody_does(text: str, meant: str) -> None:
    assert clinic.terse(text) == meant
    assert clinic.read(text).confidence < 0.8


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("puppy school runs 60 min not 50, pls correct", "update courses set duration_min = 60 where id = cou_1"),
        (
            "pls make a queue Kayak Standby at mill lane, max 8 entries",
            "insert into waiting_lines name = Kayak Standby branch_id = brn_1 max_entries = 8",
        ),
        ("blue ward fits 8 ppl now, update capacity", "update rooms set capacity = 8 where id = roo_1"),
        ("first check can be public now, allow it", None),
    ],
)
def test_chat_in_small_letters(text: str, meant: str | None) -> None:
    assert clinic.terse(text) == meant if meant else clinic.read(text).confidence < 0.8


def test_a_change_of_a_row_that_is_not_seen_is_never_sure() -> None:
    translation = clinic.read("cancel visit vis_77")
    assert clinic.terse("cancel visit vis_77").startswith("update visits set status = cancelled")
    assert translation.confidence < 0.8
    assert any("vis_77" in note for note in translation.notes)
