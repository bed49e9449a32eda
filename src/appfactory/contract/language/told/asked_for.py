"""What is told to be done and is no question: `confirmed booking for Ana please: …`, `version 1 of the offer is to be retired`."""

from __future__ import annotations

import re
from collections.abc import Callable

from appfactory.compile.reserved import word_set
from appfactory.contract.language.lexicon import UNITS
from appfactory.contract.language.segments import relinked
from appfactory.contract.language.told.row_references import nouns_at
from appfactory.contract.language.told.states import may_say_state
from appfactory.contract.language.told.verbs import asks_first
from appfactory.contract.language.value_clauses import unit_of
from appfactory.contract.language.values import is_numeric
from appfactory.contract.language.words import number_of, root_of
from appfactory.contract.language.writing import Sentence, UnclearError
from appfactory.contract.model.request import Mutation
from appfactory.contract.model.translation import Question

Read = Callable[[Sentence], Mutation | None]
_PLEASE = word_set("please pls plz")
_SELVES = word_set("i me we us my our")
_WHOLE = 0.9
_LONGEST_STATE = 3
_TO_BE = word_set("is are has have needs need ought")
_MODALS = word_set("should must shall")
_ASKING = word_set("which what who whom whose when where why how that list show count find get many much any if unless")
_ASKING_FIRST = word_set("is are do does did should must shall has have was were can could will would")
_LONGEST_END = 5
_AHEAD, _BOUNDS = word_set("notice advance lead ahead"), word_set("min max minimum maximum least most default")
_LIST_PRICE = re.compile(r"\b(?:list|listed) price\b(?=.*\b(?:should|must|shall|has to|is to|needs to|becomes|goes|now)\b)", re.IGNORECASE)


def with_plain_price(sentence: Sentence) -> str:
    """`the list price of First Talk should be $50` without the word that also asks for a list, where no column is called so."""
    if _LIST_PRICE.search(sentence.text) is None or any("list" in words for (_, column), words in sentence.lexicon.names.items() if column):
        return sentence.text
    return _LIST_PRICE.sub("price", sentence.text)


def row_asked_for(sentence: Sentence, read: Read) -> Mutation | None:
    """The new row that `confirmed booking for Ana please: First Talk, tomorrow at 3pm` asks for; None if the text is not of that kind.

    Asks where a row of that kind is asked for with what it has, and can't be made of what is said.
    """
    tokens, last = sentence.tokens, sentence.last
    place = next((place for place in range(2, last - 1) if tokens[place].lower in _PLEASE), None)
    if place is None or asks_first(sentence) or not _may_have_values(sentence, place):
        return None
    first = int(tokens[0].lower in {"a", "an", "one", "another"})
    table = _table_of_one_in_state(sentence, first, place)
    if not table:
        return None
    rest = sentence.text[tokens[place].end :].lstrip(" ,;:–—-")
    for mark in (": ", ", "):
        other = relinked(sentence, f"add a {sentence.text[tokens[first].start : tokens[place - 1].end]}{mark}{rest}")
        try:
            mutation = read(other)
        except UnclearError:
            continue
        if mutation is not None and mutation.action == "insert" and mutation.table == table:
            other.doubts += 0.5
            sentence.adopt(other)
            return mutation
    raise UnclearError(Question("not-understood", f"a new row of {table} seems to be asked for, but not all that is said of it can be stored"))


def _may_have_values(sentence: Sentence, place: int) -> bool:
    """True where a name, a number or a time stands behind the courtesy, and nobody speaks of what they want to know."""
    tokens = sentence.tokens[place + 1 : sentence.last]
    if {token.lower for token in tokens} & _SELVES:
        return False
    return any(each.capitalized or each.kind in {"quoted", "number", "moment"} or number_of(each) is not None for each in tokens)


def _table_of_one_in_state(sentence: Sentence, first: int, end: int) -> str:
    """The table of `confirmed booking`: a state of its rows, and its noun in the singular; empty if the tokens from `first` on are no such words."""
    for behind in range(first + 1, min(first + 1 + _LONGEST_STATE, end)):
        said = sentence.said(first, behind)
        for stop, table, score in nouns_at(sentence, behind, end):
            singular = sentence.tokens[stop - 1].lemma == sentence.tokens[stop - 1].lower
            # `a booking of Ana Wong` is one that is there.
            one = singular and sentence.tokens[stop].lower != "of"
            if score >= _WHOLE and one and _is_state(sentence, table, said):
                return table
    return ""


def _is_state(sentence: Sentence, table: str, said: str) -> bool:
    """True for a state of the table's rows, or a word of one: `pending`, where they may be `pending_approval`."""
    values = (value for (owner, _), allowed in sentence.lexicon.enumerated.items() if owner == table for value in allowed)
    return bool(sentence.lexicon.own_states(table, said)) or any(said.lower() in value.lower().split("_") for value in values)


def ask_which_notice(sentence: Sentence, mutation: Mutation) -> None:
    """Asks where a notice is told of that may be that of cancelling or that of booking ahead, and nothing says which."""
    if mutation.action != "update" or not any(token.lemma == "notice" for token in sentence.tokens):
        return
    lexicon, said = sentence.lexicon, {token.root for token in sentence.tokens}
    names = {
        column.name: set(lexicon.names[mutation.table, column.name]) for column in lexicon.tables[mutation.table].columns if is_numeric(column.type)
    }
    for column, _ in mutation.values:
        own = names.get(column, set())
        ahead = tuple(each for each, words in names.items() if words & _AHEAD and unit_of(each) == unit_of(column))
        telling = {root_of(word) for word in own - _AHEAD - _BOUNDS - UNITS}
        if "notice" in own and len(ahead) > 1 and telling and not telling & said:
            raise UnclearError(Question("tie", f"which notice is meant: {' or '.join(ahead)}?", ahead))


def ask_if_to_be(sentence: Sentence) -> None:
    """Asks where something is told to become so: `the second version is to be retired` is no question about rows that are."""
    words = [token.lower for token in sentence.tokens[: sentence.last]]
    if not words or words[0] in _ASKING_FIRST or sentence.text.rstrip().endswith("?"):
        return
    for place in range(1, len(words) - 1):
        if words[place] in _ASKING or words[place - 1] in _ASKING:
            return
        led = words[place] in _TO_BE and words[place + 1 : place + 3] == ["to", "be"]
        behind = place + 3 if led else place + 2 if words[place] in _MODALS and words[place + 1] == "be" else 0
        end = sentence.tokens[behind : sentence.last] if behind else ()
        if 0 < len(end) <= _LONGEST_END and (may_say_state(sentence, end[0].lower) or (end[0].lemma,) in sentence.lexicon.values):
            said = sentence.text[end[0].start : end[-1].end]
            raise UnclearError(Question("not-understood", f"which row is to be {said} can't be told: say it by its key or its name"))
