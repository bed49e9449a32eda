"""Rows by a number that says which of a row's they are: `version 1 of Clear Path's offer terms`, where no other version 1 of it may be there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from appfactory.contract.language.values import is_numeric
from appfactory.contract.language.words import number_of
from appfactory.contract.language.writing import Sentence
from appfactory.contract.model.request import ColumnReference, Filter

Nouns = Callable[[Sentence, int, int], Iterator[tuple[int, str, float]]]
_OF = frozenset({"of", "for", "in"})
_OWNS = frozenset({"'s", "’s", "'", "’"})
_MOST_NOUNS = 2


def is_numbered(sentence: Sentence, place: int, end: int) -> bool:
    """True for `version 1 of` at token `place`, with something behind it."""
    return place + 3 < end and number_of(sentence.tokens[place + 1]) is not None and sentence.tokens[place + 2].lower in _OF


def numbered(sentence: Sentence, place: int, owner: str, key: str) -> Iterator[tuple[str, tuple[Filter, ...]]]:
    """The tables whose rows are told apart by the number at token `place` within the row of the table `owner` with that key, and the conditions."""
    number = number_of(sentence.tokens[place + 1])
    if number is None or number != int(number):
        return
    names = sentence.lexicon.names
    for table, reference in sentence.lexicon.children.get(owner, ()):
        for column in sentence.lexicon.tables[table].columns:
            named = is_numeric(column.type) and names[table, column.name][:1] == (sentence.tokens[place].lemma,)
            apart = any({reference, column.name} == set(each.columns) for each in sentence.lexicon.tables[table].uniques)
            if named and apart:
                yield table, (Filter(ColumnReference(reference), "eq", key), Filter(ColumnReference(column.name), "eq", int(number)))


def behind_nouns(sentence: Sentence, place: int, end: int, tables: set[str], nouns: Nouns) -> int:
    """Behind nouns that only say what the row is, or what it is of: `Clear Path's offer terms`."""
    owned = place < end and sentence.tokens[place].text in _OWNS
    behind = place + owned
    for _ in range(_MOST_NOUNS):
        behind = max((stop for stop, table, _ in nouns(sentence, behind, end) if table in tables), default=behind)
    return place if behind == place + owned else behind
