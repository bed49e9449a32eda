"""Requests that try to get out: stacked statements, other roles, functions, comments, odd characters, sizes. None leaves its box."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise

import pytest

from appfactory.contract.execution.session import Options, Session, open_session
from appfactory.contract.model.request import Request, RequestError, Response, Scope
from appfactory.contract.statements import wire
from appfactory.contract.statements.refusal import Limits
from appfactory.perform.postgres.connection import connect

pytestmark = pytest.mark.postgres

ONE = Scope("biz_1")
TEXTS = [
    "'; drop table offers; --",
    "x'); delete from offers; --",
    "$1); reset role; --",
    "'; set role postgres; select '",
    "'; select set_config('role', 'none', false); --",
    "'; select set_config('request.jwt.claims', '{\"biz_id\": \"biz_2\"}', false); --",
    "\\'; select pg_sleep(10); --",
    "$$; commit; $$",
    "/* */ or 1=1 -- ",
    '"; drop schema public cascade; "',
    "' || (select string_agg(slug, ',') from bizes) || '",
    "%s %(a)s %% {0} ${jndi}",
    "\u202edrop\u202c \u2028 \ufeff \U0001f4a3",
    "\r\n\t\x01\x1b[31m",
]
NAMES = [
    'offers"; drop table offers; --',
    "offers; drop table offers",
    "offers, bizes",
    "offers cross join bizes",
    "app_contract.requests",
    "pg_catalog.pg_authid",
    "pg_authid",
    "information_schema.tables",
    "(select * from bizes) x",
    "generate_series(1, 1000000000)",
    "pg_read_file('/etc/passwd')",
    "dblink('', 'select 1')",
    "OFFERS",
    "\0",
    "o" * 100_000,
]


@pytest.fixture(autouse=True)
def nothing_changes(prepared: str) -> Iterator[None]:
    before = state(prepared)
    yield
    assert state(prepared) == before


def state(url: str) -> list[object]:
    """All that requests could have changed, but the log."""
    with connect(url) as connection:
        tables = connection.execute("select count(*) from pg_class where relnamespace = 'public'::regnamespace").fetchall()
        roles = connection.execute("select rolname, rolsuper, rolbypassrls, rolconfig from pg_roles order by 1").fetchall()
        rows = [
            connection.execute(f"select * from {name} order by 1").fetchall() for name in ("bizes", "offers", "resources", "assignments", "inbox")
        ]
        return [tables, roles, rows]


def run(session: Session, document: object, scope: Scope = ONE) -> Response:
    read = wire.read_request(document, scope)
    assert isinstance(read, Request), read
    return session.execute(read)


def insert(values: dict[str, object]) -> dict[str, object]:
    return {"command": {"kind": "mutate", "action": "insert", "table": "offers", "values": values}}


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_a_text(session: Session, text: str) -> None:
    found = run(session, insert({"id": "x", "name": text, "settings": {"text": text}, "tags": [text]}))
    assert found.success, found.error
    row = found.rows[0]
    assert (row["name"], row["settings"], row["tags"]) == (text, {"text": text}, [text])
    for operator in ("eq", "like", "ilike", "gt"):
        query = {"kind": "query", "table": "offers", "filters": [{"column": "name", "op": operator, "value": text}]}
        assert run(session, {"command": query}).success
    assert (
        run(session, {"command": {"kind": "query", "table": "offers", "filters": [{"column": "name", "op": "in", "value": [text]}]}}).row_count == 0
    )


@pytest.mark.parametrize("text", TEXTS)
def test_a_scope_is_a_text_too(session: Session, text: str) -> None:
    scope = {"bizId": text, "locationId": text, "actorUserId": text}
    found = run(session, {"scope": scope, "idempotencyKey": text, "requestId": text, "command": {"kind": "query", "table": "offers"}})
    assert (found.success, found.row_count) == (True, 0)
    assert run(session, {"scope": scope, "command": {"kind": "query", "table": "bizes"}}).row_count == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_one_of_the_catalog_or_none(session: Session, name: str) -> None:
    commands: list[dict[str, object]] = [
        {"kind": "query", "table": name},
        {"kind": "query", "table": "offers", "select": [{"column": name}]},
        {"kind": "query", "table": "offers", "select": [{"column": "id", "table": name}]},
        {"kind": "query", "table": "offers", "filters": [{"column": name, "op": "eq", "value": 1}]},
        {"kind": "query", "table": "offers", "sort": [{"column": name}]},
        {"kind": "query", "table": "offers", "group": [{"column": name}]},
        {"kind": "query", "table": "offers", "joins": [{"table": name, "on": [{"left": "id", "right": "id"}]}]},
        {"kind": "query", "table": "offers", "joins": [{"table": "bizes", "on": [{"left": "biz_id", "right": name}]}]},
        {"kind": "mutate", "action": "insert", "table": name, "values": {"id": "x"}},
        {"kind": "mutate", "action": "insert", "table": "offers", "values": {name: "x"}},
        {"kind": "mutate", "action": "update", "table": "offers", "values": {name: "x"}, "filters": [{"column": "id", "op": "eq", "value": "o1"}]},
        {"kind": "mutate", "action": "delete", "table": "offers", "filters": [{"column": "id", "op": "eq", "value": "o1"}], "returning": [name]},
    ]
    for command in commands:
        read = wire.read_request({"dryRun": False, "command": command}, ONE)
        if isinstance(read, RequestError):
            continue
        found = session.execute(read)
        assert found.error is not None
        assert found.error.code in ("unknown-table", "unknown-column")
        assert len(json.dumps(wire.response(found))) < 2000


def test_an_alias_is_quoted(session: Session) -> None:
    alias = 'x" on true; drop table offers; --'
    join = {"table": "bizes", "alias": alias, "on": [{"left": "biz_id", "right": "id"}]}
    found = run(
        session, {"command": {"kind": "query", "table": "offers", "select": ["offers.id", {"column": "name", "table": alias}], "joins": [join]}}
    )
    assert found.success, found.error
    assert [list(row) for row in found.rows] == [["id", "name"]] * 2


@pytest.mark.parametrize("alternatives", [True, False])
def test_no_condition_opens_another_business(session: Session, alternatives: bool) -> None:
    always = {"column": "id", "op": "not_null"}
    condition = (
        {"column": "biz_id", "op": "neq", "value": "", "any": [always]} if alternatives else {"column": "biz_id", "op": "in", "value": ["biz_2"]}
    )
    for table in ("offers", "resources"):
        found = run(session, {"command": {"kind": "query", "table": table, "filters": [condition]}})
        assert {row["biz_id"] for row in found.rows} <= {"biz_1"}
    inner = {"kind": "query", "table": "offers", "select": ["biz_id"]}
    found = run(session, {"command": {"kind": "query", "table": "bizes", "filters": [{"column": "id", "op": "in", "value": {"query": inner}}]}})
    assert [row["id"] for row in found.rows] == ["biz_1"]
    combined = {"kind": "query", "table": "bizes", "select": ["id"], "combine": {"with": "union", "query": {"table": "offers", "select": ["biz_id"]}}}
    assert [row["id"] for row in run(session, {"command": combined}).rows] == ["biz_1"]
    for action, values in (("delete", {}), ("update", {"name": "taken"})):
        command = {"kind": "mutate", "action": action, "table": "offers", "filters": [{"column": "id", "op": "eq", "value": "o3"}]}
        found = run(session, {"dryRun": False, "command": {**command, **({"values": values} if values else {})}})
        assert (found.success, found.row_count) == (True, 0)


def test_a_row_is_not_given_to_another_business(session: Session) -> None:
    found = run(session, insert({"id": "x", "name": "y", "biz_id": "biz_2"}))
    assert found.error is not None
    assert found.error.code == "scope-mismatch"


@pytest.mark.parametrize(
    "values",
    [
        {"id": "x", "name": "a\0b"},
        {"id": "x", "name": "n", "tags": ["\0"]},
        {"id": "x", "name": "n", "settings": {"a": "\0"}},
        {"id": "x", "name": "n" * 1_000_001},
        {"id": "x", "name": "n", "tags": ["t" * 1_000_000]},
        {"id": "x", "name": "n", "tags": ["t"] * 100_000},
        {"id": "x", "name": "n", "price_minor": 10**400},
        {"id": "x", "name": "n", "price_minor": 1e300},
        {"id": "x", "name": "n", "status": "'active'::offer_status"},
        {"id": "x", "name": "n", "external_id": "gen_random_uuid()"},
        {"id": "x", "name": "n", "starts_on": "current_date"},
        {"id": ["x"], "name": "n"},
    ],
)
def test_values_that_fit_nowhere_are_refused_with_their_column(session: Session, values: dict[str, object]) -> None:
    found = run(session, insert(values))
    assert found.error is not None
    assert found.error.column
    assert len(found.error.message) + len(found.error.detail) < 1500


def test_lone_surrogates_and_nul_are_no_ids(session: Session) -> None:
    for scope in (Scope("\ud800"), Scope("a\0b"), Scope("biz_1", actor_user_id="\ud800")):
        found = session.execute(Request(wire.read_command({"kind": "query", "table": "bizes"}), scope))  # type: ignore[arg-type]
        assert found.row_count == 0
    assert session.execute(Request(wire.read_command({"kind": "query", "table": "bizes"}), ONE)).row_count == 1  # type: ignore[arg-type]


def test_huge_lists_and_deep_nesting_end_with_a_sentence(session: Session) -> None:
    many = {"kind": "query", "table": "offers", "filters": [{"column": "id", "op": "in", "value": [str(number) for number in range(200_000)]}]}
    found = run(session, {"command": many})
    assert found.error is not None
    assert found.error.code == "over-limit"
    assert "200000 values" in found.error.message
    some = {"kind": "query", "table": "offers", "filters": [{"column": "id", "op": "in", "value": [str(number) for number in range(1000)]}]}
    assert run(session, {"command": some}).success
    deep: dict[str, object] = {"kind": "query", "table": "offers", "select": ["id"]}
    for _ in range(9):
        deep = {"kind": "query", "table": "offers", "select": ["id"], "filters": [{"column": "id", "op": "in", "value": {"query": deep}}]}
    for_ever = wire.read_request({"command": deep}, ONE)
    assert isinstance(for_ever, RequestError) or session.execute(for_ever).error is not None
    wide = {"column": "id", "op": "eq", "value": "a", "any": [{"column": "id", "op": "eq", "value": str(number)} for number in range(1001)]}
    refused = run(session, {"command": {"kind": "query", "table": "offers", "filters": [wide]}})
    assert refused.error is not None
    crowded = run(session, {"command": {"kind": "batch", "steps": [{"kind": "query", "table": "offers"}] * 501}})
    assert crowded.error is not None
    assert crowded.error.code == "over-limit"


def test_queries_can_not_write(session: Session, prepared: str) -> None:
    with connect(prepared) as connection:
        connection.execute(
            "create function meddle() returns boolean language plpgsql security definer as $$ begin delete from public.offers; return true; end $$; "
            "create policy meddling on plans for select to authenticated using (meddle()); alter table plans enable row level security; "
            "insert into plans values ('gold')"
        )
    try:
        found = run(session, {"command": {"kind": "query", "table": "plans"}})
        assert found.error is not None
        assert found.error.code == "pg-25006"
        with session.transaction() as transaction:
            read = wire.read_request({"command": {"kind": "query", "table": "plans"}}, ONE)
            assert isinstance(read, Request)
            refused = transaction.execute(read)
            assert refused.error is not None
            assert refused.error.code == "pg-25006"
    finally:
        with connect(prepared) as connection:
            connection.execute(
                "drop policy meddling on plans; drop function meddle(); alter table plans disable row level security; delete from plans"
            )


def test_one_request_leaves_nothing_to_the_next(session: Session) -> None:
    scopes = [Scope("biz_1"), Scope("biz_2"), Scope(), Scope("biz_2")]
    for before, after in pairwise(scopes):
        run(session, {"command": {"kind": "query", "table": "bizes"}}, before)
        found = run(session, {"command": {"kind": "query", "table": "bizes"}}, after)
        assert [row["id"] for row in found.rows] == ([after.biz_id] if after.biz_id else [])


def test_patterns_that_would_outlast_the_timeout_are_refused(session: Session) -> None:
    """PostgreSQL compares a pattern without looking at its statement timeout: 131,072 characters took over eight seconds of five."""
    for operator in ("like", "ilike", "not_like"):
        long = {"kind": "query", "table": "offers", "filters": [{"column": "name", "op": operator, "value": "%" + "a" * 1000}]}
        found = run(session, {"command": long})
        assert found.error is not None
        assert (found.error.code, found.error.column) == ("over-limit", "name")


def test_rows_that_are_too_many_are_counted_before_they_are_returned(prepared: str) -> None:
    with open_session(prepared, Options(limits=Limits(touched=1))) as session:
        where = [{"column": "name", "op": "neq", "value": "none"}]
        command = {"kind": "mutate", "action": "update", "table": "offers", "values": {"price_minor": 1}, "filters": where, "returning": ["*"]}
        found = run(session, {"command": command})
        assert found.error is not None
        assert (found.error.code, found.trace) == ("over-limit", ())


def test_a_batch_may_not_take_for_ever(prepared: str) -> None:
    """Each statement within its own time, and five hundred of them would still hold a connection for most of an hour."""
    with open_session(prepared, Options(limits=Limits(seconds=0))) as session:
        found = run(session, {"command": {"kind": "batch", "steps": [{"kind": "query", "table": "offers"}] * 3}})
        assert found.error is not None
        assert (found.error.code, len(found.trace)) == ("over-limit", 1)
        assert run(session, {"command": {"kind": "query", "table": "offers"}}).success
