"""Which rows come first, and how many of them."""

from __future__ import annotations

from collections.abc import Iterator

from appfactory.contract.language.asked.reader import PartReader
from appfactory.contract.language.asked.words import NAMING, RANKED, SILENT_WORDS, Part
from appfactory.contract.language.english import GRADABLE, SUPERLATIVES
from appfactory.contract.language.grammar.binding import of_type
from appfactory.contract.language.row_words import DETERMINERS
from appfactory.contract.language.spans import now_of
from appfactory.contract.language.values import is_temporal
from appfactory.contract.language.words import number_of
from appfactory.contract.model.request import Direction

_TIMELY = frozenset({"latest", "newest", "recent", "last", "earliest", "oldest", "first", "recently"})
_COSTS = {"costs": ("price", "cost", "amount"), "cost": ("price", "cost", "amount"), "lasts": ("duration", "length"), "last": ("duration", "length"),
          "holds": ("capacity", "size"), "weighs": ("weight",), "earns": ("salary", "income")}  # fmt: skip

_MOST_ROWS = 500
_COMING = frozenset({"start", "starts", "begin", "begins", "come", "comes", "happen", "happens", "leave", "leaves", "arrive", "arrives"})
_TO_COME = frozenset({"upcoming", "coming", "planned", "future"})
_BY_AGE: dict[str, Direction] = {"oldest": "asc", "youngest": "desc"}
"""Superlatives of age, which is the greater the earlier the time of a row."""
_FOREMOST = (["first"], ["on", "top"], ["at", "the", "top"], ["up", "top"], ["at", "the", "beginning"], ["to", "the", "top"], ["on", "the", "top"])
_GROUPING = frozenset({"per", "each", "every", "by"})
_WITH_THE = frozenset({",", "with", "the", "and"})
_NUMBERS = frozenset({"number", "count", "counts", "numbers", "total", "sum", "amount"})
_OF_OURS = frozenset({"of", "our", "the", "my", "all"})


class OrderParts(PartReader):
    """Reads in which order the rows are wanted."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        readers = (
            self._next, self._to_come_next, self._beginning_with, self._so_many, self._ranked, self._alphabetical, self._ordered, self._directed,
            self._first,
        )  # fmt: skip
        for read in readers:
            yield from read(place)

    def _next(self, place: int) -> Iterator[Part]:
        """`the next class`, `the next 3 bookings`: those to come, the first of them."""
        if self.word(place) != "next" or self.planned_time is None or self.span(place) is not None:
            return
        number = number_of(self.token(place + 1))
        end = place + 1 + isinstance(number, int)
        noun = end
        while noun < end + 2 and not self.names_own(noun) and self._may_stand_before(noun):
            noun += 1
        if self.names_own(noun):
            now = of_type(now_of(self.sentence.clock), self.planned_time.type)
            count = number if isinstance(number, int) else 1
            yield Part(place, end, (end - place) * 1.0, "order", self.planned_time.name, value=now, number=count, doubt=0.2)

    def _may_stand_before(self, place: int) -> bool:
        """`the next upcoming booking`, `the next confirmed one`: a state, or what `next` says already."""
        return self.word(place) in _TO_COME or bool(self.lexicon.own_states(self.table.name, self.token(place).text))

    def _to_come_next(self, place: int) -> Iterator[Part]:
        """`the two that start next`, `whose turn comes next`: those to come, the first of them."""
        head = self.past(place, frozenset({"that", "which", "who", "are", "is", "up"}), 2)
        head += self.word(head) in _COMING
        if head == place or self.word(head) != "next" or self.planned_time is None or self.word(head + 1) not in {"", ",", "?", ".", "with", "and"}:
            return
        now = of_type(now_of(self.sentence.clock), self.planned_time.type)
        counted = any(isinstance(number_of(token), int) for token in self.tokens[:place])
        # How many is said in front of their noun, or one.
        yield Part(
            place, head + 1, (head + 1 - place) * 1.0, "order", self.planned_time.name, value=now, number=0 if counted else 1, doubt=0.2
        )  # fmt: skip

    def _beginning_with(self, place: int) -> Iterator[Part]:
        """`beginning with the most expensive one`, `starting with the newest`."""
        if self.word(place) not in {"beginning", "starting"} or not self.says(place + 1, "with"):
            return
        head = self.past(place + 2, DETERMINERS, 1)
        graded = self.word(head) in {"most", "least"} and self.word(head + 1) in GRADABLE
        told = GRADABLE[self.word(head + 1)] if graded else SUPERLATIVES.get(self.word(head))
        if told is None:
            return
        end = self.past(head + 1 + graded, frozenset({"one", "ones"}), 1)
        reverse = graded and self.word(head) == "least"
        direction: Direction = "desc" if (told[0] == "max") != reverse else "asc"
        yield Part(place, end, (end - place) * 0.9, "order", "", direction=direction)
        yield from self._by_word(place, end, "max" if direction == "desc" else "min", told[1], 0)

    def _so_many(self, place: int) -> Iterator[Part]:
        """`which two services have the longest notice`: how many rows, in front of their noun."""
        number = number_of(self.token(place))
        first = any(word in SUPERLATIVES or word in {"most", "least", "next"} for word in self.words[place + 2 :])
        noun = self.past(place + 1, _OF_OURS, 3)
        if isinstance(number, int) and 1 < number <= _MOST_ROWS and first and (self.names_own(noun) or self._says_kind(noun)):
            yield Part(place, noun, 1.0 * (noun - place), "limit", number=number)

    def _ranked(self, place: int) -> Iterator[Part]:
        """`bookings per offer, most first`, `sorted by number, descending`: groups by what is told of them."""
        if not _GROUPING & set(self.words):
            return
        start = self.past(place, _WITH_THE, 2)
        end_of_scale = SUPERLATIVES.get(self.word(start), ("", ()))[0]
        popular = start + 1 + (self.word(start) in {"most", "least"} and self.word(start + 1) in GRADABLE)
        if end_of_scale and (foremost := self._foremost(popular)) > popular:
            yield Part(place, foremost, (foremost - place) * 1.15, "order", RANKED, direction="desc" if end_of_scale == "max" else "asc")
        keyword, size = self.keyword(place, "order")
        head = self.past(place + size, DETERMINERS, 1)
        if keyword is None or self.word(head) not in _NUMBERS:
            return
        own = self.past(head + 1, frozenset({"of", "the", "rows", "entries"}), 3)
        end = next((stop for stop, named in self.tables_at(own) if self.table.name in named), head + 1) if own > head + 1 else head + 1
        said, extent = self.keyword(end + self.says(end, ","), "direction")
        direction: Direction = "desc" if said is not None and said.payload == "desc" else "asc"
        stop = end + self.says(end, ",") + extent if said is not None else end
        yield Part(place, stop, (stop - place) * 1.1, "order", RANKED, direction=direction, doubt=0.3 * (said is None))

    def _says_kind(self, place: int) -> bool:
        """True for a word for a kind of rows: `two spaces`."""
        token = self.token(place)
        return bool(self.lexicon.own_states(self.table.name, token.lemma)) and token.kind == "word"

    def _ordered(self, place: int) -> Iterator[Part]:
        """`sorted by name`, `newest first`, `by price descending`, `A to Z`, `alphabetically`."""
        display = self.lexicon.display.get(self.table.name, "")
        if self.words[place : place + 3] == ["a", "to", "z"] and display:
            yield Part(place, place + 3, 3.3, "order", display)
        behind = place + 1 + self.says(place + 1, "one", "ones")
        foremost = self._foremost(behind) if self.word(place) in SUPERLATIVES else behind
        if foremost > behind:
            end_of_scale, words = SUPERLATIVES[self.word(place)]
            yield from self._by_word(place, foremost, end_of_scale, words, 0)
            yield Part(place, foremost, 0.6 * (foremost - place), "order", "", direction="desc" if end_of_scale == "max" else "asc")
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
                yield Part(place, end, (end - place) * 1.0, "along", columns[0][1].name)
                continue
            direction_said: Direction = "desc" if "desc" in ((said.payload if said else ""), (keyword.payload if keyword else "")) else "asc"
            yield Part(place, end + extent, (end + extent - place) * 1.05, "order", columns[0][1].name, direction=direction_said)

    def _directed(self, place: int) -> Iterator[Part]:
        """`descending by created_at`: the direction in front of the column."""
        direction, size = self.keyword(place, "direction")
        if direction is not None and self.says(place + size, "by", "on"):
            for end, columns in self.columns_at(self.past(place + size + 1, DETERMINERS, 1))[:1]:
                yield Part(place, end, (end - place) * 1.1, "order", columns[0][1].name, direction=direction.payload)  # type: ignore[arg-type]

    def _first(self, place: int) -> Iterator[Part]:
        """`the 3 most expensive`, `latest`, `with the highest capacity`, `top 5 by price`, `last 4`, `that costs the most`."""
        start, number = place, 0
        if self.says(place - 1, "whose"):
            # `whose minimum notice is less than 12 hours` names a column.
            return
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
            stop = start + 3 + (self.word(start + 3) in {"people", "guests", "persons", "money"})
            yield from self._by_word(place, stop, end, _COSTS[word], number or 1)
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

    def _alphabetical(self, place: int) -> Iterator[Part]:
        """`alphabetical by name`."""
        if self.word(place) == "alphabetical" and self.says(place + 1, "by"):
            for end, columns in self.columns_at(place + 2)[:1]:
                yield Part(place, end, (end - place) * 1.1, "order", columns[0][1].name)

    def _foremost(self, place: int) -> int:
        """Where `first`, `on top`, `at the beginning` end; the same token if it is none."""
        for phrase in _FOREMOST:
            if self.words[place : place + len(phrase)] == phrase:
                return place + len(phrase)
        return place

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
                    if is_temporal(column.type) and word in _BY_AGE:
                        direction = _BY_AGE[word]
                    gain = (end - place) * (0.55 + 0.5 * score)
                    asked = self.word(0) in {"what", "what's", "whats", "how", "highest", "lowest", "the"} or (self.word(0) == word and place == 0)
                    asked = asked and not {"row", "rows", "record"} & set(self.words)
                    if opened and not number and end > head and asked:
                        yield Part(place, end, gain + 0.1, "measure", column.name, aggregate="max" if direction == "desc" else "min")
                    yield Part(place, end, gain, "order", column.name, direction=direction, number=number or 1)
                    foremost = self._foremost(end)
                    if foremost > end > head:
                        yield Part(place, foremost, gain + 1.1 * (foremost - end), "order", column.name, direction=direction, number=number)
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
