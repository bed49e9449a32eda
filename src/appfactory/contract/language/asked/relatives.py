"""Columns of rows that are referred to, or that those refer to: `the status of the booking they belong to`, `with who wrote it`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from appfactory.contract.language.asked.people import PeopleWords
from appfactory.contract.language.asked.words import Part
from appfactory.contract.language.english import is_participle
from appfactory.contract.language.row_words import DETERMINERS
from appfactory.contract.language.values import kind_of

_JOINING = (
    ("together", "with"), ("along", "with"), ("joined", "with"), ("joined", "to"), ("combined", "with"), ("next", "to"), ("as", "well", "as"),
    ("alongside",), ("beside",), ("each", "with"),
)  # fmt: skip
"""Words that lead to further columns."""
_OF = frozenset({"of", "the", "their", "its", "each", "all", "his", "her", "our"})
_BELONGING = (("they", "belong", "to"), ("it", "belongs", "to"), ("that", "they", "belong", "to"), ("that", "it", "belongs", "to"),
              ("they", "are", "for"), ("it", "is", "for"), ("they", "are", "about"),
              ("it", "is", "about"), ("each", "belongs", "to"), ("they", "refer", "to"), ("it", "refers", "to"))  # fmt: skip
_BEFORE_DONE = frozenset({"that", "which", "was", "were", "is", "are", "it", "they", "has", "been", "have"})
_LINKED = frozenset({"bound", "tied", "linked", "attached", "connected", "assigned"})
_WHO, _IT = frozenset({"who", "whoever"}), frozenset({"it", "them", "each", "each one", "that", "those"})
_NOUNS_OF_VALUES = frozenset({"number", "numbers", "address", "addresses"})
_MOMENT = frozenset({"time", "times"})
_SURELY, _NEARLY = 0.7, 0.5
"""How well a phrase has to name what is referred to: by one of several keys; by the only one that it may mean."""


class RelativeParts(PeopleWords):
    """Reads what is wanted of rows that the rows of the table refer to."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token. The `through` of a row two steps away is both keys with a point between them."""
        for words in _JOINING:
            if place > self.start and tuple(self.words[place : place + len(words)]) == words:
                yield Part(place, place + len(words), 1.1 * len(words), "silent")
        if self.word(place) in _LINKED and self.says(place + 1, "to", "with"):
            yield Part(place, place + 2, 0.9, "silent")
        if self.word(place) == "including" and self.word(place + 1) in DETERMINERS and place > self.start:
            yield Part(place, place + 1, 0.9, "silent")
        yield from self._whoever(place)
        yield from self._which(place)
        yield from self._of_people(place)
        yield from self._time(place)
        if self.word(place) in _OF or not self.foreign or not self._is_named_itself:
            # Of rows that nobody names one asks for no column of others.
            return
        yield from self._column_of(place)
        yield from self._owned(place)

    def _column_of(self, place: int) -> Iterator[Part]:
        """`the status of the booking they belong to`, `the name of the customer of the order`."""
        yield from self._shared_of(place)
        for size in (2, 1):
            inner = self.past(place + size, _OF, 3)
            if inner == place + size or self.word(place + size) != "of":
                continue
            for end, path, parent, score in self._referred(inner):
                column = self._column(parent, place, place + size)
                if column:
                    stop = self._behind(end, path)
                    yield Part(place, stop, (stop - place) * (0.4 + 0.6 * score), "wanted", column, through=path, doubt=0.2 * ("." in path))
                    return

    def _shared_of(self, place: int) -> Iterator[Part]:
        """`name` of `the name and email of the owner`: one of several columns of the row that is said behind them."""
        for size in (2, 1):
            if self.word(place + size) not in {"and", ","} or place + size >= self.end:
                continue
            of = next((at for at in range(place + size + 2, min(place + size + 7, self.end)) if self.word(at) == "of"), 0)
            between = self.words[place + size : of]
            for end, path, parent, score in self._referred(self.past(of + 1, _OF, 2)) if of else ():
                column, last = self._column(parent, place, place + size), self._column(parent, of - 1, of) or self._column(parent, of - 2, of)
                if column and last and end > of and "of" not in between:
                    yield Part(place, place + size, size * (0.4 + 0.6 * score), "wanted", column, through=path, doubt=0.2 * ("." in path))
                    return

    def _owned(self, place: int) -> Iterator[Part]:
        """`the booking's status`, `the customer name` of a row two steps away."""
        for end, path, parent, score in self._referred(place):
            after = self.past(end, frozenset({"'s"}), 1)
            for size in (2, 1):
                column = self._column(parent, after, after + size)
                if column and (after > end or "." in path):
                    stop = self.past(after + size, _NOUNS_OF_VALUES, 1)
                    yield Part(place, stop, (stop - place) * (0.3 + 0.6 * score), "wanted", column, through=path, doubt=0.3 * ("." in path))
                    return
            listed = self.word(place - 1) in {"the", "their", "its", "and", ","} and self.word(end) in {"", ",", "and", ".", "?"}
            display = self.lexicon.display.get(parent, "")
            if "." in path and listed and display:
                # `the name of the customer, the offer and …`: of what is listed the name is shown.
                yield Part(place, end, (end - place) * (0.2 + 0.5 * score), "wanted", display, through=path, doubt=0.4)
                return

    def _referred(self, place: int) -> Iterator[tuple[int, str, str, float]]:
        """Rows that a noun here may mean: where it ends, the keys that lead to them, their table, and how well it names them."""
        if not self.tables_at(place) and not self.lexicon.may_mean_reference(self.token(place).lemma):
            return
        near = [(column, parent, self._says_row(place, self.table.name, column, parent)) for column, parent in self._near(place)]
        found = [(end, column, parent, score) for column, parent, (end, score) in near if end > place]
        if found:
            best = max(score for _, _, _, score in found)
            likely = [each for each in found if each[3] >= best - 0.05]
            if len(likely) == 1 and best >= _NEARLY:
                yield likely[0]
            return
        far = [
            (end, f"{column}.{further}", grandparent, score)
            for column, parent in self.foreign
            for further, grandparent in self.lexicon.parents.get(parent, ())
            if grandparent not in {self.table.name} | self.lexicon.hubs and len(self.lexicon.tables[grandparent].primary_key) == 1
            for end, score in (self._says_row(place, parent, further, grandparent),)
            if end > place and score >= _SURELY
        ]
        if len(far) == 1:
            yield far[0]

    def _near(self, place: int) -> list[tuple[str, str]]:
        """The foreign keys that a noun may mean: not the author, if it says the customer and what the rows belong to has one."""
        lemma = self.token(place).lemma

        def roles(table: str, column: str, parent: str) -> set[str]:
            return set(self.lexicon.names[table, column]) - set(self.lexicon.names[parent, ""]) - {"id"}

        further = any(
            lemma in roles(parent, other, grandparent)
            for _, parent in self.foreign
            for other, grandparent in self.lexicon.parents.get(parent, ())
            if grandparent not in self.lexicon.hubs
        )
        if not further:
            return self.foreign
        return [
            (column, parent)
            for column, parent in self.foreign
            if lemma in roles(self.table.name, column, parent) or not roles(self.table.name, column, parent)
        ]

    def _says_row(self, place: int, table: str, column: str, parent: str) -> tuple[int, float]:
        """Where a noun ends that means the row to which a foreign key refers, and how well; (`place`, 0) if it does not."""
        words = self.lexicon.names[table, column]
        best, end = 0.0, place
        for stop, named in self.tables_at(place):
            score = named.get(parent, 0.0)
            if score > best:
                rivals = sum(1 for _, other in self.lexicon.parents.get(table, ()) if other == parent)
                alike = any(token.lemma in words for token in self.tokens[place:stop])
                best, end = score - 0.1 * (rivals > 1 and not alike), stop
        token = self.token(place)
        own = [sense.score for sense in self.lexicon.own_phrases(table).get((token.lemma,), ()) if sense.column == column]
        # The owner of `owner_user_id` is a role; the customer of `customer_purchase_id` is but a word of the purchase.
        role = token.lemma in words and (token.lemma == words[-1] or token.lemma not in self.lexicon.names[parent, ""])
        score = max([*own, 0.75 * (role and token.kind == "word")])
        return (place + 1, score) if score > best else (end, best)

    def _column(self, table: str, start: int, end: int) -> str:
        """The column of another table that the tokens name surely; its name for `name`."""
        if end > self.end:
            return ""
        senses = [sense for lemmas in self.spelt(start, end) for sense in self.lexicon.own_phrases(table).get(lemmas, ()) if sense.column]
        best = max(senses, key=lambda sense: sense.score, default=None)
        if best is not None and best.score >= _SURELY:
            return best.column
        return self.lexicon.display.get(table, "") if end == start + 1 and self.word(start) in {"name", "names"} else ""

    def _behind(self, end: int, path: str) -> int:
        """Where what only says again to what the rows belong ends: `they belong to`, `that was booked`, `of the order`."""
        for phrase in _BELONGING:
            if tuple(self.words[end : end + len(phrase)]) == phrase:
                return end + len(phrase)
        done = self.past(end, _BEFORE_DONE, 3)
        if done > end and is_participle(self.word(done)) and self.word(done + 1) in {"", ",", "and", ".", "?"}:
            return done + 1
        inner = self.past(end, _OF, 2)
        first = path.partition(".")[0]
        if inner > end and "." in path:
            stop, score = self._says_row(inner, self.table.name, first, dict(self.foreign)[first])
            return stop if score >= _NEARLY else end
        return end

    def _which(self, place: int) -> Iterator[Part]:
        """`and on which booking`: rows that are told apart by their keys alone."""
        head = self.past(place, frozenset({"on", "for", "of", "in", "at", "to", "from"}), 1)
        if self.word(head) != "which" or self.word(place - 1) not in {"and", ","}:
            return
        for end, path, parent, _ in self._referred(head + 1):
            if "." not in path and not self.lexicon.display.get(parent):
                yield Part(place, end, (end - place) * 1.0, "wanted", path, doubt=0.2)

    def _whoever(self, place: int) -> Iterator[Part]:
        """`with who wrote it`, `the name of whoever instructs it`: the one person whom the rows refer to."""
        start = place
        if self.word(place) in {"name", "names"} and self.words[place + 1 : place + 2] == ["of"]:
            start = place + 2
        if self.word(start) not in _WHO or place == self.start or self.belonging is None:
            return
        known = self.columns_at(start + 1) or self.lexicon.own_states(self.table.name, self.token(start + 1).text)
        if self.token(start + 1).kind == "word" and not known and self.word(start + 2) in _IT:
            column, parent = self.belonging
            yield Part(place, start + 3, (start + 3 - place) * 1.0, "wanted", self.lexicon.display[parent], through=column, doubt=0.2)

    def _of_people(self, place: int) -> Iterator[Part]:
        """`staff with their names and roles`: what the rows do not have, and the people whom they stand for do."""
        if self.belonging is None or self.lexicon.display.get(self.table.name) or self.columns_at(place) or place == self.start:
            return
        column, parent = self.belonging
        for size in (2, 1):
            found = self._column(parent, place, place + size)
            if found and kind_of(next(each.type for each in self.lexicon.tables[parent].columns if each.name == found)) == "text":
                behind = place + size + (self.word(place + size) in {"address", "addresses", "number", "numbers"})
                yield Part(place, behind, (behind - place) * 0.8, "wanted", found, through=column, doubt=0.2)
                return

    def _time(self, place: int) -> Iterator[Part]:
        """`name and time`: when what the rows are takes place."""
        listed = self.word(place - 1) in {"and", ",", "the", "with"}
        if self.word(place) in _MOMENT and listed and not self.columns_at(place) and self.planned_time is not None and self._ends:
            yield Part(place, place + 1, 0.9, "wanted", self.planned_time.name, doubt=0.3)

    @cached_property
    def _is_named_itself(self) -> bool:
        return any(self.names_own(place) for place in range(self.end))

    @cached_property
    def _ends(self) -> bool:
        """True for a question that ends on a list of columns."""
        return self.word(self.end - 1) in _MOMENT or bool({"and", ","} & set(self.words))
