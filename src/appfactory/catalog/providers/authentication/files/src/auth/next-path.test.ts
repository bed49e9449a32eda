import { describe, expect, it } from "vitest";

import { nextPath, signInPath } from "@/auth/next-path";

describe("nextPath", () => {
  it.each(["/", "/bookings", "/bookings?page=2#top", "/a%20b"])("keeps %s", (path) => {
    expect(nextPath(path)).toBe(path);
  });

  it.each([
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "bookings",
    "",
    null,
    ["/x"],
  ])("goes home instead of to %s", (path) => {
    expect(nextPath(path)).toBe("/");
  });

  it.each(["/..//evil.example", "/.//evil.example", "/a/../..//evil.example"])(
    "stays here with %s",
    (path) => {
      expect(new URL(nextPath(path), "http://here.invalid").host).toBe("here.invalid");
    },
  );
});

it("carries the path in the sign-in page's address", () => {
  expect(signInPath("/bookings?page=2")).toBe("/sign-in?next=%2Fbookings%3Fpage%3D2");
  expect(signInPath("//evil.example")).toBe("/sign-in?next=%2F");
});
