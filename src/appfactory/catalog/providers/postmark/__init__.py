"""Postmark (https://postmarkapp.com): sends the plan's e-mails."""

from __future__ import annotations

from dataclasses import dataclass

from appfactory.catalog.providers.email import ORIGIN, SENDER, email_files
from appfactory.catalog.providers.packaged_files import packaged_files
from appfactory.model.contribution import Contribution, EnvironmentVariable, NpmPackage, ProviderKind
from appfactory.model.spec import AppSpec


def _optional(name: str, description: str, pattern: str) -> EnvironmentVariable:
    return EnvironmentVariable(name, description, required_in_production=False, secret=False, pattern=pattern)


_ENVIRONMENT = (
    SENDER,
    EnvironmentVariable(
        "POSTMARK_SERVER_TOKEN",
        "API token of the Postmark server.",
        stand_in="00000000-0000-4000-8000-000000000000",
        pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
    ),
    _optional("POSTMARK_MESSAGE_STREAM", "Message stream that the e-mails belong to; outbound if not set.", r"^[a-z][a-z0-9_-]*$"),
    _optional("POSTMARK_API_BASE", "Another address for Postmark's API, to test against; Postmark's own if not set.", r"^https?://"),
)

_DOCUMENTATION = """\
## E-mail: Postmark

1. Verify your domain at <https://account.postmarkapp.com/signature_domains>; `EMAIL_FROM` is an address of it.
2. `POSTMARK_SERVER_TOKEN` from the server's *API Tokens*.

The templates are in `src/email/templates`; outside production, `/dev/emails` shows them with sample data. Until there is a token, and never in
production, `dev/stand-ins/postmark.mjs` takes the messages; `GET /_records?service=postmark` there lists them.
"""


@dataclass(frozen=True, slots=True)
class Postmark:
    """`targets.email: postmark`."""

    name: str = "postmark"
    kind: ProviderKind = "email"

    def contribute(self, spec: AppSpec) -> Contribution:
        """Templates, previews, and sending through Postmark's SDK."""
        return Contribution(
            provider=self.name,
            files=(*email_files(spec), *packaged_files("postmark", ORIGIN)),
            npm=(NpmPackage("postmark", "5.1.0"),),
            environment=_ENVIRONMENT,
            documentation=_DOCUMENTATION,
        )
