import { beforeAll, beforeEach, describe, expect, it } from "vitest";

import { exhaustRateLimit, resetRateLimits } from "../support/database";
import { call, signIn, type ErrorBody, type Visitor } from "../support/requests";
import { apiCases } from "./_generated/cases";

const people = { ana: "ana@example.com", ben: "ben@example.com", ada: "ada@example.com" };
const visitors: Partial<Record<keyof typeof people, Visitor>> = {};

const visitor = (name: keyof typeof people): Visitor => {
  const found = visitors[name];
  if (found === undefined) throw new Error(`${name} is not signed in`);
  return found;
};

beforeAll(async () => {
  visitors.ana = await signIn(people.ana);
  visitors.ben = await signIn(people.ben);
  visitors.ada = await signIn(people.ada);
});

beforeEach(resetRateLimits);

/** Each route, with rows of each of two people, for each kind of visitor. */
describe.each(apiCases)("$route", ({ method, path, input, expected, ...route }) => {
  const allowed = () => visitor(route.access === "admin" ? "ada" : "ana");

  describe.each([
    ["ana", "ben"],
    ["ben", "ana"],
  ] as const)("with rows of %s", (tenant, other) => {
    it.each([
      ["nobody who is signed in", null, expected.anonymous],
      ["whoever they belong to", tenant, expected.tenant],
      ["somebody else", other, expected.other],
      ["an admin", "ada", expected.admin],
    ] as const)("answers %s", async (_who, name, status) => {
      const values = await input(visitor(tenant).actor);
      const response = await call({ method, path, input: values, visitor: name && visitor(name) });
      const text = await response.text();
      expect(response.status, text).toBe(status);
      if (status >= 400) {
        const { error } = JSON.parse(text) as ErrorBody;
        expect(error).toMatchObject({
          code: expect.any(String) as string,
          message: expect.any(String) as string,
        });
        expect(error.requestId).toBe(response.headers.get("x-request-id"));
        expect(text).not.toMatch(/select |insert |update |node_modules|postgres/i);
      }
    });
  });

  if (route.validated && !route.unwritten) {
    it("refuses what it does not know", async () => {
      const values = await input(allowed().actor);
      const response = await call({
        method,
        path,
        input: { ...values, surprise: "1" },
        visitor: allowed(),
      });
      expect(response.status).toBe(400);
      const { error } = (await response.json()) as ErrorBody;
      expect(error.fields).toHaveProperty("surprise");
    });
  }

  if (route.identifiers.length > 0) {
    it("refuses ids that are none", async () => {
      for (const name of route.identifiers) {
        const values = await input(allowed().actor);
        const response = await call({
          method,
          path,
          input: { ...values, [name]: "not-an-id" },
          visitor: allowed(),
        });
        expect(response.status, name).toBe(400);
      }
    });
  }

  if (["POST", "PUT", "PATCH"].includes(method)) {
    it("takes JSON objects only", async () => {
      const values = await input(allowed().actor);
      const send = async (body: string, type = "application/json") => {
        await resetRateLimits();
        return call({
          method,
          path,
          input: values,
          visitor: allowed(),
          body,
          headers: { "content-type": type },
        });
      };
      expect((await send("{}", "text/plain")).status).toBe(415);
      expect((await send("{")).status).toBe(400);
      expect((await send("[]")).status).toBe(400);
      expect((await send(JSON.stringify({ text: "x".repeat(1_100_000) }))).status).toBe(413);
    });
  }

  if (route.access === "admin" && method !== "GET") {
    it("looks at the role first", async () => {
      const values = await input(visitor("ana").actor);
      const response = await call({
        method,
        path,
        input: values,
        visitor: visitor("ana"),
        body: "{",
      });
      expect(response.status).toBe(403);
    });
  }

  if (method !== "GET") {
    it("refuses pages of other sites", async () => {
      const values = await input(allowed().actor);
      const response = await call({
        method,
        path,
        input: values,
        visitor: allowed(),
        headers: { origin: "https://elsewhere.example" },
      });
      expect(response.status).toBe(403);
    });
  }

  if (route.rateLimit > 0) {
    it("says when to come back", async () => {
      const values = await input(allowed().actor);
      const bucket = `${route.route} user:${allowed().actor.userId}`;
      await exhaustRateLimit(bucket);
      const response = await call({ method, path, input: values, visitor: allowed() });
      expect(response.status).toBe(429);
      expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    });
  }
});
