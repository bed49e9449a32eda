"""What a component's file exports, and whether it renders the page's main heading; read from its syntax tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True, slots=True)
class ModuleExports:
    """`names` are named exports; `has_default` says whether there is a default one; `has_main_heading` whether an `<h1>` is rendered."""

    names: frozenset[str]
    has_default: bool
    has_main_heading: bool


_QUERY = """
(export_statement declaration: (function_declaration name: (identifier) @name))
(export_statement declaration: (class_declaration name: (type_identifier) @name))
(export_statement declaration: (lexical_declaration (variable_declarator name: (identifier) @name)))
(export_specifier name: (identifier) @name !alias)
(export_specifier alias: (identifier) @name)
(export_statement "default" @default)
(jsx_opening_element name: (identifier) @tag (#eq? @tag "h1"))
(jsx_self_closing_element name: (identifier) @tag (#eq? @tag "h1"))
"""


def module_exports(text: str) -> ModuleExports:
    """Reads a TypeScript module with JSX; whatever does not parse exports nothing."""
    import tree_sitter
    import tree_sitter_typescript

    language = tree_sitter.Language(tree_sitter_typescript.language_tsx())
    root = tree_sitter.Parser(language).parse(text.encode()).root_node
    captures = tree_sitter.QueryCursor(tree_sitter.Query(language, _QUERY)).captures(root)
    names = frozenset(node.text.decode() for node in captures.get("name", []) if node.text is not None and not _is_default(node))
    return ModuleExports(names - {"default"}, bool(captures.get("default")) or "default" in names, bool(captures.get("tag")))


def _is_default(name: Node) -> bool:
    """True for the name in `export default function Card`: other modules can't import it by that."""
    statement = name.parent
    while statement is not None and statement.type != "export_statement":
        statement = statement.parent
    return statement is not None and any(child.type == "default" for child in statement.children)
