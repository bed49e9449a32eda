"""`prisma/schema.prisma`: the same schema for tools that expect Prisma's language. The app itself does not use it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from appfactory.compile.database.drizzle import SchemaNames
from appfactory.compile.database.enumeration_difference import type_name
from appfactory.compile.database.relations import Relation, relations_of
from appfactory.compile.naming import names_of, singular_names
from appfactory.model.database import Column, Database, Enumeration, ForeignKey, ReferentialAction, Table
from appfactory.model.spec import AppSpec

_HEADER = """\
// The schema for tools that read Prisma's language. db/migrations is what makes the database; the app queries it with Drizzle.

generator client {
  provider = "prisma-client-js"
}

datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}
"""

_TYPES = {
    "uuid": ("String", "Uuid"),
    "text": ("String", ""),
    "integer": ("Int", ""),
    "smallint": ("Int", "SmallInt"),
    "bigint": ("BigInt", ""),
    "real": ("Float", "Real"),
    "double precision": ("Float", ""),
    "boolean": ("Boolean", ""),
    "jsonb": ("Json", ""),
    "json": ("Json", "Json"),
    "date": ("DateTime", "Date"),
    "bytea": ("Bytes", ""),
    "inet": ("String", "Inet"),
    "citext": ("String", "Citext"),
    "xml": ("String", "Xml"),
    "character varying": ("String", "VarChar"),
    "numeric": ("Decimal", "Decimal"),
    "timestamp with time zone": ("DateTime", "Timestamptz(6)"),
    "timestamp without time zone": ("DateTime", "Timestamp(6)"),
    "time with time zone": ("DateTime", "Timetz(6)"),
    "time without time zone": ("DateTime", "Time(6)"),
}
_SIZED = {"character varying": ("String", "VarChar"), "character": ("String", "Char"), "numeric": ("Decimal", "Decimal")}
_TIMES = {
    "timestamp with time zone": "Timestamptz",
    "timestamp without time zone": "Timestamp",
    "time with time zone": "Timetz",
    "time without time zone": "Time",
}
_ACTIONS: Mapping[ReferentialAction, str] = {
    "no action": "NoAction",
    "restrict": "Restrict",
    "cascade": "Cascade",
    "set null": "SetNull",
    "set default": "SetDefault",
}


class _Names:
    """Names of models, fields and enums, as Prisma allows them: a letter, then letters, digits and underscores."""

    def __init__(self, database: Database, spec: AppSpec) -> None:
        own = SchemaNames(database, spec)
        entities = {entity.table: entity for entity in spec.entities}
        enumerations = {item.database_type: item for item in spec.enumerations}
        taken = {"Prisma", "PrismaClient"}
        self.models: dict[str, str] = {}
        self.enumerations: dict[str, str] = {}
        self.fields: dict[tuple[str, str], str] = {}
        self.values: dict[tuple[str, str], str] = {}
        self.plurals = own.tables
        public = [table for table in database.tables if table.schema == "public"]
        for table in sorted(public, key=lambda table: table.name not in entities):
            entity = entities.get(table.name)
            self.models[table.name] = _free(_valid(entity.names.pascal if entity else singular_names(table.name).pascal), "Model", taken)
            used: set[str] = set()
            for column in table.columns:
                self.fields[table.name, column.name] = _free(_valid(own.columns[table.name, column.name]), "Column", used)
        for item in database.enumerations:
            if item.schema == "public":
                described = enumerations.get(item.name)
                name = described.names.pascal if described else names_of(item.name).pascal
                self.enumerations[type_name(item)] = _free(_valid(name), "Enum", taken)
                used = set()
                for value in item.values:
                    if value:
                        self.values[type_name(item), value] = _free(_valid(value), "_", used)


def _valid(name: str) -> str:
    cleaned = re.sub(r"\W", "_", name, flags=re.ASCII)
    return cleaned if re.match(r"[A-Za-z]", cleaned) else f"x{cleaned}"


def _free(wanted: str, suffix: str, taken: set[str]) -> str:
    name = wanted
    while name in taken:
        name += suffix
    taken.add(name)
    return name


def prisma_schema(database: Database, spec: AppSpec) -> str:
    """The text of the schema: enums, models, relations. Policies, checks and exclusions can't be said in Prisma's language."""
    names = _Names(database, spec)
    tables = [table for table in database.tables if table.schema == "public"]
    relations = relations_of(tables, names.plurals, names.fields)
    hidden = {table.name for table in tables if not _row_keys(table)}
    blocks = [_enumeration(item, names) for item in database.enumerations if item.schema == "public"]
    by_name = {table.name: table for table in tables}
    blocks += [_model(table, _possible(table, relations[table.name], by_name, hidden), names, table.name in hidden) for table in tables]
    return _HEADER + "".join(f"\n{block}\n" for block in blocks)


def _row_keys(table: Table) -> list[tuple[str, ...]]:
    """The sets of columns by which Prisma can tell rows apart."""
    mandatory = {column.name for column in table.columns if not column.nullable}
    uniques = [*(item.columns for item in table.uniques), *(item.columns for item in table.indexes if item.unique and not item.where)]
    return [columns for columns in (table.primary_key, *uniques) if columns and set(columns) <= mandatory]


def _possible(table: Table, relations: Iterable[Relation], tables: Mapping[str, Table], hidden: set[str]) -> list[Relation]:
    """Relations that Prisma can express: both models are visible, and the key points at a key."""
    found = []
    for relation in relations:
        target = tables[relation.target] if not relation.many else table
        keys = [target.primary_key, *(item.columns for item in target.uniques)]
        if relation.target not in hidden and table.name not in hidden and relation.referenced in keys:
            found.append(relation)
    return found


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _enumeration(item: Enumeration, names: _Names) -> str:
    lines = []
    for value in item.values:
        if not value:
            lines.append("  // The empty text is a value too; Prisma has no name for it.")
            continue
        name = names.values[type_name(item), value]
        lines.append(f"  {name}" if name == value else f"  {name} @map({_text(value)})")
    if all(line.startswith("  //") for line in lines):
        lines.append('  none @map("none")')
    lines += ["", f"  @@map({_text(item.name)})"]
    return f"enum {names.enumerations[type_name(item)]} {{\n" + "\n".join(lines) + "\n}"


def _model(table: Table, relations: Iterable[Relation], names: _Names, hidden: bool) -> str:
    lines = _aligned([*(_field(table, column, names) for column in table.columns), *(_relation(relation, table, names) for relation in relations)])
    lines.append("")
    if len(table.primary_key) > 1:
        lines.append(f"  @@id([{_fields(table, table.primary_key, names)}])")
    lines += [f"  @@unique([{_fields(table, item.columns, names)}], map: {_text(item.name)})" for item in table.uniques if len(item.columns) > 1]
    for index in table.indexes:
        if index.method == "btree" and not index.where and not index.include and all(table.column(element) for element in index.columns):
            kind = "unique" if index.unique else "index"
            lines.append(f"  @@{kind}([{_fields(table, index.columns, names)}], map: {_text(index.name)})")
    if names.models[table.name] != table.name:
        lines.append(f"  @@map({_text(table.name)})")
    if hidden:
        lines.append("  @@ignore")
    comment = "".join(f"/// {line}\n" for line in table.comment.splitlines())
    body = "\n".join(lines).rstrip()
    return f"{comment}model {names.models[table.name]} {{\n{body}\n}}"


def _aligned(rows: list[tuple[str, str, str]]) -> list[str]:
    """Names, types and attributes in columns, as `prisma format` lays them out."""
    first = max((len(name) for name, _, _ in rows), default=0)
    second = max((len(kind) for _, kind, _ in rows), default=0)
    return [f"  {name:<{first}} {kind:<{second}} {attributes}".rstrip() for name, kind, attributes in rows]


def _fields(table: Table, columns: Iterable[str], names: _Names) -> str:
    return ", ".join(names.fields[table.name, column] for column in columns)


def _field(table: Table, column: Column, names: _Names) -> tuple[str, str, str]:
    base = column.type.removesuffix("[]")
    kind, native = _prisma_type(base, names)
    array = column.type.endswith("[]")
    suffix = "[]" if array else "?" if column.nullable else ""
    name = names.fields[table.name, column.name]
    parts = []
    if table.primary_key == (column.name,):
        parts.append("@id")
    if not kind.startswith("Unsupported"):
        parts += [f"@unique(map: {_text(item.name)})" for item in table.uniques if item.columns == (column.name,)][:1]
    parts += _default(column, base, names)
    if name != column.name:
        parts.append(f"@map({_text(column.name)})")
    if native:
        parts.append(f"@db.{native}")
    return name, f"{kind}{suffix}", " ".join(parts)


def _prisma_type(base: str, names: _Names) -> tuple[str, str]:
    if base in names.enumerations:
        return names.enumerations[base], ""
    if base in _TYPES:
        return _TYPES[base]
    stem, _, rest = base.partition("(")
    size, _, tail = rest.partition(")")
    if stem in _SIZED and rest and not tail:
        kind, native = _SIZED[stem]
        return kind, f"{native}({', '.join(part.strip() for part in size.split(','))})"
    if rest and f"{stem}{tail}" in _TIMES:
        return "DateTime", f"{_TIMES[f'{stem}{tail}']}({size})"
    return f"Unsupported({_text(base)})", ""


def _default(column: Column, base: str, names: _Names) -> list[str]:
    if column.generated.endswith("as identity"):
        return ["@default(autoincrement())"]
    expression = column.default
    if column.generated:
        expression = column.generated.removeprefix("always as ")
    if expression is None:
        return []
    if expression == "now()" and base.startswith("timestamp"):
        return ["@default(now())"]
    if base == "boolean" and expression in ("true", "false") and not column.type.endswith("[]"):
        return [f"@default({expression})"]
    if base in ("integer", "smallint") and expression.isdigit():
        return [f"@default({expression})"]
    value = names.values.get((base, expression[1:-1].replace("''", "'")))
    if value is not None and not column.type.endswith("[]"):
        return [f"@default({value})"]
    return [f"@default(dbgenerated({_text(expression)}))"]


def _relation(relation: Relation, table: Table, names: _Names) -> tuple[str, str, str]:
    model = names.models[relation.target]
    tag = _text(relation.tag) if relation.tag else ""
    if relation.many:
        return relation.name, f"{model}{'?' if relation.single else '[]'}", f"@relation({tag})" if tag else ""
    own = [column for column in table.columns if column.name in relation.columns]
    optional = "?" if any(column.nullable for column in own) else ""
    details = [tag] if tag else []
    details.append(f"fields: [{', '.join(names.fields[table.name, column] for column in relation.columns)}]")
    details.append(f"references: [{', '.join(names.fields[relation.target, column] for column in relation.referenced)}]")
    details += [*_actions(relation.key), f"map: {_text(relation.key.name)}"]
    return relation.name, f"{model}{optional}", f"@relation({', '.join(details)})"


def _actions(key: ForeignKey) -> list[str]:
    return [f"onDelete: {_ACTIONS[key.on_delete]}", f"onUpdate: {_ACTIONS[key.on_update]}"]
