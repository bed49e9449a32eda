"""Changes as people type them: a row first, what becomes of it, flags turned on and off, and texts without a verb of writing."""

from __future__ import annotations

import pytest

from tests.contract.language.workshop import read, terse


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("tool Band Saw: capacity 3", "update tools set capacity = 3 where id = tol_1"),
        ("opening rule Late Fridays ends at 21:00", "update opening_rules set end_time = 21:00:00 where id = opr_1"),
        ("Mill Lane should be closed again: set its status to closed", "update sites set status = closed where id = sit_1"),
        ("Band Saw should have a buffer after of 12 minutes", "update tools set buffer_after_minutes = 12 where id = tol_1"),
        ("loa_04 was a no-show, mark it", "update loans set status = no_show where id = loa_04"),
        ("mark loa_02 as completed", "update loans set status = completed where id = loa_02"),
        ("move the Hand Cart to North Quay", "update tools set site_id = sit_2 where id = tol_2"),
        ("switch membership mem_2 to the Day Pass plan", "update memberships set plan_id = pla_2 where id = mem_2"),
        ("make Hand Cart not mobile", "update tools set is_mobile = false where id = tol_2"),
        ("make Band Saw mobile", "update tools set is_mobile = true where id = tol_1"),
        ("let Gold Pass roll over (allow rollover)", "update plans set allow_rollover = true where id = pla_1"),
        ("let Day Pass roll over", "update plans set allow_rollover = true where id = pla_2"),
        ('Update Mill Lane: phone 555-0190, city "New Leith"', "update sites set phone = 555-0190 city = New Leith where id = sit_1"),
        ('Edit loan note lno_1: body "Prefers tea"', "update loan_notes set body = Prefers tea where id = lno_1"),
        ("set fee total of fee lfe_3 to $5", "update loan_fees set fee_total_minor = 500 where id = lfe_3"),
        ("give Band Saw a buffer after of half an hour", "update tools set buffer_after_minutes = 30 where id = tol_1"),
        ("turn off auto renew for membership mem_1", "update memberships set auto_renew = false where id = mem_1"),
        ("enable sharing for Hand Cart", "update tools set allow_sharing = true where id = tol_2"),
        ("for booking loa_08 set the tool to Band Saw", "update loans set tool_id = tol_1 where id = loa_08"),
        ("Could you delete the course First Cuts?", "delete from courses where id = crs_1"),
        ("delete loa_02", "delete from loans where id = loa_02"),
        ("remove Night Owls", "delete from clubs where id = clu_2"),
        ("close Mill Lane (status closed)", "update sites set status = closed where id = sit_1"),
        (
            "course Green Wood, Mill Lane, weekend mode, price 15 dollars",
            "insert into courses name = Green Wood site_id = sit_1 mode = weekend price_minor = 1500",
        ),
        ("plan Student Pass, $29.99, allows rollover", "insert into plans name = Student Pass price_minor = 2999 allow_rollover = true"),
        (
            "club Early Birds: North Quay, max 8 entries, fair share strategy",
            "insert into clubs name = Early Birds site_id = sit_2 max_entries = 8 strategy = fair_share",
        ),
        ("We grow! Please add a site named Dockside with city Leith", "insert into sites name = Dockside city = Leith slug = dockside"),
        ("The saw club is full, so add a club named Late Owls", "insert into clubs name = Late Owls"),
        ("turn auto renew off for membership mem_1", "update memberships set auto_renew = false where id = mem_1"),
        ("disable sharing on Band Saw", "update tools set allow_sharing = false where id = tol_1"),
        ("allow sharing for Hand Cart", "update tools set allow_sharing = true where id = tol_2"),
        ("don't allow sharing for Hand Cart", "update tools set allow_sharing = false where id = tol_2"),
        ("require a deposit for course version crv_1", "update course_versions set requires_deposit = true where id = crv_1"),
        ("allow rollover on the Gold Pass plan", "update plans set allow_rollover = true where id = pla_1"),
        ("publish First Cuts", "update courses set is_published = true where id = crs_1"),
        ("unpublish the course First Cuts", "update courses set is_published = false where id = crs_1"),
        ("Set First Cuts to weekend", "update courses set mode = weekend where id = crs_1"),
        ("assign Bo Berg as the person of loan loa_01", "update loans set person_id = per_2 where id = loa_01"),
        ("edit course First Cuts: price $95 and mode weekend", "update courses set price_minor = 9500 mode = weekend where id = crs_1"),
        ("set the price of First Cuts and Fine Joints to $50", "update courses set price_minor = 5000 where id in (crs_1, crs_2)"),
        ("Rename Mill Lane to Mill Row", "update sites set name = Mill Row where id = sit_1"),
        ("clear the notes of Band Saw", "update tools set notes = null where id = tol_1"),
        ("remove the notes from Hand Cart", "update tools set notes = null where id = tol_2"),
        ("remove Ana Wong from the Night Owls club", "delete from club_entries where person_id = per_1 and club_id = clu_2"),
        ("mark loa_04 as a no-show", "update loans set status = no_show where id = loa_04"),
        ("loa_02: completed", "update loans set status = completed where id = loa_02"),
        ("cancel loa_02", "update loans set status = cancelled where id = loa_02"),
        ("reactivate membership mem_1", "update memberships set status = active where id = mem_1"),
        ("move loa_03 to Friday at 10am", "update loans set starts_at = 2026-11-20T10:00:00+01:00 where id = loa_03"),
        ("set the tool of booking loa_02 = Band Saw", "update loans set tool_id = tol_1 where id = loa_02"),
        ("set Band Saw's capacity and buffer after to 10", "update tools set capacity = 10 buffer_after_minutes = 10 where id = tol_1"),
        ("Ana Wong's email is now ana.wong@new.test", "update people set email = ana.wong@new.test where id = per_1"),
        ("Gold Pass price: $109", "update plans set price_minor = 10900 where id = pla_1"),
        ("Band Saw capacity is now 14", "update tools set capacity = 14 where id = tol_1"),
        ("Ana Wong's loan loa_02 is completed", "update loans set status = completed where id = loa_02 and person_id = per_1"),
        ("get rid of the Hand Cart", "delete from tools where id = tol_2"),
        ("put it in as a site: Wharf Room", "insert into sites name = Wharf Room slug = wharf-room"),
        ("move loa_03 from Friday to Monday at 10am", "update loans set starts_at = 2026-11-23T10:00:00+01:00 where id = loa_03"),
        ("set price of First Cuts to $95 and mode to weekend", "update courses set price_minor = 9500 mode = weekend where id = crs_1"),
        ("put the Hand Cart in Mill Lane", "update tools set site_id = sit_1 where id = tol_2"),
        ("delete the loan notes of loa_02", "delete from loan_notes where loan_id = loa_02"),
        ("cancel loa_02 and loa_03", "update loans set status = cancelled where id in (loa_02, loa_03)"),
        ("publish First Cuts and Fine Joints", "update courses set is_published = true where id in (crs_1, crs_2)"),
    ],
)
def test_a_change_is_read(text: str, meant: str) -> None:
    assert terse(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Band Saw should glow in the dark",
        "make Hand Cart purple",
        "set quantity of fee lfe_3 to 5",
        "We lost 3 saws, so add a club named Late Owls",
        "Do not add a club named Late Owls",
        "approve loa_07",
        "mark loan loa_02 completed and loa_03 cancelled",
        "create two clubs: Alpha and Beta",
        "Ana Wong's loan loa_02 is magnificent",
        "grant Ana Wong three wishes",
    ],
)
def test_what_says_more_than_can_be_done_is_asked(text: str) -> None:
    assert read(text).command is None


@pytest.mark.parametrize(
    "text", ["tool Band Saw", "loans of Ana Wong, confirmed", "course First Cuts, price", "club Night Owls, fair share strategy"]
)
def test_what_names_rows_makes_none(text: str) -> None:
    assert not terse(text).startswith(("insert", "update"))
