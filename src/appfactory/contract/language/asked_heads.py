"""What is wanted of the rows: columns, those that come first, groups."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from appfactory.contract.language.asked import NAMING, SILENT_WORDS, AskedWords, Part
from appfactory.contract.language.binding import of_type
from appfactory.contract.language.english import COMPARATIVES, GRADABLE, KEYWORDS, SUPERLATIVES
from appfactory.contract.language.row_words import DETERMINERS, PLACING
from appfactory.contract.language.spans import now_of
from appfactory.contract.language.values import is_temporal, kind_of
from appfactory.contract.language.words import number_of, root_of
from appfactory.contract.model.request import Direction
from appfactory.model.database import Column

_WHATEVER = (("whatever",), ("regardless", "of"), ("no", "matter", "the"), ("no", "matter", "which"), ("irrespective", "of"), ("never", "mind"))
_TIMELY = frozenset({"latest", "newest", "recent", "last", "earliest", "oldest", "first", "recently"})
_COSTS = {"costs": ("price", "cost", "amount"), "cost": ("price", "cost", "amount"), "lasts": ("duration", "length"), "last": ("duration", "length"),
          "holds": ("capacity", "size"), "weighs": ("weight",), "earns": ("salary", "income")}  # fmt: skip
_LEAST_WANTED, _ONLY_TABLE = 0.55, 0.72
"""How well a phrase has to name a column that is wanted; how well the one table with a last word is named by it."""


class HeadParts(AskedWords):
    """Reads what is wanted of the rows of the table, and in which order."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        for read in (
            self._next,
            self._table,
            self._silent,
            self._whatever,
            self._along,
            self._idle_verb,
            self._wanted,
            self._of_parent,
            self._ordered,
            self._first,
            self._grouped,
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
        if self.word(place) in SILENT_WORDS and not self.names_table(place):
            yield Part(place, place + 1, 0.45, "silent")
        keyword, size = self.keyword(place, "open", "what", "be", "filler", "det", "number_noun")
        if keyword is not None and size > 1:
            yield Part(place, place + size, size * 0.45, "silent")

    def _idle_verb(self, place: int) -> Iterator[Part]:
        """`which offer carries the highest price`, `offers that hang off Career Coaching`: a verb that nothing knows leads on to what is."""
        token = self.token(place)
        if (
            token.kind != "word"
            or not token.text.islower()
            or place == self.start
            or self._is_known(place)
            or self.word(place - 1) in PLACING | DETERMINERS
        ):
            return
        off = self.past(place + 1, PLACING | {"off"}, 2)
        head = self.past(off, DETERMINERS, 1)
        leads = self.word(head) in SUPERLATIVES or bool(self.columns_at(head)) if off == place + 1 else bool(self.name_ends(head))
        if leads:
            yield Part(place, off if off > place + 1 else place + 1, 0.2 * (off - place), "silent", doubt=0.8)

    def _is_known(self, place: int) -> bool:
        """True for a word of the grammar, or one that names anything of the schema."""
        token = self.token(place)
        if token.lower in SILENT_WORDS or (token.lower,) in KEYWORDS or token.lower in SUPERLATIVES or token.lower in COMPARATIVES:
            return True
        known = self.tables_at(place) or self.columns_at(place) or (token.root,) in self.lexicon.roots or (token.lemma,) in self.lexicon.phrases
        return bool(known or self.lexicon.values.get((token.lemma,)) or self.lexicon.own_states(self.table.name, token.text))

    def _names_own(self, place: int) -> bool:
        return any(self.table.name in named for _, named in self.tables_at(place))

    def _along(self, place: int) -> Iterator[Part]:
        """`a company behind them`, `a buffer after a booking`, `running or not`: what only says of what one speaks."""
        if self.words[place + 1 : place + 3] == ["or", "not"]:
            yield Part(place, place + 3, 3.5, "silent")
        if place == self.end - 1 and self.word(place) in {"holds", "hold", "has", "have", "had", "owns", "own"}:
            yield Part(place, place + 1, 0.45, "silent")
        if (
            self.word(place) in {"behind", "with", "on", "for", "to", "by"}
            and self.word(place + 1) in {"them", "it", "him", "her"}
            and place > self.start
        ):
            yield Part(place, place + 2, 0.9, "silent")
        if self.word(place) in {"a", "an", "each", "every"} and self.word(place - 1) in {"after", "before", "per"} and self._ends_column(place):
            for end, _ in self.tables_at(place + 1)[:1]:
                yield Part(place, end, (end - place) * 1.0, "silent")

    def _ends_column(self, place: int) -> bool:
        """True if the name of a column ends in front of a token."""
        return any(end == place for start in range(max(self.start, place - 4), place - 1) for end, _ in self.columns_at(start))

    def _whatever(self, place: int) -> Iterator[Part]:
        """`whatever the status`, `regardless of type`: what makes no difference."""
        for lead in _WHATEVER:
            if tuple(self.words[place : place + len(lead)]) == lead:
                head = self.past(place + len(lead), DETERMINERS, 1)
                for end, _ in self.columns_at(head)[:1]:
                    yield Part(place, end, (end - place) * 0.9, "silent")

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
            tied = len(columns) > 1 and columns[1][0] >= score
            # `less than $60 a cycle`: what an article leads to is said along the way.
            if place > self.start + 2 and score < 0.8 and self.word(place - 1) in {"a", "an"}:
                continue
            if end == place + 1 and self.token(place).lemma in self.lexicon.names[self.table.name, ""] and not self._named_elsewhere(place, end):
                score -= 0.45
            behind = end + self.says(end, "address", "addresses", "number", "numbers", "values", "value") if score >= 0.8 else end
            yield Part(place, behind, (behind - place) * (0.2 + 0.5 * score), "wanted", column.name, doubt=0.5 * tied)

    def _next(self, place: int) -> Iterator[Part]:
        """`the next class`, `the next 3 bookings`: those to come, the first of them."""
        if self.word(place) != "next" or self.planned_time is None or self.span(place) is not None:
            return
        number = number_of(self.token(place + 1))
        end = place + 1 + isinstance(number, int)
        noun = end
        while noun < end + 2 and not self._names_own(noun) and self.lexicon.own_states(self.table.name, self.token(noun).text):
            noun += 1
        if self._names_own(noun):
            now = of_type(now_of(self.sentence.clock), self.planned_time.type)
            count = number if isinstance(number, int) else 1
            yield Part(place, end, (end - place) * 1.0, "order", self.planned_time.name, value=now, number=count, doubt=0.2)

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
                if self._stands_behind(place):
                    yield Part(place, end, (end - place) * (0.15 + 0.5 * score), "silent", doubt=0.3)
                elif display:
                    yield Part(place, end, (end - place) * (0.1 + 0.5 * score), "wanted", display, through=column, doubt=doubt + 0.3)
        for end, columns in self.columns_at(place):
            column = columns[0][1].name
            foreign = dict(self.foreign).get(column)
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
                    if named.get(parent, 0.0) >= 0.7 and parent != self.table.name:
                        found = next((name for stop, name in self._columns_of(parent, place) if stop == place + size), "")
                        if not found and self.word(place) in {"name", "names"}:
                            found = self.lexicon.display.get(parent, "")
                        if found:
                            yield Part(place, end, (end - place) * (0.3 + 0.6 * named[parent]), "wanted", found, through=column)

    def _columns_of(self, parent: str, place: int) -> Iterator[tuple[int, str]]:
        phrases = self.lexicon.own_phrases(parent)
        for size in (3, 2, 1):
            for lemmas in self.spelt(place, min(self.end, place + size)) if place + size <= self.end else ():
                senses = sorted(phrases.get(lemmas, ()), key=lambda sense: -sense.score)
                if senses and senses[0].score >= 0.7:
                    yield place + size, senses[0].column
                    return

    def _ordered(self, place: int) -> Iterator[Part]:
        """`sorted by name`, `newest first`, `by price descending`, `A to Z`, `alphabetically`."""
        display = self.lexicon.display.get(self.table.name, "")
        if self.words[place : place + 3] == ["a", "to", "z"] and display:
            yield Part(place, place + 3, 3.3, "order", display)
        if self.word(place) in SUPERLATIVES and self.says(place + 1, "first"):
            end_of_scale, words = SUPERLATIVES[self.word(place)]
            yield from self._by_word(place, place + 2, end_of_scale, words, 0)
            yield Part(place, place + 2, 1.2, "order", "", direction="desc" if end_of_scale == "max" else "asc")
        if self.word(place) == "soonest" and self.says(place + 1, "first") and self.main is not None:
            yield Part(place, place + 2, 2.2, "order", self.main[0].name, doubt=self.main[1])
        keyword, size = self.keyword(place, "order")
        if keyword is None and self.word(place) == "by":
            size = 1
        elif keyword is None:
            direction, size = self.keyword(place, "direction")
            if direction is None:
                return
            if "alphabetical" in self.word(place + size - 1) or "alphabetical" in " ".join(self.words[place : place + size]):
                if display:
                    yield Part(place, place + size, size * 1.1, "order", display, direction=direction.payload)  # type: ignore[arg-type]
            elif self.word(place) in {"newest", "latest", "most", "oldest", "earliest", "soonest"} and self.made_time is not None:
                yield Part(place, place + size, size * 1.1, "order", self.made_time.name, direction=direction.payload)  # type: ignore[arg-type]
            return
        head = self.past(place + size, DETERMINERS, 1)
        for end, columns in self.columns_at(head):
            said, extent = self.keyword(end, "direction")
            if keyword is None and said is None:
                yield Part(place, end, (end - place) * 0.9, "along", columns[0][1].name)
                continue
            direction_said: Direction = "desc" if "desc" in ((said.payload if said else ""), (keyword.payload if keyword else "")) else "asc"
            yield Part(place, end + extent, (end + extent - place) * 1.05, "order", columns[0][1].name, direction=direction_said)

    def _first(self, place: int) -> Iterator[Part]:
        """`the 3 most expensive`, `latest`, `with the highest capacity`, `top 5 by price`, `last 4`, `that costs the most`."""
        start, number = place, 0
        if number_of(self.token(place)) is not None and isinstance(number_of(self.token(place)), int):
            number, start = int(number_of(self.token(place)) or 0), place + 1
            if not 0 < number <= 500:
                return
        if start >= self.end:
            return
        word, head = self.word(start), start + 1
        told = SUPERLATIVES.get(word)
        if word in {"most", "least"} and head < self.end and self.word(head) in GRADABLE:
            told, head = GRADABLE[self.word(head)], head + 1
            if word == "least":
                told = ("min" if told[0] == "max" else "max", told[1])
            word = self.word(head - 1)
        elif word in _COSTS and self.words[start + 1 : start + 3] in (["the", "most"], ["the", "least"]):
            end = "max" if self.word(start + 2) == "most" else "min"
            yield from self._by_word(place, start + 3, end, _COSTS[word], number or 1)
            return
        if (number and word == "top") or (word == "top" and isinstance(number_of(self.token(head)), int)):
            count = number or int(number_of(self.token(head)) or 0)
            yield Part(place, head + (not number), 1.0 * (head + (not number) - place), "order", "", direction="desc", number=count)
        if told is None or word in {"more", "leading"} or (number and word in {"min", "max"}):
            return
        if not number and head < self.end and isinstance(number_of(self.token(head)), int):
            number, head = int(number_of(self.token(head)) or 0), head + 1
            if not 0 < number <= 500:
                return
        yield from self._extreme(place, head, word, told, number)

    def _extreme(self, place: int, head: int, word: str, told: tuple[str, tuple[str, ...]], number: int) -> Iterator[Part]:
        direction: Direction = "desc" if told[0] == "max" else "asc"
        after = next((end for end, named in self.tables_at(head) if self.table.name in named and self.columns_at(end)), head)
        opened = all(each in SILENT_WORDS for each in self.words[:place])
        numerous = word in {"most", "least", "fewest"} and any(max(named.values()) >= NAMING for _, named in self.tables_at(head))
        for end, columns in self.columns_at(after):
            for score, column in columns[:3]:
                if numerous and score < 0.9:
                    continue
                if self.can_add(column) or is_temporal(column.type):
                    gain = (end - place) * (0.55 + 0.5 * score)
                    if opened and not number and end > head and self.word(0) in {"what", "what's", "how", "highest", "lowest", "the"}:
                        yield Part(place, end, gain + 0.1, "measure", column.name, aggregate="max" if direction == "desc" else "min")
                    yield Part(place, end, gain, "order", column.name, direction=direction, number=number or 1)
                    if self.says(end, "first") and end > head:
                        yield Part(place, end + 1, gain + 1.1, "order", column.name, direction=direction, number=number)
                    break
        if word in _TIMELY:
            for end in (self.past(head, frozenset({"created", "made", "placed", "added"}), 1), head):
                timed = self.made_time if word in {"recent", "recently", "newest", "latest"} else self.main_time
                if timed is not None:
                    reverse: Direction = "asc" if word in {"earliest", "oldest", "first"} else "desc"
                    doubt = 0.0 if end > head and timed is self.made_time else 0.3
                    yield Part(place, end, (end - place) * 0.95, "order", timed.name, direction=reverse, number=number or 1, doubt=doubt)
            return
        yield from self._by_word(place, head, told[0], told[1], number or 1)
        if "by" in self.words[head:]:
            yield Part(place, head, (head - place) * 0.9, "order", "", direction=direction, number=number or 1)

    def _by_word(self, place: int, end: int, extreme: str, words: tuple[str, ...], number: int) -> Iterator[Part]:
        """The column that a superlative speaks of by its meaning: the cheapest has the least price."""
        for word in words:
            found = [column for column in self.table.columns if self.can_add(column) and word in self.lexicon.names[self.table.name, column.name]]
            if found:
                direction: Direction = "desc" if extreme == "max" else "asc"
                yield Part(place, end, (end - place) * 1.0, "order", found[0].name, direction=direction, number=number, doubt=0.3 * (len(found) > 1))
                return

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
        for end, columns in self.columns_at(head):
            score, column = columns[0]
            parent = dict(self.foreign).get(column.name)
            stop = self.past(end, frozenset({"name", "names"}), 1)
            if parent is not None and self.lexicon.display.get(parent):
                yield Part(place, stop, (stop - place) * (0.5 + 0.5 * score), "group", self.lexicon.display[parent], through=column.name)
            elif kind_of(column.type) in {"text", "boolean", "date"} and score >= _LEAST_WANTED:
                yield Part(place, end, (end - place) * (0.5 + 0.5 * score), "group", column.name)
        for end, named in self.tables_at(head):
            if named.get(self.table.name, 0.0) >= max(named.values()) and not {"how", "number", "count"} & set(self.words):
                # `For each booking`: the rows one by one.
                yield Part(place, end, (end - place) * 1.05, "table")
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
