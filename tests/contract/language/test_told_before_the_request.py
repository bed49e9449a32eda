"""Requests that speak of what was told before them, behind their reason or in front of it."""

from __future__ import annotations

import pytest

from tests.contract.language.clinic import read, terse


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("We bought four more beds for the Blue Ward, its capacity is twelve now. Please update it.", "rooms set capacity = 12 where id = roo_1"),
        ("A client just called: Ana Wong has a new phone number, 555-0188. Can you change it?", "keepers set phone = 555-0188 where id = kee_1"),
        (
            "The Walk-ins queue may take up to 25 people now, so please change its maximum entries.",
            "waiting_lines set max_entries = 25 where id = lin_1",
        ),
        ("Could the Walk-ins queue take up to 30 entries? Change it please.", "waiting_lines set max_entries = 30 where id = lin_1"),
        (
            "Gold Paw members should get 6 checkups per year instead of 4. Please adjust the plan.",
            "care_plans set checkups_per_year = 6 where id = cpl_1",
        ),
        ("visit vis_1 had to be cancelled, please update its status", "visits set status = cancelled where id = vis_1"),
        ("The phone at Mill Lane is 555-0199 now, can you update the branch?", "branches set phone = 555-0199 where id = brn_1"),
        ("The maximum entries of the Walk-ins is 12, please record that", "waiting_lines set max_entries = 12 where id = lin_1"),
        ("The fee went up. Dental Scaling costs $130 now, please adjust.", "treatments set price_minor = 13000 where id = tre_2"),
        ("First Check takes longer than we thought. Could you raise its price to $60?", "treatments set price_minor = 6000 where id = tre_1"),
        ("Bo Berg paid at the desk. Confirm his dental scaling.", "visits set status = confirmed where id = vis_3"),
        (
            "Ana Wong has just paid for her dental scaling, so please set that visit to confirmed.",
            "visits set status = confirmed where id = vis_2",
        ),
        (
            "Ana Wong isn't sure whether she'll stay, so please switch off the auto renewal of her subscription.",
            "subscriptions set auto_renew = false where id = sub_1",
        ),
        ("We are closing Mill Lane for the winter, so please set that branch to closed.", "branches set status = closed where id = brn_1"),
    ],
)
def test_rows_that_were_named_before(text: str, meant: str) -> None:
    assert terse(text) == f"update {meant}"
    assert read(text).confidence < 0.8


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("We are overrun today, please pause the Walk-ins queue.", "update waiting_lines set status = paused where id = lin_1"),
        ("Two more puppies came in. Please set the capacity of session ses_1 to 12.", "update sessions set capacity = 12 where id = ses_1"),
        (
            "Sorry, I made a mistake yesterday. The price of Dental Scaling should be $120.",
            "update treatments set price_minor = 12000 where id = tre_2",
        ),
        ("rename the Blue Ward to Sea Ward, the new sign is already on the door", "update rooms set name = Sea Ward where id = roo_1"),
        (
            "Puppy School is always full. Please set up a queue called Puppy Waitlist at Mill Lane, for at most ten entries.",
            "insert into waiting_lines name = Puppy Waitlist branch_id = brn_1 max_entries = 10",
        ),
        ("For the new leaflet we need another course called Kitten School, please create it.", "insert into courses name = Kitten School"),
        (
            "We need another care plan: Silver Paw, price $79, 12 checkups per year. Could you create it?",
            "insert into care_plans name = Silver Paw price_minor = 7900 checkups_per_year = 12",
        ),
        ("Raise the maximum number of entries of the Walk-ins to 8.", "update waiting_lines set max_entries = 8 where id = lin_1"),
    ],
)
def test_reasons_in_front_and_behind(text: str, meant: str) -> None:
    assert terse(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "If vis_1 is late, cancel vis_2.",
        "Don't cancel vis_1. Cancel it tomorrow.",
        "Ana Wong is leaving us. Delete it.",
        "Ana Wong missed her visit. Delete it.",
        "Which rooms are free? Cancel them.",
    ],
)
def test_what_is_not_told_clearly_is_asked(text: str) -> None:
    translation = read(text)
    assert translation.command is None or translation.confidence < 0.8
    assert not terse(text).startswith(("update", "delete", "insert")), terse(text)
