"""A document that knows where it may break, printed so that it fits: groups stay on one line or break as a whole.

The algebra is Wadler's ("A prettier printer", 2003) with the alternatives of layout that Prettier adds to it
(https://github.com/prettier/prettier/blob/main/commands.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

WIDTH = 100
"""Columns of a line, as `printWidth` of the app's own formatter."""


@dataclass(frozen=True, slots=True)
class Line:
    """Where a group may break: a space or nothing (`soft`) if it does not, and always a new line if `hard`."""

    kind: Literal["line", "soft", "hard"]


@dataclass(frozen=True, slots=True)
class IfBroken:
    """Text that stands there only if the group around it breaks."""

    text: str


@dataclass(frozen=True, slots=True)
class Indent:
    """What is two columns deeper."""

    content: Document


@dataclass(frozen=True, slots=True)
class Group:
    """`states` are layouts to try in order, the least broken first; the last is taken when none fits."""

    content: Document
    states: tuple[Document, ...] = ()
    broken: bool = False


Document: TypeAlias = str | Line | IfBroken | Indent | Group | tuple["Document", ...]

_Command: TypeAlias = tuple[int, bool, Document]


def printed(document: Document, indent: int) -> str:
    """The document as text whose first line begins at column `indent`, which is not printed."""
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
            case Indent(content):
                stack.append((depth + 2, breaks, content))
            case IfBroken(text):
                if breaks:
                    out.append(text)
                    column += len(text)
            case Line(kind):
                if breaks or kind == "hard":
                    out.append("\n" + " " * depth)
                    column = depth
                elif kind == "line":
                    out.append(" ")
                    column += 1
            case Group():
                stack.append(_choose(item, depth, column, stack))
    return "\n".join(line.rstrip() for line in "".join(out).split("\n"))


def _choose(group: Group, depth: int, column: int, rest: list[_Command]) -> _Command:
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
            case Indent(content):
                stack.append((depth, breaks, content))
            case IfBroken(text):
                remaining -= len(text) if breaks else 0
            case Line(kind):
                if breaks or kind == "hard":
                    return True
                remaining -= 1 if kind == "line" else 0
            case Group():
                if must_be_flat and item.broken and position == len(rest):
                    return False
                content = item.states[-1] if item.states and item.broken else item.content
                stack.append((depth, item.broken or (breaks and position < len(rest)), content))
    return False
