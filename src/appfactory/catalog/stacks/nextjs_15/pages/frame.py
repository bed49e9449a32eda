"""What every page module has: its metadata and its component function."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.model.typescript_literal import encode


def metadata(module: Module, title: str) -> None:
    """Adds the page's title."""
    kind = module.use_type("next", "Metadata")
    module.add(f"export const metadata: {kind} = {{ title: {encode(title)} }};")


def page_function(name: str, statements: list[str], body: str, parameters: str = "") -> str:
    """The default export of a page module. `body` is JSX, already indented by four columns."""
    keyword = "async function" if any("await " in statement for statement in statements) else "function"
    inline = body.strip()
    returned = f"  return {inline};" if "\n" not in inline and len(inline) <= 88 else f"  return (\n{body}\n  );"
    return "\n".join([f"export default {keyword} {name}({parameters}) {{", *statements, returned, "}"])
