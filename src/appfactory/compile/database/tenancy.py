"""Row level security by tenant, said once for all tables: a request acts for one tenant, and sees and changes that one's rows alone.

The tenant is named by a claim of the request's token. Where the token names none, people act for the tenants that they are members of, and
an admin of the platform for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from appfactory.compile.database.identifiers import dollar_quote, literal, qualified, quote
from appfactory.compile.database.platform import CURRENT_USER, IS_ADMIN
from appfactory.model.database import Column, Function, Policy, Table

SIGNED_IN = ("authenticated",)
REGISTERED_FOR = "registered_for"
"""Column of `users`: the tenant for which a person's row was made; empty if they signed in by themselves."""

OUTSIDE = f"({IS_ADMIN} AND (SELECT app.tenant_claim()) IS NULL)"
"""An admin of the platform who acts for no tenant in particular."""


@dataclass(frozen=True, slots=True)
class Members:
    """The table of who belongs to which tenant. `where` is SQL over its columns; empty if every row counts."""

    table: str
    tenant: str
    user: str
    where: str = ""


@dataclass(frozen=True)
class Tenancy:
    """`columns` are (table, column that holds the tenant); `root` is the table of tenants, empty if there is none."""

    claim: str
    columns: tuple[tuple[str, str], ...]
    root: str = ""
    root_key: str = ""
    members: Members | None = None

    @cached_property
    def _by_table(self) -> Mapping[str, str]:
        return dict(self.columns)

    def column_of(self, table: Table) -> str:
        """The column by which a row belongs to a tenant (of the tenants themselves: their key); empty if the table has none."""
        if table.schema != "public":
            return ""
        return self.root_key if table.name == self.root else self._by_table.get(table.name, "")


def acts_for(table: Table, column: str) -> str:
    """The condition under which a request acts for the tenant of a row. The subquery is run once a statement, not once a row."""
    found = table.column(column)
    kind = found.type if found is not None else "text"
    return f"{quote(column)} = ANY ((SELECT app.tenant_ids())::{kind.split('(')[0]}[])"


def tenant_policies(tenancy: Tenancy, table: Table) -> tuple[Policy, ...]:
    """The policies of a table with tenants. Those that the plan states itself stay, and can only narrow what the tenant's boundary lets through."""
    condition = acts_for(table, tenancy.column_of(table))
    if table.policies:
        boundary = f"{condition} OR {OUTSIDE}"
        return (*table.policies, Policy("tenant_boundary", "ALL", using=boundary, check=boundary, roles=("public",), permissive=False))
    return (
        Policy("tenant_access", "ALL", using=condition, check=condition, roles=SIGNED_IN),
        Policy("admin_access", "ALL", using=OUTSIDE, check=OUTSIDE, roles=SIGNED_IN),
    )


def people_policies(tenancy: Tenancy, users: Table) -> tuple[Policy, ...]:
    """What who acts for a tenant may do with people: register them, find those and the members again, and correct rows of who never signed in."""
    registered = f"{REGISTERED_FOR} = ANY ((SELECT app.tenant_ids())::text[])"
    theirs = f"{registered} AND subject IS NULL"
    seen = registered
    if tenancy.members is not None:
        members = tenancy.members
        key = quote(users.primary_key[0])
        ours = f"member.{quote(members.tenant)}::text = ANY ((SELECT app.tenant_ids())::text[])"
        seen += f" OR EXISTS (SELECT 1 FROM {qualified('public', members.table)} member WHERE member.{quote(members.user)} = users.{key} AND {ours})"
    return (
        Policy("tenant_finds_people", "SELECT", using=seen, roles=SIGNED_IN),
        Policy("tenant_registers_people", "INSERT", check=theirs, roles=SIGNED_IN),
        Policy("tenant_corrects_people", "UPDATE", using=theirs, check=theirs, roles=SIGNED_IN),
    )


def with_registered_for(users: Table) -> Table:
    """The users with the column that says for which tenant they were registered: the one that the request acts for."""
    if users.column(REGISTERED_FOR) is not None:
        return users
    comment = "The tenant for which the person was registered; empty for people who signed in by themselves."
    column = Column(REGISTERED_FOR, "text", nullable=True, default="app.tenant_claim()", comment=comment)
    return replace(users, columns=(*users.columns, column))


def tenancy_functions(tenancy: Tenancy) -> tuple[Function, ...]:
    """`app.tenant_claim() → text` and `app.tenant_ids() → text[]`."""
    head = "create or replace function app."
    named = dollar_quote(f"\n  select nullif(auth.jwt() ->> {literal(tenancy.claim)}, '')\n")
    claim = f"{head}tenant_claim() returns text\nlanguage sql stable\nset search_path = ''\nas {named}"
    otherwise = "'{}'::text[]"
    if tenancy.members is not None:
        members = tenancy.members
        condition = f" and ({members.where})" if members.where else ""
        otherwise = (
            f"array(\n      select {quote(members.tenant)}::text from {qualified('public', members.table)}\n"
            f"      where {quote(members.user)} = {CURRENT_USER}{condition}\n    )"
        )
    chosen = f"\n  select case\n    when app.tenant_claim() is not null then array[app.tenant_claim()]\n    else {otherwise}\n  end\n"
    ids = f"{head}tenant_ids() returns text[]\nlanguage sql stable security definer\nset search_path = ''\nas {dollar_quote(chosen)}"
    return Function("tenant_claim", claim, "app"), Function("tenant_ids", ids, "app")
