import { encode } from "next-auth/jwt";
import { afterEach, describe, expect, it, vi } from "vitest";

import { identityIn } from "@/auth/session-token";

const secret = "a-secret-of-this-test-and-nothing-else";
const cookie = "authjs.session-token";
const ana = { sub: "github|1", email: "ana@example.com", name: "Ana", provider: "github" };

const issue = (token: object, { key = secret, salt = cookie, maxAge = 60 } = {}) =>
  encode({ token, secret: key, salt, maxAge });
const bearer = (token: string) => new Headers({ authorization: `Bearer ${token}` });

function environment(values: Record<string, string> = {}) {
  for (const [name, value] of Object.entries({
    AUTH_SECRET: secret,
    APP_URL: "http://localhost:3000",
    APP_ENV: "test",
    ...values,
  }))
    vi.stubEnv(name, value);
}

afterEach(() => vi.unstubAllEnvs());

describe("identityIn", () => {
  it("reads a Bearer token and the cookie alike", async () => {
    environment();
    const token = await issue(ana);
    const expected = { subject: "github|1", email: "ana@example.com", name: "Ana", role: "user" };
    expect(await identityIn(bearer(token))).toEqual(expected);
    expect(await identityIn(new Headers({ cookie: `${cookie}=${token}` }))).toEqual(expected);
  });

  it.each([
    ["no token", () => Promise.resolve("")],
    ["another secret", () => issue(ana, { key: "another-secret-that-is-long-enough" })],
    ["another cookie's token", () => issue(ana, { salt: "authjs.callback-url" })],
    ["an expired token", () => issue(ana, { maxAge: -60 })],
    ["a token about nobody", () => issue({ ...ana, sub: "" })],
    ["no token at all", () => Promise.resolve("not.a.token")],
  ])("refuses %s", async (_, token) => {
    environment();
    expect(await identityIn(bearer(await token()))).toBeNull();
  });

  it("does not fall back to the cookie when the Bearer token is wrong", async () => {
    environment();
    const headers = new Headers({
      cookie: `${cookie}=${await issue(ana)}`,
      authorization: "Bearer wrong",
    });
    expect(await identityIn(headers)).toBeNull();
  });

  it("makes an admin of a verified address in ADMIN_EMAILS, in whatever case, and of nobody else", async () => {
    environment({ ADMIN_EMAILS: " ada@example.com, Ana@Example.com " });
    expect((await identityIn(bearer(await issue(ana))))?.role).toBe("admin");
    expect((await identityIn(bearer(await issue({ ...ana, email: null }))))?.role).toBe("user");
    expect(
      (await identityIn(bearer(await issue({ ...ana, email: "eve@example.com" }))))?.role,
    ).toBe("user");
  });

  it("ignores a role that the plan does not know", async () => {
    environment();
    expect((await identityIn(bearer(await issue({ ...ana, role: "superuser" }))))?.role).toBe(
      "user",
    );
  });

  it("takes development users everywhere but in production", async () => {
    environment();
    const token = await issue({ ...ana, provider: "development", role: "admin" });
    expect((await identityIn(bearer(token)))?.role).toBe("admin");
    vi.stubEnv("APP_ENV", "production");
    expect(await identityIn(bearer(token))).toBeNull();
  });
});
