"""The steps about who may do what with a table's rows: changing and deleting them, and what its policies refuse."""

from __future__ import annotations

from typing import get_args

from appfactory.contract.packs.writing.callers import Caller
from appfactory.contract.packs.writing.cases import key_filters
from appfactory.contract.packs.writing.making import Json, Writing, drafted, insert_command, refused
from appfactory.contract.packs.writing.world import SCOPE_COLUMN, Facts, MadeRow, Wish
from appfactory.model.database import PolicyAction
from appfactory.model.expressions.kinds import enumeration_of
from appfactory.model.plan import thaw

_STRANGER = "{{id:stranger}}"
"""A business that no row belongs to."""


def changing(writing: Writing, facts: Facts) -> None:
    """The first row changed in place."""
    row = writing.world.rows[facts.table.name][0]
    filters = key_filters(facts, row)
    used = {column for key in facts.table.foreign_keys for column in key.columns} | facts.keys
    plain = [column.name for column in facts.writable() if column.name not in used and row.template.get(column.name) is not None]
    scope = writing.world.scope_for(facts, row, "UPDATE")
    if not plain or not filters or scope is None:
        return
    values = {plain[0]: thaw(row.template[plain[0]])}
    command: Json = {"kind": "mutate", "action": "update", "table": facts.table.name, "values": values, "filters": filters}
    writing.add(
        "update", f"a row of {facts.table.name} can be changed", command, {"rowCountEq" if facts.table.primary_key else "rowCountGte": 1}, scope
    )


def deleting(writing: Writing, facts: Facts) -> None:
    """A row of its own, made and deleted."""
    extra = drafted(writing, facts.table.name, Wish())
    if not isinstance(extra, MadeRow) or not facts.table.primary_key or not set(facts.table.primary_key) <= set(extra.template):
        return
    scope = writing.world.scope_for(facts, extra, "DELETE")
    if scope is None:
        return
    sentence = f"a row of {facts.table.name} to be deleted"
    if not writing.add("row-to-delete", sentence, insert_command(facts.table.name, extra.template), None, writing.scope(facts, extra)):
        return
    command: Json = {"kind": "mutate", "action": "delete", "table": facts.table.name, "filters": key_filters(facts, extra)}
    writing.add("delete", f"a row of {facts.table.name} can be deleted", command, {"rowCountEq": 1}, scope)


def strangers(writing: Writing, facts: Facts) -> None:
    """What the policies keep from another business: the first row, and making one in its place."""
    if not facts.table.row_security:
        return
    world = writing.world
    stranger = Caller(str(world.tokens.value(_STRANGER)), "", world.role, (("bizId", _STRANGER),))
    row = world.rows[facts.table.name][0]
    filters = key_filters(facts, row)
    if filters and facts.guard.admits(row.values, stranger, "SELECT") is False:
        command: Json = {"kind": "query", "table": facts.table.name, "filters": filters}
        writing.add("hidden", f"another business does not see the row of {facts.table.name}", command, {"rowCountEq": 0}, dict(stranger.template))
    found = drafted(writing, facts.table.name, Wish())
    if isinstance(found, MadeRow) and facts.guard.admits(found.values, stranger, "INSERT") is False:
        # A row that says whose it is, is refused before PostgreSQL hears of it.
        expect = refused() if SCOPE_COLUMN in facts.types else refused("pg-42501")
        sentence = f"another business can't make the row of {facts.table.name}"
        writing.add("not-theirs", sentence, insert_command(facts.table.name, found.template), expect, dict(stranger.template))


def shape(writing: Writing, facts: Facts) -> None:
    """The columns as they are and the constraints by their names: also those that no row can be refused by, or no request tell apart."""
    asserts: list[Json] = [{"path": "rowSecurity", "equals": facts.table.row_security}]
    for column in facts.table.columns:
        path = f"columns[{_quoted(column.name)}]"
        asserts += [{"path": f"{path}.type", "equals": column.type}, {"path": f"{path}.nullable", "equals": column.nullable}]
        if column.default is not None or column.generated:
            asserts.append({"path": f"{path}.{'generated' if column.generated else 'default'}", "exists": True})
        enumeration = enumeration_of(column.type, writing.world.database)
        if enumeration is not None:
            asserts.append({"path": f"{path}.values", "contains": list(enumeration.values)})
    kinds = (("check", facts.table.checks), ("unique", facts.table.uniques), ("exclusion", facts.table.exclusions))
    for kind, constraints in kinds:
        asserts += [{"path": f"constraints[{_quoted(constraint.name)}].kind", "equals": kind} for constraint in constraints]
    for key in facts.table.foreign_keys:
        path = f"constraints[{_quoted(key.name)}]"
        asserts += [{"path": f"{path}.columns", "equals": list(key.columns)}, {"path": f"{path}.onDelete", "equals": key.on_delete}]
    asserts += [{"path": f"indexes[{_quoted(index.name)}].unique", "equals": True} for index in facts.table.indexes if index.unique]
    name = facts.table.name
    step: Json = {"id": f"{writing.phase}.shape", "name": f"{name} has its columns and constraints", "catalog": name, "expect": {"asserts": asserts}}
    writing.try_out(step)


def policies(writing: Writing, facts: Facts) -> None:
    """Each policy is there, for the action that it is for. Which of several lets a row through, no request can tell."""
    for policy in facts.table.policies:
        assert policy.action in get_args(PolicyAction)
        path = f"policies[{_quoted(policy.name)}]"
        asserts = [{"path": f"{path}.action", "equals": policy.action}, {"path": f"{path}.permissive", "equals": policy.permissive}]
        step: Json = {
            "id": f"{writing.phase}.policy-{policy.name}",
            "name": f"{facts.table.name} has the policy {policy.name}",
            "catalog": facts.table.name,
            "expect": {"asserts": [{"path": "rowSecurity", "equals": facts.table.row_security}, *asserts]},
        }
        writing.try_out(step)


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
