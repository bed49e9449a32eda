"""API routes: parameters, the operation each calls, and who may call it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from appfactory.compile.naming import split_words
from appfactory.compile.near_miss import near_miss
from appfactory.compile.resolve.resolution import Resolution, singular_words
from appfactory.model.finding import Finding
from appfactory.model.spec import Access, NotCovered, Operation, ReadMany, ReadOne, Route

_WILDCARD = re.compile(r"(?:/?\*+|/?\(\.\*\))$")
_PARAMETER = re.compile(r"\{([^{}/]+)\}|:([^{}/:]+)")


def parameters_of(path: str) -> tuple[str, ...]:
    """The names in braces or after colons, in order.

    >>> parameters_of("/api/clubs/{clubId}/members/:id")
    ('clubId', 'id')
    """
    return tuple(braced or after_colon for braced, after_colon in _PARAMETER.findall(path))


def is_protected(path: str, patterns: Iterable[str]) -> bool:
    """True if a protected route's pattern takes the path: the path itself and all below it; `/` alone means just the home page.

    >>> is_protected("/api/tables", ["/bookings", "/api/*"]), is_protected("/bookings/new", ["/bookings"]), is_protected("/book", ["/bookings"])
    (True, True, False)
    """
    for pattern in patterns:
        bare, wildcards = _WILDCARD.subn("", pattern.strip())
        below = bare.rstrip("/") + "/"
        if path == (bare or "/") or (path.startswith(below) and (below != "/" or wildcards)):
            return True
    return False


def resolve_routes(state: Resolution) -> Resolution:
    """Pass: every route bound to its operation.

    A public operation that only a protected route leads to asks for a sign-in, so that page, route and action agree.
    """
    by_id = {operation.id: operation for operation in state.operations}
    patterns = state.plan.integrations.clerk.protected_routes
    routes: list[Route] = []
    findings: list[Finding] = []
    for position, plan in enumerate(state.plan.api.routes):
        origin = f"api.routes[{position}]"
        operation = by_id.get(plan.operation) or _by_name(plan.operation, state.operations)
        if operation is None:
            near = near_miss(plan.operation, tuple(by_id))
            hint = f"did you mean `{near}`?" if near else "name an operation as domain.operation"
            findings.append(
                state.finding(
                    "route-unknown-operation", f"no operation is called `{plan.operation}`", f"{origin}.operation", "the route calls nothing", hint
                )
            )
            continue
        path, parameters, unknown = bind_parameters(plan.path, operation)
        findings += [_unknown_parameter(state, origin, parameter, operation) for parameter in unknown]
        access: Access = operation.access
        if access == "public" and is_protected(plan.path, patterns):
            access = "user"
            findings.append(_protected(state, origin, plan.path, plan.operation))
        routes.append(Route(plan.method, path, parameters, operation.id, access, plan.validate_body, plan.rate_limit, origin))
    return replace(state, routes=tuple(routes)).report(findings)


def _by_name(name: str, operations: Iterable[Operation]) -> Operation | None:
    """The operation of that bare name, if there is just one."""
    found = [operation for operation in operations if operation.names.source == name]
    return found[0] if len(found) == 1 else None


def bind_parameters(path: str, operation: Operation) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The path with its parameters named after the inputs they fill, those names in order, and the parameters that fill none.

    A path is in lower case, an input in camel case: `{task_id}` and `{taskid}` mean `taskId`; `{id}` is also the input that says which row.
    """
    names: list[str] = []
    unknown: list[str] = []

    def bound(match: re.Match[str]) -> str:
        given = match[1] or match[2]
        folder = path[: match.start()].rstrip("/").rpartition("/")[2]
        found = _input_of(given, operation, folder)
        if found is None:
            unknown.append(given)
        names.append(found or given)
        return f"{{{names[-1]}}}" if match[1] else f":{names[-1]}"

    return _PARAMETER.sub(bound, path), tuple(names), tuple(unknown)


def _input_of(parameter: str, operation: Operation, folder: str) -> str | None:
    """The input that a parameter means; `folder` is the part of the path before it: `/tasks/{id}` may mean `taskId`."""
    inputs = [field.names.source for field in operation.input]
    if parameter in inputs:
        return parameter
    joined = "".join(split_words(parameter))
    spellings = (joined, "".join((*singular_words(folder), joined)))
    for spelling in spellings if joined == "id" else (joined,):
        same = [name for name in inputs if "".join(split_words(name)) == spelling]
        if same:
            return same[0]
    entity = "".join(singular_words(getattr(operation.meaning, "entity", "") or operation.output))
    keys = [field.names.source for field in operation.input if field.role == "key"]
    if joined in ("id", f"{entity}id", "key") and len(keys) == 1:
        return keys[0]
    identifiers = [name for name in inputs if split_words(name)[-1:] == ("id",)]
    return identifiers[0] if joined == "id" and len(identifiers) == 1 else None


def _unknown_parameter(state: Resolution, origin: str, parameter: str, operation: Operation) -> Finding:
    """A path's value that the operation does not take would be refused as unknown."""
    inputs = [field.names.source for field in operation.input]
    lowered = ["_".join(split_words(name)) for name in inputs]
    hint = f"name it {{{lowered[0]}}}" if len(inputs) == 1 else f"name one of the inputs: {', '.join(lowered)}" if inputs else "add it to the input"
    return state.finding(
        "route-parameter-unknown", f"`{operation.id}` has no input called `{parameter}`", f"{origin}.path",
        "the value in the path has nowhere to go", hint,
    )  # fmt: skip


def _protected(state: Resolution, origin: str, path: str, operation: str) -> Finding:
    return state.finding(
        "route-public-but-protected", f"`{operation}` is public, but {path} is protected; the route asks for a sign-in", f"{origin}.path",
        "a visitor would expect it to be open", "write auth: user, or narrow integrations.clerk.protectedRoutes", "warning",
    )  # fmt: skip


def resolve_public_reads(state: Resolution) -> Resolution:
    """Pass: entities that a public query reads may be read by everyone."""
    read: set[str] = set()
    for operation in state.operations:
        if operation.access != "public":
            continue
        if isinstance(operation.meaning, ReadOne | ReadMany):
            read.add(operation.meaning.entity)
        elif isinstance(operation.meaning, NotCovered) and operation.kind == "query" and operation.output:
            read.add(operation.output)
    entities = tuple(replace(entity, public_read=True) if entity.names.source in read else entity for entity in state.entities)
    return replace(state, entities=entities)
