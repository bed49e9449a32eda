"""The field that says how far a row has come, once it is known what operations move."""

from __future__ import annotations

from dataclasses import replace

from appfactory.compile.resolve.resolution import Resolution
from appfactory.model.spec import Entity, Transition


def resolve_states(state: Resolution) -> Resolution:
    """Pass: an entity without a field called status has the one that operations move, if they move just one."""
    moved: dict[str, set[str]] = {}
    for operation in state.operations:
        if isinstance(operation.meaning, Transition):
            moved.setdefault(operation.meaning.entity, set()).add(operation.meaning.field)

    def with_status(entity: Entity) -> Entity:
        fields = moved.get(entity.names.source, set())
        return replace(entity, status=next(iter(fields))) if not entity.status and len(fields) == 1 else entity

    return replace(state, entities=tuple(with_status(entity) for entity in state.entities))
