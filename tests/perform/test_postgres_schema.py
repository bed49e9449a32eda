"""Schemas of random plans, made on a real PostgreSQL, read back, and changed into one another."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appfactory.compile.database.ddl import as_script
from appfactory.compile.database.desired import desired_database
from appfactory.compile.database.difference import differences
from appfactory.compile.database.migration import baseline_sql
from appfactory.compile.naming import names_of, plural_names, singular_names
from appfactory.model.database import Database, Table
from appfactory.model.spec import (
    AppSpec,
    Entity,
    EnumSpec,
    FieldSpec,
    FieldType,
    Integrations,
    Operation,
    Project,
    Reference,
    Rollout,
    Targets,
    Testing,
)
from appfactory.perform.postgres.connection import ScriptError, connect, run_script, scratch_database
from appfactory.perform.postgres.introspect import introspect
from appfactory.perform.postgres.server import Server

pytestmark = pytest.mark.postgres

ENTITIES = ("Order", "Group", "Table", "Select", "Book Shelf", "Ähre", "Very" + "Long" * 14, "Class")
FIELDS = ("name", "user", "order", "end", "createdAt", "partySize", "größe", "check", "x" * 60, "limit", "tags", "class")
VALUES = ("PENDING", "DONE", "it's", "back\\slash", "", "é", "a,b", "$$")
KEYS = (FieldType("uuid"), FieldType("int"), FieldType("bigint"), FieldType("ksuid", prefix="row"), FieldType("string", length=40))
SCALARS = (
    FieldType("uuid"), FieldType("string"), FieldType("string", length=12), FieldType("text"), FieldType("int"), FieldType("bigint"),
    FieldType("decimal"), FieldType("decimal", precision=10, scale=2), FieldType("bool"), FieldType("date"), FieldType("time"),
    FieldType("datetime"), FieldType("json"), FieldType("enum", enum="Stage"), FieldType("enum", enum="Kind Of"),
)  # fmt: skip
DEFAULTS = {
    "string": "it's \\ --", "text": "'; drop table x --", "int": -3, "bigint": 2**62, "decimal": "1.50", "bool": True, "date": "2025-01-31",
    "time": "12:30", "datetime": "now", "json": '{"a": [1, "\'"]}', "uuid": "00000000-0000-4000-8000-000000000000",
}  # fmt: skip


def spec_of(entities: tuple[Entity, ...], enumerations: tuple[EnumSpec, ...], operations: tuple[Operation, ...] = ()) -> AppSpec:
    return AppSpec(
        "0" * 64, "1.0.0", Project("p", "p", "P", "nextjs-15", "pnpm", "node"), Targets("none", "supabase", "clerk", "stripe", "none", "none"),
        (), (), (), (), entities, enumerations, operations, (), Database(), "", Integrations(), Testing(), Rollout((), ()),
    )  # fmt: skip


@st.composite
def fields(draw: st.DrawFn, tables: list[tuple[str, str, FieldType]]) -> tuple[FieldSpec, ...]:
    names = draw(st.lists(st.sampled_from(FIELDS), max_size=6, unique=True))
    found = []
    for name in names:
        if draw(st.integers(0, 3)) == 0:
            source, table, key = draw(st.sampled_from(tables))
            kind = FieldType("fk", reference=Reference(table, "id", source), target=key.kind)
        elif draw(st.integers(0, 5)) == 0:
            kind = FieldType("fk", reference=Reference("users", "id"), target="uuid")
        else:
            kind = replace(draw(st.sampled_from(SCALARS)), array=draw(st.integers(0, 4)) == 0)
        default: str | int | bool | None = DEFAULTS.get(kind.kind)
        if kind.kind == "enum":
            default = "PENDING"
        if kind.array:
            default = draw(st.sampled_from(["{}", "[]"]))
        has_default = kind.kind != "fk" and draw(st.booleans())
        column = names_of(name).snake
        check = ""
        if kind.kind in ("int", "bigint", "decimal") and not kind.array and draw(st.booleans()):
            check = f'"{column}" > -100 and "{column}" <> 7'
        found.append(
            FieldSpec(
                names_of(name),
                column,
                kind,
                nullable=draw(st.booleans()),
                unique=draw(st.integers(0, 4)) == 0 and kind.kind != "json",
                has_default=has_default,
                default=default if has_default else None,
                supplied=has_default,
                check=check,
                index=draw(st.integers(0, 3)) == 0 and kind.kind != "json",
            )
        )
    return tuple(found)


@st.composite
def specs(draw: st.DrawFn) -> AppSpec:
    names = draw(st.lists(st.sampled_from(ENTITIES), min_size=1, max_size=5, unique=True))
    keys = {name: draw(st.sampled_from(KEYS)) for name in names}
    tables = [(name, plural_names(name).snake[:60], keys[name]) for name in names]
    entities = []
    for name, table, key in tables:
        own = draw(fields(tables))
        owner = next((field.names.source for field in own if field.type.kind == "fk" and field.type.reference.table == "users"), "")  # type: ignore[union-attr]
        parent = next((field.names.source for field in own if field.type.kind == "fk" and field.type.reference.table != "users"), "")  # type: ignore[union-attr]
        access = draw(st.sampled_from(["shared", *(["owned"] if owner else []), *(["through-parent"] if parent else [])]))
        identifier = FieldSpec(names_of("id"), "id", key, unique=True, supplied=key.kind != "string")
        entities.append(
            Entity(
                singular_names(name),
                plural_names(name),
                "d",
                table,
                (identifier, *own),
                "id",
                owner=owner,
                parent=parent,
                access=access,
                public_read=draw(st.booleans()),
            )
        )
    values = [("PENDING", *draw(st.lists(st.sampled_from(VALUES[1:]), max_size=4, unique=True))) for _ in range(2)]
    values = [tuple(draw(st.permutations(group))) for group in values]
    enumerations = (
        EnumSpec(names_of("Stage"), "stage", values[0], values[0]),
        EnumSpec(names_of("Kind Of"), "Kind Of", values[1], values[1]),
    )
    return spec_of(tuple(entities), enumerations)


def shape(database: Database) -> object:
    """What PostgreSQL prints as it was written: everything but expressions."""

    def table_shape(table: Table) -> object:
        return (
            table.schema, table.name, table.primary_key, table.row_security, table.comment,
            tuple((column.name, column.type, column.nullable, column.default is None, column.generated) for column in table.columns),
            sorted((key.name, key.columns, key.references, key.referenced_columns, key.on_delete, key.on_update) for key in table.foreign_keys),
            sorted((unique.name, unique.columns) for unique in table.uniques),
            sorted(check.name for check in table.checks),
            sorted(exclusion.name for exclusion in table.exclusions),
            sorted((index.name, index.columns, index.unique, index.method, bool(index.where)) for index in table.indexes),
            sorted((one.name, one.action, one.roles, one.permissive, bool(one.using), bool(one.check)) for one in table.policies),
        )  # fmt: skip

    return (
        sorted((table_shape(table) for table in database.tables), key=str),
        sorted((item.schema, item.name, item.values) for item in database.enumerations),
        sorted((function.schema, function.name) for function in database.functions),
        sorted(database.extensions),
    )


def without_order(database: Database) -> object:
    """The whole schema but for the order of columns."""
    tables = sorted(
        (replace(table, columns=tuple(sorted(table.columns, key=lambda column: column.name))) for table in database.tables),
        key=lambda table: (table.schema, table.name),
    )
    functions = sorted((function.schema, function.name, re.sub(r"\s+", " ", function.definition)) for function in database.functions)
    return tables, database.enumerations, functions, database.extensions


def made(server: Server, database: Database) -> Database:
    with scratch_database(server) as url, connect(url) as connection:
        run_script(connection, baseline_sql(database))
        return introspect(connection)


SLOW = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]
)


@SLOW
@given(specs())
def test_what_is_made_is_what_was_desired(server: Server, spec: AppSpec) -> None:
    desired = desired_database(spec, None)
    assert shape(made(server, desired)) == shape(desired)


@SLOW
@given(specs(), specs())
def test_differences_lead_from_any_schema_to_any_other(server: Server, first: AppSpec, second: AppSpec) -> None:
    target = made(server, desired_database(second, None))
    with scratch_database(server) as url, connect(url) as connection:
        run_script(connection, baseline_sql(desired_database(first, None)))
        changes = differences(introspect(connection), target)
        script = as_script(change.sql for change in changes)
        with connection.transaction():
            try:
                run_script(connection, script)
            except ScriptError as error:
                pytest.fail(f"{error}\n\n{script}")
        reached = introspect(connection)
    left = differences(reached, target)
    assert left == (), f"{as_script(change.sql for change in left)}\nremains after\n{script}"
    assert without_order(reached) == without_order(target)
