"""Rows that a question names: of the table itself, and of those that its rows refer to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from appfactory.contract.language.asked.conditions import ConditionParts
from appfactory.contract.language.asked.expressions import ExpressionParts
from appfactory.contract.language.asked.reader import PartReader
from appfactory.contract.language.asked.states import StateParts
from appfactory.contract.language.asked.words import NAMING, SILENT_WORDS, Part, filters_of
from appfactory.contract.language.link import Atom
from appfactory.contract.language.row_words import DETERMINERS, LEAST_SCORE, PLACING
from appfactory.contract.language.values import read_value
from appfactory.contract.language.words import root_of
from appfactory.contract.language.writing import Sentence, is_key
from appfactory.contract.model.request import ColumnReference, Filter, Query, Scalar, Selection
from appfactory.contract.model.translation import Inference, Question
from appfactory.model.database import Table

_NAMING = frozenset({"named", "called", "titled", "labelled", "labeled", "name", "known", "entitled", "with", "the", "as", "is", ":", "of"})
_LINKING = frozenset({"linked", "connected", "attached", "assigned", "related", "tied", "bound"})
_PLAIN_LEADS = frozenset({"that", "which", "who", "are", "is", "were", "was"})
_LINKING_LEADS = _PLAIN_LEADS | {"not", "aren't", "isn't", "weren't", "wasn't", "never"}
_ELSEWHERE = frozenset({"that", "are", "is", "based", "located", "somewhere", "anywhere", "not", "which", "held", "placed", "everywhere"})
_LOCATED = frozenset({"located", "based", "situated", "held"})
_NAMED_PARENT = 0.7
"""How well a phrase has to name a table that rows refer to."""
_BEFORE_VALUE = frozenset({"based", "located", "living", "born", "named", "called", "via", "through"})


class RowParts(PartReader):
    """Reads the rows that conditions speak of."""

    def __init__(self, sentence: Sentence, table: Table, start: int, end: int) -> None:
        super().__init__(sentence, table, start, end)
        self._readers: dict[str, tuple[ConditionParts | StateParts | ExpressionParts, ...]] = {}

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        for read in (self._linked_to, self._parent_states, self._own, self._cells, self._parents, self._grandparents):
            yield from read(place)

    def _may_be_key_of(self, table: str, place: int) -> bool:
        """True if the key at a token is one of the table's by its prefix; where prefixes tell nothing, if the table is named before it."""
        owner = self.lexicon.table_of_key(self.token(place).text)
        if owner:
            return owner == table
        before = [place - 1, place - 2] if self.word(place - 1) in {"id", "key", "number", "with", "is", "="} else [place - 1]
        return any(table in named and end <= place for start in (*before, place - 3) for end, named in (self.tables_at(start) if start >= 0 else ()))

    def names_own_row(self, place: int) -> bool:
        """True if a name begins at a token that a row of the table bears."""
        return bool(self.lexicon.display.get(self.table.name)) and any(self.called(self.table.name, place, end) for end in self.name_ends(place))

    def _own(self, place: int) -> Iterator[Part]:
        """A row of the table by its name or its key: `called Main Hall`, `the Great Hall`, `bor_07`."""
        head = self.past(place, _NAMING | DETERMINERS, 3)
        token = self.token(head)
        key = self.table.primary_key
        if is_key(token.text) and len(key) == 1 and self._may_be_key_of(self.table.name, head):
            yield Part(place, head + 1, (head + 1 - place) * 0.9, "filter", key[0], "eq", token.text)
        display = self.lexicon.display.get(self.table.name, "")
        for end in self.name_ends(head) if display else ():
            if found := self.called(self.table.name, head, end):
                yield Part(place, end, (end - place) * 1.15, "filter", display, "eq", found[0].name)
                return

    def _parents(self, place: int) -> Iterator[Part]:
        """`for Ana Wong`, `of customer Tom Berg`, `at the Main Office`, `on the Gold Pass plan`, `Clear Path bookings`."""
        head = self.past(self.past(place, PLACING | {"'s", "where", "whose"}, 2), DETERMINERS, 1)
        for column, parent in self.foreign:
            for start, score in self._noun_ends(head, column, parent):
                gain = (start - place) * (0.6 + 0.4 * score) + 0.2
                for end in self.name_ends(start):
                    if part := self._referring(place, start, end, column, parent, gain):
                        yield part
                        break
                else:
                    yield from self._unknown(place, start, parent, gain)
        if head > place or self.name_ends(head):
            yield from self._holders(place, head)
        yield from self._by_participle(place)
        yield from self._elsewhere(place)

    def _elsewhere(self, place: int) -> Iterator[Part]:
        """`based somewhere other than the Main Office`, `that are not at Pier House`: any row referred to but the one that is named."""
        head = self.past(place, _ELSEWHERE, 5)
        keyword, size = self.keyword(head, "op")
        if keyword is None or keyword.payload != "neq":
            denied = self.word(head - 1) == "not" and head > place and self.word(head) in {"at", "in", "from"}
            if not denied:
                return
            size = 1
        start = self.past(self.past(head + size, PLACING, 1), DETERMINERS, 1)
        for end in self.name_ends(start):
            holding = [(column, parent) for column, parent in self.foreign if len(self.called(parent, start, end)) == 1]
            if len(holding) == 1:
                column, parent = holding[0]
                key = self.called(parent, start, end)[0].key
                yield Part(place, end, (end - place) * 1.0, "filter", column, "neq", self._typed(column, key), doubt=0.2)
                return

    def _noun_ends(self, head: int, column: str, parent: str) -> Iterator[tuple[int, float]]:
        """Where the noun ends that says to what the foreign key refers: the table's name, or the column's own (`owner`)."""
        best = {}
        for end, named in self.tables_at(head):
            if named.get(parent, 0.0) >= LEAST_SCORE:
                best[end] = named[parent] - 0.1 * (self._rivals(parent) > 1 and not self._is_like(column, parent))
        for end, columns in self.columns_at(head):
            if columns[0][1].name == column:
                best[end] = max(best.get(end, 0.0), columns[0][0])
        for end, score in best.items():
            yield self.past(end, frozenset({"named", "called", "is", ":", "="}), 1), score

    def _rivals(self, parent: str) -> int:
        return sum(1 for _, other in self.foreign if other == parent)

    def _is_like(self, column: str, parent: str) -> bool:
        """True for a foreign key that is called as what it refers to, or as the question calls it."""
        first = self.lexicon.names[self.table.name, column][0]
        return first in self.lexicon.names[parent, ""] or any(token.lemma == first for token in self.tokens)

    def _referring(self, place: int, start: int, end: int, column: str, parent: str, gain: float) -> Part | None:
        """The condition that a foreign key refers to the row which the tokens name, by key or by name."""
        text = self.token(start).text
        if is_key(text) or (text.isdigit() and end == start + 1):
            return Part(place, end, gain + 1.2, "filter", column, "eq", self._typed(column, text))
        found = self.called(parent, start, end)
        if not found:
            return None
        stop = next((behind for behind, named in self.tables_at(end) if named.get(parent, 0.0) >= 0.5 and self.table.name not in named), end)
        stop += self.says(stop, "'s")
        if self.word(stop - 1) == "'s" and self.word(place) in {"in", "under"} and self.word(stop) == "name":
            stop += 1
        worth = gain + 1.25 * (end - start) + 0.9 * (stop - end)
        if self.word(place - 1) in {"does", "did", "do", "has", "have"} and stop == self.end - 1 and self._is_plain_verb(stop):
            # `does Dan Ruiz teach`: what the row named does is that the rows are its own.
            stop, worth = stop + 1, worth + 0.6
        if len(found) > 1:
            text = f'"{self.said(start, end)}" is the name of several {parent}: which one?'
            choices = tuple(f"{each.name} ({each.key})" for each in found)
            return Part(place, stop, worth, "question", question=Question("ambiguous-name", text, choices))
        inference = Inference(f"{self.table.name}.{column}", found[0].key, "foreign-key-by-name")
        return Part(place, stop, worth, "filter", column, "eq", self._typed(column, found[0].key), inference=inference)

    def _is_plain_verb(self, place: int) -> bool:
        token = self.token(place)
        known = token.lower in SILENT_WORDS or self.tables_at(place) or self.columns_at(place) or self.lexicon.own_states(self.table.name, token.text)
        return token.kind == "word" and token.text.islower() and not known and not token.lower.endswith(("ly", "ing"))

    def _holders(self, place: int, head: int) -> Iterator[Part]:
        """A name without its noun: the row of the one table referred to that bears it."""
        if is_key(self.token(head).text):
            keyed = self.lexicon.table_of_key(self.token(head).text)
            for column, parent in self.foreign:
                if parent == keyed and (part := self._referring(place, head, head + 1, column, parent, (head - place) * 1.0)):
                    yield replace(part, doubt=0.5 * (self._rivals(parent) > 1 and not self._is_like(column, parent)))
            return
        for end in self.name_ends(head):
            holding = [(column, parent) for column, parent in self.foreign if self.called(parent, head, end)]
            if not holding:
                continue
            led = [each for each in holding if self.lexicon.names[self.table.name, each[0]][0] == self.word(place)]
            ranked = sorted(led or holding, key=lambda each: (not self._is_like(*each), len(each[0])))
            rivals = len({parent for _, parent in holding}) > 1 or self._rivals(ranked[0][1]) > 1
            part = self._referring(place, head, end, *ranked[0], (head - place) * 1.0 - 0.25 * (end - head))
            if part is not None:
                yield replace(part, doubt=0.5 * (rivals and not (led or self._is_like(*ranked[0]))))
            return

    def _unknown(self, place: int, start: int, parent: str, gain: float) -> Iterator[Part]:
        """A name behind its noun that no row bears."""
        ends = [] if self.token(start).text.islower() else self.name_ends(start)
        if ends and self.token(start).kind != "number" and not any(atom.start == start for atom in self._linked.get(start, ())):
            said = self.said(start, ends[0]).strip("\"'“”")
            question = Question("unknown-name", f'no row of {parent} is called "{said}"', (said,))
            yield Part(place, ends[0], gain + (ends[0] - start) * 0.8, "question", question=question)

    def _linked_to(self, place: int) -> Iterator[Part]:
        """`that aren't linked to a user account`, `assigned to a host`: a foreign key that is empty, or not."""
        head, denied = place, False
        while head - place < 4 and self.word(head) in _LINKING_LEADS:
            denied = denied or self.word(head) not in _PLAIN_LEADS
            head += 1
        if self.word(head) not in _LINKING or self.word(head + 1) not in {"to", "with"} or self.word(head + 2) not in {"a", "an", "any"}:
            return
        for end, named in self.tables_at(head + 3)[:1]:
            for column, parent in self.foreign:
                if named.get(parent, 0.0) >= LEAST_SCORE and self.own_column(column).nullable:
                    stop = self.past(end, frozenset({"account", "record", "row"}), 1)
                    if not denied and self.word(stop) in {"that", "which", "whose", "who", "with"}:
                        # What follows is said of the row that is referred to.
                        yield from self._of_parent(place, stop, column, parent, behind=True)
                        return
                    yield Part(place, stop, (stop - place) * 1.0, "filter", column, "is_null" if denied else "not_null", doubt=0.3)
                    return

    def _by_participle(self, place: int) -> Iterator[Part]:
        """`owned by Una Hale`, `assigned to usr_1`: the foreign key that the participle names."""
        head = self.past(place, frozenset({"that", "which", "was", "were", "is", "are", "has", "have", "been"}), 2)
        if not self.word(head).endswith("ed") or self.word(head + 1) not in PLACING:
            return
        start = self.past(head + 2, DETERMINERS, 1)
        for column, parent in self.foreign:
            if any(root_of(word) == self.token(head).root for word in self.lexicon.names[self.table.name, column]):
                for end in self.name_ends(start):
                    if part := self._referring(place, start, end, column, parent, (start - place) * 1.0):
                        yield part
                        break

    def _grandparents(self, place: int) -> Iterator[Part]:
        """Rows of what a parent refers to: `booking lines of Ana Wong` through their bookings."""
        head = self.past(self.past(place, PLACING, 1), DETERMINERS, 1)
        ends = self.name_ends(head)[:1]
        if head == place or not ends or is_key(self.token(head).text):
            return
        near = {parent for _, parent in self.foreign} | {self.table.name} | self.lexicon.hubs
        for column, parent in self.foreign:
            for further, grandparent in self.lexicon.parents.get(parent, ()):
                found = self.called(grandparent, head, ends[0]) if grandparent not in near else ()
                if len(found) == 1:
                    inner = self._rows_of(parent, Filter(ColumnReference(further), "eq", found[0].key))
                    yield Part(place, ends[0], (ends[0] - place) * 0.7, "filter", column, "in", inner, doubt=0.5)

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
        head = self.past(self.past(place, PLACING | _BEFORE_VALUE, 2), DETERMINERS, 1)
        for start in {place, head}:
            for atom in self._linked.get(start, ()):
                own = [(column, value) for table, column, value in atom.values if table == self.table.name]
                if own and self.word(start - 1) in {"which", "what"} and self._asks_for_parent(start):
                    continue
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
                        # In which state rows are said to be is a state of theirs, where they have states of their own.
                        theirs = {(parent, column), (self.table.name, column)} <= self.lexicon.enumerated.keys() and not self._is_named(parent)
                        if table == parent and not theirs:
                            inner = self._rows_of(parent, Filter(ColumnReference(column), "eq", value))
                            yield Part(place, atom.end, (atom.end - place) * 0.92, "filter", through, "in", inner, doubt=0.2)
                            break

    def _is_named(self, table: str) -> bool:
        return any(table in named for place in range(self.end) for _, named in self.tables_at(place))

    def _asks_for_parent(self, place: int) -> bool:
        """`which resource`: a word for a kind of rows that is the name of what they refer to."""
        return any(named.get(parent, 0.0) >= NAMING for _, named in self.tables_at(place) for _, parent in self.foreign)

    def _typed(self, column: str, value: str) -> Scalar | tuple[Scalar, ...]:
        found = read_value(value, self.own_column(column).type)
        return found.value if found.fits else value

    def _rows_of(self, table: str, *filters: Filter) -> Query:
        """The keys of rows of a table that meet conditions."""
        return Query(table, (Selection(ColumnReference(self.lexicon.tables[table].primary_key[0])),), filters=filters)

    def _parent_states(self, place: int) -> Iterator[Part]:
        """`whose service requires approval`, `at an active location`, `of plans over $60`: a condition on the row that is referred to."""
        lead = self.past(place, frozenset({"are", "is"}), 1)
        lead = lead + 1 if self.word(lead) in _LOCATED else place
        head = self.past(self.past(lead, PLACING | {"whose", "with", "where"}, 1), DETERMINERS, 1)
        if head == place:
            return
        yield from self._owned_parents(place, head)
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

    def _owned_parents(self, place: int, head: int) -> Iterator[Part]:
        """`lines of Ana Wong's bookings`: what is referred to by whose it is."""
        for end in self.name_ends(head):
            if self.word(end) != "'s":
                continue
            for column, parent in self.foreign:
                for stop, states in self._nouns_of(parent, end + 1):
                    for further, owner in self.lexicon.parents.get(parent, ()):
                        found = self.called(owner, head, end) if owner not in self.lexicon.hubs else ()
                        if len(found) == 1:
                            inner = self._rows_of(parent, Filter(ColumnReference(further), "eq", found[0].key), *states)
                            yield Part(place, stop, (stop - place) * 1.0, "filter", column, "in", inner, doubt=0.2)
                            return

    def _nouns_of(self, parent: str, place: int) -> Iterator[tuple[int, tuple[Filter, ...]]]:
        """The noun of another table here, or behind what is said of it (`pending booking`): where it ends, and the conditions."""
        for stop, named in self.tables_at(place)[:1]:
            if named.get(parent, 0.0) >= _NAMED_PARENT:
                yield stop, ()
        for end, filters in self._conditions_at(parent, place):
            for stop, named in self.tables_at(end)[:1]:
                if named.get(parent, 0.0) >= _NAMED_PARENT:
                    yield stop, filters

    def _of_parent(self, place: int, end: int, column: str, parent: str, *, behind: bool) -> Iterator[Part]:
        leads = frozenset({"is", "are", "that", "which", "has", "have", "was", "belongs", "belong", "belonging"})
        start = self.past(end, leads, 3) if behind else end
        for stop, filters in self._conditions_at(parent, start):
            yield Part(place, stop, (stop - place) * 0.95, "filter", column, "in", self._rows_of(parent, *filters), doubt=0.2)

    def _conditions_at(self, parent: str, place: int) -> Iterator[tuple[int, tuple[Filter, ...]]]:
        """The conditions on columns of another table that begin at a token, with their ends."""
        if parent not in self._readers:
            table = self.lexicon.tables[parent]
            self._readers[parent] = tuple(kind(self.sentence, table, self.start, self.end) for kind in (ConditionParts, StateParts, ExpressionParts))
        head = self.past(self.past(place, PLACING | _BEFORE_VALUE, 2), DETERMINERS, 1)
        for atom in self._linked.get(head, ()):
            for owner, column, value in atom.values:
                if owner == parent:
                    yield atom.end, (Filter(ColumnReference(column), "eq", value),)
                    break
        for further, grandparent in self.lexicon.parents.get(parent, ()) if head > place else ():
            for end in self.name_ends(head) if grandparent not in self.lexicon.hubs else ():
                found = self.called(grandparent, head, end)
                if len(found) == 1:
                    noun = next((stop for stop, named in self.tables_at(end) if named.get(grandparent, 0.0) >= _NAMED_PARENT), end)
                    yield noun, (Filter(ColumnReference(further), "eq", found[0].key),)
                    break
        yield from self._done_by(parent, place)
        for reader in self._readers[parent]:
            for part in reader.read_at(place):
                if part.role == "filter" and part.end <= self.end and part.gain > 0:
                    yield part.end, filters_of(part)

    def _done_by(self, parent: str, place: int) -> Iterator[tuple[int, tuple[Filter, ...]]]:
        """`schedules that Sara Voss instructs`: rows of another table by whose they are."""
        head = self.past(place, frozenset({"that", "which"}), 1)
        for end in self.name_ends(head) if head > place or self.word(place - 1) in {"that", "which"} else ():
            owners = [
                (further, found[0].key)
                for further, owner in self.lexicon.parents.get(parent, ())
                if owner not in self.lexicon.hubs and len(found := self.called(owner, head, end)) == 1
            ]
            if len(owners) == 1 and self.token(end).kind == "word" and self.token(end).text.islower():
                yield end + 1, (Filter(ColumnReference(owners[0][0]), "eq", owners[0][1]),)
                return
