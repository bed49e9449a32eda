"""A plan as it was understood: an outline of pages, routes, operations and entities, and the entities as a diagram."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from appfactory.model.spec import (
    AppSpec,
    Entity,
    EntityView,
    FieldSpec,
    FormView,
    NotCovered,
    Operation,
    OverviewView,
    Page,
    Route,
    Section,
    SectionsView,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outline:
    """A node of the tree: what it is, a remark that explains it, and what is below."""

    label: str
    remark: str = ""
    children: tuple[Outline, ...] = ()


def outline_of(spec: AppSpec) -> Outline:
    """The whole app as a tree."""
    targets = spec.targets
    chosen = [
        spec.project.stack,
        targets.database,
        targets.auth,
        *(name for name in (targets.payments, targets.email, targets.storage) if name != "none"),
    ]
    domains = tuple(_domain(spec, name) for name in spec.domains)
    return Outline(
        spec.project.title,
        ", ".join(chosen),
        (
            Outline("pages", children=tuple(_page(page) for page in spec.pages)),
            Outline("routes", children=tuple(_route(route) for route in spec.routes)),
            Outline("domains", children=domains),
            *(
                (
                    Outline(
                        "enumerations",
                        children=tuple(
                            Outline(enum.names.source, " | ".join(enum.values) + (f"; {enum.description}" if enum.description else ""))
                            for enum in spec.enumerations
                        ),
                    ),
                )
                if spec.enumerations
                else ()
            ),
        ),
    )


def _page(page: Page) -> Outline:
    view = page.view
    children: tuple[Outline, ...] = ()
    if isinstance(view, SectionsView):
        what = "sections of the library"
        children = tuple(Outline(section.export, ", ".join(_bindings(section))) for section in view.sections)
    elif isinstance(view, EntityView):
        forms = [name for name, operation in (("create", view.create), ("edit", view.update), ("delete", view.remove)) if operation]
        what = f"list and detail of {view.entity}" + (f"; {', '.join([*forms, *view.transitions])}" if forms or view.transitions else "")
    elif isinstance(view, FormView):
        what = f"form for a new {view.entity}; {view.create}"
    else:
        assert isinstance(view, OverviewView), "there are four kinds of views"
        what = f"overview of {', '.join(view.entities)}" if view.entities else "overview"
    return Outline(f"{page.route}  {page.names.source}", f"{page.access}; {what}", children)


def _bindings(section: Section) -> Iterable[str]:
    yield from (f"{binding.prop} ← {binding.operation}" for binding in section.operations)
    yield from (f"{binding.prop} ← {binding.entity}" for binding in section.lists)


def _route(route: Route) -> Outline:
    limit = f", {route.rate_limit} a minute" if route.rate_limit else ""
    unchecked = "" if route.validate else ", body not checked"
    return Outline(f"{route.method:<6} {route.path}", f"{route.operation} ({route.access}{limit}{unchecked})")


def _domain(spec: AppSpec, name: str) -> Outline:
    operations = tuple(_operation(operation) for operation in spec.operations if operation.domain == name)
    entities = tuple(_entity(spec, entity) for entity in spec.entities if entity.domain == name)
    return Outline(name, children=(Outline("operations", children=operations), Outline("entities", children=entities)))


def _rules(spec: AppSpec, entity: Entity) -> Iterable[Outline]:
    """What the table demands of several fields at once, or of several rows."""
    table = spec.database.table(entity.table)
    if table is None:
        return
    for unique in table.uniques:
        if len(unique.columns) > 1:
            yield Outline(f"unique ({', '.join(unique.columns)})")
    yield from (Outline(f"unique ({', '.join(index.columns)})", f"where {index.where}") for index in table.indexes if index.unique)
    own = {field.check for field in entity.fields}
    yield from (Outline(f"check {check.expression}", check.name) for check in table.checks if check.expression not in own)
    yield from (Outline(exclusion.definition, exclusion.name) for exclusion in table.exclusions)


def _operation(operation: Operation) -> Outline:
    return Outline(
        f"{operation.names.source}({', '.join(field.names.source for field in operation.input)})", f"{operation.access}: {operation.understood}"
    )


def _entity(spec: AppSpec, entity: Entity) -> Outline:
    access = {"owned": f"owned by {entity.owner}", "through-parent": f"owned through {entity.parent}", "shared": "shared"}[entity.access]
    if entity.tenant:
        access = f"of the tenant {entity.tenant}"
    kind = "; ledger" if entity.ledger else ""
    also = f"; also called {', '.join(entity.synonyms)}" if entity.synonyms else ""
    said = f"; {entity.description}" if entity.description else ""
    fields = tuple(
        Outline(f"{field.names.source}: {type_text(field)}", ", ".join((*_marks(entity, field), *_words(field)))) for field in entity.fields
    )
    return Outline(entity.names.source, f"table {entity.table}; {access}{kind}{also}{said}", (*fields, *_rules(spec, entity)))


def type_text(field: FieldSpec) -> str:
    """A field's type as the plan language writes it."""
    kind = field.type
    if kind.kind == "fk" and kind.reference is not None:
        text = f"fk({kind.reference.table}.{kind.reference.column})"
    elif kind.kind == "enum":
        text = f"enum({kind.enum})"
    elif kind.kind == "decimal":
        text = f"decimal({kind.precision},{kind.scale})"
    elif kind.kind == "ksuid":
        text = f"ksuid({kind.prefix})"
    else:
        text = f"string({kind.length})" if kind.kind == "string" and kind.length else kind.kind
    return f"{text}[]" if kind.array else text


def _marks(entity: Entity, field: FieldSpec) -> Iterable[str]:
    if field.names.source == entity.key:
        yield "key"
    elif field.unique:
        yield "unique"
    if field.nullable:
        yield "may be empty"
    if field.index:
        yield "index"
    if field.check:
        yield f"check {field.check}"
    if field.looked_up:
        yield "looked up"


def _words(field: FieldSpec) -> Iterable[str]:
    if field.synonyms:
        yield f"also called {', '.join(field.synonyms)}"
    if field.description:
        yield field.description


def mermaid(spec: AppSpec) -> str:
    """The entities as a Mermaid ER diagram."""
    lines = ["erDiagram"]
    for entity in spec.entities:
        lines.append(f"    {_identifier(entity.names.source)} {{")
        for field in entity.fields:
            keys = "PK" if field.names.source == entity.key else "FK" if field.type.reference else "UK" if field.unique else ""
            written = "fk" if field.type.reference else type_text(field)
            lines.append(f"        {_identifier(written)} {_identifier(field.names.source)} {keys}".rstrip())
        lines.append("    }")
    for entity, field, target in _references(spec):
        one = "o|" if field.nullable else "||"
        many = "|o" if field.unique else "}o"
        lines.append(f'    {_identifier(entity.names.source)} {many}--{one} {_identifier(target)} : "{_identifier(field.names.source)}"')
    return "\n".join(lines) + "\n"


def _identifier(text: str) -> str:
    """Text as a word of Mermaid's grammar."""
    return re.sub(r"\W+", "_", text.replace("[]", "_array"), flags=re.ASCII).strip("_") or "unnamed"


def _references(spec: AppSpec) -> Iterable[tuple[Entity, FieldSpec, str]]:
    for entity in spec.entities:
        for field in entity.fields:
            if field.type.reference is not None:
                yield entity, field, field.type.reference.entity or field.type.reference.table


def diagram(spec: AppSpec) -> str:
    """The entities as boxes, and below each what it points at; for terminals."""
    lines: list[str] = []
    for entity in spec.entities:
        rows = [(field.names.source, type_text(field), ", ".join(_marks(entity, field))) for field in entity.fields]
        name_width = max(len(row[0]) for row in rows)
        type_width = max(len(row[1]) for row in rows)
        texts = [f"{name:<{name_width}}  {kind:<{type_width}}  {marks}".rstrip() for name, kind, marks in rows]
        width = max(len(entity.names.source) + 2, *(len(text) for text in texts))
        lines.append(f"┌─ {entity.names.source} {'─' * (width - len(entity.names.source) - 1)}┐")
        lines += [f"│ {text:<{width}} │" for text in texts]
        lines.append(f"└{'─' * (width + 2)}┘")
        for source, field, target in _references(spec):
            if source is entity:
                many = "one" if field.unique else "many"
                lines.append(f"   {many} ─ {field.names.source} ─▶ {'at most one' if field.nullable else 'one'} {target}")
    return "\n".join(lines) + "\n"


def spec_json(spec: AppSpec) -> dict[str, object]:
    """The plan as it was understood, for programs: `{project, targets, pages, routes, operations, entities, enumerations}`."""
    return {
        "project": {"name": spec.project.name, "slug": spec.project.slug, "title": spec.project.title, "stack": spec.project.stack},
        "targets": {name: getattr(spec.targets, name) for name in ("infra", "database", "auth", "payments", "email", "storage")},
        "pages": [_page_json(page) for page in spec.pages],
        "routes": [_route_json(route) for route in spec.routes],
        "operations": [_operation_json(operation) for operation in spec.operations],
        "entities": [_entity_json(entity) for entity in spec.entities],
        "enumerations": [{"name": enum.names.source, "values": list(enum.values)} for enum in spec.enumerations],
    }


def _page_json(page: Page) -> dict[str, object]:
    return {"name": page.names.source, "route": page.route, "layout": page.layout, "access": page.access, "shows": _page(page).remark}


def _route_json(route: Route) -> dict[str, object]:
    return {
        "method": route.method,
        "path": route.path,
        "operation": route.operation,
        "access": route.access,
        "rateLimit": route.rate_limit,
        "validate": route.validate,
    }


def _operation_json(operation: Operation) -> dict[str, object]:
    return {
        "id": operation.id,
        "kind": operation.kind,
        "access": operation.access,
        "input": [field.names.source for field in operation.input],
        "output": operation.output,
        "many": operation.many,
        "meaning": type(operation.meaning).__name__,
        "understood": operation.understood,
        "description": operation.description,
        "covered": not isinstance(operation.meaning, NotCovered),
    }


def _entity_json(entity: Entity) -> dict[str, object]:
    fields = [
        {
            "name": field.names.source,
            "column": field.column,
            "type": type_text(field),
            "nullable": field.nullable,
            "unique": field.unique,
            "description": field.description,
            "synonyms": list(field.synonyms),
        }
        for field in entity.fields
    ]
    return {
        "name": entity.names.source,
        "domain": entity.domain,
        "table": entity.table,
        "key": entity.key,
        "access": entity.access,
        "owner": entity.owner,
        "tenant": entity.tenant,
        "ledger": entity.ledger,
        "description": entity.description,
        "synonyms": list(entity.synonyms),
        "fields": fields,
    }
