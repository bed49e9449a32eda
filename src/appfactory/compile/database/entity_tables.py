"""Tables from the plan's entities: column types, defaults, keys, checks and indexes."""

from __future__ import annotations

import json
from dataclasses import replace

from appfactory.compile.database.comments import comment_text
from appfactory.compile.database.identifiers import free_name, literal, quote
from appfactory.compile.database.lookup import Lookup
from appfactory.compile.database.platform import TIMESTAMP
from appfactory.model.database import Check, Column, Enumeration, ForeignKey, Index, ReferentialAction, Table, Unique
from appfactory.model.json_value import JsonObject, JsonValue
from appfactory.model.spec import Entity, FieldSpec, FieldType, Scalar

_TYPES: dict[Scalar, str] = {
    "uuid": "uuid",
    "ksuid": "text",
    "string": "text",
    "text": "text",
    "int": "integer",
    "bigint": "bigint",
    "decimal": "numeric",
    "bool": "boolean",
    "date": "date",
    "time": "time without time zone",
    "datetime": TIMESTAMP,
    "json": "jsonb",
}
_NUMBERS = frozenset({"integer", "bigint", "numeric"})


def enumerations(plan: Lookup) -> tuple[Enumeration, ...]:
    """The enum types of the plan."""
    return tuple(Enumeration(item.database_type, item.values, comment=comment_text(item.description)) for item in plan.enumerations.values())


def column_type(plan: Lookup, kind: FieldType, users_key_type: str = "uuid") -> str:
    """The type of a field's column, as format_type() prints it."""
    return _element_type(plan, kind, users_key_type) + ("[]" if kind.array else "")


def _element_type(plan: Lookup, kind: FieldType, users_key_type: str) -> str:
    if kind.kind == "fk":
        if kind.reference is not None and kind.reference.entity:
            target = plan.entities[kind.reference.entity]
            field = next((field for field in target.fields if field.column == kind.reference.column), None)
            # A key that itself points elsewhere (a profile whose key is its user) has that key's type; a circle of them has the scalar's.
            if field is not None and field.type.kind != "fk":
                return _element_type(plan, field.type, users_key_type)
            return _TYPES.get(kind.target or "uuid", "uuid")
        return users_key_type
    if kind.kind == "enum":
        return quote(plan.enumerations[kind.enum].database_type)
    if kind.kind == "string" and kind.length:
        return f"character varying({kind.length})"
    if kind.kind == "decimal" and kind.precision:
        return f"numeric({kind.precision},{kind.scale})"
    return _TYPES[kind.kind]


def entity_table(plan: Lookup, entity: Entity, users_key_type: str = "uuid") -> Table:
    """The table of an entity, without policies."""
    key = entity.field(entity.key)
    table = Table(
        name=entity.table,
        columns=tuple(_column(plan, entity, field, users_key_type) for field in entity.fields),
        primary_key=(key.column,),
    )
    return with_field_facts(entity, table)


def _column(plan: Lookup, entity: Entity, field: FieldSpec, users_key_type: str) -> Column:
    kind = column_type(plan, field.type, users_key_type)
    is_key = field.names.source == entity.key
    if is_key and not field.has_default and kind in ("integer", "bigint"):
        return Column(field.column, kind, generated="by default as identity")
    return Column(field.column, kind, nullable=field.nullable and not is_key, default=default_expression(entity, field))


# What a column holds for the moment between the insert and the trigger that looks its value up: so nobody takes it for one to be given.
_NEUTRAL: dict[Scalar, str] = {
    "bool": "false", "int": "0", "bigint": "0", "decimal": "0", "string": "''", "text": "''", "json": "'{}'",
}  # fmt: skip


def default_expression(entity: Entity, field: FieldSpec) -> str | None:
    """The SQL of a field's default; None if there is none. Fields that are `supplied` without one get what their type suggests."""
    if field.has_default and field.default is not None:
        return encode_default(field.type, field.default)
    if field.has_default or field.names.source == entity.owner:
        return None
    is_key = field.names.source == entity.key
    if field.type.kind == "ksuid" and (is_key or field.supplied):
        return f"app.ksuid({literal(field.type.prefix)})"
    if field.type.kind == "uuid" and (is_key or field.supplied):
        return "gen_random_uuid()"
    if not field.supplied or field.nullable:
        return None
    if field.type.array:
        return "'{}'"
    if field.looked_up and field.type.kind in _NEUTRAL:
        return _NEUTRAL[field.type.kind]
    return {"datetime": "now()", "date": "CURRENT_DATE", "time": "LOCALTIME"}.get(field.type.kind)


_NOW = frozenset({"now", "now()", "current_timestamp"})
_TODAY = frozenset({"today", "today()", "current_date"})


def encode_default(kind: FieldType, value: JsonValue) -> str:
    """A literal of the plan as SQL. Text is always a quoted constant, whatever it holds."""
    if kind.array:
        return _array(value)
    text = _plain(value)
    folded = text.strip().lower()
    if kind.kind == "datetime" and folded in _NOW:
        return "now()"
    if kind.kind == "date" and folded in _NOW | _TODAY:
        return "CURRENT_DATE"
    if kind.kind == "time" and folded in _NOW:
        return "LOCALTIME"
    if kind.kind == "uuid" and folded in {"gen_random_uuid()", "uuid()", "uuidv4()"}:
        return "gen_random_uuid()"
    if kind.kind == "bool":
        return "true" if folded in {"true", "1"} else "false"
    if kind.kind in {"int", "bigint", "decimal"} and isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"'{text}'" if text.startswith("-") else text
    if kind.kind == "json":
        return literal(text if isinstance(value, str) and _is_json(value) else json.dumps(_as_python(value), ensure_ascii=False))
    return literal(text)


def _plain(value: JsonValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int)):
        return str(value)
    if isinstance(value, float):
        return repr(value) if value % 1 else str(int(value))
    return json.dumps(_as_python(value), ensure_ascii=False)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _as_python(value: JsonValue) -> object:
    if isinstance(value, JsonObject):
        return {name: _as_python(member) for name, member in value.members}
    if isinstance(value, tuple):
        return [_as_python(member) for member in value]
    return value


def _array(value: JsonValue) -> str:
    """An array constant, from a list, from a text that holds a JSON list or PostgreSQL's own `{…}`, or from a single element."""
    if isinstance(value, str) and value.strip().startswith("{"):
        return literal(value.strip())
    elements: object = _as_python(value)
    if isinstance(value, str):
        elements = json.loads(value) if value.strip().startswith("[") and _is_json(value) else [value] if value.strip() else []
    if not isinstance(elements, list):
        elements = [elements]
    quoted = []
    for element in elements:
        text = element if isinstance(element, str) else json.dumps(element, ensure_ascii=False)
        quoted.append('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' if element is not None else "NULL")
    return literal("{" + ",".join(quoted) + "}")


def with_field_facts(entity: Entity, table: Table) -> Table:
    """The table with what the plan says of its fields and the table does not hold yet: foreign keys, uniques, checks, indexes.

    For tables of the plan's own SQL these complete it; a foreign key whose types differ is left out.
    """
    for field in entity.fields:
        column = table.column(field.column)
        if column is None:
            continue
        table = _with_unique(table, entity, field)
        table = _with_foreign_key(table, entity, field, column)
        table = _with_check(table, field)
        if field.index or field.type.kind == "fk":
            table = with_index(table, (field.column,))
    return _with_comments(entity, table)


def _with_comments(entity: Entity, table: Table) -> Table:
    """What the plan says of the table and its columns, where the table's own SQL does not."""
    said = {field.column: comment_text(field.description, field.synonyms) for field in entity.fields}
    columns = tuple(replace(column, comment=column.comment or said.get(column.name, "")) for column in table.columns)
    return replace(table, columns=columns, comment=table.comment or comment_text(entity.description, entity.synonyms))


def taken_names(table: Table) -> set[str]:
    """The names of a table's constraints and indexes."""
    groups = (table.foreign_keys, table.uniques, table.checks, table.exclusions, table.indexes)
    return {item.name for group in groups for item in group}


def _with_unique(table: Table, entity: Entity, field: FieldSpec) -> Table:
    columns = (field.column,)
    covered = table.primary_key == columns or any(unique.columns == columns for unique in table.uniques)
    covered = covered or any(index.unique and index.columns == columns and not index.where for index in table.indexes)
    if not field.unique or covered or field.names.source == entity.key:
        return table
    name = free_name(table.name, field.column, "key", taken_names(table))
    return replace(table, uniques=(*table.uniques, Unique(name, columns)))


def _with_foreign_key(table: Table, entity: Entity, field: FieldSpec, column: Column) -> Table:
    reference = field.type.reference
    if field.type.kind != "fk" or reference is None or field.type.array:
        return table
    if any(key.columns == (field.column,) for key in table.foreign_keys):
        return table
    name = free_name(table.name, field.column, "fkey", taken_names(table))
    key = ForeignKey(name, (field.column,), reference.table, (reference.column,), on_delete=_on_delete(entity, field, column))
    return replace(table, foreign_keys=(*table.foreign_keys, key))


def _on_delete(entity: Entity, field: FieldSpec, column: Column) -> ReferentialAction:
    """A row goes with its owner and with the row it is a part of; what is merely pointed at can't be deleted, or is forgotten if it may be.

    A ledger keeps what its rows point at: they are neither deleted nor changed.
    """
    if entity.ledger:
        return "restrict"
    if field.names.source == entity.owner or (entity.access == "through-parent" and field.names.source == entity.parent):
        return "cascade"
    return "set null" if column.nullable else "restrict"


def _with_check(table: Table, field: FieldSpec) -> Table:
    if not field.check or any(same_expression(check.expression, field.check) for check in table.checks):
        return table
    name = free_name(table.name, field.column, "check", taken_names(table))
    return replace(table, checks=(*table.checks, Check(name, field.check)))


def same_expression(first: str, second: str) -> bool:
    """True if two expressions are the same but for case, white space and needless parentheses."""
    from appfactory.model.expressions.parsing import expression_text, parse_expression

    left, right = parse_expression(first), parse_expression(second)
    return not isinstance(left, str) and not isinstance(right, str) and expression_text(left) == expression_text(right)


def with_index(table: Table, columns: tuple[str, ...], unique: bool = False) -> Table:
    """The table with an index over the columns, unless a key or an index begins with them already."""
    size = len(columns)
    keys = [table.primary_key, *(item.columns for item in table.uniques)]
    if unique:
        covered = columns in keys or any(index.unique and index.columns == columns and not index.where for index in table.indexes)
    else:
        plain = [index.columns for index in table.indexes if index.method == "btree" and not index.where]
        covered = any(known[:size] == columns for known in (*keys, *plain))
    if covered:
        return table
    if unique:
        name = free_name(table.name, "_".join(columns), "key", taken_names(table))
        return replace(table, uniques=(*table.uniques, Unique(name, columns)))
    name = free_name(table.name, "_".join(columns), "idx", taken_names(table))
    return replace(table, indexes=(*table.indexes, Index(name, columns)))
