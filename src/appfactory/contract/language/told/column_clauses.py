"""What words say of the columns of a table: names, assignments, amounts in front of their column, states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from appfactory.compile.reserved import word_set
from appfactory.contract.language.cover import Clause
from appfactory.contract.language.english import COLUMN_VERBS
from appfactory.contract.language.lexicon import folded
from appfactory.contract.language.moments import is_time_of_day, read_duration
from appfactory.contract.language.row_words import DETERMINERS, PLACING, SURE_SCORE, RowWords, written_out
from appfactory.contract.language.told.parent_clauses import ParentClauses
from appfactory.contract.language.value_clauses import ValueClauses, unit_of
from appfactory.contract.language.values import is_numeric, is_temporal, kind_of
from appfactory.contract.language.words import number_of
from appfactory.contract.language.writing import Sentence, allowed_values
from appfactory.contract.model.request import Scalar
from appfactory.contract.model.translation import Question
from appfactory.model.database import Column, Table

_UNITS = word_set("minute min hour hr day week month year second sec")
"""Words that say of what an amount is, and no column."""
_BY_MEANING = 0.6
_WELL = 0.65
"""How well an amount's column must be named for there to be no doubt which one is meant."""
"""How surely a general word speaks of a column."""
_BEFORE_STATES = frozenset({"as", "in", "being", "is", "to", "into", "on", "be", "by", "via", "through", "a", "from"})
_IN_OTHER_WORDS = {
    "live": ("active", "published", "open"), "online": ("active", "published"), "offline": ("inactive",), "done": ("completed", "finished"),
    "finished": ("completed",), "over": ("completed", "ended"), "gone": ("deleted", "archived"), "running": ("active", "open"),
}  # fmt: skip
"""What people say of rows, and the states that they mean by it."""
_LINKS = word_set("is = : of to as are be at on in equal set now becomes takes take lasts costs reads read counts should must shall up down")
"""Words between a column and its value."""
_NOUNS_OF_COLUMNS = frozenset({"number", "address", "value", "field", "setting"})
"""What a column may be called in addition: a `phone number`."""


class ColumnClauses(RowWords):
    """Reads clauses that name a column, or whose words are values that just one column has."""

    def __init__(self, sentence: Sentence, table: Table, start: int, end: int, opening: int | None = None) -> None:
        super().__init__(sentence, table, start, end)
        self.opening = opening
        self.values, self.parents = ValueClauses(sentence, table, start, end), ParentClauses(sentence, table, start, end, opening)

    def at(self, place: int) -> Iterator[Clause]:
        """The clauses that begin at a token."""
        for read in (self._assignments, self._measures, self._states, self.parents.named):
            yield from read(place)

    def _read_columns(self, place: int) -> Iterator[tuple[int, list[tuple[float, Column]]]]:
        """The columns that phrases name, or that a general word speaks of where none does (`tel`: phone)."""
        found = list(super()._read_columns(place))
        yield from found
        if found or place + 1 >= self.end or self.tokens[place].kind != "word":
            return
        token = self.tokens[place]
        if token.lemma in self.sentence.lexicon.names[self.table.name, ""]:
            return
        full = written_out(token.text)
        words = [word for said in (token.lower, " ".join(full)) for word in COLUMN_VERBS.get(said, ())]
        for word in words:
            senses = [sense for sense in self.phrases.get(tuple(word.split()), ()) if sense.score >= SURE_SCORE]
            columns = [(_BY_MEANING, column) for sense in senses if (column := self.table.column(sense.column)) is not None]
            if len(columns) == 1:
                yield place + 1, columns
                return

    def _assignments(self, place: int) -> Iterator[Clause]:
        """`email ana@x.com`, `a capacity of 40`, `in the city of Rome`, `is current`, `status: open`."""
        head = self.after(self.after(place, PLACING, 1), DETERMINERS, 1)
        for named, found in self.columns_at(head):
            columns = self._for_time_of_day(found, self.after(named, _LINKS))
            best = columns[0][0]
            tied = [each for score, each in columns if score >= best - 0.001]
            # Of columns that are named alike well the one that adds the fewest words is meant.
            fewest = min(len(self.sentence.lexicon.names[self.table.name, each.name]) for each in tied)
            tie = tuple(each.name for each in tied if len(self.sentence.lexicon.names[self.table.name, each.name]) == fewest)
            column = next(each for each in tied if each.name == tie[0])
            linked = self._value_behind(named)
            if len(tie) > 1:
                tie = self._lasting_so_long(tie, linked)
                column = next(each for each in tied if each.name == tie[0])
            for clause in self._valued(place, named, linked, column, best):
                if len(tie) > 1 and clause.question is None:
                    question = Question("tie", f'"{self.said(head, named)}" may be {" or ".join(tie)}', tie)
                    yield Clause(clause.start, clause.end, clause.gain, question=question)
                else:
                    yield clause

    def _lasting_so_long(self, tie: tuple[str, ...], place: int) -> tuple[str, ...]:
        """Of columns that are named alike the one that holds a length, where a length of time stands at `place` (`slots of 20 minutes`)."""
        names = self.sentence.lexicon.names
        lengths = tuple(each for each in tie if unit_of(each) and {"duration", "length"} & set(names[self.table.name, each]))
        return lengths if len(lengths) == 1 and read_duration(self.tokens, place) is not None else tie

    def _value_behind(self, named: int) -> int:
        """Where the value of a column stands whose phrase ends at `named`: behind what links them, or behind a comma if nothing else follows."""
        linked = self.after(self.after(named, _NOUNS_OF_COLUMNS, 1), _LINKS)
        comma = linked + 1 < self.end and self.words[linked] == "," and (linked + 2 == self.end or self.tokens[linked + 1].kind == "number")
        return linked + 1 if comma and self.opening is None else linked

    def _for_time_of_day(self, columns: list[tuple[float, Column]], place: int) -> list[tuple[float, Column]]:
        """Of columns that a phrase names those that hold a time of day, where nothing but such a time stands at `place`."""
        found = self.span(place)
        if found is None or not is_time_of_day(self.tokens, place, found[1]):
            return columns
        timed = [each for each in columns if kind_of(each[1].type) == "time"]
        names = self.sentence.lexicon.names
        called = {tuple(word for word in names[self.table.name, each.name] if word not in {"at", "time", "on"}) for _, each in columns}
        alike = [each for each in self.table.columns if kind_of(each.type) == "time" and names[self.table.name, each.name][:-1] in called]
        return timed or [(columns[0][0], each) for each in alike] or columns

    def _valued(self, place: int, named: int, linked: int, column: Column, score: float) -> Iterator[Clause]:
        """The column that is named from `place` on, with each value that may stand at `linked`."""
        gain = (linked - place) * (0.6 + 0.4 * score) + 0.3
        kind = kind_of(column.type)
        foreign = self.sentence.lexicon.foreign.get((self.table.name, column.name))
        if foreign is not None:
            yield from self.parents.references(place, linked, foreign[0], column.name, gain, named=True)
        elif allowed_values(self.sentence.lexicon, self.table.name, column.name):
            yield from self.values.enumerated(place, linked, column, gain, sure=score >= SURE_SCORE)
        elif kind == "boolean":
            yield from self.values.flagged(place, named, linked, column, gain)
        elif is_temporal(column.type):
            yield from self.values.dated(place, linked, column, gain)
        elif is_numeric(column.type):
            linked += linked < self.end and self.words[linked] == "for"
            yield from self.values.numbered(place, linked, column, gain)
        else:
            yield from self.values.texts(place, linked, column, gain)

    def _measures(self, place: int) -> Iterator[Clause]:
        """`40 seats`, `24 hours of minimum notice`, `$9 deposit`: an amount in front of its column."""
        first = self.after(place, frozenset({"of", "for", "with"}), 1)
        if first >= self.end or number_of(self.tokens[first]) is None:
            return
        for column in self.table.columns:
            if not is_numeric(column.type) or (self.table.name, column.name) in self.sentence.lexicon.foreign:
                continue
            for end, raw in self.values.amounts(first, column):
                head = self.after(end, frozenset({"of", "as", "'s", "'", "’"}), 1)
                for named, columns in self.columns_at(head):
                    if columns[0][0] < SURE_SCORE and all(token.lemma in _UNITS for token in self.tokens[head:named]):
                        continue
                    tied = [each for score, each in columns if score >= columns[0][0] - 0.001]
                    meant = self._lasting_so_long(tuple(each.name for each in tied), first)
                    if meant == (column.name,):
                        said = f"{raw} percent" if "percent" in self.words[head:named] and isinstance(raw, str) else raw
                        for clause in self.values.amount(place, named, column, said, (named - place) * (0.6 + 0.45 * columns[0][0]) + 0.3):
                            yield clause if columns[0][0] >= _WELL or clause.question else replace(clause, doubt=0.5)

    def _is_other_noun(self, start: int, end: int, cells: list[tuple[str, Scalar]]) -> bool:
        """True for a word that only shares its root with a state and names a table in full: a `contact` is none that was `contacted`."""
        if any(folded(self.said(start, end)) == value for _, value in cells):
            return False
        phrases = self.sentence.lexicon.phrases
        return any(not sense.column and sense.score >= SURE_SCORE for lemmas in self.spelt(start, end) for sense in phrases.get(lemmas, ()))

    def _end_of_column(self, place: int, column: str) -> int:
        """Where the name of the column ends that stands behind its value (`priority strategy`); `place` if it doesn't stand there."""
        return next((end for end, columns in self.columns_at(place) if column in {each.name for _, each in columns}), place)

    def _states(self, place: int) -> Iterator[Clause]:
        """A word of one of the table's enumerations, or of a column of yes and no: `a draft order`, `as confirmed`, `not public`."""
        lexicon = self.sentence.lexicon
        head = self.after(self.after(place, _BEFORE_STATES, 1), DETERMINERS, 1)
        negated = self.after(head, frozenset({"not", "non"}), 1)
        for end in range(min(self.end, head + 4), head, -1):
            if self.tokens[end - 1].kind == "mark":
                continue
            said = self.said(head, end)
            cells: list[tuple[str, Scalar]] = [*sorted(self.sentence.lexicon.own_states(self.table.name, said))]
            for column, value in cells:
                behind = self._end_of_column(end, column)
                if behind > end:
                    yield Clause(place, behind, (behind - place) * 1.05, column, value)
            led = head > place and self.words[head - 1] in _BEFORE_STATES
            if not cells and end == head + 1 and self.opening is None:
                states = {cell for word in _IN_OTHER_WORDS.get(self.words[head], ()) for cell in lexicon.own_states(self.table.name, word)}
                cells = sorted(states) if len(states) == 1 else []
            if cells and not led and self._is_other_noun(head, end, cells):
                continue
            if len(cells) == 1:
                # Within a name in capitals (`Silver Pass`) a word is of the name.
                named = self.tokens[end - 1].capitalized and self.tokens[max(place - 1, 0)].capitalized and place > 1
                yield Clause(place, end, (end - place) * (0.4 if named else 0.95), *cells[0])
            elif cells:
                names = tuple(column for column, _ in cells)
                yield Clause(place, end, (end - place) * 0.6, question=Question("tie", f'"{said}" may be said of {" or ".join(names)}', names))
            if cells:
                break
        if negated < self.end:
            word = self.tokens[negated].lemma
            denied = next((word.removeprefix(prefix) for prefix in ("un", "in", "non") if word.startswith(prefix)), "")
            flags = [
                (column.name, negated == head and words != (denied,))
                for column in self.table.columns
                if column.type == "boolean" and (words := lexicon.names[self.table.name, column.name][1:]) in {(word,), (denied,)}
            ]
            if len(flags) == 1:
                yield Clause(place, negated + 1, (negated + 1 - place) * 0.9, *flags[0])
