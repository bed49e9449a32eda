"""Stripe (https://stripe.com): hosted checkout, and a webhook that settles what was paid."""

from __future__ import annotations

from dataclasses import dataclass

from appfactory.catalog.providers.packaged_files import packaged_files
from appfactory.catalog.providers.slugs import title
from appfactory.catalog.providers.webhooks import DEFAULT_PATH, webhook_events, webhook_paths
from appfactory.model.contribution import Contribution, EnvironmentVariable, NpmPackage, ProviderKind
from appfactory.model.files import FileDraft
from appfactory.model.json_value import JsonObject
from appfactory.model.spec import AppSpec, EntityView, Page, SectionsView, StripeCharge
from appfactory.model.typescript_literal import encode

_ORIGIN = "integrations.stripe"
_SETTLING = ("checkout.session.completed", "checkout.session.async_payment_succeeded")
_ROUTE = 'import { handleStripeWebhook } from "@/payments/webhook";\n\nexport const POST = handleStripeWebhook;\n'


def product_names(spec: AppSpec) -> tuple[str, ...]:
    """The plan's products, and those that only an operation names."""
    charged = (effect.product for operation in spec.operations for effect in operation.side_effects if isinstance(effect, StripeCharge))
    return tuple(dict.fromkeys((*spec.integrations.products, *charged)))


def return_paths(spec: AppSpec) -> tuple[tuple[str, str], ...]:
    """(entity, page) for each entity that is paid for: where its rows are shown, else where the operation is used, else the home page."""
    found: dict[str, str] = {}
    for operation in spec.operations:
        if operation.output and any(isinstance(effect, StripeCharge) for effect in operation.side_effects):
            candidates = (
                *(page for page in spec.pages if isinstance(page.view, EntityView) and page.view.entity == operation.output),
                *(page for page in spec.pages if _uses(page, operation.id)),
            )
            page = next((page for page in candidates if "[" not in page.route), None)
            found.setdefault(operation.output, page.route if page else "/")
    return tuple(sorted(found.items()))


def _uses(page: Page, operation: str) -> bool:
    sections = page.view.sections if isinstance(page.view, SectionsView) else ()
    return any(binding.operation == operation for section in sections for binding in section.operations)


def _settings(spec: AppSpec) -> str:
    kept = tuple(event for event in webhook_events(spec) if event not in _SETTLING)
    mode = spec.integrations.stripe_mode
    return (
        "/** Whether real keys are Stripe's test keys or live ones. */\n"
        f'export const mode: "test" | "live" = {encode(mode)};\n\n'
        "/** What can be paid for; a product's price in Stripe has its name as lookup key. */\n"
        f"export const products: readonly string[] = {encode(product_names(spec))};\n\n"
        "/** The page that visitors come back to from a checkout, by what they paid for. */\n"
        f"export const returnPaths: Readonly<Record<string, string>> = {encode(JsonObject(return_paths(spec)))};\n\n"
        "/** Types of webhook events that the plan wants kept, beside those that settle a payment. */\n"
        f"export const recordedEvents: readonly string[] = {encode(kept)};\n"
    )


def _stand_in_products(spec: AppSpec) -> str:
    prices = tuple(
        JsonObject((("lookup_key", product), ("name", title(product)), ("unit_amount", 2000), ("currency", "usd"))) for product in product_names(spec)
    )
    return _json(prices)


def _json(rows: tuple[JsonObject, ...]) -> str:
    # A literal of these values with quoted keys is JSON too.
    lines = (", ".join(f"{encode(key)}: {encode(value)}" for key, value in row.members) for row in rows)
    body = ",\n".join(f"  {{ {line} }}" for line in lines)
    return f"[\n{body}\n]\n" if rows else "[]\n"


def _environment(mode: str) -> tuple[EnvironmentVariable, ...]:
    return (
        EnvironmentVariable(
            "STRIPE_SECRET_KEY",
            f"Secret or restricted key of the Stripe account, in {mode} mode (Developers, API keys).",
            stand_in="sk_test_stand_in",
            pattern=rf"^(sk|rk)_{mode}_[A-Za-z0-9]{{16,}}$" if mode == "test" else r"^(sk|rk)_(test|live)_[A-Za-z0-9]{16,}$",
        ),
        EnvironmentVariable(
            "STRIPE_WEBHOOK_SECRET",
            "Signing secret of the webhook endpoint (Developers, Webhooks).",
            stand_in="whsec_stand_in",
            pattern=r"^whsec_[A-Za-z0-9+/=]{16,}$",
        ),
        EnvironmentVariable(
            "STRIPE_API_BASE",
            "Another address for Stripe's API, to test against; Stripe's own if not set.",
            required_in_production=False,
            secret=False,
            pattern=r"^https?://",
        ),
    )


def _documentation(spec: AppSpec) -> str:
    products = "\n".join(f"   - `{product}`" for product in product_names(spec)) or "   (the plan names none)"
    events = ", ".join(f"`{event}`" for event in dict.fromkeys((*_SETTLING, *webhook_events(spec))))
    return f"""\
## Payments: Stripe ({spec.integrations.stripe_mode} mode)

1. `STRIPE_SECRET_KEY` from <https://dashboard.stripe.com/apikeys>.
2. A product with a price for each of these, with the name as the price's *lookup key*:
{products}

   `stripe products create --name NAME`, then `stripe prices create --product ID --unit-amount 2000 --currency usd --lookup-key NAME`.
3. A webhook endpoint at `<APP_URL>{DEFAULT_PATH}` for {events}; its signing secret into `STRIPE_WEBHOOK_SECRET`.

A checkout is opened for one row; the webhook settles it (`app.settle_payment`). Requests without a valid signature get 400; an event that arrives
again changes nothing. Other events that the plan names are kept in `app.events` as `stripe.<type>`, at least once each.
Until there is a key, and never in production, `dev/stand-ins/stripe.mjs` takes the payments, at the prices in `stripe-products.json`.
"""


@dataclass(frozen=True, slots=True)
class Stripe:
    """`targets.payments: stripe`."""

    name: str = "stripe"
    kind: ProviderKind = "payments"

    def contribute(self, spec: AppSpec) -> Contribution:
        """Checkout, webhook routes, Stripe's SDK and its keys. Tables and functions of payments are the platform's."""
        routes = tuple(
            FileDraft(f"src/app{path}/route.ts", _ROUTE, "seeded", f"{_ORIGIN}.webhooks") for path in webhook_paths(spec) if path != DEFAULT_PATH
        )
        return Contribution(
            provider=self.name,
            files=(
                *packaged_files("stripe", _ORIGIN),
                *routes,
                FileDraft("src/payments/_generated/settings.ts", _settings(spec), "generated", _ORIGIN),
                FileDraft("dev/stand-ins/stripe-products.json", _stand_in_products(spec), "seeded", f"{_ORIGIN}.products"),
            ),
            npm=(NpmPackage("stripe", "22.6.0"),),
            environment=_environment(spec.integrations.stripe_mode),
            content_security=(("form-action", "https://checkout.stripe.com"),),
            documentation=_documentation(spec),
        )
