"""Neon (https://neon.tech): PostgreSQL by its address, over TLS."""

from __future__ import annotations

from dataclasses import dataclass

from appfactory.catalog.providers.local_functions import local_function_files, local_function_variables
from appfactory.model.contribution import Contribution, ProviderKind
from appfactory.model.spec import AppSpec

_DOCUMENTATION = """\
## Database: Neon

1. `DATABASE_OWNER_URL`: the connection string of the project's owner role, *without* the pooler (migrations need a session of their own).
2. `DATABASE_URL`: the app's own login, through the pooler (`…-pooler.…neon.tech`). The app sets who asks for each transaction, as a pooler needs it.

Both end with `?sslmode=verify-full`: Neon takes no connection without TLS, and its certificate is one that Node.js knows.
"""


@dataclass(frozen=True, slots=True)
class Neon:
    """`targets.database: neon`."""

    name: str = "neon"
    kind: ProviderKind = "database"

    def contribute(self, spec: AppSpec) -> Contribution:
        """How to connect; the plan's functions run in the app."""
        return Contribution(
            provider=self.name, files=local_function_files(spec), environment=local_function_variables(spec), documentation=_DOCUMENTATION
        )
