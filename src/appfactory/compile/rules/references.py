"""Every reference binds: routes, outputs, foreign keys, indexes, policies, protected routes, side effects."""

from __future__ import annotations

import re
from collections.abc import Iterable

from appfactory.compile.naming import split_words
from appfactory.compile.near_miss import did_you_mean, near_miss
from appfactory.compile.reserved import word_set
from appfactory.compile.resolve.resolution import singular_words
from appfactory.compile.rules.context import EntityNode, FieldNode, PlanContext, is_platform_users
from appfactory.model.database import Table
from appfactory.model.finding import Finding

_EMPTY_OUTPUTS = word_set("void none nothing null undefined ok unit bool boolean string int number any object json empty success status message")
_SUFFIXES = word_set("array collection detail details dto item items list output page paged payload response result results set summary view")
_WRAPPED = re.compile(r"\s*(?:Array|List|Page|Paged|Paginated|Collection)\s*[<(\[]\s*(?P<inner>\w+)\s*[>)\]]\s*", re.IGNORECASE)


def route_operation(context: PlanContext) -> Iterable[Finding]:
    """A route calls an operation that exists, written `domain.operation`.

    Why: a route without an operation would answer with an error to every call.
    Bad: `operation: reservation.makeReservation` (there is only `createReservation`)
    Good: `operation: reservation.createReservation`
    """
    known = context.operations_by_id
    by_name: dict[str, list[str]] = {}
    for operation in context.operations:
        by_name.setdefault(operation.plan.name, []).append(operation.id)
    for path, route in context.routes():
        if route.operation in known:
            continue
        same = by_name.get(route.operation.rpartition(".")[2], [])
        hint = f"write `{same[0]}`" if same else did_you_mean(route.operation, known) or "add the operation to a domain"
        message = f"there is no operation `{route.operation}`"
        yield context.finding("reference-unknown-operation", "error", (*path, "operation"), message, "the route would have nothing to call", hint)


def operation_output(context: PlanContext) -> Iterable[Finding]:
    """An operation returns an entity, a list of them, nothing (`void`), or a DTO by name.

    Why: a name close to an entity's is a typing error; a name that is no entity can't be generated, because nothing says what it holds.
    Bad: `output: Resrvation`
    Good: `output: Reservation`, `output: Reservation[]`
    """
    for operation in context.operations:
        text = operation.plan.output
        bare = text.strip().rstrip("?").removesuffix("[]").strip()
        wrapped = _WRAPPED.fullmatch(bare)
        name = wrapped["inner"] if wrapped else bare
        if not name or name.lower() in _EMPTY_OUTPUTS or _means_entity(context, name):
            continue
        path = (*operation.path, "output")
        near = near_miss(name, context.entity_names)
        if near:
            message = f"there is no entity `{name}`"
            yield context.finding("reference-unknown-output", "error", path, message, "the operation could return nothing", f"did you mean `{near}`?")
        else:
            message = f"`{name}` is no entity, so `{operation.plan.name}` can't be generated in full"
            why = "nothing in the plan says what it holds; the operation becomes a typed action that is yours to write"
            hint = f"return an entity ({', '.join(context.entity_names[:5]) or 'there is none yet'}), or write the action yourself"
            yield context.finding("output-not-an-entity", "warning", path, message, why, hint)


def _means_entity(context: PlanContext, name: str) -> bool:
    if context.entity(name) is not None:
        return True
    words = split_words(name)
    while words and words[-1] in _SUFFIXES:
        words = words[:-1]
        if any(singular_words(entity) == singular_words(" ".join(words)) for entity in context.entity_names):
            return True
    return False


def foreign_keys(context: PlanContext) -> Iterable[Finding]:
    """`fk(Table.column)` names an entity (or `users`) and a column of it whose values are unique.

    Why: PostgreSQL refuses a foreign key to a table or column that is not there, or to one whose values may repeat.
    Bad: `type: fk(Tabel.id)`, `type: fk(Table.seats)`
    Good: `type: fk(Table.id)`
    """
    for entity in context.entities:
        for node in entity.fields:
            if node.parsed is not None:
                yield from _foreign_key(context, node.parsed.type.reference, (*node.path, "type"))
    for operation in context.operations:
        for name, parsed in operation.inputs.items():
            yield from _foreign_key(context, getattr(getattr(parsed, "type", None), "reference", None), (*operation.path, "input", name))


def _foreign_key(context: PlanContext, reference: object, path: tuple[str | int, ...]) -> Iterable[Finding]:
    table, column = getattr(reference, "table", ""), getattr(reference, "column", "")
    if not table:
        return
    if is_platform_users(table, context):
        if column not in ("id", "subject"):
            hint = "write `fk(users.id)`"
            message = f"`{table}.{column}` can't be referenced"
            yield context.finding("reference-unknown-column", "error", path, message, "only `users.id` is a key of the platform's users", hint)
        return
    entity, sql_table = context.entity(table), context.table(table)
    if entity is None and sql_table is None:
        hint = did_you_mean(table, [*context.entity_names, "users"])
        message = f"there is no entity `{table}` to reference"
        yield context.finding("reference-unknown-table", "error", path, message, "PostgreSQL would refuse the foreign key", hint)
    elif entity is not None:
        yield from _referenced_field(context, entity, column, path)
    elif sql_table is not None and sql_table.column(column) is None:
        hint = did_you_mean(column, [known.name for known in sql_table.columns])
        message = f"the table `{sql_table.name}` has no column `{column}`"
        yield context.finding("reference-unknown-column", "error", path, message, "PostgreSQL would refuse the foreign key", hint)


def _referenced_field(context: PlanContext, entity: EntityNode, column: str, path: tuple[str | int, ...]) -> Iterable[Finding]:
    node = entity.field(column)
    if node is None:
        if split_words(column) == ("id",):
            return  # an entity without a key of its own is given an `id`
        hint = did_you_mean(column, [known.plan.name for known in entity.fields]) or f"write `fk({entity.name}.id)`"
        message = f"`{entity.name}` has no field `{column}`"
        yield context.finding("reference-unknown-column", "error", path, message, "PostgreSQL would refuse the foreign key", hint)
    elif not _is_unique(context, entity, node):
        message = f"`{entity.name}.{column}` is not unique"
        why = "a foreign key must point at exactly one row; PostgreSQL would refuse it"
        yield context.finding("reference-not-unique", "error", path, message, why, f"write `fk({entity.name}.id)`, or make `{column}` unique")


def _is_unique(context: PlanContext, entity: EntityNode, node: FieldNode) -> bool:
    own = (*singular_words(entity.name), "id")
    if node.plan.unique or split_words(node.plan.name) in (("id",), own):
        return True
    if (entity.name, split_words(node.plan.name), True) in context.indexes:
        return True
    column = context.column(entity, node.plan.name)
    return column is not None and entity.table is not None and _unique_in_sql(entity.table, column.name)


def _unique_in_sql(table: Table, column: str) -> bool:
    unique = (table.primary_key, *(unique.columns for unique in table.uniques), *(index.columns for index in table.indexes if index.unique))
    return (column,) in unique


def indexes(context: PlanContext) -> Iterable[Finding]:
    """An index names an entity (or a table of the SQL) and fields of it.

    Why: PostgreSQL refuses an index on what is not there.
    Bad: `{ table: Reservation, columns: [tim] }`
    Good: `{ table: Reservation, columns: [time] }`
    """
    for position, index in enumerate(context.plan.database.indexes):
        path = ("database", "indexes", position)
        entity, table = context.entity(index.table), context.table(index.table)
        if entity is None and table is None:
            hint = did_you_mean(index.table, context.entity_names)
            message = f"there is no entity `{index.table}` to index"
            yield context.finding("reference-unknown-table", "error", (*path, "table"), message, "PostgreSQL would refuse the index", hint)
            continue
        for number, column in enumerate(index.columns):
            in_sql = table is not None and (
                table.column(column) is not None or any(split_words(known.name) == split_words(column) for known in table.columns)
            )
            if (entity is not None and (entity.field(column) is not None or column == "id")) or in_sql:
                continue
            known = [node.plan.name for node in entity.fields] if entity is not None else [known.name for known in table.columns] if table else []
            message = f"`{index.table}` has no field `{column}`"
            hint = did_you_mean(column, known)
            yield context.finding("reference-unknown-column", "error", (*path, "columns", number), message, "PostgreSQL would refuse the index", hint)


def policy_entity(context: PlanContext) -> Iterable[Finding]:
    """A policy guards an entity that exists.

    Why: a policy on nothing leaves the rows that were meant unguarded.
    Bad: `entity: Reservations2`
    Good: `entity: Reservation`
    """
    for position, policy in enumerate(context.plan.database.policies):
        if context.entity(policy.entity) is None and context.table(policy.entity) is None:
            hint = did_you_mean(policy.entity, context.entity_names)
            message = f"there is no entity `{policy.entity}` to guard"
            why = "the rows that are meant would be unguarded"
            yield context.finding("reference-unknown-entity", "error", ("database", "policies", position, "entity"), message, why, hint)


def protected_routes(context: PlanContext) -> Iterable[Finding]:
    """A protected route is the route of a page or an API path, or a pattern (`/admin/*`) that some of them match.

    Why: a misspelt route protects nothing, and nobody notices.
    Bad: `protectedRoutes: ["/booking"]` (the page is `/bookings`)
    Good: `protectedRoutes: ["/bookings", "/api/*"]`
    """
    pages = [page.route for page in context.plan.components.pages]
    known = [*pages, *(route.path for route in context.plan.api.routes)]
    for position, pattern in enumerate(context.plan.integrations.clerk.protected_routes):
        path = ("integrations", "clerk", "protectedRoutes", position)
        if not pattern.startswith("/"):
            message = f"`{pattern}` is no route: it doesn't begin with `/`"
            yield context.finding("reference-unknown-route", "error", path, message, "it would protect nothing", f"write `/{pattern.lstrip('./')}`")
        elif not any(matches_route(pattern, route) for route in known):
            hint = did_you_mean(pattern, known)
            message = f"no page and no API route matches `{pattern}`"
            yield context.finding("reference-unknown-route", "error", path, message, "it would protect nothing, and nobody would notice", hint)


def matches_route(pattern: str, route: str) -> bool:
    """Whether a protected route covers a route: `*`, `**`, `(.*)` and `:path*` stand for anything, a trailing one for everything below."""
    stem = re.sub(r"/(?:\*+|\(\.\*\)|:\w+\*)$", "", pattern)
    if stem != pattern:
        return route == stem or route.startswith(f"{stem}/") or stem == ""
    parts = re.split(r"\(\.\*\)|\*+", pattern.rstrip("/") or "/")
    expression = ".*".join(re.escape(part) for part in parts)
    plain = re.sub(r"\\\{\w+\\\}|:\w+", "[^/]+", expression)
    return (
        re.fullmatch(plain, route) is not None or pattern == route or route.startswith(pattern.rstrip("/") + "/") or _parameters_alike(pattern, route)
    )


def _parameters_alike(pattern: str, route: str) -> bool:
    return re.sub(r"\{\w+\}|:\w+", "{}", pattern) == re.sub(r"\{\w+\}|:\w+", "{}", route)


def side_effects(context: PlanContext) -> Iterable[Finding]:
    """A side effect is `send-email`, `stripe-charge`, or names an edge function (`notify-reservation`); what it needs is in the plan.

    Why: an effect that nothing performs would be lost in silence.
    Bad: `sideEffects: [send-mail]`; `stripe-charge` with `payments: none`
    Good: `sideEffects: [send-email, notify-reservation]`, with a template and the edge function listed under `integrations`
    """
    integrations, targets = context.plan.integrations, context.plan.targets
    known = ["send-email", "stripe-charge", *integrations.supabase.edge_functions]
    for operation in context.operations:
        for position, effect in enumerate(operation.plan.side_effects):
            path = (*operation.path, "sideEffects", position)
            kind, _, argument = effect.partition(":")
            kind, argument = kind.strip(), argument.strip()
            lacking = ""
            if kind == "send-email":
                if targets.email == "none" or not integrations.email.templates:
                    lacking = "set `targets.email` and list a template under `integrations.email.templates`"
                elif argument and argument not in integrations.email.templates:
                    lacking = did_you_mean(argument, integrations.email.templates)
            elif kind == "stripe-charge":
                if targets.payments == "none" or not integrations.stripe.products:
                    lacking = "set `targets.payments: stripe` and list a product under `integrations.stripe.products`"
                elif argument and argument not in integrations.stripe.products:
                    lacking = did_you_mean(argument, integrations.stripe.products)
            elif effect not in integrations.supabase.edge_functions:
                hint = did_you_mean(effect, known)
                message = f"the side effect `{effect}` is unknown"
                if kind.startswith("notify-") and not near_miss(effect, integrations.supabase.edge_functions):
                    hint = f"add `{effect}` to `integrations.supabase.edgeFunctions`"
                yield context.finding("side-effect-unknown", "error", path, message, "nothing would perform it", hint)
            if lacking:
                message = f"`{effect}` needs what the plan does not have"
                yield context.finding("side-effect-unbound", "error", path, message, "nothing would perform it", lacking)


def gherkin_source(context: PlanContext) -> Iterable[Finding]:
    """`gherkinFrom: prd.requirements` reads `prd.yaml` beside the plan.

    Why: without it there are no scenarios to make browser tests from.
    Bad: `gherkinFrom: prd.requirements`, and no `prd.yaml`
    Good: `gherkinFrom: none`
    """
    if context.prd is False and context.plan.testing.gherkin_from == "prd.requirements":
        message = "there is no `prd.yaml` beside the plan to take scenarios from"
        why = "browser tests are made from pages and operations alone"
        path = ("testing", "gherkinFrom") if context.spans.has(("testing", "gherkinFrom")) else ("testing",)
        yield context.finding("gherkin-without-prd", "warning", path, message, why, "write one, or `gherkinFrom: none`")
