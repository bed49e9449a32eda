"""Two values of a field of which one comes before the other, for tests of order, of filters and of search."""

from __future__ import annotations

import re
from dataclasses import dataclass

from appfactory.catalog.stacks.nextjs_15.emit.index import Index, stored
from appfactory.catalog.stacks.nextjs_15.emit.layout import literal
from appfactory.catalog.stacks.nextjs_15.emit.refusals import is_simple
from appfactory.catalog.stacks.nextjs_15.emit.seed_checks import ordered_pairs
from appfactory.catalog.stacks.nextjs_15.emit.test_code import VALUES
from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.model.spec import Entity, FieldSpec
from appfactory.model.typescript_literal import encode_key

_SHORTEST_WORD = 20


@dataclass(frozen=True, slots=True)
class ValuePairs:
    """The pairs of an entity's fields, as source for a module of tests."""

    module: Module
    index: Index
    entity: Entity

    def differs(self, field: FieldSpec) -> bool:
        """True if two rows can have the two values of a field."""
        if field.unique or field.type.kind == "fk" or not self.is_free(field) or not field.names.camel.isidentifier():
            return False
        return stored(field.type) in ("int", "bigint", "string", "text", "date", "datetime", "decimal", "time")

    def is_free(self, field: FieldSpec) -> bool:
        """True if the field may have any value: nothing but plain bounds restricts it, or an order of two moments."""
        return not field.looked_up and (is_simple(self.index, self.entity, field) or self._partner(field) is not None)

    def holds_word(self, field: FieldSpec) -> bool:
        """True if the field takes a text that no other row has."""
        return self._is_text(field) and (not field.type.length or field.type.length >= _SHORTEST_WORD)

    def short_word(self, field: FieldSpec) -> str:
        """A literal for a field whose texts are too short to be one row's alone, such as a code of two letters; empty for any other field."""
        short = self._is_text(field) and not field.unique and 0 < field.type.length < _SHORTEST_WORD
        return literal("q7xz"[: field.type.length]) if short else ""

    def _is_text(self, field: FieldSpec) -> bool:
        """True if the field takes any text that is not too long."""
        if field.type.array or field.type.kind == "fk" or stored(field.type) not in ("string", "text"):
            return False
        return is_simple(self.index, self.entity, field) and not field.looked_up and field.names.camel.isidentifier()

    def words(self) -> tuple[str, str]:
        """Two texts that no other row has, in order; they come before most others."""
        unique = self.module.use(VALUES, "unique")
        return f'{unique}("0a", {_SHORTEST_WORD})', f'{unique}("0b", {_SHORTEST_WORD})'

    def member(self, field: FieldSpec, value: str) -> str:
        """A row's member; what must come before or after it is moved along."""
        name = encode_key(field.names.camel)
        partner, day = self._partner(field), re.search(r"\((-?\d+)", value)
        if partner is None or day is None:
            return f"{name}: {value}"
        other, step = partner
        return f"{name}: {value}, {encode_key(other.names.camel)}: {self.day(other, int(day[1]) + step)}"

    def day(self, field: FieldSpec, days: int) -> str:
        """A moment or a date, so many days from today."""
        if stored(field.type) == "date":
            return f"{self.module.use(VALUES, 'dayFrom')}({days})"
        return f'{self.module.use(VALUES, "inDays")}({days}, "12:00")'

    def pair(self, field: FieldSpec) -> tuple[str, str]:
        """The lower and the higher value; the same twice if the field's limits leave room for one only."""
        minimum, maximum = field.minimum or 0, field.maximum
        low, high = max(minimum, 1), min(max(minimum, 1) + 1, maximum if maximum is not None else 2**31)
        match stored(field.type):
            case "int":
                return str(low), str(high)
            case "bigint":
                return f"{low}n", f"{high}n"
            case "decimal":
                return literal(str(low)), literal(str(high))
            case "date" | "datetime":
                return self.day(field, 40), self.day(field, 41)
            case "time":
                return '"10:00:00"', '"11:00:00"'
            case _:
                length = min(field.type.length or 3, 3)
                return literal("a" * length), literal("b" * length)

    def ordered(self, field: FieldSpec) -> tuple[str, str] | None:
        """The members of a row that comes first in the order of a field, and of one that comes after it; None where they may be equal."""
        if field.names.source == self.entity.key or self._is_computed(field):
            return None
        if self.holds_word(field):
            low, high = self.words()
        elif self.differs(field):
            low, high = self.pair(field)
        elif stored(field.type) in ("enum", "bool") and not field.type.array and not field.unique and self.is_free(field):
            low, high = self._choices(field)
        else:
            return None
        return None if low == high else (self.member(field, low), self.member(field, high))

    def _choices(self, field: FieldSpec) -> tuple[str, str]:
        """The first and the last value: PostgreSQL orders an enumeration as it is declared, and false before true."""
        if stored(field.type) == "bool":
            return "false", "true"
        values = self.index.enumerations[field.type.enum].values
        return literal(values[0]), literal(values[-1])

    def _is_computed(self, field: FieldSpec) -> bool:
        """True if the database makes the value from others, so that no row can be given one."""
        table = self.index.spec.database.table(self.entity.table)
        columns = table.columns if table is not None else ()
        return any(column.generated for column in columns if column.name == field.column)

    def _partner(self, field: FieldSpec) -> tuple[FieldSpec, int] | None:
        """The moment that must come after a field (1) or before it (-1)."""
        if stored(field.type) not in ("date", "datetime"):
            return None
        for before, after in ordered_pairs(self.index, self.entity):
            if field.column == before.column and stored(after.type) in ("date", "datetime"):
                return after, 1
            if field.column == after.column and stored(before.type) in ("date", "datetime"):
                return before, -1
        return None
