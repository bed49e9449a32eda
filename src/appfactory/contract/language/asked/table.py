"""A question read as the best cover of all its words by what can be asked of the rows of one table."""

from __future__ import annotations

from dataclasses import dataclass, replace

from appfactory.contract.language.asked.amounts import AmountParts
from appfactory.contract.language.asked.asides import AsideParts
from appfactory.contract.language.asked.children import ChildParts
from appfactory.contract.language.asked.conditions import ConditionParts
from appfactory.contract.language.asked.differences import DifferenceParts
from appfactory.contract.language.asked.expressions import ExpressionParts
from appfactory.contract.language.asked.heads import HeadParts
from appfactory.contract.language.asked.interrogatives import InterrogativeParts
from appfactory.contract.language.asked.moments import MomentParts
from appfactory.contract.language.asked.money import MoneyParts
from appfactory.contract.language.asked.orders import OrderParts
from appfactory.contract.language.asked.query import AskedQuery
from appfactory.contract.language.asked.rows import RowParts
from appfactory.contract.language.asked.states import StateParts
from appfactory.contract.language.asked.synonyms import SynonymParts
from appfactory.contract.language.asked.tenses import TenseParts
from appfactory.contract.language.asked.words import HEAVY, AskedWords, Part
from appfactory.contract.language.cover import best_cover
from appfactory.contract.language.english import is_participle
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
_SURE_TABLE, _NAMED_SURELY, _MUCH_BETTER = 0.99, 0.95, 0.2
"""A table by its very name; one by its name or a synonym; by how much another has to be named better."""
_LINKED = 0.76
"""As how well named a table counts that links a row which is named with others."""
_WEAKLY_NAMED, _LITTLE_DOUBT = 0.6, 0.3
"""A table of whose name only a part is said; what hardly speaks against a reading."""
_ANYBODY = frozenset({"people", "who", "anybody", "anyone", "everybody", "everyone", "customers", "clients"})
_HEAD_BONUS, _DOUBT_OF_KIND = 0.2, 0.7
"""What speaks for the table that is named first, and against one that only a kind of its rows names."""


_READERS = (
    HeadParts, AsideParts, OrderParts, AmountParts, InterrogativeParts, ConditionParts, DifferenceParts, MoneyParts, StateParts,
    SynonymParts, MomentParts, TenseParts, RowParts, ChildParts, ExpressionParts,
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
    readings.sort(key=lambda each: -each.worth)
    if not readings:
        return None
    best = readings[0]
    margin = best.worth - readings[1].worth if len(readings) > 1 else 2.0
    return Reading(best.table, best.query, best.parts, best.worth, margin, best.doubt, best.named, best.question)


def _is_settled(reading: Reading) -> bool:
    """True for a reading about a table that the question calls by its name, without a doubt."""
    named = any(part.role == "table" for part in reading.parts)
    return named and reading.named >= _NAMED_SURELY and reading.worth >= 1.0 and reading.doubt <= _LITTLE_DOUBT and reading.query is not None


def _unless_named(sentence: Sentence, reading: Reading, tables: set[str]) -> Reading | None:
    """A table that only a word for a kind of its rows speaks for, where the word is a name of another table.

    It gives way if the schema calls the other one so in its synonyms, or if the kind is one of the rows' parts; else it is less sure.
    """
    if any(part.role in {"table", "having"} for part in reading.parts):
        return reading
    rivals: dict[str, float] = {}
    plain = True
    for part in reading.parts:
        if part.role != "filter" or not _says_kind(sentence.lexicon, reading.table, part.column):
            continue
        for place in range(part.start, part.end):
            for _, named in sentence.tables_named.get(place, ()):
                said = {table: score for table, score in named.items() if score >= _NAMED_SURELY and table != reading.table}
                plain = plain and (not said or len(sentence.lexicon.names[reading.table, part.column]) == 1)
                rivals |= said
    if not rivals:
        return reading
    if not plain or max(rivals.values()) < _SURE_TABLE:
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
    if {"who", "who's", "whom", "everybody", "everyone", "anybody", "anyone", "people"} & set(words.words):
        _add_linking(sentence, words, end, scored)
    for atom in sentence.atoms:
        if atom.kind in {"value", "literal"}:
            for table, column, _ in atom.values:
                if lexicon.display.get(table) == column:
                    scored[table] = max(scored.get(table, 0.0), 0.4)
    ranked = sorted(scored.items(), key=lambda pair: -pair[1])
    return [(table, score) for table, score in ranked[:_MOST_TABLES] if table not in lexicon.hubs]


def _add_kinds(lexicon: Lexicon, token: Token, scored: dict[str, float]) -> None:
    """The tables whose rows a word is a kind of."""
    kinds = {(table, column) for table, column, _ in lexicon.values.get((token.lemma,), ()) if lexicon.names[table, column][-1] in KIND_WORDS}
    if len(kinds) <= _MOST_KINDS:
        # A column that is just the type says more of its rows than one of the type of something else.
        for kind, column in kinds:
            scored[kind] = max(scored.get(kind, 0.0), 0.75 if _says_kind(lexicon, kind, column) else 0.5)


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
    for token in sentence.tokens[: sentence.last]:
        if is_participle(token.lower):
            having = {
                table
                for (table, column), names in lexicon.names.items()
                if column and token.lower in names and lexicon.kind(table, column) == "number" and not lexicon.is_key(table, column)
            }
            if not any(scored.get(table, 0.0) >= _CLEAR_COLUMN for table in having):
                scored.update({table: max(scored.get(table, 0.0), _CLEAR_COLUMN) for table in sorted(having)[:_MOST_KINDS]})


def _add_linking(sentence: Sentence, words: AskedWords, end: int, scored: dict[str, float]) -> None:
    """`Who is on the Yoga Waitlist?`: the tables that are called after the one of a row that is named, and link it with others."""
    lexicon = sentence.lexicon
    named = {(owner, column) for atom in sentence.atoms if atom.kind in {"value", "literal"} for owner, column, _ in atom.values}
    spans = [(place, stop) for place in range(end) for stop in words.name_ends(place)[:1]]
    for owner, display in lexicon.display.items():
        links = linking(lexicon, owner)
        if links and ((owner, display) in named or any(words.called(owner, start, stop) for start, stop in spans)):
            scored.update({child: max(scored.get(child, 0.0), _LINKED) for child in links})


def _read(sentence: Sentence, name: str, score: float, end: int) -> Reading | None:
    table = sentence.lexicon.tables[name]
    readers = [kind(sentence, table, 0, end) for kind in _READERS]
    parts = [part for place in range(end) for reader in readers for part in reader.read_at(place) if part.end <= end]
    chosen, unread = best_cover(0, end, parts, ())
    passed = [part.start for part in chosen if part.role == "silent" and part.end == part.start + 1]
    if unread or any(sentence.tokens[place].lower in HEAVY for place in passed):
        return None
    question = next((part.question for part in chosen if part.question is not None), None)
    worth = sum(part.gain for part in chosen) / end
    said = [part for part in chosen if part.role in {"table", "having"}]
    if not said or (_leads(chosen, said[0]) and score >= _CLEAR_COLUMN):
        worth += _HEAD_BONUS
    keyed = any(part.role == "filter" and (is_key(str(part.value)) or _says_kind(sentence.lexicon, name, part.column)) for part in chosen)
    if said and _is_said_better(sentence, table, said[0], backed=keyed):
        return None
    if not said and not _speaks_for(sentence, table, chosen):
        return None
    asked = AskedQuery(sentence.lexicon, table, chosen, [token.lower for token in sentence.tokens])
    query = asked.query() if question is None else None
    if query is None and question is None:
        return None
    doubt = asked.doubt + sum(part.doubt for part in chosen) + (0.0 if said else 0.7)
    return Reading(name, query, tuple(chosen), worth, 0.0, doubt, score, question)


def _speaks_for(sentence: Sentence, table: Table, chosen: list[Part]) -> bool:
    """True if a part tells which table is meant where none is named: a row by its name or key, a kind of rows, a table that only links others."""
    lexicon = sentence.lexicon
    if any(token.lower.startswith(f"{table.name}.") for token in sentence.tokens):
        return True
    telling = {lexicon.display.get(table.name, ""), *table.primary_key}
    telling |= {column.name for column in table.columns if _says_kind(lexicon, table.name, column.name)}
    filters = [part for part in chosen if part.role == "filter"]
    # A word that names a table is no kind of rows of another.
    tables = {place for place in range(sentence.last) for _, named in sentence.tables_named.get(place, ()) if max(named.values()) >= _SURE_TABLE}
    plain = {column.name for column in table.columns if lexicon.names[table.name, column.name] in {(word,) for word in KIND_WORDS}}
    filters = [part for part in filters if part.start not in tables or part.column not in telling - plain]
    if any(part.column in telling and not isinstance(part.value, Query) for part in filters):
        return True
    summed = any(part.role in {"much", "money"} for part in chosen)
    amounts = {
        part.column for part in chosen if part.role == "measure" or (part.number and part.role == "money") or (part.role == "wanted" and summed)
    }
    participles = {token.lower for token in sentence.tokens if is_participle(token.lower)}
    if any(participles & set(lexicon.names[table.name, column]) for column in amounts if table.column(column) is not None):
        return True
    grouped = [place for part in chosen if part.role == "group" and not part.through for place in range(part.start, part.end)]
    if any(found.get(table.name, 0.0) >= _NAMED_SURELY for place in grouped for _, found in sentence.tables_named.get(place, ())):
        return True
    named = [part for part in chosen if part.role in {"order", "measure"} and part.end - part.start > 1]
    if any(_is_own_name(lexicon, table, part.column) for part in named):
        return True
    keys = {column for column, _ in lexicon.parents.get(table.name, ())}
    wanted = [part for part in chosen if part.role == "wanted"]
    whose = any(part.column in keys and not isinstance(part.value, Query) for part in filters) or any(
        part.role == "group" and part.through for part in chosen
    )
    if _is_asked_of_people(sentence, table, filters):
        return True
    if whose and (_is_done(sentence, table) or (wanted and all(part.through for part in wanted) and _is_called_after(lexicon, table, filters))):
        return True
    links = len(keys) >= 2 and all(lexicon.is_key(table.name, column.name) or column.default for column in table.columns if not column.nullable)
    return (
        bool(wanted)
        and not any(part.role in {"order", "measure"} for part in chosen)
        and links
        and all(part.through for part in wanted)
        and all(part.column in keys and not isinstance(part.value, Query) for part in filters)
    )


def _is_done(sentence: Sentence, table: Table) -> bool:
    """`How many times has Tom Berg booked?`: a participle speaks of the rows of the table, more than of any other."""
    roots = sentence.lexicon.roots
    for token in sentence.tokens[: sentence.last]:
        senses = [sense for sense in roots.get((token.root,), ()) if not sense.column] if token.lower.endswith("ed") else []
        if senses and max(senses, key=lambda sense: sense.score).table == table.name:
            return True
    return False


def _is_asked_of_people(sentence: Sentence, table: Table, filters: list[Part]) -> bool:
    """`How many people are waiting in our queues?`: in which state people are with what the rows of the table are called after."""
    lexicon = sentence.lexicon
    named = {name for place in range(sentence.last) for _, tables in sentence.tables_named.get(place, ()) for name in tables}
    after = any(
        parent in named and lexicon.names[parent, ""][0] == lexicon.names[table.name, ""][0] for _, parent in lexicon.parents.get(table.name, ())
    )
    return (
        after
        and bool(filters)
        and bool({"people", "who", "anybody", "anyone", "everybody", "everyone", "customers", "clients"} & set(sentence.lowered))
    )


def _is_called_after(lexicon: Lexicon, table: Table, filters: list[Part]) -> bool:
    """`Who is on the Yoga Waitlist?`: the rows are called after the row that they are said to belong to (`queue_entries` of `queues`)."""
    parents = {parent for column, parent in lexicon.parents.get(table.name, ()) if any(part.column == column for part in filters)}
    return any(table.name in linking(lexicon, parent) for parent in parents)


def _is_own_name(lexicon: Lexicon, table: Table, column: str) -> bool:
    """True for a column whose name of several words no other table has."""
    words = lexicon.names.get((table.name, column), ())
    return len(words) > 1 and all(sense.table == table.name for sense in lexicon.phrases.get(words, ()) if sense.score >= _NAMED_SURELY)


def _is_said_better(sentence: Sentence, table: Table, said: Part, *, backed: bool) -> bool:
    """True if the words that name the table are the name of another: the newest offer is no offer in a queue.

    A table that a key or a kind of its rows backs may be named less well.
    """
    before = (named for end, named in sentence.tables_named.get(said.start - 1, ()) if end == said.end)
    if any(table.name not in named and len(named) == 1 for named in before):
        return True
    named = next((named for end, named in sentence.tables_named.get(said.start, ()) if end == said.end), {})
    return not backed and named.get(table.name, 1.0) < max(named.values(), default=0.0) - _MUCH_BETTER


def _says_kind(lexicon: Lexicon, table: str, column: str) -> bool:
    """True for a column that says of what kind the rows themselves are: `type`, or `line_type` of lines; not the type of something else."""
    words = lexicon.names[table, column]
    return words[-1] in KIND_WORDS and (len(words) == 1 or words[0] in lexicon.names[table, ""])


def _leads(chosen: list[Part], table: Part) -> bool:
    """True if the table is the first thing that the question names, or what is wanted of it."""
    before = [part.role for part in chosen if part.end <= table.start and part.role != "silent"]
    return all(role in {"count", "distinct", "wanted", "measure", "order", "filter", "much"} for role in before)
