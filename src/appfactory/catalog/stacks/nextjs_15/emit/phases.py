"""The drafts of the phases `api` and `tests`."""

from __future__ import annotations

from importlib.resources import files

from appfactory.catalog.stacks.nextjs_15.emit.access import access_draft
from appfactory.catalog.stacks.nextjs_15.emit.actions import actions_draft
from appfactory.catalog.stacks.nextjs_15.emit.api_tests import api_test_drafts
from appfactory.catalog.stacks.nextjs_15.emit.client import client_draft
from appfactory.catalog.stacks.nextjs_15.emit.contract import contract_draft
from appfactory.catalog.stacks.nextjs_15.emit.e2e_tests import e2e_draft
from appfactory.catalog.stacks.nextjs_15.emit.fixtures import fixtures_draft
from appfactory.catalog.stacks.nextjs_15.emit.form_actions import clearable, form_actions_draft
from appfactory.catalog.stacks.nextjs_15.emit.form_tests import form_test_draft
from appfactory.catalog.stacks.nextjs_15.emit.index import Index
from appfactory.catalog.stacks.nextjs_15.emit.openapi import openapi_draft
from appfactory.catalog.stacks.nextjs_15.emit.queries import queries_draft
from appfactory.catalog.stacks.nextjs_15.emit.query_tests import query_test_draft
from appfactory.catalog.stacks.nextjs_15.emit.route_tests import route_test_draft
from appfactory.catalog.stacks.nextjs_15.emit.routes import route_drafts, routes_draft
from appfactory.catalog.stacks.nextjs_15.emit.seed_data import seed_data_draft
from appfactory.catalog.stacks.nextjs_15.emit.unit_tests import unit_test_draft
from appfactory.model.files import FileDraft
from appfactory.model.spec import AppSpec

_STATIC = (("fields.ts", "src/lib/fields.ts"), ("rows.ts", "src/lib/rows.ts"), ("api-call.ts", "src/lib/api-call.ts"))

_TEST_SUPPORT = tuple((f"tests/{name}.ts", f"tests/support/{name}.ts") for name in ("browser", "client", "database", "people", "requests", "values"))


def api(spec: AppSpec) -> tuple[FileDraft, ...]:
    """Contracts, actions, queries, form actions, route handlers, client, OpenAPI document and seed data."""
    index = Index.of(spec)
    drafts: list[FileDraft | None] = [FileDraft(path, template(name), "seeded", "stack") for name, path in _STATIC]
    if any(clearable(operation) for operation in spec.operations):
        drafts.append(FileDraft("src/lib/cleared.ts", template("cleared.ts"), "seeded", "stack"))
    for domain in spec.domains:
        drafts += [
            contract_draft(index, domain),
            access_draft(index, domain),
            actions_draft(index, domain),
            queries_draft(index, domain),
            form_actions_draft(index, domain),
        ]
    drafts += [*route_drafts(index), routes_draft(index), client_draft(index), openapi_draft(index), seed_data_draft(index)]
    return tuple(draft for draft in drafts if draft is not None)


def tests(spec: AppSpec) -> tuple[FileDraft, ...]:
    """Unit, API and browser tests, and what they share."""
    index = Index.of(spec)
    drafts: list[FileDraft | None] = [FileDraft(path, template(name), "seeded", "stack") for name, path in _TEST_SUPPORT]
    drafts.append(fixtures_draft(index))
    for domain in spec.domains:
        drafts += [unit_test_draft(index, domain), query_test_draft(index, domain), form_test_draft(index, domain)]
    drafts.append(route_test_draft(index))
    drafts += api_test_drafts(index, template("tests/access-matrix.test.ts"), template("tests/row-level-security.test.ts"))
    if spec.targets.payments == "stripe":
        drafts.append(FileDraft("tests/api/webhook.test.ts", template("tests/webhook.test.ts"), "seeded", "targets.payments"))
    drafts.append(e2e_draft(index))
    for name in ("pages", "flows", "accessibility"):
        drafts.append(FileDraft(f"tests/e2e/{name}.spec.ts", template(f"tests/{name}.spec.ts"), "seeded", "stack"))
    return tuple(draft for draft in drafts if draft is not None)


def template(name: str) -> str:
    """A file that is copied as it is."""
    return files(__package__).joinpath("templates", *name.split("/")).read_text("utf-8")
