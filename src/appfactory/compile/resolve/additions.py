"""What the plan says of tables beside their fields, by the names of tables and columns: policies, indexes, constraints, lookups, tenants."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from appfactory.compile.database.desired import Additions, RequestedIndex, RequestedPolicy
from appfactory.compile.database.expression_names import to_columns
from appfactory.compile.database.lookups import Lookup
from appfactory.compile.database.table_rules import RANGES, RequestedCheck, RequestedExclusion, RequestedUnique
from appfactory.compile.database.tenancy import Members, Tenancy
from appfactory.compile.naming import split_words
from appfactory.compile.resolve.resolution import PLATFORM_USERS, EntityNode, Resolution, entity_nodes, singular_words
from appfactory.model.expressions.parsing import expression_text, parse_expression
from appfactory.model.plan import BuildPlan
from appfactory.model.spec import Entity, FieldSpec, TenancySpec


def additions_of(plan: BuildPlan, state: Resolution) -> Additions:
    """The plan's own policies, indexes, constraints and lookups."""
    table_named = _table_named(state)
    described = {entity.names.source: entity for entity in state.entities}
    pairs = [(node, described[node.plan.name]) for node in entity_nodes(plan) if node.plan.name in described]
    return Additions(
        policies=tuple(RequestedPolicy(table_named(policy.entity), policy.policy, policy.action, policy.using) for policy in plan.database.policies),
        indexes=tuple(RequestedIndex(table_named(index.table), index.columns, index.unique) for index in plan.database.indexes),
        uniques=tuple(unique for node, entity in pairs for unique in _uniques(node, entity)),
        checks=tuple(check for node, entity in pairs for check in _checks(node, entity)),
        exclusions=tuple(exclusion for node, entity in pairs for exclusion in _exclusions(node, entity)),
        lookups=tuple(lookup for node, entity in pairs for lookup in _lookups(node, entity, state)),
        tenancy=_tenancy(state),
    )


def _table_named(state: Resolution) -> Callable[[str], str]:
    tables = {name: entity.table for entity in state.entities for name in (entity.names.source, entity.table)}
    by_words = {singular_words(name): table for name, table in tables.items()}
    return lambda name: tables.get(name) or by_words.get(singular_words(name), name)


def field_of(entity: Entity, name: str) -> FieldSpec | None:
    """The field of that name, in whatever convention the name is."""
    words = split_words(name)
    exact = next((field for field in entity.fields if field.names.source == name), None)
    return exact or next((field for field in entity.fields if split_words(field.names.source) == words or field.column == name), None)


def _columns(entity: Entity, names: tuple[str, ...]) -> tuple[str, ...]:
    found = (field_of(entity, name) for name in names)
    return tuple(field.column for field in found if field is not None)


def _in_columns(entity: Entity, expression: str) -> str:
    """The expression over columns. A comment in it, which could swallow what stands behind it, is left out."""
    text = to_columns(expression, {field.names.source: field.column for field in entity.fields}).strip()
    if "--" not in text and "/*" not in text:
        return text
    node = parse_expression(text) if text else text
    return text if isinstance(node, str) else expression_text(node)


def _uniques(node: EntityNode, entity: Entity) -> Iterator[RequestedUnique]:
    for unique in node.plan.uniques:
        yield RequestedUnique(entity.table, _columns(entity, unique.fields), _in_columns(entity, unique.where))


def _checks(node: EntityNode, entity: Entity) -> Iterator[RequestedCheck]:
    for check in node.plan.checks:
        yield RequestedCheck(entity.table, "_".join(split_words(check.name)), _in_columns(entity, check.check))


def _exclusions(node: EntityNode, entity: Entity) -> Iterator[RequestedExclusion]:
    for exclusion in node.plan.exclusions:
        start, end = field_of(entity, exclusion.from_field), field_of(entity, exclusion.until)
        if start is not None and end is not None and start.type.kind == end.type.kind and start.type.kind in RANGES:
            yield RequestedExclusion(
                table=entity.table,
                name="_".join(split_words(exclusion.name)),
                equal=_columns(entity, exclusion.equal),
                start=start.column,
                end=end.column,
                kind=start.type.kind,
                where=_in_columns(entity, exclusion.where),
                start_required=not start.nullable,
            )


def _lookups(node: EntityNode, entity: Entity, state: Resolution) -> Iterator[Lookup]:
    by_source = {known.names.source: known for known in state.entities}
    for plan in node.plan.fields:
        field, through = field_of(entity, plan.name), field_of(entity, plan.lookup.through) if plan.lookup.through else None
        reference = through.type.reference if through is not None else None
        target = by_source.get(reference.entity) if reference is not None else None
        if field is None or through is None or reference is None or target is None:
            continue
        yield Lookup(
            table=entity.table,
            column=field.column,
            through=through.column,
            target=target.table,
            referenced=reference.column,
            value=_in_columns(target, plan.lookup.value),
            follows=not entity.ledger,
        )


def _tenancy(state: Resolution) -> Tenancy | None:
    """The tenancy with the table that holds the tenants, if the plan has one."""
    plan = state.plan.database.tenancy
    columns = {entity.table: entity.field(entity.tenant).column for entity in state.entities if entity.tenant}
    if not plan.field or not columns:
        return None
    references = (entity.field(entity.tenant).type.reference for entity in state.entities if entity.tenant)
    root = next((reference for reference in references if reference is not None), None)
    return Tenancy(
        claim=plan.claim,
        columns=tuple(columns.items()),
        root=root.table if root is not None else "",
        root_key=root.column if root is not None else "",
        members=_members(state),
    )


def _members(state: Resolution) -> Members | None:
    plan = state.plan.database.tenancy.members
    entity = next((entity for entity in state.entities if plan.entity and singular_words(entity.names.source) == singular_words(plan.entity)), None)
    if entity is None or not entity.tenant:
        return None
    user = next((field for field in entity.fields if field.type.reference is not None and field.type.reference.table == PLATFORM_USERS), None)
    if user is None:
        return None
    return Members(entity.table, entity.field(entity.tenant).column, user.column, _in_columns(entity, plan.where))


def tenancy_spec(entities: Sequence[Entity], tenancy: Tenancy | None) -> TenancySpec | None:
    """The tenancy by the names of entities and fields."""
    if tenancy is None:
        return None
    by_table = {entity.table: entity for entity in entities}
    tenants, found = by_table.get(tenancy.root), tenancy.members
    if found is None:
        return TenancySpec(tenancy.claim, tenants.names.source if tenants is not None else "")
    members = by_table[found.table]
    person = next(field.names.source for field in members.fields if field.column == found.user)
    return TenancySpec(tenancy.claim, tenants.names.source if tenants is not None else "", members.names.source, person, found.where)
