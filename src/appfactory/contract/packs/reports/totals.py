"""Numbers of a report, and the gaps of all packs together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from appfactory.contract.model.verdict import VERDICTS, Gap, GapColumn, PackResult, StepResult, Totals
from appfactory.contract.packs.inference import wider


def totals(steps: Iterable[StepResult]) -> Totals:
    """The numbers of some steps."""
    found = tuple(steps)
    failed = [step for step in found if step.status == "failed"]
    roots = sum(1 for step in failed if not step.cause)
    return Totals(
        steps=len(found),
        passed=sum(1 for step in found if step.status == "passed"),
        failed=len(failed),
        skipped=sum(1 for step in found if step.status == "skipped"),
        roots=roots,
        consequences=len(failed) - roots,
        by_verdict=tuple((verdict, sum(1 for step in failed if step.verdict == verdict)) for verdict in VERDICTS),
    )


def pack_ok(pack: PackResult) -> bool:
    """True if every step passed and nothing is wrong with the pack itself."""
    return all(step.status == "passed" for step in pack.steps) and not any(finding.severity == "error" for finding in pack.findings)


def united_gaps(packs: Iterable[PackResult]) -> tuple[Gap, ...]:
    """The gaps of all packs, one per thing that is lacking; steps are named `pack/step` where there are several packs."""
    found: dict[tuple[str, str, str], Gap] = {}
    listed = tuple(packs)
    for pack in listed:
        for gap in pack.gaps:
            named = replace(gap, steps=tuple(f"{pack.id}/{step}" for step in gap.steps)) if len(listed) > 1 else gap
            key = (gap.kind, gap.table, gap.columns[0].name if gap.columns and gap.kind != "table" else "")
            found[key] = _united(found[key], named) if key in found else named
    order = ("table", "column", "enum-value", "missing-parent")
    return tuple(gap for kind in order for gap in found.values() if gap.kind == kind)


def _united(first: Gap, second: Gap) -> Gap:
    columns: dict[str, GapColumn] = {column.name: column for column in first.columns}
    for column in second.columns:
        known = columns.get(column.name)
        if known is None:
            columns[column.name] = column
            continue
        values = tuple(dict.fromkeys((*known.values, *column.values)))
        columns[column.name] = replace(known, type=wider(known.type, column.type), values=values, references=known.references or column.references)
    return replace(first, columns=tuple(columns.values()), steps=tuple(dict.fromkeys((*first.steps, *second.steps))))


def success_rate(found: Totals) -> str:
    """`128 of 147 (87 %)`; the share is rounded down, so that only all is 100 %."""
    share = f" ({found.passed * 100 // found.steps} %)" if found.steps else ""
    return f"{found.passed} of {found.steps}{share}"
