"""How sure the reading of a write is: what can be seen of it, weighed as right and wrong readings on other databases have shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import exp

from appfactory.contract.language.people import are_people
from appfactory.contract.language.words import lemma_of
from appfactory.contract.language.write_weights import BIAS, WEIGHTS
from appfactory.contract.language.writing import Sentence, is_key
from appfactory.contract.model.request import Filter, Mutation, Query

_LEADING_ON = re.compile(r"(?:^|\s)(?:at|for|in|on|to|from|with|by|under|as|and|of)\s+(\S)")
"""Words within a value that may begin something else, and what follows them."""
MOST_IN_DOUBT = 0.79
"""How sure a write may be at most that saw a doubt itself, has a word spelt right, or is of a row that is not seen: callers act on 0.8 unasked."""
_LONG_NAME = 4
_RIVAL = 0.05


def features_of_write(sentence: Sentence, mutation: Mutation) -> dict[str, float]:
    """What speaks for and against the reading of a write, by name; amounts are small numbers."""
    inferred = {inference.what for inference in sentence.inferences}
    primary = sentence.lexicon.tables[mutation.table].primary_key
    filters = [each for each in mutation.filters if (each.column.column,) != primary]
    columns = [name for name, _ in mutation.values if f"{mutation.table}.{name}" not in inferred]
    said = [*columns, *(each.column.column for each in filters if f"{mutation.table}.{each.column.column}" not in inferred)]
    texts = [value for name, value in mutation.values if isinstance(value, str) and name in columns and not is_key(value)]
    unquoted = [text for text in texts if not any(f"{mark}{text}{mark}" in sentence.text for mark in "\"'") and not _is_told(sentence, text)]
    features = {
        "doubts": min(sentence.doubts, 3.0),
        "any-doubt": float(sentence.doubts > 0),
        "vague": float(sentence.vague),
        "only-whose": float(_says_only_whose(sentence, mutation)),
        "insert": float(mutation.action == "insert"),
        "delete": float(mutation.action == "delete"),
        "values": min(len(columns), 5),
        "conditions": min(len(filters), 3),
        "nested": float(any(isinstance(each.value, Query) for each in filters)),
        "not-equal": float(any(each.operator not in {"eq", "in"} for each in filters)),
        "by-key": float(_by_key(mutation.filters, primary, inferred, mutation.table)),
        "names": min(sum(1 for each in sentence.inferences if each.source == "foreign-key-by-name"), 3),
        "long-names": min(sum(1 for text in unquoted if len(text.split()) >= _LONG_NAME), 3),
        "names-that-lead-on": float(any(found[1].islower() for text in unquoted for found in _LEADING_ON.finditer(text))),
        "names-of-parts": float(any(not found[1].islower() for text in unquoted for found in _LEADING_ON.finditer(text))),
        "names-behind-words": float(any(_LEADING_ON.match(text) for text in unquoted)),
        "names-to-a-number": float(any(" " in text and text[-1].isdigit() for text in unquoted)),
        "names-of-columns": float(_echoes(sentence, mutation, columns)),
        "phrases": min(len(sentence.atoms), 30) / 10,
        **_names(sentence, mutation.table, said),
    }
    return {name: float(amount) for name, amount in features.items() if amount}


def _says_only_whose(sentence: Sentence, mutation: Mutation) -> bool:
    """True for a new row of which just somebody is told, where it refers to more than one: `add a booking for Mia Stone`."""
    if mutation.action != "insert":
        return False
    lexicon, table = sentence.lexicon, mutation.table
    made_up = {each.what for each in sentence.inferences if each.source != "foreign-key-by-name"}
    told = [name for name, _ in mutation.values if f"{table}.{name}" not in made_up]
    parents = {column: parent for column, parent in lexicon.parents.get(table, ()) if parent not in lexicon.hubs}
    return len(told) == 1 < len(parents) and told[0] in parents and are_people(lexicon, parents[told[0]])


def _is_told(sentence: Sentence, text: str) -> bool:
    """True for a text that is all that stands behind a colon."""
    return re.search(rf":\s*{re.escape(text)}[.!\s]*$", sentence.text) is not None


def _echoes(sentence: Sentence, mutation: Mutation, columns: list[str]) -> int:
    """How many texts hold a word of the name of their own column, as if it had been said only in part."""
    names = sentence.lexicon.names
    values = {name: value for name, value in mutation.values if name in columns and isinstance(value, str)}
    return sum(bool({lemma_of(word) for word in value.split()} & set(names[mutation.table, name])) for name, value in values.items())


def _by_key(filters: Iterable[Filter], primary: tuple[str, ...], inferred: set[str], table: str) -> bool:
    return any((each.column.column,) == primary and f"{table}.{each.column.column}" not in inferred for each in filters)


def _names(sentence: Sentence, table: str, columns: list[str]) -> dict[str, float]:
    """How well the table and its columns were named, and what else the same words might have named."""
    features = {"table-unsaid": 1.0, "table-weakness": 0.0, "table-rivals": 0.0, "columns-unsaid": 0.0, "column-weakness": 0.0, "column-rivals": 0.0}
    named = [(sense.score, atom) for atom in sentence.atoms for sense in atom.tables if sense.table == table]
    if named:
        score, atom = max(named, key=lambda pair: pair[0])
        rivals = sum(1 for sense in atom.senses if sense.table != table and not sense.column and sense.score >= score - _RIVAL)
        features |= {"table-unsaid": 0.0, "table-weakness": 1 - score, "table-rivals": min(rivals, 3)}
    for column in columns:
        scores = [(sense.score, atom) for atom in sentence.atoms for sense in atom.columns if (sense.table, sense.column) == (table, column)]
        if not scores:
            features["columns-unsaid"] += 1
            continue
        score, atom = max(scores, key=lambda pair: pair[0])
        features["column-weakness"] += 1 - score
        features["column-rivals"] += any(sense.table == table and sense.column != column and sense.score >= score - _RIVAL for sense in atom.columns)
    return {name: min(amount, 3.0) for name, amount in features.items()}


def confidence_of_write(features: dict[str, float]) -> float:
    """The chance that the reading of a write with these features is right, between 0.01 and 0.99."""
    score = BIAS + sum(WEIGHTS.get(name, 0.0) * amount for name, amount in features.items())
    doubtful = any(features.get(each) for each in ("any-doubt", "vague", "only-whose"))
    return min(MOST_IN_DOUBT if doubtful else 0.99, max(0.01, 1 / (1 + exp(-score))))
