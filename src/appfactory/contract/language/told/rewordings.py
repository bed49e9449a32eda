"""Other words for the same request: verbs of two words around their row, what somebody wants, news of what there is now, arrows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from appfactory.compile.reserved import word_set
from appfactory.contract.language.link import KIND_WORDS
from appfactory.contract.language.segments import relinked, segments
from appfactory.contract.language.terse.reader import read_terse
from appfactory.contract.language.told.idioms import idioms
from appfactory.contract.language.told.row_references import nouns_at, references_at, rows_at
from appfactory.contract.language.told.scenarios import scenarios
from appfactory.contract.language.told.verbs import CHANGE, JOIN, first_word, may_be_verb
from appfactory.contract.language.told.wishes import wishes
from appfactory.contract.language.words import number_of
from appfactory.contract.language.writing import Sentence, UnclearError, is_key
from appfactory.contract.model.request import Mutation

_PHRASAL = {
    tuple(phrase.split()): verb
    for phrase, verb in (
        ("call off", "cancel"), ("bring back", "reactivate"), ("put back on", "reactivate"), ("put back", "reactivate"),
        ("turn back on", "reactivate"), ("switch back on", "reactivate"), ("start back up", "reactivate"), ("bring back up", "reactivate"),
        ("put on hold", "pause"), ("put on ice", "pause"), ("shut down", "close"), ("close down", "close"), ("take offline", "deactivate"),
        ("take down", "unpublish"), ("put online", "publish"), ("take live", "publish"), ("throw out", "delete"), ("throw away", "delete"),
        ("chuck out", "delete"), ("toss out", "delete"), ("take off the list", "delete"), ("strike off", "delete"), ("cross off", "delete"),
        ("turn down", "reject"), ("wrap up", "complete"), ("sign up", "enroll"), ("give out", "issue"), ("hand out", "issue"), ("draw up", "create"),
        ("book in", "book"), ("squeeze in", "book"), ("fit in", "book"), ("pencil in", "book"), ("write down", "add"), ("jot down", "add"),
        ("note down", "add"), ("put down", "add"), ("check in", "check in"), ("check out", "check out"), ("set up", "set up"),
        ("push back", "move"), ("bring forward", "move"), ("pull forward", "move"), ("put off", "move"), ("move back", "move"), ("move up", "move"),
    )
}  # fmt: skip
"""Verbs of several words and a verb of one that does the same."""
_DELETING = word_set("bin scrap trash ditch discard chuck toss kill axe nuke")
"""Verbs that delete in the language of every day, and that may name other things."""
_BEGUN = tuple(
    (tuple(phrase.split()), instead)
    for phrase, instead in (
        *((phrase, "") for phrase in (
            "we have decided to", "we've decided to", "we decided to", "i've decided to", "i decided to", "we agreed to", "we have agreed to",
            "we've agreed to", "we are going to", "we're going to", "i'm going to", "it is time to", "time to", "the plan is to", "we have to",
            "we must", "i have to", "i must", "i should", "somebody has to", "someone has to", "somebody should", "someone should",
            "somebody needs to", "someone needs to", "feel free to", "don't forget to", "remember to", "be sure to", "tell the system that",
            "we may", "you can", "you may", "we can", "we were told to", "i was told to", "i was asked to", "we were asked to",
        )),
        ("see to it that", ""), ("make sure that", ""), ("make sure", ""), ("ensure that", ""), ("ensure", ""), ("it's time to", ""),
        ("we've got", "add"), ("we have got", "add"), ("we got", "add"), ("we have", "add"), ("there's", "add"), ("there is", "add"),
        ("we're opening", "add"), ("we are opening", "add"), ("we're starting", "add"), ("we are starting", "add"), ("we start", "add"),
        ("we open", "add"), ("we're adding", "add"), ("we're launching", "add"), ("we launch", "add"), ("we're selling", "add"), ("we sell", "add"),
        ("we're offering", "add"), ("we offer", "add"), ("we bought", "add"), ("we're getting", "add"), ("we hired", "add"), ("we've hired", "add"),
        ("we now have", "add"), ("we need", "add"), ("i need", "add"), ("we want", "add"), ("say hello to", "add"), ("meet", "add"),
        ("you should", ""), ("i'd like to have", "add"), ("we'd like to have", "add"), ("we would like to have", "add"),
        ("i would like to have", "add"), ("it would be nice to have", "add"), ("it would be great to have", "add"), ("we should have", "add"),
        ("there should be", "add"), ("there needs to be", "add"), ("there has to be", "add"),
        ("there must be", "add"), ("set us up with", "add"), ("set me up with", "add"), ("get us", "add"), ("get me", "add"), ("give us", "add"),
        ("we could use", "add"), ("we're going to have", "add"), ("we will have", "add"), ("we'll have", "add"), ("fix us up with", "add"),
    )
)  # fmt: skip
"""How a request may begin, and the verb that begins it as well. With a verb something has to be new: an article follows."""
_ARTICLES = frozenset({"a", "an", "another", "new", "our"})
_OPENING = word_set("please pls hi hello , hey so ok also could can would someone somebody anyone you kindly")
_WANTING = word_set("wants wanted asked asks likes would decided")
_GETTING = word_set("gets receives needs has requires wants")
_WANTED_FOR = word_set("i we want need would like 'd i'd we'd also please there should be is to us you now")
_TAKING = word_set("book reserve schedule")
_OWN = word_set("his her their its")
_TO_BE = word_set("should must needs need has have ought to be read reads say says is now it will shall become becomes")
_LIMITING, _LOWERING = word_set("limit cap restrict"), word_set("drop bump boost hike cut up reduce increase")
_JOINED = word_set("member participant customer subscriber student guest attendee user")
_ARROWS = ("->", "→", "=>", "⇒")
_FARTHEST_WANT = 5
_BOUND_OF_NUMBER = re.compile(r"\b(max|min|maximum|minimum) (?:number|amount) of\b", re.IGNORECASE)
"""`the maximum number of entries`, where a column is called after the greatest number alone."""
_LONGEST_PURPOSE = 9
_DOUBT = 0.5


_CUT_SHORT = tuple(
    (re.compile(pattern, re.IGNORECASE), full)
    for pattern, full in (
        (r"(?<!\S)w/o\s+", "without "),
        (r"(?<!\S)w/\s*(?=\w)", "with "),
        (r"(?<!\S)b/c\s+", "because "),
        (r"\bppl\b", "people"),
        (r"\b(?:tmrw|tmr|tmrrw|2moro)\b", "tomorrow"),
        (r"\babt\b", "about"),
        (r"^del\b", "delete"),
        (r"\b(?:that|which) (?:takes|took) place on\b", "on"),
        (r"\bfor every (?=\w+day\b)", "every "),
    )
)
"""What people cut short in notes."""
_OBJECT, _MEMBER = re.compile(r"\{([^{}]*)\}"), re.compile(r"[\"']?\b([A-Za-z_]\w*)[\"']?\s*:\s*")
"""An object as programs write it, and the name of a member in it."""
_COURTESY = re.compile(r"(?<=\w)(?:,? (?:please|pls|plz|thanks|thank you|thx|cheers))+(?:[.!]*$|(?=[,;] ))")
"""Courtesies at the end of a request; behind a colon they may belong to a text."""
_SHORTHAND = (
    (re.compile(r"\s*(\w+)\s*:\s*set\s+(.*)", re.IGNORECASE | re.DOTALL), r"update \1 set \2"),
    (re.compile(r"\s*(\w+)\s*:\s*where\s+(.*?)[\s,:]+set\s+(.*)", re.IGNORECASE | re.DOTALL), r"update \1 set \3 where \2"),
    (re.compile(r"\s*update\s+(\w+)\s+where\s+(.*?)[\s,:]+set\s+(.*)", re.IGNORECASE | re.DOTALL), r"update \1 set \3 where \2"),
    (re.compile(r"\s*update\s+(\w+)\s+set\s+(\w+)\s+to\s+(.*)", re.IGNORECASE | re.DOTALL), r"update \1 set \2 = \3"),
    (
        re.compile(r"\s*update\s+(\w+)\s+set\s+(\w+)\s+(?:to\s+)?(\w+)\s+where\s+(\w+)\s+is\s+(\S+)", re.IGNORECASE),
        r"update \1 set \2 = \3 where \4 = \5",
    ),
    (
        re.compile(r"\s*set\s+(\w+)\.(\w+)\s+to\s+(\S+)\s+(?:for|where)\s+(?:the\s+)?(\w+)\s+(?:is\s+|=\s*)?(\S+)", re.IGNORECASE),
        r"update \1 set \2 = \3 where \4 = \5",
    ),
    (re.compile(r"\s*(\w+)\s*:\s*delete\s+where\s+(.*)", re.IGNORECASE | re.DOTALL), r"delete from \1 where \2"),
)
"""The clauses of the terse form in another order, or with `to` for `=`."""


def written_in_full(text: str) -> str:
    """A text with what notes cut short written out: `w/ 20 seats` is `with 20 seats`. What stands in quotes stays.

    A courtesy at the end and the braces of an object are left out.

    >>> written_in_full('new room Attic w/ 20 seats, "w/ love"')
    'new room Attic with 20 seats, "w/ love"'
    """
    if ":" not in text:
        text = _COURTESY.sub("", text)
    if "{" in text:
        text = _OBJECT.sub(lambda found: _MEMBER.sub(r"\1: ", found[1]), text)
    parts = re.split(r"(\"[^\"]*\")", text)
    for pattern, full in _CUT_SHORT:
        parts = [part if part.startswith('"') else pattern.sub(full, part) for part in parts]
    return "".join(parts)


def shorthand(sentence: Sentence) -> Mutation | None:
    """`tools: set capacity = 5 where id = tol_1`, `update tools set capacity to 5 where …`: what is nearly the terse form; None if it is not."""
    for form, terse in _SHORTHAND:
        found = form.fullmatch(sentence.text)
        if found is None or found[1] not in sentence.lexicon.tables:
            continue
        reading = read_terse(found.expand(terse), sentence.lexicon.catalog)
        if reading is not None and isinstance(reading.command, Mutation) and reading.command.filters:
            return reading.command
    return None


def reworded(sentence: Sentence) -> Iterator[Sentence]:
    """The sentence in other words that say the same, likeliest first; what is guessed is doubted."""
    for text, doubt in _texts(sentence):
        yield replace(relinked(sentence, text.strip()), doubts=sentence.doubts + doubt)


def _texts(sentence: Sentence) -> Iterator[tuple[str, float]]:
    first = first_word(sentence)
    if first >= sentence.last:
        return
    arrow = next((arrow for arrow in _ARROWS if arrow in sentence.text), "")
    if arrow:
        yield sentence.text.replace(arrow, " to "), 0.0
        yield "change " + sentence.text.replace(arrow, " to "), 0.0
    if _BOUND_OF_NUMBER.search(sentence.text):
        yield _BOUND_OF_NUMBER.sub(r"\1", sentence.text), 0.0
    yield from _phrasal(sentence, first)
    yield from _deleting(sentence, first)
    yield from _bounded(sentence, first)
    yield from _begun(sentence)
    yield from _got(sentence, first)
    yield from _following(sentence)
    yield from _made(sentence, first)
    yield from _within_table(sentence, first)
    yield from _by_kind(sentence, first)
    yield from _sold(sentence, first)
    yield from _joined_as(sentence, first)
    yield from _wanted(sentence, first)
    yield from idioms(sentence)
    yield from wishes(sentence)
    yield from scenarios(sentence)
    if sentence.tokens[first].lower in CHANGE:
        yield from _told_behind(sentence)


def _phrasal(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`sign Zoe up for the plan`, `put the queue back on`, `call off the booking`."""
    words = [token.lower for token in sentence.tokens]
    verbs = [(phrase, verb) for phrase, verb in _PHRASAL.items() if phrase[0] == words[first]]
    for phrase, verb in sorted(verbs, key=lambda each: -len(each[0])):
        behind = first + len(phrase)
        if tuple(words[first:behind]) == phrase and behind < sentence.last:
            yield f"{verb} {sentence.said(behind, sentence.last)}", 0.0
            return
    if not verbs:
        return
    try:
        references = rows_at(sentence, first + 1, sentence.last)
    except UnclearError:
        return
    for phrase, verb in sorted(verbs, key=lambda each: -len(each[0])):
        for end in sorted({each.end for each in references}):
            behind = end + len(phrase) - 1
            if tuple(words[end:behind]) == phrase[1:]:
                yield f"{verb} {sentence.said(first + 1, end)} {sentence.said(behind, sentence.last)}", 0.0
                return


def _deleting(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`bin the old plan`, where no table is called so."""
    verb = sentence.tokens[first]
    if verb.lower not in _DELETING or (verb.lemma,) in sentence.lexicon.phrases or first + 1 >= sentence.last:
        return
    yield f"delete {sentence.said(first + 1, sentence.last)}", _DOUBT


def _begun(sentence: Sentence) -> Iterator[tuple[str, float]]:
    words = [token.lower for token in sentence.tokens]
    start = 0
    while start < len(words) and words[start] in _OPENING:
        start += 1
    if start < len(words) and words[start] in {"for", "because", "since", "as"}:
        start = _behind_purpose(sentence, start)
    for phrase, instead in _BEGUN:
        behind = start + len(phrase)
        if tuple(words[start:behind]) != phrase or behind >= sentence.last:
            continue
        if not instead:
            yield sentence.said(behind, sentence.last), 0.0
        elif words[behind] in _ARTICLES:
            yield f"{instead} {sentence.said(behind, sentence.last)}", _DOUBT
        return


def _behind_purpose(sentence: Sentence, start: int) -> int:
    """Where `we need` stands behind what that is for, in words without a name or a number (`for the new brochure we need …`); `start` if nowhere."""
    for place in range(start + 2, min(start + _LONGEST_PURPOSE, sentence.last - 2)):
        token = sentence.tokens[place]
        if token.lower in {"we", "i", "there"}:
            return place
        if token.kind not in {"word", "mark"} or token.capitalized or number_of(token) is not None:
            return start
    return start


def _got(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`the Gold Pass gets another tier called Silver`, `for Gold Pass I want a tier`: `for Gold Pass, add a tier …`."""
    led = sentence.tokens[first].lower in {"for", "under", "at", "on", "in"}
    try:
        references = rows_at(sentence, first + led, sentence.last)
    except UnclearError:
        return
    for reference in references:
        end = reference.end + (reference.end < sentence.last and sentence.tokens[reference.end].text == ",")
        verb = end
        while verb < sentence.last and sentence.tokens[verb].lower in _WANTED_FOR:
            verb += 1
        if verb >= sentence.last or sentence.tokens[verb].lower not in _ARTICLES - {"our"} or not (led and verb > end):
            getting = verb < sentence.last and sentence.tokens[verb].lower in _GETTING
            if not getting or led or verb + 1 >= sentence.last or sentence.tokens[verb + 1].lower not in _ARTICLES - {"our"}:
                continue
            verb += 1
        nouns = {table for place in range(verb + 1, min(verb + 4, sentence.last)) for _, table, _ in nouns_at(sentence, place, sentence.last)}
        children = {table for table, _ in sentence.lexicon.children.get(reference.table, ())}
        if nouns & children:
            preposition = sentence.tokens[first].lower if led else "for"
            yield f"{preposition} {sentence.said(first + led, reference.end)} add {sentence.said(verb, sentence.last)}", _DOUBT
            return


def _within_table(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`In crm_contacts set company_name of Rita Moss to …`: the table is named first."""
    if sentence.tokens[first].lower not in {"in", "for", "on"}:
        return
    start = first + 1 + (sentence.tokens[first + 1].lower == "the" if first + 1 < sentence.last else False)
    for end, _, score in nouns_at(sentence, start, sentence.last):
        behind = end + (end < sentence.last and sentence.tokens[end].text in {",", ":"})
        if score >= 0.9 and behind < sentence.last and may_be_verb(sentence, behind):
            yield sentence.said(behind, sentence.last), 0.0
            return


def _wanted(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`Ana Wong wants to put her membership on pause`: `put Ana Wong's membership on pause`."""
    if not any(token.lower in _WANTING for token in sentence.tokens):
        return
    try:
        references = rows_at(sentence, first, sentence.last)
    except UnclearError:
        return
    for reference in references:
        end = reference.end
        if end + 2 >= sentence.last or sentence.tokens[end].lower not in _WANTING:
            continue
        pivot = next((place for place in range(end, min(end + _FARTHEST_WANT, sentence.last)) if sentence.tokens[place].lower == "to"), None)
        own = next((place for place in range(end, sentence.last) if sentence.tokens[place].lower in _OWN), None)
        name = sentence.said(first, end)
        if pivot is not None and own is None and pivot + 2 < sentence.last and sentence.tokens[pivot + 1].lower in _TAKING:
            yield f"book {sentence.said(pivot + 2, sentence.last)} for {name}", _DOUBT
            return
        if pivot is not None and own is not None and own > pivot:
            yield f"{sentence.said(pivot + 1, own)} {name}'s {sentence.said(own + 1, sentence.last)}", _DOUBT
            return


def _told_behind(sentence: Sentence) -> Iterator[tuple[str, float]]:
    """`correct the phone of Mia Stone; it should read 555-0109`: the value in a clause of its own."""
    words = [token.lower for token in sentence.tokens]
    for place in range(2, sentence.last - 2):
        if sentence.tokens[place].kind != "mark" or words[place + 1] not in {"it", "they", "that", "make", "set"}:
            continue
        end = place + 2
        while end < sentence.last and words[end] in _TO_BE:
            end += 1
        if place + 2 < end < sentence.last and not any(
            token.kind == "mark" and token.text in ";.!" for token in sentence.tokens[end : sentence.last]
        ):
            yield f"{sentence.said(0, place)} to {sentence.said(end, sentence.last)}", 0.0
            return


def _by_kind(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`refund $20 on pin_1`, where rows may be of the kind `refund`: a verb that is a noun for rows, and an amount."""
    verb = sentence.tokens[first]
    cells = sentence.lexicon.values.get((verb.lemma,), ())
    if (
        first + 2 < sentence.last
        and number_of(sentence.tokens[first + 1]) is not None
        and any(sentence.lexicon.names[table, column][-1] in KIND_WORDS for table, column, _ in cells)
    ):
        yield f"record a {verb.lemma} of {sentence.said(first + 1, sentence.last)}", _DOUBT


def _sold(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`sell Una Hale the Gold Pass`: gives somebody something."""
    if sentence.tokens[first].lower not in {"sell", "grant", "assign", "offer", "get", "hand"}:
        return
    for reference in references_at(sentence, first + 1, sentence.last):
        if reference.end + 1 < sentence.last and sentence.tokens[reference.end].lower in {"a", "an", "the"}:
            yield f"give {sentence.said(first + 1, sentence.last)}", _DOUBT
            return


def _joined_as(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`enroll Ben as a member on the plan`: what somebody becomes by being put there goes without saying."""
    if sentence.tokens[first].lower not in JOIN | {"add", "put", "sign", "register"}:
        return
    behind = next((place for place in range(first + 3, sentence.last - 2) if sentence.tokens[place].lower == "as"), None)
    if behind is not None and sentence.tokens[behind + 1].lower in _ARTICLES and sentence.tokens[behind + 2].lower in _JOINED:
        yield f"{sentence.said(0, behind)} {sentence.said(behind + 3, sentence.last)}", _DOUBT
    for reference in references_at(sentence, first + 1, sentence.last):
        words = [token.lower for token in sentence.tokens[reference.end : reference.end + 3]]
        if words[:1] == ["as"] and len(words) == 3 and words[1] in _ARTICLES and words[2] in _JOINED:
            yield f"{sentence.said(0, reference.end)} {sentence.said(reference.end + 3, sentence.last)}", 0.0
            return


def _bounded(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`limit the Walk-ins to 25 entries`, `drop the Gold Pass to $89`: what a row has at most, or from now on."""
    verb = sentence.tokens[first].lower
    if verb not in _LIMITING | _LOWERING:
        return
    try:
        references = rows_at(sentence, first + 1, sentence.last)
    except UnclearError:
        return
    for reference in references:
        end = reference.end
        if end + 1 < sentence.last and sentence.tokens[end].lower in {"to", "at"} and number_of(sentence.tokens[end + 1]) is not None:
            bound = "maximum" if verb in _LIMITING else "to"
            yield f"update {sentence.said(first + 1, end)} {bound} {sentence.said(end + 1, sentence.last)}", 0.0
            return


def _made(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`make it 24 entitlements per cycle for the Gold Pass`: what becomes so of the row at the end."""
    words = [token.lower for token in sentence.tokens[: sentence.last]]
    if tuple(words[first : first + 2]) not in {("make", "it"), ("make", "that")}:
        return
    for place in range(first + 3, sentence.last - 1):
        if words[place] in {"for", "at", "on"} and any(each.end == sentence.last for each in references_at(sentence, place + 1, sentence.last)):
            yield f"update {sentence.said(place + 1, sentence.last)}: {sentence.said(first + 2, place)}", _DOUBT
            return


def _following(sentence: Sentence) -> Iterator[tuple[str, float]]:
    """`Ana paid for the gala, so booking bor_09 is confirmed now`: what follows from what was told, which names nothing exactly."""
    for start, _ in segments(sentence.tokens)[1:]:
        exact = any(token.kind in {"quoted", "number", "moment"} or "@" in token.text or is_key(token.text) for token in sentence.tokens[:start])
        if sentence.tokens[start].lower == "so" and start + 2 < sentence.last and not exact:
            yield sentence.said(start + 1, sentence.last), _DOUBT
            return
