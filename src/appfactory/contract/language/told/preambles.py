"""Words before the request itself: `We grow! Add a room named Attic`. They may be passed over where they say nothing that the request leaves out."""

from __future__ import annotations

import re
from dataclasses import replace

from appfactory.compile.reserved import word_set
from appfactory.contract.language.english import STOPWORDS
from appfactory.contract.language.link import link
from appfactory.contract.language.told.row_references import references_at
from appfactory.contract.language.told.verbs import CHANGE, CREATE, DELETE
from appfactory.contract.language.words import Token, number_of, root_of, tokenize
from appfactory.contract.language.writing import Sentence, UnclearError, is_key

_BREAKS = frozenset({".", "!", ";", ":", ",", "–", "—", "-"})
_POLITE = word_set("please pls plz so now then just kindly and can could you thus therefore")
_OPENERS = word_set(
    """
    we i our the this it there hi hello hey thanks good as since because new a an they he she someone somebody ok okay great right well news my
    today finally yes sorry dear team
    """
)
"""Words that may open a text in capitals though they name nothing."""
_DENIALS = word_set("not never no don't doesn't isn't won't can't cannot unless if except but instead without")
_PRONOUNS = word_set("her him them")
"""Words for a person who was named before."""


def request_behind(sentence: Sentence) -> Sentence | None:
    """The sentence of the request behind a preamble that may be passed over; None if there is no such preamble."""
    for place in range(1, len(sentence.tokens) - 2):
        labelled = place == 1 and sentence.tokens[place].text == ":"
        if sentence.tokens[place].text not in _BREAKS or (place == 1 and not labelled):
            continue
        start = place + 1
        while start < len(sentence.tokens) and sentence.tokens[start].lower in _POLITE:
            start += 1
        if start >= len(sentence.tokens) or sentence.tokens[start].lower not in CREATE | CHANGE | DELETE:
            continue
        text = _with_name_for_pronoun(sentence, place, start)
        if text is None:
            return None
        tokens, atoms = link(text, sentence.lexicon, sentence.scope, sentence.clock, sentence.lookup)
        return replace(
            sentence,
            text=text,
            tokens=tokens,
            atoms=atoms,
            spellings={},
            rows_told={},
            inferences=[],
            notes=[],
            bound=[],
            doubts=0.0 if labelled else 0.5,
        )
    return None


def _with_name_for_pronoun(sentence: Sentence, end: int, start: int) -> str | None:
    """The text of the request from token `start` on, if the words before `end` say nothing new; a pronoun in it gives way to whom it means."""
    text = sentence.text[sentence.tokens[start].start :]
    request = tokenize(text)
    pronoun = next((token for token in request if token.lower in _PRONOUNS), None)
    meant = _person_named(sentence, end) if pronoun is not None else ""
    if pronoun is not None:
        if not meant:
            return None
        text = f"{text[: pronoun.start]}{meant}{text[pronoun.end :]}"
    known = {token.root for token in tokenize(f"{text} {meant}")}
    if any(_says_more(sentence, token, known, opening=place == 0) for place, token in enumerate(sentence.tokens[:end])):
        return None
    return text


def _says_more(sentence: Sentence, token: Token, known: set[str], *, opening: bool) -> bool:
    """True for a token whose content the request does not repeat: a name, a number, a state, a denial."""
    if token.kind == "mark" or token.root in known or any(root_of(part) in known for part in re.findall(r"\w+", token.lower)):
        return False
    if token.kind != "word" or is_key(token.text) or number_of(token) is not None or token.lower in _DENIALS:
        return True
    if token.lower in _OPENERS or (token.lower in STOPWORDS and not token.capitalized):
        return False
    unknown = opening and (token.lemma,) not in sentence.lexicon.phrases
    return (token.capitalized and not (opening and token.lower in CREATE | CHANGE | STOPWORDS) and not unknown) or (
        token.lemma,
    ) in sentence.lexicon.values


def _person_named(sentence: Sentence, end: int) -> str:
    """The name of the one row that the preamble speaks of, empty if it speaks of none or of several."""
    names: list[str] = []
    place = 0
    while place < end:
        token = sentence.tokens[place]
        try:
            found = references_at(sentence, place, end) if token.capitalized and place + 1 < end else []
        except UnclearError:
            return ""
        if found:
            names.append(found[0].by_name)
        place = found[0].end if found else place + 1
    return names[0] if len(names) == 1 else ""
