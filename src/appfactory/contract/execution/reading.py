"""The catalog of a live database, read by one query."""

from __future__ import annotations

from collections.abc import Sequence

from appfactory.contract.model.translation import Catalog
from appfactory.contract.statements.catalog import catalog_of
from appfactory.contract.statements.installation import ROLE
from appfactory.perform.postgres.introspect import introspect
from appfactory.perform.postgres.session import Bounds, guarded_connection


def read_catalog(url: str, schemas: Sequence[str] = ("public",)) -> Catalog:
    """The schema of a database, prepared for requests or not. Raises `EnvironmentProblem`."""
    with guarded_connection(url, ROLE, Bounds()) as guarded:
        return catalog_of(introspect(guarded.connection, tuple(schemas)))
