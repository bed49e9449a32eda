"""Names are looked up in rows: many at once find what each finds by itself, in one query a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest

from appfactory.contract.execution.naming import Asked, LimitedLookup, NamesInRows, WideLookup
from appfactory.contract.execution.session import Session
from appfactory.contract.execution.translating import translator_for
from appfactory.contract.model.request import Mutation, Query, Request, Response, Scope
from appfactory.contract.model.translation import BEGINNING_OF_NAME, Clock, Lookup, Translation
from appfactory.contract.statements.schema import Schema
from appfactory.perform.postgres.connection import connect

pytestmark = pytest.mark.postgres
ONE = Scope("biz_1")
COLUMNS = (
    ("offers", "name"), ("offers", "kind"), ("resources", "name"), ("plans", "name"), ("inbox", "body"), ("ledger", "biz_id"), ("nothing", "name"),
)  # fmt: skip
ORDINARY = ("Haircut", "haircut", "HAIRCUT ", "Shave", "Massage", "%", "_", "a\\", "", "Chair", "single")
ODD = (*ORDINARY, "Hair …", "good …", "GOOD …", "İstanbul …", "İstanbul", "i̇stanbul", "Hair\0cut")


class Counting:
    """Runs queries, and counts them."""

    def __init__(self, session: Session) -> None:
        self.count = 0
        self._session = session

    def __call__(self, requests: Sequence[Request]) -> list[Response]:
        self.count += len(requests)
        return [self._session.execute(request) for request in requests]


def lookup_of(session: Session) -> tuple[NamesInRows, Counting]:
    read = Counting(session)
    return NamesInRows(read, Schema(session.database)), read


@pytest.fixture(scope="module")
def more_offers(prepared: str) -> Iterator[None]:
    with connect(prepared) as connection:
        rows = "('i1', 'biz_1', 'İstanbul'), ('i2', 'biz_1', 'HAIRCUT'), ('i3', 'biz_1', '_')"
        rows += ", ('i4', 'biz_1', 'Good Shave'), ('i5', 'biz_1', 'Goodness')"
        connection.execute(f"insert into offers (id, biz_id, name) values {rows}")
    yield
    with connect(prepared) as connection:
        connection.execute("delete from offers where id in ('i1', 'i2', 'i3', 'i4', 'i5')")


@pytest.mark.usefixtures("more_offers")
@pytest.mark.parametrize("names", [ORDINARY, ODD], ids=["ordinary", "odd"])
def test_many_names_find_what_each_finds(session: Session, names: tuple[str, ...]) -> None:
    lookup, read = lookup_of(session)
    asked = [(table, column, name) for table, column in COLUMNS for name in names]
    each = {one: lookup(*one, ONE) for one in asked}
    one_by_one, read.count = read.count, 0
    known = lookup.several(asked, ONE)
    # Names that PostgreSQL can't read, or reads otherwise, are left to be asked for one by one.
    assert {one: set(found) for one, found in known.items()} == {one: set(each[one]) for one in known}
    assert (read.count, one_by_one > 80) == (5, True)
    assert names == ODD or set(known) == set(asked)
    assert ({match.key for match in each["offers", "name", "Haircut"]}, len(each["offers", "name", "haircut"])) == ({"o1"}, 2)


def test_a_limited_lookup_finds_nothing_where_it_may_not_look(session: Session) -> None:
    wide, read = lookup_of(session)
    lookup = LimitedLookup(wide, lambda table: table != "offers")
    assert lookup("offers", "name", "Haircut", ONE) == ()
    found = lookup.several([("offers", "name", "Haircut"), ("resources", "name", "chair")], ONE)
    assert (found["offers", "name", "Haircut"], [match.key for match in found["resources", "name", "chair"]]) == ((), ["r1"])
    assert read.count == 1


@pytest.mark.parametrize(
    "text", ["offers named Haircut", "list offers where name = Haircut", "delete the offer Shave", "which resources are called Chair?"]
)
def test_a_text_means_the_same_with_names_looked_up_together(session: Session, text: str) -> None:
    translate = translator_for(session.catalog)
    lookup, read = lookup_of(session)
    clock = Clock(datetime(2026, 11, 21, tzinfo=UTC))

    def one_by_one(*asked: str | Scope) -> object:
        return lookup(*asked)  # type: ignore[arg-type]

    together = translate(text, ONE, clock, lookup)
    count, read.count = read.count, 0
    assert together == translate(text, ONE, clock, one_by_one)  # type: ignore[arg-type]
    assert count <= read.count


def test_names_are_looked_up_among_what_a_transaction_did(session: Session) -> None:
    with session.transaction() as steps:
        assert steps.translate("delete the resource Sofa", ONE).command is None
        steps.execute(Request(Mutation("insert", "resources", (("id", "r9"), ("biz_id", "biz_1"), ("name", "Sofa"))), ONE, dry_run=False))
        command = steps.translate("delete the resource Sofa", ONE).command
    assert isinstance(command, Mutation)
    assert [condition.value for condition in command.filters] == ["r9"]


def test_a_query_that_is_refused_keeps_none_from_being_run(session: Session) -> None:
    asked = [("offers", "name", "Hair\0cut"), ("ledger", "amount", "x"), ("resources", "name", "Chair")]
    given: list[Lookup] = [session.lookup]

    def keeping(_text: str, _scope: Scope, lookup: Lookup) -> Translation:
        given.append(lookup)
        return Translation("", None)

    with session.transaction() as steps:
        steps.translator = keeping
        steps.translate("", ONE)
        assert found_keys(given.pop(), asked) == ["r1"]
        assert steps.execute(Request(Query("offers"), ONE)).success
    assert found_keys(given.pop(), asked) == ["r1"]
    assert session.execute(Request(Query("offers"), ONE)).success


def found_keys(lookup: Lookup, asked: list[Asked]) -> list[str]:
    assert isinstance(lookup, WideLookup)
    return [match.key for matches in lookup.several(asked, ONE).values() for match in matches]


@pytest.mark.usefixtures("more_offers")
def test_the_beginning_of_a_name_finds_those_that_go_on(session: Session) -> None:
    lookup, _ = lookup_of(session)
    for find in (lambda one: lookup(*one, ONE), lambda one: lookup.several([one], ONE)[one]):
        assert [match.name for match in find(("offers", "name", f"good{BEGINNING_OF_NAME}"))] == ["Good Shave"]
        assert find(("offers", "name", f"goo{BEGINNING_OF_NAME}")) == ()
