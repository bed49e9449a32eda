"""The booking platform has every table and column that its callers name, and takes every value that they give."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from appfactory.compile.plan.format import format_plan
from appfactory.compile.plan.validate import validate
from appfactory.compile.resolve import resolve
from appfactory.model.database import Database, Table
from appfactory.model.spec import AppSpec, NotCovered

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "examples" / "booking-platform" / "buildplan.yaml"
FACTS: dict[str, dict[str, str | list[str]]] = yaml.safe_load((Path(__file__).parent / "booking_platform_facts.yaml").read_text())
KINDS = {
    "text": ("text", "character varying"), "integer": ("integer",), "boolean": ("boolean",), "date": ("date",), "time": ("time without time zone",),
    "timestamp": ("timestamp with time zone",),
}  # fmt: skip


@pytest.fixture(scope="module")
def spec() -> AppSpec:
    text = PLAN.read_text(encoding="utf-8")
    findings, read = validate(text, PLAN.name)
    assert [(finding.code, finding.span.line) for finding in findings if finding.severity != "info"] == []
    found, findings = resolve(read, None)
    assert found is not None
    assert findings == ()
    return found


def test_the_plan_is_in_its_canonical_form() -> None:
    text = PLAN.read_text(encoding="utf-8")
    assert format_plan(text)[0] == text


@pytest.mark.parametrize("name", sorted(FACTS))
def test_callers_find_what_they_name(spec: AppSpec, name: str) -> None:
    table = spec.database.table(name)
    assert table is not None
    for column, fact in FACTS[name].items():
        kind, values = (fact, []) if isinstance(fact, str) else (fact[0], fact[1:])
        found = table.column(column)
        assert found is not None, column
        allowed = values_of(spec.database, found.type)
        assert kind == "text" if allowed else found.type.split("(")[0] in KINDS[kind], column
        assert not allowed or set(values) <= set(allowed), column


def values_of(database: Database, kind: str) -> tuple[str, ...]:
    return next((item.values for item in database.enumerations if item.name == kind.strip('"')), ())


def own_tables(spec: AppSpec) -> list[Table]:
    return [table for table in spec.database.tables if table.schema == "public"]


def test_each_table_explains_itself(spec: AppSpec) -> None:
    for table in own_tables(spec):
        assert len(table.comment) > 20, table.name
    assert all(enumeration.comment for enumeration in spec.database.enumerations if enumeration.name in ("lifecycle_status", "resource_type"))


def test_each_row_of_a_business_is_guarded_by_its_tenant(spec: AppSpec) -> None:
    without = {table.name for table in own_tables(spec) if table.column("biz_id") is None}
    assert without == {"bizes", "users", "extension_definitions"}
    for table in own_tables(spec):
        assert table.row_security
        if table.name not in without:
            assert {policy.name.removesuffix("_read").removesuffix("_add") for policy in table.policies} == {"tenant_access", "admin_access"}


def test_slugs_are_unique_in_their_business(spec: AppSpec) -> None:
    for table in own_tables(spec):
        if table.column("slug") is not None:
            columns = ("slug",) if table.name == "bizes" else ("biz_id", "slug")
            assert columns in [unique.columns for unique in table.uniques], table.name


def test_one_style_of_names(spec: AppSpec) -> None:
    for table in own_tables(spec):
        for column in table.columns:
            if column.type == "timestamp with time zone":
                assert column.name.endswith("_at"), column.name
            if column.type == "date":
                assert column.name.endswith(("_on", "_date")), column.name
            if column.name.endswith("_bps") and column.name != "multiplier_bps":
                assert any(f"{column.name} between 0 and 10000" in check.expression for check in table.checks), f"{table.name}.{column.name}"
        for key in table.foreign_keys:
            assert any(index.columns[0] == key.columns[0] for index in table.indexes) or any(
                unique.columns[0] == key.columns[0] for unique in table.uniques
            ), f"{table.name}.{key.columns[0]}"


def test_every_operation_is_understood(spec: AppSpec) -> None:
    assert not [operation.id for operation in spec.operations if isinstance(operation.meaning, NotCovered)]
    assert {route.operation for route in spec.routes} == {operation.id for operation in spec.operations}
