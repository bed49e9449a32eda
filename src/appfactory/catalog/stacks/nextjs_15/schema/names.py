"""What tables, columns and types of the database are called in TypeScript."""

from __future__ import annotations

import re
from collections.abc import Mapping

from appfactory.model.database import Database, Table
from appfactory.model.spec import AppSpec, Entity


class SchemaNames:
    """Names by database names: an entity's for its table, made from the SQL's for tables that no entity describes."""

    def __init__(self, spec: AppSpec) -> None:
        self._entities: Mapping[str, Entity] = {entity.table: entity for entity in spec.entities}
        self._enumerations = {one.database_type: one.names.camel for one in spec.enumerations}

    def entity(self, table: str) -> Entity | None:
        """The entity that a table holds, or None."""
        return self._entities.get(table)

    def table(self, table: str) -> str:
        """The constant of a table: `reservations`."""
        entity = self._entities.get(table)
        return entity.plural.camel if entity is not None else camel(table)

    def column(self, table: str, column: str) -> str:
        """The property of a column: `partySize`."""
        entity = self._entities.get(table)
        for field in entity.fields if entity is not None else ():
            if field.column == column:
                return field.names.camel
        return camel(column)

    def enumeration(self, type_name: str) -> str:
        """The constant of an enum type: `reservationStatus`. Ends in `Type`, so that no table can be called the same."""
        return f"{self._enumerations.get(type_name) or camel(type_name)}Type"


def camel(name: str) -> str:
    """`party_size` → `partySize`; whatever can't stand in an identifier separates words."""
    first, *rest = [part for part in re.split(r"[^A-Za-z0-9]+", name) if part] or ["column"]
    text = first[:1].lower() + first[1:] + "".join(part[:1].upper() + part[1:] for part in rest)
    return f"_{text}" if text[0].isdigit() else text


def public_tables(database: Database) -> tuple[Table, ...]:
    """The tables that the app reads and writes itself, the platform's `users` among them."""
    return tuple(table for table in database.tables if table.schema == "public")
