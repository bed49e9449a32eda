"""Anything wrong anywhere: validation, gate, review, contract. One type for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of text in a file. Lines and columns count from 1; the end column is exclusive.

    `end_line` and `end_column` are 0 when only the start is known; `line` is 0 when the finding is about the whole file.
    """

    file: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0


@dataclass(frozen=True, slots=True)
class Fix:
    """A replacement that would resolve a finding: put `text` where `span` is."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem, with its place and its remedy.

    `code` is stable and kebab-case (`reference-unknown-entity`); `message` says what is wrong in one sentence, `why` what would go
    wrong because of it, `hint` what to write instead. `origin` is a path into the plan (`components.pages[0].route`) or the name of
    the gate or rule that found it.
    """

    code: str
    severity: Severity
    message: str
    span: Span = Span("")
    why: str = ""
    hint: str = ""
    fix: Fix | None = None
    origin: str = ""

    def as_json(self) -> dict[str, str | int]:
        """The public JSON shape: `code, severity, file, line, column, message, why, hint`."""
        return {
            "code": self.code,
            "severity": self.severity,
            "file": self.span.file,
            "line": self.span.line,
            "column": self.span.column,
            "message": self.message,
            "why": self.why,
            "hint": self.hint,
        }


def has_errors(findings: tuple[Finding, ...] | list[Finding]) -> bool:
    """True if any finding forbids going on."""
    return any(finding.severity == "error" for finding in findings)
