"""A typed request: what a text means, before any SQL. Names of tables and columns are the catalog's.

The wire form (camelCase) of `Query`, `Mutation` and `Batch` is the one that callers of the earlier system send; a `Query` may say more than that
form (joins, aggregates, groups, sets), in keys that the form does not have.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal, TypeAlias

Scalar: TypeAlias = str | int | float | bool | Decimal | date | datetime | time | None
Operator = Literal["eq", "neq", "gt", "gte", "lt", "lte", "like", "ilike", "not_like", "in", "not_in", "between", "is_null", "not_null"]
Aggregate = Literal["count", "sum", "avg", "min", "max"]
Direction = Literal["asc", "desc"]
Action = Literal["insert", "update", "delete"]

MAXIMUM_LIMIT = 500
"""The most rows that one query returns; a request that asks for more is refused."""


@dataclass(frozen=True, slots=True)
class Scope:
    """On whose behalf a request runs. A table with a column `biz_id` demands `biz_id`."""

    biz_id: str = ""
    location_id: str = ""
    actor_user_id: str = ""


@dataclass(frozen=True, slots=True)
class ColumnReference:
    """A column of the query's own table (`table` empty) or of a joined one, by the join's alias (the table's name unless joined twice)."""

    column: str
    table: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """One output column: a column, an aggregate of one, or, with column `*`, the count of rows."""

    of: ColumnReference
    aggregate: Aggregate | None = None
    distinct: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition. `value` is a scalar, a tuple of scalars (`in`, `not_in`; two for `between`), another column, or a query of one column.

    With `aggregate` it is a condition on a group (HAVING). `alternatives` are conditions any of which is enough beside this one.
    """

    column: ColumnReference
    operator: Operator
    value: Scalar | tuple[Scalar, ...] | ColumnReference | Query = None
    aggregate: Aggregate | None = None
    distinct: bool = False
    alternatives: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class Join:
    """A table joined along one foreign key (several pairs of columns if the key is composite): `left` columns exist before the join."""

    table: str
    alias: str
    pairs: tuple[tuple[ColumnReference, str], ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Sort:
    """One criterion of order, by a column or by an aggregate of the group."""

    column: ColumnReference
    direction: Direction = "asc"
    aggregate: Aggregate | None = None
    distinct: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A question. `select` empty means every column of `table`. `limit` is 1 to 500, None for the default of the executor."""

    table: str
    select: tuple[Selection, ...] = ()
    joins: tuple[Join, ...] = ()
    filters: tuple[Filter, ...] = ()
    group: tuple[ColumnReference, ...] = ()
    sort: tuple[Sort, ...] = ()
    limit: int | None = None
    offset: int = 0
    distinct: bool = False
    combine: Literal["union", "intersect", "except"] | None = None
    other: Query | None = None


@dataclass(frozen=True, slots=True)
class Mutation:
    """A write to one table. An update or a delete without a filter is never executed. `values` keep the order in which they were said."""

    action: Action
    table: str
    values: tuple[tuple[str, Scalar | tuple[Scalar, ...]], ...] = ()
    filters: tuple[Filter, ...] = ()
    returning: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Several commands, in order, in one transaction: all or none."""

    steps: tuple[Query | Mutation, ...]


Command: TypeAlias = Query | Mutation | Batch


@dataclass(frozen=True, slots=True)
class Request:
    """A command with all that says how to run it. `dry_run` is true unless the caller says otherwise.

    With `expect_rows` it is undone and refused unless its writes touch exactly so many rows: what was confirmed is what happens.
    """

    command: Command
    scope: Scope = Scope()
    dry_run: bool = True
    request_id: str = ""
    idempotency_key: str = ""
    expect_rows: int | None = None


@dataclass(frozen=True, slots=True)
class TraceEntry:
    """One statement that was run: `sql_preview` has placeholders, `params` their values as text."""

    step_index: int
    kind: Literal["query", "insert", "update", "delete"]
    table: str
    sql_preview: str
    params: tuple[str, ...]
    row_count: int
    dry_run: bool

    def as_json(self) -> dict[str, object]:
        """The public JSON shape, but for `dryRun`: whatever has a trace says of all of it whether it was kept."""
        return {
            "stepIndex": self.step_index,
            "kind": self.kind,
            "table": self.table,
            "sqlPreview": self.sql_preview,
            "params": list(self.params),
            "rowCount": self.row_count,
        }


@dataclass(frozen=True, slots=True)
class RequestError:
    """Why a request failed. `code` is stable (kebab-case of ours, or `pg-` and PostgreSQL's SQLSTATE); `detail` is for people.

    `column`, `value`, `allowed`, `nearest` and `missing_parent` (table, column, value) are filled where they are known; `suggestion` is a request
    in the terse form that would remove the cause, for example the insert of the missing parent.
    """

    code: str
    message: str
    detail: str = ""
    table: str = ""
    column: str = ""
    value: str = ""
    allowed: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    missing_parent: tuple[str, str, str] | None = None
    suggestion: str = ""


Row: TypeAlias = dict[str, Scalar | list[object] | dict[str, object]]


@dataclass(frozen=True, slots=True)
class StepRows:
    """What one command of a batch gave: its rows, and how many it read or touched, which may be more."""

    rows: tuple[Row, ...]
    row_count: int


@dataclass(frozen=True, slots=True)
class Response:
    """What came of a request. `rows` are the result of a query or of `returning`; `row_count` the rows read or touched.

    Of a batch these are its last command's; `steps` has those of each.
    """

    request_id: str
    dry_run: bool
    success: bool
    command_kind: Literal["query", "mutate", "batch"]
    rows: tuple[Row, ...] = ()
    row_count: int = 0
    warnings: tuple[str, ...] = ()
    trace: tuple[TraceEntry, ...] = ()
    error: RequestError | None = None
    steps: tuple[StepRows, ...] = ()
