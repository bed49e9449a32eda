"""Names are looked up in rows: many at once find what each finds by itself, in one query a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from appfactory.contract.execution.naming import LimitedLookup, NamesInRows
from appfactory.contract.execution.session import Session
from appfactory.contract.execution.translating import translator_for
from appfactory.contract.model.request import Mutation, Request, Response, Scope
from appfactory.contract.model.translation import Clock
from appfactory.contract.statements.schema import Schema
from appfactory.perform.postgres.connection import connect

pytestmark = pytest.mark.postgres
ONE = Scope("biz_1")
COLUMNS = (
    ("offers", "name"), ("offers", "kind"), ("resources", "name"), ("plans", "name"), ("inbox", "body"), ("ledger", "biz_id"), ("nothing", "name"),
)  # fmt: skip
ORDINARY = ("Haircut", "haircut", "HAIRCUT ", "Shave", "Massage", "%", "_", "a\\", "", "Chair", "single")
ODD = (*ORDINARY, "İstanbul", "i̇stanbul", "Hair\0cut")


class Counting:
    """Runs requests, and counts them."""

    def __init__(self, execute: Callable[[Request], Response]) -> None:
        self.count = 0
        self._execute = execute

    def __call__(self, request: Request) -> Response:
        self.count += 1
        return self._execute(request)


def lookup_of(session: Session) -> tuple[NamesInRows, Counting]:
    execute = Counting(session.execute)
    return NamesInRows(execute, Schema(session.database)), execute


@pytest.fixture(scope="module")
def more_offers(prepared: str) -> Iterator[None]:
    with connect(prepared) as connection:
        connection.execute(
            "insert into offers (id, biz_id, name) values ('i1', 'biz_1', 'İstanbul'), ('i2', 'biz_1', 'HAIRCUT'), ('i3', 'biz_1', '_')"
        )
    yield
    with connect(prepared) as connection:
        connection.execute("delete from offers where id in ('i1', 'i2', 'i3')")


@pytest.mark.usefixtures("more_offers")
@pytest.mark.parametrize("names", [ORDINARY, ODD], ids=["ordinary", "odd"])
def test_many_names_find_what_each_finds(session: Session, names: tuple[str, ...]) -> None:
    lookup, execute = lookup_of(session)
    asked = [(table, column, name) for table, column in COLUMNS for name in names]
    each = {one: lookup(*one, ONE) for one in asked}
    one_by_one, execute.count = execute.count, 0
    known = lookup.several(asked, ONE)
    # Names that PostgreSQL can't read, or reads otherwise, are left to be asked for one by one.
    assert {one: set(found) for one, found in known.items()} == {one: set(each[one]) for one in known}
    assert (execute.count, one_by_one > 80) == (5, True)
    assert names == ODD or set(known) == set(asked)
    assert ({match.key for match in each["offers", "name", "Haircut"]}, len(each["offers", "name", "haircut"])) == ({"o1"}, 2)


def test_a_limited_lookup_finds_nothing_where_it_may_not_look(session: Session) -> None:
    wide, execute = lookup_of(session)
    lookup = LimitedLookup(wide, lambda table: table != "offers")
    assert lookup("offers", "name", "Haircut", ONE) == ()
    found = lookup.several([("offers", "name", "Haircut"), ("resources", "name", "chair")], ONE)
    assert (found["offers", "name", "Haircut"], [match.key for match in found["resources", "name", "chair"]]) == ((), ["r1"])
    assert execute.count == 1


@pytest.mark.parametrize(
    "text", ["offers named Haircut", "list offers where name = Haircut", "delete the offer Shave", "which resources are called Chair?"]
)
def test_a_text_means_the_same_with_names_looked_up_together(session: Session, text: str) -> None:
    translate = translator_for(session.catalog)
    lookup, execute = lookup_of(session)
    clock = Clock(datetime(2026, 11, 21, tzinfo=UTC))

    def one_by_one(*asked: str | Scope) -> object:
        return lookup(*asked)  # type: ignore[arg-type]

    together = translate(text, ONE, clock, lookup)
    count, execute.count = execute.count, 0
    assert together == translate(text, ONE, clock, one_by_one)  # type: ignore[arg-type]
    assert count <= execute.count


def test_names_are_looked_up_among_what_a_transaction_did(session: Session) -> None:
    with session.transaction() as steps:
        assert steps.translate("delete the resource Sofa", ONE).command is None
        steps.execute(Request(Mutation("insert", "resources", (("id", "r9"), ("biz_id", "biz_1"), ("name", "Sofa"))), ONE, dry_run=False))
        command = steps.translate("delete the resource Sofa", ONE).command
    assert isinstance(command, Mutation)
    assert [condition.value for condition in command.filters] == ["r9"]
