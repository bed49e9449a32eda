"""Rows that words refer to: by key, by name, by what they are and their name (`the Gold Pass plan`, `offer Clear Path`, `bor_02`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from appfactory.compile.reserved import word_set
from appfactory.contract.language.moments import read_span
from appfactory.contract.language.people import PEOPLE
from appfactory.contract.language.row_words import DETERMINERS, LONGEST_NAME, written_out
from appfactory.contract.language.told.described_rows import described
from appfactory.contract.language.told.numbered_rows import behind_nouns, is_numbered, numbered
from appfactory.contract.language.values import is_temporal, kind_of
from appfactory.contract.language.words import Token, unquoted
from appfactory.contract.language.writing import KEY, Sentence, UnclearError, is_key
from appfactory.contract.model.request import ColumnReference, Filter
from appfactory.contract.model.translation import Inference, Question
from appfactory.model.database import Table

_LEAST_TABLE = 0.5
_WHOLE, _LEAST_BESIDE_WHOLE = 0.95, 0.58
_LEAST_TABLE_DESCRIBED = 0.55
_LONGEST_NOUN = 4
_FARTHEST_NOUN = 8
_LONGEST_SMALL_NAME = 3
_GENERIC = word_set(
    "branch place site venue store shop card one account person guy lady customer client item thing product line list group team member page unit"
)
"""Nouns that say what a row is where its name says which one it is, though no table is called so."""
_OF_PEOPLE = PEOPLE | {
    "host",
    "colleague",
    "trainer",
    "organizer",
    "organiser",
    "agent",
    "friend",
    "boss",
    "neighbour",
    "neighbor",
    "mr",
    "ms",
    "mrs",
    "dr",
}
_OF_A_DAY = frozenset({"on", "this", "next", "at", "of", "from"})
_OWNS = frozenset({"'s", "’s", "'", "’"})
_INDEFINITE = frozenset({"a", "an", "another", "new"})
_NAMING = frozenset({"named", "called", "titled", "number", "no", "#"})
_CODE = re.compile(r"(?=.*\d)[A-Z][A-Z0-9]*-[A-Z0-9-]+")
"""What looks like a number of an invoice or a code: it may stand in other columns than the one that shows what a row is."""
_KEY_PREFIX = re.compile(r"ksuid\('(\w+)'")
"""How a column's default says with which prefix its keys begin."""


@dataclass(frozen=True, slots=True)
class RowReference:
    """One row that the tokens up to `end` refer to; `named` if its table is said.

    Without a `key` it is the row for which the `conditions` hold, as far as can be told without running them.
    """

    table: str
    key: str
    end: int
    named: bool
    by_name: str = ""
    conditions: tuple[Filter, ...] = ()
    inferences: tuple[Inference, ...] = ()

    def filters(self, sentence: Sentence) -> tuple[Filter, ...]:
        """The condition that holds for the row alone, with what was inferred noted in the sentence."""
        if not self.key:
            sentence.inferences += self.inferences
            sentence.vague = True
            return self.conditions
        column = sentence.lexicon.tables[self.table].primary_key[0]
        if self.by_name:
            sentence.inferences.append(Inference(f"{self.table}.{column}", self.key, "foreign-key-by-name"))
        return (Filter(ColumnReference(column), "eq", self.key),)


def references_at(sentence: Sentence, place: int, end: int) -> list[RowReference]:
    """The rows that the words from `place` on may refer to; those of the longest reading. Asks where a name has several rows of a table."""
    return _longest(_named_at(sentence, place, end))


def rows_at(sentence: Sentence, place: int, end: int) -> list[RowReference]:
    """The rows that the words from `place` on may refer to or describe; those of the longest reading. Asks where they may be several of a table."""
    if place < end and sentence.tokens[place].lower in _INDEFINITE:
        return references_at(sentence, place, end)
    if (place, end) not in sentence.rows_told:
        named = _named_at(sentence, place, end)
        called = _called_by_noun(sentence, named)
        try:
            told = list(_described(sentence, place, end))
        except UnclearError:
            if not called:
                raise
            told = []
        # `the Walk-ins queue` is the queue of that name, and no entry of it, though one of them alone may be there.
        told = [each for each in told if each.end not in called or each.table in {reference.table for reference in named}]
        sentence.rows_told[place, end] = _longest([*named, *told])
    found: list[RowReference] = sentence.rows_told[place, end]
    return found


def _called_by_noun(sentence: Sentence, named: list[RowReference]) -> set[int]:
    """Where rows that are called by their name and by the whole name of their table end."""
    return {
        each.end
        for each in named
        if each.named
        and each.by_name
        and any(
            table == each.table and score >= _WHOLE and behind == each.end
            for noun in range(max(each.end - _LONGEST_NOUN, 0), each.end)
            for behind, table, score in nouns_at(sentence, noun, each.end)
        )
    }


def _longest(found: list[RowReference]) -> list[RowReference]:
    longest = max((each.end for each in found), default=0)
    return list({(each.table, each.key): each for each in reversed(found) if each.end == longest}.values())


def _named_at(sentence: Sentence, place: int, end: int) -> list[RowReference]:
    """Rows by key or by name."""
    while place < end and sentence.tokens[place].lower in DETERMINERS:
        place += 1
    if place >= end:
        return []
    found = [*_behind_noun(sentence, place, end), *_before_noun(sentence, place, end)]
    if not found and place + 1 < end and sentence.tokens[place].lower in _OF_PEOPLE and sentence.tokens[place + 1].capitalized:
        # `the host Dan Ruiz`, where no table is called so: who it is says enough.
        found = list(_before_noun(sentence, place + 1, end))
    if not found and _is_key(sentence, sentence.tokens[place].text):
        found = [
            RowReference(table, sentence.tokens[place].text, place + 1, named=False) for table in tables_of_key(sentence, sentence.tokens[place].text)
        ]
    return found


def _described(sentence: Sentence, place: int, end: int) -> Iterator[RowReference]:
    """`Ana Wong's membership`, `the draft booking of Tom Berg`, `the class on Sunday`: rows by what is said of them."""
    for noun in range(place, min(end, place + _FARTHEST_NOUN)):
        tables: dict[str, tuple[int, float]] = {}
        for behind, table, score in nouns_at(sentence, noun, end):
            tables.setdefault(table, (behind, score))
        if any(score >= _WHOLE for _, score in tables.values()):
            # A word that is a table's own name means no other of whose name it is but a part.
            tables = {table: (behind, score) for table, (behind, score) in tables.items() if score >= _LEAST_BESIDE_WHOLE}
        found = [
            RowReference(table, each.key, each.end, True, "it" if each.key else "", each.filters, each.inferences)
            for table, (behind, score) in tables.items()
            if (each := described(sentence, place, (noun, behind), table, end)) is not None
            # A word that is only part of a table's name is enough where two conditions hold for just one row.
            and (score >= _LEAST_TABLE_DESCRIBED or (each.key and len(each.filters) > 1))
        ]
        yield from found
        if found:
            return
    for owner in _longest(_named_at(sentence, place + 3, end)) if is_numbered(sentence, place, end) else ():
        for table, filters in numbered(sentence, place, owner.table, owner.key):
            behind = behind_nouns(sentence, owner.end, end, {table, owner.table}, nouns_at)
            yield RowReference(table, "", behind, True, "", filters)
    yield from _owned(sentence, place, end)
    yield from _of_series(sentence, place, end)


def _of_series(sentence: Sentence, place: int, end: int) -> Iterator[RowReference]:
    """`the Sunrise Flow on Friday`: the one of a series on a day, where rows of just one table say when each is."""
    for series in _longest(_named_at(sentence, place, end)):
        if series.end >= end or not (sentence.tokens[series.end].lower in _OF_A_DAY or read_span(sentence.tokens, series.end, sentence.clock)):
            continue
        tables = [
            sentence.lexicon.tables[table] for table, key in sentence.lexicon.children.get(series.table, ()) if is_required(sentence, table, key)
        ]
        timed = [table for table in tables if is_of_a_time(table)]
        told = described(sentence, place, (series.end, series.end), timed[0].name, end) if len(timed) == 1 else None
        if told is not None and told.end > series.end:
            yield RowReference(timed[0].name, told.key, told.end, True, "it" if told.key else "", told.filters, told.inferences)


def is_required(sentence: Sentence, table: str, column: str) -> bool:
    """True for a column that may not be empty."""
    found = sentence.lexicon.column(table, column)
    return found is not None and not found.nullable


def is_of_a_time(table: Table) -> bool:
    """True for a table whose rows begin and end at a time that has to be said."""
    return sum(is_temporal(each.type) and not each.nullable and each.default is None for each in table.columns) > 1


def _owned(sentence: Sentence, place: int, end: int) -> Iterator[RowReference]:
    """`Zoe Lind's First Talk from yesterday`, `Friday's Sunrise Flow`: what somebody has of something, or when it is, without its noun."""
    owner = next((stop for stop in range(place + 1, min(end - 1, place + LONGEST_NAME + 1)) if sentence.tokens[stop].text in _OWNS), None)
    if owner is None:
        return
    behind = sentence.tokens[owner + 1]
    if not (behind.capitalized or behind.kind == "quoted" or _is_linked_name(sentence, owner + 1)):
        return
    found: list[RowReference] = []
    for owned in _longest(_named_at(sentence, owner + 1, end)):
        for table in dict.fromkeys(table for table, _ in sentence.lexicon.children.get(owned.table, ())):
            told = described(sentence, place, (owned.end, owned.end), table, end) if len(sentence.lexicon.tables[table].primary_key) == 1 else None
            if told is not None and len({each.column.column for each in told.filters}) > 1:
                found.append(RowReference(table, told.key, told.end, True, "it" if told.key else "", told.filters, told.inferences))
    if len({each.table for each in found}) == 1:
        yield from found


def _is_key(sentence: Sentence, text: str) -> bool:
    """True for what looks like a key, or begins as the keys of a table do and is no name of the schema."""
    if is_key(text) or KEY.fullmatch(text) is None:
        return is_key(text)
    return bool(sentence.lexicon.table_of_key(text)) and written_out(text) not in sentence.lexicon.phrases


def tables_of_key(sentence: Sentence, key: str) -> list[str]:
    """The tables whose keys begin as this one does, or else those in which a row has it."""
    prefix = key.rpartition("_")[0]
    tables = [table for table in sentence.lexicon.tables.values() if len(table.primary_key) == 1]
    by_prefix = [table.name for table in tables if _prefix_of(sentence, table.name) == prefix]
    if by_prefix and any(_has_row(sentence, name, key) for name in by_prefix):
        return by_prefix
    # Keys may have been given by hand, with the prefix of another table.
    likely = [table for table in tables if not by_prefix or _may_begin(prefix, table.name)]
    return [table.name for table in likely if _has_row(sentence, table.name, key)] or by_prefix


def _may_begin(prefix: str, table: str) -> bool:
    """True for letters that stand in a table's name in this order, the first one at its beginning: `clo` for `class_occurrences`."""
    letters = iter(table)
    return table[:1] == prefix[:1].lower() and all(letter in letters for letter in prefix.lower())


def _has_row(sentence: Sentence, table: str, key: str) -> bool:
    return bool(sentence.lookup(table, sentence.lexicon.tables[table].primary_key[0], key, sentence.scope))


def table_of_prefix(sentence: Sentence, key: str) -> str:
    """The one table whose keys begin as this one does; empty if none is known to."""
    prefix = key.rpartition("_")[0]
    tables = [name for name, table in sentence.lexicon.tables.items() if len(table.primary_key) == 1 and _prefix_of(sentence, name) == prefix]
    return tables[0] if len(tables) == 1 and prefix else ""


def _prefix_of(sentence: Sentence, table: str) -> str:
    """The prefix of a table's keys, empty if they have none that can be seen."""
    found = sentence.lexicon.tables[table]
    column = found.column(found.primary_key[0])
    prefix = _KEY_PREFIX.search(column.default or "") if column is not None else None
    return prefix[1] if prefix else ""


def nouns_at(sentence: Sentence, place: int, end: int) -> Iterator[tuple[int, str, float]]:
    """The tables that phrases from `place` on name, longest phrases first: the end of the phrase, the table, how well it is named."""
    for size in range(min(_LONGEST_NOUN, end - place), 0, -1):
        tokens = sentence.tokens[place : place + size]
        if any(token.kind != "word" for token in tokens):
            continue
        senses = sentence.lexicon.phrases.get(tuple(part for token in tokens for part in _lemmas(token)), ())
        for sense in sorted(senses, key=lambda each: -each.score):
            if not sense.column and sense.score >= _LEAST_TABLE and len(sentence.lexicon.tables[sense.table].primary_key) == 1:
                yield place + size, sense.table, sense.score


def _lemmas(token: Token) -> list[str] | tuple[str, ...]:
    return written_out(token.text) if "_" in token.text else token.lemma.split("-")


def _behind_noun(sentence: Sentence, place: int, end: int) -> Iterator[RowReference]:
    """`offer Clear Path`, `booking bor_02`, `the service called Morning Yoga`."""
    for behind, table, _ in nouns_at(sentence, place, end):
        start = behind + (behind < end and sentence.tokens[behind].lower in _NAMING)
        if start >= end:
            continue
        token = sentence.tokens[start]
        if _is_key(sentence, token.text):
            prefix = _prefix_of(sentence, table)
            own = tables_of_key(sentence, token.text) if prefix and not token.text.startswith(f"{prefix}_") else [table]
            if table in own or not own:
                yield RowReference(table, token.text, start + 1, named=True)
            continue
        column = sentence.lexicon.tables[table].column(sentence.lexicon.tables[table].primary_key[0])
        if token.text.isdigit() and column is not None and kind_of(column.type) == "integer":
            yield RowReference(table, token.text, start + 1, named=True)
        for stop, name in _spans(sentence, start, end):
            yield from _bearing(sentence, table, name, stop)


def _before_noun(sentence: Sentence, place: int, end: int) -> Iterator[RowReference]:
    """`the Gold Pass plan`, `Gala Hopefuls`: a name, with its table behind it or with none."""
    token = sentence.tokens[place]
    small = not (token.capitalized or token.kind in {"quoted", "number"})
    if small and (token.kind != "word" or not _is_linked_name(sentence, place)):
        yield from _small_before_noun(sentence, place, end)
        return
    for stop, name in _spans(sentence, place, end):
        # `Ana Wong's contact` is the contact that bears the name.
        noun = stop + (stop < end and sentence.tokens[stop].text in _OWNS)
        tables: dict[str, int] = {table: behind for behind, table, _ in reversed(list(nouns_at(sentence, noun, end)))}
        found = [each for table, behind in tables.items() for each in _bearing(sentence, table, name, behind)]
        if not found:
            found = list(_bearing_anywhere(sentence, name, stop))
        if found:
            yield from (_with_noun(sentence, each, end) for each in found)
            return


def _is_linked_name(sentence: Sentence, place: int) -> bool:
    """True where a phrase begins that was found to be the name of a row, whatever its letters."""
    display = sentence.lexicon.display
    return any(atom.start == place and any(display.get(table) == column for table, column, _ in atom.values) for atom in sentence.atoms)


def _small_before_noun(sentence: Sentence, place: int, end: int) -> Iterator[RowReference]:
    """`the walk-in queue`: a name in small letters right before what the row is; in the singular, where its own is a plural."""
    for stop in range(place + 1, min(end, place + _LONGEST_SMALL_NAME + 1)):
        if any(token.kind != "word" for token in sentence.tokens[place:stop]):
            return
        name = sentence.said(place, stop)
        for behind, table, score in nouns_at(sentence, stop, end):
            if score < _LEAST_TABLE_DESCRIBED:
                continue
            for spelt in (name, f"{name}s"):
                found = list(_bearing(sentence, table, spelt, behind))
                yield from found
                if found:
                    return


def _with_noun(sentence: Sentence, reference: RowReference, end: int) -> RowReference:
    """`the GIFT-50 card`, `the Old Mill branch`: the name with a noun behind it that no table is called in full, or that nothing knows."""
    place = reference.end
    if reference.named or place >= end or sentence.tokens[place].kind != "word" or sentence.tokens[place].capitalized:
        return reference
    token = sentence.tokens[place]
    lexicon = sentence.lexicon
    own = any(
        phrase[-1] == token.lemma and any(sense.table == reference.table and not sense.column for sense in senses)
        for phrase, senses in lexicon.phrases.items()
        if len(phrase) > 1
    )
    last = place + 1 >= end or sentence.tokens[place + 1].kind == "mark" or sentence.tokens[place + 1].lower in {"with", "at", "for", "as", "to"}
    generic = last and token.lower in _GENERIC and (token.lemma,) not in lexicon.phrases and (token.lemma,) not in lexicon.values
    return replace(reference, end=place + 1) if own or generic else reference


def _spans(sentence: Sentence, start: int, end: int) -> Iterator[tuple[int, str]]:
    """The texts from `start` on that may be a name, longest first: they end on a capital, a number or a quote, or are of words alone."""
    for stop in range(min(end, start + LONGEST_NAME), start, -1):
        tokens = sentence.tokens[start:stop]
        if any(token.text in {",", ":", ";", "(", ")", "'s"} for token in tokens):
            continue
        if len(tokens) == 1 and tokens[0].kind == "quoted":
            yield stop, unquoted(tokens[0])
        elif tokens[-1].kind in {"word", "number"}:
            yield stop, sentence.text[tokens[0].start : tokens[-1].end]


def _bearing_anywhere(sentence: Sentence, name: str, end: int) -> Iterator[RowReference]:
    """The rows of all tables that bear a name which nothing says the table of; a code may stand in any column that tells rows apart."""
    lexicon = sentence.lexicon
    code = _CODE.fullmatch(name) is not None
    for table, display in lexicon.display.items():
        if code or display:
            matches = sentence.matches(table, name) if code else sentence.lookup(table, display, name, sentence.scope)
            if matches and len(lexicon.tables[table].primary_key) == 1:
                yield from (RowReference(table, match.key, end, named=False, by_name=name) for match in matches)


def _bearing(sentence: Sentence, table: str, name: str, end: int) -> Iterator[RowReference]:
    matches = sentence.matches(table, name)
    if len(matches) > 1:
        choices = tuple(f"{match.name} ({match.key})" for match in matches)
        raise UnclearError(Question("ambiguous-name", f'"{name}" is the name of several {table}: which one?', choices))
    for match in matches:
        yield RowReference(table, match.key, end, named=True, by_name=name)
