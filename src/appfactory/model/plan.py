"""The plan as written: `buildplan.yaml`, version 1.0.0, as frozen models.

The models are the source of truth of the plan's shape; the JSON Schema that `appfactory plan schema` prints is made from them. Attributes
are in snake_case, the document's keys in camelCase. Nothing is coerced, unknown keys are refused, and `null` stands for nothing but a
field's default. What was left out holds its default; `model_fields_set` tells the two apart where it matters.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, PlainValidator, Strict, WithJsonSchema
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError, core_schema

from appfactory.model.json_value import JsonObject, JsonValue

PLAN_VERSION = "1.0.0"

DefaultValue: TypeAlias = str | int | float | bool | None


def freeze(value: object) -> JsonValue:
    """JSON-like Python values (dict, list, tuple, text, numbers, None) as a `JsonValue`. Raises `TypeError` for anything else."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float) and isfinite(value):
        return value
    if isinstance(value, list | tuple):
        return tuple(freeze(item) for item in value)
    if isinstance(value, dict):
        return JsonObject(tuple((str(key), freeze(item)) for key, item in value.items()))
    if isinstance(value, JsonObject):
        return value
    raise TypeError(f"{type(value).__name__} is not JSON")


def thaw(value: JsonValue) -> object:
    """A `JsonValue` as the dicts and lists that `json.dumps` takes."""
    if isinstance(value, JsonObject):
        return {key: thaw(member) for key, member in value.members}
    if isinstance(value, tuple):
        return [thaw(item) for item in value]
    return value


def _whole_number(value: object) -> object:
    """JSON Schema's `integer` takes 1.0 for 1."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _props(value: object) -> JsonObject:
    if not isinstance(value, dict | JsonObject):
        raise PydanticCustomError("dict_type", "must be an object")
    if isinstance(value, JsonObject):
        return value
    try:
        return JsonObject(tuple((str(key), freeze(item)) for key, item in value.items()))
    except TypeError as error:
        raise PydanticCustomError("json_type", "must be JSON: {reason}", {"reason": str(error)}) from error


def _default_value(value: object) -> DefaultValue:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float) and isfinite(value):
        return value
    raise PydanticCustomError("default_type", "must be text, a number, true, false or null")


def _not_null(value: object) -> object:
    """`null` is no way to say that there is none: the key is left out."""
    if value is None:
        raise PydanticCustomError("string_type", "must be text")
    return value


def _texts(description: str) -> dict[str, object]:
    return {"type": "object", "additionalProperties": {"type": "string", "description": description}}


WHOLE = BeforeValidator(_whole_number)


class _AnyObject:
    """Tells Pydantic to take any JSON object as a `JsonObject`, without a look at that type, which is recursive."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(_props, serialization=core_schema.plain_serializer_function_ser_schema(thaw))

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, object]:
        return {"type": "object", "additionalProperties": True}


Props = Annotated[JsonObject, _AnyObject()]
Default = Annotated[DefaultValue, PlainValidator(_default_value), WithJsonSchema({"type": ["string", "number", "boolean", "null"]})]
EmailProvider = Annotated[
    Literal["resend", "postmark"] | None, BeforeValidator(_not_null), WithJsonSchema({"type": "string", "enum": ["resend", "postmark"]})
]
Variables = Annotated[Mapping[str, str], WithJsonSchema(_texts("The text that stands for the variable"))]
Input = Annotated[Mapping[str, str], WithJsonSchema(_texts("A type of the plan language; `T?` makes the input optional"))]


class PlanNode(BaseModel):
    """What all parts of a plan have in common: closed, frozen, nothing coerced, camelCase keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, alias_generator=to_camel, validate_by_name=False, validate_by_alias=True)


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


class FieldPlan(PlanNode):
    """A field of an entity."""

    name: str = Field(description="Name of the field, in camelCase")
    type: str = Field(
        description=(
            "Type of the plan language: uuid, ksuid(prefix), string, string(n), text, int, bigint, decimal(p,s), bool, date, time, datetime, json, "
            "enum(Name), enum(A|B|C), fk(Table.column); `T[]` is an array"
        )
    )
    nullable: bool = Field(default=False, description="May be empty")
    unique: bool = Field(default=False, description="No two rows have the same value")
    default: Default = Field(default=None, description="Value of a new row when none is given")
    check: str = Field(default="", description="Boolean SQL expression over the entity's own fields, e.g. `seats > 0`")
    index: bool = Field(default=False, description="Rows are looked up or sorted by this field")


class EntityPlan(PlanNode):
    """A kind of thing that the app stores."""

    name: str = Field(description="Name of the entity, singular, in PascalCase")
    multi_tenant: bool = Field(default=True, description="Rows belong to the user (`fk(users.id)`) who made them")
    fields: Annotated[tuple[FieldPlan, ...], Strict(False)] = Field(min_length=1, description="What is known of each")


class OperationPlan(PlanNode):
    """Something that people or other programs can do."""

    name: str = Field(description="Verb and entity, e.g. `createReservation`; the verb says what it does")
    kind: Literal["query", "command"] = Field(description="A query reads, a command changes")
    input: Input = Field(description="Name and type of each input")
    output: str = Field(description="Entity (`Reservation`), list of entities (`Reservation[]`) or DTO that it returns")
    auth: Literal["public", "user", "admin"] = Field(default="user", description="Who may call it")
    side_effects: Annotated[tuple[str, ...], Strict(False)] = Field(
        default=(), description="What follows after the commit, e.g. `send-email`, `stripe-charge`, `notify-reservation`"
    )


class DomainPlan(PlanNode):
    """A part of the product with entities and operations of its own."""

    name: str = Field(description="Name of the domain; operations are referred to as `domain.operation`")
    entities: Annotated[tuple[EntityPlan, ...], Strict(False)] = Field(description="What it stores")
    operations: Annotated[tuple[OperationPlan, ...], Strict(False)] = Field(description="What it can do")


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


class DatabasePlan(PlanNode):
    """Where the schema comes from, and what guards it."""

    source: Literal["fromEntities", "sql"] = Field(description="`fromEntities` makes the tables from the entities, `sql` takes the DDL below")
    sql: str = Field(default="", description="PostgreSQL DDL, for `source: sql`")
    policies: Annotated[tuple[PolicyPlan, ...], Strict(False)] = Field(default=(), description="Row level security policies")
    indexes: Annotated[tuple[IndexPlan, ...], Strict(False)] = Field(default=(), description="Indexes over more than one column, or unique ones")


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

    version: str = Field(default=PLAN_VERSION, pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$", description="Version of the plan language (semver)")
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
