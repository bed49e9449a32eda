"""Resend (https://resend.com): sends the plan's e-mails."""

from __future__ import annotations

from dataclasses import dataclass

from appfactory.catalog.providers.email import ORIGIN, SENDER, email_files
from appfactory.catalog.providers.packaged_files import packaged_files
from appfactory.model.contribution import Contribution, EnvironmentVariable, NpmPackage, ProviderKind
from appfactory.model.spec import AppSpec

_ENVIRONMENT = (
    SENDER,
    EnvironmentVariable("RESEND_API_KEY", "API key of the Resend account.", stand_in="re_stand_in", pattern=r"^re_[A-Za-z0-9_]{16,}$"),
    EnvironmentVariable(
        "RESEND_BASE_URL",
        "Another address for Resend's API, to test against; Resend's own if not set.",
        required_in_production=False,
        secret=False,
        pattern=r"^https?://",
    ),
)

_DOCUMENTATION = """\
## E-mail: Resend

1. Verify your domain at <https://resend.com/domains>; `EMAIL_FROM` is an address of it.
2. `RESEND_API_KEY` from <https://resend.com/api-keys> (sending access is enough).

The templates are in `src/email/templates`; outside production, `/dev/emails` shows them with sample data. Until there is a key, and never in
production, `dev/stand-ins/resend.mjs` takes the messages; `GET /_records?service=resend` there lists them.
"""


@dataclass(frozen=True, slots=True)
class Resend:
    """`targets.email: resend`."""

    name: str = "resend"
    kind: ProviderKind = "email"

    def contribute(self, spec: AppSpec) -> Contribution:
        """Templates, previews, and sending through Resend's SDK."""
        return Contribution(
            provider=self.name,
            files=(*email_files(spec), *packaged_files("resend", ORIGIN)),
            npm=(NpmPackage("resend", "6.29.0"),),
            environment=_ENVIRONMENT,
            documentation=_DOCUMENTATION,
        )
