"""What happens around the statements of an action: its transaction, and what follows the commit."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.emit.index import sentence, stored
from appfactory.catalog.stacks.nextjs_15.emit.layout import literal
from appfactory.catalog.stacks.nextjs_15.emit.operation_code import OperationCode, member
from appfactory.model.spec import CallFunction, Insert, SendEmail, SideEffect, StripeCharge


def committed(code: OperationCode, statements: list[str]) -> list[str]:
    """The statements, which give `row`, inside the actor's transaction; then the recorded side effects, and the result."""
    effects = code.operation.side_effects
    statements = [*statements, *_payable(code)]
    with_actor = code.module.use("@/db/client", "withActor")
    if not effects:
        if not code.operation.output:
            return [f"  await {with_actor}(actor, async (tx) => {{", *_indented(statements), "  });"]
        return [f"  return {with_actor}(actor, async (tx) => {{", *_indented([*statements, f"return {code.output('row')};"]), "  });"]
    recorded = [line for effect in effects for line in _recorded(code, effect)]
    inside = [*statements, f"const output = {code.output('row')};"]
    if recorded:
        inside += ["const events: string[] = [];", *recorded, "return { output, events };"]
        head = "const { output, events } ="
    else:
        inside = [*statements, f"return {code.output('row')};"]
        head = "const output ="
    lines = [f"  {head} await {with_actor}(actor, async (tx) => {{", *_indented(inside), "  });"]
    if recorded:
        lines.append(f"  for (const event of events) await {code.module.use('@/lib/side-effects', 'dispatch')}(event);")
    return [*lines, *_result(code)]


def _payable(code: OperationCode) -> list[str]:
    """A checkout is opened only in the states in which it may be; a new row is in one of them."""
    charge = next((effect for effect in code.operation.side_effects if isinstance(effect, StripeCharge)), None)
    if charge is None or not charge.payable or isinstance(code.operation.meaning, Insert):
        return []
    status = member("row", code.entity.field(charge.field).names.camel)
    message = f"This {sentence(code.entity.names.title)} can't be paid for now."
    return [f"if (!{literal(charge.payable)}.includes({status})) throw {code.error('conflict')}({literal(message)});"]


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" if line else line for line in lines]


def _recorded(code: OperationCode, effect: SideEffect) -> list[str]:
    if isinstance(effect, StripeCharge):
        return []
    record = code.module.use("@/lib/side-effects", "record")
    data = f"data: {code.helper('texts')}(output)"
    if isinstance(effect, CallFunction):
        return [f'events.push(await {record}(tx, {{ kind: "call-function", name: {literal(effect.function)}, {data} }}));']
    assert isinstance(effect, SendEmail)
    to = _recipient(code)
    return [
        f"if ({to}) {{",
        "  events.push(",
        f"    await {record}(tx, {{",
        '      kind: "send-email",',
        f"      template: {literal(effect.template)},",
        f"      to: {to},",
        f"      {data},",
        "    }),",
        "  );",
        "}",
    ]


def _recipient(code: OperationCode) -> str:
    """The signed-in user's address; a visitor's is the one that the operation asks for."""
    if code.operation.access != "public":
        return "actor.email"
    given = next(
        (
            one
            for one in code.stored_inputs()
            if "email" in one.names.snake.split("_") and stored(one.type) in ("string", "text") and isinstance(code.operation.meaning, Insert)
        ),
        None,
    )
    return member("values", given.names.camel) if given is not None else "actor?.email"


def _result(code: OperationCode) -> list[str]:
    charge = next((effect for effect in code.operation.side_effects if isinstance(effect, StripeCharge)), None)
    if charge is None:
        return ["  return output;"] if code.operation.output else []
    checkout = code.module.use("@/payments/checkout", "openCheckout")
    key = member("output", code.entity.field(code.entity.key).names.camel)
    lines = [
        "  const { url } = await " + checkout + "({",
        f"    product: {literal(charge.product)},",
        f"    entity: {literal(code.entity.names.source)},",
        f"    id: String({key}),",
        "    actor,",
        "  });",
    ]
    return [*lines, "  return { ...output, checkoutUrl: url };"] if code.operation.output else [*lines[:0], f"  await {checkout}({{", *lines[1:]]
