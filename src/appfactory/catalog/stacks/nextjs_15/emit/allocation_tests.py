"""Tests of operations that take a resource for a stretch of time."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.emit.fixtures import given_function, takes_tenant
from appfactory.catalog.stacks.nextjs_15.emit.index import sentence, stored
from appfactory.catalog.stacks.nextjs_15.emit.layout import literal
from appfactory.catalog.stacks.nextjs_15.emit.operation_code import member
from appfactory.catalog.stacks.nextjs_15.emit.schemas import bounds
from appfactory.catalog.stacks.nextjs_15.emit.test_code import FIXTURES, VALUES, TestCode, block
from appfactory.model.spec import Allocation, Entity, InputField, Insert
from appfactory.model.typescript_literal import encode_key


def allocation_tests(code: TestCode, meaning: Insert) -> list[list[str]]:
    """The tests, one list of lines for each; none if nothing is allocated."""
    allocation = meaning.allocation
    if allocation is None:
        return []
    given = next((one for one in code.operation.input if one.binds == allocation.reference), None)
    quantity = next((one for one in code.operation.input if one.binds == allocation.quantity and allocation.quantity), None)
    tests = []
    if given is not None:
        tests += [_taken(code, allocation, given), _race(code, given)]
        if allocation.capacity and quantity is not None:
            tests.append(_too_small(code, allocation, given, quantity))
        if allocation.status and allocation.released:
            tests.append(_released(code, allocation))
    if (given is None or given.optional) and allocation.capacity and quantity is not None:
        tests.append(_chosen(code, allocation, given, quantity))
    return tests


def _resource(code: TestCode, allocation: Allocation) -> Entity:
    return code.index.entities[allocation.resource]


def _somebody_else(code: TestCode) -> str:
    """A statement for who asks after `actor`: somebody else, or the same again where others of no tenant reach nothing."""
    return "const other = actor;" if code.index.is_of_tenant(code.entity) else code.new_actor("other")


def _taken(code: TestCode, allocation: Allocation, given: InputField) -> list[str]:
    code.use_refusal()
    lines = [
        code.new_actor(),
        _somebody_else(code),
        f"const input = {code.input_of()};",
        f"await {code.name}(input, actor);",
        f"const error = await refusal({code.name}(input, other));",
        "expect(error.status).toBe(409);",
        *_holders(code, given, "toHaveLength(1)"),
    ]
    return block(literal(f"refuses a {sentence(_resource(code, allocation).names.title)} that is taken"), lines)


def _holders(code: TestCode, given: InputField, expectation: str) -> list[str]:
    bound = code.index.bound(code.operation, given)
    assert bound is not None
    value = member("input", given.names.camel)
    if stored(bound.type) == "bigint":
        value = f"BigInt({value})"
    elif given.optional:
        value = f'{value} ?? ""' if stored(bound.type) != "int" else f"{value} ?? 0"
    statement = code.stored_row("row", value, bound).replace("const [row] =", "const rows =")
    return [statement, f"expect(rows).{expectation};"]


def _race(code: TestCode, given: InputField) -> list[str]:
    code.module.use("@/lib/errors", "toAppError")
    lines = [
        code.new_actor(),
        _somebody_else(code),
        f"const input = {code.input_of()};",
        "const outcomes = await Promise.allSettled([",
        f"  {code.name}(input, actor),",
        f"  {code.name}(input, other),",
        "]);",
        'const refused = outcomes.filter((outcome) => outcome.status === "rejected");',
        "expect(refused.map((outcome) => toAppError(outcome.reason).status)).toEqual([409]);",
        *_holders(code, given, "toHaveLength(1)"),
    ]
    return block('"gives it to one of two who ask at the same moment"', lines)


def _too_small(code: TestCode, allocation: Allocation, given: InputField, quantity: InputField) -> list[str]:
    code.use_refusal()
    resource = _resource(code, allocation)
    capacity = resource.field(allocation.capacity)
    small = max(1, capacity.minimum or 1)
    value = {"bigint": f"{small}n", "decimal": literal(str(small))}.get(stored(capacity.type), str(small))
    key = resource.field(resource.key).names.camel
    lines = [
        code.new_actor(),
        f"const small = {_given(code, resource, f'{{ {encode_key(capacity.names.camel)}: {value} }}')};",
        f"const input = {{ ...({code.input_of()}), {encode_key(given.names.camel)}: small.{key}, {encode_key(quantity.names.camel)}: {small + 1} }};",
        f"const error = await refusal({code.name}(input, actor));",
        "expect(error.status).toBe(422);",
        f"expect(error.fields).toHaveProperty({literal(quantity.names.camel)});",
    ]
    return block(literal(f"refuses a {sentence(resource.names.title)} that is too small"), lines)


def _given(code: TestCode, entity: Entity, values: str) -> str:
    function = code.module.use(FIXTURES, given_function(entity))
    return f"await {function}({values}, actor)" if takes_tenant(code.index, entity) else f"await {function}({values})"


def _released(code: TestCode, allocation: Allocation) -> list[str]:
    rows = code.stored_row("row", "0")
    table = rows.split(".from(")[1].split(")")[0]
    database = rows.split("await ")[1].split(".select")[0]
    status = code.entity.field(allocation.status).names.camel
    key = code.key_field.names.camel
    change = f"{{ {encode_key(status)}: {literal(allocation.released[0])} }}"
    lines = [
        code.new_actor(),
        f"const input = {code.input_of()};",
        f"const first = await {code.name}(input, actor);",
        f"await {database}.update({table}).set({change}).where(eq({table}.{key}, {code.stored_key('first')}));",
        f"await expect({code.name}(input, actor)).resolves.toBeDefined();",
    ]
    return block(literal(f"gives out again what was {allocation.released[0].lower().replace('_', ' ')}"), lines)


def _chosen(code: TestCode, allocation: Allocation, given: InputField | None, quantity: InputField) -> list[str]:
    """Only one resource is large enough: it is chosen, and then there is none."""
    code.module.use("@/lib/errors", "AppError", "toAppError")
    resource = _resource(code, allocation)
    capacity = resource.field(allocation.capacity)
    most = capacity.maximum if capacity.maximum is not None else 2_000_000_000
    limit = bounds(quantity, code.index.bound(code.operation, quantity))[1]
    most = min(most, limit) if limit is not None else most
    exact = most > 1_000_000
    drawn = f"{code.module.use(VALUES, 'uniqueNumber')}({most // 2}, {most})" if exact else str(most)
    reference = code.entity.field(allocation.reference).names.camel
    key = resource.field(resource.key).names.camel
    size = {"bigint": "BigInt(size)", "decimal": "String(size)"}.get(stored(capacity.type), "size")
    absent = f", {encode_key(given.names.camel)}: undefined" if given is not None else ""
    noun = sentence(resource.names.title)
    wanted = f"String(large.{key})" if stored(resource.field(resource.key).type) == "bigint" else f"large.{key}"
    lines = [
        code.new_actor(),
        f"const size = {drawn};",
        f"const large = {_given(code, resource, f'{{ {encode_key(capacity.names.camel)}: {size} }}')};",
        f"const input = {{ ...({code.input_of()}), {encode_key(quantity.names.camel)}: size{absent} }};",
        "const taken: unknown[] = [];",
        "for (;;) {",
        f"  const outcome = await {code.name}(input, actor).catch(toAppError);",
        "  if (outcome instanceof AppError) {",
        "    expect(outcome.status).toBe(409);",
        f"    expect(outcome.message).toContain({literal(f'No {noun}')});",
        "    break;",
        "  }",
        f"  taken.push(outcome.{reference});",
        "}",
        f"expect(taken{'[0]' if exact else ''}).{'toBe' if exact else 'toContain'}({wanted});",
        "expect(new Set(taken).size).toBe(taken.length);",
    ]
    return block(literal(f"finds a free {noun} that fits, and says so when there is none"), lines)
