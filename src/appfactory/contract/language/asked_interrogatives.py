"""What the words ask for that begin a question: who, where, when, how long."""

from __future__ import annotations

from collections.abc import Iterator

from appfactory.compile.reserved import word_set
from appfactory.contract.language.asked import SILENT_WORDS, AskedWords, Part
from appfactory.contract.language.values import is_temporal, kind_of
from appfactory.contract.language.words import root_of

_PLACES = word_set("location place site address city town venue room building station airport country region street")
_PEOPLE = word_set(
    """
    user customer client member person people contact employee staff student teacher owner host guest patient driver player author artist doctor
    physician visitor passenger attendee participant worker manager coach instructor candidate lead actor singer
    """
)
_HOW = {"big": ("size", "capacity", "area", "population"), "large": ("size", "capacity", "area"), "long": ("duration", "length"), "old": ("age",),
        "tall": ("height",), "heavy": ("weight",), "expensive": ("price", "cost"), "high": ("height", "elevation"), "far": ("distance",)}  # fmt: skip


class InterrogativeParts(AskedWords):
    """Reads what a question's own word asks for."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        for read in (self._who, self._where, self._when, self._asked_how):
            yield from read(place)

    def _who(self, place: int) -> Iterator[Part]:
        """`who`: the rows, where they are people; or else those to whom the rows belong."""
        if self.word(place) not in {"who", "who's", "whom"} or any(word != "" for word in self.words[:place] if word not in SILENT_WORDS):
            return
        if self._are_people(self.table.name):
            yield Part(place, place + 1, 0.6, "silent")
            return
        named = self.lexicon.names
        belonging = [
            (column, parent)
            for column, parent in self.foreign
            if self._are_people(parent) and not {"by", "created", "updated", "approved", "decided"} & set(named[self.table.name, column])
        ]
        if len(belonging) == 1 and self.lexicon.display.get(belonging[0][1]):
            column, parent = belonging[0]
            yield Part(place, place + 1, 1.0, "wanted", self.lexicon.display[parent], through=column, doubt=0.3)

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
        if self.word(place) != "when" or place > self.start + 2:
            return
        roots = {token.root for token in self.tokens[place + 1 : self.end] if token.kind == "word"}
        timed = [column for column in self.table.columns if is_temporal(column.type)]
        named = [column for column in timed if roots & {root_of(word) for word in self._names_of(column)} - {"at", "on", "time", "date"}]
        chosen = named[0] if named else self.main_time
        if chosen is not None:
            yield Part(place, place + 1, 1.0, "wanted", chosen.name, doubt=0.3 * (len(named) != 1))

    def _are_people(self, table: str) -> bool:
        """True for tables of people, by their names or by the parts of a person's name among their columns."""
        columns = {word for column in self.lexicon.tables[table].columns for word in self.lexicon.names[table, column.name][:1]}
        return bool(_PEOPLE & set(self.lexicon.names[table, ""])) or {"first", "last"} <= columns

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
