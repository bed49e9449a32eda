"""What speaks for the table that a reading by cover is about, and against it."""

from __future__ import annotations

from appfactory.contract.language.asked.money import done_with_money, participle_at
from appfactory.contract.language.asked.state_nouns import table_of_state_noun
from appfactory.contract.language.asked.weekdays import weekday_column
from appfactory.contract.language.asked.words import Part
from appfactory.contract.language.english import is_participle
from appfactory.contract.language.lexicon import Lexicon
from appfactory.contract.language.link import KIND_WORDS
from appfactory.contract.language.people import linking
from appfactory.contract.language.writing import Sentence
from appfactory.contract.model.request import Query
from appfactory.model.database import Table

NAMED_SURELY, SURE_TABLE, _MUCH_BETTER = 0.95, 0.99, 0.2
"""A table by its name or a synonym; by its very name; by how much another has to be named better."""
_LOGS = frozenset({"event", "log", "history", "audit", "snapshot", "trace"})
"""Last words of the names of tables that record what happened to rows of others."""
_ANYBODY = frozenset({"people", "who", "anybody", "anyone", "everybody", "everyone", "customers", "clients"})


def speaks_for(sentence: Sentence, table: Table, chosen: list[Part]) -> bool:
    """True if a part tells which table is meant where none is named."""
    lexicon = sentence.lexicon
    if any(token.lower.startswith(f"{table.name}.") for token in sentence.tokens):
        return True
    telling = {lexicon.display.get(table.name, ""), *table.primary_key}
    telling |= {column.name for column in table.columns if says_kind(lexicon, table.name, column.name)}
    filters = _telling_filters(sentence, table, chosen, telling)
    return (
        any(part.column in telling and not isinstance(part.value, Query) for part in filters)
        or _says_amount(sentence, table, chosen)
        or _groups_by_own(sentence, table, chosen)
        or any(_is_own_name(lexicon, table, part.column) for part in chosen if part.role in {"order", "measure"} and part.end - part.start > 1)
        or _is_asked_of_people(sentence, table, filters)
        or _asks_for_own_days(lexicon, table, chosen, filters)
        or _says_whose(sentence, table, chosen, filters)
        or _only_links(lexicon, table, chosen, filters)
        or any(table_of_state_noun(lexicon, sentence.tokens[place]) == table.name for part in filters for place in range(part.start, part.end))
    )


def _telling_filters(sentence: Sentence, table: Table, chosen: list[Part], telling: set[str]) -> list[Part]:
    """The conditions; a word that names a table is no kind of rows of another."""
    names = sentence.lexicon.names
    tables = {place for place in range(sentence.last) for _, named in sentence.tables_named.get(place, ()) if max(named.values()) >= SURE_TABLE}
    plain = {column.name for column in table.columns if names[table.name, column.name] in {(word,) for word in KIND_WORDS}}
    filters = [part for part in chosen if part.role == "filter"]
    return [part for part in filters if part.start not in tables or part.column not in telling - plain]


def _says_amount(sentence: Sentence, table: Table, chosen: list[Part]) -> bool:
    """`How much have we refunded?`: a participle is part of the name of the amount that is asked for."""
    summed = any(part.role in {"much", "money"} for part in chosen)
    asked = [part for part in chosen if part.role == "measure" or (part.number and part.role == "money") or (part.role == "wanted" and summed)]
    words = sentence.lowered or [token.lower for token in sentence.tokens]
    told = {place: participle_at(words, place) for place in range(sentence.last)}
    participles = {
        done
        for place, participle in told.items()
        if is_participle(participle)
        for done in done_with_money(participle, words[place + 1] if place + 1 < len(words) else "")
    }
    columns = {part.column for part in asked if table.column(part.column) is not None}
    return any(participles & set(sentence.lexicon.names[table.name, column]) for column in columns)


def _groups_by_own(sentence: Sentence, table: Table, chosen: list[Part]) -> bool:
    """`by payment status`, `the oldest membership start`: the table is named in front of the column that makes the groups, or orders."""
    grouped = [place for part in chosen if part.role in {"group", "order", "measure"} and not part.through for place in range(part.start, part.end)]
    return any(found.get(table.name, 0.0) >= NAMED_SURELY for place in grouped for _, found in sentence.tables_named.get(place, ()))


def _refers(lexicon: Lexicon, table: Table, part: Part) -> bool:
    return part.column in {column for column, _ in lexicon.parents.get(table.name, ())} and not isinstance(part.value, Query)


def _says_whose(sentence: Sentence, table: Table, chosen: list[Part], filters: list[Part]) -> bool:
    """Whose the rows are, and what was done, or who they are of rows that are called after what they belong to."""
    whose = any(_refers(sentence.lexicon, table, part) for part in filters) or any(part.role == "group" and part.through for part in chosen)
    wanted = [part for part in chosen if part.role == "wanted"]
    others = bool(wanted) and all(part.through for part in wanted)
    keys = {part.column for part in filters} | {part.through for part in wanted}
    return whose and (_is_done(sentence, table) or (others and _is_called_after(sentence.lexicon, table, keys)))


def _only_links(lexicon: Lexicon, table: Table, chosen: list[Part], filters: list[Part]) -> bool:
    """True for a table that only links others, of which rows are asked for by others."""
    keys = lexicon.parents.get(table.name, ())
    links = len(keys) >= 2 and all(lexicon.is_key(table.name, column.name) or column.default for column in table.columns if not column.nullable)
    wanted = [part for part in chosen if part.role == "wanted"]
    if not links or not wanted or any(part.role in {"order", "measure"} for part in chosen):
        return False
    return all(part.through for part in wanted) and all(_refers(lexicon, table, part) for part in filters)


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


def _is_called_after(lexicon: Lexicon, table: Table, keys: set[str]) -> bool:
    """`Who is on the Yoga Waitlist?`: the rows are called after the row that they are said to belong to (`queue_entries` of `queues`)."""
    parents = {parent for column, parent in lexicon.parents.get(table.name, ()) if column in keys}
    return any(table.name in linking(lexicon, parent) for parent in parents)


def _asks_for_own_days(lexicon: Lexicon, table: Table, chosen: list[Part], filters: list[Part]) -> bool:
    """`On which weekdays is the Main Calendar open?`: the days of the week of rows that belong to the row that is named."""
    weekday = weekday_column(lexicon, table)
    wanted = {part.column for part in chosen if part.role == "wanted"}
    return weekday is not None and weekday.name in wanted and any(_refers(lexicon, table, part) for part in filters)


def called_after(lexicon: Lexicon, table: Table, part: Part) -> bool:
    """True for a condition on the rows that those of the table are called after: `lines on a pending booking` are lines of bookings."""
    parent = lexicon.foreign.get((table.name, part.column), ("",))[0] if isinstance(part.value, Query) else ""
    return bool(parent) and set(lexicon.names[parent, ""]) < set(lexicon.names[table.name, ""])


def _is_own_name(lexicon: Lexicon, table: Table, column: str) -> bool:
    """True for a column whose name of several words no other table has."""
    words = lexicon.names.get((table.name, column), ())
    return len(words) > 1 and all(sense.table == table.name for sense in lexicon.phrases.get(words, ()) if sense.score >= NAMED_SURELY)


def is_said_better(sentence: Sentence, table: Table, said: Part, *, backed: bool) -> bool:
    """True if the words that name the table are the name of another: the newest offer is no offer in a queue.

    A table that a key or a kind of its rows backs may be named less well.
    """
    before = sentence.tokens[said.start - 1].lemma if said.start else ""
    if before in sentence.lexicon.names[table.name, ""][:-1] and sentence.tokens[said.end - 1].lemma == sentence.lexicon.names[table.name, ""][-1]:
        # `booking lines` for the order lines of bookings: what stands in front of the noun is of the name.
        return False
    longer = (named for end, named in sentence.tables_named.get(said.start - 1, ()) if end == said.end)
    if any(table.name not in named and len(named) == 1 for named in longer):
        return True
    named = next((named for end, named in sentence.tables_named.get(said.start, ()) if end == said.end), {})
    return not backed and named.get(table.name, 1.0) < max(named.values(), default=0.0) - _MUCH_BETTER


def says_how_often(sentence: Sentence, table: Table, chosen: list[Part]) -> bool:
    """`How often has Clear Path been booked?`: rows that refer to the one that is named, of the table whose verb it is."""
    asked = {"often", "times"} & set(sentence.lowered) and any(part.role == "count" for part in chosen)
    refers = any(part.role == "filter" and _refers(sentence.lexicon, table, part) for part in chosen)
    return bool(asked) and refers and _is_done(sentence, table)


def only_logs(lexicon: Lexicon, table: Table) -> bool:
    """True for a table of what happened to rows of others: who cancelled something is asked of the rows themselves."""
    return lexicon.names[table.name, ""][-1] in _LOGS


def says_kind(lexicon: Lexicon, table: str, column: str) -> bool:
    """True for a column that says of what kind the rows themselves are: `type`, or `line_type` of lines; not the type of something else."""
    words = lexicon.names[table, column]
    return words[-1] in KIND_WORDS and (len(words) == 1 or words[0] in lexicon.names[table, ""])


def leads(chosen: list[Part], table: Part) -> bool:
    """True if the table is the first thing that the question names, or what is wanted of it."""
    before = [part.role for part in chosen if part.end <= table.start and part.role != "silent"]
    return all(role in {"count", "distinct", "wanted", "measure", "order", "filter", "much", "money"} for role in before)
