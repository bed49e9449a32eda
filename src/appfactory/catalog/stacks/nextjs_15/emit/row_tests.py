"""Tests of operations on one row: what becomes of it, of its neighbours, and of other people's."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.emit.fixtures import ready_state
from appfactory.catalog.stacks.nextjs_15.emit.index import stored
from appfactory.catalog.stacks.nextjs_15.emit.layout import literal
from appfactory.catalog.stacks.nextjs_15.emit.operation_code import member
from appfactory.catalog.stacks.nextjs_15.emit.samples import identifier
from appfactory.catalog.stacks.nextjs_15.emit.test_code import DATABASE, SUPPORT, TestCode, block
from appfactory.model.spec import Mark, Patch, ReadOne, Remove, StripeCharge, Transition
from appfactory.model.typescript_literal import encode_key


def row_tests(code: TestCode) -> list[list[str]]:
    """The tests, one list of lines for each."""
    match code.operation.meaning:
        case Transition():
            own = [_moves(code, code.operation.meaning), *_stays(code, code.operation.meaning)]
        case Mark():
            own = [_marks(code, code.operation.meaning)]
        case Remove():
            own = [_removes(code)]
        case ReadOne():
            own = [_reads(code), *_not_payable(code)]
        case _:
            own = []
    return [*own, _missing(code), *_others(code), *_others_elsewhere(code), *_admin(code)]


def _neighbour(code: TestCode) -> list[str]:
    values = ready_state(code.operation, code.entity)
    return [f"const neighbour = {code.given(values)};"]


def _unchanged(code: TestCode, row: str) -> list[str]:
    key = code.key_field.names.camel
    return [code.stored_row(f"{row}After", member(row, key)), f"expect({row}After).toEqual({row});"]


def _call(code: TestCode, given: str, actor: str = "actor", variable: str = "output") -> str:
    call = f"await {code.name}({given}, {actor});"
    return f"const {variable} = {call}" if code.operation.output else call


def _shows(code: TestCode, row: str) -> list[str]:
    """What is answered is the row as it leaves the API."""
    return [f"expect(output).toMatchObject({code.shown(row)});"] if code.operation.output else []


def _moves(code: TestCode, meaning: Transition) -> list[str]:
    field = code.entity.field(meaning.field).names.camel
    lines = [
        code.new_actor(),
        f"const row = {code.given(f'{{ {encode_key(field)}: from }}')};",
        *_neighbour(code),
        _call(code, _input_for(code, "row")),
        *([f"expect({member('output', field)}).toBe({literal(meaning.to)});"] if code.operation.output else []),
        code.stored_row("after", member("row", code.key_field.names.camel)),
        f"expect(after?.{field}).toBe({literal(meaning.to)});",
        *_shows(code, "after"),
        *_unchanged(code, "neighbour"),
    ]
    return _each_state(meaning.allowed, f'"moves a row from %s to {meaning.to}"', lines)


def _each_state(states: tuple[str, ...], title: str, lines: list[str]) -> list[str]:
    return [f"  it.each({literal(states)} as const)({title}, async (from) => {{", *(f"    {line}" for line in lines), "  });"]


def _stays(code: TestCode, meaning: Transition) -> list[list[str]]:
    field = code.entity.field(meaning.field)
    values = code.index.enumerations[field.type.enum].values
    others = tuple(value for value in values if value not in meaning.allowed)
    if not others:
        return []
    code.use_refusal()
    lines = [
        code.new_actor(),
        f"const row = {code.given(f'{{ {encode_key(field.names.camel)}: from }}')};",
        f"const error = await refusal({code.name}({_input_for(code, 'row')}, actor));",
        "expect(error.status).toBe(409);",
        *_unchanged(code, "row"),
    ]
    return [_each_state(others, '"refuses to move a row from %s"', lines)]


def _input_for(code: TestCode, row: str) -> str:
    """A valid input about a row; only the key when nothing else has to be given."""
    given = code.key_input
    assert given is not None
    required = [one for one in code.operation.input if one is not given and not one.optional and not isinstance(code.operation.meaning, Patch)]
    if isinstance(code.operation.meaning, Patch) or required:
        return f"{{ ...({code.input_of()}), {encode_key(given.names.camel)}: {code.key_value(row)} }}"
    return code.key_only(row)


def _marks(code: TestCode, meaning: Mark) -> list[str]:
    field = code.entity.field(meaning.field)
    name = field.names.camel
    expected = {"true": "toBe(true)", "false": "toBe(false)"}.get(meaning.value, "not.toBeNull()")
    before = {"true": f"{{ {encode_key(name)}: false }}", "false": f"{{ {encode_key(name)}: true }}"}.get(meaning.value, "")
    lines = [
        code.new_actor(),
        f"const row = {code.given(before)};",
        f"const neighbour = {code.given(before)};",
        _call(code, _input_for(code, "row")),
        code.stored_row("after", member("row", code.key_field.names.camel)),
        f"expect(after?.{name}).{expected};",
        *_shows(code, "after"),
        *_unchanged(code, "neighbour"),
        "",
        f"await expect({code.name}({_input_for(code, 'row')}, actor)).resolves.{'toBeDefined' if code.operation.output else 'toBeUndefined'}();",
    ]
    return block('"marks the row, and no harm is done by doing it again"', lines)


def _removes(code: TestCode) -> list[str]:
    lines = [
        code.new_actor(),
        f"const row = {code.given()};",
        *_neighbour(code),
        _call(code, _input_for(code, "row")),
        *_shows(code, "row"),
        code.stored_row("after", member("row", code.key_field.names.camel)),
        "expect(after).toBeUndefined();",
        *_unchanged(code, "neighbour"),
    ]
    return block('"removes the row and no other"', lines)


def _reads(code: TestCode) -> list[str]:
    names = sorted(field.names.camel for field in code.entity.fields)
    names += ["checkoutUrl"] if any(isinstance(effect, StripeCharge) for effect in code.operation.side_effects) else []
    lines = [
        code.new_actor(),
        *([f"{code.given()};"]),
        f"const row = {code.given(ready_state(code.operation, code.entity))};",
        f"const output = await {code.name}({code.key_only('row')}, actor);",
        *_shows(code, "row"),
        f"expect(Object.keys(output).sort()).toEqual({literal(tuple(sorted(names)))});",
    ]
    return block('"reads the row and shows its fields only"', lines)


def _not_payable(code: TestCode) -> list[list[str]]:
    charge = next((effect for effect in code.operation.side_effects if isinstance(effect, StripeCharge)), None)
    if charge is None or not charge.payable:
        return []
    field = code.entity.field(charge.field)
    others = tuple(value for value in code.index.enumerations[field.type.enum].values if value not in charge.payable)
    if not others:
        return []
    code.use_refusal()
    lines = [
        code.new_actor(),
        f"const row = {code.given(f'{{ {encode_key(field.names.camel)}: from }}')};",
        f"const error = await refusal({code.name}({code.key_only('row')}, actor));",
        "expect(error.status).toBe(409);",
    ]
    return [_each_state(others, '"opens no checkout in state %s"', lines)]


_ABSENT = {"uuid": literal(identifier("absent")), "int": "2_000_000_000", "bigint": '"9000000000000000000"', "ksuid": '"absent"'}


def _missing(code: TestCode) -> list[str]:
    code.use_refusal()
    given = code.key_input
    assert given is not None
    absent = _ABSENT.get(stored(code.entity.field(given.binds or code.entity.key).type), '"absent"')
    return block(
        '"does not find what is not there"',
        [
            code.new_actor(),
            f"const input = {{ ...({code.input_of()}), {encode_key(given.names.camel)}: {absent} }};",
            f"const error = await refusal({code.name}(input, actor));",
            "expect(error.status).toBe(404);",
        ],
    )


def _others(code: TestCode) -> list[list[str]]:
    """Nobody reaches another's rows: neither with the policies nor by the code alone."""
    if not code.guards_rows or code.operation.access != "user":
        return []
    code.use_refusal()
    code.module.use(f"{SUPPORT}/client", "policies")
    lines = [
        "policies.enforced = enforced;",
        code.new_actor("tenant", ""),
        code.new_actor(),
        f"const row = {code.given(ready_state(code.operation, code.entity), 'tenant')};",
        f"const error = await refusal({code.name}({_input_for(code, 'row')}, actor));",
        "expect(error.status).toBe(404);",
        *_unchanged(code, "row"),
    ]
    return [
        [
            f'  it.each({code.policies})("leaves other people\'s rows alone (policies: %s)", async (enforced) => {{',
            *(f"    {line}" for line in lines),
            "  });",
        ]
    ]


def _others_elsewhere(code: TestCode) -> list[list[str]]:
    """Another's row is not found in any state: a conflict would tell that it is there."""
    meaning = code.operation.meaning
    if not code.guards_rows or code.operation.access != "user" or not isinstance(meaning, Transition) or code.index.is_of_tenant(code.entity):
        return []
    field = code.entity.field(meaning.field)
    state = next((value for value in code.index.enumerations[field.type.enum].values if value not in meaning.allowed), None)
    if state is None:
        return []
    lines = [
        "policies.enforced = false;",
        code.new_actor("tenant", ""),
        code.new_actor(),
        f"const row = {code.given(f'{{ {encode_key(field.names.camel)}: {literal(state)} }}', 'tenant')};",
        f"const error = await refusal({code.name}({_input_for(code, 'row')}, actor));",
        "expect(error.status).toBe(404);",
    ]
    return [block('"does not tell in which state other people\'s rows are"', lines)]


def _admin(code: TestCode) -> list[list[str]]:
    if not code.guards_rows or code.operation.access != "user" or not code.index.is_admin_bound(code.entity):
        return []
    code.module.use(DATABASE, "newActor")
    lines = [
        code.new_actor("tenant", ""),
        'const admin = await newActor("admin");',
        f"const row = {code.given(ready_state(code.operation, code.entity), 'tenant')};",
        f"const input = {_input_for(code, 'row').replace('(actor)', '(tenant)')};",
        f"await expect({code.name}(input, admin)).resolves.{'toBeDefined' if code.operation.output else 'toBeUndefined'}();",
    ]
    return [block('"lets an admin do it for anybody"', lines)]
