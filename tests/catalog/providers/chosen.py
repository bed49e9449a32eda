"""Specs with any choice of providers, and with names that are hard to handle."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from appfactory.model.spec import AppSpec, Targets
from tests.appspec_builder import restaurant

NASTY = 'it\'s "50%" `${off}` </script>'


@cache
def restaurant_with(auth: str = "clerk", database: str = "supabase", payments: str = "stripe", email: str = "resend") -> AppSpec:
    """The restaurant with these providers and plenty of names for them to deal with."""
    spec = _restaurant()
    integrations = replace(
        spec.integrations,
        protected_routes=("/bookings", "/api/*"),
        edge_functions=("notify-reservation", "Order placed!", NASTY),
        products=("reservation-deposit", NASTY),
        webhooks=("checkout.session.completed", "invoice.paid", "/api/stripe/hook", "https://app.example.com/api/billing/stripe?x=1", "shop"),
        email_templates=("booking-confirmation", "welcome", "Passwort zurücksetzen", "日本", NASTY, "class"),
    )
    return replace(spec, targets=Targets("vercel", database, auth, payments, email, "none"), integrations=integrations)


@cache
def _restaurant() -> AppSpec:
    return restaurant()
