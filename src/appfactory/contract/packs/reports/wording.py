"""Sentences that the reports for people share."""

from __future__ import annotations

from appfactory.contract.model.verdict import Gap, RunReport, StepResult, Verdict
from appfactory.contract.packs.reports.totals import success_rate, totals

VERDICT_NAMES: dict[Verdict, str] = {
    "scenario_contract": "the step itself",
    "schema_constraint": "the schema",
    "expectation_mismatch": "not as expected",
    "execution_error": "could not run",
}


def headline(report: RunReport) -> str:
    """The outcome in one sentence."""
    found = totals(step for pack in report.packs for step in pack.steps)
    if report.ok:
        steps = "The only step" if found.steps == 1 else f"All {found.steps} steps"
        return f"{steps} of {_counted(len(report.packs), 'pack')} came out as expected."
    parts = [f"{success_rate(found)} steps passed"]
    if found.roots:
        parts.append(_counted(found.roots, "root cause"))
    if found.consequences:
        parts.append(f"{_counted(found.consequences, 'consequence')} of them")
    if found.skipped:
        parts.append(f"{found.skipped} skipped")
    if report.gaps:
        parts.append(f"the schema lacks {_counted(len(report.gaps), 'thing')}")
    return f"{'; '.join(parts)}."


def gap_sentence(gap: Gap) -> str:
    """What is lacking, in one sentence."""
    if gap.kind == "table":
        columns = ", ".join(f"{column.name} {column.type}" for column in gap.columns)
        return f"table {gap.table} does not exist" + (f"; steps use {columns}" if columns else "")
    column = gap.columns[0]
    near = f"; did you mean {gap.nearest[0]}?" if gap.nearest else ""
    if gap.kind == "column":
        reference = f" referencing {column.references[0]}({column.references[1]})" if column.references is not None else ""
        return f"{gap.table} has no column {column.name}; by its values it is {column.type}{reference}{near}"
    if gap.kind == "enum-value":
        what = f" ({gap.enumeration})" if gap.enumeration else ""
        return f"{gap.table}.{column.name}{what} does not take {', '.join(column.values)}; it takes {', '.join(gap.allowed)}{near}"
    parent = f"{gap.parent[0]}.{gap.parent[1]}" if gap.parent is not None else "its parent"
    return f"{gap.table}.{column.name} needs rows that no step makes: {parent} = {', '.join(column.values)}"


def step_sentence(step: StepResult) -> str:
    """Why a step failed or was skipped."""
    if step.status == "skipped":
        return f"skipped after {step.cause}" if step.cause else "skipped"
    because = f"consequence of {step.cause}: " if step.cause else ""
    return because + "; ".join(step.problems)


def duration(milliseconds: float) -> str:
    """`240 ms`, `3.2 s`."""
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
