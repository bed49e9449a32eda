"""What people wish in words of their own: `let them cancel it with 24 hours' notice`, `I'd like to rent out a new room`, `take Ana off the list`."""

from __future__ import annotations

from collections.abc import Iterator

from appfactory.compile.reserved import word_set
from appfactory.contract.language.link import KIND_WORDS
from appfactory.contract.language.told.row_references import nouns_at, references_at, rows_at
from appfactory.contract.language.told.verbs import first_word
from appfactory.contract.language.words import number_of
from appfactory.contract.language.writing import Sentence, UnclearError

_LETTING = word_set("let lets allow permit")
_BY = word_set("with at up until within no")
_TAKING = word_set("take pull strike cross kick throw")
_OFF = (("out", "of"), ("off", "of"), ("off",))
_TO_BE_CORRECTED = word_set("is was has isn't wasn't")
_NOW = word_set("it it's its 's that's is should be now the new one reads read has to must")
_NEW = (("a", "new"), ("another",), ("one", "more"))
_MADE = word_set("make appoint hire")
_LEAST = 0.6
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
    yield from _corrected(sentence)
    yield from _something_new(sentence, first)


def _let(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`let them cancel the First Talk with 24 hours' notice`: what people may do is said by the amount, of the row that they do it to."""
    amount = next((place for place in range(first + 3, sentence.last) if number_of(sentence.tokens[place]) is not None), None)
    if amount is None:
        return
    bound = amount
    while bound > first + 2 and sentence.tokens[bound - 1].lower in {"up", "to", "at", "most", "no", "more", "than", "least"}:
        bound -= 1
    for place in range(amount + 2, sentence.last - 1) if bound < amount else ():
        led = sentence.tokens[place].lower in {"of", "in", "at", "on", "for"}
        if led and any(each.end == sentence.last for each in references_at(sentence, place + 1, sentence.last)):
            yield f"{_text(sentence, place + 1, sentence.last)} should have {_text(sentence, bound, place)}", _DOUBT
            return
    for place in range(first + 2, amount):
        try:
            references = rows_at(sentence, place, amount)
        except UnclearError:
            return
        for reference in references:
            between = [token.lower for token in sentence.tokens[reference.end : amount]]
            if between and set(between) <= _BY | {"to", "later", "than", "more", "less", "as", "late", "a"}:
                yield f"{_text(sentence, place, reference.end)} should have {_text(sentence, amount, sentence.last)}", _DOUBT
                return


def _taken_off(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`take Bo Berg off the waitlist`: removes him from it."""
    words = [token.lower for token in sentence.tokens[: sentence.last]]
    for place in range(first + 2, sentence.last - 1):
        size = next((len(lead) for lead in _OFF if tuple(words[place : place + len(lead)]) == lead), 0)
        if size:
            yield f"remove {_text(sentence, first + 1, place)} from {_text(sentence, place + size, sentence.last)}", _DOUBT
            return


def _made_one(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`make Mia Stone a staff member, role nurse`: a new row for somebody."""
    for reference in references_at(sentence, first + 1, sentence.last):
        place = reference.end
        if place + 1 < sentence.last and sentence.tokens[place].lower in {"a", "an"} and list(nouns_at(sentence, place + 1, sentence.last)):
            yield f"add {_text(sentence, first + 1, place)} as {_text(sentence, place, sentence.last)}", _DOUBT
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
        yield f"change {_text(sentence, 0, verb)} to {_text(sentence, start, stop)}", _DOUBT


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
                yield f"add {_text(sentence, place, sentence.last)}", _DOUBT
            return


def _text(sentence: Sentence, start: int, end: int) -> str:
    return sentence.text[sentence.tokens[start].start : sentence.tokens[end - 1].end] if start < end else ""
