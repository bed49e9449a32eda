"""The plan as written: `buildplan.yaml`, versions 1.0.0 and 1.1.0, as frozen models.

The models are the source of truth of the plan's shape; the JSON Schema that `appfactory plan schema` prints is made from them. Attributes
are in snake_case, the document's keys in camelCase. Nothing is coerced, unknown keys are refused, and `null` stands for nothing but a
field's default. What was left out holds its default; `model_fields_set` tells the two apart where it matters. A key that came with a later
version than the one the plan says is refused like an unknown one.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Strict, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from appfactory.model.json_value import JsonObject
from appfactory.model.plan_entities import (
    CheckPlan,
    DomainPlan,
    EntityPlan,
    EnumerationPlan,
    ExclusionPlan,
    FieldPlan,
    LookupPlan,
    OperationPlan,
    UniquePlan,
)
from appfactory.model.plan_node import (
    FIRST_VERSION,
    PLAN_VERSION,
    PLAN_VERSIONS,
    SINCE_1_1,
    WHOLE,
    DefaultValue,
    EmailProvider,
    PlanNode,
    Props,
    Variables,
    freeze,
    thaw,
)
from appfactory.model.plan_versions import newer_keys

__all__ = [
    "FIRST_VERSION",
    "NEWER_KEY",
    "PLAN_VERSION",
    "PLAN_VERSIONS",
    "ApiPlan",
    "BuildPlan",
    "CheckPlan",
    "ClerkPlan",
    "ComponentsPlan",
    "DatabasePlan",
    "DefaultValue",
    "DomainPlan",
    "EmailPlan",
    "EntityPlan",
    "EnumerationPlan",
    "ExclusionPlan",
    "FieldPlan",
    "HooksPlan",
    "IndexPlan",
    "IntegrationsPlan",
    "LookupPlan",
    "MembersPlan",
    "OperationPlan",
    "PagePlan",
    "PlanNode",
    "PolicyPlan",
    "ProjectPlan",
    "RolloutPlan",
    "RoutePlan",
    "SectionPlan",
    "StripePlan",
    "SupabasePlan",
    "TargetsPlan",
    "TenancyPlan",
    "TestingPlan",
    "UiPlan",
    "UniquePlan",
    "freeze",
    "thaw",
]

NEWER_KEY = "newer_key"
"""Type of the error that tells a key which the plan's version of the language does not have."""


class ProjectPlan(PlanNode):
    """What is built, and with which tools."""

    name: str = Field(min_length=1, description="Name of the product; package, folder and database names are made from it")
    stack: Literal["nextjs-15", "nestjs", "expo", "remix"] = Field(description="Framework of the app")
    package_manager: Literal["pnpm", "npm", "yarn"] = Field(description="Package manager of the app")
    runtime: Literal["node", "deno", "bun"] = Field(description="JavaScript runtime of the app")
    repo: str = Field(default="", description="URL of the Git remote")


class TargetsPlan(PlanNode):
    """The providers that the app runs on."""

    infra: Literal["vercel", "railway", "flyio", "aws"] = Field(description="Where the app is deployed")
    database: Literal["supabase", "neon", "planetscale", "local-postgres"] = Field(description="Who runs the database")
    auth: Literal["clerk", "authjs", "firebase-auth"] = Field(description="Who signs people in")
    payments: Literal["stripe", "none"] = Field(default="none", description="Who takes payments")
    email: Literal["resend", "postmark", "none"] = Field(default="none", description="Who sends e-mail")
    storage: Literal["supabase-storage", "cloudinary", "none"] = Field(default="none", description="Who keeps uploaded files")


class SectionPlan(PlanNode):
    """A component of the library on a page."""

    component: str = Field(description="Exact path of the component in the library, from `packages/` on")
    props: Props = Field(default=JsonObject(), description="Literal props of the component")


class PagePlan(PlanNode):
    """A page of the app."""

    name: str = Field(description="Name of the page, as people read it in the navigation")
    route: str = Field(pattern=r"^/([a-z0-9-_/]*)$", description="Address of the page, e.g. `/bookings`")
    layout: Literal["marketing", "app", "admin"] = Field(description="`marketing` is public, `app` for people who signed in, `admin` for admins")
    sections: Annotated[tuple[SectionPlan, ...], Strict(False)] = Field(
        default=(), description="What the page shows, from top to bottom; without sections the page follows from its name and route"
    )


class UiPlan(PlanNode):
    """A component of the library that the app wants a copy of."""

    name: str = Field(description="Name of the component")
    from_path: str = Field(alias="from", description="Path in the library, e.g. `packages/platform/ui/src/primitives/buttons/PrimaryButton.tsx`")
    import_name: str = Field(default="", alias="as", description="Name by which the app imports it, if not `name`")


class ComponentsPlan(PlanNode):
    """Pages, library components and domains."""

    pages: Annotated[tuple[PagePlan, ...], Strict(False)] = Field(min_length=1, description="Pages of the app")
    ui: Annotated[tuple[UiPlan, ...], Strict(False)] = Field(description="Components to copy from the library besides those that pages name")
    domains: Annotated[tuple[DomainPlan, ...], Strict(False)] = Field(min_length=1, description="Parts of the product")


class RoutePlan(PlanNode):
    """An API route."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = Field(description="HTTP method")
    path: str = Field(pattern=r"^/api(/[a-z0-9-{}:_]+)+$", description="Address below `/api`; `{id}` or `:id` is a parameter")
    operation: str = Field(description="The operation it calls, as `domain.operation`")
    validate_body: bool = Field(default=True, alias="validate", description="Check the body against the operation's input before calling it")
    rate_limit: Annotated[int, Field(ge=0), WHOLE] = Field(
        default=0, description="Requests a minute per user (per address when signed out); 0 is no limit"
    )


class ApiPlan(PlanNode):
    """The HTTP interface."""

    routes: Annotated[tuple[RoutePlan, ...], Strict(False)] = Field(description="Routes of the API")


class PolicyPlan(PlanNode):
    """A row level security policy."""

    entity: str = Field(description="Entity whose table the policy guards")
    policy: str = Field(description="Name of the policy")
    action: Literal["ALL", "SELECT", "INSERT", "UPDATE", "DELETE"] = Field(default="ALL", description="SQL command that it governs")
    using: str = Field(description="Boolean SQL expression that holds for the rows that may be seen and changed")


class IndexPlan(PlanNode):
    """An index of a table."""

    table: str = Field(description="Entity or table")
    columns: Annotated[tuple[str, ...], Strict(False)] = Field(min_length=1, description="Its columns, in order")
    unique: bool = Field(default=False, description="No two rows have the same values")


class MembersPlan(PlanNode):
    """Who may act for a tenant: people with a row in an entity of members."""

    entity: str = Field(min_length=1, description="Entity with the tenant's field and one `fk(users.id)`, e.g. `Membership`")
    where: str = Field(default="", description="Boolean SQL expression over its fields; it holds for members who may act, e.g. `status = 'active'`")


NO_MEMBERS = MembersPlan.model_construct(entity="", where="")


class TenancyPlan(PlanNode):
    """Rows belong to a tenant (a business, a team), and a request acts for one: it sees and changes that one's rows and no others."""

    field: str = Field(min_length=1, description="Field that says whose a row is, wherever an entity has it, e.g. `bizId`")
    claim: str = Field(min_length=1, description="Claim of the request's token that names the tenant it acts for, e.g. `biz_id`")
    members: MembersPlan = Field(default=NO_MEMBERS, description="Whose people act for a tenant when the token names none")


NO_TENANCY = TenancyPlan.model_construct(field="", claim="", members=NO_MEMBERS)


class DatabasePlan(PlanNode):
    """Where the schema comes from, and what guards it."""

    source: Literal["fromEntities", "sql"] = Field(description="`fromEntities` makes the tables from the entities, `sql` takes the DDL below")
    sql: str = Field(default="", description="PostgreSQL DDL, for `source: sql`")
    policies: Annotated[tuple[PolicyPlan, ...], Strict(False)] = Field(default=(), description="Row level security policies")
    indexes: Annotated[tuple[IndexPlan, ...], Strict(False)] = Field(default=(), description="Indexes over more than one column, or unique ones")
    tenancy: Annotated[TenancyPlan, SINCE_1_1] = Field(
        default=NO_TENANCY, description="Row level security by tenant, for every entity that has the tenant's field (since 1.1.0)"
    )


class SupabasePlan(PlanNode):
    """Supabase."""

    project_ref: str = Field(default="", description="Reference of the Supabase project")
    edge_functions: Annotated[tuple[str, ...], Strict(False)] = Field(default=(), description="Names of the edge functions")


class ClerkPlan(PlanNode):
    """Sign-in: roles and protected routes, whichever provider it is."""

    roles: Annotated[tuple[str, ...], Strict(False)] = Field(default=(), description="Roles that a user can have")
    protected_routes: Annotated[tuple[str, ...], Strict(False)] = Field(
        default=(), description="Pages and API routes that only people who signed in may open; `/*` at the end takes all below"
    )


class StripePlan(PlanNode):
    """Stripe."""

    mode: Literal["test", "live"] = Field(default="test", description="Which of Stripe's two modes the keys belong to")
    products: Annotated[tuple[str, ...], Strict(False)] = Field(default=(), description="Names of what is sold")
    webhooks: Annotated[tuple[str, ...], Strict(False)] = Field(
        default=(), description="Stripe events that the app handles, e.g. `checkout.session.completed`"
    )


class EmailPlan(PlanNode):
    """E-mail."""

    provider: EmailProvider = Field(default=None, description="Who sends e-mail")
    templates: Annotated[tuple[str, ...], Strict(False)] = Field(default=(), description="Names of the templates")


class IntegrationsPlan(PlanNode):
    """Settings of the providers."""

    supabase: SupabasePlan = Field(default=SupabasePlan(), description="Supabase: project and edge functions")
    clerk: ClerkPlan = Field(default=ClerkPlan(), description="Sign-in: roles and protected routes")
    stripe: StripePlan = Field(default=StripePlan(), description="Stripe: mode, products, webhooks")
    email: EmailPlan = Field(default=EmailPlan(), description="E-mail: provider and templates")


class TestingPlan(PlanNode):
    """How the app is tested."""

    __test__ = False

    framework: Literal["vitest", "jest"] = Field(default="vitest", description="Runner of the unit tests")
    unit: Annotated[tuple[str, ...], Strict(False)] = Field(description="Globs of the unit tests")
    e2e: Literal["playwright", "cypress"] = Field(alias="e2e", description="Runner of the browser tests", json_schema_extra={"default": "playwright"})
    gherkin_from: Literal["prd.requirements", "none"] = Field(default="prd.requirements", description="Where browser scenarios come from")
    coverage_target: Annotated[int, Field(ge=0, le=100), WHOLE] = Field(
        default=70, description="Least percentage of lines that unit tests must cover"
    )


class RolloutPlan(PlanNode):
    """How changes reach people."""

    feature_flags: Annotated[tuple[str, ...], Strict(False)] = Field(description="Names of the feature flags")
    stages: Annotated[tuple[Annotated[int, Field(ge=1, le=100), WHOLE], ...], Strict(False)] = Field(
        min_length=1, description="Percentages of users that a flag is switched on for, one after another"
    )


class HooksPlan(PlanNode):
    """Shell commands around the phases; run only for a plan that is trusted."""

    pre: Annotated[tuple[str, ...], Strict(False)] = Field(default=(), description="Commands to run before the first phase")
    post: Annotated[tuple[str, ...], Strict(False)] = Field(default=(), description="Commands to run after the last phase")


Checkpoint = Literal["afterScaffold", "afterDomains", "beforeDeploy"]


class BuildPlan(PlanNode):
    """A build plan: all that is needed to build an app."""

    version: str = Field(default=FIRST_VERSION, pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$", description="Version of the plan language (semver)")
    project: ProjectPlan = Field(description="What is built, and with which tools")
    targets: TargetsPlan = Field(description="The providers that the app runs on")
    variables: Variables = Field(default={}, description="Texts that stand for `{{NAME}}` in any text of the plan")
    components: ComponentsPlan = Field(description="Pages, library components and domains")
    api: ApiPlan = Field(description="The HTTP interface")
    database: DatabasePlan = Field(description="Where the schema comes from, and what guards it")
    integrations: IntegrationsPlan = Field(description="Settings of the providers")
    testing: TestingPlan = Field(description="How the app is tested")
    rollout: RolloutPlan = Field(description="How changes reach people")
    hooks: HooksPlan = Field(default=HooksPlan(), description="Shell commands around the phases; run only for a plan that is trusted")
    human_checkpoints: Annotated[tuple[Checkpoint, ...], Strict(False)] = Field(
        default=(), description="Points at which a build waits for a person's approval"
    )

    @model_validator(mode="before")
    @classmethod
    def _has_keys_of_its_version_only(cls, document: object) -> object:
        errors: list[InitErrorDetails] = [
            {"type": PydanticCustomError(NEWER_KEY, "came with version {since}", {"since": since}), "loc": path, "input": document}
            for path, since in newer_keys(cls, document)
        ]
        if errors:
            raise ValidationError.from_exception_data("BuildPlan", errors)
        return document
