"""Texts as people type them in a chat, written in full: abbreviations of the day, words without their apostrophe, people by their first names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from appfactory.contract.language.asked.words import grammar_words
from appfactory.contract.language.english import STOPWORDS
from appfactory.contract.language.lexicon import Lexicon
from appfactory.contract.language.people import PEOPLE, are_people
from appfactory.contract.language.words import Token, tokenize
from appfactory.contract.model.request import Scope
from appfactory.contract.model.translation import BEGINNING_OF_NAME, Binding, Lookup

_FULL = {
    "tmrw": "tomorrow", "tmr": "tomorrow", "tmw": "tomorrow", "tomoz": "tomorrow", "2moro": "tomorrow", "2day": "today", "tdy": "today",
    "yest": "yesterday", "ystd": "yesterday", "wk": "week", "wks": "weeks", "yr": "year", "yrs": "years", "mth": "month", "mths": "months",
    "hr": "hour", "hrs": "hours", "mins": "minutes", "secs": "seconds", "r": "are", "u": "you", "ur": "your", "n": "and", "w": "with",
    "ppl": "people", "rn": "right now", "atm": "at the moment", "b4": "before", "abt": "about", "thru": "through", "gimme": "give me",
    "lemme": "let me", "wanna": "want to", "gonna": "going to", "whats": "what is", "whos": "who is", "wheres": "where is", "hows": "how is",
    "arent": "are not", "isnt": "is not", "dont": "do not", "doesnt": "does not", "didnt": "did not", "wasnt": "was not", "werent": "were not",
    "havent": "have not", "hasnt": "has not", "cant": "can not", "wont": "will not", "shouldnt": "should not", "someones": "someone's",
    "everyones": "everyone's", "anyones": "anyone's", "appt": "appointment", "appts": "appointments", "amt": "amount", "amts": "amounts",
    "qty": "quantity", "addr": "address", "msg": "message", "msgs": "messages", "acct": "account", "accts": "accounts", "cust": "customer",
    "custs": "customers", "del": "delete", "upd": "update", "approx": "about", "est": "estimated", "cncl": "cancel", "cancld": "cancelled",
    "resched": "reschedule", "bday": "birthday", "nr": "number", "nrs": "numbers", "pymt": "payment", "pymts": "payments", "btwn": "between",
    "wo": "without", "incl": "including", "excl": "excluding", "cuz": "because", "bc": "because", "thurs": "thursday", "bucks": "dollars",
    "quid": "pounds", "july": "July", "june": "June",
}  # fmt: skip
"""Abbreviations of chats and notes, and words that lack their apostrophe, with what they stand for."""
_SIGNS = (
    (re.compile(r"(?<=[A-Za-z]) \+ (?=[A-Za-z])"), " and "),
    (re.compile(r"#(?= of\b)"), "number"),
    (re.compile(r"\$(?=\s+[A-Za-z])"), "amount"),
)
"""Signs between words, with what they stand for."""
_ARROW = re.compile(r"\s(?:->|=>|→)\s")
_CHANGING = frozenset({"rename", "move", "change", "set", "switch", "assign", "reassign", "transfer", "turn", "update"})
"""Verbs behind which an arrow leads to what becomes of a row; without one it is a notation of its own."""
_LENGTH = re.compile(r"\b(\d+)(h|hr|hrs|min|mins|wk|wks)\b", re.IGNORECASE)
_HYPHENED = re.compile(r"\b(\d+)-((?:minute|hour|day|week|month|year)s?)\b", re.IGNORECASE)
_UNITS = {"h": "hours", "hr": "hours", "hrs": "hours", "min": "minutes", "mins": "minutes", "wk": "weeks", "wks": "weeks"}
_FIRST_NAME = re.compile(r"[A-Za-z]{2,}")
_LEAST_LETTERS, _FARTHEST_VERB = 3, 3
_NAMING = frozenset({"named", "called", "name", "surname", "titled"})
"""Words behind which a name is said, not somebody meant."""
_MORE_PEOPLE = PEOPLE | {"host", "trainer", "therapist", "stylist", "nurse", "technician", "agent", "tutor", "guide"}
_KIND_WORDS = frozenset({"type", "kind", "category", "role"})


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of a text (character offsets, half-open) and what is meant by it."""

    start: int
    end: int
    meant: str
    named: bool = False


@dataclass(frozen=True, slots=True)
class InFull:
    """A text as it was `written` with changes in their order, none over another."""

    written: str
    changes: tuple[Change, ...]

    @property
    def text(self) -> str:
        """The text in full."""
        return "".join(self._pieces())

    def _pieces(self) -> Iterator[str]:
        place = 0
        for change in self.changes:
            yield self.written[place : change.start]
            yield change.meant
            place = change.end
        yield self.written[place:]

    def told(self) -> tuple[str, ...]:
        """What was changed, for whoever typed it."""
        return tuple(f'"{self.written[each.start : each.end].strip()}" is read as "{each.meant.strip()}"' for each in self.changes)

    def is_stored(self, value: object) -> bool:
        """True for a value that has words which were never written."""
        said = str(value).lower()
        return said not in self.written.lower() and any(re.search(rf"\b{re.escape(each.meant.strip().lower())}\b", said) for each in self.changes)

    def bindings(self, bound: Callable[[], tuple[Binding, ...]]) -> tuple[Binding, ...]:
        """The bindings of the text in full at their places in the one that was written."""
        moved = []
        for each in bound():
            start, end = self._place(each.start, last=False), self._place(each.end, last=True)
            moved.append(replace(each, start=start, end=end, text=self.written[start:end]))
        return tuple(moved)

    def _place(self, place: int, *, last: bool) -> int:
        """Where a place of the text in full is in what was written; within a change at its end, or where it begins."""
        gained = 0
        for change in self.changes:
            start = change.start + gained
            if place <= start:
                break
            if place < start + len(change.meant):
                return change.end if last else change.start
            gained += len(change.meant) - (change.end - change.start)
        return place - gained


def in_full(text: str, lexicon: Lexicon, scope: Scope, lookup: Lookup) -> InFull | None:
    """The text without abbreviations and with people called in full; None where there is nothing to change."""
    tokens = tokenize(text)
    changes = [*_signs(text, tokens), *_abbreviations(tokens, lexicon), *_people(text, tokens, lexicon, scope, lookup)]
    ordered = sorted(changes, key=lambda each: each.start)
    kept = [each for place, each in enumerate(ordered) if not place or ordered[place - 1].end <= each.start]
    return InFull(text, tuple(kept)) if kept else None


def _signs(text: str, tokens: Sequence[Token]) -> Iterator[Change]:
    quoted = [(token.start, token.end) for token in tokens if token.kind == "quoted"]
    changing = any(token.lower in _CHANGING for token in tokens[:_FARTHEST_VERB])
    for sign, meant in (*_SIGNS, (_ARROW, " to ")) if changing else _SIGNS:
        for found in sign.finditer(text):
            if not any(start <= found.start() < end for start, end in quoted):
                yield Change(found.start(), found.end(), meant)
    lengths = [(found, f"{found[1]} {_UNITS[found[2].lower()]}") for found in _LENGTH.finditer(text)]
    lengths += [(found, f"{found[1]} {found[2]}") for found in _HYPHENED.finditer(text)]
    for found, meant in lengths:
        if not any(start <= found.start() < end for start, end in quoted):
            yield Change(found.start(), found.end(), meant)


def _abbreviations(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Change]:
    for token in tokens:
        meant = _FULL.get(token.lower) if token.kind == "word" and token.text.islower() else None
        if meant is not None and token.lower not in lexicon.words:
            yield Change(token.start, token.end, meant)


def _people(text: str, tokens: Sequence[Token], lexicon: Lexicon, scope: Scope, lookup: Lookup) -> Iterator[Change]:
    """`tom`, `Mia's`, `toms`: the first name of the one person who has it."""
    for place, token in enumerate(tokens):
        if not _may_be_first_name(tokens, place, lexicon):
            continue
        shown = _columns_of_people(lexicon)
        for word, owns in ((token.lower, ""), (token.lower[:-1], "'s")) if token.lower.endswith("s") else ((token.lower, ""),):
            if len(word) < _LEAST_LETTERS:
                continue
            beginning = f"{word}{BEGINNING_OF_NAME}"
            names = {match.name for table, column in shown for match in lookup(table, column, beginning, scope)}
            if len(names) == 1:
                name = names.pop()
                if not text[token.start :].lower().startswith(name.lower()):
                    yield Change(token.start, token.end, f"{name}{owns}", named=True)
            if names:
                break


def _may_be_first_name(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """True for a word that nothing else knows, and that is no part of a longer name."""
    token = tokens[place]
    if token.kind != "word" or not _FIRST_NAME.fullmatch(token.text) or len(token.text) < _LEAST_LETTERS:
        return False
    before = tokens[place - 1] if place else None
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if (after is not None and after.capitalized) or (before is not None and (before.lower in _NAMING or (before.capitalized and place > 1))):
        return False
    return not any(word in known for word in (token.lower, token.lemma) for known in (lexicon.words, grammar_words(), STOPWORDS, _FULL))


def _columns_of_people(lexicon: Lexicon) -> tuple[tuple[str, str], ...]:
    """The columns that show what rows are, of tables of people and of tables of which one kind of rows are people."""
    if lexicon.shown_people is None:
        shown = ((table, column) for table, column in lexicon.display.items() if column)
        lexicon.shown_people = tuple(pair for pair in shown if are_people(lexicon, pair[0]) or _has_people(lexicon, pair[0]))
    return lexicon.shown_people


def _has_people(lexicon: Lexicon, table: str) -> bool:
    return any(
        lexicon.names[table, column.name][-1] in _KIND_WORDS and _MORE_PEOPLE & set(lexicon.enumerated.get((table, column.name), ()))
        for column in lexicon.tables[table].columns
    )
