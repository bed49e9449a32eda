"""Conditions, counts, sums, orders and limits as developers write them, within a question in English: `is_mobile is true and capacity > 1`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from appfactory.compile.reserved import word_set
from appfactory.contract.language.asked.conditions import part_of
from appfactory.contract.language.asked.reader import PartReader
from appfactory.contract.language.asked.words import Part, Value, filters_of
from appfactory.contract.language.row_words import DETERMINERS, SURE_SCORE
from appfactory.contract.language.value_clauses import ValueClauses
from appfactory.contract.language.values import is_numeric, is_temporal, kind_of, read_value
from appfactory.contract.language.words import Token, number_of, unquoted
from appfactory.contract.language.writing import Sentence, allowed_values, is_key, spelling
from appfactory.contract.model.request import Aggregate, ColumnReference, Direction, Operator, Scalar
from appfactory.model.database import Column, Table

_LEADS = word_set("where and with whose when that which having have has are is if only the , : ( whenever for")
_SYMBOLS: dict[str, Operator] = {"=": "eq", "!=": "neq", "<>": "neq", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte", ":": "eq"}
_NAMES: dict[str, Operator] = {
    "eq": "eq", "neq": "neq", "ne": "neq", "gt": "gt", "gte": "gte", "ge": "gte", "lt": "lt", "lte": "lte", "le": "lte", "equals": "eq",
}  # fmt: skip
_IS = frozenset({"is", "are", "was", "were", "be"})
_EMPTY = frozenset({"null", "empty", "missing", "unset", "blank"})
_TRUE, _FALSE = frozenset({"true", "yes", "t", "on", "set"}), frozenset({"false", "no", "f", "off", "unset"})
_FUNCTIONS: dict[str, Aggregate] = {
    "sum": "sum", "avg": "avg", "min": "min", "max": "max", "total": "sum", "average": "avg", "mean": "avg", "minimum": "min", "maximum": "max",
}  # fmt: skip
_CLOSING = {"(": ")", "[": "]"}
_ORDERING = (["order", "by"], ["sort", "by"], ["sorted", "by"], ["ordered", "by"])
_DIRECTIONS: dict[str, Direction] = {"asc": "asc", "ascending": "asc", "desc": "desc", "descending": "desc"}
_ORDERS = word_set("by alphabetically alphabetical ascending descending asc desc")
_OPENING = (["pull", "up"], ["bring", "up"], ["call", "up"], ["pull", "out"], ["dig", "out"])
_GREETING = ("morning", "afternoon", "evening", "greetings", "day")
_MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class _Comparison:
    """An operator up to, but not including, the token `end`; `symbol` if it is written as a mark, which nothing else explains."""

    operator: Operator
    end: int
    symbol: bool = False


class ExpressionParts(PartReader):
    """Reads what is said by the names of columns and the marks and words of query languages."""

    def __init__(self, sentence: Sentence, table: Table, start: int, end: int) -> None:
        super().__init__(sentence, table, start, end)
        self.values = ValueClauses(sentence, table, start, end)

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        for read in (self._compared, self._flagged, self._functions, self._limited, self._then, self._everything, self._joints):
            yield from read(place)

    def _columns(self, place: int) -> Iterator[tuple[int, Column]]:
        """The column that is spelt here as the schema spells it, or surely named in words, and where its name ends."""
        spelt = self._spelt_columns.get(self.word(place))
        if spelt is not None:
            yield place + 1, spelt
        for end, columns in self.columns_at(place):
            rivals = [column for score, column in columns if score >= columns[0][0]]
            if columns[0][0] >= SURE_SCORE and len(rivals) == 1 and rivals[0] is not spelt:
                yield end, rivals[0]

    @cached_property
    def _spelt_columns(self) -> dict[str, Column]:
        """The columns by their names, alone and behind that of the table, in small letters."""
        table = self.table.name.lower()
        return {name: column for column in self.table.columns for name in (column.name.lower(), f"{table}.{column.name.lower()}")}

    def _compared(self, place: int) -> Iterator[Part]:
        """`is_mobile is true`, `booked_count = capacity`, `phone is not null`, `status not in (draft, expired)`, `title like '%jazz%'`."""
        head = self.past(place, _LEADS, 2)
        for start in dict.fromkeys((head, place)):
            for end, column in self._columns(start):
                for part in self._conditions(place, end, column):
                    yield part
                    yield from self._one_of(part, column)
                    yield from self._either(part)

    def _either(self, part: Part) -> Iterator[Part]:
        """`capacity > 5 or is_mobile is true`: conditions on two columns of which one is enough, where no other condition stands beside them."""
        if not self.says(part.end, "or") or {"and", "but"} & set(self.words) or part.also:
            return
        for end, column in self._columns(part.end + 1):
            flags = (each for each in self._flagged(part.end + 1) if each.end == end)
            for other in (*self._conditions(part.end + 1, end, column), *flags):
                gain = part.gain + (other.end - part.end) * 1.1
                yield replace(part, end=other.end, gain=gain, alternatives=(*part.alternatives, *filters_of(other)))

    def _flagged(self, place: int) -> Iterator[Part]:
        """`where is_published`, `and not is_mobile`: a column of yes and no, as it is spelt."""
        head = self.past(place, _LEADS, 2)
        denied = self.says(head, "not")
        for end, column in self._columns(head + denied):
            spelt = self.word(end - 1).rpartition(".")[2] == column.name.lower() and "_" in column.name
            if kind_of(column.type) == "boolean" and spelt and end == head + denied + 1:
                yield Part(place, end, (end - place) * 1.05, "filter", column.name, "eq", not denied)

    def _joints(self, place: int) -> Iterator[Part]:
        """Words that only lead on: `where`, `&`, `w/`, `incl.`, `order … by`."""
        if place == self.start and self.says(place, "check", "verify", "determine") and self.says(place + 1, "which", "how", "what", "who", "when"):
            yield Part(place, place + 1, 0.45, "silent")
        if place > self.start and self.says(place, "where", "&", "incl", "showing"):
            yield Part(place, place + 1, 0.45, "silent")
        if self.words[place : place + 2] == ["w", "/"]:
            yield Part(place, place + 2, 0.9, "silent")
        if place == self.start and self.says(place, "order", "sort", "rank", "group") and "by" in self.words:
            yield Part(place, place + 1, 0.45, "silent")
        if self.words[place : place + 2] in _OPENING:
            yield Part(place, place + 2, 0.9, "silent")
        greeted = place + 1 + (self.says(place, "good") and self.says(place + 1, *_GREETING))
        if place == self.start and self.says(greeted - 1, *_GREETING) and self.says(greeted, "!", ",", ".", "-", "–"):
            yield Part(place, greeted + 1, (greeted + 1 - place) * 0.5, "silent")

    def _conditions(self, place: int, end: int, column: Column) -> Iterator[Part]:
        gain = (end - place) * 1.1
        yield from self._emptied(place, end, column)
        yield from self._listed(place, end, column, gain)
        yield from self._alike(place, end, column)
        for comparison in self._comparisons(end):
            worth = gain + 1.1 * (comparison.end - end)
            found = list(self._valued(place, comparison, column, worth))
            yield from found
            if comparison.symbol and not any(part.column for part in found):
                yield from self._with_column(place, comparison, column)

    def _comparisons(self, end: int) -> Iterator[_Comparison]:
        word = self.word(end)
        if word == "=" and self.word(end + 1) == "=":
            yield _Comparison("eq", end + 2, symbol=True)
        elif word in _SYMBOLS:
            yield _Comparison(_SYMBOLS[word], end + 1, symbol=True)
        elif word in _NAMES:
            yield _Comparison(_NAMES[word], end + 1)
        elif word in _IS:
            negated = self.says(end + 1, "not")
            yield _Comparison("neq" if negated else "eq", end + 1 + negated)

    def _emptied(self, place: int, end: int, column: Column) -> Iterator[Part]:
        """`is null`, `is not null`, `not null`, `= null`."""
        stop = self.past(end, _IS | {"=", "!=", "<>"}, 1)
        negated = self.says(stop, "not") or self.says(end, "!=", "<>")
        stop += self.says(stop, "not")
        if stop > end and self.word(stop) in _EMPTY and column.nullable:
            yield Part(place, stop + 1, (stop + 1 - place) * 1.15, "filter", column.name, "not_null" if negated else "is_null")

    def _valued(self, place: int, comparison: _Comparison, column: Column, gain: float) -> Iterator[Part]:
        start, operator = comparison.end, comparison.operator
        if start >= self.end or is_temporal(column.type):
            return
        equal = operator in {"eq", "neq"}
        if kind_of(column.type) == "boolean":
            if equal and self.word(start) in _TRUE | _FALSE:
                yield Part(place, start + 1, gain + 1.2, "filter", column.name, "eq", (self.word(start) in _TRUE) == (operator == "eq"))
        elif allowed_values(self.lexicon, self.table.name, column.name):
            quoted = self.token(start).kind == "quoted"
            spelt = spelling(self.lexicon, self.table.name, column.name, unquoted(self.token(start))) if quoted else None
            if equal and spelt is not None:
                yield Part(place, start + 1, gain + 1.2, "filter", column.name, operator, spelt)
            for clause in self.values.enumerated(place, start, column, gain, sure=comparison.symbol) if equal and not quoted else ():
                if clause.column:
                    yield part_of(clause, operator)
        elif self.lexicon.is_key(self.table.name, column.name) or (kind_of(column.type) == "text" and comparison.symbol):
            value = self._written(start, column) if equal and (comparison.symbol or self._may_be_key(start)) else None
            if value is not None:
                yield Part(place, start + 1, gain + 1.2, "filter", column.name, operator, value)
        elif is_numeric(column.type):
            for clause in self.values.numbered(place, start, column, gain):
                yield part_of(clause, operator)

    def _may_be_key(self, place: int) -> bool:
        """False for a plain word behind `is`: `customers are in the queue` names no key."""
        token = self.token(place)
        return token.kind in {"quoted", "number"} or is_key(token.text) or any(character.isdigit() for character in token.text)

    def _written(self, place: int, column: Column) -> Scalar:
        """A value of one token: quoted, a key, or a word as a row has it."""
        token = self.token(place)
        if token.kind not in {"quoted", "word", "number"} or (token.kind == "word" and next(self._columns(place), None) is not None):
            return None
        cells = (cell for atom in self.sentence.atoms if atom.start == place and atom.end == place + 1 for cell in atom.values)
        cell = next((value for table, name, value in cells if (table, name) == (self.table.name, column.name)), None)
        value = read_value(cell or unquoted(token), column.type)
        return value.value if value.fits and not isinstance(value.value, tuple) else None

    def _with_column(self, place: int, comparison: _Comparison, column: Column) -> Iterator[Part]:
        """`booked_count = capacity`: two columns of the same row."""
        for end, other in self._columns(comparison.end):
            alike = is_numeric(column.type) == is_numeric(other.type) and is_temporal(column.type) == is_temporal(other.type)
            if other is not column and alike:
                gain = (end - place) * 1.15
                yield Part(place, end, gain, "filter", column.name, comparison.operator, ColumnReference(other.name))

    def _listed(self, place: int, end: int, column: Column, gain: float) -> Iterator[Part]:
        """`in (draft, expired)`, `not in (1, 2)`, `is one of [a, b]`."""
        negated = self.says(end + self.says(end, *_IS), "not")
        start = end + self.says(end, *_IS) + negated
        if self.says(start, "in"):
            start += 1
        elif self.words[start : start + 2] == ["one", "of"]:
            start += 2
        else:
            return
        if self.word(start) not in _CLOSING:
            return
        closing = next((stop for stop in range(start, self.end) if self.word(stop) == _CLOSING[self.word(start)]), 0)
        values = self._items(start + 1, closing, column) if closing else None
        if values:
            worth = gain + (closing + 1 - end) * 1.1
            yield Part(place, closing + 1, worth, "filter", column.name, "not_in" if negated else "in", tuple(values))

    def _items(self, start: int, end: int, column: Column) -> list[Scalar] | None:
        """The values between brackets, parted by commas; None if one of them is none of the column's."""
        values: list[Scalar] = []
        while start < end:
            stop = next((place for place in range(start, end) if self.word(place) in {",", "or", "and"}), end)
            said = self.said(start, stop)
            enumerated = allowed_values(self.lexicon, self.table.name, column.name)
            value = spelling(self.lexicon, self.table.name, column.name, said.strip("\"'")) if enumerated else None
            if value is None:
                read = read_value(said, column.type)
                if enumerated or not said or not read.fits or isinstance(read.value, tuple):
                    return None
                value = read.value  # type: ignore[assignment]
            values.append(value)
            start = stop + 1
        return values

    def _alike(self, place: int, end: int, column: Column) -> Iterator[Part]:
        """`title like '%jazz%'`, `name not ilike 'a%'`."""
        negated = self.says(end, "not")
        pattern = self.token(end + negated + 1)
        if self.word(end + negated) not in {"like", "ilike"} or kind_of(column.type) != "text" or pattern.kind != "quoted":
            return
        stop = end + negated + 2
        # Whoever writes no pattern means the text anywhere within.
        text = unquoted(pattern) if "%" in pattern.text or "_" in pattern.text else f"%{unquoted(pattern)}%"
        yield Part(place, stop, (stop - place) * 1.15, "filter", column.name, "not_like" if negated else "ilike", text)

    def _one_of(self, part: Part, column: Column) -> Iterator[Part]:
        """`status = draft or status = expired`, `status = draft or expired`: either value of one column."""
        values: list[Value] = [part.value]
        end, gain = part.end, part.gain
        while part.operator in {"eq", "neq"} and self.says(end, "or") and not isinstance(part.value, ColumnReference):
            again = next((stop for stop, other in self._columns(end + 1) if other is column), end + 1)
            comparison = next(self._comparisons(again), _Comparison(part.operator, again, symbol=True)) if again > end + 1 else None
            start = comparison.end if comparison is not None else end + 1
            if comparison is not None and comparison.operator != part.operator:
                return
            following = next((each for each in self._valued(end, _Comparison(part.operator, start, symbol=True), column, 0.0) if each.column), None)
            if following is None:
                return
            values.append(following.value)
            # `a = 1 and b = 2 or b = 3`: which conditions `or` joins is not clear.
            doubt = float(comparison is not None and "and" in self.words)
            gain += (following.end - end) * 1.1
            end = following.end
            listed: Operator = "in" if part.operator == "eq" else "not_in"
            yield Part(part.start, end, gain, "filter", column.name, listed, tuple(values), doubt=doubt)  # type: ignore[arg-type]

    def _functions(self, place: int) -> Iterator[Part]:
        """`count(*)`, `count(id)`, `sum(remaining_amount_minor)`, and `over all` behind them."""
        word = self.word(place)
        if self.says(place, "over", "across") and place:
            head = self.past(place + 1, DETERMINERS | {"all", "every", "of"}, 3)
            if any(self.table.name in named for _, named in self.tables_at(head)):
                yield Part(place, head, (head - place) * 1.1, "silent")
            return
        if not self.says(place + 1, "("):
            return
        if word == "count":
            if self.word(place + 2) in {"*", "1", "id", *self.table.primary_key} and self.says(place + 3, ")"):
                yield Part(place, place + 4, 4.4, "count")
            elif self.says(place + 2, "distinct"):
                yield Part(place, place + 2, 2.2, "count")
            return
        for end, column in self._columns(place + 2) if word in _FUNCTIONS else ():
            if self.says(end, ")") and (self.can_add(column) or word in {"min", "max"}):
                yield Part(place, end + 1, (end + 1 - place) * 1.1, "measure", column.name, aggregate=_FUNCTIONS[word])

    def _limited(self, place: int) -> Iterator[Part]:
        """`limit 5`, `limit to 5`; `the first 5` of rows without a time, where their order is said."""
        word = self.word(place)
        start = self.past(place + 1, frozenset({"to", "of", "=", ":", "by"}), 1)
        number = _whole(self.token(start))
        if word in {"limit", "limited"} and 0 < number <= _MOST_ROWS:
            end = self.past(start + 1, frozenset({"rows", "row", "results", "records", "entries"}), 1)
            yield Part(place, end, (end - place) * 1.1, "limit", number=number)
        elif word == "first" and start == place + 1 and 0 < number <= _MOST_ROWS and self.main_time is None and _ORDERS & set(self.words):
            yield Part(place, place + 2, 1.8, "limit", number=number)

    def _then(self, place: int) -> Iterator[Part]:
        """`order by city, name desc`, `sorted by price and then by name`: what orders those that are alike so far."""
        if not any(self.words[at : at + 2] in _ORDERING for at in range(self.start, place)):
            return
        start = self.past(place, frozenset({",", "and", "then", "by"}), 4)
        joints = set(self.words[place:start])
        for end, column in self._columns(start) if joints else ():
            direction = _DIRECTIONS.get(self.word(end))
            if "then" in joints or direction is not None or (joints == {","} and end == self.end):
                stop = end + (direction is not None)
                yield Part(place, stop, (stop - place) * 1.05, "then", column.name, direction=direction or "asc")

    def _everything(self, place: int) -> Iterator[Part]:
        """`select * from`, `distinct values of`."""
        if self.says(place, "*") and self.says(place - 1, "select", "fetch", "get", "show", "list"):
            yield Part(place, place + 1, 0.5, "silent")
        if (
            self.says(place, "distinct", "different", "unique")
            and self.says(place + 1, "values", "value")
            and self.says(place + 2, "of", "in", "for")
        ):
            yield Part(place, place + 3, 3.0, "distinct")


def _whole(token: Token) -> int:
    number = number_of(token)
    return number if isinstance(number, int) else 0
