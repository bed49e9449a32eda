"""Rows that refer to those of the table: that a row has some, none, or so many of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from appfactory.compile.reserved import word_set
from appfactory.contract.language.asked import AskedWords, Part
from appfactory.contract.language.row_words import DETERMINERS, PLACING
from appfactory.contract.language.words import number_of, root_of
from appfactory.contract.model.request import Aggregate, ColumnReference, Direction, Filter, Operator, Query, Selection

_HAVING = word_set(
    "with have has having that which who had own owns contain contains include includes any a an some use uses of at their its ever actually been"
)
_STRONG = word_set("with have has having had own owns contain contains include includes use uses been")
_NONE = word_set("no without never not nobody nothing zero haven't hasn't don't doesn't didn't dont doesnt didnt havent hasnt")
_EXTREMES: dict[str, Direction] = {"most": "desc", "least": "asc", "fewest": "asc"}
_OFTEN = frozenset({"often", "frequently", "many"})
_BY_VERB = 0.75
"""How well a participle names a table."""
_COUNTS: dict[str, Operator] = {"more": "gte", "above": "gte", "less": "lte", "fewer": "lte"}


class ChildParts(AskedWords):
    """Reads what is said of the rows that refer to those of the table, and of how many rows of the table a group has."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        yield from self._children(place)
        yield from self._beyond(place)
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
        elif not (strong or negated):
            return
        yield from self._kin_at(place, self.past(start, frozenset({"different", "of", "the", "single"}), 1), negated, operator, number)

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
        spoken = any(token.kind == "word" and token.lower.endswith("ed") and token.root == root_of(first) for token in self.tokens)
        return spoken or (first == names[self.table.name, ""][0] and len(names[child, ""]) == 1)

    def _most(self, place: int) -> Iterator[Part]:
        """`with the most bookings`, `booked the most`, `most often booked`, `by number of bookings`: ordered by how many rows refer to a row."""
        head = self.past(place, word_set("with having that which who has have had been is are was were got get gets by the"), 4)
        direction: Direction = "desc"
        if self.words[head : head + 2] == ["number", "of"] and "by" in self.words[place:head]:
            noun, number = head + 2, 0
        elif self.word(head) in _EXTREMES and head > place:
            direction, noun, number = _EXTREMES[self.word(head)], self.past(head + 1, _OFTEN, 1), 1
        else:
            for child, column in self._kin:
                end, score = self._child_end(head, child)
                last = self.past(end, frozenset({"the"}), 1) if end is not None and score == _BY_VERB else 0
                if end is not None and self.word(last) in _EXTREMES and last >= end:
                    stop = self.past(last + 1, _OFTEN, 1)
                    yield Part(
                        place, stop, (stop - place) * 1.0, "most", column, child=child, direction=_EXTREMES[self.word(last)], number=1, doubt=0.2
                    )
                    return
            return
        for child, column in self._kin:
            end, score = self._child_end(noun, child)
            if end is not None:
                gain = (end - place) * (0.6 + 0.45 * score)
                yield Part(place, end, gain, "most", column, child=child, direction=direction, number=number, doubt=0.2)

    def _times(self, place: int) -> Iterator[Part]:
        """`have booked more than once`, `that were booked at least 3 times`: how many rows refer to a row, by the verb."""
        head = self.past(place, word_set("that which who have has had been is are was were"), 3)
        for child, column in self._kin:
            end, score = self._child_end(head, child)
            if end is None or score != _BY_VERB or head == place:
                continue
            keyword, size = self.keyword(end, "op")
            number = number_of(self.token(end + size))
            if not isinstance(number, int):
                continue
            stop = self.past(end + size + 1, frozenset({"times", "time"}), 1)
            if self.word(end + size) not in {"once", "twice"} and stop == end + size + 1:
                continue
            operator: Operator = keyword.payload if keyword is not None else "eq"  # type: ignore[assignment]
            inner = self._inner(child, column, (), operator, number)
            yield Part(place, stop, (stop - place) * 1.0, "filter", self.table.primary_key[0], "in", inner, doubt=0.2)

    def _kin_at(self, place: int, start: int, negated: bool, operator: Operator, number: int) -> Iterator[Part]:
        for child, column in self._kin:
            states: tuple[Filter, ...] = ()
            noun = start
            direct, _ = self._child_end(start, child)
            for size in (2, 1) if direct is None else ():
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
                return noun + 1, _BY_VERB
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
