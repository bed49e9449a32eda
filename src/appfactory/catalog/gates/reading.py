"""What all gates share: from an outcome and its reports to a verdict. Nothing is passed on trust: no report, no verdict."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import TypeAlias, Union

from appfactory.model.command import Command, Outcome
from appfactory.model.finding import Finding, Severity, Span, has_errors
from appfactory.model.gate import GateContext, GateResult

Json: TypeAlias = Union[bool, int, float, str, "list[Json]", "dict[str, Json]", None]
Figures: TypeAlias = tuple[tuple[str, float | int | str], ...]

_TAIL_LINES = 20
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def environment(context: GateContext, server: bool = False) -> tuple[tuple[str, str], ...]:
    """The variables that an app's own tools and tests read; empty ones are left out. With `server` also where the running app is."""
    values = {
        "CI": "1",
        "NEXT_TELEMETRY_DISABLED": "1",
        "DATABASE_URL": context.app_database_url,
        "DATABASE_OWNER_URL": context.owner_database_url,
    }
    if server:
        values |= {"APP_URL": context.app_url, "STAND_IN_URL": context.stand_in_url, "CHROMIUM_PATH": context.browser}
    return tuple((name, value) for name, value in values.items() if value)


def by_hand(command: Command) -> str:
    """The command as a person would type it in the app's folder. Addresses are left out: the app that the gate met is gone by then."""
    return shlex.join(command.argv)


def finding(gate: str, code: str, message: str, span: Span | None = None, *, severity: Severity = "error", why: str = "", hint: str = "") -> Finding:
    """A finding of a gate. Colours of the tool are taken out of its message."""
    return Finding(code, severity, _COLOURS.sub("", message).strip(), span or Span(""), _COLOURS.sub("", why).strip(), hint, origin=gate)


def not_run(gate: str, outcome: Outcome) -> GateResult | None:
    """No verdict if the command was not there, did not end, or was interrupted; None if it ran to its end."""
    if outcome.status == "exited":
        return None
    reasons = {
        "missing": ("gate-not-run", "could not be run", "Are the app's packages installed? `appfactory doctor` shows what is missing."),
        "timeout": (
            "gate-timeout",
            f"did not end within {outcome.command.timeout:.0f} seconds",
            "Look at its last output; does it wait for something?",
        ),
        "interrupted": ("gate-interrupted", "was interrupted", "Run the build again."),
    }
    code, reason, hint = reasons[outcome.status]
    message = f"`{by_hand(outcome.command)}` {reason}."
    return no_verdict(gate, outcome, finding(gate, code, message, why=tail(outcome.output), hint=hint))


def no_verdict(gate: str, outcome: Outcome, *findings: Finding) -> GateResult:
    """The gate said nothing that can be believed; that counts as a failure."""
    return GateResult(gate, "no-verdict", findings, (), by_hand(outcome.command), outcome.seconds)


def missing_report(gate: str, outcome: Outcome, path: str) -> GateResult:
    """No verdict because the report at `path` was not written or can't be read."""
    message = f"`{by_hand(outcome.command)}` wrote no usable {path}."
    hint = f"Its last output:\n{tail(outcome.output)}" if outcome.output.strip() else "It printed nothing."
    return no_verdict(gate, outcome, finding(gate, "report-missing", message, Span(path), why="Without a report nothing is proven.", hint=hint))


def conclude(gate: str, outcome: Outcome, findings: Iterable[Finding], figures: Figures) -> GateResult:
    """Passed if the command succeeded and nothing of severity error was found. A failure that no finding explains shows the output."""
    found = tuple(findings)
    if not outcome.ok and not has_errors(found):
        message = f"`{by_hand(outcome.command)}` failed with exit code {outcome.exit_code}."
        found = (*found, finding(gate, "gate-failed", message, why=tail(outcome.output)))
    return GateResult(gate, "failed" if has_errors(found) else "passed", found, figures, by_hand(outcome.command), outcome.seconds)


def read_object(text: str | None) -> dict[str, Json] | None:
    """A JSON object, or None."""
    document = read_json(text)
    return document if isinstance(document, dict) else None


def read_json(text: str | None) -> Json:
    """A JSON document, or None."""
    if text is None:
        return None
    try:
        document: Json = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return document


def objects(value: Json) -> list[dict[str, Json]]:
    """The objects in a JSON array; empty for anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def members(value: Json) -> dict[str, Json]:
    """A JSON object; empty for anything else."""
    return value if isinstance(value, dict) else {}


def text(value: Json) -> str:
    """A JSON string; empty for anything else."""
    return value if isinstance(value, str) else ""


def number(value: Json) -> float:
    """A JSON number; 0 for anything else."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else 0


def tail(output: str) -> str:
    """The last lines of an output."""
    return "\n".join(_COLOURS.sub("", output).rstrip().splitlines()[-_TAIL_LINES:])


def common_root(paths: Iterable[str]) -> str:
    """The deepest folder that holds all the absolute paths."""
    folders = [PurePosixPath(path).parent.parts for path in paths]
    if not folders:
        return ""
    shared = min(folders, key=len)
    for folder in folders:
        length = next((index for index, (one, other) in enumerate(zip(shared, folder, strict=False)) if one != other), len(shared))
        shared = shared[:length]
    return str(PurePosixPath(*shared)) if shared else ""


def relative(path: str, root: str) -> str:
    """The path below `root`; as it is if it lies elsewhere."""
    return path.removeprefix(root.rstrip("/") + "/") if root else path


def project_path(path: str) -> str:
    """A path in the app without what stands before its first well-known folder (`src/…`, `tests/…`)."""
    parts = PurePosixPath(path).parts
    starts = [index for index, part in enumerate(parts) if part in {"src", "tests", "db", "dev", "scripts", "supabase"}]
    return "/".join(parts[starts[0] :]) if starts and path.startswith("/") else path


def place_in_stack(stack: str, file: str) -> Span:
    """Line and column in `file` from a JavaScript stack trace."""
    found = re.search(re.escape(file) + r":(\d+):(\d+)", stack)
    where = project_path(file)
    return Span(where, int(found.group(1)), int(found.group(2))) if found else Span(where)


def first_lines(message: str, count: int = 6) -> str:
    """The start of a message, without the stack trace."""
    lines = [line for line in message.splitlines() if not re.match(r"\s+at ", line)]
    return "\n".join(lines[:count])
