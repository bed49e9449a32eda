"""What is to be done, told as somebody doing it: `the manager adds a branch`, `Mia Stone changes her phone to …`, `Zoe Lind joins the Gold Pass`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from appfactory.compile.reserved import word_set
from appfactory.contract.language.told.row_references import RowReference, nouns_at, references_at
from appfactory.contract.language.told.states import may_say_state
from appfactory.contract.language.told.verbs import CHANGE, CREATE, DELETE, EMPTY, JOIN
from appfactory.contract.language.words import number_of
from appfactory.contract.language.writing import Sentence

_ACTORS = word_set(
    """
    admin administrator assistant boss chef clerk colleague desk editor employee manager moderator operator owner planner receptionist secretary
    somebody someone staff supervisor system team
    """
)
"""Who works with the rows, and is no part of them as customers are."""
_ARTICLES = word_set("the a an our my another one")
_OWN = word_set("his her their its")
_WHEN = re.compile(r" (at|on) (?=\d|this |today|\w+day\b)")
_JOINS = word_set("joins enters")
_SIGNS_UP = (("signs", "up"), ("registers",), ("joins", "us"), ("is", "added"), ("is", "created"), ("comes", "in"), ("arrives",))
_NAMED = word_set("called named")
_FARTHEST_VERB = 6
_LEAST = 0.6
_DOUBT = 0.5


def scenarios(sentence: Sentence) -> Iterator[tuple[str, float]]:
    """The request that a sentence in the third person comes to."""
    tokens = sentence.tokens
    for place in range(1, min(_FARTHEST_VERB, sentence.last - 1)):
        word = tokens[place].lower
        if not word.endswith("s") or tokens[place].kind != "word" or tokens[place].capitalized:
            continue
        subject = _subject(sentence, place)
        base = _base(sentence, word)
        if word in _JOINS and isinstance(subject, RowReference):
            when = _WHEN.sub(r" joined \1 ", sentence.said(place + 1, sentence.last), count=1)
            if when != sentence.said(place + 1, sentence.last):
                yield f"add {sentence.said(0, place)} to {when}", _DOUBT
            yield f"add {sentence.said(0, place)} to {sentence.said(place + 1, sentence.last)}", _DOUBT
        elif word == "becomes" and isinstance(subject, RowReference):
            if tokens[place + 1].lower in {"a", "an"} and any(score >= _LEAST for _, _, score in nouns_at(sentence, place + 2, sentence.last)):
                yield f"add {sentence.said(0, place)} as {sentence.said(place + 1, sentence.last)}", _DOUBT
        elif base and isinstance(subject, RowReference) and tokens[place + 1].lower in _OWN:
            yield f"{base} {sentence.said(0, place)}'s {sentence.said(place + 2, sentence.last)}", _DOUBT
        elif base and subject == "actor":
            yield f"{base} {sentence.said(place + 1, sentence.last)}", _DOUBT
        elif subject == "new":
            size = next((len(verb) for verb in _SIGNS_UP if tuple(each.lower for each in tokens[place : place + len(verb)]) == verb), 0)
            if size and place + size < sentence.last:
                yield f"add a {sentence.said(1, place)} {sentence.said(place + size, sentence.last)}", _DOUBT
    yield from _becomes(sentence)


def _base(sentence: Sentence, word: str) -> str:
    """The verb in its base form, empty if it is none that writes: `adds` is `add`, `publishes` is `publish`."""
    for base in (word[:-1], word[:-2] if word.endswith("es") else "", f"{word[:-3]}y" if word.endswith("ies") else ""):
        if base and (base in CREATE | CHANGE | DELETE | EMPTY | JOIN or may_say_state(sentence, base)):
            return base
    return ""


def _subject(sentence: Sentence, end: int) -> RowReference | str:
    """Who does it: a row by its name (`the customer Mia Stone`), an `actor` without a name, somebody `new` (`a customer called Petra Lang`)."""
    for reference in references_at(sentence, 0, end):
        if reference.end == end and reference.by_name:
            return reference
    tokens = sentence.tokens[:end]
    words = [token.lower for token in tokens]
    if words[0] in {"a", "an", "another"} and set(words[1:3]) & _NAMED and tokens[-1].capitalized:
        return "new"
    plain = not any(token.capitalized for token in tokens[1:]) and not any(token.kind != "word" or number_of(token) is not None for token in tokens)
    return "actor" if plain and set(words) & _ACTORS and (words[0] in _ARTICLES or len(words) == 1) else ""


def _becomes(sentence: Sentence) -> Iterator[tuple[str, float]]:
    """`Sara Voss is now the instructor of Sunrise Flow`: what is the value of which column of which row."""
    tokens = sentence.tokens
    verb = next((place for place in range(1, min(_FARTHEST_VERB, sentence.last - 4)) if tokens[place].lower in {"is", "becomes"}), None)
    if verb is None:
        return
    place = verb + 1 + (tokens[verb + 1].lower == "now")
    if tokens[place].lower != "the" or not any(each.end == verb for each in references_at(sentence, 0, verb)):
        return
    for of in range(place + 2, sentence.last - 1):
        if tokens[of].lower in {"of", "for", "at", "on"} and any(
            each.end == sentence.last for each in references_at(sentence, of + 1, sentence.last)
        ):
            yield f"set {sentence.said(place, sentence.last)} to {sentence.said(0, verb)}", _DOUBT
            return
