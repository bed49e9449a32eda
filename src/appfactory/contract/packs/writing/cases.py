"""The steps that exercise one table: what must pass and what must be refused, one for each of its parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from appfactory.contract.packs.value_lists import allowed_values
from appfactory.contract.packs.writing.world import SCOPE_COLUMN, Facts, MadeRow, Wish, World
from appfactory.model.database import Column, ForeignKey, PolicyAction
from appfactory.model.expressions.goals import Condition, ExclusionRule, Goal, UniqueSet, Values, excludes, holds, refers, same
from appfactory.model.expressions.kinds import NoValueError
from appfactory.model.expressions.operators import UnsupportedError
from appfactory.model.json_value import JsonValue
from appfactory.model.plan import thaw

Json = dict[str, Any]

_MOST_PARENTS = 4


@dataclass(slots=True)
class Writing:
    """A pack being written: phases by table, and what could not be covered."""

    world: World
    steps: dict[str, list[Json]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    unfilled: set[str] = field(default_factory=set)
    entered: set[str] = field(default_factory=set)
    phase: str = ""

    def add(self, name: str, sentence: str, command: Json, expect: Json | None = None, scope: Mapping[str, JsonValue] | None = None) -> Json:
        """Adds a step to the phase that is being written."""
        step: Json = {"id": f"{self.phase}.{name}", "name": sentence, "request": {"command": command}}
        if scope:
            step["scope"] = dict(scope)
        if expect:
            step["expect"] = expect
        self.steps.setdefault(self.phase, []).append(step)
        return step

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

    def insert(self, table: str, name: str, sentence: str, row: MadeRow) -> None:
        """A step that makes a row, which is there afterwards."""
        facts = self.world.facts[table]
        generated = [column.name for column in facts.table.columns if column.generated.startswith("always as identity")]
        command = insert_command(table, row.template)
        if generated:
            command["returning"] = generated
        step = self.add(name, sentence, command, None, self.scope(facts, row))
        if generated:
            number = len(self.world.rows[table])
            captures = [(column, f"{table}_{column}_{number}") for column in generated]
            step["captures"] = [{"key": key, "from": "result", "path": f"rows[0].{column}", "required": True} for column, key in captures]
            template = {**row.template}
            for column, key in captures:
                self.world.tokens.variables[key] = 1_000_000_000 + number
                template[column] = f"{{{{{key}}}}}"
            row = self.world.row(facts, template)
        self.world.rows[table].append(row)


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
        found = world.draft(table)
        if isinstance(found, tuple) and _more_parents(writing, world.facts[table], len(world.rows[table]) + 1):
            found = world.draft(table)
        if isinstance(found, tuple):
            if not world.rows[table] and table not in writing.unfilled:
                writing.unfilled.add(table)
                writing.notes.append(f"{table}: no row could be made; {', '.join(found)} could not be met")
            return False
        count = len(world.rows[table])
        name = "row" if writing.phase == table and not count else f"row-{table}-{count + 1}"
        writing.insert(table, name, f"a row of {table}" if not count else f"another row of {table}", found)
    return True


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
    """Makes another row of each table that this one refers to by a column that must be unique; False if there is none."""
    made = False
    for key in facts.table.foreign_keys:
        unique = any(set(key.columns) & set(unique.columns) for unique in facts.uniques)
        if unique and key.references != facts.table.name and number <= _MOST_PARENTS and key.references in writing.world.facts:
            made = ensure_rows(writing, key.references, number) or made
    return made


def drafted(writing: Writing, table: str, wish: Wish) -> MadeRow | tuple[str, ...]:
    """A row as wished, with further parents made if it needs them."""
    found = writing.world.draft(table, wish)
    number = len(writing.world.rows[table])
    if isinstance(found, tuple) and _more_parents(writing, writing.world.facts[table], number + 1):
        found = writing.world.draft(table, wish)
    return found


def reading(writing: Writing, facts: Facts) -> None:
    """A query that names every column, and finds the row."""
    row = writing.world.rows[facts.table.name][0]
    filters = key_filters(facts, row)
    command: Json = {"kind": "query", "table": facts.table.name, "select": [column.name for column in facts.table.columns], "filters": filters}
    expect: Json = {"rowCountEq": 1} if filters else {"rowCountGte": 1}
    writing.add("read", f"every column of {facts.table.name} can be read", command, expect, writing.scope(facts, row, "SELECT"))


def key_filters(facts: Facts, row: MadeRow) -> list[Json]:
    """The filters that find one row: by its primary key, else by all that can be compared."""
    names = facts.table.primary_key or tuple(name for name in row.template if facts.types[name].kind in ("text", "integer", "uuid", "enum"))
    return [{"column": name, "op": "eq", "value": thaw(row.template[name])} for name in names if row.template.get(name) is not None]


def required_only(writing: Writing, facts: Facts) -> None:
    """A row with nothing but what must be given: defaults fill the rest, and what may be null is."""
    defaults = {column.name for column in facts.table.columns if column.default is not None}
    said = facts.keys | {name for check in facts.checks for name in check.columns}
    left_out = frozenset(defaults | {column.name for column in facts.table.columns if column.nullable and column.name not in said})
    if not left_out:
        return
    found = drafted(writing, facts.table.name, Wish(left_out=left_out, fill=False))
    if isinstance(found, MadeRow):
        writing.insert(facts.table.name, "required-only", f"a row of {facts.table.name} with nothing but what must be given", found)


def nulls(writing: Writing, facts: Facts) -> None:
    """Each column that must have a value, without one."""
    for column in facts.writable():
        if column.nullable or column.name == SCOPE_COLUMN:
            continue
        about = frozenset(check.name for check in facts.checks if column.name in check.columns)
        row = writing.world.draft(facts.table.name, Wish(without=about))
        if isinstance(row, MadeRow):
            without = writing.world.row(facts, {**row.template, column.name: None})
            sentence = f"{facts.table.name}.{column.name} must have a value"
            writing.refused_insert(facts, f"null-{column.name}", sentence, without, "pg-23502", column.name)


def listed_values(writing: Writing, facts: Facts) -> None:
    """Each value of each column that takes listed ones, and one that is not listed."""
    for column in facts.writable():
        allowed, enumeration = allowed_values(facts.table, column.name, writing.world.database)
        array = facts.types[column.name].kind == "array"
        for value in allowed:
            _allowed_value(writing, facts, column, (value,) if array else value, value)
        if allowed and enumeration:
            row = writing.world.draft(facts.table.name)
            wrong = "no_such_value"
            if isinstance(row, MadeRow):
                other = writing.world.row(facts, {**row.template, column.name: (wrong,) if array else wrong})
                sentence = f"{facts.table.name}.{column.name} takes no other value"
                writing.refused_insert(facts, f"value-{column.name}-other", sentence, other, wrong)


def _allowed_value(writing: Writing, facts: Facts, column: Column, value: JsonValue, label: str) -> None:
    if any(row.template.get(column.name) == value for row in writing.world.rows[facts.table.name][:1]):
        return
    found = drafted(writing, facts.table.name, Wish(fixed={column.name: value}))
    if isinstance(found, MadeRow):
        writing.insert(facts.table.name, f"value-{column.name}-{label}", f"{facts.table.name}.{column.name} can be {label}", found)
    else:
        writing.notes.append(f"{facts.table.name}.{column.name} = {label}: no row could be made; {', '.join(found)} could not be met")


def foreign_keys(writing: Writing, facts: Facts) -> None:
    """Each foreign key: a row that refers, if the first one does not, and one that refers to nothing."""
    for key in facts.table.foreign_keys:
        if key.references not in writing.world.facts:
            writing.notes.append(f"{facts.table.name}.{key.name}: {key.references_schema}.{key.references} is not in this schema")
            continue
        if key.deferrable == "deferrable initially deferred":
            writing.notes.append(f"{facts.table.name}.{key.name}: not covered; it is checked when a transaction ends, and not by a step")
            continue
        first = writing.world.rows[facts.table.name][0]
        if any(first.template.get(column) is None for column in key.columns):
            _refer(writing, facts, key)
        _refer_to_nothing(writing, facts, key)


def _refer(writing: Writing, facts: Facts, key: ForeignKey) -> None:
    """A row whose optional reference is there; to a row of the same table, or of one that is made later."""
    rows = writing.world.rows[key.references]
    if not rows and not ensure_rows(writing, key.references, 1):
        writing.notes.append(f"{facts.table.name}.{key.name}: there is no row of {key.references} to refer to")
        return
    values = {column: writing.world.key_value(writing.world.rows[key.references][0], key, place) for place, column in enumerate(key.columns)}
    found = drafted(writing, facts.table.name, Wish(fixed=values))
    if isinstance(found, MadeRow):
        writing.insert(facts.table.name, f"refers-{key.name}", f"{facts.table.name} can refer to {key.references}", found)


def _refer_to_nothing(writing: Writing, facts: Facts, key: ForeignKey) -> None:
    world = writing.world
    offers: dict[str, Sequence[JsonValue]] = {}
    for column in key.columns:
        nowhere = world.nowhere(facts, column)
        if nowhere is not None and (column != SCOPE_COLUMN or len(key.columns) == 1):
            offers[column] = (nowhere,)
    goal = refers(key, world.parents(key), itself=key.references == facts.table.name, wanted=False)
    others = {column for other in facts.table.foreign_keys if other.name != key.name for column in other.columns} - set(key.columns)
    unsaid = {column: None for column in others if (found_column := facts.table.column(column)) is not None and found_column.nullable}
    found: MadeRow | tuple[str, ...] = ()
    for fixed in (unsaid, {}):
        found = drafted(writing, facts.table.name, Wish(fixed=fixed, goals=(goal,), without=frozenset({key.name}), offers=offers))
        if isinstance(found, MadeRow):
            break
    if not isinstance(found, MadeRow):
        writing.notes.append(f"{facts.table.name}.{key.name}: no row breaks it alone; {', '.join(found)} could not be met")
        return
    sentence = f"{facts.table.name}.{', '.join(key.columns)} must refer to a row of {key.references}"
    # In the scope of a business that is not there, forced row level security hides all other parents too, and which is missed first is open.
    alone = SCOPE_COLUMN not in key.columns or not facts.table.row_security or not any(found.template.get(column) for column in others)
    writing.refused_insert(facts, f"no-parent-{key.name}", sentence, found, "pg-23503", *((key.name,) if alone else ()))


def uniques(writing: Writing, facts: Facts) -> None:
    """Each unique set, with values that a row has already."""
    world = writing.world
    for unique in facts.uniques:
        named = {column for part in unique.expressions for column in part.columns}
        if any((column := facts.table.column(name)) is not None and column.generated.startswith("always as identity") for name in named):
            continue  # The database counts up, and takes no other value.
        rows = [row for row in world.rows[facts.table.name] if _keyed(unique, row, world)]
        if not rows:
            rows = _made_for(writing, facts, unique.name, _to_be_keyed(unique, world))
        if not rows:
            writing.notes.append(f"{facts.table.name}.{unique.name}: no row has all of its values, so that none can have them twice")
            continue
        found: MadeRow | tuple[str, ...] = ()
        for row in rows[:3]:
            fixed = {column: row.template[column] for column in named if column in row.template}
            goal = same(unique, [row.values], world.evaluator)
            found = drafted(writing, facts.table.name, Wish(fixed=fixed, goals=(goal,), without=frozenset({unique.name})))
            if isinstance(found, MadeRow):
                break
        if isinstance(found, MadeRow):
            sentence = f"{facts.table.name}: {', '.join(named)} can't be there twice"
            writing.refused_insert(facts, f"twice-{unique.name}", sentence, found, "pg-23505", unique.name)
        else:
            writing.notes.append(f"{facts.table.name}.{unique.name}: no row breaks it alone; {', '.join(found)} would be broken too")


def _keyed(unique: UniqueSet, row: MadeRow, world: World) -> bool:
    return _has_key(unique, row.values, world) is True


def _has_key(unique: UniqueSet, values: Values, world: World) -> bool | None:
    try:
        return unique.key(values, world.evaluator) is not None
    except UnsupportedError:
        return None


def _to_be_keyed(unique: UniqueSet, world: World) -> Goal:
    return Goal(unique.name, unique.columns, lambda values: _has_key(unique, values, world))


def _made_for(writing: Writing, facts: Facts, name: str, goal: Goal) -> list[MadeRow]:
    """A further row, at which a constraint looks that no row so far concerns."""
    found = drafted(writing, facts.table.name, Wish(goals=(goal,)))
    if not isinstance(found, MadeRow) or goal.met(found.values) is not True:
        return []
    writing.insert(facts.table.name, f"row-for-{name}", f"a row of {facts.table.name} at which {name} looks", found)
    return [found]


def checks(writing: Writing, facts: Facts) -> None:
    """Each check, broken alone."""
    for check in facts.checks:
        problem = _incomputable(check, facts, writing.world)
        if problem:
            writing.notes.append(f"{facts.table.name}.{check.name}: not covered; {problem} can't be computed here: {check.text}")
            continue
        goal = holds(check, writing.world.evaluator, wanted=False)
        found = drafted(writing, facts.table.name, Wish(goals=(goal,), without=frozenset({check.name})))
        if not isinstance(found, MadeRow):
            writing.notes.append(f"{facts.table.name}.{check.name}: not covered; no row breaks it alone; {', '.join(found)} could not be met")
            continue
        sentence = f"{facts.table.name}: {check.text}"
        writing.refused_insert(facts, f"breaks-{check.name}", sentence, found, "pg-23514", check.name)


def _incomputable(check: Condition, facts: Facts, world: World) -> str:
    """What of a check can't be computed; empty if all can."""
    if check.node is None:
        return check.problem
    try:
        world.evaluator.holds(check.node, world.rows[facts.table.name][0].values)
    except (UnsupportedError, NoValueError) as error:
        return str(error)
    return ""


def exclusions(writing: Writing, facts: Facts) -> None:
    """Each exclusion: a row in the way of another, and the same row where it is in nobody's way."""
    for rule in facts.exclusions:
        _exclusion(writing, facts, rule)


def _exclusion(writing: Writing, facts: Facts, rule: ExclusionRule) -> None:
    world = writing.world
    rows = _looked_at(rule, world, world.rows[facts.table.name])
    if not rows and not rule.problem:
        rows = _made_for(writing, facts, rule.name, Goal(rule.name, rule.columns, lambda values: _conflicts(rule, values, world)))
    if not rows:
        writing.notes.append(f"{facts.table.name}.{rule.name}: not covered; {rule.problem or 'no row that it looks at could be made'}")
        return
    named = {column for part, _ in rule.elements for column in part.columns}
    row = rows[0]
    fixed = {column: row.template[column] for column in named if column in row.template}
    goal = excludes(rule, [row.values], world.evaluator, wanted=False)
    found = drafted(writing, facts.table.name, Wish(fixed=fixed, goals=(goal,), without=frozenset({rule.name})))
    if not isinstance(found, MadeRow):
        writing.notes.append(f"{facts.table.name}.{rule.name}: not covered; {', '.join(found)} could not be met")
        return
    sentence = f"{facts.table.name}: {', '.join(sorted(named))} can't overlap"
    writing.refused_insert(facts, f"overlaps-{rule.name}", sentence, found, "pg-23P01", rule.name)
    apart = drafted(writing, facts.table.name, Wish(fixed=_equal_parts(rule, row)))
    if isinstance(apart, MadeRow):
        writing.insert(facts.table.name, f"apart-{rule.name}", f"{facts.table.name}: rows that do not overlap are fine", apart)


def _looked_at(rule: ExclusionRule, world: World, rows: Iterable[MadeRow]) -> list[MadeRow]:
    return [row for row in rows if _conflicts(rule, row.values, world)]


def _conflicts(rule: ExclusionRule, values: Values, world: World) -> bool | None:
    """Whether a row would be in the way of one like it."""
    try:
        return rule.conflict(values, values, world.evaluator)
    except UnsupportedError:
        return None


def _equal_parts(rule: ExclusionRule, row: MadeRow) -> dict[str, JsonValue]:
    """The values that an exclusion compares by `=`."""
    columns = {column for part, sign in rule.elements if sign == "=" for column in part.columns}
    return {column: row.template[column] for column in columns if column in row.template}
