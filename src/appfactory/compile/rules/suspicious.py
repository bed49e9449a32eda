"""What is allowed, and probably not meant."""

from __future__ import annotations

import re
from collections.abc import Iterable

from appfactory.compile.naming import names_of, split_words
from appfactory.compile.plan.spans import PlanPath
from appfactory.compile.resolve.resolution import is_users, singular_words
from appfactory.compile.rules.context import EntityNode, OperationNode, PlanContext
from appfactory.model.finding import Finding, Severity

_PARAMETER = re.compile(r"\{(\w+)\}|:(\w+)")
_TITLES = ("APP_NAME", "BRAND_NAME", "TENANT_NAME")
_ALWAYS_TRUE = re.compile(r"\(*\s*(?:true|1\s*=\s*1|'?t'?::bool(?:ean)?|not\s+false)\s*\)*", re.IGNORECASE)


def reading_routes(context: PlanContext) -> Iterable[Finding]:
    """`GET` reads and calls a query; `PUT`, `PATCH` and `DELETE` change and call a command.

    Why: browsers, caches and crawlers call `GET` whenever they like; a command behind it would run again and again.
    Bad: `{ method: GET, path: /api/cancel, operation: reservation.cancelReservation }`
    Good: `{ method: DELETE, path: "/api/reservations/{id}", operation: reservation.cancelReservation }`
    """
    for path, route in context.routes():
        operation = context.operations_by_id.get(route.operation)
        if operation is None:
            continue
        if route.method == "GET" and operation.plan.kind == "command":
            message = f"`GET` calls the command `{route.operation}`"
            why = "browsers, caches and crawlers call `GET` whenever they like"
            yield context.finding("route-get-command", "warning", (*path, "method"), message, why, "use `POST`, `PUT`, `PATCH` or `DELETE`")
        elif route.method in ("PUT", "PATCH", "DELETE") and operation.plan.kind == "query":
            message = f"`{route.method}` calls the query `{route.operation}`"
            why = "it reads, so nothing is put, patched or deleted"
            yield context.finding("route-query-method", "warning", (*path, "method"), message, why, "use `GET`, or make it a command")


def parameters(context: PlanContext) -> Iterable[Finding]:
    """A route's parameters are inputs of its operation.

    Why: a parameter that the operation does not take would be refused as an unknown input.
    Bad: `path: /api/reservations/{reservationId}` for `input: { id: uuid }`
    Good: `path: /api/reservations/{id}`
    """
    for path, route in context.routes():
        operation = context.operations_by_id.get(route.operation)
        if operation is None:
            continue
        inputs = {split_words(name) for name in operation.plan.input}
        for match in _PARAMETER.finditer(route.path):
            name = match[1] or match[2]
            if split_words(name) in inputs or any(name == "".join(words) for words in inputs):
                continue
            folder = route.path[: match.start()].rstrip("/").rpartition("/")[2]
            if name == "id" and (*singular_words(folder), "id") in inputs:
                continue
            keys = [key for key in operation.plan.input if split_words(key)[-1:] == ("id",)]
            severity: Severity = "warning" if len(keys) == 1 and split_words(name)[-1:] == ("id",) else "error"
            message = f"`{route.operation}` has no input `{name}`"
            why = f"it is taken for `{keys[0]}`" if severity == "warning" else "the operation would never see it"
            listed = ", ".join(f"`{{{key.lower()}}}`" for key in operation.plan.input) or "no parameter"
            span = context.spans.inside((*path, "path"), match.start(), len(match[0]))
            hint = f"write {listed}, or add `{name}` to its input"
            yield context.finding("route-parameter-unknown", severity, (*path, "path"), message, why, hint, span=span)


def unchecked_bodies(context: PlanContext) -> Iterable[Finding]:
    """`validate: false` skips the check of the body on that route.

    Why: what the operation gets is then whatever was sent.
    Bad: `validate: false`
    Good: no `validate`, or `true`
    """
    for path, route in context.routes():
        if not route.validate_body:
            message = f"the body of `{route.method} {route.path}` is not checked"
            yield context.finding(
                "route-unchecked", "warning", (*path, "validate"), message, "the operation gets whatever was sent", "remove `validate: false`"
            )


def public_commands(context: PlanContext) -> Iterable[Finding]:
    """A command that anyone may call without signing in is rare.

    Why: it writes to the database for whoever asks, programs included.
    Bad: `createReservation` with `auth: public`
    Good: `auth: user`; or a rate limit on its route, if it is meant
    """
    for operation in context.operations:
        if operation.plan.auth == "public" and operation.plan.kind == "command":
            message = f"anyone may call the command `{operation.plan.name}` without signing in"
            yield context.finding(
                "operation-public-command",
                "warning",
                (*operation.path, "auth"),
                message,
                "it writes for whoever asks, programs included",
                "write `auth: user`, or limit its route with `rateLimit`",
            )


def owner_inputs(context: PlanContext) -> Iterable[Finding]:
    """The owner of a row is the signed-in user, and no input.

    Why: whoever could send it could act for others.
    Bad: `input: { userId: uuid, seats: int }` with `auth: user`
    Good: `input: { seats: int }`
    """
    for operation in context.operations:
        if operation.plan.auth == "admin" or operation.plan.kind == "query" or _is_of_a_tenant(context, operation):
            continue
        for name, parsed in operation.inputs.items():
            reference = getattr(getattr(parsed, "type", None), "reference", None)
            if split_words(name) in (("user", "id"), ("owner", "id")) or (reference is not None and is_users(reference.table)):
                message = f"`{operation.plan.name}` takes the user as the input `{name}`"
                path = (*operation.path, "input", name)
                yield context.finding(
                    "operation-owner-input",
                    "warning",
                    path,
                    message,
                    "the signed-in user is taken; whoever could send another could act for others",
                    "leave it out",
                    span=context.spans.key(path),
                )


def _is_of_a_tenant(context: PlanContext, operation: OperationNode) -> bool:
    """True for an operation on rows of a tenant: whoever acts for it names the person whom a row is about."""
    tenant = context.plan.database.tenancy.field
    output = context.entity(operation.plan.output.strip().removesuffix("[]"))
    return bool(tenant) and output is not None and output.field(tenant) is not None


def unreachable_entities(context: PlanContext) -> Iterable[Finding]:
    """An entity is reached by some route: as output, as input, or by its name in an operation's; or it is `internal`.

    Why: its rows can be made and read by nobody but the database.
    Bad: an entity `Table`, and no operation about tables
    Good: `listTables` with `GET /api/tables`
    """
    routed = {route.operation for _, route in context.routes()}
    reached: set[str] = set()
    for operation in context.operations:
        if operation.id in routed:
            words = split_words(operation.plan.name)
            names = [operation.plan.output.strip().removesuffix("[]"), *(" ".join(words[start:]) for start in range(1, len(words)))]
            reached |= {entity.name for entity in map(context.entity, names) if entity is not None}
    for entity in context.entities:
        if entity.name not in reached and not entity.plan.internal:
            message = f"no route reads or changes `{entity.name}`"
            yield context.finding(
                "entity-without-route",
                "warning",
                (*entity.path, "name"),
                message,
                "its rows can be made by nobody but the database",
                "add an operation and a route, if the app shall offer them",
            )


def unindexed_references(context: PlanContext) -> Iterable[Finding]:
    """A foreign key has an index.

    Why: PostgreSQL makes none; each delete of the row it points at, and each list of what belongs to it, reads the whole table.
    Bad: `{ name: tableId, type: fk(Table.id) }`
    Good: `{ name: tableId, type: fk(Table.id), index: true }`
    """
    for entity in context.entities:
        for node in entity.fields:
            if node.parsed is None or node.parsed.type.kind != "fk" or node.plan.index or node.plan.unique:
                continue
            if not _first_of_an_index(context, entity, node.plan.name):
                message = f"`{entity.name}.{node.plan.name}` is a foreign key without an index"
                why = "each list of what belongs to a row, and each delete of it, reads the whole table"
                yield context.finding("foreign-key-unindexed", "warning", (*node.path, "type"), message, why, "add `index: true`")


def _first_of_an_index(context: PlanContext, entity: EntityNode, field: str) -> bool:
    words = split_words(field)
    if any((entity.name, words, unique) in context.indexes for unique in (True, False)):
        return True
    column = context.column(entity, field)
    if column is None or entity.table is None:
        return False
    firsts = [index.columns[0] for index in entity.table.indexes if index.columns]
    firsts += [unique.columns[0] for unique in entity.table.uniques] + list(entity.table.primary_key[:1])
    return column.name in firsts


def open_policies(context: PlanContext) -> Iterable[Finding]:
    """A policy lets some through, and not all.

    Why: one that is always true guards nothing, and looks as if it did.
    Bad: `using: "true"`
    Good: `using: "user_id = (select app.current_user_id())"`; `action: SELECT` with `using: "true"` for what everyone may read
    """
    for position, policy in enumerate(context.plan.database.policies):
        if _ALWAYS_TRUE.fullmatch(policy.using.strip()):
            path = ("database", "policies", position, "using")
            changes = "read, change and delete" if policy.action == "ALL" else "read" if policy.action == "SELECT" else policy.action.lower()
            message = f"the policy `{policy.policy}` is always true: everyone may {changes} all rows of `{policy.entity}`"
            yield context.finding(
                "policy-always-true",
                "warning",
                path,
                message,
                "it guards nothing, and looks as if it did",
                "write who may, or `action: SELECT` if all may read",
            )
    if context.sql.database is None:
        return
    sql: PlanPath = ("database", "sql")
    for table in context.sql.database.tables:
        for guard in table.policies:
            if _ALWAYS_TRUE.fullmatch(guard.using.strip() or "-"):
                offset = context.plan.database.sql.find(guard.name)
                span = context.spans.inside(sql, offset, len(guard.name)) if offset >= 0 else context.spans.key(sql)
                message = f"the policy `{guard.name}` on `{table.name}` is always true"
                yield context.finding(
                    "policy-always-true", "warning", sql, message, "it guards nothing, and looks as if it did", "write who may", span=span
                )


def stages(context: PlanContext) -> Iterable[Finding]:
    """Rollout stages rise, and end at 100 percent.

    Why: a flag would be taken back from people who have it, or never reach all.
    Bad: `stages: [50, 10]`, `stages: [10, 50]`
    Good: `stages: [10, 50, 100]`
    """
    written = context.plan.rollout.stages
    for position in range(1, len(written)):
        if written[position] <= written[position - 1]:
            message = f"stage {written[position]} does not rise above {written[position - 1]}"
            yield context.finding(
                "stages-not-rising",
                "warning",
                ("rollout", "stages", position),
                message,
                "a flag would be taken back from people who have it",
                "let stages rise to 100",
            )
    if written[-1] != 100:
        message = f"the last stage is {written[-1]}, not 100"
        yield context.finding(
            "stages-not-complete", "warning", ("rollout", "stages", len(written) - 1), message, "the flag would never reach all", "add 100"
        )


def unused_variables(context: PlanContext) -> Iterable[Finding]:
    """A variable is used somewhere as `{{NAME}}`, or is one that the build reads (`APP_NAME`, `SLOT_MINUTES` and their like).

    Why: one that nothing uses was meant for something.
    Bad: `TENANT_NAME: "Bali Bites"`, and `title: "Bali Bites"`
    Good: `title: "{{TENANT_NAME}}"`
    """
    durations = {
        "SLOT_MINUTES",
        *(f"{names_of(entity.name).constant}{part}" for entity in context.entities for part in ("_MINUTES", "_SLOT_MINUTES")),
    }
    for name in context.unused:
        if name in _TITLES or name in durations:
            continue
        path = ("variables", name)
        message = f"nothing uses the variable `{name}`"
        yield context.finding(
            "variable-unused",
            "warning",
            path,
            message,
            "it was meant for something",
            f"write `{{{{{name}}}}}` where its text belongs, or remove it",
            span=context.spans.key(path),
        )


def ownerless_tenants(context: PlanContext) -> Iterable[Finding]:
    """`multiTenant: true`, when written, goes with a field that says whose a row is.

    Why: without one, rows belong to nobody, and everyone who signed in reads them.
    Bad: `multiTenant: true` without a `fk(users.id)`
    Good: `{ name: userId, type: fk(users.id), index: true }`
    """
    for entity in context.entities:
        if not entity.plan.multi_tenant or "multi_tenant" not in entity.plan.model_fields_set:
            continue
        tenant = context.plan.database.tenancy.field
        if tenant and entity.field(tenant) is not None:
            continue
        references = [node.parsed.type.reference for node in entity.fields if node.parsed is not None and node.parsed.type.reference is not None]
        owned = any(is_users(reference.table) for reference in references)
        if not owned and not any(context.entity(reference.table) is not None for reference in references):
            message = f"`{entity.name}` is multi-tenant, and no field says whose a row is"
            yield context.finding(
                "tenant-without-owner",
                "warning",
                (*entity.path, "multiTenant"),
                message,
                "everyone who signed in reads all rows",
                "add `{ name: userId, type: fk(users.id), index: true }`",
            )


def required_circles(context: PlanContext) -> Iterable[Finding]:
    """Required foreign keys do not lead back to where they start.

    Why: no row could ever be the first.
    Bad: `Category` with a required `parentId: fk(Category.id)`
    Good: the same with `nullable: true`
    """
    targets: dict[str, list[tuple[str, tuple[str | int, ...]]]] = {}
    for entity in context.entities:
        for node in entity.fields:
            reference = node.parsed.type.reference if node.parsed is not None else None
            target = context.entity(reference.table) if reference is not None else None
            column = context.column(entity, node.plan.name)
            bound = target is not None and reference is not None and split_words(reference.column) == ("id",)
            if bound and target is not None and not node.plan.nullable and not (column is not None and column.nullable):
                targets.setdefault(entity.name, []).append((target.name, (*node.path, "type")))
    for origin, needed in _closing_edges({name: [target for target, _ in edges] for name, edges in targets.items()}):
        place = next(place for name, place in targets[origin] if name == needed)
        message = (
            f"each `{origin}` needs another one first" if origin == needed else f"a `{origin}` needs a `{needed}` first, and that needs a `{origin}`"
        )
        yield context.finding(
            "reference-circle", "error", place, message, "no row could ever be the first", "add `nullable: true` to one of the foreign keys"
        )


def _closing_edges(edges: dict[str, list[str]]) -> Iterable[tuple[str, str]]:
    """The edges that close a circle, found in depth-first order without recursion."""
    done: dict[str, bool] = {}
    for root, first in edges.items():
        if root in done:
            continue
        done[root] = False
        waiting = [(root, iter(first))]
        while waiting:
            name, targets = waiting[-1]
            target = next(targets, None)
            if target is None:
                done[name] = True
                waiting.pop()
            elif target not in done:
                done[target] = False
                waiting.append((target, iter(edges.get(target, ()))))
            elif not done[target]:
                yield name, target


def hooks(context: PlanContext) -> Iterable[Finding]:
    """Hooks are shell commands, and run only for a plan that is trusted.

    Why: whoever writes the plan could run anything on the machine that builds it.
    Bad: hooks that the app can't do without
    Good: few, and `build --trust` for a plan of your own
    """
    for key, commands in (("pre", context.plan.hooks.pre), ("post", context.plan.hooks.post)):
        for position, command in enumerate(commands):
            path = ("hooks", key, position)
            if not command.strip() or any(ord(character) < 32 and character not in "\n\t" for character in command):
                yield context.finding(
                    "hook-command", "error", path, "the hook is no command", "a shell can't run it", "write a command, or remove it"
                )
            else:
                yield context.finding(
                    "hook-needs-trust", "info", path, f"`{command}` runs only with `--trust`", "whoever writes a plan could run anything", ""
                )
