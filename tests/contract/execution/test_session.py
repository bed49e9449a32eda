"""Requests against a real PostgreSQL: dry unless asked, bound by policies, explained when refused, written down."""

from __future__ import annotations

import json
from collections.abc import Iterator

import psycopg
import pytest

from appfactory.contract.execution.session import Options, Session, open_session
from appfactory.contract.model.request import Request, RequestError, Response, Scope
from appfactory.contract.statements import wire
from appfactory.contract.statements.refusal import Limits
from appfactory.perform.postgres.connection import connect
from appfactory.perform.postgres.session import Bounds

pytestmark = pytest.mark.postgres

ONE, TWO = Scope("biz_1"), Scope("biz_2")


def request(scope: Scope = ONE, commit: bool = False, key: str = "", **command: object) -> Request:
    read = wire.read_request({"dryRun": not commit, "idempotencyKey": key, "command": command}, scope)
    assert isinstance(read, Request), read
    return read


def query(table: str, *filters: dict[str, object], scope: Scope = ONE, **more: object) -> Request:
    return request(scope, kind="query", table=table, filters=list(filters), **more)


def insert(table: str, commit: bool = False, scope: Scope = ONE, key: str = "", **values: object) -> Request:
    return request(scope, commit, key, kind="mutate", action="insert", table=table, values=values)


def update(table: str, identity: str, commit: bool = False, scope: Scope = ONE, **values: object) -> Request:
    return request(scope, commit, kind="mutate", action="update", table=table, values=values, filters=[is_("id", identity)])


def delete(table: str, *filters: dict[str, object], commit: bool = False, scope: Scope = ONE) -> Request:
    return request(scope, commit, kind="mutate", action="delete", table=table, filters=list(filters))


def is_(column: str, value: object) -> dict[str, object]:
    return {"column": column, "op": "eq", "value": value}


def ids(response: Response) -> list[object]:
    assert response.success, response.error
    return sorted(str(row["id"]) for row in response.rows)


def error(response: Response) -> RequestError:
    assert response.error is not None, response
    return response.error


def log_of(url: str) -> list[dict[str, object]]:
    with connect(url) as connection:
        rows = connection.execute("select to_jsonb(entry) from app_contract.requests entry order by id").fetchall()
    return [row[0] for row in rows]


def test_a_query_sees_the_rows_of_its_business_only(session: Session) -> None:
    assert ids(session.execute(query("offers"))) == ["o1", "o2"]
    assert ids(session.execute(query("offers", scope=TWO))) == ["o3"]
    other = session.execute(query("offers", is_("biz_id", "biz_2")))
    assert ids(other) == []
    assert "another business" in other.warnings[0]


def test_policies_hold_even_where_no_filter_is_added(session: Session) -> None:
    # `bizes` has no biz_id: nothing but its policy keeps the other business out.
    assert ids(session.execute(query("bizes"))) == ["biz_1"]
    assert ids(session.execute(query("bizes", scope=Scope()))) == []
    assert session.execute(update("bizes", "biz_2", name="Mine")).row_count == 0


def test_values_come_as_json_kinds(session: Session) -> None:
    response = session.execute(
        insert("offers", id="x", name="N", tags=["a", "b"], settings={"a": [1]}, starts_on="infinity", external_id="0" * 32, price_minor=1)
    )
    row = response.rows[0]
    assert (row["tags"], row["settings"], row["starts_on"], row["external_id"]) == (
        ["a", "b"],
        {"a": [1]},
        "infinity",
        "00000000-0000-0000-0000-000000000000",
    )
    json.dumps(wire.response(response))


def test_a_request_is_dry_unless_it_says_otherwise(session: Session) -> None:
    response = session.execute(insert("offers", id="o9", name="Wash"))
    assert response.success
    assert (response.row_count, response.rows[0]["biz_id"], response.dry_run) == (1, "biz_1", True)
    assert response.trace[0].sql_preview.startswith("insert into public.offers (biz_id, id, name) values ($1, $2, $3)")
    assert response.trace[0].params == ("biz_1", "o9", "Wash")
    assert "number" in response.warnings[0]
    assert ids(session.execute(query("offers"))) == ["o1", "o2"]


def test_what_a_dry_run_does_not_take_back_is_said(session: Session) -> None:
    response = session.execute(insert("resources", id="r9", name="Room"))
    assert any("take_ticket" in warning for warning in response.warnings)
    response = session.execute(delete("bizes", is_("id", "biz_1")))
    assert "`offers`" in response.warnings[0]
    assert "deleted with it" in response.warnings[0]


def test_a_committing_write_says_first_what_it_touches(fresh: str) -> None:
    with open_session(fresh) as session:
        response = session.execute(
            request(
                ONE,
                True,
                kind="mutate",
                action="update",
                table="offers",
                values={"status": "archived"},
                filters=[{"column": "name", "op": "neq", "value": "none"}],
            )
        )
        assert response.success
        assert response.warnings == ("This updates 2 rows of `offers`.",)
        assert session.execute(query("offers", is_("status", "archived"))).row_count == 2
        assert session.execute(query("offers", is_("status", "archived"), scope=TWO)).row_count == 0


def test_a_write_that_touches_too_much_is_undone(fresh: str) -> None:
    with open_session(fresh, Options(limits=Limits(touched=1))) as session:
        everything = {"column": "name", "op": "neq", "value": "none"}
        assert error(session.execute(delete("offers", everything))).code == "over-limit"
        response = session.execute(delete("offers", everything, commit=True))
        assert error(response).code == "over-limit"
        assert not response.trace
        assert session.execute(query("offers")).row_count == 2


def test_a_batch_is_all_or_none(fresh: str) -> None:
    steps = [
        {"kind": "mutate", "action": "insert", "table": "offers", "values": {"id": "n1", "name": "A"}},
        {"kind": "query", "table": "offers", "filters": [is_("id", "n1")]},
        {"kind": "mutate", "action": "insert", "table": "offers", "values": {"id": "n1", "name": "B"}},
    ]
    with open_session(fresh) as session:
        good = session.execute(request(ONE, True, kind="batch", steps=steps[:2]))
        assert (good.command_kind, good.row_count, [entry.row_count for entry in good.trace]) == ("batch", 1, [1, 1])
        assert [[row["id"] for row in step.rows] for step in good.steps] == [["n1"], ["n1"]]
        assert good.rows == good.steps[1].rows
        steps[0]["values"] = {"id": "n2", "name": "C"}
        steps[1]["filters"] = []
        bad = session.execute(request(ONE, True, kind="batch", steps=steps))
        assert error(bad).code == "pg-23505"
        assert [entry.step_index for entry in bad.trace] == [0, 1, 2]
        assert ids(session.execute(query("offers"))) == ["n1", "o1", "o2"]


def test_steps_of_a_batch_show_so_many_rows_together(fresh: str) -> None:
    steps = [{"kind": "query", "table": "offers"}] * 3
    with open_session(fresh, Options(limits=Limits(together=3))) as session:
        response = session.execute(request(ONE, kind="batch", steps=steps))
        assert [(len(step.rows), step.row_count) for step in response.steps] == [(2, 2), (1, 2), (0, 2)]
        assert (len(response.rows), response.row_count) == (2, 2)
        assert response.warnings == ("Of all steps together 3 rows are shown; `rowCount` says how many each has.",)
        assert session.execute(query("offers")).steps == ()


def test_a_batch_with_a_known_key_gets_the_rows_of_all_its_steps_again(fresh: str) -> None:
    steps = [
        {"kind": "query", "table": "offers", "select": ["id"]},
        {"kind": "mutate", "action": "insert", "table": "offers", "values": {"id": "n1", "name": "A"}, "returning": ["id"]},
    ]
    with open_session(fresh) as session:
        sent = request(ONE, True, "b1", kind="batch", steps=steps)
        first = session.execute(sent)
        assert [len(step.rows) for step in first.steps] == [2, 1]
        assert session.execute(sent) == first


def test_a_known_key_gets_the_stored_response_and_runs_nothing(fresh: str) -> None:
    with open_session(fresh) as session:
        first = session.execute(insert("offers", commit=True, key="k1", id="k", name="Keyed"))
        again = session.execute(insert("offers", commit=True, key="k1", id="k", name="Keyed"))
        assert first.success
        assert wire.response(again) == wire.response(first)
        other = session.execute(insert("offers", commit=True, key="k1", id="k2", name="Other"))
        assert error(other).code == "idempotency-key-reused"
        theirs = session.execute(insert("offers", commit=True, scope=TWO, key="k1", id="k3", name="Other"))
        assert theirs.success
        failed = session.execute(insert("offers", commit=True, key="k4", id="k", name="Taken"))
        assert error(failed).code == "pg-23505"
        assert session.execute(insert("offers", commit=True, key="k4", id="k4", name="Taken")).success


def test_every_request_is_in_a_log_that_nobody_changes(fresh: str) -> None:
    with open_session(fresh) as session:
        session.execute(query("offers"))
        session.execute(insert("offers", id="o1", name="Again"))
        session.execute(query("nothing"))
        session.execute(insert("offers", commit=True, id="o7", name="x" * 5000))
        with session.transaction() as transaction:
            transaction.execute(insert("offers", commit=True, id="o8", name="y"))
    entries = log_of(fresh)
    assert [(entry["success"], entry["error_code"], entry["dry_run"]) for entry in entries] == [
        (True, "", True), (False, "pg-23505", True), (False, "unknown-table", True), (True, "", False), (True, "", True),
    ]  # fmt: skip
    assert {entry["biz_id"] for entry in entries} == {"biz_1"}
    assert "(5000 characters)" in json.dumps(entries[3]["command"])
    with connect(fresh) as connection:
        for statement in ("update app_contract.requests set error = ''", "delete from app_contract.requests", "truncate app_contract.replies"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only be added to"):
                connection.execute(statement)
        connection.execute("set role contract_agent")
        for statement in ("select * from app_contract.requests", "delete from app_contract.requests", "update app_contract.replies set reply = '{}'"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"):
                connection.execute(statement)


def test_a_row_that_can_be_written_but_not_read_is_written_without_being_shown(session: Session) -> None:
    response = session.execute(insert("inbox", id="i1", body="Hello"))
    assert response.success
    assert (response.row_count, response.rows) == (1, ())
    steps = [
        {"kind": "mutate", "action": "insert", "table": "offers", "values": {"id": "n1", "name": "A"}},
        {"kind": "mutate", "action": "insert", "table": "inbox", "values": {"id": "i1", "body": "B"}},
        {"kind": "query", "table": "offers", "filters": [is_("id", "n1")]},
    ]
    assert session.execute(request(kind="batch", steps=steps)).row_count == 1


def test_constraints_that_wait_for_the_commit_are_checked_in_a_dry_run_too(session: Session) -> None:
    found = error(session.execute(insert("notes", id="n1", next_id="n2")))
    assert (found.code, found.missing_parent) == ("pg-23503", ("notes", "id", "n2"))


REFUSALS = [
    (insert("offers", id="x"), "pg-23502", {"column": "name"}, "must have a value"),
    (insert("offers", id="x", name="Shave"), "pg-23505", {"column": "name", "value": "Shave"}, "`Shave` is taken: duplicate `name`"),
    (insert("offers", id="o1", name="x"), "pg-23505", {"column": "id", "value": "o1"}, "`o1` is taken"),
    (insert("offers", id="x", name="x", price_minor=-5), "pg-23514", {"column": "price_minor", "value": "-5"}, "breaks the check"),
    (
        insert("offers", id="x", name="x", kind="bunde"),
        "pg-23514",
        {"column": "kind", "allowed": ("single", "bundle"), "nearest": ("bundle",)},
        "bunde",
    ),
    (insert("offers", id="x", name="x", status="activ"), "value-not-allowed", {"allowed": ("draft", "active", "archived")}, "activ"),
    (insert("offers", id="x", name="x", code="far too long"), "pg-22001", {"column": "code", "value": "far too long"}, "varying(8)"),
    (insert("offers", id="x", name="x", price_minor=10**12), "pg-22003", {"column": "price_minor", "value": str(10**12)}, "integer"),
    (insert("offers", id="x", name="x", starts_on="soonish"), "pg-22007", {"column": "starts_on", "value": "soonish"}, "date"),
    (insert("offers", id="x", name="x", starts_on="2026-13-40"), "pg-22008", {"column": "starts_on"}, "date"),
    (insert("offers", id="x", name="x", settings="{"), "pg-22P02", {"column": "settings"}, "jsonb"),
    (insert("offers", id="x", name="x", number=5), "pg-428C9", {}, "number"),
    (query("offers", {"column": "created_at", "op": "gt", "value": "whenever"}), "pg-22007", {"column": "created_at"}, "whenever"),
    (
        insert("assignments", id="a", resource_id="nobody", during="[2026-01-01,2026-01-02)"),
        "pg-23503",
        {"column": "resource_id", "value": "nobody", "missing_parent": ("resources", "id", "nobody")},
        "`resources` has no row",
    ),
    (delete("resources", is_("id", "r1")), "pg-23503", {"table": "assignments", "column": "resource_id"}, "still refer"),
    (insert("plans", name="gold"), "pg-42501", {"table": "plans"}, "may not insert"),
    (insert("bizes", id="biz_3", name="x", slug="x"), "pg-42501", {"table": "bizes"}, "policies of `bizes` do not let"),
]


@pytest.fixture(scope="session")
def with_assignment(prepared: str) -> Iterator[None]:
    with connect(prepared) as connection:
        connection.execute("insert into assignments values ('a0', 'biz_1', 'r1', '[2026-01-01,2026-01-02)')")
    yield
    with connect(prepared) as connection:
        connection.execute("delete from assignments")


@pytest.mark.usefixtures("with_assignment")
@pytest.mark.parametrize(("asked", "code", "facts", "message"), REFUSALS, ids=[f"{code}-{index}" for index, (_, code, _, _) in enumerate(REFUSALS)])
def test_refusals_say_what_is_wrong_and_what_would_do(session: Session, asked: Request, code: str, facts: dict[str, object], message: str) -> None:
    found = error(session.execute(asked))
    assert found.code == code
    assert message in f"{found.message} {found.detail}"
    assert {name: getattr(found, name) for name in facts} == facts


@pytest.mark.usefixtures("with_assignment")
def test_what_overlaps_is_called_an_overlap(session: Session) -> None:
    found = error(session.execute(insert("assignments", id="a1", resource_id="r1", during="[2026-01-01 10:00,2026-01-01 11:00)")))
    assert found.code == "pg-23P01"
    assert found.message.startswith("overlap: the row conflicts with another one of `assignments` in resource_id, during")
    assert "PostgreSQL: conflicting key value violates exclusion constraint" in found.detail


def test_the_request_that_is_suggested_makes_the_missing_parent(session: Session) -> None:
    found = error(session.execute(insert("assignments", id="a", resource_id="res 7", during="[2026-01-01,2026-01-02)")))
    assert found.suggestion == "insert into resources id = res 7 biz_id = biz_1 name = New resources"
    with session.transaction() as transaction:
        assert transaction.execute(insert("resources", commit=True, id="res 7", biz_id="biz_1", name="New resources")).success
        assert transaction.execute(insert("assignments", commit=True, id="a", resource_id="res 7", during="[2026-01-01,2026-01-02)")).success


def test_steps_of_a_transaction_see_each_other_and_failures_spoil_nothing(session: Session) -> None:
    with session.transaction() as transaction:
        assert transaction.execute(insert("offers", commit=True, id="t1", name="T")).success
        assert error(transaction.execute(insert("offers", commit=True, id="t1", name="T"))).code == "pg-23505"
        assert transaction.execute(query("offers", is_("id", "t1"))).row_count == 1
        assert transaction.execute(query("offers", scope=TWO)).row_count == 1
        with transaction.savepoint() as undo:
            assert transaction.execute(insert("offers", commit=True, scope=TWO, id="t2", name="T2")).success
            undo()
        assert transaction.execute(query("offers", is_("id", "t2"), scope=TWO)).row_count == 0
        assert transaction.execute(insert("offers", id="t3", name="T3")).success
        assert transaction.execute(query("offers", is_("id", "t3"))).row_count == 0
        assert transaction.execute(insert("notes", commit=True, id="n1", next_id="n2")).success
        refused = transaction.settle()
        assert refused is not None
        assert refused.code == "pg-23503"
        assert transaction.execute(insert("notes", commit=True, id="n2")).success
        assert transaction.settle() is None
    assert ids(session.execute(query("offers"))) == ["o1", "o2"]


def kept_but_interrupted(session: Session) -> None:
    with session.transaction() as transaction:
        transaction.execute(insert("offers", commit=True, id="t2", name="U"))
        transaction.keep(True)
        raise ZeroDivisionError


def test_a_transaction_is_kept_when_it_is_said(fresh: str) -> None:
    with open_session(fresh) as session:
        with session.transaction() as transaction:
            transaction.execute(insert("offers", commit=True, id="t1", name="T"))
            transaction.keep(True)
        with pytest.raises(ZeroDivisionError):
            kept_but_interrupted(session)
        assert ids(session.execute(query("offers"))) == ["o1", "o2", "t1"]
    assert len(log_of(fresh)) == 3


def test_nothing_waits_for_ever(fresh: str) -> None:
    with open_session(fresh, Options(bounds=Bounds(statement=400, lock=100))) as session, connect(fresh) as other, other.transaction():
        other.execute("lock table offers in access exclusive mode")
        assert error(session.execute(query("offers"))).code == "pg-55P03"
    with connect(fresh) as connection:
        connection.execute("create policy slow on plans for select to authenticated using (pg_sleep(5) is not null)")
        connection.execute("alter table plans enable row level security")
        connection.execute("insert into plans values ('a')")
    with open_session(fresh, Options(bounds=Bounds(statement=200))) as session:
        assert error(session.execute(query("plans"))).code == "pg-57014"
        assert session.execute(query("offers")).row_count == 2


def test_a_connection_that_was_lost_is_made_anew(fresh: str) -> None:
    with open_session(fresh) as session:
        with connect(fresh) as other:
            other.execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'appfactory contract'")
        assert session.execute(query("offers")).row_count == 2
        with session.transaction() as transaction:
            with connect(fresh) as other:
                other.execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'appfactory contract'")
            assert not transaction.execute(query("offers")).success
        assert session.execute(query("offers")).row_count == 2


def test_names_are_looked_up_within_the_scope(session: Session) -> None:
    assert [match.key for match in session.lookup("offers", "name", "haircut", ONE)] == ["o1"]
    assert session.lookup("offers", "name", "Massage", ONE) == ()
    assert session.lookup("offers", "name", "%", ONE) == ()
    assert session.lookup("nothing", "name", "x", ONE) == ()
