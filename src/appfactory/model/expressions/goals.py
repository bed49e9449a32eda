"""What a row must fulfil, or must not: checks, uniques, foreign keys and exclusions, as goals of a search."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from appfactory.model.database import Database, Exclusion, ForeignKey, Index, Table
from appfactory.model.expressions.evaluation import Evaluator, Row
from appfactory.model.expressions.kinds import domain_of
from appfactory.model.expressions.operators import UnsupportedError, operate
from appfactory.model.expressions.parsing import column_references, descendants, expression_text, parse_expression

if TYPE_CHECKING:
    from postgast import pg_query_pb2 as tree

Values = Mapping[str, object]
"""A row in Python's values, by column."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A test of a row that looks at some columns. `met` gives None where it can't be computed."""

    name: str
    columns: tuple[str, ...]
    met: Callable[[Values], bool | None]


@dataclass(slots=True)
class Condition:
    """An expression of the schema with the columns it speaks of; `problem` says why it can't be read.

    `constraint` is what PostgreSQL calls it when it is broken: its name, but for conditions that several columns have by their domain.
    """

    name: str
    text: str
    node: tree.Node | None = None
    columns: tuple[str, ...] = ()
    problem: str = ""
    constraint: str = ""


def condition(name: str, text: str) -> Condition:
    """Reads an expression."""
    node = parse_expression(text)
    if isinstance(node, str):
        return Condition(name, text, problem=node)
    return Condition(name, text, node, column_references(node))


def domain_conditions(column: str, type_name: str, database: Database) -> tuple[Condition, ...]:
    """What the domain of a column, and the domain that it is of, demand of the column's values."""
    from postgast import pg_query_pb2 as tree

    found: list[Condition] = []
    domain = domain_of(type_name, database)
    while domain is not None:
        for check in domain.checks:
            made = condition(f"{column}.{check.name}", check.expression)
            if made.node is not None:
                for reference in descendants(made.node, tree.ColumnRef):
                    reference.fields[-1].string.sval = column
            found.append(replace(made, columns=(column,), constraint=check.name))
        domain = domain_of(domain.base, database)
    return tuple(found)


def domain_demands_value(type_name: str, database: Database) -> bool:
    """True if the domain of a column, or a domain that it is of, takes no null."""
    domain = domain_of(type_name, database)
    while domain is not None:
        if not domain.nullable:
            return True
        domain = domain_of(domain.base, database)
    return False


def column_condition(name: str) -> Condition:
    """A column as an expression."""
    from postgast import pg_query_pb2 as tree

    node = tree.Node(column_ref=tree.ColumnRef(fields=[tree.Node(string=tree.String(sval=name))]))
    return Condition(name, name, node, (name,))


def holds(found: Condition, evaluator: Evaluator, *, wanted: bool = True) -> Goal:
    """The goal that a condition is true or null (as a check wants it), or, not `wanted`, that it is false."""

    def met(row: Values) -> bool | None:
        if found.node is None:
            return None
        try:
            value = evaluator.holds(found.node, row)
        except UnsupportedError:
            return None
        return value is not False if wanted else value is False

    return Goal(found.name, found.columns, met)


def is_true(found: Condition, evaluator: Evaluator, *, wanted: bool = True) -> Goal:
    """The goal that a predicate is true (as the WHERE of an index wants it), or, not `wanted`, that it is not."""

    def met(row: Values) -> bool | None:
        if found.node is None:
            return None
        try:
            return (evaluator.holds(found.node, row) is True) == wanted
        except UnsupportedError:
            return None

    return Goal(found.name, found.columns, met)


@dataclass(frozen=True, slots=True)
class UniqueSet:
    """What must be unique among rows: a primary key, a constraint or an index. `expressions` are columns' names or SQL."""

    name: str
    expressions: tuple[Condition, ...]
    where: Condition | None = None
    nulls_distinct: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that it looks at, those of its WHERE last."""
        named = tuple(dict.fromkeys(column for part in self.expressions for column in part.columns))
        return tuple(dict.fromkeys((*named, *(self.where.columns if self.where is not None else ()))))

    def key(self, row: Row, evaluator: Evaluator) -> tuple[object, ...] | None:
        """The values that must not be there twice; None if the row is not looked at. Raises `UnsupportedError`."""
        if self.where is not None:
            if self.where.node is None:
                raise UnsupportedError(self.where.problem)
            if evaluator.holds(self.where.node, row) is not True:
                return None
        values = []
        for part in self.expressions:
            if part.node is None:
                raise UnsupportedError(part.problem)
            values.append(evaluator.value(part.node, row))
        return None if self.nulls_distinct and None in values else tuple(values)


def unique_sets(table: Table) -> tuple[UniqueSet, ...]:
    """Everything that must be unique in a table."""

    def plain(names: Sequence[str]) -> tuple[Condition, ...]:
        return tuple(column_condition(name) for name in names)

    found = []
    if table.primary_key:
        found.append(UniqueSet(f"{table.name}_pkey", plain(table.primary_key)))
    found += [UniqueSet(unique.name, plain(unique.columns), None, unique.nulls_distinct) for unique in table.uniques]
    found += [_of_index(table, index) for index in table.indexes if index.unique]
    return tuple(found)


def _of_index(table: Table, index: Index) -> UniqueSet:
    parts = tuple(column_condition(text) if table.column(text) is not None else condition(text, _without_options(text)) for text in index.columns)
    return UniqueSet(index.name, parts, condition(index.name, index.where) if index.where else None)


def _without_options(text: str) -> str:
    """An index's element without what follows its expression: `lower(email) desc` → `lower(email)`."""
    words = text.split(" ")
    while len(words) > 1 and words[-1].lower() in {"asc", "desc", "nulls", "first", "last"}:
        words.pop()
    return " ".join(words)


def distinct(unique: UniqueSet, rows: Sequence[Values], evaluator: Evaluator) -> Goal:
    """The goal that no row of `rows` has the same."""

    def met(row: Values) -> bool | None:
        try:
            key = unique.key(row, evaluator)
            return key is None or all(unique.key(other, evaluator) != key for other in rows)
        except UnsupportedError:
            return None

    return Goal(unique.name, unique.columns, met)


def same(unique: UniqueSet, rows: Sequence[Values], evaluator: Evaluator) -> Goal:
    """The goal that some row of `rows` has the same."""

    def met(row: Values) -> bool | None:
        try:
            key = unique.key(row, evaluator)
            return key is not None and any(unique.key(other, evaluator) == key for other in rows)
        except UnsupportedError:
            return None

    return Goal(unique.name, unique.columns, met)


def refers(key: ForeignKey, parents: Sequence[tuple[object, ...]], *, itself: bool = False, wanted: bool = True) -> Goal:
    """The goal that a foreign key finds its row (or is null), or, not `wanted`, that it is complete and finds none.

    `itself`: it refers to its own table, so that the row may be its own parent.
    """

    def met(row: Values) -> bool:
        values = tuple(row.get(column) for column in key.columns)
        found = values in parents or (itself and values == tuple(row.get(column) for column in key.referenced_columns))
        return None in values or found if wanted else None not in values and not found

    return Goal(key.name, (*key.columns, *key.referenced_columns) if itself else key.columns, met)


@dataclass(frozen=True, slots=True)
class ExclusionRule:
    """An exclusion constraint: pairs of an expression and an operator, and which rows it looks at."""

    name: str
    elements: tuple[tuple[Condition, str], ...] = ()
    where: Condition | None = None
    problem: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that it looks at, those of its WHERE last."""
        named = tuple(dict.fromkeys(column for part, _ in self.elements for column in part.columns))
        return tuple(dict.fromkeys((*named, *(self.where.columns if self.where is not None else ()))))

    def applies(self, row: Row, evaluator: Evaluator) -> bool:
        """True if the row is looked at. Raises `UnsupportedError`."""
        if self.where is None:
            return True
        if self.where.node is None:
            raise UnsupportedError(self.where.problem)
        return evaluator.holds(self.where.node, row) is True

    def conflict(self, one: Row, other: Row, evaluator: Evaluator) -> bool:
        """True if the two rows exclude each other. Raises `UnsupportedError`."""
        if self.problem:
            raise UnsupportedError(self.problem)
        if not self.applies(one, evaluator) or not self.applies(other, evaluator):
            return False
        for part, sign in self.elements:
            if part.node is None:
                raise UnsupportedError(part.problem)
            if operate(sign, evaluator.value(part.node, one), evaluator.value(part.node, other)) is not True:
                return False
        return True


def exclusion_rule(exclusion: Exclusion) -> ExclusionRule:
    """Reads the definition of an exclusion constraint with PostgreSQL's grammar."""
    import postgast

    try:
        parsed = postgast.parse(f"alter table t add constraint c {exclusion.definition}")
    except postgast.PgQueryError as error:
        return ExclusionRule(exclusion.name, problem=error.message)
    constraint = getattr(parsed.stmts[0].stmt.alter_table_stmt.cmds[0].alter_table_cmd, "def").constraint
    elements = []
    for item in constraint.exclusions:
        element, operator = item.list.items
        index = element.index_elem
        part = condition(exclusion.name, expression_text(index.expr)) if index.HasField("expr") else column_condition(index.name)
        elements.append((part, operator.list.items[-1].string.sval))
    where = condition(exclusion.name, expression_text(constraint.where_clause)) if constraint.HasField("where_clause") else None
    return ExclusionRule(exclusion.name, tuple(elements), where)


def excludes(rule: ExclusionRule, rows: Sequence[Values], evaluator: Evaluator, *, wanted: bool = True) -> Goal:
    """The goal that no row of `rows` is in the way, or, not `wanted`, that one is."""

    def met(row: Values) -> bool | None:
        try:
            return any(rule.conflict(row, other, evaluator) for other in rows) != wanted
        except UnsupportedError:
            return None

    return Goal(rule.name, rule.columns, met)
