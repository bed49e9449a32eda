"""The list of an entity's rows: searched, sorted and paged by address."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.pages.display import (
    cell_expression,
    column_literal,
    columns,
    label_lookups,
    needs_mapping,
    references,
)
from appfactory.catalog.stacks.nextjs_15.pages.frame import metadata, page_function, stacked
from appfactory.catalog.stacks.nextjs_15.pages.module import Module, attribute, element, text_child
from appfactory.catalog.stacks.nextjs_15.pages.places import actor_expression, browse, component_name, library, page_folder, query
from appfactory.model.files import FileDraft
from appfactory.model.spec import AppSpec, Entity, EntityView, FieldSpec, Page
from appfactory.model.typescript_literal import encode, encode_key, encode_string

_TEXTUAL = ("string", "text")


def list_page(spec: AppSpec, page: Page, view: EntityView) -> FileDraft:
    """`page.tsx` at the page's route."""
    entity = spec.entity(view.entity)
    module = Module()
    metadata(module, page.names.title)
    fields = columns(entity)
    referenced = dict(_referenced(spec, fields))
    module.add(_columns_constant(fields, frozenset(referenced)))
    kind = module.use_type("@/lib/browse", "SearchParameters")
    module.add(f"type Props = {{ searchParams: Promise<{kind}> }};")
    module.use("@/lib/browse", "browseHref", "browseRequest")
    mine = ", mine: true" if page.layout == "app" and entity.access != "shared" and not entity.shared_read else ""
    reads = query(module, entity, browse(entity))
    statements = [
        f"  const actor = {actor_expression(module, page.access)};",
        "  const request = browseRequest(await searchParams);",
        f"  const {entity.plural.camel} = await {reads}({{ ...request{mine} }}, actor);"
        if mine
        else f"  const {entity.plural.camel} = await {reads}(request, actor);",
        *label_lookups(module, spec, fields, f"{entity.plural.camel}.items", many=True),
    ]
    body = stacked(page, _content(module, page, view, entity, referenced, fields))
    module.add(page_function(component_name(page), statements, body, "{ searchParams }: Props"))
    return FileDraft(f"{page_folder(page)}/page.tsx", module.text(), "seeded", page.origin)


def _referenced(spec: AppSpec, fields: tuple[FieldSpec, ...]) -> tuple[tuple[str, Entity], ...]:
    return tuple((field.names.source, target) for field, target in references(spec, fields))


def _columns_constant(fields: tuple[FieldSpec, ...], referenced: frozenset[str]) -> str:
    entries = [column_literal(field, field.names.source in referenced, 2) for field in fields]
    if len(entries) == 1:
        return f"const columns = [{entries[0]}] as const;"
    return "const columns = [\n" + "".join(f"  {entry},\n" for entry in entries) + "] as const;"


def _content(module: Module, page: Page, view: EntityView, entity: Entity, referenced: dict[str, Entity], fields: tuple[FieldSpec, ...]) -> list[str]:
    plural = entity.plural
    add = f"New {entity.names.title.lower()}"
    header = [attribute("title", page.names.title)]
    if view.create:
        button = library(module, "primitives/buttons/PrimaryButton", "PrimaryButton")
        link = element(button, [attribute("href", f"{page.route.rstrip('/')}/new")], 0, [text_child(add, 0)])
        header.append(f"actions={{{link}}}")
    lines = [element(library(module, "patterns/page-header/PageHeader", "PageHeader"), header, 6)]
    if any(field.type.kind in _TEXTUAL and not field.type.array for field in entity.fields):
        box = library(module, "patterns/search-box/SearchBox", "SearchBox")
        label = f"Search {plural.title.lower()}"
        lines.append(element(box, [attribute("action", page.route), attribute("label", label), "defaultValue={request.search}"], 6))
    lines.append(_table(module, page, entity, referenced, fields))
    pagination = library(module, "patterns/pagination/Pagination", "Pagination")
    lines.append(
        element(
            pagination,
            [
                f"page={{{plural.camel}.page}}",
                f"pageCount={{Math.ceil({plural.camel}.total / {plural.camel}.pageSize)}}",
                f'href={{browseHref({encode_string(page.route)}, request, {{ page: "{{page}}" }})}}',
            ],
            6,
        )
    )
    return lines


def _table(module: Module, page: Page, entity: Entity, referenced: dict[str, Entity], fields: tuple[FieldSpec, ...]) -> str:
    table = library(module, "patterns/data-table/DataTable", "DataTable")
    key = entity.field(entity.key).names.camel
    mapped = [
        (field.names.camel, cell_expression(field, referenced.get(field.names.source)))
        for field in fields
        if needs_mapping(field, field.names.source in referenced)
    ]
    rows = f"{entity.plural.camel}.items"
    if mapped:
        members = ", ".join(["...row", *(f"{encode_key(name)}: {value}" for name, value in mapped)])
        rows = f"{rows}.map((row) => ({{ {members} }}))"
    attributes = [
        attribute("caption", entity.plural.title),
        "captionHidden",
        "columns={columns}",
        f"rows={{{rows}}}",
        *([attribute("rowKey", key)] if key != "id" else []),
        f"rowHref={encode_string(page.route.rstrip('/') + f'/{{{key}}}')}",
        f'sortHref={{browseHref({encode_string(page.route)}, request, {{ sort: "{{key}}", direction: "{{direction}}" }})}}',
        'sort={request.sort ? { key: request.sort, direction: request.direction ?? "asc" } : undefined}',
        f"emptyTitle={{request.search ? {encode('Nothing matches your search')} : {encode(f'No {entity.plural.title.lower()} yet')}}}",
    ]
    return element(table, attributes, 6)
