"""The report as JSON. Its shape is stable: keys are only added within version 1."""

from __future__ import annotations

from typing import Any

from appfactory.contract.model.request import RequestError
from appfactory.contract.model.verdict import Gap, PackResult, RunReport, StepResult, Totals
from appfactory.contract.packs.reports.totals import pack_ok, totals
from appfactory.model.plan import thaw

REPORT_VERSION = "1.0.0"

Json = dict[str, Any]


def report_document(report: RunReport) -> Json:
    """The whole report, ready for `json.dumps`."""
    return {
        "version": REPORT_VERSION,
        "ok": report.ok,
        "startedAt": report.started,
        "durationMs": _milliseconds(report.milliseconds),
        "rolledBack": report.rolled_back,
        "totals": _totals(totals(step for pack in report.packs for step in pack.steps)),
        "gaps": [gap_document(gap) for gap in report.gaps],
        "packs": [pack_document(pack) for pack in report.packs],
        "findings": [finding.as_json() for finding in report.findings],
    }


def pack_document(pack: PackResult) -> Json:
    """One pack with its phases and steps."""
    return {
        "id": pack.id,
        "name": pack.name,
        "kind": pack.kind,
        "file": pack.file,
        "runId": pack.run_id,
        "ok": pack_ok(pack),
        "committed": pack.committed,
        "attempts": pack.attempts,
        "durationMs": _milliseconds(pack.milliseconds),
        "totals": _totals(totals(pack.steps)),
        "phases": [
            {"id": phase.id, "name": phase.name, "totals": _totals(totals(phase.steps)), "steps": [_step(step) for step in phase.steps]}
            for phase in pack.phases
        ],
        "gaps": [gap_document(gap) for gap in pack.gaps],
        "findings": [finding.as_json() for finding in pack.findings],
    }


def _step(step: StepResult) -> Json:
    document: Json = {
        "id": step.id,
        "name": step.name,
        "status": step.status,
        "verdict": step.verdict,
        "cause": step.cause or None,
        "said": step.said,
        "explanation": step.explanation,
        "confidence": step.confidence,
        "failureExpected": step.failure_expected,
        "rowCount": step.row_count,
        "problems": list(step.problems),
        "error": _error(step.error) if step.error is not None else None,
        "captured": {key: thaw(value) for key, value in step.captured},
        "warnings": list(step.warnings),
        "tags": list(step.tags),
        "durationMs": _milliseconds(step.milliseconds),
        "line": step.place.line,
        "column": step.place.column,
    }
    if step.trace:
        document["trace"] = [entry.as_json() for entry in step.trace]
    return document


def _error(error: RequestError) -> Json:
    parent = error.missing_parent
    return {
        "code": error.code,
        "message": error.message,
        "detail": error.detail,
        "table": error.table,
        "column": error.column,
        "value": error.value,
        "allowed": list(error.allowed),
        "nearest": list(error.nearest),
        "missingParent": {"table": parent[0], "column": parent[1], "value": parent[2]} if parent is not None else None,
        "suggestion": error.suggestion,
    }


def gap_document(gap: Gap) -> Json:
    """One thing that the schema lacks."""
    return {
        "kind": gap.kind,
        "label": gap.label,
        "table": gap.table,
        "columns": [
            {
                "name": column.name,
                "type": column.type,
                "values": list(column.values),
                "references": {"table": column.references[0], "column": column.references[1]} if column.references is not None else None,
            }
            for column in gap.columns
        ],
        "enumeration": gap.enumeration,
        "allowed": list(gap.allowed),
        "parent": {"table": gap.parent[0], "column": gap.parent[1]} if gap.parent is not None else None,
        "nearest": list(gap.nearest),
        "steps": list(gap.steps),
    }


def _totals(found: Totals) -> Json:
    return {
        "steps": found.steps,
        "passed": found.passed,
        "failed": found.failed,
        "skipped": found.skipped,
        "roots": found.roots,
        "consequences": found.consequences,
        "byVerdict": dict(found.by_verdict),
    }


def _milliseconds(value: float) -> float:
    return round(value, 2)
