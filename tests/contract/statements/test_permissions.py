"""What a caller may do is asked of every table that a request names, at any depth."""

from __future__ import annotations

import pytest

from appfactory.contract.model.request import Batch, ColumnReference, Command, Filter, Join, Mutation, Query, Request, Scope, Selection
from appfactory.contract.statements.permissions import EVERYTHING, Permission, forbidden

KEY = ColumnReference("id")
SECRET = Query("secrets", (Selection(KEY),))
HIDDEN: list[Command] = [
    SECRET,
    Query("offers", joins=(Join("secrets", "s", ((KEY, "id"),)),)),
    Query("offers", filters=(Filter(KEY, "in", SECRET),)),
    Query("offers", filters=(Filter(KEY, "eq", 1, alternatives=(Filter(KEY, "in", SECRET),)),)),
    Query("offers", (Selection(KEY),), combine="union", other=Query("offers", (Selection(KEY),), combine="union", other=SECRET)),
    Mutation("delete", "offers", filters=(Filter(KEY, "in", SECRET),)),
    Batch((Query("offers"), Mutation("insert", "secrets"))),
]


@pytest.mark.parametrize("command", HIDDEN)
def test_no_table_is_reached_by_a_detour(command: Command) -> None:
    assert forbidden(Request(command), EVERYTHING) is None
    error = forbidden(Request(command), Permission(tables=("off*",)))
    assert error is not None
    assert (error.code, error.table) == ("not-permitted", "secrets")


def test_verbs_businesses_and_what_stays() -> None:
    insert = Mutation("insert", "offers")
    assert forbidden(Request(insert), Permission(verbs=("insert",))) is None
    assert forbidden(Request(Mutation("insert", "offers", returning=("id",))), Permission(verbs=("insert",))) is not None
    assert forbidden(Request(Mutation("delete", "offers", filters=(Filter(KEY, "eq", 1),))), Permission(verbs=("delete",))) is not None
    assert forbidden(Request(insert, dry_run=False), Permission(commits=False)) is not None
    assert forbidden(Request(Query("offers"), dry_run=False), Permission(commits=False)) is None
    assert forbidden(Request(insert, Scope("biz_2")), Permission(businesses=("biz_1",))) is not None
    assert forbidden(Request(insert), Permission(businesses=("biz_1",))) is None
