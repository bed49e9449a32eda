import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto";

import { NextRequest, type NextFetchEvent } from "next/server";
import { beforeAll, describe, expect, it, vi } from "vitest";

vi.mock("@/auth/_generated/protected-routes", () => ({
  protectedRoutes: ["/members", "/api/*"],
  openRoutes: [],
}));

const app = "http://localhost:3000";
const iss = "https://clerk.this-test.invalid";
const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const now = Math.floor(Date.now() / 1000);
const claims = {
  iss,
  azp: app,
  sub: "user_2abc",
  sid: "sess_2abc",
  iat: now - 10,
  nbf: now - 20,
  exp: now + 60,
  sts: "active",
  v: 2,
};

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

function issue(
  changes: object = {},
  key: KeyObject = keys.privateKey,
  header: object = {},
): string {
  const content = `${encoded({ alg: "RS256", typ: "JWT", kid: "ins_2abc", ...header })}.${encoded({ ...claims, ...changes })}`;
  return `${content}.${createSign("RSA-SHA256").update(content).sign(key).toString("base64url")}`;
}

let middleware: (request: NextRequest, event: NextFetchEvent) => Promise<Response>;

/** Whether the middleware lets a page through that is for people who are signed in. */
async function admits(headers: Record<string, string>): Promise<boolean> {
  const response = await middleware(
    new NextRequest(`${app}/members`, { headers: { host: "localhost:3000", ...headers } }),
    {} as NextFetchEvent,
  );
  if (response.status !== 200)
    expect(response.headers.get("location")).toBe(`${app}/sign-in?next=%2Fmembers`);
  return response.status === 200;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const cookies = (token: string) => ({
  cookie: `__session=${token}; __client_uat=${now - 60}; __clerk_db_jwt=browser`,
  "sec-fetch-dest": "document",
});

beforeAll(async () => {
  vi.stubEnv("APP_ENV", "test");
  vi.stubEnv("APP_URL", app);
  vi.stubEnv("CLERK_SECRET_KEY", "");
  vi.stubEnv("CLERK_JWT_KEY", keys.publicKey.export({ type: "spki", format: "pem" }).toString());
  vi.stubEnv("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", `pk_test_${btoa("clerk.this-test.invalid$")}`);
  ({ middleware } = await import("@/auth/middleware"));
});

describe.each([
  ["Bearer token", bearer],
  ["cookie", cookies],
])("a %s", (_, carried) => {
  it("that this instance issued is accepted", async () => {
    expect(await admits(carried(issue()))).toBe(true);
  });

  it.each([
    [
      "has another key's signature",
      () => issue({}, generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey),
    ],
    [
      "was changed after signing",
      () => issue().replace(/\.[^.]+\./, `.${encoded({ ...claims, sub: "user_2eve" })}.`),
    ],
    ["is not signed", () => `${encoded({ alg: "none", typ: "JWT" })}.${encoded(claims)}.`],
    ["has expired", () => issue({ iat: now - 120, nbf: now - 130, exp: now - 60 })],
    ["is not valid yet", () => issue({ nbf: now + 600 })],
    ["comes from another issuer", () => issue({ iss: "https://clerk.another.invalid" })],
    ["was issued for another site", () => issue({ azp: "https://evil.example" })],
    ["speaks of nobody", () => issue({ sub: "" })],
    ["is no token", () => "not-a-token"],
  ])("that %s is refused", async (_reason, token) => {
    expect(await admits(carried(token()))).toBe(false);
  });
});

it("answers calls of the API with 401 instead of a redirect", async () => {
  const response = await middleware(new NextRequest(`${app}/api/things`), {} as NextFetchEvent);
  expect(response.status).toBe(401);
});
