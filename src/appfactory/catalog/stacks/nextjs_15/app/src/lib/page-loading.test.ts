import { afterEach, expect, it, vi } from "vitest";

import { isPageLoading, onPageLoading, pageLoadingBegins, pageLoadingEnds } from "./page-loading";

const current = "http://localhost:3000/bookings?page=2";

afterEach(pageLoadingEnds);

it.each(["/tables", "/bookings", "/bookings?page=3", "http://localhost:3000/"])(
  "begins on the way to %s",
  (target) => {
    pageLoadingBegins(target, current);
    expect(isPageLoading()).toBe(true);
  },
);

it.each([current, "/bookings?page=2", "#list"])(
  "does not begin on the way to %s, where one is",
  (target) => {
    pageLoadingBegins(target, current);
    expect(isPageLoading()).toBe(false);
  },
);

it("tells its listeners of changes alone, until they leave", () => {
  const listener = vi.fn();
  const leave = onPageLoading(listener);
  pageLoadingBegins("/a", current);
  pageLoadingBegins("/b", current);
  expect(listener).toHaveBeenCalledTimes(1);
  pageLoadingEnds();
  pageLoadingEnds();
  expect(listener).toHaveBeenCalledTimes(2);
  leave();
  pageLoadingBegins("/c", current);
  expect(listener).toHaveBeenCalledTimes(2);
});
