"""From said conditions to filters: lists from alternatives, comparisons with averages, rows that must be there or must not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from appfactory.contract.language.grammar.binding import Binder, Bound
from appfactory.contract.language.grammar.frame import Condition, Existence
from appfactory.contract.language.grammar.joins import Path, shortest_path
from appfactory.contract.model.request import ColumnReference, Filter, Join, Query, Scalar, Selection

if TYPE_CHECKING:
    from appfactory.contract.language.grammar.assemble import Draft

Reference = Callable[[Bound | None], ColumnReference]
FilterMaker = Callable[[Reference], Filter]
BoundCondition = tuple[Condition, Bound, Scalar | tuple[Scalar, ...]]


class Conditions:
    """The filters of one query. `having` are conditions on how many rows a group has; `absent` tables that only a nested query reads."""

    def __init__(self, binder: Binder, draft: Draft, main: str) -> None:
        self.binder, self.draft, self.main = binder, draft, main
        self.filters: list[FilterMaker] = []
        self.having: list[FilterMaker] = []
        self.absent: set[str] = set()
        self.second: dict[int, FilterMaker] = {}
        self.excepted: list[FilterMaker] = []

    def bind(self) -> None:
        """Binds all conditions of the frame."""
        bound = self._bound(self.binder.frame.conditions)
        index = 0
        while index < len(bound):
            end = index + 1
            while end < len(bound) and bound[end][0].joined == "or":
                end += 1
            if (
                end == index + 1
                and end < len(bound)
                and (end + 1 == len(bound) or bound[end + 1][0].joined != "or")
                and _contradict(bound[index], bound[end])
            ):
                if self._one_of(bound[index], bound[end]):
                    self._add([bound[index], bound[end]])
                else:
                    self._add(bound[index:end])
                    self._both(bound[end])
                end += 1
            else:
                self._add(bound[index:end])
            index = end
        for existence in self.binder.frame.existences:
            self._existence(existence)

    def _bound(self, conditions: list[Condition]) -> list[BoundCondition]:
        bound: list[BoundCondition] = []
        for condition in conditions:
            found = self.binder.condition(condition)
            if found is None:
                self.binder.frame.count("condition-unbound")
                continue
            bound.append((condition, *found))
        return bound

    def _one_of(self, first: BoundCondition, second: BoundCondition) -> bool:
        """`the Marketing and Finance departments`: rows of the one or of the other, where no row can be both and nobody says `both`."""
        alike = first[0].operator == second[0].operator == "eq"
        counted = any(aggregate for _, aggregate, _ in self.draft.select)
        return alike and (counted or first[1].table == self.main) and "both" not in self.binder.frame.features

    def _both(self, other: BoundCondition) -> None:
        """Two things that no one row can be: the second goes into a query of its own, and what both give is meant."""
        condition, bound, value = other
        self.binder.frame.count("intersection")
        self.second[len(self.filters) - 1] = lambda reference: self._filter(condition, bound, value, reference)

    def _add(self, alternatives: list[tuple[Condition, Bound, Scalar | tuple[Scalar, ...]]]) -> None:
        condition, bound, value = alternatives[0]
        if condition.operator == "neq" and self._across_many(bound.table):
            self._without_value(bound, value)
            return
        for _, other, _ in alternatives:
            self.draft.need(other.table)
        if condition.aggregate is not None:
            self._having(condition, bound, value)
            return
        if len(alternatives) == 1:
            self.filters.append(lambda reference: self._filter(condition, bound, value, reference))
            return
        operators = {each.operator for each, _, _ in alternatives}
        if operators == {"eq"} and len({other for _, other, _ in alternatives}) == 1:
            values = tuple(item for _, _, item in alternatives if not isinstance(item, tuple))
            self.filters.append(lambda reference: Filter(reference(bound), "in", values))
            return

        def disjunction(reference: Reference) -> Filter:
            first, *others = (self._filter(each, other, item, reference) for each, other, item in alternatives)
            return Filter(first.column, first.operator, first.value, alternatives=tuple(others))

        self.filters.append(disjunction)

    def _having(self, condition: Condition, bound: Bound, value: Scalar | tuple[Scalar, ...]) -> None:
        self.having.append(lambda reference: replace(self._filter(condition, bound, value, reference), aggregate=condition.aggregate))

    def _filter(self, condition: Condition, bound: Bound, value: Scalar | tuple[Scalar, ...], reference: Reference) -> Filter:
        if condition.average is not None:
            nested = Query(bound.table, (Selection(ColumnReference(bound.column), condition.average),))
            return Filter(reference(bound), condition.operator, nested)
        return Filter(reference(bound), condition.operator, value)

    def _across_many(self, table: str) -> bool:
        path = shortest_path(self.binder.lexicon, [self.main], table)
        return path is not None and path.many

    def _without_value(self, bound: Bound, value: Scalar | tuple[Scalar, ...]) -> None:
        path = shortest_path(self.binder.lexicon, [self.main], bound.table)
        assert path is not None, "asked only where there is a way"
        self.binder.frame.count("negated-rows")
        self._not_in(path, [bound.table], [lambda reference: Filter(reference(bound), "eq", value)])

    def _existence(self, existence: Existence) -> None:
        if existence.name is None:
            self._rows(existence)
            return
        table = self.binder.table(existence.name)
        if table is None:
            return
        if not existence.negated:
            self.draft.need(table)
            self._rows(existence)
            return
        beyond = [found for name in existence.beyond if (found := self.binder.table(name)) and found != self.main]
        if beyond and shortest_path(self.binder.lexicon, [self.main], table) != Path(()):
            table = beyond[0]
        path = shortest_path(self.binder.lexicon, [self.main], table)
        bound = self._bound(existence.conditions)
        makers = [self._maker(each) for each in bound]
        tables = [table, *(each[1].table for each in bound)]
        if path is None or (not path.edges and not makers):
            self.binder.frame.count("condition-unbound")
        elif not path.edges:
            self.excepted += makers
        elif len(path.edges) == 1 and not makers and (self.main, path.edges[0].pairs[0][0]) in self.binder.lexicon.foreign:
            column = Bound(self.main, path.edges[0].pairs[0][0])
            self.filters.append(lambda reference: Filter(reference(column), "is_null"))
        else:
            self.absent.update(beyond)
            self._not_in(path, tables, makers)

    def _rows(self, existence: Existence) -> None:
        operator, number = existence.operator, existence.number
        if operator is not None and not (operator == "gte" and number <= 1):
            self.having.append(lambda _: Filter(ColumnReference("*"), operator, number, aggregate="count"))

    def _maker(self, bound: BoundCondition) -> FilterMaker:
        condition, column, value = bound
        return lambda reference: self._filter(condition, column, value, reference)

    def _not_in(self, path: Path, tables: list[str], makers: list[FilterMaker]) -> None:
        """No row of the first table on the way, joined with the others as far as conditions speak of them."""
        first, *rest = path.edges
        self.absent.update((path.edges[-1].right, *tables))
        if len(first.pairs) != 1:
            self.binder.frame.count("condition-unbound")
            return
        outer, inner = first.pairs[0]
        joined, joins = [first.right], []
        ways = [rest] + [
            list(way.edges) for table in tables if (way := shortest_path(self.binder.lexicon, [edge.right for edge in path.edges], table))
        ]
        for edge in (edge for way in ways for edge in way):
            if edge.right not in joined:
                pairs = tuple((ColumnReference(left, "" if edge.left == first.right else edge.left), right) for left, right in edge.pairs)
                joins.append(Join(edge.right, edge.right, pairs))
                joined.append(edge.right)

        def reference(bound: Bound | None) -> ColumnReference:
            return ColumnReference("*") if bound is None else ColumnReference(bound.column, "" if bound.table == first.right else bound.table)

        column = self.binder.lexicon.column(first.right, inner)
        known = (Filter(ColumnReference(inner), "not_null"),) if column is not None and column.nullable else ()
        nested = Query(first.right, (Selection(ColumnReference(inner)),), tuple(joins), (*(make(reference) for make in makers), *known))
        left = Bound(self.main, outer)
        self.filters.append(lambda outside: Filter(outside(left), "not_in", nested))


def _contradict(first: BoundCondition, second: BoundCondition) -> bool:
    """True if no row can meet both: two values of one column, or below one number and above a greater one."""
    (one, column, low), (two, other, high) = first, second
    if column != other or one.average or two.average or one.aggregate or two.aggregate:
        return False
    if one.operator == two.operator == "eq":
        return low != high
    if {one.operator, two.operator} <= {"gt", "gte", "lt", "lte"} and isinstance(low, int | float) and isinstance(high, int | float):
        above, below = (low, high) if one.operator in {"gt", "gte"} else (high, low)
        return one.operator[0] != two.operator[0] and above >= below
    return False
