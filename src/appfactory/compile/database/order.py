"""In which order things can be made: tables after those they point at, functions and views after those they call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from appfactory.model.database import Table

T = TypeVar("T")


def topological(items: Sequence[T], needs: Callable[[T], Iterable[T]]) -> tuple[T, ...]:
    """The items, each after what it needs, else in the given order. In a circle the first of the given order comes first.

    The walk keeps its own stack: a chain of thousands of items is no deeper than a list.
    """
    done: dict[int, T] = {}
    waiting: set[int] = set()
    known = {id(item) for item in items}
    for first in items:
        if id(first) in waiting:
            continue
        stack = [(first, iter(tuple(needs(first))))]
        waiting.add(id(first))
        while stack:
            item, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                done.setdefault(id(item), item)
            elif id(following) in known and id(following) not in waiting:
                waiting.add(id(following))
                stack.append((following, iter(tuple(needs(following)))))
    return tuple(done.values())


def creation_order(tables: Sequence[Table]) -> tuple[Table, ...]:
    """The tables, each after those its foreign keys point at; where they point in a circle, some keys must be added later."""
    by_name = {(table.schema, table.name): table for table in tables}

    def needs(table: Table) -> Iterable[Table]:
        for key in table.foreign_keys:
            target = by_name.get((key.references_schema, key.references))
            if target is not None and target is not table:
                yield target

    return topological(tuple(tables), needs)
