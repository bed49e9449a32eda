"""Writes in English: values, keys by names, states by verbs, and the questions where they stay unclear."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from appfactory.contract.language.moments import read_span
from appfactory.contract.language.terse.rendering import render_terse
from appfactory.contract.language.translate import translate
from appfactory.contract.language.words import tokenize
from appfactory.contract.model.request import Mutation, Scope
from appfactory.contract.model.translation import Inference
from tests.contract.language.harbour import CLOCK, LEXICON, command, read

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "terse"),
    [
        ("Create a motor boat named Zephyr for owner own_2", "insert into boats kind = motor name = Zephyr owner_id = own_2"),
        (
            "Add an owner called Eva Lind with email eva@lind.no and country Norway",
            "insert into owners full_name = Eva Lind email = eva@lind.no country = Norway",
        ),
        ("Create a berth called West Dock 7 with a price of $25", "insert into berths name = West Dock 7 price_minor = 2500 slug = west-dock-7"),
        ('Add a berth "Long Walk" for 12 dollars', "insert into berths name = Long Walk price_minor = 1200 slug = long-walk"),
        (
            "Add a berth West Dock 7 with price $25 and is covered true",
            "insert into berths name = West Dock 7 price_minor = 2500 is_covered = true slug = west-dock-7",
        ),
        ("Add a covered berth named Bay for $3.50", "insert into berths is_covered = true name = Bay price_minor = 350 slug = bay"),
        ("Create a boat with owner Ana Wong, name Zephyr and a length of 12.5", "insert into boats owner_id = own_1 name = Zephyr length_m = 12.5"),
        ("Record a repair of $40 for Sea Star", "insert into repairs cost = 40 boat_id = boat_1"),
        (
            "Add a repair for boat boat_1 with cost 40 and finished on 2026-11-20",
            "insert into repairs boat_id = boat_1 cost = 40 finished_on = 2026-11-20",
        ),
        ("Add an owner named Dinner with Bo and email x@y.no", "insert into owners full_name = Dinner with Bo email = x@y.no"),
        ("Add a boat named Sea Lion for owner Bo Berg built in 1999", "insert into boats name = Sea Lion owner_id = own_2 built_year = 1999"),
        ("Create an uncovered berth named Motor Bay", "insert into berths is_covered = false name = Motor Bay slug = motor-bay"),
        ("Add an owner named Eva Lind in Norway", "insert into owners full_name = Eva Lind country = Norway"),
        ("Add a berth named Bay with a price of -$7", "insert into berths name = Bay price_minor = -700 slug = bay"),
        ("Cancel the stay stay_1", "update stays set status = cancelled cancelled_at = 2026-11-18T09:00:00+00:00 where id = stay_1"),
        ("confirm stay stay_7", "update stays set status = confirmed where id = stay_7"),
        ("Finish stay stay_7", "update stays set status = finished where id = stay_7"),
        ("Remove the owner Ana Wong", "delete from owners where id = own_1"),
        ("Set the price of berth South Dock to 30 dollars", "update berths set price_minor = 3000 where id = ber_2"),
        ("Change the email of Ana Wong to ana@wong.com", "update owners set email = ana@wong.com where id = own_1"),
        ("Rename the boat Sea Star to Morning Star", "update boats set name = Morning Star where id = boat_1"),
        ("Move stay stay_1 to North Pier 4", "update stays set berth_id = ber_1 where id = stay_1"),
        ("Assign boat boat_2 to Bo Berg", "update boats set owner_id = own_2 where id = boat_2"),
        ("Mark stay stay_3 as confirmed", "update stays set status = confirmed where id = stay_3"),
        ("Make berth South Dock covered", "update berths set is_covered = true where id = ber_2"),
        ("Change the status of stay stay_1 from planned to confirmed", "update stays set status = confirmed where id = stay_1"),
        ("Change Ana Wong's email to ana@new.com", "update owners set email = ana@new.com where id = own_1"),
        (
            "Cancel stays stay_1 and stay_2",
            "update stays set status = cancelled cancelled_at = 2026-11-18T09:00:00+00:00 where id in (stay_1, stay_2)",
        ),
        ("Delete the owner with email bo@berg.no", "delete from owners where email = bo@berg.no"),
        ("Delete stays that are not confirmed", "delete from stays where status != confirmed"),
        ("Set country to Norway for owner Bo Berg", "update owners set country = Norway where id = own_2"),
    ],
)
def test_writes(text: str, terse: str) -> None:
    write = command(text)
    assert isinstance(write, Mutation)
    assert render_terse(write) == terse


def test_a_moment_and_a_duration_make_a_start_and_an_end() -> None:
    translation = read("Schedule a stay for Sea Star at South Dock on next Friday at 3pm for 50 minutes")
    assert isinstance(translation.command, Mutation)
    values = dict(translation.command.values)
    start = datetime(2026, 11, 20, 15, tzinfo=BERLIN)
    assert values == {"boat_id": "boat_1", "berth_id": "ber_2", "start_at": start, "end_at": start + timedelta(minutes=50)}
    assert Inference("stays.boat_id", "boat_1", "foreign-key-by-name") in translation.inferences


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("from tomorrow 3pm to 5pm", 2),
        ("from tomorrow at 15:00 until 17:30", 2.5),
        ("tomorrow at 3pm for 90 minutes", 1.5),
        ("starting tomorrow at 15:00 and ending Friday at noon", 21),
    ],
)
def test_spans_of_a_new_row(said: str, hours: float) -> None:
    write = command(f"Schedule a stay for Sea Star at South Dock {said}")
    assert isinstance(write, Mutation)
    values = dict(write.values)
    start = datetime(2026, 11, 19, 15, tzinfo=BERLIN)
    assert (values["start_at"], values["end_at"]) == (start, start + timedelta(hours=hours))


def test_the_clauses_of_a_write_are_bound_as_a_whole() -> None:
    bound = {binding.text: binding.meaning for binding in read("Add a berth named North Pier with a price of $25").bindings}
    assert bound["named North Pier"] == "berths.name = North Pier"
    assert bound["with a price of $25"] == "berths.price_minor = 2500"


@pytest.mark.parametrize(
    ("text", "code", "choices"),
    [
        ("Create a boat named Foo", "missing-value", ("owner_id",)),
        ("Create a boat named Foo for Sam Lee", "ambiguous-name", ("Sam Lee (own_3)", "Sam Lee (own_4)")),
        ("Create a boat named Foo for owner Nobody Here", "unknown-name", ()),
        ("Delete boats", "missing-value", ()),
        ("Set the status of stay stay_1 to banana", "unknown-name", ("planned", "confirmed", "cancelled", "finished")),
        ("Delete boat boat_1 and berth ber_2", "tie", ("boats", "berths")),
        ("Drop table owners", "unused-words", None),
        ("Delete from owners; drop table boats", "unused-words", None),
        ("Never delete boat boat_1", "no-table", None),
        ("Create a spaceship named Foo", "no-table", ()),
        ("Create a motor boat Zephyr at Nowhere Bay for owner own_2", "unknown-name", ("Nowhere Bay",)),
        ("Add a boat named Foo for owner own_2 with kind banana", "unknown-name", ("sailing", "motor", "rowing")),
        ("Add a repair of boat boat_1 with cost 40 glorious", "unused-words", ("glorious",)),
        ("Add a repair of boat boat_1 with cost 40 and cost 50", "tie", ()),
        ("Delete the boat Sea Star tomorrow and glitter", "unused-words", None),
    ],
)
def test_unclear_writes_are_asked_about(text: str, code: str, choices: tuple[str, ...] | None) -> None:
    translation = read(text)
    assert translation.command is None
    assert translation.question is not None
    assert translation.question.code == code, translation.question
    if choices is not None:
        assert translation.question.choices == choices


def test_a_change_of_several_rows_is_less_sure() -> None:
    without_database = translate("Cancel the stay stay_99", LEXICON, Scope(), CLOCK)
    assert read("Cancel the stay of Sea Star").confidence < 0.8 < without_database.confidence
    assert read("Cancel the stay stay_99").confidence < 0.8 < read("Cancel the stay stay_1").confidence


@pytest.mark.parametrize(
    ("text", "start", "days"),
    [
        ("today", date(2026, 11, 18), 1),
        ("tomorrow", date(2026, 11, 19), 1),
        ("last week", date(2026, 11, 9), 7),
        ("this month", date(2026, 11, 1), 30),
        ("next Friday", date(2026, 11, 20), 1),
        ("March 5, 2027", date(2027, 3, 5), 1),
        ("5 March", date(2027, 3, 5), 1),
        ("2026-12-24", date(2026, 12, 24), 1),
        ("25/12/2026", date(2026, 12, 25), 1),
        ("3 days ago", date(2026, 11, 15), 1),
    ],
)
def test_spans(text: str, start: date, days: int) -> None:
    found = read_span(tokenize(text), 0, CLOCK)
    assert found is not None
    span, end = found
    assert end == len(tokenize(text))
    assert span.day == start
    assert (span.end.date() - span.day).days == days


def test_an_hour_that_the_clock_skips_keeps_its_day() -> None:
    found = read_span(tokenize("tomorrow at 2:30 am"), 0, CLOCK)
    assert found is not None
    assert found[0].start == datetime(2026, 11, 19, 2, 30, tzinfo=BERLIN)
