"""From said conditions to filters: lists from alternatives, comparisons with averages, rows that must be there or must not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from appfactory.contract.language.binding import Binder, Bound
from appfactory.contract.language.frame import Condition, Existence
from appfactory.contract.language.joins import Path, shortest_path
from appfactory.contract.model.request import ColumnReference, Filter, Join, Operator, Query, Scalar, Selection

if TYPE_CHECKING:
    from appfactory.contract.language.assemble import Draft

Reference = Callable[[Bound | None], ColumnReference]


class Conditions:
    """The filters of one query. `having` are conditions on how many rows a group has; `absent` tables that only a nested query reads."""

    def __init__(self, binder: Binder, draft: Draft, main: str) -> None:
        self.binder, self.draft, self.main = binder, draft, main
        self.filters: list[Callable[[Reference], Filter]] = []
        self.having: list[tuple[Operator, int]] = []
        self.absent: set[str] = set()

    def bind(self) -> None:
        """Binds all conditions of the frame."""
        frame = self.binder.frame
        bound: list[tuple[Condition, Bound, Scalar | tuple[Scalar, ...]]] = []
        for condition in frame.conditions:
            found = self.binder.condition(condition)
            if found is None:
                frame.count("condition-unbound")
                continue
            bound.append((condition, *found))
        index = 0
        while index < len(bound):
            end = index + 1
            while end < len(bound) and bound[end][0].joined == "or":
                end += 1
            self._add(bound[index:end])
            index = end
        for existence in frame.existences:
            self._existence(existence)

    def _add(self, alternatives: list[tuple[Condition, Bound, Scalar | tuple[Scalar, ...]]]) -> None:
        condition, bound, value = alternatives[0]
        if condition.operator == "neq" and self._across_many(bound.table):
            self._without_value(bound, value)
            return
        for _, other, _ in alternatives:
            self.draft.need(other.table)
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
        nested = Filter(ColumnReference(bound.column, "" if len(path.edges) == 1 else bound.table), "eq", value)
        self._not_in(path, (nested,))

    def _existence(self, existence: Existence) -> None:
        if existence.name is None:
            if existence.operator is not None:
                self.having.append((existence.operator, existence.number))
            return
        table = self.binder.table(existence.name)
        if table is None:
            return
        path = shortest_path(self.binder.lexicon, [self.main], table)
        if existence.negated:
            if path is None or not path.edges:
                self.binder.frame.count("condition-unbound")
                return
            self._not_in(path, ())
            return
        if existence.operator is not None:
            self.draft.need(table)
            if not (existence.operator == "gte" and existence.number <= 1):
                self.having.append((existence.operator, existence.number))

    def _not_in(self, path: Path, filters: tuple[Filter, ...]) -> None:
        first, *rest = path.edges
        self.absent.add(path.edges[-1].right)
        if len(first.pairs) != 1:
            self.binder.frame.count("condition-unbound")
            return
        outer, inner = first.pairs[0]
        joins = tuple(
            Join(
                edge.right,
                edge.right,
                tuple((ColumnReference(left, "" if edge.left == first.right else edge.left), right) for left, right in edge.pairs),
            )
            for edge in rest
        )
        column = self.binder.lexicon.column(first.right, inner)
        known = (Filter(ColumnReference(inner), "not_null"),) if column is not None and column.nullable else ()
        nested = Query(first.right, (Selection(ColumnReference(inner)),), joins, (*filters, *known))
        left = Bound(self.main, outer)
        self.filters.append(lambda reference: Filter(reference(left), "not_in", nested))
