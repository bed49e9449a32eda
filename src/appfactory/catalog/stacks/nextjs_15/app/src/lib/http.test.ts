import { NextRequest } from "next/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Actor } from "@/lib/actor";
import { conflict, tooManyRequests } from "@/lib/errors";

const currentActor = vi.hoisted(() => vi.fn<() => Promise<Actor | null>>());
const takeToken = vi.hoisted(() => vi.fn<(bucket: string, perMinute: number) => Promise<void>>());
vi.mock("@/auth", () => ({ currentActor }));
vi.mock("@/lib/rate-limit", () => ({
  takeToken,
  callerKey: (actor: Actor | null) => (actor === null ? "address:1" : `user:${actor.userId}`),
}));

const { endpoint } = await import("@/lib/http");

const ana: Actor = {
  userId: "1",
  subject: "sub-ana",
  email: "ana@example.com",
  name: "Ana",
  role: "user",
};
const ada: Actor = { ...ana, userId: "3", role: "admin" };
const context = { params: Promise.resolve({ id: "7" }) };
const request = (method = "POST", headers: Record<string, string> = {}) =>
  new NextRequest("http://app.test/api/things/7", {
    method,
    headers: { host: "app.test", ...headers },
  });
const route = "POST /api/things/{id}";

beforeEach(() => {
  currentActor.mockResolvedValue(null);
  takeToken.mockResolvedValue();
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("endpoint", () => {
  it("answers with what the handler returns", async () => {
    currentActor.mockResolvedValue(ana);
    const handler = endpoint({ access: "user", route, status: 201 }, async ({ actor, input }) => ({
      by: actor.userId,
      ...(await input()),
    }));
    const response = await handler(request(), context);
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ by: "1", id: "7" });
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("answers 204 when there is nothing to say, and passes responses on", async () => {
    expect(
      (
        await endpoint({ access: "public", route }, () => Promise.resolve(undefined))(
          request(),
          context,
        )
      ).status,
    ).toBe(204);
    expect(
      (
        await endpoint({ access: "public", route }, () =>
          Promise.resolve(new Response("x", { status: 303 })),
        )(request(), context)
      ).status,
    ).toBe(303);
  });

  it.each([
    ["public", null, 204],
    ["user", null, 401],
    ["user", ana, 204],
    ["admin", null, 401],
    ["admin", ana, 403],
    ["admin", ada, 204],
  ] as const)("%s access for %j is %i", async (access, actor, status) => {
    currentActor.mockResolvedValue(actor);
    const handler = vi.fn(() => Promise.resolve(undefined));
    expect((await endpoint({ access, route }, handler)(request(), context)).status).toBe(status);
    expect(handler).toHaveBeenCalledTimes(status === 204 ? 1 : 0);
  });

  it.each([
    ["of this site", { "sec-fetch-site": "same-origin" }, 204],
    ["of another site", { "sec-fetch-site": "cross-site" }, 403],
    ["of a sibling domain", { "sec-fetch-site": "same-site" }, 403],
    ["with this origin", { origin: "http://app.test" }, 204],
    ["with another origin", { origin: "http://evil.test" }, 403],
    ["without an origin worth the name", { origin: "null" }, 403],
    ["of a program", {}, 204],
    ["with a token of its own", { "sec-fetch-site": "cross-site", authorization: "Bearer x" }, 204],
    ["behind a proxy", { origin: "https://app.example", "x-forwarded-host": "app.example" }, 204],
  ])("a change asked for by a page %s", async (_, headers, status) => {
    expect(
      (
        await endpoint({ access: "public", route }, () => Promise.resolve(undefined))(
          request("POST", headers),
          context,
        )
      ).status,
    ).toBe(status);
  });

  it("lets other sites read what is public", async () => {
    const read = endpoint({ access: "public", route }, () => Promise.resolve({ ok: true }));
    expect((await read(request("GET", { "sec-fetch-site": "cross-site" }), context)).status).toBe(
      200,
    );
  });

  it("counts requests by route and caller, before it says who may come in", async () => {
    takeToken.mockRejectedValue(tooManyRequests(30));
    const response = await endpoint({ access: "user", route, rateLimit: 5 }, () =>
      Promise.resolve(undefined),
    )(request(), context);
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("30");
    expect(takeToken).toHaveBeenCalledWith("POST /api/things/{id} address:1", 5);
  });

  it("puts errors into one envelope under the request's id", async () => {
    const fails = endpoint({ access: "public", route }, () =>
      Promise.reject(conflict("Taken.", "slot-taken")),
    );
    const response = await fails(request("POST", { "x-request-id": "trace-12345" }), context);
    expect(response.status).toBe(409);
    expect(await response.json()).toEqual({
      error: { code: "slot-taken", message: "Taken.", requestId: "trace-12345" },
    });
    expect(response.headers.get("x-request-id")).toBe("trace-12345");
  });

  it("logs what went wrong inside, and keeps it there", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const response = await endpoint({ access: "public", route }, () =>
      Promise.reject(new Error("column secret")),
    )(request(), context);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("secret");
    expect(log.mock.calls.join()).toContain("column secret");
  });
});
