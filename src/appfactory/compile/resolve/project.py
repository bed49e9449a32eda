"""The parts of a plan that need little resolving: project, targets, integrations, testing, rollout."""

from __future__ import annotations

from collections.abc import Mapping

from appfactory.compile.naming import slug_of, split_words, title_of
from appfactory.compile.resolve.canonical import plan_hash
from appfactory.compile.resolve.resolution import Resolution
from appfactory.model.database import Database
from appfactory.model.plan import BuildPlan
from appfactory.model.spec import AppSpec, Integrations, Project, Rollout, Targets, Testing, UiComponent

_TITLE_VARIABLES = ("APP_NAME", "BRAND_NAME", "TENANT_NAME")
DEFAULT_ROLES = ("user", "admin")


def title_of_project(name: str, variables: Mapping[str, str]) -> str:
    """What people read: the first of the variables that name the product, else its name in words.

    >>> title_of_project("restaurant-booking", {"TENANT_NAME": "Bali Bites"}), title_of_project("restaurant-booking", {})
    ('Bali Bites', 'Restaurant Booking')
    """
    for variable in _TITLE_VARIABLES:
        if variables.get(variable, "").strip():
            return " ".join(variables[variable].split())
    looks_like_words = " " in name.strip()
    return " ".join(name.split()) if looks_like_words else title_of(split_words(name)) or name


def is_read_by_the_build(variable: str) -> bool:
    """True for a variable that the build reads by its name, whether or not a text of the plan mentions it.

    >>> is_read_by_the_build("APP_NAME"), is_read_by_the_build("SLOT_MINUTES"), is_read_by_the_build("CITY")
    (True, True, False)
    """
    return variable in _TITLE_VARIABLES or variable.endswith("_MINUTES")


def roles_of(plan: BuildPlan) -> tuple[str, ...]:
    """The plan's roles; `user` and `admin` are always among them, because access is given to these."""
    return tuple(dict.fromkeys((*plan.integrations.clerk.roles, *DEFAULT_ROLES)))


def app_spec(state: Resolution) -> AppSpec:
    """The whole app from what the passes found, its database still empty."""
    plan = state.plan
    variables = dict(plan.variables)
    return AppSpec(
        plan_hash=plan_hash(plan),
        plan_version=plan.version,
        project=Project(
            name=plan.project.name,
            slug=slug_of(plan.project.name),
            title=title_of_project(plan.project.name, variables),
            stack=plan.project.stack,
            package_manager=plan.project.package_manager,
            runtime=plan.project.runtime,
            repository=plan.project.repo,
        ),
        targets=Targets(**plan.targets.model_dump()),
        variables=tuple(sorted(variables.items())),
        pages=state.pages,
        ui=tuple(
            UiComponent(ui.name, ui.from_path, ui.import_name or ui.name, f"components.ui[{position}]")
            for position, ui in enumerate(plan.components.ui)
        ),
        domains=tuple(dict.fromkeys(domain.name for domain in plan.components.domains)),
        entities=state.entities,
        enumerations=state.enumerations,
        operations=state.operations,
        routes=state.routes,
        database=Database(),
        source_sql=plan.database.sql if plan.database.source == "sql" else "",
        integrations=_integrations(plan),
        testing=Testing(plan.testing.framework, plan.testing.unit, plan.testing.e2e, plan.testing.coverage_target, plan.testing.gherkin_from),
        rollout=Rollout(tuple(dict.fromkeys(plan.rollout.feature_flags)), plan.rollout.stages),
        hooks_before=plan.hooks.pre,
        hooks_after=plan.hooks.post,
        human_checkpoints=plan.human_checkpoints,
    )


def _integrations(plan: BuildPlan) -> Integrations:
    written = plan.integrations
    return Integrations(
        roles=roles_of(plan),
        protected_routes=written.clerk.protected_routes,
        supabase_project=written.supabase.project_ref,
        edge_functions=tuple(dict.fromkeys(written.supabase.edge_functions)),
        stripe_mode=written.stripe.mode,
        products=tuple(dict.fromkeys(written.stripe.products)),
        webhooks=tuple(dict.fromkeys(written.stripe.webhooks)),
        email_templates=tuple(dict.fromkeys(written.email.templates)),
    )
