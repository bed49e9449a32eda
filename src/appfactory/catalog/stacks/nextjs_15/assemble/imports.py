"""Where a source file imports from, found by syntax tree, and the same file with other specifiers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

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
_STYLE_QUERY = """
(import_statement (string_value) @specifier)
(import_statement (call_expression (arguments (string_value) @specifier)))
(call_expression (function_name) @function (arguments (string_value) @specifier) (#eq? @function "url"))
(call_expression (function_name) @function (arguments (plain_value) @specifier) (#eq? @function "url"))
"""


@dataclass(frozen=True, slots=True)
class ImportSite:
    """One specifier in a file: its text without quotes, its line (from 1), and the bytes it covers in UTF-8 (quotes left out)."""

    specifier: str
    line: int
    start: int
    end: int


def import_sites(path: str, text: str) -> tuple[ImportSite, ...]:
    """Every specifier a file imports from, in the order of the text.

    Knows `import`, `export … from`, `import(…)` with a literal, `require` with a literal, `import("…").Type`; and in style sheets `@import`
    and `url(…)`. Files of other kinds import nothing.
    """
    language = _language_of(path)
    if language is None:
        return ()
    source = text.encode()
    parser, query = _parser(language)
    nodes = _captures(query, parser.parse(source).root_node)
    sites = {_site(node, source) for node in nodes}
    return tuple(sorted((site for site in sites if not _is_address(site.specifier)), key=lambda site: site.start))


def with_specifiers(text: str, replacements: Mapping[ImportSite, str]) -> str:
    """The text with each site's specifier replaced; all else byte for byte as it was."""
    source = text.encode()
    for site in sorted(replacements, key=lambda site: site.start, reverse=True):
        source = source[: site.start] + replacements[site].encode() + source[site.end :]
    return source.decode()


def _language_of(path: str) -> str | None:
    if path.endswith(SCRIPT_SUFFIXES):
        return "typescript" if path.endswith((".ts", ".mts")) else "tsx"
    return "css" if path.endswith(STYLE_SUFFIXES) else None


@cache
def _parser(language: str) -> tuple[Parser, Query]:
    import tree_sitter

    if language == "css":
        import tree_sitter_css

        grammar, text = tree_sitter.Language(tree_sitter_css.language()), _STYLE_QUERY
    else:
        import tree_sitter_typescript

        pointer = tree_sitter_typescript.language_typescript() if language == "typescript" else tree_sitter_typescript.language_tsx()
        grammar, text = tree_sitter.Language(pointer), _SCRIPT_QUERY
    return tree_sitter.Parser(grammar), tree_sitter.Query(grammar, text)


def _captures(query: Query, root: Node) -> Iterable[Node]:
    from tree_sitter import QueryCursor

    return QueryCursor(query).captures(root).get("specifier", [])


def _site(node: Node, source: bytes) -> ImportSite:
    start, end = node.start_byte, node.end_byte
    if source[start : start + 1] in (b'"', b"'"):
        start, end = start + 1, end - 1
    return ImportSite(source[start:end].decode(), node.start_point[0] + 1, start, end)


def _is_address(specifier: str) -> bool:
    return "://" in specifier or specifier.startswith(("data:", "#", "//"))
