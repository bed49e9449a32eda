"""Rows that a question names: of the table itself, of those it refers to, and of those that refer to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from appfactory.compile.reserved import word_set
from appfactory.contract.language.asked import AskedWords, Part
from appfactory.contract.language.asked_conditions import ConditionParts, part_of
from appfactory.contract.language.asked_states import StateParts
from appfactory.contract.language.link import Atom
from appfactory.contract.language.parent_clauses import ParentClauses
from appfactory.contract.language.row_words import DETERMINERS, LONGEST_NAME, PLACING
from appfactory.contract.language.values import read_value
from appfactory.contract.language.words import number_of, root_of
from appfactory.contract.language.writing import Sentence, is_key
from appfactory.contract.model.request import Aggregate, ColumnReference, Filter, Operator, Query, Scalar, Selection
from appfactory.contract.model.translation import Inference, Question
from appfactory.model.database import Table

_NAMING = frozenset({"named", "called", "titled", "labelled", "labeled", "name", "known", "entitled", "with", "the", "as", "is", ":", "of"})
_HAVING = word_set(
    "with have has having that which who had own owns contain contains include includes any a an some use uses of at their its ever actually been"
)
_STRONG = word_set("with have has having had own owns contain contains include includes use uses been")
_NONE = word_set("no without never not nobody nothing zero haven't hasn't don't doesn't didn't dont doesnt didnt havent hasnt")
_COUNTS: dict[str, Operator] = {"more": "gte", "above": "gte", "less": "lte", "fewer": "lte"}
_MOST_LOOKUPS = 160


class RowParts(AskedWords):
    """Reads the rows that conditions speak of."""

    def __init__(self, sentence: Sentence, table: Table, start: int, end: int) -> None:
        super().__init__(sentence, table, start, end)
        self.parents = ParentClauses(sentence, table, start, end)
        self._lookups = _MOST_LOOKUPS
        self._readers: dict[str, tuple[ConditionParts | StateParts, ...]] = {}

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        for read in (self._parent_states, self._own, self._counted_own, self._cells, self._parents, self._grandparents, self._children):
            yield from read(place)

    def _may_be_name(self, place: int) -> bool:
        token = self.token(place)
        return token.capitalized or token.kind in {"quoted", "number"} or is_key(token.text)

    def _own(self, place: int) -> Iterator[Part]:
        """A row of the table by its name or its key: `called Main Hall`, `the Great Hall`, `bor_07`, `number 7`."""
        head = self.past(place, _NAMING | DETERMINERS, 3)
        if head >= self.end or not self._may_be_name(head):
            return
        token = self.token(head)
        key = self.table.primary_key
        if is_key(token.text) and len(key) == 1:
            yield Part(place, head + 1, (head + 1 - place) * 0.9, "filter", key[0], "eq", token.text)
        display = self.lexicon.display.get(self.table.name, "")
        if not display:
            return
        for end in range(min(self.end, head + LONGEST_NAME), head, -1):
            said = self.said(head, end).strip("\"'“”")
            if self._lookups <= 0:
                return
            self._lookups -= 1
            found = self.sentence.lookup(self.table.name, display, said, self.sentence.scope)
            if found:
                yield Part(place, end, (end - place) * 1.15, "filter", display, "eq", found[0].name)
                return

    def _counted_own(self, place: int) -> Iterator[Part]:
        """`which statuses have more than one booking`: a condition on how many rows of the table a group has."""
        head = self.past(place, frozenset({"that", "which", "who", "with", "have", "has", "having", "had"}), 2)
        keyword, size = self.keyword(head, "op")
        number = number_of(self.token(head + size)) if head + size < self.end else None
        if keyword is None or head == place or not isinstance(number, int):
            return
        for end, named in self.tables_at(head + size + 1):
            if named.get(self.table.name, 0.0) >= 0.7:
                yield Part(place, end, (end - place) * 1.0, "having", "*", keyword.payload, number)  # type: ignore[arg-type]
                return

    @cached_property
    def _linked(self) -> dict[int, list[Atom]]:
        """The phrases that are values of cells, by where they begin."""
        found: dict[int, list[Atom]] = defaultdict(list)
        for atom in self.sentence.atoms:
            if atom.values and atom.kind in {"value", "literal", "schema"}:
                found[atom.start].append(atom)
        return found

    def _cells(self, place: int) -> Iterator[Part]:
        """A value that was found in a column of the table, or of one that it refers to: `from Brazil`, `jazz albums`."""
        head = self.past(self.past(place, PLACING | {"based", "located", "living", "born", "named", "called"}, 2), DETERMINERS, 1)
        for start in {place, head}:
            for atom in self._linked.get(start, ()):
                own = [(column, value) for table, column, value in atom.values if table == self.table.name]
                rivals = len({column for column, _ in own})
                for column, value in own[:1]:
                    behind = next((stop for stop, columns in self.columns_at(atom.end) if columns[0][1].name == column), None)
                    if behind is not None:
                        yield Part(place, behind, (behind - place) * 1.05, "filter", column, "eq", self._typed(column, value))
                    yield Part(
                        place, atom.end, (atom.end - place) * 1.05, "filter", column, "eq", self._typed(column, value), doubt=0.3 * (rivals > 1)
                    )
                if own:
                    continue
                for through, parent in self.foreign:
                    for table, column, value in atom.values:
                        if table == parent:
                            inner = self._rows_of(parent, Filter(ColumnReference(column), "eq", value))
                            yield Part(place, atom.end, (atom.end - place) * 0.92, "filter", through, "in", inner, doubt=0.2)
                            break

    def _typed(self, column: str, value: str) -> Scalar | tuple[Scalar, ...]:
        found = read_value(value, self.own_column(column).type)
        return found.value if found.fits else value

    def _rows_of(self, table: str, *filters: Filter) -> Query:
        """The keys of rows of a table that meet conditions."""
        return Query(table, (Selection(ColumnReference(self.lexicon.tables[table].primary_key[0])),), filters=filters)

    def _parents(self, place: int) -> Iterator[Part]:
        """`for Ana Wong`, `of customer Tom Berg`, `at the Main Office`, `on the Gold Pass plan`, `Clear Path bookings`."""
        for clause in self.parents.named(place):
            part = part_of(clause, "eq")
            end = part.end
            if part.role == "filter" and (parent := dict(self.foreign).get(part.column)) is not None:
                for behind, named in self.tables_at(end):
                    if named.get(parent, 0.0) >= 0.5 and self.table.name not in named:
                        part = replace(part, end=behind, gain=part.gain + (behind - end) * 0.9)
                        break
            yield part
        yield from self._by_participle(place)
        head = self.past(place, DETERMINERS | {"'s"}, 1)
        if head == place and not self._may_be_name(place):
            return
        if place > self.start and self._may_be_name(head) and not self.says(place - 1, *PLACING):
            for column, parent in self.foreign:
                yield from self._bearing(place, head, column, parent)

    def _parent_states(self, place: int) -> Iterator[Part]:
        """`whose service requires approval`, `at an active location`, `of plans over $60`: a condition on the row that is referred to."""
        head = self.past(self.past(place, PLACING | {"whose", "with", "where"}, 1), DETERMINERS, 1)
        if head == place:
            return
        for column, parent in self.foreign:
            if parent == self.table.name:
                continue
            for end, named in self.tables_at(head)[:1]:
                if named.get(parent, 0.0) >= 0.7:
                    yield from self._of_parent(place, end, column, parent, behind=True)
            for end, filters in self._conditions_at(parent, head):
                for stop, named in self.tables_at(end)[:1]:
                    if named.get(parent, 0.0) >= 0.7:
                        yield Part(place, stop, (stop - place) * 0.95, "filter", column, "in", self._rows_of(parent, *filters), doubt=0.2)

    def _of_parent(self, place: int, end: int, column: str, parent: str, *, behind: bool) -> Iterator[Part]:
        start = self.past(end, frozenset({"is", "are", "that", "which", "has", "have", "was"}), 2) if behind else end
        for stop, filters in self._conditions_at(parent, start):
            yield Part(place, stop, (stop - place) * 0.95, "filter", column, "in", self._rows_of(parent, *filters), doubt=0.2)

    def _conditions_at(self, parent: str, place: int) -> Iterator[tuple[int, tuple[Filter, ...]]]:
        """The conditions on columns of another table that begin at a token, with their ends."""
        if parent not in self._readers:
            table = self.lexicon.tables[parent]
            self._readers[parent] = tuple(kind(self.sentence, table, self.start, self.end) for kind in (ConditionParts, StateParts))
        for reader in self._readers[parent]:
            for part in reader.at(place):
                if part.role == "filter" and part.end <= self.end and part.gain > 0:
                    yield part.end, (Filter(ColumnReference(part.column), part.operator, part.value),)

    def _by_participle(self, place: int) -> Iterator[Part]:
        """`owned by Una Hale`, `assigned to usr_1`: the foreign key that the participle names."""
        head = self.past(place, frozenset({"that", "which", "was", "were", "is", "are", "has", "have", "been"}), 2)
        if head + 1 >= self.end or not self.word(head).endswith("ed") or self.word(head + 1) not in PLACING:
            return
        start = self.past(head + 2, DETERMINERS, 1)
        for column, parent in self.foreign:
            if any(root_of(word) == self.token(head).root for word in self.lexicon.names[self.table.name, column]):
                for clause in self.parents.references(place, start, parent, column, (start - place) * 1.0, named=True):
                    yield part_of(clause, "eq")

    def _bearing(self, place: int, head: int, column: str, parent: str) -> Iterator[Part]:
        """A parent by its name alone, before the table (`Clear Path bookings`) or behind it (`bookings Ana Wong made`)."""
        for end in range(min(self.end, head + LONGEST_NAME), head, -1):
            if self._lookups <= 0:
                return
            self._lookups -= 1
            found = self.sentence.matches(parent, self.said(head, end).strip("\"'“”"))
            if not found:
                continue
            if len(found) > 1:
                text = f'"{self.said(head, end)}" is the name of several {parent}: which one?'
                yield Part(place, end, (end - place) * 1.0, "question", question=Question("ambiguous-name", text, tuple(each.key for each in found)))
                return
            rivals = sum(1 for _, other in self.foreign if other == parent)
            inference = Inference(f"{self.table.name}.{column}", found[0].key, "foreign-key-by-name")
            alike = self.lexicon.names[self.table.name, column][0] in self.lexicon.names[parent, ""]
            worth = 0.95 if rivals == 1 or alike else 0.9
            stop = end + self.says(end, "'s")
            yield Part(place, stop, (stop - place) * worth, "filter", column, "eq", found[0].key, doubt=0.5 * (rivals > 1), inference=inference)
            return

    def _grandparents(self, place: int) -> Iterator[Part]:
        """Rows of what a parent refers to: `booking lines of Ana Wong` through their bookings."""
        head = self.past(self.past(place, PLACING, 1), DETERMINERS, 1)
        if head == place or head >= self.end or not self._may_be_name(head):
            return
        for column, parent in self.foreign:
            for further, grandparent in self.lexicon.parents.get(parent, ()):
                if grandparent in self.lexicon.hubs or grandparent in {each for _, each in self.foreign} | {self.table.name}:
                    continue
                for end in range(min(self.end, head + LONGEST_NAME), head, -1):
                    if self._lookups <= 0:
                        return
                    self._lookups -= 1
                    found = self.sentence.matches(grandparent, self.said(head, end).strip("\"'“”"))
                    if len(found) == 1:
                        inner = self._rows_of(parent, Filter(ColumnReference(further), "eq", found[0].key))
                        yield Part(place, end, (end - place) * 0.85, "filter", column, "in", inner, doubt=0.5)
                        break

    @cached_property
    def _kin(self) -> list[tuple[str, str]]:
        """The tables whose rows refer to those of this one, with the column that does."""
        if len(self.table.primary_key) != 1 or self.table.name in self.lexicon.hubs:
            return []
        return list(self.lexicon.children.get(self.table.name, ()))

    def _children(self, place: int) -> Iterator[Part]:
        """`with at least one queue`, `without bookings`, `that have two or more versions`, `have never been booked`, `with a confirmed booking`."""
        if not self._kin:
            return
        negated = strong = False
        head = place
        while head < self.end and head - place < 5 and self.word(head) in _HAVING | _NONE:
            negated = negated or self.word(head) in _NONE
            strong = strong or self.word(head) in _STRONG
            head += 1
        keyword, size = self.keyword(head, "op")
        operator: Operator = "gte"
        number = 1
        start = head + size
        worded = number_of(self.token(start)) if start < self.end else None
        if keyword is not None and not isinstance(worded, int):
            return
        if isinstance(worded, int) and (keyword is not None or head > place):
            operator, number, start = (keyword.payload if keyword is not None else "eq"), worded, start + 1  # type: ignore[assignment]
            if self.says(start, "or") and start + 1 < self.end and self.word(start + 1) in _COUNTS:
                operator, start = _COUNTS[self.word(start + 1)], start + 2
        elif not (strong or negated):
            return
        yield from self._kin_at(place, self.past(start, frozenset({"different", "of", "the", "single"}), 1), negated, operator, number)

    def _kin_at(self, place: int, start: int, negated: bool, operator: Operator, number: int) -> Iterator[Part]:
        for child, column in self._kin:
            states: tuple[Filter, ...] = ()
            noun = start
            for size in (2, 1):
                cells = sorted(self.lexicon.own_states(child, self.said(start, start + size))) if start + size < self.end else []
                if len(cells) == 1:
                    states, noun = (Filter(ColumnReference(cells[0][0]), "eq", cells[0][1]),), start + size
                    break
            end, score = self._child_end(noun, child)
            if end is None:
                continue
            inner = self._inner(child, column, states, operator, number)
            rivals = sum(1 for other, _ in self._kin if other == child)
            named = self._is_called(child, column)
            if rivals > 1 and not named and any(self._is_called(child, other) for owner, other in self._kin if owner == child):
                continue
            key = self.table.primary_key[0]
            yield Part(
                place,
                end,
                (end - place) * (0.5 + 0.5 * score),
                "filter",
                key,
                "not_in" if negated else "in",
                inner,
                doubt=0.5 * (rivals > 1 and not named),
            )

    def _is_called(self, child: str, column: str) -> bool:
        """True where the foreign key is called as the question or the schema calls the rows of the table."""
        first = self.lexicon.names[child, column][0]
        return first in self._lemmas or first in self.lexicon.names[self.table.name, ""]

    @cached_property
    def _lemmas(self) -> frozenset[str]:
        return frozenset(token.lemma for token in self.tokens)

    def _child_end(self, noun: int, child: str) -> tuple[int | None, float]:
        for end, named in self.tables_at(noun):
            if child in named and named[child] >= max(named.values()) - 0.05:
                return end, named[child]
        if noun < self.end and self.word(noun).endswith(("ed", "en", "d")):
            senses = [sense for sense in self.lexicon.roots.get((root_of(self.word(noun)),), ()) if not sense.column]
            best = max((sense.score for sense in senses), default=0.0)
            if any(sense.table == child and sense.score >= best for sense in senses):
                return noun + 1, 0.75
        return None, 0.0

    def _inner(self, child: str, column: str, states: tuple[Filter, ...], operator: Operator, number: int) -> Query:
        reference = ColumnReference(column)
        known = self.lexicon.column(child, column)
        filters = (*states, *((Filter(reference, "not_null"),) if known is not None and known.nullable else ()))
        counted: Aggregate = "count"
        if operator == "gte" and number <= 1:
            return Query(child, (Selection(reference),), filters=filters)
        having = Filter(ColumnReference("*"), operator, number, aggregate=counted)
        return Query(child, (Selection(reference),), filters=(*filters, having), group=(reference,))
