"""`tests/api`: every route over HTTP, for every kind of visitor and rows of two people; and the policies, with SQL."""

from __future__ import annotations

from dataclasses import dataclass

from appfactory.catalog.stacks.nextjs_15.emit.fixtures import given_function, input_function, takes_tenant
from appfactory.catalog.stacks.nextjs_15.emit.index import Index, is_owned, is_read, reads_freely, stored
from appfactory.catalog.stacks.nextjs_15.emit.layout import fit, literal
from appfactory.catalog.stacks.nextjs_15.emit.routes import Endpoint, endpoints
from appfactory.catalog.stacks.nextjs_15.emit.schemas import effective_type
from appfactory.catalog.stacks.nextjs_15.emit.test_code import TestCode
from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.model.files import FileDraft
from appfactory.model.spec import Entity, Insert, Meaning, NotCovered, Operation, ReadMany

FIXTURES = "../../support/_generated/fixtures"


@dataclass(frozen=True, slots=True)
class Expected:
    """The status that each kind of visitor gets, when the rows are the tenant's."""

    anonymous: int
    tenant: int
    other: int
    admin: int


def expected(index: Index, endpoint: Endpoint) -> Expected:
    """What the plan says about a route, as statuses."""
    admin = _status(index, endpoint, "admin")
    if endpoint.access == "admin":
        return Expected(401, 403, 403, admin)
    tenant = _status(index, endpoint, "tenant")
    other = _status(index, endpoint, "other")
    if endpoint.access == "user":
        return Expected(401, tenant, other, admin)
    return Expected(_anonymous(index, endpoint), tenant, other, admin)


def _status(index: Index, endpoint: Endpoint, visitor: str) -> int:
    operation = endpoint.operation
    if isinstance(operation.meaning, NotCovered):
        return 501
    if isinstance(operation.meaning, ReadMany):
        return endpoint.status
    if index.is_of_tenant(index.entities[operation.meaning.entity]):
        return _status_for_tenant(index, endpoint, operation.meaning, visitor)
    if visitor == "tenant":
        return endpoint.status
    refused = _foreign_reference(index, operation, visitor)
    if refused:
        return refused
    entity = index.entities[operation.meaning.entity]
    if isinstance(operation.meaning, Insert) or not _keeps_apart(operation, entity):
        return endpoint.status
    reaches = visitor == "admin" and index.is_admin_bound(entity)
    return endpoint.status if reaches else 404


def _status_for_tenant(index: Index, endpoint: Endpoint, meaning: Meaning, visitor: str) -> int:
    """The status where rows belong to tenants: for the tenant's members, for others, and for admins, who act for all."""
    if visitor == "admin":
        return endpoint.status
    if isinstance(meaning, Insert):
        founds = index.entities[meaning.entity] is index.tenants
        return endpoint.status if visitor == "tenant" and not founds and index.members is not None else 403
    return endpoint.status if visitor == "tenant" and index.members is not None else 404


def _keeps_apart(operation: Operation, entity: Entity) -> bool:
    return is_owned(entity) and not (operation.kind == "query" and is_read(operation) and reads_freely(entity))


def _foreign_reference(index: Index, operation: Operation, visitor: str) -> int:
    """The status for somebody whose input points at the tenant's rows; 0 if it points at none."""
    entity = index.entity_of(operation)
    if entity is None or is_read(operation):
        return 0
    for given in operation.input:
        bound = index.bound(operation, given)
        if bound is None or given.role != "value" or bound.type.kind != "fk" or bound.type.array:
            continue
        target = index.referenced(bound.type.reference)
        if target is None or not is_owned(target) or (reads_freely(target) and entity.parent != given.binds):
            continue
        if visitor == "admin" and index.is_admin_bound(target):
            continue
        return 404 if index.in_path(operation, given) else 422
    return 0


def _anonymous(index: Index, endpoint: Endpoint) -> int:
    operation = endpoint.operation
    entity = index.entity_of(operation)
    if isinstance(operation.meaning, Insert) and entity is not None and entity.owner and not entity.field(entity.owner).nullable:
        return 401
    if any(hasattr(effect, "product") for effect in operation.side_effects):
        return 401
    return _status(index, endpoint, "other")


def api_test_drafts(index: Index, template: str, policies: str) -> tuple[FileDraft, ...]:
    """The generated cases; `template` and `policies` are the static tests that run them."""
    drafts = [_cases(index)]
    if _policed_entities(index):
        drafts.append(FileDraft("tests/api/row-level-security.test.ts", policies, "seeded", "stack"))
    if endpoints(index):
        drafts.append(FileDraft("tests/api/access-matrix.test.ts", template, "seeded", "stack"))
    return tuple(drafts)


def _cases(index: Index) -> FileDraft:
    module = Module()
    actor = module.use_type("@/lib/actor", "Actor")
    rows = "".join(_case(module, index, endpoint) for endpoint in endpoints(index))
    module.add(
        fit(
            "interface ApiCase {\n"
            "  route: string;\n  method: string;\n  path: string;\n"
            '  access: "public" | "user" | "admin";\n'
            "  rateLimit: number;\n  validated: boolean;\n  unwritten: boolean;\n"
            "  /** Inputs that are ids. */\n  identifiers: readonly string[];\n"
            f"  input: (tenant: {actor}) => Promise<object>;\n"
            "  /** The status for each kind of visitor, when the rows are the tenant's. */\n"
            "  expected: { anonymous: number; tenant: number; other: number; admin: number };\n}"
        )
    )
    module.add(fit(f"export const apiCases: readonly ApiCase[] = [\n{rows}];" if rows else "export const apiCases: readonly ApiCase[] = [];"))
    module.add(_policed(module, index))
    return FileDraft("tests/api/_generated/cases.ts", module.text(), "generated", "api.routes")


def _case(module: Module, index: Index, endpoint: Endpoint) -> str:
    operation = endpoint.operation
    code = TestCode(module, index, operation)
    function = module.use(FIXTURES, input_function(operation))
    path = endpoint.address
    for name, target in endpoint.parameters:
        path = path.replace(f"{{{name}}}", f"{{{target}}}")
    statuses = expected(index, endpoint)
    identifiers = tuple(
        given.names.camel
        for given in operation.input
        if stored(effective_type(given, index.bound(operation, given))) == "uuid" and given.role in ("key", "value") and endpoint.route.validate
    )
    shown = f"{{ anonymous: {statuses.anonymous}, tenant: {statuses.tenant}, other: {statuses.other}, admin: {statuses.admin} }}"
    lines = [
        f"route: {literal(endpoint.name)}",
        f"method: {literal(endpoint.route.method)}",
        f"path: {literal(path)}",
        f"access: {literal(endpoint.access)}",
        f"rateLimit: {endpoint.route.rate_limit}",
        f"validated: {'true' if endpoint.route.validate else 'false'}",
        f"unwritten: {'true' if isinstance(operation.meaning, NotCovered) else 'false'}",
        f"identifiers: {literal(identifiers)}",
        f"input: {f'(tenant) => {function}(tenant)' if code.input_takes_tenant else f'() => {function}()'}",
        f"expected: {shown}",
    ]
    return "  {\n" + "".join(f"    {line},\n" for line in lines) + "  },\n"


def _policed_entities(index: Index) -> tuple[Entity, ...]:
    """The entities whose rows are seen by nobody but their owner and admins."""
    private = (entity for entity in index.spec.entities if index.is_private(entity) and entity.table != "users")
    return tuple(entity for entity in private if not index.is_left_to_admins(entity))


def _policed(module: Module, index: Index) -> str:
    """The tables whose rows the policies keep apart."""
    rows = ""
    for entity in _policed_entities(index):
        function = module.use(FIXTURES, given_function(entity))
        key = entity.field(entity.key)
        owner = entity.field(entity.owner).column if entity.owner else ""
        arguments = "{}, tenant" if takes_tenant(index, entity) else ""
        members = [
            f"table: {literal(entity.table)}",
            f"key: {literal(key.column)}",
            f"owner: {literal(owner)}",
            f"changes: {'false' if entity.ledger else 'true'}",
            f"given: async (tenant: Actor) => String((await {function}({arguments})).{key.names.camel})",
        ]
        rows += "  {\n" + "".join(f"    {one},\n" for one in members) + "  },\n"
    kind = """interface PolicedTable {
  table: string;
  key: string;
  owner: string;
  /** False where rows are only ever added. */
  changes: boolean;
  given: (tenant: Actor) => Promise<string>;
}

"""
    listed = f"[\n{rows}]" if rows else "[]"
    return fit(f"{kind}/** Tables whose rows belong to somebody. */\nexport const policedTables: readonly PolicedTable[] = {listed};")
