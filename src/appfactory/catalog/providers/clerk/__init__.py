"""Clerk (https://clerk.com): hosted accounts; the app verifies session tokens."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from appfactory.catalog.providers.authentication import ORIGIN, authentication_files
from appfactory.catalog.providers.packaged_files import packaged_files
from appfactory.model.contribution import Contribution, EnvironmentVariable, NpmPackage, ProviderKind
from appfactory.model.spec import AppSpec

# A publishable key is the instance's host and a dollar sign, in base 64.
STAND_IN_HOST = "clerk.stand-in.invalid"
_STAND_IN_KEY = "pk_test_" + base64.b64encode(f"{STAND_IN_HOST}$".encode()).decode()

_ENVIRONMENT = (
    EnvironmentVariable(
        "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY",
        "Publishable key of the Clerk instance (Dashboard, API keys).",
        secret=False,
        public=True,
        stand_in=_STAND_IN_KEY,
        pattern=r"^pk_(test|live)_[A-Za-z0-9+/=]{8,}$",
    ),
    EnvironmentVariable(
        "CLERK_SECRET_KEY",
        "Secret key of the Clerk instance (Dashboard, API keys).",
        stand_in="sk_test_stand_in",
        pattern=r"^sk_(test|live)_[A-Za-z0-9]{16,}$",
    ),
    EnvironmentVariable(
        "CLERK_JWT_KEY",
        "The instance's public key in PEM, to verify session tokens without asking Clerk; fetched from Clerk if not set.",
        required_in_production=False,
        secret=False,
        pattern=r"^-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s\\]+-----END PUBLIC KEY-----\s*$",
    ),
)

# https://clerk.com/docs/security/clerk-csp. The host of an instance is known from its key only, where the app runs.
_CONTENT_SECURITY = (
    ("connect-src", "https:"),
    ("form-action", "https:"),
    ("frame-src", "https://challenges.cloudflare.com"),
    ("worker-src", "blob:"),
)

_DOCUMENTATION = """\
## Signing in: Clerk

1. Create an application at <https://dashboard.clerk.com> and put its keys into `NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY` and `CLERK_SECRET_KEY`.
2. Sessions, *Customize session token*:
   `{ "metadata": "{{user.public_metadata}}", "email": "{{user.primary_email_address}}", "name": "{{user.full_name}}" }`.
   Without `email` the app asks Clerk's API for it; without `metadata` everybody has the role `user`.
3. Make somebody an admin: in the user's *public metadata*, `{ "role": "admin" }`.
4. Optional: `CLERK_JWT_KEY`, the public key of the instance, so that no request waits for Clerk.

Session tokens are accepted from Clerk's cookie or as `Authorization: Bearer`. Signature, time, issuer and authorised party (`APP_URL`) are checked.
Until there are keys, and never in production, `dev/stand-ins/clerk.mjs` issues the tokens and the sign-in page offers the development users.
"""


@dataclass(frozen=True, slots=True)
class Clerk:
    """`targets.auth: clerk`."""

    name: str = "clerk"
    kind: ProviderKind = "auth"

    def contribute(self, spec: AppSpec) -> Contribution:
        """The sign-in code of `src/auth`, Clerk's SDK, its keys and hosts."""
        return Contribution(
            provider=self.name,
            files=(*authentication_files(spec), *packaged_files("clerk", ORIGIN)),
            npm=(NpmPackage("@clerk/nextjs", "7.9.4"),),
            environment=_ENVIRONMENT,
            wrappers=(("@/auth/provider", "AuthProvider"),),
            content_security=_CONTENT_SECURITY,
            documentation=_DOCUMENTATION,
        )
