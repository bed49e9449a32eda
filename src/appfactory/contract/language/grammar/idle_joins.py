"""Joins that a query can do without: the key of a parent is already in the row that refers to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from appfactory.contract.language.lexicon import Lexicon
from appfactory.contract.model.request import ColumnReference, Filter, Join, Query


def without_idle_joins(query: Query, lexicon: Lexicon) -> Query:
    """The same rows by fewer joins: where a parent is only there for its key in a condition, the column that refers to it is compared."""
    for join in query.joins:
        if len(join.pairs) == 1 and lexicon.tables[join.table].primary_key == (join.pairs[0][1],) and _only_key_compared(query, join):
            own, key = join.pairs[0][0], ColumnReference(join.pairs[0][1], join.alias)
            filters = tuple(replace(each, column=own) if each.column == key else each for each in query.filters)
            return without_idle_joins(replace(query, joins=tuple(each for each in query.joins if each != join), filters=filters), lexicon)
    return query


def _only_key_compared(query: Query, join: Join) -> bool:
    key = ColumnReference(join.pairs[0][1], join.alias)
    compared = [each for each in query.filters if each.column == key]
    plain = all(each.operator in {"eq", "in"} and not each.alternatives and each.aggregate is None for each in compared)
    others = [reference for reference in _references(query) if reference.table == join.alias]
    return bool(compared) and plain and len(others) == len(compared)


def _references(query: Query) -> Iterator[ColumnReference]:
    """All columns that a query speaks of, those by which its tables are joined included."""
    yield from (each.of for each in query.select)
    yield from query.group
    yield from (each.column for each in query.sort)
    yield from (left for join in query.joins for left, _ in join.pairs)
    for each in query.filters:
        yield from _of_filter(each)


def _of_filter(condition: Filter) -> Iterator[ColumnReference]:
    yield condition.column
    if isinstance(condition.value, ColumnReference):
        yield condition.value
    for each in condition.alternatives:
        yield from _of_filter(each)
