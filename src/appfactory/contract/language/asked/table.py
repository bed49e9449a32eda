"""A question read as the best cover of all its words by what can be asked of the rows of one table."""

from __future__ import annotations

from dataclasses import dataclass, replace

from appfactory.contract.language.asked.alternatives import AlternativeParts
from appfactory.contract.language.asked.amounts import FITTING, ROOM, AmountParts
from appfactory.contract.language.asked.asides import AsideParts
from appfactory.contract.language.asked.children import ChildParts
from appfactory.contract.language.asked.clauses import ClauseParts
from appfactory.contract.language.asked.compared_columns import ComparedColumnParts
from appfactory.contract.language.asked.conditions import ConditionParts
from appfactory.contract.language.asked.differences import DifferenceParts
from appfactory.contract.language.asked.enough import EnoughParts
from appfactory.contract.language.asked.evidence import (
    NAMED_SURELY,
    SURE_TABLE,
    called_after,
    is_said_better,
    leads,
    only_logs,
    says_how_often,
    says_kind,
    speaks_for,
)
from appfactory.contract.language.asked.expressions import ExpressionParts
from appfactory.contract.language.asked.heads import HeadParts
from appfactory.contract.language.asked.interrogatives import InterrogativeParts
from appfactory.contract.language.asked.lasting import LastingParts
from appfactory.contract.language.asked.moments import MomentParts
from appfactory.contract.language.asked.money import MoneyParts, done_with_money, participle_at
from appfactory.contract.language.asked.often import OftenParts
from appfactory.contract.language.asked.orders import OrderParts
from appfactory.contract.language.asked.own_rows import OwnRowParts
from appfactory.contract.language.asked.query import AskedQuery
from appfactory.contract.language.asked.relatives import RelativeParts
from appfactory.contract.language.asked.rows import RowParts
from appfactory.contract.language.asked.state_nouns import table_of_state_noun
from appfactory.contract.language.asked.states import StateParts
from appfactory.contract.language.asked.synonyms import SynonymParts
from appfactory.contract.language.asked.tenses import TenseParts
from appfactory.contract.language.asked.weekdays import WeekdayParts, asks_for_days, weekday_column
from appfactory.contract.language.asked.words import HEAVY, AskedWords, Part
from appfactory.contract.language.cover import best_cover
from appfactory.contract.language.english import COLUMN_VERBS, is_participle
from appfactory.contract.language.lexicon import Lexicon
from appfactory.contract.language.link import KIND_WORDS
from appfactory.contract.language.people import linking
from appfactory.contract.language.row_words import LEAST_SCORE
from appfactory.contract.language.words import Token, root_of
from appfactory.contract.language.writing import Sentence, is_key
from appfactory.contract.model.request import Query
from appfactory.contract.model.translation import Question
from appfactory.model.database import Table

_MOST_TABLES, _MOST_TOKENS, _MOST_KINDS = 8, 40, 3
"""So many tables are tried, in texts of so many tokens; a word for a kind of rows of more tables tells nothing."""
_CLEAR_COLUMN = 0.7
"""How well a phrase has to name a table or a column for it to lead."""
_LINKED = 0.76
"""As how well named a table counts that links a row which is named with others."""
_WEAKLY_NAMED, _LITTLE_DOUBT = 0.6, 0.3
"""A table of whose name only a part is said; what hardly speaks against a reading."""
_COST_OF_DOUBT = 0.01
"""By how much a doubt makes a reading worse than another one."""
_WITH_ROOM = 0.78
"""As how well named a table counts that says how many fit in the row that is named."""
_HEAD_BONUS, _DOUBT_OF_KIND = 0.2, 0.7
"""What speaks for the table that is named first, and against one that only a kind of its rows names."""


_READERS = (
    HeadParts, RelativeParts, AsideParts, OrderParts, AmountParts, InterrogativeParts, ConditionParts, DifferenceParts, MoneyParts, StateParts,
    SynonymParts, MomentParts, WeekdayParts, TenseParts, RowParts, ChildParts, ExpressionParts, ComparedColumnParts,
    AlternativeParts, LastingParts, OwnRowParts, ClauseParts, EnoughParts, OftenParts,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as a query about one table: the parts it is covered with, what it is worth, and by how much it beats the next best table."""

    table: str
    query: Query | None
    parts: tuple[Part, ...]
    worth: float
    margin: float
    doubt: float
    named: float
    question: Question | None = None


def read_by_cover(sentence: Sentence) -> Reading | None:
    """The best reading of a question, None if no table's covers all its words."""
    end = sentence.last
    if not 0 < end <= _MOST_TOKENS or not sentence.lexicon.tables:
        return None
    readings: list[Reading] = []
    for table, score in _tables(sentence, end):
        if score < _WEAKLY_NAMED and any(_is_settled(reading) for reading in readings):
            # Of a table of which a word is but a part of the name, nobody speaks who names another one and says all with it.
            break
        if (reading := _read(sentence, table, score, end)) is not None:
            readings.append(reading)
    tables = {reading.table for reading in readings}
    readings = [kept for reading in readings if (kept := _unless_named(sentence, reading, tables)) is not None]
    readings.sort(key=lambda each: _COST_OF_DOUBT * each.doubt - each.worth)
    if not readings:
        return None
    best = readings[0]
    margin = best.worth - readings[1].worth if len(readings) > 1 else 2.0
    return Reading(best.table, best.query, best.parts, best.worth, margin, best.doubt, best.named, best.question)


def _is_settled(reading: Reading) -> bool:
    """True for a reading about a table that the question calls by its name, without a doubt."""
    named = any(part.role == "table" for part in reading.parts)
    return named and reading.named >= NAMED_SURELY and reading.worth >= 1.0 and reading.doubt <= _LITTLE_DOUBT and reading.query is not None


def _unless_named(sentence: Sentence, reading: Reading, tables: set[str]) -> Reading | None:
    """A table that only a word for a kind of its rows speaks for, where the word is a name of another table.

    It gives way if the schema calls the other one so in its synonyms, or if the kind is one of the rows' parts; else it is less sure.
    """
    if any(part.role in {"table", "having"} for part in reading.parts):
        return reading
    wanted = {part.through for part in reading.parts if part.role == "wanted"}
    if len(wanted) == 1 and sentence.lexicon.foreign.get((reading.table, wanted.pop()), ("",))[0] in tables:
        # All that is wanted is of rows that are called by their name, and may be asked for themselves.
        return None
    rivals: dict[str, float] = {}
    plain = True
    for part in reading.parts:
        if part.role != "filter" or not says_kind(sentence.lexicon, reading.table, part.column):
            continue
        for place in range(part.start, part.end):
            for _, named in sentence.tables_named.get(place, ()):
                said = {table: score for table, score in named.items() if score >= NAMED_SURELY and table != reading.table}
                plain = plain and (not said or len(sentence.lexicon.names[reading.table, part.column]) == 1)
                rivals |= said
    if not rivals:
        return reading
    if not plain or max(rivals.values()) < SURE_TABLE:
        return None
    worth = reading.worth - (_HEAD_BONUS if set(rivals) & tables else 0.0)
    return replace(reading, worth=worth, doubt=reading.doubt + _DOUBT_OF_KIND)


def _tables(sentence: Sentence, end: int) -> list[tuple[str, float]]:
    """The tables that the question may be about with how well it names them, likeliest first."""
    lexicon = sentence.lexicon
    words = AskedWords(sentence, next(iter(lexicon.tables.values())), 0, end)
    scored: dict[str, float] = {}
    for place in range(end):
        for _, named in words.tables_at(place):
            for table, score in named.items():
                scored[table] = max(scored.get(table, 0.0), score)
        token = sentence.tokens[place]
        _add_kinds(lexicon, token, scored)
        if token.kind == "word" and words.words[place].endswith("ed"):
            for sense in lexicon.roots.get((root_of(token.text),), ()):
                if not sense.column and sense.score >= LEAST_SCORE:
                    scored[sense.table] = max(scored.get(sense.table, 0.0), 0.5 * sense.score)
    scored |= {table: 0.9 for token in sentence.tokens[:end] if (table := token.lower.partition(".")[0]) != token.lower and table in lexicon.tables}
    _add_named_by_rows(sentence, words, end, scored)
    _add_by_amounts(sentence, words, scored)
    _add_with_room(sentence, words, end, scored)
    if {"who", "who's", "whom", "everybody", "everyone", "anybody", "anyone", "people"} & set(words.words):
        _add_linking(sentence, words, end, scored)
    if asks_for_days(words.words):
        weekly = (name for name, table in lexicon.tables.items() if weekday_column(lexicon, table) is not None)
        scored.update({name: max(scored.get(name, 0.0), 0.5) for name in weekly})
    if max(scored.values(), default=0.0) < _CLEAR_COLUMN:
        meant = {table_of_state_noun(lexicon, token) for token in sentence.tokens[:end]} - {""}
        scored.update({table: max(scored.get(table, 0.0), 0.5) for table in sorted(meant)})
    shown = {
        table
        for atom in sentence.atoms
        if atom.kind in {"value", "literal"}
        for table, column, _ in atom.values
        if lexicon.display.get(table) == column
    }
    scored.update({table: max(scored.get(table, 0.0), 0.4) for table in sorted(shown)})
    ranked = sorted(scored.items(), key=lambda pair: -pair[1])
    return [(table, score) for table, score in ranked[:_MOST_TABLES] if table not in lexicon.hubs]


def _add_kinds(lexicon: Lexicon, token: Token, scored: dict[str, float]) -> None:
    """The tables whose rows a word is a kind of."""
    kinds = {(table, column) for table, column, _ in lexicon.values.get((token.lemma,), ()) if lexicon.names[table, column][-1] in KIND_WORDS}
    if len(kinds) <= _MOST_KINDS:
        # A column that is just the type says more of its rows than one of the type of something else.
        for kind, column in sorted(kinds):
            scored[kind] = max(scored.get(kind, 0.0), 0.75 if says_kind(lexicon, kind, column) else 0.5)


def _add_named_by_rows(sentence: Sentence, words: AskedWords, end: int, scored: dict[str, float]) -> None:
    """Tables that are not named, but a row of which is: by its key, or by its name beside a column that the table has."""
    lexicon = sentence.lexicon
    having: dict[str, None] = {}
    for place in range(end):
        keyed = lexicon.table_of_key(sentence.tokens[place].text) if is_key(sentence.tokens[place].text) else ""
        if keyed:
            scored[keyed] = max(scored.get(keyed, 0.0), 0.6)
        for size in (2, 1):
            for lemmas in words.spelt(place, min(end, place + size)):
                senses = lexicon.phrases.get(lemmas, ())
                having.update(dict.fromkeys(sense.table for sense in senses if sense.column and sense.score >= _CLEAR_COLUMN))
        for meant in COLUMN_VERBS.get(words.words[place], ())[:1]:
            having.update(dict.fromkeys(sense.table for sense in lexicon.phrases.get((meant,), ()) if sense.column and sense.score >= _CLEAR_COLUMN))
    if max(scored.values(), default=0.0) >= _CLEAR_COLUMN:
        return
    for table in list(having)[:_MOST_TABLES]:
        reader = RowParts(sentence, lexicon.tables[table], 0, end)
        if any(reader.names_own_row(place) for place in range(end)):
            scored[table] = max(scored.get(table, 0.0), 0.5)


def _add_by_amounts(sentence: Sentence, words: AskedWords, scored: dict[str, float]) -> None:
    """`How much have we refunded?`: where no table is named, those with an amount whose name has the participle."""
    if not {"much", "total", "money", "sum"} & set(words.words):
        return
    lexicon = sentence.lexicon
    for place, token in enumerate(sentence.tokens[: sentence.last]):
        participle = participle_at(words.words, place) if token.kind == "word" else ""
        if is_participle(participle):
            done = done_with_money(participle, words.word(place + 1))
            having = {
                table
                for (table, column), names in lexicon.names.items()
                if column and done & set(names) and lexicon.kind(table, column) == "number" and not lexicon.is_key(table, column)
            }
            if not any(scored.get(table, 0.0) >= _CLEAR_COLUMN for table in having):
                scored.update({table: max(scored.get(table, 0.0), _CLEAR_COLUMN) for table in sorted(having)[:_MOST_KINDS]})


def _add_with_room(sentence: Sentence, words: AskedWords, end: int, scored: dict[str, float]) -> None:
    """`How many people can we fit in the Great Hall?`: tables that say for how many there is room, a row of which is named."""
    if "many" not in words.words or not FITTING & set(words.words):
        return
    lexicon = sentence.lexicon
    roomy = {table for (table, column), names in lexicon.names.items() if column and ROOM & set(names) and lexicon.kind(table, column) == "number"}
    for table in sorted(roomy - set(lexicon.hubs)):
        reader = RowParts(sentence, lexicon.tables[table], 0, end)
        if any(reader.names_own_row(place) for place in range(end)):
            scored[table] = max(scored.get(table, 0.0), _WITH_ROOM)


def _add_linking(sentence: Sentence, words: AskedWords, end: int, scored: dict[str, float]) -> None:
    """`Who is on the Yoga Waitlist?`: the tables that are called after the one of a row that is named, and link it with others."""
    lexicon = sentence.lexicon
    head = words.past(1, frozenset({"is", "are", "was", "'s"}), 1)
    if words.name_ends(head)[:1] == [end]:
        # `Who is Dan Ruiz?` asks for nobody else.
        return
    named = {(owner, column) for atom in sentence.atoms if atom.kind in {"value", "literal"} for owner, column, _ in atom.values}
    spans = [(place, stop) for place in range(end) for stop in words.name_ends(place)[:1]]
    for owner, display in lexicon.display.items():
        links = linking(lexicon, owner)
        if links and ((owner, display) in named or any(words.called(owner, start, stop) for start, stop in spans)):
            scored.update({child: max(scored.get(child, 0.0), _LINKED) for child in links})


def _read(sentence: Sentence, name: str, score: float, end: int) -> Reading | None:
    table = sentence.lexicon.tables[name]
    chosen, unread = best_cover(0, end, _parts(sentence, table, end), ())
    passed = [part.start for part in chosen if part.role == "silent" and part.end == part.start + 1]
    if unread or any(sentence.tokens[place].lower in HEAVY for place in passed):
        return None
    question = next((part.question for part in chosen if part.question is not None), None)
    worth = sum(part.gain for part in chosen) / end
    said = [part for part in chosen if part.role in {"table", "having"}]
    if not said or (leads(chosen, said[0]) and score >= _CLEAR_COLUMN):
        worth += _HEAD_BONUS
    keyed = any(part.role == "filter" and (is_key(str(part.value)) or says_kind(sentence.lexicon, name, part.column)) for part in chosen)
    keyed = keyed or any(part.role == "filter" and called_after(sentence.lexicon, table, part) for part in chosen)
    if said and is_said_better(sentence, table, said[0], backed=keyed):
        return None
    if not said and (only_logs(sentence.lexicon, table) or not speaks_for(sentence, table, chosen)):
        return None
    if not said and says_how_often(sentence, table, chosen):
        worth += _HEAD_BONUS
    asked = AskedQuery(sentence.lexicon, table, chosen, [token.lower for token in sentence.tokens])
    query = asked.query() if question is None else None
    if query is None and question is None:
        return None
    doubt = asked.doubt + sum(part.doubt for part in chosen) + (0.0 if said else 0.7)
    return Reading(name, query, tuple(chosen), worth, 0.0, doubt, score, question)


def _parts(sentence: Sentence, table: Table, end: int) -> list[Part]:
    """The parts that a cover of the first `end` tokens may be made of: those that begin where others end; none where no cover goes on."""
    readers = [kind(sentence, table, 0, end) for kind in _READERS]
    parts: list[Part] = []
    reached = {0}
    for place in range(end):
        if place in reached:
            found = [part for reader in readers for part in reader.read_at(place) if part.end <= end]
            reached.update(part.end for part in found)
            parts += found
        if max(reached) <= place:
            return []
    return parts
