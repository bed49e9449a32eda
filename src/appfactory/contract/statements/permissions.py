"""What a caller may do: verbs, tables, businesses, and whether anything may stay. Policies hold beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal, TypeAlias

from appfactory.contract.model.request import Batch, Command, Filter, Mutation, Query, Request, RequestError, Scope

Verb: TypeAlias = Literal["query", "insert", "update", "delete"]
VERBS: tuple[Verb, ...] = ("query", "insert", "update", "delete")


@dataclass(frozen=True, slots=True)
class Permission:
    """`tables` and `businesses` are names in which `*` stands for any text; `commits` allows requests that stay."""

    verbs: tuple[Verb, ...] = VERBS
    tables: tuple[str, ...] = ("*",)
    businesses: tuple[str, ...] = ("*",)
    commits: bool = True

    def allows_table(self, table: str) -> bool:
        """True if the caller may name the table."""
        return any(fnmatchcase(table, pattern) for pattern in self.tables)

    def allows_business(self, business: str) -> bool:
        """True if the caller may act for the business. Acting for none is left to the policies."""
        return not business or any(fnmatchcase(business, pattern) for pattern in self.businesses)


EVERYTHING = Permission()


def forbidden(request: Request, permission: Permission) -> RequestError | None:
    """Why the caller may not run the request; None if he may."""
    error = forbidden_scope(request.scope, permission)
    if error is not None:
        return error
    for verb, table in _touched(request.command):
        if verb not in permission.verbs:
            return _refused(f"this caller may not {verb}", f"allowed are {', '.join(permission.verbs)}", table)
        if not permission.allows_table(table):
            return _refused(f"this caller may not use the table `{table}`", f"allowed are {', '.join(permission.tables)}", table)
    if not request.dry_run and not permission.commits and any(verb != "query" for verb, _ in _touched(request.command)):
        return _refused("this caller may only try things", "leave `dryRun` true")
    return None


def forbidden_scope(scope: Scope, permission: Permission) -> RequestError | None:
    """Why the caller may not act for the scope's business; None if he may."""
    if permission.allows_business(scope.biz_id):
        return None
    return _refused(f"this caller may not act for the business `{scope.biz_id}`", "set `scope.bizId` to one that is allowed")


def _refused(message: str, detail: str, table: str = "") -> RequestError:
    return RequestError("not-permitted", message, detail, table=table)


def _touched(command: Command) -> Iterator[tuple[Verb, str]]:
    """Every table that a command names, with what it does to it."""
    if isinstance(command, Batch):
        for step in command.steps:
            yield from _touched(step)
    elif isinstance(command, Mutation):
        yield command.action, command.table
        yield from _in_filters(command.filters)
        if command.action != "insert" or command.returning:
            # Conditions and returned rows let values be read.
            yield "query", command.table
    else:
        yield from _in_query(command)


def _in_query(query: Query) -> Iterator[tuple[Verb, str]]:
    yield "query", query.table
    for join in query.joins:
        yield "query", join.table
    yield from _in_filters(query.filters)
    if query.other is not None:
        yield from _in_query(query.other)


def _in_filters(filters: tuple[Filter, ...]) -> Iterator[tuple[Verb, str]]:
    for condition in filters:
        if isinstance(condition.value, Query):
            yield from _in_query(condition.value)
        yield from _in_filters(condition.alternatives)
