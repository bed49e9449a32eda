"""zod expressions for the fields of entities and inputs."""

from __future__ import annotations

from collections.abc import Callable

from appfactory.catalog.stacks.nextjs_15.emit.index import Index, stored
from appfactory.catalog.stacks.nextjs_15.emit.layout import literal
from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.catalog.stacks.nextjs_15.pages.wording import field_label
from appfactory.model.spec import EnumSpec, FieldSpec, FieldType, InputField, Insert, Mark, Operation, Patch, Scalar, Transition
from appfactory.model.typescript_literal import encode_key

FIELDS = "@/lib/fields"
_TEXT_READERS = {"int": "numberFromText", "bool": "booleanFromText", "json": "jsonFromText"}


def enum_constant(enumeration: EnumSpec) -> str:
    """The name of an enumeration's zod schema."""
    return f"{enumeration.names.camel}Enum"


def output_expression(module: Module, index: Index, field: FieldSpec) -> str:
    """What a field looks like when it leaves the API, read from a row of the database."""
    expression = _output_scalar(module, index, field.type)
    if field.type.array:
        expression = f"z.array({expression})"
    return f"{expression}.nullable()" if field.nullable else expression


def _output_scalar(module: Module, index: Index, kind: FieldType) -> str:
    match stored(kind):
        case "int":
            return "z.number()"
        case "bigint":
            return module.use(FIELDS, "wholeNumberText")
        case "bool":
            return "z.boolean()"
        case "datetime":
            return module.use(FIELDS, "dateTimeText")
        case "json":
            return "z.json()"
        case "enum":
            return enum_constant(index.enumerations[kind.enum])
        case _:
            return "z.string()"


def effective_type(given: InputField, bound: FieldSpec | None) -> FieldType:
    """The type of an input: its own, or that of its field where the plan only says that it is text."""
    if bound is None or given.role == "on-day":
        return given.type
    if given.type.kind in ("string", "text") and stored(bound.type) not in ("string", "text", "ksuid", "uuid"):
        return bound.type
    if given.type.kind == "string" and bound.type.length and not given.type.length:
        return bound.type
    return given.type


def bounds(given: InputField, bound: FieldSpec | None) -> tuple[int | None, int | None]:
    """The least and the greatest value; for a stored input those of its field hold as well."""
    if bound is None or given.role != "value":
        return given.minimum, given.maximum
    lower = [limit for limit in (given.minimum, bound.minimum) if limit is not None]
    upper = [limit for limit in (given.maximum, bound.maximum) if limit is not None]
    return (max(lower) if lower else None), (min(upper) if upper else None)


def is_optional(operation: Operation, given: InputField) -> bool:
    """True if an input may be left out: the plan says so, or it is one of the changes of a patch."""
    meaning = operation.meaning
    return given.optional or (isinstance(meaning, Patch) and given.names.source != meaning.key)


def is_nullable(operation: Operation, bound: FieldSpec | None) -> bool:
    """True if an input may be null, which empties the field."""
    return isinstance(operation.meaning, Insert | Patch | Transition | Mark) and bound is not None and bound.nullable


def is_written(operation: Operation) -> bool:
    """True if the inputs are stored."""
    return isinstance(operation.meaning, Insert | Patch | Transition | Mark)


def input_expression(module: Module, index: Index, operation: Operation, given: InputField, *, lenient: bool = False) -> str:
    """What an operation takes for an input. `lenient` leaves the limits to the database."""
    bound = index.bound(operation, given)
    kind, label = effective_type(given, bound), field_label(bound or given)
    optional, nullable = is_optional(operation, given), is_nullable(operation, bound)
    limits = (None, None) if lenient else bounds(given, bound)
    filled = is_written(operation) and given.role == "value" and not nullable and not lenient
    expression = _input_scalar(module, index, kind, label, limits, filled=filled and not kind.array, lenient=lenient)
    from_text = index.from_text(operation, given)
    reader = _TEXT_READERS.get(stored(kind), "") if from_text else ""
    if reader:
        expression = f"{module.use(FIELDS, reader)}({expression})"
    if kind.array:
        expression = f"z.array({expression}, {_says(module, label, 'must be a list')})"
        expression = f"{module.use(FIELDS, 'listFromText')}({expression})" if from_text else expression
    return expression + (".nullish()" if optional and nullable else ".optional()" if optional else ".nullable()" if nullable else "")


def _says(module: Module, label: str, rule: str) -> str:
    return f"{module.use(FIELDS, 'says')}({literal(label)}, {literal(rule)})"


def _input_scalar(
    module: Module, index: Index, kind: FieldType, label: str, limits: tuple[int | None, int | None], *, filled: bool, lenient: bool
) -> str:
    def helper(name: str) -> str:
        return module.use(FIELDS, name)

    def ruled(schema: str, rule: str) -> str:
        return f"z.{schema}({_says(module, label, rule)})"

    digits = () if lenient or not kind.precision else (("precision", kind.precision), ("scale", kind.scale))
    makers: dict[Scalar, Callable[[], str]] = {
        "uuid": lambda: ruled("guid", "must be an id"),
        "ksuid": lambda: ruled("string", "must be an id") + rf".regex(/^\w{{1,64}}$/, {literal(f'{label} must be an id')})",
        "int": lambda: ruled("int32", "must be a whole number") + _chained_bounds(label, limits),
        "bigint": lambda: f"{helper('wholeNumber')}({literal(label)}{_bounds_argument(limits)})",
        "decimal": lambda: f"{helper('decimal')}({literal(label)}{_bounds_argument(limits, digits)})",
        "bool": lambda: ruled("boolean", "must be true or false"),
        "date": lambda: ruled("iso.date", "must be a date"),
        "time": lambda: ruled("iso.time", "must be a time of day"),
        "datetime": lambda: f"{helper('dateTime')}({literal(label)})",
        "json": lambda: f"{helper('json')}({literal(label)})",
        "enum": lambda: enum_constant(index.enumerations[kind.enum]),
    }
    if stored(kind) in makers:
        return makers[stored(kind)]()
    text = f"{helper('requiredText')}({literal(label)})" if filled else ruled("string", "must be text")
    if kind.length and not lenient:
        text += f".max({kind.length}, {literal(f'{label} must be at most {kind.length} characters')})"
    return text


def _chained_bounds(label: str, limits: tuple[int | None, int | None]) -> str:
    minimum, maximum = limits
    least = "" if minimum is None else f".min({minimum}, {literal(f'{label} must be at least {minimum}')})"
    most = "" if maximum is None else f".max({maximum}, {literal(f'{label} must be at most {maximum}')})"
    return least + most


def _bounds_argument(limits: tuple[int | None, int | None], digits: tuple[tuple[str, int], ...] = ()) -> str:
    named = (*digits, ("minimum", limits[0]), ("maximum", limits[1]))
    members = ", ".join(f"{encode_key(name)}: {value}" for name, value in named if value is not None)
    return f", {{ {members} }}" if members else ""
