"""The schema that must exist: the plan's tables, the platform's, and row level security on all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from appfactory.compile.database.access_policies import with_access
from appfactory.compile.database.allocations import EXTENSION, allocation_functions, holdings, with_exclusion
from appfactory.compile.database.entity_tables import column_type, entity_table, enumerations, with_field_facts, with_index
from appfactory.compile.database.ledgers import ledger_function, ledger_triggers
from appfactory.compile.database.lookup import Lookup, lookup_of
from appfactory.compile.database.lookups import Lookup as ColumnLookup
from appfactory.compile.database.lookups import lookup_functions, lookup_triggers
from appfactory.compile.database.order import creation_order
from appfactory.compile.database.platform import (
    Settlement,
    complete_users,
    ksuid_function,
    platform_functions,
    platform_tables,
    users_table,
)
from appfactory.compile.database.rewriting import rename_columns, rewrite_function_calls
from appfactory.compile.database.table_rules import RequestedCheck, RequestedExclusion, RequestedUnique, with_check, with_overlap, with_unique
from appfactory.compile.database.tenancy import Tenancy, tenancy_functions, with_registered_for
from appfactory.compile.database.tenant_references import tenant_reference_functions, tenant_reference_triggers
from appfactory.model.database import Database, ForeignKey, Function, Policy, PolicyAction, Table
from appfactory.model.spec import AppSpec, StripeCharge

USERS = "users"
NOTHING = Database()


@dataclass(frozen=True, slots=True)
class RequestedPolicy:
    """A policy of the plan: `table` is a table's name, `using` an SQL condition over its columns or the entity's field names."""

    table: str
    name: str
    action: PolicyAction
    using: str


@dataclass(frozen=True, slots=True)
class RequestedIndex:
    """An index of the plan, by the table's name and its columns' (or the entity's field names)."""

    table: str
    columns: tuple[str, ...]
    unique: bool = False


@dataclass(frozen=True, slots=True)
class Additions:
    """What the plan and the providers want beside the entities: policies, indexes, constraints, tenants, and providers' tables and functions."""

    policies: tuple[RequestedPolicy, ...] = ()
    indexes: tuple[RequestedIndex, ...] = ()
    uniques: tuple[RequestedUnique, ...] = ()
    checks: tuple[RequestedCheck, ...] = ()
    exclusions: tuple[RequestedExclusion, ...] = ()
    lookups: tuple[ColumnLookup, ...] = ()
    tenancy: Tenancy | None = None
    database: Database = NOTHING


def desired_database(spec: AppSpec, written: Database | None, additions: Additions | None = None, uuid_subjects: bool = False) -> Database:
    """The whole schema of an app, in an order in which it can be created.

    `written` is the plan's own SQL, or None for tables from its entities. `uuid_subjects` says that the auth provider's ids are uuids, so
    that `auth.uid()` is the user's id; else each call of it becomes the id of the caller's row in `users`.
    """
    additions = additions or Additions()
    plan = lookup_of(spec)
    tables = _own_tables(plan, written)
    _state_rules(tables, additions)
    if additions.tenancy is not None:
        tables[USERS] = with_registered_for(tables[USERS])
    users = tables[USERS]
    for requested in additions.indexes:
        table = tables.get(requested.table)
        if table is not None:
            names = _column_names(plan, table)
            tables[table.name] = with_index(table, tuple(names.get(column, column) for column in requested.columns), requested.unique)
    for policy in additions.policies:
        table = tables.get(policy.table)
        if table is not None:
            tables[table.name] = replace(table, policies=(*table.policies, _policy(plan, table, policy)))
    held = holdings(plan)
    for holding in held:
        tables[holding.entity.table] = with_exclusion(holding, tables[holding.entity.table])
    if not uuid_subjects:
        tables = {name: _with_our_user_ids(table) for name, table in tables.items()}
    key_type = next(column.type for column in users.columns if column.name == users.primary_key[0])
    payments = plan.spec.targets.payments != "none"
    functions = [
        *platform_functions(users, payments, _settlements(plan)),
        *(function for holding in held for function in allocation_functions(plan, holding, tables)),
        *(written.functions if written else ()),
        *_rule_functions(plan, tables, additions),
        *additions.database.functions,
    ]
    if any("app.ksuid(" in (column.default or "") for table in tables.values() for column in table.columns):
        functions.append(ksuid_function())
    extra = (*(written.extra_sql if written else ()), *_rule_triggers(plan, tables, additions))
    if not uuid_subjects:
        functions = [replace(function, definition=_rewritten(function.definition)) for function in functions]
        extra = tuple(_rewritten(statement) for statement in extra)
    guarded = tuple(
        with_access(plan, table, users, additions.tenancy) for table in (*tables.values(), *additions.database.tables) if table.schema != "app"
    )
    inner = (*platform_tables(key_type, payments), *(table for table in additions.database.tables if table.schema == "app"))
    extensions = dict.fromkeys(
        (*(written.extensions if written else ()), *additions.database.extensions, *([EXTENSION] if held or additions.exclusions else []))
    )
    database = Database(
        tables=(*guarded, *inner),
        enumerations=(*(written.enumerations if written else enumerations(plan)), *additions.database.enumerations),
        functions=tuple(functions),
        extensions=tuple(extensions),
        extra_sql=(*extra, *additions.database.extra_sql),
    )
    return replace(database, tables=creation_order(database.tables))


def _state_rules(tables: dict[str, Table], additions: Additions) -> None:
    """Adds the constraints that the plan states beside its fields."""
    for unique in additions.uniques:
        if unique.table in tables:
            tables[unique.table] = with_unique(tables[unique.table], unique)
    for check in additions.checks:
        if check.table in tables:
            tables[check.table] = with_check(tables[check.table], check)
    for exclusion in additions.exclusions:
        if exclusion.table in tables:
            tables[exclusion.table] = with_overlap(tables[exclusion.table], exclusion)


def _rule_functions(plan: Lookup, tables: Mapping[str, Table], additions: Additions) -> tuple[Function, ...]:
    ledgers = any(entity.ledger for entity in plan.spec.entities)
    tenancy = additions.tenancy
    return (
        *((*tenancy_functions(tenancy), *tenant_reference_functions(tenancy, tables)) if tenancy is not None else ()),
        *((ledger_function(),) if ledgers else ()),
        *lookup_functions(additions.lookups, tables),
    )


def _rule_triggers(plan: Lookup, tables: Mapping[str, Table], additions: Additions) -> tuple[str, ...]:
    guarded = [tables[entity.table] for entity in plan.spec.entities if entity.ledger and entity.table in tables]
    return (
        *(statement for table in guarded for statement in ledger_triggers(table)),
        *lookup_triggers(additions.lookups),
        *(tenant_reference_triggers(additions.tenancy, tables) if additions.tenancy is not None else ()),
    )


def _own_tables(plan: Lookup, written: Database | None) -> dict[str, Table]:
    """The plan's tables and the users, by name. The users come first: others point at them."""
    tables: dict[str, Table] = {}
    users_key_type = _users_key_type(plan, written)
    if written is None:
        for entity in plan.spec.entities:
            tables[entity.table] = entity_table(plan, entity, users_key_type)
    else:
        for table in written.tables:
            described = plan.by_table.get(table.name)
            complete = _with_known_users(table)
            if described is not None:
                complete = _without_wrong_keys(with_field_facts(described, complete), table, written, users_key_type)
            tables[table.name] = complete
    users = tables.pop(USERS, None)
    return {USERS: complete_users(users) if users is not None and len(users.primary_key) == 1 else users or users_table(), **tables}


def _users_key_type(plan: Lookup, written: Database | None) -> str:
    if written is not None:
        table = written.table(USERS)
        column = table.column(table.primary_key[0]) if table is not None and table.primary_key else None
        return column.type if column is not None else "uuid"
    entity = plan.by_table.get(USERS)
    return column_type(plan, entity.field(entity.key).type) if entity is not None else "uuid"


def _with_known_users(table: Table) -> Table:
    """Supabase's `auth.users` does not exist elsewhere, and holds no users of other auth providers: the keys point at ours."""

    def ours(key: ForeignKey) -> ForeignKey:
        supabase = key.references_schema == "auth" and key.references == USERS
        return replace(key, references_schema="public", referenced_columns=("id",)) if supabase else key

    return replace(table, foreign_keys=tuple(ours(key) for key in table.foreign_keys))


def _without_wrong_keys(table: Table, before: Table, written: Database, users_key_type: str) -> Table:
    """Leaves out foreign keys that the plan's entities added but whose columns' types differ: PostgreSQL would refuse them."""

    def fits(key: ForeignKey) -> bool:
        if any(known.columns == key.columns for known in before.foreign_keys):
            return True
        target = written.table(key.references)
        column = target.column(key.referenced_columns[0]) if target is not None else None
        wanted = column.type if column is not None else users_key_type if key.references == USERS else None
        own = table.column(key.columns[0])
        is_key = target is None or target.primary_key == key.referenced_columns
        return own is not None and own.type == wanted and (is_key or _is_unique(target, key.referenced_columns))

    return replace(table, foreign_keys=tuple(key for key in table.foreign_keys if fits(key)))


def _is_unique(table: Table | None, columns: tuple[str, ...]) -> bool:
    return table is not None and any(unique.columns == columns for unique in table.uniques)


def _column_names(plan: Lookup, table: Table) -> Mapping[str, str]:
    """From an entity's field names to the columns of its table; names of columns win."""
    entity = plan.by_table.get(table.name)
    fields = {field.names.source: field.column for field in entity.fields} if entity else {}
    return {name: column for name, column in fields.items() if table.column(name) is None}


def _policy(plan: Lookup, table: Table, requested: RequestedPolicy) -> Policy:
    """A policy for inserts has no rows to choose from: its condition is the check."""
    condition = rename_columns(requested.using, _column_names(plan, table))
    taken = {policy.name for policy in table.policies}
    name, number = requested.name, 1
    while name in taken:
        number += 1
        name = f"{requested.name}_{number}"
    if requested.action == "INSERT":
        return Policy(name, "INSERT", check=condition)
    return Policy(name, requested.action, using=condition)


_SUBQUERY = {"auth.uid()": "(select app.current_user_id())"}
_CALL = {"auth.uid()": "app.current_user_id()"}


def _rewritten(sql: str) -> str:
    return rewrite_function_calls(sql, _SUBQUERY)


def _rewritten_expression(expression: str, replacements: Mapping[str, str]) -> str:
    return rewrite_function_calls(f"select {expression}", replacements).removeprefix("select ") if expression else expression


def _with_our_user_ids(table: Table) -> Table:
    """`auth.uid()` in policies becomes a subquery, which PostgreSQL runs once a statement; defaults and checks allow a call only."""
    return replace(
        table,
        columns=tuple(
            replace(column, default=_rewritten_expression(column.default, _CALL)) if column.default else column for column in table.columns
        ),
        checks=tuple(replace(check, expression=_rewritten_expression(check.expression, _CALL)) for check in table.checks),
        policies=tuple(
            replace(policy, using=_rewritten_expression(policy.using, _SUBQUERY), check=_rewritten_expression(policy.check, _SUBQUERY))
            for policy in table.policies
        ),
    )


def _settlements(plan: Lookup) -> tuple[Settlement, ...]:
    """What paying for a product moves, from the charges of the plan's operations."""
    found: dict[tuple[str, str], Settlement] = {}
    for operation in plan.spec.operations:
        entity = plan.entities.get(getattr(operation.meaning, "entity", ""))
        for effect in operation.side_effects:
            if not isinstance(effect, StripeCharge) or entity is None or not effect.field:
                continue
            key = entity.field(entity.key)
            found[effect.product, entity.names.source] = Settlement(
                product=effect.product,
                entity=entity.names.source,
                table=entity.table,
                key=key.column,
                key_type=column_type(plan, key.type),
                column=entity.field(effect.field).column,
                value=effect.settled,
                payable=effect.payable,
            )
    return tuple(found.values())
