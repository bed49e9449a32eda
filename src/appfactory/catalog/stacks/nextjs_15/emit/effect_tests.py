"""Tests of side effects: each is recorded once, claimed after the commit, and none is left behind by a refusal."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.emit.layout import literal
from appfactory.catalog.stacks.nextjs_15.emit.operation_code import member
from appfactory.catalog.stacks.nextjs_15.emit.test_code import DATABASE, TestCode, block
from appfactory.model.spec import CallFunction, Operation, SendEmail, StripeCharge
from appfactory.model.typescript_literal import encode_key


def effect_mocks(operations: tuple[Operation, ...]) -> list[str]:
    """What stands in for the providers in the tests of a domain."""
    effects = [effect for operation in operations for effect in operation.side_effects]
    mocks = []
    if any(isinstance(effect, SendEmail | CallFunction) for effect in effects):
        handlers = "".join(f"    {literal(kind)}: vi.fn(() => Promise.resolve()),\n" for kind in ("send-email", "call-function"))
        mocks.append(f'vi.mock("@/_generated/effects", () => ({{\n  effectHandlers: {{\n{handlers}  }},\n}}));')
    if any(isinstance(effect, StripeCharge) for effect in effects):
        mocks.append(
            'vi.mock("@/payments/checkout", () => ({\n  openCheckout: vi.fn(() => Promise.resolve({ url: "https://pay.example.com/1" })),\n}));'
        )
    return mocks


def effect_tests(code: TestCode) -> list[list[str]]:
    """The tests, one list of lines for each."""
    effects = code.operation.side_effects
    recorded = [effect for effect in effects if isinstance(effect, SendEmail | CallFunction)]
    charge = next((effect for effect in effects if isinstance(effect, StripeCharge)), None)
    tests = []
    if recorded and code.operation.output:
        tests.append(_records(code, recorded))
    if charge is not None and code.operation.output:
        tests.append(_opens_checkout(code, charge))
    return tests


def _records(code: TestCode, effects: list[SendEmail | CallFunction]) -> list[str]:
    code.module.use(DATABASE, "effectsAbout")
    key = code.key_field.names.camel
    expected = []
    for effect in effects:
        if isinstance(effect, SendEmail):
            shown = f'kind: "send-email", template: {literal(effect.template)}, to: {_recipient(code)}'
        else:
            shown = f'kind: "call-function", name: {literal(effect.function)}'
        expected.append(f"  {{ effect: {{ {shown} }}, claimed: true }},")
    lines = [
        code.new_actor(),
        f"const input = {code.input_of()};",
        f"const output = await {code.name}(input, actor);",
        f"const effects = await effectsAbout({literal(key)}, {member('output', key)});",
    ]
    if len(expected) == 1:
        lines.append(f"expect(effects).toMatchObject([{expected[0].strip().removesuffix(',')}]);")
    else:
        lines += ["expect(effects).toMatchObject([", *expected, "]);"]
    title = "makes each thing happen once" if len(effects) > 1 else "makes it happen once"
    return block(literal(f"{title}: {', '.join(_name(effect) for effect in effects)}"), lines)


def _name(effect: SendEmail | CallFunction) -> str:
    return f"mail {effect.template}" if isinstance(effect, SendEmail) else f"function {effect.function}"


def _recipient(code: TestCode) -> str:
    if code.operation.access != "public":
        return "actor.email"
    given = next((one for one in code.operation.input if one.binds and "email" in one.names.snake.split("_")), None)
    return member("input", given.names.camel) if given is not None else "actor.email"


def _opens_checkout(code: TestCode, charge: StripeCharge) -> list[str]:
    checkout = code.module.use("@/payments/checkout", "openCheckout")
    key = member("output", code.key_field.names.camel)
    members = [
        f"product: {literal(charge.product)}",
        f"{encode_key('entity')}: {literal(code.entity.names.source)}",
        f"id: String({key})",
        "actor",
    ]
    lines = [
        code.new_actor(),
        f"vi.mocked({checkout}).mockClear();",
        f"const output = await {code.name}({code.input_of()}, actor);",
        'expect(output.checkoutUrl).toBe("https://pay.example.com/1");',
        f"expect({checkout}).toHaveBeenCalledTimes(1);",
        f"expect({checkout}).toHaveBeenCalledWith({{",
        *(f"  {one}," for one in members),
        "});",
    ]
    return block('"leads to the checkout of the row"', lines)
