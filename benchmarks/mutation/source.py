"""A TypeScript file of an app, as a syntax tree in which pieces can be exchanged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

_SHOWN = 70


@dataclass(frozen=True, slots=True)
class Mutant:
    """One file with one small fault. `before` and `after` are the piece that differs, shortened; `content` is the whole file."""

    operator: str
    path: str
    line: int
    before: str
    after: str
    content: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What operators know of the rest of the app: the values of its enumerations, and outputs that hide or convert something.

    An output that is the row as it is stored may be left out without anybody noticing; so only those in `shaped_outputs` are.
    """

    enumerations: tuple[tuple[str, ...], ...] = ()
    shaped_outputs: frozenset[str] = frozenset()

    def others(self, value: str) -> tuple[str, ...]:
        """The other values of the enumerations that have this one, in their order."""
        found = [one for values in self.enumerations if value in values for one in values if one != value]
        return tuple(dict.fromkeys(found))


class Source:
    """`path` is relative to the app's folder."""

    def __init__(self, path: str, text: str, facts: Facts | None = None) -> None:
        self.path, self.text, self.facts = path, text, facts or Facts()
        self._bytes = text.encode()

    @cached_property
    def root(self) -> Node:
        """The root of the syntax tree."""
        import tree_sitter_typescript
        from tree_sitter import Language, Parser

        return Parser(Language(tree_sitter_typescript.language_typescript())).parse(self._bytes).root_node

    def says(self, node: Node | None) -> str:
        """The text of a node; empty for none."""
        return "" if node is None else self._bytes[node.start_byte : node.end_byte].decode()

    def walk(self, *kinds: str) -> Iterator[Node]:
        """Every named node of these kinds, in the order of the text."""
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            if node.type in kinds:
                yield node
            waiting.extend(reversed(node.named_children))

    def calls(self, *names: str) -> Iterator[Node]:
        """Every call of a function, or of a method if the name begins with a dot."""
        for node in self.walk("call_expression"):
            if self.called(node) in names:
                yield node

    def called(self, call: Node) -> str:
        """`and`, or `.where` for a method."""
        function = call.child_by_field_name("function")
        if function is not None and function.type == "member_expression":
            return f".{self.says(function.child_by_field_name('property'))}"
        return self.says(function)

    def mutant(self, operator: str, node: Node, new: str, *, names: tuple[tuple[str, str], ...] = ()) -> Mutant:
        """The file with `new` in place of a node, and the `names` (name, module) imported that it needs."""
        return self.between(operator, node.start_byte, node.end_byte, new, names=names)

    def between(self, operator: str, start: int, end: int, new: str, *, names: tuple[tuple[str, str], ...] = ()) -> Mutant:
        """The file with `new` in place of the bytes from `start` to `end`."""
        content = (self._bytes[:start] + new.encode() + self._bytes[end:]).decode()
        for name, module in names:
            content = imported(content, name, module)
        line = self._bytes.count(b"\n", 0, start) + 1
        return Mutant(operator, self.path, line, _short(self._bytes[start:end].decode()), _short(new), content)

    def without(self, operator: str, node: Node) -> Mutant:
        """The file without a member of a list: an argument, an element, a property."""
        start, end = node.start_byte, node.end_byte
        after, before = node.next_sibling, node.prev_sibling
        while after is not None and after.type == "comment":
            after = after.next_sibling
        if after is not None and after.type == ",":
            end = after.end_byte
        elif before is not None and before.type == ",":
            start = before.start_byte
        found = self.between(operator, start, end, "")
        return Mutant(operator, self.path, node.start_point.row + 1, _short(self.says(node)), "", found.content)


def imported(text: str, name: str, module: str) -> str:
    """`text` with a name imported that it may import already; as it is if it imports nothing of the module."""
    clause = re.search(r"import \{([^}]*)\} from " + re.escape(f'"{module}"'), text)
    if clause is None:
        return f'import {{ {name} }} from "{module}";\n{text}'
    if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", clause.group(1)):
        return text
    names = clause.group(1).rstrip().rstrip(",")
    return f"{text[: clause.start(1)]}{names}, {name} {text[clause.end(1) :]}"


def arguments(call: Node) -> list[Node]:
    """The arguments of a call."""
    found = call.child_by_field_name("arguments")
    return [one for one in found.named_children if one.type != "comment"] if found is not None else []


def above(node: Node, *kinds: str) -> Node | None:
    """The nearest node of these kinds that holds this one."""
    found = node.parent
    while found is not None and found.type not in kinds:
        found = found.parent
    return found


def first(nodes: Iterator[Node], fits: Callable[[Node], bool]) -> Node | None:
    """The first node that fits."""
    return next((node for node in nodes if fits(node)), None)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN else f"{flat[: _SHOWN - 1]}…"
