"""Side effects: what each entry means, and what is said of those that mean nothing."""

from __future__ import annotations

import pytest

from appfactory.model.spec import CallFunction, ReadOne, SendEmail, StripeCharge

ENTITIES = {
    "Booking": {"id": "uuid", "userId": "fk(users.id)", "status": {"type": "enum(PENDING|CONFIRMED|PAID|CANCELLED)", "default": "PENDING"}},
    "Gift": {"id": "uuid", "userId": "fk(users.id)", "note": {"type": "string", "nullable": True}},
}
INTEGRATIONS = {
    "integrations": {
        "email": {"templates": ["booking-cancelled", "booking-confirmation", "welcome"]},
        "stripe": {"products": ["booking", "gift-card"]},
        "supabase": {"edgeFunctions": ["notify-staff", "sync"]},
    }
}


@pytest.mark.parametrize(
    ("name", "inputs", "output", "effect", "expected"),
    [
        ("createBooking", {}, "Booking", "send-email", SendEmail("booking-confirmation")),
        ("cancelBooking", {"id": "uuid"}, "Booking", "send-email", SendEmail("booking-cancelled")),
        ("createBooking", {}, "Booking", "send-email:welcome", SendEmail("welcome")),
        ("createBooking", {}, "Booking", "stripe-charge", StripeCharge("booking", "status", "PAID", ("PENDING", "CONFIRMED"))),
        ("createGift", {}, "Gift", "stripe-charge", StripeCharge("gift-card")),
        ("createGift", {}, "Gift", "stripe-charge:booking", StripeCharge("booking")),
        ("createBooking", {}, "Booking", "notify-staff", CallFunction("notify-staff")),
        ("createBooking", {}, "Booking", "call:sync", CallFunction("sync")),
    ],
)
def test_side_effects(resolve_plan, name, inputs, output, effect, expected) -> None:
    resolved = resolve_plan(ENTITIES, [{"name": name, "input": inputs, "output": output, "sideEffects": [effect]}], **INTEGRATIONS)
    assert resolved.operation(name).side_effects == (expected,)
    assert resolved.codes == []


@pytest.mark.parametrize("name", ["payBooking", "checkoutBooking", "confirmPaymentOfBooking"])
def test_a_row_is_paid_for_before_it_is_paid(resolve_plan, name: str) -> None:
    resolved = resolve_plan(
        ENTITIES, [{"name": name, "input": {"id": "uuid"}, "output": "Booking", "sideEffects": ["stripe-charge:booking"]}], **INTEGRATIONS
    )
    operation = resolved.operation(name)
    assert operation.side_effects == (StripeCharge("booking", "status", "PAID", ("PENDING", "CONFIRMED")),)
    if name == "payBooking":
        assert operation.meaning == ReadOne("Booking", "id")
        assert operation.understood == ("takes payment for the Booking with that ID; opens a checkout for booking, which moves it to PAID once paid")


@pytest.mark.parametrize(
    ("effect", "code", "hint"),
    [
        ("send-email:welcom", "side-effect-unknown-template", "did you mean `welcome`?"),
        ("stripe-charge:boking", "side-effect-unknown-product", "did you mean `booking`?"),
        ("notify-stuff", "side-effect-unknown-function", "did you mean `notify-staff`?"),
        ("call:other", "side-effect-unknown-function", "add other to integrations.supabase.edgeFunctions"),
        ("send-sms", "side-effect-unknown", "write one of send-email"),
    ],
)
def test_unknown_ones(resolve_plan, effect: str, code: str, hint: str) -> None:
    resolved = resolve_plan(ENTITIES, [{"name": "createGift", "output": "Gift", "sideEffects": [effect]}], **INTEGRATIONS)
    assert resolved.codes == [code]
    assert hint in resolved.findings[0].hint


def test_nothing_to_choose_from(resolve_plan) -> None:
    resolved = resolve_plan(ENTITIES, [{"name": "createGift", "output": "Gift", "sideEffects": ["send-email", "stripe-charge"]}])
    assert resolved.codes == ["side-effect-without-template", "side-effect-without-product"]


def test_a_guess_is_told(resolve_plan) -> None:
    more = {"integrations": {"email": {"templates": ["alpha", "beta"]}}}
    resolved = resolve_plan(ENTITIES, [{"name": "createGift", "output": "Gift", "sideEffects": ["send-email"]}], **more)
    assert resolved.operation("createGift").side_effects == (SendEmail("alpha"),)
    assert [(finding.code, finding.severity) for finding in resolved.findings] == [("side-effect-template-guessed", "warning")]
