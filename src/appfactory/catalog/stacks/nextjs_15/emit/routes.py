"""Route handlers under `src/app/api`, and `src/_generated/routes.ts`, which lists them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from appfactory.catalog.stacks.nextjs_15.emit.contract import unvalidated_schema
from appfactory.catalog.stacks.nextjs_15.emit.document import WIDTH
from appfactory.catalog.stacks.nextjs_15.emit.index import Index, function_name
from appfactory.catalog.stacks.nextjs_15.emit.layout import fit, literal
from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.catalog.stacks.nextjs_15.pages.places import domain_folder
from appfactory.model.files import FileDraft
from appfactory.model.json_value import JsonObject, JsonValue
from appfactory.model.spec import Access, Insert, Operation, Route
from appfactory.model.typescript_literal import encode, encode_key

_PARAMETER = re.compile(r"^(?:\{(?P<braced>[^{}]+)\}|:(?P<colon>.+))$")
_PARAMETERS = "async ({ actor, input })"
_RANK: dict[Access, int] = {"public": 0, "user": 1, "admin": 2}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A route with its place in the app. `parameters` pairs the folder's parameter with the operation's input."""

    route: Route
    operation: Operation
    folder: str
    address: str
    parameters: tuple[tuple[str, str], ...]

    @property
    def access(self) -> Access:
        """Who may call it: the stricter of what the route and the operation say."""
        return max(self.route.access, self.operation.access, key=_RANK.__getitem__)

    @property
    def status(self) -> int:
        """The status of a success."""
        if not self.operation.output:
            return 204
        return 201 if isinstance(self.operation.meaning, Insert) and self.route.method == "POST" else 200

    @property
    def name(self) -> str:
        """Method and path as the plan has them."""
        return f"{self.route.method} {self.route.path}"

    @property
    def in_query(self) -> bool:
        """True if inputs come in the query and not in a body."""
        return self.route.method in ("GET", "DELETE")


def endpoints(index: Index) -> tuple[Endpoint, ...]:
    """All endpoints, in the plan's order. A parameter at one place of a path has one name, whichever route speaks of it: Next.js demands it."""
    names: dict[str, str] = {}
    return tuple(_endpoint(index, route, names) for route in index.spec.routes)


def _endpoint(index: Index, route: Route, names: dict[str, str]) -> Endpoint:
    operation = index.operations[route.operation]
    inputs = {alias: given.names.camel for given in operation.input for alias in (given.names.source, given.names.camel)}
    folder, address = "src/app", ""
    parameters: list[tuple[str, str]] = []
    for segment in route.path.strip("/").split("/"):
        match = _PARAMETER.match(segment)
        if match is None:
            folder += f"/{'%5F' + segment[1:] if segment.startswith('_') else segment}"
            address += f"/{segment}"
            continue
        given = match["braced"] or match["colon"]
        target = inputs.get(given) or re.sub(r"\W", "_", given)
        name = names.setdefault(folder, _apart(target, folder, {taken for taken, _ in parameters}))
        folder += f"/[{name}]"
        address += f"/{{{name}}}"
        parameters.append((name, target))
    return Endpoint(route, operation, folder, address, tuple(parameters))


def _apart(name: str, folder: str, taken: set[str]) -> str:
    """A name that no folder further up has: below `books/[id]` the `id` of `notes` is called `notesId`."""
    if name in taken:
        name = re.sub(r"\W+(\w)", lambda match: match[1].upper(), folder.rpartition("/")[2]) + "Id"
    while name in taken:
        name += "2"
    return name


def route_drafts(index: Index) -> tuple[FileDraft, ...]:
    """One `route.ts` for each path."""
    by_folder: defaultdict[str, list[Endpoint]] = defaultdict(list)
    for endpoint in endpoints(index):
        by_folder[endpoint.folder].append(endpoint)
    return tuple(_draft(folder, members) for folder, members in by_folder.items())


def _draft(folder: str, members: list[Endpoint]) -> FileDraft:
    module = Module()
    taken: dict[str, str] = {}
    for endpoint in sorted(members, key=lambda one: METHODS.index(one.route.method)):
        module.add(_handler(module, endpoint, taken))
    return FileDraft(f"{folder}/route.ts", module.text(), "seeded", members[0].route.origin)


def _handler(module: Module, endpoint: Endpoint, taken: dict[str, str]) -> str:
    module.use("@/lib/http", "endpoint")
    options = [f"access: {literal(endpoint.access)}", f"route: {literal(endpoint.name)}"]
    if endpoint.route.rate_limit:
        options.append(f"rateLimit: {endpoint.route.rate_limit}")
    if endpoint.status == 201:
        options.append("status: 201")
    operation = endpoint.operation
    path = f"@/domains/{domain_folder(operation.domain)}"
    name = function_name(operation)
    if taken.setdefault(name, operation.domain) != operation.domain:
        domain = re.sub(r"\W", "", operation.domain)
        alias = f"{name}Of{domain[:1].upper()}{domain[1:]}"
        module.use(f"{path}/actions", f"{name} as {alias}")
        name = alias
    else:
        module.use(f"{path}/actions", name)
    schema = f", {module.use(f'{path}/_generated/contract', unvalidated_schema(operation))}" if not endpoint.route.validate else ""
    renamed = [(given, target) for given, target in endpoint.parameters if given != target]
    if renamed:
        picked = ", ".join(encode_key(given) for given, _ in renamed)
        given_as = ", ".join(f"{encode_key(target)}: {given}" for given, target in renamed)
        result = f"{name}({{ ...rest, {given_as} }}, actor{schema})"
        return _block_handler(endpoint.route.method, options, [f"const {{ {picked}, ...rest }} = await input();", f"return {result};"])
    return _expression_handler(endpoint.route.method, options, f"{name}(await input(), actor{schema})")


def _block_handler(method: str, options: list[str], statements: list[str]) -> str:
    """A handler of several statements; it stays on the line of the call if its head fits there, as Prettier prefers."""
    head = f"export const {method} = endpoint({{ {', '.join(options)} }}, {_PARAMETERS} => {{"
    if len(head) <= WIDTH:
        return head + "\n" + fit("\n".join(f"  {statement}" for statement in statements)) + "\n});"
    inner = "\n".join(f"    {statement}" for statement in statements)
    return fit(f"export const {method} = endpoint(\n  {{ {', '.join(options)} }},\n  {_PARAMETERS} => {{\n{inner}\n  }},\n);")


def _expression_handler(method: str, options: list[str], call: str) -> str:
    """A handler of one expression: on one line, else with the expression below its head, else with each argument on a line of its own."""
    head = f"export const {method} = endpoint({{ {', '.join(options)} }}, {_PARAMETERS} =>"
    if len(line := f"{head} {call});") <= WIDTH:
        return line
    if len(head) <= WIDTH and len(below := f"  {call},") <= WIDTH:
        return f"{head}\n{below}\n);"
    return fit(f"export const {method} = endpoint(\n  {{ {', '.join(options)} }},\n  {_PARAMETERS} => {call},\n);")


def routes_draft(index: Index) -> FileDraft:
    """`src/_generated/routes.ts`: every route as data, for tests and tools."""
    rows: tuple[JsonValue, ...] = tuple(
        JsonObject(
            (
                ("method", endpoint.route.method),
                ("path", endpoint.address),
                ("operation", endpoint.operation.id),
                ("access", endpoint.access),
                ("rateLimit", endpoint.route.rate_limit),
            )
        )
        for endpoint in endpoints(index)
    )
    listed = "".join(f"  {encode(row, indent=2, width=97)},\n" for row in rows)
    body = f"export const apiRoutes = [\n{listed}] as const;\n" if rows else "export const apiRoutes = [] as const;\n"
    return FileDraft("src/_generated/routes.ts", body, "generated", "api.routes")
