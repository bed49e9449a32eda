"""Lays out TypeScript lines that are too long, the way Prettier does at a width of 100 columns.

Emitters write each statement on one line where Prettier would, and `fit` breaks those that do not fit: at call arguments, object and array
members, parameters, import lists, method chains and conditionals. The document algebra and the rules for what breaks first follow Prettier
(https://github.com/prettier/prettier/blob/main/commands.md); only the syntax that emitters use is covered.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from appfactory.catalog.stacks.nextjs_15.emit.shapes import shape_of, with_words
from appfactory.model.json_value import JsonValue
from appfactory.model.typescript_literal import encode

WIDTH = 100
"""Columns of a line, as `printWidth` of the app's own formatter."""

_TOKEN = re.compile(
    r"""
    (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)
  | (?P<regex>(?<=[(,=:\s])/(?![/*])(?:[^/\\\[]|\\.|\[(?:[^\]\\]|\\.)*\])+/[a-z]*)
  | (?P<open>[(\[{])
  | (?P<close>[)\]}])
  | (?P<comma>,\s*)
  | (?P<text>[A-Za-z0-9_$]+|\s+|=>|[=!]==|[<>]=|\?:|&&|\|\||\?\?|\?\.|[^\s])
    """,
    re.VERBOSE,
)
_TEST_CALL = re.compile(r"""\s*(?:it|test|describe)(?:\.\w+)?\(["`].*(?:=> \{|\(\) => \{)$""")
_CLOSE = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class _Brackets:
    open: str
    items: tuple[_Sequence, ...]


_Node: TypeAlias = str | _Brackets
_Sequence: TypeAlias = tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    kind: Literal["line", "soft", "hard"]


@dataclass(frozen=True, slots=True)
class _IfBroken:
    text: str


@dataclass(frozen=True, slots=True)
class _Indent:
    content: _Document


@dataclass(frozen=True, slots=True)
class _Group:
    """`states` are layouts to try in order, the least broken first; the last is taken when none fits."""

    content: _Document
    states: tuple[_Document, ...] = ()
    broken: bool = False


_Document: TypeAlias = str | _Line | _IfBroken | _Indent | _Group | tuple["_Document", ...]


def literal(value: JsonValue) -> str:
    """A value as an expression on one line, for `fit` to break."""
    return encode(value, width=sys.maxsize)


def fit(text: str) -> str:
    """Return the text with each line of more than `WIDTH` columns laid out over several."""
    lines = text.split("\n")
    if max(map(len, lines)) <= WIDTH:
        return text
    return "\n".join(line if len(line) <= WIDTH else _wrap(line) for line in lines)


def _wrap(line: str) -> str:
    shape, words = shape_of(line)
    return with_words(_laid_out(shape), words)


@lru_cache(maxsize=16_384)
def _laid_out(line: str) -> str:
    body = line.lstrip(" ")
    if body.startswith(("//", "*", "/*")) or _TEST_CALL.match(line):
        return line
    indent = len(line) - len(body)
    sequence = _parse(body)
    if sequence is None:
        return line
    pad = " " * indent
    if body.startswith(("if (", "for (")) and isinstance(sequence[2], _Brackets) and len(sequence) > 4 and sequence[-1] != "{":
        condition = _print(_concatenation(sequence[:3]), indent)
        return f"{pad}{condition}\n" + fit(pad + "  " + "".join(map(_flat, sequence[4:])))
    if body.startswith(("type ", "export type ")) and " & " in body:
        return pad + body.replace(" & ", f" &\n{pad}  ")
    return pad + _print(_statement(sequence), indent)


def chain(prefix: str, calls: Sequence[str], suffix: str = ";") -> list[str]:
    """A statement that is a chain of calls (`.from(tables)`), in one line for `fit` unless Prettier always breaks it.

    It does when there are more than two calls and one of them takes a function or spreads something.
    """
    if len(calls) > 2 and any("..." in call or "=>" in call for call in calls):
        return [prefix, *(f"  {call}" for call in calls[:-1]), f"  {calls[-1]}{suffix}"]
    return [prefix + "".join(calls) + suffix]


def _flat(node: _Node) -> str:
    if isinstance(node, str):
        return node
    inner = ", ".join("".join(map(_flat, item)) for item in node.items)
    space = " " if node.open == "{" and node.items else ""
    return f"{node.open}{space}{inner}{space}{_CLOSE[node.open]}"


def _parse(text: str) -> _Sequence | None:
    """The brackets and what stands between them, or None when a bracket stays open (its rest is on other lines)."""
    stack: list[tuple[str, list[list[_Node]]]] = [("", [[]])]
    for match in _TOKEN.finditer(text):
        kind, token = match.lastgroup, match.group()
        if kind == "open":
            stack.append((token, [[]]))
        elif kind == "close":
            opened, items = stack.pop()
            if not stack or _CLOSE.get(opened) != token:
                return None
            stripped = (_strip(item) for item in items)
            stack[-1][1][-1].append(_Brackets(opened, tuple(item for item in stripped if item)))
        elif kind == "comma" and stack[-1][0]:
            stack[-1][1].append([])
        else:
            stack[-1][1][-1].append(token)
    if len(stack) != 1:
        if len(stack) == 2 and text.endswith("{") and stack[1][1] == [[]]:
            return (*stack[0][1][0], "{")
        return None
    return tuple(stack[0][1][0])


def _strip(item: list[_Node]) -> _Sequence:
    start, end = 0, len(item)
    while start < end and isinstance(item[start], str) and not str(item[start]).strip():
        start += 1
    while end > start and isinstance(item[end - 1], str) and not str(item[end - 1]).strip():
        end -= 1
    return tuple(item[start:end])


def _statement(sequence: _Sequence) -> _Document:
    end = next((position for position, node in enumerate(sequence) if node == "="), None)
    if end is None or end + 2 >= len(sequence):
        for keyword in ("return", "throw"):
            if sequence[0] == keyword:
                return (keyword, " ", _operand(sequence[2:]))
        return _expression(sequence)
    left, right = sequence[: end + 1], sequence[end + 2 :]
    if _breaks_after_operator(right):
        return (_concatenation(left), _Group(_Indent((_Line("line"), _expression(right)))))
    return (_concatenation(left), " ", _expression(right))


def _operand(sequence: _Sequence) -> _Document:
    """What follows `return` or `throw`: a binary expression that has to break stands in parentheses."""
    if any(node in ("&&", "||") for node in sequence):
        terminated = sequence[-1] == ";"
        body = _expression(sequence[:-1] if terminated else sequence)
        return (_Group((_IfBroken("("), _Indent((_Line("soft"), body)), _Line("soft"), _IfBroken(")"))), ";" if terminated else "")
    return _expression(sequence)


def _breaks_after_operator(sequence: _Sequence) -> bool:
    test = sequence[: sequence.index("?")] if "?" in sequence else sequence
    return any(node in ("&&", "||", "??", "===", "=") for node in test) or not any(isinstance(node, _Brackets) for node in sequence)


def _expression(sequence: _Sequence) -> _Document:
    arrow = next((position for position, node in enumerate(sequence) if node == "=>"), None)
    if arrow is not None and arrow + 2 < len(sequence):
        head, body = sequence[: arrow + 1], sequence[arrow + 2 :]
        hugged = isinstance(body[0], _Brackets) and len(body) <= 2
        layout = (" ", _expression(body)) if hugged else _Group(_Indent((_Line("line"), _expression(body))))
        return (_concatenation(head), layout)
    question = next((position for position, node in enumerate(sequence) if node == "?"), None)
    if question is not None and 0 < question < len(sequence) - 1:
        return _conditional(sequence, question)
    for operators in (("||", "??"), ("&&",)):
        if any(node in operators for node in sequence):
            return _binary(sequence, operators)
    colon = sequence.index(":") if ":" in sequence else -1
    if 0 < colon <= 1 and len(sequence) > colon + 2:
        return (_concatenation(sequence[: colon + 1]), " ", _expression(sequence[colon + 2 :]))
    return _chain(sequence) or _concatenation(sequence)


def _conditional(sequence: _Sequence, question: int) -> _Document:
    colon = next((place for place in range(len(sequence) - 1, question, -1) if sequence[place] == ":"), len(sequence))
    if colon == len(sequence):
        return _concatenation(sequence)
    test = _strip(list(sequence[:question]))
    yes = _strip(list(sequence[question + 1 : colon]))
    no = _strip(list(sequence[colon + 1 :]))
    arms = (_Line("line"), "? ", _expression(yes), _Line("line"), ": ", _expression(no))
    return _Group((_expression(test), _Indent(arms)))


def _binary(sequence: _Sequence, operators: tuple[str, ...]) -> _Document:
    parts: list[_Document] = []
    current: list[_Node] = []
    for node in sequence:
        if node in operators:
            parts += [_expression(_strip(current)), f" {node}", _Line("line")]
            current = []
        else:
            current.append(node)
    parts.append(_expression(_strip(current)))
    return _Group((parts[0], _Indent(tuple(parts[1:]))))


def _chain(sequence: _Sequence) -> _Document | None:
    """A chain of two calls or more breaks before each dot when it does not fit; `Object` and the like keep their first call beside them."""
    dots = [place for place, node in enumerate(sequence) if node == "." and place + 2 < len(sequence) and isinstance(sequence[place + 2], _Brackets)]
    if dots and str(sequence[dots[0] - 1])[:1].isupper():
        dots = dots[1:]
    elif dots and any(isinstance(node, _Brackets) for node in sequence[: dots[0]]):
        return None
    if len(dots) < 2:
        return None
    end = dots[-1] + 3
    pieces = [sequence[start:stop] for start, stop in zip(dots, [*dots[1:], end], strict=True)]
    head, tail = sequence[: dots[0]], sequence[end:]
    flat = (_concatenation(head), *(_concatenation(piece) for piece in pieces))
    broken = (_concatenation(head), _Indent(tuple(part for piece in pieces for part in (_Line("hard"), _concatenation(piece)))))
    return (_Group(flat, states=(flat, broken)), _concatenation(tail))


def _concatenation(sequence: _Sequence) -> _Document:
    before = ("", *sequence)
    return tuple(node if isinstance(node, str) else _bracketed(node, last) for node, last in zip(sequence, before, strict=False))


def _bracketed(node: _Brackets, before: _Node = "") -> _Document:
    close = _CLOSE[node.open]
    if node.open == "(" and len(node.items) == 1 and _groups(before) and not isinstance(node.items[0][0], _Brackets):
        return _Group(("(", _Indent((_Line("soft"), _expression(node.items[0]))), _Line("soft"), ")"))
    if not node.items:
        return node.open + close
    space = _Line("line") if node.open == "{" else _Line("soft")
    items = [_expression(item) for item in node.items]
    joined = _joined(items)
    broken: _Document = (node.open, _Indent((space, joined)), _IfBroken(","), space, close)
    if node.open == "(" and _is_short_function(node.items[-1]):
        return _Group(broken, states=((node.open, joined, close), _with_body_below(node, items), _Group(broken, broken=True)))
    if node.open != "(" or not _is_huggable(node.items[-1]) or any(_is_huggable(item) for item in node.items[:-1]):
        return _Group(broken)
    leading = tuple(part for item in items[:-1] for part in (item, ", "))
    flat: _Document = (node.open, joined, close)
    hugged: _Document = (node.open, *leading, _broken_group(items[-1]), close)
    return _Group(flat, states=(flat, hugged, _Group(broken, broken=True)))


def _groups(before: _Node) -> bool:
    """True if parentheses after that node are no call's: they stand around an expression, in which there is no comma at the end."""
    return isinstance(before, str) and not (before[-1:].isalnum() or before[-1:] in ("_", "$", ">", "."))


def _is_short_function(item: _Sequence) -> bool:
    """True for an arrow function whose body is an expression that is no literal."""
    arrow = next((place for place, node in enumerate(item) if node == "=>"), None)
    return arrow is not None and arrow + 2 < len(item) and not isinstance(item[arrow + 2], _Brackets)


def _with_body_below(node: _Brackets, items: list[_Document]) -> _Document:
    """The function stays on the line of its call, and its body goes below it."""
    last = node.items[-1]
    arrow = last.index("=>")
    leading = tuple(part for item in items[:-1] for part in (item, ", "))
    body = _Indent((_Line("hard"), _expression(last[arrow + 2 :])))
    return (node.open, *leading, _concatenation(last[: arrow + 1]), body, ",", _Line("hard"), _CLOSE[node.open])


def _joined(items: list[_Document]) -> _Document:
    parts: list[_Document] = []
    for position, item in enumerate(items):
        parts += [item] if position == 0 else [",", _Line("line"), item]
    return tuple(parts)


def _is_huggable(item: _Sequence) -> bool:
    """True if the item is an object, an array or an arrow function whose body is one: it may stay on the line of its call."""
    last = item[-1]
    if not isinstance(last, _Brackets) or last.open == "(" or not last.items:
        return False
    return len(item) == 1 or "=>" in item


def _broken_group(document: _Document) -> _Document:
    if isinstance(document, _Group) and not document.states:
        return _Group(document.content, broken=True)
    if isinstance(document, tuple) and document:
        return (*document[:-1], _broken_group(document[-1]))
    return document


_Command: TypeAlias = tuple[int, bool, _Document]


def _print(document: _Document, indent: int) -> str:
    out: list[str] = []
    column = indent
    stack: list[_Command] = [(indent, True, document)]
    while stack:
        depth, breaks, item = stack.pop()
        match item:
            case str():
                out.append(item)
                column += len(item)
            case tuple():
                stack.extend((depth, breaks, part) for part in reversed(item))
            case _Indent(content):
                stack.append((depth + 2, breaks, content))
            case _IfBroken(text):
                if breaks:
                    out.append(text)
                    column += len(text)
            case _Line(kind):
                if breaks or kind == "hard":
                    out.append("\n" + " " * depth)
                    column = depth
                elif kind == "line":
                    out.append(" ")
                    column += 1
            case _Group():
                stack.append(_choose(item, depth, column, stack))
    return "\n".join(line.rstrip() for line in "".join(out).split("\n"))


def _choose(group: _Group, depth: int, column: int, rest: list[_Command]) -> _Command:
    if not group.broken and _fits((depth, False, group.content), rest, column, must_be_flat=True):
        return (depth, False, group.content)
    for state in group.states[1:-1]:
        if _fits((depth, True, state), rest, column):
            return (depth, True, state)
    return (depth, True, group.states[-1] if group.states else group.content)


def _fits(command: _Command, rest: list[_Command], column: int, *, must_be_flat: bool = False) -> bool:
    """True if the text up to the next line break fits. What follows the command counts as laid out in its own way."""
    remaining = WIDTH - column
    position = len(rest)
    stack = [command]
    while remaining >= 0:
        if not stack:
            if position == 0:
                return True
            position -= 1
            stack.append(rest[position])
            continue
        depth, breaks, item = stack.pop()
        match item:
            case str():
                remaining -= len(item)
            case tuple():
                stack.extend((depth, breaks, part) for part in reversed(item))
            case _Indent(content):
                stack.append((depth, breaks, content))
            case _IfBroken(text):
                remaining -= len(text) if breaks else 0
            case _Line(kind):
                if breaks or kind == "hard":
                    return True
                remaining -= 1 if kind == "line" else 0
            case _Group():
                if must_be_flat and item.broken:
                    return False
                content = item.states[-1] if item.states and item.broken else item.content
                stack.append((depth, item.broken or (breaks and position < len(rest)), content))
    return False
