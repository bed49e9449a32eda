"""The words that are said of a row of one table, and what they name: columns of the table, values of its enumerations, dates."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache

from appfactory.contract.language.identifiers import identifier_words
from appfactory.contract.language.lexicon import Sense
from appfactory.contract.language.moments import read_span
from appfactory.contract.language.spans import Span
from appfactory.contract.language.writing import Sentence
from appfactory.model.database import Column, Table

PLACING = frozenset({"for", "at", "in", "on", "to", "by", "from", "of", "under", "within", "as", "with", "into", "about", "belonging"})
"""Prepositions that may lead to what is said of a row."""
DETERMINERS = frozenset({"the", "a", "an", "its", "their", "his", "her", "this", "that", "our", "my"})
LEAST_SCORE, SURE_SCORE = 0.45, 0.9
"""How well a phrase must name a column to be read as it, and to be surely meant."""
_LOOSE_SCORE = 0.88
_GAPS = frozenset({"to", "of", "the", "a", "an", "be", "is", "for"})
"""Words that may stand between the words of a column's name."""
LONGEST_NAME = 6
"""Tokens of the longest name that is looked for."""


@lru_cache(maxsize=16_384)
def written_out(word: str) -> tuple[str, ...]:
    """The lemmas of a word with its abbreviation written out."""
    return identifier_words(word)


class RowWords:
    """The tokens `start` to `end` (half-open) of a sentence about a row of `table`."""

    def __init__(self, sentence: Sentence, table: Table, start: int, end: int) -> None:
        self.sentence, self.table = sentence, table
        self.tokens = sentence.tokens
        self.start, self.end = start, end
        if len(sentence.lowered) != len(self.tokens):
            sentence.lowered = [token.lower for token in self.tokens]
        self.words = sentence.lowered
        if sentence.spans_of is not self.tokens:
            # A sentence made of another has its caches, but not its tokens.
            sentence.spans_of, sentence.spans_read = self.tokens, {}
        self._named: dict[int, list[tuple[int, list[tuple[float, Column]]]]] = {}

    def said(self, start: int, end: int) -> str:
        """The text of the tokens."""
        return self.sentence.said(start, end)

    @cached_property
    def phrases(self) -> dict[tuple[str, ...], list[Sense]]:
        """The phrases that name columns of the table."""
        return self.sentence.lexicon.own_phrases(self.table.name)

    def columns_at(self, place: int) -> list[tuple[int, list[tuple[float, Column]]]]:
        """The ends of the phrases that name columns from here on, longest first, with the columns, best first."""
        if place not in self._named:
            self._named[place] = list(self._read_columns(place))
        return self._named[place]

    def _read_columns(self, place: int) -> Iterator[tuple[int, list[tuple[float, Column]]]]:
        if place >= self.end or not self._may_name_column(place):
            return
        for size in range(min(LONGEST_NAME, self.end - place), 0, -1):
            scored: dict[str, float] = {}
            for lemmas in self.spelt(place, place + size):
                for sense in self.phrases.get(lemmas, ()):
                    if sense.column:
                        scored[sense.column] = max(scored.get(sense.column, 0.0), sense.score)
            if not any(score >= SURE_SCORE for score in scored.values()):
                for loose in self._loosely_named(place, place + size):
                    scored[loose] = max(scored.get(loose, 0.0), _LOOSE_SCORE)
            found = sorted(((score, name) for name, score in scored.items() if score >= LEAST_SCORE), key=lambda each: (-each[0], each[1]))
            columns = [(score, column) for score, name in found if (column := self.table.column(name)) is not None]
            if columns:
                yield place + size, columns

    def _may_name_column(self, place: int) -> bool:
        """False for a token that no name of a column of the table begins with: most tokens, and told at once."""
        words, roots = self.sentence.lexicon.beginnings(self.table.name)
        token = self.tokens[place]
        return token.root in roots or any(lemmas[0] in words for lemmas in self.spelt(place, place + 1))

    def _loosely_named(self, start: int, end: int) -> list[str]:
        """The columns whose words the tokens say with words of grammar between them, or but for an `at` or `on` at their end.

        `expected to close` is `expected_close_on`, `effective from` is `effective_from_on`.
        """
        if end - start < 2 or any(token.kind != "word" for token in self.tokens[start:end]) or self.words[end - 1] in _GAPS:
            return []
        plain = tuple(token.lemma for token in self.tokens[start:end])
        roots = tuple(token.root for token in self.tokens[start:end] if token.lower not in _GAPS)
        if len(roots) < 2 or self.words[start] in _GAPS:
            return []
        by_words, by_roots, timed = self.sentence.lexicon.loose_names(self.table.name)
        found = list(timed.get(plain[:-1], ())) if plain[-1] in {"date", "time", "day"} else []
        found += by_words.get(plain, ())
        if len(roots) < end - start:
            found += [name for name in by_roots.get(roots, ()) if name not in found]
        return found

    def spelt(self, start: int, end: int) -> tuple[tuple[str, ...], ...]:
        """The lemmas of the tokens, as they are and with abbreviations written out; none if a mark is among them."""
        known = self.sentence.spellings.get((start, end))
        if known is None:
            known = self.sentence.spellings[start, end] = tuple(self._spelt(start, end))
        return known

    def _spelt(self, start: int, end: int) -> Iterator[tuple[str, ...]]:
        tokens = self.tokens[start:end]
        if any(token.kind not in {"word", "number"} for token in tokens):
            return
        plain = tuple(token.lemma for token in tokens)
        yield plain
        full = tuple(word for token in tokens for word in written_out(token.text))
        if full != plain:
            yield full
        if plain[-1:] == ("min",) and len(plain) > 1:
            yield (*plain[:-1], "minute")

    def after(self, place: int, words: frozenset[str], most: int = 3) -> int:
        """Where the words that may stand here end."""
        end = place
        while end < self.end and end - place < most and self.words[end] in words:
            end += 1
        return end

    def span(self, place: int) -> tuple[Span, int] | None:
        """The date, time or span that begins at a token, and its end."""
        if place >= self.end:
            return None
        known = self.sentence.spans_read
        if place not in known:
            known[place] = read_span(self.tokens, place, self.sentence.clock)
        found = known[place]
        return found if found is not None and found[1] <= self.end else None
