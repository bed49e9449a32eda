"""Everything that can be said about a plan before anything is built from it: its text, its shape, its meaning."""

from __future__ import annotations

from collections.abc import Iterable

from appfactory.compile.plan.reader import ReadPlan, read_plan
from appfactory.compile.rules import check
from appfactory.compile.rules.context import PlanContext
from appfactory.model.finding import Finding
from appfactory.model.library import LibraryIndex


def validate(text: str, file: str, library: LibraryIndex | None = None, *, prd: bool | None = None) -> tuple[tuple[Finding, ...], ReadPlan]:
    """All findings in one run, sorted by place, and the plan as far as it could be read.

    `library` None: components are not looked up. `prd` says whether there is a `prd.yaml` beside the plan, None that nobody looked.
    """
    read = read_plan(text, file)
    return findings_of(read, library, prd=prd), read


def findings_of(read: ReadPlan, library: LibraryIndex | None = None, *, prd: bool | None = None) -> tuple[Finding, ...]:
    """As `validate`, for a plan that has been read. With errors in its shape, what is left of the plan is checked, and only errors are told."""
    plan = read.plan or read.recovered
    if plan is None:
        return in_order(read.findings)
    meant = check(PlanContext(plan, read.spans, library, prd, read.unused))
    if read.plan is None:
        broken = [finding for finding in read.findings if finding.severity == "error"]
        origins, places = {finding.origin for finding in broken}, {(finding.span.line, finding.span.column) for finding in broken}
        meant = tuple(
            finding
            for finding in meant
            if finding.severity == "error" and finding.origin not in origins and (finding.span.line, finding.span.column) not in places
        )
    return in_order([*read.findings, *meant])


_TOLD_BETTER = {"input-names-owner": "operation-owner-input", "operation-needs-user": "operation-public-command"}
"""What the resolver finds, by the code of the rule that suspects the same without knowing the whole app."""


def merged(findings: Iterable[Finding], resolved: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings of the rules and of the resolver together; where both say the same of a line, the resolver's."""
    resolved = tuple(resolved)
    better = {(_TOLD_BETTER[finding.code], finding.span.line) for finding in resolved if finding.code in _TOLD_BETTER}
    return in_order([*(finding for finding in findings if (finding.code, finding.span.line) not in better), *resolved])


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings by place, each once."""
    once = dict.fromkeys(findings)
    return tuple(sorted(once, key=lambda finding: (finding.span.file, finding.span.line, finding.span.column, finding.code, finding.message)))
