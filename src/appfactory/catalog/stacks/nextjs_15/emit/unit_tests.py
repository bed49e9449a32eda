"""`actions.test.ts` of a domain: what each operation does, and what it refuses, against a real PostgreSQL."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.emit.allocation_tests import allocation_tests
from appfactory.catalog.stacks.nextjs_15.emit.document import WIDTH
from appfactory.catalog.stacks.nextjs_15.emit.effect_tests import effect_mocks, effect_tests
from appfactory.catalog.stacks.nextjs_15.emit.index import Index, stamped, stored
from appfactory.catalog.stacks.nextjs_15.emit.layout import fit, literal
from appfactory.catalog.stacks.nextjs_15.emit.list_tests import list_tests
from appfactory.catalog.stacks.nextjs_15.emit.operation_code import member
from appfactory.catalog.stacks.nextjs_15.emit.reference_tests import reference_tests
from appfactory.catalog.stacks.nextjs_15.emit.refusals import InputCase, accepted, refused
from appfactory.catalog.stacks.nextjs_15.emit.row_tests import row_tests
from appfactory.catalog.stacks.nextjs_15.emit.schemas import is_optional
from appfactory.catalog.stacks.nextjs_15.emit.test_code import DATABASE, SUPPORT, VALUES, TestCode, block
from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.catalog.stacks.nextjs_15.pages.places import domain_folder
from appfactory.model.files import FileDraft
from appfactory.model.spec import Entity, FieldSpec, InputField, Insert, NotCovered, Patch, ReadMany
from appfactory.model.typescript_literal import encode_key


def unit_test_draft(index: Index, domain: str) -> FileDraft | None:
    """The tests of one domain's actions; None if it has none."""
    operations = index.by_domain[domain]
    if not operations:
        return None
    module = Module()
    module.use("vitest", "describe", "expect", "it", "vi")
    module.add(f'vi.mock("@/db/client", () => import("{SUPPORT}/client"));')
    for mock in effect_mocks(operations):
        module.add(fit(mock))
    for operation in operations:
        module.add(fit(_describe(TestCode(module, index, operation))))
    return FileDraft(f"src/domains/{domain_folder(domain)}/actions.test.ts", module.text(), "seeded", f"components.domains.{domain}")


def _describe(code: TestCode) -> str:
    meaning = code.operation.meaning
    tests: list[list[str]] = []
    match meaning:
        case NotCovered():
            tests.append(_task(code, meaning))
        case Insert():
            tests += [_stores(code), *allocation_tests(code, meaning)]
        case ReadMany():
            tests += list_tests(code, meaning)
        case Patch():
            tests += [*filter(None, [_changes_each(code)]), _changes_nothing(code), *row_tests(code)]
        case _:
            tests += row_tests(code)
    tests += effect_tests(code)
    tests += [_refuses_unknown_keys(code), *_refuses(code), *_accepts(code), *_needs_no_more(code)]
    tests += reference_tests(code)
    if code.operation.access == "admin":
        tests.append(_refuses_others(code))
    body = "\n\n".join("\n".join(lines) for lines in tests)
    return f"describe({literal(code.name)}, () => {{\n{body}\n}});"


def _task(code: TestCode, meaning: NotCovered) -> list[str]:
    """A test that fails until somebody has written the operation."""
    code.use_refusal()
    title = literal(f"is still to be written: {meaning.reason}")
    call = f"const error = await {code.name}({code.input_of()}, actor).then(() => null, toAppError);"
    code.module.use("@/lib/errors", "toAppError")
    return block(title, [code.new_actor(), call, 'expect(error?.code).not.toBe("not-implemented");'])


def _expected_members(code: TestCode, holder: str) -> list[str]:
    """What an output holds of an input."""
    members = []
    for given in code.operation.input:
        if given.role == "value" and given.binds:
            members.append(f"{encode_key(code.entity.field(given.binds).names.camel)}: {member(holder, given.names.camel)}")
    return members


def _stores(code: TestCode) -> list[str]:
    entity = code.entity
    lines = [
        code.new_actor(),
        f"const input = {code.input_of()};",
        f"const output = await {code.name}(input, actor);" if code.operation.output else "",
    ]
    if not code.operation.output:
        lines[-1] = f"await {code.name}(input, actor);"
        return block('"takes a valid input"', lines)
    expected = [one for one in _expected_members(code, "input") if not _is_absent(code, one)]
    owner = entity.owner and not any(given.binds == entity.owner for given in code.operation.input)
    if owner:
        expected.append(f"{encode_key(entity.field(entity.owner).names.camel)}: actor.userId")
    if expected:
        lines += ["expect(output).toMatchObject({", *(f"  {one}," for one in expected), "});"]
    names = sorted(field.names.camel for field in entity.fields)
    extra = ["checkoutUrl"] if any(hasattr(effect, "product") for effect in code.operation.side_effects) else []
    lines.append(f"expect(Object.keys(output).sort()).toEqual({literal(tuple(sorted([*names, *extra])))});")
    lines.append(code.stored_row("row", code.stored_key("output")))
    checked = [one for one in _comparable(entity) if one not in extra]
    lines += ["expect(row).toMatchObject({", *(f"  {encode_key(name)}: output.{name}," for name in checked), "});"]
    lines.append(f"expect(output).toMatchObject({code.shown('row')});")
    title = "stores what is given, for whoever asks" if owner else "stores what is given"
    return block(literal(title), lines)


def _is_absent(code: TestCode, one: str) -> bool:
    """True for members that valid inputs leave out."""
    name = one.rsplit(".", 1)[-1]
    given = next((each for each in code.operation.input if each.names.camel == name), None)
    bound = code.index.bound(code.operation, given) if given is not None else None
    values = code.values
    if bound is not None and values is not None and not values.gives(bound):
        return True
    if bound is None or bound.type.kind != "fk" or given is None:
        return False
    target = code.index.referenced(bound.type.reference)
    return target is None and given.optional


def _comparable(entity: Entity) -> list[str]:
    """The fields whose values look the same in the database and outside."""
    return [
        field.names.camel
        for field in entity.fields
        if stored(field.type) not in ("datetime", "bigint") and field.names.camel.isidentifier() and field.names.camel.isascii()
    ]


def _changes_each(code: TestCode) -> list[str]:
    """Each field alone; what is not given stays."""
    entity = code.entity
    lines = [code.new_actor(), f"const input = {code.input_of()};"]
    key = code.key_input
    assert key is not None
    alone = code.values.changed_alone() if code.values is not None else ()
    changed = [given for given in alone if not _is_absent(code, f".{given.names.camel}")]
    if not changed:
        return []
    for given in changed:
        lines += _changes_one(code, given, key, entity)
    return block('"changes what is given and leaves the rest"', lines)


def _changes_one(code: TestCode, given: InputField, key: InputField, entity: Entity) -> list[str]:
    name, field = given.names.camel, entity.field(given.binds)
    key_name = encode_key(key.names.camel)
    lookup = member("input", key.names.camel)
    stamp = stamped(entity, code.operation.meaning)
    by_key = {"bigint": f"BigInt({lookup})", "int": f"Number({lookup})"}.get(stored(entity.field(key.binds or entity.key).type), lookup)
    before = f"{name}Before"
    lines = ["", code.stored_row(before, by_key, entity.field(key.binds or entity.key))]
    change = f"{{ {key_name}: {lookup}, {encode_key(name)}: {member('input', name)} }}"
    call, after, output = f"await {code.name}({change}, actor);", f"{name}After", f"{name}Output"
    lines.append(f"const {output} = {call}" if code.operation.output else call)
    lines.append(code.stored_row(after, by_key, entity.field(key.binds or entity.key)))
    if code.operation.output:
        lines.append(f"expect({output}).toMatchObject({code.shown(after)});")
    value = _stored_form(field, member("input", name), is_optional(code.operation, given))
    moving = f", {encode_key(stamp.names.camel)}: {after}?.{stamp.names.camel}" if stamp is not None else ""
    lines.append(f"expect({after}).toEqual({{ ...{before}, {encode_key(field.names.camel)}: {value}{moving} }});")
    return lines


def _stored_form(field: FieldSpec, value: str, optional: bool) -> str:
    kind = stored(field.type)
    if field.type.array:
        return value
    if kind == "datetime":
        return f'new Date({value} ?? "")' if optional else f"new Date({value})"
    if kind == "bigint":
        return f'BigInt({value} ?? "")' if optional else f"BigInt({value})"
    return value


def _changes_nothing(code: TestCode) -> list[str]:
    code.use_refusal()
    key = code.key_input
    assert key is not None
    return block(
        '"refuses to change nothing"',
        [
            code.new_actor(),
            f"const input = {code.input_of()};",
            f"const error = await refusal({code.name}({{ {encode_key(key.names.camel)}: {member('input', key.names.camel)} }}, actor));",
            "expect(error.status).toBe(400);",
        ],
    )


def _refuses_unknown_keys(code: TestCode) -> list[str]:
    code.use_refusal()
    owner = ""
    if not isinstance(code.operation.meaning, NotCovered) and code.entity.owner and not isinstance(code.operation.meaning, ReadMany):
        name = code.entity.field(code.entity.owner).names.camel
        if all(given.names.camel != name for given in code.operation.input):
            owner = name
    unknown = owner or "surprise"
    value = "other.userId" if owner else "true"
    return block(
        literal("lets nobody choose whose row it is" if owner else "refuses fields it does not know"),
        [
            code.new_actor(),
            *([code.new_actor("other", "")] if owner else []),
            f"const input = {{ ...({code.input_of()}), {encode_key(unknown)}: {value} }};",
            f"const error = await refusal({code.name}(input, actor));",
            "expect(error.status).toBe(400);",
            f"expect(error.fields).toHaveProperty({literal(unknown)});",
        ],
    )


def _refuses(code: TestCode) -> list[list[str]]:
    cases = refused(code.index, code.operation)
    if not cases:
        return []
    code.use_refusal()
    body = [
        code.new_actor(),
        f"const input = {{ ...({code.input_of()}), ...change }};",
        f"const error = await refusal({code.name}(input, actor));",
        "expect(error.status).toBe(400);",
        "expect(error.fields).toHaveProperty(field);",
    ]
    return [_each(cases, '"refuses %s"', "_case, change, field", body)]


def _accepts(code: TestCode) -> list[list[str]]:
    cases = accepted(code.index, code.operation)
    if not cases:
        return []
    body = [code.new_actor(), f"const input = {{ ...({code.input_of()}), ...change }};"]
    body.append(f"await expect({code.name}(input, actor)).resolves.{'toBeDefined()' if code.operation.output else 'toBeUndefined()'};")
    return [_each(cases, '"takes %s"', "_case, change", body)]


def _needs_no_more(code: TestCode) -> list[list[str]]:
    """What need not be given may be left out; references are tested with what they choose."""
    meaning = code.operation.meaning
    if not isinstance(meaning, Insert) or code.values is None:
        return []
    bound = [(given, code.index.bound(code.operation, given)) for given in code.operation.input if given.optional]
    optional = [given for given, field in bound if field is None or field.type.kind != "fk"]
    if not code.values.holds_without(tuple(optional)):
        optional = [given for given, _ in bound]
    if not optional or not code.values.holds_without(tuple(optional)):
        return []
    left_out = ", ".join(f"{encode_key(given.names.camel)}: undefined" for given in optional)
    call = f"expect({code.name}(input, actor)).resolves.{'toBeDefined()' if code.operation.output else 'toBeUndefined()'};"
    lines = [code.new_actor(), f"const input = {{ ...({code.input_of()}), {left_out} }};", f"await {call}"]
    return [block('"needs no more than what is required"', lines)]


def _each(cases: tuple[InputCase, ...], title: str, parameters: str, body: list[str]) -> list[str]:
    rows = [f"[{literal(case.title)}, {{ {case.change} }}{f', {literal(case.field)}' if case.field else ''}]," for case in cases]
    single = f"  it.each([{rows[0].removesuffix(',')}] as const)({title}, async ({parameters}) => {{"
    if len(rows) == 1 and len(single) <= WIDTH:
        return [single, *(f"    {line}" for line in body), "  });"]
    return [
        "  it.each([",
        *(f"    {row}" for row in rows),
        f"  ] as const)({title}, async ({parameters}) => {{",
        *(f"    {line}" for line in body),
        "  });",
    ]


def _refuses_others(code: TestCode) -> list[str]:
    code.use_refusal()
    code.module.use(f"{SUPPORT}/client", "policies")
    code.module.use(DATABASE, "newActor")
    code.module.use(VALUES, "refusal")
    return block(
        '"is for admins only, whatever the policies say"',
        [
            *(['const admin = await newActor("admin");'] if code.input_takes_tenant else []),
            f"const input = {code.input_of('admin')};",
            "policies.enforced = false;",
            f"const error = await refusal({code.name}(input, await newActor()));",
            "expect(error.status).toBe(403);",
        ],
    )
