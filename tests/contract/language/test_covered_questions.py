"""Questions that are read as the best cover of their words: what each part says, and that no word that matters is passed over."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appfactory.contract.language.asked.table import Reading, read_by_cover
from appfactory.contract.language.asked.words import HEAVY
from appfactory.contract.language.lexicon_building import build_lexicon
from appfactory.contract.language.link import link
from appfactory.contract.language.translate import translate
from appfactory.contract.language.writing import Sentence
from appfactory.contract.model.request import Scope
from appfactory.contract.model.translation import Catalog
from appfactory.model.database import Database
from tests.contract.language.harbour import CLOCK, LEXICON, lookup, printed, read


def covered(text: str) -> Reading | None:
    """The reading of a text on the harbour's schema, by cover alone."""
    tokens, atoms = link(text, LEXICON, Scope(), CLOCK, lookup)
    return read_by_cover(Sentence(text, tokens, atoms, LEXICON, Scope(), CLOCK, lookup))


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("motor boats pls", 'select "name" from "boats" where "kind" = \'motor\''),
        ("boats that are not sailing or rowing", 'select "name" from "boats" where "kind" not in (\'sailing\', \'rowing\')'),
        ("berths which aren't covered", 'select "name" from "berths" where "is_covered" = 0'),
        ("which berths cost more than $40", 'select "name" from "berths" where "price_minor" > 4000'),
        ("berths between $40 and $60", 'select "name" from "berths" where "price_minor" between 4000 and 6000'),
        ("berths cheaper than 60 dollars", 'select "name" from "berths" where "price_minor" < 6000'),
        ("boats with a length of at least 10", 'select "name" from "boats" where "length_m" >= 10'),
        ("owners without an email", 'select "full_name" from "owners" where "email" is null'),
        ("repairs that have no finished date", 'select * from "repairs" where "finished_on" is null'),
        ("the 2 cheapest berths", 'select "name" from "berths" order by "price_minor" limit 2'),
        ("berth that costs the most", 'select "name" from "berths" order by "price_minor" desc limit 1'),
        ("berths A to Z", 'select "name" from "berths" order by "name"'),
        ("berth names and prices, cheapest first", 'select "name", "price_minor" from "berths" order by "price_minor"'),
        ("how many stays per status", 'select "status", count(*) from "stays" group by "status"'),
        (
            "boats per owner",
            'select "owners"."full_name", count(*) from "boats" join "owners" on "boats"."owner_id" = "owners"."id" '
            'group by "boats"."owner_id", "owners"."full_name"',
        ),
        ("which kinds have more than one boat?", 'select "kind" from "boats" group by "kind" having count(*) > 1'),
        ("how much have repairs cost altogether?", 'select sum("cost") from "repairs"'),
        ("minimum and maximum cost of repairs", 'select min("cost"), max("cost") from "repairs"'),
        ("boats owned by Ana Wong", 'select "name" from "boats" where "owner_id" = \'own_1\''),
        ("stays of Sea Star that are confirmed", 'select * from "stays" where "boat_id" = \'boat_1\' and "status" = \'confirmed\''),
        (
            "boats of owners from Spain",
            'select "name" from "boats" where "owner_id" in (select "id" from "owners" where "country" = \'Spain\')',
        ),
        (
            "stays in covered berths",
            'select * from "stays" where "berth_id" in (select "id" from "berths" where "is_covered" = 1)',
        ),
        ("boats that have never had repairs", 'select "name" from "boats" where "id" not in (select "boat_id" from "repairs")'),
        (
            "owners with two or more boats",
            'select "full_name" from "owners" where "id" in (select "owner_id" from "boats" group by "owner_id" having count(*) >= 2)',
        ),
        (
            "berths with a cancelled stay",
            'select "name" from "berths" where "id" in (select "berth_id" from "stays" where "status" = \'cancelled\')',
        ),
        (
            "berths with no confirmed stay",
            'select "name" from "berths" where "id" not in (select "berth_id" from "stays" where "status" = \'confirmed\')',
        ),
        (
            "owners with boats longer than 10",
            'select "full_name" from "owners" where "id" in (select "owner_id" from "boats" where "length_m" > 10)',
        ),
        ("boats that are no longer sailing", 'select "name" from "boats" where "kind" <> \'sailing\''),
        (
            "stays with boat name and berth name",
            'select "stays"."id", "boats"."name", "berths"."name" from "stays" join "boats" on "stays"."boat_id" = "boats"."id" '
            'join "berths" on "stays"."berth_id" = "berths"."id"',
        ),
    ],
)
def test_what_parts_say(text: str, sql: str) -> None:
    reading = covered(text)
    assert reading is not None, "no cover of all words"
    assert printed(reading.query) == sql


@pytest.mark.parametrize(
    ("text", "operator", "moments"),
    [
        ("stays tomorrow", "gte", ["2026-11-19T00:00:00+01:00", "2026-11-20T00:00:00+01:00"]),
        ("stays created since November 20", "gte", ["2025-11-20T00:00:00+01:00"]),
        ("stays in November", "gte", ["2026-11-01T00:00:00+01:00", "2026-12-01T00:00:00+01:00"]),
        ("stays ending before December 1", "lt", ["2026-12-01T00:00:00+01:00"]),
        ("stays on or after December 1", "gte", ["2026-12-01T00:00:00+01:00"]),
        ("todays stays", "gte", ["2026-11-18T00:00:00+01:00", "2026-11-19T00:00:00+01:00"]),
    ],
)
def test_when_something_takes_place(text: str, operator: str, moments: list[str]) -> None:
    reading = covered(text)
    assert reading is not None
    assert reading.query is not None
    assert reading.query.filters[0].operator == operator
    assert [each.value.isoformat() for each in reading.query.filters] == moments  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        "boats with a swimming pool",
        "boats her owner likes",
        "sunken boats",
        "boats except Sea Star or else",
        "insured stays",
        "boats for rent to Ana Wong",
    ],
)
def test_no_word_that_matters_is_passed_over(text: str) -> None:
    assert covered(text) is None


def test_several_rows_of_a_name_are_asked_about() -> None:
    reading = covered("boats of owner Sam Lee")
    assert reading is not None
    assert reading.question is not None
    assert reading.question.code == "ambiguous-name"
    assert len(reading.question.choices) == 2


_VOCABULARY = """
    boats stays berths owners Ana Wong Sea Star motor covered not no without or and more than 3 price cost per by each latest first how many much
    total average created tomorrow since before at for of with have never the a $40 names status confirmed unicorn
"""


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_VOCABULARY.split()), min_size=1, max_size=10).map(" ".join))
def test_parts_cover_all_words_without_overlap(text: str) -> None:
    reading = covered(text)
    if reading is None:
        return
    assert all(first.end == second.start for first, second in pairwise(reading.parts))
    assert (reading.parts[0].start, reading.parts[-1].end) == (0, len(text.replace("'s", " 's").split()))
    words = text.lower().split()
    assert not any(words[part.start] in HEAVY for part in reading.parts if part.role == "silent" and part.end == part.start + 1)
    assert "unicorn" not in words


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("how much does the berth South Dock cost", 'select "price_minor" from "berths" where "name" = \'South Dock\''),
        ("who owns a boat?", 'select distinct "owners"."full_name" from "boats" join "owners" on "boats"."owner_id" = "owners"."id"'),
        ("whcih owners have two or more baots", None),
    ],
)
def test_prices_and_people(text: str, sql: str | None) -> None:
    reading = covered(text)
    if sql is None:
        assert reading is None
        return
    assert reading is not None
    assert printed(reading.query) == sql


def test_words_spelt_wrong_are_read_right_and_told() -> None:
    translation = read("show owners without an emial")
    assert translation.command == read("show owners without an email").command
    assert translation.confidence < read("show owners without an email").confidence
    assert translation.notes == ('"emial" is read as "email"',)


def test_names_and_values_are_never_spelt_otherwise() -> None:
    assert "Sea Stra" in str(read("Create a boat called Sea Stra for owner own_1 with kind motor").command)
    translation = read("boats of Ana Wogn")
    assert translation.command is None or "Wogn" in str(translation.command)


def test_a_catalog_without_tables_answers_nothing() -> None:
    empty = build_lexicon(Catalog(Database(())))
    for text in ("list boats", "how many boats?", "who owns Sea Star", "create a boat called Zephyr"):
        assert translate(text, empty, Scope(), CLOCK).command is None
