"""Row level security where the plan's own policies leave it to us: who owns a row, who may read, who may write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from appfactory.compile.database.identifiers import qualified, quote
from appfactory.compile.database.ledgers import append_only
from appfactory.compile.database.lookup import Lookup
from appfactory.compile.database.platform import CURRENT_USER, IS_ADMIN, users_policies
from appfactory.compile.database.tenancy import Tenancy, people_policies, tenant_policies
from appfactory.model.database import Policy, PolicyAction, Table
from appfactory.model.spec import Entity, Insert, Mark, Operation, Patch, ReadMany, ReadOne, Remove, Transition

SIGNED_IN = ("authenticated",)
EVERYONE = ("anon", "authenticated")
ADMIN = Policy("admin_access", "ALL", using=IS_ADMIN, check=IS_ADMIN, roles=SIGNED_IN)

_ANYONE = "(SELECT auth.role()) IN ('anon', 'authenticated')"
"""Whoever calls through the API: what a command for the public asks for, and no more."""

_ACTIONS: dict[type, PolicyAction] = {
    Insert: "INSERT",
    Patch: "UPDATE",
    Transition: "UPDATE",
    Mark: "UPDATE",
    Remove: "DELETE",
    ReadOne: "SELECT",
    ReadMany: "SELECT",
}


def with_access(plan: Lookup, table: Table, users: Table, tenancy: Tenancy | None = None) -> Table:
    """The table with row level security on and, if it has no policies of its own, the ones that follow from the plan and its tenancy."""
    entity = plan.by_table.get(table.name) if table.schema == "public" else None
    policies = _policies(plan, table, users, entity, tenancy)
    if entity is not None and entity.ledger:
        policies = append_only(policies)
    return replace(table, row_security=True, policies=policies)


def _policies(plan: Lookup, table: Table, users: Table, entity: Entity | None, tenancy: Tenancy | None) -> tuple[Policy, ...]:
    own = table.policies
    admins = entity is not None and any(operation.access == "admin" for operation in plan.operations_on(entity))
    if own and admins and ADMIN.name not in {policy.name for policy in own}:
        own = (*own, ADMIN)
    if tenancy is not None and tenancy.column_of(table):
        return tenant_policies(tenancy, replace(table, policies=own))
    if own:
        return own
    if table.name == users.name and table.schema == users.schema:
        theirs = {_action(operation) for operation in (plan.operations_on(entity) if entity else ()) if operation.access == "user"}
        usual = users_policies(table, "UPDATE" in theirs, everyone="SELECT" in theirs, public=bool(entity and entity.public_read))
        return (*usual, *people_policies(tenancy, table)) if tenancy is not None else usual
    return _entity_policies(plan, entity, table) if entity is not None else (ADMIN,)


def _action(operation: Operation) -> PolicyAction | None:
    return _ACTIONS.get(type(operation.meaning))


def _entity_policies(plan: Lookup, entity: Entity, table: Table) -> tuple[Policy, ...]:
    policies: list[Policy] = []
    condition = ownership(plan, entity)
    if condition:
        policies.append(Policy("owner_access", "ALL", using=condition, check=condition, roles=SIGNED_IN))
    policies.append(ADMIN)
    if entity.public_read:
        policies.append(Policy("public_read", "SELECT", using="true", roles=EVERYONE))
    elif not condition or entity.shared_read:
        policies.append(Policy("signed_in_read", "SELECT", using="true", roles=SIGNED_IN))
    policies += _writes(plan, entity, table, owned=bool(condition))
    return tuple(policies)


def _writes(plan: Lookup, entity: Entity, table: Table, owned: bool) -> Iterable[Policy]:
    """What the plan's own commands let others than owners and admins do.

    A command for everyone signed in on rows that belong to nobody; a command for the public, which adds rows that belong to nobody (a message,
    an order of a guest). No command gives the public the rows of others.
    """
    found: dict[str, Policy] = {}
    owner = table.column(entity.field(entity.owner).column) if entity.owner else None
    for operation in plan.operations_on(entity):
        action = _action(operation)
        if action is None or action == "SELECT" or operation.access == "admin":
            continue
        public = operation.access == "public"
        if owned and not (public and action == "INSERT" and owner is not None and owner.nullable):
            continue
        condition = f"{quote(owner.name)} IS NULL" if owned and owner is not None else _ANYONE if public else f"{CURRENT_USER} IS NOT NULL"
        name = f"{'public' if public else 'signed_in'}_{action.lower()}"
        using = "" if action == "INSERT" else condition
        check = "" if action == "DELETE" else condition
        found[name] = Policy(name, action, using=using, check=check, roles=EVERYONE if public else SIGNED_IN)
    return (policy for name, policy in found.items() if not (name.startswith("signed_in_") and name.replace("signed_in_", "public_") in found))


def ownership(plan: Lookup, entity: Entity) -> str:
    """The condition under which a row is the signed-in user's; empty if rows belong to nobody.

    A row that is part of another belongs to whom that one belongs, at any depth.
    """
    if entity.access == "owned" and entity.owner:
        return f"{quote(entity.field(entity.owner).column)} = {CURRENT_USER}"
    if entity.access == "through-parent" and entity.parent:
        return _through_parent(plan, entity, qualified("public", entity.table), ())
    return ""


def _through_parent(plan: Lookup, entity: Entity, outer: str, passed: tuple[str, ...]) -> str:
    field = entity.field(entity.parent)
    reference = field.type.reference
    if reference is None or not reference.entity or entity.names.source in passed:
        return ""
    parent = plan.entities[reference.entity]
    alias = "parent" if not passed else f"parent_{len(passed) + 1}"
    if parent.access == "owned" and parent.owner:
        inner = f"{alias}.{quote(parent.field(parent.owner).column)} = {CURRENT_USER}"
    elif parent.access == "through-parent" and parent.parent:
        inner = _through_parent(plan, parent, alias, (*passed, entity.names.source))
    else:
        inner = ""
    if not inner:
        return ""
    link = f"{alias}.{quote(reference.column)} = {_last(outer)}.{quote(field.column)}"
    return f"EXISTS (SELECT 1 FROM {qualified('public', parent.table)} {alias} WHERE {link} AND {inner})"


def _last(name: str) -> str:
    """A table's name without its schema, by which its columns are called in a policy."""
    return name.removeprefix("public.")
