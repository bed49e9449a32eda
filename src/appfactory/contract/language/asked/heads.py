"""What is wanted of the rows: columns, those that come first, groups."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from appfactory.contract.language.asked.reader import PartReader
from appfactory.contract.language.asked.words import SILENT_WORDS, Part
from appfactory.contract.language.row_words import DETERMINERS
from appfactory.contract.language.values import is_numeric, is_temporal, kind_of
from appfactory.contract.language.words import root_of
from appfactory.model.database import Column

_SAID_OF = 1.0
"""What speaks, a token, for the name of what rows belong to, where the rows themselves are called alike and have no name."""
_SHARED = 0.9
"""How well two words have to name a column of which the second is shared with another."""
_LEAST_WANTED, _ONLY_TABLE = 0.55, 0.72
"""How well a phrase has to name a column that is wanted; how well the one table with a last word is named by it."""


_LONGEST_GROUP = 6
"""Tokens of the longest phrase that makes groups, in front of a second one."""
_MOVING = frozenset({"go", "goes", "out", "come", "comes", "over", "away", "travel", "travels", "drive", "drives"})


_PLACED = frozenset({"located", "based", "situated"})


class HeadParts(PartReader):
    """Reads what is wanted of the rows of the table, and in which order."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        for read in (
            self._table,
            self._silent,
            self._wanted,
            self._with_shared_noun,
            self._of_parent,
            self._grouped,
            self._grouped_too,
        ):
            yield from read(place)

    def _table(self, place: int) -> Iterator[Part]:
        for end, named in self.tables_at(place):
            if self.table.name in named:
                if named[self.table.name] < 1.0 and self._named_elsewhere(place, end):
                    continue
                # The last word of a name that no other table ends with (`lines`, of order_lines) says the table well enough.
                alone = end == place + 1 and len(named) == 1
                score = max(named[self.table.name], _ONLY_TABLE if alone else 0.0)
                behind = 0.5 * (score - max(named.values()))
                yield Part(place, end, (end - place) * (1.1 * score + behind) + 0.2 * (end - place - 1), "table")
        token = self.token(place)
        if token.kind == "word" and self.word(place).endswith(("ed", "ing")) and token.root in self._roots:
            yield Part(place, place + 1, 0.6, "silent")

    def _named_elsewhere(self, place: int, end: int) -> bool:
        """True for a part of the table's name that names a column in full, where the table is named in full, too (`offer_versions with version`)."""
        own = any(self._is_whole_name(column) for stop, columns in self.columns_at(place) if stop == end for _, column in columns[:1])
        return own and any(other not in range(place, end) for other in self._named_in_full)

    def _is_whole_name(self, column: Column) -> bool:
        return len(self._names_of(column)) == 1 and not is_temporal(column.type)

    @cached_property
    def _named_in_full(self) -> list[int]:
        return [at for at in range(self.end) for _, named in self.tables_at(at) if named.get(self.table.name, 0.0) >= 1.0]

    @cached_property
    def _roots(self) -> frozenset[str]:
        return frozenset(root_of(word) for word in self.lexicon.names[self.table.name, ""][:1])

    def _silent(self, place: int) -> Iterator[Part]:
        verbal = self.word(place + 1) in {"each", "every"} and place > self.start
        if self.word(place) in SILENT_WORDS and (verbal or not self.names_table(place)):
            yield Part(place, place + 1, 0.45, "silent")
        keyword, size = self.keyword(place, "open", "what", "be", "filler", "det", "number_noun")
        if keyword is not None and size > 1:
            yield Part(place, place + size, size * 0.45, "silent")

    def _wanted(self, place: int) -> Iterator[Part]:
        """Columns of the table: `the email and phone of …`, `email addresses`."""
        for end, columns in self.columns_at(place):
            score, column = columns[0]
            if score < _LEAST_WANTED:
                continue
            if is_temporal(column.type) and end == place + 1 and self.word(place).endswith("ed"):
                continue
            if is_temporal(column.type) and end == place + 1 and self.word(place - 1) == "to":
                # `the next class to start` asks for no column.
                yield Part(place, end, 0.4, "silent")
                continue
            if self.word(place - 1) in {"which", "what"} and self.word(place) in {"day", "days"} and is_numeric(column.type):
                # Which days are asked for, and not how many.
                continue
            tied = len(columns) > 1 and columns[1][0] >= score
            # `less than $60 a cycle`: what an article leads to is said along the way.
            if place > self.start + 2 and score < 0.8 and self.word(place - 1) in {"a", "an"}:
                continue
            if end == place + 1 and self.token(place).lemma in self.lexicon.names[self.table.name, ""] and not self._named_elsewhere(place, end):
                score -= 0.45
            behind = end + self.says(end, "address", "addresses", "number", "numbers", "values", "value") if score >= 0.7 else end
            yield Part(place, behind, (behind - place) * (0.2 + 0.5 * score), "wanted", column.name, doubt=0.5 * tied)

    def _with_shared_noun(self, place: int) -> Iterator[Part]:
        """`start` of `start and end time`: the column that it names with the noun behind the second word."""
        if self.word(place + 1) not in {"and", "or", "/", "&"}:
            return
        alone, noun = self.token(place).lemma, self.token(place + 3).lemma
        both = ((alone, noun), (self.token(place + 2).lemma, noun))
        found = [[sense for sense in self.phrases.get(lemmas, ()) if sense.column and sense.score >= _SHARED] for lemmas in both]
        if noun and all(found) and not self.columns_at(place + 1):
            best = max(found[0], key=lambda sense: sense.score)
            yield Part(place, place + 1, 1.0, "wanted", best.column)

    def _of_parent(self, place: int) -> Iterator[Part]:
        """What is wanted of a row that is referred to: `offer name`, `the name of the customer`, `their customer`."""
        yield from self._name_of_parent(place)
        for end, named in self.tables_at(place):
            for column, parent in self.foreign:
                if parent not in named:
                    continue
                score = named[parent]
                display = self.lexicon.display.get(parent, "")
                rivals = sum(1 for _, other in self.foreign if other == parent)
                doubt = 0.5 * (rivals > 1)
                after = self.past(end, frozenset({"'s"}), 1)
                for behind, found in self._columns_of(parent, after):
                    yield Part(place, behind, (behind - place) * (0.3 + 0.6 * score), "wanted", found, through=column, doubt=doubt)
                if self._stands_behind(place) or self._is_passed_by(place):
                    yield Part(place, end, (end - place) * (0.15 + 0.5 * score), "silent", doubt=0.3)
                elif display and not self._is_moved_to(place):
                    yield Part(place, end, (end - place) * (0.1 + 0.5 * score), "wanted", display, through=column, doubt=doubt + 0.3)
        for end, columns in self.columns_at(place):
            column = columns[0][1].name
            foreign = dict(self.foreign).get(column)
            if self.word(place) in _PLACED and self.word(end) in {"in", "at"}:
                # What is located somewhere is not asked where it is.
                continue
            if foreign and self.lexicon.display.get(foreign):
                owned = end + self.says(end, "'s")
                behind = owned + self.says(owned, "name", "names")
                yield Part(
                    place,
                    behind,
                    (behind - place) * (0.2 + 0.6 * columns[0][0]),
                    "wanted",
                    self.lexicon.display[foreign],
                    through=column,
                    doubt=0.2 if behind > owned else 0.3,
                )

    def _is_passed_by(self, place: int) -> bool:
        """True behind a preposition that leads to whom or what something is done: `that go out to the customer`, `in our queues`."""
        before = place - 1
        while self.word(before) in DETERMINERS | {"all", "any"}:
            before -= 1
        moved = self._is_moved_to(place)
        return self.word(before) in {"to", "by", "from", "in", "at"} and before > self.start and not moved

    def _is_moved_to(self, place: int) -> bool:
        """`that go out to the customer` says something of the rows, and asks for no customer."""
        before = place - 1
        while self.word(before) in DETERMINERS | {"all", "any"}:
            before -= 1
        return self.word(before) == "to" and self.word(before - 1) in _MOVING

    def _stands_behind(self, place: int) -> bool:
        """True for what only says whose the rows are: `versions of our offers` are all versions."""
        before = place - 1
        while self.word(before) in DETERMINERS | {"all", "any"}:
            before -= 1
        named = [
            end for start in (before - 1, before - 2, before - 3) if start >= 0 for end, tables in self.tables_at(start) if self.table.name in tables
        ]
        return self.word(before) in {"of", "for", "on", "in"} and before in named

    def _name_of_parent(self, place: int) -> Iterator[Part]:
        """`the names of their customers`: a column of the row that is referred to, before it."""
        for size in (2, 1):
            inner = self.past(place + size, frozenset({"of", "the", "their", "its", "each", "all"}), 3)
            if inner == place + size or self.words[place + size : place + size + 1] != ["of"]:
                continue
            for end, named in self.tables_at(inner)[:1]:
                for column, parent in self.foreign:
                    if named.get(parent, 0.0) >= (0.7 if self.lexicon.display.get(self.table.name) else 0.5) and parent != self.table.name:
                        found = next((name for stop, name in self._columns_of(parent, place) if stop == place + size), "")
                        if not found and self.word(place) in {"name", "names"}:
                            found = self.lexicon.display.get(parent, "")
                        if found:
                            gain = max(0.3 + 0.6 * named[parent], _SAID_OF * (named[parent] < max(named.values())))
                            yield Part(place, end, (end - place) * gain, "wanted", found, through=column)

    def _columns_of(self, parent: str, place: int) -> Iterator[tuple[int, str]]:
        phrases = self.lexicon.own_phrases(parent)
        for size in (3, 2, 1):
            for lemmas in self.spelt(place, min(self.end, place + size)) if place + size <= self.end else ():
                senses = sorted(phrases.get(lemmas, ()), key=lambda sense: -sense.score)
                if senses and senses[0].score >= 0.7:
                    yield place + size, senses[0].column
                    return

    def _grouped_too(self, place: int) -> Iterator[Part]:
        """`by queue and status`: a second column that makes the groups."""
        if self.word(place) not in {"and", "/", "&"} or not {"by", "per", "each", "every"} & set(self.words[:place]):
            return
        if any(
            part.role == "group" and part.end == place
            for start in range(max(self.start, place - _LONGEST_GROUP), place)
            for part in self._grouped(start)
        ):
            yield from self._grouped_by(place, self.past(place + 1, DETERMINERS | {"by", "per"}, 2))

    def _grouped(self, place: int) -> Iterator[Part]:
        """`per customer`, `by status`, `for each offer`, `in each location`."""
        keyword, size = self.keyword(place, "each")
        if keyword is None and self.word(place) == "by":
            size = 1
        elif keyword is None:
            return
        if keyword is None and self.word(place - 1).endswith(("ed", "made", "given", "run", "led")):
            return
        if keyword is not None and place + size == self.end:
            # `…, with the total for each`: of the groups that are said before.
            yield Part(place, place + size, size * 0.6, "silent")
        head = self.past(place + size, DETERMINERS | {"of", "different"}, 2)
        yield from self._grouped_by(place, head, each=keyword is not None)

    def _grouped_by(self, place: int, head: int, *, each: bool = False) -> Iterator[Part]:
        """The groups that the column or table makes which is named at `head`."""
        for end, columns in self.columns_at(head):
            score, column = columns[0]
            parent = dict(self.foreign).get(column.name)
            stop = self.past(end, frozenset({"name", "names"}), 1)
            if parent is not None and self.lexicon.display.get(parent):
                yield Part(place, stop, (stop - place) * (0.5 + 0.5 * score), "group", self.lexicon.display[parent], through=column.name)
            elif kind_of(column.type) in {"text", "boolean", "date"} and score >= _LEAST_WANTED:
                yield Part(place, end, (end - place) * (0.5 + 0.5 * score), "group", column.name)
        for end, named in self.tables_at(head):
            if named.get(self.table.name, 0.0) >= max(named.values()):
                yield from self._grouped_by_own(place, end, each=each)
                continue
            for name, parent in self.foreign:
                if parent in named and self.lexicon.display.get(parent):
                    stop = self.past(end, frozenset({"name", "names"}), 1)
                    rivals = sum(1 for _, other in self.foreign if other == parent)
                    alike = self.lexicon.names[self.table.name, name][0] in self.lexicon.names[parent, ""]
                    worth = 0.5 + 0.5 * named[parent] - 0.05 * (rivals > 1 and not alike)
                    yield Part(
                        place,
                        stop,
                        (stop - place) * worth,
                        "group",
                        self.lexicon.display[parent],
                        through=name,
                        doubt=0.5 * (rivals > 1 and not alike),
                    )

    def _grouped_by_own(self, place: int, end: int, *, each: bool) -> Iterator[Part]:
        """`by payment status`: the table's own noun in front of its column; `for each booking`: the rows one by one."""
        for stop, columns in self.columns_at(end)[:1]:
            if kind_of(columns[0][1].type) in {"text", "boolean", "date"}:
                yield Part(place, stop, (stop - place) * (0.5 + 0.5 * columns[0][0]), "group", columns[0][1].name)
        if each and not {"how", "number", "count"} & set(self.words):
            yield Part(place, end, (end - place) * 1.05, "table")
