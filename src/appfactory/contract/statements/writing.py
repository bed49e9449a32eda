"""Inserts, updates and deletes as SQL."""

from __future__ import annotations

from appfactory.contract.model.request import Mutation, Scalar
from appfactory.contract.statements.printer import Printer, Sources
from appfactory.contract.statements.refusal import Refused, missing_scope, not_a_query, other_scope, without_filter
from appfactory.contract.statements.schema import SCOPE_COLUMN
from appfactory.contract.statements.selectivity import leaves_out
from appfactory.model.database import Table


def print_mutation(printer: Printer, mutation: Mutation, *, returning: bool) -> tuple[str, bool]:
    """The statement, and whether it returns rows. Raises `Refused`."""
    table = printer.schema.table(mutation.table)
    names = [column for column, _ in mutation.values]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise Refused(not_a_query(f"`{twice}` is given twice", "say which value holds", table.name))
    if mutation.action == "insert":
        sql = _insert(printer, table, mutation)
    else:
        where = _where(printer, table, mutation) if mutation.action == "delete" else ""
        sql = f"delete from {printer.table(table)}{where}" if mutation.action == "delete" else _update(printer, table, mutation)
    returned = [printer.quote(printer.schema.column(table, name).name) for name in mutation.returning if name != "*"]
    if "*" in mutation.returning or (not returned and returning and _is_one_row(table, mutation)):
        returned = ["*"]
    return (f"{sql} returning {', '.join(returned)}", True) if returned else (sql, False)


def print_count(printer: Printer, mutation: Mutation) -> str:
    """The number of rows that an update or a delete touches."""
    table = printer.schema.table(mutation.table)
    return f"select count(*) from {printer.table(table)}{_where(printer, table, mutation)}"


def _insert(printer: Printer, table: Table, mutation: Mutation) -> str:
    values = dict(_confined_values(printer, table, mutation))
    if printer.scope is not None and printer.schema.is_scoped(table) and SCOPE_COLUMN not in values:
        values = {SCOPE_COLUMN: printer.scope.biz_id, **values}
    if not values:
        return f"insert into {printer.table(table)} default values"
    columns = [printer.schema.column(table, name) for name in values]
    printed = [printer.value(value, table, column) for column, value in zip(columns, values.values(), strict=True)]
    names = ", ".join(printer.quote(column.name) for column in columns)
    return f"insert into {printer.table(table)} ({names}) values ({', '.join(printed)})"


def _update(printer: Printer, table: Table, mutation: Mutation) -> str:
    values = _confined_values(printer, table, mutation)
    if not values:
        raise Refused(not_a_query("the update changes nothing", "give the columns with their new values", table.name))
    columns = [(printer.schema.column(table, name), value) for name, value in values]
    changes = ", ".join(f"{printer.quote(column.name)} = {printer.value(value, table, column)}" for column, value in columns)
    return f"update {printer.table(table)} set {changes}{_where(printer, table, mutation)}"


def _confined_values(printer: Printer, table: Table, mutation: Mutation) -> tuple[tuple[str, Scalar | tuple[Scalar, ...]], ...]:
    """The values, if none of them gives the row to another business."""
    if printer.scope is None or not printer.schema.is_scoped(table):
        return mutation.values
    if not printer.scope.biz_id:
        raise Refused(missing_scope(table.name, SCOPE_COLUMN))
    for column, value in mutation.values:
        if column == SCOPE_COLUMN and value != printer.scope.biz_id:
            raise Refused(other_scope(table.name, SCOPE_COLUMN, str(value), printer.scope.biz_id))
    return mutation.values


def _where(printer: Printer, table: Table, mutation: Mutation) -> str:
    business = printer.scope.biz_id if printer.scope is not None and printer.schema.is_scoped(table) else ""
    if not leaves_out(mutation.filters, table, printer.schema, business):
        own = any(condition.column.column == SCOPE_COLUMN for condition in mutation.filters) and bool(business)
        raise Refused(without_filter(mutation.action, table.name, given=bool(mutation.filters), own=own))
    if any(condition.aggregate is not None for condition in mutation.filters):
        raise Refused(not_a_query(f"a {mutation.action} has no groups", "compare columns, or a query's result", table.name))
    return printer.where(mutation.filters, Sources(table.name, {table.name: table}))


def _is_one_row(table: Table, mutation: Mutation) -> bool:
    """True if the statement can touch one row at most: an insert, or one that names the key."""
    if mutation.action == "insert":
        return True
    named = {item.column.column for item in mutation.filters if item.operator == "eq" and not item.alternatives and item.value is not None}
    return bool(table.primary_key) and named >= set(table.primary_key)
