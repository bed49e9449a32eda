"""The catalog of a live database, read by one query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from appfactory.contract.model.translation import Catalog
from appfactory.contract.statements.catalog import catalog_of
from appfactory.contract.statements.installation import ROLE, SCHEMA
from appfactory.model.database import Database
from appfactory.perform.postgres.introspect import introspect, schemas_in_use
from appfactory.perform.postgres.session import Bounds, GuardedConnection, guarded_connection

APP_SCHEMA = "app"
"""Where apps of ours keep their functions and what was migrated."""


def read_catalog(url: str, schemas: Sequence[str] = ("public",)) -> Catalog:
    """The schema of a database, prepared for requests or not. Raises `EnvironmentProblem`."""
    with guarded_connection(url, ROLE, Bounds()) as guarded:
        return catalog_of(read_database(guarded, schemas))


def read_database(guarded: GuardedConnection, schemas: Sequence[str]) -> Database:
    """The schema of a database. Its tables are in the order of the schemas: of two of one name, the first is meant by it."""
    database = introspect(guarded.connection, tuple(schemas))
    place = {schema: number for number, schema in reversed(list(enumerate(schemas)))}
    return replace(database, tables=tuple(sorted(database.tables, key=lambda table: place[table.schema])))


def schemas_with_tables(url: str) -> tuple[str, ...]:
    """The schemas that have tables, those of PostgreSQL and of ours aside. Raises `EnvironmentProblem`."""
    with guarded_connection(url, ROLE, Bounds()) as guarded:
        return tuple(name for name in schemas_in_use(guarded.connection) if name not in (SCHEMA, APP_SCHEMA))
