"""Questions in which columns are named as the schema spells them, with the marks and words of query languages; and what is left, or full."""

from __future__ import annotations

import pytest

from tests.contract.language.cinema import asked, covered, printed, read


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        (
            "rows of films where is_subtitled is true and length_minutes > 90",
            '"title" from "films" where "is_subtitled" = 1 and "length_minutes" > 90',
        ),
        ("films where is_subtitled = false pls", '"title" from "films" where "is_subtitled" = 0'),
        ("show `title` from `films` where `genre` != drama", '"title" from "films" where "genre" <> \'drama\''),
        ("members with phone is null", '"name" from "members" where "phone" is null'),
        ("members where phone is not null", '"name" from "members" where "phone" is not null'),
        ("members w/o a phone", '"name" from "members" where "phone" is null'),
        ("screenings where seats_sold = seats", '* from "screenings" where "seats_sold" = "seats"'),
        ("screenings whose seats_sold >= seats", '* from "screenings" where "seats_sold" >= "seats"'),
        ("films where genre in (drama, horror)", '"title" from "films" where "genre" in (\'drama\', \'horror\')'),
        ("films where genre not in (drama, 'horror')", '"title" from "films" where "genre" not in (\'drama\', \'horror\')'),
        ("title of films where genre = drama or genre = horror", '"title" from "films" where "genre" in (\'drama\', \'horror\')'),
        ("films where title like '%night%'", '"title" from "films" where "title" like \'%night%\''),
        ("tickets with status:refunded", '* from "tickets" where "status" = \'refunded\''),
        ("tickets where screening_id = scr_1", '* from "tickets" where "screening_id" = \'scr_1\''),
        ("sum(price_minor) over all tickets", 'sum("price_minor") from "tickets"'),
        ("max(length_minutes) of films", 'max("length_minutes") from "films"'),
        ("count(*) of tickets where status = paid", 'count(*) from "tickets" where "status" = \'paid\''),
        ("select distinct genre from films", 'distinct "genre" from "films"'),
        ("films order by length_minutes desc limit 3", '"title" from "films" order by "length_minutes" desc limit 3'),
        ("films sorted by genre, length_minutes desc", '"title" from "films" order by "genre", "length_minutes" desc'),
        ("select * from films where genre = comedy limit 2", '"title" from "films" where "genre" = \'comedy\' limit 2'),
        (
            "films where is_subtitled = true, with genre and length_minutes",
            '"title", "genre", "length_minutes" from "films" where "is_subtitled" = 1',
        ),
        ("tickets in status reserved or paid, id and status", '"id", "status" from "tickets" where "status" in (\'reserved\', \'paid\')'),
    ],
)
def test_expressions(text: str, sql: str) -> None:
    assert asked(text) == f"select {sql}"


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("rows of tickets where member is Ida Storm, id & status", '"id", "status" from "tickets" where "member_id" = \'mem_1\''),
        ("tickets where member = 'Ida Storm'", '* from "tickets" where "member_id" = \'mem_1\''),
        (
            "screenings whose film has genre = 'drama'",
            '* from "screenings" where "film_id" in (select "id" from "films" where "genre" = \'drama\')',
        ),
        ("order films by length_minutes desc limit 2, give me title", '"title" from "films" order by "length_minutes" desc limit 2'),
        (
            "members that have a ticket with status paid",
            '"name" from "members" where "id" in (select "member_id" from "tickets" where "status" = \'paid\')',
        ),
        ("films where not is_subtitled", '"title" from "films" where "is_subtitled" = 0'),
        ("films where length_minutes > 90 or is_subtitled", '"title" from "films" where ("length_minutes" > 90 or "is_subtitled" = 1)'),
        ("films.length_minutes > 90", '"title" from "films" where "length_minutes" > 90'),
        ("films where is_subtitled", '"title" from "films" where "is_subtitled" = 1'),
        ("Morning! Which films are subtitled?", '"title" from "films" where "is_subtitled" = 1'),
        ("pull up all films with their length", '"title", "length_minutes" from "films"'),
        ("number of places already sold in running screenings", 'sum("seats_sold") from "screenings" where "status" = \'running\''),
        ("screenings that are planned or already running", "* from \"screenings\" where \"status\" in ('planned', 'running')"),
        ("average length of films, horror ones left out", 'avg("length_minutes") from "films" where "genre" <> \'horror\''),
        ("how many members have a phone number on file", 'count(*) from "members" where "phone" is not null'),
        ("first 2 films alphabetically", '"title" from "films" order by "title" limit 2'),
        ("average length over all films, never mind the genre", 'avg("length_minutes") from "films"'),
        ("films that demand twelve or more hours of notice", '"title" from "films" where "min_notice_hours" >= 12'),
        ("films with at least two days of notice", '"title" from "films" where "min_notice_hours" >= 48'),
        ("members who never gave us a phone number", '"name" from "members" where "phone" is null'),
        ("screenings with status running w/ seats, seats_sold", '"id", "seats", "seats_sold" from "screenings" where "status" = \'running\''),
    ],
)
def test_expressions_within_english(text: str, sql: str) -> None:
    query = covered(text).query
    assert query is not None
    assert printed(query) == f"select {sql}"


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("screenings that still have free seats", '"seats_sold" < "seats"'),
        ("screenings with seats left", '"seats_sold" < "seats"'),
        ("which screenings have any places still available?", '"seats_sold" < "seats"'),
        ("sold out screenings", '"seats_sold" >= "seats"'),
        ("screenings that are full", '"seats_sold" >= "seats"'),
        ("screenings that aren't fully booked yet", '"seats_sold" < "seats"'),
        ("screenings with no seats left", '"seats_sold" >= "seats"'),
    ],
)
def test_what_is_left(text: str, condition: str) -> None:
    assert asked(text) == f'select * from "screenings" where {condition}'


@pytest.mark.parametrize(
    "text",
    [
        "films where genre = western",
        "films where is_animated = true",
        "how many free seats are there?",
        "screenings with at least 2 free seats",
    ],
)
def test_what_no_column_holds_is_asked_about(text: str) -> None:
    assert read(text).command is None
