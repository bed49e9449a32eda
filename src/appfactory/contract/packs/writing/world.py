"""The rows that a pack has made so far, and how a further row of a table must look: valid, or wrong in exactly one way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from appfactory.contract.packs.tokens import Tokens
from appfactory.contract.packs.writing.callers import Caller
from appfactory.contract.packs.writing.candidates import candidates
from appfactory.contract.packs.writing.policies import Guard
from appfactory.model.database import Column, Database, ForeignKey, PolicyAction, Table
from appfactory.model.expressions.evaluation import Evaluator
from appfactory.model.expressions.goals import (
    Condition,
    ExclusionRule,
    Goal,
    UniqueSet,
    condition,
    distinct,
    domain_conditions,
    excludes,
    exclusion_rule,
    holds,
    refers,
    unique_sets,
)
from appfactory.model.expressions.kinds import ColumnType, NoValueError, column_type, python_value
from appfactory.model.expressions.mentions import Mentions
from appfactory.model.expressions.operators import UnsupportedError
from appfactory.model.expressions.search import Domain, find_row
from appfactory.model.json_value import JsonValue

_WHOLE_NUMBERS = {16: 30_000, 32: 1_900_000_000, 64: 8_000_000_000_000_000}
"""Where whole numbers that must be unique begin, by the type's bits: far from those that a database in use has."""
PARTITION = "has a partition"
"""The name of what a row must fulfil to have a place in a partitioned table, or in a part of one."""
SCOPE_COLUMN = "biz_id"
"""The column whose value the scope of a request has to name."""
_NOWHERE: dict[str, JsonValue] = {"text": "{{id:nowhere}}", "uuid": "{{uuid:nowhere}}"}


@dataclass(frozen=True, slots=True)
class MadeRow:
    """A row as a request writes it, and in Python's values (with what the database adds, as far as that is known)."""

    template: Mapping[str, JsonValue]
    values: Mapping[str, object]


@dataclass(slots=True)
class Facts:
    """What is known of a table, read once."""

    table: Table
    types: dict[str, ColumnType]
    checks: tuple[Condition, ...]
    uniques: tuple[UniqueSet, ...]
    exclusions: tuple[ExclusionRule, ...]
    mentions: Mentions
    keys: frozenset[str]
    guard: Guard

    def writable(self) -> tuple[Column, ...]:
        """The columns that a row may be given."""
        return tuple(column for column in self.table.columns if not column.generated.startswith("always"))


def facts_of(table: Table, database: Database, evaluator: Evaluator) -> Facts:
    """Reads a table's constraints."""
    mentions = Mentions()
    written = (condition(check.name, check.expression) for check in table.checks)
    bounds = (condition(PARTITION, table.bound),) if table.bound else ()
    checks = (*written, *bounds, *(found for column in table.columns for found in domain_conditions(column.name, column.type, database)))
    uniques = unique_sets(table)
    rules = tuple(exclusion_rule(exclusion) for exclusion in table.exclusions)
    for found in (*checks, *(unique.where for unique in uniques), *(rule.where for rule in rules)):
        if found is not None and found.node is not None:
            mentions.read(found.node)
    types = {column.name: column_type(column.type, database) for column in table.columns}
    keys = frozenset(column for unique in uniques for column in unique.columns)
    return Facts(table, types, checks, uniques, rules, mentions, keys, Guard(table, evaluator))


def _narrowest(database: Database, facts: Mapping[str, Facts]) -> dict[tuple[str, str], int]:
    """By table and column, the bits that a whole number may have so that columns that refer to it can hold it, too."""
    bits = {(name, column): kind.bits for name, one in facts.items() for column, kind in one.types.items()}
    for _ in range(3):  # A reference to a reference to a reference is as far as keys are handed on.
        for table in database.tables:
            for key in table.foreign_keys:
                for column, target in zip(key.columns, key.referenced_columns, strict=True):
                    pair = (key.references, target)
                    if pair in bits:
                        bits[pair] = min(bits[pair], bits[table.name, column])
    return bits


@dataclass(slots=True)
class Wish:
    """How a row is to differ from an ordinary one.

    `fixed` values stand as they are; `left_out` columns are not given; `goals` come on top of the table's; `without` are names of constraints
    that need not hold; `offers` are further candidates, tried first.
    """

    fixed: Mapping[str, JsonValue] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    goals: Sequence[Goal] = ()
    without: frozenset[str] = frozenset()
    offers: Mapping[str, Sequence[JsonValue]] = field(default_factory=dict)
    fill: bool = True


class World:
    """All tables with the rows made so far. `tokens` stand for those of the run, so that what a pack will say can be computed now."""

    def __init__(self, database: Database, now: datetime, role: str = "admin") -> None:
        self.database = database
        self.now = now
        self.role = role
        self.tokens = Tokens("writing", now)
        self.evaluator = Evaluator(database, now, lambda name: [row.values for row in self.rows.get(name, ())])
        self.facts = {table.name: facts_of(table, database, self.evaluator) for table in database.tables}
        self._bits = _narrowest(database, self.facts)
        self.rows: dict[str, list[MadeRow]] = {table.name: [] for table in database.tables}
        self.businesses = ""
        self.business: JsonValue = None
        self.habits: dict[str, dict[str, JsonValue]] = {}
        self._numbers = dict.fromkeys(self.rows, 0)

    def draft(self, table: str, wish: Wish | None = None) -> MadeRow | tuple[str, ...]:
        """A row that fulfils all but what the wish says, or the names of what could not be fulfilled together."""
        wish = wish or Wish()
        facts = self.facts[table]
        # What is in a part of a table is in the table: they number their rows together.
        counted = facts.table.partition_of if facts.table.partition_of in self._numbers else table
        number = self._numbers[counted]
        self._numbers[counted] += 1
        domains: dict[str, Domain] = {}
        for column in facts.writable():
            if column.name in wish.left_out:
                continue
            domain = self._domain(facts, column, number, wish)
            if not domain and column.default is not None:
                continue  # The database has a value where we have none.
            if not domain:
                return (f"a value of type {column.type} for {column.name}",)
            domains[column.name] = domain
        goals = [*wish.goals, *(goal for goal in self.goals(facts) if goal.name not in wish.without)]
        if facts.table.row_security:
            goals.append(facts.guard.goal(lambda row: self.callers(facts, row)))
        absent = {column.name: value for column in facts.table.columns if column.name not in domains for value in self._unsaid(column)}
        domains |= {name: ((None, value),) for name, value in absent.items()}
        found = find_row(domains, goals)
        if isinstance(found, tuple):
            return found
        template = {name: value for name, value in found.items() if name not in absent}
        return self.row(facts, template)

    def learn(self, table: str, wish: Wish, varied: Wish) -> None:
        """Remembers how a row had to differ from an ordinary one for the database to take it: others of the table are tried like that first."""
        habit = self.habits.setdefault(table, {})
        if wish.fill and not varied.fill:
            facts = self.facts[table]
            habit.update({column.name: None for column in facts.writable() if column.nullable and column.name not in varied.fixed})
        habit.update({column: value for column, value in varied.fixed.items() if column not in wish.fixed})

    def row(self, facts: Facts, template: Mapping[str, JsonValue]) -> MadeRow:
        """A row with its values computed."""
        unsaid = {column.name: value for column in facts.table.columns if column.name not in template for value in self._unsaid(column)}
        computed: dict[str, object] = {**unsaid, **{name: self.value(value, facts.types[name]) for name, value in template.items()}}
        for column in facts.table.columns:
            if column.generated.startswith("always as (") and column.name not in template:
                generated = condition(column.name, column.generated.removeprefix("always as ").rpartition(" ")[0])
                computed.pop(column.name, None)
                try:
                    if generated.node is not None:
                        computed[column.name] = self.evaluator.value(generated.node, computed)
                except UnsupportedError:
                    continue
        return MadeRow(template, computed)

    def _unsaid(self, column: Column) -> tuple[object, ...]:
        """What a column holds if it is given nothing: null, or its default; nothing is known of what the database makes up."""
        if column.generated:
            return ()
        if column.default is None:
            return (None,)
        default = condition(column.name, column.default)
        try:
            return (self.evaluator.value(default.node, {}),) if default.node is not None else ()
        except UnsupportedError:
            return ()

    def value(self, template: JsonValue, kind: ColumnType) -> object:
        """A value of a request in Python's types."""
        return python_value(self.tokens.value(template), kind.kind, kind.element, self.database)

    def goals(self, facts: Facts) -> tuple[Goal, ...]:
        """Everything that a row of the table must fulfil."""
        rows = [row.values for row in self.rows[facts.table.name]]
        return (
            *(refers(key, self.parents(key), itself=key.references == facts.table.name) for key in facts.table.foreign_keys),
            *(holds(check, self.evaluator) for check in facts.checks),
            *(distinct(unique, rows, self.evaluator) for unique in facts.uniques),
            *(excludes(rule, rows, self.evaluator) for rule in facts.exclusions),
        )

    def callers(self, facts: Facts, values: Mapping[str, object], template: Mapping[str, JsonValue] | None = None) -> list[Caller]:
        """For whom a request about a row may run, the simplest first: its business, nobody, a business that it is or names, each person."""
        said = template or {}
        own = facts.table.primary_key[0] if len(facts.table.primary_key) == 1 else ""
        business = values.get(SCOPE_COLUMN)
        if SCOPE_COLUMN in facts.types:
            found = [Caller(str(business), "", self.role, (("bizId", said.get(SCOPE_COLUMN)),))] if business is not None else [Caller(role=self.role)]
        else:
            found = [Caller(role=self.role)]
            named = [own, *(key.columns[0] for key in facts.table.foreign_keys if key.references == self.businesses)]
            for name in named:
                if isinstance(values.get(name), str):
                    found.append(Caller(str(values[name]), "", self.role, (("bizId", said.get(name)),)))
            if self.business is not None:
                found.append(Caller(str(self.tokens.value(self.business)), "", self.role, (("bizId", self.business),)))
        people = [row.template[name] for row in self.rows.get("users", ())[:2] for name in ("subject", "id") if row.template.get(name) is not None]
        for person in people:
            actor = str(self.tokens.value(person))
            found += [replace(caller, actor=actor, template=(*caller.template, ("actorUserId", person))) for caller in found[:1]]
        return found

    def scope_for(self, facts: Facts, row: MadeRow, action: PolicyAction) -> dict[str, JsonValue] | None:
        """The scope in which the row may be treated so; None if there is none. Where that can't be computed, the simplest."""
        callers = self.callers(facts, row.values, row.template)
        for caller in callers:
            if facts.guard.admits(row.values, caller, action):
                return dict(caller.template)
        unknown = any(facts.guard.admits(row.values, caller, action) is None for caller in callers)
        return dict(callers[0].template) if unknown else None

    def parents(self, key: ForeignKey) -> list[tuple[object, ...]]:
        """What rows there are for a foreign key to find, as values of its columns."""
        return [tuple(row.values.get(column) for column in key.referenced_columns) for row in self.rows.get(key.references, ())]

    def _domain(self, facts: Facts, column: Column, number: int, wish: Wish) -> Domain:
        kind = facts.types[column.name]
        if column.name in wish.fixed:
            value = wish.fixed[column.name]
            return ((value, self.value(value, kind)),)
        found: dict[JsonValue, None] = dict.fromkeys(wish.offers.get(column.name, ()))
        habit = self.habits.get(facts.table.name, {})
        if column.name in habit:
            found[habit[column.name]] = None
        references = [key for key in facts.table.foreign_keys if column.name in key.columns]
        if references:
            for key in references:
                place = key.columns.index(column.name)
                found.update(dict.fromkeys(self.key_value(row, key, place) for row in self.rows.get(key.references, ())))
            if habit.get(column.name, "") is not None:
                found.pop(None, None)
            if column.nullable:
                found[None] = None
            # A row may be its own parent: the last resort where one is demanded, and what a check may forbid.
            for key in references:
                own = facts.table.column(key.referenced_columns[key.columns.index(column.name)])
                if key.references == facts.table.name and own is not None and own.name != column.name:
                    found.update(dict.fromkeys(islice(self._own_values(facts, own, facts.types[own.name], number), 1)))
        else:
            found.update(dict.fromkeys(self._own_values(facts, column, kind, number)))
        if not wish.fill and column.nullable and column.name not in wish.offers:
            found = {None: None, **found}
        return tuple(self._computed(found, kind))

    def key_value(self, row: MadeRow, key: ForeignKey, place: int) -> JsonValue:
        """What a foreign key's column has to say to refer to a row."""
        return row.template.get(key.referenced_columns[place])

    def _own_values(self, facts: Facts, column: Column, kind: ColumnType, number: int) -> Iterable[JsonValue]:
        if column.name in facts.keys:
            if kind.kind == "integer":
                yield _WHOLE_NUMBERS[self._bits[facts.table.name, column.name]] + number
            elif kind.kind == "text" and (kind.length is None or kind.length >= 30 + len(column.name)) and facts.table.primary_key == (column.name,):
                yield f"{{{{id:{facts.table.name} {number}}}}}" if number else f"{{{{id:{facts.table.name}}}}}"
            elif kind.kind == "uuid":
                yield f"{{{{uuid:{facts.table.name} {column.name} {number}}}}}"
        yield from candidates(column, facts.mentions, self.database, number, self.now)

    def _computed(self, templates: Iterable[JsonValue], kind: ColumnType) -> Iterable[tuple[JsonValue, object]]:
        for template in templates:
            try:
                yield template, self.value(template, kind)
            except NoValueError:
                continue

    def nowhere(self, facts: Facts, column: str) -> JsonValue:
        """A value of the column's type that no row has; None if there is none of that type."""
        kind = facts.types[column]
        if kind.kind == "integer":
            return _WHOLE_NUMBERS[self._bits[facts.table.name, column]] + 2_000 - 1
        if kind.kind == "text" and kind.length is not None and kind.length < 40:
            return "zzzzzzzzzz"[: kind.length]
        return _NOWHERE.get(kind.kind)
