"""Three-way merges by git."""

from __future__ import annotations

import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from appfactory.model.files import MERGE_LABELS, MergeRequest
from appfactory.model.finding import Finding, Span
from appfactory.perform.problem import EnvironmentProblem, finding_of

_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Merged:
    """The text of both sides. `conflicts` holds the line (from 1) of each `<<<<<<<` marker in it; empty for a clean merge."""

    text: str
    conflicts: tuple[int, ...] = ()


def merge(request: MergeRequest) -> Merged:
    """Merges the plan's change and the user's with `git merge-file`. Writes nothing in the project.

    A file that the user's editor gave Windows line ends keeps them. Raises `EnvironmentProblem` if git is missing or fails.
    """
    base, theirs = request.base, request.theirs
    if _windows(request.ours) and not _windows(theirs):
        base, theirs = _to_windows(base), _to_windows(theirs)
    with tempfile.TemporaryDirectory(prefix="appfactory-merge-") as folder:
        names = ("ours", "base", "theirs")
        for name, text in zip(names, (request.ours, base, theirs), strict=True):
            Path(folder, name).write_bytes(text.encode("utf-8"))
        labels = [part for label in MERGE_LABELS for part in ("-L", label)]
        finished = _git(["git", "merge-file", "-p", "--diff3", *labels, *names], folder, request.path)
    if not 0 <= finished.returncode < 128:
        message = f"git could not merge {request.path}: {finished.stderr.decode('utf-8', 'replace').strip()}"
        raise EnvironmentProblem(Finding("merge-failed", "error", message, Span(request.path), origin="environment"))
    text = finished.stdout.decode("utf-8")
    marker = f"<<<<<<< {MERGE_LABELS[0]}"
    lines = tuple(number for number, line in enumerate(text.splitlines(), 1) if line.startswith(marker)) if finished.returncode else ()
    return Merged(text, lines)


def conflict_finding(path: str, merged: Merged) -> Finding:
    """What to tell the user about a merge with conflicts."""
    places = ", ".join(str(line) for line in merged.conflicts)
    return Finding(
        "merge-conflict",
        "error",
        f"You and the plan both changed {path} in the same place (line {places}).",
        Span(path, merged.conflicts[0]),
        "Only you can say which of the two is meant.",
        "Open the file, keep what you want between the markers, delete the marker lines, and build again.",
        origin="reconcile",
    )


def _git(command: list[str], folder: str, path: str) -> subprocess.CompletedProcess[bytes]:
    plain = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath)}
    try:
        return subprocess.run(  # noqa: S603 - the arguments are ours; contents travel in files
            command, cwd=folder, env=plain, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False
        )
    except FileNotFoundError as error:
        message = f"git is needed to merge your changes of {path} with the plan's, and is not installed."
        hint = "Install git (https://git-scm.com/downloads) and build again; `appfactory doctor` shows what else is missing."
        raise EnvironmentProblem(Finding("tool-missing", "error", message, Span(path), hint=hint, origin="environment")) from error
    except subprocess.TimeoutExpired as error:
        message = f"git did not finish merging {path} within {_SECONDS:.0f} seconds."
        raise EnvironmentProblem(Finding("merge-failed", "error", message, Span(path), origin="environment")) from error
    except OSError as error:
        raise EnvironmentProblem(finding_of(error, path, "merging")) from error


def _windows(text: str) -> bool:
    ends = text.count("\n")
    return ends > 0 and text.count("\r\n") == ends


def _to_windows(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")
