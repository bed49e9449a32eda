"""Names in rows are kept while nothing is committed, and what is found is what is found without keeping them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from appfactory.contract.execution import kept_names
from appfactory.contract.execution.kept_names import KeptNames
from appfactory.contract.execution.naming import LimitedLookup, NamesInRows
from appfactory.contract.execution.session import Session
from appfactory.contract.model.request import MAXIMUM_LIMIT, Scope
from appfactory.contract.model.translation import Match
from appfactory.contract.statements.schema import Schema
from appfactory.perform.postgres.connection import connect
from tests.contract.execution.test_naming import COLUMNS, ODD, Counting, lookup_of

pytestmark = pytest.mark.postgres
ONE, OTHER = Scope("biz_1"), Scope("biz_2")


class Snapshots:
    """Says what is told it, as PostgreSQL would."""

    def __init__(self) -> None:
        self.now = "10:10:"

    def __call__(self) -> str:
        return self.now


def kept_lookup(session: Session) -> tuple[KeptNames, Counting, Snapshots]:
    # What is run here is logged, which commits: the snapshots of the database itself would always be new ones.
    read, snapshots = Counting(session), Snapshots()
    return KeptNames(NamesInRows(read, Schema(session.database)), snapshots), read, snapshots


@pytest.fixture
def odd_offers(prepared: str) -> Iterator[str]:
    with connect(prepared) as connection:
        rows = "('k1', 'biz_1', 'HAIRCUT'), ('k2', 'biz_1', '_'), ('k3', 'biz_2', 'Haircut'), ('k4', 'biz_1', 'Good Shave')"
        connection.execute(f"insert into offers (id, biz_id, name) values {rows}")
    yield prepared
    with connect(prepared) as connection:
        connection.execute("delete from offers where id like 'k_' or id like 'many%'")


@pytest.mark.usefixtures("odd_offers")
def test_kept_names_are_those_that_each_is_found_by(session: Session) -> None:
    plain, _ = lookup_of(session)
    lookup, read, _ = kept_lookup(session)
    asked = [(table, column, name) for table, column in COLUMNS for name in ODD]
    for scope in (ONE, OTHER):
        each = {one: set(plain(*one, scope)) for one in asked}
        for text in range(3):
            known = lookup.at_hand(scope)
            found = lookup.several([one for one in asked if known(one) is None], scope)
            assert {one: set(matches) for one, matches in found.items()} == {one: each[one] for one in found}
            at_hand = {one: set(matches) for one in asked if (matches := known(one)) is not None}
            assert at_hand == {one: each[one] for one in at_hand}
            assert len(at_hand) > (len(asked) / 2) * (text > 0)
    assert read.count < 40


def test_nothing_is_asked_a_third_time(session: Session) -> None:
    lookup, read, _ = kept_lookup(session)
    for name in ("Haircut", "Shave", "Massage", "Beard"):
        one = ("offers", "name", name)
        known = lookup.at_hand(ONE)
        if known(one) is None:
            lookup.several([one], ONE)
    assert read.count == 2
    assert [match.key for match in lookup.at_hand(ONE)(("offers", "name", "haircut")) or ()] == ["o1"]


def test_what_is_committed_by_others_is_seen_by_the_next_text(session: Session, odd_offers: str) -> None:
    lookup = session.lookup
    one = ("offers", "name", "Quite New")

    def found() -> list[str]:
        known = lookup.at_hand(ONE)(one)
        matches = lookup.several([one], ONE)[one] if known is None else known
        return [match.key for match in matches]

    assert [found(), found(), found()] == [[], [], []]
    with connect(odd_offers) as connection:
        connection.execute("insert into offers (id, biz_id, name) values ('k9', 'biz_1', 'Quite New')")
    assert [found(), found(), found()] == [["k9"], ["k9"], ["k9"]]
    with connect(odd_offers) as connection:
        connection.execute("delete from offers where id = 'k9'")
    assert found() == []


def test_a_large_table_is_asked_by_name(session: Session, odd_offers: str) -> None:
    with connect(odd_offers) as connection:
        connection.execute(
            f"insert into offers (id, biz_id, name) select 'many' || n, 'biz_1', 'Many ' || n from generate_series(1, {MAXIMUM_LIMIT}) n"
        )
    lookup, _, _ = kept_lookup(session)
    for name in ("Many 1", "Many 2", f"Many {MAXIMUM_LIMIT}", "many 3"):
        lookup.at_hand(ONE)
        found = lookup.several([("offers", "name", name)], ONE)
        assert [match.name.lower() for match in found["offers", "name", name]] == [name.lower()]


def test_names_are_forgotten_with_time_and_where_the_snapshot_is_not_known(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    lookup, read, snapshots = kept_lookup(session)
    one = ("offers", "name", "Haircut")
    moment = 100.0
    monkeypatch.setattr(kept_names, "monotonic", lambda: moment)
    for passed, known in ((0.0, False), (1.0, True), (kept_names.LONGEST_KEPT, False)):
        moment += passed
        assert (lookup.at_hand(ONE)(one) is not None) is known
        lookup.several([one], ONE)
    snapshots.now = ""
    for _ in range(3):
        assert lookup.at_hand(ONE)(one) is None
        assert lookup.several([one], ONE)[one] == (Match("o1", "Haircut"),)
    assert read.count >= 5


def test_a_limited_lookup_knows_nothing_where_it_may_not_look(session: Session) -> None:
    kept, _, _ = kept_lookup(session)
    lookup = LimitedLookup(kept, lambda table: table != "offers")
    for _ in range(3):
        kept.at_hand(ONE)
        kept.several([("offers", "name", "Haircut"), ("resources", "name", "Chair")], ONE)
    known = lookup.at_hand(ONE)
    assert known(("offers", "name", "Haircut")) == ()
    assert [match.key for match in known(("resources", "name", "Chair")) or ()] == ["r1"]


def test_names_are_kept_for_one_caller(session: Session) -> None:
    one = ("offers", "name", "Haircut")
    for caller, known in (("first", False), ("first", True), ("second", False), ("second", True)):
        session.caller = caller
        assert (session.lookup.at_hand(ONE)(one) is not None) is known
        session.lookup.several([one], ONE)
    session.caller = ""
