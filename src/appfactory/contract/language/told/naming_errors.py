"""Names that the catalog does not have: the question that says so, with the names that were probably meant."""

from __future__ import annotations

from collections.abc import Iterable

from appfactory.compile.near_miss import nearest
from appfactory.contract.model.translation import Catalog, Question
from appfactory.model.database import Table


def unknown_column(name: str, table: Table) -> Question:
    """What to say of a column that the table lacks."""
    names = tuple(column.name for column in table.columns)
    near = nearest(name, names)
    hint = f"did you mean {_listed(near)}?" if near else f"it has {_listed(names[:12])}"
    return Question("unknown-name", f'unknown column "{name}": the table "{table.name}" has no such column; {hint}', near)


def unknown_table(name: str, catalog: Catalog) -> Question:
    """What to say of a table that the catalog lacks."""
    near = nearest(name, (table.name for table in catalog.database.tables))
    hint = f"; did you mean {_listed(near)}?" if near else ""
    return Question("no-table", f'unknown table "{name}"{hint}', near)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
