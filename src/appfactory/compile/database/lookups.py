"""Columns whose value the database looks up in the row that a foreign key points at, and keeps right when that row changes.

PostgreSQL has no generated columns over other tables, and constraints see one table only: what a constraint must know of another row is
copied by triggers, which nobody can bypass by writing something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from appfactory.compile.database.identifiers import MAXIMUM_BYTES, cut, dollar_quote, object_name, qualified, quote
from appfactory.model.database import Function, Table


@dataclass(frozen=True, slots=True)
class Lookup:
    """`column` of `table` is `value` (SQL over the columns of `target`) in the row whose `referenced` equals `through`.

    It `follows` when that row changes; rows of a ledger keep what was right when they were added.
    """

    table: str
    column: str
    through: str
    target: str
    referenced: str
    value: str
    follows: bool = True


def lookup_functions(lookups: Iterable[Lookup], tables: Mapping[str, Table]) -> tuple[Function, ...]:
    """The trigger functions of each lookup: one that fills the column, one that follows changes of the row it comes from."""
    return tuple(
        function
        for lookup in lookups
        if lookup.table in tables
        for function in (_fill(lookup, tables[lookup.table]), *([_follow(lookup)] if lookup.follows else []))
    )


def lookup_triggers(lookups: Iterable[Lookup]) -> tuple[str, ...]:
    """The triggers that call them."""
    found: list[str] = []
    for lookup in lookups:
        own, target = qualified("public", lookup.table), qualified("public", lookup.target)
        fill, follow = f"app.{quote(_name(lookup, 'lookup'))}()", f"app.{quote(_name(lookup, 'follow'))}()"
        found.append(
            f"create or replace trigger {quote(cut(f'look_up_{lookup.column}', MAXIMUM_BYTES))} before insert or update on {own}\n"
            f"  for each row execute function {fill}"
        )
        if lookup.follows:
            found.append(
                f"create or replace trigger {quote(object_name(lookup.table, lookup.column, 'follow'))} after update on {target}\n"
                f"  for each row when (old.* is distinct from new.*) execute function {follow}"
            )
    return tuple(found)


def _name(lookup: Lookup, label: str) -> str:
    return object_name(lookup.table, lookup.column, label)


def _trigger_function(name: str, body: str) -> Function:
    # With its owner's rights: policies may hide the other row from the one who writes, but not from the rule.
    head = f"create or replace function app.{quote(name)}() returns trigger\nlanguage plpgsql security definer\nset search_path = ''"
    framed = f"\n{body}\n"
    return Function(name, f"{head}\nas {dollar_quote(framed)}", "app")


def _fill(lookup: Lookup, table: Table) -> Function:
    column = quote(lookup.column)
    own = table.column(lookup.column)
    # The lock keeps a change of the other row waiting, which would otherwise not see this one to follow, nor this one the change.
    # Where there is no such row, the foreign key has the word: a mandatory column must not be refused for being empty before.
    otherwise = (own.default if own is not None else None) or "null"
    body = f"""\
begin
  select {lookup.value} into new.{column} from {qualified("public", lookup.target)} as source
  where source.{quote(lookup.referenced)} = new.{quote(lookup.through)}
  for share;
  if not found then
    new.{column} := {otherwise};
  end if;
  return new;
end"""
    return _trigger_function(_name(lookup, "lookup"), body)


def _follow(lookup: Lookup) -> Function:
    through, column = quote(lookup.through), quote(lookup.column)
    body = f"""\
begin
  update {qualified("public", lookup.table)} as held set {through} = held.{through}
  where held.{through} = new.{quote(lookup.referenced)}
    and held.{column} is distinct from (
      select {lookup.value} from {qualified("public", lookup.target)} as source
      where source.{quote(lookup.referenced)} = new.{quote(lookup.referenced)}
    );
  return null;
end"""
    return _trigger_function(_name(lookup, "follow"), body)
