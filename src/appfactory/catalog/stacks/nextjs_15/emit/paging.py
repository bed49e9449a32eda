"""How lists are paged, sorted and searched."""

from __future__ import annotations

from dataclasses import dataclass

from appfactory.catalog.stacks.nextjs_15.emit.index import stored
from appfactory.model.spec import Entity, FieldSpec, InputRole, Operation


@dataclass(frozen=True, slots=True)
class PagingInputs:
    """The names of the inputs that page and sort a list: the plan's own, else the standard ones."""

    page: str
    page_size: str
    sort: str

    @classmethod
    def of(cls, operation: Operation) -> PagingInputs:
        """The names for an operation; a standard name that a filter has taken gives way."""
        taken = {given.names.camel for given in operation.input if given.role not in ("page", "page-size", "sort")}

        def name(role: InputRole, standard: str, substitute: str) -> str:
            given = next((one.names.camel for one in operation.input if one.role == role), standard)
            return substitute if given in taken else given

        return cls(name("page", "page", "pageNumber"), name("page-size", "pageSize", "pageLength"), name("sort", "sort", "sortBy"))


def sortable_fields(entity: Entity) -> tuple[FieldSpec, ...]:
    """The fields that rows can be ordered by."""
    return tuple(field for field in entity.fields if not field.type.array and stored(field.type) != "json")


def text_fields(entity: Entity) -> tuple[FieldSpec, ...]:
    """The fields that a search looks into."""
    return tuple(field for field in entity.fields if not field.type.array and stored(field.type) in ("string", "text"))


def default_order(entity: Entity) -> str:
    """The order of a list when none is asked for: newest first where that is known, else by label."""
    fields = {field.names.camel: field for field in sortable_fields(entity)}
    if "createdAt" in fields:
        return "-createdAt"
    label = entity.field(entity.label or entity.key)
    if label.names.camel in fields and label.names.source != entity.key:
        return label.names.camel
    moment = next((field for field in fields.values() if stored(field.type) in ("datetime", "date")), None)
    return f"-{moment.names.camel}" if moment is not None else entity.field(entity.key).names.camel
