"""Tables whose rows are only ever added: no right and no policy to change them, and a trigger against those who need none."""

from __future__ import annotations

from dataclasses import replace

from appfactory.compile.database.rendering import name_of
from appfactory.model.database import Function, Policy, PolicyAction, Table

_REFUSES = "refuse_ledger_change"


def append_only(policies: tuple[Policy, ...]) -> tuple[Policy, ...]:
    """What is left of policies where rows can only be read and added.

    >>> [(policy.name, policy.action) for policy in append_only((Policy("all", using="a"), Policy("gone", "DELETE", using="b")))]
    [('all_read', 'SELECT'), ('all_add', 'INSERT')]
    """
    found: list[Policy] = []
    for policy in policies:
        if policy.action == "ALL":
            read: PolicyAction = "SELECT"
            found.append(replace(policy, name=f"{policy.name}_read", action=read, check=""))
            found.append(replace(policy, name=f"{policy.name}_add", action="INSERT", using="", check=policy.check or policy.using))
        elif policy.action in ("SELECT", "INSERT"):
            found.append(policy)
    return tuple(found)


def ledger_function() -> Function:
    """The trigger function that refuses, also for owners and superusers, whom neither rights nor policies bind."""
    body = """\
begin
  raise exception 'rows of % are only ever added: they are never changed and never deleted', tg_table_name
    using errcode = 'restrict_violation', schema = tg_table_schema, table = tg_table_name,
          hint = 'Add a row that corrects the other.';
end"""
    definition = f"create or replace function app.{_REFUSES}() returns trigger\nlanguage plpgsql\nset search_path = ''\nas $$\n{body}\n$$"
    return Function(_REFUSES, definition, "app")


def ledger_triggers(table: Table) -> tuple[str, ...]:
    """The statements that guard a table."""
    name, call = name_of(table), f"execute function app.{_REFUSES}()"
    return (
        f"create or replace trigger only_added before update or delete on {name}\n  for each row {call}",
        f"create or replace trigger never_emptied before truncate on {name}\n  for each statement {call}",
    )
