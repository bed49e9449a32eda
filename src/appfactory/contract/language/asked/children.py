"""Rows that refer to those of the table: that a row has some, none, or so many of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from appfactory.compile.reserved import word_set
from appfactory.contract.language.asked.conditions import ConditionParts
from appfactory.contract.language.asked.expressions import ExpressionParts
from appfactory.contract.language.asked.moments import MomentParts
from appfactory.contract.language.asked.reader import PartReader
from appfactory.contract.language.asked.states import StateParts
from appfactory.contract.language.asked.words import Part, filters_of
from appfactory.contract.language.people import linking
from appfactory.contract.language.row_words import DETERMINERS, PLACING
from appfactory.contract.language.words import number_of, root_of
from appfactory.contract.model.request import Aggregate, ColumnReference, Direction, Filter, Operator, Query, Selection

_HAVING = word_set(
    "with have has having that which who had own owns contain contains include includes any a an some use uses of at their its ever actually been"
)
_STRONG = word_set("with have has having had own owns contain contains include includes use uses been")
_NONE = word_set("no without w/o never not nobody nothing zero haven't hasn't don't doesn't didn't dont doesnt didnt havent hasnt")
_NOBODY = frozenset({"nobody", "no-one", "noone", "no"})
_EXTREMES: dict[str, Direction] = {"most": "desc", "least": "asc", "fewest": "asc"}
_BEFORE_MOST = word_set("with having that which who has have had been is are was were got get gets by the")
_BEFORE_TIMES = word_set("that which who have has had been is are was were")
_BEFORE_KIN = frozenset({"different", "of", "the", "single"})
_TIMES, _THE = frozenset({"times", "time"}), frozenset({"the"})
_OFTEN = frozenset({"often", "frequently", "many"})
_OWN, _OWN_AHEAD = 0.65, 0.1
"""How well a column of the table has to be named to be meant, and by how much a table has to be named better."""
_BY_VERB = 0.75
"""How well a participle names a table."""
_CLEARLY = 0.7
"""How well words have to name a table that name a column as well."""
_COUNTS: dict[str, Operator] = {"more": "gte", "above": "gte", "less": "lte", "fewer": "lte"}


_OF_CHILDREN = (StateParts, MomentParts, ConditionParts, ExpressionParts)


class ChildParts(PartReader):
    """Reads what is said of the rows that refer to those of the table, and of how many rows of the table a group has."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        yield from self._children(place)
        yield from self._beyond(place)
        yield from self._nobody(place)
        yield from self._most(place)
        yield from self._times(place)
        yield from self._counted_own(place)

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
        if self.word(place) in {"have", "has"} and self.word(place - 1) in {"we", "you", "i", "there"}:
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
        elif not (strong or negated or (head > place and self._is_done(head))):
            return
        behind = self.past(start, _BEFORE_KIN, 1)
        own = max((columns[0][0] for _, columns in self.columns_at(behind)), default=0.0)
        if own >= _OWN and own >= max((score for _, score in self._children_named(behind).values()), default=0.0) - _OWN_AHEAD:
            # `offers with their prices` asks for a column of theirs.
            return
        yield from self._kin_at(place, behind, negated=negated, operator=operator, number=number)

    def _is_done(self, head: int) -> bool:
        """True where a participle says that rows refer to the row: `who booked this month`."""
        return any(score == _BY_VERB for _, score in self._children_named(head).values())

    def _nobody(self, place: int) -> Iterator[Part]:
        """`queues that have nobody waiting`: no row that links one of the table with somebody is in the state."""
        head = self.past(place, _HAVING, 3)
        if self.word(head) not in _NOBODY or not self._kin:
            return
        start = head + 1 + (self.words[head : head + 2] == ["no", "one"])
        for child in linking(self.lexicon, self.table.name):
            columns = self._kin_columns.get(child, [])
            for stop, filters in self._said_of(child, start) if len(columns) == 1 else ():
                end = self.past(stop, frozenset({"in", "on", "it", "them", "there", "now", "right"}), 3)
                inner = self._inner(child, columns[0], filters, "gte", 1)
                yield Part(place, end, (end - place) * 1.0, "filter", self.table.primary_key[0], "not_in", inner, doubt=0.3)
                return

    def _beyond(self, place: int) -> Iterator[Part]:
        """`which plan is Ana Wong on?`: a row that rows in between link with those of this table, where just one table links the two."""
        head = self.past(self.past(place, PLACING, 1), DETERMINERS, 1)
        for end in self.name_ends(head):
            found = {
                (child, column, further, match.key)
                for child, column in self._kin
                for further, parent in self.lexicon.parents.get(child, ())
                if parent not in {self.table.name} | self.lexicon.hubs and self._belongs(child)
                for match in self.called(parent, head, end)
            }
            if len(found) == 1:
                child, column, further, key = found.pop()
                inner = self._inner(child, column, (Filter(ColumnReference(further), "eq", key),), "gte", 1)
                stop = self.past(end, frozenset({"on", "in", "at", "to", "has", "have"}), 1)
                yield Part(place, stop, (stop - place) * 0.85, "filter", self.table.primary_key[0], "in", inner, doubt=0.7)
            if found:
                return

    def _belongs(self, child: str) -> bool:
        """True for a table that is called after this one, or that a verb of the question speaks of."""
        names = self.lexicon.names
        first = names[child, ""][0]
        return root_of(first) in self._participles or (first == names[self.table.name, ""][0] and len(names[child, ""]) == 1)

    @cached_property
    def _participles(self) -> frozenset[str]:
        """The roots of participles, and of the verb at the end of a question: `booked`; `did Ana Wong book`."""
        roots = {token.root for token in self.tokens if token.kind == "word" and token.text.endswith("ed")}
        last = self.token(self.end - 1)
        if {"did", "does", "do"} & set(self.words) and last.kind == "word" and last.text.islower():
            roots.add(last.root)
        return frozenset(roots)

    def _most(self, place: int) -> Iterator[Part]:
        """`with the most bookings`, `booked the most`, `most often booked`, `by number of bookings`: ordered by how many rows refer to a row."""
        head = self.past(place, _BEFORE_MOST, 4)
        direction: Direction = "desc"
        if self.words[head : head + 2] == ["number", "of"] and "by" in self.words[place:head]:
            noun, number = head + 2, 0
        elif self.word(head) in _EXTREMES and head > place:
            direction, noun, number = _EXTREMES[self.word(head)], self.past(head + 1, _OFTEN, 1), 1
        else:
            yield from self._done_most(place, head)
            return
        for child, column, end, score in self._kin_named(noun):
            gain = (end - place) * (0.6 + 0.45 * score)
            yield Part(place, end, gain, "most", column, child=child, direction=direction, number=number, doubt=0.2)

    def _done_most(self, place: int, head: int) -> Iterator[Part]:
        for child, column, end, score in self._kin_named(head):
            last = self.past(end, _THE, 1)
            if score == _BY_VERB and self.word(last) in _EXTREMES:
                stop, direction = self.past(last + 1, _OFTEN, 1), _EXTREMES[self.word(last)]
                yield Part(place, stop, (stop - place) * 1.0, "most", column, child=child, direction=direction, number=1, doubt=0.2)
                return

    def _times(self, place: int) -> Iterator[Part]:
        """`have booked more than once`, `that were booked at least 3 times`: how many rows refer to a row, by the verb."""
        head = self.past(place, _BEFORE_TIMES, 3)
        for child, column, end, score in self._kin_named(head) if head > place else ():
            keyword, size = self.keyword(end, "op")
            number = number_of(self.token(end + size))
            if score != _BY_VERB or not isinstance(number, int):
                continue
            stop = self.past(end + size + 1, _TIMES, 1)
            if self.word(end + size) not in {"once", "twice"} and stop == end + size + 1:
                continue
            operator: Operator = keyword.payload if keyword is not None else "eq"  # type: ignore[assignment]
            inner = self._inner(child, column, (), operator, number)
            yield Part(place, stop, (stop - place) * 1.0, "filter", self.table.primary_key[0], "in", inner, doubt=0.2)

    def _kin_at(self, place: int, start: int, *, negated: bool, operator: Operator, number: int) -> Iterator[Part]:
        """The rows named at a token, or behind what is said of them (`a confirmed booking`), with what is said next (`bookings next week`)."""
        direct = [(each, ()) for each in self._kin_named(start)]
        for (child, column, end, score), states in direct or self._in_state(start):
            rivals = len(self._kin_columns[child])
            named = self._is_called(child, column)
            if rivals > 1 and not named and any(self._is_called(child, other) for other in self._kin_columns[child]):
                continue
            doubt = 0.5 * (rivals > 1 and not named)
            gain, key = 0.5 + 0.5 * score, self.table.primary_key[0]
            membership: Operator = "not_in" if negated else "in"
            inner = self._inner(child, column, states, operator, number)
            yield Part(place, end, (end - place) * gain, "filter", key, membership, inner, doubt=doubt)
            for stop, filters in self._said_of(child, end):
                inner = self._inner(child, column, (*states, *filters), operator, number)
                # What stands right behind the rows is said of them rather than of those that have them.
                worth = (end - place) * gain + (stop - end) * 1.2
                yield Part(place, stop, worth, "filter", key, membership, inner, doubt=doubt + 0.2)

    def _in_state(self, start: int) -> Iterator[tuple[tuple[str, str, int, float], tuple[Filter, ...]]]:
        """`confirmed bookings`, `published offers`: the rows behind words for a state of theirs."""
        for size in (1, 2, 3):
            for each in self._kin_named(start + size) if start + size < self.end else ():
                for stop, filters in self._said_of(each[0], start):
                    if stop == start + size:
                        yield each, filters

    def _said_of(self, child: str, place: int) -> Iterator[tuple[int, tuple[Filter, ...]]]:
        """The conditions on rows of another table that begin at a token, with their ends."""
        if child not in self._readers:
            table = self.lexicon.tables[child]
            self._readers[child] = tuple(kind(self.sentence, table, self.start, self.end) for kind in _OF_CHILDREN)
        for reader in self._readers[child]:
            for part in reader.read_at(place):
                if part.role == "filter" and part.end <= self.end and part.gain > 0:
                    yield part.end, filters_of(part)

    @cached_property
    def _readers(self) -> dict[str, tuple[StateParts | MomentParts | ConditionParts | ExpressionParts, ...]]:
        return {}

    def _is_called(self, child: str, column: str) -> bool:
        """True where the foreign key is called as the question or the schema calls the rows of the table."""
        first = self.lexicon.names[child, column][0]
        return first in self._lemmas or first in self.lexicon.names[self.table.name, ""]

    @cached_property
    def _lemmas(self) -> frozenset[str]:
        return frozenset(token.lemma for token in self.tokens)

    def _children_named(self, noun: int) -> dict[str, tuple[int, float]]:
        """The tables of rows that refer to those of this one, named here by noun or by verb: where the name ends, and how well it says it."""
        if noun not in self._known:
            self._known[noun] = self._find_named(noun)
        return self._known[noun]

    def _find_named(self, noun: int) -> dict[str, tuple[int, float]]:
        found: dict[str, tuple[int, float]] = {}
        for end, named in self.tables_at(noun):
            best = max(named.values())
            own = max((columns[0][0] for stop, columns in self.columns_at(noun) if stop == end), default=0.0)
            if own >= best and best < _CLEARLY:
                # `offers with their prices`: a column of the rows themselves comes before tables of which a word is part of the name.
                continue
            for table, score in named.items():
                if table in self._kin_columns and score >= best - 0.05:
                    found.setdefault(table, (end, score))
        if self.word(noun).endswith(("ed", "en", "d")):
            senses = [sense for sense in self.lexicon.roots.get((root_of(self.word(noun)),), ()) if not sense.column]
            best = max((sense.score for sense in senses), default=0.0)
            for sense in senses:
                if sense.table in self._kin_columns and sense.score >= best:
                    found.setdefault(sense.table, (noun + 1, _BY_VERB))
        return found

    @cached_property
    def _known(self) -> dict[int, dict[str, tuple[int, float]]]:
        return {}

    @cached_property
    def _kin_columns(self) -> dict[str, list[str]]:
        columns: dict[str, list[str]] = {}
        for child, column in self._kin:
            columns.setdefault(child, []).append(column)
        return columns

    def _kin_named(self, noun: int) -> Iterator[tuple[str, str, int, float]]:
        """Each of the tables named with each of its foreign keys to this one, in the order of the schema."""
        named = self._children_named(noun)
        for child, column in self._kin if named else ():
            if child in named:
                yield child, column, *named[child]

    def _inner(self, child: str, column: str, states: tuple[Filter, ...], operator: Operator, number: int) -> Query:
        reference = ColumnReference(column)
        known = self.lexicon.column(child, column)
        filters = (*states, *((Filter(reference, "not_null"),) if known is not None and known.nullable else ()))
        counted: Aggregate = "count"
        if operator == "gte" and number <= 1:
            return Query(child, (Selection(reference),), filters=filters)
        having = Filter(ColumnReference("*"), operator, number, aggregate=counted)
        return Query(child, (Selection(reference),), filters=(*filters, having), group=(reference,))

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
