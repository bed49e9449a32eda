"""The catalog: a schema as people and programs are told of it, with the further words for its tables and columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from appfactory.compile.database.comments import comment_parts
from appfactory.contract.model.translation import Catalog
from appfactory.contract.statements.schema import SCOPE_COLUMN, Schema
from appfactory.model.database import Column, Database, Table


def catalog_of(database: Database) -> Catalog:
    """A schema with the synonyms that its comments tell (`Also called: branch, shop.`)."""
    found = []
    for table in database.tables:
        for name, comment in ((table.name, table.comment), *((f"{table.name}.{column.name}", column.comment) for column in table.columns)):
            words = comment_parts(comment)[1] if comment else ()
            if words:
                found.append((name, words))
    return Catalog(database, tuple(found))


def catalog_json(catalog: Catalog, domains: Mapping[str, str] | None = None, table: str = "") -> dict[str, Any]:
    """The catalog as JSON (camelCase keys), of one table or of all. Raises `Refused` for a table that is not there."""
    schema = Schema(catalog.database)
    synonyms = dict(catalog.synonyms)
    tables = (schema.table(table),) if table else catalog.database.tables
    named = {column.type for item in tables for column in item.columns} if table else None
    enumerations = [item for item in catalog.database.enumerations if named is None or {item.name, f"{item.schema}.{item.name}"} & named]
    return {
        "tables": [_table(item, schema, synonyms, (domains or {}).get(item.name, "")) for item in tables],
        "enumerations": [{"name": item.name, "values": list(item.values), **_said("description", item.comment)} for item in enumerations],
    }


def _said(key: str, value: object) -> dict[str, Any]:
    """A member, if it says something."""
    return {key: value} if value else {}


def _table(table: Table, schema: Schema, synonyms: Mapping[str, tuple[str, ...]], domain: str) -> dict[str, Any]:
    checked = dict(schema.checked_values(table).values())
    return {
        "name": table.name,
        "schema": table.schema,
        **_said("domain", domain),
        **_said("description", comment_parts(table.comment)[0]),
        **_said("synonyms", list(synonyms.get(table.name, ()))),
        "scoped": table.column(SCOPE_COLUMN) is not None,
        "rowSecurity": table.row_security,
        "columns": [_column(table, column, schema, synonyms, checked) for column in table.columns],
        "primaryKey": list(table.primary_key),
        **_said("foreignKeys", [_foreign_key(key) for key in table.foreign_keys]),
        **_said("uniques", [list(item.columns) for item in table.uniques] + [list(item.columns) for item in table.indexes if item.unique]),
        **_said("checks", [{"name": check.name, "expression": check.expression} for check in table.checks]),
        **_said("exclusions", [{"name": item.name, "definition": item.definition} for item in table.exclusions]),
        **_said(
            "policies",
            [
                {"name": item.name, "action": item.action, **_said("using", item.using), **_said("check", item.check), "roles": list(item.roles)}
                for item in table.policies
            ],
        ),
    }


def _foreign_key(key: Any) -> dict[str, Any]:
    columns, referenced = list(key.columns), list(key.referenced_columns)
    return {"name": key.name, "columns": columns, "references": key.references, "referencedColumns": referenced, "onDelete": key.on_delete}


def _column(
    table: Table, column: Column, schema: Schema, synonyms: Mapping[str, tuple[str, ...]], checked: Mapping[str, tuple[str, ...]]
) -> dict[str, Any]:
    allowed = schema.enumeration(column.type) or checked.get(column.name, ())
    return {
        "name": column.name,
        "type": column.type,
        "nullable": column.nullable,
        **_said("default", column.default),
        **_said("generated", column.generated),
        **_said("allowed", list(allowed)),
        **_said("description", comment_parts(column.comment)[0]),
        **_said("synonyms", list(synonyms.get(f"{table.name}.{column.name}", ()))),
    }


def catalog_text(database: Database) -> str:
    """The catalog for a terminal: a paragraph per table."""
    schema = Schema(database)
    return "\n".join(table_text(table, schema) for table in database.tables)


def table_text(table: Table, schema: Schema) -> str:
    """One table: its columns with types, keys, defaults and allowed values."""
    checked = dict(schema.checked_values(table).values())
    description = comment_parts(table.comment)[0].replace("\n", " ")
    lines = [f"{table.name}" + (f"  {description}" if description else "")]
    width = max((len(column.name) for column in table.columns), default=0)
    for column in table.columns:
        facts = [column.type]
        facts += ["key"] if column.name in table.primary_key else [] if column.nullable else ["required"] if column.default is None else []
        facts += [f"→ {key.references}" for key in table.foreign_keys if column.name in key.columns]
        facts += [f"default {column.default}"] if column.default else []
        allowed = schema.enumeration(column.type) or checked.get(column.name, ())
        facts += [f"one of {', '.join(allowed)}"] if allowed else []
        lines.append(f"  {column.name:<{width}}  {', '.join(facts)}")
    lines += [f"  unique {', '.join(item.columns)}" for item in table.uniques]
    lines += [f"  check {check.expression}" for check in table.checks if check.name not in schema.checked_values(table)]
    lines += [f"  exclusion {item.definition}" for item in table.exclusions]
    lines += [f"  policy {item.name} ({item.action.lower()})" for item in table.policies]
    return "\n".join(lines) + "\n"
