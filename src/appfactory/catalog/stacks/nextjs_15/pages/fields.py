"""Form fields for an operation's input."""

from __future__ import annotations

from dataclasses import dataclass

from appfactory.catalog.stacks.nextjs_15.pages.module import Module, attribute, element
from appfactory.catalog.stacks.nextjs_15.pages.places import library
from appfactory.catalog.stacks.nextjs_15.pages.wording import field_label
from appfactory.model.json_value import JsonObject, JsonValue
from appfactory.model.spec import AppSpec, Entity, FieldSpec, InputField, Operation

_WITHOUT_TAGS = ("json", "bool")
"""Lists of these are entered as JSON: a tag is a text."""

_TEXT_KINDS = {"email": "email", "phone": "tel", "telephone": "tel", "url": "url", "website": "url"}


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form: the input it fills and, if the input is a reference, the entity whose rows can be chosen."""

    input: InputField
    choices: Entity | None


def form_fields(spec: AppSpec, operation: Operation) -> tuple[FormField, ...]:
    """The inputs a person fills in; the key of the row is not among them."""
    return tuple(FormField(field, _choices(spec, operation, field)) for field in operation.input if field.role == "value")


def field_element(module: Module, spec: AppSpec, operation: Operation, field: FormField, indent: int, values: str = "") -> str:
    """The JSX of a field. `values` is an expression for the row being edited, or empty in a form for a new row."""
    bound = _bound(spec, operation, field.input)
    component, extra = _component(spec, field, bound)
    attributes = [attribute("name", field.input.names.source), attribute("label", field_label(bound or field.input))]
    if component not in ("CheckboxField", "TagsField") and not field.input.optional and not (bound and bound.nullable):
        attributes.append("required")
    attributes += extra
    if values:
        attributes.append(f"defaultValue={{{_default(field, bound, values)}}}")
    elif bound is not None and bound.has_default and (literal := _literal(component, bound.default)) is not None:
        attributes.append(attribute("defaultValue", literal))
    return element(library(module, f"forms/{component}", component), attributes, indent)


def _bound(spec: AppSpec, operation: Operation, field: InputField) -> FieldSpec | None:
    entity = getattr(operation.meaning, "entity", "")
    return spec.entity(entity).field(field.binds) if entity and field.binds else None


def _choices(spec: AppSpec, operation: Operation, field: InputField) -> Entity | None:
    bound = _bound(spec, operation, field)
    reference = (bound.type if bound else field.type).reference
    return spec.entity(reference.entity) if reference and reference.entity else None


def _component(spec: AppSpec, field: FormField, bound: FieldSpec | None) -> tuple[str, list[str]]:
    kind = bound.type if bound else field.input.type
    if kind.array and kind.kind in _WITHOUT_TAGS:
        return "JsonField", []
    if kind.array:
        suggestions = spec.enumeration(kind.enum).values if kind.enum else ()
        return "TagsField", [attribute("suggestions", suggestions)] if suggestions else []
    if field.choices is not None:
        return "SelectField", [f"options={{{field.choices.names.camel}Choices}}"]
    if kind.kind == "enum":
        choices = spec.enumeration(kind.enum)
        members: tuple[JsonValue, ...] = tuple(
            JsonObject((("value", value), ("label", label))) for value, label in zip(choices.values, choices.labels, strict=True)
        )
        return "SelectField", [attribute("options", members)]
    if kind.kind in ("int", "bigint"):
        return "NumberField", _limits(field.input, bound)
    if kind.kind == "decimal":
        return "DecimalField", [*([attribute("scale", kind.scale)] if kind.scale != 2 else []), *_limits(field.input, bound)]
    plain = {
        "bool": "CheckboxField",
        "date": "DateField",
        "time": "TimeField",
        "datetime": "DateTimeField",
        "text": "TextareaField",
        "json": "JsonField",
    }
    if kind.kind in plain:
        return plain[kind.kind], []
    words = field.input.names.snake.split("_")
    text_type = next((_TEXT_KINDS[word] for word in words if word in _TEXT_KINDS), "")
    extra = [attribute("type", text_type)] if text_type else []
    return "TextField", [*extra, *([attribute("maxLength", kind.length)] if kind.length else [])]


def _limits(field: InputField, bound: FieldSpec | None) -> list[str]:
    minimum = field.minimum if field.minimum is not None else bound.minimum if bound else None
    maximum = field.maximum if field.maximum is not None else bound.maximum if bound else None
    return [attribute(name, value) for name, value in (("min", minimum), ("max", maximum)) if value is not None]


def _default(field: FormField, bound: FieldSpec | None, values: str) -> str:
    name = bound.names.camel if bound else field.input.names.camel
    value = f"{values}.{name}"
    nullable = bound is not None and bound.nullable
    if bound is not None and bound.type.array and bound.type.kind in _WITHOUT_TAGS:
        return f"JSON.stringify({value}, null, 2)"
    if bound is not None and bound.type.array and bound.type.kind not in ("string", "text", "enum", "uuid", "ksuid"):
        return f"{value}?.map(String)" if nullable else f"{value}.map(String)"
    if bound is not None and bound.type.kind == "json":
        return f"JSON.stringify({value}, null, 2)"
    if bound is not None and bound.type.kind == "fk" and bound.type.target == "int":
        return f"{value}?.toString()" if nullable else f"{value}.toString()"
    return f"{value} ?? undefined" if nullable else value


def _literal(component: str, default: JsonValue) -> JsonValue:
    """The default as the component takes it; None if it can't (an SQL default such as `now()` is no value for a form)."""
    if component == "CheckboxField":
        return default if isinstance(default, bool) else None
    if component == "NumberField":
        return default if isinstance(default, int) and not isinstance(default, bool) else None
    if component in ("TextField", "TextareaField", "SelectField", "DateField", "TimeField", "DecimalField"):
        return str(default) if isinstance(default, str | int | float) and not isinstance(default, bool) and "(" not in str(default) else None
    return None
