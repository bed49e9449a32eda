"""What the database asks of rows, and sample rows that meet it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from appfactory.catalog.stacks.nextjs_15.emit.index import Index, stored
from appfactory.catalog.stacks.nextjs_15.emit.seed_candidates import NOW, candidates, python_value
from appfactory.model.database import Table
from appfactory.model.expressions.evaluation import Evaluator
from appfactory.model.expressions.goals import (
    Condition,
    ExclusionRule,
    Goal,
    UniqueSet,
    condition,
    distinct,
    excludes,
    exclusion_rule,
    holds,
    is_true,
    unique_sets,
)
from appfactory.model.expressions.mentions import Mentions
from appfactory.model.expressions.operators import UnsupportedError
from appfactory.model.expressions.search import find_row
from appfactory.model.json_value import JsonObject, JsonValue
from appfactory.model.spec import Entity, FieldSpec

if TYPE_CHECKING:
    from postgast import pg_query_pb2 as tree

Domains = Mapping[str, Sequence[tuple[JsonValue, object]]]
"""Values that a column may take, the most wanted first: as seed data writes them, and in Python's own types."""

LEFT_OUT = JsonObject((("left", "out"),))
"""Stands for a value that is not given, so that the database fills it in or leaves it empty."""


@dataclass(frozen=True, slots=True)
class _Constraints:
    """The constraints of a table, read once."""

    checks: tuple[Condition, ...]
    uniques: tuple[UniqueSet, ...]
    exclusions: tuple[ExclusionRule, ...]
    mentions: Mentions
    columns: frozenset[str]


@lru_cache(maxsize=2048)
def _constraints(table: Table | None, checks: tuple[str, ...]) -> _Constraints:
    known = {check.expression: check.name for check in table.checks} if table is not None else {}
    found = tuple(condition(known.get(text, text), text) for text in dict.fromkeys((*checks, *known)))
    uniques = unique_sets(table) if table is not None else ()
    exclusions = tuple(exclusion_rule(one) for one in table.exclusions) if table is not None else ()
    mentions = Mentions()
    for one in (*found, *(unique.where for unique in uniques), *(rule.where for rule in exclusions)):
        if one is not None and one.node is not None:
            mentions.read(one.node)
    spoken = (*(one.columns for one in found), *(unique.columns for unique in uniques), *(rule.columns for rule in exclusions))
    columns = frozenset(column for columns in spoken for column in columns)
    return _Constraints(found, uniques, exclusions, mentions, columns)


@lru_cache(maxsize=1024)
def _condition(text: str) -> Condition:
    return condition(text, text)


@dataclass(frozen=True)
class RowRules:
    """What must hold for the rows of an entity, computed over values by column."""

    index: Index
    entity: Entity

    @cached_property
    def _table(self) -> Table | None:
        return self.index.spec.database.table(self.entity.table)

    @cached_property
    def _known(self) -> _Constraints:
        return _constraints(self._table, tuple(one.check for one in self.entity.fields if one.check))

    @cached_property
    def _uniques(self) -> tuple[UniqueSet, ...]:
        """What must be unique, but for keys that are never the same twice."""
        key = self.entity.field(self.entity.key)
        counted = stored(key.type) in ("uuid", "ksuid", "int", "bigint") and key.type.kind != "fk"
        return tuple(unique for unique in self._known.uniques if not counted or unique.columns != (key.column,))

    @cached_property
    def _evaluator(self) -> Evaluator:
        return Evaluator(self.index.spec.database, NOW)

    def mentions_of(self, where: str = "") -> Mentions:
        """The constants and patterns of the constraints, and of a further condition."""
        found, extra = self._known.mentions, _condition(where) if where else None
        if extra is None or extra.node is None:
            return found
        merged = deepcopy(found)
        merged.read(extra.node)
        return merged

    def goals(self, rows: Sequence[Mapping[str, object]] = (), where: str = "") -> tuple[Goal, ...]:
        """That a row meets every check, and is in the way of none of `rows`; and that `where` is true of it."""
        known, evaluator = self._known, self._evaluator
        return (
            *(holds(check, evaluator) for check in known.checks),
            *(distinct(unique, rows, evaluator) for unique in self._uniques if rows),
            *(excludes(rule, rows, evaluator) for rule in known.exclusions if rows),
            *((is_true(_condition(where), evaluator),) if where else ()),
        )

    def related(self, field: FieldSpec) -> bool:
        """True if a check speaks of a field and another one."""
        return any(field.column in one.columns and len(one.columns) > 1 for one in self._known.checks)

    def meets(self, values: Mapping[str, object]) -> bool:
        """True unless a check is known to fail. Columns that are absent are not known."""
        return all(goal.met(values) is not False for goal in self.goals())

    def computed(self, row: Mapping[str, JsonValue], where: str = "") -> dict[str, object]:
        """A row in Python's values, as far as anything speaks of them, and without what the database makes of it itself."""
        spoken = self._computable | frozenset(_condition(where).columns) if where else self._computable
        return {one.column: python_value(one.type, row[one.column]) for one in self.entity.fields if one.column in spoken and one.column in row}

    @cached_property
    def _computable(self) -> frozenset[str]:
        made = {column.name for column in self._table.columns if column.generated} if self._table is not None else set()
        known, uniques = self._known, [unique.columns for unique in self._uniques]
        compared = [*(one.columns for one in known.checks), *uniques, *(rule.columns for rule in known.exclusions)]
        return frozenset(column for columns in compared for column in columns) - made - {one.column for one in self.entity.fields if one.looked_up}

    def candidates(self, field: FieldSpec, number: int, where: str = "") -> tuple[tuple[JsonValue, object], ...]:
        """Values for a field, the usual one first; no others where nothing speaks of the field."""
        spoken = field.column in self._known.columns or where
        found = candidates(self.index, self.entity, field, self.mentions_of(where) if spoken else None, number)
        return tuple((value, python_value(field.type, value)) for value in found)

    def left_out(self, field: FieldSpec) -> tuple[tuple[JsonValue, object], ...]:
        """A field that is not given: null or its default; nothing is known of what the database makes up."""
        column = self._table.column(field.column) if self._table is not None else None
        if column is None or column.generated or field.looked_up:
            return ()
        if column.default is None:
            return ((LEFT_OUT, None),) if field.nullable else ()
        default = _condition(column.default)
        try:
            return ((LEFT_OUT, self._evaluator.value(default.node, {})),) if default.node is not None else ()
        except UnsupportedError:
            return ()

    def chosen(self, domains: Domains, rows: Sequence[Mapping[str, object]] = (), where: str = "") -> dict[str, JsonValue] | None:
        """One value for each column, the first where that can be, so that everything holds that can be computed. None if there are no such values."""
        found = find_row({column: domain for column, domain in domains.items() if domain}, self.goals(rows, where))
        return None if isinstance(found, tuple) else found


def ordered_pairs(index: Index, entity: Entity) -> list[tuple[FieldSpec, FieldSpec]]:
    """Pairs of fields of which the first must be less than the second."""
    table = index.spec.database.table(entity.table)
    fields = {one.column: one for one in entity.fields}
    pairs = []
    for check in _constraints(table, tuple(one.check for one in entity.fields if one.check)).checks:
        for sign, left, right in _comparisons(check.node) if check.node is not None else ():
            if left in fields and right in fields and left != right:
                pairs.append((fields[left], fields[right]) if sign in ("<", "<=") else (fields[right], fields[left]))
    return pairs


def _comparisons(node: tree.Node) -> Iterator[tuple[str, str, str]]:
    """The orders of two columns that a condition demands: sign, column, column."""
    from postgast import pg_query_pb2 as tree

    if node.HasField("bool_expr") and node.bool_expr.boolop == tree.AND_EXPR:
        for part in node.bool_expr.args:
            yield from _comparisons(part)
    if node.HasField("a_expr") and node.a_expr.kind == tree.AEXPR_OP:
        sides, sign = (node.a_expr.lexpr, node.a_expr.rexpr), node.a_expr.name[-1].string.sval
        if sign in ("<", "<=", ">", ">=") and all(side.HasField("column_ref") for side in sides):
            left, right = (side.column_ref.fields[-1].string.sval for side in sides)
            yield sign, left, right
