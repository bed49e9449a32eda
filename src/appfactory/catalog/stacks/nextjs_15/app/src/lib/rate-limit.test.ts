import { describe, expect, it } from "vitest";

import { callerKey, clientAddress } from "@/lib/rate-limit";

const headers = (forwarded?: string) =>
  new Headers(forwarded === undefined ? {} : { "x-forwarded-for": forwarded });

describe("clientAddress", () => {
  it.each([
    ["203.0.113.7", 1, "203.0.113.7"],
    // Only the proxy's own entry counts: the visitor may have sent the rest.
    ["1.1.1.1, 203.0.113.7", 1, "203.0.113.7"],
    ["1.1.1.1, 203.0.113.7, 10.0.0.2", 2, "203.0.113.7"],
    ["203.0.113.7", 3, "203.0.113.7"],
    [undefined, 1, "unknown"],
  ])("of %j behind %i proxies is %s", (forwarded, proxies, address) => {
    expect(clientAddress(headers(forwarded), proxies)).toBe(address);
  });
});

describe("callerKey", () => {
  it("counts a user's requests together, wherever they come from", () => {
    const ana = { userId: "1", subject: "sub-ana", email: null, name: null, role: "user" } as const;
    expect(callerKey(ana, headers("203.0.113.7"))).toBe("user:1");
    expect(callerKey(null, headers("203.0.113.7"))).toBe("address:203.0.113.7");
  });
});
