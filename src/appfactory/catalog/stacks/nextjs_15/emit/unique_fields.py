"""Fields that are unique together: tests give each row of its own values in them, so that no two rows clash."""

from __future__ import annotations

import re
from dataclasses import replace

from appfactory.catalog.stacks.nextjs_15.emit.index import Index, stored
from appfactory.catalog.stacks.nextjs_15.emit.seed_checks import ordered_pairs
from appfactory.model.spec import Entity, FieldSpec

_WORD = re.compile(r'"[^"]+"|\w+')


def told_apart(index: Index, entity: Entity, field: FieldSpec) -> FieldSpec:
    """The field, as unique if it is part of what must be unique together and holds a value of its own (no reference)."""
    if field.unique or field.type.array or field.type.kind == "fk" or field.column not in unique_columns(index, entity):
        return field
    return replace(field, unique=True)


def moved_together(index: Index, entity: Entity) -> frozenset[str]:
    """The columns of moments that must stay in order, where one of them is told apart: a row's all lie equally far from those of other rows."""
    found: set[str] = set()
    for pair in ordered_pairs(index, entity):
        moments = [one for one in pair if stored(one.type) in ("datetime", "date") and not one.type.array]
        if len(moments) == len(pair) and any(told_apart(index, entity, one).unique for one in moments):
            found |= {one.column for one in moments}
    return frozenset(found)


def unique_columns(index: Index, entity: Entity) -> frozenset[str]:
    """The columns that unique constraints and unique indexes speak of, those inside expressions too (`lower(title)`)."""
    table = index.spec.database.table(entity.table)
    if table is None:
        return frozenset()
    parts = [column for constraint in table.uniques for column in constraint.columns]
    parts += [column for one in table.indexes if one.unique for column in one.columns]
    return frozenset(part for part in parts) | {word.strip('"') for part in parts for word in _WORD.findall(part)}
