"""The checks for meaning: what the shape of a plan can't tell.

A rule is a function from a `PlanContext` to findings. Its docstring is its manual page: what it demands, why, a bad and a good example.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from appfactory.compile.rules import (
    combinations,
    constraints,
    duplicates,
    field_types,
    library_paths,
    names,
    references,
    sql_source,
    suspicious,
    tenants,
)
from appfactory.compile.rules.context import PlanContext
from appfactory.model.finding import Finding

Rule = Callable[[PlanContext], Iterable[Finding]]

RULES: tuple[Rule, ...] = (
    combinations.version,
    names.empty,
    names.characters,
    names.hidden,
    names.reserved,
    names.length,
    duplicates.routes,
    duplicates.route_parameters,
    duplicates.platform_paths,
    duplicates.pages,
    duplicates.entities,
    duplicates.inside,
    library_paths.safe,
    library_paths.component,
    library_paths.props,
    field_types.types,
    field_types.enumerations,
    field_types.defaults,
    field_types.checks,
    constraints.shared_enumerations,
    constraints.uniques,
    constraints.row_checks,
    constraints.exclusions,
    constraints.lookups,
    tenants.tenancy,
    tenants.tenancy_members,
    tenants.tenancy_gaps,
    tenants.tenancy_public,
    tenants.synonyms,
    references.route_operation,
    references.operation_output,
    references.foreign_keys,
    references.indexes,
    references.policy_entity,
    references.protected_routes,
    references.side_effects,
    references.gherkin_source,
    combinations.not_built_yet,
    combinations.tools,
    combinations.database,
    combinations.user_ids,
    combinations.payments,
    combinations.email,
    combinations.roles,
    sql_source.source,
    sql_source.grammar,
    sql_source.tables,
    sql_source.policies,
    sql_source.repeated_indexes,
    suspicious.reading_routes,
    suspicious.parameters,
    suspicious.unchecked_bodies,
    suspicious.public_commands,
    suspicious.owner_inputs,
    suspicious.unreachable_entities,
    suspicious.unindexed_references,
    suspicious.open_policies,
    suspicious.stages,
    suspicious.unused_variables,
    suspicious.ownerless_tenants,
    suspicious.required_circles,
    suspicious.hooks,
)
"""All rules. Each sees the whole plan, none sees what another found; their findings are sorted by place afterwards."""


def check(context: PlanContext) -> tuple[Finding, ...]:
    """What all rules find."""
    return tuple(finding for rule in RULES for finding in rule(context))
