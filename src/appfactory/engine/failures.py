"""`.codex/failures/<phase>.json`: what went wrong, for people and for the coding agent that is to repair it."""

from __future__ import annotations

import json
from pathlib import Path

from appfactory.model.finding import Finding
from appfactory.model.step import Phase
from appfactory.perform.disk import remove_file, write_text


def failure_path(phase: Phase) -> str:
    """Where the failure of a phase is written, relative to the app's folder."""
    return f".codex/failures/{phase}.json"


def write_failure(root: Path, phase: Phase, run: str, findings: tuple[Finding, ...]) -> None:
    """Writes `{error, suggestions, files, phase, run, findings}`: the first three as the founding document has them."""
    errors = [finding for finding in findings if finding.severity == "error"]
    files = sorted({finding.span.file for finding in errors if finding.span.file})
    document = {
        "phase": phase,
        "run": run,
        "error": "\n".join(finding.message for finding in errors),
        "suggestions": list(dict.fromkeys(finding.hint for finding in errors if finding.hint)),
        "files": files,
        "findings": [finding.as_json() for finding in findings],
        "resume": "appfactory build resume",
    }
    write_text(root, failure_path(phase), json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def clear_failure(root: Path, phase: Phase) -> None:
    """Removes the failure of a phase that succeeded."""
    remove_file(root, failure_path(phase))
