"""The SQL of each thing a schema is made of: columns, constraints, indexes, policies, rights, comments."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from appfactory.compile.database.identifiers import literal, qualified, quote, quote_all
from appfactory.model.database import Check, Column, Enumeration, Exclusion, ForeignKey, Index, Policy, PolicyAction, Table, Unique

API_ROLES = ("anon", "authenticated")
"""The roles under which requests run; what they may do with a table follows from its policies."""


def column_sql(column: Column) -> str:
    """`name type not null default …`, as it stands in `create table`."""
    parts = [quote(column.name), column.type]
    if column.generated:
        parts.append(f"generated {column.generated}")
    if not column.nullable and not column.generated.endswith("as identity"):
        parts.append("not null")
    if column.default is not None:
        parts.append(f"default {column.default}")
    return " ".join(parts)


def primary_key_sql(table: Table) -> str:
    """The table's primary key as a constraint."""
    return f"primary key ({quote_all(table.primary_key)})"


def unique_sql(unique: Unique) -> str:
    """A named unique constraint."""
    nulls = "" if unique.nulls_distinct else "nulls not distinct "
    return f"constraint {quote(unique.name)} unique {nulls}({quote_all(unique.columns)})"


def check_sql(check: Check) -> str:
    """A named check. It ends on a line of its own if the expression might end in a comment."""
    expression = f"{check.expression}\n" if "--" in check.expression else check.expression
    return f"constraint {quote(check.name)} check ({expression})"


def exclusion_sql(exclusion: Exclusion) -> str:
    """A named exclusion constraint."""
    return f"constraint {quote(exclusion.name)} {exclusion.definition}"


def foreign_key_sql(key: ForeignKey) -> str:
    """A named foreign key."""
    target = qualified(key.references_schema, key.references)
    text = f"constraint {quote(key.name)} foreign key ({quote_all(key.columns)}) references {target} ({quote_all(key.referenced_columns)})"
    if key.on_delete != "no action":
        text += f" on delete {key.on_delete}"
    if key.on_update != "no action":
        text += f" on update {key.on_update}"
    return f"{text} {key.deferrable}" if key.deferrable else text


def create_table_sql(table: Table, foreign_keys: Collection[ForeignKey]) -> str:
    """`create table` with everything in it but indexes, policies, comments, and the foreign keys that are not in `foreign_keys`."""
    lines = [column_sql(column) for column in table.columns]
    if table.primary_key:
        lines.append(primary_key_sql(table))
    lines += [unique_sql(unique) for unique in table.uniques]
    lines += [check_sql(check) for check in table.checks]
    lines += [foreign_key_sql(key) for key in table.foreign_keys if key in foreign_keys]
    lines += [exclusion_sql(exclusion) for exclusion in table.exclusions]
    body = ",\n".join(f"  {line}" for line in lines)
    return f"create table {name_of(table)} (\n{body}\n)" if lines else f"create table {name_of(table)} ()"


def name_of(table: Table) -> str:
    """The table's name with its schema."""
    return qualified(table.schema, table.name)


def add_constraint_sql(table: Table, constraint: str) -> str:
    """`alter table … add constraint …`."""
    return f"alter table {name_of(table)} add {constraint}"


def index_sql(table: Table, index: Index) -> str:
    """`create index`; elements that are no column's name are SQL already."""
    elements = ", ".join(quote(element) if table.column(element) is not None else element for element in index.columns)
    text = f"create {'unique ' if index.unique else ''}index {quote(index.name)} on {name_of(table)}"
    if index.method != "btree":
        text += f" using {index.method}"
    text += f" ({elements})"
    if index.include:
        text += f" include ({quote_all(index.include)})"
    return f"{text} where {index.where}" if index.where else text


def policy_sql(table: Table, policy: Policy) -> str:
    """`create policy`."""
    lines = [f"create policy {quote(policy.name)} on {name_of(table)}"]
    if not policy.permissive:
        lines.append("  as restrictive")
    lines.append(f"  for {policy.action.lower()} to {', '.join(role_sql(role) for role in policy.roles)}")
    if policy.using:
        lines.append(f"  using ({policy.using})")
    if policy.check:
        lines.append(f"  with check ({policy.check})")
    return "\n".join(lines)


def role_sql(role: str) -> str:
    """A role's name; `public` is a word, not a name."""
    return role if role == "public" else quote(role)


def enumeration_sql(enumeration: Enumeration) -> str:
    """`create type … as enum`."""
    values = ", ".join(literal(value) for value in enumeration.values)
    return f"create type {qualified(enumeration.schema, enumeration.name)} as enum ({values})"


def comment_sql(what: str, name: str, text: str) -> str:
    """`comment on …`; an empty text removes the comment."""
    return f"comment on {what} {name} is {literal(text) if text else 'null'}"


def table_comments(table: Table) -> tuple[str, ...]:
    """The comments of a table and its columns."""
    statements = [comment_sql("table", name_of(table), table.comment)] if table.comment else []
    statements += [comment_sql("column", f"{name_of(table)}.{quote(column.name)}", column.comment) for column in table.columns if column.comment]
    return tuple(statements)


_ACTIONS: tuple[PolicyAction, ...] = ("SELECT", "INSERT", "UPDATE", "DELETE")


def grants_sql(table: Table) -> tuple[str, ...]:
    """Rights on a table: exactly the actions for which some policy lets a role in. What no policy allows is refused outright.

    Supabase gives new tables of schema `public` all rights by default; they are taken back first. A table without row level security is
    the owner's alone.
    """
    if table.schema == "app":
        return ()
    statements = [f"revoke all on table {name_of(table)} from anon, authenticated"]
    for role in API_ROLES:
        actions = [action.lower() for action in _ACTIONS if table.row_security and _allowed(table.policies, role, action)]
        if actions:
            statements.append(f"grant {', '.join(actions)} on table {name_of(table)} to {role}")
    statements.append(f"grant all on table {name_of(table)} to service_role")
    return tuple(statements)


def _allowed(policies: Iterable[Policy], role: str, action: PolicyAction) -> bool:
    return any(policy.permissive and policy.action in ("ALL", action) and _for(policy, role) for policy in policies)


def _for(policy: Policy, role: str) -> bool:
    """True if the policy can let the role in. One for everybody that asks who the user is lets in nobody who is not signed in."""
    if role in policy.roles:
        return True
    asks = any(word in policy.using + policy.check for word in ("current_user_id", "auth.uid", "auth.jwt", "is_admin"))
    return "public" in policy.roles and not (role == "anon" and asks)
