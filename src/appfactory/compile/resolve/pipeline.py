"""The resolver: a plan goes through the passes, one after another, and comes out as an `AppSpec`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from appfactory.compile.database.desired import desired_database
from appfactory.compile.database.sql_reader import read_sql
from appfactory.compile.plan.reader import ReadPlan
from appfactory.compile.resolve.access import resolve_access
from appfactory.compile.resolve.additions import additions_of, tenancy_spec
from appfactory.compile.resolve.entities import bind_references, resolve_entities
from appfactory.compile.resolve.enumerations import resolve_enumerations
from appfactory.compile.resolve.ledgers import refuse_ledger_changes
from appfactory.compile.resolve.names import refuse_names
from appfactory.compile.resolve.operations import resolve_operations
from appfactory.compile.resolve.pages import resolve_pages
from appfactory.compile.resolve.project import app_spec
from appfactory.compile.resolve.resolution import Resolution
from appfactory.compile.resolve.routes import resolve_public_reads, resolve_routes
from appfactory.compile.resolve.status import resolve_states
from appfactory.model.finding import Finding, Span, has_errors
from appfactory.model.library import LibraryIndex
from appfactory.model.spec import AppSpec

Pass = Callable[[Resolution], Resolution]


def read_written_sql(state: Resolution) -> Resolution:
    """Pass: the schema of the plan's own DDL."""
    if state.plan.database.source != "sql":
        return state
    start = state.span("database.sql")
    database, findings = read_sql(state.plan.database.sql, lambda line, _: Span(start.file, start.line + line if start.line else 0))
    return replace(state, sql=database).report(finding for finding in findings if finding.severity == "error")


PASSES: tuple[Pass, ...] = (
    refuse_names,
    read_written_sql,
    resolve_enumerations,
    resolve_entities,
    bind_references,
    resolve_access,
    resolve_operations,
    refuse_ledger_changes,
    resolve_states,
    resolve_routes,
    resolve_public_reads,
    resolve_pages,
)


def resolve(read: ReadPlan, library: LibraryIndex | None) -> tuple[AppSpec | None, tuple[Finding, ...]]:
    """The app that a plan means, and what is wrong with it or was understood in an unusual way.

    None if the plan could not be read or has errors. `library` may be None: then props of components that the build fills in stay unbound.
    Findings of the reader are not repeated.
    """
    if read.plan is None or has_errors(read.findings):
        return None, ()
    state = Resolution(read.plan, read.spans, library)
    for step in PASSES:
        state = step(state)
        if step is refuse_names and has_errors(state.findings):
            return None, state.findings
    if has_errors(state.findings):
        return None, state.findings
    spec = app_spec(state)
    additions = additions_of(read.plan, state)
    spec = replace(spec, tenancy=tenancy_spec(spec.entities, additions.tenancy))
    return replace(spec, database=desired_database(spec, state.sql, additions)), state.findings
