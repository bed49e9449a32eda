"""`tests/support/_generated/fixtures.ts`: rows to test with, made by the owner, and valid inputs for every operation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from appfactory.catalog.stacks.nextjs_15.emit.contract import input_schema
from appfactory.catalog.stacks.nextjs_15.emit.fixture_rows import fixture_row, is_reference, values_beside
from appfactory.catalog.stacks.nextjs_15.emit.index import Index, function_name, stored
from appfactory.catalog.stacks.nextjs_15.emit.input_values import InputValues
from appfactory.catalog.stacks.nextjs_15.emit.layout import fit, literal
from appfactory.catalog.stacks.nextjs_15.emit.operation_code import member
from appfactory.catalog.stacks.nextjs_15.emit.samples import Wanted, value_of
from appfactory.catalog.stacks.nextjs_15.emit.schemas import bounds, effective_type
from appfactory.catalog.stacks.nextjs_15.emit.seed_checks import LEFT_OUT, RowRules
from appfactory.catalog.stacks.nextjs_15.emit.seed_values import frozen
from appfactory.catalog.stacks.nextjs_15.emit.tables import table
from appfactory.catalog.stacks.nextjs_15.emit.unique_fields import moved_together, told_apart
from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.catalog.stacks.nextjs_15.pages.places import domain_folder
from appfactory.model.files import FileDraft
from appfactory.model.json_value import JsonObject, JsonValue
from appfactory.model.spec import Entity, FieldSpec, InputField, Insert, Mark, Operation, Patch, ReadMany, ReadOne, Remove, StripeCharge, Transition
from appfactory.model.typescript_literal import encode_key

VALUES = "../values"
FIXTURES = "tests/support/_generated/fixtures.ts"
HOME = "tenantOf"
"""The function that finds the tenant somebody acts for."""


def given_function(entity: Entity) -> str:
    """The name of the function that makes a row."""
    return f"given{entity.names.pascal}"


def input_function(operation: Operation) -> str:
    """The name of the function that makes a valid input."""
    return f"{function_name(operation)}InputOf"


_NEAR, _FAR = 60, 30_000
"""Days from today within which moments that must differ are chosen."""


def fixtures_draft(index: Index) -> FileDraft:
    """The module."""
    module = Module()
    for declaration in _tenant_of(module, index):
        module.add(fit(declaration))
    for entity in index.spec.entities:
        module.add(fit(_given(module, index, entity)))
    names: set[str] = set()
    for operation in index.spec.operations:
        if input_function(operation) not in names:
            names.add(input_function(operation))
            module.add(fit(_input(module, index, operation)))
    return FileDraft(FIXTURES, module.text(), "generated", "components.domains")


def _given(module: Module, index: Index, entity: Entity) -> str:
    rows = table(module, entity)
    sample = fixture_row(index, entity)
    members = [given for one in entity.fields if (given := _column(module, index, entity, one, sample[one.column]))]
    module.use("@/lib/rows", "single")
    module.use("../database", "asOwner")
    lines = []
    if entity.tenant and index.tenants is not None:
        module.use("../database", "newActor")
        lines.append(f"  const home = values.{entity.field(entity.tenant).names.camel} ?? (await {HOME}(tenant ?? (await newActor())));")
    beside = _beside(module, index, entity)
    if any("(shift" in line for line in [*members, *beside]):
        lines.append(f"  const shift = {_far_off(module)};")
    if beside:
        lines += [f"  const beside: Partial<typeof {rows}.$inferInsert> = {{}};", *beside]
    body = "".join(f"    {member},\n" for member in [*members, *(["...beside"] if beside else []), "...values"])
    lines.append(f"  const row: typeof {rows}.$inferInsert = {{\n{body}  }};")
    made = f"single(await asOwner.insert({rows}).values(row).returning())"
    if entity is index.tenants and index.members is not None:
        lines += [f"  const made = {made};", *_joined(index, index.members, entity), "  return made;"]
    else:
        lines.append(f"  return {made};")
    uses_tenant = any(re.search(r"\btenant\b", line) for line in lines)
    tenant = f", tenant?: {module.use_type('@/lib/actor', 'Actor')}" if uses_tenant else ""
    return "\n".join([f"export async function {given_function(entity)}(values: Partial<typeof {rows}.$inferInsert> = {{}}{tenant}) {{", *lines, "}"])


def _beside(module: Module, index: Index, entity: Entity) -> list[str]:
    """Statements that go along with a state that is asked for: what checks demand of rows in it."""
    found = []
    for kept in entity.fields:
        if kept.type.array or kept.type.kind not in ("enum", "bool") or not RowRules(index, entity).related(kept):
            continue
        states: tuple[JsonValue, ...] = (True, False) if kept.type.kind == "bool" else index.enumerations[kept.type.enum].values
        for state in states:
            values = values_beside(index, entity, kept, state)
            columns = [(one, values[one.column]) for one in entity.fields if one.column in values]
            given = [
                f"{encode_key(one.names.camel)}: undefined" if value == LEFT_OUT else _column(module, index, entity, one, value)
                for one, value in columns
            ]
            if given:
                asked = f"{member('values', kept.names.camel)} === {literal(state)}"
                found.append(f"  if ({asked}) Object.assign(beside, {{ {', '.join(given)} }});")
    return found


def _joined(index: Index, members: Entity, tenants: Entity) -> list[str]:
    """Statements that let an actor act for a new tenant."""
    assert index.spec.tenancy is not None
    key, home = tenants.field(tenants.key).names.camel, members.field(members.tenant).names.camel
    person = members.field(index.spec.tenancy.person).names.camel
    values = f"{{ {encode_key(home)}: made.{key}, {encode_key(person)}: tenant.userId }}"
    return [f"  if (tenant !== undefined) await {given_function(members)}({values});"]


def _tenant_of(module: Module, index: Index) -> list[str]:
    """The functions that find a tenant for an actor; none if rows belong to no tenants."""
    tenants, members = index.tenants, index.members
    if tenants is None:
        return []
    actor = module.use_type("@/lib/actor", "Actor")
    key = tenants.field(tenants.key)
    kind = {"int": "number", "bigint": "bigint"}.get(stored(key.type), "string")
    made = f"{given_function(tenants)}({'{}, actor' if takes_tenant(index, tenants) else ''})"
    found = "foundOrMade(actor)" if members is not None else f"{made}.then((made) => made.{key.names.camel})"
    lines = [
        f"/** The {tenants.names.title.lower()} in which somebody's rows lie, always the same; a new one for who has none. */",
        f"export function {HOME}(actor: {actor}): Promise<{kind}> {{",
        f"  const home = homes.get(actor.userId) ?? {found};",
        "  homes.set(actor.userId, home);",
        "  return home;",
        "}",
    ]
    search = [] if members is None else [_found_or_made(module, index, members, kind, f"(await {made}).{key.names.camel}")]
    return [f"const homes = new Map<string, Promise<{kind}>>();", "\n".join(lines), *search]


def _found_or_made(module: Module, index: Index, members: Entity, kind: str, made: str) -> str:
    """The function that looks for a tenant that an actor is a member of, and otherwise makes one."""
    assert index.spec.tenancy is not None
    rows, where = table(module, members), index.spec.tenancy.where
    home, person = members.field(members.tenant).names.camel, members.field(index.spec.tenancy.person).names.camel
    module.use("drizzle-orm", "eq")
    condition = f"eq({rows}.{person}, actor.userId)"
    if where:
        module.use("drizzle-orm", "and", "sql")
        condition = f"and({condition}, sql.raw({literal(f'({where})')}))"
    lines = [
        f"async function foundOrMade(actor: Actor): Promise<{kind}> {{",
        f"  const [member] = await asOwner.select().from({rows}).where({condition}).limit(1);",
        f"  return member?.{home} ?? {made};",
        "}",
    ]
    return "\n".join(lines)


def _column(module: Module, index: Index, entity: Entity, given: FieldSpec, value: JsonValue) -> str:
    name = encode_key(given.names.camel)
    if value == LEFT_OUT:
        return ""
    if given.names.source == entity.tenant and index.tenants is not None:
        return f"{name}: home"
    if not is_reference(given):
        one = told_apart(index, entity, given)
        shifted = one.column in moved_together(index, entity)
        return f"{name}: {row_expression(module, one, value, unique=one.unique, shifted=shifted)}"
    target = index.referenced(given.type.reference)
    if target is None or target.table == "users":
        module.use("../database", "newActor")
        who = "(tenant ?? (await newActor())).userId" if given.names.source == entity.owner else "(await newActor()).userId"
        return f"{name}: values.{given.names.camel} ?? {who}"
    home = "home" if entity.tenant and target.tenant and index.tenants is not None else ""
    tenant = "" if target is index.tenants else "tenant"
    return f"{name}: values.{given.names.camel} ?? {parent_key(index, target, given, tenant, home)}"


def parent_key(index: Index, target: Entity, one: FieldSpec, tenant: str = "tenant", home: str = "") -> str:
    """An expression for the key of a new row that a field can point at; `home` is the key of its tenant, if that is known."""
    assert one.type.reference is not None
    column = next((each for each in target.fields if each.column == one.type.reference.column), target.field(target.key)).names.camel
    values = f"{{ {encode_key(target.field(target.tenant).names.camel)}: {home} }}" if home else "{}"
    arguments = f"{values}, {tenant}" if tenant and takes_tenant(index, target) else values.removeprefix("{}")
    return f"(await {given_function(target)}({arguments})).{column}"


def takes_tenant(index: Index, entity: Entity, passed: frozenset[str] = frozenset()) -> bool:
    """True if making a row depends on whose it is: it has an owner or a tenant, or something it must point at has."""
    if entity.owner or (index.is_of_tenant(entity) and (entity is not index.tenants or index.members is not None)):
        return True
    for one in entity.fields:
        target = index.referenced(one.type.reference)
        if target is None or target is entity or target.table == "users" or entity.names.source in passed:
            continue
        if one.nullable and one.names.source != entity.parent:
            continue
        if takes_tenant(index, target, passed | {entity.names.source}):
            return True
    return False


def row_expression(module: Module, one: FieldSpec, value: JsonValue, *, unique: bool, shifted: bool = False) -> str:
    """A value as Drizzle takes it; a moment `shifted` by as many days as the others of its row."""
    if one.type.array and isinstance(value, tuple):
        single = replace(one, type=replace(one.type, array=False))
        return f"[{', '.join(row_expression(module, single, item, unique=False) for item in value)}]"
    kind = stored(one.type)
    if kind in ("datetime", "date") and isinstance(value, JsonObject):
        moment = dict(value.members)
        days = f"shift + {moment['inDays']}" if shifted else _far_off(module) if unique else str(moment["inDays"])
        if kind == "date":
            return f"{module.use(VALUES, 'dayFrom')}({days})"
        return f"{module.use(VALUES, 'inDays')}({days}, {literal(moment['at'])})"
    if kind == "json" and isinstance(value, JsonObject):
        return literal(dict(value.members)["json"])
    if kind == "uuid":
        return "crypto.randomUUID()"
    if unique and kind in ("string", "text", "ksuid"):
        length = f", {one.type.length}" if one.type.length else ""
        return f"{module.use(VALUES, 'unique')}({literal(value)}{length})"
    if unique and kind in ("int", "bigint"):
        limits = ", ".join(str(limit) for limit in (one.minimum if one.minimum is not None else 1, one.maximum) if limit is not None)
        number = f"{module.use(VALUES, 'uniqueNumber')}({limits})"
        return f"BigInt({number})" if kind == "bigint" else number
    return f"{value}n" if kind == "bigint" else literal(value)


def _far_off(module: Module) -> str:
    return f"{module.use(VALUES, 'uniqueNumber')}({_NEAR}, {_FAR})"


@dataclass(slots=True)
class _Inputs:
    """The statements before an input's object, and its members."""

    statements: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    uses_tenant: bool = False


def _input(module: Module, index: Index, operation: Operation) -> str:
    found = _Inputs()
    schema = input_schema(operation)
    kind = schema[:1].upper() + schema[1:]
    module.use_type(f"@/domains/{domain_folder(operation.domain)}/_generated/contract", kind)
    values = InputValues.of(index, operation)
    for given in operation.input:
        _member(module, index, operation, given, values, found)
    tenant = ""
    if found.uses_tenant:
        tenant = f"tenant: {module.use_type('@/lib/actor', 'Actor')}"
    body = "".join(f"    {member},\n" for member in found.members)
    returned = f"  return {{\n{body}  }};" if body else "  return {};"
    keyword = "async function" if any("await " in line for line in found.statements) else "function"
    result = f"Promise<{kind}>"
    if keyword == "function":
        returned = returned.replace("return {", "return Promise.resolve({", 1).removesuffix(";") + ");"
    return "\n".join([f"export {keyword} {input_function(operation)}({tenant}): {result} {{", *found.statements, returned, "}"])


def _member(module: Module, index: Index, operation: Operation, given: InputField, values: InputValues | None, found: _Inputs) -> None:
    meaning = operation.meaning
    name = encode_key(given.names.camel)
    entity = index.entity_of(operation)
    bound = index.bound(operation, given)
    if isinstance(meaning, ReadMany) and given.optional:
        return
    if given.role in ("search", "page", "page-size", "sort"):
        return
    if entity is not None and given.role == "key" and isinstance(meaning, Patch | Transition | Mark | Remove | ReadOne):
        _key(index, operation, given, found)
        return
    if values is not None and bound is not None and given.role == "value" and not values.gives(bound):
        return
    if bound is not None and is_reference(bound):
        target = index.referenced(bound.type.reference)
        if target is None and given.optional:
            return
        if target is None or target.table == "users":
            found.statements.append(f"  const {given.names.camel} = ({'await ' + module.use('../database', 'newActor')}()).userId;")
            found.members.append(given.names.camel)
            return
        if entity is not None and bound.names.source == entity.tenant and target is index.tenants:
            found.uses_tenant = True
            found.statements.append(f"  const home = await {HOME}(tenant);")
            found.members.append(f"{name}: {'String(home)' if stored(bound.type) == 'bigint' else 'home'}")
            return
        found.members.append(f"{name}: {_reference(index, operation, bound, target, found)}")
        return
    if bound is None or entity is None or given.role != "value":
        kind = effective_type(given, bound)
        minimum, maximum = bounds(given, bound)
        wanted = Wanted(given.names.snake, operation.domain, kind, 0, minimum, maximum)
        found.members.append(f"{name}: {literal(frozen(value_of(index, wanted)))}")
        return
    value = values.row[bound.column] if values is not None else None
    shifted = bound.column in moved_together(index, entity)
    if shifted and not any("const shift" in line for line in found.statements):
        found.statements.append(f"  const shift = {_far_off(module)};")
    found.members.append(f"{name}: {input_value(module, told_apart(index, entity, bound), value, shifted=shifted)}")


def input_value(module: Module, bound: FieldSpec, value: JsonValue, *, shifted: bool = False) -> str:
    """A value as an input carries it: moments and large numbers as text."""
    if bound.type.array and isinstance(value, tuple):
        single = replace(bound, type=replace(bound.type, array=False), unique=False)
        return f"[{', '.join(input_value(module, single, item) for item in value)}]"
    if value is None and not bound.nullable:
        return '""'
    if stored(bound.type) == "bigint" and not bound.type.array:
        return f"String({row_expression(module, bound, value, unique=True)})" if bound.unique else literal(str(value))
    expression = row_expression(module, bound, value, unique=bound.unique, shifted=shifted)
    return f"{expression}.toISOString()" if expression.startswith("inDays(") else expression


def _key(index: Index, operation: Operation, given: InputField, found: _Inputs) -> None:
    entity = index.entity_of(operation)
    assert entity is not None
    values = ready_state(operation, entity)
    variable = f"{entity.names.camel}Row"
    tenant = takes_tenant(index, entity)
    arguments = ", ".join([values or "{}", "tenant"]) if tenant else values
    found.uses_tenant |= tenant
    found.statements.append(f"  const {variable} = await {given_function(entity)}({arguments});")
    key = entity.field(given.binds or entity.key)
    value = f"{variable}.{key.names.camel}"
    found.members.append(f"{encode_key(given.names.camel)}: {f'String({value})' if stored(key.type) == 'bigint' else value}")


def ready_state(operation: Operation, entity: Entity) -> str:
    """The values of a row on which the operation can be done; empty if any row will do."""
    meaning = operation.meaning
    if isinstance(meaning, Transition):
        return f"{{ {encode_key(entity.field(meaning.field).names.camel)}: {literal(meaning.allowed[0])} }}"
    charge = next((effect for effect in operation.side_effects if isinstance(effect, StripeCharge)), None)
    if charge is not None and charge.payable:
        return f"{{ {encode_key(entity.field(charge.field).names.camel)}: {literal(charge.payable[0])} }}"
    return ""


def _reference(index: Index, operation: Operation, bound: FieldSpec, target: Entity, found: _Inputs) -> str:
    meaning = operation.meaning
    values = ""
    if isinstance(meaning, Insert) and meaning.allocation is not None and meaning.allocation.reference == bound.names.source:
        allocation = meaning.allocation
        if allocation.capacity:
            values = f"{{ {encode_key(target.field(allocation.capacity).names.camel)}: {ample(target.field(allocation.capacity))} }}"
    tenant = takes_tenant(index, target) and target is not index.tenants
    found.uses_tenant |= tenant
    arguments = ", ".join([values or "{}", "tenant"]) if tenant else values
    variable = f"{target.names.camel}For{bound.names.pascal}"
    found.statements.append(f"  const {variable} = await {given_function(target)}({arguments});")
    assert bound.type.reference is not None
    column = next((one for one in target.fields if one.column == bound.type.reference.column), target.field(target.key))
    value = f"{variable}.{column.names.camel}"
    return f"String({value})" if stored(column.type) == "bigint" else value


def ample(capacity: FieldSpec) -> str:
    """More than any sample asks for, within what the column takes."""
    ample = 1000 if capacity.maximum is None else capacity.maximum
    return {"bigint": f"{ample}n", "decimal": literal(str(ample))}.get(stored(capacity.type), str(ample))
