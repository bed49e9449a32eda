"""Findings for people: place, what, the line with the place underlined, why, what to write instead."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from appfactory.model.finding import Finding, Span

if TYPE_CHECKING:
    from rich.text import Text

_STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan"}
_MOST_OF_A_LINE = 160


def colored() -> bool:
    """Whether standard output is a terminal whose user did not ask for plain text (`NO_COLOR`, https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def render_findings(findings: Sequence[Finding], sources: Mapping[str, str], *, color: bool | None = None) -> str:
    """The findings one after another, and a line that counts them; empty if there is none. Ends with a line end.

    `sources` maps a finding's file to its text, for the underlined line. `color` None: as the terminal is.
    """
    if not findings:
        return ""
    lines = {file: text.split("\n") for file, text in sources.items()}
    parts = [part for finding in findings for part in _parts(finding, lines.get(finding.span.file))]
    parts.append((counted(findings) + "\n", "bold"))
    if not (colored() if color is None else color):
        return "".join(text for text, _ in parts)
    return _with_rich(parts)


def counted(findings: Iterable[Finding]) -> str:
    """`2 errors, 1 warning`."""
    severities = [finding.severity for finding in findings]
    numbers = [(severities.count("error"), "error"), (severities.count("warning"), "warning"), (severities.count("info"), "remark")]
    return ", ".join(f"{number} {word}{'' if number == 1 else 's'}" for number, word in numbers if number)


def visible(text: str) -> str:
    """The text with everything escaped that a terminal would act on."""
    return "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in text.replace("\n", " "))


def _place(span: Span) -> str:
    if not span.file:
        return ""
    place = f"{visible(span.file)}:{span.line}:{span.column}" if span.line and span.column else visible(span.file)
    return f"{place}: "


def _parts(finding: Finding, source: list[str] | None) -> list[tuple[str, str]]:
    """Pieces of text with their styles."""
    style = _STYLES[finding.severity]
    severity = "remark" if finding.severity == "info" else finding.severity
    parts = [(_place(finding.span), "bold"), (severity, style), (f": {visible(finding.message)} ", ""), (f"[{finding.code}]\n", "dim")]
    parts += _underlined(finding.span, source, style)
    if finding.why:
        parts += [("    why: ", "dim"), (visible(finding.why) + "\n", "")]
    if finding.hint:
        parts += [("    fix: ", "dim"), (visible(finding.hint) + "\n", "")]
    return parts


def _underlined(span: Span, source: list[str] | None, style: str) -> list[tuple[str, str]]:
    if source is None or not 1 <= span.line <= len(source) or not span.column:
        return []
    line = source[span.line - 1].rstrip("\r")
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(line.rstrip()) if span.end_line > span.line else start + 1
    end = max(end, start + 1)
    shift = max(0, start - _MOST_OF_A_LINE // 2)
    before, marked = visible(line[shift:start]), visible(line[start:end])
    shown = (before + marked + visible(line[end:]))[:_MOST_OF_A_LINE]
    under = " " * len(before) + "^" * max(1, min(len(marked), _MOST_OF_A_LINE - len(before)))
    gutter = f"{span.line:>5} │ "
    return [(gutter, "dim"), (shown.rstrip() + "\n", ""), (" " * (len(gutter) - 2) + "│ ", "dim"), (under + "\n", style)]


def _with_rich(parts: Iterable[tuple[str, str]]) -> str:
    from rich.console import Console
    from rich.text import Text

    text: Text = Text.assemble(*parts)
    output = StringIO()
    Console(file=output, force_terminal=True, soft_wrap=True, highlight=False, color_system="standard").print(text, end="")
    return output.getvalue()
