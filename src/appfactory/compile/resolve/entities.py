"""Entities: names, table, key, fields with columns, references bound, bounds read from checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from appfactory.compile.database.expression_names import to_columns
from appfactory.compile.naming import column_name, names_of, plural_names, singular_names, split_words, table_name
from appfactory.compile.resolve.checks import Bounds, bounds_of
from appfactory.compile.resolve.defaults import DefaultOf, default_of, is_made_when_inserted
from appfactory.compile.resolve.resolution import PLATFORM_USERS, EntityNode, Resolution, entity_nodes, is_users, singular_words
from appfactory.compile.resolve.tables import column_of, columns_by_words, table_of, tables_by_words
from appfactory.compile.types import TypeProblem, parse_type
from appfactory.model.database import Column, Table
from appfactory.model.finding import Finding
from appfactory.model.plan import FieldPlan
from appfactory.model.spec import Entity, FieldSpec, FieldType, Reference, Scalar

KEY_TYPES: tuple[Scalar, ...] = ("uuid", "ksuid", "int", "bigint")
"""Types of keys that the database or the app supplies."""

NUMBERS: tuple[Scalar, ...] = ("int", "bigint", "decimal")

_SQL_KEY_TYPES: dict[str, Scalar] = {"uuid": "uuid", "integer": "int", "smallint": "int", "bigint": "bigint"}


@dataclass(frozen=True, slots=True)
class _Place:
    """An entity with its table in the DDL, if there is one."""

    node: EntityNode
    table: Table | None
    columns: Mapping[tuple[str, ...], Column]


def resolve_entities(state: Resolution) -> Resolution:
    """Pass: every entity with its fields, without access and without what operations say about it."""
    tables = tables_by_words(state.sql) if state.sql else {}
    findings: list[Finding] = []
    entities: list[Entity] = []
    for node in entity_nodes(state.plan):
        table = table_of(node.plan.name, tables)
        if state.sql is not None and table is None:
            findings.append(_without_table(state, node))
        place = _Place(node, table, columns_by_words(table) if table else {})
        entity, problems = _entity(place, state)
        findings += problems
        entities.append(entity)
    return replace(state, entities=tuple(entities)).report(findings)


def _entity(place: _Place, state: Resolution) -> tuple[Entity, list[Finding]]:
    node, findings = place.node, []
    name = node.plan.name
    key = key_field(node, place.table)
    columns = {field.name: _column(field.name, place) for field in node.plan.fields}
    fields: list[FieldSpec] = []
    for position, field in enumerate(node.plan.fields):
        origin = node.field_origin(position)
        parsed = parse_type(field.type)
        if isinstance(parsed, TypeProblem):
            findings.append(state.finding(parsed.code, parsed.message, f"{origin}.type", hint=parsed.hint))
            continue
        if place.table is not None and column_of(field.name, place.table, place.columns) is None:
            findings.append(_without_column(state, origin, field.name, place.table))
        field_type = replace(parsed.type, enum=state.enum_of.get((name, field.name), parsed.type.enum))
        fields.append(_field(field, field_type, columns, key == field.name, origin, place, state))
    if not any(field.names.source == key for field in fields):
        fields.insert(0, _added_key(key, place))
    table = place.table.name if place.table else table_name(name)
    return Entity(
        singular_names(name), plural_names(name), node.domain.name, table, tuple(fields), key, origin=node.origin, span=state.span(node.origin),
        description=node.plan.description.strip(), synonyms=node.plan.synonyms, ledger=node.plan.ledger,
    ), findings  # fmt: skip


def key_field(node: EntityNode, table: Table | None) -> str:
    """The source name of the key: `id`, else the DDL's primary key, else the entity's own `…Id`; `id` is added if there is none of them."""
    fields = {field.name: field for field in node.plan.fields}
    if "id" in fields:
        return "id"
    if table is not None and len(table.primary_key) == 1:
        words = split_words(table.primary_key[0])
        return next((name for name in fields if split_words(name) == words), "id" if words == ("id",) else names_of(table.primary_key[0]).camel)
    own = (*singular_words(node.plan.name), "id")
    for name, field in fields.items():
        parsed = parse_type(field.type)
        if split_words(name) in (own, ("id",), ("uuid",)) and not isinstance(parsed, TypeProblem) and parsed.type.kind in KEY_TYPES:
            return name
    return "id"


def _column(name: str, place: _Place) -> str:
    found = column_of(name, place.table, place.columns) if place.table else None
    return found.name if found else column_name(name)


def _field(
    field: FieldPlan, field_type: FieldType, columns: Mapping[str, str], is_key: bool, origin: str, place: _Place, state: Resolution
) -> FieldSpec:
    column = place.table.column(columns[field.name]) if place.table else None
    default = _default(field, field_type, column)
    bounds = _bounds(field, field_type, columns[field.name], place.table)
    looked_up = bool(field.lookup.through)
    made = (
        looked_up
        or (is_key and field_type.kind in KEY_TYPES)
        or is_made_when_inserted(field.name, field_type, column.nullable if column else field.nullable)
    )
    return FieldSpec(
        names=names_of(field.name),
        column=columns[field.name],
        type=field_type,
        nullable=(column.nullable if column else field.nullable) and not is_key,
        unique=field.unique or is_key or _is_unique(columns[field.name], place.table),
        has_default=default.known,
        default=default.value,
        supplied=made or default.known or bool(column and column.default is not None),
        check=to_columns(field.check, columns) if field.check else "",
        minimum=bounds.minimum,
        maximum=bounds.maximum,
        index=field.index,
        span=state.span(origin),
        description=field.description.strip(),
        synonyms=field.synonyms,
        looked_up=looked_up,
    )


def _default(field: FieldPlan, field_type: FieldType, column: Column | None) -> DefaultOf:
    if "default" in field.model_fields_set and not (field.default is None and not field.nullable):
        return DefaultOf(True, field.default)
    return default_of(column.default, field_type) if column and column.default is not None else DefaultOf(False)


def _is_unique(column: str, table: Table | None) -> bool:
    if table is None:
        return False
    indexes = (index.columns for index in table.indexes if index.unique and not index.where)
    return (column,) in (*(unique.columns for unique in table.uniques), *indexes)


def _bounds(field: FieldPlan, field_type: FieldType, column: str, table: Table | None) -> Bounds:
    """The plan's check and the DDL's, whichever is narrower."""
    if field_type.kind not in NUMBERS or field_type.array:
        return Bounds()
    whole = field_type.kind != "decimal"
    found = [bounds_of(field.check, field.name, whole)] if field.check else []
    found += [bounds_of(check.expression, column, whole) for check in table.checks] if table else []
    lows = [bounds.minimum for bounds in found if bounds.minimum is not None]
    highs = [bounds.maximum for bounds in found if bounds.maximum is not None]
    return Bounds(max(lows, default=None), min(highs, default=None))


def _added_key(key: str, place: _Place) -> FieldSpec:
    """The key that the plan does not list: of the DDL's type, else a uuid."""
    column = next((column for column in place.table.columns if column.name in place.table.primary_key), None) if place.table else None
    kind: Scalar = _SQL_KEY_TYPES.get(column.type, "string") if column else "uuid"
    supplied = column is None or kind != "string" or column.default is not None
    return FieldSpec(names_of(key), column.name if column else column_name(key), FieldType(kind), unique=True, supplied=supplied)


def bind_references(state: Resolution) -> Resolution:
    """Pass: every foreign key knows its entity, table and column, and the type of what it holds."""
    by_name = {entity.names.source: entity for entity in state.entities}
    by_words: dict[tuple[str, ...], Entity] = {}
    for entity in state.entities:
        by_words.setdefault(singular_words(entity.names.source), entity)
        by_words.setdefault(singular_words(entity.table), entity)
    findings: list[Finding] = []

    def bound(entity: Entity, field: FieldSpec) -> FieldSpec:
        reference = field.type.reference
        if reference is None:
            return field
        target = by_name.get(reference.table) or by_words.get(singular_words(reference.table))
        if target is not None:
            to = _field_named(target, reference.column)
            if to is None:
                findings.append(_unknown_column(state, entity, field, target))
                to = target.field(target.key)
            resolved = Reference(target.table, to.column, target.names.source)
            return replace(field, type=replace(field.type, reference=resolved, target=to.type.target or to.type.kind))
        if not is_users(reference.table):
            findings.append(_unknown_entity(state, entity, field))
        return replace(field, type=replace(field.type, reference=Reference(PLATFORM_USERS, "id"), target="uuid"))

    entities = tuple(replace(entity, fields=tuple(bound(entity, field) for field in entity.fields)) for entity in state.entities)
    return replace(state, entities=entities).report(findings)


def _field_named(entity: Entity, name: str) -> FieldSpec | None:
    words = split_words(name)
    if words == ("id",):
        return entity.field(entity.key)
    return next((field for field in entity.fields if name in (field.names.source, field.column) or split_words(field.names.source) == words), None)


def _origin(entity: Entity, field: FieldSpec, state: Resolution) -> str:
    node = next(node for node in entity_nodes(state.plan) if node.origin == entity.origin)
    position = next((place for place, plan in enumerate(node.plan.fields) if plan.name == field.names.source), 0)
    return f"{node.field_origin(position)}.type"


def _unknown_column(state: Resolution, entity: Entity, field: FieldSpec, target: Entity) -> Finding:
    reference = field.type.reference
    column = reference.column if reference else ""
    return state.finding(
        "reference-unknown-field", f"`{target.names.source}` has no field `{column}`", _origin(entity, field, state),
        "the foreign key has nothing to point at", f"write fk({target.names.source}.{target.key})",
    )  # fmt: skip


def _unknown_entity(state: Resolution, entity: Entity, field: FieldSpec) -> Finding:
    reference = field.type.reference
    return state.finding(
        "reference-unknown-entity", f"no entity is called `{reference.table if reference else ''}`", _origin(entity, field, state),
        "the foreign key has nothing to point at", "name an entity of the plan, or users for the people who sign in",
    )  # fmt: skip


def _without_table(state: Resolution, node: EntityNode) -> Finding:
    return state.finding(
        "entity-without-table", f"the SQL creates no table for `{node.plan.name}`", f"{node.origin}.name",
        "rows of the entity have nowhere to be stored", f'add create table "{node.plan.name}" (…) to database.sql, or remove the entity',
    )  # fmt: skip


def _without_column(state: Resolution, origin: str, field: str, table: Table) -> Finding:
    return state.finding(
        "field-without-column", f'the table "{table.name}" has no column for `{field}`', f"{origin}.name",
        "the value has nowhere to be stored", f"add the column {column_name(field)} to database.sql, or remove the field",
    )  # fmt: skip
