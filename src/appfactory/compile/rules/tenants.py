"""Tenancy, and the words by which people call things (version 1.1.0)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from appfactory.compile.database.expressions import check_expression
from appfactory.compile.naming import split_words
from appfactory.compile.near_miss import did_you_mean
from appfactory.compile.plan.spans import PlanPath
from appfactory.compile.resolve.resolution import is_users, singular_words
from appfactory.compile.rules.context import EntityNode, FieldNode, PlanContext
from appfactory.model.finding import Finding

_TENANCY: PlanPath = ("database", "tenancy")
_CLAIM = re.compile(r"[A-Za-z_][A-Za-z0-9_:./-]*")
_RESERVED_CLAIMS = frozenset({"sub", "role", "user_role", "iss", "aud", "exp", "nbf", "iat", "jti", "email"})


def tenancy(context: PlanContext) -> Iterable[Finding]:
    """A tenancy names a field that entities have, required everywhere, and always a foreign key to one entity: the tenants.

    Why: rows whose tenant is empty, or of another kind, would be seen by nobody, or guarded by nothing.
    Bad: `tenancy: { field: buisnessId, claim: biz_id }`; a nullable `bizId`; `claim: sub`
    Good: `tenancy: { field: bizId, claim: biz_id }`, with `{ name: bizId, type: fk(Biz.id) }`
    """
    plan = context.plan.database.tenancy
    if not plan.field:
        return
    holders = [(entity, node) for entity in context.entities for node in [entity.field(plan.field)] if node is not None]
    if not holders:
        hint = did_you_mean(plan.field, dict.fromkeys(node.plan.name for entity in context.entities for node in entity.fields))
        message = f"no entity has a field `{plan.field}`"
        yield context.finding("tenancy-field", "error", (*_TENANCY, "field"), message, "nothing would be guarded", hint)
    if not _CLAIM.fullmatch(plan.claim) or plan.claim in _RESERVED_CLAIMS:
        message = f"`{plan.claim}` can't be the claim of a tenant"
        why = "tokens have that claim for another purpose" if plan.claim in _RESERVED_CLAIMS else "it is a name in the token"
        yield context.finding("tenancy-claim", "error", (*_TENANCY, "claim"), message, why, "write it like `biz_id`")
    yield from _tenant_fields(context, holders)


def _tenant_fields(context: PlanContext, holders: list[tuple[EntityNode, FieldNode]]) -> Iterator[Finding]:
    first = ""
    for entity, node in holders:
        reference = node.parsed.type.reference if node.parsed is not None else None
        target = context.entity(reference.table) if reference is not None else None
        place = f"`{entity.name}.{node.plan.name}`"
        if target is None:
            message = f"{place} is no foreign key to an entity of tenants"
            why = "its rows would belong to something else"
            hint = f"write `type: fk({first or 'Biz'}.id)`"
            yield context.finding("tenancy-field", "error", (*node.path, "type"), message, why, hint)
        elif first and target.name != first:
            message = f"{place} points at `{target.name}`, and others at `{first}`"
            yield context.finding("tenancy-field", "error", (*node.path, "type"), message, "there is one kind of tenants", "name it otherwise")
        elif node.plan.nullable:
            message = f"{place} may be empty"
            yield context.finding(
                "tenancy-field", "error", (*node.path, "nullable"), message, "a row without a tenant is seen by nobody", "leave `nullable` out"
            )
        first = first or (target.name if target is not None else "")


def tenancy_members(context: PlanContext) -> Iterable[Finding]:
    """The entity of members has the tenant's field and one foreign key to the users; `where` is a boolean expression over its fields.

    Why: it decides for whom a person may act.
    Bad: `members: { entity: Biz }`
    Good: `members: { entity: Membership, where: "status = 'active'" }`
    """
    plan = context.plan.database.tenancy
    if not plan.members.entity:
        return
    path: PlanPath = (*_TENANCY, "members")
    entity = context.entity(plan.members.entity)
    if entity is None:
        message = f"there is no entity `{plan.members.entity}`"
        hint = did_you_mean(plan.members.entity, context.entity_names)
        yield context.finding("tenancy-members", "error", (*path, "entity"), message, "nobody could act for a tenant", hint)
        return
    users = [node for node in entity.fields if node.parsed and node.parsed.type.reference and is_users(node.parsed.type.reference.table)]
    if entity.field(plan.field) is None or len(users) != 1:
        lacks = f"the field `{plan.field}`" if entity.field(plan.field) is None else "exactly one `fk(users.id)`"
        message = f"`{entity.name}` says not who belongs to which tenant: it needs {lacks}"
        why = "it decides for whom a person may act"
        yield context.finding("tenancy-members", "error", (*path, "entity"), message, why, "add the field, or name another entity")
    columns = {node.plan.name: "boolean" if node.parsed and node.parsed.type.kind == "bool" else "" for node in entity.fields}
    finding = check_expression(plan.members.where, columns, context.spans.value((*path, "where"))) if plan.members.where.strip() else None
    if finding is not None:
        yield context.finding(finding.code, "error", (*path, "where"), finding.message, finding.why, finding.hint, span=finding.span)


def tenancy_gaps(context: PlanContext) -> Iterable[Finding]:
    """What must point at rows of a tenant has the tenant's field itself.

    Why: without it, everyone who signed in reads its rows, whichever tenant they are part of.
    Bad: `OrderLine` with `orderId: fk(Order.id)` and no `bizId`, while `Order` has one
    Good: `OrderLine` with both
    """
    plan = context.plan.database.tenancy
    for entity in context.entities if plan.field else ():
        if entity.field(plan.field) is not None:
            continue
        for node in entity.fields:
            reference = node.parsed.type.reference if node.parsed is not None else None
            target = context.entity(reference.table) if reference is not None else None
            if target is not None and not node.plan.nullable and target.field(plan.field) is not None:
                message = f"`{entity.name}` belongs to rows of a tenant (`{target.name}`), and has no `{plan.field}`"
                why = "everyone who signed in would read its rows"
                hint = f"add `{plan.field}` to it"
                yield context.finding("tenancy-gap", "warning", (*entity.path, "name"), message, why, hint)
                break


def tenancy_public(context: PlanContext) -> Iterable[Finding]:
    """An operation on rows of a tenant asks for a sign-in.

    Why: who has not signed in acts for no tenant, so that it would find nothing, and could add nothing.
    Bad: `listRooms` with `auth: public`, while `Room` has the tenant's field
    Good: `auth: user`
    """
    plan = context.plan.database.tenancy
    for operation in context.operations if plan.field else ():
        entity = context.entity(operation.plan.output.strip().removesuffix("[]"))
        if operation.plan.auth == "public" and entity is not None and entity.field(plan.field) is not None:
            message = f"`{operation.plan.name}` is public, and `{entity.name}` belongs to tenants"
            why = "who has not signed in acts for no tenant, and would find nothing"
            yield context.finding("tenancy-public", "warning", (*operation.path, "auth"), message, why, "write `auth: user`")


def synonyms(context: PlanContext) -> Iterable[Finding]:
    """A synonym is a word or two of its own, and means one thing: no other entity, and no other field of the entity, is called so.

    Why: who hears a word that means two things has to ask back.
    Bad: `synonyms: [""]`; `synonyms: [room]` at `Hall` beside an entity `Room`
    Good: `synonyms: [branch, shop]`
    """
    names = [(entity.path, entity.name, entity.plan.synonyms) for entity in context.entities]
    yield from _synonyms(context, names, "entity")
    for entity in context.entities:
        yield from _synonyms(context, [(node.path, node.plan.name, node.plan.synonyms) for node in entity.fields], "field")


def _synonyms(context: PlanContext, named: list[tuple[PlanPath, str, tuple[str, ...]]], what: str) -> Iterator[Finding]:
    owner = {singular_words(name): name for _, name, _ in named}
    for path, name, words in named:
        for place, synonym in enumerate(words):
            here: PlanPath = (*path, "synonyms", place)
            key = singular_words(synonym)
            if not key or not synonym.isprintable() or not re.fullmatch(r"[\w][\w '/-]*", synonym) or len(split_words(synonym)) > 5:
                message = f"`{synonym[:40]}` is no other word for `{name}`" if synonym.isprintable() else f"that is no other word for `{name}`"
                why = "people say a word, or a few"
                yield context.finding("synonym", "error", here, message, why, "write a word, without punctuation")
            elif key in owner:
                other = owner[key]
                message = f"`{synonym}` is what `{other}` is called" if other != name else f"`{name}` is called `{synonym}` already"
                why = f"a word that means two things is no help; each {what} has its own"
                yield context.finding("synonym", "warning", here, message, why, "choose another word, or leave it out")
            else:
                owner[key] = name
