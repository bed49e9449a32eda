"""Questions about a schema with numbers for keys: shared nouns, what stands in front of a question, rows counted, whole rows, rows by number."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from appfactory.contract.language.lexicon_building import build_lexicon
from appfactory.contract.language.translate import translate
from appfactory.contract.model.request import Query, Scope
from appfactory.contract.model.translation import Catalog, Clock, Translation
from appfactory.contract.statements.schema import Schema
from appfactory.contract.statements.sql import Statement, statement
from appfactory.model.database import Column, Database, ForeignKey, Table
from tests.contract.language.schema_rows import lookup_in

DATABASE = Database(
    (
        Table(
            "shelves",
            (Column("shelf_id", "integer"), Column("floor", "text"), Column("metres", "integer")),
            ("shelf_id",),
        ),
        Table(
            "readers",
            (
                Column("reader_id", "integer"),
                Column("first_name", "text"),
                Column("last_name", "text"),
                Column("town", "text"),
                Column("age", "integer"),
                Column("born_on", "date"),
            ),
            ("reader_id",),
        ),
        Table(
            "books",
            (
                Column("book_id", "integer"),
                Column("title", "text"),
                Column("author", "text"),
                Column("pages", "integer"),
                Column("shelf_id", "integer"),
            ),
            ("book_id",),
            (ForeignKey("books_shelf", ("shelf_id",), "shelves", ("shelf_id",)),),
        ),
        Table(
            "loans",
            (
                Column("loan_id", "integer"),
                Column("book_id", "integer"),
                Column("reader_id", "integer"),
                Column("fine", "numeric"),
            ),
            ("loan_id",),
            (ForeignKey("loans_book", ("book_id",), "books", ("book_id",)), ForeignKey("loans_reader", ("reader_id",), "readers", ("reader_id",))),
        ),
    )
)
LEXICON = build_lexicon(Catalog(DATABASE))
CLOCK = Clock(datetime(2026, 11, 18, 9, tzinfo=UTC), "UTC")


def read(text: str) -> Translation:
    return translate(text, LEXICON, Scope(), CLOCK, lookup_in({("readers", "town"): {"Kiel": "2"}}), whole_rows=False)


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("What are the first and last names of all readers?", 'select "first_name", "last_name" from "readers"'),
        ("Show the last and first name of the oldest reader", 'select "last_name", "first_name" from "readers" order by "age" desc limit 1'),
        ("For each town, show the average age of the readers", 'select avg("age"), "town" from "readers" group by "town"'),
        ("Sort the titles of the books by pages", 'select "title" from "books" order by "pages"'),
        ("List in alphabetical order the titles of all books", 'select "title" from "books" order by "title"'),
        ("In which towns do readers live?", 'select "town" from "readers"'),
        ("In how many towns are there readers?", 'select count(distinct "town") from "readers"'),
        ("Which towns are used by more than 3 readers?", 'select "town" from "readers" group by "town" having count(*) > 3'),
        ("Find the towns that have more than 2 records", 'select "town" from "readers" group by "town" having count(*) > 2'),
        (
            "Which shelf has the most authors?",
            'select "shelves"."shelf_id" from "shelves" join "books" on "shelves"."shelf_id" = "books"."shelf_id" '
            'group by "shelves"."shelf_id" order by count(*) desc limit 1',
        ),
        ("How many books have pages greater than or equal to 300?", 'select count(*) from "books" where "pages" >= 300'),
        ("How many books have pages larger than or equal to 300?", 'select count(*) from "books" where "pages" >= 300'),
        ("Show all information about readers older than 30", 'select * from "readers" where "age" > 30'),
        ("What are the titles of the books on shelf 12?", 'select "title" from "books" where "shelf_id" = 12'),
        ("Give the titles of all books", 'select "title" from "books"'),
        ("Give the title of the book with the most pages", 'select "title" from "books" order by "pages" desc limit 1'),
        ("Give the number of readers in each town", 'select "town", count(*) from "readers" group by "town"'),
    ],
)
def test_questions(text: str, sql: str) -> None:
    translation = read(text)
    assert isinstance(translation.command, Query), translation.question
    found = statement(translation.command, Schema(DATABASE), dialect="sqlite")
    assert isinstance(found, Statement)
    assert found.sql.startswith(sql)


@pytest.mark.parametrize("text", ["Give the reader a book", "Give the readers of Kiel a fine", "Give reader 2 the book 7"])
def test_whoever_is_given_something_asks_no_question(text: str) -> None:
    assert not isinstance(read(text).command, Query)


def test_what_is_asked_about_has_a_chance_of_its_own() -> None:
    translation = read("What are the titles of the purple books?")
    assert translation.command is None
    assert translation.question is not None
    (_, chance), *_ = translation.alternatives
    assert chance < 0.5
