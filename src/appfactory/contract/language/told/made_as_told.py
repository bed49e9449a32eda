"""New rows that are asked for after what is to be in them was told: `Zoe Lind rode the Cargo Bike for 14 miles, add that to the usage log`."""

from __future__ import annotations

from collections.abc import Iterator

from appfactory.compile.reserved import word_set
from appfactory.contract.language.row_words import DETERMINERS
from appfactory.contract.language.told.creations import create
from appfactory.contract.language.told.row_references import nouns_at
from appfactory.contract.language.told.verbs import CREATE, MAKES_IF_NEW, end_of_verb, is_new
from appfactory.contract.language.writing import Sentence, UnclearError
from appfactory.contract.model.request import Mutation

_BREAKS = frozenset({".", "!", ";", ":", ",", "–", "—", "-"})
_LEADING = word_set("so please pls plz and then now just kindly can could you therefore thus also would we i like to let's need want should")
_MORE_VERBS = word_set("note write file store track put give set key reserve")
_POINTING = word_set("it that this them him her these those")
_INTO = word_set("to into in as on under for")
_LEAST_TOLD = 2


def made_as_told(sentence: Sentence) -> Mutation | None:
    """The new row that the last part of a text asks for, with what the parts before tell of it; None if the text is not of that kind."""
    asked: UnclearError | None = None
    for told, verb, after in _requests(sentence):
        attempt = sentence.attempt()
        try:
            mutation = create(attempt, verb, after, told)
        except UnclearError as unclear:
            asked = asked or unclear
            continue
        if not is_new(sentence, after - 1) and not is_new(sentence, after) and mutation.table not in _named(sentence, after):
            continue
        sentence.adopt(attempt)
        return mutation
    if asked is not None:
        raise asked
    return None


def _named(sentence: Sentence, place: int) -> set[str]:
    """The tables that the words from `place` on name."""
    return {table for start in (place, place + 1) for _, table, _ in nouns_at(sentence, start, sentence.last)}


def _requests(sentence: Sentence) -> Iterator[tuple[int, int, int]]:
    """Where what is told ends, where the verb of the request stands, and where it says what is to be made."""
    tokens = sentence.tokens
    for told in range(sentence.last - 2, _LEAST_TOLD - 1, -1):
        if tokens[told].text not in _BREAKS:
            continue
        verb = told + 1
        while verb < sentence.last and tokens[verb].lower in _LEADING:
            verb += 1
        if verb + 1 >= sentence.last or tokens[verb].lower not in CREATE | MAKES_IF_NEW | _MORE_VERBS:
            continue
        after = end_of_verb(sentence, verb)
        if after < sentence.last and tokens[after].lower in _POINTING:
            behind = after + 1
            if is_new(sentence, behind):
                yield told, verb, behind
            elif behind < sentence.last and tokens[behind].lower in _INTO:
                noun = behind + 1
                while noun < sentence.last and tokens[noun].lower in DETERMINERS | {"new", "your"}:
                    noun += 1
                yield told, verb, noun
        elif is_new(sentence, after):
            yield told, verb, after
