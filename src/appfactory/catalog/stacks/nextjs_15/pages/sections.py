"""Pages made of library components."""

from __future__ import annotations

from pathlib import PurePosixPath

from appfactory.catalog.stacks.nextjs_15.assemble.copying import module_specifier
from appfactory.catalog.stacks.nextjs_15.assemble.exports import ModuleExports
from appfactory.catalog.stacks.nextjs_15.pages.frame import metadata, page_function
from appfactory.catalog.stacks.nextjs_15.pages.module import Module, attribute, element, object_literal
from appfactory.catalog.stacks.nextjs_15.pages.places import (
    actor_expression,
    browse,
    component_name,
    form_action,
    form_state,
    library,
    page_folder,
    query,
)
from appfactory.model.files import FileDraft
from appfactory.model.spec import AppSpec, Insert, ListBinding, Operation, Page, Section, SectionsView
from appfactory.model.typescript_literal import encode, encode_key

_MOST_ROWS = 100


def sections_page(spec: AppSpec, page: Page, view: SectionsView, exports: dict[str, ModuleExports]) -> FileDraft:
    """`page.tsx` with the sections in order. `exports` says of each component's path what its file exports."""
    module = Module()
    metadata(module, page.names.title)
    statements: list[str] = []
    reads = _reads(module, spec, view)
    if page.access != "public" or reads:
        actor = actor_expression(module, page.access)
        statements.append(f"  const actor = {actor};" if reads else f"  {actor};")
    statements += reads.values()
    has_heading = any(exports[section.component].has_main_heading for section in view.sections)
    indent = 4 if len(view.sections) == 1 and has_heading else 6
    parts = [_section(module, spec, section, exports[section.component], indent) for section in view.sections]
    if not has_heading:
        parts.insert(0, element(library(module, "patterns/page-header/PageHeader", "PageHeader"), [attribute("title", page.names.title)], indent))
    body = parts[0] if len(parts) == 1 and indent == 4 else "\n".join(["    <>", *(_at(part, 6) for part in parts), "    </>"])
    module.add(page_function(component_name(page), statements, body))
    return FileDraft(f"{page_folder(page)}/page.tsx", module.text(), "seeded", page.origin)


def _reads(module: Module, spec: AppSpec, view: SectionsView) -> dict[str, str]:
    """One statement per entity that some section lists."""
    statements: dict[str, str] = {}
    for section in view.sections:
        for binding in section.lists:
            entity = spec.entity(binding.entity)
            mine = ", mine: true" if entity.access != "shared" and not entity.shared_read else ""
            order = _order(spec, binding)
            read = query(module, entity, browse(entity))
            statements[entity.plural.camel] = f"  const {entity.plural.camel} = await {read}({{ pageSize: {_MOST_ROWS}{mine}{order} }}, actor);"
    return statements


def _order(spec: AppSpec, binding: ListBinding) -> str:
    """Newest first, if the component shows a moment."""
    moment = next((field for field in spec.entity(binding.entity).fields if field.type.kind == "datetime"), None)
    return f', sort: {encode(moment.names.camel)}, direction: "desc"' if moment else ""


def _section(module: Module, spec: AppSpec, section: Section, exports: ModuleExports, indent: int) -> str:
    specifier = module_specifier(section.component)
    if section.export in exports.names:
        tag = module.use(specifier, section.export)
    else:
        tag = module.use_default(specifier, section.export or _component_identifier(section.component))
    attributes = []
    for name, value in section.props:
        attributes.append(attribute(name, value) if name.isidentifier() else f"{{...{{ {encode_key(name)}: {encode(value)} }}}}")
    for binding in section.operations:
        operation = spec.operation(binding.operation)
        renamed = [(field, name) for field, name in binding.fields if field != name]
        if not isinstance(operation.meaning, Insert) and renamed:
            attributes.append(f"{binding.prop}={{{_with_key(module, operation, renamed)}}}")
            continue
        attributes.append(f"{binding.prop}={{{form_action(module, operation)}}}")
        if renamed:
            attributes.append(f"fieldNames={{{object_literal([(field, encode(name)) for field, name in renamed], indent + 2)}}}")
    attributes += [f"{binding.prop}={{{_rows(spec, binding)}}}" for binding in section.lists]
    return element(tag, attributes, indent)


def _with_key(module: Module, operation: Operation, renamed: list[tuple[str, str]]) -> str:
    """A form action for a component that sends the key under its own name; returns the action's name."""
    action, state = form_action(module, operation), form_state(module)
    name = f"{operation.names.camel}ByKey"
    sets = [f'  data.set({encode(theirs)}, data.get({encode(ours)}) ?? "");\n  data.delete({encode(ours)});' for ours, theirs in renamed]
    module.add(
        "\n".join(
            [
                f"async function {name}(state: {state}, data: FormData): Promise<{state}> {{",
                '  "use server";',
                *sets,
                f"  return {action}(state, data);",
                "}",
            ]
        )
    )
    return name


def _rows(spec: AppSpec, binding: ListBinding) -> str:
    entity = spec.entity(binding.entity)
    rows = f"{entity.plural.camel}.items"
    renamed = [(field, entity.field(name).names.camel) for field, name in binding.fields if field != entity.field(name).names.camel]
    if not renamed:
        return rows
    members = ", ".join(f"{encode_key(field)}: row.{name}" for field, name in renamed)
    return f"{rows}.map((row) => ({{ ...row, {members} }}))"


def _component_identifier(path: str) -> str:
    stem = PurePosixPath(path).stem
    words = (
        (PurePosixPath(path).parent.name if stem in ("component", "index") else stem).replace("-", " ").replace("_", " ").replace(".", " ").split()
    )
    return "".join(word[:1].upper() + word[1:] for word in words) or "Section"


def _at(block: str, indent: int) -> str:
    shift = indent - (len(block) - len(block.lstrip(" ")))
    return "\n".join((" " * shift + line if line else line) for line in block.splitlines()) if shift > 0 else block
