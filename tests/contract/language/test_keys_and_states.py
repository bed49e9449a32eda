"""Rows by their keys and owners, states by verbs, money without its column, and how sure a write is."""

from __future__ import annotations

import pytest

from appfactory.contract.language.told.confidence import confidence_of_write
from tests.contract.language.harbour import read


@pytest.mark.parametrize(
    ("text", "explanation"),
    [
        ("What is the status of stay stay_1?", "Reads status of stays where id is stay_1."),
        ("List the stays of boat boat_1", "Reads all columns of stays where boat_id is boat_1."),
        ("When does the stay stay_1 start?", "Reads start_at of stays where id is stay_1."),
        ("What is Ana Wong's email?", "Reads email of owners where full_name is Ana Wong."),
        ("Show berths under $50", "Reads all columns of berths where price_minor is less than 5000."),
        ("Which berths cost between $30 and $40?", "Reads all columns of berths where price_minor is between 3000 and 4000."),
        ("Which boats are sailing?", "Reads all columns of boats where kind is sailing."),
        ("Which boats have a length of more than 10 meters?", "Reads all columns of boats where length_m is more than 10."),
        ("How much does the berth South Dock cost?", "Reads price_minor of berths where name is South Dock."),
        (
            "Show stays from March 1 to March 5",
            "Reads all columns of stays where start_at is at least 2027-03-01T00:00:00+01:00 and start_at is less than 2027-03-06T00:00:00+01:00.",
        ),
        (
            "Show the stays between next Monday and next Friday",
            "Reads all columns of stays where start_at is at least 2026-11-23T00:00:00+01:00 and start_at is less than 2026-11-28T00:00:00+01:00.",
        ),
        ("Which stays start before 2028?", "Reads all columns of stays where start_at is less than 2028-01-01T00:00:00+01:00."),
        ("Increase the price of berth South Dock to $40", "Sets price_minor = 4000 in berths where id is ber_2."),
        ("Finish stay stay_1", "Sets status = finished in stays where id is stay_1."),
        ("Delete the repairs of boat boat_1", "Deletes from repairs where boat_id is boat_1."),
        ("Mark berth South Dock as uncovered", "Sets is_covered = false in berths where id is ber_2."),
        ("Mark berth South Dock as not covered", "Sets is_covered = false in berths where id is ber_2."),
    ],
)
def test_rows_by_keys_and_states(text: str, explanation: str) -> None:
    translation = read(text)
    assert translation.command is not None, translation.question
    assert translation.explanation == explanation


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Publish the boat Sea Star", "not-understood"),
        ("Increase the price of berth South Dock by $10", "not-understood"),
        ("Cancel the boat Sea Star", "unknown-name"),
        ("Mark stay stay_1 as banana", "unknown-name"),
        ("Set the status of the stay of Sea Star to banana", "unknown-name"),
        ("Assign boat_1 to owner own_2 from today to tomorrow", "not-understood"),
        ("Set the maximum cost of repairs to 4", "not-understood"),
        ("Add an owner named Ana and shoe size 40 and email a@b.co", "not-understood"),
    ],
)
def test_what_is_not_certain_is_asked(text: str, code: str) -> None:
    translation = read(text)
    assert translation.command is None
    assert translation.question is not None
    assert translation.question.code == code


def test_a_write_that_doubts_itself_is_never_sure() -> None:
    assert confidence_of_write({}) > 0.9
    assert confidence_of_write({"any-doubt": 1.0}) < 0.8
    assert confidence_of_write({"vague": 1.0}) < 0.8
    assert confidence_of_write({"names-that-lead-on": 1.0, "names-to-a-number": 1.0}) < 0.6
