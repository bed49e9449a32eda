"""What the words ask for that begin a question: who, where, when, how long."""

from __future__ import annotations

from collections.abc import Iterator

from appfactory.compile.reserved import word_set
from appfactory.contract.language.asked.conditions import PROSE
from appfactory.contract.language.asked.people import PeopleWords
from appfactory.contract.language.asked.words import SILENT_WORDS, Part
from appfactory.contract.language.row_words import DETERMINERS
from appfactory.contract.language.values import is_temporal, kind_of
from appfactory.contract.language.words import root_of
from appfactory.model.database import Column

_PLACES = word_set("location place site address city town venue room building station airport country region street")
_REASONS = (["why"], ["for", "what", "reason"], ["what", "reason"], ["the", "reason", "why"])
_EVERYBODY = frozenset({"everybody", "everyone", "anybody", "anyone", "people", "persons", "those", "somebody", "someone"})
_WHO = frozenset({"who", "who's", "whos", "whom"})
_PASTS = word_set("wrote made took gave got bought sold taught led ran did sent paid left held had has owns holds")
"""Verbs by which rows are somebody's."""
_SAYING = word_set("say says said read reads write wrote written tell tells")
_NAMES = frozenset({"name", "names"})
_MAKING = word_set("made placed booked created added entered ordered registered issued opened written sent received taken")
"""Participles of what is done with a row when it comes to be."""
_HOW = {"big": ("size", "capacity", "area", "population"), "large": ("size", "capacity", "area"), "long": ("duration", "length"), "old": ("age",),
        "tall": ("height",), "heavy": ("weight",), "expensive": ("price", "cost"), "high": ("height", "elevation"), "far": ("distance",)}  # fmt: skip


class InterrogativeParts(PeopleWords):
    """Reads what a question's own word asks for."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        for read in (self._said, self._why, self._who, self._of_everybody, self._where, self._when, self._asked_how):
            yield from read(place)

    def _who(self, place: int) -> Iterator[Part]:
        """`who`, `names of everybody who`: the rows, where they are people; or else those to whom the rows belong."""
        if self.word(place) in _EVERYBODY and self.word(place + 1) in {"who", "that", "with", "on", "in", "at"}:
            end = place + 1 + (self.word(place + 1) in {"who", "that"})
        elif self.word(place) in _WHO:
            end = place + 1
        else:
            return
        if any(word not in SILENT_WORDS | _NAMES for word in self.words[:place]) or (self.word(place) not in _WHO and self.word(place - 1) == "and"):
            return
        start = place
        while start > 0 and self.word(start - 1) in _NAMES | {"of", "the", "for", "from", "all"}:
            start -= 1
        if start < place and not _NAMES & set(self.words[start:place]):
            start = place
        if self.are_people(self.table.name) or (start == place and self.word(place) in _EVERYBODY and end == place + 1):
            yield Part(place, end, 0.6 * (end - place), "silent")
        elif (belonging := self.belonging) is not None:
            column, parent = belonging
            yield Part(place, end, 1.0 * (end - place), "wanted", self.lexicon.display[parent], through=column, doubt=0.3)
            yield from self._done_by_who(end)

    def _done_by_who(self, place: int) -> Iterator[Part]:
        """`Who teaches Sunrise Flow?`: a verb in the present that nothing else reads, between who and the row that is named."""
        token = self.token(place)
        behind = self.past(place + 1, DETERMINERS, 1)
        known = self.columns_at(place) or self.lexicon.own_states(self.table.name, token.text)
        verbal = token.text.islower() and (token.lower.endswith(("s", "ed", "ve")) or token.lower in _PASTS)
        if token.kind == "word" and verbal and not known and (self.name_ends(behind) or self.tables_at(behind)):
            yield Part(place, place + 1, 0.3, "silent", doubt=0.6 * (token.lower not in _PASTS))

    def _of_everybody(self, place: int) -> Iterator[Part]:
        """`the phone numbers of everybody who has a booking today`: a column of the people to whom the rows belong."""
        if self.belonging is None or self.are_people(self.table.name) or not _EVERYBODY & set(self.words):
            return
        column, parent = self.belonging
        phrases = self.lexicon.own_phrases(parent)
        for size in (3, 2, 1):
            inner = self.past(place + size, frozenset({"of", "for", "from", "all", "the"}), 3)
            if inner == place + size or self.word(inner) not in _EVERYBODY:
                continue
            end = inner + 1 + (self.word(inner + 1) in {"who", "that"})
            short = size - (size > 1 and self.word(place + size - 1) in {"number", "numbers", "address", "addresses"})
            spelt = (*self.spelt(place, place + size), *self.spelt(place, place + short))
            found = [sense for lemmas in spelt for sense in phrases.get(lemmas, ()) if sense.column and sense.score >= 0.7]
            if found:
                best = max(found, key=lambda sense: sense.score)
                yield Part(place, end, (end - place) * 1.0, "wanted", best.column, through=column, doubt=0.3)
                return

    def _said(self, place: int) -> Iterator[Part]:
        """`what does the note say`, `what did Ben write`: the one column of free text."""
        if self.word(place) not in _SAYING or "what" not in self.words[:place]:
            return
        texts = [column for column in self.table.columns if kind_of(column.type) == "text" and PROSE & set(self._names_of(column))]
        if len(texts) == 1:
            yield Part(place, place + 1, 1.0, "wanted", texts[0].name, doubt=0.2)

    def _why(self, place: int) -> Iterator[Part]:
        """`why was the booking cancelled?`, `and for what reason`: the column that holds a reason, of several the one whose deed is named."""
        phrase = next((len(words) for words in _REASONS if self.words[place : place + len(words)] == words), 0)
        if not phrase or (place > self.start + 1 and self.word(place - 1) not in {"and", ",", "-", "–", "—", "for"}):
            return
        found = [column for column in self.table.columns if {"reason", "cause"} & set(self._names_of(column)) and kind_of(column.type) == "text"]
        if len(found) > 1:
            begun = {token.root[:5] for token in self.tokens if token.kind == "word"}
            found = [column for column in found if begun & {root_of(word)[:5] for word in self._names_of(column) if word != "reason"}]
        if len(found) == 1:
            yield Part(place, place + phrase, phrase * 1.0, "wanted", found[0].name, doubt=0.2)

    def _where(self, place: int) -> Iterator[Part]:
        """`where`: the place that a row refers to, or the columns that say one."""
        if self.word(place) != "where" or place > self.start:
            return
        for column, parent in self.foreign:
            if _PLACES & set(self.lexicon.names[parent, ""]) and self.lexicon.display.get(parent):
                yield Part(place, place + 1, 1.0, "wanted", self.lexicon.display[parent], through=column)
                return
        for column_of in self.table.columns:
            if _PLACES & set(self._names_of(column_of)) and kind_of(column_of.type) == "text":
                yield Part(place, place + 1, 1.0, "wanted", column_of.name, doubt=0.3)
                return

    def _when(self, place: int) -> Iterator[Part]:
        """`when`: the column of time that the rest names, or the one that says when what the rows are takes place."""
        listed = self.word(place - 1) in {"and", ","} and self.word(place + 1) in {"it", "they", "each", "he", "she", "did", "does"}
        if self.word(place) != "when" or (place > self.start + 2 and not listed):
            return
        roots = {token.root for token in self.tokens[place + 1 : self.end] if token.kind == "word"}
        timed = [column for column in self.table.columns if is_temporal(column.type)]
        named = [column for column in timed if roots & {root_of(word) for word in self._names_of(column)} - {"at", "on", "time", "date"}]
        planned = self.planned_time if self.planned_time in named else None
        chosen = planned or (named[0] if named else self._usual_time(place + 1))
        if chosen is not None:
            # `and when it starts`: the verb behind it says the column again.
            end = place + 3 if listed and any(chosen in (each for _, each in columns) for _, columns in self.columns_at(place + 2)[:1]) else place + 1
            yield Part(place, end, 1.0 * (end - place), "wanted", chosen.name, doubt=0.3 * (len(named) != 1 and planned is None))

    def _usual_time(self, place: int) -> Column | None:
        """`when is his next appointment`: when it takes place, unless it is what was done to the row."""
        made = bool(_MAKING & set(self.words[place:])) or self.word(place) not in {"is", "are", "will", "'s", "was", "were"}
        return self.main_time if made else self.planned_time or self.main_time

    def _asked_how(self, place: int) -> Iterator[Part]:
        """`how big is …`, `how long are …`; `how much has been captured`: the column that an adjective or a participle speaks of."""
        words = _HOW.get(self.word(place + 1), ()) if self.word(place) == "how" else ()
        for word in words:
            found = [column for column in self.table.columns if self.can_add(column) and word in self.lexicon.names[self.table.name, column.name]]
            if found:
                yield Part(place, place + 2, 2.0, "wanted", found[0].name, doubt=0.3 * (len(found) > 1))
                return
        if self.words[:2] == ["how", "much"] and place > 1 and self.word(place).endswith(("ed", "en", "t")) and not self.columns_at(place):
            found = [
                column
                for column in self.table.columns
                if self.can_add(column) and self.word(place) in self.lexicon.names[self.table.name, column.name]
            ]
            if len(found) == 1:
                yield Part(place, place + 1, 1.0, "wanted", found[0].name)
