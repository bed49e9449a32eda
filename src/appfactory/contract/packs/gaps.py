"""What the schema lacks for the steps of a pack: tables, columns, enum values, missing parents. Pure.

A step's intentions are held against the schema, so that all that it needs is found, not only what PostgreSQL stumbled over first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from appfactory.compile.near_miss import near_miss
from appfactory.contract.model.request import RequestError
from appfactory.contract.model.verdict import Gap, GapColumn
from appfactory.contract.packs.inference import inferred_type, key_type, keys_of_others, referenced
from appfactory.contract.packs.intentions import Intention
from appfactory.contract.packs.tokens import TOKEN, as_text
from appfactory.contract.packs.value_lists import allowed_values
from appfactory.model.database import Database, Table

_MOST_VALUES = 8
_KINDS = ("table", "column", "enum-value", "missing-parent")


def structural_gaps(intentions: Iterable[Intention], database: Database, step: str) -> tuple[Gap, ...]:
    """Tables and columns that the intentions name and the schema does not have."""
    found = []
    for intention in intentions:
        table = database.table(intention.table)
        if table is None:
            columns = tuple(GapColumn(column, "", _texts(values)) for column, values in intention.named)
            nearest = near_miss(intention.table, [known.name for known in database.tables])
            found.append(Gap("table", intention.table, columns, (step,), (nearest,) if nearest else ()))
            continue
        for column, values in intention.named:
            if table.column(column) is None:
                nearest = near_miss(column, [known.name for known in table.columns])
                found.append(Gap("column", table.name, (GapColumn(column, "", _texts(values)),), (step,), (nearest,) if nearest else ()))
    return tuple(found)


def value_gaps(intentions: Iterable[Intention], database: Database, step: str) -> tuple[Gap, ...]:
    """Enum values that the intentions write or look for, and the schema does not have."""
    found: list[Gap] = []
    for intention in intentions:
        table = database.table(intention.table)
        for column, value in (*intention.values, *intention.filters) if table is not None else ():
            assert table is not None
            found += _refused_value(table, column, value, database, step)
    return tuple(found)


def parent_gaps(error: RequestError | None, step: str) -> tuple[Gap, ...]:
    """The parent that an error says is missing."""
    if error is None or error.missing_parent is None:
        return ()
    parent, key, value = error.missing_parent
    return (Gap("missing-parent", error.table, (GapColumn(error.column, "", (value,)),), (step,), parent=(parent, key)),)


def _refused_value(table: Table, column: str, value: object, database: Database, step: str) -> Iterable[Gap]:
    allowed, enumeration = allowed_values(table, column, database)
    if not allowed:
        return
    for item in value if isinstance(value, tuple | list) else (value,):
        text = as_text(item)
        if item is None or text in allowed or text.lower() == "null" or TOKEN.search(text):
            continue
        nearest = near_miss(text, allowed)
        column_type = next((known.type for known in table.columns if known.name == column), "")
        gap_column = GapColumn(column, column_type, (text,))
        yield Gap("enum-value", table.name, (gap_column,), (step,), (nearest,) if nearest else (), allowed, enumeration)


def merged(gaps: Iterable[Gap], database: Database) -> tuple[Gap, ...]:
    """One gap per thing that is lacking, with all its steps and columns; types and references are inferred from all values together.

    A missing parent in a table that is itself lacking is told by that table alone.
    """
    found: dict[tuple[str, ...], Gap] = {}
    for gap in gaps:
        column = gap.columns[0].name if gap.columns and gap.kind != "table" else ""
        key = (gap.kind, gap.table, column)
        found[key] = _together(found[key], gap) if key in found else gap
    lacking = {gap.table for gap in found.values() if gap.kind == "table"}
    kept = [gap for gap in found.values() if not (gap.kind == "missing-parent" and gap.parent is not None and gap.parent[0] in lacking)]
    ordered = sorted(kept, key=lambda gap: (_KINDS.index(gap.kind), gap.table, gap.columns[0].name if gap.columns and gap.kind != "table" else ""))
    return tuple(replace(gap, columns=tuple(_typed(column, gap, database, lacking) for column in gap.columns)) for gap in ordered)


def _together(first: Gap, second: Gap) -> Gap:
    columns = {column.name: column for column in first.columns}
    for column in second.columns:
        known = columns.get(column.name)
        values = tuple(dict.fromkeys((*(known.values if known else ()), *column.values)))
        columns[column.name] = replace(known or column, values=values)
    steps = tuple(dict.fromkeys((*first.steps, *second.steps)))
    return replace(first, columns=tuple(columns.values()), steps=steps, nearest=first.nearest or second.nearest)


def _typed(column: GapColumn, gap: Gap, database: Database, lacking: set[str]) -> GapColumn:
    shown = column.values if gap.kind in ("enum-value", "missing-parent") else column.values[:_MOST_VALUES]
    if gap.kind not in ("table", "column"):
        return replace(column, values=shown)
    if column.name == "id" and gap.kind == "table":
        return replace(column, type=key_type(database) if any(database.tables) else "text", values=shown)
    references = referenced(column.name, database, gap.table, lacking - {gap.table})
    if references is not None and keys_of_others(column.values, references[0], database):
        references = None
    return GapColumn(column.name, inferred_type(column.name, column.values, database, gap.table), shown, references)


def _texts(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(as_text(value) for value in values if value is not None))
