"""Rows of a tenant point at rows of the same tenant alone, and stay with it.

A foreign key is checked without regard to policies: by itself it would take the key of another tenant's row, and so tell that the row is
there. To whoever tries, such a row is as missing as one that never was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from appfactory.compile.database.identifiers import dollar_quote, literal, object_name, qualified, quote
from appfactory.compile.database.rendering import name_of
from appfactory.compile.database.tenancy import Tenancy
from appfactory.model.database import ForeignKey, Function, Table

_LABEL = "same_tenant"


def tenant_reference_functions(tenancy: Tenancy, tables: Mapping[str, Table]) -> tuple[Function, ...]:
    """One trigger function for each table whose rows belong to a tenant."""
    return tuple(_function(tenancy, table, tables) for table in _guarded(tenancy, tables))


def tenant_reference_triggers(tenancy: Tenancy, tables: Mapping[str, Table]) -> tuple[str, ...]:
    """The triggers that call them."""
    return tuple(
        f"create or replace trigger {_LABEL} before insert or update on {name_of(table)}\n  for each row execute function app.{quote(_name(table))}()"
        for table in _guarded(tenancy, tables)
    )


def _guarded(tenancy: Tenancy, tables: Mapping[str, Table]) -> Iterable[Table]:
    return (tables[name] for name, _ in tenancy.columns if name in tables and name != tenancy.root)


def _name(table: Table) -> str:
    return object_name(table.name, "", _LABEL)


def _function(tenancy: Tenancy, table: Table, tables: Mapping[str, Table]) -> Function:
    tenant = quote(tenancy.column_of(table))
    parts = [
        f"""\
  if tg_op = 'UPDATE' and new.{tenant} is distinct from old.{tenant} then
    raise exception 'a row of % can not be given to another tenant', tg_table_name
      using errcode = 'check_violation', schema = tg_table_schema, table = tg_table_name, column = {literal(tenancy.column_of(table))},
            constraint = {literal(_name(table))};
  end if;"""
    ]
    for key in table.foreign_keys:
        target = tables.get(key.references)
        if target is not None and len(key.columns) == 1 and target.name != tenancy.root and tenancy.column_of(target):
            parts.append(_check(tenancy, table, key, target))
    body = "\n".join(["begin", *parts, "  return new;", "end"])
    # With its owner's rights: policies hide the other tenant's row from the one who points at it.
    head = f"create or replace function app.{quote(_name(table))}() returns trigger\nlanguage plpgsql security definer\nset search_path = ''"
    framed = f"\n{body}\n"
    return Function(_name(table), f"{head}\nas {dollar_quote(framed)}", "app")


def _check(tenancy: Tenancy, table: Table, key: ForeignKey, target: Table) -> str:
    column = quote(key.columns[0])
    # Word by word what PostgreSQL says of a key that is not there to those whom policies bind.
    detail = literal(f'Key is not present in table "{target.name}".')
    message = f'insert or update on table "%" violates foreign key constraint "{key.name.replace("%", "%%")}"'
    return f"""\
  if new.{column} is not null and exists (
    select from {qualified(target.schema, target.name)} as target
    where target.{quote(key.referenced_columns[0])} = new.{column}
      and target.{quote(tenancy.column_of(target))} is distinct from new.{quote(tenancy.column_of(table))}
  ) then
    raise exception {literal(message)}, tg_table_name
      using errcode = 'foreign_key_violation', schema = tg_table_schema, table = tg_table_name, constraint = {literal(key.name)},
            detail = {detail};
  end if;"""
