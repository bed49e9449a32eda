"""One way to write a plan: keys in the language's order, two blanks of indentation, double quotes, and every comment where it belongs."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from appfactory.compile.plan.comments import Entry, attach, comments_of
from appfactory.compile.plan.positions import Lines
from appfactory.compile.plan.quoting import block_lines, flow_scalar, scalar
from appfactory.compile.plan.reader import parse_document, read_plan
from appfactory.compile.plan.schema import SCHEMA_FILE
from appfactory.compile.plan.spans import PlanPath
from appfactory.compile.plan.structure import keys_at
from appfactory.compile.plan.tree import MappingNode, Node, ScalarNode, SequenceNode
from appfactory.model.finding import Finding, has_errors

WIDTH = 140
MODELINE = f"# yaml-language-server: $schema={SCHEMA_FILE}"


def format_plan(text: str, file: str = "buildplan.yaml") -> tuple[str, tuple[Finding, ...]]:
    """The text in its canonical form, and what is wrong with it as YAML. A text that can't be read comes back as it is.

    What is not YAML only because of unquoted `{name}` is written as it was read. Formatting twice changes nothing more, and never what the
    plan says.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    root, _, findings, repaired = parse_document(text, file)
    if not isinstance(root, MappingNode) or not root.keys or has_errors(findings):
        return text, tuple(findings) if findings else read_plan(text, file).findings
    writer = _Writer(repaired, root)
    return writer.write(), tuple(findings)


@dataclass(slots=True)
class _Writer:
    text: str
    root: MappingNode
    lines: list[str] = field(default_factory=list)
    _positions: Lines = field(init=False)
    _entries: dict[int, list[Entry]] = field(default_factory=dict)
    _flow: set[int] = field(default_factory=set)
    _order: list[Entry] = field(default_factory=list)

    def write(self) -> str:
        self._positions = Lines(self.text)
        comments = comments_of(self.text)
        commented = tuple(comment.index for comment in comments)
        self._collect(self.root, 0, commented)
        last = attach(self.text, comments, self._order)
        self._mapping(self.root, (), 0)
        self._comment_lines(last, 0)
        head = next((line for line in self.lines if line.startswith("# yaml-language-server:")), "")
        if head:
            self.lines.remove(head)
        while self.lines and not self.lines[0]:
            self.lines.pop(0)
        while not self.lines[-1]:
            self.lines.pop()
        return "\n".join([head or MODELINE, *self.lines]) + "\n"

    def _collect(self, node: Node, indent: int, commented: tuple[int, ...]) -> None:
        """The entries in the order of the text, and which collections stay on one line."""
        if isinstance(node, ScalarNode) or id(node) in self._entries:
            return  # an alias stands for a node that has been here
        if node is not self.root and self._stays_in_flow(node, indent, commented):
            self._flow.add(id(node))
            return
        entries: list[Entry] = []
        if isinstance(node, MappingNode):
            for key, key_node in node.keys.items():
                entries.append(Entry(key_node, node.values[key], key_node.start, *self._positions.position(key_node.start)))
        else:
            for item in node.items:
                line, column = self._positions.position(item.start if node.flow else self._dash(item.start))
                column = column if node.flow else self._positions.position(node.start)[1]
                entries.append(Entry(None, item, item.start, line, column))
        self._entries[id(node)] = entries
        for entry in entries:
            self._order.append(entry)
            self._collect(entry.value, indent + 2, commented)
            entry.opens = id(entry.value) in self._entries

    def _dash(self, start: int) -> int:
        """Where the dash before an item stands; the item itself, if a comment stands between them."""
        before = start - 1
        while before > 0 and self.text[before].isspace():
            before -= 1
        return before if self.text[before] == "-" else start

    def _stays_in_flow(self, node: MappingNode | SequenceNode, indent: int, commented: tuple[int, ...]) -> bool:
        if not (node.items if isinstance(node, SequenceNode) else node.values):
            return True
        if not node.flow or "\n" in self.text[node.start : node.end]:
            return False
        if bisect_left(commented, node.start) != bisect_left(commented, node.end):
            return False
        return indent + len(self._in_flow(node, ())) + 24 <= WIDTH

    def _in_flow(self, node: Node, path: PlanPath) -> str:
        if isinstance(node, ScalarNode):
            return flow_scalar(node)
        if isinstance(node, SequenceNode):
            return f"[{', '.join(self._in_flow(item, (*path, number)) for number, item in enumerate(node.items))}]"
        keys = keys_at(path, node.values)
        pairs = [f"{flow_scalar(node.keys[key], key=True)}: {self._in_flow(node.values[key], (*path, key))}" for key in keys]
        return f"{{ {', '.join(pairs)} }}" if pairs else "{}"

    def _mapping(self, node: MappingNode, path: PlanPath, indent: int, *, started: str = "") -> None:
        """The entries of a mapping; `started` is what stands already on the line of the first (an item's dash)."""
        entries = {entry.key.text: entry for entry in self._entries[id(node)] if entry.key is not None}
        for number, key in enumerate(keys_at(path, entries)):
            entry = entries[key]
            assert entry.key is not None, "entries of a mapping have keys"
            begins = started if number == 0 and started else " " * indent
            if indent == 0 and number > 0:
                self._blank()
            if not begins.strip():
                self._comment_lines(entry.before, indent, first=number == 0)
            self._value(f"{begins}{scalar(entry.key, key=True)}:", entry, (*path, key), indent)
            self._comment_lines(entry.after, indent + 2)

    def _sequence(self, node: SequenceNode, path: PlanPath, indent: int) -> None:
        for number, entry in enumerate(self._entries[id(node)]):
            inner = (*path, number)
            self._comment_lines(entry.before, indent, first=number == 0)
            dash = " " * indent + "-"
            if isinstance(entry.value, MappingNode) and id(entry.value) not in self._flow:
                self._mapping_item(dash, entry, inner, indent)
            elif isinstance(entry.value, SequenceNode) and id(entry.value) not in self._flow:
                self.lines.append(dash + (f"  {entry.beside}" if entry.beside else ""))
                self._sequence(entry.value, inner, indent + 2)
            else:
                self._value(dash, entry, inner, indent)
            self._comment_lines(entry.after, indent + 2)

    def _mapping_item(self, dash: str, entry: Entry, path: PlanPath, indent: int) -> None:
        node = entry.value
        assert isinstance(node, MappingNode), "only called for mappings"
        if entry.beside:
            self._comment_lines([entry.beside], indent)
        inner = {inner.key.text: inner for inner in self._entries[id(node)] if inner.key is not None}
        first = inner[keys_at(path, inner)[0]]
        self._comment_lines(first.before, indent, first=not entry.before)
        self._mapping(node, path, indent + 2, started=f"{dash} ")

    def _value(self, begins: str, entry: Entry, path: PlanPath, indent: int) -> None:
        node, beside = entry.value, f"  {entry.beside}" if entry.beside else ""
        if isinstance(node, ScalarNode):
            block = block_lines(node, indent + 2)
            if block:
                self.lines += [f"{begins} {block[0]}{beside}", *block[1:]]
            else:
                self.lines.append(f"{begins} {scalar(node)}".rstrip() + beside)
        elif id(node) in self._flow:
            self.lines.append(f"{begins} {self._in_flow(node, path)}{beside}")
        else:
            self.lines.append(begins + beside)
            (self._mapping if isinstance(node, MappingNode) else self._sequence)(node, path, indent + 2)  # type: ignore[arg-type]

    def _comment_lines(self, lines: list[str], indent: int, *, first: bool = False) -> None:
        for number, line in enumerate(lines):
            if line:
                self.lines.append(" " * indent + line)
            elif not (first and number == 0):
                self._blank()

    def _blank(self) -> None:
        if self.lines and self.lines[-1]:
            self.lines.append("")
