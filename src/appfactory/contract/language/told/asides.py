"""Words of a request that say nothing of what is to be done: since when, for how long, why, and what was so before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from appfactory.compile.reserved import word_set
from appfactory.contract.language.segments import MARKS, relinked, segments
from appfactory.contract.language.words import Token, number_of
from appfactory.contract.language.writing import Sentence, is_key

_IDIOMS = tuple(
    tuple(phrase.split())
    for phrase in (
        "from now on", "from today on", "until further notice", "for good", "for now", "for the time being", "any more", "anymore", "any longer",
        "anyway", "right away", "straight away", "immediately", "asap", "as soon as possible", "as of now", "as of today", "effective immediately",
        "going forward", "by the way", "btw", "fyi", "heads up", "quick one", "accordingly", "as discussed", "as agreed", "once and for all",
        "completely", "at once", "after all", "if possible", "for sure", "as well", "in the system", "in our system", "to the system",
        "into the system", "on the books", "on our books", "for business", "at the desk", "at the front desk",
        "at the counter", "at reception", "at the door", "on the phone",
    )
)  # fmt: skip
"""Phrases that take nothing from what is to be done. The actor does it now in any case."""
_QUICK = word_set("quick quickly hey hi hello ok okay right urgent reminder note listen guys team")
"""Words that, in front of a comma, only call for attention."""
_CONTRASTS = (("instead", "of"), ("rather", "than"), ("up", "from"), ("down", "from"), ("and", "not"), ("not",), ("was",), ("were",))
"""What leads to the value that was."""
_SUBJECTS = word_set(
    """
    it it's its he he's she she's they they're we we're we've i i'm i've you there there's that that's this nobody no-one noone everyone everybody
    somebody someone nothing nobody's who which
    """
)
_REASONS = word_set("because since as cause coz cos")
_SURE_REASONS = word_set("because cause coz cos")
_DECIDING = word_set("unless if except but instead should must shall let until till whenever only before after when")
"""Words of an aside that may bear on what is to be done."""
_TELLING = word_set(
    "did was is has had were are are have can't couldn't won't doesn't didn't isn't wasn't wants wanted never just said says told asked"
)
"""Verbs behind `the customer` in what tells why."""
_PARTS = word_set("half quarter hour none nothing")
"""Words of amounts that are no numbers."""
_MOST_WORDS_OF_VALUE = 4
_LEAST_WORDS, _LEAST_REASON = 2, 4


def without_asides(sentence: Sentence) -> Iterator[Sentence]:
    """The sentence without what says nothing of the request: first without idioms and what was so before, then without reasons as well."""
    idle = _idioms(sentence.tokens) | _contrasts(sentence.tokens)
    plain = _without(sentence, idle)
    if plain is not None:
        yield plain
    reasons = _reasons(sentence.tokens, idle)
    shorter = _without(sentence, idle | reasons) if reasons else None
    if shorter is not None:
        yield replace(shorter, doubts=0.5)


def _without(sentence: Sentence, idle: set[int]) -> Sentence | None:
    """The sentence of the other tokens; None if nothing is left out, or hardly anything left."""
    kept = [place for place in range(len(sentence.tokens)) if place not in idle]
    while kept and sentence.tokens[kept[-1]].text in MARKS:
        kept.pop()
    while kept and sentence.tokens[kept[0]].text in MARKS:
        del kept[0]
    if not idle or len(kept) < _LEAST_WORDS:
        return None
    text, before = "", -1
    for place in kept:
        gap = sentence.text[sentence.tokens[before].end : sentence.tokens[place].start] if before == place - 1 and before >= 0 else " "
        text += (gap if text else "") + sentence.text[sentence.tokens[place].start : sentence.tokens[place].end]
        before = place
    return relinked(sentence, text)


def _idioms(tokens: tuple[Token, ...]) -> set[int]:
    words = [token.lower for token in tokens]
    found: set[int] = set()
    if len(tokens) > 1 and words[0] in _QUICK and words[1] in {",", "-", "–", "—", ":"}:
        found |= {0, 1}
    for phrase in _IDIOMS:
        for place in range(len(words) - len(phrase) + 1):
            if tuple(words[place : place + len(phrase)]) == phrase:
                found |= set(range(place, place + len(phrase)))
    return found


def _contrasts(tokens: tuple[Token, ...]) -> set[int]:
    """`, not 8`, `instead of 10` at the end of the sentence or in front of a mark: the value that was, which a number in front replaces."""
    words = [token.lower for token in tokens]
    found: set[int] = set()
    for lead in _CONTRASTS:
        size = len(lead)
        for place in range(2, len(words) - size):
            if tuple(words[place : place + size]) != lead:
                continue
            plain = len(lead) == 1
            amounts = (
                lead == ("not",)
                and number_of(tokens[place + 1]) is not None
                and any(number_of(each) is not None for each in tokens[place - 2 : place])
            )
            if plain and words[place - 1] not in {",", "(", "-", "–", "—"} and not amounts:
                continue
            end = place + size
            while end < len(words) and words[end] not in {",", ";", ".", "!", ")"} and end - place - size <= _MOST_WORDS_OF_VALUE:
                end += 1
            value = tokens[place + size : end]
            numbers = any(number_of(token) is not None or token.lower in _PARTS for token in value)
            word = lead == ("instead", "of") and len(value) == 1 and value[0].kind == "word" and value[0].text.islower()
            if word or (0 < len(value) <= _MOST_WORDS_OF_VALUE and numbers and any(number_of(token) is not None for token in tokens[:place])):
                found |= set(range(place - (words[place - 1] in {",", "(", "-", "–", "—"}), end + (words[end : end + 1] == [")"])))
    return found


def _reasons(tokens: tuple[Token, ...], idle: set[int]) -> set[int]:
    """The tokens of the clauses that only tell why."""
    found: set[int] = set()
    parts = [part for start, end in segments(tokens) for part in _before_reason(tokens, start, end)]
    for index, (start, end) in enumerate(parts):
        others = [tokens[place] for first, last in parts[:index] + parts[index + 1 :] for place in range(first, last)]
        if is_aside(tuple(tokens[place] for place in range(start, end) if place not in idle), others):
            found |= set(range(start - (start > 0 and tokens[start - 1].text in MARKS), end))
    return found


def _before_reason(tokens: tuple[Token, ...], start: int, end: int) -> list[tuple[int, int]]:
    """The clause, and that behind it which `because` begins without a mark in front."""
    place = next((place for place in range(start + 1, end) if _leads_to_reason(tokens, place, end)), None)
    return [(start, end)] if place is None else [(start, place), (place, end)]


def _leads_to_reason(tokens: tuple[Token, ...], place: int, end: int) -> bool:
    """True for `because`, and for `since` and `as` in front of a subject: `since the client asked for it`."""
    word, behind = tokens[place].lower, tokens[place + 1].lower if place + 1 < end else ""
    if word in {"since", "as"} and behind:
        return behind in _SUBJECTS or (word == "since" and behind in {"the", "our"} and end - place > _LEAST_REASON)
    return word in _SURE_REASONS


def is_aside(part: tuple[Token, ...], others: list[Token]) -> bool:
    """True for a clause that tells why, or how things stand, and names nothing that the others don't."""
    words = [token.lower for token in part]
    told = words[:1] and words[0] in _REASONS
    subject = words[1:] if told else words
    bare = subject[subject[:1] == ["the"] :]
    about = bool(subject) and (subject[0] in _SUBJECTS or bool(set(bare[1:3]) & _TELLING))
    if len(part) < _LEAST_WORDS or not (told or about) or set(words) & _DECIDING or _describes(subject):
        return False
    known = {token.root for token in others}
    names = [token for place, token in enumerate(part) if token.capitalized and place and not token.lower.startswith("i'") and token.text != "I"]
    return all(token.root in known for token in names) and not any(_is_content(token) for token in part)


def _describes(words: list[str]) -> bool:
    """True for `it's in Boston`, `it is for children`: what something is, and no reason for it."""
    rest = [word for word in words[:4] if word not in {"'s", "is"}]
    return len(rest) > 1 and rest[0] in {"it", "it's", "its"} and rest[1] in {"in", "at", "on", "for", "with", "called", "named", "of", "by", "under"}


def _is_content(token: Token) -> bool:
    return token.kind in {"quoted", "number", "moment"} or is_key(token.text) or number_of(token) is not None or "@" in token.text
