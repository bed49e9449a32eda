"""News and what is to be done about it: `Great Hall only takes 35 people now, please set its capacity`, `Zoe's talk is over, mark it completed`.

The request speaks of the row that the news names, by a pronoun or by what it is. Where the request says nothing more than the news, the news is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from appfactory.compile.reserved import word_set
from appfactory.contract.language.segments import MARKS, relinked, segments
from appfactory.contract.language.told.antecedents import POSSESSIVES, Antecedent, antecedents, said_in_full
from appfactory.contract.language.told.asides import is_aside
from appfactory.contract.language.told.verbs import may_be_verb
from appfactory.contract.language.words import Token, number_of
from appfactory.contract.language.writing import Sentence, UnclearError, is_key
from appfactory.contract.model.request import Mutation

Read = Callable[[Sentence], Mutation | None]

_LEADING = word_set(
    "so please pls plz then now just kindly and can could you therefore hence thus go ahead would also let's lets i'd like to we should"
)
_MODALS = word_set("could can should may might would")
_LEADING_SUBJECTS = POSSESSIVES | word_set("it he she they")
_TAGS = word_set("would will could can you won't ok okay ? . ! ,")
_DECIDING = word_set("if unless except maybe perhaps or either")
_FORBIDDING = word_set("don't dont never do not")
"""How an order begins that something is not to be done."""
_TELLING = word_set("called rang wrote phoned emailed complained asked says said wants told")
DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
_DOING = word_set(
    """do fix sort note record log add put make see handle reflect adjust update change set move correct enter register create
    store reflect apply amend allow permit grant enable"""
)
"""Verbs of a request that may say no more than that the news is to be followed."""
_IDLE = word_set(
    """
    it him her them this that there so please pls plz the its his her their in to for me us thanks accordingly happen up system now that's with
    as well
    """
)
_SILENT = _IDLE | word_set("of a an on at accordingly")
_ENOUGH = re.compile(r"(.+?) (?:is|are|will be|would be) (?:quite |more than )?(?:enough|sufficient|plenty|fine|ok|okay) for (.+)")
_CALLED = re.compile(r" is (?:now )?called ")
_MOST_NEWS = 40
_MOST_NAMED = 5
_FEW = 5


def read_news(sentence: Sentence, read: Read) -> Mutation | None:
    """The write that news and a request about it ask for; None if the text is not of that kind."""
    parts = segments(sentence.tokens, MARKS | {"?"})
    if len(parts) < 2 or len(sentence.tokens) > _MOST_NEWS:
        return None
    for index in range(len(parts) - 1, 0, -1):
        start, end = parts[index]
        verb = start
        while verb < end and sentence.tokens[verb].lower in _LEADING:
            verb += 1
        if verb >= end or not (may_be_verb(sentence, verb) or sentence.tokens[verb].lower in _DOING):
            continue
        if _says_nothing_more(sentence, verb, end):
            found = _news_alone(sentence, parts[:index], (verb, end), read)
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
    """True for `set its capacity`, `correct it in his contact`: what is to be changed, and no value."""
    rest = [token for token in sentence.tokens[verb + 1 : end] if token.lower not in _SILENT]
    return 0 < len(rest) <= _MOST_NAMED and all(token.kind == "word" and not token.capitalized and not _is_value(sentence, token) for token in rest)


def _is_value(sentence: Sentence, token: Token) -> bool:
    """True for a word that may be stored, and that names no table."""
    named = any(not sense.column for sense in sentence.lexicon.phrases.get((token.lemma,), ()))
    return (token.lemma,) in sentence.lexicon.values and not named


def _news_alone(sentence: Sentence, news: list[tuple[int, int]], request: tuple[int, int], read: Read) -> Mutation | None:
    """What the news says, where the request only says that it is to be followed, or names what the news speaks of."""
    if request[1] < sentence.last and not all(token.lower in _IDLE | _TAGS for token in sentence.tokens[request[1] : sentence.last]):
        return None
    named = [token for token in sentence.tokens[request[0] + 1 : request[1]] if token.lower not in _SILENT]
    for text in _news_texts(sentence, news):
        told = relinked(sentence, text)
        mutation = _attempted(told, read)
        if mutation is not None and all(_is_of(sentence, mutation, token) for token in named):
            return _adopt(sentence, told, mutation)
    return None


def _is_of(sentence: Sentence, mutation: Mutation, token: Token) -> bool:
    """True for a word that names the table that is changed, or one of the columns that are."""
    lexicon = sentence.lexicon
    if token.lemma in lexicon.names[mutation.table, ""] or any(
        not sense.column and sense.table == mutation.table for sense in lexicon.phrases.get((token.lemma,), ())
    ):
        return True
    columns = {column for column, _ in mutation.values}
    said = lexicon.own_phrases(mutation.table).items()
    return any(token.lemma in phrase and any(sense.column in columns for sense in senses) for phrase, senses in said)


def _news_texts(sentence: Sentence, news: list[tuple[int, int]]) -> Iterator[str]:
    """The news as a whole; and its last clause, with whom it speaks of, where the clauses before it only tell of them."""
    start, end = news[-1]
    others = [token for first, last in news for token in sentence.tokens[first:last]]
    if len(news) > 1 and sentence.tokens[start].lower in _LEADING_SUBJECTS:
        told = antecedents(sentence, news[:-1])
        if told and all(_is_harmless(sentence, told, part, others, values=True) for part in news[:-1]):
            owns = "'s" if sentence.tokens[start].lower in POSSESSIVES else ""
            for each in told:
                yield from _as_statement(f"{each.text}{owns} {sentence.said(start + 1, end)}")
    yield from _stated(sentence, 0, end)
    for index in range(1, len(news)):
        if all(_is_harmless(sentence, [], part, others, values=False) or _only_tells(sentence, part) for part in news[:index]):
            yield from _stated(sentence, news[index][0], end)


def _only_tells(sentence: Sentence, part: tuple[int, int]) -> bool:
    """True for `the fee went up`: words without a name, a number or a condition."""
    tokens = sentence.tokens[part[0] : part[1]]
    plain = all(token.kind == "word" and number_of(token) is None and "@" not in token.text and not is_key(token.text) for token in tokens)
    named = any(token.capitalized and token.text != "I" for token in tokens[1:])
    return plain and not named and not {token.lower for token in tokens} & _DECIDING and not may_be_verb(sentence, part[0])


def _stated(sentence: Sentence, start: int, end: int) -> Iterator[str]:
    """The tokens as a statement: `could the queue take 30` as `the queue should take 30`."""
    words = [token.lower for token in sentence.tokens[start:end]]
    if words[0] in _MODALS:
        for each in antecedents(sentence, [(start + 1, end)])[:1]:
            yield f"{each.text} should {sentence.said(each.end, end)}"
        return
    yield from _as_statement(sentence.said(start, end))


def _as_statement(text: str) -> Iterator[str]:
    """What is, as it may be said in a statement: `is called Blue now` as `is now Blue`, `is 12` as `is 12 now`."""
    enough = _ENOUGH.fullmatch(text)
    if enough is not None:
        yield f"{enough[2]} should have {enough[1]}"
    said = _CALLED.sub(" is now ", text)
    yield said.removesuffix(" now") if " is now " in said else said
    if not said.endswith(" now") and " is " in said:
        yield f"{said} now"


def _about_row(sentence: Sentence, news: list[tuple[int, int]], request: tuple[int, int], read: Read) -> Mutation | None:
    """What the request says, of the row that the news names."""
    told = antecedents(sentence, news)
    if not told:
        return None
    others = [token for start, end in news for token in sentence.tokens[start:end]]
    for part in news:
        day = any(atom.kind == "moment" and (atom.start, atom.end) == part for atom in sentence.atoms)
        if not (day or _is_harmless(sentence, told, part, others, values=True) or (part != news[0] and _only_tells(sentence, part))):
            return None
    plain = len(told) == 1 and all(_is_harmless(sentence, told, part, others, values=False) for part in news)
    for groups in said_in_full(sentence, request, told):
        found: dict[str, tuple[Sentence, Mutation]] = {}
        for texts in groups:
            for text in texts:
                attempt = relinked(sentence, text)
                mutation = _attempted(attempt, read)
                if mutation is not None and (mutation.action != "insert" or plain):
                    found.setdefault(repr(mutation), (attempt, mutation))
                    break
        if len(found) == 1:
            return _adopt(sentence, *next(iter(found.values())))
    return None


def _is_harmless(sentence: Sentence, told: list[Antecedent], part: tuple[int, int], others: list[Token], *, values: bool) -> bool:
    """True for news that hold no name or quoted text beside the rows that they name, and no number unless the request has `values`."""
    start, end = part
    within = [each for each in told if start <= each.start < end]
    tokens = sentence.tokens[start:end]
    if {token.lower for token in tokens} & _DECIDING or tokens[0].lower in _FORBIDDING:
        return False
    if within:
        inside = {place for each in within for place in range(each.start, each.end)}
        if values:
            inside |= {place for atom in sentence.atoms if atom.kind == "moment" for place in range(atom.start, atom.end)}
        beside = [sentence.tokens[place] for place in range(start, end) if place not in inside]
        return not any(
            token.kind == "quoted"
            or (not values and (token.kind in {"number", "moment"} or number_of(token) is not None))
            or (token.capitalized and token.start > 0 and token.text != "I" and not _is_day(token))
            or "@" in token.text
            for token in beside
        )
    return is_aside(tokens, others) or end - start < 2 or _tells_how_it_is(sentence, start, end)


def _is_day(token: Token) -> bool:
    return token.lower in DAYS


def _tells_how_it_is(sentence: Sentence, start: int, end: int) -> bool:
    """True for `Dan's ill`: a few words that name no state, number or column."""
    tokens = sentence.tokens[start:end]
    plain = all(token.kind in {"word", "mark"} and number_of(token) is None and (token.lemma,) not in sentence.lexicon.values for token in tokens)
    return plain and len(tokens) <= _FEW and any(token.lower in {"'s", "is", "has", "was"} | _TELLING for token in tokens)


def _attempted(sentence: Sentence, read: Read) -> Mutation | None:
    try:
        return read(sentence)
    except UnclearError:
        return None


def _adopt(sentence: Sentence, other: Sentence, mutation: Mutation) -> Mutation:
    other.doubts += 0.5
    sentence.adopt(replace(other, bound=sentence.bound))
    return mutation
