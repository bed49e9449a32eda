"""What a caller may do: verbs, tables, businesses, and whether anything may stay. Policies hold beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, TypeAlias

from appfactory.contract.model.request import Batch, Command, Filter, Mutation, Query, Request, RequestError, Scope

Verb: TypeAlias = Literal["query", "insert", "update", "delete"]
VERBS: tuple[Verb, ...] = ("query", "insert", "update", "delete")


@dataclass(frozen=True, slots=True)
class Permission:
    """`tables`, `businesses` and `actors` are names in which `*` stands for any text, in those of tables for any without a dot: `p*` allows
    `people`, not `public.secrets`. `commits` allows requests that stay; `name` is what the log calls the caller."""

    verbs: tuple[Verb, ...] = VERBS
    tables: tuple[str, ...] = ("*",)
    businesses: tuple[str, ...] = ("*",)
    commits: bool = True
    actors: tuple[str, ...] = ("*",)
    name: str = ""

    def allows_table(self, table: str) -> bool:
        """True if the caller may name the table."""
        return "*" in self.tables or any(_pattern(pattern, "[^.]*").fullmatch(table) for pattern in self.tables)

    def reads(self, table: str) -> bool:
        """True if the caller may be shown rows of the table, be it only by their names."""
        return "query" in self.verbs and self.allows_table(table)

    def allows_business(self, business: str) -> bool:
        """True if the caller may act for the business. Who is limited to some may not act for none, which policies may take for all."""
        return _fits(business, self.businesses)

    def allows_actor(self, actor: str) -> bool:
        """True if the caller may act as that person; who is limited to some may not act as nobody."""
        return _fits(actor, self.actors)

    @property
    def limited(self) -> bool:
        """True if there is anything that the caller may not do."""
        return replace(self, name="") != EVERYTHING


EVERYTHING = Permission()


def _fits(name: str, patterns: tuple[str, ...]) -> bool:
    return "*" in patterns or (bool(name) and any(_pattern(pattern, ".*").fullmatch(name) for pattern in patterns))


@lru_cache(maxsize=1024)
def _pattern(pattern: str, anything: str) -> re.Pattern[str]:
    return re.compile(anything.join(re.escape(part) for part in pattern.split("*")), re.DOTALL)


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
    """Why the caller may not act for the scope's business, or as its actor; None if he may."""
    if not permission.allows_business(scope.biz_id):
        told = f"for the business `{scope.biz_id}`" if scope.biz_id else "without a business"
        return _refused(f"this caller may not act {told}", "set `scope.bizId` to one that is allowed")
    if not permission.allows_actor(scope.actor_user_id):
        told = f"as `{scope.actor_user_id}`" if scope.actor_user_id else "as nobody in particular"
        return _refused(f"this caller may not act {told}", "set `scope.actorUserId` to one that is allowed")
    return None


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
