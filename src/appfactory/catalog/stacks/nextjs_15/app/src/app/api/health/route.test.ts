import { beforeEach, describe, expect, it, vi } from "vitest";

const asPlatform = vi.hoisted(() => vi.fn<() => Promise<unknown>>());
const logError = vi.hoisted(() => vi.fn());
vi.mock("@/db/client", () => ({ asPlatform }));
vi.mock("@/lib/log", () => ({ logError }));

const { GET } = await import("./route");

beforeEach(() => {
  vi.clearAllMocks();
});

describe("GET /api/health", () => {
  it("says that the app reaches its database", async () => {
    asPlatform.mockResolvedValueOnce([]);
    const response = await GET();
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: "ok" });
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("turns traffic away while it does not, and logs why", async () => {
    const reason = new Error("connection refused");
    asPlatform.mockRejectedValueOnce(reason);
    const response = await GET();
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ status: "unavailable" });
    expect(logError).toHaveBeenCalledWith("health-check-failed", reason);
  });
});
