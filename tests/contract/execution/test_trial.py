"""What a request would change, row by row, before it is run for real."""

from __future__ import annotations

from dataclasses import replace

import psycopg
import pytest

from appfactory.contract.execution.door import Wish, open_door
from appfactory.contract.execution.session import Session, open_session
from appfactory.contract.execution.trial import MOST_SHOWN, trial_document, try_out
from appfactory.contract.model.request import Batch, ColumnReference, Filter, Mutation, Query, Request, RequestError, Scope
from appfactory.contract.model.translation import Question, Translation
from appfactory.contract.statements.permissions import Permission

pytestmark = pytest.mark.postgres
ONE = Scope("biz_1")


def where(column: str, value: str) -> tuple[Filter, ...]:
    return (Filter(ColumnReference(column), "eq", value),)


ALL_BY_NAME = (Filter(ColumnReference("name"), "like", "%a%"),)
"""A filter that all rows of the business happen to meet."""


def offers(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute("select id, price_minor from offers order by id").fetchall()


def test_an_update_before_and_after(session: Session, prepared: str) -> None:
    before = offers(prepared)
    trial = try_out(session, Request(Mutation("update", "offers", (("price_minor", 1),), ALL_BY_NAME), ONE, dry_run=False))
    (change,) = trial.changes
    assert (trial.response.success, trial.response.dry_run, change.touched, len(change.rows)) == (True, True, 2, 2)
    prices = {row.before["id"]: (row.before["price_minor"], row.after["price_minor"]) for row in change.rows if row.before and row.after}
    assert prices == {"o1": (5000, 1), "o2": (2000, 1)}
    assert offers(prepared) == before


def test_new_rows_rows_that_go_and_rows_of_a_new_key(session: Session) -> None:
    (made,) = try_out(session, Request(Mutation("insert", "offers", (("id", "t1"), ("name", "Try"))), ONE)).changes
    assert [(row.before, row.after and row.after["name"]) for row in made.rows] == [(None, "Try")]
    (gone,) = try_out(session, Request(Mutation("delete", "offers", filters=where("id", "o2")), ONE)).changes
    assert [(row.before and row.before["name"], row.after) for row in gone.rows] == [("Shave", None)]
    (moved,) = try_out(session, Request(Mutation("update", "offers", (("id", "o2b"),), where("id", "o2")), ONE)).changes
    assert moved.touched == 1
    assert [row.after and row.after["id"] for row in moved.rows] == ["o2b"]


def test_many_rows_are_counted_and_some_shown(fresh: str) -> None:
    with psycopg.connect(fresh) as connection:
        connection.execute("insert into offers (id, biz_id, name) select 'm' || n, 'biz_1', 'Many ' || n from generate_series(1, 600) n")
    with open_door(fresh) as door:
        trial = door.preview(Request(Mutation("update", "offers", (("price_minor", 7),), ALL_BY_NAME), ONE))
        assert not isinstance(trial, RequestError)
        (change,) = trial.changes
        assert (change.touched, len(change.rows)) == (602, MOST_SHOWN)
        assert all(row.before and row.after and row.before["id"] == row.after["id"] for row in change.rows)


def test_what_is_refused_changes_nothing(session: Session) -> None:
    trial = try_out(session, Request(Mutation("update", "offers", (("price_minor", -1),), where("id", "o1")), ONE))
    assert trial.changes == ()
    assert trial.response.error is not None
    assert trial.response.error.code == "pg-23514"


def test_rows_that_may_be_written_and_not_read(session: Session) -> None:
    trial = try_out(session, Request(Mutation("insert", "inbox", (("id", "i1"), ("body", "hello"))), ONE))
    assert trial.response.success, trial.response.error
    assert [(change.touched, change.rows) for change in trial.changes] == [(1, ())]


def test_a_batch_counts_its_steps(session: Session) -> None:
    steps = (
        Mutation("insert", "offers", (("id", "b1"), ("name", "Batch"))),
        Query("offers"),
        Mutation("delete", "offers", filters=where("id", "b1")),
    )
    trial = try_out(session, Request(Batch(steps), ONE))
    assert [(change.step, change.action, change.touched) for change in trial.changes] == [(0, "insert", 1), (2, "delete", 1)]
    document = trial_document(trial)
    assert document["changes"] == [
        {"stepIndex": 0, "action": "insert", "table": "offers", "touched": 1, "rows": []},
        {"stepIndex": 2, "action": "delete", "table": "offers", "touched": 1, "rows": []},
    ]


def test_what_was_confirmed_is_what_happens(fresh: str) -> None:
    write = Request(Mutation("update", "offers", (("price_minor", 9),), ALL_BY_NAME), ONE, dry_run=False)
    with open_session(fresh) as session:
        for expected in (1, 3, 0):
            refused = session.execute(replace(write, expect_rows=expected))
            assert refused.error is not None
            assert (refused.error.code, "2 rows" in refused.error.message) == ("unexpected-rows", True)
        assert dict(offers(fresh))["o1"] == 5000
        with session.transaction() as steps:
            assert not steps.execute(replace(write, expect_rows=1)).success
            steps.keep(True)
        assert dict(offers(fresh))["o1"] == 5000
        assert session.execute(replace(write, expect_rows=2, idempotency_key="once")).success
    assert dict(offers(fresh))["o1"] == 9


def test_who_may_not_read_is_shown_no_row(prepared: str) -> None:
    with open_door(prepared) as door:
        writer = Permission(verbs=("insert",))
        trial = door.preview(Request(Mutation("insert", "offers", (("id", "w1"), ("name", "Blind"))), ONE), writer)
        assert not isinstance(trial, RequestError)
        assert [(change.touched, change.rows) for change in trial.changes] == [(1, ())]
        refused = door.preview(Request(Mutation("delete", "offers", filters=where("id", "o1")), ONE), writer)
        assert isinstance(refused, RequestError)
        assert refused.code == "not-permitted"


def test_nobody_answers_for_who_asks() -> None:
    doubtful = Translation("x", None, question=Question("tie", "which?"), alternatives=((Query("offers"), 0.4),))
    assert Wish().met_by(doubtful) is doubtful
    met = Wish("offers").met_by(doubtful)
    assert (met.command, met.question) == (Query("offers"), None)
