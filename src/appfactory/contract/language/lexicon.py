"""The words of a catalog: which phrases name which tables, columns and values, and how the tables hang together. Built once per catalog."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, TypeAlias

from appfactory.compile.reserved import word_set
from appfactory.contract.language.identifiers import identifier_words
from appfactory.contract.language.values import is_numeric, is_temporal, kind_of
from appfactory.contract.language.words import lemma_of, root_of
from appfactory.contract.model.enumerated import enumerations_by_name, values_of_type
from appfactory.contract.model.translation import Catalog
from appfactory.model.database import Column, Table

_DISPLAY_WORDS = ("name", "title", "label", "full", "display", "slug", "email", "code", "description")
_GENERIC_WORDS = frozenset(
    {"id", "code", "name", "number", "type", "date", "at", "time", "minor", "value", "detail", "the", "of", "in", "on", "a", "is", "has"}
)
_MINOR = re.compile(r"\b(minor units?|cents|pence)\b", re.IGNORECASE)
UNITS = word_set(
    """
    m cm mm km mile meter metre foot feet inch kg g gram pound lb ton minute second hour min sec usd eur dollar euro percent pct f c mph kmh mb gb
    kb million billion thousand in
    """
)
"""Units at the end of a column's name (`length_m`, `sales_in_billion`), which people leave out."""
_FUNCTION_WORDS = frozenset({"of", "in", "on", "the", "a", "is", "has", "at", "by", "for", "to", "and", "with", "from"})
_LEAST_HUB = 8
_MOST_WORDS, _MOST_TELLING = 6, 4
_SQL_TEXT = re.compile(r"'((?:[^']|'')*)'")


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
    _telling: dict[str, tuple[str, ...]] = field(default_factory=dict)
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


def build_lexicon(catalog: Catalog) -> Lexicon:
    """The lexicon of a catalog; under a second for 1,000 tables."""
    lexicon = Lexicon(catalog)
    tables = catalog.database.tables
    known = {word for table in tables for word in identifier_words(table.name)}
    known |= {word for table in tables for column in table.columns for word in identifier_words(column.name) if "_" in column.name}
    enumerations = enumerations_by_name(catalog.database.enumerations)
    for table in tables:
        lexicon.tables[table.name] = table
        _add_table(lexicon, table, known)
        _add_prefix(lexicon, table)
    for table in tables:
        _add_edges(lexicon, table)
    for table in tables:
        table_words = lexicon.names[table.name, ""]
        for column in table.columns:
            words = identifier_words(column.name, known, table_words[-1][:1])
            lexicon.names[table.name, column.name] = words
            _add_column(lexicon, table, column.name, words, table_words)
            for value in (*values_of_type(enumerations, column.type.removesuffix("[]")), *_checked_values(table, column.name)):
                lexicon.values[tuple(lemma_of(word) for word in re.findall(r"\w+", value.replace("_", " ")))].append((table.name, column.name, value))
        lexicon.display[table.name] = _display_column(lexicon, table)
        lexicon.text_columns[table.name] = _text_columns(lexicon, table, enumerations)
    _add_synonyms(lexicon)
    lexicon.hubs = _hubs(tables)
    for (owner, name), words in lexicon.names.items():
        if name and len(words) > 1:
            for word in words:
                lexicon.within[word].append((owner, name))
    values: dict[tuple[str, str], list[str]] = defaultdict(list)
    for cells in lexicon.values.values():
        for table_name, column_name, value in cells:
            values[table_name, column_name].append(value)
    lexicon.enumerated = {key: tuple(dict.fromkeys(each)) for key, each in values.items()}
    flags = {root_of(words[-1]) for (_, name), words in lexicon.names.items() if name.startswith(("is_", "has_"))}
    flags |= {root_of(column.name) for table in tables for column in table.columns if column.type == "boolean" and "_" not in column.name}
    said = (column.name.removeprefix("is_") for table in tables for column in table.columns if column.type == "boolean")
    lexicon.adjectives = frozenset(word.lower() for word in said if "_" not in word)
    lexicon.states = frozenset(root_of(words[0]) for words in lexicon.values if len(words) == 1) | flags
    lexicon.words = frozenset(word for index in (lexicon.phrases, lexicon.values) for words in index for word in words if word.isalpha())
    lexicon.longest = max((len(words) for index in (lexicon.phrases, lexicon.values) for words in index), default=1)
    lexicon.longest = min(lexicon.longest, _MOST_WORDS)
    lexicon.temporal = any(is_temporal(column.type) for table in tables for column in table.columns)
    lexicon.placed.clear()
    return lexicon


def _add(lexicon: Lexicon, words: tuple[str, ...], sense: Sense) -> None:
    whole = sense.score >= 1.0 and len(words) > 1
    if not words or words[0] in _FUNCTION_WORDS or (words[-1] in _FUNCTION_WORDS and not whole):
        return
    for number, (index, key) in enumerate(((lexicon.phrases, words), (lexicon.roots, tuple(root_of(word) for word in words)))):
        senses = index[key]
        place = lexicon.placed.setdefault((number, key, sense.table, sense.column), len(senses))
        if place == len(senses):
            senses.append(sense)
        elif senses[place].score < sense.score:
            senses[place] = sense


def _add_prefix(lexicon: Lexicon, table: Table) -> None:
    """What `ksuid('ord')` and the like put in front of each key of the table."""
    column = table.column(table.primary_key[0]) if len(table.primary_key) == 1 else None
    found = re.search(r"'([A-Za-z][A-Za-z0-9]{1,11})_?'", column.default) if column is not None and column.default else None
    if found:
        lexicon.prefixes[found[1].lower()] = table.name


def _add_table(lexicon: Lexicon, table: Table, known: set[str]) -> None:
    words = identifier_words(table.name, known)
    lexicon.names[table.name, ""] = words
    _add(lexicon, words, Sense(table.name, "", 1.0))
    if len(words) > 1:
        tail = words[1:]
        _add(lexicon, tail, Sense(table.name, "", 0.72))
        if len(words) > 2:
            _add(lexicon, words[-1:], Sense(table.name, "", 0.5))
            _add(lexicon, words[:-1], Sense(table.name, "", 0.6))
            if len(words) > 3:
                _add(lexicon, words[-2:], Sense(table.name, "", 0.6))
        else:
            _add(lexicon, words[:1], Sense(table.name, "", 0.55))


def _add_column(lexicon: Lexicon, table: Table, column: str, words: tuple[str, ...], table_words: tuple[str, ...]) -> None:
    phrases = {words: 1.0}
    if len(words) == 1:
        phrases[(*table_words[-1:], *words)] = 1.0
        phrases[(*table_words, *words)] = 1.0
    else:
        for phrase, score in (*_without_ends(words, table_words), *_parts_of(words, table_words)):
            phrases[phrase] = max(phrases.get(phrase, 0.0), score)
    for phrase, score in phrases.items():
        _add(lexicon, phrase, Sense(table.name, column, score))


def _without_ends(words: tuple[str, ...], table_words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], float]]:
    """A name of several words without its table's words in front, without its unit, or without a word such as `code` at its end."""
    own = words[0] in table_words
    if own:
        yield words[1:], 0.95
    prefix = next((size for size in range(len(words) - 1, 1, -1) if words[:size] == table_words[-size:]), 0)
    if prefix:
        yield words[prefix:], 0.95
    if words[0] in {"is", "has"}:
        yield words[1:], 0.9
    bare = next((size for size in range(len(words), 0, -1) if words[size - 1] not in UNITS), 0)
    if 0 < bare < len(words):
        yield words[:bare], 0.9
        if bare > 1:
            yield words[bare - 1 : bare], 0.58
        if own and bare > 1:
            yield words[1:bare], 0.88
    if words[-1] == "minor" and len(words) > 2:
        yield words[-2:-1], 0.58
    if words[-1] in {"code", "id", "at", "on", "minor", "type", "date", "number", "name"}:
        reduced = 0.75 if words[-1] in {"minor", "at", "on"} else 0.6
        yield words[:-1], reduced
        if own and len(words) > 2:
            yield words[1:-1], reduced


def _parts_of(words: tuple[str, ...], table_words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], float]]:
    """Parts of a name of several words: its last, its first, its ends of two and more."""
    yield words[-1:], 0.6 if words[-1] not in _GENERIC_WORDS else 0.55 if len(words) == 2 else 0.5
    if words[0] not in _GENERIC_WORDS and words[0] not in table_words:
        yield words[:1], 0.45
    if len(words) == 2 and words[0] not in table_words:
        yield (words[1], words[0]), 0.8
    for size in range(2, len(words)):
        yield words[:size], 0.62
        yield words[-size:], 0.66


def _add_edges(lexicon: Lexicon, table: Table) -> None:
    for key in table.foreign_keys:
        if key.references not in lexicon.tables:
            continue
        pairs = tuple(zip(key.columns, key.referenced_columns, strict=False))
        unique = set(key.columns) == set(table.primary_key) or any(set(each.columns) == set(key.columns) for each in table.uniques)
        lexicon.edges[table.name].append(Edge(table.name, key.references, pairs, many=False))
        lexicon.edges[key.references].append(Edge(key.references, table.name, tuple((right, left) for left, right in pairs), many=not unique))
        if len(pairs) == 1:
            lexicon.foreign[table.name, pairs[0][0]] = (key.references, pairs[0][1])
            lexicon.parents[table.name].append((pairs[0][0], key.references))
            lexicon.children[key.references].append((table.name, pairs[0][0]))


def _text_columns(lexicon: Lexicon, table: Table, enumerations: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The columns in which names are looked up, the one that shows what a row is first; keys by their words and enumerations are none."""
    columns = [column.name for column in table.columns if kind_of(column.type) == "text" and not values_of_type(enumerations, column.type)]
    columns = [column for column in columns if lexicon.names[table.name, column][-1] != "id"]
    return tuple(sorted(columns, key=lambda column: column != lexicon.display[table.name]))


def _hubs(tables: tuple[Table, ...]) -> frozenset[str]:
    """Tables that a great part of all others refer to, such as the tenants: that two rows share one says nothing of the two."""
    referring: dict[str, int] = defaultdict(int)
    for table in tables:
        for parent in {key.references for key in table.foreign_keys} - {table.name}:
            referring[parent] += 1
    return frozenset(name for name, count in referring.items() if count >= max(_LEAST_HUB, len(tables) * 0.4))


def _display_column(lexicon: Lexicon, table: Table) -> str:
    own = lexicon.names[table.name, ""]
    called = {target for target, words in lexicon.catalog.synonyms if "name" in words}
    shown = [column.name for column in table.columns if f"{table.name}.{column.name}" in called and kind_of(column.type) == "text"]
    if len(shown) == 1:
        return shown[0]
    named = next(
        (column.name for column in table.columns if lexicon.names[table.name, column.name] in {(*own, "name"), (own[-1], "name"), ("name",)}), ""
    )
    if named:
        return named
    for wanted in _DISPLAY_WORDS:
        for column in table.columns:
            words = lexicon.names[table.name, column.name]
            if words[-1] == wanted and kind_of(column.type) == "text" and (table.name, column.name) not in lexicon.foreign:
                return column.name
    alike = (column for column in table.columns if kind_of(column.type) == "text" and lexicon.names[table.name, column.name] in {own, own[-1:]})
    return next((column.name for column in alike), "")


def _checked_values(table: Table, column: str) -> tuple[str, ...]:
    """The values that a check allows in a text column: `status in ('a', 'b')` or PostgreSQL's `status = ANY (ARRAY['a'::text, …])`."""
    for check in table.checks:
        bare = check.expression.replace('"', "").lstrip("( ")
        if re.match(rf"{re.escape(column)}(::text)?\)?\s*(=\s*ANY|IN)\b", bare, re.IGNORECASE):
            return tuple(value.replace("''", "'") for value in _SQL_TEXT.findall(check.expression))
    return ()


def _add_synonyms(lexicon: Lexicon) -> None:
    for target, words in lexicon.catalog.synonyms:
        table, _, column = target.partition(".")
        for phrase in words:
            lemmas = tuple(lemma_of(word) for word in re.findall(r"\w+", phrase))
            _add(lexicon, lemmas, Sense(table, column, 0.97))
            if not column and len(lemmas) > 1:
                # As the last word of a table's own name does, that of a synonym says it loosely.
                _add(lexicon, lemmas[-1:], Sense(table, column, 0.5))
