"""The forms that browser tests fill in: values for their fields, and the rows that they point at."""

from __future__ import annotations

from dataclasses import dataclass, replace

from appfactory.catalog.stacks.nextjs_15.emit.fixtures import HOME, ample, given_function, takes_tenant
from appfactory.catalog.stacks.nextjs_15.emit.index import Index, stored
from appfactory.catalog.stacks.nextjs_15.emit.input_values import InputValues
from appfactory.catalog.stacks.nextjs_15.emit.layout import literal
from appfactory.catalog.stacks.nextjs_15.emit.operation_code import member
from appfactory.catalog.stacks.nextjs_15.emit.schemas import effective_type, is_nullable, is_optional
from appfactory.catalog.stacks.nextjs_15.emit.unique_fields import moved_together, told_apart
from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.catalog.stacks.nextjs_15.pages.wording import field_label
from appfactory.model.json_value import JsonObject, JsonValue
from appfactory.model.spec import Entity, FieldSpec, InputField, Insert, Operation
from appfactory.model.typescript_literal import encode_key

FIXTURES = "../../support/_generated/fixtures"
VALUES = "../../support/values"
_APART = 45


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form: its source, what labels it, and whether an empty one is refused."""

    source: str
    label: str
    required: bool


@dataclass(frozen=True, slots=True)
class CreationForm:
    """A form that makes a row. `prepare` is a function that makes the rows it points at, and gives their keys by the names of inputs."""

    fields: tuple[FormField, ...]
    prepare: str


def creation_form(module: Module, index: Index, operation: Operation) -> CreationForm | None:
    """The form of an insert; None if a person can't fill it in."""
    entity = index.entity_of(operation)
    if entity is None or not isinstance(operation.meaning, Insert):
        return None
    values = InputValues.of(index, operation, optional_references=False)
    assert values is not None
    fields: list[FormField] = []
    needed: list[str] = []
    for given, bound in values.given:
        target = index.referenced(bound.type.reference)
        if bound.type.kind == "fk" and target is None:
            if not given.optional:
                return None
            continue
        wanted = values.gives(bound) and (target is None or target is not entity)
        if target is not None and (wanted or bound.names.source == allocated(operation)):
            needed.append(f"{encode_key(given.names.camel)}: {_made_key(module, index, operation, bound, target)}")
        if not wanted:
            continue
        if target is None:
            source = field_source(module, given, apart(index, entity, bound), values.row[bound.column], by_name=False)
        else:
            source = f'{{ kind: "select", label: {literal(field_label(bound))}, value: {member("made", given.names.camel)} ?? "" }}'
        empty = stored(bound.type) not in ("bool",) and not bound.type.array and bound.type.kind != "enum" and target is None
        required = empty and not is_optional(operation, given) and not is_nullable(operation, bound)
        fields.append(FormField(source, field_label(bound), required))
    return CreationForm(tuple(fields), _prepared_keys(needed)) if fields else None


def _made_key(module: Module, index: Index, operation: Operation, bound: FieldSpec, target: Entity) -> str:
    """An expression for the key of a row to point at: of the tenant that somebody acts for, or of a new row."""
    entity = index.entity_of(operation)
    if entity is not None and target is index.tenants and bound.names.source == entity.tenant:
        return f"String(await {module.use(FIXTURES, HOME)}(tenant))"
    assert bound.type.reference is not None
    column = next((one for one in target.fields if one.column == bound.type.reference.column), target.field(target.key))
    return f"String({member(f'(await {prepared(module, index, operation, bound, target)})', column.names.camel)})"


def _prepared_keys(needed: list[str]) -> str:
    if not needed:
        return "() => Promise.resolve({})"
    return f"async ({'tenant' if any('tenant' in one for one in needed) else ''}) => ({{ {', '.join(needed)} }})"


def apart(index: Index, entity: Entity, bound: FieldSpec) -> FieldSpec:
    """The field, as unique if its value, or that of a moment it must stay in order with, must not be another row's."""
    told = told_apart(index, entity, bound)
    return replace(told, unique=True) if bound.column in moved_together(index, entity) else told


def allocated(operation: Operation) -> str:
    """The source name of the field that points at the resource an operation takes; empty if it takes none."""
    meaning = operation.meaning
    return meaning.allocation.reference if isinstance(meaning, Insert) and meaning.allocation is not None else ""


def prepare(needed: list[str]) -> str:
    """A function that makes rows for a form to choose from."""
    if not needed:
        return "() => Promise.resolve()"
    tenant = "tenant" if any("tenant" in one for one in needed) else ""
    return f"({tenant}) => {needed[0]}" if len(needed) == 1 else f"({tenant}) => Promise.all([{', '.join(needed)}])"


def prepared(module: Module, index: Index, operation: Operation, bound: FieldSpec, target: Entity) -> str:
    """An expression that makes a row to point at; a resource is large enough for anybody."""
    function = module.use(FIXTURES, given_function(target))
    meaning = operation.meaning
    values = ""
    if (
        isinstance(meaning, Insert)
        and meaning.allocation is not None
        and meaning.allocation.reference == bound.names.source
        and meaning.allocation.capacity
    ):
        capacity = target.field(meaning.allocation.capacity)
        values = f"{{ {encode_key(capacity.names.camel)}: {ample(capacity)} }}"
    return f"{function}({', '.join([values or '{}', 'tenant']) if takes_tenant(index, target) else values})"


def field_source(module: Module, given: InputField, bound: FieldSpec, value: JsonValue, *, by_name: bool) -> str:
    """The literal of a form's field with a value that can be stored."""
    kind = effective_type(given, bound)
    where = f"name: {literal(given.names.camel)}" if by_name else f"label: {literal(field_label(bound))}"
    control, text = _filled(module, bound, value)
    if kind.array and isinstance(value, tuple):
        control, text = "tags", _first_tag(module, bound, value)
    return f"{{ kind: {literal(control)}, {where}, value: {text} }}"


def _first_tag(module: Module, bound: FieldSpec, values: tuple[JsonValue, ...]) -> str:
    if values and isinstance(values[0], JsonObject):
        return _filled(module, bound, values[0])[1]
    return literal(str(values[0])) if values else '""'


def _filled(module: Module, bound: FieldSpec, value: JsonValue) -> tuple[str, str]:
    """The control for a field, and an expression for the text that is put in."""
    scalar = stored(bound.type)
    if bound.type.kind == "fk":
        return "select", '""'
    if scalar == "enum":
        return "select", literal(value)
    if scalar == "bool":
        return "checkbox", literal("true" if value else "false")
    if isinstance(value, JsonObject):
        members = dict(value.members)
        if scalar == "json":
            return "text", '"{}"'
        # Days that neither the seed data nor other tests have.
        days = int(str(members["inDays"])) + (_APART if bound.unique else 0)
        day = f"{module.use(VALUES, 'dayFrom')}({days})"
        return ("text", day) if scalar == "date" else ("text", f"`${{{day}}}T{members['at']}`")
    if scalar == "time":
        return "text", literal(str(value)[:5])
    if bound.unique and scalar in ("string", "text"):
        length = f", {bound.type.length}" if bound.type.length else ""
        return "text", f"{module.use(VALUES, 'unique')}({literal(value)}{length})"
    if bound.unique and scalar in ("int", "bigint"):
        return "text", f"String({module.use(VALUES, 'uniqueNumber')}())"
    return "text", literal(str(value))
