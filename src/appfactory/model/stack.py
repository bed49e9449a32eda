"""A stack: what turns an `AppSpec` into files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from appfactory.model.contribution import Contribution
from appfactory.model.files import FileDraft
from appfactory.model.finding import Finding
from appfactory.model.library import LibraryIndex
from appfactory.model.spec import AppSpec


@dataclass(frozen=True, slots=True)
class SchemaTexts:
    """The database's schema in the languages of object mappers; a stack says which of them an app gets, and where."""

    drizzle: str
    prisma: str


class Stack(Protocol):
    """One folder per stack under `catalog/stacks`. Each slot returns the drafts of one phase; all are pure."""

    @property
    def name(self) -> str:
        """The value of `project.stack` (`nextjs-15`)."""
        ...

    def scaffold(self, spec: AppSpec, contributions: tuple[Contribution, ...], npm: tuple[tuple[str, str], ...]) -> tuple[FileDraft, ...]:
        """Configuration, layouts, static code, package.json, lock file, README, CI workflow. `npm` is what the copied components need."""
        ...

    def check(self, spec: AppSpec, contributions: tuple[Contribution, ...], npm: tuple[tuple[str, str], ...]) -> tuple[Finding, ...]:
        """What keeps the scaffold from being right: packages or variables that are asked for in two ways, packages without a lock."""
        ...

    def assemble(
        self, spec: AppSpec, library: LibraryIndex, others: tuple[FileDraft, ...]
    ) -> tuple[tuple[FileDraft, ...], tuple[tuple[str, str], ...], tuple[Finding, ...]]:
        """Pages and the components that they, the static code and `others` import; the npm packages (name, version) these need; problems."""
        ...

    def migrate(self, spec: AppSpec, schemas: SchemaTexts) -> tuple[FileDraft, ...]:
        """The data access layer's schema files (not the SQL migrations, which belong to no stack)."""
        ...

    def api(self, spec: AppSpec) -> tuple[FileDraft, ...]:
        """Types, validation schemas, domain actions, route handlers, typed client, OpenAPI."""
        ...

    def tests(self, spec: AppSpec) -> tuple[FileDraft, ...]:
        """Unit, API access matrix and browser tests."""
        ...
