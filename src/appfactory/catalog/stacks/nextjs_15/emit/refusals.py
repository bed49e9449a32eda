"""Inputs that an operation must refuse, and inputs at the very edge of what it must take."""

from __future__ import annotations

import re
from dataclasses import dataclass

from appfactory.catalog.stacks.nextjs_15.emit.index import Index, stored
from appfactory.catalog.stacks.nextjs_15.emit.layout import literal
from appfactory.catalog.stacks.nextjs_15.emit.schemas import bounds, effective_type, is_nullable, is_optional, is_written
from appfactory.model.spec import Entity, FieldSpec, FieldType, InputField, Insert, Operation
from appfactory.model.typescript_literal import encode_key

_SIMPLE_CHECK = re.compile(
    r"""\(*\s*"?\w+"?\s*(?:(?:>=|<=|>|<)\s*-?\d+(?:\.\d+)?|between\s+-?\d+\s+and\s+-?\d+)\s*\)*"""
    r"""(?:\s+and\s+\(*\s*"?\w+"?\s*(?:>=|<=|>|<)\s*-?\d+(?:\.\d+)?\s*\)*)*""",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class InputCase:
    """A change of a valid input: what it is called, the changed member as source, and the field at fault (empty: none)."""

    title: str
    change: str
    field: str = ""


def refused(index: Index, operation: Operation) -> tuple[InputCase, ...]:
    """What must be refused with a 400 that names the field."""
    return tuple(case for given in operation.input if given.role not in ("page", "page-size", "sort") for case in _refused(index, operation, given))


def _refused(index: Index, operation: Operation, given: InputField) -> list[InputCase]:
    name, label = given.names.camel, given.names.title.lower()
    bound = index.bound(operation, given)
    kind = effective_type(given, bound)
    cases = []

    def add(title: str, source: str) -> None:
        cases.append(InputCase(title, f"{encode_key(name)}: {source}", name))

    if not is_optional(operation, given):
        add(f"no {label}", "undefined")
    if not is_nullable(operation, bound):
        add(f"null as {label}", "null")
    if kind.array:
        add(f"a single value as {label}", "7")
        return cases
    for title, source in _malformed(kind, label):
        add(title, source)
    for title, source in _beyond(operation, given, bound, kind, label):
        add(title, source)
    return cases


def _malformed(kind: FieldType, label: str) -> list[tuple[str, str]]:
    wrong: dict[str, tuple[str, ...]] = {
        "uuid": ('"not-an-id"',),
        "ksuid": ('"not an id"',),
        "string": ("7",),
        "text": ("7",),
        "int": ('"many"', "1.5"),
        "bigint": ('"many"', "1.5"),
        "decimal": ('"much"',),
        "bool": ('"perhaps"',),
        "date": ('"2026-02-31"',),
        "time": ('"25:00"',),
        "datetime": ('"2026-02-03T10:00"', '"soon"'),
        "enum": ('"no such value"',),
        "json": (),
    }
    return [(f"{source.strip(chr(34))} as {label}", source) for source in wrong.get(stored(kind), ())]


def _beyond(operation: Operation, given: InputField, bound: FieldSpec | None, kind: FieldType, label: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    minimum, maximum = bounds(given, bound)
    numeric = stored(kind) in ("int", "bigint", "decimal")
    if numeric and minimum is not None and _in_range(kind, minimum - 1):
        found.append((f"a {label} below {minimum}", _number(kind, minimum - 1)))
    if numeric and maximum is not None and _in_range(kind, maximum + 1):
        found.append((f"a {label} above {maximum}", _number(kind, maximum + 1)))
    if stored(kind) == "decimal" and kind.precision:
        found.append((f"too many decimals as {label}", literal("1." + "1" * (kind.scale + 1))))
    if stored(kind) in ("string", "text") and kind.length and kind.length <= 5000:
        found.append((f"a {label} that is too long", f'"x".repeat({kind.length + 1})'))
    fillable = stored(kind) in ("string", "text") and is_written(operation) and given.role == "value" and not is_nullable(operation, bound)
    if fillable:
        found.append((f"a blank {label}", '" "'))
    return found


def _in_range(kind: FieldType, number: int) -> bool:
    """True if the type itself can hold the number."""
    bits: int = 31 if stored(kind) == "int" else 63
    limit: int = 2**bits
    return -limit <= number < limit


def _number(kind: FieldType, number: int) -> str:
    """A number as an input carries it: large ones as text."""
    return str(number) if stored(kind) == "int" or abs(number) < 2**31 else literal(str(number))


def accepted(index: Index, operation: Operation) -> tuple[InputCase, ...]:
    """What must be taken: values at the edges, where no other check could refuse them."""
    entity = index.entity_of(operation)
    if entity is None or not is_written(operation):
        return ()
    return tuple(case for given in operation.input if given.role == "value" for case in _accepted(index, operation, given, entity))


def _accepted(index: Index, operation: Operation, given: InputField, entity: Entity) -> list[InputCase]:
    bound = index.bound(operation, given)
    kind = effective_type(given, bound)
    if bound is None or bound.unique or kind.array or bound.type.kind == "fk" or not is_simple(index, entity, bound):
        return []
    meaning = operation.meaning
    allocated = isinstance(meaning, Insert) and meaning.allocation is not None and meaning.allocation.quantity == bound.names.source
    minimum, maximum = bounds(given, bound)
    name, label = encode_key(given.names.camel), given.names.title.lower()
    cases = []
    if stored(kind) in ("int", "bigint", "decimal"):
        if minimum is not None and _in_range(kind, minimum):
            cases.append(InputCase(f"a {label} of {minimum}", f"{name}: {_number(kind, minimum)}"))
        if maximum is not None and _in_range(kind, maximum) and not allocated:
            cases.append(InputCase(f"a {label} of {maximum}", f"{name}: {_number(kind, maximum)}"))
    if stored(kind) in ("string", "text") and kind.length and kind.length <= 5000:
        cases.append(InputCase(f"a {label} of {kind.length} characters", f'{name}: "x".repeat({kind.length})'))
    if is_nullable(operation, bound):
        cases.append(InputCase(f"no {label}", f"{name}: null"))
    return cases


def is_simple(index: Index, entity: Entity, bound: FieldSpec) -> bool:
    """True if nothing but plain bounds restricts the column."""
    table = index.spec.database.table(entity.table)
    checks = [one.expression for one in table.checks] if table is not None else []
    checks += [one.check for one in entity.fields if one.check]
    mentioned = [check for check in checks if re.search(rf'(?<!\w)"?{re.escape(bound.column)}"?(?!\w)', check)]
    return all(_SIMPLE_CHECK.fullmatch(check.strip()) for check in mentioned)
