"""A YAML document as a tree of nodes that know where they stand. Iterative, and bounded in depth and in the expansion of aliases."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from yaml import MarkedYAMLError, YAMLError
from yaml._yaml import CParser
from yaml.events import AliasEvent, DocumentStartEvent, Event, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from appfactory.compile.plan.repair import MAX_DEPTH
from appfactory.compile.plan.scalars import Resolved, resolve

MAX_ALIASED_NODES = 50_000

_TAG = "tag:yaml.org,2002:"
_SCALAR_TAGS: dict[str | None, str] = {
    None: "",
    "!": "text",
    f"{_TAG}str": "text",
    **{f"{_TAG}{name}": "plain" for name in ("int", "float", "bool", "null")},
}
_COLLECTION_TAGS = {MappingStartEvent: (None, "!", f"{_TAG}map"), SequenceStartEvent: (None, "!", f"{_TAG}seq")}


@dataclass(slots=True)
class ScalarNode:
    """A scalar; `start` and `end` are indexes of characters.

    `text` is as written, without quotes; `value` what it stands for; `style` is empty if plain, else `'`, `"`, `|` or `>`.
    """

    text: str
    style: str
    value: Resolved
    start: int
    end: int
    size: int = 1
    height: int = 0


@dataclass(slots=True)
class SequenceNode:
    """A sequence; `flow` if in brackets. `size` counts the nodes with aliases expanded; `height` is the depth below."""

    start: int
    end: int
    items: list[Node] = field(default_factory=list)
    flow: bool = False
    size: int = 1
    height: int = 0


@dataclass(slots=True)
class MappingNode:
    """A mapping; `flow` if in braces. `keys` holds the key's own node, in order of appearance, without duplicates."""

    start: int
    end: int
    keys: dict[str, ScalarNode] = field(default_factory=dict)
    values: dict[str, Node] = field(default_factory=dict)
    flow: bool = False
    size: int = 1
    height: int = 0


Node: TypeAlias = ScalarNode | SequenceNode | MappingNode
Collection: TypeAlias = SequenceNode | MappingNode


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the text as YAML. `end` is None if only the start is known, `start` if there is no place at all."""

    code: str
    message: str
    start: int | None = None
    end: int | None = None
    why: str = ""
    hint: str = ""


def _start(event: Event) -> int:
    mark = event.start_mark
    assert mark is not None, "libyaml gives every event its marks"
    return mark.index


def _end(event: Event) -> int:
    mark = event.end_mark
    assert mark is not None, "libyaml gives every event its marks"
    return mark.index


class _Stop(Exception):  # noqa: N818 - no error: it ends the reading at the first problem after which the rest has no meaning
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(slots=True)
class _Frame:
    node: Collection
    anchor: str | None
    key: ScalarNode | None = None
    skip: bool = False


class TreeBuilder:
    """Reads the events of one document. `problems` collects what is wrong; `root` is None if nothing could be built."""

    def __init__(self, text: str) -> None:
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._text = text
        self._parser = CParser(text)
        self._frames: list[_Frame] = []
        self._anchors: dict[str, Node | None] = {}
        self._aliased = 0
        self._documents = 0

    def build(self) -> None:
        """Read all events. Expected problems are collected; nothing is raised for any text."""
        try:
            while self._parser.check_event():
                self._take(self._parser.get_event())
        except _Stop as stop:
            self.problems.append(stop.problem)
            self.root = None
        except MarkedYAMLError as error:
            self.problems.append(_syntax_problem(error))
            self.root = None
        except YAMLError as error:
            self.problems.append(Problem("yaml-syntax", f"the file is no YAML: {' '.join(str(error).split())}"))
            self.root = None

    @property
    def repairable(self) -> bool:
        """True if missing quotes could be what is wrong."""
        return any(problem.code in ("yaml-syntax", "yaml-key") for problem in self.problems)

    def _take(self, event: object) -> None:
        if isinstance(event, ScalarEvent):
            self._scalar(event)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._open(event)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._close(event)
        elif isinstance(event, AliasEvent):
            self._alias(event)
        elif isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                why = "a plan is one document; what follows `---` would be ignored"
                raise _Stop(
                    Problem("yaml-documents", "the file holds more than one document", _start(event), _end(event), why, "keep one document per file")
                )

    def _scalar(self, event: ScalarEvent) -> None:
        kind = _SCALAR_TAGS.get(event.tag)
        if kind is None:
            self._custom_tag(event)
        style = event.style or ""
        plain = style == "" and kind != "text"
        text = event.value
        node = ScalarNode(text, style, resolve(text) if plain or kind == "plain" else text, _start(event), _end(event))
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        self._attach(node)

    def _custom_tag(self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent) -> None:
        why = "tags make values of other types, which a plan does not have"
        shown = str(event.tag).replace(_TAG, "!!")
        raise _Stop(Problem("yaml-tag", f"the tag `{shown}` is not allowed", _start(event), _end(event), why, "leave the tag out"))

    def _open(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        if event.tag not in _COLLECTION_TAGS[type(event)]:
            self._custom_tag(event)
        if len(self._frames) >= MAX_DEPTH:
            why = "no plan needs more, and what reads it later would run out of stack"
            message = f"the nesting is deeper than {MAX_DEPTH} levels"
            raise _Stop(Problem("yaml-too-deep", message, _start(event), _end(event), why, "flatten it"))
        frame = self._frames[-1] if self._frames else None
        if frame is not None and isinstance(frame.node, MappingNode) and frame.key is None:
            self._complex_key(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        node: Collection = (MappingNode if isinstance(event, MappingStartEvent) else SequenceNode)(_start(event), _end(event))
        node.flow = bool(event.flow_style)
        self._frames.append(_Frame(node, event.anchor))

    def _complex_key(self, event: AliasEvent | MappingStartEvent | SequenceStartEvent) -> None:
        why = "`{…}` and `[…]` begin a collection, which can't be a key" if not isinstance(event, AliasEvent) else "a key is written out"
        raise _Stop(Problem("yaml-key", "a key must be text", _start(event), _end(event), why, "put the text into quotes"))

    def _close(self, event: MappingEndEvent | SequenceEndEvent) -> None:
        frame = self._frames.pop()
        frame.node.end = _end(event)
        if frame.anchor is not None:
            self._anchors[frame.anchor] = frame.node
        self._attach(frame.node)

    def _alias(self, event: AliasEvent) -> None:
        if event.anchor not in self._anchors:
            hint = "put the text into quotes if no alias is meant"
            raise _Stop(Problem("yaml-alias", f"there is no anchor `&{event.anchor}` before this alias", _start(event), _end(event), "", hint))
        node = self._anchors[event.anchor]
        if node is None:
            why = "the value would contain itself without end"
            raise _Stop(
                Problem("yaml-alias", f"the alias `*{event.anchor}` stands inside its own anchor", _start(event), _end(event), why, "write it out")
            )
        frame = self._frames[-1] if self._frames else None
        if frame is not None and isinstance(frame.node, MappingNode) and frame.key is None:
            self._complex_key(event)
        self._aliased += node.size
        if self._aliased > MAX_ALIASED_NODES or len(self._frames) + node.height > MAX_DEPTH:
            why = "a few lines of aliases can stand for gigabytes"
            raise _Stop(Problem("yaml-alias-bomb", "the aliases expand to too much", _start(event), _end(event), why, "write out what is meant"))
        self._attach(node)

    def _attach(self, node: Node) -> None:
        if not self._frames:
            self.root = node
            return
        frame = self._frames[-1]
        parent = frame.node
        parent.size += node.size
        parent.height = max(parent.height, node.height + 1)
        if isinstance(parent, SequenceNode):
            parent.items.append(node)
        elif frame.key is None:
            assert isinstance(node, ScalarNode), "collections and aliases as keys are refused before"
            frame.key = node
            frame.skip = node.text in parent.keys
            if frame.skip:
                self._duplicate(node, parent.keys[node.text])
        else:
            key, frame.key = frame.key, None
            if not frame.skip:
                parent.keys[key.text] = key
                parent.values[key.text] = node

    def _duplicate(self, key: ScalarNode, first: ScalarNode) -> None:
        why = f"it stands in line {self._text.count(chr(10), 0, first.start) + 1} already, and readers disagree which of the two counts"
        self.problems.append(Problem("yaml-duplicate-key", f"the key `{key.text}` is there twice", key.start, key.end, why, "remove one of them"))


_HINTS = (
    ("mapping values are not allowed", "put the value into quotes if it contains `: `"),
    ("tab character", "indent with blanks; YAML allows no tabs there"),
    ("cannot start any token", "put the value into quotes, and indent with blanks, not with tabs"),
    ("unexpected end of stream", "close the quotation mark"),
    ("could not find expected ':'", "write `key: value`, and put texts of several lines into quotes or after `|`"),
    ("did not find expected key", "check the indentation of this line, and quotation marks in the line before"),
    ("did not find expected ',' or '}'", "close the brace, and put values that contain braces or commas into quotes"),
    ("did not find expected ',' or ']'", "close the bracket, and put values that contain brackets or commas into quotes"),
    ("did not find expected '-' indicator", "indent all items of the list alike"),
    ("escape", "write a backslash twice in double quotes, or use single quotes"),
)


def _syntax_problem(error: MarkedYAMLError) -> Problem:
    problem = error.problem or "it can't be read"
    if error.context and "while" in error.context:
        problem = f"{problem} ({error.context})"
    hint = next((hint for part, hint in _HINTS if part in problem), "see https://yaml.org/spec/1.2.2 for what is allowed")
    mark = error.problem_mark or error.context_mark
    return Problem("yaml-syntax", f"this is no YAML: {problem}", mark.index if mark is not None else None, None, "", hint)
