"""`src/db/_generated/schema.ts`: the tables for Drizzle ORM.

It describes what queries need: columns, keys, references, uniques. Policies, checks and exclusions live in the SQL migrations alone, since
the database enforces them and Drizzle never writes migrations here. Builders: https://orm.drizzle.team/docs/column-types/pg
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from appfactory.catalog.stacks.nextjs_15.emit.layout import WIDTH, fit
from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.catalog.stacks.nextjs_15.schema.names import SchemaNames, public_tables
from appfactory.model.database import Column, Database, ForeignKey, Table
from appfactory.model.spec import AppSpec
from appfactory.model.typescript_literal import encode, encode_key, encode_string

_CORE = "drizzle-orm/pg-core"
_PLAIN = {
    "uuid": ("uuid", ""),
    "text": ("text", ""),
    "integer": ("integer", ""),
    "smallint": ("smallint", ""),
    "bigint": ("bigint", '{ mode: "bigint" }'),
    "boolean": ("boolean", ""),
    "date": ("date", '{ mode: "string" }'),
    "time without time zone": ("time", ""),
    "timestamp with time zone": ("timestamp", '{ withTimezone: true, mode: "date" }'),
    "timestamp without time zone": ("timestamp", '{ mode: "date" }'),
    "jsonb": ("jsonb", ""),
    "json": ("json", ""),
    "double precision": ("doublePrecision", ""),
    "real": ("real", ""),
    "inet": ("inet", ""),
    "interval": ("interval", ""),
}
_WITH_LENGTH = re.compile(r"(?P<kind>character varying|character|numeric)\((?P<first>\d+)(?:,(?P<second>\d+))?\)")


def drizzle_schema(spec: AppSpec) -> str:
    """The module's text. Tables stand in the order of `spec.database`."""
    module = Module()
    names = SchemaNames(spec)
    writer = _Writer(module, names, spec.database)
    for enumeration in spec.database.enumerations:
        if enumeration.schema == "public":
            builder = module.use(_CORE, "pgEnum")
            constant = names.enumeration(enumeration.name)
            module.add(fit(f"export const {constant} = {builder}({encode_string(enumeration.name)}, {encode(enumeration.values)});"))
    for table in public_tables(spec.database):
        module.add(writer.table(table))
    return module.text()


class _Writer:
    """Writes tables into one module."""

    def __init__(self, module: Module, names: SchemaNames, database: Database) -> None:
        self._module = module
        self._names = names
        self._enumerations = {one.name for one in database.enumerations if one.schema == "public"}
        self._public = {table.name for table in public_tables(database)}

    def table(self, table: Table) -> str:
        builder = self._module.use(_CORE, "pgTable")
        columns = "".join(_line(encode_key(self._names.column(table.name, one.name)), self._column(table, one)) for one in table.columns)
        extra = self._extra(table)
        constant = self._names.table(table.name)
        head = f"export const {constant} = {builder}({encode_string(table.name)}, {{\n{columns}}}"
        return f"{head}, (table) => [\n{fit(extra)}]);" if extra else f"{head});"

    def _column(self, table: Table, column: Column) -> list[str]:
        """The builder and each call chained to it."""
        parts = [self._builder(column.name, column.type.removesuffix("[]"))]
        if column.type.endswith("[]"):
            parts.append(".array()")
        if table.primary_key == (column.name,):
            parts.append(".primaryKey()")
        elif not column.nullable:
            parts.append(".notNull()")
        if any(unique.columns == (column.name,) for unique in table.uniques):
            parts.append(".unique()")
        parts += self._default(column)
        key = next((key for key in table.foreign_keys if key.columns == (column.name,) and self._is_known(key)), None)
        return [*parts, self._reference(table, key)] if key is not None else parts

    def _builder(self, name: str, kind: str) -> str:
        written = encode_string(name)
        bare = kind.strip('"')
        if bare in self._enumerations:
            return f"{self._names.enumeration(bare)}({written})"
        if kind in _PLAIN:
            builder, options = _PLAIN[kind]
            return f"{self._module.use(_CORE, builder)}({written}{f', {options}' if options else ''})"
        if kind in ("numeric", "character varying", "character"):
            builder = {"numeric": "numeric", "character varying": "varchar", "character": "char"}[kind]
            return f"{self._module.use(_CORE, builder)}({written})"
        found = _WITH_LENGTH.fullmatch(kind)
        if found is not None and found["kind"] == "numeric":
            scale = f", scale: {found['second']}" if found["second"] else ""
            return f"{self._module.use(_CORE, 'numeric')}({written}, {{ precision: {found['first']}{scale} }})"
        if found is not None:
            builder = {"character varying": "varchar", "character": "char"}[found["kind"]]
            return f"{self._module.use(_CORE, builder)}({written}, {{ length: {found['first']} }})"
        custom = self._module.use(_CORE, "customType")
        return f"{custom}<{{ data: string }}>({{ dataType: () => {encode_string(kind)} }})({written})"

    def _default(self, column: Column) -> list[str]:
        """Only that there is one matters here: the database supplies it, and inserts may leave the column out."""
        if column.generated:
            return [self._generated(column)]
        if column.default is None:
            return []
        if column.default == "gen_random_uuid()" and column.type == "uuid":
            return [".defaultRandom()"]
        if column.default == "now()" and column.type.startswith("timestamp"):
            return [".defaultNow()"]
        return [f".default({self._module.use('drizzle-orm', 'sql')}{_template(column.default)})"]

    def _generated(self, column: Column) -> str:
        """A value that the database computes; the expression stands in `always as (…) stored`."""
        if column.generated == "by default as identity":
            return ".generatedByDefaultAsIdentity()"
        if column.generated == "always as identity":
            return ".generatedAlwaysAsIdentity()"
        expression = column.generated.removeprefix("always as").removesuffix("stored").strip()
        return f".generatedAlwaysAs({self._module.use('drizzle-orm', 'sql')}{_template(expression)})"

    def _reference(self, table: Table, key: ForeignKey) -> str:
        target = f"{self._names.table(key.references)}.{self._names.column(key.references, key.referenced_columns[0])}"
        actions = [(name, action) for name, action in (("onDelete", key.on_delete), ("onUpdate", key.on_update)) if action != "no action"]
        options = "".join(f"{name}: {encode_string(action)}, " for name, action in actions).rstrip(", ")
        itself = f": {self._module.use_type(_CORE, 'AnyPgColumn')}" if key.references == table.name else ""
        return ".references(()" + f"{itself} => {target}" + (f", {{ {options} }})" if options else ")")

    def _is_known(self, key: ForeignKey) -> bool:
        return key.references_schema == "public" and key.references in self._public

    def _extra(self, table: Table) -> str:
        lines = []
        if len(table.primary_key) > 1:
            columns = self._columns(table, table.primary_key)
            lines.append(f"  {self._module.use(_CORE, 'primaryKey')}({{ columns: [{columns}] }}),\n")
        for unique in table.uniques:
            if len(unique.columns) > 1:
                lines.append(f"  {self._module.use(_CORE, 'unique')}({encode_string(unique.name)}).on({self._columns(table, unique.columns)}),\n")
        for key in table.foreign_keys:
            if len(key.columns) > 1 and self._is_known(key):
                target = self._names.table(key.references)
                foreign = ", ".join(f"{target}.{self._names.column(key.references, name)}" for name in key.referenced_columns)
                builder = self._module.use(_CORE, "foreignKey")
                lines.append(f"  {builder}({{ columns: [{self._columns(table, key.columns)}], foreignColumns: [{foreign}] }}),\n")
        return "".join(lines)

    def _columns(self, table: Table, columns: Sequence[str]) -> str:
        return ", ".join(f"table.{self._names.column(table.name, name)}" for name in columns)


def _line(name: str, parts: list[str]) -> str:
    """A property; a chain that is too long is broken before each call, as Prettier does."""
    line = f"  {name}: {''.join(parts)},\n"
    return line if len(line) <= WIDTH + 1 else f"  {name}: " + "\n    ".join(parts) + ",\n"


def _template(expression: str) -> str:
    r"""A template literal that holds an SQL expression as it is.

    >>> _template("'a`b'")
    "`'a\\`b'`"
    """
    escaped = expression.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")
    return f"`{escaped}`"
