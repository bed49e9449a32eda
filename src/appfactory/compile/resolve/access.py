"""To whom rows belong, what people know them by, and which field says their state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from appfactory.compile.naming import split_words
from appfactory.compile.resolve.resolution import PLATFORM_USERS, Resolution, entity_nodes
from appfactory.model.finding import Finding
from appfactory.model.spec import Entity, FieldSpec

_OWNER_NAMES = (
    "user", "owner", "created by", "creator", "author", "customer", "member", "guest", "client", "buyer", "account", "student", "patient",
    "tenant", "renter", "borrower", "organizer", "organiser", "host", "seller", "profile", "requester", "sender",
)  # fmt: skip
"""Names of the field that holds the owner, without `id`, the likeliest first."""

_LABEL_NAMES = (
    "name", "title", "label", "display name", "full name", "subject", "headline", "heading", "caption", "question", "summary", "topic", "email",
    "code", "number", "reference", "sku", "slug", "username", "nickname", "last name", "first name",
)  # fmt: skip
"""Names of the field that people know a row by, the likeliest first."""

STATUS_NAMES = ("status", "state", "stage", "phase", "progress")


def _bare(name: str) -> str:
    """The words of a field's name without a trailing `id`."""
    words = split_words(name)
    return " ".join(words[:-1] if words[-1:] == ("id",) and len(words) > 1 else words)


def owner_of(fields: Iterable[FieldSpec]) -> str:
    """The field that holds the signed-in user: a required reference to the users, by the likeliest name if there are several.

    A nullable one counts only under the plainest names (`userId`, `ownerId`): an assignee is no owner.
    """
    candidates: list[tuple[int, int, str]] = []
    for position, field in enumerate(fields):
        reference = field.type.reference
        if reference is None or reference.table != PLATFORM_USERS or field.type.array:
            continue
        name = _bare(field.names.source)
        rank = _OWNER_NAMES.index(name) if name in _OWNER_NAMES else len(_OWNER_NAMES)
        if not field.nullable or rank < 2:
            candidates.append((rank, position, field.names.source))
    return min(candidates)[2] if candidates else ""


def label_of_rows(entity: Entity) -> str:
    """The field people know a row by: one of the usual names, else one that ends with it, else the first short text, else the key."""
    texts = [field for field in entity.fields if field.type.kind in ("string", "text") and not field.type.array and field.names.source != entity.key]
    by_name = {" ".join(split_words(field.names.source)): field.names.source for field in reversed(texts)}
    for name in _LABEL_NAMES:
        if name in by_name:
            return by_name[name]
    for ending in ("name", "title"):
        for field in texts:
            if split_words(field.names.source)[-1] == ending:
                return field.names.source
    return next((field.names.source for field in texts if field.type.kind == "string" and not field.nullable), entity.key)


def status_of(fields: Iterable[FieldSpec]) -> str:
    """The enumerated field that says how far a row has come, by its name; empty if there is none."""
    found = [field.names.source for field in fields if field.type.kind == "enum" and not field.type.array]
    for name in STATUS_NAMES:
        for source in found:
            if split_words(source) == (name,):
                return source
    return next((source for source in found if split_words(source)[-1] in STATUS_NAMES), "")


def _parents(entity: Entity) -> list[tuple[str, str]]:
    """Required references to other entities: (field, entity)."""
    return [
        (field.names.source, field.type.reference.entity)
        for field in entity.fields
        if (to := field.type.reference) and to.entity not in ("", entity.names.source) and to.table != PLATFORM_USERS and not field.nullable
    ]


def tenant_field(state: Resolution, entity: Entity) -> str:
    """The field that says which tenant a row belongs to, of the tenancy's name in whatever convention; empty if there is none."""
    wanted = split_words(state.plan.database.tenancy.field)
    return next((field.names.source for field in entity.fields if wanted and split_words(field.names.source) == wanted), "")


def resolve_access(state: Resolution) -> Resolution:
    """Pass: owner, parent, access, label and status of each entity.

    Ownership spreads from owned entities to those that must point at one, level by level, so that each entity is looked at once for each
    of its references. It does not spread from entities that everyone reads: who answers a post does not own it.
    """
    tenant = {node.plan.name: node.plan.multi_tenant for node in entity_nodes(state.plan)}
    tenants = {entity.names.source: tenant_field(state, entity) for entity in state.entities}
    owners = {
        entity.names.source: owner_of(entity.fields) if entity.table != PLATFORM_USERS and not tenants[entity.names.source] else ""
        for entity in state.entities
    }
    kinds: dict[str, Literal["owned", "through-parent", "shared"]] = {
        name: "owned" if owner and tenant.get(name, True) else "shared" for name, owner in owners.items()
    }
    children: dict[str, list[tuple[str, str]]] = {}
    for entity in state.entities:
        for field, target in _parents(entity):
            children.setdefault(target, []).append((entity.names.source, field))
    parent_of: dict[str, str] = {}
    wave = [name for name, kind in kinds.items() if kind == "owned"]
    while wave:
        reached: dict[str, None] = {}
        for parent in wave:
            for child, field in children.get(parent, ()):
                if kinds[child] == "shared" and not owners[child] and not tenants[child] and tenant.get(child, True) and child not in parent_of:
                    parent_of[child] = field
                    reached[child] = None
        for child in reached:
            kinds[child] = "through-parent"
        wave = list(reached)

    def with_access(entity: Entity) -> Entity:
        name = entity.names.source
        owner = owners[name]
        fields = tuple(replace(field, supplied=True) if field.names.source == owner else field for field in entity.fields)
        shared_read = bool(owner) and kinds[name] == "shared"
        return replace(
            entity, fields=fields, owner=owner, parent=parent_of.get(name, ""), status=status_of(fields), label=label_of_rows(entity),
            access="owned" if shared_read else kinds[name], shared_read=shared_read, tenant=tenants[name],
        )  # fmt: skip

    return _with_first_states(replace(state, entities=tuple(with_access(entity) for entity in state.entities)))


def _with_first_states(state: Resolution) -> Resolution:
    """A required state that the plan gives no default begins as its first value, and the plan's author is told.

    Only where the tables are ours: a plan's own SQL says itself what a new row holds.
    """
    if state.sql is not None:
        return state
    values = {spec.names.source: spec.values for spec in state.enumerations}
    findings: list[Finding] = []

    def begun(entity: Entity) -> Entity:
        field = entity.field(entity.status) if entity.status else None
        if field is None or field.nullable or field.supplied or not values.get(field.type.enum):
            return entity
        first = values[field.type.enum][0]
        findings.append(_begins_as(state, entity, field, first))
        fields = (replace(one, has_default=True, default=first, supplied=True) if one is field else one for one in entity.fields)
        return replace(entity, fields=tuple(fields))

    entities = tuple(begun(entity) for entity in state.entities)
    return replace(state, entities=entities).report(findings)


def _begins_as(state: Resolution, entity: Entity, field: FieldSpec, first: str) -> Finding:
    return state.finding(
        "status-begins-as-first", f"a new {entity.names.title} begins as `{first}`, the first value of `{field.names.source}`", entity.origin,
        "the plan gives the field no default", f"write default: {first}, or another value, to say so yourself", "info",
    )  # fmt: skip
