import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { isOurs, roleOf, textClaim } from "@/auth/claims";
import { authorizedParties, issuer } from "@/auth/environment";

const key = `pk_test_${btoa("clerk.this-test.invalid$")}`;
const claims = { iss: "https://clerk.this-test.invalid", sub: "user_2abc" };

beforeEach(() => {
  vi.stubEnv("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", key);
  vi.stubEnv("APP_ENV", "test");
});
afterEach(() => vi.unstubAllEnvs());

describe("isOurs", () => {
  it("takes what this instance issued and refuses everything else", () => {
    expect(issuer()).toBe("https://clerk.this-test.invalid");
    expect(isOurs(claims)).toBe(true);
    expect(isOurs({ ...claims, iss: "https://clerk.another.invalid" })).toBe(false);
    expect(isOurs(null)).toBe(false);
  });
});

describe("roleOf", () => {
  it.each([
    [{ role: "admin" }, "admin"],
    [{ role: "user" }, "user"],
    [{ role: "superuser" }, "user"],
    [{ role: ["admin"] }, "user"],
    [{}, "user"],
    ["admin", "user"],
    [null, "user"],
  ])("of metadata %j is %s", (metadata, role) => {
    expect(roleOf({ ...claims, metadata })).toBe(role);
  });

  it("is not read from anywhere else", () => {
    expect(roleOf({ ...claims, role: "admin", unsafe_metadata: { role: "admin" } })).toBe("user");
  });
});

it("reads text claims and nothing else", () => {
  expect(textClaim({ ...claims, email: " ana@example.com " }, "email")).toBe("ana@example.com");
  expect(textClaim({ ...claims, email: "" }, "email")).toBeNull();
  expect(textClaim({ ...claims, email: 7 }, "email")).toBeNull();
});

it("names the app's own address as the only party in production", () => {
  vi.stubEnv("APP_URL", "https://app.example.com");
  expect(authorizedParties("http://localhost:4000")).toContain("http://localhost:4000");
  vi.stubEnv("APP_ENV", "production");
  expect(authorizedParties("http://localhost:4000")).toEqual(["https://app.example.com"]);
});
