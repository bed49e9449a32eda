"""Requests in set phrases: `for X put "…" as the reason`, `hand X over to Y as instructor`, `goes up to $109 a month`, `drop X, delete it entirely`.

Each comes down to plain words, which are read as any others. What is cut or guessed makes the reading no surer than 0.79.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from appfactory.compile.reserved import word_set
from appfactory.contract.language.told.row_references import nouns_at, references_at, rows_at
from appfactory.contract.language.told.verbs import BY_AMOUNTS, CHANGE, DELETE, first_word
from appfactory.contract.language.words import number_of
from appfactory.contract.language.writing import Sentence, UnclearError

_UP_TO = re.compile(r"\b(?:up|down) to (?=[$€£]?\d)", re.IGNORECASE)
_MOVES = word_set("goes go going went moves move climbs rises drops falls comes")
_SHOULD_GO = re.compile(r"\b(?:should|must|shall|has to|needs to) go (?:(?:up|down) )?to (?=[$€£]?\d)", re.IGNORECASE)
_AHEAD = re.compile(r"(\bat (?:least|most) \S+ (?:minutes?|hours?|days?|weeks?)) (?:ahead(?: of time)?|beforehand)(?=[,.;!]|$)", re.IGNORECASE)
_IN_MINOR = re.compile(r"(?<=\d),? (?:in|of) (?:the )?minor units?\b", re.IGNORECASE)
_BROUGHT_IN = re.compile(r"^((?:please |pls )?)(?:put|bring|enter|key) (an?(?: new)? [a-z][a-z ]*?) in(?= ?[:,])", re.IGNORECASE)
_BOOKED_AHEAD = re.compile(
    r"\b(?:to be |must be |has to be |can be |is to be )?(?:booked|reserved|ordered|bookable) (?=at least \S+ \w+ in advance\b)",
    re.IGNORECASE,
)
_SERVED_BY = re.compile(
    r"(?<=[,:] )(?:served|run|handled|ordered|sorted|worked off|managed|organi[sz]ed) (?:by|on|with|under|in) (?=an? |the |[a-z])"
)
_AGAIN = word_set("scrap bin trash it them that entirely completely altogether permanently forever fully please outright for good this")
"""Words with a verb of deleting that only say once more that something is to be deleted."""
_MARKS = frozenset({",", ";", "-", "–", "—", ".", "!"})
_MAKING = word_set("add create open set make start put")
_HANDING = word_set("hand pass turn give")
_AUTHORS = word_set("wrote made added left posted created entered filed logged recorded")
_TAKERS = word_set("booked ordered bought reserved requested")
_PUTTING = word_set("put enter record note write set store")
_DAY = r"(?:(?:on|this|next) )*(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tomorrow|on \d{4}-\d\d-\d\d|on [A-Z][a-z]+ \d{1,2}(?:st|nd|rd|th)?"
_TIME = r"(?:1[0-2]|0?\d)(?::[0-5]\d)? ?[ap]\.?m\.?|(?:[01]?\d|2[0-3]):[0-5]\d|(?:[7-9]|1[0-2])"
_BEGINNING = r"(?:moves?|is moved|be moved|starts?|start|begins?|goes|go|runs?|takes? place|happens?|be|is)(?: now| instead)?"
_BETWEEN = r",? (?:(?:and |then )?(?:ends?|ending|finish|finishes|finishing|stops?|be over|lasts?|runs?)(?: (?:at|by|until|till))?|to|until|till|-)"
_ON_ITS_DAY = re.compile(
    rf"(?P<order>(?:move|shift|reschedule|push|bring) )?(?P<row>.+? (?P<day>{_DAY}))(?: now)?"
    rf"(?(order)| (?:(?:has|needs|is|ought) to |should |must |shall |will |now )?{_BEGINNING})"
    rf" (?:to|at|from|for) (?P<first>{_TIME})(?:{_BETWEEN} (?P<last>{_TIME}))?[.!]?",
    re.IGNORECASE,
)
"""`the Sunrise Flow on Friday has to start at 11 and end at 12:30`: new times of a row that is called by its day, on that day."""
_LEAST = 0.6
_DOUBT = 0.5


def idioms(sentence: Sentence) -> Iterator[tuple[str, float]]:
    """The same request in plain words, with how much is guessed."""
    first = first_word(sentence)
    if first >= sentence.last:
        return
    yield from _plain(sentence)
    yield from _on_its_day(sentence, first)
    yield from _put_as(sentence, first)
    yield from _handed_over(sentence, first)
    yield from _by_author(sentence, first)
    yield from _said_twice(sentence, first)


def _plain(sentence: Sentence) -> Iterator[tuple[str, float]]:
    """`up to 10` as `to 10`, `1400 in minor units` as `1400`, `put a new room in: …` as `add a new room: …`, `$109 per period` as `$109`."""
    changes = sentence.tokens[first_word(sentence)].lower in CHANGE | BY_AMOUNTS or any(token.lower in _MOVES for token in sentence.tokens)
    text = _UP_TO.sub("to ", _SHOULD_GO.sub("should be ", sentence.text)) if changes else sentence.text
    text = _AHEAD.sub(r"\1 in advance", text)
    text = _IN_MINOR.sub("", text)
    text = _BROUGHT_IN.sub(r"\1add \2", text)
    if text != sentence.text:
        yield text, 0.0
    guessed = _SERVED_BY.sub("", _BOOKED_AHEAD.sub("", text))
    guessed = _without_rate(sentence, guessed)
    if guessed != text:
        yield guessed, _DOUBT


def _without_rate(sentence: Sentence, text: str) -> str:
    """`$109 per period` as `$109`, at the end of the text, where no column is called after the period."""
    found = re.search(r"([$€£]\s?[\d.,]*\d|\d\s(?:dollars|euros|pounds|bucks))( (?:per|each|every|a) (\w+))[.!]?$", text)
    if found is None:
        return text
    word = found[3].lower()
    try:
        references = rows_at(sentence, first_word(sentence), sentence.last)
    except UnclearError:
        return text
    said = any(
        word in sentence.lexicon.names[each.table, column.name] for each in references for column in sentence.lexicon.tables[each.table].columns
    )
    return text[: found.start(2)] if references and not said else text


def _on_its_day(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """The new times of a row with the day by which it is called: an hour without a half of the day is one at which shops are open."""
    if not any(token.text[:1].isdigit() for token in sentence.tokens):
        return
    found = _ON_ITS_DAY.fullmatch(sentence.said(first, sentence.last))
    if found is None:
        return
    day = found["day"]
    start, end = (f"{time}:00" if time and time.isdigit() else time for time in (found["first"], found["last"]))
    yield f"{found['row']} should start {day} at {start}{f' and end {day} at {end}' if end else ''}", _DOUBT


def deleted_once(sentence: Sentence) -> str:
    """`drop queue entry Y2, delete it entirely` without what is said twice; the text as it is if nothing is."""
    first = first_word(sentence)
    if first >= sentence.last or sentence.tokens[first].lower not in DELETE:
        return sentence.text
    end = sentence.last
    while end > first + 1 and (sentence.tokens[end - 1].lower in _AGAIN | DELETE or sentence.tokens[end - 1].text in _MARKS):
        end -= 1
    again = any(token.text in _MARKS for token in sentence.tokens[end : sentence.last])
    return sentence.said(first, end) if again and first + 1 < end else sentence.text


def _put_as(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`for bor_1 put "Relocated" as the reason`: a row, a value, and the column that it is for."""
    if sentence.tokens[first].lower not in {"for", "on", "in", "at"}:
        return
    role = next((place for place in range(sentence.last - 2, first + 3, -1) if sentence.tokens[place].lower == "as"), None)
    verb = next((place for place in range(first + 2, role or 0) if sentence.tokens[place].lower in _PUTTING), None)
    if role is None or verb is None or verb + 1 >= role:
        return
    end = verb - (sentence.tokens[verb - 1].text == ",")
    try:
        meant = any(each.end == end for each in rows_at(sentence, first + 1, end))
    except UnclearError:
        return
    if meant:
        yield f"set {sentence.said(role + 1, sentence.last)} of {sentence.said(first + 1, end)} to {sentence.said(verb + 1, role)}", 0.0


def _handed_over(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`hand the Sunrise Flow series over to Ida Frost as instructor`: a row, who gets it, and as what."""
    if sentence.tokens[first].lower not in _HANDING:
        return
    words = [token.lower for token in sentence.tokens[: sentence.last]]
    over = next((place for place in range(first + 2, sentence.last - 3) if words[place : place + 2] == ["over", "to"]), None)
    role = next((place for place in range(sentence.last - 2, first + 4, -1) if words[place] == "as"), None)
    if over is None or role is None or role < over + 3:
        return
    column = role + 1 + (words[role + 1] in {"the", "its", "an", "a", "new"} and role + 2 < sentence.last)
    yield f"set the {sentence.said(column, sentence.last)} of {sentence.said(first + 1, over)} to {sentence.said(over + 2, role)}", _DOUBT


def _by_author(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`delete the note Ben wrote`: a row by who made it."""
    verb = sentence.last - 1
    if sentence.tokens[first].lower not in DELETE or sentence.tokens[verb].lower not in _AUTHORS | _TAKERS:
        return
    for place in range(first + 2, verb):
        relative = sentence.tokens[place].lower in {"that", "which"}
        who = place + relative
        if who < verb and sentence.tokens[who].capitalized and not sentence.tokens[place - 1].capitalized:
            whose = "of" if sentence.tokens[verb].lower in _TAKERS else "by"
            yield f"{sentence.said(first, place)} {whose} {sentence.said(who, verb)}", _DOUBT
            return


def _said_twice(sentence: Sentence, first: int) -> Iterator[tuple[str, float]]:
    """`open up a new line for people: queue "Requests", …`: what is made in other words, and behind a colon by the name of its table."""
    tokens = sentence.tokens
    colon = next((place for place in range(first + 2, sentence.last - 2) if tokens[place].text in {":", "–", "—"}), None)
    if colon is None or tokens[first].lower not in _MAKING or not {"a", "an", "new", "another"} & {each.lower for each in tokens[first:colon]}:
        return
    if any(token.kind != "word" or token.capitalized or number_of(token) not in {None, 1} for token in tokens[first + 1 : colon]):
        return
    for end, _, score in nouns_at(sentence, colon + 1, sentence.last):
        named = end < sentence.last and (tokens[end].kind == "quoted" or tokens[end].capitalized or tokens[end].lower in {"called", "named"})
        if score >= _LEAST and named and not references_at(sentence, colon + 1, end):
            text = f"add a new {sentence.said(colon + 1, sentence.last)}"
            yield text, _DOUBT
            guessed = _SERVED_BY.sub("", text)
            if guessed != text:
                yield guessed, _DOUBT
            return
