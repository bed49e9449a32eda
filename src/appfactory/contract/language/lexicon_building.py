"""The lexicon of a catalog, made of its names, comments, enumerations and synonyms."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from appfactory.contract.language.identifiers import identifier_words
from appfactory.contract.language.lexicon import UNITS, Edge, Lexicon, Sense
from appfactory.contract.language.values import is_temporal, kind_of
from appfactory.contract.language.words import lemma_of, root_of
from appfactory.contract.model.enumerated import enumerations_by_name, values_of_type
from appfactory.contract.model.translation import Catalog
from appfactory.model.database import Table

_DISPLAY_WORDS = ("name", "title", "label", "full", "display", "slug", "email", "code", "description")
_GENERIC_WORDS = frozenset(
    {"id", "code", "name", "number", "type", "date", "at", "time", "minor", "value", "detail", "the", "of", "in", "on", "a", "is", "has"}
)
_FUNCTION_WORDS = frozenset({"of", "in", "on", "the", "a", "is", "has", "at", "by", "for", "to", "and", "with", "from"})
_LEAST_HUB = 8
_MOST_WORDS = 6
_SQL_TEXT = re.compile(r"'((?:[^']|'')*)'")


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
