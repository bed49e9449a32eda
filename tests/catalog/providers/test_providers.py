"""What each provider adds to an app: files that parse, variables that hold together, packages that are pinned."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import replace
from importlib.resources import files

import pytest
import tree_sitter_typescript
from tree_sitter import Language, Parser

from appfactory.catalog.registry import contributions_of, providers
from appfactory.compile.contributions import fold_contributions
from appfactory.model.contribution import Contribution, EnvironmentVariable
from appfactory.model.files import FileDraft
from appfactory.model.spec import AppSpec
from tests.appspec_builder import workshop
from tests.catalog.providers.chosen import NASTY, restaurant_with

COMBINATIONS = [
    (auth, database, payments, email)
    for auth in ("clerk", "authjs")
    for database in ("supabase", "neon", "local-postgres")
    for payments in ("stripe", "none")
    for email in ("resend", "postmark", "none")
]
PARSERS = {
    ".ts": Parser(Language(tree_sitter_typescript.language_typescript())),
    ".tsx": Parser(Language(tree_sitter_typescript.language_tsx())),
}


def folded(spec: AppSpec) -> Contribution:
    contribution, findings = fold_contributions(contributions_of(spec))
    assert findings == ()
    return contribution


def text(contribution: Contribution, path: str) -> str:
    content = next(draft.content for draft in contribution.files if draft.path == path)
    assert isinstance(content, str)
    return content


def paths(contribution: Contribution) -> set[str]:
    return {draft.path for draft in contribution.files}


@pytest.mark.parametrize("choice", COMBINATIONS, ids="-".join)
def test_any_choice_folds_without_a_clash(choice: tuple[str, str, str, str]) -> None:
    contribution = folded(restaurant_with(*choice))
    assert {"src/auth/index.ts", "src/auth/middleware.ts", "src/auth/sign-in.tsx", "src/auth/user-menu.tsx", "src/auth/provider.tsx"} <= paths(
        contribution
    )
    assert ("src/payments/checkout.ts" in paths(contribution)) == (choice[2] != "none")
    assert ("src/email/send.ts" in paths(contribution)) == (choice[3] != "none")
    assert "src/lib/edge-functions.ts" in paths(contribution)


@pytest.mark.parametrize(
    "spec", [restaurant_with(), restaurant_with("authjs", "neon", "stripe", "postmark"), workshop()], ids=["one", "two", "workshop"]
)
def test_all_files_parse(spec: AppSpec) -> None:
    for draft in folded(spec).files:
        parser = PARSERS.get("." + draft.path.rsplit(".", 1)[-1])
        if parser is not None:
            assert isinstance(draft.content, str)
            assert not parser.parse(draft.content.encode()).root_node.has_error, f"{draft.path}\n{draft.content}"


def test_files_are_owned_by_their_folder() -> None:
    for draft in folded(restaurant_with()).files:
        assert draft.owner == ("generated" if "/_generated/" in draft.path else "seeded"), draft.path
        assert draft.origin


def test_packages_have_exact_versions() -> None:
    for choice in (restaurant_with(), restaurant_with("authjs", "neon", "stripe", "postmark")):
        for package in folded(choice).npm:
            assert re.fullmatch(r"\d+\.\d+\.\d+(-[\w.]+)?", package.version), package


def variables() -> list[EnvironmentVariable]:
    return [
        variable for spec in (restaurant_with(), restaurant_with("authjs", "neon", "stripe", "postmark")) for variable in folded(spec).environment
    ]


@pytest.mark.parametrize("variable", variables(), ids=lambda variable: variable.name)
def test_variables(variable: EnvironmentVariable) -> None:
    assert variable.description.endswith((".", "-hex 32", "-base64 33"))
    # A variable that is required and has no stand-in would keep development from starting.
    assert variable.stand_in or not variable.required_in_production
    assert variable.public == variable.name.startswith("NEXT_PUBLIC_")
    if variable.pattern:
        re.compile(variable.pattern)


REAL = {
    "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": "pk_live_Y2xlcmsuZXhhbXBsZS5jb20k",
    "CLERK_SECRET_KEY": "sk_live_" + "a1B2" * 10,
    "CLERK_JWT_KEY": "-----BEGIN PUBLIC KEY-----\\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A+/=\\n-----END PUBLIC KEY-----",
    "AUTH_SECRET": "kFq3Zr9m0R1a2b3c4d5e6f7g8h9i0jKLMNOPQRSTUVWX",
    "AUTH_GOOGLE_ID": "123-abc.apps.googleusercontent.com",
    "AUTH_GITHUB_ID": "Ov23liAbCdEfGhIjKlMn",
    "ADMIN_EMAILS": "ada@example.com, ben@example.org",
    "STRIPE_SECRET_KEY": "sk_test_" + "a1B2" * 10,
    "STRIPE_WEBHOOK_SECRET": "whsec_" + "a1B2" * 8,
    "EMAIL_FROM": "Bali Bites <hello@mail.example.com>",
    "RESEND_API_KEY": "re_Ab12Cd34_Ab12Cd34Ab12Cd34",
    "POSTMARK_SERVER_TOKEN": "01234567-89ab-cdef-0123-456789abcdef",
    "SUPABASE_URL": "https://abcdefghijklmnopqrst.supabase.co",
    "EDGE_FUNCTION_SECRET": "0123456789abcdef" * 4,
}


@pytest.mark.parametrize(("name", "value"), REAL.items())
def test_real_values_match_and_mistakes_do_not(name: str, value: str) -> None:
    pattern = next(variable.pattern for variable in variables() if variable.name == name)
    assert re.search(pattern, value)
    assert not re.search(pattern, f"changeme {value[:3]}")


def test_a_live_plan_takes_live_keys() -> None:
    spec = restaurant_with()
    live = replace(spec, integrations=replace(spec.integrations, stripe_mode="live"))
    pattern = next(variable.pattern for variable in folded(live).environment if variable.name == "STRIPE_SECRET_KEY")
    assert re.search(pattern, "sk_live_" + "a" * 24)
    assert '"live" = "live"' in text(folded(live), "src/payments/_generated/settings.ts")


def test_stripe_knows_products_pages_and_events() -> None:
    contribution = folded(workshop_paying())
    settings = text(contribution, "src/payments/_generated/settings.ts")
    assert 'products: readonly string[] = ["project-fee"]' in settings
    assert "{ Project: " in settings


def workshop_paying() -> AppSpec:
    spec = workshop()
    return replace(spec, targets=replace(spec.targets, payments="stripe", email="resend"))


def test_stand_in_products_are_json() -> None:
    products = json.loads(text(folded(restaurant_with()), "dev/stand-ins/stripe-products.json"))
    assert [product["lookup_key"] for product in products] == ["reservation-deposit", NASTY]
    assert all(isinstance(product["unit_amount"], int) for product in products)


def test_webhooks_arrive_where_the_plan_says() -> None:
    contribution = folded(restaurant_with())
    routes = {path for path in paths(contribution) if path.endswith("route.ts") and "webhook" in text(contribution, path).lower()}
    assert routes == {f"src/app{path}/route.ts" for path in ("/api/webhooks/stripe", "/api/stripe/hook", "/api/billing/stripe", "/api/webhooks/shop")}
    open_routes = text(contribution, "src/auth/_generated/protected-routes.ts")
    assert all(f'"POST {path}"' in open_routes for path in ("/api/webhooks/stripe", "/api/stripe/hook", "/api/billing/stripe", "/api/webhooks/shop"))
    assert 'recordedEvents: readonly string[] = ["invoice.paid"]' in text(contribution, "src/payments/_generated/settings.ts")


def test_protected_routes_are_the_plans() -> None:
    routes = text(folded(restaurant_with()), "src/auth/_generated/protected-routes.ts")
    assert 'protectedRoutes: readonly string[] = ["/bookings", "/api/*"]' in routes
    assert '"GET /"' in routes
    assert '"GET /bookings"' not in routes


@pytest.mark.parametrize("database", ["supabase", "neon"])
def test_an_app_without_functions_has_no_code_for_them(database: str) -> None:
    spec = restaurant_with(database=database)
    bare = replace(spec, integrations=replace(spec.integrations, edge_functions=()))
    assert not {path for path in paths(folded(bare)) if "function" in path}


def test_supabase_functions_and_configuration() -> None:
    contribution = folded(restaurant_with())
    config = tomllib.loads(text(contribution, "supabase/config.toml"))
    folders = {path.split("/")[2] for path in paths(contribution) if path.startswith("supabase/functions/") and "_shared" not in path}
    assert set(config["functions"]) == folders == {"notify-reservation", "order-placed", "it-s-50-off-script"}


def test_the_development_users_of_clerk_are_those_of_its_stand_in() -> None:
    source = " ".join(text(folded(restaurant_with()), "src/auth/development-users.ts").split())
    users = set(re.findall(r'subject: "(\w+)", email: "([\w@.]+)", name: "([\w ]+)", role: "(\w+)"', source))
    stand_in = files("appfactory.catalog.stacks.nextjs_15").joinpath("app", "dev", "stand-ins", "clerk.mjs").read_text()
    known = re.findall(r'id: "(\w+)", email: "([\w@.]+)", first_name: "(\w+)", last_name: "(\w+)", role: "(\w+)"', " ".join(stand_in.split()))
    assert users == {(identifier, email, f"{first} {last}", role) for identifier, email, first, last, role in known}
    assert len(users) == 3
    assert re.search(r'issuer = "https://clerk\.stand-in\.invalid"', stand_in)


@pytest.mark.parametrize(
    ("provider", "path", "name"),
    [
        ("clerk", "src/auth/environment.ts", "CLERK_SECRET_KEY"),
        ("stripe", "src/payments/stripe.ts", "STRIPE_SECRET_KEY"),
        ("resend", "src/email/send.ts", "RESEND_API_KEY"),
        ("postmark", "src/email/send.ts", "POSTMARK_SERVER_TOKEN"),
        ("supabase", "src/lib/edge-functions.ts", "SUPABASE_URL"),
    ],
)
def test_code_and_table_agree_on_stand_ins(provider: str, path: str, name: str) -> None:
    contribution = next(each for each in providers() if each.name == provider).contribute(restaurant_with())
    stand_in = next(variable.stand_in for variable in contribution.environment if variable.name == name)
    assert f'"{stand_in}"' in text(contribution, path)


def test_every_provider_that_adds_something_says_how_to_set_it_up() -> None:
    for each in providers():
        contribution = each.contribute(restaurant_with())
        if contribution.environment or contribution.npm:
            assert contribution.documentation.startswith("## ")
            for variable in contribution.environment:
                if variable.required_in_production and variable.name != "EMAIL_FROM":
                    assert variable.name in contribution.documentation, variable.name


def test_contributing_is_pure() -> None:
    assert [each.contribute(restaurant_with()) for each in providers()] == [each.contribute(restaurant_with()) for each in providers()]


def template(contribution: Contribution, name: str) -> FileDraft:
    return next(draft for draft in contribution.files if draft.path == f"src/email/templates/{name}.ts")


def test_a_template_shows_what_its_operation_returns() -> None:
    content = template(folded(restaurant_with()), "booking-confirmation").content
    assert isinstance(content, str)
    assert 'defineTemplate<"partySize" | "time" | "status">' in content
    assert '["Party Size", data.partySize]' in content
    assert "userId" not in content
    assert "tableId" not in content


def test_templates_with_hard_names() -> None:
    contribution = folded(restaurant_with())
    register = text(contribution, "src/email/_generated/templates.ts")
    assert "class: class2," in register
    assert '"日本": item' in register
    assert "Passwort zurücksetzen" in register
    assert "</script>" not in register
