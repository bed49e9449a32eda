"""The validation report: what was proven about an app, by which command, with which figures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, Union

from appfactory.model.finding import Finding, has_errors
from appfactory.model.gate import GateResult
from appfactory.model.spec import AppSpec, NotCovered

Json: TypeAlias = Union[bool, int, float, str, "list[Json]", "dict[str, Json]", None]

FORMAT = 1
"""The version of the report's own shape."""


@dataclass(frozen=True, slots=True)
class Screenshot:
    """A picture of a page. `path` is relative to the report, POSIX."""

    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Validation:
    """All that a report tells.

    `claims` maps a gate's name to the sentence that it proves; `versions` are programs and what they say of their version, ours
    included. `findings` are those of no gate (the plan's, the build's). `created` is ISO 8601 in UTC, `seconds` the wall time of all gates.
    """

    spec: AppSpec
    results: tuple[GateResult, ...]
    claims: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...] = ()
    screenshots: tuple[Screenshot, ...] = ()
    created: str = ""
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """True if something was proven, and nothing failed: a gate without a verdict counts as failed."""
        verdicts = {result.verdict for result in self.results}
        return "passed" in verdicts and verdicts <= {"passed", "skipped"} and not has_errors(self.findings)

    @property
    def counted(self) -> tuple[int, int]:
        """How many gates passed, of how many that had something to prove."""
        return (
            sum(result.verdict == "passed" for result in self.results),
            sum(result.verdict != "skipped" for result in self.results),
        )


def validation_report(validation: Validation) -> str:
    """The text of `validation_report.json`."""
    return json.dumps(report_object(validation), indent=2, ensure_ascii=False) + "\n"


def report_object(validation: Validation) -> dict[str, Json]:
    """The report as JSON values.

    `operations_not_covered` lists operations that no rule understands: they are typed, throw, and wait for somebody to write them.
    """
    spec = validation.spec
    claims = dict(validation.claims)
    passed, counted = validation.counted
    return {
        "format": FORMAT,
        "ok": validation.ok,
        "created": validation.created,
        "seconds": round(validation.seconds, 3),
        "plan": {
            "name": spec.project.name,
            "version": spec.plan_version,
            "hash": spec.plan_hash,
            "stack": spec.project.stack,
        },
        "versions": dict(validation.versions),
        "summary": {"passed": passed, "counted": counted},
        "gates": [_gate(result, claims) for result in validation.results],
        "findings": [_finding(finding) for finding in validation.findings],
        "operations_not_covered": [
            {"operation": operation.id, "reason": operation.meaning.reason}
            for operation in spec.operations
            if isinstance(operation.meaning, NotCovered)
        ],
        "screenshots": [{"title": one.title, "path": one.path} for one in validation.screenshots],
    }


def _gate(result: GateResult, claims: Mapping[str, str]) -> dict[str, Json]:
    return {
        "name": result.gate,
        "verdict": result.verdict,
        "proves": claims.get(result.gate, ""),
        "figures": dict(result.figures),
        "command": result.command,
        "seconds": round(result.seconds, 3),
        "findings": [_finding(finding) for finding in result.findings],
    }


def _finding(finding: Finding) -> dict[str, Json]:
    return dict(finding.as_json())
