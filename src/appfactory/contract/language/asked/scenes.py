"""A question with a scene around it: why it is asked, who asks, and of whom or what one speaks when the question says `his` or `it`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from appfactory.compile.reserved import word_set
from appfactory.contract.language.asked.words import SILENT_WORDS
from appfactory.contract.language.english import KEYWORDS
from appfactory.contract.language.segments import relinked
from appfactory.contract.language.words import Token, number_of
from appfactory.contract.language.writing import Sentence

_ENDS = frozenset({".", "!", "?", ":", ";", "–", "—", "-"})
"""Marks between a scene and a question."""
_JOINTS = word_set("so and now then please ok okay but hence therefore thus")
"""Words that lead from a scene to its question."""
_ASKING = word_set(
    """
    what what's whats which who who's whos whom whose when when's where where's why how is are was were do does did has have can could would will
    should show list give tell count find get name print pull fetch display
    """
)
"""Words that begin a question, or tell to answer one."""
_REQUESTING, _ANSWERING = frozenset({"can", "could", "would", "will"}), word_set("please look check see work quickly say help provide let")
_RELATIVE = word_set("which who whose when where is are was were has have")
"""Of those, words that behind a comma may go on with what stands before it."""
_SUBJECTS = word_set(
    """
    i i'm im i've i'd we we're we've we'd it it's this that's there's he he's she she's they they're somebody someone a an the my our your his her
    some one
    """
)
"""Words that begin a sentence which tells something."""
_VERBS = word_set(
    """
    is are was were am has have had wants want wanted needs need needed asks ask asked says say said keeps keep would will can must should might may
    i'm we're i've we've it's he's she's they're that's there's i'd we'd im thinks think like likes wrote told got getting did does do don't didn't
    doesn't isn't aren't can't won't plan plans get gets
    """
)
"""Verbs and their short forms that make words a sentence."""
_LIMITING = word_set(
    """
    only except without excluding including ignore exclude include skip mean interested care looking look talking about see show list sort sorted
    order ordered grouped names ones those columns rows unless if but instead other
    """
)
"""Words by which a scene may bear on what is asked."""
_BACK = word_set("them these those they their it its it's these")
"""Words of a sentence behind the question that may ask for more of what it asks for."""
_PRONOUNS = word_set("he she him it they them")
_OWNERS = word_set("his her its their hers")
_ASKED_FOR = (
    "wants to know", "want to know", "wanted to know", "would like to know", "need to know", "needs to know", "asks for", "asks about", "asks me",
    "asks us", "asks", "asked for", "asked me", "asked us", "asked", "is asking for", "is asking", "are asking for", "are asking", "wonders",
    "wants to hear", "i wonder", "has to know", "have to know", "must know",
)  # fmt: skip
"""Verbs behind which a question is reported, longest first where one begins as another."""
_EMPTY = word_set("what is are was it that they how much many can could you tell me which please give us do we have there the answer figure number")
"""Words of a question that only repeats that one is asked."""
_FEWEST_WORDS, _MOST_STRETCHES, _MOST_OF_NAME = 3, 5, 4
_FUNCTION_WORDS = SILENT_WORDS | frozenset(word for phrase, keyword in KEYWORDS.items() for word in phrase if keyword.role not in {"filler", "open"})


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The tokens `start` to `end` (half-open) between marks, and the mark behind them."""

    start: int
    end: int
    mark: str


def without_scene(sentence: Sentence) -> Iterator[tuple[Sentence, str]]:
    """The question alone, with the one who was named before in place of `his` and `it`, and what is left out."""
    if not _tells_something(sentence.tokens):
        return
    stretches = _stretches(sentence.tokens)
    if not 1 <= len(stretches) <= _MOST_STRETCHES:
        return
    asking = [each for each in stretches if _asks(sentence, each)]
    tales = [each for each in stretches if each not in asking]
    if len(asking) == 1 and tales and all(_is_tale(sentence, each, asking[0]) for each in tales):
        question = asking[0]
        start = _past_joints(sentence, question)
        names = _names_in(sentence, [each for each in tales if each.end <= question.start])
        text = _with_names(sentence, start, question.end, names)
        if text:
            left_out = " ".join(sentence.said(each.start, each.end) for each in tales)
            yield relinked(sentence, text), left_out
    yield from _reported(sentence, stretches, asking, tales)


def _tells_something(tokens: tuple[Token, ...]) -> bool:
    """A cheap sign of a scene: a mark or a report within the text."""
    words = [token.lower for token in tokens]
    within = any(word in _ENDS or word == "," for word in words[1:-1])
    return within or bool({"asks", "asked", "know", "asking", "wonders", "wonder", "hear"} & set(words))


def _stretches(tokens: tuple[Token, ...]) -> list[_Stretch]:
    """The stretches between marks; a comma parts what follows it where a question begins there."""
    found: list[_Stretch] = []
    start = 0
    for place, token in enumerate(tokens):
        apart = place + 1 >= len(tokens) or tokens[place + 1].start > token.end
        hyphen = token.text == "-" and (place == 0 or tokens[place - 1].end == token.start)
        comma = token.text == "," and _begins_question(tokens, place + 1)
        if token.kind == "mark" and apart and not hyphen and (token.text in _ENDS or comma):
            if place > start:
                found.append(_Stretch(start, place, token.text))
            start = place + 1
    if start < len(tokens):
        found.append(_Stretch(start, len(tokens), ""))
    return found


def _begins_question(tokens: tuple[Token, ...], place: int) -> bool:
    """True for `, so how much …`, `, please list …`; a relative clause needs a word such as `so` in front."""
    start = place
    while start < len(tokens) and tokens[start].lower in _JOINTS:
        start += 1
    if start >= len(tokens):
        return False
    word = tokens[start].lower
    return word in _ASKING and (start > place or word not in _RELATIVE)


def _asks(sentence: Sentence, stretch: _Stretch) -> bool:
    """True for a stretch that begins as a question does, or ends with its mark."""
    start = _past_joints(sentence, stretch)
    first, second, third = (token.lower for token in (*sentence.tokens[start : start + 3], *sentence.tokens[-1:] * 2)[:3])
    if first in _REQUESTING and second == "you":
        # What else one is asked to do is no question.
        return third in _ASKING | _ANSWERING
    return stretch.mark == "?" or first in _ASKING


def _past_joints(sentence: Sentence, stretch: _Stretch) -> int:
    start = stretch.start
    while start < stretch.end - 1 and sentence.tokens[start].lower in _JOINTS:
        start += 1
    return start


def _is_tale(sentence: Sentence, stretch: _Stretch, question: _Stretch) -> bool:
    """True for a sentence that tells something and sets no condition: no day, no number, no state of what is asked for."""
    tokens = sentence.tokens[stretch.start : stretch.end]
    words = [token.lower for token in tokens]
    behind = stretch.start > question.start
    named = bool(_names_in(sentence, [stretch]))
    subject = words[0] in _SUBJECTS or (named and tokens[0].capitalized)
    verbal = any(word in _VERBS or (word.endswith("ed") and place > 1) or _is_verb(words, place) for place, word in enumerate(words[:6]))
    if len(words) < _FEWEST_WORDS or not subject or not verbal or set(words) & _LIMITING:
        return False
    if behind and (named or set(words[1:]) & (_BACK - {"it"}) or _tells_order(words)):
        return False
    if any(atom.kind == "moment" and stretch.start <= atom.start < stretch.end for atom in sentence.atoms):
        return False
    if any(token.kind in {"quoted", "moment"} or (number_of(token) or 0) > 1 for token in tokens):
        return False
    return not _says_state(sentence, stretch, question)


def _tells_order(words: list[str]) -> bool:
    return bool({"by", "per", "each", "with", "first"} & set(words))


def _is_verb(words: list[str], place: int) -> bool:
    """True for a word with the ending of a verb behind a noun that stands behind an article: `the auditor insists`."""
    return place in {2, 3} and words[0] in {"a", "an", "the", "our", "my"} and words[place].endswith("s") and words[place] not in SILENT_WORDS


def _says_state(sentence: Sentence, stretch: _Stretch, question: _Stretch) -> bool:
    """True where the scene says a state of the rows that the question is about."""
    lexicon = sentence.lexicon
    tables = {
        sense.table
        for token in sentence.tokens[question.start : question.end]
        for sense in lexicon.phrases.get((token.lemma,), ())
        if not sense.column and sense.score >= 0.7
    }
    said = [token for token in sentence.tokens[stretch.start : stretch.end] if token.kind == "word" and token.lower not in SILENT_WORDS]
    return any(lexicon.own_states(table, form) for table in tables for token in said for form in {token.text, token.lemma})


def _names_in(sentence: Sentence, stretches: list[_Stretch]) -> list[str]:
    """The names in capitals that the stretches say: `Peter Falk`, `Gala Ticket`."""
    found: list[str] = []
    for stretch in stretches:
        place = stretch.start
        while place < stretch.end:
            end = place
            while end < stretch.end and end - place < _MOST_OF_NAME and _is_of_name(sentence.tokens[end], opening=end == stretch.start):
                end += 1
            if end > place:
                found.append(sentence.said(place, end))
            place = max(end, place + 1)
    return list(dict.fromkeys(found))


def _is_of_name(token: Token, *, opening: bool) -> bool:
    plain = token.text in {"I"} or "'" in token.text
    return token.kind == "word" and token.capitalized and not plain and not (opening and token.lower in _FUNCTION_WORDS | _SUBJECTS)


def _with_names(sentence: Sentence, start: int, end: int, names: list[str]) -> str:
    """The question with the name in place of the pronouns for it; empty where it is not clear of whom one speaks."""
    tokens = sentence.tokens
    places = [place for place in range(start, end) if tokens[place].lower in _PRONOUNS | _OWNERS and not _stands_for_itself(tokens, place, end)]
    own = _names_in(sentence, [_Stretch(start, end, "")])
    if not places:
        # Of whom a scene speaks the question may speak as well, without a word for it.
        return "" if set(names) - set(own) else sentence.said(start, end)
    if len(names) != 1 or own:
        return ""
    text, at = "", tokens[start].start
    for place in places:
        token = tokens[place]
        owned = token.lower in _OWNERS and place + 1 < end and tokens[place + 1].lower not in {"in", "on", "at", "for", "to", "and", "or"}
        text += sentence.text[at : token.start] + names[0] + ("'s" if owned else "")
        at = token.end
    return text + sentence.text[at : tokens[end - 1].end]


def _stands_for_itself(tokens: tuple[Token, ...], place: int, end: int) -> bool:
    """`offers with their prices`: what the question itself names before; `is it true`, `how long does it take`."""
    plural = tokens[place].lower in {"their", "they", "them", "its", "it"}
    named = any(token.kind == "word" and token.lower.endswith("s") and token.lower not in SILENT_WORDS for token in tokens[max(0, place - 6) : place])
    return plural and named and place < end


def _reported(sentence: Sentence, stretches: list[_Stretch], asking: list[_Stretch], tales: list[_Stretch]) -> Iterator[tuple[Sentence, str]]:
    """`The auditor wants to know how many stays there are`, `Our banker asks for the total of all repairs. What is it?`."""
    if len(tales) != 1 or len(stretches) > 2 or any(not _is_empty(sentence, each) for each in asking):
        return
    tale = tales[0]
    words = [token.lower for token in sentence.tokens[tale.start : tale.end]]
    for place in range(1, min(len(words), 8)):
        for phrase in _ASKED_FOR:
            lead = phrase.split()
            if words[place : place + len(lead)] == lead and len(words) > place + len(lead):
                start = tale.start + place + len(lead)
                asked = sentence.said(start, tale.end)
                opened = words[place + len(lead)] in _ASKING
                if words[place + len(lead)] not in {"whether", "if", "to", "that", "not", "why"}:
                    text = asked if opened else f"what is {asked}"
                    yield relinked(sentence, text), sentence.said(tale.start, start)
                return


def _is_empty(sentence: Sentence, stretch: _Stretch) -> bool:
    return all(token.lower in _EMPTY or token.kind == "mark" for token in sentence.tokens[stretch.start : stretch.end])
