import { afterEach, describe, expect, it, vi } from "vitest";

import { verifiedEmail } from "@/auth/verified-email";

const google = { provider: "google", type: "oidc" as const, providerAccountId: "1" };
const github = {
  provider: "github",
  type: "oauth" as const,
  providerAccountId: "1",
  access_token: "gho_token",
};

const answer = (body: unknown, status = 200) =>
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => Response.json(body, { status })),
  );

afterEach(() => vi.unstubAllGlobals());

describe("verifiedEmail", () => {
  it("believes Google only when it says so", async () => {
    expect(await verifiedEmail(google, { email: "ana@example.com", email_verified: true })).toBe(
      "ana@example.com",
    );
    expect(
      await verifiedEmail(google, { email: "ana@example.com", email_verified: false }),
    ).toBeNull();
    expect(await verifiedEmail(google, { email: "ana@example.com" })).toBeNull();
  });

  it("asks GitHub whether the primary address is verified", async () => {
    answer([
      { email: "old@example.com", primary: false, verified: true },
      { email: "ana@example.com", primary: true, verified: true },
    ]);
    expect(await verifiedEmail(github, { email: "claimed@example.com" })).toBe("ana@example.com");
    answer([{ email: "ada@example.com", primary: true, verified: false }]);
    expect(await verifiedEmail(github, { email: "ada@example.com" })).toBeNull();
    answer({ message: "Bad credentials" }, 401);
    expect(await verifiedEmail(github, { email: "ada@example.com" })).toBeNull();
  });
});
