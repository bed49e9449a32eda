"""What a provider adds to an app. Contributions are folded purely; a clash is a Finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from appfactory.model.database import Function, Table
from appfactory.model.files import FileDraft
from appfactory.model.spec import AppSpec

ProviderKind = Literal["auth", "database", "payments", "email", "storage", "infra"]


@dataclass(frozen=True, slots=True)
class EnvironmentVariable:
    """A variable the app reads. `required_in_production` variables must be real there; `stand_in` is the value for development and tests.

    `public` variables reach the browser and must be named `NEXT_PUBLIC_…`. `pattern` is a JavaScript regular expression a real value matches.
    """

    name: str
    description: str
    required_in_production: bool = True
    secret: bool = True
    public: bool = False
    stand_in: str = ""
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class NpmPackage:
    """A dependency with its exact version."""

    name: str
    version: str
    development: bool = False


@dataclass(frozen=True, slots=True)
class Contribution:
    """`wrappers` are React components (import path, name) that wrap the root layout's children, outermost first.

    `tables` and `functions` are added to the database. `documentation` is a Markdown section for the app's README.
    """

    provider: str
    files: tuple[FileDraft, ...] = ()
    npm: tuple[NpmPackage, ...] = ()
    environment: tuple[EnvironmentVariable, ...] = ()
    wrappers: tuple[tuple[str, str], ...] = ()
    tables: tuple[Table, ...] = ()
    functions: tuple[Function, ...] = ()
    content_security: tuple[tuple[str, str], ...] = ()
    documentation: str = ""


class Provider(Protocol):
    """One folder per provider under `catalog/providers`. Nothing outside that folder tests for its name."""

    @property
    def name(self) -> str:
        """The value in `targets` (`clerk`)."""
        ...

    @property
    def kind(self) -> ProviderKind:
        """The target it fills."""
        ...

    def contribute(self, spec: AppSpec) -> Contribution:
        """What the provider adds to this app. Pure."""
        ...
