"""Binds names of a frame to tables and columns: by how well they say the name, whose they are said to be, and what lies near."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from appfactory.contract.language.grammar.frame import Condition, Frame, Name
from appfactory.contract.language.grammar.joins import reachable
from appfactory.contract.language.lexicon import Lexicon, in_minor_units
from appfactory.contract.language.moments import is_year
from appfactory.contract.language.values import kind_of, read_value
from appfactory.contract.model.request import Scalar

_OWNED, _MAIN, _MENTIONED, _NEAR, _DISPLAY, _FOREIGN_KEY, _UNREACHED, _KEY = 0.6, 0.42, 0.36, 0.14, 0.12, -0.15, -0.4, 0.3
_CLOSE = 0.05
_ANOTHERS_NAME = -0.7
"""A foreign key is the name of something else."""
_CALLED_SO = 0.9
_PATTERNS = frozenset({"like", "ilike", "not_like"})
_SURE = 1.3
"""A column said so clearly that a value not found in it is still meant for it."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A column of a table (`column` empty for the table itself)."""

    table: str
    column: str


@dataclass(slots=True)
class Binder:
    """Decides what names mean. `anchors` are the tables the question is about, the main one first."""

    lexicon: Lexicon
    frame: Frame
    anchors: list[str] = field(default_factory=list)
    _near: dict[str, float] = field(default_factory=dict)
    _reached: frozenset[str] | None = None

    def anchor(self, tables: Iterable[str]) -> None:
        """Notes tables that the question is about."""
        for table in tables:
            if table not in self.anchors:
                self.anchors.append(table)
                self._reached = None
                for edge in self.lexicon.edges.get(table, ()):
                    self._near.setdefault(edge.right, _NEAR)

    def table(self, name: Name) -> str | None:
        """The table that a name means; among equals the one that lies nearest to what is spoken of, then the one with the fewest words."""
        scored = sorted(
            (
                (sense.score + self._nearness(sense.table) * 0.5 - 0.01 * len(self.lexicon.names[sense.table, ""]), sense.table)
                for sense in name.tables
            ),
            key=lambda pair: -pair[0],
        )
        if not scored:
            return None
        if len(scored) > 1 and scored[0][0] - scored[1][0] < _CLOSE:
            self.frame.count("table-tie")
        best = next(sense.score for sense in name.tables if sense.table == scored[0][1])
        self.frame.count("table-weakness", 1 - best)
        return scored[0][1]

    def _nearness(self, table: str) -> float:
        if table in self.anchors:
            return _MAIN if table == self.anchors[0] else _MENTIONED
        if not self.anchors or table in self._near:
            return self._near.get(table, 0.0)
        if self._reached is None:
            self._reached = reachable(self.lexicon, self.anchors)
        return 0.0 if table in self._reached else _UNREACHED

    def columns(self, name: Name) -> list[tuple[float, Bound]]:
        """The columns that a name may mean with their scores, best first."""
        owners = {sense.table: sense.score for sense in name.owner}
        words = set(name.text.lower().split())
        says_key = bool(words & {"id", "ids", "code", "codes", "number", "identifier"})
        scored = []
        for sense in name.columns:
            score = sense.score + self._nearness(sense.table)
            if owners:
                score += _OWNED * owners.get(sense.table, 0.0)
            if self.lexicon.display.get(sense.table) == sense.column:
                score += _DISPLAY
            if (sense.table, sense.column) in self.lexicon.foreign and words & {"name", "names"}:
                score += _ANOTHERS_NAME
            elif (sense.table, sense.column) in self.lexicon.foreign:
                score += 0.0 if says_key and sense.table in self.anchors[:1] else _FOREIGN_KEY
            elif says_key and (sense.column,) == self.lexicon.tables[sense.table].primary_key:
                score += _KEY
            scored.append((score, Bound(sense.table, sense.column)))
        self._add_titles(name, owners, scored)
        return sorted(scored, key=lambda pair: -pair[0])

    def _add_titles(self, name: Name, owners: dict[str, float], scored: list[tuple[float, Bound]]) -> None:
        """The `name` of what has no column of that name is the column that shows what it is."""
        if name.text.lower() in {"id", "ids", "number", "numbers", "code", "codes"}:
            for table, strength in owners.items():
                key = self.lexicon.tables[table].primary_key
                if len(key) == 1 and not any(bound.table == table for _, bound in scored):
                    scored.append((0.5 + self._nearness(table) + _OWNED * strength, Bound(table, key[0])))
            return
        if name.text.lower() not in {"name", "names", "title", "titles"}:
            return
        for table in owners or self.anchors[:1]:
            display = self.lexicon.display.get(table)
            if display and not any(bound.table == table and (table, bound.column) not in self.lexicon.foreign for _, bound in scored):
                scored.append((0.6 + self._nearness(table) + _OWNED * owners.get(table, 0.0), Bound(table, display)))

    def column(self, name: Name) -> Bound | None:
        """The column that a name means; a close second counts as a doubt."""
        scored = self.columns(name)
        if not scored:
            return None
        margin = scored[0][0] - scored[1][0] if len(scored) > 1 else 1.0
        if margin < _CLOSE:
            self.frame.count("column-tie")
        best = next((sense.score for sense in name.columns if (sense.table, sense.column) == (scored[0][1].table, scored[0][1].column)), 0.6)
        self.frame.count("column-weakness", max(0.0, 0.95 - best))
        return scored[0][1]

    def condition(self, condition: Condition) -> tuple[Bound, Scalar | tuple[Scalar, ...]] | None:
        """The column and the value of a condition."""
        scored = self.columns(condition.name) if condition.name else []
        if condition.temporal:
            moment = self.temporal(scored)
            return (moment, self.typed(moment, condition.value)) if moment else None
        if condition.candidates:
            chosen = self._candidate(condition, scored)
            if chosen is not None:
                return chosen
        if not scored:
            return None
        bound = self._fitting(condition, scored)
        kind = self.lexicon.kind(bound.table, bound.column)
        if isinstance(condition.value, str) and condition.operator in {"eq", "neq"} and kind == "text" and not condition.key:
            self.frame.count("unseen-value")
        column = self.lexicon.column(bound.table, bound.column)
        minor = column is not None and in_minor_units(column, self.lexicon.names[bound.table, bound.column])
        if condition.money and minor:
            return bound, _in_hundredths(condition.value)
        if kind == "time" and is_year(condition.value):
            return self._year(condition, bound)
        value = self.typed(bound, condition.value)
        return None if isinstance(value, str) and kind == "number" and condition.operator not in _PATTERNS else (bound, value)

    def _year(self, condition: Condition, bound: Bound) -> tuple[Bound, Scalar] | None:
        """A year beside a column of time: before it begins, after it has ended."""
        column = self.lexicon.column(bound.table, bound.column)
        if column is None or not isinstance(condition.value, int) or condition.operator not in {"lt", "lte", "gt", "gte"}:
            return None
        ended = condition.operator in {"gt", "lte"}
        condition.operator = "gte" if condition.operator in {"gt", "gte"} else "lt"
        return bound, of_type(datetime(condition.value + ended, 1, 1, tzinfo=UTC), column.type)

    def temporal(self, scored: list[tuple[float, Bound]]) -> Bound | None:
        """The column of time that is named, or the one that says when a thing of the first table takes place."""
        for _, bound in scored:
            if self.lexicon.kind(bound.table, bound.column) == "time":
                # What was created, say, is what is spoken of, and not the tenant whose it is.
                return None if bound.table in self.lexicon.hubs and self.anchors and bound.table not in self.anchors else bound
        for table in self.anchors:
            columns = [column.name for column in self.lexicon.tables[table].columns if self.lexicon.kind(table, column.name) == "time"]
            begins = {sense.column for sense in self.lexicon.phrases.get(("start",), ()) if sense.table == table and sense.score >= _CALLED_SO}
            ranked = sorted((when_rank(self.lexicon.names[table, name]), name not in begins, place, name) for place, name in enumerate(columns))
            if ranked:
                if len(ranked) > 1 and ranked[0][:2] == ranked[1][:2]:
                    self.frame.count("column-tie")
                return Bound(table, ranked[0][-1])
        return None

    def _candidate(self, condition: Condition, scored: list[tuple[float, Bound]]) -> tuple[Bound, Scalar | tuple[Scalar, ...]] | None:
        """The cell that a value was found in: of the named column, else of the named table, else of the likeliest table."""
        named = {(bound.table, bound.column): score for score, bound in scored}
        said = {sense.table: sense.score for sense in condition.name.tables} if condition.name else {}
        owned = {sense.table for sense in condition.name.owner} if condition.name else set()

        def rank(cell: tuple[str, str, str]) -> float:
            table, column, _ = cell
            own = 3.0 + named[table, column] if (table, column) in named else 0.0
            own += 0.6 * max((sense.score for sense in condition.near if sense.table == table), default=0.0)
            return own + self._nearness(table) + self._title_bonus(table, column) + 0.5 * said.get(table, 0.0) + 0.5 * (table in owned)

        flag = next(
            (sense for sense in condition.flags if sense.table in self.anchors[:1] and self.lexicon.kind(sense.table, sense.column) == "boolean"),
            None,
        )
        if flag is not None and not any(table == flag.table for table, _, _ in condition.candidates):
            return Bound(flag.table, flag.column), True
        ranked = sorted(((rank(cell), -index) for index, cell in enumerate(condition.candidates)), reverse=True)
        score, place = ranked[0]
        if score < 3.0 and scored and scored[0][0] >= _SURE and not said and condition.operator in {"eq", "neq"}:
            return None
        table, column, value = condition.candidates[-place]
        if score < 3.0 and condition.near and (table, column) in self.lexicon.enumerated and all(sense.table != table for sense in condition.near):
            self.frame.count("condition-unbound")
        if score < 3.0:
            self.frame.count("value-alone")
            if len(ranked) > 1 and score - ranked[1][0] < _CLOSE:
                self.frame.count("value-tie")
        return Bound(table, column), self.typed(Bound(table, column), value)

    def _title_bonus(self, table: str, column: str) -> float:
        return 0.08 if self.lexicon.display.get(table) == column else 0.0

    def _fitting(self, condition: Condition, scored: list[tuple[float, Bound]]) -> Bound:
        """The best column whose type goes with the value: a number is compared with a number."""
        ordered = condition.operator in {"gt", "gte", "lt", "lte", "between"}
        numeric = (
            isinstance(condition.value, int | float)
            or condition.average
            or (isinstance(condition.value, tuple) and all(isinstance(item, int | float) for item in condition.value))
        )
        if (ordered or condition.average) and numeric:
            best = scored[0][0]
            for score, bound in scored:
                if (
                    score > best - 0.35
                    and self.lexicon.kind(bound.table, bound.column) == "number"
                    and (bound.table, bound.column) not in self.lexicon.foreign
                ):
                    return bound
        return scored[0][1]

    def typed(self, bound: Bound, value: Scalar | tuple[Scalar, ...]) -> Scalar | tuple[Scalar, ...]:
        """The value as the column's type has it."""
        if isinstance(value, tuple):
            return tuple(self._scalar(bound, item) for item in value)
        return self._scalar(bound, value)

    def _scalar(self, bound: Bound, value: Scalar) -> Scalar:
        column = self.lexicon.column(bound.table, bound.column)
        if isinstance(value, datetime) and column is not None:
            return of_type(value, column.type)
        if column is None or isinstance(value, bool | datetime | date | time):
            return value
        kind = self.lexicon.kind(bound.table, bound.column)
        if isinstance(value, str) and kind != "text":
            typed = read_value(value, column.type)
            return value if isinstance(typed.value, tuple) or not typed.fits else typed.value
        if isinstance(value, int | float) and kind == "text":
            return str(value)
        return value


def _in_hundredths(value: Scalar | tuple[Scalar, ...]) -> Scalar | tuple[Scalar, ...]:
    if isinstance(value, tuple):
        return tuple(round(item * 100) if isinstance(item, int | float) else item for item in value)
    return round(value * 100) if isinstance(value, int | float) else value


_WHEN = ("start", "scheduled", "date", "due", "observed", "effective", "time", "at", "created")
_NOT_WHEN = frozenset({"end", "deleted", "updated", "cancelled", "canceled", "expired", "archived"})


def when_rank(words: tuple[str, ...]) -> int:
    """How soon a column of time is meant when none is named: starts before dates before marks of creation; ends and deletions last."""
    if _NOT_WHEN & set(words):
        return len(_WHEN) + 1
    if "created" in words:
        return len(_WHEN)
    return next((rank for rank, word in enumerate(_WHEN) if word in words), len(_WHEN))


def of_type(moment: datetime, type_name: str) -> datetime | date | time:
    """A moment as a column of time has it: a day, a time of day, or without a zone."""
    held = kind_of(type_name)
    if held == "date":
        return moment.date()
    if held == "time":
        return moment.time()
    return moment.replace(tzinfo=None) if "without" in type_name else moment
