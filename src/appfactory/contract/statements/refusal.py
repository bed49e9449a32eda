"""Refusals before any SQL: each names what is wrong, what is allowed, and the nearest name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from appfactory.compile.near_miss import nearest
from appfactory.contract.model.request import MAXIMUM_LIMIT, RequestError

_MOST_SHOWN = 80
_MOST_LISTED = 12


class Refused(Exception):  # noqa: N818 - it carries the error that the caller gets as a value
    """Ends the reading or the printing of a request; never leaves this package."""

    def __init__(self, error: RequestError) -> None:
        super().__init__(error.message)
        self.error = error


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one request may ask for.

    `rows` is the limit of a query that says none; `touched` the rows that a write may change; `listed` the values of an `in`; `text` the
    characters of one value; `values` the values of one statement (PostgreSQL takes 65,535); `levels` how deep queries may stand in each other;
    `steps` the commands of a batch, `together` the rows that are shown of all of them, and `seconds` how long it may have taken before another
    of them is begun; `pattern` the characters of a pattern, which PostgreSQL compares for as long as text and pattern together take, without
    looking at its statement timeout.
    """

    rows: int = 100
    touched: int = 1000
    listed: int = 1000
    text: int = 262_144
    values: int = 10_000
    levels: int = 8
    steps: int = 500
    together: int = 2000
    seconds: float = 30.0
    pattern: int = 1000

    def __post_init__(self) -> None:
        if not 1 <= self.rows <= MAXIMUM_LIMIT:
            raise ValueError(f"the default of rows is from 1 to {MAXIMUM_LIMIT}")


DEFAULT_LIMITS = Limits()


def shown(value: object) -> str:
    """A value for a message: shortened, on one line."""
    text = " ".join((value if isinstance(value, str) else str(value))[: _MOST_SHOWN * 2].split())
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def listed(words: Iterable[str]) -> str:
    """Words for a message: `a, b, c and 4 more`."""
    words = tuple(words)
    more = f" and {len(words) - _MOST_LISTED} more" if len(words) > _MOST_LISTED else ""
    return ", ".join(words[:_MOST_LISTED]) + more


def unknown_table(name: str, tables: Iterable[str]) -> RequestError:
    """A table that the catalog does not have."""
    near = nearest(name, tables)
    detail = f"did you mean {listed(near)}?" if near else "`appfactory contract catalog` lists the tables"
    return RequestError("unknown-table", f"unknown table `{shown(name)}`: the schema has no such table", detail, table=shown(name), nearest=near)


def unknown_column(name: str, table: str, columns: Iterable[str]) -> RequestError:
    """A column that the table does not have."""
    columns = tuple(columns)
    near = nearest(name, columns)
    detail = f"did you mean {listed(near)}?" if near else f"it has {listed(columns)}"
    message = f"unknown column `{shown(name)}`: `{table}` has no such column"
    return RequestError("unknown-column", message, detail, table=table, column=shown(name), nearest=near)


def unknown_alias(name: str, aliases: Iterable[str]) -> RequestError:
    """A column of a table that the query does not join."""
    aliases = tuple(aliases)
    detail = f"the query has {listed(aliases)}; join the table, or name the alias under which it is joined"
    message = f"unknown table `{shown(name)}`: the query does not read it"
    return RequestError("unknown-table", message, detail, table=shown(name), nearest=nearest(name, aliases))


def value_not_allowed(value: str, table: str, column: str, allowed: tuple[str, ...], enumeration: str = "") -> RequestError:
    """A value that the column's enumeration (or the list of its check) does not have."""
    near = nearest(value, allowed)
    hint = f"; did you mean {listed(near)}?" if near else ""
    return RequestError(
        "value-not-allowed",
        f"invalid input value `{shown(value)}` for {f'enum {enumeration}' if enumeration else 'the list'} of `{table}.{column}`",
        f"allowed are {listed(allowed)}{hint}",
        table=table,
        column=column,
        value=shown(value),
        allowed=allowed,
        nearest=near,
    )


def wrong_type(value: object, table: str, column: str, wanted: str) -> RequestError:
    """A value that can't be of the column's type."""
    message = f"`{shown(value)}` is no {wanted}, which `{table}.{column}` holds"
    return RequestError("wrong-type", message, f"write a value of type {wanted}", table=table, column=column, value=shown(value))


def over_limit(what: str, most: int, table: str = "", column: str = "") -> RequestError:
    """More than one request may ask for."""
    return RequestError("over-limit", f"{what}: the limit is {most}", "split it into several requests", table=table, column=column)


def missing_scope(table: str, column: str) -> RequestError:
    """A table whose rows belong to a business, and nobody said to which."""
    message = f"the rows of `{table}` belong to a business, and the request does not say to which"
    hint = "set `scope.bizId`; on the command line that is `--biz KEY`"
    return RequestError("missing-scope", message, hint, table=table, column=column)


def other_scope(table: str, column: str, value: str, scope: str) -> RequestError:
    """A row is to be given to another business than the scope's."""
    message = f"`{table}.{column}` is `{shown(value)}`, but the request runs for `{shown(scope)}`"
    return RequestError(
        "scope-mismatch", message, "leave the column out, or run the request in the other scope", table=table, column=column, value=shown(value)
    )


def without_filter(action: str, table: str, *, given: bool = False, own: bool = False) -> RequestError:
    """A write that would touch every row. `given`: it has filters, but such as leave out none; `own`: one is the business itself."""
    message = f"this would {action} every row of `{table}`{': its filters leave out none' if given else ''}"
    detail = "say which rows: add a filter; that they are of one's own business is true of all within reach"
    return RequestError("write-without-filter", message, detail if own else "say which rows: add a filter", table=table)


def not_a_query(message: str, fix: str, table: str = "") -> RequestError:
    """A command whose parts don't fit together."""
    return RequestError("request-meaning", message, fix, table=table)
