"""The wire form: what callers send is understood, what is written can be read again, what is wrong is told by its place."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appfactory.contract.model.request import (
    Batch,
    ColumnReference,
    Command,
    Filter,
    Join,
    Mutation,
    Query,
    Request,
    RequestError,
    Response,
    Scope,
    Selection,
    Sort,
    StepRows,
    TraceEntry,
)
from appfactory.contract.model.translation import Binding, Inference, Question, Translation
from appfactory.contract.statements import wire

NAMES = st.text(min_size=1, max_size=12).filter(lambda name: not any("\ud800" <= character <= "\udfff" for character in name) and name != "*")
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=20))
COLUMNS = st.builds(ColumnReference, NAMES, st.one_of(st.just(""), NAMES))
AGGREGATES = st.sampled_from([None, "count", "sum", "avg", "min", "max"])
COMPARISONS = st.sampled_from(["eq", "neq", "gt", "gte", "lt", "lte", "like", "ilike", "not_like"])


def filters(queries: st.SearchStrategy[Query]) -> st.SearchStrategy[Filter]:
    plain = st.one_of(
        st.builds(Filter, COLUMNS, COMPARISONS, st.one_of(SCALARS, COLUMNS, queries), AGGREGATES, st.booleans()),
        st.builds(Filter, COLUMNS, st.sampled_from(["in", "not_in"]), st.one_of(st.lists(SCALARS, max_size=4).map(tuple), queries)),
        st.builds(Filter, COLUMNS, st.just("between"), st.tuples(SCALARS, SCALARS)),
        st.builds(Filter, COLUMNS, st.sampled_from(["is_null", "not_null"])),
    )
    return st.one_of(plain, st.builds(Filter, COLUMNS, COMPARISONS, SCALARS, alternatives=st.lists(plain, max_size=2).map(tuple)))


def queries(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    joins = st.builds(Join, NAMES, NAMES, st.lists(st.tuples(COLUMNS, NAMES), min_size=1, max_size=2).map(tuple), st.booleans())
    return st.builds(
        Query,
        NAMES,
        st.lists(st.builds(Selection, COLUMNS, AGGREGATES, st.booleans()), max_size=3).map(tuple),
        st.lists(joins, max_size=2).map(tuple),
        st.lists(filters(inner), max_size=2).map(tuple),
        st.lists(COLUMNS, max_size=2).map(tuple),
        st.lists(st.builds(Sort, COLUMNS, st.sampled_from(["asc", "desc"]), AGGREGATES, st.booleans()), max_size=2).map(tuple),
        st.one_of(st.none(), st.integers(1, 500)),
        st.integers(0, 1000),
        st.booleans(),
    )


SIMPLE_QUERIES = st.builds(Query, NAMES)
QUERIES = queries(SIMPLE_QUERIES)
INSERTS = st.builds(
    Mutation,
    st.just("insert"),
    NAMES,
    st.dictionaries(NAMES, st.one_of(SCALARS, st.lists(SCALARS, max_size=3).map(tuple)), max_size=3).map(lambda values: tuple(values.items())),
    returning=st.lists(NAMES, max_size=2).map(tuple),
)
DELETES = st.builds(Mutation, st.just("delete"), NAMES, filters=st.lists(filters(SIMPLE_QUERIES), max_size=2).map(tuple))
COMMANDS = st.one_of(QUERIES, INSERTS, DELETES, st.lists(st.one_of(QUERIES, INSERTS), min_size=1, max_size=2).map(lambda steps: Batch(tuple(steps))))


@given(COMMANDS)
def test_what_is_written_reads_as_the_same(command: Command) -> None:
    document = json.loads(json.dumps(wire.command(command)))
    assert wire.read_command(document) == command


@given(st.builds(Request, COMMANDS, st.builds(Scope, st.text(max_size=5), st.text(max_size=5), st.text(max_size=5)), st.booleans()))
def test_requests_keep_their_scope_and_whether_they_are_tried_only(request: Request) -> None:
    assert wire.read_request(wire.request(request)) == request


WORDS = ["command", "kind", "table", "filters", "column", "op", "value", "values", "select", "limit", "scope", "steps", "action", "any", "query", "x"]
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(WORDS), inner, max_size=5)),
    max_leaves=12,
)


@given(JSON)
def test_any_json_is_a_request_or_an_error_that_says_what_to_do(document: object) -> None:
    found = wire.read_request(document)
    assert isinstance(found, Request) or (found.code == "request-form" and found.message and "; " in found.detail)


@given(st.sampled_from(["query", "mutate", "batch"]), st.dictionaries(st.sampled_from(WORDS), JSON, max_size=6))
def test_a_command_with_any_members_is_read_or_refused(kind: str, members: dict[str, object]) -> None:
    found = wire.read_request({"command": {**members, "kind": kind}})
    assert isinstance(found, Request | RequestError)


def test_the_form_of_the_earlier_system() -> None:
    document = {
        "requestId": "r1",
        "idempotencyKey": "k1",
        "dryRun": False,
        "scope": {"bizId": "biz_1", "actorUserId": "usr_1"},
        "command": {
            "kind": "query",
            "table": "offers",
            "select": ["id", "name"],
            "filters": [{"column": "status", "op": "eq", "value": "active"}, {"column": "deleted_at", "op": "is_null"}],
            "sort": [{"column": "name", "direction": "desc"}],
            "limit": 5,
            "offset": 10,
        },
    }
    assert wire.read_request(document) == Request(
        Query(
            "offers",
            (Selection(ColumnReference("id")), Selection(ColumnReference("name"))),
            filters=(Filter(ColumnReference("status"), "eq", "active"), Filter(ColumnReference("deleted_at"), "is_null")),
            sort=(Sort(ColumnReference("name"), "desc"),),
            limit=5,
            offset=10,
        ),
        Scope("biz_1", "", "usr_1"),
        False,
        "r1",
        "k1",
    )


def test_a_request_is_tried_only_unless_it_says_otherwise_and_the_scope_below_fills_in() -> None:
    found = wire.read_request({"scope": {"locationId": "loc_2"}, "command": {"kind": "query", "table": "offers"}}, Scope("biz_1", "loc_1"))
    assert isinstance(found, Request)
    assert found.dry_run
    assert found.scope == Scope("biz_1", "loc_2")


def test_objects_in_values_become_json_text() -> None:
    found = wire.read_command({"kind": "mutate", "action": "insert", "table": "t", "values": {"a": {"b": [1]}, "c": ["x", 1], "d": [{"e": None}]}})
    assert isinstance(found, Mutation)
    assert found.values == (("a", '{"b": [1]}'), ("c", ("x", 1)), ("d", '[{"e": null}]'))


FILTERED = {"kind": "query", "table": "t"}


@pytest.mark.parametrize(
    ("document", "place", "hint"),
    [
        ([], "the request", "write { … }"),
        ({}, "command", "add a query"),
        ({"command": {"kind": "select"}}, "command.kind", "query, mutate, batch"),
        ({"command": {"kind": "query"}}, "command.table", "add `table`"),
        ({"command": {"kind": "query", "table": "t", "filter": []}}, "command.filter", "did you mean `filters`?"),
        ({"command": {**FILTERED, "limit": 501}}, "command.limit", "from 1 to 500"),
        ({"command": {**FILTERED, "limit": True}}, "command.limit", "from 1 to 500"),
        ({"command": {**FILTERED, "limit": 0}}, "command.limit", "from 1 to 500"),
        ({"command": {**FILTERED, "offset": -1}}, "command.offset", "from 0"),
        ({"command": {**FILTERED, "filters": [{"column": "a", "op": "equals", "value": 1}]}}, "command.filters[0].op", "eq, neq"),
        ({"command": {**FILTERED, "filters": [{"column": "a", "op": "eq"}]}}, "command.filters[0].value", "is_null"),
        ({"command": {**FILTERED, "filters": [{"column": "a", "op": "in", "value": "x"}]}}, "command.filters[0].value", "[ ]"),
        ({"command": {**FILTERED, "filters": [{"column": "a", "op": "eq", "value": [1]}]}}, "command.filters[0].value", "`in`"),
        ({"command": {**FILTERED, "filters": [{"column": "a", "op": "eq", "value": float("nan")}]}}, "command.filters[0].value", "NaN"),
        ({"command": {**FILTERED, "filters": [{"column": "a", "op": "eq", "value": "\ud800"}]}}, "command.filters[0].value", "whole character"),
        ({"command": {**FILTERED, "filters": {"a": 1}}}, "command.filters", "[ ]"),
        ({"command": {**FILTERED, "joins": [{"table": "u", "on": []}]}}, "command.joins[0].on", "foreign key"),
        ({"command": {"kind": "mutate", "action": "update", "table": "t"}}, "command.values", "new values"),
        ({"command": {"kind": "mutate", "action": "delete", "table": "t", "values": {"a": 1}}}, "command.values", "update"),
        ({"command": {"kind": "mutate", "action": "insert", "table": "t", "filters": [{"column": "a", "op": "is_null"}]}}, "command.filters", ""),
        ({"command": {"kind": "mutate", "action": "upsert", "table": "t"}}, "command.action", "insert, update, delete"),
        ({"command": {"kind": "batch", "steps": []}}, "command.steps", "add"),
        ({"command": {"kind": "batch", "steps": [{"kind": "batch", "steps": []}]}}, "command.steps[0].kind", "query, mutate"),
        ({"dryRun": "false", "command": FILTERED}, "dryRun", "without quotes"),
        ({"scope": {"biz_id": "x"}, "command": FILTERED}, "scope.biz_id", "bizId"),
    ],
)
def test_what_is_wrong_is_told_by_its_place(document: object, place: str, hint: str) -> None:
    found = wire.read_request(document)
    assert isinstance(found, RequestError)
    assert found.message.startswith(f"`{place}` ")
    assert hint in found.detail


def test_queries_without_end_in_each_other_are_refused() -> None:
    document: dict[str, object] = {"kind": "query", "table": "t"}
    for _ in range(200):
        document = {"kind": "query", "table": "t", "filters": [{"column": "a", "op": "in", "value": {"query": document}}]}
    found = wire.read_request({"command": document})
    assert isinstance(found, RequestError)
    assert "levels deep" in found.message


def test_a_response_has_the_keys_that_callers_read() -> None:
    entry = TraceEntry(0, "query", "offers", "select count(*) from offers", ("biz_1",), 1, True)
    response = Response("r1", True, True, "query", ({"count": 3},), 1, ("careful",), (entry,))
    document = wire.response(response)
    assert list(document) == ["requestId", "dryRun", "success", "commandKind", "warnings", "trace", "result"]
    assert document["result"] == {"rows": [{"count": 3}], "rowCount": 1, "count": 3}
    assert wire.read_response(json.loads(json.dumps(document))) == response
    batch = replace(response, command_kind="batch", steps=(StepRows(({"id": "a"}, {"id": "b"}), 7), StepRows(({"count": 3},), 1)))
    told = {"rows": [{"id": "a"}, {"id": "b"}], "rowCount": 7}, {"rows": [{"count": 3}], "rowCount": 1, "count": 3}
    assert wire.response(batch)["result"] == {**told[1], "steps": [*told]}
    assert wire.read_response(json.loads(json.dumps(wire.response(batch)))) == batch
    failed = Response("", True, False, "mutate", error=RequestError("pg-23503", "no parent", missing_parent=("bizes", "id", "b")))
    assert wire.response(failed)["error"] == {
        "message": "no parent",
        "code": "pg-23503",
        "detail": "",
        "missingParent": {"table": "bizes", "column": "id", "value": "b"},
    }


def test_values_that_json_has_not_become_text() -> None:
    rows = ({"at": datetime(2026, 2, 22, 10, tzinfo=UTC), "price": Decimal("12.50"), "ratio": float("inf"), "tags": ["a", Decimal(1)]},)
    result = wire.response(Response("", True, True, "query", rows, 1))["result"]
    assert result == {"rows": [{"at": "2026-02-22T10:00:00+00:00", "price": "12.50", "ratio": "inf", "tags": ["a", "1"]}], "rowCount": 1}


def test_texts_to_translate_come_with_their_scope() -> None:
    assert wire.read_input('{"input": "list offers", "scope": {"bizId": "b"}}', Scope("", "l")) == ("list offers", Scope("b", "l"))
    for line in ("list offers", "[" * 100_000, '{"input": " "}', '{"text": "x"}', "3"):
        assert isinstance(wire.read_input(line), RequestError)


def test_a_translation_says_what_was_bound_or_asks() -> None:
    question = Question("tie", "Which?", ("a", "b"))
    bound = (Binding(0, 1, "x", "offers"),)
    told = Translation("x", None, question=question, bound=lambda: bound, inferences=(Inference("biz_id", "b", "scope"),))
    document = wire.translation(told)
    assert document["question"] == {"code": "tie", "text": "Which?", "choices": ["a", "b"]}
    assert document["bindings"] == [{"start": 0, "end": 1, "text": "x", "meaning": "offers"}]
    understood = wire.translation(Translation("x", Query("offers"), 0.9, alternatives=((Query("orders"), 0.1),)))
    assert (understood["command"], understood["alternatives"]) == (
        {"kind": "query", "table": "offers"},
        [{"command": {"kind": "query", "table": "orders"}, "confidence": 0.1}],
    )
