"""From a frame to a typed query: which tables, joined how, grouped by what, in which order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from appfactory.contract.language.grammar.binding import Binder, Bound
from appfactory.contract.language.grammar.conditions import Conditions
from appfactory.contract.language.grammar.frame import Frame, Item, Name, Ordering
from appfactory.contract.language.grammar.idle_joins import without_idle_joins
from appfactory.contract.language.grammar.joins import shortest_path
from appfactory.contract.language.lexicon import Lexicon, Sense
from appfactory.contract.model.request import Aggregate, ColumnReference, Join, Query, Selection, Sort

_WHOLE_NAME = 0.7
"""The name of a foreign key that is said only in part (`county` of `county_id`) means what it refers to."""
_TIMELY = frozenset({"oldest", "youngest", "newest", "latest", "earliest", "recent", "recently", "first", "last"})


@dataclass(slots=True)
class Draft:
    """A query in the making, its columns not yet bound to aliases."""

    select: list[tuple[Bound | None, Aggregate | None, bool]] = field(default_factory=list)
    groups: list[Bound] = field(default_factory=list)
    sorts: list[tuple[Bound | None, str, Aggregate | None]] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)

    def need(self, table: str) -> None:
        """Notes a table that the query reads."""
        if table not in self.tables:
            self.tables.append(table)


class Assembler:
    """Makes the query of one frame."""

    def __init__(self, lexicon: Lexicon, frame: Frame) -> None:
        self.lexicon, self.frame = lexicon, frame
        self.binder = Binder(lexicon, frame)
        self.draft = Draft()

    def query(self) -> Query | None:
        """The query, or None if the frame says too little for one."""
        if not self._anchors():
            return None
        if self.frame.of_each is not None and (each := self.binder.table(self.frame.of_each)):
            self.draft.need(each)
        self._items()
        main = self.draft.tables[0] if self.draft.tables else self.binder.anchors[0]
        conditions = Conditions(self.binder, self.draft, main)
        conditions.bind()
        self._groups()
        self._orderings(main)
        for table in self.binder.anchors:
            if table not in self.draft.tables and table not in conditions.absent:
                self.draft.need(table)
        self._complete_groups(conditions)
        return self._finish(main, conditions)

    def _anchors(self) -> bool:
        names = [*self.frame.focus]
        for name in names:
            table = self.binder.table(name)
            if table:
                self.binder.anchor([table])
        if not self.binder.anchors:
            said = [item.name for item in self.frame.items if item.name] + [condition.name for condition in self.frame.conditions if condition.name]
            said += [ordering.name for ordering in self.frame.orderings if ordering.name] + [*self.frame.groups]
            votes: dict[str, float] = {}
            for name in said:
                best: dict[str, float] = {}
                for sense in name.senses:
                    best[sense.table] = max(best.get(sense.table, 0.0), sense.score)
                for table, score in best.items():
                    votes[table] = votes.get(table, 0.0) + score
            for condition in self.frame.conditions:
                for table in {table for table, _, _ in condition.candidates} & set(votes or {}):
                    votes[table] += 0.3
            if votes:
                self.binder.anchor([max(votes, key=lambda table: votes[table])])
                self.frame.count("no-table-said")
        return bool(self.binder.anchors)

    def _items(self) -> None:
        for item in self.frame.items:
            self._item(item)

    def _item(self, item: Item) -> None:
        if item.name is None:
            if item.aggregate == "count":
                self.draft.select.append((None, "count", item.distinct))
            return
        if item.aggregate == "count":
            self._count_item(item)
        elif item.aggregate is not None:
            bound = self._measured(item.name)
            if bound:
                self._add(bound, item.aggregate)
        elif self._means_table(item.name):
            table = self.binder.table(item.name)
            if table:
                self._table_item(table)
        else:
            for bound in self._columns_of(item.name):
                self._add(bound, None)

    def _add(self, bound: Bound, aggregate: Aggregate | None, *, distinct: bool = False) -> None:
        self.draft.need(bound.table)
        if (bound, aggregate, distinct) not in self.draft.select:
            self.draft.select.append((bound, aggregate, distinct))

    def _count_item(self, item: Item) -> None:
        assert item.name is not None, "called for a named item"
        if item.name.columns and not self._means_table(item.name):
            bound = self.binder.column(item.name)
            if (
                bound
                and self.lexicon.kind(bound.table, bound.column) == "number"
                and not self.lexicon.is_key(bound.table, bound.column)
                and not item.distinct
            ):
                self._add(bound, "sum")
                self.frame.count("count-or-sum")
            elif bound:
                self._add(bound, "count", distinct=True)
            return
        table = self.binder.table(item.name)
        if table:
            self.draft.need(table)
            self.draft.select.append((None, "count", False))

    def _measured(self, name: Name) -> Bound | None:
        """The column of a sum or an average: one that can be added up."""
        for score, bound in self.binder.columns(name)[:6]:
            if (
                self.lexicon.kind(bound.table, bound.column) in {"number", "time"}
                and not self.lexicon.is_key(bound.table, bound.column)
                and score > 0.3
            ):
                if (score, bound) != self.binder.columns(name)[0]:
                    self.frame.count("column-tie", 0.5)
                return bound
        return self.binder.column(name)

    def _table_item(self, table: str) -> None:
        self.draft.need(table)
        display = self.lexicon.display.get(table)
        if self.frame.which and display:
            self._add(Bound(table, display), None)
            self.frame.count("display-chosen")
        elif len(self.frame.items) > 1 or self.frame.groups or (self.frame.orderings and display):
            column = display or next(iter(self.lexicon.tables[table].primary_key), "")
            if column:
                self._add(Bound(table, column), None)
            self.frame.count("display-chosen")
        elif display:
            self._add(Bound(table, display), None)
            self.frame.count("display-chosen")
        else:
            self.frame.everything = True

    def _means_table(self, name: Name) -> bool:
        table = max((sense.score for sense in name.tables), default=0.0)
        column = max((sense.score for sense in name.columns), default=0.0)
        if name.owner:
            return not name.columns
        return table >= column and table > 0

    def _columns_of(self, name: Name) -> list[Bound]:
        """The columns of a wanted name; `names` of people are their first and last names where they have no other."""
        ranked = self.binder.columns(name)
        bound = self.binder.column(name)
        if bound is None:
            return []
        parent = self.lexicon.foreign.get((bound.table, bound.column))
        said = max((sense.score for sense in name.columns if (sense.table, sense.column) == (bound.table, bound.column)), default=1.0)
        if (
            parent
            and said < _WHOLE_NAME
            and self.lexicon.display.get(parent[0])
            and not {"id", "ids", "code", "codes"} & set(name.text.lower().split())
        ):
            self.frame.count("display-chosen")
            return [Bound(parent[0], self.lexicon.display[parent[0]])]
        if name.text.lower() in {"name", "names", "full name", "full names"}:
            words = self.lexicon.names[bound.table, bound.column]
            if words[-1] == "name" and {"first", "last", "middle"} & set(words):
                same = [other for _, other in ranked if other.table == bound.table]
                first = [other for other in same if "first" in self.lexicon.names[other.table, other.column]]
                last = [other for other in same if "last" in self.lexicon.names[other.table, other.column]]
                return [*first[:1], *last[:1]]
        return [bound]

    def _groups(self) -> None:
        for name in self.frame.groups:
            if self._means_table(name):
                table = self.binder.table(name)
                if table:
                    self._group_by_table(table)
                continue
            bound = self.binder.column(name)
            if bound:
                self.draft.need(bound.table)
                self.draft.groups.append(bound)
                if (bound, None, False) not in self.draft.select:
                    self.draft.select.append((bound, None, False))

    def _group_by_table(self, table: str) -> None:
        self.draft.need(table)
        key = self.lexicon.tables[table].primary_key
        self.draft.groups += [Bound(table, column) for column in key]
        shown = any(bound and bound.table == table and aggregate is None for bound, aggregate, _ in self.draft.select)
        display = self.lexicon.display.get(table) or (key[0] if key else "")
        if not shown and display:
            self.draft.select.insert(0, (Bound(table, display), None, False))
        if not key and display:
            self.draft.groups.append(Bound(table, display))

    def _orderings(self, main: str) -> None:
        for ordering in self.frame.orderings:
            self._ordering(ordering, main)

    def _ordering(self, ordering: Ordering, main: str) -> None:
        if ordering.frequency:
            self._frequency(ordering, main)
            return
        if ordering.name is None and ordering.word in _TIMELY:
            ordering.name = self._only_date(main)
        if ordering.name is None:
            target = next((bound for bound, aggregate, _ in self.draft.select if bound and aggregate is None), None)
            if target and not ordering.superlative:
                self.draft.sorts.append((target, ordering.direction, None))
            else:
                self.frame.count("order-unbound")
            return
        bound = self._measured(ordering.name) if ordering.superlative else self.binder.column(ordering.name)
        if bound and ordering.word in _TIMELY and bound.table != main and self._is_date(bound) and (dated := self._only_date(main)):
            bound = self.binder.column(dated) or bound
        if bound and ordering.word in {"oldest", "youngest"} and self._is_date(bound):
            ordering.direction = "asc" if ordering.word == "oldest" else "desc"
        if bound and ordering.superlative and bound.table != main and bound.table in self.lexicon.hubs:
            bound, ordering.name = None, Name((), text=ordering.name.text)
        if bound is None and ordering.name.tables:
            self._frequency(ordering, main)
            return
        if bound is None:
            self.frame.count("order-unbound")
            return
        self.draft.need(bound.table)
        aggregate = ordering.aggregate
        if aggregate and not self.draft.groups:
            self._group_by_selected(main)
        elif aggregate is None:
            aggregate = next((used for other, used, _ in self.draft.select if other == bound and used and self._grouped()), None)
        self.draft.sorts.append((bound, ordering.direction, aggregate))

    def _is_date(self, bound: Bound) -> bool:
        words = self.lexicon.names[bound.table, bound.column]
        return self.lexicon.kind(bound.table, bound.column) == "time" or bool({"date", "year", "birth", "founded", "built", "formed"} & set(words))

    def _only_date(self, main: str) -> Name | None:
        """The column of the main table that says when, if there is just one."""
        columns = [column.name for column in self.lexicon.tables[main].columns if self._is_date(Bound(main, column.name))]
        if not columns:
            return None
        if len(columns) > 1:
            self.frame.count("column-tie")
        return Name((Sense(main, columns[0], 0.7),), text="date")

    def _grouped(self) -> bool:
        return bool(self.draft.groups) or any(aggregate is None for _, aggregate, _ in self.draft.select)

    def _frequency(self, ordering: Ordering, main: str) -> None:
        table = self.binder.table(ordering.name) if ordering.name and ordering.name.tables else None
        if table is None and ordering.name and (counted := self.binder.column(ordering.name)):
            table = counted.table
        if table:
            self.draft.need(table)
        if not self.draft.groups:
            self._group_by_selected(main)
        self.draft.sorts.append((None, ordering.direction, "count"))

    def _group_by_selected(self, main: str) -> None:
        plain = [bound for bound, aggregate, _ in self.draft.select if bound and aggregate is None]
        key = self.lexicon.tables[main].primary_key
        if (self.frame.everything and not plain) or (
            plain
            and any(bound.column == self.lexicon.display.get(main) or bound.column in key for bound in plain if bound.table == main)
            and len(self.draft.tables) > 1
            and key
        ):
            self.draft.groups += [Bound(main, column) for column in key]
        else:
            self.draft.groups += [bound for bound in plain if bound not in self.draft.groups]

    def _complete_groups(self, conditions: Conditions) -> None:
        """Plain columns beside an aggregate are what the groups are made of."""
        aggregated = any(aggregate for _, aggregate, _ in self.draft.select) or bool(conditions.having)
        if conditions.having and not self.draft.groups:
            self._group_by_selected(conditions.main)
        if not (aggregated or self.draft.groups):
            return
        keyed = {bound.table for bound in self.draft.groups if (bound.column,) == self.lexicon.tables[bound.table].primary_key}
        for bound, aggregate, _ in self.draft.select:
            if bound and aggregate is None and bound not in self.draft.groups and bound.table not in keyed:
                self.draft.groups.append(bound)

    def _finish(self, main: str, conditions: Conditions) -> Query | None:
        draft, frame = self.draft, self.frame
        tables = [main, *(table for table in draft.tables if table != main)]
        joined, joins = [main], []
        many = False
        for table in tables[1:]:
            path = shortest_path(self.lexicon, joined, table)
            if path is None:
                return None
            frame.count("join-tie", path.ties)
            many = many or path.many
            for edge in path.edges:
                if edge.right in joined:
                    continue
                frame.count("joins")
                left = "" if edge.left == main else edge.left
                joins.append(Join(edge.right, edge.right, tuple((ColumnReference(first, left), second) for first, second in edge.pairs)))
                joined.append(edge.right)

        def reference(bound: Bound | None) -> ColumnReference:
            return ColumnReference("*") if bound is None else ColumnReference(bound.column, "" if bound.table == main else bound.table)

        select = [self._selection(bound, aggregate, main, distinct=distinct) for bound, aggregate, distinct in draft.select]
        if not select and not frame.everything:
            return None
        query = Query(
            main,
            tuple(select),
            tuple(joins),
            tuple(make(reference) for make in (*conditions.filters, *conditions.having)),
            tuple(reference(bound) for bound in dict.fromkeys(draft.groups)),
            tuple(Sort(reference(bound), "desc" if direction == "desc" else "asc", aggregate) for bound, direction, aggregate in draft.sorts),
            limit=frame.limit,
            distinct=(frame.distinct or self._lists_values()) and not draft.groups and not any(aggregate for _, aggregate, _ in draft.select),
        )
        counted = any(each.aggregate == "count" for each in query.sort) or any(each.aggregate == "count" for each in query.filters)
        if not joins and query.group and frame.features.get("display-chosen") and counted:
            # Each row by its own name is a group of one: how often is asked of something that was not understood.
            frame.count("grouped-by-rows")
        if joins and not (conditions.second or conditions.excepted):
            query = without_idle_joins(query, self.lexicon)
        if conditions.having and not query.group and all(each.aggregate for each in query.select):
            frame.count("condition-unbound")
        if many and not query.group and len(query.select) == 1 and query.select[0] == Selection(ColumnReference("*"), "count"):
            query = replace(query, select=(self._count_of_rows(main),))
        if conditions.second:
            makers = [conditions.second.get(index, make) for index, make in enumerate(conditions.filters)]
            other = replace(query, filters=tuple(make(reference) for make in (*makers, *conditions.having)), sort=(), limit=None)
            return replace(query, combine="intersect", other=other)
        if conditions.excepted:
            other = replace(query, filters=(*query.filters, *(make(reference) for make in conditions.excepted)), sort=(), limit=None)
            return replace(query, combine="except", other=other)
        return query

    def _count_of_rows(self, main: str) -> Selection:
        """How many rows of the main table there are, each counted once however many others it meets."""
        key = self.lexicon.tables[main].primary_key
        return Selection(ColumnReference(key[0]), "count", distinct=True) if len(key) == 1 else Selection(ColumnReference("*"), "count")

    def _lists_values(self) -> bool:
        """`Show all colours`: a column without its table means the values that there are."""
        columns = [bound for bound, _, _ in self.draft.select if bound]
        alone = "no-table-said" in self.frame.features and len(columns) == 1 and not (self.frame.conditions or self.frame.orderings)
        return (
            alone and not self.lexicon.unique(columns[0].table, columns[0].column) and self.lexicon.display.get(columns[0].table) != columns[0].column
        )

    def _selection(self, bound: Bound | None, aggregate: Aggregate | None, main: str, *, distinct: bool) -> Selection:
        if bound is None:
            return Selection(ColumnReference("*"), aggregate)
        return Selection(ColumnReference(bound.column, "" if bound.table == main else bound.table), aggregate, distinct)
