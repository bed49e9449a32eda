import { afterEach, expect, it, vi } from "vitest";

import { checkMode } from "@/payments/stripe";

afterEach(() => vi.unstubAllEnvs());

it.each([
  ["sk_test_abc", "test"],
  ["rk_test_abc", "test"],
  ["sk_live_abc", "live"],
] as const)("takes %s in %s mode", (key, mode) => {
  expect(() => checkMode(key, mode)).not.toThrow();
});

it.each([
  ["sk_test_abc", "live"],
  ["sk_live_abc", "test"],
  ["pk_test_abc", "test"],
  ["", "test"],
] as const)("refuses %s in %s mode, without repeating the key", (key, mode) => {
  expect(() => checkMode(key, mode)).toThrow(`must be a ${mode} key`);
});

it("takes only test keys outside production, whatever the plan says", () => {
  vi.stubEnv("APP_ENV", "preview");
  expect(() => checkMode("sk_live_abc")).toThrow("test key");
  expect(() => checkMode("sk_test_abc")).not.toThrow();
});
