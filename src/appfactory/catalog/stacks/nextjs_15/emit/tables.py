"""How emitted modules name the tables of the Drizzle schema."""

from __future__ import annotations

from collections.abc import Iterable

from appfactory.catalog.stacks.nextjs_15.emit.index import LOCAL_NAMES
from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.model.spec import Entity

SCHEMA = "@/db/_generated/schema"


def table(module: Module, entity: Entity, taken: Iterable[str] = ()) -> str:
    """Import an entity's table; under a longer name if the module uses the short one for something else."""
    name = entity.plural.camel
    if name in LOCAL_NAMES or name in taken:
        longer = f"{name}Table"
        module.use(SCHEMA, f"{name} as {longer}")
        return longer
    return module.use(SCHEMA, name)
