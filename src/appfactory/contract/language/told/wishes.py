"""What people wish in words of their own: `let them cancel it with 24 hours' notice`, `I'd like to rent out a new room`, `take Ana off the list`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from appfactory.compile.reserved import word_set
from appfactory.contract.language.link import KIND_WORDS
from appfactory.contract.language.segments import relinked
from appfactory.contract.language.told.row_references import nouns_at, references_at, rows_at
from appfactory.contract.language.told.verbs import first_word
from appfactory.contract.language.words import number_of
from appfactory.contract.language.writing import Sentence, UnclearError

_LETTING = word_set("let lets allow permit keep leave reserve hold")
_BY = word_set("with at up until within no")
_TAKING = word_set("take pull strike cross kick throw")
_OFF = (("out", "of"), ("off", "of"), ("off",))
_TO_BE_CORRECTED = word_set("is was has isn't wasn't")
_NOW = word_set("it it's its 's that's is should be now the new one reads read has to must")
_NEW = (("a", "new"), ("another",), ("one", "more"))
_MADE = word_set("make appoint hire")
_HAVING = word_set("have get want need like see love prefer")
_NAMED = word_set("called named known renamed")
_TO_BE_NAMED = word_set("should shall must will is be to now called named known renamed as it")
_WISHING = word_set("would like likes wants want wishes needs asked to have get for 'd")
_OWN = word_set("his her their its")
_ONE_NEW = word_set("a an one new another add create insert make put")
_OF_THEIRS = re.compile(r"(?:,| and)? (?:her|his|their|its|the) (\w+(?: \w+)?) is ")
_LEAST, _WHOLE = 0.6, 0.95
_FARTHEST_NEW = 8
_DOUBT = 0.5


def wishes(sentence: Sentence) -> Iterator[tuple[str, float]]:
    """The same request in plain words, with how much is guessed."""
    first = first_word(sentence)
    if first >= sentence.last:
        return
    word = sentence.tokens[first].lower
    if word in _LETTING:
        yield from _let(sentence, first)
    if word in _TAKING:
        yield from _taken_off(sentence, first)
    if word in _MADE:
        yield from _made_one(sentence, first)
    if word in _HAVING:
        yield from _had_done(sentence, first)
    elif any(token.lower in _HAVING for token in sentence.tokens[:first]):
        yield from _had_done(sentence, first - 1)
    yield from _own_wish(sentence, first)
    if word == "call":
        yield from _called(sentence, first)
    yield from _introduced(sentence)
    yield from _known_as(sentence, first)
    yield from _row_in(sentence, first)
    yield from _corrected(sentence)
    yield from _something_new(sentence, first)


def _let(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`let them cancel the First Talk with 24 hours' notice`: what people may do is said by the amount, of the row that they do it to."""
    amount = next((place for place in range(first + 1, sentence.last) if number_of(sentence.tokens[place]) is not None), None)
    if amount is None:
        return
    bound = amount
    while bound > first + 1 and sentence.tokens[bound - 1].lower in {"up", "to", "at", "most", "no", "more", "than", "least"}:
        bound -= 1
    for place in range(amount + 2, sentence.last - 1) if bound < amount or amount == first + 1 else ():
        led = sentence.tokens[place].lower in {"of", "in", "at", "on", "for"}
        if led and any(each.end == sentence.last for each in references_at(sentence, place + 1, sentence.last)):
            yield f"{sentence.said(place + 1, sentence.last)} should have {sentence.said(bound, place)}", _DOUBT
            return
    for place in range(first + 2, amount):
        try:
            references = rows_at(sentence, place, amount)
        except UnclearError:
            return
        for reference in references:
            between = [token.lower for token in sentence.tokens[reference.end : amount]]
            if between and set(between) <= _BY | {"to", "later", "than", "more", "less", "as", "late", "a"}:
                yield f"{sentence.said(place, reference.end)} should have {sentence.said(amount, sentence.last)}", _DOUBT
                return


def _taken_off(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`take Bo Berg off the waitlist`: removes him from it."""
    words = [token.lower for token in sentence.tokens[: sentence.last]]
    for place in range(first + 2, sentence.last - 1):
        size = next((len(lead) for lead in _OFF if tuple(words[place : place + len(lead)]) == lead), 0)
        if size:
            yield f"remove {sentence.said(first + 1, place)} from {sentence.said(place + size, sentence.last)}", _DOUBT
            return


def _made_one(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`make Mia Stone a staff member, role nurse`: a new row for somebody."""
    for reference in references_at(sentence, first + 1, sentence.last):
        place = reference.end
        if place + 1 < sentence.last and sentence.tokens[place].lower in {"a", "an"} and list(nouns_at(sentence, place + 1, sentence.last)):
            yield f"add {sentence.said(first + 1, place)} as {sentence.said(place, sentence.last)}", _DOUBT
            return


def _corrected(sentence: Sentence) -> Iterator[tuple[str, float]]:
    """`The phone of Mill Lane is outdated. It's 555-0101 now.`: what is wrong, and how it should be."""
    tokens = sentence.tokens
    end = next((place for place in range(3, sentence.last - 2) if tokens[place].text in {".", "!", ";", ",", "–", "—", ":"}), None)
    if end is None or tokens[end + 1].lower not in _NOW:
        return
    verb = next((place for place in range(2, end) if tokens[place].lower in _TO_BE_CORRECTED), None)
    if verb is None or any(number_of(token) is not None for token in tokens[verb:end]):
        return
    start = end + 1
    while start < sentence.last and tokens[start].lower in _NOW:
        start += 1
    stop = sentence.last - (tokens[sentence.last - 1].lower == "now")
    if start < stop and not any(token.text in {".", "!", ";"} for token in tokens[start:stop]):
        yield f"change {sentence.said(0, verb)} to {sentence.said(start, stop)}", _DOUBT


def _had_done(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`have loan loa_1 cancelled`, `I'd like the Gold Pass to cost $89`, `see that her plan gets paused`: a row, and what is to become of it."""
    start = first + 1 + (sentence.tokens[first + 1].lower == "that" if first + 1 < sentence.last else False)
    try:
        references = rows_at(sentence, start, sentence.last)
    except UnclearError:
        return
    for reference in references:
        rest = reference.end
        while rest < sentence.last and sentence.tokens[rest].lower in {"to", "be", "gets", "get", "is"}:
            rest += 1
        said = sentence.said(rest, sentence.last)
        state = len(sentence.lexicon.own_states(reference.table, said)) == 1
        if said and (state or rest > reference.end):
            yield f"{sentence.said(start, reference.end)} should {'be ' if state else ''}{said}", 0.0 if state else _DOUBT
            return


def _own_wish(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`Ana Wong would like her plan paused`: what somebody wants to become of a row of theirs."""
    if not any(token.lower in _WISHING for token in sentence.tokens[first : sentence.last]):
        return
    for person in references_at(sentence, first, sentence.last):
        place = person.end
        while place < sentence.last and sentence.tokens[place].lower in _WISHING:
            place += 1
        if place in {person.end, sentence.last} or sentence.tokens[place].lower not in _OWN:
            continue
        text = f"{sentence.said(first, person.end)}'s {sentence.said(place + 1, sentence.last)}"
        yield from _had_done(relinked(sentence, f"have {text}"), 0)
        return


def _called(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`let's call the Gold Pass Platinum Pass`: a row, and its new name."""
    for reference in references_at(sentence, first + 1, sentence.last):
        if (
            reference.by_name
            and reference.end < sentence.last
            and (sentence.tokens[reference.end].capitalized or sentence.tokens[reference.end].kind == "quoted")
        ):
            yield f"rename {sentence.said(first + 1, reference.end)} to {sentence.said(reference.end, sentence.last)}", _DOUBT
            return


def _known_as(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`the Gold Pass shall be known as Platinum Pass`: a row, and its new name."""
    if not any(token.lower in _NAMED for token in sentence.tokens[first : sentence.last]):
        return
    for reference in references_at(sentence, first, sentence.last):
        place = reference.end
        while place < sentence.last and sentence.tokens[place].lower in _TO_BE_NAMED:
            place += 1
        named = [token.lower for token in sentence.tokens[reference.end : place]]
        if reference.by_name and place < sentence.last and set(named) & _NAMED and set(named) & {"should", "shall", "now", "must", "will", "to"}:
            yield f"rename {sentence.said(first, reference.end)} to {sentence.said(place, sentence.last)}", _DOUBT
            return


def _introduced(sentence: Sentence) -> Iterator[tuple[str, float]]:
    """`Cara Diaz is a new client, her e-mail is …`: who or what is new, by name, and what it is."""
    tokens = sentence.tokens
    end = 0
    while end < sentence.last and tokens[end].capitalized:
        end += 1
    words = [token.lower for token in tokens[end : end + 4]]
    if not end or words[:1] not in (["is"], ["becomes"]) or "new" not in words[1:3] or words[1] not in {"a", "our", "the", "my"}:
        return
    if any(score >= _LEAST for _, _, score in nouns_at(sentence, end + 3, sentence.last)):
        noun = max(stop for stop, _, score in nouns_at(sentence, end + 3, sentence.last) if score >= _LEAST)
        rest = _OF_THEIRS.sub(r", \1 ", sentence.said(noun, sentence.last))
        yield f"add a new {sentence.said(end + 3, noun)} called {sentence.said(0, end)}{rest}", _DOUBT


def _row_in(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`new record in rooms: name Attic`: a row of a table that is named as one."""
    words = [token.lower for token in sentence.tokens[: sentence.last]]
    place = first
    while place < sentence.last and words[place] in _ONE_NEW:
        place += 1
    if (
        place == first
        or place + 2 >= sentence.last
        or words[place] not in {"record", "row", "entry"}
        or words[place + 1] not in {"in", "into", "to", "for", "of"}
    ):
        return
    noun = place + 2 + (words[place + 2] in {"the", "table"})
    for stop, table, score in nouns_at(sentence, noun, sentence.last):
        if score >= _WHOLE:
            rest = sentence.said(stop + (stop < sentence.last and words[stop] == "table"), sentence.last)
            yield f"add a new {table} {rest}", 0.0
            return


def _something_new(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`I'd like to rent out a new room: Attic`: whatever is done with it, it is to be there."""
    words = [token.lower for token in sentence.tokens[: sentence.last]]
    for place in range(first + 1, min(first + _FARTHEST_NEW, sentence.last - 1)):
        if sentence.tokens[place - 1].capitalized or sentence.tokens[place].kind != "word":
            return
        size = next((len(lead) for lead in _NEW if tuple(words[place : place + len(lead)]) == lead), 0)
        if size:
            wanted = "to" in words[:place] and {"like", "want", "going", "wish", "plan", "love"} & set(words[:place])
            named = any(score >= _LEAST for _, _, score in nouns_at(sentence, place + size, sentence.last))
            cells = sentence.lexicon.values.get((sentence.tokens[place + size].lemma,), ()) if place + size < sentence.last else ()
            if wanted and (named or any(sentence.lexicon.names[table, column][-1] in KIND_WORDS for table, column, _ in cells)):
                yield f"add {sentence.said(place, sentence.last)}", _DOUBT
            return
