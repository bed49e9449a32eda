"""What a new row holds: values by column, by number and unit, rows of other tables by their names, times and durations."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from appfactory.contract.language.link import Atom
from appfactory.contract.language.moments import read_duration
from appfactory.contract.language.values import is_temporal, kind_of
from appfactory.contract.language.writing import Sentence, UnclearError, allowed_values, is_key, is_money, spelling, typed
from appfactory.contract.model.request import Scalar
from appfactory.contract.model.translation import Inference, Question
from appfactory.model.database import Column, Table

_NAMING = frozenset(
    {"named", "called", "titled", "labeled", "labelled", "entitled", "known as", "with the name", "with name", "under the name", "by the name of"}
)
_PLACING = frozenset({"for", "at", "in", "on", "to", "by", "from", "of", "under", "belonging to", "within", "as"})
_MAY_GO_ON = re.compile(r"\s(at|for|in|on|to|from|with|by|under|as)\s", re.IGNORECASE)
"""Words within a name that may begin something else."""
_Value = Scalar | tuple[Scalar, ...]


class Row:
    """The values of a new row (or of a change) while the words of the text are read from left to right."""

    def __init__(self, sentence: Sentence, table: Table, start: int) -> None:
        self.sentence, self.table = sentence, table
        self.atoms = sentence.atoms
        self.place = start
        self.values: dict[str, _Value] = {}

    def read(self) -> None:
        """Reads all words to the end; asks about those that say nothing."""
        while self.place < len(self.atoms):
            atom = self.atoms[self.place]
            readers = (self._naming, self._assignment, self._duration, self._moment, self._measure, self._parent, self._enumerated, self._money)
            if not any(read(atom) for read in readers):
                if atom.kind == "key" or atom.text.lower() in {"new", "set", "and", "to", "as", "be", "it", "its"}:
                    self.place += 1
                    continue
                raise UnclearError(Question("unused-words", f'what is meant by "{atom.text}"?', (atom.text,)))

    def _put(self, column: Column, value: _Value) -> None:
        if column.name in self.values and self.values[column.name] != value:
            raise UnclearError(Question("tie", f'two values are said for "{column.name}": {self.values[column.name]} and {value}'))
        self.values[column.name] = value

    def _column_at(self, index: int) -> Column | None:
        """The table's own column that the phrase names, if it names one well enough."""
        atom = self.atoms[index] if index < len(self.atoms) else None
        if atom is None or atom.kind not in {"schema", "word"}:
            return None
        own = [sense for sense in atom.senses if sense.table == self.table.name and sense.column and sense.score >= 0.5]
        return self.table.column(own[0].column) if own else None

    def _naming(self, atom: Atom) -> bool:
        if atom.text.lower() not in _NAMING:
            return False
        display = self.table.column(self.sentence.lexicon.display.get(self.table.name, ""))
        end = self._value_end(self.place + 1)
        if display is None or end == self.place + 1:
            return False
        said = self.sentence.slice(self.place + 1, end)
        if self.atoms[self.place + 1].kind != "literal" and _MAY_GO_ON.search(said):
            self.sentence.doubts += 1
            self.sentence.notes.append(f'"{said}" is read as one name; quotes around it would make that sure')
        self._put(display, typed(self.sentence, self.table, display, said))
        self.place = end
        return True

    def _assignment(self, atom: Atom) -> bool:
        """`email ana@x.com`, `capacity of 40`, `name is Main Hall`."""
        column = self._column_at(self.place)
        if column is None or (atom.tables and atom.best(table=True) > atom.best(table=False)):
            return False
        start = self.place + 1
        while start < len(self.atoms) and (self.atoms[start].text.lower() in {"is", "=", ":", "of", "to", "as", "be", "equal to", "are", "at"}):
            start += 1
        end = self._enumerated_end(column, start) or self._value_end(start)
        if end == start:
            return False
        if (self.table.name, column.name) in self.sentence.lexicon.foreign and not is_key(self.sentence.slice(start, end)):
            return self._refer(self.sentence.lexicon.foreign[self.table.name, column.name][0], column.name, self.sentence.slice(start, end), end)
        span = self.atoms[start].span if end == start + 1 else None
        self._put(column, typed(self.sentence, self.table, column, self.sentence.slice(start, end), span))
        self.place = end
        return True

    def _enumerated_end(self, column: Column, start: int) -> int:
        """Where a value of the column's enumeration ends, 0 if the column has none; asks if what is said is none of its values."""
        allowed = allowed_values(self.sentence.lexicon, self.table.name, column.name)
        if not allowed or start >= len(self.atoms):
            return 0
        for end in range(min(len(self.atoms), start + 4), start, -1):
            if spelling(self.sentence.lexicon, self.table.name, column.name, self.sentence.slice(start, end)) is not None:
                return end
        said = self.sentence.slice(start, start + 1)
        raise UnclearError(Question("unknown-name", f'"{said}" is no {column.name}: it is one of {", ".join(allowed)}', allowed))

    def _value_end(self, start: int) -> int:
        """Where a value that begins here ends: before the next column, the next `for Ana Wong`, a comma, or the end."""
        if start < len(self.atoms) and self.atoms[start].kind in {"literal", "moment"}:
            return start + 1
        index = start
        while index < len(self.atoms):
            atom = self.atoms[index]
            if atom.role == "break" and index + 1 == len(self.atoms):
                break
            if index > start and self._begins_clause(index):
                break
            index += 1
        return index

    def _begins_clause(self, index: int) -> bool:
        atom = self.atoms[index]
        following = index + 1
        if atom.role in {"and", "comma", "with", "with its"}:
            while following < len(self.atoms) and self.atoms[following].role in {"and", "comma", "with", "det"}:
                following += 1
            return self._column_at(following) is not None or self._opens(following) or atom.role == "comma"
        return self._opens(index)

    def _opens(self, index: int) -> bool:
        """True where a naming, a placing with something behind it, or a moment begins."""
        atom = self.atoms[index] if index < len(self.atoms) else None
        if atom is None:
            return False
        if atom.kind == "moment" or (atom.text.lower() in _NAMING and index + 1 < len(self.atoms)):
            return True
        if atom.text.lower() not in _PLACING:
            return False
        following = index + 1
        while following < len(self.atoms) and self.atoms[following].role == "det":
            following += 1
        behind = self.atoms[following] if following < len(self.atoms) else None
        duration = read_duration(self.sentence.tokens, self.atoms[index].end)
        return behind is not None and (
            behind.kind in {"value", "moment", "literal"} or bool(behind.tables) or duration is not None or is_key(behind.text)
        )

    def _duration(self, atom: Atom) -> bool:
        """`for 50 minutes` ends what has begun, or is the column of a duration."""
        start = atom.end if atom.text.lower() in {"for", "lasting", "of"} else atom.start
        found = read_duration(self.sentence.tokens, start)
        if found is None:
            return False
        duration, end = found
        begun = next(
            (
                name
                for name, value in self.values.items()
                if isinstance(value, datetime) and "start" in self.sentence.lexicon.names[self.table.name, name]
            ),
            "",
        )
        ending = self.table.column(begun.replace("start", "end")) if begun else None
        column = ending or self._lasting()
        if column is None:
            return False
        begin = self.values.get(begun)
        if ending is not None and isinstance(begin, datetime):
            self._put(ending, begin + duration)
        else:
            self._put(column, _in_unit(duration, column.name))
        while self.place < len(self.atoms) and self.atoms[self.place].start < end:
            self.place += 1
        return True

    def _lasting(self) -> Column | None:
        columns = [
            column
            for column in self.table.columns
            if {"duration", "length", "lasting"} & set(self.sentence.lexicon.names[self.table.name, column.name])
        ]
        return columns[0] if len(columns) == 1 else None

    def _moment(self, atom: Atom) -> bool:
        index = self.place + (atom.text.lower() in {"on", "at", "from", "for", "starting", "by", "due"})
        moment = self.atoms[index] if index < len(self.atoms) else None
        if moment is None or moment.span is None:
            return False
        columns = [column for column in self.table.columns if is_temporal(column.type) and column.name not in self.values and not column.default]
        named = [column for column in columns if "start" in self.sentence.lexicon.names[self.table.name, column.name]]
        if atom.text.lower() in {"by", "due"}:
            named = [column for column in columns if "due" in self.sentence.lexicon.names[self.table.name, column.name]]
        named = named or [
            column
            for column in columns
            if not {"deleted", "updated", "created", "end"} & set(self.sentence.lexicon.names[self.table.name, column.name])
        ]
        if not named:
            return False
        if len(named) > 1:
            self.sentence.doubts += 1
        self._put(named[0], typed(self.sentence, self.table, named[0], moment.text, moment.span))
        self.place = index + 1
        return True

    def _measure(self, atom: Atom) -> bool:
        """`40 seats`: a number in front of its column."""
        if atom.kind != "number":
            return False
        column = self._column_at(self.place + 1)
        if column is None or kind_of(column.type) not in {"integer", "decimal", "float"}:
            return False
        self._put(column, typed(self.sentence, self.table, column, atom.text))
        self.place += 2
        return True

    def _enumerated(self, atom: Atom) -> bool:
        """A word of one of the table's enumerations: `a draft order`, `as confirmed`."""
        own = [(column, value) for table, column, value in atom.values if table == self.table.name]
        if not own:
            return False
        if len({column for column, _ in own}) > 1:
            raise UnclearError(
                Question("tie", f'"{atom.text}" may be said of {" or ".join(column for column, _ in own)}', tuple(column for column, _ in own))
            )
        column = self.table.column(own[0][0])
        assert column is not None, "values of the lexicon are of the catalog"
        self._put(column, own[0][1])
        self.place += 1
        return True

    def _money(self, atom: Atom) -> bool:
        index = self.place + (atom.text.lower() in {"for", "at", "costing", "priced"})
        amount = self.atoms[index] if index < len(self.atoms) else None
        if amount is None or amount.kind != "number":
            return False
        unit = self.atoms[index + 1].text.lower() if index + 1 < len(self.atoms) else ""
        if amount.text[:1] not in "$€£" and unit.rstrip("s") not in {"dollar", "euro", "pound", "usd", "eur", "gbp"}:
            return False
        columns = [
            column
            for column in self.table.columns
            if is_money(self.sentence.lexicon.names[self.table.name, column.name]) and kind_of(column.type) in {"integer", "decimal", "float"}
        ]
        priced = [column for column in columns if "price" in column.name] or columns
        if len(priced) != 1:
            return False
        self._put(priced[0], typed(self.sentence, self.table, priced[0], amount.text if amount.text[:1] in "$€£" else f"{amount.text} {unit}"))
        self.place = index + 1 + (amount.text[:1] not in "$€£")
        return True

    def _parent(self, _atom: Atom) -> bool:
        """`for Ana Wong`, `at the Main Office location`, `for customer usr_1`: the key of a row that a foreign key refers to."""
        index = self.place
        while index < len(self.atoms) and (self.atoms[index].text.lower() in _PLACING or self.atoms[index].role in {"det", "of"}):
            index += 1
        if index >= len(self.atoms):
            return False
        parents = {parent: column for (table, column), (parent, _) in self.sentence.lexicon.foreign.items() if table == self.table.name}
        said = [
            sense
            for sense in self.atoms[index].senses
            if sense.score >= 0.5
            and (sense.table in parents if not sense.column else sense.table == self.table.name and sense.column in parents.values())
        ]
        if said and self.atoms[index].kind == "schema":
            column = said[0].column or parents[said[0].table]
            parent = self.sentence.lexicon.foreign[self.table.name, column][0]
            start = index + 1
            end = self._value_end(start)
            if end == start:
                return False
            return self._refer(parent, column, self.sentence.slice(start, end), end)
        if self.atoms[index].kind not in {"value", "literal", "word"}:
            return False
        name = str(self.atoms[index].value or self.atoms[index].text)
        holders = [(parent, column) for parent, column in parents.items() if self.sentence.matches(parent, name)]
        if len(holders) > 1:
            raise UnclearError(
                Question(
                    "ambiguous-name", f'"{name}" may be one of {" or ".join(parent for parent, _ in holders)}', tuple(parent for parent, _ in holders)
                )
            )
        if not holders:
            return False
        return self._refer(*holders[0], name, index + 1)

    def _refer(self, parent: str, column: str, name: str, end: int) -> bool:
        name = name.strip().strip("\"'")
        found = self.table.column(column)
        assert found is not None, "foreign keys have columns"
        if is_key(name) or re.fullmatch(r"\d+", name):
            self._put(found, typed(self.sentence, self.table, found, name))
        else:
            key = self.sentence.key_of(parent, name)
            if not key:
                raise UnclearError(Question("unknown-name", f'no row of {parent} is called "{name}"'))
            self._put(found, typed(self.sentence, self.table, found, key))
            self.sentence.inferences.append(Inference(f"{self.table.name}.{column}", key, "foreign-key-by-name"))
        self.place = end
        return True


def _in_unit(duration: timedelta, column: str) -> int:
    seconds = duration.total_seconds()
    if "hour" in column:
        return int(seconds // 3600)
    if "day" in column:
        return int(seconds // 86_400)
    return int(seconds) if "second" in column else int(seconds // 60)
