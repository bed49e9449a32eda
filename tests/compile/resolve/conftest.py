"""Plans made from a few lines, and what comes of resolving them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from appfactory.compile.plan.reader import ReadPlan, read_plan
from appfactory.compile.plan.spans import PlanSpans
from appfactory.compile.resolve import resolve
from appfactory.model.finding import Finding
from appfactory.model.library import LibraryIndex
from appfactory.model.plan import BuildPlan
from appfactory.model.spec import AppSpec, Operation


@dataclass(frozen=True)
class Resolved:
    """What `resolve` returned."""

    spec_or_none: AppSpec | None
    findings: tuple[Finding, ...]

    @property
    def spec(self) -> AppSpec:
        assert self.spec_or_none is not None, self.findings
        return self.spec_or_none

    def operation(self, name: str) -> Operation:
        return next(operation for operation in self.spec.operations if operation.names.source == name)

    @property
    def codes(self) -> list[str]:
        return [finding.code for finding in self.findings]


Entities = Mapping[str, Mapping[str, str | Mapping[str, Any]]]


def entity_plan(name: str, fields: Mapping[str, str | Mapping[str, Any]]) -> dict[str, Any]:
    """`{"id": "uuid", "note": {"type": "text", "nullable": True}}` as an entity; the key `multiTenant` is the entity's own."""
    multi_tenant = fields.get("multiTenant", True)
    rows = [{"name": field, **({"type": about} if isinstance(about, str) else about)} for field, about in fields.items() if field != "multiTenant"]
    return {"name": name, "multiTenant": multi_tenant, "fields": rows}


def document(entities: Entities, operations: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A whole plan of one domain; `more` replaces top-level parts."""
    base = {
        "project": {"name": "shop", "stack": "nextjs-15", "packageManager": "pnpm", "runtime": "node"},
        "targets": {"infra": "vercel", "database": "supabase", "auth": "clerk"},
        "components": {
            "pages": more.pop("pages", [{"name": "Home", "route": "/", "layout": "marketing"}]),
            "ui": [],
            "domains": [
                {
                    "name": "shop",
                    "entities": [entity_plan(name, fields) for name, fields in entities.items()],
                    "operations": [{"kind": "command", "input": {}, "output": "void", **operation} for operation in operations],
                }
            ],
        },
        "api": {"routes": []},
        "database": {"source": "fromEntities"},
        "integrations": {},
        "testing": {"unit": [], "e2e": "playwright"},
        "rollout": {"featureFlags": [], "stages": [100]},
    }
    return {**base, **more}


@pytest.fixture
def resolve_plan() -> Callable[..., Resolved]:
    """Resolves entities and operations of one domain."""

    def run(entities: Entities, operations: list[dict[str, Any]] | None = None, library: LibraryIndex | None = None, **more: Any) -> Resolved:
        plan = BuildPlan.model_validate(document(entities, operations or [], **more))
        return Resolved(*resolve(ReadPlan(plan, PlanSpans("buildplan.yaml", None)), library))

    return run


@pytest.fixture
def resolve_text() -> Callable[..., Resolved]:
    """Resolves the text of a plan."""

    def run(text: str, library: LibraryIndex | None = None) -> Resolved:
        return Resolved(*resolve(read_plan(text, "buildplan.yaml"), library))

    return run
