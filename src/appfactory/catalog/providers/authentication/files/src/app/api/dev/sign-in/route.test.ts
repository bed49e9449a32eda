import { NextRequest } from "next/server";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { developmentUsers } from "@/auth/development-users";

const developmentSignIn = vi.hoisted(() => vi.fn<() => boolean>());
const startDevelopmentSession = vi.hoisted(() => vi.fn<(session: object) => Promise<void>>());
vi.mock("@/auth", () => ({ currentActor: () => Promise.resolve(null) }));
vi.mock("@/auth/development-session", () => ({ developmentSignIn, startDevelopmentSession }));
vi.mock("@/lib/rate-limit", () => ({ takeToken: vi.fn(), callerKey: () => "address:1" }));

const { POST } = await import("./route");

const ana = developmentUsers.find(({ email }) => email === "ana@example.com");
const signIn = (fields: Record<string, string>) =>
  POST(
    new NextRequest("http://app.test/api/dev/sign-in", {
      method: "POST",
      headers: { host: "app.test" },
      body: new URLSearchParams(fields),
    }),
    {
      params: Promise.resolve({}),
    },
  );

beforeEach(() => {
  vi.clearAllMocks();
  developmentSignIn.mockReturnValue(true);
  startDevelopmentSession.mockResolvedValue();
});

describe("POST /api/dev/sign-in", () => {
  it("starts a session and goes on to where the visitor wanted to be", async () => {
    const response = await signIn({ email: " ANA@example.com ", next: "/somewhere" });
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe("/somewhere");
    expect(startDevelopmentSession).toHaveBeenCalledExactlyOnceWith({
      user: ana,
      origin: "http://app.test",
    });
  });

  it("knows the development users only", async () => {
    expect((await signIn({ email: "eve@example.com" })).status).toBe(400);
    expect((await signIn({})).status).toBe(400);
    expect(startDevelopmentSession).not.toHaveBeenCalled();
  });

  it("is not there in production", async () => {
    developmentSignIn.mockReturnValue(false);
    expect((await signIn({ email: "ana@example.com" })).status).toBe(404);
    expect(startDevelopmentSession).not.toHaveBeenCalled();
  });
});
