"""Requests in set phrases, and what is told to be done and must not be answered as a question."""

from __future__ import annotations

import pytest

from appfactory.contract.model.request import Mutation, Query
from tests.contract.language import cinema, clinic, harbour
from tests.contract.language.schema_rows import told


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("The price of First Check should be $50 from now on", "update treatments set price_minor = 5000 where id = tre_1"),
        ("list price of First Check should be $50 from now on", "update treatments set price_minor = 5000 where id = tre_1"),
        ("Put a new room in: name Attic, branch Mill Lane, capacity 5", "insert into rooms name = Attic branch_id = brn_1 capacity = 5"),
        (
            "insert a treatment 'Nail Trim', branch Mill Lane, price 1400 in minor units",
            "insert into treatments name = Nail Trim branch_id = brn_1 price_minor = 1400",
        ),
        ("Bump the capacity of the Blue Ward up to 10", "update rooms set capacity = 10 where id = roo_1"),
        ("Gold Paw goes up to $109 per period", "update care_plans set price_minor = 10900 where id = cpl_1"),
        ("drop the Walk-ins queue, delete it entirely", "delete from waiting_lines where id = lin_1"),
        ("drop visit vis_1 for good, remove it completely", "delete from visits where id = vis_1"),
        ('for the Mill Lane put "555-0101" as the phone', "update branches set phone = 555-0101 where id = brn_1"),
        ("for Ana Wong's subscription, put paused as the status", "update subscriptions set status = paused where keeper_id = kee_1"),
        (
            'open up a new line for animals: queue "Cat Requests", Mill Lane, at most 10 entries',
            "insert into waiting_lines name = Cat Requests branch_id = brn_1 max_entries = 10",
        ),
        ("remove Rex, erase him completely", "delete from animals where id = ani_1"),
        ("Gold Paw's price should go up to $109", "update care_plans set price_minor = 10900 where id = cpl_1"),
        ("raise Puppy School up to 12 participants", "update courses set max_participants = 12 where id = cou_1"),
        ("Gold Paw shall be paused", "update care_plans set status = paused where id = cpl_1"),
        ("Hand Misty over to Bo Berg as keeper", "update animals set keeper_id = kee_2 where id = ani_2"),
    ],
)
def test_set_phrases(text: str, meant: str) -> None:
    assert clinic.terse(text) == meant


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("The Puppy School class on Sunday has to start at 11 and end at 12:30", ("2026-11-22T11:00:00+01:00", "2026-11-22T12:30:00+01:00")),
        ("Ana Wong's First Check visit today moves to 4pm, ending at 5pm", ("2026-11-18T16:00:00+01:00", "2026-11-18T17:00:00+01:00")),
        ("the Puppy School class on Friday should go from 9:00 to 10:15", ("2026-11-20T09:00:00+01:00", "2026-11-20T10:15:00+01:00")),
    ],
)
def test_new_times_are_on_the_day_by_which_a_row_is_called(text: str, times: tuple[str, str]) -> None:
    translation = clinic.read(text)
    assert f"set starts_at = {times[0]} ends_at = {times[1]} where" in told(translation)
    assert translation.confidence < 0.8


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (
            "planned visit for Bo Berg please: First Check on November 24, 9:30 am until 10 am",
            "insert into visits status = planned keeper_id = kee_2 treatment_id = tre_1 starts_at = 2026-11-24T09:30:00+01:00 "
            "ends_at = 2026-11-24T10:00:00+01:00",
        ),
        ("Mill Lane is to be closed", "update branches set status = closed where id = brn_1"),
        ("Ana Wong's First Check visit is to be cancelled", "update visits set status = cancelled where id = vis_1"),
    ],
)
def test_what_is_told_to_be_done_is_a_write(text: str, meant: str) -> None:
    assert clinic.terse(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "planned visit for Bo Berg please, with the Purple Elephant on November 24",
        "page 3 of Ana Wong's visit is to be cancelled",
        "the third visit of Zed is to be cancelled",
        "open branches in the north are to be closed",
        "all branches should be closed",
        "completed visit for Zed Zulu please: First Check, tomorrow at 9am",
    ],
)
def test_what_is_told_to_be_done_is_never_answered_as_a_question(text: str) -> None:
    assert not isinstance(clinic.read(text).command, Query)


@pytest.mark.parametrize("text", ["delete it entirely", "remove this, please", "drop everything, delete it"])
def test_what_names_no_row_deletes_nothing(text: str) -> None:
    assert clinic.read(text).command is None


def test_what_only_sounds_like_it_stays_a_question() -> None:
    assert isinstance(clinic.read("planned visits for Bo Berg please").command, Query)
    assert isinstance(clinic.read("visits that should be cancelled").command, Query)
    assert isinstance(clinic.read("cancelled visit of Ana Wong please, I need the total").command, Query)
    assert isinstance(harbour.read("show planned stays please").command, Query)
    assert isinstance(cinema.read("the members please").command, Query)


@pytest.mark.parametrize(
    ("text", "value", "sure"),
    [
        ("rename the Puppy Plan to Puppy Now", "Puppy Now", True),
        ("rename the Puppy Plan to Care now", "Care now", False),
        ("rename the Puppy Plan to Once again", "Once again", False),
        ("rename the Puppy Plan to Junior Plan please", "Junior Plan", True),
        ("rename the Puppy Plan to Junior Plan instead of Young Plan", "Junior Plan", False),
    ],
)
def test_the_last_word_of_a_name_is_kept(text: str, value: str, sure: bool) -> None:
    translation = clinic.read(text)
    assert isinstance(translation.command, Mutation)
    assert dict(translation.command.values)["name"] == value
    assert (translation.confidence >= 0.8) is sure
