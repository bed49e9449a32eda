"""Queries as SQL: sources, conditions, groups, order, sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from appfactory.compile.database.identifiers import MAXIMUM_BYTES, cut, qualified, quote
from appfactory.contract.model.request import MAXIMUM_LIMIT, Aggregate, ColumnReference, Filter, Join, Operator, Query, Scalar, Scope, Selection, Sort
from appfactory.contract.statements.refusal import Limits, Refused, missing_scope, not_a_query, over_limit, unknown_alias
from appfactory.contract.statements.schema import SCOPE_COLUMN, Schema
from appfactory.contract.statements.values import as_text, check_value, family, is_whole, literal
from appfactory.model.database import Column, Table

_COMPARISONS: dict[Operator, str] = {
    "eq": "=", "neq": "<>", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "like": "like", "ilike": "ilike", "not_like": "not like",
}  # fmt: skip
_PATTERNS = ("like", "ilike", "not_like")
_COUNT = Column("count", "bigint")


@dataclass(slots=True)
class Sources:
    """The tables that a query reads, by alias; `outer` are those of the query around it."""

    base: str
    tables: dict[str, Table]
    outer: Sources | None = None

    @property
    def depth(self) -> int:
        """How many queries stand around this one."""
        return 0 if self.outer is None else self.outer.depth + 1


@dataclass(slots=True)
class Printer:
    """Prints one statement and collects its values."""

    schema: Schema
    scope: Scope | None
    limits: Limits
    dialect: str
    params: list[str | None] = field(default_factory=list)
    bound: list[tuple[Scalar | tuple[Scalar, ...], Table, Column]] = field(default_factory=list)
    """The values behind `params`, each with the column that it meets."""

    def quote(self, name: str) -> str:
        """An identifier of the catalog."""
        return quote(name) if self.dialect == "postgresql" else '"' + name.replace('"', '""') + '"'

    def table(self, table: Table) -> str:
        """A table, with its schema."""
        return qualified(table.schema, table.name) if self.dialect == "postgresql" else self.quote(table.name)

    def bind(self, text: str | None) -> str:
        """A value's place in the statement."""
        if len(self.params) >= self.limits.values:
            raise Refused(over_limit("too many values in one statement", self.limits.values))
        self.params.append(text)
        return f"${len(self.params)}"

    def value(self, value: Scalar | tuple[Scalar, ...], table: Table, column: Column) -> str:
        """A value that meets a column."""
        check_value(value, table, column, self.schema.enumeration(column.type), self.limits)
        if self.dialect != "postgresql":
            return literal(value)
        self.bound.append((value, table, column))
        return self.bind(as_text(value, column.type))

    def query(self, query: Query, default_limit: int | None = None, outer: Sources | None = None) -> str:
        """A whole query. The default limit holds for the outermost only."""
        if outer is not None and outer.depth >= self.limits.levels:
            raise Refused(over_limit("queries in each other", self.limits.levels))
        sources = self._sources(query, outer)
        if query.combine is None or query.other is None:
            return self._select(query, sources) + self._order(query, sources) + self._window(query, default_limit)
        return self._combined(query, query.other, sources, default_limit)

    def _combined(self, query: Query, other: Query, sources: Sources, default_limit: int | None) -> str:
        """Order and limit of the query hold for the whole; those of the other one for itself."""
        if sources.depth + _chained(other) > self.limits.levels:
            raise Refused(over_limit("queries combined with each other", self.limits.levels))
        first, second = self._select(query, sources), self.query(other, None, sources.outer)
        if self.dialect == "postgresql":
            sql = f"({first}) {query.combine} ({second})"
        else:
            plain = other.combine is None and not other.sort and other.limit is None and not other.offset
            sql = f"{first} {query.combine} {second}" if plain else f"{first} {query.combine} select * from ({second})"
        return sql + self._order_of_set(query) + self._window(query, default_limit)

    def _sources(self, query: Query, outer: Sources | None) -> Sources:
        base = self.schema.table(query.table)
        sources = Sources(base.name, {base.name: base}, outer)
        for join in query.joins:
            if join.alias in sources.tables:
                message = f"two tables of the query are called `{join.alias}`"
                raise Refused(not_a_query(message, "give the second one an alias of its own", join.table))
            sources.tables[join.alias] = self.schema.table(join.table)
        return sources

    def resolve(self, reference: ColumnReference, sources: Sources) -> tuple[str, Table, Column]:
        """A column as it is printed, its table and itself. A table of the query around this one is found too."""
        alias = reference.table or sources.base
        found: Sources | None = sources
        while found is not None and alias not in found.tables:
            found = found.outer
        if found is None:
            raise Refused(unknown_alias(alias, sources.tables))
        table = found.tables[alias]
        column = self.schema.column(table, reference.column)
        plain = found is sources and len(sources.tables) == 1
        return (self.quote(column.name) if plain else f"{self.quote(alias)}.{self.quote(column.name)}"), table, column

    def _select(self, query: Query, sources: Sources) -> str:
        """Everything up to order and limit."""
        selected = query.select or tuple(Selection(column) for column in query.group)
        distinct = "distinct " if query.distinct or any(item.distinct and item.aggregate is None for item in selected) else ""
        everything = "*" if len(sources.tables) == 1 else f"{self.quote(sources.base)}.*"
        names: set[str] = set()
        columns = ", ".join(self._output(item, sources, names) for item in selected) or everything
        tables = self._from(query, sources)
        group = f" group by {', '.join(self.resolve(column, sources)[0] for column in query.group)}" if query.group else ""
        rows = [condition for condition in query.filters if not _is_of_group(condition)]
        where = self.where(rows, sources, tuple(join.alias for join in query.joins if join.optional))
        groups = [condition for condition in query.filters if _is_of_group(condition)]
        having = f" having {self._all(groups, sources)}" if groups else ""
        return f"select {distinct}{columns} from {tables}{where}{group}{having}"

    def _output(self, item: Selection, sources: Sources, names: set[str]) -> str:
        """One output column, under a name that no other has."""
        printed = self._expression(item.of, item.aggregate, item.distinct, sources)
        natural = item.aggregate or item.of.column
        if self.dialect != "postgresql" or natural == "*":
            return printed
        owner = item.of.column if item.aggregate else item.of.table or sources.base
        choices = (natural, f"{natural}_{owner}" if item.aggregate else f"{owner}_{natural}")
        name = next((choice for choice in choices if choice not in names), "")
        number = 1
        while not name:
            number += 1
            name = f"{choices[1]}_{number}" if f"{choices[1]}_{number}" not in names else ""
        names.add(name)
        return printed if name == natural else f"{printed} as {self.quote(cut(name, MAXIMUM_BYTES))}"

    def _expression(self, reference: ColumnReference, aggregate: Aggregate | None, distinct: bool, sources: Sources) -> str:
        """A column or an aggregate of one."""
        if reference.column == "*" and aggregate is None:
            alias = reference.table or sources.base
            if alias not in sources.tables:
                raise Refused(unknown_alias(alias, sources.tables))
            return f"{self.quote(alias)}.*"
        if reference.column == "*":
            if aggregate != "count" or distinct:
                raise Refused(not_a_query(f"`{aggregate}` of all columns means nothing", "name the column", sources.base))
            return "count(*)"
        printed = self.resolve(reference, sources)[0]
        return printed if aggregate is None else f"{aggregate}({'distinct ' if distinct else ''}{printed})"

    def _from(self, query: Query, sources: Sources) -> str:
        """The tables. Each join sees those before it; an optional one is confined to the scope where it is joined, so that it stays optional."""
        base = sources.tables[sources.base]
        text = self.table(base)
        seen = Sources(sources.base, {sources.base: base}, sources.outer)
        for join in query.joins:
            text += self._join(join, sources.tables[join.alias], seen, sources)
        return text

    def _join(self, join: Join, table: Table, seen: Sources, sources: Sources) -> str:
        before = dict(seen.tables)
        seen.tables[join.alias] = table
        conditions = []
        for left, right in join.pairs:
            if (left.table or sources.base) == join.alias and join.alias not in before:
                raise Refused(not_a_query(f"`{join.alias}` is joined with itself", "name a table that is there before the join", join.table))
            other = self.resolve(ColumnReference(right, join.alias), seen)[0]
            conditions.append(f"{self.resolve(left, seen)[0]} = {other}")
        if join.optional:
            conditions += self._confined(join.alias, table, ())
        alias = "" if join.alias == table.name else f" as {self.quote(join.alias)}"
        kind = "left join" if join.optional else "join"
        return f" {kind} {self.table(table)}{alias} on {' and '.join(conditions)}"

    def where(self, filters: Sequence[Filter], sources: Sources, optional: tuple[str, ...] = ()) -> str:
        """The conditions on rows, with those of the scope."""
        conditions = [self._condition(condition, sources) for condition in filters]
        for alias, table in sources.tables.items():
            if alias not in optional:
                conditions += self._confined(alias if len(sources.tables) > 1 else "", table, filters if alias == sources.base else ())
        return f" where {' and '.join(conditions)}" if conditions else ""

    def _confined(self, alias: str, table: Table, filters: Sequence[Filter]) -> list[str]:
        """The condition that confines a table to the scope's business; none if a filter says the same."""
        if self.scope is None or not self.schema.is_scoped(table):
            return []
        if not self.scope.biz_id:
            raise Refused(missing_scope(table.name, SCOPE_COLUMN))
        for said in filters:
            same_column = said.column.column == SCOPE_COLUMN and said.column.table in ("", table.name)
            if same_column and said.operator == "eq" and said.value == self.scope.biz_id and not said.alternatives and said.aggregate is None:
                return []
        column = f"{self.quote(alias)}.{self.quote(SCOPE_COLUMN)}" if alias else self.quote(SCOPE_COLUMN)
        return [f"{column} = {self.value(self.scope.biz_id, table, self.schema.column(table, SCOPE_COLUMN))}"]

    def _all(self, filters: Sequence[Filter], sources: Sources) -> str:
        return " and ".join(self._condition(condition, sources) for condition in filters)

    def _condition(self, condition: Filter, sources: Sources, level: int = 0) -> str:
        """One condition, with its alternatives in parentheses."""
        if level > self.limits.levels:
            raise Refused(over_limit("alternatives in each other", self.limits.levels))
        printed = self._comparison(condition, sources)
        if not condition.alternatives:
            return printed
        if len(condition.alternatives) > self.limits.listed:
            raise Refused(over_limit(f"{len(condition.alternatives)} alternatives", self.limits.listed))
        others = [self._condition(item, sources, level + 1) for item in condition.alternatives]
        return f"({' or '.join([printed, *others])})"

    def _comparison(self, condition: Filter, sources: Sources) -> str:
        left = self._expression(condition.column, condition.aggregate, condition.distinct, sources)
        if condition.column.column == "*" and condition.aggregate is None:
            raise Refused(not_a_query("all columns at once can't be compared", "name the column", sources.base))
        table = sources.tables[sources.base]
        column = _COUNT
        if condition.column.column != "*":
            _, table, column = self.resolve(condition.column, sources)
        if condition.aggregate in ("count", "sum", "avg"):
            column = Column(column.name, "numeric" if condition.aggregate != "count" else "bigint")
        operator, value = condition.operator, condition.value
        if operator in ("is_null", "not_null"):
            return f"{left} is {'not ' if operator == 'not_null' else ''}null"
        if isinstance(value, Query):
            return self._with_query(left, operator, value, sources)
        if isinstance(value, ColumnReference):
            return f"{left} {self._sign(operator, sources)} {self.resolve(value, sources)[0]}"
        if operator in ("in", "not_in"):
            return self._membership(left, operator == "in", value if isinstance(value, tuple) else (value,), table, column)
        if operator == "between":
            if not isinstance(value, tuple) or len(value) != 2:
                raise Refused(not_a_query("`between` has a lower and an upper end", "give two values", table.name))
            low, high = (self._compared(end, table, column) for end in value)
            return f"{left} between {low} and {high}"
        if value is None and operator in ("eq", "neq"):
            return f"{left} is {'not ' if operator == 'neq' else ''}null"
        if operator in _PATTERNS:
            return self._pattern(left, operator, value, table, column)
        return f"{left} {_COMPARISONS[operator]} {self._compared(value, table, column)}"

    def _sign(self, operator: Operator, sources: Sources) -> str:
        sign = _COMPARISONS.get(operator)
        if sign is None:
            raise Refused(not_a_query(f"`{operator}` does not compare with one column", "use eq, neq, gt, gte, lt or lte", sources.base))
        return sign if self.dialect == "postgresql" or sign != "ilike" else "like"

    def _pattern(self, left: str, operator: Operator, value: Scalar | tuple[Scalar, ...], table: Table, column: Column) -> str:
        """Patterns match the text of a value, whatever its type."""
        text = Column(column.name, "text")
        if isinstance(value, str) and len(value) > self.limits.pattern:
            raise Refused(over_limit(f"{len(value)} characters of a pattern", self.limits.pattern, table.name, column.name))
        if self.dialect == "sqlite":
            return f"{left} {'not like' if operator == 'not_like' else 'like'} {self.value(value, table, text)}"
        cast = "" if family(column.type) == "text" else "::text"
        return f"{left}{cast} {_COMPARISONS[operator]} {self.value(value, table, text)}"

    def _with_query(self, left: str, operator: Operator, inner: Query, sources: Sources) -> str:
        if len(inner.select) != 1 or (inner.select[0].of.column == "*" and inner.select[0].aggregate is None):
            message = "a query that stands for a value must have one column"
            raise Refused(not_a_query(message, "select the column that is compared", inner.table))
        printed = self.query(inner, None, sources)
        if operator in ("in", "not_in"):
            return f"{left} {'not in' if operator == 'not_in' else 'in'} ({printed})"
        return f"{left} {self._sign(operator, sources)} ({printed})"

    def _membership(self, left: str, inside: bool, values: tuple[Scalar, ...], table: Table, column: Column) -> str:
        """NULL in a list means rows without a value; SQL itself would find nothing then."""
        if len(values) > self.limits.listed:
            raise Refused(over_limit(f"{len(values)} values for `{table.name}.{column.name}`", self.limits.listed, table.name, column.name))
        present = [value for value in values if value is not None]
        printed = ", ".join(self._compared(value, table, column) for value in present)
        absent = len(present) < len(values)
        if not present:
            none = f"{left} is {'' if inside else 'not '}null"
            return none if absent else ("false" if inside else "true") if self.dialect == "postgresql" else ("0" if inside else "1")
        if inside:
            return f"({left} in ({printed}) or {left} is null)" if absent else f"{left} in ({printed})"
        return f"({left} not in ({printed}) and {left} is not null)" if absent else f"{left} not in ({printed})"

    def _compared(self, value: Scalar | tuple[Scalar, ...], table: Table, column: Column) -> str:
        """A value beside a column. A fraction beside whole numbers is compared as such, not refused."""
        fraction = isinstance(value, float | Decimal) and family(column.type) == "integer" and not is_whole(value)
        if not fraction or self.dialect == "sqlite":
            return self.value(value, table, column)
        return f"{self.value(value, table, Column(column.name, 'numeric'))}::numeric"

    def _order(self, query: Query, sources: Sources) -> str:
        printed = [self._sorted(item, sources) for item in query.sort]
        return f" order by {', '.join(printed)}" if printed else ""

    def _sorted(self, item: Sort, sources: Sources) -> str:
        if item.column.column == "*" and item.aggregate is None:
            raise Refused(not_a_query("all columns at once are no order", "name the column", sources.base))
        text = self._expression(item.column, item.aggregate, item.distinct, sources)
        if item.direction == "asc":
            return text
        nullable = item.aggregate not in (None, "count") or (item.aggregate is None and self.resolve(item.column, sources)[2].nullable)
        # Who asks for the latest or the largest does not mean rows without a value, which PostgreSQL puts first.
        return f"{text} desc nulls last" if nullable and self.dialect == "postgresql" else f"{text} desc"

    def _order_of_set(self, query: Query) -> str:
        """A combined query can be sorted by its own output columns only."""
        places = []
        for item in query.sort:
            wanted = Selection(item.column, item.aggregate, item.distinct)
            if wanted not in query.select:
                message = "combined queries can be sorted by what they select only"
                raise Refused(not_a_query(message, f"select `{item.column.column}` too", query.table))
            places.append(f"{query.select.index(wanted) + 1}{' desc' if item.direction == 'desc' else ''}")
        return f" order by {', '.join(places)}" if places else ""

    def _window(self, query: Query, default_limit: int | None) -> str:
        if query.limit is not None and not 1 <= query.limit <= MAXIMUM_LIMIT:
            raise Refused(over_limit(f"{query.limit} rows", MAXIMUM_LIMIT, query.table))
        limit = query.limit if query.limit is not None else default_limit
        text = f" limit {limit:d}" if limit is not None else " limit -1" if query.offset and self.dialect == "sqlite" else ""
        return text + (f" offset {query.offset:d}" if query.offset else "")


def _is_of_group(condition: Filter) -> bool:
    return condition.aggregate is not None or any(_is_of_group(item) for item in condition.alternatives)


def _chained(query: Query) -> int:
    """How many queries a chain of sets has."""
    length, other = 1, query.other
    while other is not None and length < 1000:
        length, other = length + 1, other.other
    return length
