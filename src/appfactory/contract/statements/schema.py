"""A database with what printing and explaining look up in it, made once."""

from __future__ import annotations

import re
from collections.abc import Hashable
from functools import cached_property
from typing import TYPE_CHECKING

from appfactory.contract.model.enumerated import enumerations_by_name, values_of_type
from appfactory.contract.statements.refusal import Refused, unknown_column, unknown_table
from appfactory.model.database import Column, Database, ForeignKey, Table

if TYPE_CHECKING:
    from appfactory.contract.statements.statement_cache import Printed

SCOPE_COLUMN = "biz_id"
"""The column by which rows belong to a business."""

_CHECKED_LIST = re.compile(
    r"^\(*\(?(?P<column>\"(?:[^\"]|\"\")+\"|[\w$]+)\)?(::[\w ]+)?\)* = ANY \(+ARRAY\[(?P<items>.*?)\]", re.IGNORECASE | re.DOTALL
)
_WRITTEN_LIST = re.compile(r"^\(*(?P<column>\"(?:[^\"]|\"\")+\"|[\w$]+)\)? IN \((?P<items>.*?)\)+$", re.IGNORECASE | re.DOTALL)
_LITERAL = re.compile(r"'((?:[^']|'')*)'")


class Schema:
    """Tables, their columns and enumerations by name."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._enumerations = enumerations_by_name(database.enumerations)
        self._columns: dict[int, dict[str, Column]] = {}
        self.printed: dict[Hashable, Printed] = {}
        """Statements that were printed before, by the shape of their commands."""

    def table(self, name: str) -> Table:
        """The table of that name, also `schema.table`. Raises `Refused`."""
        found = self.database.table(name)
        if found is None and "." in name:
            found = next((table for table in self.database.tables if f"{table.schema}.{table.name}" == name), None)
        if found is None:
            raise Refused(unknown_table(name, (table.name for table in self.database.tables)))
        return found

    def columns(self, table: Table) -> dict[str, Column]:
        """The table's columns by name."""
        found = self._columns.get(id(table))
        if found is None:
            found = self._columns[id(table)] = {column.name: column for column in table.columns}
        return found

    def column(self, table: Table, name: str) -> Column:
        """The column of that name. Raises `Refused`."""
        found = self.columns(table).get(name)
        if found is None:
            raise Refused(unknown_column(name, table.name, (column.name for column in table.columns)))
        return found

    def is_scoped(self, table: Table) -> bool:
        """True if the table's rows belong to a business."""
        return SCOPE_COLUMN in self.columns(table)

    def enumeration(self, column_type: str) -> tuple[str, ...]:
        """The values of an enumeration by the name of a column's type; empty if it is none."""
        return values_of_type(self._enumerations, column_type)

    def checked_values(self, table: Table) -> dict[str, tuple[str, tuple[str, ...]]]:
        """By the name of a check that lists texts: its column and the values it allows."""
        found = {}
        for check in table.checks:
            match = _CHECKED_LIST.match(check.expression) or _WRITTEN_LIST.match(check.expression)
            if match is not None:
                values = tuple(value.replace("''", "'") for value in _LITERAL.findall(match["items"]))
                found[check.name] = (match["column"].strip('"').replace('""', '"'), values)
        return found

    @cached_property
    def references(self) -> dict[tuple[str, str], tuple[tuple[Table, ForeignKey], ...]]:
        """By schema and name of a table: the foreign keys of others that point at it."""
        found: dict[tuple[str, str], list[tuple[Table, ForeignKey]]] = {}
        for table in self.database.tables:
            for key in table.foreign_keys:
                found.setdefault((key.references_schema, key.references), []).append((table, key))
        return {target: tuple(keys) for target, keys in found.items()}
