"""What a new row is meant for, where its table has no place for that: `for the tests`, `for quarrels about refunds`. It is passed over."""

from __future__ import annotations

from collections.abc import Iterator

from appfactory.compile.reserved import word_set
from appfactory.contract.language.cover import Clause
from appfactory.contract.language.row_words import PLACING, SURE_SCORE, RowWords
from appfactory.contract.language.words import number_of

_LONGEST = 4
_ENDING = word_set(", : ; . called named call")
_DENIALS = word_set("not no without never except but")


class PurposeClauses(RowWords):
    """Reads clauses that say what a new row is for in words that name nothing of it. They make the reading less sure."""

    def at(self, place: int) -> Iterator[Clause]:
        """The clauses that begin at a token."""
        start = self.after(place + 1, frozenset({"the", "all"}), 1)
        if self.words[place] != "for" or start >= self.end:
            return
        end = start
        while end < self.end and end - start < _LONGEST and self._names_nothing(end):
            end += 1
        noun = self.tokens[next((index for index in range(start + 1, end) if self.words[index] in PLACING), max(end, start + 1)) - 1]
        # One thing in the singular (`for the tall guy`) may be a row that is referred to.
        if noun.lemma == noun.lower and not noun.lower.endswith("ing"):
            return
        if end > start and (end == self.end or self.words[end] in _ENDING):
            yield Clause(place, end, (end - place) * 0.4, doubt=0.5)

    def _names_nothing(self, place: int) -> bool:
        """True for a word in small letters that is no name of a column or of a row referred to, no value, number or denial."""
        token, lexicon = self.tokens[place], self.sentence.lexicon
        if token.kind != "word" or token.capitalized or number_of(token) is not None or token.lower in _DENIALS | _ENDING:
            return False
        parents = {parent for _, parent in lexicon.parents.get(self.table.name, ())}
        senses = lexicon.phrases.get((token.lemma,), ())
        columns = any(sense.score >= SURE_SCORE for sense in self.phrases.get((token.lemma,), ()) if sense.column)
        referred = any(sense.table in parents for sense in senses if not sense.column)
        return not (columns or referred or lexicon.own_states(self.table.name, token.lower))
