"""The value that goes through the passes of the resolver, and where in the plan a finding belongs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from appfactory.compile.inflection import singularize
from appfactory.compile.naming import singular_names, split_words
from appfactory.model.database import Database
from appfactory.model.finding import Finding, Severity, Span
from appfactory.model.library import LibraryIndex
from appfactory.model.plan import BuildPlan, DomainPlan, EntityPlan
from appfactory.model.spec import Entity, EnumSpec, Operation, Page, Route

PLATFORM_USERS = "users"
"""The platform's table of users; what `fk(users.id)` points at."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What is known so far. Each pass returns a new one; `sql` is the schema of the plan's DDL, None for `fromEntities`.

    `enum_of` says which enumeration (source name) a field (entity, field) has.
    """

    plan: BuildPlan
    spans: Mapping[str, Span]
    library: LibraryIndex | None
    sql: Database | None = None
    enumerations: tuple[EnumSpec, ...] = ()
    enum_of: Mapping[tuple[str, str], str] = field(default_factory=dict)
    entities: tuple[Entity, ...] = ()
    operations: tuple[Operation, ...] = ()
    routes: tuple[Route, ...] = ()
    pages: tuple[Page, ...] = ()
    findings: tuple[Finding, ...] = ()

    def report(self, findings: Iterable[Finding]) -> Resolution:
        """The same with more findings."""
        return replace(self, findings=(*self.findings, *findings))

    def span(self, origin: str) -> Span:
        """Where the plan says what `origin` names, or the nearest node around it that has a place."""
        path = origin
        while path:
            if path in self.spans:
                return self.spans[path]
            path = path[: max(path.rfind("."), path.rfind("["))] if "." in path or "[" in path else ""
        return self.spans.get("", Span(""))

    def finding(self, code: str, message: str, origin: str, why: str = "", hint: str = "", severity: Severity = "error") -> Finding:
        """A finding at the place of `origin`."""
        return Finding(code, severity, message, self.span(origin), why, hint, None, origin)


@dataclass(frozen=True, slots=True)
class EntityNode:
    """An entity as the plan has it, and where."""

    domain: DomainPlan
    plan: EntityPlan
    origin: str

    def field_origin(self, position: int) -> str:
        """The path of the entity's field at that position."""
        return f"{self.origin}.fields[{position}]"


def entity_nodes(plan: BuildPlan) -> tuple[EntityNode, ...]:
    """All entities of the plan in its order."""
    return tuple(
        EntityNode(domain, entity, f"components.domains[{place}].entities[{position}]")
        for place, domain in enumerate(plan.components.domains)
        for position, entity in enumerate(domain.entities)
    )


def singular_words(name: str) -> tuple[str, ...]:
    """The words of a name with the last in the singular: what two spellings of one noun have in common.

    >>> singular_words("order_items") == singular_words("OrderItem")
    True
    """
    words = split_words(name)
    return (*words[:-1], singularize(words[-1])) if words else ()


def is_users(table: str) -> bool:
    """True for what `fk(users.id)` and its usual spellings name: the platform's users.

    >>> is_users("users"), is_users("auth.users"), is_users("User"), is_users("customers")
    (True, True, True, False)
    """
    return singular_names(table.rpartition(".")[2]).snake == "user"
