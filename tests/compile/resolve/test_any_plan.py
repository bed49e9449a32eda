"""Whatever a plan says, resolving it ends, blames only the plan, and what comes out is bound throughout."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appfactory.compile.plan.reader import ReadPlan
from appfactory.compile.plan.spans import PlanSpans
from appfactory.compile.resolve import resolve
from appfactory.model.plan import BuildPlan
from appfactory.model.spec import AppSpec, EntityView, Insert, Mark, OverviewView, Patch, ReadMany, ReadOne, Remove, StripeCharge, Transition

NOUNS = [
    "Order",
    "Class",
    "Table",
    "User",
    "Person",
    "Equipment",
    "OrderItem",
    "Booking",
    "Room",
    "select",
    "__proto__",
    "Transaction",
    "Größe",
    "_",
    "x1",
]
FIELDS = ["id", "name", "title", "status", "state", "userId", "ownerId", "order", "class", "constructor", "time", "startsAt", "endsAt", "createdAt",
          "seats", "partySize", "price", "published", "isRead", "readAt", "tags", "email", "parentId", "orderId", "roomId"]  # fmt: skip
VERBS = [
    "create",
    "book",
    "cancel",
    "publish",
    "update",
    "set",
    "delete",
    "list",
    "get",
    "search",
    "my",
    "mark",
    "pay",
    "reopen",
    "check in",
    "do",
    "x",
    "",
]
TYPES = ["uuid", "ksuid(ab)", "string", "string(3)", "text", "int", "bigint", "decimal(8,2)", "bool", "date", "time", "datetime", "json",
         "enum(OPEN|PAID|CANCELLED)", "enum(draft|published)", "string[]", "int[]", "fk(users.id)"]  # fmt: skip

types = st.sampled_from(TYPES) | st.sampled_from(NOUNS).map(lambda noun: f"fk({noun}.id)")
field = st.fixed_dictionaries(
    {"name": st.sampled_from(FIELDS), "type": types},
    optional={
        "nullable": st.booleans(), "unique": st.booleans(), "check": st.sampled_from(["seats > 0", "price >= 0 and", "'", "\"x", "status = 'OPEN'"]),
        "default": st.sampled_from(["OPEN", 0, True, None, "now()"]),
    },
)  # fmt: skip
entity = st.fixed_dictionaries(
    {
        "name": st.sampled_from(NOUNS),
        "multiTenant": st.booleans(),
        "fields": st.lists(field, min_size=1, max_size=6, unique_by=lambda one: one["name"]),
    }
)
EXTRA_INPUTS = {"q": "string?", "from": "datetime?", "maxPrice": "int?", "page": "int?", "date": "date?", "voucher": "string", "id": "uuid"}


@st.composite
def operations_on(draw: st.DrawFn, entities: list[dict[str, Any]]) -> dict[str, Any]:
    """Mostly an operation on one of the entities with some of its fields; sometimes nothing of the kind."""
    about = draw(st.sampled_from(entities))
    verb = draw(st.sampled_from(VERBS))
    given = {one["name"]: one["type"] for one in draw(st.lists(st.sampled_from(about["fields"]), max_size=4))}
    extra = draw(st.lists(st.sampled_from(sorted(EXTRA_INPUTS)), max_size=2))
    inputs = {**({"id": "uuid"} if draw(st.booleans()) else {}), **given, **{name: EXTRA_INPUTS[name] for name in extra}}
    reads = verb in ("list", "get", "search", "my")
    return {
        "name": verb + draw(st.sampled_from(["", "My", "Published"])) + draw(st.sampled_from([about["name"], *NOUNS])),
        "kind": draw(st.sampled_from(["query", "query", "command"] if reads else ["command", "command", "query"])),
        "auth": draw(st.sampled_from(["public", "user", "admin"])),
        "input": inputs,
        "output": draw(st.sampled_from([about["name"], about["name"], f"{about['name']}[]" if reads else "void", "", "Report", "Page<Class>", "[]"])),
        "sideEffects": draw(st.lists(st.sampled_from(["send-email", "stripe-charge", "notify-a"]), max_size=2)),
    }


page = st.fixed_dictionaries(
    {"name": st.sampled_from(["Home", "Orders"]), "route": st.sampled_from(["/", "/orders", "/admin/classes", "//"]),
     "layout": st.sampled_from(["marketing", "app", "admin"])}
)  # fmt: skip


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Any]:
    entities = draw(st.lists(entity, min_size=1, max_size=4, unique_by=lambda one: one["name"]))
    known = {one["name"] for one in entities}
    for one in (row for each in entities for row in each["fields"]):
        noun = one["type"][3:-4] if one["type"].startswith("fk(") else ""
        if noun and noun != "users" and noun not in known:
            one["type"] = f"fk({entities[0]['name']}.id)"
    operations = draw(st.lists(operations_on(entities), max_size=5, unique_by=lambda one: one["name"]))
    return {
        "project": {"name": draw(st.text(min_size=1, max_size=9)), "stack": "nextjs-15", "packageManager": "npm", "runtime": "node"},
        "targets": {"infra": "aws", "database": "neon", "auth": "authjs"},
        "components": {
            "pages": draw(st.lists(page, min_size=1, max_size=3)),
            "ui": [],
            "domains": [{"name": "orders", "entities": entities, "operations": operations}],
        },
        "api": {
            "routes": [
                {"method": "GET", "path": path, "operation": f"orders.{one['name']}"}
                for one in operations
                for path in draw(st.lists(st.sampled_from(["/api/{id}", "/api/orders/:id/x", "/api/a"]), max_size=1))
            ]
        },
        "database": {"source": "fromEntities"},
        "integrations": {
            "email": {"templates": ["order-paid"]},
            "stripe": {"products": ["p"]},
            "clerk": {"protectedRoutes": ["/api/*", ""]},
            "supabase": {"edgeFunctions": ["notify-a"]},
        },
        "testing": {"unit": [], "e2e": "playwright"},
        "rollout": {"featureFlags": [], "stages": [100]},
    }


@st.composite
def plans_of_version_1_1(draw: st.DrawFn) -> dict[str, Any]:
    """Plans with rules over fields that may or may not be there, of types that may or may not fit."""
    document = draw(plans())
    document["version"] = "1.1.0"
    text = st.sampled_from(["", "id > 0", "status = 'x'", "nope is null", "a b"])
    for one in document["components"]["domains"][0]["entities"]:
        name = st.sampled_from([*(row["name"] for row in one["fields"]), "nope"])
        names = st.lists(name, min_size=1, max_size=2)
        said = st.text(max_size=5)
        one |= {"description": draw(said), "synonyms": draw(st.lists(said, max_size=2)), "ledger": draw(st.booleans())}
        one["uniques"] = [{"fields": draw(names), "where": draw(text)}]
        one["checks"] = [{"name": draw(st.sampled_from(["fits", "-", "Ä"])), "check": draw(st.sampled_from(["id > 0", "nope"]))}]
        one["exclusions"] = [{"equal": draw(names), "from": draw(name), "until": draw(name), "where": draw(text)}]
        one["fields"][-1]["lookup"] = {"through": draw(name), "value": draw(st.sampled_from(["id", "nope + 1", ")"]))}
    fields = [row["name"] for one in document["components"]["domains"][0]["entities"] for row in one["fields"]]
    document["database"]["tenancy"] = {
        "field": draw(st.sampled_from(fields)),
        "claim": "team",
        "members": {"entity": draw(st.sampled_from(["X", "Order"]))},
    }
    return document


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans() | plans_of_version_1_1())
def test_any_plan(document: dict[str, Any]) -> None:
    plan = BuildPlan.model_validate(document)
    read = ReadPlan(plan, PlanSpans("buildplan.yaml", None))
    spec, findings = resolve(read, None)
    assert (spec, findings) == resolve(read, None)
    assert all(finding.message and finding.origin for finding in findings)
    if spec is None:
        assert any(finding.severity == "error" for finding in findings)
    else:
        check(spec)


def check(spec: AppSpec) -> None:
    enumerations = {enum.names.source for enum in spec.enumerations}
    for one in spec.entities:
        assert one.field(one.key).unique
        for source in filter(None, (one.owner, one.parent, one.status, one.label)):
            one.field(source)
        assert all(not field.type.enum or field.type.enum in enumerations for field in one.fields)
        assert len({field.column for field in one.fields}) == len(one.fields)
    for operation in spec.operations:
        meaning = operation.meaning
        assert operation.understood
        assert all(not given.type.enum or given.type.enum in enumerations for given in operation.input)
        assert all(given.type.kind != "fk" or given.type.target for given in operation.input)
        if operation.output:
            spec.entity(operation.output)
        if isinstance(meaning, Insert | Patch | Transition | Mark | Remove | ReadOne | ReadMany):
            about = spec.entity(meaning.entity)
            assert all(not given.binds or about.field(given.binds) for given in operation.input)
            assert (
                operation.access == "admin"
                or isinstance(meaning, ReadMany)
                or all(given.binds != about.owner for given in operation.input if about.owner)
            )
        if isinstance(meaning, Patch | Transition | Mark | Remove | ReadOne):
            key = next(given for given in operation.input if given.names.source == meaning.key)
            assert key.role == "key"
            assert about.field(key.binds).unique
        if isinstance(meaning, Transition):
            values = spec.enumeration(about.field(meaning.field).type.enum).values
            assert meaning.to in values
            assert meaning.to not in meaning.allowed
            assert set(meaning.allowed) < set(values)
        for effect in operation.side_effects:
            if isinstance(effect, StripeCharge) and effect.settled:
                assert effect.settled not in effect.payable
    for one in spec.pages:
        if isinstance(one.view, EntityView):
            spec.entity(one.view.entity)
            for identifier in filter(None, (one.view.create, one.view.update, one.view.remove, *one.view.transitions)):
                spec.operation(identifier)
        elif isinstance(one.view, OverviewView):
            assert all(spec.entity(source) for source in one.view.entities)
    assert all(spec.operation(route.operation) for route in spec.routes)
