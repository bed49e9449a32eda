"""A resource that is taken for a stretch of time: no two live rows may hold it at once, and what is free can be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from appfactory.compile.database.entity_tables import column_type
from appfactory.compile.database.identifiers import free_name, literal, qualified, quote
from appfactory.compile.database.lookup import Lookup
from appfactory.compile.database.platform import TIMESTAMP, enum_type
from appfactory.model.database import Check, Exclusion, Function, Table
from appfactory.model.spec import Allocation, Entity, Insert

EXTENSION = "btree_gist"
"""Lets an exclusion constraint compare scalars such as uuids for equality beside ranges for overlap."""


@dataclass(frozen=True, slots=True)
class Holding:
    """An allocation with the entity whose rows hold the resource, and the names of its functions in schema `app`."""

    entity: Entity
    resource: Entity
    allocation: Allocation
    slot: str
    free: str


def holdings(plan: Lookup) -> tuple[Holding, ...]:
    """Each allocation of the plan once. `free_tables` becomes `free_tables_for_events` when a second entity takes the same resource."""
    found: dict[tuple[str, str], Holding] = {}
    names: set[str] = set()
    for operation in plan.spec.operations:
        meaning = operation.meaning
        if not isinstance(meaning, Insert) or meaning.allocation is None or (meaning.entity, meaning.allocation.reference) in found:
            continue
        entity, resource = plan.entities[meaning.entity], plan.entities[meaning.allocation.resource]
        slot = _unused(f"{entity.names.snake}_slot", names)
        free = _unused(f"free_{resource.plural.snake}", names, f"free_{resource.plural.snake}_for_{entity.plural.snake}")
        found[meaning.entity, meaning.allocation.reference] = Holding(entity, resource, meaning.allocation, slot, free)
    return tuple(found.values())


def _unused(name: str, names: set[str], otherwise: str = "") -> str:
    chosen = name if name not in names or not otherwise else otherwise
    chosen = free_name(chosen, "", "", names) if chosen not in names else free_name(chosen, "", "again", names)
    names.add(chosen)
    return chosen


def with_exclusion(holding: Holding, table: Table) -> Table:
    """The table of the holding entity, in which two live rows can't hold one resource at overlapping times."""
    allocation, entity = holding.allocation, holding.entity
    reference, start = entity.field(allocation.reference).column, entity.field(allocation.start).column
    taken = {item.name for group in (table.foreign_keys, table.uniques, table.checks, table.exclusions, table.indexes) for item in group}
    if allocation.end:
        end = entity.field(allocation.end).column
        period = f"tstzrange({quote(start)}, {quote(end)})"
        name = free_name(table.name, end, "check", taken)
        table = replace(table, checks=(*table.checks, Check(name, f"{quote(start)} < {quote(end)}")))
        taken.add(name)
    else:
        period = f"app.{quote(holding.slot)}({quote(start)})"
    definition = f"exclude using gist ({quote(reference)} with =, {period} with &&)"
    live = _live(holding, "")
    if live:
        definition += f" where ({live})"
    name = free_name(table.name, f"{reference}_{start}", "excl", taken)
    return replace(table, exclusions=(*table.exclusions, Exclusion(name, definition)))


def _live(holding: Holding, prefix: str) -> str:
    """The condition under which a row still holds its resource; empty if it always does."""
    if not holding.allocation.status or not holding.allocation.released:
        return ""
    column = prefix + quote(holding.entity.field(holding.allocation.status).column)
    return f"{column} NOT IN ({', '.join(literal(value) for value in holding.allocation.released)})"


def allocation_functions(plan: Lookup, holding: Holding, tables: Mapping[str, Table]) -> tuple[Function, ...]:
    """`app.<slot>(timestamptz) → tstzrange` (unless rows have an end of their own) and `app.free_<resources>`."""
    functions = []
    if not holding.allocation.end:
        name = quote(holding.slot)
        definition = (
            f"create or replace function app.{name}(start {TIMESTAMP}) returns tstzrange\n"
            "language sql immutable parallel safe\nset search_path = ''\nas $$\n"
            # Adding minutes does not depend on the session's time zone, though PostgreSQL calls the operator only stable.
            f"  select tstzrange(start, start + make_interval(mins => {holding.allocation.minutes}))\n$$"
        )
        functions.append(Function(holding.slot, definition, "app"))
    functions.append(_free_function(plan, holding, tables))
    return tuple(functions)


def _free_function(plan: Lookup, holding: Holding, tables: Mapping[str, Table]) -> Function:
    """Lists the resources that nobody holds at that time, the smallest that fits first.

    It runs with its owner's rights, because rows of others are invisible to the caller; it tells nothing of them but that they are there.
    """
    allocation, entity, resource = holding.allocation, holding.entity, holding.resource
    name = quote(holding.free)
    key = resource.field(resource.key)
    capacity = resource.field(allocation.capacity).column if allocation.capacity else ""
    start = entity.field(allocation.start).column
    if allocation.end:
        parameters = f'start {TIMESTAMP}, "end" {TIMESTAMP}, quantity integer default null'
        wanted = f'tstzrange({name}.start, {name}."end")'
        held = f"tstzrange(taken.{quote(start)}, taken.{quote(entity.field(allocation.end).column)})"
    else:
        parameters = f"start {TIMESTAMP}, quantity integer default null"
        wanted = f"app.{quote(holding.slot)}({name}.start)"
        held = f"app.{quote(holding.slot)}(taken.{quote(start)})"
    fits = f"({name}.quantity is null or resource.{quote(capacity)} >= {name}.quantity)\n    and " if capacity else ""
    live = _live(holding, "taken.")
    order = f"resource.{quote(capacity)}, " if capacity else ""
    body = f"""\
  select resource.{quote(key.column)} from {qualified("public", resource.table)} as resource
  where {fits}not exists (
    select from {qualified("public", entity.table)} as taken
    where taken.{quote(entity.field(allocation.reference).column)} = resource.{quote(key.column)}
      and {held} && {wanted}{f" and {live}" if live else ""}
  )
  order by {order}resource.{quote(key.column)}"""
    table = tables.get(resource.table)
    column = table.column(key.column) if table is not None else None
    kind = column.type if column is not None else column_type(plan, key.type)
    returns = enum_type(kind) if key.type.kind == "enum" else kind
    definition = (
        f"create or replace function app.{name}({parameters}) returns setof {returns}\n"
        f"language sql stable security definer\nset search_path = ''\nas $$\n{body}\n$$"
    )
    return Function(holding.free, definition, "app")
