import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { createStandInServer, matchPath, Refusal } from "./server.mjs";

const echo = {
  name: "echo",
  memory: new Map(),
  routes: [
    {
      method: "POST",
      path: "/v1/things/:id",
      handle: ({ params, body }: { params: unknown; body: unknown }) => ({
        json: { params, body },
      }),
    },
    {
      method: "GET",
      path: "/closed",
      handle: () => {
        throw new Refusal(403, { error: "closed" });
      },
    },
  ],
};
const { server } = createStandInServer([echo]);
let url = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  url = `http://localhost:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => fetch(`${url}/_records`, { method: "DELETE" }));
afterAll(() => server.close());

const records = async (query = "") =>
  (await (await fetch(`${url}/_records${query}`)).json()) as Record<string, unknown>[];

describe("stand-in server", () => {
  it("gives path parameters and the body to the route", async () => {
    const response = await fetch(`${url}/v1/things/a%20b`, { method: "POST", body: '{"a":1}' });
    expect(await response.json()).toEqual({ params: { id: "a b" }, body: { a: 1 } });
  });

  it("keeps calls, but no keys", async () => {
    await fetch(`${url}/v1/things/1`, {
      method: "POST",
      body: "{}",
      headers: { authorization: "Bearer key" },
    });
    const [record] = await records("?service=echo");
    expect(record).toMatchObject({
      service: "echo",
      method: "POST",
      path: "/v1/things/1",
      body: {},
      status: 200,
    });
    expect(JSON.stringify(record)).not.toContain("Bearer");
    expect(await records("?service=other")).toEqual([]);
  });

  it("refuses, and keeps refusals and calls that nobody answers", async () => {
    expect((await fetch(`${url}/closed`)).status).toBe(403);
    expect((await fetch(`${url}/nowhere`)).status).toBe(404);
    expect((await fetch(`${url}/v1/things/1`, { method: "POST", body: "{" })).status).toBe(400);
    expect((await records()).map(({ status, service }) => [status, service])).toEqual([
      [403, "echo"],
      [404, null],
    ]);
  });

  it("says what it stands in for", async () => {
    expect(await (await fetch(`${url}/_health`)).json()).toEqual({
      status: "ok",
      services: ["echo"],
    });
  });
});

describe("matchPath", () => {
  it("compares segments", () => {
    expect(matchPath("/v1/prices", "/v1/prices")).toEqual({});
    expect(matchPath("/v1/prices/:id", "/v1/prices/")).toBeNull();
    expect(matchPath("/v1/prices/:id", "/v1/prices/1/2")).toBeNull();
  });
});
