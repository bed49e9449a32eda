"""Where in the file each part of the plan stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from appfactory.compile.plan.positions import Lines
from appfactory.compile.plan.repair import Repair
from appfactory.compile.plan.tree import MappingNode, Node, ScalarNode, SequenceNode
from appfactory.model.finding import Span

PlanPath: TypeAlias = tuple[str | int, ...]

_PART = re.compile(r"\[[0-9]+\]|[^.\[\]]+")


def path_text(path: PlanPath) -> str:
    """A path as people write it: `components.pages[0].route`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def path_of(text: str) -> PlanPath:
    """The path that `path_text` wrote."""
    return tuple(int(part[1:-1]) if part.startswith("[") else part for part in _PART.findall(text))


class PlanSpans(Mapping[str, Span]):
    """Where each part of the plan stands, by its path with the document's own keys.

    A path is a tuple (`("components", "pages", 0, "route")`), or its text for the mapping (`components.pages[0].route`; the empty text is
    the whole plan). Found by walking the tree when asked, so that spans cost nothing to make.
    """

    def __init__(self, file: str, root: Node | None, text: str = "", repairs: tuple[Repair, ...] = ()) -> None:
        self.file = file
        self._root = root
        self._text = text
        self._repairs = repairs
        self._lines = Lines(text)

    def value(self, path: PlanPath) -> Span:
        """The span of the value at the path; if it is not there, that of the nearest thing around it."""
        node, key, complete = self._find(path)
        if not complete and key is not None:
            return self._between(key.start, key.end)
        return self.of(node) if node is not None else Span(self.file)

    def __getitem__(self, path: str) -> Span:
        node, _, complete = self._find(path_of(path))
        if not complete or node is None:
            raise KeyError(path)
        return self.of(node)

    def __iter__(self) -> Iterator[str]:
        waiting: list[tuple[PlanPath, Node]] = [((), self._root)] if self._root is not None else []
        while waiting:
            path, node = waiting.pop()
            yield path_text(path)
            if isinstance(node, MappingNode):
                waiting += [((*path, key), value) for key, value in reversed(node.values.items())]
            elif isinstance(node, SequenceNode):
                waiting += [((*path, index), item) for index, item in reversed(list(enumerate(node.items)))]

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def key(self, path: PlanPath) -> Span:
        """The span of the key at the path; of the value if it has no key of its own (an item of a list)."""
        _, key, complete = self._find(path)
        if key is not None and (not complete or (path and isinstance(path[-1], str))):
            return self._between(key.start, key.end)
        return self.value(path)

    def has(self, path: PlanPath) -> bool:
        """True if something stands in the file at that path."""
        return self._find(path)[2]

    def node(self, path: PlanPath) -> Node | None:
        """The node at the path, or None."""
        node, _, complete = self._find(path)
        return node if complete else None

    def of(self, node: Node) -> Span:
        """The span of a node. Of a block collection, which ends where the next thing begins, only the start is known."""
        if isinstance(node, ScalarNode) or node.flow:
            return self._between(node.start, node.end)
        return self.at(node.start)

    def at(self, index: int) -> Span:
        """A span of which only the start is known."""
        line, column = self._lines.position(index)
        return Span(self.file, line + 1, self._column(line, column) + 1)

    def between(self, start: int | None, end: int | None) -> Span:
        """The span from one index to another; both may be missing."""
        if start is None:
            return Span(self.file)
        return self._between(start, end) if end is not None else self.at(start)

    def inside(self, path: PlanPath, offset: int, length: int = 0) -> Span:
        """The span of characters `offset` to `offset + length` of the text at the path; of the whole value if they can't be told apart."""
        node = self.node(path)
        if not isinstance(node, ScalarNode):
            return self.value(path)
        return self.inside_node(node, offset, length)

    def inside_node(self, node: ScalarNode, offset: int, length: int = 0) -> Span:
        """As `inside`, for a node."""
        source = self._text[node.start : node.end]
        if node.style == "|":
            return self._inside_block(node, source, offset, length)
        quote = 1 if node.style in ("'", '"') else 0
        if source[quote : quote + len(node.text)] != node.text or "\n" in node.text:
            return self.of(node)
        line, column = self._lines.position(node.start + quote + offset)
        return self._line_span(line, column, length)

    def _inside_block(self, node: ScalarNode, source: str, offset: int, length: int) -> Span:
        before = node.text[:offset]
        number = before.count("\n")
        column = offset - (before.rfind("\n") + 1)
        lines = source.split("\n")[1:]
        first = next((line for line in lines if line.strip()), "")
        if number >= len(lines):
            return self.of(node)
        written = node.text.split("\n", 1)[0] if not node.text.startswith("\n") else node.text.lstrip("\n").split("\n", 1)[0]
        indentation = len(first) - len(written)
        return self._line_span(self._lines.position(node.start)[0] + 1 + number, indentation + column, length)

    def on_line(self, line: int, column: int, end_column: int) -> Span:
        """The span of a stretch of one line of the parsed text; all arguments are 0-based."""
        return self._line_span(line, column, end_column - column)

    def _line_span(self, line: int, column: int, length: int) -> Span:
        start = self._column(line, column)
        if not length:
            return Span(self.file, line + 1, start + 1)
        return Span(self.file, line + 1, start + 1, line + 1, self._column(line, column + length) + 1)

    def _between(self, start: int, end: int) -> Span:
        first, last = self.at(start), self.at(end)
        return Span(self.file, first.line, first.column, last.line, last.column)

    def _column(self, line: int, column: int) -> int:
        for repair in reversed(self._repairs):
            column = repair.original_column(line, column)
        return column

    def _find(self, path: PlanPath) -> tuple[Node | None, ScalarNode | None, bool]:
        """The deepest node on the path, the last key on the way, and whether the whole path is there."""
        node, key = self._root, None
        if node is None:
            return None, None, False
        for part in path:
            if isinstance(node, MappingNode) and isinstance(part, str) and part in node.values:
                key, node = node.keys[part], node.values[part]
            elif isinstance(node, SequenceNode) and isinstance(part, int) and 0 <= part < len(node.items):
                key, node = None, node.items[part]
            else:
                return node, key, False
        return node, key, True
