"""The terse form is read exactly."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appfactory.contract.language.terse.reader import read_terse
from appfactory.contract.language.terse.rendering import render_terse
from appfactory.contract.model.request import ColumnReference, Filter, Mutation, Query, Selection, Sort
from appfactory.contract.model.translation import Catalog
from appfactory.model.database import Column, Database, Table

CATALOG = Catalog(
    Database(
        (
            Table(
                "locations",
                (
                    Column("id", "text"),
                    Column("biz_id", "text"),
                    Column("name", "text"),
                    Column("slug", "text"),
                    Column("timezone", "text"),
                    Column("size", "integer"),
                    Column("price", "numeric(10,2)"),
                    Column("ratio", "double precision"),
                    Column("is_active", "boolean"),
                    Column("deleted_at", "timestamp with time zone"),
                    Column("opened_on", "date"),
                    Column("opens_at", "time without time zone"),
                    Column("tags", "text[]"),
                    Column("settings", "jsonb"),
                ),
            ),
            Table("offers", (Column("id", "text"), Column("status", "offer_status"), Column("price_minor", "integer"), Column("name", "text"))),
        )
    )
)


def read(text: str) -> object:
    reading = read_terse(text, CATALOG)
    assert reading is not None
    assert reading.question is None, reading.question
    return reading.command


def asked(text: str) -> tuple[str, tuple[str, ...]]:
    reading = read_terse(text, CATALOG)
    assert reading is not None
    assert reading.question is not None, reading.command
    return reading.question.code, reading.question.choices


def eq(column: str, value: object) -> Filter:
    return Filter(ColumnReference(column), "eq", value)  # type: ignore[arg-type]


def test_values_run_to_the_next_column() -> None:
    assert read("insert into locations id = loc_1 biz_id = biz_1 name = Main Office slug = main-office timezone = America/Los_Angeles") == Mutation(
        "insert",
        "locations",
        (("id", "loc_1"), ("biz_id", "biz_1"), ("name", "Main Office"), ("slug", "main-office"), ("timezone", "America/Los_Angeles")),
    )


@pytest.mark.parametrize("verb", ["list", "show", "get", "find", "fetch", "LIST"])
def test_reading_verbs(verb: str) -> None:
    assert read(f"{verb} offers where status = active and price_minor >= 5000 order by name desc limit 5") == Query(
        "offers",
        filters=(eq("status", "active"), Filter(ColumnReference("price_minor"), "gte", 5000)),
        sort=(Sort(ColumnReference("name"), "desc"),),
        limit=5,
    )


def test_count_update_delete() -> None:
    assert read("count locations where biz_id = biz_1") == Query(
        "locations", select=(Selection(ColumnReference("*"), "count"),), filters=(eq("biz_id", "biz_1"),)
    )
    assert read("update locations set deleted_at = 2026-02-22T10:00:00Z where id = ven_1 and biz_id = biz_1") == Mutation(
        "update", "locations", (("deleted_at", datetime(2026, 2, 22, 10, tzinfo=UTC)),), (eq("id", "ven_1"), eq("biz_id", "biz_1"))
    )
    assert read("delete from locations where id = qe_1") == Mutation("delete", "locations", filters=(eq("id", "qe_1"),))
    assert read("list offers") == Query("offers")


def test_punctuation_stands_in_values() -> None:
    command = read('insert into locations name = Smith, Jones & Co. (est. 1990): "best" + more; slug = o\'hare, timezone = Europe/Berlin')
    assert command == Mutation(
        "insert", "locations", (("name", 'Smith, Jones & Co. (est. 1990): "best" + more;'), ("slug", "o'hare"), ("timezone", "Europe/Berlin"))
    )
    assert read("list locations where name = Salt and Pepper and slug = a or b") == Query(
        "locations", filters=(eq("name", "Salt and Pepper"), eq("slug", "a or b"))
    )


def test_an_empty_value_takes_nothing_of_the_next_one() -> None:
    assert read("insert into locations name = slug = x") == Mutation("insert", "locations", (("name", ""), ("slug", "x")))
    assert read("insert into locations name = a=b ratio= size = 3") == Mutation("insert", "locations", (("name", "a=b"), ("ratio", ""), ("size", 3)))
    assert read("insert into locations name = where x= size = 3") == Mutation("insert", "locations", (("name", "where x="), ("size", 3)))


def test_values_take_the_type_of_their_column() -> None:
    command = read(
        "insert into locations size = 5,000 price = 12.50 ratio = 0.5 is_active = yes deleted_at = null opened_on = 2026-03-01 opens_at = 09:30 "
        'tags = [a, b] settings = {"a": 1, "b": [2, 3]} name = '
    )
    assert isinstance(command, Mutation)
    assert dict(command.values) == {
        "size": 5000, "price": Decimal("12.50"), "ratio": 0.5, "is_active": True, "deleted_at": None, "opened_on": date(2026, 3, 1),
        "opens_at": time(9, 30), "tags": ("a", "b"), "settings": '{"a": 1, "b": [2, 3]}', "name": "",
    }  # fmt: skip


def test_what_does_not_fit_goes_on_as_it_stands() -> None:
    reading = read_terse("insert into locations size = many", CATALOG)
    assert reading is not None
    assert reading.command == Mutation("insert", "locations", (("size", "many"),))
    assert reading.notes


def test_a_query_that_returns_what_is_no_column_reads_it_as_part_of_the_value() -> None:
    assert read("list offers where name = many happy returning guests") == Query("offers", filters=(eq("name", "many happy returning guests"),))


def test_each_word_is_bound_to_what_it_means() -> None:
    reading = read_terse("update offers set name = Big Sale, price_minor=5,000 where status != sold out", CATALOG)
    assert reading is not None
    assert [(binding.text, binding.meaning) for binding in reading.bindings()] == [
        ("offers", "offers"), ("name", "offers.name"), ("Big Sale", "offers.name = Big Sale"), ("price_minor", "offers.price_minor"),
        ("5,000", "offers.price_minor = 5000"), ("status", "offers.status"), ("sold out", "offers.status neq sold out"),
    ]  # fmt: skip


def test_operators() -> None:
    def filters(text: str) -> tuple[Filter, ...]:
        command = read(f"list locations where {text}")
        assert isinstance(command, Query)
        return command.filters

    size, name = ColumnReference("size"), ColumnReference("name")
    assert filters("size between 5 and 9 and name like A%") == (Filter(size, "between", (5, 9)), Filter(name, "like", "A%"))
    assert filters("size in (1, 2,3) and name not in ('a, b', c)") == (Filter(size, "in", (1, 2, 3)), Filter(name, "not_in", ("a, b", "c")))
    assert filters("name is null and size is not null") == (Filter(name, "is_null"), Filter(size, "not_null"))
    assert filters("size != 4 and name <> x and size<9") == (Filter(size, "neq", 4), Filter(name, "neq", "x"), Filter(size, "lt", 9))
    assert filters("name = null and size != null") == (Filter(name, "is_null"), Filter(size, "not_null"))
    assert filters("size = 1 or size = 2") == (Filter(size, "eq", 1, alternatives=(Filter(size, "eq", 2),)),)
    assert filters("size = 1 and name = a or name = b") == (
        Filter(size, "eq", 1, alternatives=(eq("name", "b"),)),
        Filter(name, "eq", "a", alternatives=(eq("name", "b"),)),
    )


@pytest.mark.parametrize(
    ("text", "code", "choices"),
    [
        ("insert into locations id = loc_1 nmae = Main Office", "unknown-name", ("name",)),
        ("insert into locatoins id = loc_1", "no-table", ("locations",)),
        ("list offers where statsu = active", "unknown-name", ("status",)),
        ("list offers where status = active and prise_minor > 5", "unknown-name", ("price_minor",)),
        ("list offers where status = active order by nmae", "unknown-name", ("name",)),
        ("update offers set naem = x where id = 1", "unknown-name", ("name",)),
        ("update offers set name = x where idd = 1", "unknown-name", ("id",)),
        ("delete from offers where nam = 1", "unknown-name", ("name",)),
        ("list ofers where status = active", "no-table", ("offers",)),
        ("insert into offers id = 1 id = 2", "not-understood", ()),
        ("delete from offers everything", "not-understood", ()),
    ],
)
def test_nothing_is_passed_over(text: str, code: str, choices: tuple[str, ...]) -> None:
    found, near = asked(text)
    assert found == code
    assert near[: len(choices)] == choices


@pytest.mark.parametrize("text", ["list active offers", "show me the offers", "how many offers are there", "list offers where the price is high", ""])
def test_english_is_not_terse(text: str) -> None:
    assert read_terse(text, CATALOG) is None


TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12) | st.lists(
    st.sampled_from(
        [
            "name = ",
            "and",
            "Main",
            "where",
            "id = 1",
            "or",
            "limit 5",
            ",",
            "'",
            '"',
            "null",
            "order by name",
            "x = y",
            "[1",
            "in (a)",
            "returning id",
        ]
    ),
    max_size=5,
).map(" ".join)
VALUES = {
    "id": TEXTS,
    "name": TEXTS | st.none(),
    "size": st.integers(-(2**62), 2**62) | st.none(),
    "price": st.decimals(-1000, 1000, places=2),
    "ratio": st.floats(-1e6, 1e6),
    "is_active": st.booleans(),
    "deleted_at": st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    "opened_on": st.dates(),
    "opens_at": st.times(),
    "tags": st.lists(TEXTS, max_size=3).map(tuple),
}
ASSIGNMENTS = st.lists(st.sampled_from(sorted(VALUES)), unique=True, min_size=1, max_size=5).flatmap(
    lambda names: st.tuples(*(st.tuples(st.just(name), VALUES[name]) for name in names))
)


def condition(name: str) -> st.SearchStrategy[Filter]:
    column = ColumnReference(name)
    values = VALUES[name].filter(lambda value: value is not None)
    return st.one_of(
        st.builds(Filter, st.just(column), st.sampled_from(["eq", "neq", "gt", "gte", "lt", "lte"]), values),
        st.builds(Filter, st.just(column), st.sampled_from(["in", "not_in"]), st.lists(values, min_size=1, max_size=3).map(tuple)),
        st.builds(Filter, st.just(column), st.just("between"), st.tuples(values, values)),
        st.builds(Filter, st.just(column), st.sampled_from(["is_null", "not_null"])),
        st.builds(Filter, st.just(column), st.sampled_from(["like", "ilike", "not_like"]), TEXTS.filter(bool)),
    )


FILTERS = st.lists(st.sampled_from(sorted(set(VALUES) - {"tags"})).flatmap(condition), max_size=3).map(tuple)
COMMANDS = st.one_of(
    st.builds(Mutation, st.just("insert"), st.just("locations"), ASSIGNMENTS),
    st.builds(Mutation, st.just("update"), st.just("locations"), ASSIGNMENTS, FILTERS),
    st.builds(Mutation, st.just("delete"), st.just("locations"), st.just(()), FILTERS, st.sampled_from([(), ("id",), ("id", "name")])),
    st.builds(
        Query,
        st.just("locations"),
        filters=FILTERS,
        sort=st.lists(
            st.builds(Sort, st.sampled_from([ColumnReference("name"), ColumnReference("size")]), st.sampled_from(["asc", "desc"])), max_size=2
        ).map(tuple),
        limit=st.none() | st.integers(1, 500),
        offset=st.integers(0, 50),
    ),
)


@settings(max_examples=300)
@given(COMMANDS)
def test_what_is_rendered_reads_back(command: Query | Mutation) -> None:
    assert read(render_terse(command)) == command


def test_zones_of_moments_are_kept() -> None:
    moment = datetime(2026, 2, 22, 10, tzinfo=ZoneInfo("Europe/Berlin"))
    command = read(render_terse(Mutation("update", "locations", (("deleted_at", moment),), (eq("id", "a"),))))
    assert isinstance(command, Mutation)
    assert command.values[0][1] == moment
