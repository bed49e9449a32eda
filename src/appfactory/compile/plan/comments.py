"""Comments of a YAML text, and the entries (keys and list items) they belong to.

libyaml drops comments, but it tells where each token stands: what is neither a token nor blank is a comment.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from appfactory.compile.plan.positions import Lines
from appfactory.compile.plan.repair import tokens
from appfactory.compile.plan.tree import Node, ScalarNode

_COMMENT = re.compile(r"#[^\n]*")
_HEADER_COMMENT = re.compile(r"[|>][-+0-9]*[ \t]+(#[^\n]*)")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its place (0-based line and column); `own_line` if nothing stands before it on its line."""

    index: int
    line: int
    column: int
    text: str
    own_line: bool


@dataclass(slots=True)
class Entry:
    """A key with its value, or an item of a list (then `key` is None), and the comments that go where it goes.

    `before` are the lines above it, `after` those below the last entry of its value (an empty text is a blank line); `beside` stands at the
    end of its first line. `column` is where the key, or the item's dash, stands; `opens` says that its value has entries of its own.
    """

    key: ScalarNode | None
    value: Node
    index: int
    line: int
    column: int
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    beside: str = ""
    opens: bool = False


def comments_of(text: str) -> tuple[Comment, ...]:
    """All comments of a text that parses."""
    found: list[Comment] = []
    lines = Lines(text)
    end = 0
    for token in tokens(text):
        start = token.start_mark.index
        found += [_comment(lines, match.start(), match[0]) for match in _COMMENT.finditer(text, end, max(end, start))]
        if text[start : start + 1] in ("|", ">") and (header := _HEADER_COMMENT.match(text, start)):
            found.append(_comment(lines, header.start(1), header[1]))
        end = max(end, token.end_mark.index)
    found += [_comment(lines, match.start(), match[0]) for match in _COMMENT.finditer(text, end)]
    return tuple(found)


def _comment(lines: Lines, index: int, text: str) -> Comment:
    line, column = lines.position(index)
    return Comment(index, line, column, text.rstrip(), not lines.text[index - column : index].strip())


def attach(text: str, comments: Iterable[Comment], entries: list[Entry]) -> list[str]:
    """Give each entry its comments and the blank lines above it. Returns the lines that stand at the end and belong to no entry.

    `entries` are in the order of the text, an item before the first key of the mapping that it is.
    """
    lines = Lines(text)
    starts = [entry.index for entry in entries]
    last: list[str] = []
    for comment in comments:
        position = bisect_left(starts, comment.index)
        if not comment.own_line:
            beside = _beside(comment, entries, position)
            if beside is not None and not beside.beside:
                beside.beside = comment.text
                continue
        target = _lines_for(comment, entries, position, last)
        if lines.blank(comment.line - 1):
            target.append("")
        target.append(comment.text)
    for entry, first in _first_on_line(entries):
        if first and lines.blank(entry.line - 1):
            entry.before.append("")
    return last


def _beside(comment: Comment, entries: list[Entry], position: int) -> Entry | None:
    """The last entry that begins on the comment's line."""
    found = entries[position - 1] if position else None
    return found if found is not None and found.line == comment.line else None


def _lines_for(comment: Comment, entries: list[Entry], position: int, last: list[str]) -> list[str]:
    """The lines before the next entry, unless the comment is indented more: then at the end of the collection that it is indented like."""
    following = entries[position] if position < len(entries) else None
    floor = following.column if following is not None else 0
    column = comment.column
    for entry in reversed(entries[:position]) if comment.own_line else ():
        if column <= floor:
            break
        if entry.column >= column:
            continue
        if entry.opens:
            return entry.after
        column = entry.column
    return following.before if following is not None else last


def _first_on_line(entries: list[Entry]) -> Iterator[tuple[Entry, bool]]:
    """Each entry, and whether it is the first that begins on its line."""
    line = -1
    for entry in entries:
        yield entry, entry.line != line
        line = entry.line
