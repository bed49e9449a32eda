"""The drafts of the phase `migrate` that belong to the stack."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.schema.drizzle import drizzle_schema
from appfactory.model.files import FileDraft
from appfactory.model.spec import AppSpec


def schema_drafts(spec: AppSpec) -> tuple[FileDraft, ...]:
    """The Drizzle schema."""
    return (FileDraft("src/db/_generated/schema.ts", drizzle_schema(spec), "generated", "database"),)
