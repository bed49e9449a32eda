"""Columns of rows that are referred to, directly or through others, and conditions on them."""

from __future__ import annotations

import pytest

from appfactory.contract.model.explanation import explain
from appfactory.contract.model.translation import Translation
from tests.contract.language import clinic, harbour, workshop


def likeliest(translation: Translation) -> str:
    """The reading in words, answered with or asked back."""
    command = translation.command or next((each for each, _ in translation.alternatives), None)
    return explain(command) if command is not None else "none"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("visit notes with the name of the keeper of the visit", "Reads body, keepers.name of visit_notes with their visits, keepers."),
        (
            "sessions with the name of their course and the name of the room",
            "Reads id, courses.name, rooms.name of sessions with their courses, rooms.",
        ),
        (
            "line tickets along with the keeper's name and the name of the waiting line they belong to",
            "Reads id, keepers.name, waiting_lines.name of line_tickets with their keepers, waiting_lines.",
        ),
        ("team members with their role and email", "Reads id, keepers.name, role, keepers.email of staff_members with their keepers."),
        ("for each visit show the name of its keeper and the status", "Reads id, keepers.name, status of visits with their keepers."),
        (
            "Which visits are tied to a treatment that is not public?",
            "Reads all columns of visits where treatment_id is one of (id of treatments where is_public is false).",
        ),
    ],
)
def test_columns_of_what_rows_refer_to(text: str, meant: str) -> None:
    assert likeliest(clinic.read(text)) == meant


def test_a_row_two_steps_away() -> None:
    meant = "Reads id, owners.full_name of stays with their boats, owners."
    assert likeliest(harbour.read("stays with the name of the owner of the boat")) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("the longest course we run — which is it?", "Reads all columns of courses, ordered by duration_min from the greatest, at most 1 row."),
        ("treatments, dearest on top", "Reads all columns of treatments, ordered by price_minor from the greatest."),
        (
            "How many minutes does our longest course last?",
            "Reads duration_min of courses, ordered by duration_min from the greatest, at most 1 row.",
        ),
        ("vouchers that still have some money left", "Reads all columns of vouchers where remaining_minor is more than 0."),
    ],
)
def test_what_is_on_top_and_what_is_left(text: str, meant: str) -> None:
    assert likeliest(clinic.read(text)) == meant


def test_no_word_is_spelt_as_another_with_two_other_letters() -> None:
    assert not any("connected" in note for note in clinic.read("vouchers collected").notes)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("How many team members hold each role?", "Reads role, the number of rows of staff_members, for each role."),
        ("Show me the rooms and how many people fit in each", "Reads name, capacity of rooms."),
        ("treatments from $20 up to $60", "Reads all columns of treatments where price_minor is between 2000 and 6000."),
        ("I need the email of all active keepers, alphabetical by name", "Reads name, email of keepers where status is active, ordered by name."),
        ("pending visits", "Reads all columns of visits where status is pending_payment."),
        ("Which branch is Blue Ward part of?", "Reads different branches.name of rooms with their branches where name is Blue Ward."),
        (
            "how many visits are there this month, past ones included?",
            "Reads the number of rows of visits where starts_at is at least 2026-11-01T00:00:00+01:00 and "
            "starts_at is less than 2026-12-01T00:00:00+01:00.",
        ),
    ],
)
def test_small_words_of_questions(text: str, meant: str) -> None:
    assert likeliest(clinic.read(text)) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("opening rules with start and end time", "Reads name, start_time, end_time of opening_rules."),
        (
            "which fees are on Ana Wong's confirmed loan",
            "Reads all columns of loan_fees where loan_id is one of (id of loans where person_id is per_1 and status is confirmed).",
        ),
    ],
)
def test_nouns_that_are_shared_and_rows_called_after_others(text: str, meant: str) -> None:
    assert likeliest(workshop.read(text)) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (
            "On which weekdays, and from when until when, is Mill Lane open?",
            "Reads name, day_of_week, start_time, end_time of opening_rules where site_id is sit_1.",
        ),
        (
            "when is Mill Lane open? give me the weekday and the hours",
            "Reads name, day_of_week, start_time, end_time of opening_rules where site_id is sit_1.",
        ),
        ("which days is North Quay open", "Reads name, day_of_week of opening_rules where site_id is sit_2."),
        ("opening rules: weekday and the hours", "Reads name, day_of_week, start_time, end_time of opening_rules."),
        ("clubs that have nobody waiting", "Reads all columns of clubs where id is none of (club_id of club_entries where status is waiting)."),
    ],
)
def test_days_of_the_week_and_nobody(text: str, meant: str) -> None:
    assert likeliest(workshop.read(text)) == meant


def test_several_columns_of_one_row_that_is_referred_to() -> None:
    meant = "Reads code, keepers.name, keepers.email of vouchers with their keepers."
    assert likeliest(clinic.read("gift cards with the name and email of the keeper")) == meant


def test_a_denial_that_no_condition_says_is_asked_about() -> None:
    assert clinic.read("Which queues have nobody waiting?").command is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (
            "How many visits take place in November 2026?",
            "Reads the number of rows of visits where starts_at is at least 2026-11-01T00:00:00+01:00 and "
            "starts_at is less than 2026-12-01T00:00:00+01:00.",
        ),
        ("Show the three cheapest treatments, the cheapest one first.", "Reads all columns of treatments, ordered by price_minor, at most 3 rows."),
        (
            "the two treatments with the highest price, beginning with the most expensive one",
            "Reads all columns of treatments, ordered by price_minor from the greatest, at most 2 rows.",
        ),
        ("Which course is the longest one in our range?", "Reads all columns of courses, ordered by duration_min from the greatest, at most 1 row."),
        ("shortest notice among the public treatments", "Reads the least of notice_hours of treatments where is_public is true."),
        ("treatments whose notice is less than 12 hours", "Reads all columns of treatments where notice_hours is less than 12."),
    ],
)
def test_what_is_asked_of_amounts_in_passing(text: str, meant: str) -> None:
    assert likeliest(clinic.read(text)) == meant
