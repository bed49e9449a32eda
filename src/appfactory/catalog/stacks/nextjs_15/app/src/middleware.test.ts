import { NextRequest, NextResponse, type NextFetchEvent } from "next/server";
import { beforeEach, describe, expect, it, vi } from "vitest";

const authentication = vi.hoisted(() => vi.fn());
vi.mock("@/auth/middleware", () => ({ middleware: authentication }));

const { default: middleware } = await import("@/middleware");

const ask = (path = "/bookings") =>
  middleware(
    new NextRequest(`http://app.test${path}`, { headers: { cookie: "session=1" } }),
    {} as NextFetchEvent,
  );
const nonceOf = (response: Response) =>
  /'nonce-([^']+)'/.exec(response.headers.get("content-security-policy") ?? "")?.[1];
const forwarded = (response: Response, name: string) =>
  response.headers.get("x-middleware-override-headers")?.split(",").includes(name)
    ? response.headers.get(`x-middleware-request-${name}`)
    : null;

beforeEach(() => {
  authentication.mockReset();
});

describe("middleware", () => {
  it("gives the page the nonce of its policy, a new one each time", async () => {
    authentication.mockImplementation(() => NextResponse.next());
    const [first, second] = [await ask(), await ask()];
    expect(nonceOf(first)).toBeTruthy();
    expect(forwarded(first, "x-nonce")).toBe(nonceOf(first));
    expect(forwarded(first, "content-security-policy")).toBe(
      first.headers.get("content-security-policy"),
    );
    expect(forwarded(first, "cookie")).toBe("session=1");
    expect(nonceOf(second)).not.toBe(nonceOf(first));
  });

  it("goes on when the provider has nothing to say", async () => {
    authentication.mockResolvedValue(undefined);
    const response = await ask();
    expect(response.headers.get("x-middleware-next")).toBe("1");
    expect(forwarded(response, "x-nonce")).toBe(nonceOf(response));
  });

  it("keeps what the provider tells the page", async () => {
    authentication.mockImplementation((request: NextRequest) => {
      const headers = new Headers(request.headers);
      headers.set("x-user", "ana");
      headers.set("cookie", "session=renewed");
      const response = NextResponse.next({ request: { headers } });
      response.cookies.set("session", "renewed");
      return response;
    });
    const response = await ask();
    expect(forwarded(response, "x-user")).toBe("ana");
    expect(forwarded(response, "cookie")).toBe("session=renewed");
    expect(forwarded(response, "x-nonce")).toBe(nonceOf(response));
    expect(response.headers.get("set-cookie")).toContain("session=renewed");
  });

  it("passes a redirect on, and tells it nothing of the request", async () => {
    authentication.mockImplementation((request: NextRequest) =>
      NextResponse.redirect(new URL("/sign-in", request.url)),
    );
    const response = await ask();
    expect(response.status).toBe(307);
    expect(response.headers.get("location")).toBe("http://app.test/sign-in");
    expect(
      [...response.headers.keys()].filter((name) => name.startsWith("x-middleware-request-")),
    ).toEqual([]);
  });

  it("lets only e-mail previews stand in a frame", async () => {
    authentication.mockImplementation(() => NextResponse.next());
    expect((await ask("/dev/emails/welcome")).headers.get("content-security-policy")).toContain(
      "frame-ancestors 'self'",
    );
    expect((await ask("/bookings")).headers.get("content-security-policy")).toContain(
      "frame-ancestors 'none'",
    );
  });
});
