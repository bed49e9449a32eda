"""`src/db/_generated/seed-data.ts`: plausible rows for every entity, so that a preview looks like an app in use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from appfactory.catalog.stacks.nextjs_15.emit.index import Index, is_owned, stored
from appfactory.catalog.stacks.nextjs_15.emit.layout import fit, literal
from appfactory.catalog.stacks.nextjs_15.emit.seed_candidates import python_value
from appfactory.catalog.stacks.nextjs_15.emit.seed_checks import RowRules
from appfactory.catalog.stacks.nextjs_15.emit.seed_values import sample_value
from appfactory.model.files import FileDraft
from appfactory.model.json_value import JsonObject, JsonValue
from appfactory.model.spec import Allocation, Entity, FieldSpec, Insert

ANA, BEN, ADA = "ana@example.com", "ben@example.com", "ada@example.com"
_OWNERS = (ANA, ANA, BEN, ANA, BEN, ANA, ANA, BEN)
_ROWS = 8
_STAFF = (ANA, BEN)
"""People who act for a tenant each, in this order; the admin acts for all."""
_TENANTS = 3
"""How many tenants there are: one more than those that somebody acts for."""


@dataclass(slots=True)
class _Written:
    """The rows so far, by entity: values by column, and whose each row is. Allocations by the resource, and by the entity that holds it."""

    rows: dict[str, list[dict[str, JsonValue]]] = field(default_factory=dict)
    owners: dict[str, list[str]] = field(default_factory=dict)
    capacities: dict[str, list[Allocation]] = field(default_factory=dict)
    holdings: dict[str, list[Allocation]] = field(default_factory=dict)


def seed_data_draft(index: Index) -> FileDraft:
    """The data module. Tables stand in an order in which their rows can be inserted."""
    tables = "".join(_table(entity, rows) for entity, rows in seed_rows(index))
    listed = f"[\n{tables}]" if tables else "[]"
    body = f'import type {{ SeedTable }} from "@/db/seed-rows";\n\nexport const seedTables: readonly SeedTable[] = {listed};\n'
    return FileDraft("src/db/_generated/seed-data.ts", body, "generated", "components.domains")


def _table(entity: Entity, rows: list[dict[str, JsonValue]]) -> str:
    lines = "".join(f"      {literal(JsonObject(tuple(row.items())))},\n" for row in rows)
    return fit(f"  {{\n    table: {literal(entity.table)},\n    rows: [\n{lines}    ],\n  }},\n")


def seed_rows(index: Index) -> tuple[tuple[Entity, list[dict[str, JsonValue]]], ...]:
    """The rows of each entity by column, parents first."""
    written = _Written()
    for operation in index.spec.operations:
        allocation = operation.meaning.allocation if isinstance(operation.meaning, Insert) else None
        if allocation is not None and allocation.capacity and allocation.quantity and isinstance(operation.meaning, Insert):
            written.capacities.setdefault(allocation.resource, []).append(allocation)
            written.holdings.setdefault(operation.meaning.entity, []).append(allocation)
    ordered = []
    by_table = {entity.table: entity for entity in index.spec.entities}
    names = [table.name for table in index.spec.database.tables if table.schema == "public" and table.name in by_table]
    rest = [entity.table for entity in index.spec.entities if entity.table not in names]
    for name in (*names, *rest):
        entity = by_table[name]
        if entity.table == "users":
            continue
        _write(index, entity, written)
        if written.rows[entity.names.source]:
            ordered.append((entity, written.rows[entity.names.source]))
    return tuple(ordered)


def _write(index: Index, entity: Entity, written: _Written) -> None:
    rows: list[dict[str, JsonValue]] = []
    owners: list[str] = []
    written.rows[entity.names.source], written.owners[entity.names.source] = rows, owners
    rules = RowRules(index, entity)
    computed: list[Mapping[str, object]] = []
    for number in range(_number_of_rows(index, entity)):
        row = _row(rules, written, number, computed)
        if row is not None:
            owners.append(_owner_of(index, entity, written, row, number))
            rows.append(row)
            computed.append(rules.computed(row))


def _number_of_rows(index: Index, entity: Entity) -> int:
    tenancy = index.spec.tenancy
    if tenancy is None:
        return _ROWS
    return {tenancy.tenants: _TENANTS, tenancy.members: len(_STAFF)}.get(entity.names.source, _ROWS)


def _person(index: Index, entity: Entity, number: int) -> str:
    """For whom a row is made: it is theirs, or their tenant's."""
    tenancy = index.spec.tenancy
    if tenancy is not None and tenancy.members == entity.names.source:
        return _STAFF[number]
    return _OWNERS[number % len(_OWNERS)]


def _tenant_of(index: Index, written: _Written, person: str) -> JsonValue:
    """The key of the tenant that a person acts for; None if there are no tenants."""
    tenancy = index.spec.tenancy
    tenants = written.rows.get(tenancy.tenants, []) if tenancy is not None else []
    if tenancy is None or not tenants:
        return None
    entity = index.entities[tenancy.tenants]
    return tenants[_STAFF.index(person) % len(tenants)][entity.field(entity.key).column]


def _owner_of(index: Index, entity: Entity, written: _Written, row: dict[str, JsonValue], number: int) -> str:
    if entity.access == "through-parent":
        link = entity.field(entity.parent)
        parent = index.referenced(link.type.reference)
        if parent is not None and link.type.reference is not None:
            column = link.type.reference.column
            for place, other in enumerate(written.rows.get(parent.names.source, ())):
                if other.get(column) == row.get(link.column):
                    return written.owners[parent.names.source][place]
    return _OWNERS[number % len(_OWNERS)]


def _row(rules: RowRules, written: _Written, number: int, others: Sequence[Mapping[str, object]]) -> dict[str, JsonValue] | None:
    """A row that the database takes beside the others, or None if there is none, or something it must point at is not there."""
    index, entity = rules.index, rules.entity
    row: dict[str, JsonValue] = {}
    pointed: dict[str, tuple[JsonValue, ...]] = {}
    for one in entity.fields:
        if one.type.kind == "fk" and not one.type.array:
            pointed[one.column] = _references(index, entity, one, written, number)
            if not pointed[one.column]:
                return None
            row[one.column] = pointed[one.column][0]
        else:
            row[one.column] = sample_value(index, entity, one, number)
    _fit_capacity(index, entity, written, row, number)
    where = index.spec.tenancy.where if index.spec.tenancy is not None and index.spec.tenancy.members == entity.names.source else ""
    values = rules.computed(row, where)
    if all(goal.met(values) is not False for goal in rules.goals(others, where)):
        return row
    domains = {}
    for one in entity.fields:
        if one.column in values:
            options = [(row[one.column], values[one.column])]
            if one.column in pointed:
                options += [(value, python_value(one.type, value)) for value in pointed[one.column]]
            elif one.names.source != entity.key:
                options += rules.candidates(one, number, where)
            domains[one.column] = options
    chosen = rules.chosen(domains, others, where)
    return None if chosen is None else {**row, **chosen}


def _fit_capacity(index: Index, entity: Entity, written: _Written, row: dict[str, JsonValue], number: int) -> None:
    """Resources of several sizes (2, 4, 6, 8), and rows that fit into the one that they hold."""
    for allocation in written.capacities.get(entity.names.source, ()):
        capacity = entity.field(allocation.capacity)
        if stored(capacity.type) == "int":
            row[capacity.column] = min(max(2 * (number % 4 + 1), capacity.minimum or 1), capacity.maximum or 8)
    for allocation in written.holdings.get(entity.names.source, ()):
        link, quantity = entity.field(allocation.reference), entity.field(allocation.quantity)
        held = [
            one
            for one in written.rows.get(allocation.resource, ())
            if link.type.reference and one.get(link.type.reference.column) == row.get(link.column)
        ]
        room = held[0].get(index.entities[allocation.resource].field(allocation.capacity).column) if held else None
        asked = row.get(quantity.column)
        if isinstance(room, int) and isinstance(asked, int):
            row[quantity.column] = min(asked, room)


def _references(index: Index, entity: Entity, one: FieldSpec, written: _Written, number: int) -> tuple[JsonValue, ...]:
    """What a field can point at, the most wanted first; null where it may be empty and that is all there is, or the usual."""
    empty: tuple[JsonValue, ...] = (None,) if one.nullable else ()
    target, person = index.referenced(one.type.reference), _person(index, entity, number)
    if target is None or target.table == "users":
        return (*_people(index, entity, one, person, number), *empty)
    assert one.type.reference is not None
    rows, column = written.rows.get(target.names.source, []), one.type.reference.column
    if one.names.source == entity.tenant:
        return (_tenant_of(index, written, person),) if rows else ()
    if entity.tenant and target.tenant:
        home, belongs = _tenant_of(index, written, person), target.field(target.tenant).column
        rows = [row for row in rows if row[belongs] == home]
    keys = [row.get(column) for row in rows]
    if target is entity:
        # A small tree: the first rows stand by themselves.
        place = (number - 2) // 2
        parents = keys[place : place + 1] if number % 2 and place >= 0 else []
        return (*parents, *empty) if one.nullable else (*keys, sample_value(index, entity, entity.field(entity.key), number))
    if one.unique:
        return (*keys[number:], *empty)
    owners = written.owners.get(target.names.source, [])
    mine = [key for key, owner in zip(keys, owners, strict=False) if owner == person] if is_owned(target) and entity.access == "owned" else keys
    wanted = mine or keys
    turned = number % len(wanted) if wanted else 0
    return (*wanted[turned:], *wanted[:turned], *empty)


def _people(index: Index, entity: Entity, one: FieldSpec, person: str, number: int) -> tuple[JsonValue, ...]:
    people: tuple[str, ...] = (ANA, BEN, ADA)
    if index.spec.tenancy is not None and (index.spec.tenancy.members, index.spec.tenancy.person) == (entity.names.source, one.names.source):
        people = (person,)
    elif one.unique:
        people = people[number : number + 1]
    else:
        people = tuple(dict.fromkeys((person, *people)))
    return tuple(JsonObject((("user", email),)) for email in people)
