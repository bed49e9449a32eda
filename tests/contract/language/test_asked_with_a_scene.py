"""Questions with a scene around them: why one asks, who asks, and of whom one speaks; what bears on a question is never passed over."""

from __future__ import annotations

import pytest

from appfactory.contract.model.explanation import explain
from tests.contract.language import clinic, harbour


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("We are painting the branches: which rooms are heated?", "Reads all columns of rooms where is_heated is true."),
        ("The vet school is coming to visit. Which rooms hold more than five people?", "Reads all columns of rooms where capacity is more than 5."),
        ("How many animals are there? I need to know whether the food lasts.", "Reads the number of rows of animals."),
        ("Ana Wong is on the phone. How many visits has she had?", "Reads the number of rows of visits where keeper_id is kee_1."),
        ("I must write to Ana Wong. What is her email?", "Reads email of keepers where name is Ana Wong."),
        ("The insurance asks how many rooms are heated.", "Reads the number of rows of rooms where is_heated is true."),
        ("The fire brigade wants to know the total capacity of all our rooms. What is it?", "Reads the sum of capacity of rooms."),
    ],
)
def test_the_question_of_a_scene_is_answered(text: str, meant: str) -> None:
    translation = clinic.read(text)
    assert translation.command is not None, translation.question
    assert explain(translation.command) == meant
    assert translation.notes[-1].endswith("is passed over")


@pytest.mark.parametrize(
    "text",
    [
        "The cancelled ones annoy me: how many visits are there?",
        "We only care about wards: how many rooms are there?",
        "Ana Wong called. How many visits are there?",
        "Ana Wong and Bo Berg are here. What is her email?",
        "We are planning Friday: which visits are confirmed?",
        "We are 12 people. Which rooms hold them?",
        "A customer just called: Ana Wong has a new phone number. Can you change it?",
        "How many animals are there? I need them by species.",
    ],
)
def test_a_scene_that_bears_on_the_question_is_not_passed_over(text: str) -> None:
    translation = clinic.read(text)
    assert translation.command is None or not any(note.endswith("is passed over") for note in translation.notes)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("which three of our berths are the dearest?", "Reads all columns of berths, ordered by price_minor from the greatest, at most 3 rows."),
        (
            "stays that start between 20 and 22 November",
            "Reads all columns of stays where start_at is at least 2026-11-20T00:00:00+01:00 and start_at is less than 2026-11-23T00:00:00+01:00.",
        ),
        (
            "stays that start from the 3rd to the 9th of January",
            "Reads all columns of stays where start_at is at least 2027-01-03T00:00:00+01:00 and start_at is less than 2027-01-10T00:00:00+01:00.",
        ),
    ],
)
def test_numbers_and_days(text: str, meant: str) -> None:
    translation = harbour.read(text)
    command = translation.command or translation.alternatives[0][0]
    assert explain(command) == meant
