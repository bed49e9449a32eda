"""A table of the catalog as JSON, for the assertions of steps that look at it."""

from __future__ import annotations

from appfactory.model.database import Column, Database, Table
from appfactory.model.expressions.kinds import enumeration_of


def table_document(table: Table, database: Database) -> dict[str, object]:
    """Columns, constraints, indexes and policies by their names."""
    constraints: dict[str, object] = {
        **{check.name: {"kind": "check", "expression": check.expression} for check in table.checks},
        **{unique.name: {"kind": "unique", "columns": list(unique.columns)} for unique in table.uniques},
        **{exclusion.name: {"kind": "exclusion", "definition": exclusion.definition} for exclusion in table.exclusions},
        **{
            key.name: {
                "kind": "foreign key",
                "columns": list(key.columns),
                "references": key.references,
                "referencedColumns": list(key.referenced_columns),
                "onDelete": key.on_delete,
            }
            for key in table.foreign_keys
        },
    }
    return {
        "table": table.name,
        "columns": {column.name: _column(column, database) for column in table.columns},
        "primaryKey": list(table.primary_key),
        "constraints": constraints,
        "indexes": {index.name: {"columns": list(index.columns), "unique": index.unique, "where": index.where} for index in table.indexes},
        "policies": {
            policy.name: {
                "action": policy.action,
                "using": policy.using,
                "check": policy.check,
                "roles": list(policy.roles),
                "permissive": policy.permissive,
            }
            for policy in table.policies
        },
        "rowSecurity": table.row_security,
    }


def _column(column: Column, database: Database) -> dict[str, object]:
    enumeration = enumeration_of(column.type, database)
    listed = {"values": list(enumeration.values)} if enumeration is not None else {}
    return {"type": column.type, "nullable": column.nullable, "default": column.default, "generated": column.generated, **listed}
