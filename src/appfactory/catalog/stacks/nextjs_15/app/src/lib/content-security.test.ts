import { describe, expect, it } from "vitest";

import { contentSecurityPolicy } from "@/lib/content-security";

describe("contentSecurityPolicy", () => {
  it("lets only scripts with the nonce run", () => {
    const policy = contentSecurityPolicy("n0nce", {}, {});
    expect(policy).toContain("script-src 'self' 'nonce-n0nce' 'strict-dynamic';");
    expect(policy).not.toContain("unsafe-eval");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("object-src 'none'");
  });

  it("adds what the providers need to what is there", () => {
    const policy = contentSecurityPolicy(
      "n",
      {},
      { "connect-src": ["https://api.example"], "frame-src": ["https://pay.example"] },
    );
    expect(policy).toContain("connect-src 'self' https://api.example;");
    expect(policy).toContain("frame-src 'self' https://pay.example");
  });

  it("opens the way to stand-ins only where there are some", () => {
    expect(contentSecurityPolicy("n", { standInUrl: "http://localhost:4010" }, {})).toContain(
      "form-action 'self' http://localhost:4010",
    );
    expect(contentSecurityPolicy("n", {}, {})).not.toContain("localhost");
  });
});
