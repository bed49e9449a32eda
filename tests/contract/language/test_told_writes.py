"""Writes as people tell them: news with a request, reasons beside it, verbs of two words, times in full, rows that join rows."""

from __future__ import annotations

from datetime import datetime

import pytest

from appfactory.contract.language.clock_times import with_plain_times
from appfactory.contract.model.translation import Clock
from tests.contract.language.clinic import CLOCK, read, terse


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (
            "add a branch called Dockside in Leeds, West Yorkshire",
            "insert into branches name = Dockside town = Leeds county = West Yorkshire slug = dockside",
        ),
        (
            "Create a ward named Green Ward at Mill Lane with room for 12",
            "insert into rooms name = Green Ward branch_id = brn_1 capacity = 12 kind = ward",
        ),
        ("make a room called Quiet Nook, kind ward, holds 4", "insert into rooms name = Quiet Nook kind = ward capacity = 4"),
        ("add a visit note to visit vis_1: brings two dogs", "insert into visit_notes visit_id = vis_1 body = brings two dogs"),
        (
            "add a visit note to visit vis_1: 'Brings two dogs'",
            "insert into visit_notes visit_id = vis_1 body = Brings two dogs",
        ),
        (
            "Visit note on Ana Wong's First Check appointment: bring the papers",
            "insert into visit_notes visit_id = vis_1 body = bring the papers",
        ),
        ("Add Bo Berg to our staff as a surgeon", "insert into staff_members keeper_id = kee_2 role = surgeon"),
        (
            "Schedule another Puppy School class on November 27 from 5 to 6:30 pm with 12 places",
            "insert into sessions course_id = cou_1 starts_at = 2026-11-27T17:00:00+01:00 ends_at = 2026-11-27T18:30:00+01:00 capacity = 12",
        ),
        (
            "schedule one more Puppy School, friday 27 november 17:00 to 18:30",
            "insert into sessions course_id = cou_1 starts_at = 2026-11-27T17:00:00+01:00 ends_at = 2026-11-27T18:30:00+01:00",
        ),
        ("Sign Bo Berg up for the Gold Paw", "insert into subscriptions keeper_id = kee_2 care_plan_id = cpl_1"),
        ("hand out ticket number 14 for the Walk-ins queue", "insert into line_tickets ticket_number = 14 waiting_line_id = lin_1"),
        (
            "we're starting a new treatment Laser Comb, 45 dollars, pls add it",
            "insert into treatments name = Laser Comb price_minor = 4500",
        ),
        (
            "new voucher, code PAW-25, keeper kee_two, remaining_minor 2500",
            "insert into vouchers code = PAW-25 keeper_id = kee_two remaining_minor = 2500",
        ),
        (
            "Book Ana Wong in for First Check on Monday the 23rd at 11 am",
            "insert into visits keeper_id = kee_1 treatment_id = tre_1 starts_at = 2026-11-23T11:00:00+01:00",
        ),
        ("invite Ana Wong as nurse", "insert into staff_members keeper_id = kee_1 role = nurse"),
        ("sell Bo Berg the Gold Paw", "insert into subscriptions keeper_id = kee_2 care_plan_id = cpl_1"),
        ("Give Bo Berg a Puppy Plan", "insert into subscriptions keeper_id = kee_2 care_plan_id = cpl_2"),
        (
            "new branch Lighthouse Point, Rockport, MA",
            "insert into branches name = Lighthouse Point town = Rockport county = MA slug = lighthouse-point",
        ),
        (
            "We now have a branch in Newport, RI called Jetty House",
            "insert into branches town = Newport county = RI name = Jetty House slug = jetty-house",
        ),
        (
            "create a session for Puppy School on Nov 29 10:00-11:30, 4 places",
            "insert into sessions course_id = cou_1 starts_at = 2026-11-29T10:00:00+01:00 ends_at = 2026-11-29T11:30:00+01:00 capacity = 4",
        ),
    ],
)
def test_new_rows_as_told(text: str, meant: str) -> None:
    assert terse(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Blue Ward only takes 3 animals now, please set its capacity", "update rooms set capacity = 3 where id = roo_1"),
        ("Big Theatre seats 20 from now on", "update rooms set capacity = 20 where id = roo_2"),
        ("the notice for Dental Scaling should be 24 hours", "update treatments set notice_hours = 24 where id = tre_2"),
        ("let the Walk-ins queue take up to 10 entries", "update waiting_lines set max_entries = 10 where id = lin_1"),
        ("Gold Paw goes up to $62", "update care_plans set price_minor = 6200 where id = cpl_1"),
        ("price of treatment tre_1 to 80 dollars", "update treatments set price_minor = 8000 where id = tre_1"),
        ("Blue Ward belongs to North Quay now, please move it there", "update rooms set branch_id = brn_2 where id = roo_1"),
        ("Ana Wong has a new phone number, 555-0188", "update keepers set phone = 555-0188 where id = kee_1"),
        ("Bo Berg's got a new email: bo@berg.test", "update keepers set email = bo@berg.test where id = kee_2"),
        ("change Ana Wong's email; it should be ana@new.test", "update keepers set email = ana@new.test where id = kee_1"),
        ("Gold Paw gets 10 checkups per year now, not 8", "update care_plans set checkups_per_year = 10 where id = cpl_1"),
        ("Dental Scaling is no longer public", "update treatments set is_public = false where id = tre_2"),
        ("make sure that First Check is public", "update treatments set is_public = true where id = tre_1"),
        ("voucher PAW-50 -> paused", "update vouchers set status = paused where id = vou_1"),
        ("update rooms set capacity to 5 where id = 'roo_1'", "update rooms set capacity = 5 where id = roo_1"),
        ("rooms: set capacity = 5 where id = roo_1", "update rooms set capacity = 5 where id = roo_1"),
        ("promote Ana Wong to surgeon", "update staff_members set role = surgeon where id = sta_1"),
        ("change Ana Wong's role to receptionist", "update staff_members set role = receptionist where id = sta_1"),
        ("make it 24 checkups per year for the Gold Paw", "update care_plans set checkups_per_year = 24 where id = cpl_1"),
        ("On room roo_1 set the capacity to 5", "update rooms set capacity = 5 where id = roo_1"),
        ("Big Theatre: capacity up to eight", "update rooms set capacity = 8 where id = roo_2"),
        ("The phone at Mill Lane is 555-0199 now", "update branches set phone = 555-0199 where id = brn_1"),
        ("We bought a fifth table, so the room Blue Ward has a capacity of 5 now.", "update rooms set capacity = 5 where id = roo_1"),
        ("limit the Walk-ins to 25 entries", "update waiting_lines set max_entries = 25 where id = lin_1"),
        ("bump Gold Paw to $65", "update care_plans set price_minor = 6500 where id = cpl_1"),
        (
            "make treatment Dental Scaling public and set its price to $80",
            "update treatments set is_public = true price_minor = 8000 where id = tre_2",
        ),
    ],
)
def test_changes_as_told(text: str, meant: str) -> None:
    assert terse(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Bo Berg is here - check in his visit", "update visits set status = checked_in where keeper_id = kee_2"),
        ("please reopen Mill Lane, it has been closed long enough", "update branches set status = open where id = brn_1"),
        ("Please bring North Quay back, set the branch to open", "update branches set status = open where id = brn_2"),
        ("archive the Gold Paw plan, nobody buys it any more", "update care_plans set status = archived where id = cpl_1"),
        ("put the Walk-ins on hold until further notice", "update waiting_lines set status = paused where id = lin_1"),
        ("put the Walk-ins back on, it's been paused long enough", "update waiting_lines set status = active where id = lin_1"),
        ("Would you kindly pause the Gold Paw plan?", "update care_plans set status = paused where id = cpl_1"),
        ("block Ana Wong, she hasn't paid", "update keepers set status = blocked where id = kee_1"),
        ("please delete gift card PAW-50, it is used up", "delete from vouchers where id = vou_1"),
        ("bin the PAW-50 card, there's nothing left on it", "delete from vouchers where id = vou_1"),
        ("Remove PAW-50 from our vouchers, we won't sell it after all.", "delete from vouchers where id = vou_1"),
        ("Summer's starting! Set the treatment First Check to public.", "update treatments set is_public = true where id = tre_1"),
        ("throw out PAW-50", "delete from vouchers where id = vou_1"),
        ("vis_1 completed", "update visits set status = completed where id = vis_1"),
        ("no show for vis_2", "update visits set status = no_show where id = vis_2"),
        ("Bo Berg checked in for vis_3", "update visits set status = checked_in where id = vis_3"),
        ("mark vis_1 and vis_3 as completed", "update visits set status = completed where id in (vis_1, vis_3)"),
        ("retire Puppy Plan", "update care_plans set status = archived where id = cpl_2"),
        (
            "Puppy School this Friday is cancelled",
            "update sessions set status = cancelled where course_id = cou_1 and starts_at >= 2026-11-20T00:00:00+01:00 "
            "and starts_at < 2026-11-21T00:00:00+01:00",
        ),
    ],
)
def test_states_and_deletions_as_told(text: str, meant: str) -> None:
    assert terse(text) == meant


def test_what_is_read_beside_other_words_is_less_sure() -> None:
    assert read("please delete gift card PAW-50").confidence >= 0.8 > read("please delete gift card PAW-50, it is used up").confidence


@pytest.mark.parametrize(
    "text",
    [
        "delete gift card PAW-50 unless it is active",
        "delete gift card PAW-50, it should be kept",
        "pause Gold Paw, but only for Ana Wong",
        "move visit vis_1 to 2pm",
        "take the Gold Paw out of the shop",
        "book Big Theatre",
        "Blue Ward takes 55 minutes now",
        "Ana Wong is fine, update vis_1",
        "change the town on his branch to Leeds",
        "add a voucher for Ana Wong",
        "Blue Ward only takes 3 animals now, please set its name",
        "Ana Wong's visit is done, and Bo Berg's too, mark it completed",
    ],
)
def test_what_may_bear_on_the_request_is_asked(text: str) -> None:
    assert read(text).command is None


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("from 7 to 11 pm", "from 7 pm to 11 pm"),
        ("from 11 to 1 pm", "from 11 am to 1 pm"),
        ("7:00 to 7:45 am", "from 7:00 am to 7:45 am"),
        ("move it to 2-3 pm", "move it from 2 pm to 3 pm"),
        ("at 2 o'clock", "at 2 pm"),
        ("on the first of December 2026", "on 1 December 2026"),
        ("friday 27 november at 7pm", "27 november at 7pm"),
        ("monday 27 november", "monday 27 november"),
        ("Monday the 23rd", "2026-11-23"),
        ("Tuesday the 23rd", "Tuesday the 23rd"),
        ("rooms 2 to 3", "rooms 2 to 3"),
        ("from $5 to 10 pm", "from $5 to 10 pm"),
    ],
)
def test_times_in_full(said: str, plain: str) -> None:
    assert with_plain_times(said, Clock(datetime(2026, 11, 18, 9, tzinfo=CLOCK.now.tzinfo), CLOCK.zone)) == plain
