import { NextRequest } from "next/server";
import { describe, expect, it } from "vitest";

import { admit, matches, needsSignIn, pathHeader } from "@/auth/protected-routes";

const plan = { protectedRoutes: ["/bookings", "/api/*"], openRoutes: ["GET /api/menu/{id}"] };

describe("matches", () => {
  it.each([
    ["/bookings", "/bookings"],
    ["/bookings", "/bookings/"],
    ["/bookings", "/bookings/new"],
    ["/bookings/*", "/bookings"],
    ["/bookings(.*)", "/bookings/a"],
    ["/book*", "/bookings/a"],
    ["/bookings/(.*)", "/bookings/a/b"],
    ["/bookings/:path*", "/bookings/a"],
    ["/teams/[id]/members", "/teams/7/members/3"],
    ["/teams/:id", "/teams/7"],
    ["/teams/{id}", "/teams/7"],
    ["/*", "/"],
    ["/*", "/anything"],
    ["/", "/"],
  ])("%s covers %s", (pattern, pathname) => {
    expect(matches(pattern, pathname)).toBe(true);
  });

  it.each([
    ["/bookings", "/booking"],
    ["/bookings", "/bookings-archive"],
    ["/teams/:id", "/teams"],
    ["/teams/:id/members", "/teams/7/invoices"],
    ["/", "/bookings"],
  ])("%s does not cover %s", (pattern, pathname) => {
    expect(matches(pattern, pathname)).toBe(false);
  });
});

describe("needsSignIn", () => {
  it.each([
    ["GET", "/bookings"],
    ["GET", "/bookings/new"],
    ["GET", "/%62ookings"],
    ["POST", "/api/reservations"],
    ["POST", "/api/menu/7"],
    ["GET", "/api/menu/7/secrets"],
    ["GET", "/api/health/secrets"],
  ])("%s %s does", (method, pathname) => {
    expect(needsSignIn(method, pathname, plan)).toBe(true);
  });

  it.each([
    ["GET", "/"],
    ["GET", "/sign-in"],
    ["GET", "/api/menu/7"],
    ["HEAD", "/api/menu/7"],
    ["POST", "/api/webhooks/stripe"],
    ["POST", "/api/auth/callback/github"],
    ["POST", "/api/dev/sign-in"],
    ["GET", "/%E0%A4%A"],
  ])("%s %s does not", (method, pathname) => {
    expect(needsSignIn(method, pathname, plan)).toBe(false);
  });
});

describe("admit", () => {
  const request = (path: string, method = "GET") =>
    new NextRequest(`http://localhost:3000${path}`, { method });
  const always = () => true;

  it("lets everyone see what is not protected", () => {
    expect(admit(request("/sign-in"), false).headers.get("x-middleware-next")).toBe("1");
  });

  it("lets people who are signed in see everything", () => {
    expect(admit(request("/bookings"), true, always).headers.get("x-middleware-next")).toBe("1");
  });

  it("tells a page its own path, whatever the visitor claims", () => {
    const visit = new NextRequest("http://localhost:3000/welcome?from=mail", {
      headers: { [pathHeader]: "//evil.example" },
    });
    expect(admit(visit, true).headers.get(`x-middleware-request-${pathHeader}`)).toBe(
      "/welcome?from=mail",
    );
  });

  it("sends visitors of a page to sign in and back", () => {
    const response = admit(request("/bookings?page=2"), false, always);
    expect(response.status).toBe(307);
    expect(response.headers.get("location")).toBe(
      "http://localhost:3000/sign-in?next=%2Fbookings%3Fpage%3D2",
    );
  });

  it("does not send a form on to the sign-in page", () => {
    expect(admit(request("/bookings", "POST"), false, always).status).toBe(303);
  });

  it("refuses calls of the API in the envelope", async () => {
    const response = admit(request("/api/reservations", "POST"), false, always);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      error: {
        code: "not-signed-in",
        message: expect.any(String),
        requestId: response.headers.get("x-request-id"),
      },
    });
  });
});
