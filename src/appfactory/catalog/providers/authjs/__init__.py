"""Auth.js (https://authjs.dev): accounts of Google and GitHub; the app keeps sessions in encrypted cookies."""

from __future__ import annotations

from dataclasses import dataclass

from appfactory.catalog.providers.authentication import ORIGIN, authentication_files
from appfactory.catalog.providers.packaged_files import packaged_files
from appfactory.model.contribution import Contribution, EnvironmentVariable, NpmPackage, ProviderKind
from appfactory.model.spec import AppSpec


def _optional(name: str, description: str, *, secret: bool = False, pattern: str = "") -> EnvironmentVariable:
    return EnvironmentVariable(name, description, required_in_production=False, secret=secret, pattern=pattern)


_ENVIRONMENT = (
    EnvironmentVariable(
        "AUTH_SECRET",
        "Encrypts the session tokens; make one with: openssl rand -base64 33",
        stand_in="a-stand-in-secret-that-only-development-and-tests-use",
        pattern=r"^\S{32,}$",
    ),
    _optional(
        "AUTH_GOOGLE_ID",
        "Client id of the OAuth client at Google; without it, no sign-in with Google.",
        pattern=r"^\S+\.apps\.googleusercontent\.com$",
    ),
    _optional("AUTH_GOOGLE_SECRET", "Client secret of the OAuth client at Google.", secret=True),
    _optional("AUTH_GITHUB_ID", "Client id of the OAuth app at GitHub; without it, no sign-in with GitHub.", pattern=r"^[A-Za-z0-9.]{16,}$"),
    _optional("AUTH_GITHUB_SECRET", "Client secret of the OAuth app at GitHub.", secret=True),
    _optional(
        "ADMIN_EMAILS",
        "Who has the role admin: verified e-mail addresses, separated by commas.",
        pattern=r"^\s*[^\s@,]+@[^\s@,]+(\s*,\s*[^\s@,]+@[^\s@,]+)*\s*,?\s*$",
    ),
)

_DOCUMENTATION = """\
## Signing in: Auth.js

1. `AUTH_SECRET`: `openssl rand -base64 33`.
2. Google: an OAuth client at <https://console.cloud.google.com/apis/credentials> with the redirect address `<APP_URL>/api/auth/callback/google`;
   its keys into `AUTH_GOOGLE_ID` and `AUTH_GOOGLE_SECRET`.
3. GitHub: an OAuth app at <https://github.com/settings/developers> with the callback address `<APP_URL>/api/auth/callback/github`;
   its keys into `AUTH_GITHUB_ID` and `AUTH_GITHUB_SECRET`. In production at least one of the two is needed.
4. `ADMIN_EMAILS`: who has the role `admin`. Only addresses that the provider has verified count.

The session token is accepted from its cookie or as `Authorization: Bearer`. Outside production, the sign-in page also offers the development users.
"""


@dataclass(frozen=True, slots=True)
class AuthJs:
    """`targets.auth: authjs`."""

    name: str = "authjs"
    kind: ProviderKind = "auth"

    def contribute(self, spec: AppSpec) -> Contribution:
        """The sign-in code of `src/auth`, Auth.js and its keys."""
        return Contribution(
            provider=self.name,
            files=(*authentication_files(spec), *packaged_files("authjs", ORIGIN)),
            npm=(NpmPackage("next-auth", "5.0.0-beta.32"),),
            environment=_ENVIRONMENT,
            wrappers=(("@/auth/provider", "AuthProvider"),),
            # A form that leads to another site by a redirect needs leave for that site, too.
            content_security=(("form-action", "https://accounts.google.com"), ("form-action", "https://github.com")),
            documentation=_DOCUMENTATION,
        )
