"""One row of an entity: what it holds and what can be done with it."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.emit.document import WIDTH
from appfactory.catalog.stacks.nextjs_15.pages.display import detail_expression, label_lookups, references, shown_fields
from appfactory.catalog.stacks.nextjs_15.pages.frame import page_function, stacked
from appfactory.catalog.stacks.nextjs_15.pages.module import Module, attribute, breadcrumbs, element, object_literal, text_child
from appfactory.catalog.stacks.nextjs_15.pages.places import (
    actor_expression,
    component_name,
    find,
    form_action,
    in_address,
    key_from_address,
    library,
    page_folder,
    query,
)
from appfactory.catalog.stacks.nextjs_15.pages.wording import field_label, operation_label, remove_label, remove_question
from appfactory.model.files import FileDraft
from appfactory.model.spec import AppSpec, Entity, EntityView, Operation, Page, Remove, Transition
from appfactory.model.typescript_literal import encode, encode_key, encode_string

PARAMETERS = "{ params }: Props"
PARAMETERS_TYPE = "type Props = { params: Promise<{ id: string }> };"


def detail_page(spec: AppSpec, page: Page, view: EntityView, routes: dict[str, str]) -> FileDraft:
    """`[id]/page.tsx`. `routes` are the routes of entities' pages in the same layout, by the entity's source name."""
    entity = spec.entity(view.entity)
    module = Module()
    title = f"{entity.names.title}"
    kind = module.use_type("next", "Metadata")
    module.add(f"export const metadata: {kind} = {{ title: {encode(title)} }};")
    module.add(PARAMETERS_TYPE)
    module.use("next/navigation", "notFound")
    statements = [
        key_from_address(entity),
        f"  const actor = {actor_expression(module, page.access)};",
        f"  const row = await {query(module, entity, find(entity))}(id, actor);",
        "  if (!row) notFound();",
        *may_change(page, view, entity),
        *label_lookups(module, spec, shown_fields(entity), "row", many=False),
    ]
    body = stacked(page, [*_header(module, spec, page, view, entity), *_list(module, spec, entity, routes)])
    module.add(page_function(component_name(page, "DetailPage"), statements, body, PARAMETERS))
    return FileDraft(f"{page_folder(page)}/[id]/page.tsx", module.text(), "seeded", page.origin)


def may_change(page: Page, view: EntityView, entity: Entity) -> list[str]:
    """The statement that says whether the visitor may change `row`, where more people see a row than may change it; else none."""
    changes = view.update or view.remove or view.transitions
    if not changes or not entity.owner or page.access != "user" or not (entity.shared_read or entity.public_read):
        return []
    return [f'  const mayChange = actor.role === "admin" || row.{entity.field(entity.owner).names.camel} === actor.userId;']


def row_title(entity: Entity) -> str:
    """An expression for what a row is called on its own page, from the variable `row`."""
    label = entity.field(entity.label or entity.key)
    if label.names.source == entity.key:
        return encode(entity.names.title)
    value = f"row.{label.names.camel}"
    if label.type.kind not in ("string", "text") or label.type.array:
        value = f"String({value})"
    return f"{value} ?? {encode(entity.names.title)}" if label.nullable else value


def key_as_text(entity: Entity) -> str:
    """An expression for the key of the variable `row` as forms send it. Only whole numbers of up to 32 bits leave the server as numbers."""
    field = entity.field(entity.key)
    kind = (field.type.target or "uuid") if field.type.kind == "fk" else field.type.kind
    return f"String(row.{field.names.camel})" if kind == "int" else f"row.{field.names.camel}"


def _header(module: Module, spec: AppSpec, page: Page, view: EntityView, entity: Entity) -> list[str]:
    crumbs = library(module, "patterns/navigation/Breadcrumbs", "Breadcrumbs")
    trail = [f"label: {encode(page.names.title)}, href: {encode_string(page.route)}", f"label: {row_title(entity)}"]
    guarded = bool(may_change(page, view, entity))
    actions = _actions(module, spec, page, view, entity, 14 if guarded else 12)
    title = row_title(entity)
    attributes = [f"title={title}" if title.startswith('"') else f"title={{{title}}}", breadcrumbs(crumbs, trail)]
    if actions and guarded:
        inner = "\n".join(actions)
        attributes.append(f"actions={{\n          mayChange && (\n            <>\n{inner}\n            </>\n          )\n        }}")
    elif actions:
        attributes.append("actions={\n          <>\n" + "\n".join(actions) + "\n          </>\n        }")
    return [element(library(module, "patterns/page-header/PageHeader", "PageHeader"), attributes, 6)]


def _actions(module: Module, spec: AppSpec, page: Page, view: EntityView, entity: Entity, indent: int) -> list[str]:
    field = entity.field(entity.key)
    key = in_address(field, f"row.{field.names.camel}")
    lines = []
    if view.update:
        button = library(module, "primitives/buttons/SecondaryButton", "SecondaryButton")
        lines.append(element(button, [f"href={{`{page.route.rstrip('/')}/{key}/edit`}}"], indent, [text_child("Edit", indent + 2)]))
    for identifier in view.transitions:
        operation = spec.operation(identifier)
        lines.append(_confirm(module, operation, entity, indent))
    if view.remove:
        operation = spec.operation(view.remove)
        # The row's page is gone with the row, so the list follows.
        lines.append(_confirm(module, operation, entity, indent, page.route))
    return lines


def _confirm(module: Module, operation: Operation, entity: Entity, indent: int, after: str = "") -> str:
    """A button that asks before it acts; `after` is where a success leads, or empty to stay."""
    confirm = library(module, "patterns/confirm-action/ConfirmAction", "ConfirmAction")
    key = getattr(operation.meaning, "key", entity.key)
    removes = isinstance(operation.meaning, Remove)
    label = remove_label(operation) if removes else operation_label(operation)
    question = remove_question(operation, entity) if removes else f"{label}?"
    attributes = [
        f"action={{{form_action(module, operation)}}}",
        attribute("label", label),
        attribute("title", question),
        *([] if _is_final(operation) else [attribute("tone", "secondary")]),
        f"fields={{{{ {encode_key(key)}: {key_as_text(entity)} }}}}",
        *([attribute("successHref", after)] if after else []),
    ]
    meaning = operation.meaning
    if not isinstance(meaning, Transition):
        return element(confirm, attributes, indent)
    offered = _offered(meaning, f"row.{entity.field(meaning.field).names.camel}", indent)
    return f"{offered}\n{element(confirm, attributes, indent + 2)}\n{' ' * indent})}}"


def _offered(meaning: Transition, state: str, indent: int) -> str:
    """The head of what is offered only in the states that a transition may leave, down to its `(`."""
    pad = " " * indent
    allowed = [encode(value) for value in meaning.allowed]
    head = f"{pad}{{[{', '.join(allowed)}].includes("
    if len(line := f"{head}{state}) && (") <= WIDTH:
        return line
    if len(head) <= WIDTH:
        return f"{head}\n{pad}  {state},\n{pad}) && ("
    listed = "".join(f"{pad}  {value},\n" for value in allowed)
    return f"{pad}{{[\n{listed}{pad}].includes({state}) && ("


def _is_final(operation: Operation) -> bool:
    return operation.names.source.lower().startswith(("delete", "remove", "cancel", "reject", "archive", "decline", "refund"))


def _list(module: Module, spec: AppSpec, entity: Entity, routes: dict[str, str]) -> list[str]:
    description = library(module, "patterns/description-list/DescriptionList", "DescriptionList")
    fields = shown_fields(entity)
    targets = {field.names.source: target for field, target in references(spec, fields)}
    items = []
    for field in fields:
        target = targets.get(field.names.source)
        value = detail_expression(module, field, target, routes.get(target.names.source, "") if target else "")
        items.append(object_literal([("term", encode(field_label(field))), ("value", value)], 10))
    if len(items) == 1:
        return [element(description, [f"items={{[{items[0]}]}}"], 6)]
    return [element(description, ["items={[\n" + "".join(f"          {item},\n" for item in items) + "        ]}"], 6)]
