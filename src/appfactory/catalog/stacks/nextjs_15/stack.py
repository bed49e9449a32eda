"""The stack `nextjs-15`: Next.js 15 with the App Router, Drizzle, zod, Tailwind, vitest and Playwright."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.assemble.components import assembled
from appfactory.catalog.stacks.nextjs_15.emit import phases
from appfactory.catalog.stacks.nextjs_15.emit.layout import fit
from appfactory.catalog.stacks.nextjs_15.packages import provided_packages
from appfactory.catalog.stacks.nextjs_15.scaffold import scaffold, scaffold_findings
from appfactory.catalog.stacks.nextjs_15.static_files import static_drafts
from appfactory.model.contribution import Contribution
from appfactory.model.files import FileDraft
from appfactory.model.finding import Finding
from appfactory.model.library import LibraryIndex
from appfactory.model.spec import AppSpec
from appfactory.model.stack import SchemaTexts


class NextJs15:
    """Fills every slot of `Stack`."""

    name = "nextjs-15"

    def scaffold(self, spec: AppSpec, contributions: tuple[Contribution, ...], npm: tuple[tuple[str, str], ...]) -> tuple[FileDraft, ...]:
        """The app in `app/`, and what varies around it."""
        return scaffold(spec, contributions, npm)

    def check(self, spec: AppSpec, contributions: tuple[Contribution, ...], npm: tuple[tuple[str, str], ...]) -> tuple[Finding, ...]:
        """Clashes of packages and variables; `packages-not-locked` if the first install has to resolve some."""
        return scaffold_findings(spec, contributions, npm)

    def assemble(
        self, spec: AppSpec, library: LibraryIndex, others: tuple[FileDraft, ...]
    ) -> tuple[tuple[FileDraft, ...], tuple[tuple[str, str], ...], tuple[Finding, ...]]:
        """Pages, and the components that they and `others` import."""
        static = static_drafts(spec, frozenset(draft.path for draft in others))
        copied = assembled(spec, library, (*static, *others), provided_packages())
        return copied.drafts, copied.npm, copied.findings

    def migrate(self, spec: AppSpec, schemas: SchemaTexts) -> tuple[FileDraft, ...]:  # noqa: ARG002 - the texts say it all
        """The Drizzle schema that the app runs on, and a Prisma schema of the same meaning for tools that expect one."""
        return (
            FileDraft("src/db/_generated/schema.ts", fit(schemas.drizzle), "generated", "database"),
            FileDraft("prisma/schema.prisma", schemas.prisma, "generated", "database"),
        )

    def api(self, spec: AppSpec) -> tuple[FileDraft, ...]:
        """Contracts, actions, queries, routes, client, OpenAPI, seed data."""
        return phases.api(spec)

    def tests(self, spec: AppSpec) -> tuple[FileDraft, ...]:
        """Unit, API and browser tests."""
        return phases.tests(spec)
