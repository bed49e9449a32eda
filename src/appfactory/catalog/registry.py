"""Every provider that is built, in one table. What a plan may name beyond it stays a valid plan, but can't be built yet."""

from __future__ import annotations

from functools import cache

from appfactory.model.contribution import Contribution, Provider, ProviderKind
from appfactory.model.spec import AppSpec, Targets

KINDS: tuple[ProviderKind, ...] = ("auth", "database", "payments", "email", "storage", "infra")


@cache
def providers() -> tuple[Provider, ...]:
    """All providers, grouped by kind. They are imported at the first call."""
    from appfactory.catalog.providers.authjs import AuthJs
    from appfactory.catalog.providers.aws import Aws
    from appfactory.catalog.providers.clerk import Clerk
    from appfactory.catalog.providers.flyio import FlyIo
    from appfactory.catalog.providers.local_postgres import LocalPostgres
    from appfactory.catalog.providers.neon import Neon
    from appfactory.catalog.providers.no_email import NoEmail
    from appfactory.catalog.providers.no_payments import NoPayments
    from appfactory.catalog.providers.no_storage import NoStorage
    from appfactory.catalog.providers.postmark import Postmark
    from appfactory.catalog.providers.railway import Railway
    from appfactory.catalog.providers.resend import Resend
    from appfactory.catalog.providers.stripe import Stripe
    from appfactory.catalog.providers.supabase import Supabase
    from appfactory.catalog.providers.vercel import Vercel

    return (
        *(Clerk(), AuthJs()),
        *(Supabase(), Neon(), LocalPostgres()),
        *(Stripe(), NoPayments()),
        *(Resend(), Postmark(), NoEmail()),
        NoStorage(),
        *(Vercel(), Railway(), FlyIo(), Aws()),
    )


def built(kind: ProviderKind) -> tuple[str, ...]:
    """The values of that target which can be built, e.g. `("clerk", "authjs")` for `auth`."""
    return tuple(provider.name for provider in providers() if provider.kind == kind)


def provider(kind: ProviderKind, name: str) -> Provider | None:
    """The provider of that kind and name, or None if it is not built."""
    return next((candidate for candidate in providers() if (candidate.kind, candidate.name) == (kind, name)), None)


def providers_of(targets: Targets) -> tuple[Provider, ...]:
    """The chosen providers, one of each kind in the order of `KINDS`.

    Raises `KeyError` for one that is not built, which validation refuses before.
    """
    known = {(candidate.kind, candidate.name): candidate for candidate in providers()}
    chosen: tuple[tuple[ProviderKind, str], ...] = (
        ("auth", targets.auth),
        ("database", targets.database),
        ("payments", targets.payments),
        ("email", targets.email),
        ("storage", targets.storage),
        ("infra", targets.infra),
    )
    return tuple(known[choice] for choice in chosen)


def contributions_of(spec: AppSpec) -> tuple[Contribution, ...]:
    """What the chosen providers add to the app, to be folded by `compile.contributions.fold_contributions`."""
    return tuple(chosen.contribute(spec) for chosen in providers_of(spec.targets))
