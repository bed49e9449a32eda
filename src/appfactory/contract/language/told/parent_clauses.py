"""Rows of other tables that a row refers to: by key or by name, behind what they are or behind a preposition."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cached_property

from appfactory.contract.language.cover import Clause
from appfactory.contract.language.row_words import DETERMINERS, LEAST_SCORE, LONGEST_NAME, PLACING, RowWords
from appfactory.contract.language.told.row_references import rows_at, tables_of_key
from appfactory.contract.language.words import root_of, unquoted
from appfactory.contract.language.writing import Sentence, is_key, typed
from appfactory.contract.model.translation import Inference, Match, Question
from appfactory.model.database import Table

_MOST_LOOKUPS = 300
_OWNS = frozenset({"'s", "’s", "'", "’"})
_OWNING = frozenset({"of", "for", "by"})
_PLACES = frozenset({"city", "town", "village", "region", "state", "province", "county", "country"})
"""The last words of columns that hold the name of a place that has no row of its own."""
_REGION = re.compile(r"[A-Z]{2}")
"""How a state is abbreviated in addresses."""
_REGIONS = frozenset({"region", "state", "province", "county"})


class ParentClauses(RowWords):
    """Reads clauses that say which row of another table is referred to."""

    def __init__(self, sentence: Sentence, table: Table, start: int, end: int, opening: int | None = None) -> None:
        super().__init__(sentence, table, start, end)
        self._before_name = opening
        self._before_row = opening is not None and end <= opening
        self._found: dict[tuple[str, str], tuple[Match, ...]] = {}
        self._lookups = _MOST_LOOKUPS

    @cached_property
    def _keys(self) -> list[tuple[str, str]]:
        """The foreign keys of the table, with the tables they refer to."""
        return list(self.sentence.lexicon.parents.get(self.table.name, ()))

    def named(self, place: int) -> Iterator[Clause]:
        """`for Ana Wong`, `at the Main Office location`, `for customer usr_1`: the key of a row that a foreign key refers to."""
        lexicon = self.sentence.lexicon
        head = self.after(self.after(place, PLACING, 2), DETERMINERS, 1)
        if head >= self.end:
            return
        keys = self._keys
        for size in range(min(LONGEST_NAME, self.end - head), 0, -1):
            senses = [sense for lemmas in self.spelt(head, head + size) for sense in lexicon.phrases.get(lemmas, ()) if not sense.column]
            tables = {sense.table: sense.score for sense in senses if sense.score >= LEAST_SCORE}
            chosen = self._best_key([(column, parent) for column, parent in keys if parent in tables], self.words[place])
            if chosen is not None:
                start = self.after(head + size, frozenset({"named", "called", "is", ":", "="}), 1)
                gain = (start - place) * (0.6 + 0.4 * tables[chosen[1]]) + 0.2
                yield from self.references(place, start, chosen[1], chosen[0], gain, named=True)
                yield from self._through(place, head + size, chosen[1], chosen[0], gain)
        yield from self._participle(place)
        yield from self._wider_place(place)
        yield from self._described(place, head)
        plain = head > place or place == self.start or self._is_set_off(place)
        if (plain or self._before_row) and (
            self.tokens[head].capitalized or self.tokens[head].kind in {"quoted", "number"} or is_key(self.tokens[head].text)
        ):
            # Right behind its own table a name names the row itself, not its parent of the same kind.
            others = keys if head > place else [(column, parent) for column, parent in keys if parent != self.table.name]
            found = [clause for clause in self._holders(place, head, others) if plain or clause.end == self.end]
            yield from found or self._unknown(place, head, keys)

    def _participle(self, place: int) -> Iterator[Clause]:
        """`assigned to Maria`, `organized by Maria`: a verb that shares its root with a foreign key (`assignee_id`, `organizer_id`)."""
        token = self.tokens[place]
        if token.kind != "word" or not token.lower.endswith(("ed", "en", "t")) or self.words[place + 1 : place + 2] not in (["to"], ["by"]):
            return
        names = self.sentence.lexicon.names
        keys = [(column, parent) for column, parent in self._keys if root_of(names[self.table.name, column][0]) == token.root]
        if len(keys) == 1:
            yield from self.references(place, self.after(place + 2, DETERMINERS, 1), keys[0][1], keys[0][0], 2.0, named=True)

    def _is_set_off(self, place: int) -> bool:
        """True for words behind a comma or a colon, which need no preposition."""
        return self.words[place - 1] in {",", ":", "-", "–", "—", "/", "|", "(", ";"} if place > self.start else False

    def _behind_noun(self, place: int, table: str) -> int:
        """Where the name of the table ends that stands behind a name of its row (`the Gold Pass plan`); `place` if none stands there."""
        for size in range(min(LONGEST_NAME, self.end - place), 0, -1):
            senses = [sense for lemmas in self.spelt(place, place + size) for sense in self.sentence.lexicon.phrases.get(lemmas, ())]
            if any(sense.table == table and not sense.column and sense.score >= LEAST_SCORE for sense in senses):
                return place + size
        return place

    def _best_key(self, keys: list[tuple[str, str]], lead: str = "") -> tuple[str, str] | None:
        """Of several foreign keys to one table the one that begins with the preposition (`from_wallet_id`), or that is called like the table."""
        names = self.sentence.lexicon.names
        led = [each for each in keys if names[self.table.name, each[0]][0] == lead]
        if led or not keys:
            return led[0] if len(led) == 1 else None

        def rank(key: tuple[str, str]) -> tuple[bool, int, str]:
            own = names[self.table.name, key[0]]
            return own[0] != names[key[1], ""][0], len(own), key[0]

        return min(keys, key=rank)

    def references(self, place: int, start: int, parent: str, column: str, gain: float, *, named: bool) -> Iterator[Clause]:
        """The key of a row of `parent` that is said at `start`, by key or by name."""
        found = self.table.column(column)
        if found is None or start >= self.end:
            return
        token = self.tokens[start]
        if token.kind == "quoted" and (is_key(unquoted(token)) or self.sentence.lexicon.table_of_key(unquoted(token)) == parent):
            yield Clause(place, start + 1, gain + 1.2, column, typed(self.sentence, self.table, found, token.text))
            return
        own = self.sentence.lexicon.table_of_key(token.text) == parent
        if own or is_key(token.text) or (token.kind == "number" and token.text.isdigit()):
            yield Clause(place, start + 1, gain + 1.2, column, typed(self.sentence, self.table, found, token.text))
            return
        known = False
        for end in range(min(self.end, start + LONGEST_NAME), start, -1):
            matches = self._matches(parent, self.said(start, end))
            if not matches:
                continue
            known = True
            worth = gain + 1.3 * (end - start)
            if len(matches) > 1:
                choices = tuple(f"{match.name} ({match.key})" for match in matches[:5])
                question = Question("ambiguous-name", f'"{self.said(start, end)}" is the name of several {parent}: which one?', choices)
                yield Clause(place, end, worth, question=question)
            else:
                inference = Inference(f"{self.table.name}.{column}", matches[0].key, "foreign-key-by-name")
                value = typed(self.sentence, self.table, found, matches[0].key)
                yield Clause(place, end, worth, column, value, inference)
                behind = self._behind_noun(end, parent)
                if behind > end:
                    yield Clause(place, behind, worth + 1.1 * (behind - end), column, value, inference)
        if named and not known and parent not in self.sentence.lexicon.hubs and (token.capitalized or token.kind == "quoted" or "_" in token.text):
            end = start + 1
            while end < self.end and (self.tokens[end].capitalized or self.tokens[end].kind == "number"):
                end += 1
            question = Question("unknown-name", f'no row of {parent} is called "{self.said(start, end).strip(chr(34))}"')
            yield Clause(place, end, (end - place) * 0.95, question=question)

    def _through(self, place: int, start: int, parent: str, column: str, gain: float) -> Iterator[Clause]:
        """`the booking of Tom Berg`: a row without a name of its own, by a row that it refers to, if it is the only one that does."""
        head = self.after(start + 1, DETERMINERS, 1)
        found = self.table.column(column)
        if found is None or head >= self.end or self.words[start] not in _OWNING or not self.tokens[head].capitalized:
            return
        keys = [(key, grand) for (table, key), (grand, _) in self.sentence.lexicon.foreign.items() if table == parent]
        for end in range(min(self.end, head + LONGEST_NAME), head, -1):
            said = self.said(head, end)
            rows = [
                row
                for key, grand in keys
                for match in self._matches(grand, said)
                for row in self.sentence.lookup(parent, key, match.key, self.sentence.scope)
            ]
            single = {row.key: row for row in rows}
            worth = gain + 1.3 * (end - start)
            if len(single) > 1:
                question = Question("ambiguous-name", f'several {parent} are of "{said}": which one?', tuple(single))
                yield Clause(place, end, worth, question=question)
            for key in single if len(single) == 1 else ():
                inference = Inference(f"{self.table.name}.{column}", key, "foreign-key-by-name")
                yield Clause(place, end, worth, column, typed(self.sentence, self.table, found, key), inference)
            if rows:
                return

    def _holders(self, place: int, head: int, keys: list[tuple[str, str]]) -> Iterator[Clause]:
        """A name or a key behind a preposition, whatever table it is of."""
        if is_key(self.tokens[head].text):
            tables = set(tables_of_key(self.sentence, self.tokens[head].text))
            chosen = self._best_key([each for each in keys if each[1] in tables]) if len(tables) == 1 else None
            if chosen is not None:
                yield from self.references(place, head, chosen[1], chosen[0], (head - place) * 1.0, named=False)
            return
        for end in range(min(self.end, head + LONGEST_NAME), head, -1):
            holding = [(column, parent) for column, parent in keys if self._matches(parent, self.said(head, end))]
            if not holding:
                continue
            holding = [each for each in holding if self._behind_noun(end, each[1]) > end] or holding
            tables = {parent for _, parent in holding}
            if len(tables) > 1:
                text = f'"{self.said(head, end)}" may be one of {" or ".join(sorted(tables))}'
                yield Clause(place, end, (end - place) * 1.1, question=Question("ambiguous-name", text, tuple(sorted(tables))))
                continue
            column, parent = self._best_key(holding) or holding[0]
            several = len(holding) > 1 and self.sentence.lexicon.names[self.table.name, column][0] != self.sentence.lexicon.names[parent, ""][0]
            for clause in self.references(place, head, parent, column, (head - place) * 1.0, named=False):
                if clause.end in {end, self._behind_noun(end, parent)}:
                    yield Clause(
                        clause.start, clause.end, clause.gain, clause.column, clause.value, clause.inference,
                        doubt=float(several), question=clause.question,
                    )  # fmt: skip

    def _unknown(self, place: int, head: int, keys: list[tuple[str, str]]) -> Iterator[Clause]:
        """A name in capitals behind `at` or `for` that no row bears: a place, where the table has a column for it, or a question."""
        if self.words[place] not in {"at", "for", "under", "in"} or not self.tokens[head].capitalized or self.span(head) is not None:
            return
        parents = sorted({parent for _, parent in keys} - self.sentence.lexicon.hubs)
        end = head + 1
        while end < self.end and (self.tokens[end].capitalized or self.tokens[end].kind == "number"):
            end += 1
        said = self.said(head, end)
        names = self.sentence.lexicon.names
        places = [column.name for column in self.table.columns if self.words[place] == "in" and names[self.table.name, column.name][-1] in _PLACES]
        if places:
            # Of a city, a region and a country the city is meant more often than not; who reads the translation can see it.
            column = next((column for column in places if names[self.table.name, column][-1] == "city"), places[0])
            yield Clause(place, end, (end - place) * 0.9, column, said, doubt=0.0 if len(places) == 1 else 0.5)
        elif parents:
            text = f'no row of {" or ".join(parents[:4])} is called "{said}"; if it belongs to a name, write the name in quotes'
            # `at` leads to places far more often than it stands within a name; `for` and `under` do both.
            gain = (end - place) * (0.95 if self.words[place] == "at" else 0.8)
            yield Clause(place, end, gain, question=Question("unknown-name", text, (said,)))

    def _described(self, place: int, head: int) -> Iterator[Clause]:
        """`on Ana Wong's Clear Path booking`: a row by what is said of it."""
        owned = any(token.text in _OWNS for token in self.tokens[head + 1 : min(head + LONGEST_NAME, self.end)])
        if self.words[place] not in {"on", "to", "for", "of", "about"} or not owned:
            return
        parents = {parent: column for column, parent in reversed(self._keys)}
        for each in rows_at(self.sentence, head, self.end):
            found = self.table.column(parents.get(each.table, ""))
            if found is not None and each.key and each.named:
                inference = Inference(f"{self.table.name}.{found.name}", each.key, "foreign-key-by-name")
                value = typed(self.sentence, self.table, found, each.key)
                yield Clause(place, each.end, (each.end - place) * 1.2, found.name, value, inference)

    def _wider_place(self, place: int) -> Iterator[Clause]:
        """`, MA` behind `in Gloucester`: the region or the country of the city."""
        start = place - 1
        while start > self.start and self.tokens[start].capitalized:
            start -= 1
        led = self.words[place] == "," and start < place - 1 and self.words[start] in {"in", "at", ","}
        following = self.tokens[place + 1] if place + 1 < self.end else None
        if self.words[place] != "," or following is None or not following.capitalized or not self._columns_of_places({"city", "town", "village"}):
            return
        end = place + 2
        while end < self.end and self.tokens[end].capitalized:
            end += 1
        said = self.said(place + 1, end)
        abbreviated = end + 1 < self.end and self.words[end] == "," and _REGION.fullmatch(self.tokens[end + 1].text) is not None
        if self.words[place] == "," and abbreviated:
            cities = self._columns_of_places({"city", "town"})
            if len(cities) == 1:
                yield Clause(place, end, (end - place) * 0.95, cities[0], said)
            return
        alone = place > self.start and (end == self.end or self.words[end] == ",") and self._before_name is not None and place >= self._before_name
        if alone and not led and self.span(place + 1) is None:
            cities = self._columns_of_places({"city", "town"})
            if len(cities) == 1:
                yield Clause(place, end, (end - place) * 0.6, cities[0], said, doubt=0.5)
        if not led or (self.words[start] == "," and _REGION.fullmatch(said) is None):
            return
        regions, countries = self._columns_of_places(_REGIONS), self._columns_of_places({"country"})
        columns = regions if len(said) == 2 and said.isupper() and regions else [*regions, *countries]
        if len(columns) == 1:
            yield Clause(place, end, (end - place) * 0.95, columns[0], said)
        elif columns:
            text = f'"{said}" may be {" or ".join(columns)}'
            yield Clause(place, end, (end - place) * 0.95, question=Question("tie", text, tuple(columns)))

    def _columns_of_places(self, words: Collection[str]) -> list[str]:
        names = self.sentence.lexicon.names
        return [column.name for column in self.table.columns if names[self.table.name, column.name][-1] in words]

    def _matches(self, table: str, name: str) -> tuple[Match, ...]:
        name = name.strip().strip("\"'“”")
        if (table, name) not in self._found:
            self._lookups -= 1
            self._found[table, name] = self.sentence.matches(table, name) if self._lookups >= 0 and name else ()
        return self._found[table, name]
