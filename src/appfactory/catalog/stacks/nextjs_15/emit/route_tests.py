"""`src/app/api/routes.test.ts`: each handler asks for what the plan says, and calls its operation."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.emit.index import Index, function_name
from appfactory.catalog.stacks.nextjs_15.emit.layout import fit, literal
from appfactory.catalog.stacks.nextjs_15.emit.routes import Endpoint, endpoints
from appfactory.catalog.stacks.nextjs_15.pages.places import domain_folder
from appfactory.model.files import FileDraft
from appfactory.model.json_value import JsonObject, JsonValue


def route_test_draft(index: Index) -> FileDraft | None:
    """The test; None if there are no routes."""
    found = endpoints(index)
    if not found:
        return None
    rows = "\n".join(f"  {row}," for row in map(_row, found))
    domains = sorted({endpoint.operation.domain for endpoint in found})
    mocks = "\n".join(_mock(domain, found) for domain in domains)
    body = f"""import {{ describe, expect, it, vi }} from "vitest";

vi.mock("@/lib/http", () => ({{
  endpoint: (options: object, handle: (call: object) => Promise<unknown>) => ({{ options, handle }}),
}}));
{mocks}

interface Handler {{
  options: object;
  handle: (call: object) => Promise<unknown>;
}}

const handlers = [
{rows}
] as const;

describe.each(handlers)("$route", ({{ load, method, action, given, taken, ...options }}) => {{
  it("asks for what the plan says", async () => {{
    const handler = (await load())[method as never] as Handler;
    expect(handler.options).toEqual(options);
  }});

  it("calls its operation with the input and whoever asks", async () => {{
    const handler = (await load())[method as never] as Handler;
    const actor = {{ userId: "somebody" }};
    const input = () => Promise.resolve(given);
    expect(await handler.handle({{ actor, input }})).toEqual([action, taken, actor]);
  }});
}});
"""
    return FileDraft("src/app/api/routes.test.ts", fit(body), "seeded", "api.routes")


def _mock(domain: str, found: tuple[Endpoint, ...]) -> str:
    names = sorted({function_name(endpoint.operation) for endpoint in found if endpoint.operation.domain == domain})
    listed = "".join(f"  {name}: (input: unknown, actor: unknown) => [{literal(f'{domain}.{name}')}, input, actor],\n" for name in names)
    return f'vi.mock("@/domains/{domain_folder(domain)}/actions", () => ({{\n{listed}}}));'


def _row(endpoint: Endpoint) -> str:
    given: list[tuple[str, JsonValue]] = [(name, "1") for name, _ in endpoint.parameters]
    taken: list[tuple[str, JsonValue]] = [(target, "1") for _, target in endpoint.parameters]
    path = endpoint.folder.removeprefix("src/app/api/")
    members = [
        f"load: () => import({literal(f'./{path}/route')})",
        f"method: {literal(endpoint.route.method)}",
        f"action: {literal(f'{endpoint.operation.domain}.{function_name(endpoint.operation)}')}",
        f"given: {literal(JsonObject((*given, ('name', 'Ana'))))}",
        f"taken: {literal(JsonObject((*taken, ('name', 'Ana'))))}",
        f"access: {literal(endpoint.access)}",
        f"route: {literal(endpoint.name)}",
    ]
    if endpoint.route.rate_limit:
        members.append(f"rateLimit: {endpoint.route.rate_limit}")
    if endpoint.status == 201:
        members.append("status: 201")
    body = "".join(f"    {member},\n" for member in members)
    return f"{{\n{body}  }}"
