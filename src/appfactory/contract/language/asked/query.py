"""From the parts that cover a question to its query."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from appfactory.contract.language.asked.clauses import is_told_apart
from appfactory.contract.language.asked.conditions import PROSE
from appfactory.contract.language.asked.nearer import asked_of_parent
from appfactory.contract.language.asked.words import RANKED, Part, filters_of, have_no_moment_in_common
from appfactory.contract.language.lexicon import Lexicon
from appfactory.contract.language.people import are_people
from appfactory.contract.language.values import is_numeric, kind_of
from appfactory.contract.model.request import ColumnReference, Filter, Join, Query, Selection, Sort
from appfactory.model.database import Table

_STAR = ColumnReference("*")
_STILL_THERE = frozenset({"left", "remaining", "still"})
_BESIDE = 0.3
"""The doubt of a part that only names what rows refer to."""


class ContradictionError(Exception):
    """The parts make no one question; caught where the query is composed."""


class AskedQuery:
    """Composes the query over `table` that parts ask for. `doubt` counts what the parts leave open."""

    def __init__(self, lexicon: Lexicon, table: Table, parts: list[Part], words: list[str]) -> None:
        self.lexicon, self.table, self.parts, self.words = lexicon, table, parts, words
        self.joins: dict[str, Join] = {}
        self.doubt = 0.0
        self.wanted, self.groups, self.orders = self._of("wanted"), self._of("group"), self._of("order")
        self.counts, self.measures, self.having = self._of("count"), self._of("measure"), self._of("having")

    def query(self) -> Query | None:
        """The query, or None if the parts contradict each other."""
        nearer = asked_of_parent(self.lexicon, self.table.name, self.parts, self.words)
        if nearer is not None:
            return nearer
        try:
            self._settle_left()
            self._settle_measures()
            self._settle_order()
            self._settle_groups()
            filters = self._filters()
            if len(self.measures) == 1 and any(pair in {("have", "one"), ("has", "one")} for pair in pairwise(self.words)):
                # `the shortest buffer among those that have one`
                filters.append(Filter(ColumnReference(self.measures[0].column), "gt", 0))
            if self._of("most"):
                return self._by_number_of_others(filters)
            select, group = self._select()
            if self.having:
                select = select if self.counts else tuple(each for each in select if each.aggregate is None)
                filters += [Filter(_STAR, part.operator, part.value, aggregate="count") for part in self.having]
            sort, limit = self._sorted(grouped=bool(group))
        except ContradictionError:
            return None
        distinct = self._distinct(select, group)
        return Query(self.table.name, select, tuple(self.joins.values()), tuple(filters), group, sort, limit=limit, distinct=distinct)

    def _by_number_of_others(self, filters: list[Filter]) -> Query:
        """Rows by how many others refer to them."""
        part, *more = self._of("most")
        display = self.lexicon.display.get(self.table.name, "") or self.table.primary_key[0]
        limits = [order.number for order in self.orders if not order.column]
        if more or self.counts or self.measures or self.groups or len(self.orders) > len(limits) or any(each.through for each in self.wanted):
            raise ContradictionError
        key = self.table.primary_key[0]
        shown = [each.column for each in self.wanted] or [display]
        join = Join(part.child, part.child, ((ColumnReference(key), part.column),))
        group = tuple(dict.fromkeys(ColumnReference(column) for column in (key, *shown)))
        select = tuple(Selection(ColumnReference(column)) for column in dict.fromkeys(shown))
        limit = next(iter(limits), None) or part.number or None
        return Query(self.table.name, select, (join,), tuple(filters), group, (Sort(_STAR, part.direction, "count"),), limit=limit)

    def _settle_left(self) -> None:
        """`with more than $20 left`: what is left says which amount is compared."""
        for part in [each for each in self.wanted if self.words[each.start] in _STILL_THERE and self._is_amount(each)]:
            compared = [each for each in self._of("filter") if each.end == part.start and self._is_amount(each)]
            if len(compared) == 1:
                self.parts = [replace(each, column=part.column) if each is compared[0] else each for each in self.parts if each is not part]
                self.wanted = [each for each in self.wanted if each is not part]

    def _settle_measures(self) -> None:
        """`how much` adds up the one amount that is named; amounts and extremes that are named beside a measure are measured, too."""
        if len(self.counts) > 1 and not self.groups:
            self.doubt += 0.5
        self._settle_money()
        first = any(part.number == 1 for part in self.orders)
        if self._of("much") and not self.measures and not first and not self._asks_a_price():
            added = [part for part in self.wanted if self._is_amount(part)]
            general = self._of("much")[0]
            if not added and general.column:
                # `how much is in payments`: what they come to.
                self.doubt += 0.6
                added = [replace(general, role="wanted")]
            if len(added) != 1:
                raise ContradictionError
            self.measures, self.wanted = [replace(added[0], role="measure", aggregate="sum")], [part for part in self.wanted if part is not added[0]]
        if self.measures and self.orders and not self.groups:
            ends = [part for part in self.orders if part.number == 1]
            self.measures += [replace(part, role="measure", aggregate="max" if part.direction == "desc" else "min") for part in ends]
            self.measures.sort(key=lambda part: part.start)
            self.orders = [part for part in self.orders if part not in ends]
        if self.measures and not self.counts:
            alike = [part for part in self.wanted if self._is_amount(part) and any(self._follows(other, part) for other in self.measures)]
            self.measures += [replace(part, role="measure", aggregate=self.measures[-1].aggregate) for part in alike]
            self.wanted = [part for part in self.wanted if part not in alike]

    def _settle_money(self) -> None:
        """`what are they worth together`: the money of rows is the amount that is named beside it, or else the one that says what a row comes to."""
        self.wanted = list({(part.column, part.through): part for part in reversed(self.wanted)}.values())[::-1]
        plain = [part for part in self.wanted if not part.through and not self._is_amount(part)]
        if plain and len(self.measures) == 1 and self.measures[0].end - self.measures[0].start == 1 and not self.groups:
            # `id and total for …`: a total beside other columns is one of them.
            self.wanted, self.measures = [*self.wanted, replace(self.measures[0], role="wanted", aggregate=None)], []
        amounts = [part for part in self.wanted if self._is_amount(part)]
        if self._of("average") and not self.measures and len(amounts) == 1:
            self.measures = [replace(amounts[0], role="measure", aggregate="avg")]
        total = next((part for part in self._of("together") if part.column), None)
        if total is not None and self.counts and self.groups and not self.measures:
            # `per customer, how many bookings and what total`
            self.measures = [replace(total, role="measure", aggregate="sum")]
        left = [part for part in amounts if self.words[part.start] in _STILL_THERE]
        if len(left) == 1 == len(self.measures):
            # `the total amount that is still left`: what is left says which amount.
            self.measures, self.wanted = [replace(self.measures[0], column=left[0].column)], [part for part in self.wanted if part is not left[0]]
        measured = {part.column for part in self.measures}
        self.wanted = [part for part in self.wanted if part.through or part.column not in measured]
        money = self._of("money")
        told = [part for part in money if part.number]
        if told and len(self.measures) == 1:
            # `the total amount refunded`: the participle says which amount.
            self.measures = [replace(self.measures[0], column=told[0].column)]
        if self.measures or (self.counts and not self._of("distinct")):
            # Whom the amounts are about is asked for by a group alone.
            self._leave_out_beside()
        named = [part for part in self.wanted if self._is_amount(part)]
        if money and not named and not self.measures and not self.counts:
            named = [replace((told or money)[0], role="wanted", number=0)]
            self.wanted = [*self.wanted, *named]
        summed = bool(self._of("together")) or any(part.aggregate for part in money)
        plural = not self._asks_a_price()
        if summed and plural and len(named) == 1 and not self.measures and not self.counts and all(part.column == RANKED for part in self.orders):
            self.measures = [replace(named[0], role="measure", aggregate="sum")]
            self.wanted = [part for part in self.wanted if part is not named[0]]
            self._leave_out_beside()

    def _leave_out_beside(self) -> None:
        beside = [part for part in self.wanted if part.through and part.doubt >= _BESIDE and not self.groups and not self.having]
        self.wanted = [part for part in self.wanted if part not in beside]
        self.doubt += 0.3 * bool(beside)

    def _asks_a_price(self) -> bool:
        """`how much is the South Dock?`, `how much do berths cost?`: what one row costs, or each, and not all of them together."""
        telling = {self.lexicon.display.get(self.table.name, ""), *self.table.primary_key}
        single = any(part.column in telling and part.operator == "eq" for part in self._of("filter"))
        return single or ({"cost", "costs"} & set(self.words) != set() and {"do", "does", "is", "are"} & set(self.words[:4]) != set())

    def _settle_order(self) -> None:
        """`the oldest by creation date`: the column behind `by` is the one that orders."""
        filtered = {(part.column, part.end) for part in self._of("filter")}
        # What is left of a column's name behind its condition (`8 or more per cycle`) asks for nothing.
        self.wanted = [
            part
            for part in self.wanted
            if part.through or self._is_listed(part) or not any((part.column, part.start - gap) in filtered for gap in (0, 1))
        ]
        along = self._of("along")
        if along and any(part.start == along[0].end for part in self.wanted):
            # Only the beginning of a name was read.
            raise ContradictionError
        if along and (len(along) > 1 or not self.orders):
            raise ContradictionError
        if along:
            self.orders = [replace(part, column=along[0].column) for part in self.orders]
        self._join_orders()
        if any(not part.column for part in self.orders) and not self._of("most"):
            raise ContradictionError
        if len(self.orders) > 1:
            raise ContradictionError

    def _join_orders(self) -> None:
        """`the last three, newest first`: which come first, said twice."""
        if len(self.orders) != 2:
            return
        told, other = sorted(self.orders, key=lambda part: not part.number)
        if "first" in self.words[told.start : told.end] and not other.number and other.column:
            # `the first 5 by name`: so many, in the order that is said.
            self.orders = [replace(other, number=told.number)]
            return
        if told.direction == other.direction and not other.number and other.column in {"", told.column}:
            self.orders = [told]

    def _is_listed(self, part: Part) -> bool:
        """True for one of several columns that are listed (`id and status`)."""
        beside = [each for each in self.wanted if each is not part and (self._follows(each, part) or self._follows(part, each))]
        return bool(beside) and not any(each.through for each in beside)

    def _settle_groups(self) -> None:
        """`which statuses have more than one booking`: what is wanted makes the groups."""
        if self.having and not self.groups:
            if len(self.wanted) != 1 or self.measures or any(part.start < self.having[0].start for part in self.counts):
                raise ContradictionError
            self.groups, self.wanted = [replace(self.wanted[0], role="group")], []
        if len(self.groups) > 2:
            raise ContradictionError

    def _is_amount(self, part: Part) -> bool:
        return not part.through and is_numeric(self._type(part)) and not self.lexicon.is_key(self.table.name, part.column)

    def _distinct(self, select: tuple[Selection, ...], group: tuple[ColumnReference, ...]) -> bool:
        through = {part.through for part in self.wanted}
        # What other rows are asked for by rows of this table would come once for each of them.
        others = (
            not any(is_told_apart(part, self.words) for part in self.wanted)
            and len(through) == 1
            and "" not in through
            and bool(self._of("filter") or "who" in self.words)
            and not self.orders
        )
        return (bool(self._of("distinct")) or others) and bool(select) and not group and all(each.aggregate is None for each in select)

    def _follows(self, first: Part, second: Part) -> bool:
        """True where only one word (`and`) stands between two parts."""
        between = [part for part in self.parts if first.end <= part.start < second.start]
        return first.end <= second.start and len(between) == 1 and between[0].end - between[0].start == 1

    def _of(self, role: str) -> list[Part]:
        return [part for part in self.parts if part.role == role]

    def _type(self, part: Part) -> str:
        column = self.table.column(part.column) if not part.through else None
        return column.type if column is not None else "text"

    def _reference(self, part: Part) -> ColumnReference:
        """The column of a part; of the row that a foreign key refers to through a join."""
        if not part.through:
            return ColumnReference(part.column)
        table, path, before = self.table.name, "", ""
        for through in part.through.split("."):
            path = f"{path}.{through}" if path else through
            parent, key = self.lexicon.foreign[table, through]
            if path not in self.joins:
                plain = parent != self.table.name and all(join.table != parent for join in self.joins.values())
                column = self.lexicon.tables[table].column(through)
                optional = part.role == "wanted" and ((column is not None and column.nullable) or (bool(before) and self.joins[before].optional))
                source = ColumnReference(through, self.joins[before].alias if before else "")
                self.joins[path] = Join(parent, parent if plain else f"{parent}_of_{through}", ((source, key),), optional=optional)
            table, before = parent, path
        return ColumnReference(part.column, self.joins[path].alias)

    def _filters(self) -> list[Filter]:
        filters: list[Filter] = []
        equal: dict[str, list[object]] = {}
        for part in self._of("filter"):
            if part.operator == "eq":
                known = equal.setdefault(part.column, [])
                if part.value in known:
                    continue
                known.append(part.value)
            filters += filters_of(part)
        filters += [Filter(ColumnReference(part.column), "gte", part.value) for part in self.orders if part.value is not None]
        if have_no_moment_in_common(filters):
            raise ContradictionError
        nested = [part.column for part in self._of("filter") if isinstance(part.value, Query) and part.operator == "in"]
        if len(nested) != len(set(nested)):
            raise ContradictionError
        for column, values in equal.items():
            if len(values) > 1:
                if not self._listed([part for part in self._of("filter") if part.column == column]):
                    raise ContradictionError
                # Two values of one column are alternatives: no row has both.
                filters = [each for each in filters if not (each.column.column == column and each.operator == "eq")]
                filters.append(Filter(ColumnReference(column), "in", tuple(values)))  # type: ignore[arg-type]
                self.doubt += 0.5
        return filters

    def _listed(self, parts: list[Part]) -> bool:
        """True where only `and`, `or` and commas stand between the parts."""
        for first, second in pairwise(sorted(parts, key=lambda part: part.start)):
            between = [self.words[place] for place in range(first.end, second.start)]
            if (
                not between
                or not set(between) <= {"and", "or", ",", "the", "at", "in", "on", "for", "with", "to", "only", "just"}
                or not {"and", "or", ","} & set(between)
            ):
                return False
        return True

    def _select(self) -> tuple[tuple[Selection, ...], tuple[ColumnReference, ...]]:
        """What the query returns, and what it groups by."""
        if self.groups:
            return self._grouped()
        if self.measures:
            if self.wanted or self.counts:
                raise ContradictionError
            return tuple(Selection(self._reference(part), part.aggregate) for part in self.measures), ()
        if self.counts:
            return (self._number(),), ()
        if self.wanted:
            self._add_own_name()
            return tuple(dict.fromkeys(Selection(self._reference(part)) for part in self.wanted)), ()
        display = self.lexicon.display.get(self.table.name, "")
        return ((Selection(ColumnReference(display)),) if display else ()), ()

    def _add_own_name(self) -> None:
        """`resources with their location names`: the rows by their own names, too, or by their keys."""
        display = self.lexicon.display.get(self.table.name, "") or next(iter(self.table.primary_key), "")
        said = self._of("table")
        leading = bool(said) and said[0].start < self.wanted[0].start and self.words[said[0].end : said[0].end + 1] in (["with"], ["and"])
        # `offers where …, with price`: what is said apart from the rows is shown beside them.
        lead = self.wanted[0].start - 1
        while lead > 0 and self.words[lead] in {"the", "their", "its", "a"}:
            lead -= 1
        before = self.words[lead] if lead >= 0 else ""
        if said and before == "and" and "with" in self.words[said[0].end : lead]:
            before = "with"
        beside = bool(said) and any(is_told_apart(part, self.words) for part in self.wanted)
        apart = bool(said) and said[0].end + 1 < self.wanted[0].start and before in {"with", "show", "showing", "incl", "/"}
        theirs = bool(said) and self.words[said[0].end : self.wanted[0].start] in (["with", "their"], ["with", "its"], ["and", "their"])
        added = (apart or theirs or beside) and all(part.column != display or part.through for part in self.wanted)
        if display and (added or (leading and all(part.through for part in self.wanted))):
            self.wanted[:0] = self._own_name(said[0], display)

    def _own_name(self, said: Part, display: str) -> list[Part]:
        """The column that names a row; where there is none, its key and the name of the person whom the row is about."""
        own = [Part(said.start, said.end, 0.0, "wanted", self._telling() or display)]
        if self.lexicon.display.get(self.table.name):
            return own
        people = [(column, parent) for column, parent in self.lexicon.parents.get(self.table.name, ()) if are_people(self.lexicon, parent)]
        told = [(column, shown) for column, parent in people if (shown := self.lexicon.display.get(parent, ""))]
        known = {(part.through, part.column) for part in self.wanted}
        return own + [Part(said.start, said.end, 0.0, "wanted", shown, through=column) for column, shown in told[:1] if (column, shown) not in known]

    def _telling(self) -> str:
        """The column that tells rows without names apart better than their key: the text of a note, the version of a version; else empty."""
        if self.lexicon.display.get(self.table.name):
            return ""
        last = self.lexicon.names[self.table.name, ""][-1]
        named = [column.name for column in self.table.columns if self.lexicon.names[self.table.name, column.name] == (last,)]
        prose = [column.name for column in self.table.columns if column.name in PROSE and kind_of(column.type) == "text"]
        return next((found[0] for found in (named, prose) if len(found) == 1), "")

    def _number(self) -> Selection:
        """How many rows, or how many different values of a column."""
        if any(part.number for part in self.orders) or (self.wanted and not (len(self.wanted) == 1 and self._of("distinct"))):
            raise ContradictionError
        if not self.wanted:
            return Selection(_STAR, "count")
        if "." in self.wanted[0].through:
            raise ContradictionError
        return Selection(ColumnReference(self.wanted[0].through or self.wanted[0].column), "count", distinct=True)

    def _grouped(self) -> tuple[tuple[Selection, ...], tuple[ColumnReference, ...]]:
        by: list[ColumnReference] = []
        shown: list[Selection] = []
        for part in self.groups:
            reference = self._reference(part)
            by += [ColumnReference(part.through), reference] if part.through else [reference]
            shown.append(Selection(reference))
        known = {(part.column, part.through) for part in self.groups}
        rest = [part for part in self.wanted if (part.column, part.through) not in known]
        if any(not self._is_amount(part) for part in rest):
            raise ContradictionError
        amounts = [Selection(self._reference(part), part.aggregate) for part in self.measures]
        amounts += [Selection(self._reference(part), "sum") for part in rest]
        self.doubt += 0.5 * bool(rest)
        if self.counts or not amounts:
            amounts.insert(0, Selection(_STAR, "count"))
            self.doubt += 0.2 * (not self.counts)
        return (*shown, *amounts), tuple(dict.fromkeys(by))

    def _sorted(self, *, grouped: bool) -> tuple[tuple[Sort, ...], int | None]:
        said = self._of("limit")
        if len(said) > 1 or (self._of("then") and not self.orders):
            raise ContradictionError
        limit = said[0].number if said else None
        if not self.orders:
            return (), limit
        part = self.orders[0]
        if part.column == RANKED:
            return (self._ranked(part, grouped=grouped),), limit or part.number or None
        self.doubt += grouped
        sorts = (part, *(each for each in self._of("then") if each.column != part.column))
        return tuple(Sort(self._reference(each), each.direction) for each in sorts), limit or part.number or None

    def _ranked(self, part: Part, *, grouped: bool) -> Sort:
        """`per offer, most first`: groups by what is told of them, their number or the one amount."""
        if not grouped or len(self.measures) > 1 or (self.measures and self.counts):
            raise ContradictionError
        if self.measures:
            return Sort(self._reference(self.measures[0]), part.direction, self.measures[0].aggregate)
        return Sort(_STAR, part.direction, "count")
