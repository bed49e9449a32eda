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
from typing import TypeAlias

from appfactory.catalog.stacks.nextjs_15.emit.document import WIDTH, Document, Group, IfBroken, Indent, Line, printed
from appfactory.catalog.stacks.nextjs_15.emit.shapes import shape_of, with_words
from appfactory.model.json_value import JsonValue
from appfactory.model.typescript_literal import encode

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
_BINARY = ("&&", "||", "??")
_GENERIC_ALIAS = re.compile(r"((?:export )?type \w+ = [\w.]+)<([^<>,]+)>;")
_CLOSE = {"(": ")", "[": "]", "{": "}"}
_MAY_BREAK_EARLY = re.compile(r"\}, \{|\w\([\w.]+\(\(\w+\) => .*\), ")
"""What stands in every line that Prettier breaks although it would fit: a list of objects, a call with a callback among other arguments."""


@dataclass(frozen=True, slots=True)
class _Brackets:
    open: str
    items: tuple[_Sequence, ...]


_Node: TypeAlias = str | _Brackets
_Sequence: TypeAlias = tuple[_Node, ...]


def literal(value: JsonValue) -> str:
    """A value as an expression on one line, for `fit` to break."""
    return encode(value, width=sys.maxsize)


def fit(text: str) -> str:
    """Return the text with each line of more than `WIDTH` columns, or that Prettier never leaves on one line, laid out over several."""
    lines = text.split("\n")
    early = _MAY_BREAK_EARLY.search(text) is not None
    if not early and max(map(len, lines)) <= WIDTH:
        return text
    return "\n".join(_wrap(line) if len(line) > WIDTH or (early and _MAY_BREAK_EARLY.search(line)) else line for line in lines)


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
        condition = printed(_concatenation(sequence[:3]), indent)
        return f"{pad}{condition}\n" + fit(pad + "  " + "".join(map(_flat, sequence[4:])))
    if body.startswith(("type ", "export type ")) and " & " in body:
        return pad + body.replace(" & ", f" &\n{pad}  ")
    if generic := _GENERIC_ALIAS.fullmatch(body):
        return f"{pad}{generic[1]}<\n{pad}  {generic[2]}\n{pad}>;"
    return pad + printed(_statement(sequence), indent)


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


def _statement(sequence: _Sequence) -> Document:
    end = next((position for position, node in enumerate(sequence) if node == "="), None)
    if end is None or end + 2 >= len(sequence):
        for keyword in ("return", "throw"):
            if sequence[0] == keyword:
                return (keyword, " ", _operand(sequence[2:]))
        return _expression(sequence)
    left, right = sequence[: end + 1], sequence[end + 2 :]
    if _breaks_after_operator(right):
        return (_concatenation(left), Group(Indent((Line("line"), _below(right)))))
    return (_concatenation(left), " ", _expression(right))


def _operand(sequence: _Sequence) -> Document:
    """What follows `return` or `throw`: a binary expression that has to break stands in parentheses."""
    if any(node in ("&&", "||") for node in sequence):
        terminated = sequence[-1] == ";"
        body = _expression(sequence[:-1] if terminated else sequence)
        return (Group((IfBroken("("), Indent((Line("soft"), body)), Line("soft"), IfBroken(")"))), ";" if terminated else "")
    return _expression(sequence)


def _breaks_after_operator(sequence: _Sequence) -> bool:
    test = sequence[: sequence.index("?")] if "?" in sequence else sequence
    return any(node in ("&&", "||", "??", "===", "=") for node in test) or not any(isinstance(node, _Brackets) for node in sequence)


def _expression(sequence: _Sequence) -> Document:
    arrow = next((position for position, node in enumerate(sequence) if node == "=>"), None)
    if arrow is not None and arrow + 2 < len(sequence):
        head, body = sequence[: arrow + 1], sequence[arrow + 2 :]
        hugged = isinstance(body[0], _Brackets) and len(body) <= 2
        layout = (" ", _expression(body)) if hugged else Group(Indent((Line("line"), _expression(body))))
        return (_concatenation(head), layout)
    question = next((position for position, node in enumerate(sequence) if node == "?"), None)
    if question is not None and 0 < question < len(sequence) - 1:
        return _conditional(sequence, question)
    colon = sequence.index(":") if ":" in sequence else -1
    if 0 < colon <= 1 and len(sequence) > colon + 2:
        value = sequence[colon + 2 :]
        text = len(value) == 1 and isinstance(value[0], str) and value[0].startswith(('"', "'"))
        if text or any(node in _BINARY for node in value):
            return (_concatenation(sequence[: colon + 1]), Group(Indent((Line("line"), _below(value)))))
        return (_concatenation(sequence[: colon + 1]), " ", _expression(value))
    for operators in (("||", "??"), ("&&",)):
        if any(node in operators for node in sequence):
            return _binary(sequence, operators)
    return _chain(sequence) or _concatenation(sequence)


def _below(sequence: _Sequence) -> Document:
    """What stands on lines of its own below an operator: the operands of a binary expression are in one column there."""
    document = _expression(sequence)
    if "?" not in sequence and any(node in _BINARY for node in sequence) and isinstance(document, Group) and isinstance(document.content, tuple):
        first, rest = document.content
        return Group((first, rest.content)) if isinstance(rest, Indent) else document
    return document


def _conditional(sequence: _Sequence, question: int) -> Document:
    colon = next((place for place in range(len(sequence) - 1, question, -1) if sequence[place] == ":"), len(sequence))
    if colon == len(sequence):
        return _concatenation(sequence)
    test = _strip(list(sequence[:question]))
    yes = _strip(list(sequence[question + 1 : colon]))
    no = _strip(list(sequence[colon + 1 :]))
    arms = (Line("line"), "? ", _expression(yes), Line("line"), ": ", _expression(no))
    return Group((_expression(test), Indent(arms)))


def _binary(sequence: _Sequence, operators: tuple[str, ...]) -> Document:
    parts: list[Document] = []
    current: list[_Node] = []
    for node in sequence:
        if node in operators:
            parts += [_expression(_strip(current)), f" {node}", Line("line")]
            current = []
        else:
            current.append(node)
    parts.append(_expression(_strip(current)))
    return Group((parts[0], Indent(tuple(parts[1:]))))


def _chain(sequence: _Sequence) -> Document | None:
    """A chain of two calls or more breaks before each dot when it does not fit; `Object` and the like keep their first call beside them."""
    dots = [place for place, node in enumerate(sequence) if node == "." and place + 2 < len(sequence) and isinstance(sequence[place + 2], _Brackets)]
    if dots and str(sequence[dots[0] - 1])[:1].isupper():
        dots = dots[1:]
    elif dots and any(isinstance(node, _Brackets) for node in sequence[: dots[0]]) and not (dots[0] == 2 and isinstance(sequence[0], str)):
        return None
    if len(dots) < 2:
        return None
    end = dots[-1] + 3
    pieces = [sequence[start:stop] for start, stop in zip(dots, [*dots[1:], end], strict=True)]
    head, tail = sequence[: dots[0]], sequence[end:]
    flat = (_concatenation(head), *(_concatenation(piece) for piece in pieces))
    broken = (_concatenation(head), Indent(tuple(part for piece in pieces for part in (Line("hard"), _concatenation(piece)))))
    return (Group(flat, states=(flat, broken)), _concatenation(tail))


def _concatenation(sequence: _Sequence) -> Document:
    before = ("", *sequence)
    return tuple(node if isinstance(node, str) else _bracketed(node, last) for node, last in zip(sequence, before, strict=False))


def _bracketed(node: _Brackets, before: _Node = "") -> Document:
    close = _CLOSE[node.open]
    if _is_object_in_parentheses(node) and _groups(before):
        return ("(", _concatenation(node.items[0]), ")")
    if node.open == "(" and len(node.items) == 1 and _groups(before) and not isinstance(node.items[0][0], _Brackets):
        return Group(("(", Indent((Line("soft"), _expression(node.items[0]))), Line("soft"), ")"))
    if not node.items:
        return node.open + close
    space = Line("line") if node.open == "{" else Line("soft")
    items = [_expression(item) for item in node.items]
    joined = _joined(items)
    broken: Document = (node.open, Indent((space, joined)), IfBroken(","), space, close)
    if len(node.items) > 1 and (_are_structures(node) if node.open == "[" else node.open == "(" and any(map(_is_call_with_function, node.items))):
        return Group(broken, broken=True)
    if node.open == "(" and _is_short_function(node.items[-1]):
        return Group(broken, states=((node.open, joined, close), _with_body_below(node, items), Group(broken, broken=True)))
    if node.open != "(" or not _is_huggable(node.items[-1]) or any(_is_huggable(item) for item in node.items[:-1]):
        return Group(broken)
    leading = tuple(part for item in items[:-1] for part in (item, ", "))
    flat: Document = (node.open, joined, close)
    hugged: Document = (node.open, *leading, _broken_group(items[-1]), close)
    return Group(flat, states=(flat, hugged, Group(broken, broken=True)))


def _groups(before: _Node) -> bool:
    """True if parentheses after that node are no call's: they stand around an expression, in which there is no comma at the end."""
    return isinstance(before, str) and not (before[-1:].isalnum() or before[-1:] in ("_", "$", ">", "."))


def _are_structures(node: _Brackets) -> bool:
    """True if all items are objects of several members, or all are lists of several."""
    inner = [item[0] for item in node.items if len(item) == 1 and isinstance(item[0], _Brackets) and len(item[0].items) > 1]
    return len(inner) == len(node.items) and len({item.open for item in inner}) == 1


def _is_call_with_function(item: _Sequence) -> bool:
    """True for a call of which an argument is a function."""
    last = item[-1]
    return len(item) > 1 and isinstance(last, _Brackets) and last.open == "(" and "=>" not in item and any("=>" in each for each in last.items)


def _is_short_function(item: _Sequence) -> bool:
    """True for an arrow function whose body is an expression that is no literal."""
    arrow = next((place for place, node in enumerate(item) if node == "=>"), None)
    return arrow is not None and arrow + 2 < len(item) and not isinstance(item[arrow + 2], _Brackets)


def _with_body_below(node: _Brackets, items: list[Document]) -> Document:
    """The function stays on the line of its call, and its body goes below it."""
    last = node.items[-1]
    arrow = last.index("=>")
    leading = tuple(part for item in items[:-1] for part in (item, ", "))
    body = Indent((Line("hard"), _expression(last[arrow + 2 :])))
    return (node.open, *leading, _concatenation(last[: arrow + 1]), body, ",", Line("hard"), _CLOSE[node.open])


def _joined(items: list[Document]) -> Document:
    parts: list[Document] = []
    for position, item in enumerate(items):
        parts += [item] if position == 0 else [",", Line("line"), item]
    return tuple(parts)


def _is_huggable(item: _Sequence) -> bool:
    """True if the item is an object, an array or an arrow function whose body is one: it may stay on the line of its call."""
    last = item[-1]
    if not isinstance(last, _Brackets) or not last.items:
        return False
    if last.open == "(":
        return "=>" in item and _is_object_in_parentheses(last)
    return len(item) == 1 or "=>" in item


def _is_object_in_parentheses(node: _Brackets) -> bool:
    """True for `({ … })`, what an arrow function returns."""
    inner = node.items[0] if len(node.items) == 1 else ()
    return node.open == "(" and len(inner) == 1 and isinstance(inner[0], _Brackets) and inner[0].open == "{"


def _broken_group(document: Document) -> Document:
    if isinstance(document, Group) and not document.states:
        return Group(document.content, broken=True)
    if isinstance(document, tuple):
        place = next((place for place in range(len(document) - 1, -1, -1) if not isinstance(document[place], str)), None)
        if place is not None:
            return (*document[:place], _broken_group(document[place]), *document[place + 1 :])
    return document
