"""News and what is to be done about it: `Great Hall only takes 35 people now, please set its capacity`, `Zoe's talk is over, mark it completed`.

The request speaks of the row that the news names, by a pronoun or by what it is. Where the request says nothing more than the news, the news is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from appfactory.compile.reserved import word_set
from appfactory.contract.language.segments import relinked, segments
from appfactory.contract.language.told.asides import is_aside
from appfactory.contract.language.told.row_references import RowReference, nouns_at, rows_at
from appfactory.contract.language.told.verbs import may_be_verb
from appfactory.contract.language.words import Token, number_of
from appfactory.contract.language.writing import Sentence, UnclearError
from appfactory.contract.model.request import Mutation

Read = Callable[[Sentence], Mutation | None]

_LEADING = word_set(
    "so please pls plz then now just kindly and can could you therefore hence thus go ahead would also let's lets i'd like to we should"
)
_OBJECTS = word_set("it him her them this that")
_POSSESSIVES = word_set("its his her their")
_OBJECTS_END = word_set("in out off up on to as back down away from for into over with by at and please now again , . !")
_DOING = word_set("do fix sort note record log add put make see handle reflect adjust update change set move correct enter register create")
"""Verbs of a request that may say no more than that the news is to be followed."""
_IDLE = word_set(
    """
    it him her them this that there so please pls plz the its his her their in to for me us thanks accordingly happen up system now that's with
    as well
    """
)
_MOST_NEWS = 40
_LEAST_NOUN = 0.6
_FEW = 5


@dataclass(frozen=True, slots=True)
class _Told:
    """A row that the news names, with the tokens that do."""

    start: int
    reference: RowReference


def read_news(sentence: Sentence, read: Read) -> Mutation | None:
    """The write that news and a request about it ask for; None if the text is not of that kind."""
    parts = segments(sentence.tokens)
    if len(parts) < 2 or len(sentence.tokens) > _MOST_NEWS:
        return None
    for index in range(len(parts) - 1, 0, -1):
        start, end = parts[index]
        verb = start
        while verb < end and sentence.tokens[verb].lower in _LEADING:
            verb += 1
        if verb >= end or not may_be_verb(sentence, verb):
            continue
        if _says_nothing_more(sentence, verb, end):
            found = _news_alone(sentence, parts[index], verb, read)
        else:
            found = _about_row(sentence, parts[:index], (verb, end), read)
        if found is not None:
            return found
    return None


def _says_nothing_more(sentence: Sentence, verb: int, end: int) -> bool:
    """True for `please add it`, `move it there`, `do that for her`, `fix that`; and for `set its capacity`, which names what the news says."""
    return sentence.tokens[verb].lower in _DOING and (
        all(token.lower in _IDLE for token in sentence.tokens[verb + 1 : end]) or _names_column_alone(sentence, verb, end)
    )


def _names_column_alone(sentence: Sentence, verb: int, end: int) -> bool:
    """True for `set its capacity`: a column and no value."""
    rest = [token for token in sentence.tokens[verb + 1 : end] if token.lower not in _IDLE | {"of", "a", "an"}]
    return (
        0 < len(rest) <= 4
        and any(token.lower in _POSSESSIVES | {"the"} for token in sentence.tokens[verb + 1 : end])
        and all(token.kind == "word" and not token.capitalized and (token.lemma,) not in sentence.lexicon.values for token in rest)
    )


def _news_alone(sentence: Sentence, request: tuple[int, int], verb: int, read: Read) -> Mutation | None:
    """What the news says, where the request only says that it is to be followed, or names the column that the news speaks of."""
    last = request[1] >= sentence.last
    text = _text(sentence, 0, request[0]) if last else ""
    if not text:
        return None
    news = relinked(sentence, text.rstrip(" ,;:-–—.!"))
    mutation = _attempted(news, read)
    if mutation is None:
        return None
    named = [token for token in sentence.tokens[verb + 1 : request[1]] if token.lower not in _IDLE | {"of", "a", "an"}]
    words = set(sentence.lexicon.names[mutation.table, ""])
    for column, _ in mutation.values:
        words |= {word for phrase, senses in sentence.lexicon.own_phrases(mutation.table).items() for word in phrase
                  if any(sense.column == column for sense in senses)}  # fmt: skip
    if any(token.lemma not in words for token in named):
        return None
    return _adopt(sentence, news, mutation)


def _about_row(sentence: Sentence, news: list[tuple[int, int]], request: tuple[int, int], read: Read) -> Mutation | None:
    """What the request says, of the row that the news names."""
    told = _row_of(sentence, news)
    if told is None:
        return None
    tokens = sentence.tokens
    name = _text(sentence, told.start, told.reference.end)
    others = [token for start, end in news for token in tokens[start:end]]
    if any(not _is_harmless(sentence, told, part, others) for part in news):
        return None
    for text in _with_name(sentence, request, name):
        attempt = relinked(sentence, text)
        mutation = _attempted(attempt, read)
        if mutation is not None:
            return _adopt(sentence, attempt, mutation)
    return None


def _is_harmless(sentence: Sentence, told: _Told, part: tuple[int, int], others: list[Token]) -> bool:
    """True for news that hold no name, number or quoted text beside the row that they name."""
    start, end = part
    if start <= told.start < end:
        beside = [*sentence.tokens[start : told.start], *sentence.tokens[told.reference.end : end]]
        return not any(
            token.kind in {"quoted", "number", "moment"}
            or number_of(token) is not None
            or (token.capitalized and token.start > 0 and token.text != "I")
            or "@" in token.text
            for token in beside
        )
    return is_aside(sentence.tokens[start:end], others) or end - start < 2 or _tells_how_it_is(sentence, start, end)


def _tells_how_it_is(sentence: Sentence, start: int, end: int) -> bool:
    """True for `Dan's ill`: a few words that name no state, number or column."""
    tokens = sentence.tokens[start:end]
    plain = all(token.kind in {"word", "mark"} and number_of(token) is None and (token.lemma,) not in sentence.lexicon.values for token in tokens)
    return plain and len(tokens) <= _FEW and any(token.lower in {"'s", "is", "has", "was"} for token in tokens)


def _row_of(sentence: Sentence, news: list[tuple[int, int]]) -> _Told | None:
    """The one row that the news names."""
    for start, end in news:
        place = start
        while place < end:
            try:
                found = rows_at(sentence, place, end)
            except UnclearError:
                return None
            if found:
                return _Told(place, found[0])
            place += 1
    return None


def _with_name(sentence: Sentence, request: tuple[int, int], name: str) -> list[str]:
    """The request with the row's name for the pronoun, or for what stands for it (`that session`, `the location`)."""
    tokens = sentence.tokens
    start, end = request
    for place in range(start, end):
        word = tokens[place].lower
        following = tokens[place + 1] if place + 1 < end else None
        before, behind = _text(sentence, start, place), _text(sentence, place + 1, end)
        if word in {"that", "this", "the"} and following is not None and following.kind == "word":
            noun = next((stop for stop, _, score in nouns_at(sentence, place + 1, end) if score >= _LEAST_NOUN), place + 2)
            after, said = _text(sentence, noun, end), _text(sentence, place + 1, noun)
            return [f"{before} {name} {after}".strip(), f"{before} {name} {said} {after}".strip()]
        if word in _OBJECTS and (
            following is None or following.lower in _OBJECTS_END or word in {"it", "him", "them"} or _is_state(sentence, following)
        ):
            return [f"{before} {name} {behind}".strip()]
        if word in _POSSESSIVES and following is not None:
            return [f"{before} {name}'s {behind}".strip()]
    return []


def _is_state(sentence: Sentence, token: Token) -> bool:
    return (token.lemma,) in sentence.lexicon.values


def _text(sentence: Sentence, start: int, end: int) -> str:
    return sentence.text[sentence.tokens[start].start : sentence.tokens[end - 1].end] if start < end else ""


def _attempted(sentence: Sentence, read: Read) -> Mutation | None:
    try:
        return read(sentence)
    except UnclearError:
        return None


def _adopt(sentence: Sentence, other: Sentence, mutation: Mutation) -> Mutation:
    other.doubts += 0.5
    sentence.adopt(replace(other, bound=sentence.bound))
    return mutation
