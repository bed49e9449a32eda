"""Writes that no verb of writing says: `Old Mill should be active`, `offer Clear Path: price $95`, `plan Student Pass, draft, $29.99`."""

from __future__ import annotations

from appfactory.compile.reserved import word_set
from appfactory.contract.language.creations import create
from appfactory.contract.language.row_changes import change_row
from appfactory.contract.language.row_references import RowReference, nouns_at, references_at
from appfactory.contract.language.words import Token
from appfactory.contract.language.write_verbs import first_word
from appfactory.contract.language.writing import Sentence, UnclearError
from appfactory.contract.model.request import Mutation

_COLONS = frozenset({":", "–", "—"})
_MODALS = word_set("should must needs shall will")
"""Verbs that say what is to be; behind a row, all that follows is to become so."""
_COPULAS = word_set("is was isn't wasn't has now")
"""Verbs that say what is so; it may be news or a description, so the reading is not sure."""
_LEAST_SAID, _LEAST_SAID_WITHOUT_NAME = 2, 3
"""How many values make a new row of a text without a verb, where rows of its table have names and where they don't."""


def declared(sentence: Sentence) -> Mutation | None:
    """The change of a row, or the new row, that a text without a verb of writing declares; None if it may as well ask for rows.

    Asks where it says what a row should be, and that stays unclear.
    """
    first = first_word(sentence)
    if first >= sentence.last:
        return None
    try:
        references = references_at(sentence, first, sentence.last)
    except UnclearError:
        return None
    if references:
        return _changed(sentence, first, references)
    return _made(sentence, first)


def _changed(sentence: Sentence, first: int, references: list[RowReference]) -> Mutation | None:
    end = references[0].end
    told = sentence.tokens[end] if end < sentence.last else None
    if told is None:
        return None
    sure = told.text in _COLONS or told.lower in _MODALS
    if not sure and told.lower not in _COPULAS and not _is_verb(told):
        return None
    attempt = sentence.attempt()
    try:
        mutation = change_row(attempt, first, sentence.last)
    except UnclearError:
        if told.lower in _MODALS:
            raise
        return None
    if mutation is not None:
        attempt.doubts += 0.0 if sure else 0.5
        sentence.adopt(attempt)
    return mutation


def _is_verb(token: Token) -> bool:
    """True for what looks like a verb of the third person: `ends`, `costs`."""
    return token.kind == "word" and token.text.islower() and token.text.endswith("s") and token.lemma != token.text


def _made(sentence: Sentence, first: int) -> Mutation | None:
    """A new row of the table that the first words name in the singular, with clauses behind commas or a colon."""
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
    if len(said) < (_LEAST_SAID if named else _LEAST_SAID_WITHOUT_NAME):
        return None
    attempt.doubts += 0.5
    sentence.adopt(attempt)
    return mutation
