"""Conditions of a question between columns, with `or`, on durations, on all rows but one; and those to come next."""

from __future__ import annotations

import pytest

from tests.contract.language import cinema, clinic, workshop
from tests.contract.language.test_asked_of_relatives import likeliest


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Which screenings have fewer seats sold than their seats?", "Reads all columns of screenings where seats_sold is less than seats."),
        ("films that last longer than two hours", "Reads title of films where length_minutes is more than 120."),
        ("films that take 90 minutes or less", "Reads title of films where length_minutes is at most 90."),
    ],
)
def test_columns_and_durations(text: str, meant: str) -> None:
    assert likeliest(cinema.read(text)) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Which tools go out to the customer?", "Reads all columns of tools where is_mobile is true."),
        ("tools that do not travel to the customer", "Reads all columns of tools where is_mobile is false."),
        ("tools that either are mobile or allow sharing", "Reads all columns of tools where is_mobile is true or allow_sharing is true."),
        ("loans with a tool that belongs to Mill Lane", "Reads all columns of loans where tool_id is one of (id of tools where site_id is sit_1)."),
    ],
)
def test_flags_in_other_words_and_alternatives(text: str, meant: str) -> None:
    assert likeliest(workshop.read(text)) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Which rooms are not at Mill Lane?", "Reads all columns of rooms where branch_id is not brn_1."),
        (
            "the two sessions that start next",
            "Reads all columns of sessions where starts_at is at least 2026-11-18T09:00:00+01:00, ordered by starts_at, at most 2 rows.",
        ),
        ("which keepers have ever visited us", "Reads all columns of keepers where id is one of (keeper_id of visits where keeper_id is not empty)."),
    ],
)
def test_rows_elsewhere_and_rows_to_come(text: str, meant: str) -> None:
    assert likeliest(clinic.read(text)) == meant


def test_a_plain_word_is_no_key() -> None:
    assert "keeper_id is in" not in likeliest(clinic.read("how many keepers are in the walk-ins queue?"))
