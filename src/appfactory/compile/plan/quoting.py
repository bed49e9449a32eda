"""How a scalar is written: plain where it is safe and was plain, else in quotes, on several lines after `|`."""

from __future__ import annotations

import json
import re

from appfactory.compile.plan.scalars import otherwise_read_as, resolve
from appfactory.compile.plan.tree import ScalarNode

_UNSAFE_FIRST = frozenset("-?:,[]{}#&*!|>'\"%@`=")
_UNSAFE_IN_FLOW = re.compile(r"[,\[\]{}]")
_NEEDS_ESCAPE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PRINTABLE_LINES = re.compile("[^\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\u202a-\u202e\u2066-\u2069]*")


def scalar(node: ScalarNode, *, key: bool = False) -> str:
    """A scalar on one line of a block."""
    return _written(node, _plain_is_safe(node.text, in_flow=False), key)


def flow_scalar(node: ScalarNode, *, key: bool = False) -> str:
    """A scalar inside `{ }` or `[ ]`."""
    if node.value is None and node.text == "" and not key:
        return "null"
    return _written(node, _plain_is_safe(node.text, in_flow=True), key)


def block_lines(node: ScalarNode, indent: int) -> list[str]:
    """A text of several lines: `|` with its indicators, then the lines. Empty if it is better written on one line."""
    text = node.value
    if not isinstance(text, str) or "\n" not in text or not text.strip("\n ") or not _PRINTABLE_LINES.fullmatch(text):
        return []
    body = text.rstrip("\n")
    if any(line != line.rstrip() and not line.strip() for line in body.split("\n")):
        return []
    if len(text) - len(body) > 1 or body.lstrip("\n").startswith("\t"):
        return []  # `|+` would take the blank lines after it for its own; libyaml takes a tab in front for indentation
    leading = "2" if body[0] in " \n" else ""
    chomping = "" if text.endswith("\n") else "-"
    lines = [" " * indent + line if line else "" for line in body.split("\n")]
    return [f"|{leading}{chomping}", *lines]


def _written(node: ScalarNode, plain_is_safe: bool, key: bool) -> str:
    if not isinstance(node.value, str) and not key:
        return node.text
    if node.style == "" and plain_is_safe and (key or resolve(node.text) == node.value):
        return node.text
    return quoted(node.text if key else str(node.value))


def _plain_is_safe(text: str, *, in_flow: bool) -> bool:
    """Whether a text means itself without quotes, to readers of YAML 1.1 and 1.2 alike."""
    if not text or text != text.strip() or text[0] in _UNSAFE_FIRST or text.startswith("..."):
        return False
    if ": " in text or " #" in text or text.endswith(":") or "\n" in text or "\t" in text:
        return False
    if in_flow and _UNSAFE_IN_FLOW.search(text):
        return False
    return not _NEEDS_ESCAPE.search(text) and not otherwise_read_as(text)


def quoted(text: str) -> str:
    """A text in double quotes; in single ones if it holds double quotes or backslashes and nothing that needs an escape."""
    if ('"' in text or "\\" in text) and "'" not in text and text.isprintable():
        return f"'{text}'"
    return _NEEDS_ESCAPE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))
