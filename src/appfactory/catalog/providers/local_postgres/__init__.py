"""A PostgreSQL of one's own, version 15 or later."""

from __future__ import annotations

from dataclasses import dataclass

from appfactory.catalog.providers.local_functions import local_function_files, local_function_variables
from appfactory.model.contribution import Contribution, ProviderKind
from appfactory.model.spec import AppSpec

_DOCUMENTATION = """\
## Database: PostgreSQL

1. `DATABASE_OWNER_URL`: a role that owns the database and may create roles; `db/migrate.mjs` uses it, and makes the app's login.
2. `DATABASE_URL`: that login. It owns nothing, and row level security binds it.

Across a network, end both with `?sslmode=verify-full`.
"""


@dataclass(frozen=True, slots=True)
class LocalPostgres:
    """`targets.database: local-postgres`."""

    name: str = "local-postgres"
    kind: ProviderKind = "database"

    def contribute(self, spec: AppSpec) -> Contribution:
        """How to connect; the plan's functions run in the app."""
        return Contribution(
            provider=self.name, files=local_function_files(spec), environment=local_function_variables(spec), documentation=_DOCUMENTATION
        )
