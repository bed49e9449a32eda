"""Typed commands as SQL. Identifiers come from the catalog alone; values are bound, or, for SQLite, written as literals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from appfactory.contract.model.request import Mutation, Query, RequestError, Scope
from appfactory.contract.statements.printer import Printer
from appfactory.contract.statements.refusal import DEFAULT_LIMITS, Limits, Refused
from appfactory.contract.statements.schema import Schema
from appfactory.contract.statements.statement_cache import remember, shape_of
from appfactory.contract.statements.writing import print_count, print_mutation

Dialect: TypeAlias = Literal["postgresql", "sqlite"]
Kind: TypeAlias = Literal["query", "insert", "update", "delete"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One SQL statement. `params` are the values of `$1`, `$2`, … as text (None is NULL); `columns` the table's, if a write returns rows."""

    kind: Kind
    table: str
    sql: str
    params: tuple[str | None, ...] = ()
    returns: bool = False


def statement(
    command: Query | Mutation,
    schema: Schema,
    scope: Scope | None = None,
    limits: Limits = DEFAULT_LIMITS,
    dialect: Dialect = "postgresql",
    *,
    returning: bool = True,
) -> Statement | RequestError:
    """The command as one statement, or why it is refused.

    With a `scope`, tables whose rows belong to a business are confined to it; without one, as for SQLite, nothing is added. A write that says
    no `returning` returns its row if it can be one only, unless `returning` is false.
    """
    try:
        shape = shape_of(command, schema, scope, returning) if dialect == "postgresql" else None
        known = schema.printed.get(shape.key) if shape is not None else None
        if shape is not None and known is not None and known.limits is limits:
            kind: Kind = "query" if isinstance(command, Query) else command.action
            return Statement(kind, command.table, known.sql, known.params(shape.values), known.returns)
        printer = Printer(schema, scope, limits, dialect)
        if isinstance(command, Query):
            default = limits.rows if dialect == "postgresql" else None
            found = Statement("query", command.table, printer.query(command, default), tuple(printer.params), True)
        else:
            sql, returns = print_mutation(printer, command, returning=returning)
            found = Statement(command.action, command.table, sql, tuple(printer.params), returns)
        if shape is not None:
            remember(shape, printer, found.sql, found.returns)
        return found
    except Refused as refused:
        return refused.error


def counting(mutation: Mutation, schema: Schema, scope: Scope | None = None, limits: Limits = DEFAULT_LIMITS) -> Statement | RequestError:
    """The number of rows that an update or a delete would touch, as a query."""
    printer = Printer(schema, scope, limits, "postgresql")
    try:
        return Statement("query", mutation.table, print_count(printer, mutation), tuple(printer.params), True)
    except Refused as refused:
        return refused.error
