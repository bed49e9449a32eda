"""`src/db/_generated/seed-data.ts`: plausible rows for every entity, so that a preview looks like an app in use."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from appfactory.catalog.stacks.nextjs_15.emit.index import Index, is_owned, stored
from appfactory.catalog.stacks.nextjs_15.emit.layout import fit, literal
from appfactory.catalog.stacks.nextjs_15.emit.samples import Plain, Wanted, sample_field, value_of
from appfactory.catalog.stacks.nextjs_15.emit.seed_checks import with_checks_met
from appfactory.model.files import FileDraft
from appfactory.model.json_value import JsonObject, JsonValue
from appfactory.model.spec import Allocation, Entity, FieldSpec, Insert

ANA, BEN, ADA = "ana@example.com", "ben@example.com", "ada@example.com"
_OWNERS = (ANA, ANA, BEN, ANA, BEN, ANA, ANA, BEN)
_ROWS = 8
_FIRST_NUMBER = 1001
"""Keys that the database counts up start at 1; sample rows stay out of its way."""

_PAST = ("created", "updated", "modified", "published", "posted", "sent", "paid", "joined", "issued", "birth", "born", "founded", "hired", "logged")
_UNDONE = ("archived", "cancelled", "canceled", "deleted", "closed", "completed", "finished", "resolved", "expired", "blocked", "left")


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
    uniques = _uniques(index, entity)
    seen: set[tuple[tuple[str, ...], str]] = set()
    for number in range(_ROWS):
        row = _row(index, entity, written, number)
        if row is None:
            continue
        keys = {(columns, repr([row.get(column) for column in columns])) for columns in uniques if all(row.get(one) is not None for one in columns)}
        if keys & seen:
            continue
        seen |= keys
        owners.append(_owner_of(index, entity, written, row, number))
        rows.append(row)


def _uniques(index: Index, entity: Entity) -> list[tuple[str, ...]]:
    table = index.spec.database.table(entity.table)
    found: list[tuple[str, ...]] = [(one.column,) for one in entity.fields if one.unique or one.names.source == entity.key]
    if table is not None:
        found += [constraint.columns for constraint in table.uniques]
        found += [one.columns for one in table.indexes if one.unique]
    return found


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


def _row(index: Index, entity: Entity, written: _Written, number: int) -> dict[str, JsonValue] | None:
    """A row, or None if something it must point at is not there."""
    row: dict[str, JsonValue] = {}
    for one in entity.fields:
        if one.type.kind == "fk" and not one.type.array:
            value = _reference(index, entity, one, written, number)
            if value is None and not one.nullable:
                return None
        else:
            value = sample_value(index, entity, one, number)
        row[one.column] = value
    _fit_capacity(index, entity, written, row, number)
    return with_checks_met(index, entity, row)


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


def _reference(index: Index, entity: Entity, one: FieldSpec, written: _Written, number: int) -> JsonValue:
    target = index.referenced(one.type.reference)
    if target is None or target.table == "users":
        people = (ANA, BEN, ADA)
        if one.unique:
            return JsonObject((("user", people[number]),)) if number < len(people) else None
        return JsonObject((("user", _OWNERS[number % len(_OWNERS)]),))
    assert one.type.reference is not None
    rows = written.rows.get(target.names.source, [])
    column = one.type.reference.column
    if target is entity:
        # A small tree: the first rows stand by themselves.
        place = (number - 2) // 2
        return rows[place].get(column) if one.nullable and 0 <= place < len(rows) and number % 2 else None
    if not rows:
        return None
    if one.unique:
        return rows[number].get(column) if number < len(rows) else None
    mine = _OWNERS[number % len(_OWNERS)]
    owners = written.owners[target.names.source]
    candidates = [row for row, owner in zip(rows, owners, strict=True) if owner == mine] if is_owned(target) and entity.access == "owned" else rows
    chosen = candidates or rows
    return chosen[number % len(chosen)].get(column)


def sample_value(index: Index, entity: Entity, one: FieldSpec, number: int) -> JsonValue:
    """The value of a field that is no reference, in the form that seed data has."""
    if one.type.array:
        single = replace(one, type=replace(one.type, array=False), nullable=False)
        return tuple(dict.fromkeys(sample_value(index, entity, single, number + step) for step in range(1 + number % 3)))
    kind = stored(one.type)
    if one.names.source == entity.key:
        if kind == "int":
            return _FIRST_NUMBER + number
        if kind == "bigint":
            return str(_FIRST_NUMBER + number)
    words = set(one.names.snake.split("_"))
    if one.nullable:
        undone = kind in ("datetime", "date") and words & set(_UNDONE)
        if (undone and number % 4 != 3) or (not undone and number % 5 == 4):
            return None
    if kind in ("datetime", "date"):
        return _moment(one, number)
    if kind == "json":
        wanted = Wanted(one.names.snake, entity.names.snake, one.type, number)
        return JsonObject((("json", frozen(value_of(index, wanted))),))
    if kind == "time":
        return f"{9 + number % 12:02d}:00:00"
    return frozen(sample_field(index, entity, one, number))


def _moment(one: FieldSpec, number: int) -> JsonValue:
    words = one.names.snake.split("_")
    if "birth" in words or "birthday" in words or "dob" in words:
        return f"{1975 + number * 3}-{1 + number:02d}-{10 + number:02d}"
    past = any(word in _PAST or word in _UNDONE for word in words)
    ends = any(word in ("end", "ends", "until", "to", "finish", "checkout") for word in words) or words[:2] == ["check", "out"]
    day = -(2 + number * 3) if past else 1 + number * 2 + (1 if ends and stored(one.type) == "date" else 0)
    hour = 10 + number % 8 + (2 if ends else 0)
    return JsonObject((("inDays", day), ("at", f"{hour:02d}:{30 * (number % 2):02d}")))


def frozen(value: Plain) -> JsonValue:
    """A plain value as a frozen one."""
    if isinstance(value, list):
        return tuple(frozen(one) for one in value)
    if isinstance(value, dict):
        return JsonObject(tuple((name, frozen(one)) for name, one in value.items()))
    return value
