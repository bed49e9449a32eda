"""The plan's entities, enumerations and operations by name, so that large plans are read in linear time."""

from __future__ import annotations

from dataclasses import dataclass

from appfactory.model.spec import AppSpec, Entity, EnumSpec, NotCovered, Operation


@dataclass(frozen=True, slots=True)
class Lookup:
    """An `AppSpec` with indexes. Make it with `lookup_of`."""

    spec: AppSpec
    entities: dict[str, Entity]
    by_table: dict[str, Entity]
    enumerations: dict[str, EnumSpec]
    operations: dict[str, tuple[Operation, ...]]

    def operations_on(self, entity: Entity) -> tuple[Operation, ...]:
        """The operations that are about rows of the entity."""
        return self.operations.get(entity.names.source, ())


def lookup_of(spec: AppSpec) -> Lookup:
    """The indexes of a plan."""
    operations: dict[str, list[Operation]] = {}
    for operation in spec.operations:
        meaning = operation.meaning
        about = operation.output if isinstance(meaning, NotCovered) else meaning.entity
        operations.setdefault(about, []).append(operation)
    return Lookup(
        spec=spec,
        entities={entity.names.source: entity for entity in spec.entities},
        by_table={entity.table: entity for entity in spec.entities},
        enumerations={item.names.source: item for item in spec.enumerations},
        operations={name: tuple(group) for name, group in operations.items()},
    )
