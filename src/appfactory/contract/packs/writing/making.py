"""Making the rows of a pack: a step for each, tried out on the database where there is one, and in another way if it refuses the first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Protocol

from appfactory.contract.packs.writing.world import Facts, MadeRow, Wish, World
from appfactory.model.database import ForeignKey, PolicyAction
from appfactory.model.json_value import JsonValue
from appfactory.model.plan import thaw

Json = dict[str, Any]

_MOST_PARENTS = 4
_MOST_ATTEMPTS = 24


class Attempt(Protocol):
    """Tries steps on a database, one after another in one transaction, which is rolled back in the end."""

    def __call__(self, step: Json, /) -> tuple[str, Mapping[str, object]]:
        """What came out otherwise than the step expects (then it is undone; empty if nothing did), and what it captured."""
        ...


@dataclass(slots=True)
class Writing:
    """A pack being written: phases by table, and what could not be covered. Without an `attempt` the catalog's word is taken for all."""

    world: World
    attempt: Attempt | None = None
    steps: dict[str, list[Json]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    unfilled: set[str] = field(default_factory=set)
    entered: set[str] = field(default_factory=set)
    contrary: set[str] = field(default_factory=set)
    phase: str = ""

    def add(self, name: str, sentence: str, command: Json, expect: Json | None = None, scope: Mapping[str, JsonValue] | None = None) -> bool:
        """Adds a step to the phase that is being written; False if the database does otherwise, which is noted."""
        step: Json = {"id": f"{self.phase}.{name}", "name": sentence, "request": {"command": command}}
        if scope:
            step["scope"] = dict(scope)
        if expect:
            step["expect"] = expect
        problem = self.try_out(step)
        if problem:
            self.notes.append(f"{step['id']}: the database does otherwise; {problem}")
        return not problem

    def try_out(self, step: Json) -> str:
        """Adds the step if it comes out as it expects; what did not, otherwise."""
        problem, captured = self.attempt(step) if self.attempt is not None else ("", {})
        if not problem:
            self.steps.setdefault(self.phase, []).append(step)
            self.world.tokens.variables.update(captured)
        return problem

    def scope(self, facts: Facts, row: MadeRow, action: PolicyAction = "INSERT") -> dict[str, JsonValue]:
        """The scope in which a step about the row runs."""
        return self.world.scope_for(facts, row, action) or {}

    def refused_insert(self, facts: Facts, name: str, sentence: str, row: MadeRow, *texts: str) -> None:
        """A step that tries to make a row and must be refused with these words."""
        command = insert_command(facts.table.name, row.template)
        scope = self.world.scope_for(facts, row, "INSERT")
        # If no caller's policies let the row through, they refuse it before the constraint does.
        expect = refused(*texts) if scope is not None else refused()
        fallback = dict(self.world.callers(facts, row.values, row.template)[0].template)
        self.add(name, sentence, command, expect, scope if scope is not None else fallback)

    def insert(self, table: str, name: str, sentence: str, row: MadeRow) -> str:
        """A step that makes a row, which is there afterwards; why the database refuses it, if it does."""
        facts = self.world.facts[table]
        generated = [column.name for column in facts.table.columns if column.generated.startswith("always as identity")]
        command = insert_command(table, row.template)
        number = len(self.world.rows[table])
        captures = [(column, re.sub(r"\W", "_", f"{table}_{column}_{number}")) for column in generated]
        step: Json = {"id": f"{self.phase}.{name}", "name": sentence, "request": {"command": command}}
        scope = self.scope(facts, row)
        if scope:
            step["scope"] = scope
        if generated:
            command["returning"] = generated
            step["captures"] = [{"key": key, "from": "result", "path": f"rows[0].{column}", "required": True} for column, key in captures]
            self.world.tokens.variables.update({key: 1_000_000_000 + number for _, key in captures})
        problem = self.try_out(step)
        if problem:
            return problem
        if generated:
            row = self.world.row(facts, {**row.template, **{column: f"{{{{{key}}}}}" for column, key in captures}})
        self.world.rows[table].append(row)
        return ""


def insert_command(table: str, values: Mapping[str, JsonValue]) -> Json:
    """The wire form of an insert."""
    return {"kind": "mutate", "action": "insert", "table": table, "values": {name: thaw(value) for name, value in values.items()}}


def refused(*texts: str) -> Json:
    """The expectation that a step is refused with these words."""
    return {"success": False, **({"errorContains": list(texts)} if texts else {})}


def ensure_rows(writing: Writing, table: str, number: int) -> bool:
    """Makes rows until the table has that many; False if one can't be made, which is noted once."""
    world = writing.world
    _needed_parents(writing, table)
    while len(world.rows[table]) < number:
        count = len(world.rows[table])
        name = "row" if writing.phase == table and not count else f"row-{table}-{count + 1}"
        lacking = make(writing, table, name, f"a row of {table}" if not count else f"another row of {table}", Wish())
        if lacking:
            if not count and table not in writing.unfilled:
                writing.unfilled.add(table)
                writing.notes.append(f"{table}: no row could be made; {lacking}")
            return False
    return True


def make(writing: Writing, table: str, name: str, sentence: str, wish: Wish) -> str:
    """Makes a row as wished, in the first way that the database takes; why there is none, otherwise."""
    world = writing.world
    refusal = ""
    for varied in islice(_ways(writing, world.facts[table], wish), _MOST_ATTEMPTS):
        found = drafted(writing, table, varied)
        if not isinstance(found, MadeRow):
            refusal = refusal or f"{', '.join(found)} could not be met"
            if varied is wish:
                break  # What can't be met freely can't with less freedom.
            continue
        problem = writing.insert(table, name, sentence, found)
        if not problem:
            if varied is not wish:
                world.learn(table, wish, varied)
            return ""
        refusal = refusal or f"the database refuses it: {problem}"
    return refusal


def _ways(writing: Writing, facts: Facts, wish: Wish) -> Iterator[Wish]:
    """The wish; and where the database has a say, for triggers may refuse what no catalog tells, the same with one thing otherwise.

    Nothing but what must be given; one optional column empty; another value of a column that has few; another row to refer to.
    """
    yield wish
    if writing.attempt is None:
        return
    free = [column for column in facts.writable() if column.name not in wish.fixed and column.name not in wish.left_out]
    yield replace(wish)
    yield replace(wish, fill=False)
    for column in free:
        if column.nullable:
            yield replace(wish, fixed={**wish.fixed, column.name: None})
    for column in free:
        kind = facts.types[column.name]
        values: tuple[JsonValue, ...] = (True, False) if kind.kind == "boolean" else kind.values[:4]
        yield from (replace(wish, fixed={**wish.fixed, column.name: value}) for value in values)
    for key in facts.table.foreign_keys:
        if set(key.columns) & set(wish.fixed) or key.references not in writing.world.facts:
            continue
        _contrary_parent(writing, key.references)
        for row in _usable(writing.world, key)[:0:-1][:4]:
            values_of_key = {column: writing.world.key_value(row, key, place) for place, column in enumerate(key.columns)}
            yield replace(wish, fixed={**wish.fixed, **values_of_key})


def _usable(world: World, key: ForeignKey) -> list[MadeRow]:
    """The rows that a foreign key can refer to: those whose keys are known, since no default of the database made them up."""
    rows = world.rows.get(key.references, ())
    return [row for row in rows if all(world.key_value(row, key, place) is not None for place in range(len(key.columns)))]


def _contrary_parent(writing: Writing, table: str) -> None:
    """Makes a row unlike the ordinary ones, once: what was false is true, what is to come is past. Triggers may look at that from other tables."""
    if table in writing.contrary or table in writing.entered or not writing.world.rows[table]:
        return
    writing.contrary.add(table)
    writing.entered.add(table)
    facts = writing.world.facts[table]
    contrary: dict[str, tuple[JsonValue, ...]] = {"boolean": (True,), "timestamp": ("{{nowPlusMinutes:-1440}}",)}
    offers = {column.name: contrary[kind] for column in facts.writable() if (kind := facts.types[column.name].kind) in contrary}
    if offers:
        number = len(writing.world.rows[table]) + 1
        make(writing, table, f"row-{table}-{number}-contrary", f"a row of {table} unlike the others", Wish(offers=offers))
    writing.entered.discard(table)


def _needed_parents(writing: Writing, table: str) -> None:
    """Makes a row of each table that a row has to refer to, where there is none: tables that refer to each other have no order."""
    facts = writing.world.facts[table]
    if table in writing.entered:
        return
    writing.entered.add(table)
    for key in facts.table.foreign_keys:
        demanded = all((column := facts.table.column(name)) is not None and not column.nullable for name in key.columns)
        if demanded and key.references in writing.world.facts and not writing.world.rows[key.references]:
            ensure_rows(writing, key.references, 1)
    writing.entered.discard(table)


def _more_parents(writing: Writing, facts: Facts, number: int) -> bool:
    """Makes another row of each table that this one refers to by a column that must be unique, or unlike another; False if there is none."""
    made = False
    for key in facts.table.foreign_keys:
        unique = any(set(key.columns) & set(unique.columns) for unique in facts.uniques)
        compared = _is_compared(facts, key)
        if (unique or compared) and key.references != facts.table.name and number <= _MOST_PARENTS and key.references in writing.world.facts:
            unusable = len(writing.world.rows[key.references]) - len(_usable(writing.world, key))
            made = ensure_rows(writing, key.references, number + unusable + compared) or made
    return made


def _is_compared(facts: Facts, key: ForeignKey) -> bool:
    """Whether a check looks at the key together with another one to the same table: a row may have to refer to two different rows."""
    others = {column for other in facts.table.foreign_keys if other.references == key.references for column in other.columns} - set(key.columns)
    return any(set(key.columns) & set(check.columns) and others & set(check.columns) for check in facts.checks)


def drafted(writing: Writing, table: str, wish: Wish) -> MadeRow | tuple[str, ...]:
    """A row as wished, with further parents made if it needs them."""
    found = writing.world.draft(table, wish)
    number = len(writing.world.rows[table])
    if isinstance(found, tuple) and _more_parents(writing, writing.world.facts[table], number + 1):
        found = writing.world.draft(table, wish)
    return found
