"""What a rule sees: the plan with its places, and the plan's parts in the shape in which most rules need them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from appfactory.compile.database.parse_tree import SpanOf
from appfactory.compile.database.sql_reader import read_sql
from appfactory.compile.naming import singular_names, split_words
from appfactory.compile.plan.spans import PlanPath, PlanSpans, path_text
from appfactory.compile.resolve.resolution import is_users, singular_words
from appfactory.compile.resolve.tables import column_of, columns_by_words, table_of, tables_by_words
from appfactory.compile.types import ParsedType, TypeProblem, parse_type
from appfactory.model.database import Column, Database, Table
from appfactory.model.finding import Finding, Severity, Span
from appfactory.model.library import LibraryIndex
from appfactory.model.plan import BuildPlan, EntityPlan, FieldPlan, OperationPlan, PagePlan, RoutePlan


@dataclass(frozen=True, slots=True)
class FieldNode:
    """A field with its place and its type."""

    path: PlanPath
    plan: FieldPlan
    type: ParsedType | TypeProblem

    @property
    def parsed(self) -> ParsedType | None:
        """The type, if it is one."""
        return self.type if isinstance(self.type, ParsedType) else None


@dataclass(frozen=True, slots=True)
class EntityNode:
    """An entity with its place; `table` is its table in the plan's SQL, if there is one."""

    path: PlanPath
    domain: str
    plan: EntityPlan
    fields: tuple[FieldNode, ...]
    table: Table | None = None

    @property
    def name(self) -> str:
        """The name as written."""
        return self.plan.name

    def field(self, name: str) -> FieldNode | None:
        """The field of that name, in whatever convention the name is."""
        exact = next((node for node in self.fields if node.plan.name == name), None)
        words = split_words(name)
        return exact or next((node for node in self.fields if split_words(node.plan.name) == words), None)


@dataclass(frozen=True, slots=True)
class OperationNode:
    """An operation with its place and the types of its inputs."""

    path: PlanPath
    domain: str
    plan: OperationPlan
    inputs: Mapping[str, ParsedType | TypeProblem]

    @property
    def id(self) -> str:
        """`domain.operation`."""
        return f"{self.domain}.{self.plan.name}"


@dataclass(frozen=True, slots=True)
class SqlReading:
    """The plan's SQL as a schema (None if the plan has none), and what is wrong with the text."""

    database: Database | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class PlanContext:
    """A plan to be checked. `library` None means that components are not looked up; `prd` None that nobody knows whether there is a PRD.

    `unused` are variables that no text mentions.
    """

    plan: BuildPlan
    spans: PlanSpans
    library: LibraryIndex | None = None
    prd: bool | None = None
    unused: tuple[str, ...] = ()
    _types: dict[str, ParsedType | TypeProblem] = field(default_factory=dict, repr=False)

    def finding(
        self, code: str, severity: Severity, path: PlanPath, message: str, why: str = "", hint: str = "", *, span: Span | None = None
    ) -> Finding:
        """A finding about the value at a path of the plan."""
        return Finding(code, severity, message, span or self.spans.value(path), why, hint, None, path_text(path))

    def type_of(self, text: str) -> ParsedType | TypeProblem:
        """The type that a text names; each text is read once."""
        found = self._types.get(text)
        if found is None:
            found = self._types[text] = parse_type(text)
        return found

    @cached_property
    def sql(self) -> SqlReading:
        """The plan's DDL, if it is where the schema comes from."""
        database = self.plan.database
        if database.source != "sql" or not database.sql.strip():
            return SqlReading()
        return SqlReading(*read_sql(database.sql, self._sql_place()))

    def _sql_place(self) -> SpanOf:
        starts = [0]
        starts.extend(offset + 1 for offset, character in enumerate(self.plan.database.sql) if character == "\n")

        def place(line: int, column: int) -> Span:
            start = starts[min(line, len(starts)) - 1]
            return self.spans.inside(("database", "sql"), start + column - 1)

        return place

    @cached_property
    def _tables(self) -> Mapping[tuple[str, ...], tuple[Table, ...]]:
        return tables_by_words(self.sql.database) if self.sql.database else {}

    @cached_property
    def indexes(self) -> frozenset[tuple[str, tuple[str, ...], bool]]:
        """The indexes that the plan lists beside the fields: entity, words of the first column, and whether it alone is unique."""
        found = set()
        for index in self.plan.database.indexes:
            entity = self.entity(index.table)
            if entity is not None:
                found.add((entity.name, split_words(index.columns[0]), index.unique and len(index.columns) == 1))
        for entity in self.entities:
            for unique in entity.plan.uniques:
                if not unique.where:
                    found.add((entity.name, split_words(unique.fields[0]), len(unique.fields) == 1))
        return frozenset(found)

    @cached_property
    def entities(self) -> tuple[EntityNode, ...]:
        """All entities, in the plan's order."""
        found: list[EntityNode] = []
        for place, domain in enumerate(self.plan.components.domains):
            for position, entity in enumerate(domain.entities):
                path: PlanPath = ("components", "domains", place, "entities", position)
                fields = tuple(
                    FieldNode((*path, "fields", number), plan, self.type_of(plan.type)) for number, plan in enumerate(entity.fields)
                )  # fmt: skip
                found.append(EntityNode(path, domain.name, entity, fields, table_of(entity.name, self._tables)))
        return tuple(found)

    @cached_property
    def operations(self) -> tuple[OperationNode, ...]:
        """All operations, in the plan's order."""
        return tuple(
            OperationNode(
                ("components", "domains", place, "operations", position),
                domain.name,
                operation,
                {name: self.type_of(text) for name, text in operation.input.items()},
            )
            for place, domain in enumerate(self.plan.components.domains)
            for position, operation in enumerate(domain.operations)
        )

    @cached_property
    def _entities_by_words(self) -> dict[tuple[str, ...], EntityNode]:
        found: dict[tuple[str, ...], EntityNode] = {}
        for entity in self.entities:
            found.setdefault(singular_words(entity.name), entity)
        return found

    @cached_property
    def _entities_by_name(self) -> dict[str, EntityNode]:
        return {entity.name: entity for entity in reversed(self.entities)}

    @cached_property
    def operations_by_id(self) -> dict[str, OperationNode]:
        """Operations under `domain.operation`; the first wins."""
        return {operation.id: operation for operation in reversed(self.operations)}

    def entity(self, name: str) -> EntityNode | None:
        """The entity that a name means: exactly, or in another convention, or in the plural."""
        return self._entities_by_name.get(name) or self._entities_by_words.get(singular_words(name))

    def table(self, name: str) -> Table | None:
        """The table of the plan's SQL that a name means, whether an entity stands for it or not."""
        if self.sql.database is None:
            return None
        return table_of(name, self._tables)

    def column(self, entity: EntityNode, field: str) -> Column | None:
        """The column of a field in the plan's SQL."""
        return column_of(field, entity.table, columns_by_words(entity.table)) if entity.table else None

    def routes(self) -> Iterator[tuple[PlanPath, RoutePlan]]:
        """The API routes with their places."""
        for position, route in enumerate(self.plan.api.routes):
            yield ("api", "routes", position), route

    def pages(self) -> Iterator[tuple[PlanPath, PagePlan]]:
        """The pages with their places."""
        for position, page in enumerate(self.plan.components.pages):
            yield ("components", "pages", position), page

    @cached_property
    def entity_names(self) -> tuple[str, ...]:
        """The names of all entities."""
        return tuple(entity.name for entity in self.entities)


def is_platform_users(name: str, context: PlanContext) -> bool:
    """True if a table's name means the platform's `users`, and not an entity of the plan's own."""
    return is_users(name) and context.entity(singular_names(name).source) is None and context.table(name) is None
