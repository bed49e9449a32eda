"""A project compiled: its plan read, checked and resolved, and every file that the build would write. No effects but reading."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from appfactory.catalog.registry import contributions_of
from appfactory.catalog.stacks import stack_named
from appfactory.compile.contributions import fold_contributions
from appfactory.compile.database.drizzle import drizzle_schema
from appfactory.compile.database.prisma import prisma_schema
from appfactory.compile.plan.reader import ReadPlan
from appfactory.compile.plan.validate import in_order, merged, validate
from appfactory.compile.resolve import resolve
from appfactory.compile.support import unsupported
from appfactory.engine.project import Project
from appfactory.model.contribution import Contribution
from appfactory.model.files import FileDraft
from appfactory.model.finding import Finding, has_errors
from appfactory.model.library import LibraryIndex
from appfactory.model.spec import AppSpec
from appfactory.model.stack import SchemaTexts
from appfactory.model.step import Phase
from appfactory.perform.disk import read_document, read_text
from appfactory.perform.library import default_library, read_library


@dataclass(frozen=True, slots=True)
class Compiled:
    """`drafts` holds every phase that writes files; no two phases write the same path.

    `locked` is False if the lock file does not know some package yet, so that the first install has to resolve it.
    """

    spec: AppSpec
    contributions: tuple[Contribution, ...]
    drafts: Mapping[Phase, tuple[FileDraft, ...]]
    locked: bool = True


def compile_project(project: Project) -> tuple[Compiled | None, tuple[Finding, ...]]:
    """Reads the plan and the libraries from disk and compiles them. None if a finding forbids building."""
    text = read_document(project.plan)
    if isinstance(text, Finding):
        return None, (text,)
    library, library_findings = read_library(*project.libraries, default_library())
    has_prd = isinstance(read_text(project.plan.parent, "prd.yaml"), str)
    compiled, findings = compile_text(text, project.plan.name, library, has_prd=has_prd)
    return compiled, (*library_findings, *findings)


def compile_text(text: str, file: str, library: LibraryIndex, *, has_prd: bool = False) -> tuple[Compiled | None, tuple[Finding, ...]]:
    """From the text of a plan to all files of the app, in memory. Pure."""
    with _rare_collections():
        return _compile(text, file, library, has_prd)


@contextmanager
def _rare_collections() -> Iterator[None]:
    """The values of a compilation live until its end and hold no cycles: looking for garbage among them took a sixth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _compile(text: str, file: str, library: LibraryIndex, has_prd: bool) -> tuple[Compiled | None, tuple[Finding, ...]]:
    findings, read = validate(text, file, library, prd=has_prd)
    if read.plan is None or has_errors(findings):
        return None, findings
    refused = unsupported(read.plan, read.spans)
    if refused:
        return None, in_order([*(finding for finding in findings if finding.code != "not-built-yet"), *refused])
    spec, resolved = resolve(read, library)
    if spec is None:
        return None, merged(findings, resolved)
    contributions = contributions_of(spec)
    folded, clashes = fold_contributions(contributions)
    drafts, problems = _drafts(spec, contributions, folded.files, library)
    located = (_located(finding, read) for finding in (*clashes, *problems))
    seen = in_order([*merged(findings, resolved), *located])
    return (None if has_errors(seen) else Compiled(spec, contributions, drafts, all(finding.code != "packages-not-locked" for finding in seen))), seen


def _drafts(
    spec: AppSpec, contributions: tuple[Contribution, ...], integrate: tuple[FileDraft, ...], library: LibraryIndex
) -> tuple[Mapping[Phase, tuple[FileDraft, ...]], tuple[Finding, ...]]:
    stack = stack_named(spec.project.stack)
    api = stack.api(spec)
    assembled, npm, findings = stack.assemble(spec, library, (*api, *integrate))
    return {
        "scaffold": stack.scaffold(spec, contributions, npm),
        "assemble": assembled,
        "migrate": stack.migrate(spec, SchemaTexts(drizzle_schema(spec.database, spec), prisma_schema(spec.database, spec))),
        "api": api,
        "integrate": integrate,
        "tests": stack.tests(spec),
    }, (*findings, *stack.check(spec, contributions, npm))


def _located(finding: Finding, read: ReadPlan) -> Finding:
    """A finding of a later stage points at the plan node that asked for what is wrong, unless it has a place of its own."""
    if finding.span.line or finding.origin not in read.spans:
        return finding
    return replace(finding, span=read.spans[finding.origin])
