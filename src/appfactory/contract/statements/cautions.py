"""What people should know of a command beside its result: what a dry run does not take back, what goes along with a delete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from appfactory.contract.model.request import Filter, Mutation, Query, Scope
from appfactory.contract.statements.refusal import listed
from appfactory.contract.statements.schema import SCOPE_COLUMN, Schema
from appfactory.model.database import Table

_FOLLOW = {"cascade": "deleted", "set null": "emptied", "set default": "reset"}


def cautions(command: Query | Mutation, schema: Schema, scope: Scope, lasting: Mapping[str, tuple[str, ...]], *, dry_run: bool) -> Iterator[str]:
    """One sentence each. `lasting` are the trigger functions, by table, that do what a rollback does not take back."""
    table = schema.table(command.table)
    if command.filters and schema.is_scoped(table) and any(_asks_for_another(condition, table, scope) for condition in command.filters):
        yield f"A filter asks for another business than the request's scope (`{scope.biz_id}`): it finds nothing."
    if isinstance(command, Query):
        return
    if command.action == "delete":
        yield from _going_along(table, schema)
    if not dry_run:
        return
    if command.action == "insert":
        given = {column for column, _ in command.values}
        numbered = [column.name for column in table.columns if column.name not in given and _takes_number(column.generated, column.default)]
        if numbered:
            yield f"A dry run does not give back the numbers that it took for {listed(f'`{table.name}.{name}`' for name in numbered)}."
    if table.name in lasting:
        functions = listed(f"`{name}`" for name in lasting[table.name])
        yield f"Triggers of `{table.name}` ({functions}) may do what a dry run does not take back: sequences, other connections, the network."


def _asks_for_another(condition: Filter, table: Table, scope: Scope) -> bool:
    own = condition.column.column == SCOPE_COLUMN and condition.column.table in ("", table.name)
    return own and condition.operator == "eq" and isinstance(condition.value, str) and condition.value != scope.biz_id


def _going_along(table: Table, schema: Schema) -> Iterator[str]:
    """Rows of other tables that go or change with a deleted row."""
    for action, told in _FOLLOW.items():
        references = schema.references.get((table.schema, table.name), ())
        found = dict.fromkeys(f"`{child.name}`" for child, key in references if key.on_delete == action)
        if found:
            yield f"Rows of {listed(found)} that refer to a deleted row of `{table.name}` are {told} with it."


def _takes_number(generated: str, default: str | None) -> bool:
    return "identity" in generated or "nextval(" in (default or "")
