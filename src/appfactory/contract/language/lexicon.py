"""The words of a catalog: which phrases name which tables, columns and values, and how the tables hang together. Built once per catalog."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, TypeAlias

from appfactory.compile.reserved import word_set
from appfactory.contract.language.identifiers import identifier_words
from appfactory.contract.language.values import is_numeric, is_temporal, kind_of
from appfactory.contract.language.words import Token, root_of
from appfactory.contract.model.translation import Catalog
from appfactory.model.database import Column, Table

_MINOR = re.compile(r"\b(minor units?|cents|pence)\b", re.IGNORECASE)
UNITS = word_set(
    """
    m cm mm km mile meter metre foot feet inch kg g gram pound lb ton minute second hour min sec usd eur dollar euro percent pct f c mph kmh mb gb
    kb million billion thousand in
    """
)
"""Units at the end of a column's name (`length_m`, `sales_in_billion`), which people leave out."""
_MOST_TELLING, _LEADING_LETTERS = 4, 2


Named: TypeAlias = dict[tuple[str, ...], list[str]]
"""Names of columns by words."""


@dataclass(frozen=True, slots=True)
class Sense:
    """What a phrase may name: a table (`column` empty) or a column; `score` in (0, 1] says how much of the name the phrase says."""

    table: str
    column: str
    score: float


@dataclass(frozen=True, slots=True)
class Edge:
    """A foreign key, walked from `left` to `right`: pairs of their columns. `many` if a row of `left` meets several of `right`."""

    left: str
    right: str
    pairs: tuple[tuple[str, str], ...]
    many: bool
    declared: bool = True


@dataclass(slots=True)
class Lexicon:
    """The phrases of a catalog by their lemmas and by their roots, the values of its enumerations, and its graph of foreign keys.

    `within` are the columns whose names of several words have a word; `states` the roots of words that say a state: single words of enumerations,
    and flags (`is_published`). `foreign` are the foreign keys of one column with what they refer to, `parents` the same by table (column, table),
    `children` by the table referred to (table, column). `prefixes` are what the keys of a table begin with, as far as their defaults tell; `words`
    all words of the names and the values.
    """

    catalog: Catalog
    phrases: dict[tuple[str, ...], list[Sense]] = field(default_factory=lambda: defaultdict(list))
    roots: dict[tuple[str, ...], list[Sense]] = field(default_factory=lambda: defaultdict(list))
    values: dict[tuple[str, ...], list[tuple[str, str, str]]] = field(default_factory=lambda: defaultdict(list))
    edges: dict[str, list[Edge]] = field(default_factory=lambda: defaultdict(list))
    tables: dict[str, Table] = field(default_factory=dict)
    display: dict[str, str] = field(default_factory=dict)
    text_columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    foreign: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    parents: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    children: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    names: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    longest: int = 1
    temporal: bool = False
    states: frozenset[str] = frozenset()
    adjectives: frozenset[str] = frozenset()
    enumerated: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    hubs: frozenset[str] = frozenset()
    within: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    placed: dict[tuple[int, tuple[str, ...], str, str], int] = field(default_factory=dict)
    """Where senses stand among those of their phrase; empty once the lexicon is built."""
    _states: dict[tuple[str, str], set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    _rooted: dict[tuple[str, str], set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    _base_forms: dict[str, dict[tuple[str, ...], list[tuple[str, str]]]] = field(default_factory=dict)
    _loose: dict[str, tuple[Named, Named, Named]] = field(default_factory=dict)
    peopled: dict[str, bool] = field(default_factory=dict)
    shown_people: tuple[tuple[str, str], ...] | None = None
    """What is known of tables: whether they are of people; the columns by which people are shown, once somebody asked for them."""
    _key_words: frozenset[str] = frozenset()
    _telling: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _beginnings: dict[str, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    _state_beginnings: dict[str, frozenset[str]] = field(default_factory=dict)
    _own: dict[str, dict[tuple[str, ...], list[Sense]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))

    def column(self, table: str, column: str) -> Column | None:
        """The column, or None."""
        found = self.tables.get(table)
        return found.column(column) if found else None

    def kind(self, table: str, column: str) -> Literal["number", "time", "boolean", "text"]:
        """What can be done with the values of a column: added up, put on a calendar, negated, or read."""
        found = self.column(table, column)
        if found is None or is_numeric(found.type):
            return "number"
        return "time" if is_temporal(found.type) else "boolean" if kind_of(found.type) == "boolean" else "text"

    def own_phrases(self, table: str) -> dict[tuple[str, ...], list[Sense]]:
        """The phrases that name columns of one table; made when they are first asked for."""
        if not self._own:
            for phrase, senses in self.phrases.items():
                for sense in senses:
                    if sense.column:
                        self._own[sense.table][phrase].append(sense)
        return self._own[table]

    def loose_names(self, table: str) -> tuple[Named, Named, Named]:
        """The columns of a table by the words of their names without `at` and `on` at the end, by the roots of these, and those of time by them."""
        if table not in self._loose:
            by_words, by_roots, timed = defaultdict(list), defaultdict(list), defaultdict(list)
            for column in self.tables[table].columns:
                words = self.names[table, column.name]
                bare = words[:-1] if words[-1] in {"at", "on"} else words
                if bare != words and is_temporal(column.type):
                    timed[bare].append(column.name)
                if len(bare) > 1:
                    by_words[bare].append(column.name)
                    by_roots[tuple(map(root_of, bare))].append(column.name)
            self._loose[table] = (dict(by_words), dict(by_roots), dict(timed))
        return self._loose[table]

    def beginnings(self, table: str) -> tuple[frozenset[str], frozenset[str]]:
        """The first words of all phrases that name columns of a table, and their roots: behind any other word no name begins."""
        if table not in self._beginnings:
            words = {phrase[0] for phrase in self.own_phrases(table)} | {self.names[table, column.name][0] for column in self.tables[table].columns}
            self._beginnings[table] = frozenset(words), frozenset(map(root_of, words))
        return self._beginnings[table]

    def may_begin_state(self, table: str, token: Token) -> bool:
        """False for a word that no value of the table's enumerations begins as: most words, and told at once by their first letters."""
        if table not in self._state_beginnings:
            values = [value for column in self.tables[table].columns for value in self.enumerated.get((table, column.name), ())]
            spelt = {part for value in values for part in (folded(value), root_of(value), *identifier_words(value)[:1])}
            self._state_beginnings[table] = frozenset(part[:_LEADING_LETTERS] for part in spelt)
        letters = {token.lower[:_LEADING_LETTERS], token.lemma[:_LEADING_LETTERS]}
        return len(token.text) < _LEADING_LETTERS or not letters.isdisjoint(self._state_beginnings[table])

    def own_states(self, table: str, said: str) -> set[tuple[str, str]]:
        """The columns of a table with the values of their enumerations that words say: as they are spelt, or else by their root."""
        if not self._states:
            for (owner, column), values in self.enumerated.items():
                for value in values:
                    self._states[owner, folded(value)].add((column, value))
                    self._rooted[owner, root_of(value)].add((column, value))
        key = folded(said)
        exact = self._states.get((table, key), set()) or self._states.get((table, key.replace("_", "")), set())
        columns = {column for column, _ in exact}
        return exact | {cell for cell in self._rooted.get((table, root_of(key)), ()) if cell[0] not in columns}

    def states_in_base_form(self, table: str, lemmas: tuple[str, ...]) -> list[tuple[str, str]]:
        """The columns of a table with the values of several words of their enumerations that lemmas say."""
        if table not in self._base_forms:
            forms: dict[tuple[str, ...], list[tuple[str, str]]] = {}
            for column in self.tables[table].columns:
                for value in self.enumerated.get((table, column.name), ()):
                    if "_" in value:
                        forms.setdefault(identifier_words(value), []).append((column.name, value))
            self._base_forms[table] = forms
        return self._base_forms[table].get(lemmas, [])

    def is_key(self, table: str, column: str) -> bool:
        """True for a column of a primary or a foreign key."""
        return column in self.tables[table].primary_key or (table, column) in self.foreign

    def table_of_key(self, text: str) -> str:
        """The table whose keys begin as a text does, empty if that can't be told."""
        return self.prefixes.get(text.rpartition("_")[0].lower(), "")

    def may_mean_reference(self, word: str) -> bool:
        """False for a lemma that no foreign key is called by, in its name or in a phrase of one word."""
        if not self._key_words:
            phrases = {
                phrase[0]
                for phrase, senses in self.phrases.items()
                if len(phrase) == 1
                for each in senses
                if (each.table, each.column) in self.foreign
            }
            self._key_words = frozenset(phrases).union(*(self.names[key] for key in self.foreign), {""})
        return word in self._key_words

    def telling_columns(self, table: str) -> tuple[str, ...]:
        """The columns that tell rows of a table apart by name: the one that shows what they are, and others of text that are unique; four at most."""
        if table not in self._telling:
            display = self.display.get(table, "")
            others = [column for column in self.text_columns[table] if column != display and self._tells_apart(table, column)]
            self._telling[table] = (*([display] if display else []), *others)[:_MOST_TELLING]
        return self._telling[table]

    def _tells_apart(self, table: str, column: str) -> bool:
        return self.unique(table, column) or self.names[table, column][-1] in {"email", "slug", "code", "number"}

    def unique(self, table: str, column: str) -> bool:
        """True for a column that alone tells the rows of its table apart."""
        found = self.tables[table]
        return found.primary_key == (column,) or any(unique.columns == (column,) for unique in found.uniques)


@lru_cache(maxsize=16_384)
def folded(said: str) -> str:
    """Words as the values of enumerations are written: in lower case, with `_` between them."""
    return re.sub(r"[\s_-]+", "_", said.strip().lower())


def in_minor_units(column: Column, words: tuple[str, ...]) -> bool:
    """True for a column that counts the smallest units of a currency, as its name (in `words`) or its comment says."""
    return "minor" in words or "cent" in words or bool(_MINOR.search(column.comment))
