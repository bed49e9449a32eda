"""A TypeScript module in the making: its imports, gathered as they are needed, and its body."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from appfactory.catalog.stacks.nextjs_15.emit.document import WIDTH
from appfactory.catalog.stacks.nextjs_15.emit.layout import fit, literal
from appfactory.model.json_value import JsonValue
from appfactory.model.typescript_literal import encode_key

_EXPRESSION = re.compile(r"([\w:-]+)=\{(?!\.\.\.|<)(.*)\}")
"""An attribute on one line whose value is an expression, but neither a spread nor an element."""

_ELEMENT = re.compile(r"(<[^>]+>)(.+)(</[\w.]+>)")
"""An element on one line with its content."""


@dataclass
class Module:
    """Gathers imports while the body is written; `text` puts both together, formatted as Prettier would."""

    directive: str = ""
    named: dict[str, set[str]] = field(default_factory=dict)
    types: dict[str, set[str]] = field(default_factory=dict)
    default: dict[str, str] = field(default_factory=dict)
    blocks: list[str] = field(default_factory=list)

    def use(self, source: str, *names: str) -> str:
        """Imports names from a module and returns the last one, to be written where it is used."""
        self.named.setdefault(source, set()).update(names)
        return names[-1]

    def use_type(self, source: str, *names: str) -> str:
        """Imports types from a module and returns the last one."""
        self.types.setdefault(source, set()).update(names)
        return names[-1]

    def use_default(self, source: str, name: str) -> str:
        """Imports a module's default export under `name`."""
        self.default[source] = name
        return name

    def add(self, block: str) -> None:
        """Appends a top-level declaration; blocks are separated by an empty line."""
        self.blocks.append(block.strip("\n"))

    def text(self) -> str:
        """The whole file, ending in a newline."""
        packages = [self._import(source) for source in sorted(self._sources()) if not source.startswith(("@/", "."))]
        aliases = [self._import(source) for source in sorted(self._sources()) if source.startswith("@/")]
        relatives = [self._import(source) for source in sorted(self._sources(), reverse=True) if source.startswith(".")]
        head = [f'"{self.directive}";'] if self.directive else []
        groups = [*head, *("\n".join(group) for group in (packages, aliases, relatives) if group), *self.blocks]
        return "\n\n".join(groups) + "\n"

    def _sources(self) -> set[str]:
        return {*self.named, *self.types, *self.default}

    def _import(self, source: str) -> str:
        names = sorted(self.named.get(source, ()), key=_import_order)
        types = sorted(self.types.get(source, set()) - self.named.get(source, set()), key=_import_order)
        default = self.default.get(source, "")
        only_types = not names and not default
        members = (
            types if only_types else sorted([*names, *(f"type {name}" for name in types)], key=lambda name: _import_order(name.removeprefix("type ")))
        )
        keyword = "import type" if only_types else "import"
        prefix = f"{default}, " if default and members else default
        if not members:
            return f'{keyword} {prefix} from "{source}";'
        line = f'{keyword} {prefix}{{ {", ".join(members)} }} from "{source}";'
        if len(line) <= WIDTH:
            return line
        listed = "".join(f"  {member},\n" for member in members)
        return f'{keyword} {prefix}{{\n{listed}}} from "{source}";'


def _import_order(name: str) -> tuple[str, str]:
    return (name.casefold(), name)


def attribute(name: str, value: JsonValue) -> str:
    """A JSX attribute with a literal value: `title="Book"`, `wide`, `items={[…]}`."""
    if value is True:
        return name
    if isinstance(value, str) and value.isprintable() and not set(value) & set("\"'&<>{}\\"):
        return f'{name}="{value}"'
    return f"{name}={{{literal(value)}}}"


def element(tag: str, attributes: list[str], indent: int, children: list[str] | None = None) -> str:
    """A JSX element, on one line if it fits into 100 columns. `children` are already indented two columns deeper."""
    pad = " " * indent
    head = " ".join([f"<{tag}", *attributes])
    closing = " />" if children is None else ">"
    if len(pad + head + closing) > WIDTH or any("\n" in _laid_out(one, indent + 2) for one in attributes):
        listed = "".join(f"{pad}  {_laid_out(one, indent + 2)}\n" for one in attributes)
        head, closing = f"<{tag}\n{listed}{pad}", closing.strip()
    opened = f"{pad}{head}{closing}"
    if children is None:
        return opened
    inline = "".join(child.strip() for child in children)
    if len(children) == 1 and "\n" not in inline and len(f"{opened}{inline}</{tag}>") <= WIDTH and "\n" not in opened:
        return f"{opened}{inline}</{tag}>"
    return "\n".join([opened, *children, f"{pad}</{tag}>"])


def _laid_out(attribute: str, indent: int) -> str:
    """The attribute at that column, over several lines if it has to be. An expression takes as much room as when it is assigned."""
    match = _EXPRESSION.fullmatch(attribute)
    if match is None:
        name, equals, value = attribute.partition("={<")
        pad = " " * indent
        return f"{name}={{\n{pad}  <{value[:-1]}\n{pad}}}" if equals and indent + len(attribute) > WIDTH and "\n" not in attribute else attribute
    name, expression = match.groups()
    text = fit(f"{' ' * indent}{name} = {expression}").lstrip(" ")
    if "\n" not in text:
        return attribute
    below = f"{name} =\n"
    if text.split("\n")[1].lstrip(" ").startswith("? "):
        text = below + fit(f"{' ' * (indent + 2)}{expression}")
    if text.startswith(below):
        return f"{name}={{\n{text.removeprefix(below)}\n{' ' * indent}}}"
    return f"{name}={{{text.removeprefix(f'{name} = ')}}}"


def text_child(text: str, indent: int) -> str:
    """Text inside an element; whatever JSX would read as markup is put into an expression."""
    pad = " " * indent
    if text and text == text.strip() and text.isprintable() and not set(text) & set("\"'&<>{}\\"):
        return pad + text
    return f"{pad}{{{literal(text)}}}"


def object_literal(members: list[tuple[str, str]], indent: int) -> str:
    """An object literal whose values are expressions already; an element that does not fit beside its key stands in parentheses below."""
    line = "{ " + ", ".join(f"{encode_key(key)}: {value}" if value != key else key for key, value in members) + " }"
    if len(line) + indent <= WIDTH and "\n" not in line:
        return line
    pad = " " * indent
    body = "".join(f"{pad}  {_member(key, value, indent + 2)},\n" for key, value in members)
    return f"{{\n{body}{pad}}}"


def _member(key: str, value: str, indent: int) -> str:
    if value == key:
        return key
    line = f"{encode_key(key)}: {value}"
    start = value.find("<")
    if indent + len(line) < WIDTH:
        return line
    pad = " " * indent
    if start < 0:
        return fit(f"{pad}{line},").strip().removesuffix(",")
    content = _ELEMENT.fullmatch(value[start:])
    below = [value[start:]]
    if content and indent + 2 + len(below[0]) > WIDTH:
        below = [content[1], f"  {content[2]}", content[3]]
    return f"{encode_key(key)}: {value[:start]}(\n" + "".join(f"{pad}  {line}\n" for line in below) + f"{pad})"


def breadcrumbs(tag: str, trail: list[str]) -> str:
    """The `above` of a page header, itself an attribute at column 8; `trail` holds the members of each crumb's object."""
    crumbs = ", ".join(f"{{ {crumb} }}" for crumb in trail)
    items = f"items={{[{crumbs}]}}"
    line = f"above={{<{tag} {items} />}}"
    if len(line) + 8 <= WIDTH and _laid_out(items, 8) == items:
        return line
    return f"above={{\n{element(tag, [items], 10)}\n        }}"
