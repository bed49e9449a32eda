"""Names of rows in small letters, as people chat (`archive the oilskin coat`), written as the rows have them."""

from __future__ import annotations

from appfactory.contract.language.told.verbs import asks_first, first_word, may_be_verb
from appfactory.contract.language.writing import Sentence

_TELLING = frozenset({"please", "pls", "plz", "now", "should", "must", "need", "needs", "another", "new", "more"})
_MARKS = frozenset({",", ";", ".", "!", "–", "—", "-"})
_COLON = ":"


def with_names_as_stored(sentence: Sentence) -> str:
    """The text with the names of rows in it as they are stored; the same text where there is nothing to change, or nothing is told to be done.

    What stands behind a colon may be a text of its own and stays. A name of one word is changed only where no other word has a capital.
    """
    if sentence.text == sentence.text.title() or asks_first(sentence):
        return sentence.text
    place = first_word(sentence)
    starts = [place, *(index + 1 for index in range(sentence.last - 1) if sentence.tokens[index].text in _MARKS)]
    told = any(may_be_verb(sentence, start) for start in starts if start < sentence.last)
    if not told and not any(token.lower in _TELLING for token in sentence.tokens):
        return sentence.text
    lower = not any(token.capitalized for token in sentence.tokens[1:])
    display = sentence.lexicon.display
    text, end = sentence.text, sentence.text.find(_COLON)
    for atom in sorted(sentence.atoms, key=lambda each: -each.start):
        stored = next((value for table, column, value in atom.values if display.get(table) == column and value.lower() == atom.text.lower()), "")
        start, stop = sentence.tokens[atom.start].start, sentence.tokens[atom.end - 1].end
        if stored and stored != atom.text and (" " in stored or lower) and text[start:stop].lower() == stored.lower() and not -1 < end < start:
            text = text[:start] + stored + text[stop:]
    return text
