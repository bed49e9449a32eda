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
    assert forbidden(Request(insert, Scope("biz_1")), Permission(businesses=("biz_1",))) is None


def test_who_is_limited_does_not_get_out_by_saying_nothing() -> None:
    """Policies may take a missing claim for somebody who may see all."""
    own = Permission(businesses=("biz_1",), actors=("ana", "b*"))
    for scope in (
        Scope(),
        Scope("biz_1"),
        Scope(actor_user_id="ana"),
        Scope("biz_1", "", "carl"),
        Scope("biz_2", "", "ana"),
        Scope("biz_1x", "", "ana"),
    ):
        assert forbidden(Request(Query("offers"), scope), own) is not None
    for actor in ("ana", "bob"):
        assert forbidden(Request(Query("offers"), Scope("biz_1", "", actor)), own) is None
    assert forbidden(Request(Query("offers")), EVERYTHING) is None


@pytest.mark.parametrize(
    ("pattern", "name", "allowed"),
    [
        ("p*", "people", True), ("p*", "public.secrets", False), ("*offers", "other.offers", False), ("public.*", "public.offers", True),
        ("*", "public.offers", True), ("offer?", "offers", False), ("[a-z]ffers", "offers", False), ("off*s", "offers", True),
        ("offers", "offers\n", False),
    ],
)  # fmt: skip
def test_a_star_stands_for_no_schema(pattern: str, name: str, allowed: bool) -> None:
    assert Permission(tables=(pattern,)).allows_table(name) == allowed
