"""What the words of a request point back to: rows that were named before it (`the plan`, `it`, `her booking`), and texts that say them instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from appfactory.compile.reserved import word_set
from appfactory.contract.language.people import are_people
from appfactory.contract.language.segments import relinked
from appfactory.contract.language.told.row_references import RowReference, nouns_at, rows_at
from appfactory.contract.language.words import Token
from appfactory.contract.language.writing import Sentence, UnclearError

OBJECTS = word_set("it him her them this that")
POSSESSIVES = word_set("its his her their")
_THINGS = frozenset({"it", "this", "that"})
"""Words that point to no person."""
_OBJECTS_END = word_set("in out off up on to as back down away from for into over with by at and please now again so would could , . ! ?")
_POINTING = frozenset({"that", "this", "the"})
_LEAST_NOUN = 0.6
_MOST_TOLD = 4


@dataclass(frozen=True, slots=True)
class Antecedent:
    """A row that was named before, as the `text` that says so, with the tokens (half-open) at which that stands, and the tables it may be of.

    It is `named` if what it is was said, too.
    """

    text: str
    start: int
    end: int
    tables: frozenset[str]
    named: bool
    of_person: bool


def antecedents(sentence: Sentence, parts: Sequence[tuple[int, int]]) -> list[Antecedent]:
    """The rows that the parts of a sentence name, and those that belong to them (`Leo Katz never finished his draft`), in their order.

    There are none where a name may mean several rows.
    """
    found: list[Antecedent] = []
    for start, end in parts:
        place = start
        while place < end and len(found) < _MOST_TOLD:
            own = sentence.tokens[place].lower in POSSESSIVES
            try:
                references = rows_at(sentence, place, end) if not own else []
            except UnclearError:
                return []
            text = sentence.said(place, references[0].end) if references else ""
            told = _antecedent(sentence, text, (place, references[0].end), references) if references else None
            if own and found:
                told = _belonging(sentence, found[-1], place, end)
            if told is not None:
                found.append(told)
            place = told.end if told is not None else place + 1
    return found


def _antecedent(sentence: Sentence, text: str, place: tuple[int, int], references: list[RowReference]) -> Antecedent:
    tables = frozenset(each.table for each in references)
    of_person = all(are_people(sentence.lexicon, table) for table in tables)
    return Antecedent(text, *place, tables, references[0].named, of_person)


def _belonging(sentence: Sentence, owner: Antecedent, place: int, end: int) -> Antecedent | None:
    """`his draft booking`, where somebody was named before."""
    if place + 1 >= end:
        return None
    other = relinked(sentence, f"{owner.text}'s {sentence.said(place + 1, end)}")
    try:
        references = rows_at(other, 0, len(other.tokens))
    except UnclearError:
        return None
    taken = references[0].end - (len(other.tokens) - (end - place - 1)) if references else 0
    if taken <= 0:
        return None
    text = other.text[: other.tokens[references[0].end - 1].end]
    return _antecedent(sentence, text, (place, place + 1 + taken), references)


def said_in_full(sentence: Sentence, request: tuple[int, int], told: Sequence[Antecedent]) -> Iterator[list[list[str]]]:
    """The tokens of a request with what a pronoun in it, or what stands for one (`that session`), points to.

    For each pronoun and the like a list, with the texts for each antecedent, the likeliest first.
    """
    tokens = sentence.tokens
    start, end = request
    for place in range(start, end):
        word = tokens[place].lower
        following = tokens[place + 1] if place + 1 < end else None
        before, behind = sentence.said(start, place), sentence.said(place + 1, end)
        noun = following is not None and following.kind == "word" and not following.capitalized and following.lower not in _OBJECTS_END
        if word in _POINTING and noun:
            yield list(_for_noun(sentence, (start, place, end), told))
        pronoun = following is None or following.lower in _OBJECTS_END or following.kind == "mark" or word in {"it", "him", "them"}
        if word == "them" and len(told) > 1:
            # Several were named: one of them alone is not meant.
            return
        if word in OBJECTS and (pronoun or (following is not None and _is_state(sentence, following))):
            yield [[f"{before} {each.text} {behind}".strip()] for each in told if not (word in _THINGS and each.of_person)]
        if word in POSSESSIVES and following is not None:
            yield [[f"{before} {each.text}'s {behind}".strip(), *_with_what(f"{before} {each.text}'s", behind, each, told)] for each in told]


def _for_noun(sentence: Sentence, places: tuple[int, int, int], told: Sequence[Antecedent]) -> Iterator[list[str]]:
    """`that session`, `the plan`: the row that was named, if it may be one, or what belongs to whom was named."""
    start, place, end = places
    before = sentence.said(start, place)
    nouns = [(stop, table) for stop, table, score in nouns_at(sentence, place + 1, end) if score >= _LEAST_NOUN]
    stop = nouns[0][0] if nouns else place + 2
    tables = {table for behind, table in nouns if behind == stop}
    after, said = sentence.said(stop, end), sentence.said(place + 1, stop)
    for each in told:
        if tables & each.tables or not tables:
            yield [f"{before} {each.text} {after}".strip(), f"{before} {each.text} {said} {after}".strip()]
        elif any(child in tables for table in each.tables for child, _ in sentence.lexicon.children.get(table, ())):
            alone = f"{before} {each.text}'s {said} {after}".strip()
            yield [*_with_what(f"{before} {each.text}'s", f"{said} {after}", each, told), alone]


def _with_what(owner: str, behind: str, person: Antecedent, told: Sequence[Antecedent]) -> list[str]:
    """`Ana Wong's Gala Ticket booking`: what somebody has, by what else was named."""
    others = [each for each in told if each is not person and not each.of_person]
    return [f"{owner} {each.text} {behind}".strip() for each in others]


def _is_state(sentence: Sentence, token: Token) -> bool:
    return (token.lemma,) in sentence.lexicon.values
