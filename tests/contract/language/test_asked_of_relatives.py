"""Columns of rows that are referred to, directly or through others, and conditions on them."""

from __future__ import annotations

import pytest

from appfactory.contract.model.explanation import explain
from appfactory.contract.model.translation import Translation
from tests.contract.language import clinic, harbour


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
