"""Tests of inputs that point at rows: what is not the actor's is refused as if it were not there."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.emit.fixtures import given_function, takes_tenant
from appfactory.catalog.stacks.nextjs_15.emit.index import is_owned, reads_freely, stored
from appfactory.catalog.stacks.nextjs_15.emit.layout import literal
from appfactory.catalog.stacks.nextjs_15.emit.operation_code import member
from appfactory.catalog.stacks.nextjs_15.emit.schemas import is_written
from appfactory.catalog.stacks.nextjs_15.emit.test_code import FIXTURES, SUPPORT, TestCode
from appfactory.model.spec import Entity, FieldSpec, InputField
from appfactory.model.typescript_literal import encode_key


def reference_tests(code: TestCode) -> list[list[str]]:
    """The tests, one list of lines for each."""
    if not is_written(code.operation) or code.operation.access != "user":
        return []
    return [test for given in code.operation.input if (test := _foreign(code, given))]


def _foreign(code: TestCode, given: InputField) -> list[str]:
    bound = code.index.bound(code.operation, given)
    if bound is None or given.role != "value" or bound.type.array:
        return []
    target = code.index.referenced(bound.type.reference)
    if target is None or not (is_owned(target) or _is_neighbour(code, target)) or not takes_tenant(code.index, target):
        return []
    if is_owned(target) and reads_freely(target) and code.entity.parent != given.binds:
        return []
    code.use_refusal()
    code.module.use(f"{SUPPORT}/client", "policies")
    status = 404 if code.index.in_path(code.operation, given) else 422
    function = code.module.use(FIXTURES, given_function(target))
    lines = [
        "policies.enforced = enforced;",
        code.new_actor(),
        code.new_actor("tenant", ""),
        f"const theirs = await {function}({{}}, tenant);",
        f"const input = {{ ...({code.input_of()}), {encode_key(given.names.camel)}: {_key(target, bound)} }};",
        f"const error = await refusal({code.name}(input, actor));",
        f"expect(error.status).toBe({status});",
    ]
    title = literal(f"refuses somebody else's {target.names.title.lower()} (policies: %s)")
    return [f"  it.each([true, false])({title}, async (enforced) => {{", *(f"    {line}" for line in lines), "  });"]


def _is_neighbour(code: TestCode, target: Entity) -> bool:
    """True if rows of both belong to tenants, so that they must belong to the same one."""
    return bool(code.entity.tenant and target.tenant) and code.index.tenants is not None


def _key(target: Entity, bound: FieldSpec) -> str:
    assert bound.type.reference is not None
    column = next((one for one in target.fields if one.column == bound.type.reference.column), target.field(target.key))
    value = member("theirs", column.names.camel)
    return f"String({value})" if stored(column.type) == "bigint" else value
