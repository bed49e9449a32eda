"""Questions in English become typed queries, or questions back."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appfactory.contract.language.translate import translate
from appfactory.contract.model.explanation import explain
from appfactory.contract.model.request import ColumnReference, Filter, Query, Scope
from tests.contract.language.harbour import CLOCK, LEXICON, command, lookup, printed, read


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("How many boats are there?", 'select count(*) from "boats"'),
        ("What are the names and lengths of all boats?", 'select "name", "length_m" from "boats"'),
        (
            "What is the total cost of repairs for Sea Star?",
            'select sum("cost") from "repairs" where "boat_id" = \'boat_1\'',
        ),
        ("boats longer than 10", 'select * from "boats" where "length_m" > 10'),
        ("What is the name of the longest boat?", 'select "name" from "boats" order by "length_m" desc limit 1'),
        ("Which boats have no stays?", 'select * from "boats" where "id" not in (select "boat_id" from "stays")'),
        (
            "Show the names of owners with at least 3 boats",
            'select "owners"."full_name" from "owners" join "boats" on "owners"."id" = "boats"."owner_id" '
            'group by "owners"."id" having count(*) >= 3',
        ),
        (
            "Which owner has the most boats?",
            'select "owners"."full_name" from "owners" join "boats" on "owners"."id" = "boats"."owner_id" '
            'group by "owners"."id" order by count(*) desc limit 1',
        ),
        (
            "Show the names of boats whose length is above the average length",
            'select "name" from "boats" where "length_m" > (select avg("length_m") from "boats")',
        ),
        ("For each kind, how many boats are there?", 'select count(*), "kind" from "boats" group by "kind"'),
        (
            "List the names of motor boats in descending order of built year",
            'select "name" from "boats" where "kind" = \'motor\' order by "built_year" desc',
        ),
        ("Show the names of boats built between 1990 and 2000", 'select "name" from "boats" where "built_year" between 1990 and 2000'),
        ("uncovered berths", 'select * from "berths" where "is_covered" = 0'),
        ("Berth names and prices, cheapest first", 'select "name", "price_minor" from "berths" order by "price_minor"'),
        ("Which owners have no email?", 'select * from "owners" where "email" is null'),
        ("owners without a country", 'select * from "owners" where "country" is null'),
        ("List motor boats pls", 'select * from "boats" where "kind" = \'motor\''),
        ("Names of owners from Norway or Spain", 'select "full_name" from "owners" where "country" in (\'Norway\', \'Spain\')'),
    ],
)
def test_questions(text: str, sql: str) -> None:
    answer = command(text)
    assert isinstance(answer, Query)
    assert printed(answer) == sql


def test_dates_are_of_the_zone_of_the_business() -> None:
    query = command("How many stays are there tomorrow?")
    assert isinstance(query, Query)
    berlin = ZoneInfo("Europe/Berlin")
    assert query.filters == (
        Filter(ColumnReference("start_at"), "gte", datetime(2026, 11, 19, tzinfo=berlin)),
        Filter(ColumnReference("start_at"), "lt", datetime(2026, 11, 20, tzinfo=berlin)),
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("List stays on 3/4/2026", "ambiguous-time"),
        ("List unicorns", "no-table"),
        ("Which boats have a swimming pool?", "unused-words"),
        ("How many boats fly to the moon?", "unused-words"),
        ("", "no-table"),
    ],
)
def test_what_is_not_understood_is_asked(text: str, code: str) -> None:
    translation = read(text)
    assert translation.command is None
    assert translation.question is not None
    assert translation.question.code == code


def test_an_answer_explains_itself() -> None:
    translation = read("How many boats has Ana Wong?")
    assert translation.explanation == "Reads the number of rows of boats where owner_id is own_1."
    assert [(binding.text, binding.meaning) for binding in translation.bindings if "." in binding.meaning] == [
        ("Ana Wong", "owners.full_name = Ana Wong")
    ]
    assert explain(command("list boats where kind = motor limit 3")) == "Reads all columns of boats where kind is motor, at most 3 rows."


WORDS = [
    "show", "the", "boats", "of", "owner", "owners", "with", "no", "not", "more than", "3", "stays", "Ana Wong", "names", "average", "each",
    "and", "or",
    "highest", "cost", "between", "1990", "to", "set", "delete", "create", "cancel", "tomorrow", "?", ",", "'s", "most", "top 5", "by", "sorted by",
    "descending", "called", "\"x\"", "which", "both", "starts with", "stay_1", "for", "at", "price", "$5", "older than", "without", "move", "in",
    "=", "last month",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join) | st.text(max_size=40))
def test_no_text_is_too_strange(text: str) -> None:
    first = translate(text, LEXICON, Scope(), CLOCK, lookup)
    assert (first.command is None) == (first.question is not None)
    assert 0 <= first.confidence <= 1
    assert first == translate(text, LEXICON, Scope(), CLOCK, lookup)
    if isinstance(first.command, Query):
        printed(first.command)


@pytest.mark.parametrize(
    "text",
    [
        "boats longer than 1" + "0" * 5000,
        "stays 99999999999999 days ago",
        "stays in the next 999999999 years",
        "create a stay for Sea Star at South Dock tomorrow for 99999999999 days",
        "boats and owners " * 3000,
        '"' * 5000,
        "list boats where length_m > 1e999999999",
        "boats \x00 named \ufffd",
    ],
)
def test_no_text_is_too_big(text: str) -> None:
    translation = read(text)
    assert (translation.command is None) == (translation.question is not None)


def test_a_year_is_no_number_of_rows() -> None:
    assert read("1990 most names stays").command is None


@pytest.mark.parametrize(
    ("text", "whole", "named"),
    [
        (
            "Which boats are longer than 10?",
            "Reads all columns of boats where length_m is more than 10.",
            "Reads name of boats where length_m is more than 10.",
        ),
        (
            "the two longest boats",
            "Reads all columns of boats, ordered by length_m from the greatest, at most 2 rows.",
            "Reads name of boats, ordered by length_m from the greatest, at most 2 rows.",
        ),
        (
            "names of boats longer than 10",
            "Reads name of boats where length_m is more than 10.",
            "Reads name of boats where length_m is more than 10.",
        ),
    ],
)
def test_rows_are_whole_unless_a_column_is_said(text: str, whole: str, named: str) -> None:
    assert translate(text, LEXICON, Scope(), CLOCK, lookup).explanation == whole
    assert translate(text, LEXICON, Scope(), CLOCK, lookup, whole_rows=False).explanation == named
