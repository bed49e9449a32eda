"""What the readings of writes share: the sentence with its linked phrases, what was inferred, and the question that stops a reading."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from appfactory.contract.language.english import Keyword
from appfactory.contract.language.lexicon import Lexicon, folded, in_minor_units
from appfactory.contract.language.link import Atom
from appfactory.contract.language.spans import Span
from appfactory.contract.language.values import kind_of, read_value
from appfactory.contract.language.words import Token, root_of, unquoted
from appfactory.contract.model.request import Scalar, Scope
from appfactory.contract.model.translation import Binding, Clock, Inference, Lookup, Match, Question
from appfactory.model.database import Column, Table

KEY = re.compile(r"[A-Za-z][A-Za-z0-9]*_[A-Za-z0-9_]*[A-Za-z0-9]|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}")
"""How a key looks in a text: `ord_1`, or a UUID."""
_MOST_MATCHES_SHOWN = 5


class UnclearError(Exception):
    """The text can't be followed without an answer; caught where the reading began."""

    def __init__(self, question: Question) -> None:
        super().__init__(question.text)
        self.question = question


@dataclass(slots=True)
class Sentence:
    """A text with its tokens and linked phrases, and the world it is spoken in. `doubts` counts what makes the reading less sure.

    It is `vague` to speak of one row by a condition that may hold for several. `lowered` (its words in small letters), `keywords`, `rows_named`,
    `spellings`, `tables_named`, `small_names`, `columns_named`, `parts_read` and `spans_read` (of the tokens `spans_of`) are what was found at its
    tokens, kept because each table that it may speak of asks again.
    """

    text: str
    tokens: tuple[Token, ...]
    atoms: list[Atom]
    lexicon: Lexicon
    scope: Scope
    clock: Clock
    lookup: Lookup
    inferences: list[Inference] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    bound: list[Binding] = field(default_factory=list)
    doubts: float = 0.0
    vague: bool = False
    lowered: list[str] = field(default_factory=list)
    keywords: dict[tuple[int, tuple[str, ...]], tuple[Keyword | None, int]] = field(default_factory=dict)
    rows_named: dict[tuple[str, str], tuple[Match, ...]] = field(default_factory=dict)
    spellings: dict[tuple[int, int], tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    tables_named: dict[int, list[tuple[int, dict[str, float]]]] = field(default_factory=dict)
    small_names: dict[int, list[int]] = field(default_factory=dict)
    spans_of: tuple[Token, ...] = ()
    spans_read: dict[int, tuple[Span, int] | None] = field(default_factory=dict)
    rows_told: dict[tuple[int, int], list[Any]] = field(default_factory=dict)
    parts_read: dict[tuple[type, str, int, int], dict[int, Any]] = field(default_factory=dict)
    columns_named: dict[tuple[str, int], list[tuple[int, list[tuple[float, Column]]]]] = field(default_factory=dict)

    def attempt(self) -> Sentence:
        """The sentence for a reading that may fail: what that notes is not noted here."""
        return replace(self, inferences=[*self.inferences], notes=[*self.notes], bound=[*self.bound])

    def adopt(self, attempt: Sentence) -> None:
        """Takes over what a reading that came off has noted."""
        self.inferences, self.notes, self.bound = attempt.inferences, attempt.notes, attempt.bound
        self.doubts, self.vague = attempt.doubts, attempt.vague

    @property
    def last(self) -> int:
        """The end of the tokens, a mark at the end of the sentence left out."""
        end = len(self.tokens)
        while end and self.tokens[end - 1].text in {".", "!", "?", ";"}:
            end -= 1
        return end

    def said(self, start: int, end: int) -> str:
        """The text of the tokens `start` to `end` (half-open), empty if there are none."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end] if start < end else ""

    def slice(self, first: int, last: int) -> str:
        """The text of the atoms from `first` up to `last` (excluded)."""
        last = min(last, len(self.atoms))
        if first >= last:
            return ""
        return self.text[self.tokens[self.atoms[first].start].start : self.tokens[self.atoms[last - 1].end - 1].end]

    def matches(self, table: str, name: str) -> tuple[Match, ...]:
        """The rows of a table that bear a name in the column that shows what they are, or in any other text that is unique."""
        for column in self.lexicon.telling_columns(table):
            found = self.lookup(table, column, name, self.scope)
            if found:
                return found
        return ()

    def key_of(self, table: str, name: str) -> str | None:
        """The key of the one row that bears the name, None if no row does; asks if several do."""
        found = self.matches(table, name)
        if len(found) > 1:
            choices = tuple(f"{match.name} ({match.key})" for match in found[:_MOST_MATCHES_SHOWN])
            raise UnclearError(Question("ambiguous-name", f'"{name}" is the name of several {table}: which one?', choices))
        return found[0].key if found else None


def is_key(text: str) -> bool:
    """True for a text that looks like a key."""
    return KEY.fullmatch(text) is not None and any(character.isdigit() for character in text)


def is_money(words: tuple[str, ...]) -> bool:
    """True for a column of money by its words."""
    return (
        bool({"price", "amount", "cost", "fee", "total", "minor", "deposit", "rate", "charge", "salary", "budget"} & set(words))
        and "percent" not in words
    )


def typed(sentence: Sentence, table: Table, column: Column, raw: str, span: Span | None = None) -> Scalar | tuple[Scalar, ...]:
    """A said value as the column has it: money in minor units, words of an enumeration as they are spelt, dates in the zone of the business."""
    words = sentence.lexicon.names[table.name, column.name]
    kind = kind_of(column.type)
    if span is not None and kind in {"timestamp", "date", "time"}:
        if span.doubt:
            raise UnclearError(Question("ambiguous-time", f'"{raw}" may be {span.doubt}: which is meant?', tuple(span.doubt.split(" or "))))
        return span.start if kind == "timestamp" else span.day if kind == "date" else span.start.time()
    content = unquoted(sentence.tokens[0].__class__(raw, 0, len(raw), "quoted", raw, raw)) if raw[:1] in "\"'“" else raw.strip()
    spelt = spelling(sentence.lexicon, table.name, column.name, content)
    if spelt is not None:
        return spelt
    allowed = allowed_values(sentence.lexicon, table.name, column.name)
    if allowed and content.lower() != "null":
        raise UnclearError(Question("unknown-name", f'"{content}" is no {column.name}: it is one of {", ".join(allowed)}', allowed))
    if kind in {"integer", "decimal", "float"}:
        return _amount(sentence, words, column, content)
    result = read_value(content, column.type)
    if not result.fits:
        raise UnclearError(Question("not-understood", f'"{content}" is no {column.type}, which "{column.name}" holds'))
    return result.value


def _amount(sentence: Sentence, words: tuple[str, ...], column: Column, content: str) -> Scalar:
    number = re.search(r"(\d{1,3}(,\d{3})+|\d+)(\.\d+)?", content)
    if number is None:
        raise UnclearError(Question("not-understood", f'"{content}" is no number, which "{column.name}" holds'))
    sign = -1 if re.search(r"-|−|\bminus\b|\bnegative\b", content[: number.start()]) else 1
    amount = sign * Decimal(number.group().replace(",", ""))
    currency = re.search(r"[$€£]|\b(dollars?|euros?|pounds?|usd|eur|gbp|bucks?)\b", content, re.IGNORECASE)
    if is_money(words) and kind_of(column.type) == "integer" and (currency or amount != amount.to_integral_value()):
        if not in_minor_units(column, words):
            choices = (f"{amount}", f"{amount * 100:.0f}")
            raise UnclearError(Question("tie", f'is "{column.name}" in whole units or in minor units: {" or ".join(choices)}?', choices))
        sentence.notes.append(f"{content} is {amount * 100:.0f} in minor units")
        return int(amount * 100)
    if ("percent" in content or "%" in content) and "bps" in column.name:
        return int(amount * 100)
    if kind_of(column.type) == "integer":
        return int(amount)
    return float(amount) if kind_of(column.type) == "float" else amount


def allowed_values(lexicon: Lexicon, table: str, column: str) -> tuple[str, ...]:
    """The values of the column's enumeration, none if it has none."""
    return lexicon.enumerated.get((table, column), ())


def spelling(lexicon: Lexicon, table: str, column: str, said: str) -> str | None:
    """The value of the column's enumeration that a word says (`canceled`: `cancelled`), or None."""
    values = allowed_values(lexicon, table, column)
    if not values:
        return None
    key = folded(said)
    return next((value for value in values if folded(value) == key), None) or next(
        (value for value in values if root_of(value) == root_of(key)), None
    )
