"""Questions in English become typed queries, or questions back."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appfactory.contract.language.explanation import explain
from appfactory.contract.language.sqlite import to_sqlite
from appfactory.contract.language.translate import translate
from appfactory.contract.model.request import ColumnReference, Filter, Query, Scope
from tests.contract.language.harbour import CLOCK, LEXICON, command, lookup, read

SEA_STAR = 'SELECT SUM("repairs"."cost") FROM "repairs" JOIN "boats" ON "repairs"."boat_id" = "boats"."id" WHERE "boats"."name" = \'Sea Star\''


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("How many boats are there?", 'SELECT COUNT(*) FROM "boats"'),
        ("What are the names and lengths of all boats?", 'SELECT "boats"."name", "boats"."length_m" FROM "boats"'),
        ("What is the total cost of repairs for Sea Star?", SEA_STAR),
        ("boats longer than 10", 'SELECT "boats"."name" FROM "boats" WHERE "boats"."length_m" > 10'),
        ("What is the name of the longest boat?", 'SELECT "boats"."name" FROM "boats" ORDER BY "boats"."length_m" DESC LIMIT 1'),
        ("Which boats have no stays?", 'SELECT "boats"."name" FROM "boats" WHERE "boats"."id" NOT IN (SELECT "stays"."boat_id" FROM "stays")'),
        (
            "Show the names of owners with at least 3 boats",
            'SELECT "owners"."full_name" FROM "owners" JOIN "boats" ON "owners"."id" = "boats"."owner_id" '
            'GROUP BY "owners"."id" HAVING COUNT(*) >= 3',
        ),
        (
            "Which owner has the most boats?",
            'SELECT "owners"."full_name" FROM "owners" JOIN "boats" ON "owners"."id" = "boats"."owner_id" '
            'GROUP BY "owners"."id" ORDER BY COUNT(*) DESC LIMIT 1',
        ),
        (
            "Show the names of boats whose length is above the average length",
            'SELECT "boats"."name" FROM "boats" WHERE "boats"."length_m" > (SELECT AVG("boats"."length_m") FROM "boats")',
        ),
        ("For each kind, how many boats are there?", 'SELECT COUNT(*), "boats"."kind" FROM "boats" GROUP BY "boats"."kind"'),
        (
            "List the names of motor boats in descending order of built year",
            'SELECT "boats"."name" FROM "boats" WHERE "boats"."kind" = \'motor\' ORDER BY "boats"."built_year" DESC',
        ),
        (
            "Show the names of boats built between 1990 and 2000",
            'SELECT "boats"."name" FROM "boats" WHERE "boats"."built_year" BETWEEN 1990 AND 2000',
        ),
        ("Names of owners from Norway or Spain", 'SELECT "owners"."full_name" FROM "owners" WHERE "owners"."country" IN (\'Norway\', \'Spain\')'),
    ],
)
def test_questions(text: str, sql: str) -> None:
    answer = command(text)
    assert isinstance(answer, Query)
    assert to_sqlite(answer) == sql


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
    assert translation.explanation == "Reads the number of rows of boats with their owners where owners.full_name is Ana Wong."
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
        to_sqlite(first.command)


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
