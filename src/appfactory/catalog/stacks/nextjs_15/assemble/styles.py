"""Where a style sheet imports from, read from the tokens of CSS Syntax Level 3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tinycss2 import parse_component_value_list
from tinycss2.ast import AtKeywordToken, Comment, CurlyBracketsBlock, FunctionBlock, Node, ParenthesesBlock, StringToken, URLToken, WhitespaceToken

from appfactory.catalog.stacks.nextjs_15.assemble.sites import ImportSite


def style_sites(text: str) -> set[ImportSite]:
    """The targets of `@import` and of every `url(…)`, quoted or not."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line.encode()))
    lines = text.split("\n")
    return {_site(node, starts, lines) for node in _targets(parse_component_value_list(text))}


def _targets(nodes: Iterable[Node]) -> Iterator[StringToken | URLToken]:
    """Strings after `@import`, and the contents of `url`."""
    after_import = False
    for node in nodes:
        if isinstance(node, WhitespaceToken | Comment):
            continue
        if isinstance(node, URLToken) or (isinstance(node, StringToken) and after_import):
            yield node
        elif isinstance(node, FunctionBlock) and node.lower_name == "url":
            yield from (argument for argument in node.arguments if isinstance(argument, StringToken))
        elif isinstance(node, FunctionBlock):
            yield from _targets(node.arguments)
        elif isinstance(node, CurlyBracketsBlock | ParenthesesBlock):
            yield from _targets(node.content)
        after_import = isinstance(node, AtKeywordToken) and node.lower_value == "import"


def _site(node: StringToken | URLToken, starts: list[int], lines: list[str]) -> ImportSite:
    before = lines[node.source_line - 1][: node.source_column - 1]
    written = node.representation
    inner = written[written.index("(") + 1 : written.rindex(")")].strip() if isinstance(node, URLToken) else written[1:-1]
    start = starts[node.source_line - 1] + len((before + written[: written.index(inner)]).encode())
    return ImportSite(node.value, node.source_line, start, start + len(inner.encode()))
