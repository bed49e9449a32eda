"""What the rows of tests hold: as little as the database takes."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.emit.index import Index
from appfactory.catalog.stacks.nextjs_15.emit.seed_candidates import python_value
from appfactory.catalog.stacks.nextjs_15.emit.seed_checks import LEFT_OUT, RowRules
from appfactory.model.json_value import JsonObject, JsonValue
from appfactory.model.spec import Entity, FieldSpec

Options = tuple[tuple[JsonValue, object], ...]


def is_reference(field: FieldSpec) -> bool:
    """True for a field that points at one row."""
    return field.type.kind == "fk" and not field.type.array


def pointed(field: FieldSpec) -> JsonObject:
    """Stands for the key of a new row that a field points at. Two fields never point at the same row."""
    return JsonObject((("row", field.names.source),))


def fixture_row(index: Index, entity: Entity) -> dict[str, JsonValue]:
    """By column what a row must be given: `LEFT_OUT` where the database fills it in or it stays empty, `pointed(field)` for references."""
    name = entity.names.source
    if name not in index.fixture_rows:
        rules = RowRules(index, entity)
        domains = {one.column: _given(rules, one) for one in entity.fields}
        first = {column: options[0][0] if options else LEFT_OUT for column, options in domains.items()}
        index.fixture_rows[name] = {**first, **(rules.chosen(domains, where=members_condition(index, entity)) or {})}
    return index.fixture_rows[name]


def values_beside(index: Index, entity: Entity, field: FieldSpec, value: JsonValue) -> dict[str, JsonValue]:
    """By column what a fixture with another value in a field must be given or left without beside it, so that the row meets every check."""
    rules, usual = RowRules(index, entity), fixture_row(index, entity)
    domains: dict[str, Options] = {one.column: _given(rules, one) for one in entity.fields}
    for column, options in domains.items():
        domains[column] = tuple(sorted(options, key=lambda option: option[0] != usual[column]))
    domains[field.column] = ((value, python_value(field.type, value)),)
    chosen = rules.chosen(domains) or {}
    return {column: found for column, found in chosen.items() if column != field.column and found != usual[column]}


def members_condition(index: Index, entity: Entity) -> str:
    """What must hold for members who may act for a tenant; empty for any other entity."""
    tenancy = index.spec.tenancy
    return tenancy.where if tenancy is not None and tenancy.members == entity.names.source else ""


def _given(rules: RowRules, one: FieldSpec) -> Options:
    """What a fixture may give for a field, the most wanted first; nothing if only the database knows."""
    entity, left = rules.entity, rules.left_out(one)
    if is_reference(one):
        options = _reference(rules, one)
        return (*left, *options) if one.nullable and one.names.source not in (entity.owner, entity.parent) else (*options, *left)
    if one.supplied or one.looked_up:
        return (*left, *usual_values(rules, one)) if left and one.names.source != entity.key else left
    values = usual_values(rules, one)
    return (*left, *values) if one.nullable and not one.unique else values[:1] if one.names.source == entity.key else values


def _reference(rules: RowRules, one: FieldSpec) -> Options:
    if rules.index.referenced(one.type.reference) is rules.entity:
        return ()
    return ((pointed(one), one.names.source),)


def usual_values(rules: RowRules, one: FieldSpec) -> Options:
    """Values of a field that is given one, the usual one first."""
    return tuple(pair for pair in rules.candidates(one, 0, members_condition(rules.index, rules.entity)) if pair[0] is not None)
