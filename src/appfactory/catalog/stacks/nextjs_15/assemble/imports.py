"""Where a source file imports from, found by syntax tree, and the same file with other specifiers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Literal

from appfactory.catalog.stacks.nextjs_15.assemble.sites import ImportSite

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Query

SCRIPT_SUFFIXES = (".ts", ".tsx", ".js", ".jsx", ".mjs", ".mts")
STYLE_SUFFIXES = (".css",)

_SCRIPT_QUERY = """
(import_statement source: (string) @specifier)
(export_statement source: (string) @specifier)
(call_expression function: (import) arguments: (arguments . (string) @specifier))
(call_expression function: (identifier) @function arguments: (arguments . (string) @specifier) (#eq? @function "require"))
"""


def import_sites(path: str, text: str) -> tuple[ImportSite, ...]:
    """Every specifier a file imports from, in the order of the text.

    Knows `import`, `export … from`, `import(…)` with a literal, `require` with a literal, `import("…").Type`; and in style sheets `@import`
    and `url(…)`. Files of other kinds import nothing.
    """
    if path.endswith(STYLE_SUFFIXES):
        from appfactory.catalog.stacks.nextjs_15.assemble.styles import style_sites

        sites = style_sites(text)
    elif path.endswith(SCRIPT_SUFFIXES):
        sites = _script_sites(path, text)
    else:
        return ()
    return tuple(sorted((site for site in sites if not _is_address(site.specifier)), key=lambda site: site.start))


def with_specifiers(text: str, replacements: Mapping[ImportSite, str]) -> str:
    """The text with each site's specifier replaced; all else byte for byte as it was."""
    source = text.encode()
    for site in sorted(replacements, key=lambda site: site.start, reverse=True):
        source = source[: site.start] + replacements[site].encode() + source[site.end :]
    return source.decode()


def _script_sites(path: str, text: str) -> set[ImportSite]:
    from tree_sitter import QueryCursor

    parser, query = _parser("typescript" if path.endswith((".ts", ".mts")) else "tsx")
    source = text.encode()
    nodes = QueryCursor(query).captures(parser.parse(source).root_node).get("specifier", [])
    return {_site(node, source) for node in nodes}


@cache
def _parser(dialect: Literal["typescript", "tsx"]) -> tuple[Parser, Query]:
    import tree_sitter
    import tree_sitter_typescript

    pointer = tree_sitter_typescript.language_typescript() if dialect == "typescript" else tree_sitter_typescript.language_tsx()
    grammar = tree_sitter.Language(pointer)
    return tree_sitter.Parser(grammar), tree_sitter.Query(grammar, _SCRIPT_QUERY)


def _site(node: Node, source: bytes) -> ImportSite:
    start, end = node.start_byte, node.end_byte
    if source[start : start + 1] in (b'"', b"'"):
        start, end = start + 1, end - 1
    return ImportSite(source[start:end].decode(), node.start_point[0] + 1, start, end)


def _is_address(specifier: str) -> bool:
    return "://" in specifier or specifier.startswith(("data:", "#", "//"))
