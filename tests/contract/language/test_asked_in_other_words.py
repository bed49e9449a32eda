"""Questions in words that are no names of the schema: what rows are worth, whose they are, in which state, what is passed over."""

from __future__ import annotations

import pytest

from appfactory.contract.language.lexicon_building import build_lexicon
from appfactory.contract.language.people import are_people, linking
from appfactory.contract.language.terse.rendering import render_terse
from appfactory.contract.language.translate import translate
from appfactory.contract.model.explanation import explain
from appfactory.contract.model.request import ColumnReference, Filter, Mutation, Query, Scope, Sort
from appfactory.contract.model.translation import Catalog
from appfactory.model.database import Column, Database, Enumeration, Table
from tests.contract.language import cinema, clinic
from tests.contract.language.clinic import read


def reading(text: str) -> str:
    """The likeliest reading in words, answered with or asked back."""
    translation = read(text)
    command = translation.command or next((each for each, _ in translation.alternatives), None)
    return explain(command) if command is not None else "none"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("What are all the completed visits worth together?", "Reads the sum of total_minor of visits where status is completed."),
        ("How much do Ana Wong's visits come to?", "Reads the sum of total_minor of visits where keeper_id is kee_1."),
        ("total of all confirmed visits", "Reads the sum of total_minor of visits where status is confirmed."),
        ("How much is left on all vouchers together?", "Reads the sum of remaining_minor of vouchers."),
        ("gift cards that still have money on them", "Reads all columns of vouchers where remaining_minor is more than 0."),
        ("visits worth more than $50", "Reads all columns of visits where total_minor is more than 5000."),
        ("How long are our courses on average?", "Reads the average of duration_min of courses."),
        (
            "visit value by treatment, whatever the status",
            "Reads treatments.name, the sum of total_minor of visits with their treatments, for each treatment_id, treatments.name.",
        ),
    ],
)
def test_what_rows_are_worth(text: str, meant: str) -> None:
    assert reading(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Who is on the Puppy Plan?", "Reads different keepers.name of subscriptions with their keepers where care_plan_id is cpl_2."),
        (
            "names of everybody who is on the Gold Paw plan",
            "Reads different keepers.name of subscriptions with their keepers where care_plan_id is cpl_1.",
        ),
        (
            "phone numbers of everyone with a visit tomorrow",
            "Reads different keepers.phone of visits with their keepers where starts_at is at least 2026-11-19T00:00:00+01:00 and "
            "starts_at is less than 2026-11-20T00:00:00+01:00.",
        ),
        ("how many times has Ana Wong visited us?", "Reads the number of rows of visits where keeper_id is kee_1."),
        ("which keepers never gave us an email", "Reads all columns of keepers where email is empty."),
        ("what do the notes on vis_1 say?", "Reads id, body of visit_notes where visit_id is vis_1."),
    ],
)
def test_whose_rows_are_and_what_they_say(text: str, meant: str) -> None:
    assert reading(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("visits that are still waiting for payment", "Reads all columns of visits where status is pending_payment."),
        ("visits called off", "Reads all columns of visits where status is cancelled."),
        ("planned visits, cancelled ones too", "Reads all columns of visits where status is planned."),
        ("Average price of care plans, archived ones left out", "Reads the average of price_minor of care_plans where status is not archived."),
        (
            "sessions of Puppy School that are planned or already completed",
            "Reads all columns of sessions where course_id is cou_1 and status is one of planned, completed.",
        ),
        ("did any visit get cancelled?", "Reads all columns of visits where status is cancelled."),
    ],
)
def test_states_in_other_words(text: str, meant: str) -> None:
    assert reading(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("theatres with room for more than 4 people", "Reads all columns of rooms where kind is theatre and capacity is more than 4."),
        ("how many wards are there at Mill Lane", "Reads the number of rows of rooms where kind is ward and branch_id is brn_1."),
        ("heated rooms pls", "Reads all columns of rooms where is_heated is true."),
        (
            "Which two treatments want the longest notice?",
            "Reads all columns of treatments, ordered by notice_hours from the greatest, at most 2 rows.",
        ),
    ],
)
def test_rows_and_what_is_passed_over(text: str, meant: str) -> None:
    assert reading(text) == meant


def test_participles_that_do_not_end_as_most_do() -> None:
    reading = cinema.covered("how many seats are sold in total?")
    assert reading is not None
    assert reading.query is not None
    assert explain(reading.query) == "Reads the sum of seats_sold of screenings."


def test_people_and_what_links_them() -> None:
    lexicon = clinic.LEXICON
    assert [name for name in lexicon.tables if are_people(lexicon, name)] == ["keepers", "staff_members"]
    assert linking(lexicon, "care_plans") == ["subscriptions"]
    assert linking(lexicon, "waiting_lines") == ["line_tickets"]


@pytest.mark.parametrize(("kind", "schema"), [("animal_kind", "public"), ("shelter.animal_kind", "shelter"), ('"AnimalKind"', "public")])
def test_enumerations_by_any_name_of_their_type(kind: str, schema: str) -> None:
    name = kind.rpartition(".")[2].replace('"', "")
    animals = Table("animals", (Column("id", "text"), Column("name", "text"), Column("kind", kind)), ("id",))
    lexicon = build_lexicon(Catalog(Database((animals,), (Enumeration(name, ("dog", "house_cat"), schema),))))
    assert lexicon.enumerated == {("animals", "kind"): ("dog", "house_cat")}


def test_names_of_several_words_are_written_in_quotes_and_read_back() -> None:
    items = Table("Order Items", (Column("id", "text"), Column("Full Name", "text")), ("id",))
    lexicon = build_lexicon(Catalog(Database((items,))))
    name = ColumnReference("Full Name")
    for command in (
        Query("Order Items", filters=(Filter(name, "eq", "a b"),), sort=(Sort(name, "desc"),), limit=3),
        Mutation("update", "Order Items", (("Full Name", "c d"),), (Filter(name, "eq", "a b"),), ("Full Name",)),
    ):
        assert translate(render_terse(command), lexicon, Scope(), clinic.CLOCK).command == command


@pytest.mark.parametrize(
    ("text", "meant", "left_out"),
    [
        ("I'm new here. Which treatments are public?", "Reads all columns of treatments where is_public is true.", "I'm new here"),
        ("number of visits for each keeper, for the monthly meeting", "Reads keepers.name, the number of rows of visits", "for the monthly meeting"),
    ],
)
def test_what_is_said_around_a_question_is_passed_over_and_told(text: str, meant: str, left_out: str) -> None:
    translation = read(text)
    assert translation.command is not None
    assert explain(translation.command).startswith(meant)
    assert translation.notes[-1].endswith("is passed over")
    assert left_out.rstrip("?") in translation.notes[-1]


@pytest.mark.parametrize(
    "text", ["visits of Rex. Not the cancelled ones at Mill Lane!", "heated rooms, unless Blue Ward is free", "animals: only those of 3 kg"]
)
def test_what_bears_on_a_question_is_not_passed_over(text: str) -> None:
    assert not any(note.endswith("is passed over") for note in read(text).notes)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Which rooms are at Mill Lane, and with what capacity?", "Reads name, capacity of rooms where branch_id is brn_1."),
        ("What is the capacity of Blue Ward?", "Reads capacity of rooms where name is Blue Ward."),
        ("select capacity from rooms where is_heated is true", "Reads capacity of rooms where is_heated is true."),
        ("visits from today on", "Reads all columns of visits where starts_at is at least 2026-11-18T00:00:00+01:00."),
    ],
)
def test_rows_can_be_told_apart_and_spans_have_no_end(text: str, meant: str) -> None:
    assert reading(text) == meant


def test_what_is_to_be_done_is_never_answered_as_a_question() -> None:
    assert read("The visits on Sunday are called off by the doctor, set them to archived or so").command is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Walk-ins: ticket number of tic_1 is now 4", "update line_tickets set ticket_number = 4 where id = tic_1"),
        ("North Quay: capacity for Blue Ward is now 9", "update rooms set capacity = 9 where id = roo_1"),
        ("Mill Lane: the price for First Check is now $40", "update treatments set price_minor = 4000 where id = tre_1"),
    ],
)
def test_a_label_in_front_of_a_change_sets_nothing(text: str, meant: str) -> None:
    assert clinic.terse(text) == meant


def test_a_value_that_would_hold_another_request_is_asked_about() -> None:
    assert read("rename Blue Ward to Green Ward and lower its capacity to 3").command is None


@pytest.mark.parametrize("text", ["my own visits", "visits of mine that are confirmed"])
def test_ones_own_rows_are_those_of_the_acting_user(text: str) -> None:
    acting = translate(text, clinic.LEXICON, Scope(actor_user_id="kee_2"), clinic.CLOCK, clinic.lookup).command
    assert isinstance(acting, Query)
    assert Filter(ColumnReference("keeper_id"), "eq", "kee_2") in acting.filters
    other = translate(text, clinic.LEXICON, Scope(actor_user_id="sta_1"), clinic.CLOCK, clinic.lookup).command
    assert not isinstance(other, Query) or all(each.column.column != "keeper_id" for each in other.filters)


def test_when_is_when_it_takes_place_and_who_is_asks_for_nobody_else() -> None:
    assert reading("when is Ana Wong's next visit?").startswith("Reads starts_at of visits where keeper_id is kee_1 and starts_at is at least")
    command = read("who is Ana Wong").command
    assert command is None or (isinstance(command, Query) and command.table == "keepers")


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("number of visits per treatment, most first", "desc"),
        ("number of visits per treatment, sorted by count descending", "desc"),
        ("how many visits for each treatment, fewest first", "asc"),
    ],
)
def test_groups_are_ordered_by_what_is_told_of_them(text: str, order: str) -> None:
    command = read(text).command
    assert isinstance(command, Query)
    assert command.group
    assert [(each.aggregate, each.direction) for each in command.sort] == [("count", order)]


def test_what_somebody_does_with_rows_says_nothing_of_them() -> None:
    assert reading("how many visits does Ana Wong undertake?") == "Reads the number of rows of visits where keeper_id is kee_1."


def test_a_row_is_not_cheaper_by_its_name() -> None:
    command = read("treatments cheaper than Puppy Check").command
    assert command is None or (isinstance(command, Query) and all(each.column.column != "name" for each in command.filters))


def test_a_plural_state_stands_for_its_rows() -> None:
    assert reading("how many no-shows have we had?") == "Reads the number of rows of visits where status is no_show."
