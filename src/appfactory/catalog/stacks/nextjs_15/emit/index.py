"""What emitters ask about a spec, looked up once: who reads and writes an entity, which routes serve an operation, what a field holds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from appfactory.model.json_value import JsonValue
from appfactory.model.spec import (
    AppSpec,
    Entity,
    EntityView,
    EnumSpec,
    FieldSpec,
    FieldType,
    FormView,
    InputField,
    Mark,
    NotCovered,
    Operation,
    OverviewView,
    Page,
    ReadMany,
    ReadOne,
    Reference,
    Route,
    Scalar,
    SectionsView,
)

if TYPE_CHECKING:
    from appfactory.catalog.stacks.nextjs_15.emit.input_values import InputValues

RESERVED_FUNCTIONS = frozenset(
    """
    AppError and arrayContains asc conflict desc dispatch eq forbidden gte inArray invalid lt lte matching notFound notSignedIn onDay openCheckout
    orderOf parse record single sql startOfDay startOfNextDay texts toAppError unprocessable withActor
    """.split()  # noqa: SIM905
)
"""What the modules of a domain import: an operation of that name gets a longer one."""

LOCAL_NAMES = frozenset(("actor", "changes", "events", "input", "items", "key", "output", "row", "rows", "total", "tx", "values", "where"))
"""Variables of the emitted functions: a table of that name is imported under a longer one."""


def stored(kind: FieldType) -> Scalar:
    """The scalar that is kept: for a foreign key that of the column it points at."""
    return (kind.target or "uuid") if kind.kind == "fk" else kind.kind


def sentence(title: str) -> str:
    """A title within a sentence: `Order Item` → `order item`; words in capitals stay.

    >>> sentence("Order Item"), sentence("FAQ Entry")
    ('order item', 'FAQ entry')
    """
    return " ".join(word if word.isupper() and len(word) > 1 else word.lower() for word in title.split(" "))


@dataclass(frozen=True, slots=True)
class Index:
    """A spec with its parts by name."""

    spec: AppSpec
    entities: dict[str, Entity]
    enumerations: dict[str, EnumSpec]
    operations: dict[str, Operation]
    routes: dict[str, tuple[Route, ...]]
    by_domain: dict[str, tuple[Operation, ...]]
    entities_by_domain: dict[str, tuple[Entity, ...]]
    functions: dict[str, frozenset[str]]
    policed_by_role: frozenset[str]
    pages: dict[str, tuple[str, ...]]
    fixture_rows: dict[str, dict[str, JsonValue]] = field(default_factory=dict)
    """What fixtures hold, by entity and column, as far as it was asked for (`fixture_rows.fixture_row`)."""
    inputs: dict[str, InputValues] = field(default_factory=dict)
    """What inputs hold, by operation, as far as it was asked for (`input_values.InputValues`)."""

    @classmethod
    def of(cls, spec: AppSpec) -> Index:
        """Index a spec."""
        routes: defaultdict[str, list[Route]] = defaultdict(list)
        for route in spec.routes:
            routes[route.operation].append(route)
        by_domain: defaultdict[str, list[Operation]] = defaultdict(list)
        for operation in spec.operations:
            by_domain[operation.domain].append(operation)
        owned: defaultdict[str, list[Entity]] = defaultdict(list)
        for entity in spec.entities:
            owned[entity.domain].append(entity)
        by_table = {
            table.name: any("is_admin" in policy.using or "is_admin" in policy.check for policy in table.policies) for table in spec.database.tables
        }
        return cls(
            spec=spec,
            entities={entity.names.source: entity for entity in spec.entities},
            enumerations={enumeration.names.source: enumeration for enumeration in spec.enumerations},
            operations={operation.id: operation for operation in spec.operations},
            routes={key: tuple(value) for key, value in routes.items()},
            by_domain={domain: tuple(by_domain[domain]) for domain in spec.domains},
            entities_by_domain={domain: tuple(owned[domain]) for domain in spec.domains},
            functions={domain: frozenset(map(function_name, by_domain[domain])) for domain in spec.domains},
            policed_by_role=frozenset(entity.names.source for entity in spec.entities if by_table.get(entity.table, False)),
            pages=_pages_by_entity(spec),
        )

    def entity_of(self, operation: Operation) -> Entity | None:
        """The entity an operation is about; None when no rule covers the operation."""
        return None if isinstance(operation.meaning, NotCovered) else self.entities[operation.meaning.entity]

    def referenced(self, reference: Reference | None) -> Entity | None:
        """The entity a foreign key points at; None for the platform's users."""
        return self.entities.get(reference.entity) if reference is not None else None

    def bound(self, operation: Operation, given: InputField) -> FieldSpec | None:
        """The entity's field that an input is stored in or compared with."""
        entity = self.entity_of(operation)
        return entity.field(given.binds) if entity is not None and given.binds else None

    def is_admin_bound(self, entity: Entity) -> bool:
        """True if the table's policies let admins at every row; the plan's own policies may not."""
        return entity.names.source in self.policed_by_role

    @property
    def tenants(self) -> Entity | None:
        """The entity of the tenants; None if no rows belong to tenants."""
        return self.entities.get(self.spec.tenancy.tenants) if self.spec.tenancy is not None else None

    @property
    def members(self) -> Entity | None:
        """The entity that says who acts for which tenant."""
        return self.entities.get(self.spec.tenancy.members) if self.spec.tenancy is not None else None

    def is_of_tenant(self, entity: Entity) -> bool:
        """True if rows belong to a tenant, or are the tenants themselves: the policies show them to who acts for it, and to admins."""
        return self.tenants is not None and (bool(entity.tenant) or entity is self.tenants)

    def is_left_to_admins(self, entity: Entity) -> bool:
        """True if rows belong to tenants for which nobody acts by being a member: to the policies, all people but admins are strangers."""
        return self.is_of_tenant(entity) and self.members is None

    def is_private(self, entity: Entity) -> bool:
        """True if rows are seen only by who they belong to, by who acts for their tenant, or by admins."""
        return self.is_of_tenant(entity) or (is_owned(entity) and not reads_freely(entity))

    def from_text(self, operation: Operation, given: InputField) -> bool:
        """True if an input may arrive as text: in a path or a query."""
        return operation.kind == "query" or any(
            route.method in ("GET", "DELETE") or given.names.source in route.parameters or given.names.camel in route.parameters
            for route in self.routes.get(operation.id, ())
        )

    def in_path(self, operation: Operation, given: InputField) -> bool:
        """True if an input is part of a route's path."""
        return any(given.names.source in route.parameters or given.names.camel in route.parameters for route in self.routes.get(operation.id, ()))

    def unvalidated(self, operation: Operation) -> bool:
        """True if a route leaves the operation's input schema out."""
        return any(not route.validate for route in self.routes.get(operation.id, ()))


def _pages_by_entity(spec: AppSpec) -> dict[str, tuple[str, ...]]:
    pages: defaultdict[str, list[str]] = defaultdict(list)
    for page in spec.pages:
        for entity in _entities_of(page):
            if page.route not in pages[entity]:
                pages[entity].append(page.route)
    return {entity: tuple(routes) for entity, routes in pages.items()}


def _entities_of(page: Page) -> tuple[str, ...]:
    match page.view:
        case EntityView(entity=entity):
            return (entity,)
        case FormView():
            return ()
        case OverviewView(entities=entities):
            return entities
        case SectionsView(sections=sections):
            return tuple(binding.entity for section in sections for binding in section.lists)


def is_owned(entity: Entity) -> bool:
    """True if rows belong to someone."""
    return entity.access != "shared"


def reads_freely(entity: Entity) -> bool:
    """True if everyone who may read the entity at all reads every row of it."""
    return entity.access == "shared" or entity.shared_read or entity.public_read


def function_name(operation: Operation) -> str:
    """The name of an operation's function."""
    camel = operation.names.camel
    return f"{camel}Operation" if camel in RESERVED_FUNCTIONS or camel in LOCAL_NAMES else camel


def is_read(operation: Operation) -> bool:
    """True if the operation only reads."""
    return isinstance(operation.meaning, ReadOne | ReadMany)


def own_condition(entity: Entity) -> str:
    """The name of the function that says which rows are the actor's."""
    return f"owned{entity.plural.pascal}"


def stamped(entity: Entity, meaning: object) -> FieldSpec | None:
    """The field that holds when a row was last changed, if the entity has one that the operation does not set itself."""
    taken = meaning.field if isinstance(meaning, Mark) else ""
    return next(
        (
            field
            for field in entity.fields
            if field.names.camel in ("updatedAt", "modifiedAt") and stored(field.type) == "datetime" and field.names.source != taken
        ),
        None,
    )
