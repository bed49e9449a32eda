"""The forms that make a new row and change one."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.pages.entity_detail import PARAMETERS, PARAMETERS_TYPE, key_as_text, may_change, row_title
from appfactory.catalog.stacks.nextjs_15.pages.fields import field_element, form_fields
from appfactory.catalog.stacks.nextjs_15.pages.frame import metadata, page_function, stacked
from appfactory.catalog.stacks.nextjs_15.pages.module import Module, attribute, breadcrumbs, element, text_child
from appfactory.catalog.stacks.nextjs_15.pages.places import (
    actor_expression,
    component_name,
    find,
    form_action,
    in_address,
    key_from_address,
    library,
    options,
    page_folder,
    query,
)
from appfactory.model.files import FileDraft
from appfactory.model.spec import AppSpec, Entity, EntityView, FormView, Insert, Operation, Page, Patch
from appfactory.model.typescript_literal import encode, encode_string


def create_page(spec: AppSpec, page: Page, view: EntityView) -> FileDraft:
    """`new/page.tsx`."""
    title = f"New {spec.entity(view.entity).names.title.lower()}"
    trail = [_crumb(page), f"label: {encode(title)}"]
    return _create(spec, page, spec.operation(view.create), title, page.route, trail, f"{page_folder(page)}/new/page.tsx", "NewPage")


def form_page(spec: AppSpec, page: Page, view: FormView) -> FileDraft:
    """The page of a plan that is nothing but the form for a new row."""
    above = [_crumb(other) for other in spec.pages if other.route == view.after]
    trail = [*above, f"label: {encode(page.names.title)}"]
    return _create(spec, page, spec.operation(view.create), page.names.title, view.after, trail, f"{page_folder(page)}/page.tsx", "Page")


def _crumb(page: Page) -> str:
    return f"label: {encode(page.names.title)}, href: {encode_string(page.route)}"


def _create(spec: AppSpec, page: Page, operation: Operation, title: str, after: str, trail: list[str], path: str, suffix: str) -> FileDraft:
    assert isinstance(operation.meaning, Insert)
    entity = spec.entity(operation.meaning.entity)
    module = Module()
    metadata(module, title)
    choices = _choices(module, spec, operation)
    actor = actor_expression(module, page.access)
    statements = [f"  const actor = {actor};" if choices else f"  {actor};", *choices]
    submit = f"Create {entity.names.title}"
    body = _body(module, spec, page, operation, encode(title), after, submit, "", trail)
    module.add(page_function(component_name(page, suffix), statements, body))
    return FileDraft(path, module.text(), "seeded", page.origin)


def edit_page(spec: AppSpec, page: Page, view: EntityView) -> FileDraft:
    """`[id]/edit/page.tsx`."""
    entity, operation = spec.entity(view.entity), spec.operation(view.update)
    module = Module()
    title = f"Edit {entity.names.title.lower()}"
    metadata(module, title)
    module.add(PARAMETERS_TYPE)
    module.use("next/navigation", "notFound")
    statements = [
        key_from_address(entity),
        f"  const actor = {actor_expression(module, page.access)};",
        f"  const row = await {query(module, entity, find(entity))}(id, actor);",
        "  if (!row) notFound();",
        *(guard := may_change(page, view, entity)),
        *(["  if (!mayChange) notFound();"] if guard else []),
        *_choices(module, spec, operation),
    ]
    key = _hidden_key(module, operation, entity)
    key_field = entity.field(entity.key)
    trail = [
        _crumb(page),
        f"label: {row_title(entity)}, href: `{page.route.rstrip('/')}/{in_address(key_field, f'row.{key_field.names.camel}')}`",
        'label: "Edit"',
    ]
    body = _body(module, spec, page, operation, encode(title), page.route, "Save", "row", trail, key)
    module.add(page_function(component_name(page, "EditPage"), statements, body, PARAMETERS))
    return FileDraft(f"{page_folder(page)}/[id]/edit/page.tsx", module.text(), "seeded", page.origin)


def _choices(module: Module, spec: AppSpec, operation: Operation) -> list[str]:
    """Statements that read what can be chosen, one per entity."""
    entities = {field.choices.names.camel: field.choices for field in form_fields(spec, operation) if field.choices is not None}
    return [f"  const {name}Choices = await {query(module, entity, options(entity))}(actor);" for name, entity in entities.items()]


def _hidden_key(module: Module, operation: Operation, entity: Entity) -> str:
    assert isinstance(operation.meaning, Patch)
    hidden = library(module, "forms/HiddenField", "HiddenField")
    return element(hidden, [attribute("name", operation.meaning.key), f"value={{{key_as_text(entity)}}}"], 8)


def _body(
    module: Module,
    spec: AppSpec,
    page: Page,
    operation: Operation,
    title: str,
    after: str,
    submit: str,
    values: str,
    trail: list[str],
    key: str = "",
) -> str:
    crumbs = library(module, "patterns/navigation/Breadcrumbs", "Breadcrumbs")
    header = element(
        library(module, "patterns/page-header/PageHeader", "PageHeader"),
        [f"title={title}", breadcrumbs(crumbs, trail)],
        6,
    )
    fields = [field_element(module, spec, operation, field, 8, values) for field in form_fields(spec, operation)]
    button = element(
        library(module, "primitives/buttons/SubmitButton", "SubmitButton"), ['className="justify-self-start"'], 8, [text_child(submit, 10)]
    )
    form = element(
        library(module, "forms/ActionForm", "ActionForm"),
        [f"action={{{form_action(module, operation)}}}", attribute("successHref", after), f"aria-label={title}", 'className="max-w-xl"'],
        6,
        [*([key] if key else []), *fields, button],
    )
    return stacked(page, [header, form])
