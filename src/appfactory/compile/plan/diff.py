"""The difference of two plans in the words of the product: pages, routes, operations, tables, policies; not lines.

A rename is told only where there is one reading, as migrations do: one thing gone and one new that are alike in everything but the name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from appfactory.model.plan import (
    BuildPlan,
    CheckPlan,
    EntityPlan,
    EnumerationPlan,
    FieldPlan,
    LookupPlan,
    OperationPlan,
    PagePlan,
    PlanNode,
    PolicyPlan,
    RoutePlan,
    TenancyPlan,
    UiPlan,
)

ChangeKind = Literal["added", "removed", "renamed", "changed"]
T = TypeVar("T", bound=PlanNode)


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One change. `what` is a word (`page`, `field`), `name` the name after it (before it, if removed), `details` what is different."""

    kind: ChangeKind
    what: str
    name: str
    former: str = ""
    details: tuple[str, ...] = ()

    def as_json(self) -> dict[str, str | list[str]]:
        """`{kind, what, name, former, details}`."""
        return {"kind": self.kind, "what": self.what, "name": self.name, "former": self.former, "details": list(self.details)}

    def sentence(self) -> str:
        """The change as people read it."""
        if self.kind == "renamed":
            return f"{self.what} {self.former} is now called {self.name}" + (f": {'; '.join(self.details)}" if self.details else "")
        return f"{self.what} {self.name} {self.kind}" + (f": {'; '.join(self.details)}" if self.details else "")


@dataclass(frozen=True, slots=True)
class _Kind:
    """How things of one kind are compared: their word, and which attributes are only their name."""

    what: str
    naming: tuple[str, ...] = ("name",)


def diff_plans(before: BuildPlan, after: BuildPlan) -> tuple[PlanChange, ...]:
    """All differences, in the order in which the language has its parts. Empty if the plans say the same."""
    return (
        *_settings(before, after, ("version",), "plan"),
        *_settings(before.project, after.project, (), "project"),
        *_settings(before.targets, after.targets, (), "targets"),
        *_texts("variable", before.variables, after.variables),
        *_things(_Kind("page", ("route",)), _pages(before), _pages(after)),
        *_things(_Kind("component"), _components(before), _components(after)),
        *_things(_Kind("enumeration"), _enumerations(before), _enumerations(after)),
        *_entities(before, after),
        *_things(_Kind("operation"), _operations(before), _operations(after)),
        *_things(_Kind("route", ("method", "path")), _routes(before), _routes(after)),
        *_settings(before.database, after.database, ("source", "tenancy"), "database"),
        *_sql(before, after),
        *_things(_Kind("policy", ("policy",)), _policies(before), _policies(after)),
        *_names("index", _indexes(before), _indexes(after)),
        *_integrations(before, after),
        *_settings(before.testing, after.testing, (), "testing"),
        *_names("feature flag", before.rollout.feature_flags, after.rollout.feature_flags),
        *_settings(before.rollout, after.rollout, ("stages",), "rollout"),
        *_names("hook before", before.hooks.pre, after.hooks.pre),
        *_names("hook after", before.hooks.post, after.hooks.post),
        *_names("human checkpoint", before.human_checkpoints, after.human_checkpoints),
    )  # fmt: skip


def _pages(plan: BuildPlan) -> Mapping[str, PagePlan]:
    return {page.route: page for page in plan.components.pages}


def _components(plan: BuildPlan) -> Mapping[str, UiPlan]:
    return {node.import_name or node.name: node for node in plan.components.ui}


def _operations(plan: BuildPlan) -> Mapping[str, OperationPlan]:
    return {f"{domain.name}.{operation.name}": operation for domain in plan.components.domains for operation in domain.operations}


def _enumerations(plan: BuildPlan) -> Mapping[str, EnumerationPlan]:
    return {enumeration.name: enumeration for domain in plan.components.domains for enumeration in domain.enumerations}


def _routes(plan: BuildPlan) -> Mapping[str, RoutePlan]:
    return {f"{route.method} {route.path}": route for route in plan.api.routes}


def _policies(plan: BuildPlan) -> Mapping[str, PolicyPlan]:
    return {f"{policy.entity}.{policy.policy}": policy for policy in plan.database.policies}


def _indexes(plan: BuildPlan) -> list[str]:
    return [f"{index.table}({', '.join(index.columns)}){' unique' if index.unique else ''}" for index in plan.database.indexes]


def _things(kind: _Kind, before: Mapping[str, T], after: Mapping[str, T]) -> Iterable[PlanChange]:
    """Things with a name: what is new, gone, renamed, and different."""
    renamed = _renames(before, after, lambda _, node: _content(node, kind))
    for new, old in renamed.items():
        yield PlanChange("renamed", kind.what, new, old)
    for name, node in after.items():
        if name in before:
            details = _details(before[name], node)
            if details:
                yield PlanChange("changed", kind.what, name, details=details)
        elif name not in renamed:
            yield PlanChange("added", kind.what, name)
    for name in before:
        if name not in after and name not in renamed.values():
            yield PlanChange("removed", kind.what, name)


def _renames(before: Mapping[str, T], after: Mapping[str, T], content: Callable[[str, T], Hashable]) -> dict[str, str]:
    """New name → old name, where exactly one thing that is gone and one that is new have the same content."""
    gone: dict[Hashable, list[str]] = {}
    new: dict[Hashable, list[str]] = {}
    for name, node in before.items():
        if name not in after:
            gone.setdefault(content(name, node), []).append(name)
    for name, node in after.items():
        if name not in before:
            new.setdefault(content(name, node), []).append(name)
    return {names[0]: gone[key][0] for key, names in new.items() if len(names) == 1 and len(gone.get(key, ())) == 1}


def _content(node: PlanNode, kind: _Kind) -> str:
    return json.dumps(node.model_dump(mode="json", by_alias=True, exclude=set(kind.naming)), sort_keys=True)


def _details(before: PlanNode, after: PlanNode, apart: Sequence[str] = ()) -> tuple[str, ...]:
    """What differs between two nodes of one model, key by key."""
    found: list[str] = []
    for name, model_field in type(after).model_fields.items():
        old, new = getattr(before, name), getattr(after, name)
        if old == new or name in apart:
            continue
        key = model_field.alias or name
        found.append(f"{key} {_shown(old)} → {_shown(new)}" if _is_short(old) and _is_short(new) else f"{key} changed")
    return tuple(found)


def _is_short(value: object) -> bool:
    return len(_shown(value)) <= 60


def _shown(value: object) -> str:
    if isinstance(value, str):
        return value if value and value.isprintable() and " " not in value else json.dumps(value, ensure_ascii=False)
    if isinstance(value, tuple) and all(isinstance(item, str | int) for item in value):
        return f"[{', '.join(str(item) for item in value)}]"
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {item}" for key, item in value.items()) + "}"
    if isinstance(value, LookupPlan):
        return f"{value.value} of {value.through}" if value.through else "none"
    if isinstance(value, TenancyPlan):
        members = f", members {value.members.entity} {value.members.where}".rstrip() if value.members.entity else ""
        return f"{value.field} by the claim {value.claim}{members}" if value.field else "none"
    return str(value)


def _settings(before: PlanNode, after: PlanNode, only: Sequence[str], what: str) -> Iterable[PlanChange]:
    for name, model_field in type(after).model_fields.items():
        if only and name not in only:
            continue
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield PlanChange("changed", what, model_field.alias or name, details=(f"{_shown(old)} → {_shown(new)}",))


def _texts(what: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterable[PlanChange]:
    yield from _names(what, before, after)
    for name in after:
        if name in before and before[name] != after[name]:
            yield PlanChange("changed", what, name, details=(f"{_shown(before[name])} → {_shown(after[name])}",))


def _names(what: str, before: Iterable[str], after: Iterable[str]) -> Iterable[PlanChange]:
    old, new = dict.fromkeys(before), dict.fromkeys(after)
    yield from (PlanChange("added", what, name) for name in new if name not in old)
    yield from (PlanChange("removed", what, name) for name in old if name not in new)


def _entities(before: BuildPlan, after: BuildPlan) -> Iterable[PlanChange]:
    old = {entity.name: entity for domain in before.components.domains for entity in domain.entities}
    new = {entity.name: entity for domain in after.components.domains for entity in domain.entities}
    old_home = {entity.name: domain.name for domain in before.components.domains for entity in domain.entities}
    new_home = {entity.name: domain.name for domain in after.components.domains for entity in domain.entities}
    domains = {domain.name: domain for domain in before.components.domains}
    yield from _names("domain", domains, (domain.name for domain in after.components.domains))
    for domain in after.components.domains:
        known = domains.get(domain.name)
        if known is not None and (details := _details(known, domain, ("name", "enumerations", "entities", "operations"))):
            yield PlanChange("changed", "domain", domain.name, details=details)
    renamed = _renames(old, new, lambda _, entity: frozenset((field.name, field.type, field.nullable) for field in entity.fields))
    for name, former in renamed.items():
        yield PlanChange("renamed", "table", name, former)
        yield from _fields(old[former], new[name])
    for name, entity in new.items():
        if name in old:
            if old_home[name] != new_home[name]:
                yield PlanChange("changed", "table", name, details=(f"domain {old_home[name]} → {new_home[name]}",))
            yield from _fields(old[name], entity)
        elif name not in renamed:
            yield PlanChange("added", "table", name, details=(", ".join(field.name for field in entity.fields),))
    for name in old:
        if name not in new and name not in renamed.values():
            yield PlanChange("removed", "table", name)


def _fields(before: EntityPlan, after: EntityPlan) -> Iterable[PlanChange]:
    if details := _details(before, after, ("name", "fields", "uniques", "checks", "exclusions")):
        yield PlanChange("changed", "table", after.name, details=details)
    yield from _rules(before, after)
    old = {field.name: field for field in before.fields}
    new = {field.name: field for field in after.fields}
    gone, added = [field for field in before.fields if field.name not in new], [field for field in after.fields if field.name not in old]
    renamed: dict[str, FieldPlan] = {}
    if len(gone) == 1 and len(added) == 1 and (gone[0].type, gone[0].nullable) == (added[0].type, added[0].nullable):
        renamed[added[0].name] = gone[0]
    for field in after.fields:
        name = f"{after.name}.{field.name}"
        former = renamed.get(field.name)
        if former is not None:
            yield PlanChange("renamed", "field", name, f"{after.name}.{former.name}", _details(former, field, ("name",)))
        elif field.name not in old:
            yield PlanChange("added", "field", name, details=(field.type,))
        elif details := _details(old[field.name], field):
            yield PlanChange("changed", "field", name, details=details)
    for field in gone:
        if field not in renamed.values():
            yield PlanChange("removed", "field", f"{after.name}.{field.name}")


def _rules(before: EntityPlan, after: EntityPlan) -> Iterable[PlanChange]:
    """The constraints of two entities: checks by their names, the others by what they say."""
    yield from _names("unique", _uniques(before, after.name), _uniques(after, after.name))
    yield from _things(_Kind("check"), _checks(before, after.name), _checks(after, after.name))
    yield from _names("exclusion", _exclusions(before, after.name), _exclusions(after, after.name))


def _uniques(entity: EntityPlan, name: str) -> list[str]:
    return [f"{name}({', '.join(unique.fields)}){f' where {unique.where}' if unique.where else ''}" for unique in entity.uniques]


def _checks(entity: EntityPlan, name: str) -> Mapping[str, CheckPlan]:
    return {f"{name}.{check.name}": check for check in entity.checks}


def _exclusions(entity: EntityPlan, name: str) -> list[str]:
    return [
        f"{name}({', '.join(one.equal)}; {one.from_field} until {one.until}){f' where {one.where}' if one.where else ''}" for one in entity.exclusions
    ]


def _sql(before: BuildPlan, after: BuildPlan) -> Iterable[PlanChange]:
    """The tables and columns of two DDL texts; a difference of letters alone is none."""
    if before.database.sql == after.database.sql:
        return
    from appfactory.compile.database.difference import differences
    from appfactory.compile.database.inferred_renames import inferred_renames
    from appfactory.compile.database.sql_reader import read_sql

    old, _ = read_sql(before.database.sql)
    new, _ = read_sql(after.database.sql)
    steps = differences(old, new, inferred_renames(old, new))
    details = tuple(f"{step.kind} {'.'.join(part for part in (step.table, step.name) if part)}" for step in steps)
    yield PlanChange("changed", "database", "sql", details=details or ("same schema, other text",))


def _integrations(before: BuildPlan, after: BuildPlan) -> Iterable[PlanChange]:
    old, new = before.integrations, after.integrations
    yield from _settings(old.supabase, new.supabase, ("project_ref",), "supabase")
    yield from _names("edge function", old.supabase.edge_functions, new.supabase.edge_functions)
    yield from _names("role", old.clerk.roles, new.clerk.roles)
    yield from _names("protected route", old.clerk.protected_routes, new.clerk.protected_routes)
    yield from _settings(old.stripe, new.stripe, ("mode",), "stripe")
    yield from _names("product", old.stripe.products, new.stripe.products)
    yield from _names("webhook", old.stripe.webhooks, new.stripe.webhooks)
    yield from _settings(old.email, new.email, ("provider",), "email")
    yield from _names("e-mail template", old.email.templates, new.email.templates)
