"""What follows an operation after its commit: an e-mail, a checkout, a call of an edge function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from appfactory.compile.naming import split_words
from appfactory.compile.near_miss import near_miss
from appfactory.compile.resolve.states import is_dead, is_kin
from appfactory.model.finding import Finding
from appfactory.model.spec import (
    CallFunction,
    Entity,
    EnumSpec,
    Insert,
    Meaning,
    NotCovered,
    ReadOne,
    SendEmail,
    SideEffect,
    StripeCharge,
    Transition,
)

KINDS = ("send-email", "send-email:template", "stripe-charge", "stripe-charge:product", "notify-…", "call:function")

Report = Callable[[str, str, str, str, str], Finding]
"""(code, message, why, hint, severity) → the finding at the side effect's place."""

_SETTLED = (("paid",), ("settled",), ("confirmed",), ("active",))
_BEGINNINGS = ("confirm", "creat", "receiv", "welcom", "new", "placed", "receipt")


def best_match(names: Sequence[str], operation: str, entity: str, inserts: bool) -> tuple[str, bool]:
    """The name that speaks most of the operation, and whether it speaks of it at all. Of equals the first.

    >>> best_match(["booking-cancelled", "booking-confirmation"], "createBooking", "Booking", True)
    ('booking-confirmation', True)
    """
    verb, *rest = split_words(operation)
    nouns = {*rest, *split_words(entity)}

    def score(name: str) -> int:
        words = split_words(name)
        points = 3 * sum(is_kin(word, verb) for word in words) + 2 * sum(any(is_kin(word, noun) for noun in nouns) for word in words)
        return points + (inserts and any(word.startswith(_BEGINNINGS) for word in words))

    best = max(names, key=score)
    return best, score(best) > 0


def settled_state(entity: Entity | None, enumerations: Mapping[str, EnumSpec], meaning: Meaning) -> tuple[str, str]:
    """The enumerated field and the value that a paid checkout moves the row to; both empty if there is none."""
    fields = [field for field in entity.fields if field.type.kind == "enum" and not field.type.array] if entity else []
    for goal in _SETTLED:
        for field in sorted(fields, key=lambda one: "payment" not in split_words(one.names.source)):
            spec = enumerations.get(field.type.enum)
            value = next((value for value in spec.values if split_words(value) == goal), None) if spec else None
            already = (isinstance(meaning, Transition) and meaning.to == value) or (
                isinstance(meaning, Insert) and field.has_default and field.default == value
            )
            if value is not None and not already:
                return field.names.source, value
    return "", ""


def payable_states(settled: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """The states in which a row may still be paid for: those before the settled one, or all others if it is the first; none that is out of use.

    >>> payable_states("PAID", ("PENDING", "PAID", "SHIPPED", "CANCELLED")), payable_states("PAID", ("PAID", "OPEN", "CANCELLED"))
    (('PENDING',), ('OPEN',))
    """
    before = values[: values.index(settled)] if settled in values else ()
    return tuple(value for value in before or values if value != settled and not is_dead(value))


def awaits_payment(meaning: Meaning, entity: Entity, key: str, stored: bool, enumerations: Mapping[str, EnumSpec]) -> bool:
    """True for a command on one row whose whole point is the checkout: `payOrder` must not move the order to PAID before it is paid for."""
    if not key or stored:
        return False
    if isinstance(meaning, Transition):
        return (meaning.field, meaning.to) == settled_state(entity, enumerations, ReadOne(entity.names.source, key))
    return isinstance(meaning, NotCovered)


def _charge(product: str, entity: Entity | None, enumerations: Mapping[str, EnumSpec], meaning: Meaning) -> StripeCharge:
    field, settled = settled_state(entity, enumerations, meaning)
    if not entity or not field:
        return StripeCharge(product)
    return StripeCharge(product, field, settled, payable_states(settled, enumerations[entity.field(field).type.enum].values))


def read_side_effect(
    text: str, operation: str, entity: Entity | None, meaning: Meaning, enumerations: Mapping[str, EnumSpec], offers: Mapping[str, tuple[str, ...]],
    report: Report,
) -> tuple[SideEffect | None, tuple[Finding, ...]]:  # fmt: skip
    """One entry of `sideEffects`. `offers` are the plan's `templates`, `products` and `functions`."""
    kind, colon, name = (part.strip() for part in text.partition(":"))
    if kind == "send-email":
        template, findings = _choose(name, offers["templates"], "template", "integrations.email.templates", operation, entity, meaning, report)
        return SendEmail(template) if template else None, findings
    if kind == "stripe-charge":
        product, findings = _choose(name, offers["products"], "product", "integrations.stripe.products", operation, entity, meaning, report)
        return _charge(product, entity, enumerations, meaning) if product else None, findings
    function = name if colon and kind in ("call", "notify", "call-function") else text.strip() if text.startswith("notify-") else ""
    if function:
        if function in offers["functions"]:
            return CallFunction(function), ()
        near = near_miss(function, offers["functions"])
        hint = f"did you mean `{near}`?" if near else f"add {function} to integrations.supabase.edgeFunctions"
        return None, (report("side-effect-unknown-function", f"no edge function is called `{function}`", "there is nothing to call", hint, "error"),)
    hint = f"write one of {', '.join(KINDS)}"
    return None, (report("side-effect-unknown", f"`{text}` is no side effect", "nothing would happen after the commit", hint, "error"),)


def _choose(
    name: str, offered: tuple[str, ...], what: str, place: str, operation: str, entity: Entity | None, meaning: Meaning, report: Report
) -> tuple[str, tuple[Finding, ...]]:
    if name in offered and name:
        return name, ()
    if name:
        near = near_miss(name, offered)
        hint = f"did you mean `{near}`?" if near else f"add {name} to {place}"
        return "", (report(f"side-effect-unknown-{what}", f"no {what} is called `{name}`", f"{place} does not list it", hint, "error"),)
    if not offered:
        return "", (report(f"side-effect-without-{what}", f"the plan names no {what}", f"{place} is empty", f"name one in {place}", "error"),)
    best, speaks = best_match(offered, operation, entity.names.source if entity else "", isinstance(meaning, Insert))
    if speaks or len(offered) == 1:
        return best, ()
    message = f"none of the {what}s is named after `{operation}`; `{best}` is taken"
    hint = f"say which: {'send-email' if what == 'template' else 'stripe-charge'}:{best}"
    return best, (report(f"side-effect-{what}-guessed", message, f"several {what}s would do", hint, "warning"),)
