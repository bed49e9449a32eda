"""What every page module has: its metadata and its component function."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.emit.document import WIDTH
from appfactory.catalog.stacks.nextjs_15.emit.layout import fit
from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.model.spec import Page
from appfactory.model.typescript_literal import encode

_STACK = "grid grid-cols-1 gap-8"
_CONTAINER = f"mx-auto {_STACK} w-full max-w-7xl px-5 py-10 sm:px-8 lg:px-12"


def metadata(module: Module, title: str) -> None:
    """Adds the page's title."""
    kind = module.use_type("next", "Metadata")
    module.add(f"export const metadata: {kind} = {{ title: {encode(title)} }};")


def page_function(name: str, statements: list[str], body: str, parameters: str = "") -> str:
    """The default export of a page module. `body` is JSX, already indented by four columns."""
    keyword = "async function" if any("await " in statement for statement in statements) else "function"
    inline = body.strip()
    line = f"  return {inline};"
    returned = line if "\n" not in line and len(line) <= WIDTH else f"  return (\n{body}\n  );"
    head = f"export default {keyword} {name}({parameters}) {{"
    return fit("\n".join([head, *statements])) + f"\n{returned}\n}}"


def stacked(page: Page, blocks: list[str]) -> str:
    """Blocks of JSX, already indented by six columns, one below the other; public pages have no frame of their own around them."""
    look = _CONTAINER if page.layout == "marketing" else _STACK
    return "\n".join([f'    <div className="{look}">', *blocks, "    </div>"])
