"""Rows that a visitor may write and not read: the database can't return them, so the code makes the whole row itself."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.emit.index import stored
from appfactory.catalog.stacks.nextjs_15.emit.layout import literal
from appfactory.catalog.stacks.nextjs_15.emit.operation_code import OperationCode
from appfactory.model.spec import FieldSpec
from appfactory.model.typescript_literal import encode_key

_NOW = frozenset({"now()", "now", "current_timestamp", "current_date", "today", "localtimestamp"})


def unseen_row(code: OperationCode, values: str) -> list[str]:
    """Statements that insert a row without reading it back, and give `row`."""
    given = {code.entity.field(one.binds).names.source for one in code.stored_inputs() if not one.optional}
    defaults = [
        f"{encode_key(field.names.camel)}: {value}"
        for field in code.entity.fields
        if field.names.source not in given and field.names.source != code.entity.owner and (value := _default(code, field))
    ]
    spread = f"...{values}" if values == "values" else values.removeprefix("{ ").removesuffix(" }")
    members = [*defaults, spread]
    return [f"const row = {{ {', '.join(members)} }};", f"await tx.insert({code.table}).values(row);"]


def _default(code: OperationCode, field: FieldSpec) -> str:
    kind = stored(field.type)
    if field.names.source == code.entity.key or (field.supplied and not field.has_default):
        return {"uuid": "crypto.randomUUID()", "datetime": "new Date()", "date": "new Date().toISOString().slice(0, 10)"}.get(kind, "")
    if not field.has_default:
        if kind == "enum" and field.names.source == code.entity.status:
            return literal(code.index.enumerations[field.type.enum].values[0])
        return "null" if field.nullable else ""
    text = str(field.default).strip()
    if kind in ("datetime", "date") and text.lower() in _NOW:
        return "new Date()" if kind == "datetime" else "new Date().toISOString().slice(0, 10)"
    if kind == "bool":
        return "true" if text.lower() in ("true", "1") else "false"
    if kind == "bigint":
        return f"{int(text)}n" if text.lstrip("-").isdigit() else ""
    if kind == "int":
        return text if text.lstrip("-").isdigit() else ""
    if kind == "datetime":
        return f"new Date({literal(text)})"
    return literal(field.default) if kind == "json" else literal(text)
