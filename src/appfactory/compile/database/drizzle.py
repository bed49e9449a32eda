"""`src/db/_generated/schema.ts`: the schema for Drizzle's queries. The migrations are SQL; Drizzle makes none."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from appfactory.compile.database.enumeration_difference import type_name
from appfactory.compile.database.relations import Relation, relations_of
from appfactory.compile.naming import names_of
from appfactory.model.database import Column, Database, Enumeration, ForeignKey, Table
from appfactory.model.spec import AppSpec
from appfactory.model.typescript_literal import encode_key, encode_string

# Names that the file itself uses, and words that can't name a constant.
_TAKEN = frozenset(
    {
        "pg", "sql", "relate", "arguments", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do",
        "else", "enum", "eval", "export", "extends", "false", "finally", "for", "function", "if", "implements", "import", "in", "instanceof",
        "interface", "let", "new", "null", "package", "private", "protected", "public", "return", "static", "super", "switch", "this", "throw",
        "true", "try", "typeof", "undefined", "var", "void", "while", "with", "yield",
    }
)  # fmt: skip

_SIMPLE = {
    "uuid": "uuid",
    "text": "text",
    "integer": "integer",
    "smallint": "smallint",
    "real": "real",
    "double precision": "doublePrecision",
    "boolean": "boolean",
    "jsonb": "jsonb",
    "json": "json",
    "inet": "inet",
    "cidr": "cidr",
    "macaddr": "macaddr",
}


_PLAIN_TEXT = re.compile(r"'(?:[^'\\]|'')*'")
_NO_TEXT = ("json", "numeric", "bigint", "integer", "smallint", "real", "double", "boolean", "timestamp", "bytea")
_WIDTH = 100
"""Columns of a line, as Prettier is told for the app; single lines that are too long are laid out where they are emitted."""


class SchemaNames:
    """What tables, columns and enum types are called in TypeScript: an entity's fields by their names, all else by the column's."""

    def __init__(self, database: Database, spec: AppSpec) -> None:
        entities = {entity.table: entity for entity in spec.entities}
        taken = set(_TAKEN)
        self.tables: dict[str, str] = {}
        self.columns: dict[tuple[str, str], str] = {}
        self.enumerations: dict[str, str] = {}
        public = [table for table in database.tables if table.schema == "public"]
        # Entities choose first: their names are a promise to the code that queries them.
        for table in sorted(public, key=lambda table: table.name not in entities):
            entity = entities.get(table.name)
            self.tables[table.name] = _free(entity.plural.camel if entity else names_of(table.name).camel, "Table", taken)
            own = {field.column: field.names.camel for field in entity.fields} if entity else {}
            used = set(own.values())
            for column in table.columns:
                name = own.get(column.name) or _free(names_of(column.name).camel, "Column", used)
                self.columns[table.name, column.name] = name
        for enumeration in database.enumerations:
            if enumeration.schema == "public":
                self.enumerations[type_name(enumeration)] = _free(names_of(enumeration.name).camel, "Enum", taken)

    def column(self, table: str, column: str) -> str:
        """`reservations.userId`."""
        return self.tables[table] + _member(self.columns[table, column])


def _free(wanted: str, suffix: str, taken: set[str]) -> str:
    name = wanted
    while name in taken or not name:
        name += suffix
    taken.add(name)
    return name


def _member(name: str) -> str:
    return f".{name}" if encode_key(name) == name else f"[{encode_key(name)}]"


def drizzle_schema(database: Database, spec: AppSpec) -> str:
    """The text of the schema: enum types, tables in an order that TypeScript can read, relations.

    Timestamps are `Date`, dates and times strings as PostgreSQL prints them, `numeric` is a string and `bigint` a `bigint`, so that no digit
    is lost. Tables of schema `app` are left out: code reaches them by functions only.
    """
    names = SchemaNames(database, spec)
    tables = [table for table in database.tables if table.schema == "public"]
    blocks = [_custom_types(tables, names), *(_enumeration(item, names) for item in database.enumerations if item.schema == "public")]
    blocks += [_table(table, names) for table in tables]
    relations = relations_of(tables, names.tables, names.columns)
    blocks += [_relations(table, relations[table.name], names) for table in tables if relations[table.name]]
    body = "\n\n".join(block for block in blocks if block) + "\n"
    imports = []
    if any(relations.values()):
        named = ["relations as relate"] + (["sql"] if "sql`" in body else [])
        imports.append(f'import {{ {", ".join(named)} }} from "drizzle-orm";')
    elif "sql`" in body:
        imports.append('import { sql } from "drizzle-orm";')
    imports.append('import * as pg from "drizzle-orm/pg-core";')
    return "\n".join(imports) + "\n\n" + body


def _enumeration(item: Enumeration, names: SchemaNames) -> str:
    values = ", ".join(encode_string(value) for value in item.values)
    return f"export const {names.enumerations[type_name(item)]} = pg.pgEnum({encode_string(item.name)}, [{values}]);"


def _custom_types(tables: Iterable[Table], names: SchemaNames) -> str:
    """Types that Drizzle has no builder for are read and written as text."""
    strange = sorted({base for table in tables for column in table.columns if _builder(base := column.type.removesuffix("[]"), "", names) is None})
    if not strange:
        return ""
    return (
        "/** A type that Drizzle has no builder for, read and written as text. */\n"
        "const textual = (type: string) => pg.customType<{ data: string; driverData: string }>({ dataType: () => type });"
    )


def _table(table: Table, names: SchemaNames) -> str:
    lines = [f"  {encode_key(names.columns[table.name, column.name])}: {_column(table, column, names)}," for column in table.columns]
    extras = _extras(table, names)
    head = f"export const {names.tables[table.name]} = pg.pgTable({encode_string(table.name)}, {{\n"
    body = "\n".join(lines) + "\n}"
    comment = f"/** {_comment(table.comment)} */\n" if table.comment else ""
    if extras or len(head) > _WIDTH + 1:
        inner = textwrap.indent(f"{encode_string(table.name)},\n{{\n" + "\n".join(lines) + "\n},", "  ")
        keys = f"  (table) => [{', '.join(extras)}],\n" if extras else ""
        return f"{comment}export const {names.tables[table.name]} = pg.pgTable(\n{inner}\n{keys});"
    return f"{comment}{head}{body});"


def _comment(text: str) -> str:
    return " ".join(text.replace("*/", "* /").split())


def _builder(kind: str, name: str, names: SchemaNames) -> str | None:
    """The call that makes a column of a type; None if Drizzle has none."""
    column = encode_string(name)
    if kind in names.enumerations:
        return f"{names.enumerations[kind]}({column})"
    if kind in _SIMPLE:
        return f"pg.{_SIMPLE[kind]}({column})"
    if kind == "bigint":
        return f'pg.bigint({column}, {{ mode: "bigint" }})'
    if kind == "date":
        return f'pg.date({column}, {{ mode: "string" }})'
    base, _, rest = kind.partition("(")
    size, _, tail = rest.partition(")")
    if base in ("character varying", "character") and size.isdigit() | (not rest):
        option = f", {{ length: {size} }}" if size else ""
        return f"pg.{'varchar' if base == 'character varying' else 'char'}({column}{option})"
    if base == "numeric":
        precision, _, scale = size.partition(",")
        return f"pg.numeric({column}{f', {{ precision: {precision}, scale: {scale or 0} }}' if size else ''})"
    words = kind.replace(f"({size})", "") if rest else kind
    digits = f", precision: {size}" if size else ""
    if words in ("timestamp with time zone", "timestamp without time zone"):
        zone = "true" if words == "timestamp with time zone" else "false"
        return f'pg.timestamp({column}, {{ withTimezone: {zone}, mode: "date"{digits} }})'
    if words in ("time with time zone", "time without time zone"):
        zoned = words == "time with time zone"
        option = f", {{ withTimezone: {'true' if zoned else 'false'}{digits} }}" if zoned or digits else ""
        return f"pg.time({column}{option})"
    del tail
    return None


def _column(table: Table, column: Column, names: SchemaNames) -> str:
    base = column.type.removesuffix("[]")
    head = _builder(base, column.name, names) or f"textual({encode_string(base)})({encode_string(column.name)})"
    calls = [".array()"] if column.type.endswith("[]") else []
    if table.primary_key == (column.name,):
        calls.append(".primaryKey()")
    elif not column.nullable:
        calls.append(".notNull()")
    calls += [call for call in (_unique(table, column), _supplied(column)) if call]
    for key in table.foreign_keys:
        if key.columns == (column.name,) and key.references_schema == "public" and key.references in names.tables:
            target = names.column(key.references, key.referenced_columns[0])
            calls.append(f".references((): pg.AnyPgColumn => {target}{_actions(key)})")
    return _chain(head, calls)


def _chain(head: str, calls: list[str]) -> str:
    """The calls on one line, or one below the other where Prettier never leaves them: three and more, of which one takes code."""
    if len(calls) < 2 or not any("=>" in call or "sql`" in call for call in calls):
        return head + "".join(calls)
    if head.startswith("pg."):
        head, calls = "pg", [head.removeprefix("pg"), *calls]
    return head + "".join(f"\n    {call}" for call in calls)


def _unique(table: Table, column: Column) -> str:
    for unique in table.uniques:
        if unique.columns == (column.name,):
            nulls = "" if unique.nulls_distinct else ', { nulls: "not distinct" }'
            return f".unique({encode_string(unique.name)}{nulls})"
    return ""


def _supplied(column: Column) -> str:
    """What the database supplies when nothing is sent."""
    if column.generated == "always as identity":
        return ".generatedAlwaysAsIdentity()"
    if column.generated == "by default as identity":
        return ".generatedByDefaultAsIdentity()"
    if column.generated:
        expression = column.generated.removeprefix("always as (").rsplit(")", 1)[0]
        return f".generatedAlwaysAs(sql`{_template(expression)}`)"
    if column.default is None:
        return ""
    if column.default == "now()" and column.type.startswith("timestamp"):
        return ".defaultNow()"
    if column.default == "gen_random_uuid()" and column.type == "uuid":
        return ".defaultRandom()"
    if _PLAIN_TEXT.fullmatch(column.default) and not column.type.startswith(_NO_TEXT) and not column.type.endswith("[]"):
        return f".default({encode_string(column.default[1:-1].replace(chr(39) * 2, chr(39)))})"
    if (column.type == "integer" and column.default.isdigit()) or (column.type == "boolean" and column.default in ("true", "false")):
        return f".default({column.default})"
    return f".default(sql`{_template(column.default)}`)"


def _template(text: str) -> str:
    """Text inside a template literal."""
    return text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")


def _actions(key: ForeignKey) -> str:
    options = []
    if key.on_delete != "no action":
        options.append(f"onDelete: {encode_string(key.on_delete)}")
    if key.on_update != "no action":
        options.append(f"onUpdate: {encode_string(key.on_update)}")
    return f", {{ {', '.join(options)} }}" if options else ""


def _extras(table: Table, names: SchemaNames) -> list[str]:
    """Keys over several columns."""

    def columns(of: str, listed: tuple[str, ...], alias: str) -> str:
        return ", ".join(alias + _member(names.columns[of, column]) for column in listed)

    extras = []
    if len(table.primary_key) > 1:
        extras.append(f"pg.primaryKey({{ columns: [{columns(table.name, table.primary_key, 'table')}] }})")
    for unique in table.uniques:
        if len(unique.columns) > 1:
            nulls = "" if unique.nulls_distinct else ".nullsNotDistinct()"
            extras.append(f"pg.unique({encode_string(unique.name)}).on({columns(table.name, unique.columns, 'table')}){nulls}")
    for key in table.foreign_keys:
        if len(key.columns) > 1 and key.references in names.tables and key.references_schema == "public":
            own = columns(table.name, key.columns, "table")
            theirs = columns(key.references, key.referenced_columns, names.tables[key.references])
            text = f"pg.foreignKey({{ name: {encode_string(key.name)}, columns: [{own}], foreignColumns: [{theirs}] }})"
            text += f".onDelete({encode_string(key.on_delete)})" if key.on_delete != "no action" else ""
            extras.append(text + (f".onUpdate({encode_string(key.on_update)})" if key.on_update != "no action" else ""))
    return extras


def _relations(table: Table, relations: Iterable[Relation], names: SchemaNames) -> str:
    name = names.tables[table.name]
    lines = []
    uses = set()
    for relation in relations:
        target = names.tables[relation.target]
        tag = f"relationName: {encode_string(relation.tag)}" if relation.tag else ""
        uses.add("many" if relation.many else "one")
        if relation.many:
            option = f", {{ {tag} }}" if tag else ""
            lines.append(f"  {encode_key(relation.name)}: many({target}{option}),")
        else:
            fields = ", ".join(names.column(table.name, column) for column in relation.columns)
            references = ", ".join(names.column(relation.target, column) for column in relation.referenced)
            option = f"{tag}, " if tag else ""
            lines.append(f"  {encode_key(relation.name)}: one({target}, {{ {option}fields: [{fields}], references: [{references}] }}),")
    body = "\n".join(lines)
    parameters = f"({{ {', '.join(sorted(uses, reverse=True))} }})"
    head = f"export const {name}Relations = relate({name}, {parameters} => ({{"
    if len(head) > _WIDTH:
        return f"export const {name}Relations = relate(\n  {name},\n  {parameters} => ({{\n{textwrap.indent(body, '  ')}\n  }}),\n);"
    return f"{head}\n{body}\n}}));"
