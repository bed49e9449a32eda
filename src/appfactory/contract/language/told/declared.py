"""Writes that no verb of writing says: `Old Mill should be active`, `offer Clear Path: price $95`, `plan Student Pass, draft, $29.99`."""

from __future__ import annotations

from dataclasses import replace

from appfactory.compile.reserved import word_set
from appfactory.contract.language.row_words import DETERMINERS, RowWords
from appfactory.contract.language.told.creations import create
from appfactory.contract.language.told.numbered_rows import is_numbered
from appfactory.contract.language.told.row_changes import POSSESSIVES, change_row, with_value
from appfactory.contract.language.told.row_references import RowReference, nouns_at, references_at, rows_at
from appfactory.contract.language.told.verbs import first_word
from appfactory.contract.language.words import Token
from appfactory.contract.language.writing import Sentence, UnclearError
from appfactory.contract.model.request import ColumnReference, Filter, Mutation

_COLONS = frozenset({":", "–", "—"})
_MODALS = word_set("should must needs shall will ought")
"""Verbs that say what is to be; behind a row, all that follows is to become so."""
_HEADS = word_set("member members customer customers client clients holder holders subscriber subscribers guest guests visitor visitors people users")
"""Who has what a row names: what `Gold Pass members` get the row `Gold Pass` says."""
_ADVERBS = word_set("no longer only just now actually really currently always also still already then again")
"""Words between a row and the verb that tells something of it."""
_MOST_STATE_WORDS = 3
_HAVING = word_set("got been now")
"""What follows an `'s` that is a verb: `Peter's got a new phone`."""
_COPULAS = word_set("is was isn't wasn't has had now becomes may can =")
"""Verbs that say what is so; it may be news or a description, so the reading is not sure."""
_STATING = word_set("is was isn't wasn't")
_WORDS_THAT_ASK = word_set("which what who whom whose where when why how show list count find many much")
_LEAST_SAID, _LEAST_SAID_WITHOUT_NAME = 2, 3
"""How many values make a new row of a text without a verb, where rows of its table have names and where they don't."""


def declared(sentence: Sentence) -> Mutation | None:
    """The change of a row, or the new row, that a text without a verb of writing declares; None if it may as well ask for rows.

    Asks where it says what a row should be, and that stays unclear.
    """
    first = first_word(sentence)
    if first >= sentence.last or (first and sentence.tokens[first].lower in _COPULAS):
        # `we had set the price …` tells what was done.
        return None
    try:
        # Without an article a description is that of a new row (`booking for Tom Berg, offer First Talk`).
        told_apart = is_numbered(sentence, first, sentence.last)
        definite = told_apart or sentence.tokens[first].lower in DETERMINERS or sentence.tokens[first].capitalized
        references = (rows_at if definite else references_at)(sentence, first, sentence.last)
    except UnclearError:
        return None
    if references:
        found = _changed(sentence, first, references)
        return found or _state_of_row(sentence, first) or _column_of_row(sentence, first)
    return _state_of_row(sentence, first) or _column_of_row(sentence, first) or _made(sentence, first)


def _changed(sentence: Sentence, first: int, references: list[RowReference]) -> Mutation | None:
    attempt = sentence.attempt()
    told = _told_by(sentence, references)
    if told is None:
        return _of_owner(sentence, references)
    sure = told.text in _COLONS or told.lower in _MODALS or _is_to_be(sentence, told)
    try:
        mutation = change_row(attempt, first, sentence.last)
    except UnclearError:
        if told.lower in _MODALS or (told.lower in _STATING and not _asks(sentence)):
            raise
        return None
    if mutation is not None:
        attempt.doubts += 0.0 if sure else 0.5
        sentence.adopt(attempt)
    return mutation


def _told_by(sentence: Sentence, references: list[RowReference]) -> Token | None:
    """The word that tells something of the row: right behind it, or behind a column of it (`Gold Pass price: $109`); None if none does."""
    end = references[0].end
    end += end + 1 < sentence.last and sentence.tokens[end].lower in _HEADS and sentence.tokens[end + 1].lower in _MODALS
    while end < sentence.last and sentence.tokens[end].lower in _ADVERBS:
        end += 1
    if end >= sentence.last:
        return None
    told = sentence.tokens[end]
    if _is_news_of_state(sentence, references[0], end):
        return told
    if told.text in POSSESSIVES and end + 1 < sentence.last and sentence.tokens[end + 1].lower in _HAVING:
        return sentence.tokens[end + 1]
    if told.text in _COLONS or told.lower in _MODALS | _COPULAS or _is_verb(told):
        return told
    start = end + (told.text in POSSESSIVES or told.text == ",")
    for reference in references:
        words = RowWords(sentence, sentence.lexicon.tables[reference.table], start, sentence.last)
        for behind, _ in words.columns_at(start) if start < sentence.last else ():
            if behind < sentence.last and (sentence.tokens[behind].text in _COLONS or words.words[behind] in _MODALS | _COPULAS):
                return sentence.tokens[behind]
    return None


def _is_news_of_state(sentence: Sentence, reference: RowReference, place: int) -> bool:
    """True for `Y1 declined`: a row by its key or its code, and a state of such rows."""
    key = not reference.by_name or any(character.isdigit() for character in reference.by_name)
    said = sentence.said(place, sentence.last)
    return key and sentence.last - place <= _MOST_STATE_WORDS and len(sentence.lexicon.own_states(reference.table, said)) == 1


def _state_of_row(sentence: Sentence, first: int) -> Mutation | None:
    """`no show for bor_04`: a state, and a row by its key or its code."""
    for place in range(first + 1, min(first + 1 + _MOST_STATE_WORDS * 2, sentence.last - 1)):
        if sentence.tokens[place].lower not in {"for", "on"}:
            continue
        for reference in references_at(sentence, place + 1, sentence.last):
            start = _behind_owner(sentence, first, place, reference)
            said = sentence.said(start, place)
            cells = sentence.lexicon.own_states(reference.table, said)
            keyed = not reference.by_name or any(character.isdigit() for character in reference.by_name)
            if len(cells) == 1 and keyed and reference.end == sentence.last:
                sentence.doubts += 0.5
                return Mutation("update", reference.table, tuple(cells), reference.filters(sentence))
    return None


def _behind_owner(sentence: Sentence, first: int, end: int, reference: RowReference) -> int:
    """Behind whose row it is: `Ana Wong checked in for bor_02`; `first` if nobody is named in front."""
    for owner in references_at(sentence, first, end):
        for table, key in sentence.lexicon.children.get(owner.table, ()):
            rows = sentence.lookup(table, key, owner.key, sentence.scope) if table == reference.table and owner.end < end else ()
            if any(row.key == reference.key for row in rows):
                return owner.end
    return first


def _of_owner(sentence: Sentence, references: list[RowReference]) -> Mutation | None:
    """`Ana Wong's booking bor_02 is completed`: a row of somebody, and what is so of it."""
    last, owner = sentence.last, references[0]
    if owner.end + 1 >= last or sentence.tokens[owner.end].text not in POSSESSIVES:
        return None
    owned = rows_at(sentence, owner.end + 1, last)
    told = _told_by(sentence, owned) if owned else None
    if told is None:
        return None
    attempt = sentence.attempt()
    try:
        mutation = change_row(attempt, owner.end + 1, last)
    except UnclearError:
        if told.lower in _MODALS | _STATING and not _asks(sentence):
            raise
        return None
    if mutation is None:
        return None
    foreign = sentence.lexicon.foreign.items()
    owning = [
        (column, each.key) for (table, column), (parent, _) in foreign for each in references if (table, parent) == (mutation.table, each.table)
    ]
    if len(owning) != 1:
        return None
    attempt.doubts += 0.5
    sentence.adopt(attempt)
    return replace(mutation, filters=(*mutation.filters, Filter(ColumnReference(owning[0][0]), "eq", owning[0][1])))


def _is_to_be(sentence: Sentence, told: Token) -> bool:
    """True for `has to`, `is to`: what is to become so."""
    place = sentence.tokens.index(told)
    return told.lower in {"has", "is"} and place + 1 < sentence.last and sentence.tokens[place + 1].lower == "to"


def _asks(sentence: Sentence) -> bool:
    """True for a text with a word that asks."""
    return any(token.lower in _WORDS_THAT_ASK for token in sentence.tokens)


def _is_verb(token: Token) -> bool:
    """True for what looks like a verb of the third person: `ends`, `costs`."""
    return token.kind == "word" and token.text.islower() and token.text.endswith("s") and token.lemma != token.text


def _column_of_row(sentence: Sentence, first: int) -> Mutation | None:
    """`the minimum notice for Boat Rental should be 24 hours`, `priority of task t_1 to high`: a column, its row, and the value that is to be."""
    if _asks(sentence):
        return None
    for place in range(first + 1, sentence.last - 2):
        if sentence.tokens[place].lower not in {"of", "for", "on", "in", "at"}:
            continue
        try:
            references = rows_at(sentence, place + 1, sentence.last)
        except UnclearError:
            if any(token.lower in _MODALS or token.text in _COLONS for token in sentence.tokens[place : sentence.last]):
                raise
            # `average price of active products` tells nothing of one row.
            return None
        for reference in references:
            news = False
            start, end = _behind_pivot(sentence, reference.end), sentence.last
            if start == reference.end and start + 2 < end and (sentence.tokens[start].lower, sentence.tokens[end - 1].lower) == ("is", "now"):
                # `the phone at Pier House is 555-0199 now`
                start, end, news = start + 1, end - 1, True
            found = with_value(sentence, reference, (first, place), (start, end)) if reference.end < start < end else None
            if found is not None:
                sentence.doubts += 0.5 * news
                return found
    return None


def _behind_pivot(sentence: Sentence, place: int) -> int:
    """Behind the words that lead from a row to the value of its column: `should be`, `is now`, `to`; `place` if there are none."""
    tokens = sentence.tokens
    words = [token.lower for token in tokens[place : min(place + 2, sentence.last)]]
    leads = {*_MODALS, *_COPULAS, *_COLONS, "to", "goes"} - _STATING
    if not words or not (words[0] in leads or words == ["is", "now"]):
        return place
    end = place + 1
    while end < sentence.last and tokens[end].lower in {"to", "be", "now", "up", "down", "go", "become"}:
        end += 1
    return end


def _made(sentence: Sentence, first: int) -> Mutation | None:
    """A new row of the table that the first words name in the singular, with clauses behind commas or a colon."""
    while first < sentence.last and sentence.tokens[first].lower in {"a", "an", "another", "one", "more", "new"}:
        first += 1
    noun = next(iter(nouns_at(sentence, first, sentence.last)), None)
    if noun is None or noun[0] >= sentence.last or sentence.tokens[noun[0] - 1].lemma != sentence.tokens[noun[0] - 1].lower:
        return None
    if not any(token.text in {",", *_COLONS} for token in sentence.tokens[noun[0] : sentence.last]):
        return None
    attempt = sentence.attempt()
    try:
        mutation = create(attempt, first, first)
    except UnclearError:
        return None
    inferred = {each.what for each in attempt.inferences if each.source != "foreign-key-by-name"}
    said = [name for name, _ in mutation.values if f"{mutation.table}.{name}" not in inferred]
    named = sentence.lexicon.display.get(mutation.table, "") in said
    written = any(token.text in _COLONS for token in sentence.tokens) and bool(set(said) & set(sentence.lexicon.text_columns[mutation.table]))
    if len(said) < (_LEAST_SAID if named or written else _LEAST_SAID_WITHOUT_NAME):
        return None
    attempt.doubts += 0.5
    sentence.adopt(attempt)
    return mutation
