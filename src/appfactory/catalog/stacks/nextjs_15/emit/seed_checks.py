"""Sample rows that meet the checks of their entity, as far as these compare two fields or the length of one."""

from __future__ import annotations

import re

from appfactory.catalog.stacks.nextjs_15.emit.index import Index, stored
from appfactory.model.json_value import JsonObject, JsonValue
from appfactory.model.spec import Entity, FieldSpec

_COMPARISON = re.compile(r'"?(?P<left>[A-Za-z_]\w*)"?\s*(?P<operator><=|>=|<>|!=|<|>|=)\s*"?(?P<right>[A-Za-z_]\w*)"?(?!\s*\()')
_LENGTH = re.compile(
    r'(?:char_length|character_length|length)\s*\(\s*"?(?P<column>\w+)"?\s*\)\s*(?P<operator>>=|>|<=|<|=)\s*(?P<size>\d+)', re.IGNORECASE
)
_LISTED = re.compile(r"\"?(?P<column>\w+)\"?\s+in\s*\((?P<values>\s*'[^']*'(?:\s*,\s*'[^']*')*\s*)\)", re.IGNORECASE)


def with_checks_met(index: Index, entity: Entity, row: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """The row with values changed where a check compares two fields, bounds the length of a text, or lists what is allowed."""
    fields = {one.column: one for one in entity.fields}
    table = index.spec.database.table(entity.table)
    checks = {one.check for one in entity.fields if one.check} | ({one.expression for one in table.checks} if table is not None else set())
    for check in sorted(checks):
        for match in _COMPARISON.finditer(check):
            left, right = fields.get(match["left"]), fields.get(match["right"])
            if left is not None and right is not None and left is not right:
                _order(row, left, right, match["operator"])
        for match in _LENGTH.finditer(check):
            if isinstance(row.get(match["column"]), str):
                row[match["column"]] = _sized(str(row[match["column"]]), match["operator"], int(match["size"]))
        for match in _LISTED.finditer(check):
            allowed = re.findall(r"'([^']*)'", match["values"])
            if isinstance(row.get(match["column"]), str) and row[match["column"]] not in allowed:
                row[match["column"]] = allowed[len(str(row[match["column"]])) % len(allowed)]
    return row


def ordered_pairs(index: Index, entity: Entity) -> list[tuple[FieldSpec, FieldSpec]]:
    """Pairs of fields of which the first must be less than the second."""
    fields = {one.column: one for one in entity.fields}
    table = index.spec.database.table(entity.table)
    checks = {one.check for one in entity.fields if one.check} | ({one.expression for one in table.checks} if table is not None else set())
    pairs = []
    for check in sorted(checks):
        for match in _COMPARISON.finditer(check):
            left, right = fields.get(match["left"]), fields.get(match["right"])
            if left is not None and right is not None and left is not right and match["operator"] in ("<", "<=", ">", ">="):
                pairs.append((left, right) if match["operator"] in ("<", "<=") else (right, left))
    return pairs


def _sized(text: str, operator: str, size: int) -> str:
    least = {">": size + 1, ">=": size, "=": size}.get(operator, 0)
    most = {"<": size - 1, "<=": size, "=": size}.get(operator, len(text) + least)
    filled = text if len(text) >= least else (text * (least // max(len(text), 1) + 1))[:least]
    return filled[:most]


def _order(row: dict[str, JsonValue], left: FieldSpec, right: FieldSpec, operator: str) -> None:
    """Makes `left operator right` true by moving the greater of the two."""
    first, second = row.get(left.column), row.get(right.column)
    if first is None or second is None or operator == "=":
        return
    if operator in (">", ">="):
        left, right, first, second = right, left, second, first
    if isinstance(first, JsonObject) and isinstance(second, JsonObject):
        earlier = dict(first.members)
        days, hour = earlier.get("inDays"), str(earlier.get("at", "10:00"))
        if isinstance(days, int):
            later = (("inDays", days + 1), ("at", hour)) if stored(right.type) == "date" else (("inDays", days), ("at", _two_hours_after(hour)))
            row[right.column] = JsonObject(later)
    elif isinstance(first, int) and isinstance(second, int) and second <= first:
        row[right.column] = first + 1
    elif stored(right.type) in ("decimal", "bigint") and isinstance(first, str) and isinstance(second, str) and float(second) <= float(first):
        whole, _, fraction = first.partition(".")
        row[right.column] = f"{int(whole) + 1}" + (f".{fraction}" if fraction else "")
    elif stored(right.type) == "time" and isinstance(first, str) and isinstance(second, str) and second <= first:
        row[right.column] = _two_hours_after(first[:5]) + ":00"


def _two_hours_after(at: str) -> str:
    hour, _, minute = at.partition(":")
    return f"{min(int(hour) + 2, 23):02d}:{minute[:2] if int(hour) < 22 else '59'}"
