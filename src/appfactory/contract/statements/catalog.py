"""The catalog: a schema as people and programs are told of it, with the further words for its tables and columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from appfactory.compile.database.comments import comment_parts
from appfactory.compile.database.identifiers import quote
from appfactory.contract.model.translation import Catalog
from appfactory.contract.statements.schema import SCOPE_COLUMN, Schema
from appfactory.model.database import Column, Database, DomainType, Table


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
        **_said("domains", [_domain(item) for item in catalog.database.domains if named is None or _type_names(item) & named]),
    }


def _type_names(domain: DomainType) -> set[str]:
    """What a column's type may be called: within its schema, and from outside."""
    return {name for plain in (domain.name, quote(domain.name)) for name in (plain, f"{domain.schema}.{plain}", f"{quote(domain.schema)}.{plain}")}


def _domain(domain: DomainType) -> dict[str, Any]:
    checks = [{"name": check.name, "expression": check.expression} for check in domain.checks]
    return {"name": domain.name, "schema": domain.schema, "type": domain.base, "nullable": domain.nullable, **_said("checks", checks)}


def _said(key: str, value: object) -> dict[str, Any]:
    """A member, if it says something."""
    return {key: value} if value else {}


def _table(table: Table, schema: Schema, synonyms: Mapping[str, tuple[str, ...]], domain: str) -> dict[str, Any]:
    checked = dict(schema.checked_values(table).values())
    return {
        "name": table.name,
        "schema": table.schema,
        **_said("partitionOf", table.partition_of),
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
    """The catalog for a terminal: a paragraph per table. Of several of one name the later ones are called by their schema as well."""
    schema = Schema(database)
    return "\n".join(table_text(table, schema) for table in database.tables)


def _domain_text(domain: DomainType) -> str:
    facts = [domain.base, *(check.expression for check in domain.checks), *([] if domain.nullable else ["not null"])]
    return f"type {domain.name}: {', '.join(facts)}"


def table_text(table: Table, schema: Schema) -> str:
    """One table: its columns with types, keys, defaults and allowed values."""
    checked = dict(schema.checked_values(table).values())
    description = comment_parts(table.comment)[0].replace("\n", " ")
    first = schema.database.table(table.name)
    name = table.name if first is None or first.schema == table.schema else f"{table.schema}.{table.name}"
    part = f"  part of {table.partition_of}" if table.partition_of else ""
    lines = [name + part + (f"  {description}" if description else "")]
    width = max((len(column.name) for column in table.columns), default=0)
    for column in table.columns:
        facts = [column.type]
        required = not column.nullable and column.default is None and not column.generated
        facts += ["key"] if column.name in table.primary_key else ["required"] if required else []
        facts += [f"→ {key.references}" for key in table.foreign_keys if column.name in key.columns]
        facts += [f"default {column.default}"] if column.default else [f"generated {column.generated}"] if column.generated else []
        allowed = schema.enumeration(column.type) or checked.get(column.name, ())
        facts += [f"one of {', '.join(allowed)}"] if allowed else []
        lines.append(f"  {column.name:<{width}}  {', '.join(facts)}")
    lines += [f"  unique {', '.join(item.columns)}" for item in table.uniques]
    lines += [f"  check {check.expression}" for check in table.checks if check.name not in schema.checked_values(table)]
    lines += [f"  exclusion {item.definition}" for item in table.exclusions]
    types = {column.type for column in table.columns}
    lines += [f"  {_domain_text(domain)}" for domain in schema.database.domains if _type_names(domain) & types]
    lines += [f"  policy {item.name} ({item.action.lower()})" for item in table.policies]
    return "\n".join(lines) + "\n"
