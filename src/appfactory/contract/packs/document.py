"""A document as a cursor that knows where it stands: each part is asked for by its kind, and what doesn't fit is a finding with its place."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from appfactory.compile.near_miss import near_miss
from appfactory.compile.plan.reader import parse_document
from appfactory.compile.plan.scalars import otherwise_read_as
from appfactory.compile.plan.spans import PlanPath, PlanSpans, path_text
from appfactory.compile.plan.tree import MappingNode, Node, ScalarNode, SequenceNode
from appfactory.model.finding import Finding, Severity, Span
from appfactory.model.json_value import JsonObject, JsonValue

W = TypeVar("W", bound=str)

_SURROGATES = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_LONG_KEY = re.compile(r'"(?:[^"\\]|\\.){500,}"(?=\s*:)')


@dataclass(slots=True)
class Document:
    """A parsed text with its findings so far."""

    file: str
    spans: PlanSpans
    findings: list[Finding] = field(default_factory=list)

    def report(self, code: str, message: str, span: Span, why: str = "", hint: str = "", severity: Severity = "error") -> None:
        """Adds a finding."""
        self.findings.append(Finding(code, severity, message, span, why, hint))


def parse(text: str, file: str) -> tuple[Node | None, Document]:
    """The tree of a JSON or YAML text; None if it is neither, with the findings that say why."""
    root, spans, findings, _ = parse_document(_as_yaml(text.removeprefix("\ufeff")), file)
    document = Document(file, spans, [_about_packs(finding) for finding in findings])
    if root is None and not findings:
        document.report("pack-empty", "the file holds no pack", Span(file, 1, 1), "there is nothing to run")
    return root, document


def _as_yaml(text: str) -> str:
    """JSON is not quite YAML: keys of more than 1,024 characters need a `?` there (YAML 1.2.2, 7.4.3)."""
    text = _joined_surrogates(text)
    return _LONG_KEY.sub(r"? \g<0>", text) if text.lstrip().startswith("{") else text


def _joined_surrogates(text: str) -> str:
    """JSON writes a character beyond the basic plane as two escapes, which YAML does not know; as one they mean the same in both."""

    def joined(match: re.Match[str]) -> str:
        code = 0x10000 + ((int(match[2], 16) - 0xD800) << 10) + (int(match[3], 16) - 0xDC00)
        return f"{match[1]}\\U{code:08x}"

    return _SURROGATES.sub(joined, text) if "\\u" in text else text


def _about_packs(finding: Finding) -> Finding:
    """The parser is the plan's; what it says here is about a pack."""

    def told(text: str) -> str:
        text = re.sub(r" \(`appfactory plan [^`]*` does\)", "", text).replace("split the product", "split it")
        return text.replace("a plan", "a pack").replace("no plan", "no pack")

    return replace(
        finding, code=finding.code.replace("plan-", "pack-"), message=told(finding.message), why=told(finding.why), hint=told(finding.hint)
    )


@dataclass(slots=True)
class Section:
    """An object of the document. Every key that was asked for is known; `finish` tells the others."""

    document: Document
    node: MappingNode
    path: PlanPath
    known: list[str] = field(default_factory=list)

    @property
    def span(self) -> Span:
        """Where the object begins."""
        return self.document.spans.of(self.node)

    def has(self, key: str) -> bool:
        """True if the key is there, even if it is null."""
        self.known.append(key)
        return key in self.node.values

    def text(self, key: str, default: str = "") -> str:
        """A text; numbers and truth values are taken as they are written."""
        node = self._given(key)
        if node is None:
            return default
        if not isinstance(node, ScalarNode):
            self._wrong(key, "text")
            return default
        self._warn_of_other_reading(node)
        return node.value if isinstance(node.value, str) else node.text

    def word(self, key: str, allowed: Iterable[W], default: W) -> W:
        """One of the allowed words; `-`, `_` and letter case aside."""
        words = tuple(allowed)
        text = self.text(key)
        if not text:
            return default
        folded = text.casefold().replace("-", "_").replace(" ", "_")
        found = next((word for word in words if word.casefold() == folded), None)
        if found is None:
            near = near_miss(text, words)
            hint = (f"did you mean `{near}`? " if near else "") + f"there is {', '.join(f'`{word}`' for word in words)}"
            self.document.report(
                "pack-not-allowed", f"`{text}` is not allowed as `{self._at(key)}`", self.document.spans.value((*self.path, key)), "", hint
            )
            return default
        return found

    def flag(self, key: str) -> bool | None:
        """True, False, or None if nothing is said."""
        node = self._given(key)
        if node is None:
            return None
        if isinstance(node, ScalarNode) and isinstance(node.value, bool):
            return node.value
        self._wrong(key, "`true` or `false`")
        return None

    def number(self, key: str) -> int | None:
        """A whole number of at least 0, or None if nothing is said."""
        node = self._given(key)
        if node is None:
            return None
        value = node.value if isinstance(node, ScalarNode) else None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        self._wrong(key, "a whole number of at least 0")
        return None

    def json(self, key: str) -> JsonValue:
        """Any value."""
        node = self._given(key)
        return self._frozen(node) if node is not None else None

    def object(self, key: str) -> JsonObject | None:
        """An object as it is, or None if it is not there."""
        value = self.json(key)
        if value is None or isinstance(value, JsonObject):
            return value
        self._wrong(key, "an object")
        return None

    def section(self, key: str) -> Section | None:
        """An object to be read key by key, or None if it is not there."""
        node = self._given(key)
        if node is None or isinstance(node, MappingNode):
            return Section(self.document, node, (*self.path, key)) if node is not None else None
        self._wrong(key, "an object")
        return None

    def sections(self, key: str) -> tuple[Section, ...]:
        """A list of objects; empty if it is not there."""
        node = self._given(key)
        if node is None:
            return ()
        if not isinstance(node, SequenceNode):
            self._wrong(key, "a list")
            return ()
        found = []
        for index, item in enumerate(node.items):
            if isinstance(item, MappingNode):
                found.append(Section(self.document, item, (*self.path, key, index)))
            else:
                self.document.report("pack-wrong-type", f"`{self._at(key)}[{index}]` must be an object", self.document.spans.of(item))
        return tuple(found)

    def texts(self, key: str) -> tuple[str, ...]:
        """A text or a list of texts."""
        node = self._given(key)
        items = node.items if isinstance(node, SequenceNode) else [node] if node is not None else []
        texts = []
        for item in items:
            if isinstance(item, ScalarNode) and item.value is not None:
                texts.append(item.value if isinstance(item.value, str) else item.text)
            else:
                self._wrong(key, "text or a list of texts")
        return tuple(texts)

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """An object whose values are texts, as pairs."""
        section = self.section(key)
        return tuple((name, section.text(name)) for name in section.node.values) if section is not None else ()

    def finish(self) -> None:
        """Warns of each key that was not asked for."""
        for key, node in self.node.keys.items():
            if key in self.known:
                continue
            near = near_miss(key, [name for name in self.known if name not in self.node.values])
            hint = f"did you mean `{near}`?" if near else f"there is {', '.join(f'`{name}`' for name in dict.fromkeys(self.known))}"
            message = f"`{key}` is unknown in {self._at()}"
            self.document.report("pack-unknown-key", message, self.document.spans.of(node), "it is ignored", hint, "warning")

    def _given(self, key: str) -> Node | None:
        self.known.append(key)
        node = self.node.values.get(key)
        return None if isinstance(node, ScalarNode) and node.value is None else node

    def _at(self, key: str = "") -> str:
        path = path_text((*self.path, key) if key else self.path)
        return path if key else f"`{path}`" if path else "the pack"

    def _wrong(self, key: str, expected: str) -> None:
        message = f"`{self._at(key)}` must be {expected}"
        self.document.report("pack-wrong-type", message, self.document.spans.value((*self.path, key)), "", f"write {expected}")

    def _warn_of_other_reading(self, node: ScalarNode) -> None:
        other = otherwise_read_as(node.text) if node.style == "" and isinstance(node.value, str) else ""
        if other:
            message = f'`{node.text}` is read as the text "{node.text}"'
            why = f"other readers of YAML take it for {other}"
            self.document.report("yaml-ambiguous-text", message, self.document.spans.of(node), why, f'put it into quotes: "{node.text}"', "warning")

    def _frozen(self, node: Node) -> JsonValue:
        if isinstance(node, MappingNode):
            return JsonObject(tuple((key, self._frozen(value)) for key, value in node.values.items()))
        if isinstance(node, SequenceNode):
            return tuple(self._frozen(item) for item in node.items)
        if isinstance(node.value, float) and not math.isfinite(node.value):
            return node.text
        self._warn_of_other_reading(node)
        return node.value
