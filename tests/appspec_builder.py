"""Small app specs by hand, for tests of what reads them: types and names are written as in a plan, everything else is filled in."""

from __future__ import annotations

from dataclasses import replace

from appfactory.compile.database.desired import desired_database
from appfactory.compile.naming import column_name, label_of, names_of, plural_names, singular_names, table_name
from appfactory.compile.types import ParsedType, parse_type
from appfactory.model.database import Database
from appfactory.model.json_value import JsonValue
from appfactory.model.spec import (
    Access,
    Allocation,
    AppSpec,
    CallFunction,
    Entity,
    EntityView,
    EnumSpec,
    FieldSpec,
    FieldType,
    InputField,
    InputRole,
    Insert,
    Integrations,
    Layout,
    ListBinding,
    Mark,
    Meaning,
    Method,
    NotCovered,
    Operation,
    OperationBinding,
    OverviewView,
    Page,
    Patch,
    Project,
    ReadMany,
    ReadOne,
    Reference,
    Remove,
    Rollout,
    Route,
    Section,
    SectionsView,
    SendEmail,
    SideEffect,
    StripeCharge,
    Targets,
    Testing,
    Transition,
    View,
)


def parsed(text: str) -> ParsedType:
    """A type of the plan language. Raises `AssertionError` for a bad one."""
    found = parse_type(text)
    assert isinstance(found, ParsedType), found
    return found


def enumeration(source: str, *values: str) -> EnumSpec:
    """An enumeration with its PostgreSQL type."""
    names = names_of(source, "entity")
    return EnumSpec(names, names.snake, values, tuple(label_of(value) for value in values))


def field(
    source: str,
    kind: str,
    *,
    nullable: bool = False,
    unique: bool = False,
    default: JsonValue | None = None,
    check: str = "",
    minimum: int | None = None,
    maximum: int | None = None,
    supplied: bool = False,
) -> FieldSpec:
    """A field; `kind` is a type of the plan language."""
    return FieldSpec(
        names=names_of(source),
        column=column_name(source),
        type=parsed(kind).type,
        nullable=nullable,
        unique=unique,
        has_default=default is not None,
        default=default,
        supplied=supplied or default is not None,
        check=check,
        minimum=minimum,
        maximum=maximum,
    )


def entity(source: str, domain: str, *fields: FieldSpec, key: str = "id", **more: object) -> Entity:
    """An entity whose rows belong to whoever its `fk(users.id)` field names, if it has one."""
    owner = next((one.names.source for one in fields if one.type.reference and one.type.reference.table == "users"), "")
    label = next((one.names.source for one in fields if one.names.source in ("name", "title", "email", "subject")), key)
    base = Entity(
        names=singular_names(source),
        plural=plural_names(source),
        domain=domain,
        table=table_name(source),
        fields=tuple(replace(one, supplied=True, unique=True) if one.names.source == key else one for one in fields),
        key=key,
        owner=owner,
        label=label,
        access="owned" if owner else "shared",
    )
    return replace(base, **more)  # type: ignore[arg-type]


def given(
    source: str, kind: str, binds: str = "", role: InputRole = "value", *, minimum: int | None = None, maximum: int | None = None
) -> InputField:
    """An input; a trailing `?` of its type makes it optional."""
    found = parsed(kind)
    bound = "" if role in ("search", "page", "page-size", "sort") else binds or source
    return InputField(names_of(source), found.type, found.optional, bound, minimum, maximum, role)


def operation(
    source: str,
    domain: str,
    meaning: Meaning,
    *inputs: InputField,
    access: Access = "user",
    output: str | None = None,
    side_effects: tuple[SideEffect, ...] = (),
) -> Operation:
    """An operation that returns the entity it is about, unless `output` says otherwise."""
    reads = isinstance(meaning, ReadOne | ReadMany)
    result = output if output is not None else ("" if isinstance(meaning, NotCovered) else meaning.entity)
    return Operation(
        names=names_of(source, "operation"),
        domain=domain,
        kind="query" if reads else "command",
        access=access,
        input=inputs,
        output=result,
        many=isinstance(meaning, ReadMany),
        meaning=meaning,
        side_effects=side_effects,
    )


def route(method: Method, path: str, served: Operation, *, validate: bool = True, rate_limit: int = 0) -> Route:
    """A route for an operation."""
    parameters = tuple(part[1:-1] if part.startswith("{") else part[1:] for part in path.split("/") if part.startswith(("{", ":")))
    return Route(method, path, parameters, served.id, served.access, validate, rate_limit)


def page(name: str, at: str, layout: Layout, view: View) -> Page:
    """A page whose visitors follow from its layout."""
    access: Access = {"marketing": "public", "app": "user", "admin": "admin"}[layout]  # type: ignore[assignment]
    return Page(names_of(name), at, layout, access, view)


def app(
    name: str,
    entities: tuple[Entity, ...],
    operations: tuple[Operation, ...],
    routes: tuple[Route, ...],
    *,
    enumerations: tuple[EnumSpec, ...] = (),
    pages: tuple[Page, ...] = (),
    targets: Targets | None = None,
    integrations: Integrations | None = None,
) -> AppSpec:
    """A whole spec, references bound and the database worked out."""
    bound = tuple(_bound(one, entities) for one in entities)
    domains = tuple(dict.fromkeys([*(one.domain for one in entities), *(one.domain for one in operations)]))
    spec = AppSpec(
        plan_hash="0" * 64,
        plan_version="1.0.0",
        project=Project(name, name, name.replace("-", " ").title(), "nextjs-15", "pnpm", "node"),
        targets=targets or Targets("vercel", "local-postgres", "authjs", "none", "none", "none"),
        variables=(),
        pages=pages,
        ui=(),
        domains=domains,
        entities=bound,
        enumerations=enumerations,
        operations=operations,
        routes=routes,
        database=Database(),
        source_sql="",
        integrations=integrations or Integrations(),
        testing=Testing(),
        rollout=Rollout((), (100,)),
    )
    return replace(spec, database=desired_database(spec, None))


def _bound(one: Entity, entities: tuple[Entity, ...]) -> Entity:
    return replace(one, fields=tuple(replace(each, type=_target(each.type, entities)) for each in one.fields))


def _target(kind: FieldType, entities: tuple[Entity, ...]) -> FieldType:
    if kind.reference is None:
        return kind
    if kind.reference.table == "users":
        return replace(kind, target="uuid")
    target = next(one for one in entities if one.names.source == kind.reference.table)
    column = target.field(kind.reference.column)
    return replace(kind, target=column.type.target or column.type.kind, reference=Reference(target.table, column.column, target.names.source))


def restaurant() -> AppSpec:
    """Tables that are booked for two hours, at most one party at a time."""
    status = enumeration("ReservationStatus", "PENDING", "CONFIRMED", "CANCELLED")
    reservation = entity(
        "Reservation",
        "reservation",
        field("id", "uuid"),
        field("userId", "fk(users.id)"),
        field("tableId", "fk(Table.id)"),
        field("partySize", "int", check="party_size > 0", minimum=1),
        field("time", "datetime"),
        field("status", "enum(ReservationStatus)", default="PENDING"),
        status="status",
    )
    table = entity("Table", "reservation", field("id", "uuid"), field("seats", "int", check="seats > 0", minimum=1))
    allocation = Allocation("Table", "tableId", "time", quantity="partySize", capacity="seats", status="status", released=("CANCELLED",))
    create = operation(
        "createReservation",
        "reservation",
        Insert("Reservation", allocation),
        given("partySize", "int"),
        given("time", "datetime"),
        given("tableId", "uuid?"),
        side_effects=(SendEmail("booking-confirmation"),),
    )
    cancel = operation(
        "cancelReservation",
        "reservation",
        Transition("Reservation", "id", "status", "CANCELLED", ("PENDING", "CONFIRMED")),
        given("id", "uuid", role="key"),
    )
    booking = Section(
        "packages/restaurants/src/features/booking/BookingForm.tsx",
        "BookingForm",
        (),
        (
            OperationBinding("action", create.id, (("partySize", "partySize"), ("time", "time"))),
            OperationBinding("cancelAction", cancel.id, (("id", "id"),)),
        ),
        (ListBinding("items", "Reservation"),),
    )
    return app(
        "restaurant-booking",
        (reservation, table),
        (create, cancel),
        (route("POST", "/api/reservations", create, rate_limit=20), route("DELETE", "/api/reservations/{id}", cancel)),
        enumerations=(status,),
        pages=(page("Home", "/", "marketing", SectionsView(())), page("Bookings", "/bookings", "app", SectionsView((booking,)))),
        targets=Targets("vercel", "supabase", "clerk", "stripe", "resend", "none"),
        integrations=Integrations(email_templates=("booking-confirmation",), products=("reservation-deposit",)),
    )


def workshop() -> AppSpec:
    """Every kind of field and of operation once: projects of a user with tasks, shared materials, messages from visitors."""
    enumerations = (
        enumeration("ProjectStage", "DRAFT", "ACTIVE", "DONE"),
        enumeration("TaskPriority", "low", "normal", "high"),
    )
    project = entity(
        "Project",
        "planning",
        field("id", "uuid"),
        field("userId", "fk(users.id)"),
        field("name", "string(60)", unique=True),
        field("summary", "text", nullable=True),
        field("budget", "decimal(10,2)", default="0", check="budget >= 0", minimum=0),
        field("stage", "enum(ProjectStage)", default="DRAFT"),
        field("startsOn", "date", nullable=True),
        field("tags", "string[]", default=()),
        field("archivedAt", "datetime", nullable=True),
        field("createdAt", "datetime", supplied=True, default="now()"),
        field("updatedAt", "datetime", supplied=True, default="now()"),
        status="stage",
    )
    task = entity(
        "Task",
        "planning",
        field("id", "ksuid(task)"),
        field("projectId", "fk(Project.id)"),
        field("title", "string(120)"),
        field("priority", "enum(TaskPriority)", default="normal"),
        field("estimate", "int", nullable=True, check="estimate > 0 AND estimate <= 40", minimum=1, maximum=40),
        field("done", "bool", default=False),
        field("due", "time", nullable=True),
        field("parentId", "fk(Task.id)", nullable=True),
        access="through-parent",
        parent="projectId",
    )
    material = entity(
        "Material",
        "stock",
        field("id", "int"),
        field("code", "string(20)", unique=True),
        field("class", "string", nullable=True),
        field("weight", "bigint"),
        field("price", "decimal(8,2)"),
        field("details", "json", nullable=True),
        field("sizes", "int[]", default=()),
        public_read=True,
    )
    message = entity(
        "Message",
        "contact",
        field("id", "uuid"),
        field("email", "string"),
        field("body", "text"),
        field("createdAt", "datetime", supplied=True, default="now()"),
    )
    create_project = operation(
        "createProject",
        "planning",
        Insert("Project"),
        given("name", "string"),
        given("summary", "text?"),
        given("budget", "decimal(10,2)?"),
        given("startsOn", "date?"),
        given("tags", "string[]?"),
        side_effects=(SendEmail("project-created"), CallFunction("notify-project"), StripeCharge("project-fee", "stage", "ACTIVE")),
    )
    update_project = operation(
        "updateProject",
        "planning",
        Patch("Project", "id"),
        given("id", "uuid", role="key"),
        given("name", "string?"),
        given("summary", "text?"),
        given("budget", "decimal(10,2)?"),
    )
    activate_project = operation(
        "activateProject", "planning", Transition("Project", "id", "stage", "ACTIVE", ("DRAFT",)), given("id", "uuid", role="key")
    )
    archive_project = operation("archiveProject", "planning", Mark("Project", "id", "archivedAt", "now"), given("id", "uuid", role="key"))
    delete_project = operation("deleteProject", "planning", Remove("Project", "id"), given("id", "uuid", role="key"), output="")
    get_project = operation("getProject", "planning", ReadOne("Project", "projectId"), given("projectId", "uuid", "id", "key"))
    my_projects = operation(
        "myProjects",
        "planning",
        ReadMany("Project", mine=True, search=("name", "summary")),
        given("stage", "enum(ProjectStage)?"),
        given("q", "string?", role="search"),
        given("tag", "string?", "tags"),
        given("minBudget", "decimal(10,2)?", "budget", "at-least"),
        given("createdOn", "date?", "createdAt", "on-day"),
    )
    create_task = operation(
        "createTask",
        "planning",
        Insert("Task"),
        given("projectId", "uuid"),
        given("title", "string"),
        given("priority", "enum(TaskPriority)?"),
        given("estimate", "int?"),
        given("due", "time?"),
        given("parentId", "string?"),
    )
    finish_task = operation("finishTask", "planning", Mark("Task", "id", "done", "true"), given("id", "string", role="key"))
    list_tasks = operation(
        "listTasks",
        "planning",
        ReadMany("Task", search=("title",)),
        given("projectId", "uuid"),
        given("done", "bool?"),
        given("query", "string?", role="search"),
        given("limit", "int?", role="page-size"),
    )
    create_material = operation(
        "createMaterial",
        "stock",
        Insert("Material"),
        given("code", "string"),
        given("class", "string?"),
        given("weight", "bigint"),
        given("price", "decimal(8,2)"),
        given("details", "json?"),
        given("sizes", "int[]?"),
        access="admin",
    )
    list_materials = operation(
        "listMaterials", "stock", ReadMany("Material", search=("code",)), given("q", "string?", role="search"), access="public"
    )
    get_material = operation("getMaterial", "stock", ReadOne("Material", "code"), given("code", "string", role="key"), access="public")
    send_message = operation(
        "sendMessage",
        "contact",
        Insert("Message"),
        given("email", "string"),
        given("body", "text"),
        access="public",
        side_effects=(SendEmail("message-received"),),
    )
    list_messages = operation("listMessages", "contact", ReadMany("Message"), access="admin")
    forecast = operation(
        "forecastStock", "stock", NotCovered("no rule covers the verb `forecast` */ ${x}"), given("weeks", "int", ""), output="Material"
    )
    forecast = replace(forecast, input=(replace(forecast.input[0], binds=""),))
    operations = (
        create_project, update_project, activate_project, archive_project, delete_project, get_project, my_projects,
        create_task, finish_task, list_tasks, create_material, list_materials, get_material, forecast, send_message, list_messages,
    )  # fmt: skip
    routes = (
        route("POST", "/api/projects", create_project, rate_limit=30),
        route("GET", "/api/projects", my_projects),
        route("GET", "/api/projects/{projectId}", get_project),
        route("PATCH", "/api/projects/{id}", update_project),
        route("POST", "/api/projects/{id}/activate", activate_project),
        route("POST", "/api/projects/{id}/archive", archive_project),
        route("DELETE", "/api/projects/{id}", delete_project),
        route("POST", "/api/projects/{projectId}/tasks", create_task),
        route("GET", "/api/projects/{projectId}/tasks", list_tasks),
        route("POST", "/api/tasks/:id/finish", finish_task),
        route("POST", "/api/materials", create_material),
        route("GET", "/api/materials", list_materials),
        route("GET", "/api/materials/{code}", get_material),
        route("POST", "/api/messages", send_message, validate=False, rate_limit=5),
        route("GET", "/api/admin/messages", list_messages),
        route("POST", "/api/stock/forecast", forecast),
    )
    return app(
        "workshop",
        (project, task, material, message),
        operations,
        routes,
        enumerations=enumerations,
        pages=(
            page("Home", "/", "marketing", OverviewView(("Material",))),
            page("Materials", "/materials", "marketing", EntityView("Material")),
            page(
                "Projects",
                "/projects",
                "app",
                EntityView("Project", create_project.id, update_project.id, delete_project.id, (activate_project.id, archive_project.id)),
            ),
            page("Messages", "/messages", "admin", EntityView("Message")),
        ),
        targets=Targets("vercel", "local-postgres", "authjs", "stripe", "postmark", "none"),
        integrations=Integrations(
            products=("project-fee",), email_templates=("project-created", "message-received"), edge_functions=("notify-project",)
        ),
    )
