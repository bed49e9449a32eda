"""Types of fields and inputs, their values, defaults and checks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from uuid import UUID

from appfactory.compile.database.expressions import check_expression
from appfactory.compile.near_miss import did_you_mean
from appfactory.compile.resolve.enumerations import ByWords, inline_name
from appfactory.compile.rules.context import EntityNode, FieldNode, PlanContext
from appfactory.compile.types import TypeProblem
from appfactory.model.finding import Finding
from appfactory.model.plan import DefaultValue
from appfactory.model.spec import FieldType

_INT = range(-(2**31), 2**31)
_BIGINT = range(-(2**63), 2**63)
_NOW = frozenset({"now", "now()", "current_timestamp", "today", "today()", "current_date"})
_NEW_UUID = frozenset({"gen_random_uuid()", "uuid()", "uuidv4()", "uuidv7()"})
INLINE_FORM = "enum(PENDING|CONFIRMED|CANCELLED)"


def types(context: PlanContext) -> Iterable[Finding]:
    """The type of a field or an input is one of the plan language.

    Why: column, validation, form and TypeScript type are made from it.
    Bad: `type: varchar(80)`, `time: timestamp`
    Good: `type: string(80)`, `time: datetime`
    """
    why = "column, validation and form are made from it"
    for entity in context.entities:
        for node in entity.fields:
            path = (*node.path, "type")
            if isinstance(node.type, TypeProblem):
                yield context.finding(node.type.code, "error", path, node.type.message, why, node.type.hint)
            elif node.type.optional:
                bare = node.plan.type.strip().rstrip("?").strip()
                message = f"`{node.plan.type}`: `?` is for inputs of operations"
                yield context.finding(
                    "type-optional-field", "error", path, message, "a field that may be empty is `nullable`", f"write `type: {bare}, nullable: true`"
                )
    for operation in context.operations:
        for name, parsed in operation.inputs.items():
            if isinstance(parsed, TypeProblem):
                yield context.finding(parsed.code, "error", (*operation.path, "input", name), parsed.message, why, parsed.hint)


class _Enumerations:
    """Where `enum(Name)` finds its values: in the SQL, in a field that writes them out, or among the enumerations of the domains."""

    def __init__(self, context: PlanContext) -> None:
        self._context = context
        database = context.sql.database
        self._in_sql = {enumeration.name: enumeration.values for enumeration in database.enumerations} if database else {}
        self._written_out: dict[str, tuple[str, ...]] = {}
        self._named: set[str] = set()
        for entity in context.entities:
            for node in entity.fields:
                if node.parsed is not None and node.parsed.values:
                    self._written_out[inline_name(entity.name, node.plan.name)] = node.parsed.values
                elif node.parsed is not None and node.parsed.type.enum:
                    self._named.add(node.parsed.type.enum)
        for domain in context.plan.components.domains:
            self._written_out |= {enumeration.name: enumeration.values for enumeration in domain.enumerations}
        self._sql_words, self._plan_words = ByWords(self._in_sql), ByWords(self._written_out)
        self.unknowable = any(finding.code == "sql-syntax" for finding in context.sql.findings)

    def of_field(self, entity: EntityNode, node: FieldNode) -> tuple[str, ...]:
        """The values that a field may have; empty if nothing says them."""
        if node.parsed is None or node.parsed.values:
            return node.parsed.values if node.parsed is not None else ()
        column = self._context.column(entity, node.plan.name)
        own = column.type.removesuffix("[]").rpartition(".")[2].strip('"') if column else ""
        return self._in_sql.get(own) or self.named(node.parsed.type.enum)

    def named(self, name: str) -> tuple[str, ...]:
        """The values that a name means; empty if nothing says them."""
        in_plan, in_sql = self._plan_words.find(name), self._sql_words.find(name)
        return self._written_out[in_plan] if in_plan else self._in_sql[in_sql] if in_sql else ()

    def used(self, name: str) -> bool:
        """True if a field has this enumeration, so that what it lacks is told there."""
        return name in self._named

    def hint(self, name: str) -> str:
        """What to write instead of the name."""
        near = f"; in the SQL {did_you_mean(name, self._in_sql)}" if self._in_sql else ""
        return f"write them out: `{INLINE_FORM}`{near}"


def enumerations(context: PlanContext) -> Iterable[Finding]:
    """`enum(Name)` has values: written out in another field, in `enumerations`, or by `create type … as enum` in the SQL.

    Why: without its values neither the database nor a form knows what the field can hold.
    Bad: `type: enum(Status)`, and no status anywhere
    Good: `type: enum(PENDING|CONFIRMED|CANCELLED)`
    """
    values = _Enumerations(context)
    if values.unknowable:
        return
    why = "without its values neither the database nor a form knows what the field can hold"
    for entity in context.entities:
        for node in entity.fields:
            name = node.parsed.type.enum if node.parsed is not None else ""
            if name and not values.of_field(entity, node):
                message = f"`enum({name})` names values that the plan does not list"
                yield context.finding("enum-without-values", "error", (*node.path, "type"), message, why, values.hint(name))
    for operation in context.operations:
        for input_name, parsed in operation.inputs.items():
            name = "" if isinstance(parsed, TypeProblem) else parsed.type.enum
            if name and not values.named(name) and not values.used(name):
                message = f"`enum({name})` names values that the plan does not list"
                yield context.finding("enum-without-values", "error", (*operation.path, "input", input_name), message, why, values.hint(name))


def defaults(context: PlanContext) -> Iterable[Finding]:
    """`default` is a value of the field's type; `null` only where the field is nullable.

    Why: PostgreSQL would refuse the column, or every row without the value.
    Bad: `{ type: int, default: "many" }`, `{ type: enum(OPEN|CLOSED), default: PENDING }`
    Good: `{ type: int, default: 1 }`, `{ type: enum(OPEN|CLOSED), default: OPEN }`
    """
    enums = _Enumerations(context)
    for entity in context.entities:
        for node in entity.fields:
            if "default" not in node.plan.model_fields_set or node.parsed is None:
                continue
            path, value = (*node.path, "default"), node.plan.default
            if value is None:
                if not node.plan.nullable:
                    message = f"`{node.plan.name}` is not nullable, so `null` is no default"
                    yield context.finding(
                        "default-null", "warning", path, message, "rows without the value are refused anyway", "leave it out, or add `nullable: true`"
                    )
                continue
            problem = _misfit(enums.of_field(entity, node), node, value)
            if problem:
                message = f"`{_shown(value)}` is no {node.plan.type}"
                yield context.finding("default-type", "error", path, message, "PostgreSQL would refuse the column", problem)


def _shown(value: DefaultValue) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _misfit(values: tuple[str, ...], node: FieldNode, value: DefaultValue) -> str:
    """Why a default does not fit the field's type: a hint, or empty if it does."""
    parsed = node.parsed
    assert parsed is not None, "only called for fields with a type"
    if parsed.type.array:
        return "" if isinstance(value, str) and (value.strip() in ("{}", "[]") or _is_json_list(value)) else 'write a list as text: "[]"'
    if parsed.type.kind == "enum":
        if not values or _shown(value) in values:
            return ""
        return did_you_mean(_shown(value), values)
    return _misfit_of_scalar(parsed.type, value)


_FITTING = {
    "bool": "write `true` or `false`", "int": "write a whole number below 2,147,483,648", "bigint": "write a whole number",
    "uuid": "leave it out: keys are made by the database", "ksuid": "leave it out: keys are made by the database",
    "fk": "write the key of the row", "date": 'write "2027-01-31" or "today"', "time": 'write "18:30"',
    "datetime": 'write "2027-01-31T18:30:00Z" or "now"', "json": 'write JSON as text: "{}"', "text": 'write text: "…"',
}  # fmt: skip


def _misfit_of_scalar(kind: FieldType, value: DefaultValue) -> str:
    if _fits(kind, value):
        return ""
    if kind.kind == "decimal":
        return f"write a number with at most {kind.precision} digits, {kind.scale} of them after the point"
    if kind.kind == "string":
        return f"write text of at most {kind.length} characters" if kind.length else 'write text: "…"'
    return _FITTING[kind.kind]


def _fits(kind: FieldType, value: DefaultValue) -> bool:
    if kind.kind == "bool":
        return isinstance(value, bool)
    if isinstance(value, bool):
        return kind.kind == "json"
    if kind.kind in ("int", "bigint"):
        allowed = _INT if kind.kind == "int" else _BIGINT
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        return whole and int(value or 0) in allowed
    if kind.kind == "decimal":
        return _fits_decimal(kind, value)
    if kind.kind == "json":
        return not isinstance(value, str) or _is_json(value)
    if not isinstance(value, str):
        return kind.kind == "fk" and isinstance(value, int)
    return _fits_text(kind, value)


def _fits_decimal(kind: FieldType, value: DefaultValue) -> bool:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return False
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):
        return False
    return number.adjusted() < kind.precision - kind.scale and -exponent <= kind.scale


def _fits_text(kind: FieldType, value: str) -> bool:
    if kind.kind in ("string", "text", "fk"):
        return not kind.length or len(value) <= kind.length
    if kind.kind in ("date", "time", "datetime") and value.strip().lower() in _NOW:
        return True
    if kind.kind == "uuid" and value.strip().lower() in _NEW_UUID:
        return True
    readers: dict[str, Callable[[str], object]] = {
        "uuid": UUID,
        "date": date.fromisoformat,
        "time": time.fromisoformat,
        "datetime": datetime.fromisoformat,
    }
    reader = readers.get(kind.kind)
    if reader is None:
        return kind.kind == "ksuid" and re.fullmatch(r"\w+", value) is not None
    try:
        reader(value)
    except ValueError:
        return False
    return True


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_json_list(text: str) -> bool:
    return text.strip().startswith("[") and _is_json(text)


def checks(context: PlanContext) -> Iterable[Finding]:
    """`check` is a boolean SQL expression over the entity's own fields.

    Why: it becomes a constraint of the table, and the limits of the form.
    Bad: `check: "seats >"`, `check: "chairs > 0"` (no such field)
    Good: `check: "seats > 0"`
    """
    for entity in context.entities:
        columns = {node.plan.name: "boolean" if node.parsed and node.parsed.type.kind == "bool" else "" for node in entity.fields}
        if entity.table is not None:
            columns |= {column.name: column.type for column in entity.table.columns}
        for node in entity.fields:
            if not node.plan.check.strip():
                continue
            path = (*node.path, "check")
            finding = check_expression(node.plan.check, columns, context.spans.value(path))
            if finding is not None:
                yield context.finding(finding.code, finding.severity, path, finding.message, finding.why, finding.hint, span=finding.span)
