"""When, in questions: spans that lie around the present (a Wednesday, 18 November 2026, 9 o'clock), what recurs, and what is said without a date."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from appfactory.contract.language.moments import read_span
from appfactory.contract.language.words import tokenize
from tests.contract.language.cinema import CLOCK, asked, covered, printed, read


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("tonight", "11-18T18", "11-19T00"),
        ("this afternoon", "11-18T12", "11-18T18"),
        ("tomorrow morning", "11-19T00", "11-19T12"),
        ("Friday afternoon", "11-20T12", "11-20T18"),
        ("this coming weekend", "11-21T00", "11-23T00"),
        ("next 3 days", "11-18T09", "11-21T09"),
        ("last hour", "11-18T08", "11-18T09"),
        ("past week", "11-11T09", "11-18T09"),
        ("a week ago", "11-11T00", "11-12T00"),
        ("three months ago", "08-18T00", "08-19T00"),
        ("two weeks from now", "12-02T00", "12-03T00"),
        ("a week from Friday", "11-27T00", "11-28T00"),
        ("first half of December", "12-01T00", "12-16T00"),
        ("second half of December", "12-16T00", "01-01T00"),
        ("first week of December", "12-01T00", "12-08T00"),
        ("the rest of the month", "11-18T09", "12-01T00"),
        ("later today", "11-18T09", "11-19T00"),
        ("earlier this week", "11-16T00", "11-18T09"),
        ("last quarter", "07-01T00", "10-01T00"),
        ("Q4", "10-01T00", "01-01T00"),
        ("the day after tomorrow", "11-20T00", "11-21T00"),
        ("the week of November 26", "11-23T00", "11-30T00"),
        ("the end of Sunday", "11-23T00", "11-23T00"),
        ("end of the day", "11-19T00", "11-19T00"),
        ("the end of next month", "01-01T00", "01-01T00"),
        ("first of December", "12-01T00", "12-02T00"),
        ("twenty-third of December", "12-23T00", "12-24T00"),
    ],
)
def test_spans(text: str, start: str, end: str) -> None:
    found = read_span(tokenize(text), 0, CLOCK)
    assert found is not None
    assert (found[0].start.isoformat()[5:13], found[0].end.isoformat()[5:13], found[1]) == (start, end, len(tokenize(text)))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("9 in the morning", time(9)),
        ("3 o'clock in the afternoon", time(15)),
        ("10 at night", time(22)),
        ("12 at night", time(0)),
        ("6:30pm", time(18, 30)),
    ],
)
def test_times_of_day(text: str, moment: time) -> None:
    found = read_span(tokenize(text), 0, CLOCK)
    assert found is not None
    assert found[0].start.time() == moment


def conditions(text: str) -> list[tuple[str, str, object]]:
    """The conditions of a question that must be understood: column, operator, value."""
    command = covered(text).query
    assert command is not None
    return [
        (each.column.column, each.operator, each.value.isoformat()[5:13] if isinstance(each.value, datetime | date) else each.value)
        for each in command.filters
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tickets created since Monday", [("created_at", "gte", "11-16T00")]),
        ("which tickets have come in since Monday?", [("created_at", "gte", "11-16T00")]),
        ("tickets created since the 20th", [("created_at", "gte", "10-20T00")]),
        ("screenings on or after the 20th", [("starts_at", "gte", "11-20T00")]),
        ("tickets created since 2026-11-20", [("created_at", "gte", "11-20T00")]),
        ("tickets created more than a week ago", [("created_at", "lt", "11-11T00")]),
        ("tickets older than 30 days", [("created_at", "lt", "10-19T09")]),
        ("tickets created within the last 30 days", [("created_at", "gte", "10-19T09"), ("created_at", "lt", "11-18T09")]),
        ("members expiring within 30 days", [("expires_on", "gte", "11-18"), ("expires_on", "lt", "12-18")]),
        ("screenings over the next 2 weeks", [("starts_at", "gte", "11-18T09"), ("starts_at", "lt", "12-02T09")]),
        ("screenings today or tomorrow", [("starts_at", "gte", "11-18T00"), ("starts_at", "lt", "11-20T00")]),
        ("screenings tomorrow after 3pm", [("starts_at", "gte", "11-19T15"), ("starts_at", "lt", "11-20T00")]),
        ("screenings in november", [("starts_at", "gte", "11-01T00"), ("starts_at", "lt", "12-01T00")]),
        ("screenings from now through the end of Sunday", [("starts_at", "gte", "11-18T09"), ("starts_at", "lt", "11-23T00")]),
        ("screenings through Sunday", [("starts_at", "lt", "11-23T00")]),
        ("screenings in November so far", [("starts_at", "gte", "11-01T00"), ("starts_at", "lt", "11-18T09")]),
        ("tickets that came in since the first of November", [("created_at", "gte", "11-01T00")]),
        ("screenings between 9am and noon tomorrow", [("starts_at", "gte", "11-19T09"), ("starts_at", "lt", "11-19T12")]),
        ("screenings scheduled for the 25th", [("starts_at", "gte", "11-25T00"), ("starts_at", "lt", "11-26T00")]),
        ("tickets created after 2026-11-10 and before 2026-11-15", [("created_at", "gte", "11-11T00"), ("created_at", "lt", "11-15T00")]),
        ("tickets created since november 10 that are paid", [("created_at", "gte", "11-10T00"), ("status", "eq", "paid")]),
        ("how many tickets did we get last week", [("created_at", "gte", "11-09T00"), ("created_at", "lt", "11-16T00")]),
        ("screenings in the last month", [("starts_at", "gte", "10-18T09"), ("starts_at", "lt", "11-18T09")]),
        ("screenings last month", [("starts_at", "gte", "10-01T00"), ("starts_at", "lt", "11-01T00")]),
        ("screenings in 2027", [("starts_at", "gte", "01-01T00"), ("starts_at", "lt", "01-01T00")]),
        ("screenings with starts_at >= 2026-11-20", [("starts_at", "gte", "11-20T00")]),
        ("screenings still ahead of us", [("starts_at", "gte", "11-18T09")]),
        ("overdue invoices", [("due_on", "lt", "11-18"), ("paid_at", "is_null", None)]),
        ("expired members", [("expires_on", "lt", "11-18")]),
        ("shifts that start at 9", [("start_time", "eq", time(9))]),
        ("shifts that start at 9 in the morning", [("start_time", "eq", time(9))]),
        ("shifts on Mondays", [("day_of_week", "eq", 1)]),
        ("shifts on Mondays and Fridays", [("day_of_week", "in", (1, 5))]),
        ("how many screenings are running right now?", [("status", "eq", "running")]),
    ],
)
def test_conditions(text: str, expected: list[tuple[str, str, object]]) -> None:
    assert conditions(text) == expected


def test_what_has_no_end_does_not_expire() -> None:
    assert asked("members that have not expired yet").endswith('where ("expires_on" >= \'2026-11-18\' or "expires_on" is null)')


@pytest.mark.parametrize("text", ["shifts that start at 5", "shifts on Sundays", "screenings that start at 7am", "tickets created since Wednesday"])
def test_two_readings_are_asked_about(text: str) -> None:
    assert read(text).command is None


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("the 2 most recently created tickets", 'select * from "tickets" order by "created_at" desc limit 2'),
        ("last three tickets that came in, newest first", 'select * from "tickets" order by "created_at" desc limit 3'),
        ("the most recent ticket to come in", 'select * from "tickets" order by "created_at" desc limit 1'),
        ("screenings with starts_at, soonest first", 'select "starts_at" from "screenings" order by "starts_at"'),
    ],
)
def test_which_come_first(text: str, sql: str) -> None:
    query = covered(text).query
    assert query is not None
    assert printed(query) == sql
