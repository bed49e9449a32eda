"""Constraints that the plan states beside its fields: unique together, checks of whole rows, stretches that must not overlap."""

from __future__ import annotations

from dataclasses import dataclass, replace

from appfactory.compile.database.entity_tables import same_expression, taken_names, with_index
from appfactory.compile.database.identifiers import free_name, quote
from appfactory.model.database import Check, Exclusion, Index, Table
from appfactory.model.spec import Scalar

RANGES: dict[Scalar, str] = {"datetime": "tstzrange", "date": "daterange", "int": "int4range", "bigint": "int8range", "decimal": "numrange"}
"""PostgreSQL's range over each type whose values can be the ends of a stretch."""


@dataclass(frozen=True, slots=True)
class RequestedUnique:
    """Columns of a table that are unique together, in the rows for which `where` (SQL over columns; empty: in all) holds."""

    table: str
    columns: tuple[str, ...]
    where: str = ""


@dataclass(frozen=True, slots=True)
class RequestedCheck:
    """A condition, as SQL over columns, that every row of a table meets. `name` is in snake_case."""

    table: str
    name: str
    expression: str


@dataclass(frozen=True, slots=True)
class RequestedExclusion:
    """Rows alike in the columns `equal` whose stretches from `start` until `end` must not overlap. `kind` is the type of both ends.

    `where` is SQL over columns, empty if all rows count; rows without a start never do.
    """

    table: str
    name: str
    equal: tuple[str, ...]
    start: str
    end: str
    kind: Scalar
    where: str = ""
    start_required: bool = True


def with_unique(table: Table, unique: RequestedUnique) -> Table:
    """The table with the unique constraint; with a unique index if it holds for some rows only."""
    if not unique.where:
        return with_index(table, unique.columns, unique=True)
    if any(index.unique and index.columns == unique.columns and same_expression(index.where, unique.where) for index in table.indexes if index.where):
        return table
    name = free_name(table.name, "_".join(unique.columns), "key", taken_names(table))
    return replace(table, indexes=(*table.indexes, Index(name, unique.columns, unique=True, where=unique.where)))


def with_check(table: Table, check: RequestedCheck) -> Table:
    """The table with the check, unless it has one that says the same."""
    if any(same_expression(known.expression, check.expression) for known in table.checks):
        return table
    name = free_name(table.name, check.name, "check", taken_names(table))
    return replace(table, checks=(*table.checks, Check(name, check.expression)))


def with_overlap(table: Table, exclusion: RequestedExclusion) -> Table:
    """The table with the exclusion constraint, whose name ends with `overlap`, and with a check that a stretch has a length."""
    start, end = quote(exclusion.start), quote(exclusion.end)
    table = with_check(table, RequestedCheck(table.name, f"{exclusion.end}_after_{exclusion.start}", f"{end} > {start}"))
    elements = [f"{quote(column)} with =" for column in exclusion.equal]
    elements.append(f"{RANGES[exclusion.kind]}({start}, {end}) with &&")
    conditions = [] if exclusion.start_required else [f"{start} is not null"]
    conditions += [f"({exclusion.where})" if conditions else exclusion.where] if exclusion.where else []
    definition = f"exclude using gist ({', '.join(elements)})"
    if conditions:
        definition += f" where ({' and '.join(conditions)})"
    name = free_name(table.name, exclusion.name, "overlap", taken_names(table))
    return replace(table, exclusions=(*table.exclusions, Exclusion(name, definition)))
