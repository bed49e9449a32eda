"""Gate `placeholders`: nothing was left for later, and nothing stands in for code that was not written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from appfactory.model.finding import Finding, Span, has_errors
from appfactory.model.gate import Evidence, GateResult
from appfactory.model.spec import AppSpec

if TYPE_CHECKING:
    from tree_sitter import Node

NAME = "placeholders"
FOLDERS = ("src/", "tests/", "db/", "dev/", "scripts/")
"""Where an app's own code is."""

_SCRIPTS = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
_MARKS = re.compile(
    r"\b(?:TODO|FIXME|XXX|HACK)\b"
    r"|(?:\.\.\.|…)[ \t]*(?:the )?(?:rest|existing|other|remaining|more|same|previous)\b[^\n]*"
    r"|\b[Rr]est (?:of (?:the )?(?:\w+ )?)?(?:is |stays |remains )?(?:unchanged|as before|the same)\b"
    r"|\b[Yy]our (?:code|implementation|logic) (?:goes )?here\b|\b[Pp]laceholder (?:implementation|code|logic)\b"
    r"|\b(?:[Tt]o be|[Nn]ot(?: yet)?) implemented(?: yet)?(?=[ \t.!]*(?:\*/|$))"
    r"|(?<=[/*#] )[Ii]mplement (?:me|this)(?=[ \t.!]*(?:\*/|$))",
    re.MULTILINE,
)
_THROWN = re.compile(r"\bnot[\s_-]*(?:yet[\s_-]*)?implemented", re.IGNORECASE)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_SKIP = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'')


class Placeholders:
    """Reads comments and `throw` statements by syntax tree: a page titled "TODO list" is fine, a comment that says so is not."""

    name = NAME
    proves = "No comment puts work off, no code was left out, and nothing throws because it was not implemented."

    def examine(self, spec: AppSpec, evidence: Evidence) -> GateResult:  # noqa: ARG002 - the same for every plan
        """Looks at the app's scripts and styles; without any there is no verdict."""
        texts = [(path, text) for path, text in evidence.files if path.startswith(FOLDERS) and path.endswith((*_SCRIPTS, ".css"))]
        again = "appfactory build tests"
        if not texts:
            message = "The app's files were not read, so nothing is known about them."
            return GateResult(self.name, "no-verdict", (Finding("report-missing", "error", message, origin=self.name),), command=again)
        findings = tuple(finding for path, text in texts for finding in placeholder_findings(path, text))
        figures = (("files", len(texts)), ("placeholders", len(findings)))
        return GateResult(self.name, "failed" if has_errors(findings) else "passed", findings, figures, again)


def placeholder_findings(path: str, text: str) -> tuple[Finding, ...]:
    """The placeholders in one file, in order."""
    if not (_MARKS.search(text) or _THROWN.search(text)):
        return ()
    if path.endswith(".css"):
        return tuple(_in_css(path, text))
    return tuple(_in_script(path, text))


def _in_css(path: str, text: str) -> Iterator[Finding]:
    without_strings = _CSS_SKIP.sub(lambda found: " " * len(found.group()), text)
    for comment in _CSS_COMMENT.finditer(without_strings):
        for found in _MARKS.finditer(comment.group()):
            yield _left(path, text, comment.start() + found.start(), found.group())


def _in_script(path: str, text: str) -> Iterator[Finding]:
    for kind, start, part in _comments_and_throws(path, text):
        if kind == "comment":
            for found in _MARKS.finditer(part):
                yield _left(path, text, start + found.start(), found.group())
        elif _THROWN.search(part):
            line, column = _place(text, start)
            message = f"{path} throws because something was not implemented."
            hint = "Write it, then build again; the plan's operation that asks for it is in `appfactory plan show`."
            yield Finding("not-implemented", "error", message, Span(path, line, column), "Whoever gets here meets an error.", hint, origin=NAME)


def _comments_and_throws(path: str, text: str) -> Iterator[tuple[str, int, str]]:
    """Each comment and `throw` statement: its kind, where it starts (in characters), and its text."""
    import tree_sitter_typescript
    from tree_sitter import Language, Parser

    grammar = tree_sitter_typescript.language_typescript() if path.endswith((".ts", ".mts", ".cts")) else tree_sitter_typescript.language_tsx()
    source = text.encode("utf-8")
    waiting: list[Node] = [Parser(Language(grammar)).parse(source).root_node]
    while waiting:
        node = waiting.pop()
        if node.type in {"comment", "throw_statement"}:
            start = len(source[: node.start_byte].decode("utf-8", "replace"))
            yield node.type, start, source[node.start_byte : node.end_byte].decode("utf-8", "replace")
        waiting.extend(reversed(node.children))


def _left(path: str, text: str, offset: int, mark: str) -> Finding:
    line, column = _place(text, offset)
    message = f"{path} still says “{mark}”."
    why = "It marks work that was put off, or code that was left out."
    return Finding("placeholder", "error", message, Span(path, line, column), why, "Do what it asks for and remove it.", origin=NAME)


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
