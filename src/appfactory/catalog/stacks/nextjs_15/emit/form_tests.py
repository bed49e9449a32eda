"""`form-actions.test.ts` of a domain: the forms ask the right people, and answer as forms expect."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.emit.effect_tests import effect_mocks
from appfactory.catalog.stacks.nextjs_15.emit.form_actions import clearable, form_commands
from appfactory.catalog.stacks.nextjs_15.emit.index import Index, stored
from appfactory.catalog.stacks.nextjs_15.emit.layout import fit, literal
from appfactory.catalog.stacks.nextjs_15.emit.operation_code import member
from appfactory.catalog.stacks.nextjs_15.emit.refusals import refused
from appfactory.catalog.stacks.nextjs_15.emit.test_code import DATABASE, VALUES, TestCode, block
from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.catalog.stacks.nextjs_15.pages.places import domain_folder
from appfactory.model.files import FileDraft
from appfactory.model.spec import InputField, NotCovered, Operation, StripeCharge
from appfactory.model.typescript_literal import encode_key

_ASKED = {"public": "currentActor", "user": "requireActor", "admin": "requireAdmin"}


def form_test_draft(index: Index, domain: str) -> FileDraft | None:
    """The tests of one domain's form actions; None if it has none."""
    commands = form_commands(index, domain)
    if not commands:
        return None
    module = Module()
    module.use("vitest", "beforeEach", "describe", "expect", "it", "vi")
    module.add('vi.mock("@/auth", () => ({ currentActor: vi.fn(), requireActor: vi.fn(), requireAdmin: vi.fn() }));')
    module.add('vi.mock("./actions", { spy: true });')
    module.add('vi.mock("next/cache", () => ({ revalidatePath: vi.fn() }));')
    if any(isinstance(effect, StripeCharge) for operation in commands for effect in operation.side_effects):
        module.add('vi.mock("next/navigation", async (actual) => ({ ...(await actual<object>()), redirect: vi.fn() }));')
    for mock in effect_mocks(commands):
        module.add(mock)
    module.add("beforeEach(() => {\n  vi.clearAllMocks();\n});")
    for operation in commands:
        module.add(fit(_describe(TestCode(module, index, operation))))
    return FileDraft(f"src/domains/{domain_folder(domain)}/form-actions.test.ts", module.text(), "seeded", f"components.domains.{domain}")


def _describe(code: TestCode) -> str:
    tests = [] if isinstance(code.operation.meaning, NotCovered) else [_succeeds(code)]
    tests += [_refuses(code), *_clears(code)]
    body = "\n\n".join("\n".join(lines) for lines in tests)
    return f"describe({literal(_form(code.operation))}, () => {{\n{body}\n}});"


def _form(operation: Operation) -> str:
    return f"{operation.names.camel}Form"


def _asking(code: TestCode) -> list[str]:
    asked = code.module.use("@/auth", _ASKED[code.operation.access])
    return [code.new_actor(), f"vi.mocked({asked}).mockResolvedValueOnce(actor);"]


def _call(code: TestCode, data: str) -> str:
    form = code.module.use("./form-actions", _form(code.operation))
    idle = code.module.use("@/components/ui/forms/form-state", "idle")
    return f"await {form}({idle}, {data})"


def _succeeds(code: TestCode) -> list[str]:
    form_data = code.module.use(VALUES, "formData")
    routes = code.index.pages.get(code.entity.names.source, ())
    lines = [*_asking(code), f"const input = {code.input_of()};", f"const state = {_call(code, f'{form_data}(input)')};"]
    lines += ['expect(state).toEqual({ status: "success" });', f"expect({code.name}).toHaveBeenCalledWith(expect.objectContaining(input), actor);"]
    for route in routes:
        revalidate = code.module.use("next/cache", "revalidatePath")
        lines.append(f'expect({revalidate}).toHaveBeenCalledWith({literal(route)}, "layout");')
    charged = code.operation.output and any(isinstance(effect, StripeCharge) for effect in code.operation.side_effects)
    if charged:
        redirect = code.module.use("next/navigation", "redirect")
        lines.append(f'expect({redirect}).toHaveBeenCalledWith("https://pay.example.com/1");')
    return block('"does what is asked"', lines)


def _refuses(code: TestCode) -> list[str]:
    case = next((one for one in refused(code.index, code.operation) if one.change.endswith(": undefined")), None)
    lines = [*_asking(code), f"const state = {_call(code, 'new FormData()')};"]
    if case is None:
        code.module.use(DATABASE, "newActor")
        lines.append('expect(["success", "error"]).toContain(state.status);')
        return block('"answers an empty form"', lines)
    lines += ['expect(state.status).toBe("error");', f"expect(state.fieldErrors).toHaveProperty({literal(case.field)});"]
    return block('"says at the field what is missing"', lines)


def _clears(code: TestCode) -> list[list[str]]:
    """An emptied field is emptied in the row, too, unless it must not be."""
    tests = []
    for title, nullable in (("empties what may be empty", True), ("says at the field that it must not be empty", False)):
        empty = (one for one in clearable(code.operation) if _is_nullable(code, one) == nullable)
        given = next((one for one in empty if not nullable or code.values is None or code.values.holds_with_null(one)), None)
        if given is not None:
            tests.append(block(literal(title), _emptied(code, given, nullable)))
    return tests


def _is_nullable(code: TestCode, given: InputField) -> bool:
    bound = code.index.bound(code.operation, given)
    return bound is not None and bound.nullable


def _emptied(code: TestCode, given: InputField, nullable: bool) -> list[str]:
    key = code.key_input
    assert key is not None
    name = given.names.camel
    lines = [
        *_asking(code),
        f"const input = {code.input_of()};",
        f'const data = {code.module.use(VALUES, "formData")}({{ ...input, {encode_key(name)}: "" }});',
        f"const state = {_call(code, 'data')};",
    ]
    if not nullable:
        return [*lines, f"expect(state.fieldErrors).toHaveProperty({literal(name)});"]
    bound, field = code.index.bound(code.operation, given), code.entity.field(key.binds or code.entity.key)
    assert bound is not None
    value = member("input", key.names.camel)
    lines += [
        'expect(state).toEqual({ status: "success" });',
        code.stored_row("row", {"bigint": f"BigInt({value})", "int": f"Number({value})"}.get(stored(field.type), value), field),
    ]
    return [*lines, f"expect(row?.{bound.names.camel}).toBeNull();"]
