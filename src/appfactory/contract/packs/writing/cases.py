"""The steps that exercise one table: what must pass and what must be refused, one for each of its parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from appfactory.contract.packs.value_lists import allowed_values
from appfactory.contract.packs.writing.making import Json, Writing, drafted, ensure_rows, make
from appfactory.contract.packs.writing.world import PARTITION, SCOPE_COLUMN, Facts, MadeRow, Wish, World
from appfactory.model.database import Column, ForeignKey
from appfactory.model.expressions.goals import (
    Condition,
    ExclusionRule,
    Goal,
    UniqueSet,
    Values,
    domain_demands_value,
    excludes,
    holds,
    refers,
    same,
)
from appfactory.model.expressions.kinds import NoValueError
from appfactory.model.expressions.operators import UnsupportedError
from appfactory.model.json_value import JsonValue
from appfactory.model.plan import thaw


def reading(writing: Writing, facts: Facts) -> None:
    """A query that names every column, and finds the row."""
    row = writing.world.rows[facts.table.name][0]
    filters = key_filters(facts, row)
    command: Json = {"kind": "query", "table": facts.table.name, "select": [column.name for column in facts.table.columns], "filters": filters}
    expect: Json = {"rowCountEq": 1} if filters and facts.table.primary_key else {"rowCountGte": 1}
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
    name = facts.table.name
    lacking = make(writing, name, "required-only", f"a row of {name} with nothing but what must be given", Wish(left_out=left_out, fill=False))
    if lacking:
        writing.notes.append(f"{name}: no row with nothing but what must be given; {lacking}")


def nulls(writing: Writing, facts: Facts) -> None:
    """Each column that must have a value, without one."""
    for column in facts.writable():
        demanded = not column.nullable or domain_demands_value(column.type, writing.world.database)
        if not demanded or column.name == SCOPE_COLUMN:
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
    place, name = f"{facts.table.name}.{column.name}", f"value-{column.name}-{label}"
    lacking = make(writing, facts.table.name, name, f"{place} can be {label}", Wish(fixed={column.name: value}))
    if lacking and not _changed_to(writing, facts, column, value, name):
        writing.notes.append(f"{place} = {label}: no row could be made; {lacking}")


def _changed_to(writing: Writing, facts: Facts, column: Column, value: JsonValue, name: str) -> bool:
    """A row that is there changed to have the value: where there can be no further row."""
    rows = writing.world.rows[facts.table.name]
    beside = {other for check in facts.checks if column.name in check.columns for other in check.columns} - facts.keys
    for place, row in enumerate(rows[:3]):
        filters = key_filters(facts, row)
        kept = {other: said for other, said in row.template.items() if other not in beside}
        del rows[place]
        found = writing.world.draft(facts.table.name, Wish(fixed={**kept, column.name: value}))
        rows.insert(place, row)
        scope = writing.world.scope_for(facts, row, "UPDATE")
        if not isinstance(found, MadeRow) or not facts.table.primary_key or scope is None:
            continue
        values = {other: thaw(said) for other, said in found.template.items() if row.template.get(other) != said}
        command: Json = {"kind": "mutate", "action": "update", "table": facts.table.name, "values": values, "filters": filters}
        step: Json = {
            "id": f"{writing.phase}.{name}",
            "name": f"{facts.table.name}.{column.name} can become {value}",
            "request": {"command": command},
        }
        if not writing.try_out({**step, **({"scope": scope} if scope else {}), "expect": {"rowCountEq": 1}}):
            rows[place] = writing.world.row(facts, {**row.template, **found.template})
            return True
    return False


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
    lacking = make(writing, facts.table.name, f"refers-{key.name}", f"{facts.table.name} can refer to {key.references}", Wish(fixed=values))
    if lacking:
        writing.notes.append(f"{facts.table.name}.{key.name}: no row that refers could be made; {lacking}")


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
            # What a primary key is called, its author may have said otherwise.
            said = () if unique.name == f"{facts.table.name}_pkey" else (unique.name,)
            writing.refused_insert(facts, f"twice-{unique.name}", sentence, found, "pg-23505", *said)
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
    sought = Wish(goals=(replace(goal, met=lambda values: goal.met(values) is True),))
    if make(writing, facts.table.name, f"row-for-{name}", f"a row of {facts.table.name} at which {name} looks", sought):
        return []
    return writing.world.rows[facts.table.name][-1:]


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
        named = () if check.name == PARTITION else (check.constraint or check.name,)
        writing.refused_insert(facts, f"breaks-{check.name}", sentence, found, "pg-23514", *named)


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
    apart = f"{facts.table.name}: rows that do not overlap are fine"
    lacking = make(writing, facts.table.name, f"apart-{rule.name}", apart, Wish(fixed=_equal_parts(rule, row)))
    if lacking:
        writing.notes.append(f"{facts.table.name}.{rule.name}: no row beside the first could be made; {lacking}")


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
