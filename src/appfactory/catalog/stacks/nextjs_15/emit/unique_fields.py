"""Fields that are unique together: tests give each row of its own values in them, so that no two rows clash."""

from __future__ import annotations

import re
from dataclasses import replace

from appfactory.catalog.stacks.nextjs_15.emit.index import Index
from appfactory.model.spec import Entity, FieldSpec

_WORD = re.compile(r'"[^"]+"|\w+')


def told_apart(index: Index, entity: Entity, field: FieldSpec) -> FieldSpec:
    """The field, as unique if it is part of what must be unique together and holds a value of its own (no reference)."""
    if field.unique or field.type.array or field.type.kind == "fk" or field.column not in unique_columns(index, entity):
        return field
    return replace(field, unique=True)


def unique_columns(index: Index, entity: Entity) -> frozenset[str]:
    """The columns that unique constraints and unique indexes speak of, those inside expressions too (`lower(title)`)."""
    table = index.spec.database.table(entity.table)
    if table is None:
        return frozenset()
    parts = [column for constraint in table.uniques for column in constraint.columns]
    parts += [column for one in table.indexes if one.unique for column in one.columns]
    return frozenset(part for part in parts) | {word.strip('"') for part in parts for word in _WORD.findall(part)}
