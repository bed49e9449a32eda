"""New rows in English: which table they are of, where what is said of them stands, and what goes without saying."""

from __future__ import annotations

import re
from dataclasses import replace

from appfactory.contract.language.link import KIND_WORDS
from appfactory.contract.language.row_words import DETERMINERS, PLACING
from appfactory.contract.language.told.joining import Noun, joined
from appfactory.contract.language.told.row_references import nouns_at, references_at
from appfactory.contract.language.told.targets import table_at
from appfactory.contract.language.told.values import Value, read_row
from appfactory.contract.language.told.verbs import behind_one_more
from appfactory.contract.language.writing import Sentence, UnclearError
from appfactory.contract.model.request import Mutation
from appfactory.contract.model.translation import Inference, Question
from appfactory.model.database import Table

_FARTHEST_NOUN = 8
_WHOLE = 0.9
"""How well a word must name a table to be a noun for its rows."""
_OWN_NAME, _WEAKER = 0.99, 0.2
_MOST_TRIES = 10
_DECISIVE = frozenset({"ambiguous-name", "ambiguous-time"})
"""Codes of questions that another reading would not answer."""
_NAMED = frozenset({"named", "called", "titled", "entitled", "labelled", "labeled"})
_CALLED = frozenset({"named", "called", "titled", "entitled", "labelled", "labeled", ",", ":", "(", "with", "that", "which"})


def create(sentence: Sentence, verb: int, after: int, told: int = 0) -> Mutation:
    """The new row that is spoken of from token `after` on; `verb` is the place of the verb, before which there may be what it is for.

    The tokens up to `told` tell of the row before anything is requested.
    """
    first: UnclearError | None = None
    tried: set[tuple[str, int, bool]] = set()
    read: list[tuple[Sentence, Mutation]] = []
    lacking: list[tuple[int, int]] = []
    whole: list[tuple[int, int]] = []
    for noun in _nouns(sentence, verb, after):
        if (noun.table.name, noun.start, noun.modified) in tried or len(tried) >= _MOST_TRIES:
            continue
        tried.add((noun.table.name, noun.start, noun.modified))
        if any(start <= noun.start and noun.end <= end and noun.end - noun.start < end - start for start, end in lacking):
            continue
        if read and noun.kind is None:
            break
        if noun.kind is not None and any(start <= noun.start and noun.end <= end for start, end in whole):
            # What is the name of a table in full is no kind of another table's rows.
            continue
        attempt = sentence.attempt()
        try:
            mutation = _row(attempt, noun, verb, after, told)
        except UnclearError as unclear:
            first = first or unclear
            if unclear.question.code == "missing-value":
                # What its whole name means only lacks a value: a word of it alone means nothing else.
                lacking.append((noun.start, noun.end))
            if noun.kind is None and any(
                table == noun.table.name and score >= _WHOLE and end == noun.end for end, table, score in nouns_at(sentence, noun.start, noun.end)
            ):
                whole.append((noun.start, noun.end))
            unknown = (
                len(tried) == 1
                and noun.kind is None
                and noun.start < noun.end
                and unclear.question.code == "unknown-name"
                and unclear.question.choices
            )
            if unclear.question.code in _DECISIVE or unknown:
                break
            continue
        attempt.doubts += noun.doubt
        read.append((attempt, mutation))
        if noun.kind is None:
            break
    if len(read) > 1:
        tables = tuple(mutation.table for _, mutation in read)
        raise UnclearError(Question("tie", f"a row of which table is meant: {' or '.join(tables)}?", tables))
    if read:
        sentence.adopt(read[0][0])
        return read[0][1]
    raise first or UnclearError(Question("no-table", "what should be created? No table of the catalog is named"))


def _row(sentence: Sentence, noun: Noun, verb: int, after: int, told: int) -> Mutation:
    stretches = [(0, verb)] if verb and not told and sentence.tokens[0].lower in PLACING else []
    before = _before_noun(sentence, noun.start, after)
    leading = (behind_one_more(sentence, after), _modifier(sentence, before, after) if noun.modified else before)
    stretches += [leading, (noun.end, sentence.last)]
    values = read_row(sentence, noun.table, tuple(each for each in stretches if each[0] < each[1]), opening=noun.opening, told=told)
    if noun.kind is not None and set(values) <= set(sentence.lexicon.text_columns[noun.table.name]) and ":" in sentence.text:
        # A kind of row and a text behind a colon: anything could be read so.
        sentence.doubts += 1.0
    name = values.get(sentence.lexicon.display.get(noun.table.name, ""))
    plural = noun.start < noun.end and sentence.tokens[noun.end - 1].lemma != sentence.tokens[noun.end - 1].lower
    if plural and isinstance(name, str) and re.search(r"\sand\s|,", name) and f'"{name}"' not in sentence.text:
        raise UnclearError(Question("not-understood", f"one row of {noun.table.name} at a time, or its name in quotes"))
    _ask_who(sentence, noun.table, after, values)
    said = bool(values) or noun.kind is not None
    _part_name(sentence, noun.table, values)
    if noun.kind is not None:
        if values.get(*noun.kind) != noun.kind[1]:
            raise UnclearError(Question("tie", f'two values are said for "{noun.kind[0]}": {noun.kind[1]} and {values[noun.kind[0]]}'))
        values[noun.kind[0]] = noun.kind[1]
    elif noun.start < noun.end:
        values |= {column: kind for column, kind in _kind_of_noun(sentence, noun) if column not in values}
    complete(sentence, noun.table, values)
    if not said:
        raise UnclearError(Question("missing-value", f"what should a row of {noun.table.name} hold?"))
    return Mutation("insert", noun.table.name, tuple(values.items()))


def _ask_who(sentence: Sentence, table: Table, after: int, values: dict[str, Value]) -> None:
    """Asks where `a customer` is to be put somewhere, and which one is not said."""
    place = after - (sentence.tokens[after - 1].lower in {"a", "an"} if after else 0)
    if place + 1 >= sentence.last or sentence.tokens[place].lower not in {"a", "an"}:
        return
    nouns = nouns_at(sentence, place + 1, sentence.last - 1)
    tables = {owner for end, owner, score in nouns if score >= _WHOLE and sentence.tokens[end].lower in {"to", "on", "onto", "into", "in"}}
    for column, parent in sentence.lexicon.parents.get(table.name, ()):
        if parent in tables and table.name not in tables and column not in values:
            noun = sentence.tokens[place + 1].text
            raise UnclearError(Question("missing-value", f"which {noun}? A row of {table.name} should refer to one that is there", (column,)))


def _kind_of_noun(sentence: Sentence, noun: Noun) -> list[tuple[str, str]]:
    """The kind that the noun itself says, where it is both another name of the table and the name of a kind of its rows: a `holiday`."""
    said = sentence.said(noun.start, noun.end)
    names = sentence.lexicon.names
    if sentence.tokens[noun.start].lemma in names[noun.table.name, ""]:
        return []
    kinds = [
        (column, str(value))
        for column, value in sentence.lexicon.own_states(noun.table.name, said)
        if names[noun.table.name, column][-1] in KIND_WORDS
    ]
    return kinds if len(kinds) == 1 else []


def _part_name(sentence: Sentence, table: Table, values: dict[str, Value]) -> None:
    """`named Ana Perez`, where rows have a first and a last name: each gets its part."""
    names = {sentence.lexicon.names[table.name, column.name]: column.name for column in table.columns}
    first, last = names.get(("first", "name")), names.get(("last", "name"))
    said = values.get(first) if first else None
    if first is None or last is None or last in values or not isinstance(said, str) or len(said.split()) < 2:
        return
    words = said.split()
    values[first], values[last] = words[0], " ".join(words[1:])
    sentence.doubts += 0.5 * (len(words) > 2)


def _nouns(sentence: Sentence, verb: int, after: int) -> list[Noun]:
    """What may be created, likeliest first: what is named first, what else its words mean, kinds of rows, what the verb makes."""
    found: list[Noun] = []
    start = next((index for index, atom in enumerate(sentence.atoms) if atom.start >= after), len(sentence.atoms))
    doubts = sentence.doubts
    named = table_at(sentence, start)
    doubt, sentence.doubts = sentence.doubts - doubts, doubts
    atom = sentence.atoms[named[1]] if named is not None else None
    called = atom is not None and any(token.lower in _NAMED for token in sentence.tokens[after : atom.start])
    if (
        named is not None
        and atom is not None
        and not called
        and not _is_placed(sentence, atom.start, after)
        and not _is_of_name(sentence, atom.end - 1, after)
    ):
        found.append(Noun(named[0], atom.start, atom.end, atom.end, doubt))
    ranked: list[tuple[float, int, Noun]] = []
    for place in range(after, min(sentence.last, after + _FARTHEST_NOUN)):
        token = sentence.tokens[place]
        if token.kind == "quoted" and place == after:
            continue
        if token.kind == "quoted" or token.lower in _CALLED:
            break
        if _is_placed(sentence, place, after) or _is_of_name(sentence, place, after):
            continue
        senses = list(nouns_at(sentence, place, sentence.last))
        longest = max((end for end, _, _ in senses), default=0)
        best = max((score for _, _, score in senses), default=0.0)
        # A word that is a table's own name means no table that only has it in its name.
        own = {end for end, table, _ in senses if len(sentence.lexicon.names[table, ""]) == end - place and best >= _OWN_NAME}
        for end, table, score in senses:
            if own and score < _WHOLE:
                continue
            doubt = 0.5 if score < best - _WEAKER else 0.0
            ranked.append((-score + (end != longest), place, Noun(sentence.lexicon.tables[table], place, end, end, doubt)))
    ranked.sort(key=lambda each: (each[0], each[1]))
    found += [noun for _, _, noun in ranked]
    found += joined(sentence, after)
    found += _kinds(sentence, start)
    made = _table_by_verb(sentence, verb)
    found += [Noun(made, after, after, after)] if made is not None else []
    return [*found, *(replace(noun, modified=True, doubt=noun.doubt + 0.5) for noun in found if _modifier(sentence, noun.start, after) < noun.start)]


def _modifier(sentence: Sentence, noun: int, after: int) -> int:
    """Where a noun begins that stands before the noun and only says more closely what it is (`a customer contact`); `noun` if there is none."""
    place = noun - 1
    if place < after or sentence.tokens[place].kind != "word" or sentence.tokens[place].capitalized:
        return noun
    ends = [end for end, _, score in nouns_at(sentence, place, sentence.last) if score >= _WHOLE]
    return place if ends and max(ends) == noun else noun


def _before_noun(sentence: Sentence, place: int, after: int) -> int:
    """The place of the noun with what leads to it, where the name stands in front: `add Rosa Diaz as a contact`, `add Jigsaw to the tools`."""
    index = place - 1
    while index >= after and sentence.tokens[index].lower in {"a", "an", "the", "new", "our"}:
        index -= 1
    if index < after:
        return place
    into = sentence.tokens[index].lower in {"to", "into"} and sentence.tokens[place].lemma != sentence.tokens[place].lower
    return index if into or (index > after and sentence.tokens[index].lower == "as") else place


def _is_placed(sentence: Sentence, place: int, after: int) -> bool:
    """True for a noun behind a preposition (`to the Gala Hopefuls queue`): it is not what is created."""
    for index in range(place - 1, after - 1, -1):
        token = sentence.tokens[index]
        if token.lower in PLACING:
            plural = sentence.tokens[place].lemma != sentence.tokens[place].lower
            return token.lower != "as" and not (plural and token.lower in {"to", "into"})
        if not (token.lower in DETERMINERS or token.capitalized or token.kind in {"quoted", "number"}):
            return False
    return False


def _is_of_name(sentence: Sentence, place: int, after: int) -> bool:
    """True for a noun in capitals that ends the name of a row which is there (`Great Hall`): it names nothing new."""
    if not sentence.tokens[place].capitalized:
        return False
    start = place
    while start > after and sentence.tokens[start - 1].capitalized:
        start -= 1
    return start < place and any(not each.named and each.end == place + 1 for each in references_at(sentence, start, sentence.last))


def _kinds(sentence: Sentence, start: int) -> list[Noun]:
    """The tables that have a word of the first phrases as a kind or type of their rows: `a refund of $40`."""
    found: dict[str, Noun] = {}
    for atom in sentence.atoms[start : start + 5]:
        if sentence.tokens[atom.start].lower in _CALLED or sentence.tokens[atom.start].kind == "quoted":
            break
        words = tuple(token.lemma for token in sentence.tokens[atom.start : atom.end])
        for size in range(len(words), 0, -1):
            for table, column, value in sentence.lexicon.values.get(words[:size], ()):
                if sentence.lexicon.names[table, column][-1] in KIND_WORDS:
                    end = atom.start + size
                    found.setdefault(table, Noun(sentence.lexicon.tables[table], atom.start, end, end, kind=(column, value)))
    return list(found.values())


def _table_by_verb(sentence: Sentence, verb: int) -> Table | None:
    """The one table whose rows the verb makes: `book …`, where there are bookings."""
    found = {sense.table for sense in sentence.lexicon.roots.get((sentence.tokens[verb].root,), ()) if not sense.column and sense.score >= 0.7}
    return sentence.lexicon.tables[found.pop()] if len(found) == 1 else None


def complete(sentence: Sentence, table: Table, values: dict[str, Value]) -> None:
    """What goes without saying: the scope's business and place, a slug made of the name. Asks for what else is required."""
    for column, value in (("biz_id", sentence.scope.biz_id), ("location_id", sentence.scope.location_id)):
        if value and table.column(column) is not None and column not in values:
            values[column] = value
            sentence.inferences.append(Inference(f"{table.name}.{column}", value, "scope"))
    display = sentence.lexicon.display.get(table.name, "")
    slug = table.column("slug")
    if slug is not None and "slug" not in values and not slug.nullable and slug.default is None and isinstance(values.get(display), str):
        made = re.sub(r"[^a-z0-9]+", "-", str(values[display]).lower()).strip("-")
        values["slug"] = made
        sentence.inferences.append(Inference(f"{table.name}.slug", made, "display-column"))
    missing = tuple(
        column.name
        for column in table.columns
        if not column.nullable
        and column.default is None
        and not column.generated
        and column.name not in values
        and column.name not in table.primary_key
    )
    if missing:
        raise UnclearError(Question("missing-value", f"a row of {table.name} needs {', '.join(missing)}", missing))
