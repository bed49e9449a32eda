"""Which rows bear a name: the lookup that the translator asks, as requests of the same scope."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias, TypeGuard, runtime_checkable

from appfactory.contract.model.request import MAXIMUM_LIMIT, ColumnReference, Filter, Query, Request, Response, Scope, Selection
from appfactory.contract.model.translation import BEGINNING_OF_NAME, Clock, Lookup, Match, Translation
from appfactory.contract.statements.refusal import Refused
from appfactory.contract.statements.schema import Schema

MOST_MATCHES = 5
"""More rows of one name are too many to choose among."""

Asked: TypeAlias = tuple[str, str, str]
"""A table, a column of it, and the name that is looked for there."""

Read: TypeAlias = Callable[[Sequence[Request]], Sequence[Response]]
"""Runs queries of one scope, and answers each: that one is refused keeps none of the others from being run."""

_FOR_ALL_NAMES = frozenset({"pg-42501", "missing-scope", "scope-mismatch", "unknown-table", "unknown-column"})
"""Codes of refusals that are about the table, not about one of the names."""


class Translate(Protocol):
    """A translator with its lexicon."""

    def __call__(self, text: str, scope: Scope, clock: Clock, lookup: Lookup, /) -> Translation:
        """What the text means."""
        ...


@runtime_checkable
class WideLookup(Lookup, Protocol):
    """A lookup of many names at once, which saves a round trip to the database for each."""

    def at_hand(self, scope: Scope, /) -> Callable[[Asked], tuple[Match, ...] | None]:
        """What is known without asking for it, None for what is not. It holds for the text that is translated next."""
        ...

    def several(self, asked: Iterable[Asked], scope: Scope, /) -> Mapping[Asked, tuple[Match, ...]]:
        """What the lookup finds, for those for which it could be told; the others have to be asked one by one."""
        ...


def nothing_at_hand(_asked: Asked, /) -> None:
    """What a lookup knows that keeps nothing."""


def is_wide(lookup: Lookup) -> TypeGuard[WideLookup]:
    """True if the lookup takes many names at once. `isinstance` of a protocol costs more than a whole terse text."""
    return hasattr(lookup, "several")


@dataclass(frozen=True, slots=True)
class NamesInRows:
    """A lookup that asks by typed requests; it finds what the scope may read, and nothing where a request is refused."""

    read: Read
    schema: Schema

    def __call__(self, table: str, column: str, name: str, scope: Scope, /) -> tuple[Match, ...]:
        """The rows whose column reads as the name."""
        key = self._key(table)
        if not key or not name.strip():
            return ()
        exact = self._matches(table, key, Filter(ColumnReference(column), "eq", name), column, scope)
        return exact or self._matches(table, key, _reads_as(column, name), column, scope)

    def at_hand(self, _scope: Scope, /) -> Callable[[Asked], tuple[Match, ...] | None]:
        """Nothing: it asks each time."""
        return nothing_at_hand

    def several(self, asked: Iterable[Asked], scope: Scope, /) -> Mapping[Asked, tuple[Match, ...]]:
        """One query for each table."""
        tables: dict[str, list[Asked]] = {}
        found: dict[Asked, tuple[Match, ...]] = {}
        for one in asked:
            if one[2].strip() and self._key(one[0]):
                tables.setdefault(one[0], []).append(one)
            else:
                found[one] = ()
        responses = self.read([self._query(table, sought, scope) for table, sought in tables.items()]) if tables else ()
        for (table, sought), response in zip(tables.items(), responses, strict=True):
            found.update(_told(self._key(table), sought, response))
        return found

    def whole(self, tables: Mapping[str, Iterable[str]], scope: Scope) -> Mapping[tuple[str, str], Mapping[str, tuple[Match, ...]] | None]:
        """The cells of columns of tables by what they read in small letters; None for a column whose names have to be asked for.

        Those are columns of tables with too many rows, those that hold no text, and those in which a letter beyond ASCII reads as one of ASCII.
        """
        found: dict[tuple[str, str], Mapping[str, tuple[Match, ...]] | None] = {}
        texts: dict[str, list[str]] = {}
        queries: list[Request] = []
        for table, listed in tables.items():
            columns, key = tuple(listed), self._key(table)
            found.update(dict.fromkeys(((table, column) for column in columns), None))
            told = [column for column in columns if key and self._is_text(table, column)]
            if told:
                texts[table] = told
                select = tuple(Selection(ColumnReference(column)) for column in dict.fromkeys((key, *told)))
                queries.append(Request(Query(table, select, limit=MAXIMUM_LIMIT), scope))
        responses = self.read(queries) if queries else ()
        for (table, told), response in zip(texts.items(), responses, strict=True):
            if response.error is None and len(response.rows) < MAXIMUM_LIMIT:
                found.update({(table, column): _cells(self._key(table), column, response) for column in told})
        return found

    def _is_text(self, table: str, column: str) -> bool:
        """True for a column that any text can be compared with."""
        described = self.schema.columns(self.schema.table(table)).get(column)
        return described is not None and described.type.partition("(")[0].strip() in {"text", "character varying"}

    def _query(self, table: str, asked: list[Asked], scope: Scope) -> Request:
        """The rows of a table that read as any of the names."""
        first, *others = [_reads_as(column, name) for _, column, name in asked]
        select = tuple(Selection(ColumnReference(column)) for column in dict.fromkeys((self._key(table), *(column for _, column, _ in asked))))
        return Request(Query(table, select, filters=(replace(first, alternatives=tuple(others)),), limit=MAXIMUM_LIMIT), scope)

    def _key(self, table: str) -> str:
        """The column of the table's key, empty if it has none of one column."""
        try:
            keys = self.schema.table(table).primary_key
        except Refused:
            return ""
        return keys[0] if len(keys) == 1 else ""

    def _matches(self, table: str, key: str, condition: Filter, column: str, scope: Scope) -> tuple[Match, ...]:
        select = (Selection(ColumnReference(key)), Selection(ColumnReference(column)))
        query = Query(table, select if key != column else select[:1], filters=(condition,), limit=MOST_MATCHES)
        (response,) = self.read([Request(query, scope)])
        return tuple(Match(str(row[key]), str(row[column])) for row in response.rows if row.get(column) is not None)


@dataclass(frozen=True, slots=True)
class LimitedLookup:
    """A lookup that finds nothing in tables that are not allowed."""

    lookup: WideLookup
    allowed: Callable[[str], bool]

    def __call__(self, table: str, column: str, name: str, scope: Scope, /) -> tuple[Match, ...]:
        """The rows whose column reads as the name."""
        return self.lookup(table, column, name, scope) if self.allowed(table) else ()

    def at_hand(self, scope: Scope, /) -> Callable[[Asked], tuple[Match, ...] | None]:
        """What is known of the allowed tables, and nothing of the others."""
        known = self.lookup.at_hand(scope)
        return lambda one: known(one) if self.allowed(one[0]) else ()

    def several(self, asked: Iterable[Asked], scope: Scope, /) -> Mapping[Asked, tuple[Match, ...]]:
        """What is found in the allowed tables, and nothing in the others."""
        listed = tuple(asked)
        return {**dict.fromkeys(listed, ()), **self._asked([one for one in listed if self.allowed(one[0])], scope)}

    def _asked(self, asked: list[Asked], scope: Scope) -> Mapping[Asked, tuple[Match, ...]]:
        return self.lookup.several(asked, scope) if asked else {}


def _reads_as(column: str, name: str) -> Filter:
    said = name.removesuffix(BEGINNING_OF_NAME)
    escaped = said.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return Filter(ColumnReference(column), "ilike", escaped if said == name else f"{escaped} %")


def is_read_as(stored: str, name: str) -> bool:
    """True if a stored name, in small letters, is the one looked for, or begins with it as `BEGINNING_OF_NAME` asks."""
    said = name.lower().removesuffix(BEGINNING_OF_NAME)
    return stored == name.lower() or (said != name.lower() and stored.startswith(f"{said} "))


def _told(key: str, asked: list[Asked], response: Response) -> Mapping[Asked, tuple[Match, ...]]:
    """What one query of a table says of the names asked for there."""
    if response.error is not None:
        return dict.fromkeys(asked, ()) if response.error.code in _FOR_ALL_NAMES else {}
    if len(response.rows) == MAXIMUM_LIMIT:
        return {}
    columns = dict.fromkeys(column for _, column, _ in asked)
    cells: dict[tuple[str, str], list[Match]] = {}
    for row in response.rows:
        for column in columns:
            if row[column] is not None:
                cells.setdefault((column, str(row[column]).lower()), []).append(Match(str(row[key]), str(row[column])))
    found = {}
    for one in asked:
        matches = cells.get((one[1], one[2].lower()), [])
        if one[2].endswith(BEGINNING_OF_NAME):
            matches = [match for (column, stored), each in cells.items() if column == one[1] and is_read_as(stored, one[2]) for match in each]
        exact = [match for match in matches if match.name == one[2]]
        found[one] = tuple((exact or matches)[:MOST_MATCHES])
    sought = {(column, name.lower()) for _, column, name in asked}
    beginnings = [(column, name) for _, column, name in asked if name.endswith(BEGINNING_OF_NAME)]
    sought |= {cell for cell in cells for column, name in beginnings if cell[0] == column and is_read_as(cell[1], name)}
    placed = all(any((column, str(row[column]).lower()) in sought for column in columns) for row in response.rows)
    # PostgreSQL lowers some letters otherwise than we do: if it found what we can't place, the rest is asked for name by name.
    return found if placed else {one: matches for one, matches in found.items() if matches}


def _cells(key: str, column: str, response: Response) -> Mapping[str, tuple[Match, ...]] | None:
    """The rows of a column by what they read in small letters, None where PostgreSQL may lower a letter otherwise than we do."""
    cells: dict[str, tuple[Match, ...]] = {}
    for row in response.rows:
        if row[column] is None:
            continue
        name = str(row[column])
        lowered = name.lower()
        if lowered.isascii() and not name.isascii():
            return None
        cells[lowered] = (*cells.get(lowered, ()), Match(str(row[key]), name))
    return cells
