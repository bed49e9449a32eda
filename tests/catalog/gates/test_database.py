"""Row level security lint: each rule on a table that breaks it, and on one that does not."""

from __future__ import annotations

import pytest

from appfactory.catalog.gates.database import DatabaseGate, row_security_findings
from appfactory.model.database import Column, Database, ForeignKey, Function, Index, Policy, Table
from appfactory.model.finding import Finding
from appfactory.model.gate import Evidence
from tests.catalog.gates.test_gates import spec

OWNER = "((select app.current_user_id()) = user_id)"


def table(**changes: object) -> Table:
    values: dict[str, object] = {
        "name": "Reservation",
        "columns": (Column("id", "uuid"), Column("user_id", "uuid")),
        "primary_key": ("id",),
        "policies": (Policy("own", using=OWNER, roles=("authenticated",)),),
        "row_security": True,
    }
    return Table(**{**values, **changes})  # type: ignore[arg-type]


def codes(*tables: Table, functions: tuple[Function, ...] = ()) -> list[str]:
    return [finding.code for finding in row_security_findings(Database(tables, functions=functions))]


def test_a_sound_table() -> None:
    assert codes(table()) == []


@pytest.mark.parametrize("policies", [(), (Policy("own", using=OWNER),)])
def test_row_security_off(policies: tuple[Policy, ...]) -> None:
    findings = row_security_findings(Database((table(row_security=False, policies=policies),)))
    assert [(finding.code, finding.severity) for finding in findings] == [("row-security-off", "error")]
    assert 'alter table public."Reservation" enable row level security;' in findings[0].hint


def test_other_schemas_are_not_exposed() -> None:
    assert codes(table(schema="app", row_security=False, policies=())) == []


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (Policy("p", "ALL", "true"), True),
        (Policy("p", "UPDATE", "(true)"), True),
        (Policy("p", "DELETE", "1 = 1", roles=("authenticated",)), True),
        (Policy("p", "INSERT", check="true"), True),
        (Policy("p", "UPDATE", OWNER, check="true"), True),
        (Policy("p", "SELECT", "true"), False),
        (Policy("p", "ALL", "true", roles=("service_role",)), False),
        (Policy("p", "ALL", "true", permissive=False), False),
        (Policy("p", "INSERT", check=OWNER), False),
    ],
)
def test_policies_that_are_always_true(policy: Policy, expected: bool) -> None:
    assert ("policy-always-true" in codes(table(policies=(policy,)))) is expected


@pytest.mark.parametrize(
    ("condition", "bare"),
    [
        ("user_id = auth.uid()", "auth.uid()"),
        ("(select auth.uid()) = user_id", ""),
        ("( SELECT app.current_user_id() AS current_user_id) = user_id", ""),
        ("app.is_admin()", "app.is_admin()"),
        ("name = 'auth.uid()'", ""),
        ("current_setting('a.b', true) = name", "current_setting('a.b', true)"),
    ],
)
def test_calls_worked_out_for_every_row(condition: str, bare: str) -> None:
    findings = row_security_findings(Database((table(policies=(Policy("p", using=condition),)),)))
    assert [finding.code for finding in findings] == (["policy-call-per-row"] if bare else [])
    assert not bare or f"(select {bare})" in findings[0].hint


def test_user_metadata_is_never_trusted() -> None:
    policy = Policy("p", using="((select auth.jwt()) -> 'user_metadata' ->> 'role') = 'admin'")
    assert codes(table(policies=(policy,))) == ["policy-user-metadata"]


def test_overlapping_policies_are_only_a_remark() -> None:
    findings = row_security_findings(Database((table(policies=(Policy("a", using=OWNER), Policy("b", "SELECT", "true"))),)))
    assert [(finding.code, finding.severity) for finding in findings] == [("policies-overlap", "info")]


def test_keys_and_indexes() -> None:
    key = ForeignKey("fk", ("table_id",), "Table", ("id",))
    assert codes(table(primary_key=())) == ["no-primary-key"]
    assert codes(table(foreign_keys=(key,))) == ["foreign-key-without-index"]
    assert codes(table(foreign_keys=(key,), indexes=(Index("i", ("table_id", "time")),))) == []
    assert codes(table(foreign_keys=(key,), indexes=(Index("i", ("table_id",), where="x"),))) == ["foreign-key-without-index"]
    assert codes(table(indexes=(Index("i", ("time",)), Index("j", ("time",))))) == ["duplicate-index"]


@pytest.mark.parametrize(
    ("definition", "wrong"),
    [
        ("create function f() returns void language sql security definer as $$ select 1 $$", True),
        ("create function f() returns void language sql security definer set search_path = '' as $$ select 1 $$", False),
        ("create function f() returns void language sql as $$ select 'security definer' $$", False),
        ("create function f() returns void language plpgsql SECURITY DEFINER as $x$ begin set search_path = ''; end $x$", True),
    ],
)
def test_functions_that_run_as_their_owner(definition: str, wrong: bool) -> None:
    assert codes(functions=(Function("f", definition, "app"),)) == (["definer-search-path"] if wrong else [])


def test_the_gate_fails_on_drift_and_counts() -> None:
    drift = Finding("drift-add-column", "error", "The column x is missing.")
    gate = DatabaseGate()
    assert gate.examine(spec(), Evidence(database=Database((table(),)), drift=(drift,))).verdict == "failed"
    result = gate.examine(spec(), Evidence(database=Database((table(),))))
    assert result.verdict == "passed"
    assert dict(result.figures) == {"tables": 1, "policies": 1, "drift": 0, "warnings": 0}
    unused = gate.examine(spec(), Evidence(database=Database((table(name="users", policies=()),))))
    assert [(finding.code, finding.severity) for finding in unused.findings] == [("row-security-without-policy", "warning")]
