"""Questions that want several things in clauses of their own, and those that say what makes no difference."""

from __future__ import annotations

import pytest

from appfactory.contract.model.explanation import explain
from appfactory.contract.model.request import Query
from tests.contract.language import cinema, clinic, harbour


def meant(text: str) -> str:
    """The likeliest query over the clinic, answered with or asked back."""
    translation = clinic.read(text)
    command = translation.command or next((each for each, _ in translation.alternatives), None)
    return explain(command) if isinstance(command, Query) else "none"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "which visits are pending payment, who are they for and what's the total?",
            "Reads id, keepers.name, total_minor of visits with their keepers where status is pending_payment.",
        ),
        (
            "which visits are confirmed, and which treatment is it for?",
            "Reads id, keepers.name, treatments.name of visits with their keepers, treatments where status is confirmed.",
        ),
        ("list every treatment next to the branch it belongs to", "Reads name, branches.name of treatments with their branches."),
        ("rooms alongside their branch", "Reads name, branches.name of rooms with their branches."),
    ],
)
def test_several_things_are_wanted(text: str, said: str) -> None:
    assert meant(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "For each treatment, how many visits are there (any status)?",
        "how many visits per treatment, counting visits of every status",
        "how many visits per treatment, all statuses counted",
        "how many visits per treatment, in any status",
    ],
)
def test_what_makes_no_difference_is_passed_over(text: str) -> None:
    assert meant(text) == meant("how many visits per treatment") != "none"


def test_groups_are_made_by_a_parent_and_a_column() -> None:
    assert meant("visits broken down by treatment and status") == (
        "Reads treatments.name, status, the number of rows of visits with their treatments, for each treatment_id, treatments.name, status."
    )


def test_a_direction_may_stand_before_the_column() -> None:
    command = cinema.read("fetch the 5 most recently created tickets, descending by created_at").command
    assert isinstance(command, Query)
    assert ({(each.column.column, each.direction) for each in command.sort}, command.limit) == ({("created_at", "desc")}, 5)


def test_the_very_first_is_the_first() -> None:
    command = harbour.read("when was our very first stay created?").command
    assert isinstance(command, Query)
    assert ([(each.column.column, each.direction) for each in command.sort], command.limit) == ([("created_at", "asc")], 1)


def test_an_amount_is_no_number_of_things() -> None:
    command = cinema.read("total sold amount per film").command
    assert command is None or (isinstance(command, Query) and all(each.of.column != "seats_sold" for each in command.select))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "rooms per branch, just the counts",
            "Reads branches.name, the number of rows of rooms with their branches, for each branch_id, branches.name.",
        ),
        ("for which treatments is 24 hours' notice or less enough?", "Reads all columns of treatments where notice_hours is at most 24."),
        ("for which treatments is two days' notice sufficient?", "Reads all columns of treatments where notice_hours is at most 48."),
        ("how many people can we fit in the Big Theatre?", "Reads capacity of rooms where name is Big Theatre."),
        ("keepers active or only blocked", "Reads all columns of keepers where status is one of active, blocked."),
        ("visits that still need to be paid", "Reads all columns of visits where status is pending_payment."),
        ("visits that still have to be paid", "Reads all columns of visits where status is pending_payment."),
        ("rooms next to their capacity", "Reads name, capacity of rooms."),
        ("rooms w/ capacity below 10", "Reads all columns of rooms where capacity is less than 10."),
        ("How often has Dental Scaling been visited?", "Reads the number of rows of visits where treatment_id is tre_2."),
    ],
)
def test_amounts_that_are_told_by_what_they_are_for(text: str, said: str) -> None:
    assert meant(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Which keepers have visited more than once, and how often did each?",
            "Reads keepers.name, the number of rows of visits with their keepers, for each keeper_id, keepers.name, "
            "if the number of rows is more than 1.",
        ),
        (
            "which keeper's visits add up to the most money?",
            "Reads keepers.name, the sum of total_minor of visits with their keepers, for each keeper_id, keepers.name, "
            "ordered by the sum of total_minor from the greatest, at most 1 row.",
        ),
        (
            "which treatment has the most visits, counting visits of every status?",
            "Reads name of treatments with their visits, for each id, name, ordered by the number of rows from the greatest, at most 1 row.",
        ),
    ],
)
def test_whose_rows_are_counted_or_added_up(text: str, said: str) -> None:
    translation = clinic.read(text)
    found = [each for each, _ in ((translation.command, 1.0), *translation.alternatives) if isinstance(each, Query)]
    assert said in {explain(each) for each in found}
