"""How the fields of a row are shown: as columns of a table, and one below the other."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.pages.module import Module, object_literal
from appfactory.catalog.stacks.nextjs_15.pages.places import in_address, labels, library, query
from appfactory.catalog.stacks.nextjs_15.pages.wording import field_label
from appfactory.model.spec import AppSpec, Entity, FieldSpec
from appfactory.model.typescript_literal import encode

_MOST_COLUMNS = 6
_KINDS = {"int": "number", "bigint": "number", "decimal": "number", "date": "date", "time": "time", "datetime": "datetime", "bool": "boolean"}


def shown_fields(entity: Entity) -> tuple[FieldSpec, ...]:
    """The fields a person wants to see, neither key nor owner, that which tells rows apart first."""
    fields = [field for field in entity.fields if field.names.source not in (entity.owner, entity.key)]
    if not fields:
        return (entity.field(entity.key),)
    heading = next((field for field in fields if field.names.source == entity.label), None)
    if heading is None:
        ranked = (*(field for field in fields if field.type.reference), *(field for field in fields if field.type.kind in ("datetime", "date")))
        heading = next(iter(ranked), fields[0])
    return (heading, *(field for field in fields if field is not heading))


def columns(entity: Entity) -> tuple[FieldSpec, ...]:
    """The fields of a table: the label first, long texts and structures left out, at most six, the status always among them."""
    heading, *others = shown_fields(entity)
    compact = [heading, *(field for field in others if field.type.kind not in ("text", "json"))]
    first = compact[:_MOST_COLUMNS]
    status = [field for field in compact[_MOST_COLUMNS:] if field.names.source == entity.status]
    return (*first[: _MOST_COLUMNS - len(status)], *status)


def references(spec: AppSpec, fields: tuple[FieldSpec, ...]) -> tuple[tuple[FieldSpec, Entity], ...]:
    """The fields among these that point at an entity whose rows have a label better than their key."""
    found = []
    for field in fields:
        if field.type.reference and field.type.reference.entity and not field.type.array:
            target = spec.entity(field.type.reference.entity)
            if target.label and target.label != target.key:
                found.append((field, target))
    return tuple(found)


def column_literal(field: FieldSpec, referenced: bool, indent: int) -> str:
    """An entry of a DataTable's `columns`."""
    kind = "text" if field.type.array or referenced else "status" if field.type.kind == "enum" else _KINDS.get(field.type.kind, "text")
    members = [("key", encode(field.names.camel)), ("header", encode(field_label(field)))]
    if kind != "text":
        members.append(("kind", encode(kind)))
    if not field.type.array and field.type.kind != "json" and not referenced:
        members.append(("sortable", "true"))
    return object_literal(members, indent)


def needs_mapping(field: FieldSpec, referenced: bool) -> bool:
    """True if a row's value has to be turned into something that can be read."""
    return referenced or field.type.array


def cell_expression(field: FieldSpec, target: Entity | None) -> str:
    """A row's value as a table shows it, from the variable `row`."""
    value = f"row.{field.names.camel}"
    if target is not None:
        lookup = f"{target.names.camel}Names[{value}]"
        return f"{value} && {lookup}" if field.nullable else lookup
    if field.type.array:
        return f'{value}?.join(", ")' if field.nullable else f'{value}.join(", ")'
    return value


def detail_expression(module: Module, field: FieldSpec, target: Entity | None, target_route: str) -> str:
    """A row's value as a detail page shows it, from the variable `row`; an expression of type ReactNode."""
    value = f"row.{field.names.camel}"
    guard = f"{value} && " if field.nullable else ""
    if target is not None:
        lookup = f"{target.names.camel}Names[{value}]"
        if not target_route:
            return guard + lookup
        link = library(module, "primitives/link/Link", "Link")
        return f"{guard}<{link} href={{`{target_route.rstrip('/')}/{in_address(field, value)}`}}>{{{lookup}}}</{link}>"
    if field.type.kind == "enum" and not field.type.array:
        badge = library(module, "patterns/badge/StatusBadge", "StatusBadge")
        return f"{guard}<{badge} status={{{value}}} />"
    if field.type.array:
        return f'{value}?.join(", ")' if field.nullable else f'{value}.join(", ")'
    kind = field.type.kind
    if kind in ("datetime", "date"):
        text = library(module, "primitives/time/DateTimeText", "DateTimeText")
        show = ' show="date" timeZone="UTC"' if kind == "date" else ""
        return f"{guard}<{text} value={{{value}}}{show} />"
    if kind == "bool":
        return f'{value} ? "Yes" : "No"'
    if kind == "json":
        return f'<code className="whitespace-pre-wrap">{{JSON.stringify({value}, null, 2)}}</code>'
    return value


def label_lookups(module: Module, spec: AppSpec, fields: tuple[FieldSpec, ...], rows: str, many: bool) -> list[str]:
    """Statements that read the labels of referenced rows; `rows` is the variable that holds the rows (or the one row)."""
    keys: dict[str, list[str]] = {}
    targets: dict[str, Entity] = {}
    for field, target in references(spec, fields):
        keys.setdefault(target.names.camel, []).append(f"{'row' if many else rows}.{field.names.camel}")
        targets[target.names.camel] = target
    lines = []
    for name, target in targets.items():
        listed = ", ".join(keys[name])
        single, several = f"{rows}.map((row) => {listed})", f"{rows}.flatMap((row) => [{listed}])"
        collected = f"[{listed}]" if not many else single if len(keys[name]) == 1 else several
        lines.append(f"  const {name}Names = await {query(module, target, labels(target))}({collected}, actor);")
    return lines
